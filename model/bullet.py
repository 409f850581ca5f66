"""Where a number, the one it is compared with and what is usual lie on one line that begins at zero: a small bullet."""

from __future__ import annotations

import math
from typing import NamedTuple

from model.segments import Benchmark

ROOM = 1.5
"""How far the line reaches beyond what a number is compared with and what is usual: it stays as it is while a lever moves a little."""


class Bullet(NamedTuple):
    """Places on the line, from 0 to 1: of the value, of what it is compared with, of zero, and of both ends of what is usual.

    What is no number has no place; what is endless stands at an end.
    """

    value: float | None
    mark: float | None
    zero: float
    usual: tuple[float, float] | None


def bullet(value: float, was: float, usual: Benchmark | None = None) -> Bullet:
    """A value and what it is compared with on one line, which reaches from 0, or as far below it as they do, to beyond both.

    >>> bullet(30.0, 40.0)
    Bullet(value=0.5, mark=0.6666666666666666, zero=0.0, usual=None)
    >>> bullet(math.inf, 24.0)
    Bullet(value=1.0, mark=0.6666666666666666, zero=0.0, usual=None)
    """
    ends = [usual.low, usual.high] if usual else []
    steady = [ROOM * end for end in (was, *ends) if math.isfinite(end)]
    reached = [value] if math.isfinite(value) else []
    low, high = min([0.0, *steady, *reached]), max([0.0, *steady, *reached])
    width = (high - low) or 1.0

    def place(number: float) -> float | None:
        return None if math.isnan(number) else min(1.0, max(0.0, (number - low) / width))

    span = (place(usual.low) or 0.0, place(usual.high) or 0.0) if usual else None
    return Bullet(place(value), place(was), abs(low) / width, span)
