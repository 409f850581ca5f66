"""Kinds of company, and what is usual for each: published ranges with who said so and when. All are directional.

What is usual depends on who pays: 4 % of customers lost a month is what small firms do, and a disaster among large ones.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, Protocol

SegmentName = Literal["self_serve", "mid_market", "enterprise"]


@dataclass(frozen=True)
class Segment:
    """A kind of company: its customers pay from `pays` a year on (ACV), up to what the next kind's pay."""

    name: SegmentName
    label: str
    about: str
    pays: float


LINES = "Christoph Janz, 2014"
"""Who draws the lines: small businesses pay 1k and more a year, medium-sized companies 10k, enterprises 100k."""

SEGMENTS: dict[SegmentName, Segment] = {
    each.name: each
    for each in (
        Segment("self_serve", "Self-serve (SMB)", "Small businesses that pay less than 10k a year.", 0),
        Segment("mid_market", "Mid-market", "Companies that pay 10k to 100k a year.", 10_000),
        Segment("enterprise", "Enterprise", "Large accounts that pay 100k a year or more.", 100_000),
    )
}
"""The kinds of company by name, each a template's too, the smallest customers first."""


def segment_of_arpu(arpu: float) -> SegmentName:
    """The segment of a company whose customers pay `arpu` a month: by ACV, 12 × arpu, as if in dollars.

    >>> segment_of_arpu(64), segment_of_arpu(1_150), segment_of_arpu(9_500)
    ('self_serve', 'mid_market', 'enterprise')
    """
    return [each.name for each in SEGMENTS.values() if each.pays <= 12 * arpu][-1]


QUARTILES = "lower to upper quartile"


@dataclass(frozen=True)
class Benchmark:
    """A published range for a lever or measure, who said it and when (None: the source bears no date). Directional only.

    It is of one segment's companies or of all, `of` some of them: half of them, those of one channel. `is_usual` where it
    says what most have; not where it is a line that somebody draws, or of one channel alone.
    """

    segment: SegmentName | Literal["all"]
    low: float
    high: float
    source: str
    year: int | None
    of: str = ""
    is_usual: bool = True

    @property
    def label(self) -> str:
        """Whose range it is.

        >>> Benchmark("self_serve", 0.03, 0.05, "somebody", 2026).label
        'Self-serve (SMB)'
        """
        return self.of or ("all" if self.segment == "all" else SEGMENTS[self.segment].label)

    @property
    def cited(self) -> str:
        """Who said it and when.

        >>> Benchmark("all", 0.2, 0.3, "mv3", None).cited
        'mv3, undated'
        """
        return f"{self.source}, {self.year or 'undated'}"


class Declared(Protocol):
    """A lever or a measure, as far as ranges go."""

    @property
    def benchmarks(self) -> tuple[Benchmark, ...]:
        """The ranges that are published."""


def band(declared: Declared, segment: SegmentName) -> Benchmark | None:
    """What is usual for a lever or measure in a segment: its own range before that of all; None where nobody published one.

    >>> from model import LEVERS
    >>> band(LEVERS["churn_rate"], "enterprise").cited, band(LEVERS["arpu"], "enterprise")
    ('knowledgelib, 2026', None)
    """
    usual = {each.segment: each for each in declared.benchmarks if each.is_usual}
    return usual.get(segment) or usual.get("all")


def outside(value: float, usual: Benchmark) -> Literal["below", "above", ""]:
    """On which side of a range a value lies; "" within it, beside a range of one point, and where there is no value.

    >>> usual = Benchmark("all", 0.2, 0.3, "mv3", None)
    >>> outside(0.1, usual), outside(0.3, usual), outside(math.inf, usual)
    ('below', '', 'above')
    """
    if usual.low == usual.high or math.isnan(value):
        return ""
    return "below" if value < usual.low else "above" if value > usual.high else ""
