"""Every figure of every channel as a table to read, sort and take along."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from model import Projection
from model.questions.channel_economics import (
    CHANNEL_MEASURES,
    MOTION_MEASURES,
    ChannelEconomics,
    channel_economics,
)
from ui.files import csv_button
from words.catalogue import text
from words.channels import explanation, of_compared
from words.format import short

SHOWN = (
    "ltv_to_cac",
    "payback",
    "roi",
    "cac",
    "cac_paid",
    "marginal_cac",
    "cost_per_lead",
    "ltv",
    "next_mrr",
    "next_cac",
    "spend",
    "investment",
    "visitors",
    "leads",
    "new_customers",
    "mrr_end",
    "visitors_share",
    "leads_share",
    "customers_share",
    "mrr_share",
    "impressions",
    "clicks",
    "bounces",
)
"""Columns on screen; the file has all of them."""


_KEPT = "levers_compared_channels"


def compared_economics(baseline: Projection) -> ChannelEconomics:
    """The figures by channel of what is compared with, kept as long as that stays."""
    kept: tuple[Projection, ChannelEconomics] | None = st.session_state.get(_KEPT)
    if kept is None or kept[0] is not baseline:
        kept = st.session_state[_KEPT] = (baseline, channel_economics(baseline))
    return kept[1]


_FORMATS = {"share": "percent", "money": "compact", "count": "compact", "months": "%.1f", "ratio": "%.1f"}


@cache
def _column(name: str, as_text: bool) -> Any:
    measure = CHANNEL_MEASURES[name]
    if as_text:
        return st.column_config.TextColumn(text(measure.label), help=explanation(measure), alignment="right")
    return st.column_config.NumberColumn(
        text(measure.label), help=explanation(measure), format=_FORMATS[measure.unit.kind]
    )


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
        shown,
        key=key,
        placeholder="–",
        height="content",
        column_config={"channel": st.column_config.TextColumn(text("Channel"), pinned=True)}
        | {name: _column(name, name in endless) for name in SHOWN},
        alt=text("Figures of each channel, months 1 to 12"),
    )
    csv_button(text("Channels as CSV"), lambda: economics.frame, "levers-channels.csv", f"{key}_csv")


def motion_table(p: Projection, now: dict[str, dict[str, float]], was: dict[str, dict[str, float]]) -> None:
    """Inbound beside outbound: what comes, what it costs by kind and what it earns, with those compared with."""
    currency = p.scenario.currency
    measures = [CHANNEL_MEASURES[name] for name in MOTION_MEASURES]
    columns = {
        name: [short(of[motion][m.name], m.unit, currency, m.endless) for m in measures]
        for motion in now
        for name, of in ((text(motion.capitalize()), now), (of_compared(motion.capitalize()), was))
    }
    frame = pd.DataFrame(columns, index=pd.Index([text(m.label) for m in measures], name=text("Year 1")))
    st.dataframe(frame, key="motions", height="content", alt=text("Inbound and outbound, months 1 to 12"))
    csv_button(text("Inbound and outbound as CSV"), lambda: frame, "levers-motions.csv", "motions_csv")
