"""What is said of the usual range of a lever or measure, and of a value outside it."""

from __future__ import annotations

from model.declaring import Measure
from model.levers import Lever
from model.segments import Benchmark, SegmentName, band
from model.segments import outside as side_of
from words.catalogue import text
from words.format import span
from words.say import say


def usual(declared: Lever | Measure, segment: SegmentName, currency: str) -> str:
    """The usual range, whose it is, and who says so; "" where nobody published one.

    >>> from model import LEVERS
    >>> usual(LEVERS["churn_rate"], "enterprise", "USD")
    'usual 0.7–2 %: Enterprise (knowledgelib, 2026; directional)'
    """
    found = band(declared, segment)
    if found is None:
        return ""
    return say(
        "usual {range}: {whose} ({source}; directional)",
        range=_range(found, declared, currency),
        whose=text(found.label),
        source=found.cited,
    )


_OUTSIDE = {"below": "below the usual {range}", "above": "above the usual {range}"}


def outside(value: float, declared: Lever | Measure, segment: SegmentName, currency: str) -> str:
    """That a value is outside the usual range; "" where it is not, or nobody published one.

    >>> from model import LEVERS
    >>> outside(0.02, LEVERS["churn_rate"], "self_serve", "USD"), outside(0.02, LEVERS["churn_rate"], "enterprise", "USD")
    ('below the usual 3–5 %', '')
    """
    found = band(declared, segment)
    side = side_of(value, found) if found else ""
    return say(_OUTSIDE[side], range=_range(found, declared, currency)) if found and side else ""


def _range(found: Benchmark, declared: Lever | Measure, currency: str) -> str:
    return span(found.low, found.high, declared.unit, currency)
