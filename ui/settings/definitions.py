"""What Definitions keeps: the term that is explained."""

from __future__ import annotations

from model import FACTS, LEVERS, MEASURES
from model.levers import CHANNEL_FIELDS
from model.questions.channel_economics import CHANNEL_MEASURES
from ui.settings.declared import Setting, one_of

CHANNEL = "channel."
"""What stands before the name of a channel's measure: channels share names with the company, as `channel.cac`."""

TERMS = frozenset({*LEVERS, *FACTS, *CHANNEL_FIELDS, *MEASURES, *(CHANNEL + name for name in CHANNEL_MEASURES)})
"""Everything Definitions explains, by name; a measure of the company wins over a channel field of its name."""

SETTINGS = (Setting("term", "view", "a name that Definitions holds", one_of(TERMS)),)
