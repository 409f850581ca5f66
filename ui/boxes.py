"""Boxes that people type numbers into: text as they write it, read by `model.typed`, shown again as it was understood.

A box is a text field: a browser's own number field drops the signs it does not know, so that 83,50 would arrive
as 8350. What is taken is written back into the box; what is not leaves what stands, and says why.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from model.typed import LONGEST, NotRead, Typed, box_text, tidy
from model.units import Unit
from ui import state
from words.format import plain
from words.levers import refusal


def box(
    label: str,
    value: float | None,
    unit: Unit,
    key: str,
    on_change: Callable[..., None],
    args: tuple[Any, ...],
    **more: Any,
) -> None:
    """A box that shows this number when it is first drawn under its key, and what was typed from then on."""
    if key not in st.session_state:  # a box with a value of its own would show that again when it is emptied
        st.session_state[key] = "" if value is None else box_text(value, unit)
    share = unit.kind == "share"
    st.text_input(
        plain(label), key=key, on_change=on_change, args=args, icon=":material/percent:" if share else None, **more
    )


def emptied(key: str) -> bool:
    """Whether nothing is left in a box."""
    text: str = st.session_state[key]
    return len(text) <= LONGEST and not tidy(text)


def typed(key: str, unit: Unit, stands: float | None, read: Callable[[str], Typed]) -> float | None:
    """The number that was typed, which the box then shows as it was understood; None where it is as it was.

    A box that was emptied, or holds what is refused (NotRead), shows again what stands. The focus stays in it.
    """
    text: str = st.session_state[key]
    shown = "" if stands is None else box_text(stands, unit)
    done = emptied(key) or text.strip() == shown  # what stands may have more digits than are shown
    st.session_state[key] = shown
    if done:
        return None
    made = read(text)
    if made.note:
        st.toast(plain(f"{made.note}."), icon=":material/info:", duration="long")
    st.session_state[key] = box_text(made.value, unit)
    return made.value


def take(label: str, key: str, unit: Unit, stands: float | None, read: Callable[[str], Typed]) -> float | None:
    """As `typed`, and what is refused is said."""
    try:
        value = typed(key, unit, stands, read)
    except NotRead as error:
        refuse(refusal(label, error, stands, unit))
        return None
    state.dismiss()
    return value


def refuse(sentence: str) -> None:
    """Say why something typed is not taken, at the head of the page and wherever it is scrolled to."""
    state.refuse(sentence)
    st.toast(plain(sentence), icon=":material/error:", duration="long")
