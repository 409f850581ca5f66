"""The MRR goal, a page parameter of the link."""

from __future__ import annotations

import streamlit as st

from model.levers import MAX_MONEY
from ui import state

NAME = "mrr_goal"


def goal() -> float | None:
    """The MRR goal that the link holds; None without one."""
    text = state.page_value(NAME)
    return float(text) if text else None


def box() -> None:
    """A box for the MRR goal."""
    key = state.key("number", NAME)
    if key not in st.session_state:  # a box whose own default is a number cannot be emptied
        st.session_state[key] = goal()
    st.number_input("MRR goal", 0.0, MAX_MONEY, None, 1_000.0, "%.0f", key=key,
                    placeholder="none", help="Drawn beside the ceiling, and kept in the link. Empty: no goal.",
                    on_change=_keep, args=(key,))  # fmt: skip


def _keep(key: str) -> None:
    typed = st.session_state.get(key)
    state.keep_page_value(NAME, "" if typed is None else f"{typed:.12g}")
