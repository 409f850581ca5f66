"""The controls of Your company: today's facts, start and currency, the kind of company, and what stands beside the usual."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from model import FACTS, Scenario, Summary
from model.currencies import CURRENCIES
from model.segments import SEGMENTS
from model.typed import NotRead, read_month
from ui import boxes, levers, state
from ui.files import csv_button
from words import company as words
from words.catalogue import text
from words.changes import changes
from words.format import plain
from words.levers import month_refusal


def facts(now: Scenario) -> None:
    """A box for each fact, and what amounts and months are called."""
    with st.grid(2, min_column_width=180):
        for fact in FACTS.values():
            levers.box(fact, now)
        key = state.key("slider", "start")
        st.text_input(
            text("Start"), now.start, key=key, help=text(words.START_HELP), on_change=_from_month, args=("start", key)
        )
        key = state.key("slider", "currency")
        listed = list(CURRENCIES) if now.currency in CURRENCIES else [now.currency, *CURRENCIES]
        st.selectbox(
            text("Currency"),
            listed,
            listed.index(now.currency),
            key=key,
            help=text(words.CURRENCY_HELP),
            on_change=_from_text,
            args=("currency", key),
        )


def _from_text(name: str, key: str) -> None:
    if key == state.key("slider", name):  # else: a late word from a widget that is gone
        state.set_number(name, st.session_state[key], drawn_by="slider")


def _from_month(name: str, key: str) -> None:
    if key != state.key("slider", name):
        return
    stands = getattr(state.get().scenario, name)
    if boxes.emptied(key):
        state.redraw(name)
        return
    try:
        month = read_month(st.session_state[key])
    except NotRead as error:
        boxes.refuse(month_refusal(error, stands))
        state.redraw(name)
        return
    state.set_number(name, month)


def moved() -> None:
    """What of the plan is not as the baseline has it."""
    plan = state.get()
    said = changes(plan.beside(plan.baseline.scenario), plan.scenario)
    st.markdown(plain(words.moved(len(said))))
    if said:
        st.markdown("\n".join(f"- {plain(each)}" for each in said.values()))


def segment_box() -> None:
    """Whose ranges are usual: from the template or the price, until somebody chooses."""
    key = state.key("slider", "segment")
    st.segmented_control(
        text(words.SEGMENT),
        list(SEGMENTS),
        default=state.segment(),
        format_func=words.segment,
        required=True,
        key=key,
        help=words.segment_help(),
        on_change=_choose_segment,
        args=(key,),
    )


def _choose_segment(key: str) -> None:
    if key == state.key("slider", "segment"):
        chosen = st.session_state[key]
        state.keep_page_value("segment", "" if chosen == state.get().baseline.segment else chosen)


def ranges(now: Summary) -> None:
    """Levers and outcomes beside what is usual for this kind of company."""
    table = pd.DataFrame(words.ranges(now, state.segment()), columns=[text(each) for each in words.HEADINGS])
    st.dataframe(table, hide_index=True, key="usual_ranges")
    csv_button(
        text("These ranges as CSV"), lambda: table.set_index(text(words.HEADINGS[0])), "levers-usual.csv", "usual_csv"
    )
    st.caption(text(words.DIRECTIONAL))
