"""What stands above every page: the scenario's name, how far one looks, the levers that moved, and what could not be taken."""

from __future__ import annotations

import streamlit as st

from model.templates import TEMPLATES
from ui import state
from words.explore import changes
from words.format import plain

_BADGES = 8
_PROBLEMS = 20


def header() -> None:
    """One line that keeps its height, whatever moved; problems lie over the page until they are dismissed."""
    now = state.get()
    moved = {name: plain(text) for name, text in changes(now.base, now.scenario).items()}
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="header"):
        about = TEMPLATES[now.baseline.name].about if now.baseline.is_template else "Your own numbers"
        st.markdown(f"**{plain(now.baseline.label)}**", help=about, width="content")
        with st.container(horizontal=True, vertical_alignment="top", gap="small", key="moved"):
            st.caption(f"{now.scenario.months} months from {now.scenario.start}", width="content")
            if moved:
                # not `st.badge`: it escapes brackets itself, and a text that is plain already would show the escapes
                badges = [f":primary-badge[{text}]" for text in list(moved.values())[:_BADGES]]
                st.markdown(" ".join(badges), width="content")
            if now.scenario == now.baseline.scenario:
                st.caption("Move a lever: every number answers.", width="content")
        if moved:
            everything = st.popover(f"{len(moved)} moved", key="all_moved", type="tertiary", on_change="rerun")
            if everything.open:
                everything.markdown("  \n".join(moved.values()))
        if now.scenario != now.baseline.scenario:
            st.button("Reset all", icon=":material/restart_alt:", type="tertiary", on_click=state.reset)
    place = st.container(
        key="problems_place"
    )  # always there: what comes and goes would shift, and redraw, all below it
    if now.problems:
        with place.container(border=True, key="problems"):
            st.markdown(":red[:material/error:] **Not everything could be taken**")
            more = [f"and {len(now.problems) - _PROBLEMS} more"] if len(now.problems) > _PROBLEMS else []
            st.markdown("\n".join("- " + plain(sentence) for sentence in [*now.problems[:_PROBLEMS], *more]))
            st.button("All right", on_click=state.dismiss)
