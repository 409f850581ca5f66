"""What all pages keep together that are about one outcome: its name."""

from __future__ import annotations

from model import MEASURES
from ui.settings.declared import Setting, one_of

SETTINGS = (Setting("outcome", "view", "the name of an outcome", one_of(MEASURES)),)
