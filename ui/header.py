"""What stands above every page: the scenario's name, how far one looks, the levers that moved, and what could not be taken."""

from __future__ import annotations

import streamlit as st

from model.plan import Plan
from model.scenario import over_months_of
from ui import state
from words import frame as words
from words.catalogue import text
from words.changes import changes
from words.format import plain
from words.own_data import about, baseline_label

_BADGES = 8
_PROBLEMS = 20


def name() -> None:
    """What is open, by its name; what it is opens beside it."""
    baseline = state.get().baseline
    label = plain(baseline_label(baseline.name, baseline.is_template))
    with st.container(key="name", width="content"):
        st.markdown(f"**{label}**", help=about(baseline.name, baseline.is_template), width="content")


def header() -> None:
    """One line that keeps its height, whatever moved; problems lie over the page until they are dismissed."""
    now = state.get()
    against = now.against
    other = now.choices[against.key].scenario
    seen = over_months_of(other, now.scenario)  # in its own currency: another one is a change like others
    moved = {name: plain(said) for name, said in changes(seen, now.scenario).items()}
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="header"):
        st.caption(words.looks(now.scenario.months, now.scenario.start), width="content")
        _against_switch(now)
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="moved"):
            if moved:
                _badges(moved)
            else:
                st.caption(text(words.NOTHING_MOVED), width="content")
        if moved:
            everything = st.popover(words.moved(len(moved)), key="all_moved", type="tertiary", on_change="rerun")
            if everything.open:
                with everything:
                    for each, said in moved.items():
                        st.button(said, key=f"put_back_{each}", icon=":material/undo:", type="tertiary", on_click=state.reset,
                                  args=(each,))  # fmt: skip
        st.button(text("Undo"), icon=":material/undo:", key="undo", on_click=state.undo, type="tertiary",
                  disabled=not state.can_undo())  # fmt: skip
        st.button(text("Redo"), icon=":material/redo:", key="redo", on_click=state.redo, type="tertiary",
                  disabled=not state.can_redo())  # fmt: skip
        st.button(text("Reset all"), icon=":material/restart_alt:", key="reset_all", type="tertiary", on_click=state.reset,
                  disabled=now.scenario == other)  # fmt: skip
    # Always there: what comes and goes would shift, and redraw, all below it.
    place = st.container(key="problems_place")
    problems = state.problems()
    if problems:
        with place.container(border=True, key="problems"):
            st.markdown(f":red[:material/error:] **{text(words.NOT_TAKEN)}**")
            more = [words.and_more(len(problems) - _PROBLEMS)] if len(problems) > _PROBLEMS else []
            st.markdown("\n".join("- " + plain(sentence) for sentence in [*problems[:_PROBLEMS], *more]))
            st.button(text("All right"), on_click=state.dismiss)


def _against_switch(now: Plan) -> None:
    """What everything is compared with: one choice for all figures, sentences, pictures and marks."""
    choices = {key: plain(words.against(each, now.baseline)) for key, each in now.choices.items()}
    key = state.key("slider", "against")
    st.segmented_control(
        text("Against"),
        list(choices),
        default=now.against.key,
        format_func=choices.__getitem__,
        required=True,
        key=key,
        on_change=_choose,
        args=(key,),
        label_visibility="collapsed",
        width="content",
    )


def _choose(key: str) -> None:
    if key == state.key("slider", "against"):
        state.compare_with(st.session_state[key])


def _badges(moved: dict[str, str]) -> None:
    """What moved, each to be put back with a click."""
    key = state.key("slider", "badges")
    st.pills(
        text("Moved"),
        list(moved)[:_BADGES],
        format_func=lambda name: f"{moved[name]} :material/close:",
        key=key,
        on_change=_from_badge,
        args=(key,),
        label_visibility="collapsed",
        width="content",
    )


def _from_badge(key: str) -> None:
    name = st.session_state.get(key)
    if key == state.key("slider", "badges") and name:
        state.reset(name)
    state.redraw("badges")
