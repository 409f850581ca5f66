"""What the funnel's picture is about: the first year or one month, a setting of the plan."""

from __future__ import annotations

import streamlit as st

from model import Projection
from ui import state
from words import funnel as words
from words.catalogue import text

NAME = "funnel_month"
YEAR, MONTH = "First year", "One month"


def month_choice(p: Projection) -> int | None:
    """Buttons for the first year or one month, and a slider for which; the month, None for the first year."""
    kept = state.page_value(NAME)
    month = min(int(float(kept)), p.months) if kept else None
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        key = state.key("slider", NAME)
        st.segmented_control(text("The picture shows"), (YEAR, MONTH), format_func=text, default=MONTH if month else YEAR, required=True,
                             key=key, label_visibility="collapsed", on_change=_choose, args=(key,))  # fmt: skip
        if month:
            key = state.key("number", NAME)
            if int(float(kept)) > month:
                st.caption(words.beyond_horizon(int(float(kept)), month), width="content")
            st.slider(text("Month"), 1, p.months, month, key=key, width=320, format=words.month_of(p.months),
                      label_visibility="collapsed", on_change=_slide, args=(key,))  # fmt: skip
    return month


def _choose(key: str) -> None:
    state.keep_page_value(NAME, "1" if st.session_state[key] == MONTH else "")


def _slide(key: str) -> None:
    state.keep_page_value(NAME, str(st.session_state[key]))
