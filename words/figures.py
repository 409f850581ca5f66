"""What is said of a figure: its name and time, its value, how far it is from what it is compared with, and what it means."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

from model import MEASURES, Summary
from model.arithmetic import same
from model.declaring import AT_END, IN_LIFE, IN_YEAR, IS_MONTH, Measure
from model.mix import YEAR
from model.outcomes import ltv_within
from model.segments import Benchmark, SegmentName
from model.units import MONTHS, SHARE, Figure, Unit
from words.catalogue import text
from words.format import calendar_month, capital, difference, short
from words.say import say
from words.usual import outside

_FIVE_YEARS = 60
_LITTLE = 5e-4
"""Two numbers that read the same and are nearer than this share of themselves are told as one."""


class Said(NamedTuple):
    """What is read of a figure: name and time, value, how far it is from before, and what it was; "" where it is not said.

    `better` is whether the difference is one for the better: None where it is neither.
    """

    name: str
    time: str
    value: str
    change: str
    was: str
    better: bool | None


def said(name: str, now: Summary, was: Summary) -> Said:
    """A measure of a scenario against that of another.

    >>> from model import Scenario, project, summarize
    >>> now, was = (summarize(project(Scenario(churn_rate=churn))) for churn in (0.03, 0.05))
    >>> said("arr_end", now, was)
    Said(name='ARR', time='Dec 2029', value='$102k', change='▲ +57 %', was='was $65.2k', better=True)
    >>> said("cac", now, now)[3:]
    ('unchanged', '', None)
    """
    measure, value, old = MEASURES[name], float(now[name]), float(was[name])
    label, time, shown = text(measure.called or measure.label), _time(measure, now), _value(measure, now)
    before = _value(measure, was)
    near = shown == before and abs(value - old) <= _LITTLE * abs(old)
    if same(value, old) or near or (measure.when == IS_MONTH and shown == before):
        return Said(label, time, shown, text("unchanged"), "", None)
    better = None
    if measure.good and not math.isnan(value + old):
        better = value > old if measure.good == "up" else value < old
    arrow = "" if math.isnan(value + old) else "▲" if value > old else "▼"
    if measure.when == IS_MONTH:
        value, old = _month(value), _month(old)
    change = difference(value, old, measure.unit, now.p.scenario.currency)
    return Said(label, time, shown, f"{arrow} {change}".strip(), say("was {was}", was=before), better)


def _value(measure: Measure, of: Summary) -> str:
    """The value as it is read: a time as the month it falls in."""
    value, p = float(of[measure.name]), of.p
    if measure.when != IS_MONTH or math.isnan(value):
        return short(value, measure.unit, p.scenario.currency, measure.endless, month="mo")
    if math.isfinite(value):
        return calendar_month(p.scenario.start, int(_month(value))) if value > 0 else text("not at all")
    return (
        say("beyond {month}", month=calendar_month(p.scenario.start, p.months))
        if measure.good == "up"
        else text(measure.endless)
    )


def _month(time: float) -> float:
    """The number of the month that a time falls in, the first being 1; endless as it is."""
    return math.ceil(time) if math.isfinite(time) else time


def _time(measure: Measure, now: Summary) -> str:
    """The time that a figure is of."""
    p, when = now.p, measure.when
    if when == AT_END:
        return calendar_month(p.scenario.start, p.months)
    if when == IN_YEAR and p.months < YEAR:
        return say("first {months} months", months=str(p.months))
    if when == IN_LIFE:
        return _life(measure, now)
    if when in MEASURES:
        return calendar_month(p.scenario.start, int(now[when]))
    return "" if when == IS_MONTH else text(when)


def _life(measure: Measure, now: Summary) -> str:
    """How much of a customer's life is counted, or how much of what it brings comes within five years."""
    horizon = now.p.scenario.ltv_horizon if measure.name == "ltv" else 0
    if horizon:
        return say("first {months}", months=Figure(horizon, MONTHS))
    soon = float(ltv_within(now.p.mix, _FIVE_YEARS))
    return (
        say("{share} within five years", share=Figure(round(soon, 2), SHARE)) if 0 < soon < 0.995 else text("for ever")
    )


class Told(NamedTuple):
    """What opens beside a figure: what it is called in full and means, its formula with live numbers, and remarks."""

    label: str
    meaning: str
    formula: tuple[str, ...]
    remarks: tuple[str, ...]


def told(name: str, now: Summary, lines: list[str], segment: SegmentName) -> Told:
    """Meaning, formula, `lines` of the formula with live numbers, why a value is undefined or endless, and what is usual."""
    measure, value = MEASURES[name], now[name]
    counted = lines if math.isfinite(value) else lines[:-1]
    currency = now.p.scenario.currency
    side = outside(float(value), measure, segment, currency)
    beside = [say("It is {side}.", side=side)] if side else []
    remarks = (*reason(measure, value), *beside, *_sources(name, currency))
    return Told(
        text(measure.label),
        text(measure.help),
        (f"{measure.name} = {measure.formula}", *counted),
        remarks,
    )


def reason(measure: Measure, value: float) -> list[str]:
    """Why a value is undefined or infinite; nothing where it is a number, or nobody knows."""
    if math.isnan(value) and measure.undefined:
        return [say("Undefined: {why}.", why=text(measure.undefined))]
    if math.isinf(value) and measure.never:
        return [say("{endless}: {why}.", endless=capital(text(measure.endless)), why=text(measure.never))]
    return []


@lru_cache(maxsize=512)
def _sources(name: str, currency: str) -> tuple[str, ...]:
    """What an explanation ends with, whatever the numbers: ranges and source."""
    measure, sources = MEASURES[name], []
    if measure.benchmarks:
        ranges = [benchmark_text(benchmark, measure.unit, currency) for benchmark in measure.benchmarks]
        sources.append(say("Directional: {ranges}.", ranges="; ".join(ranges)))
    if measure.source:
        sources.append(say("Source: {source}.", source=measure.source))
    return tuple(sources)


def benchmark_text(benchmark: Benchmark, unit: Unit, currency: str) -> str:
    """A sensible range with its source."""
    low, high = (short(end, unit, currency) for end in (benchmark.low, benchmark.high))
    parts = {"segment": text(benchmark.label), "low": low, "high": high, "source": benchmark.cited}
    if math.isinf(benchmark.high):
        return say("{segment}: {low} or more ({source})", **parts)
    if benchmark.low == benchmark.high:
        return say("{segment}: {low} ({source})", **parts)
    return say("{segment}: {low} to {high} ({source})", **parts)
