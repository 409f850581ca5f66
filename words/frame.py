"""What stands around every page: what is open, how far one looks, what moved, what could not be taken, and an apology."""

from __future__ import annotations

from model.plan import AGAINST_BASELINE, AS_SENT, LAST, LAST_CHANGE, SENT, Against, Baseline
from words.catalogue import text
from words.own_data import baseline_label
from words.say import say

APOLOGY = (
    "This page cannot be shown with these numbers: a fault of ours, not of yours. Nothing is lost: the address still "
    "holds the whole scenario, the other pages work, and Back undoes the last change."
)
NOTHING_MOVED = "Move a lever: every number answers."
NOT_TAKEN = "Not everything could be taken"


def looks(months: int, start: str) -> str:
    """How far one looks, and from when."""
    return say("{months} months from {start}", months=str(months), start=start)


def moved(count: int) -> str:
    """How many levers moved."""
    return say("{count} moved", count=str(count))


def and_more(count: int) -> str:
    """That there are so many more than are listed."""
    return say("and {count} more", count=str(count))


def against(chosen: Against, baseline: Baseline) -> str:
    """What something can be compared with, as it is called on the switch."""
    if chosen.key == AGAINST_BASELINE:
        return baseline_label(baseline.name, baseline.is_template)
    return {SENT: text(AS_SENT), LAST: text(LAST_CHANGE)}.get(chosen.key, chosen.name)
