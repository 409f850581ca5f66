"""A measure on screen: its value, its difference from the baseline, a small trend, and where it comes from."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal

import numpy as np
import streamlit as st

from charts.base import Drawing
from model import FACTS, LEVERS, MEASURES, Projection, Summary
from model.arithmetic import same
from model.levers import Benchmark
from model.measures import Measure
from model.projection import Floats
from model.units import MONEY, SHARE, Unit
from ui import state, trend
from ui.format import difference, exact, plain, short

_NAME = re.compile(
    r"\b(?P<name>[a-z_][a-z0-9_]*)\b"
    r"(?:\(t-(?P<lag>\d+)\)| of t-(?P<first>\d+)…t(?:-(?P<to>\d+))?| of (?:the (?P<last>last) month|month (?P<month>\d+)))?"
)


_SPOKEN = re.compile(r"\b(channels|extra|until|first|smallest|where)\b")
"""Words of formulas that are told rather than calculated, or calculated with each channel's own numbers."""


def figure(name: str, p: Projection, baseline: Projection, now: Summary, was: Summary, label: str = "") -> None:
    """One measure as a metric with trend; formula, live numbers, source and reasons are in its help."""
    measure = MEASURES[name]
    value, old, currency = now[name], was[name], p.scenario.currency
    was_text = short(old, measure.unit, baseline.scenario.currency, measure.endless, month="mo")
    unchanged = same(value, old)
    better = bool(value > old) if measure.good == "up" else bool(value < old)
    change = difference(value, old, measure.unit, currency)
    colour: Literal["gray", "green", "red"]
    colour = "gray" if unchanged or not measure.good or math.isnan(value + old) else "green" if better else "red"
    from_what = "unchanged" if unchanged else f"vs {was_text}" if change else ""
    curve = trend.image(_trend(measure.trend, p), colour, f"{measure.label} by month") if measure.trend else ""
    st.metric(
        label or measure.label,
        short(value, measure.unit, currency, measure.endless, month="mo"),
        delta=0 if unchanged else change or f"was {was_text}",
        delta_color="off" if colour == "gray" else colour,
        delta_arrow="off",  # the sign says it
        delta_description=f"{from_what} {curve}".strip() or None,
        help=explanation(measure, p, now),
        border=True,
        height="stretch",
    )


def formula_card(name: str, p: Projection, baseline: Projection, now: Summary, was: Summary) -> None:
    """A figure with its formula, and the formula with live numbers, in the open."""
    measure = MEASURES[name]
    with st.container():
        figure(name, p, baseline, now, was)
        st.code("\n".join([measure.formula, *live_lines(measure, p, now)]), language=None, wrap_lines=True)


def _trend(of: Callable[[Projection], Floats], p: Projection) -> list[float]:
    """The numbers of the series behind a measure."""
    with np.errstate(all="ignore"):
        series = np.asarray(of(p), dtype=float)
    return list(series[np.isfinite(series)].tolist())


def explanation(measure: Measure, p: Projection, now: Summary) -> str:
    """Meaning, formula, the formula with live numbers, and why a value is undefined or infinite; Markdown."""
    value = now[measure.name]
    meaning, sources = _told(measure.name, p.scenario.currency)
    lines = live_lines(measure, p, now)
    parts = [meaning, *(f"`{line}`" for line in (lines if math.isfinite(value) else lines[:-1]))]
    if math.isnan(value) and measure.undefined:
        parts.append(f"Undefined: {measure.undefined}.")
    elif math.isinf(value) and measure.never:
        parts.append(f"{measure.endless.capitalize()}: {measure.never}.")
    return "\n\n".join([*parts, *sources, f"[Definition]({state.definition_of(measure.name)})"])


@lru_cache(maxsize=512)
def _told(name: str, currency: str) -> tuple[str, tuple[str, ...]]:
    """What an explanation begins and ends with, whatever the numbers: meaning and formula; ranges and source."""
    measure, sources = MEASURES[name], []
    if measure.benchmarks:
        ranges = [benchmark_text(benchmark, measure.unit, currency) for benchmark in measure.benchmarks]
        sources.append("Directional: " + "; ".join(ranges) + ".")
    if measure.source:
        sources.append(f"Source: {measure.source}.")
    return f"{measure.help}\n\n`{measure.name} = {measure.formula}`", tuple(sources)


