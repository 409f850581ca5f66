"""Warnings on screen: an icon and a sentence each, on the pages they concern."""

from __future__ import annotations

import streamlit as st

from model import Projection
from model.questions.warnings import ABOUT, warnings
from ui import state
from ui.controls.cash import goal
from words import warnings as words
from words.format import plain

CONCERNS = {
    "explore": ABOUT,
    "unit_economics": frozenset(
        {"gross_margin", "ltv", "ltv_to_cac", "payback", "customer_lifetime", "customer_churn", "churn_rate"}
    ),
    "funnel": frozenset(
        {"mrr", "arr_growth_12", "lead_velocity", "cac", "visitor_to_lead", "lead_to_mql", "win_rate", "mqls_to_sqls"}
    ),
    "channels": frozenset({"marginal_cac"}),
    "cash": frozenset({"runway", "cash_low", "break_even", "burn", "mrr", "arr_growth_12", "mrr_ceiling"}),
}
"""The measures and levers whose doubts a page tells, by the name of its file."""


def show(page: str, p: Projection, most: int = 10) -> None:
    """The warnings that concern a page, one line each; at most so many, and how many more there are."""
    past = state.get().baseline.past_growth
    concerned = warnings(p, past_growth=past, goal_mrr=goal(), about=CONCERNS[page])
    lines = [f":orange[:material/warning:] {plain(words.sentence(found))}" for found in concerned[:most]]
    if len(concerned) > most:
        lines[-1] += f" :gray[{words.more(len(concerned) - most)}]"
    with st.container(key="said_warnings"):  # as high without any: what comes and goes would shift all below it
        st.markdown("  \n".join(lines))
