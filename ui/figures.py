"""A measure on screen: its value, its difference from the baseline, a small trend, and where it comes from."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Literal

import numpy as np
import streamlit as st

from charts.base import Drawing
from model import MEASURES, Projection
from model.arithmetic import same
from model.levers import Benchmark
from model.measures import Measure
from model.projection import Floats
from model.units import Unit
from ui import state, trend
from ui.live import Live
from ui.view import View
from words.format import difference, plain, short


def figure(name: str, view: View, label: str = "") -> None:
    """One measure as a metric with trend; formula, live numbers, source and reasons are in its help."""
    measure, p = MEASURES[name], view.p
    value, old, currency = view.now[name], view.was[name], p.scenario.currency
    was_text = short(old, measure.unit, view.baseline.scenario.currency, measure.endless, month="mo")
    unchanged = same(value, old)
    better = bool(value > old) if measure.good == "up" else bool(value < old)
    change = difference(value, old, measure.unit, currency)
    colour: Literal["gray", "green", "red"]
    colour = "gray" if unchanged or not measure.good or math.isnan(value + old) else "green" if better else "red"
    from_what = "unchanged" if unchanged else f"vs {was_text}" if change else ""
    curve = trend.image(_trend(measure.trend, p), colour, f"{plain(measure.label)} by month") if measure.trend else ""
    st.metric(
        label or measure.label,
        short(value, measure.unit, currency, measure.endless, month="mo"),
        delta=0 if unchanged else change or f"was {was_text}",
        delta_color="off" if colour == "gray" else colour,
        delta_arrow="off",  # the sign says it
        delta_description=f"{from_what} {curve}".strip() or None,
        help=explanation(measure, view.live),
        border=True,
        height="stretch",
    )


def formula_card(name: str, view: View) -> None:
    """A figure with its formula, and the formula with live numbers, in the open."""
    with st.container():
        figure(name, view)
        st.code("\n".join([MEASURES[name].formula, *view.live.lines(name)]), language=None, wrap_lines=True)


def _trend(of: Callable[[Projection], Floats], p: Projection) -> list[float]:
    """The numbers of the series behind a measure."""
    with np.errstate(all="ignore"):
        series = np.asarray(of(p), dtype=float)
    return list(series[np.isfinite(series)].tolist())


def explanation(measure: Measure, live: Live) -> str:
    """Meaning, formula, the formula with live numbers, and why a value is undefined or infinite; Markdown."""
    value = live.now[measure.name]
    meaning, sources = _told(measure.name, live.now.p.scenario.currency)
    lines = live.lines(measure.name)
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


def chart(drawing: Drawing, key: str) -> None:
    """A drawing, over the full width of its place.

    Its data has a name: Streamlit draws a picture without data first where they have none, and warns of its axes.
    """
    named = {"data": {"name": "rows"}, "datasets": {"rows": drawing.table()}}
    st.vega_lite_chart(spec=drawing.spec | named, width="stretch", key=key, alt=drawing.alt)
