"""What stands on every page: what everything is compared with, the month all charts are read at, whose ranges are usual."""

from __future__ import annotations

import re

from model.plan import AGAINST_BASELINE, LAST, MOST_LETTERS, PIN, SENT
from model.segments import SEGMENTS
from ui.settings.declared import Setting, one_of

_MONTH = re.compile(r"2\d{3}-(0[1-9]|1[0-2])")


def _against(text: str) -> str:
    """One of the three that are no pins, or a pin of any name."""
    if text in (SENT, AGAINST_BASELINE, LAST) or (
        text.startswith(PIN) and len(PIN) < len(text) <= len(PIN) + MOST_LETTERS
    ):
        return text
    raise ValueError


def _month(text: str) -> str:
    """A calendar month."""
    if not _MONTH.fullmatch(text):
        raise ValueError
    return text


SETTINGS = (
    Setting("against", "view", f"{SENT}, {AGAINST_BASELINE}, {LAST} or {PIN} and a pin's name", _against),
    Setting("read", "view", "a month as 2027-03", _month),
    Setting("segment", "fact", ", ".join(SEGMENTS), one_of(SEGMENTS)),
)
