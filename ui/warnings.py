"""Warnings on screen: an icon and a sentence each, on the pages they concern."""

from __future__ import annotations

import streamlit as st

from model import Projection
from model.questions.warnings import Doubt, warnings
from ui import state
from ui.controls.cash import goal
from words.format import plain, short


def sentence(warning: Doubt, currency: str) -> str:
    """A warning's sentence with its numbers written out.

    >>> from model import Scenario, project
    >>> sentence(warnings(project(Scenario(opening_customers=10, opening_cash=5e6)))[-1], "USD")
    "LTV rests on 10 customers: one of them leaving moves the month's churn by 10 %."
    """
    numbers = {name: short(value, unit, currency) for name, (value, unit) in warning.numbers.items()}
    return warning.text.format(**numbers)


def show(page: str, p: Projection, most: int = 10) -> None:
    """The warnings that concern a page by its title, one line each; at most so many, and how many more there are."""
    past = state.get().baseline.past_growth
    concerned = warnings(p, past_growth=past, goal_mrr=goal(), page=page)
    lines = [f":orange[:material/warning:] {plain(sentence(found, p.scenario.currency))}" for found in concerned[:most]]
    if len(concerned) > most:
        lines[-1] += f" :gray[And {len(concerned) - most} more, on the pages they concern.]"
    with st.container(key="said_warnings"):  # as high without any: what comes and goes would shift all below it
        st.markdown("  \n".join(lines))
