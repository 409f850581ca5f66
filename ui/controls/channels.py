"""The answer in one sentence, and every figure of every channel as a table to read, sort and take along."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from model import Projection, Scenario
from model.levers import Benchmark
from model.questions.channel_economics import (
    CHANNEL_MEASURES,
    MOTION_MEASURES,
    ChannelEconomics,
    ChannelMeasure,
    channel_economics,
)
from ui.files import csv_button
from words.format import short

SHOWN = ("ltv_to_cac", "payback", "roi", "cac", "cac_paid", "marginal_cac", "cost_per_lead", "ltv", "next_mrr", "next_cac",
         "spend", "investment", "visitors", "leads", "new_customers", "mrr_end", "visitors_share", "leads_share",
         "customers_share", "mrr_share", "impressions", "clicks", "bounces")  # fmt: skip
"""Columns on screen; the file has all of them."""


_KEPT = "levers_baseline_channels"


def baseline_economics(baseline: Projection) -> ChannelEconomics:
    """The baseline's figures by channel, kept as long as the baseline stays."""
    kept: tuple[Projection, ChannelEconomics] | None = st.session_state.get(_KEPT)
    if kept is None or kept[0] is not baseline:
        kept = st.session_state[_KEPT] = (baseline, channel_economics(baseline))
    return kept[1]


def channel_answer(economics: ChannelEconomics, scenario: Scenario) -> str:
    """Which channel earns most per 1 spent, which least, and where the next 1,000 a month is best spent."""
    return f"{_earns_most(economics, scenario)} {_next_best(economics, scenario)}"


def _figure(name: str, value: float, scenario: Scenario) -> str:
    measure = CHANNEL_MEASURES[name]
    return short(value, measure.unit, scenario.currency, measure.endless)


def _earns_most(economics: ChannelEconomics, scenario: Scenario) -> str:
    horizon = scenario.ltv_horizon
    name, of = "ltv_to_cac", f"gross profit in {horizon} months" if horizon else "lifetime gross profit"
    if np.isinf(economics[name]).any():  # for ever is no measure of who earns more
        name, of = "roi", "first-year revenue"
    earned = economics[name] + (1 if name == "roi" else 0)
    known = np.flatnonzero(np.isfinite(earned))
    if not known.size:
        return "No channel wins a customer in the first year."
    best, worst = known[np.argmax(earned[known])], known[np.argmin(earned[known])]
    unit = CHANNEL_MEASURES["ltv_to_cac"].unit
    spent = "spent on winning its customers" if name == "ltv_to_cac" else "invested in it"

    def each(k: Any) -> str:
        return short(float(earned[k]), unit, scenario.currency)

    if len(economics.channels) == 1:
        return f"{economics.channels[best]} earns {each(best)} of {of} for each 1 {spent}."
    said = f"{economics.channels[best]} earns most: {each(best)} of {of} for each 1 {spent}"
    return said + (f"; {economics.channels[worst]} earns least, {each(worst)}." if worst != best else ".")


def _next_best(economics: ChannelEconomics, scenario: Scenario) -> str:
    added = np.nan_to_num(economics["next_mrr"])
    best = int(np.argmax(added))
    if added[best] <= 0:
        return "More marketing spend wins nobody more in any channel."
    channel = economics.channels[best]
    mrr, won, cost = (float(economics[name][best]) for name in ("next_mrr", "next_customers", "next_cac"))
    said = (
        f"The next 1,000 a month is best spent on {channel}: {_figure('next_mrr', mrr, scenario)} more MRR by month 12"
    )
    if math.isnan(cost):
        return said + "."
    return f"{said}, {_figure('next_customers', won, scenario)} more customers in year 1 at {_figure('next_cac', cost, scenario)} each."


def _range(b: Benchmark) -> str:
    return f"{b.segment} {b.low:g}" + (
        "" if b.low == b.high else f" to {b.high:g}" if math.isfinite(b.high) else " or more"
    )


def _help(measure: ChannelMeasure) -> str:
    parts = [measure.help, f"`{measure.name} = {measure.formula}`"]
    parts += [f"Undefined where {measure.undefined}."] if measure.undefined else []
    parts += [f"{measure.endless.capitalize()} where {measure.never}."] if measure.never else []
    parts += [f"{_range(b)} ({b.source}; directional)." for b in measure.benchmarks]
    return "\n\n".join(parts)


_FORMATS = {"share": "percent", "money": "compact", "count": "compact", "months": "%.1f", "ratio": "%.1f"}


@cache
def _column(name: str, as_text: bool) -> Any:
    measure = CHANNEL_MEASURES[name]
    if as_text:
        return st.column_config.TextColumn(measure.label, help=_help(measure), alignment="right")
    return st.column_config.NumberColumn(measure.label, help=_help(measure), format=_FORMATS[measure.unit.kind])


def results_table(economics: ChannelEconomics, currency: str, key: str) -> None:
    """Every channel's figures, and the file with all of them."""
    index = pd.Index(economics.channels, name="channel")
    shown = pd.DataFrame({name: economics[name] for name in SHOWN}, index=index)
    endless = [name for name in SHOWN if np.isinf(economics[name]).any()]
    for name in endless:  # the grid would say "Infinity"
        measure = CHANNEL_MEASURES[name]
        said = [short(value, measure.unit, currency, measure.endless) for value in economics[name].tolist()]
        shown = shown.assign(**{name: said})
    st.dataframe(
        shown, key=key, placeholder="–", height="content",
        column_config={"channel": st.column_config.TextColumn("Channel", pinned=True)}
        | {name: _column(name, name in endless) for name in SHOWN},
        alt="Figures of each channel, months 1 to 12",
    )  # fmt: skip
    csv_button("Channels as CSV", lambda: economics.frame, "levers-channels.csv", f"{key}_csv")


def motion_table(p: Projection, now: dict[str, dict[str, float]], was: dict[str, dict[str, float]]) -> None:
    """Inbound beside outbound: what comes, what it costs by kind and what it earns, with the baseline's."""
    currency = p.scenario.currency
    measures = [CHANNEL_MEASURES[name] for name in MOTION_MEASURES]
    columns = {
        motion.capitalize() + suffix: [short(of[motion][m.name], m.unit, currency, m.endless) for m in measures]
        for motion in now
        for suffix, of in (("", now), (", baseline", was))
    }
    frame = pd.DataFrame(columns, index=pd.Index([m.label for m in measures], name="Year 1"))
    st.dataframe(frame, key="motions", height="content", alt="Inbound and outbound, months 1 to 12")
    csv_button("Inbound and outbound as CSV", lambda: frame, "levers-motions.csv", "motions_csv")
