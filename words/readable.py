"""Values that can be read out: what is shown and what is set are the same number."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from model.units import Unit
from words.format import short

DIGITS = (3, 4, 5, 6, 7, 8, 10, 12, 15)
"""How many digits are tried, the fewest first."""

_LIKE_THOUSANDS = re.compile(r"\.\d{3}(?!\d)")
"""Three decimals, which half of the world reads as thousands: in amounts and counts they are not shown."""


def readable(value: float, unit: Unit, currency: str, up: bool) -> Iterator[tuple[float, str]]:
    """Values close to this one, above or below, each with its text that shows exactly it; ever closer, with ever more digits.

    >>> from model import units
    >>> next(readable(0.0119154, units.SHARE, "USD", up=False)), next(readable(14.25, units.MONTHS, "USD", up=True))
    ((0.0119, '1.19 %'), (14.3, '14.3 months'))
    """
    for digits in DIGITS:
        for rounded in dict.fromkeys(_rounded(value, unit, digits, up, least) for least in (1e-7, 0.0)):
            text = short(rounded, unit, currency, digits=digits)
            if unit.kind not in ("money", "count") or not _LIKE_THOUSANDS.search(text):
                yield rounded, text


def _rounded(value: float, unit: Unit, digits: int, up: bool, least: float) -> float:
    """The value as `short` shows it with that many digits: months to tenths, per cent of shares.

    What is beyond a round number by no more than `least` of it is that number.
    """
    percent = 2 if unit.kind == "share" else 0
    exact = Decimal(repr(value)).scaleb(percent)
    if not exact:
        return 0.0
    power = math.floor(math.log10(abs(exact)))
    place = power - digits + 1 + (power < -4)  # the smallest numbers are shown with a digit less
    if unit.kind == "months":
        place = max(place, 2 - digits)
    step = Decimal(1).scaleb(place)
    slack = abs(exact) * Decimal(-least if up else least)
    whole = ((exact + slack) / step).to_integral_value(ROUND_CEILING if up else ROUND_FLOOR)
    return float((whole * step).scaleb(-percent))
