"""A measure on screen: its value, its difference from the baseline, a small trend, and where it comes from."""

from __future__ import annotations

import math
import re
from urllib.parse import urlencode

import numpy as np
import pyarrow as pa
import streamlit as st

from charts.base import Drawing
from model import FACTS, LEVERS, MEASURES, Projection, Summary
from model.levers import Benchmark
from model.measures import Measure
from model.units import Unit
from ui import state
from ui.format import difference, exact, plain, short

_NAME = re.compile(r"[a-z_]+[a-z0-9_]*(?![a-z(])")


def figure(name: str, p: Projection, baseline: Projection, now: Summary, was: Summary, label: str = "") -> None:
    """One measure as a metric with trend; formula, live numbers, source and reasons are in its help."""
    measure = MEASURES[name]
    value, old, currency = now[name], was[name], p.scenario.currency
    was_text = short(old, measure.unit, baseline.scenario.currency, measure.endless, month="mo")
    same = value == old or (math.isnan(value) and math.isnan(old))
    better = bool(value > old) if measure.good == "up" else bool(value < old)
    change = difference(value, old, measure.unit, currency)
    st.metric(
        label or measure.label,
        short(value, measure.unit, currency, measure.endless, month="mo"),
        delta=0 if same else change or f"was {was_text}",
        delta_color="off" if same or not measure.good or math.isnan(value + old) else "green" if better else "red",
        delta_arrow="off",  # the sign says it
        delta_description="unchanged" if same else f"vs {was_text}" if change else None,
        help=explanation(measure, p, now),
        border=True,
        height="stretch",
        chart_data=_trend(measure, p),
        chart_type="area",
    )


def formula_card(name: str, p: Projection, baseline: Projection, now: Summary, was: Summary) -> None:
    """A figure with its formula, and the formula with live numbers, in the open."""
    measure = MEASURES[name]
    with st.container():
        figure(name, p, baseline, now, was)
        st.code(f"{measure.formula}\n= {live_formula(measure, p, now)}", language=None, wrap_lines=True)


def _trend(measure: Measure, p: Projection) -> list[float] | None:
    """The series behind a measure, for a sparkline; none where it has fewer than two numbers."""
    if measure.trend is None:
        return None
    with np.errstate(all="ignore"):
        series = np.asarray(measure.trend(p), dtype=float)
    finite = series[np.isfinite(series)]
    return finite.tolist() if finite.size > 1 else None


def explanation(measure: Measure, p: Projection, now: Summary) -> str:
    """Meaning, formula, the formula with live numbers, and why a value is undefined or infinite; Markdown."""
    value = now[measure.name]
    parts = [measure.help, f"`{measure.name} = {measure.formula}`"]
    filled = live_formula(measure, p, now)
    if filled != measure.formula:
        parts.append(f"`= {filled}`")
    if math.isnan(value) and measure.undefined:
        parts.append(f"Undefined: {measure.undefined}.")
    elif math.isinf(value) and measure.never:
        parts.append(f"{measure.endless.capitalize()}: {measure.never}.")
    else:
        parts.append(f"`= {exact(value, measure.unit, p.scenario.currency)}`")
    if measure.benchmarks:
        ranges = [benchmark_text(benchmark, measure.unit, p.scenario.currency) for benchmark in measure.benchmarks]
        parts.append("Directional: " + "; ".join(ranges) + ".")
    if measure.source:
        parts.append(f"Source: {measure.source}.")
    parts.append(f"[Definition](definitions?{urlencode(state.parameters() | {'term': measure.name})})")
    return "\n\n".join(parts)


def benchmark_text(benchmark: Benchmark, unit: Unit, currency: str) -> str:
    """A sensible range with its source, as Markdown."""
    low, high = (plain(short(end, unit, currency)) for end in (benchmark.low, benchmark.high))
    span = f"{low} to {high}" if benchmark.low != benchmark.high else low
    if math.isinf(benchmark.high):
        span = f"{low} or more"
    return f"{plain(benchmark.segment)}: {span} ({plain(benchmark.source)})"


def live_formula(measure: Measure, p: Projection, now: Summary) -> str:
    """The formula with each name replaced by its number in this scenario."""

    def number(match: re.Match[str]) -> str:
        name = match.group()
        if name in LEVERS or name in FACTS:
            return exact(getattr(p.scenario, name), (LEVERS | FACTS)[name].unit, p.scenario.currency)
        if name in MEASURES:
            return exact(now[name], MEASURES[name].unit, p.scenario.currency)
        return name

    return _NAME.sub(number, measure.formula)


def chart(drawing: Drawing, key: str) -> None:
    """A drawing, over the full width of its place."""
    columns = {name: pa.array(values, from_pandas=True) for name, values in drawing.data.items()}
    st.vega_lite_chart(pa.table(columns), drawing.spec, width="stretch", key=key, alt=drawing.alt)
