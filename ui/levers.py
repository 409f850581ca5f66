"""The levers in the sidebar: the list of our own, or a plain one of Streamlit's boxes."""

from __future__ import annotations

import os

import streamlit as st

from model import LEVERS, Scenario
from model.levers import NUMBERS, Lever
from model.typed import read_for
from ui import boxes, lever_list, state
from words import levers as words
from words.catalogue import text

PLAIN = "LEVERS_PLAIN"
"""The variable of the environment that asks for Streamlit's own boxes, for those who want no script of ours."""


def levers() -> None:
    """All levers: those everybody asks for first, then the others in groups that open."""
    if not os.environ.get(PLAIN):
        lever_list.levers()
        return
    now = state.get().scenario
    for lever in LEVERS.values():
        if lever.first:
            box(lever, now)
    for group in dict.fromkeys(lever.group for lever in LEVERS.values() if not lever.first):
        with st.expander(text(group), key=f"group_{group}", on_change="rerun") as body:
            if body.open:  # the label never changes, or the group would close
                for lever in LEVERS.values():
                    if lever.group == group and not lever.first:
                        box(lever, now)


def box(lever: Lever, now: Scenario) -> None:
    """One lever or fact as a box of Streamlit's."""
    key = state.key("number", lever.name)
    value = getattr(now, lever.name)
    boxes.box(text(lever.label), value, lever.unit, key, _from_box, (lever.name, key), help=words.lever_help(lever))


def _from_box(name: str, key: str) -> None:
    if key != state.key("number", name):
        return
    lever, now = NUMBERS[name], state.get().scenario
    value = boxes.take(
        text(lever.label), key, lever.unit, getattr(now, name), lambda text: read_for(lever, text, now.currency)
    )
    if value is not None:
        state.set_number(name, value, drawn_by="number")
