"""The outcome a question is about, a setting of the plan: one for all pages that ask for one."""

from __future__ import annotations

import streamlit as st

from model import MEASURES
from ui import state
from words.catalogue import text
from words.names import outcome_label

NAME, TARGET = "outcome", "map_target"
FIRST = ("arr_end", "mrr_end", "customers_end", "cash_end", "cash_low", "runway", "break_even", "ltv_to_cac", "cac",
         "ltv", "payback", "gross_margin", "net_revenue_retention", "burn_multiple")  # fmt: skip
"""Outcomes that are asked for most: first in lists, and side by side."""
ORDER = (*FIRST, *(name for name in MEASURES if name not in FIRST))


def chosen() -> str:
    """The name of the outcome; ARR at the end where none was chosen."""
    return state.page_value(NAME) or FIRST[0]


def box(label: str = "Outcome") -> str:
    """A box to choose it, and what is chosen."""
    key = state.key("slider", NAME)
    st.selectbox(text(label), ORDER, ORDER.index(chosen()), key=key, format_func=outcome_label,
                 on_change=_choose, args=(key,))  # fmt: skip
    return chosen()


def _choose(key: str) -> None:
    state.keep_page_value(NAME, st.session_state[key])
    state.keep_page_value(TARGET, "")  # a target of ARR is none of payback
    state.redraw(TARGET)
