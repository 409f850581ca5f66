"""A measure on screen: its value, its difference from the baseline, a small trend, and where it comes from."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

import numpy as np
import streamlit as st

from charts.base import Drawing
from model import MEASURES, Projection
from model.arithmetic import same
from model.projection import Floats
from ui import state, trend
from ui.view import View
from words import figures as words
from words.catalogue import text
from words.format import difference, plain, short


def figure(name: str, view: View, label: str = "") -> None:
    """One measure as a metric with trend; formula, live numbers, source and reasons are in its help."""
    measure, p = MEASURES[name], view.p
    value, old, currency = view.now[name], view.was[name], p.scenario.currency
    was_text = short(old, measure.unit, view.compared.scenario.currency, measure.endless, month="mo")
    unchanged = same(value, old)
    better = bool(value > old) if measure.good == "up" else bool(value < old)
    change = difference(value, old, measure.unit, currency)
    colour: Literal["gray", "green", "red"]
    colour = "gray" if unchanged or not measure.good or math.isnan(value + old) else "green" if better else "red"
    from_what = text("unchanged") if unchanged else words.against(was_text) if change else ""
    curve = (
        trend.image(_trend(measure.trend, p), colour, plain(words.by_month(text(measure.label))))
        if measure.trend
        else ""
    )
    st.metric(
        label or text(measure.label),
        short(value, measure.unit, currency, measure.endless, month="mo"),
        delta=0 if unchanged else change or words.instead_of(was_text),
        delta_color="off" if colour == "gray" else colour,
        delta_arrow="off",  # the sign says it
        delta_description=f"{from_what} {curve}".strip() or None,
        help=words.told(name, view.now, view.live.lines(name), state.definition_of(name)),
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


def chart(drawing: Drawing, key: str) -> None:
    """A drawing, over the full width of its place.

    Its data has a name: Streamlit draws a picture without data first where they have none, and warns of its axes.
    """
    named = {"data": {"name": "rows"}, "datasets": {"rows": drawing.table()}}
    st.vega_lite_chart(spec=drawing.spec | named, width="stretch", key=key, alt=drawing.alt)