def benchmark_text(benchmark: Benchmark, unit: Unit, currency: str) -> str:
    """A sensible range with its source, as Markdown."""
    low, high = (plain(short(end, unit, currency)) for end in (benchmark.low, benchmark.high))
    span = f"{low} to {high}" if benchmark.low != benchmark.high else low
    if math.isinf(benchmark.high):
        span = f"{low} or more"
    return f"{plain(benchmark.segment)}: {span} ({plain(benchmark.source)})"


def live_lines(measure: Measure, p: Projection, now: Summary) -> list[str]:
    """The formula with each name replaced by its number, and what comes out, a line each.

    A formula by month is shown for the last month, the others for the whole: the last month's
    stocks, the flows of months 1 to 12.
    """
    currency = p.scenario.currency
    by_the_month = measure.monthly and not measure.of_year

    def value(name: str, match: re.Match[str]) -> float:
        """A measure's number where the formula reads it: a month back, over a window, in one month, or as a whole."""
        by_month = p[name] if MEASURES[name].monthly else None
        if by_month is None:
            return float(now[name])
        if match["first"]:
            end = p.months - int(match["to"] or 0)
            return float(by_month[max(0, p.months - 1 - int(match["first"])) : end].sum())
        month = p.months if match["last"] else int(match["month"] or 0)
        if match["lag"] or (by_the_month and not month):
            month = p.months - int(match["lag"] or 0)
        if not month:
            return float(now[name])
        return float(by_month[month - 1]) if 1 <= month <= p.months else math.nan

    def number(match: re.Match[str]) -> str:
        name = match["name"]
        if name in LEVERS or name in FACTS:
            return exact(getattr(p.scenario, name), (LEVERS | FACTS)[name].unit, currency)
        return exact(value(name, match), MEASURES[name].unit, currency) if name in MEASURES else match.group()

    if _SPOKEN.search(measure.formula):
        whole = exact(now[measure.name], measure.unit, currency)
        terms = _terms(measure, p, currency)
        return [f"= {terms}", f"= {whole}"] if terms else [f"= {whole}"]
    filled = _NAME.sub(number, measure.formula).replace("(t-1)", f"{p.months - 1}" if by_the_month else "(t-1)")
    lines = [] if filled == measure.formula else [f"= {filled}"]
    if by_the_month:
        result = exact(float(p[measure.name][-1]), measure.unit, currency)
        lines = [f"{line} = {result} in month {p.months}" for line in lines]
    whole = exact(now[measure.name], measure.unit, currency)
    return [*lines, f"= {whole}" if not by_the_month else f"as one number {whole}"]


_OF_CHANNEL = re.compile(r"\b(share|price|profit|churn)\b")
"""What one channel has of its own in such a sum."""

MOST_TERMS = 6
"""Channels whose parts of a sum are written out; with more the line could not be read."""


def _terms(measure: Measure, p: Projection, currency: str) -> str:
    """A sum over channels written out with the numbers of each channel that wins customers; "" where it cannot be."""
    mix, horizon = p.mix, p.scenario.ltv_horizon
    each = MEASURES["ltv_for_ever"].each if measure.name == "ltv" and not horizon else measure.each
    won = np.flatnonzero(mix.weights)
    if not each or len(won) > MOST_TERMS or not mix.churn_rate[won].all():
        return ""
    named = {"share": (mix.weights, SHARE), "price": (mix.price, MONEY), "profit": (mix.profit, MONEY),
             "churn": (mix.churn_rate, SHARE)}  # fmt: skip
    each = each.replace("ltv_horizon", f"{horizon}")

    def term(k: int) -> str:
        return _OF_CHANNEL.sub(lambda said: exact(float(named[said[0]][0][k]), named[said[0]][1], currency), each)

    return " + ".join(term(int(k)) for k in won)


def chart(drawing: Drawing, key: str) -> None:
    """A drawing, over the full width of its place.

    Its data has a name: Streamlit draws a picture without data first where they have none, and warns of its axes.
    """
    named = {"data": {"name": "rows"}, "datasets": {"rows": drawing.table()}}
    st.vega_lite_chart(spec=drawing.spec | named, width="stretch", key=key, alt=drawing.alt)
