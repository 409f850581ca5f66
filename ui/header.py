"""What stands above every page: the scenario's name, how far one looks, the levers that moved, and what could not be taken."""

from __future__ import annotations

import streamlit as st

from ui import state
from words import frame as words
from words.catalogue import text
from words.changes import changes
from words.format import plain
from words.own_data import about, baseline_label

_BADGES = 8
_PROBLEMS = 20


def header() -> None:
    """One line that keeps its height, whatever moved; problems lie over the page until they are dismissed."""
    now = state.get()
    moved = {name: plain(said) for name, said in changes(now.base, now.scenario).items()}
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="header"):
        name, is_template = now.baseline.name, now.baseline.is_template
        label = plain(baseline_label(name, is_template))
        st.markdown(f"**{label}**", help=about(name, is_template), width="content")
        with st.container(horizontal=True, vertical_alignment="top", gap="small", key="moved"):
            st.caption(words.looks(now.scenario.months, now.scenario.start), width="content")
            if moved:
                # not `st.badge`: it escapes brackets itself, and a text that is plain already would show the escapes
                badges = [f":primary-badge[{said}]" for said in list(moved.values())[:_BADGES]]
                st.markdown(" ".join(badges), width="content")
            if now.scenario == now.baseline.scenario:
                st.caption(text(words.NOTHING_MOVED), width="content")
        if moved:
            everything = st.popover(words.moved(len(moved)), key="all_moved", type="tertiary", on_change="rerun")
            if everything.open:
                everything.markdown("  \n".join(moved.values()))
        if now.scenario != now.baseline.scenario:
            st.button(text("Reset all"), icon=":material/restart_alt:", type="tertiary", on_click=state.reset)
    place = st.container(
        key="problems_place"
    )  # always there: what comes and goes would shift, and redraw, all below it
    problems = state.problems()
    if problems:
        with place.container(border=True, key="problems"):
            st.markdown(f":red[:material/error:] **{text(words.NOT_TAKEN)}**")
            more = [words.and_more(len(problems) - _PROBLEMS)] if len(problems) > _PROBLEMS else []
            st.markdown("\n".join("- " + plain(sentence) for sentence in [*problems[:_PROBLEMS], *more]))
            st.button(text("All right"), on_click=state.dismiss)
