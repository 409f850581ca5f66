"""What is said of a figure: what it means, where it comes from, what is usual, and how far it is from the baseline."""

from __future__ import annotations

import math
from functools import lru_cache

from model import MEASURES, Summary
from model.declaring import Measure
from model.levers import Benchmark
from model.units import Unit
from words.catalogue import text
from words.format import capital, plain, short
from words.say import say


def against(was: str) -> str:
    """From what a difference is."""
    return say("vs {was}", was=was)


def instead_of(was: str) -> str:
    """What the value was, where the difference cannot be said."""
    return say("was {was}", was=was)


def by_month(label: str) -> str:
    """What a trend is the picture of."""
    return say("{label} by month", label=label)


def told(name: str, now: Summary, lines: list[str], definition: str) -> str:
    """Meaning, formula, the formula with live numbers, and why a value is undefined or infinite; Markdown.

    `lines` are the formula with live numbers, and `definition` the address of what is told in full.
    """
    measure, value = MEASURES[name], now[name]
    meaning, sources = _kept(name, now.p.scenario.currency)
    parts = [meaning, *(f"`{line}`" for line in (lines if math.isfinite(value) else lines[:-1]))]
    parts += reason(measure, value)
    return "\n\n".join([*parts, *sources, f"[{text('Definition')}]({definition})"])


def reason(measure: Measure, value: float) -> list[str]:
    """Why a value is undefined or infinite; nothing where it is a number, or nobody knows."""
    if math.isnan(value) and measure.undefined:
        return [say("Undefined: {why}.", why=text(measure.undefined))]
    if math.isinf(value) and measure.never:
        return [say("{endless}: {why}.", endless=capital(text(measure.endless)), why=text(measure.never))]
    return []


@lru_cache(maxsize=512)
def _kept(name: str, currency: str) -> tuple[str, tuple[str, ...]]:
    """What an explanation begins and ends with, whatever the numbers: meaning and formula; ranges and source."""
    measure, sources = MEASURES[name], []
    if measure.benchmarks:
        ranges = [benchmark_text(benchmark, measure.unit, currency) for benchmark in measure.benchmarks]
        sources.append(say("Directional: {ranges}.", ranges="; ".join(ranges)))
    if measure.source:
        sources.append(say("Source: {source}.", source=measure.source))
    return f"{text(measure.help)}\n\n`{measure.name} = {measure.formula}`", tuple(sources)


def benchmark_text(benchmark: Benchmark, unit: Unit, currency: str) -> str:
    """A sensible range with its source, as Markdown."""
    low, high = (plain(short(end, unit, currency)) for end in (benchmark.low, benchmark.high))
    parts = {"segment": plain(text(benchmark.segment)), "low": low, "high": high, "source": plain(benchmark.source)}
    if math.isinf(benchmark.high):
        return say("{segment}: {low} or more ({source})", **parts)
    if benchmark.low == benchmark.high:
        return say("{segment}: {low} ({source})", **parts)
    return say("{segment}: {low} to {high} ({source})", **parts)
