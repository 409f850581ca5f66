"""What Compare keeps: the two scenarios whose difference is explained, and the curve that is drawn."""

from __future__ import annotations

from model.measures import MONTHLY
from model.plan import LAST, MOST_PINS, SENT
from ui.settings.declared import Setting, one_of

SIDES = ("baseline", "now", *(f"pin{k}" for k in range(1, MOST_PINS + 1)), SENT, LAST)
"""Scenarios side by side, as plans name them."""

SETTINGS = (
    Setting("series", "view", "the name of a monthly series", one_of(MONTHLY)),
    Setting("why_from", "view", f"one of {', '.join(SIDES)}", one_of(SIDES)),
    Setting("why_to", "view", f"one of {', '.join(SIDES)}", one_of(SIDES)),
)
