"""Answers that a session keeps, so that what did not change is not calculated again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

import streamlit as st

Made = TypeVar("Made")

MOST = 8
"""Answers kept of one kind: enough to move a lever there and back."""


def is_kept(kind: str, key: Hashable) -> bool:
    """Whether the session still has the answer for this key."""
    return key in st.session_state.get(f"levers_kept_{kind}", {})


def kept(kind: str, key: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` gave for this key before, or what it gives now; what it raises is kept for nobody."""
    answers: dict[Hashable, Made] = st.session_state.setdefault(f"levers_kept_{kind}", {})
    found = answers.pop(key) if key in answers else make()
    answers[key] = found  # the last asked for is the last to go
    while len(answers) > MOST:
        del answers[next(iter(answers))]
    return found
