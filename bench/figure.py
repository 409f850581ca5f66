"""What a measurement hands back."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured number with its floor and its aims: `aim` for the value, `times` for value / floor.

    `ratio` is given where it was measured in pairs; otherwise it is value / floor.
    """

    name: str
    value: float
    unit: str
    floor: float = math.nan
    ratio: float = math.nan
    aim: float = math.nan
    times: float = math.nan

    @property
    def over_floor(self) -> float:
        """Value / floor; NaN without a floor."""
        return self.value / self.floor if math.isnan(self.ratio) else self.ratio

    @property
    def aims(self) -> str:
        """The aims in words."""
        parts = [f"≤ {self.aim:g} {self.unit}"] if self.aim == self.aim else []
        parts += [f"≤ {self.times:g} ×"] if self.times == self.times else []
        return ", ".join(parts)

    @property
    def verdict(self) -> str:
        """`ok`, `misses`, or nothing where nothing is aimed at."""
        if not self.aims:
            return ""
        return "misses" if self.value > self.aim or self.over_floor > self.times else "ok"
