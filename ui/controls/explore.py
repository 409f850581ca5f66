"""What all of Explore's pictures are read at: one month, a setting of the plan."""

from __future__ import annotations

import streamlit as st

from ui import state
from ui.view import View
from words import explore as words
from words.catalogue import text
from words.format import calendar_month, plain

NAME = "read"


def read_at(view: View) -> None:
    """A slider over the months, the last one by default, with what there is at that month beside it."""
    start, count = view.p.scenario.start, view.p.months
    first = 12 * int(start[:4]) + int(start[5:]) - 1
    months = [f"{month // 12}-{month % 12 + 1:02}" for month in range(first, first + count)]
    names = {month: calendar_month(start, number) for number, month in enumerate(months, 1)}
    key = f"{state.key('slider', NAME)}_{start}_{count}"  # other months are another slider
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="read_at"):
        st.select_slider(text("Read at"), months, months[view.read], format_func=names.__getitem__, key=key,
                         on_change=_read, args=(key, months[-1]), width=420)  # fmt: skip
        st.markdown(f"**{names[months[view.read]]}** · {plain(words.read_at(view.p, view.compared, view.read))}")


def _read(key: str, last: str) -> None:
    """Keep the month; the last one, which is read at where nothing is said, is not kept."""
    month = str(st.session_state[key])
    state.keep_page_value(NAME, "" if month == last else month)
