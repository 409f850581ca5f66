"""The levers in the sidebar: a slider and a number box for each, and the way back where one moved."""

from __future__ import annotations

import math

import streamlit as st

from model import LEVERS, Scenario
from model.levers import NUMBERS, Lever
from model.typed import read_for
from ui import boxes, state
from words import levers as words
from words.catalogue import text

_BOX = 96
"""Pixels that a lever's box is wide."""


def levers() -> None:
    """The levers everybody asks for first, then the others in groups that open."""
    open_now = state.get()
    base, now = open_now.baseline.scenario, open_now.scenario
    for lever in LEVERS.values():
        if lever.first:
            control(lever, base, now)
    groups: dict[str, list[Lever]] = {}
    for lever in LEVERS.values():
        if not lever.first:
            groups.setdefault(lever.group, []).append(lever)
    for group, members in groups.items():
        with section(group) as body:
            if body.open:
                for lever in members:
                    control(lever, base, now)


def section(group: str):  # type: ignore[no-untyped-def] # Streamlit's container type is private
    """A group that opens. Its body runs only while open; its label never changes, or it would close."""
    return st.expander(text(group), key=f"group_{group}", on_change="rerun")


def box(lever: Lever, now: Scenario) -> None:
    """One lever or fact as a box of Streamlit's."""
    key = state.key("number", lever.name)
    value = getattr(now, lever.name)
    boxes.box(text(lever.label), value, lever.unit, key, _from_box, (lever.name, key), help=words.lever_help(lever))


def control(lever: Lever, base: Scenario, now: Scenario) -> None:
    """One lever: slider, number box, and what it was with the way back."""
    value, was = getattr(now, lever.name), getattr(base, lever.name)
    low, high, step = lever.slider_range(was, _scale(lever, base))
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        key = state.key("slider", lever.name)
        st.slider(
            text(lever.label),
            low,
            high,
            min(max(float(value), low), high),
            step,
            key=key,
            width="stretch",
            help=words.lever_help(lever),
            format=_slider_format(lever, step),
            on_change=_from_slider,
            args=(lever.name, key),
        )
        with st.container(gap=None, width=_BOX):
            if value == was:
                st.empty()  # where the way back stands otherwise, so that the box below keeps its place and the focus in it
            else:
                st.button(
                    words.was(was, lever.unit, base.currency).replace("$", "\\$"),
                    key=f"back_{lever.name}",
                    icon=":material/undo:",
                    type="tertiary",
                    help=text("Back to the baseline"),
                    on_click=state.reset,
                    args=(lever.name,),
                )
            key = state.key("number", lever.name)
            boxes.box(
                words.exactly(lever.label),
                value,
                lever.unit,
                key,
                _from_box,
                (lever.name, key),
                label_visibility="collapsed",
            )


def _scale(lever: Lever, base: Scenario) -> float:
    """What stands in for a company's own value of 0 in the width of a money slider."""
    if lever.unit.kind != "money":
        return 0.0
    return base.arpu * 0.1 if lever.group == "Cost to serve" else max(base.opening_mrr, base.arpu) * 0.1


def _decimals(step: float) -> int:
    return max(0, -math.floor(math.log10(step) + 1e-9))


def _slider_format(lever: Lever, step: float) -> str:
    if lever.unit.kind == "share":
        return "percent"
    return "compact" if step >= 50 else f"%.{_decimals(step)}f"


def _from_slider(name: str, key: str) -> None:
    if key == state.key("slider", name):  # else: a late word from a widget that is gone
        state.set_number(name, round(st.session_state[key], 10), drawn_by="slider")


def _from_box(name: str, key: str) -> None:
    if key != state.key("number", name):
        return
    lever, now = NUMBERS[name], state.get().scenario
    value = boxes.take(
        text(lever.label), key, lever.unit, getattr(now, name), lambda text: read_for(lever, text, now.currency)
    )
    if value is not None:
        state.set_number(name, value, drawn_by="number")
