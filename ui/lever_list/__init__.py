"""The list of levers: one element of our own for all of them, live while a handle is dragged.

The element is mounted three times a run. The list itself gets what depends on the baseline and on what one compares
with, so that it is sent once; the values that stand follow at once; and the number of the last message, when all is
shown, tells the browser that it may send the next. Moves come as a trigger, never as state: state is reported again
in every run, and a late report of an old value would count as a move.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from model import LEVERS
from model.levers import brief
from model.typed import LONGEST, NotRead, read_for
from ui import state
from ui.kept import kept
from ui.lever_list.spec import spec, standing
from words import levers as words
from words.catalogue import text
from words.frame import against as against_text

FOLDER = Path(__file__).resolve().parent
NAME = "levers.levers"
KEY = "levers_list"
_SEQ, _RUNS, _TOLD = "levers_seq", "levers_runs", "levers_told"
_MOVING, _HELD = "levers_moving", "levers_held"


@cache
def _component() -> Callable[..., Any]:
    """The element: its files carry a hash of what they hold, as browsers keep them for good."""
    return st.components.v2.component(NAME, js="levers-*.js", css="levers-*.css")


def _mount(key: str, data: dict[str, Any], **more: Any) -> None:
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(NAME) is None:  # as an installed package's manifest would
        package, _, element = NAME.partition(".")
        manager.register_from_manifest(ComponentManifest(package, "1", [ComponentConfig(element, "assets")]), FOLDER)
    _component()(key=key, data=data, **more)


def levers() -> None:
    """All levers, with the values that stand."""
    plan = state.get()
    against = plan.against
    said = words.list_words(against_text(against, plan.baseline))
    asked = (plan.baseline.scenario, against.scenario, state.segment(), plan.scenario.currency, said)
    made = kept("spec", asked, lambda: spec(*asked))  # it holds what somebody called a pin
    _mount(KEY, {"spec": made}, on_move_change=_moved)
    for_plan, told = st.session_state.get(_TOLD, (None, {}))
    now = standing(against.scenario, plan.scenario)
    _mount("levers_now", {"role": "now", "values": now, "told": told if for_plan is plan else {}})


def shown() -> None:
    """Tell the list that all is shown, up to its last message; the last thing of a run."""
    # data that is equal would not be told again, not even by another session to a browser that comes back
    run = st.session_state[_RUNS] = 1 + (st.session_state.get(_RUNS) or secrets.randbelow(2**40))
    _mount("levers_ack", {"role": "ack", "seq": st.session_state.get(_SEQ, 0), "run": run})


def moving() -> bool:
    """Whether a lever is on its way in this run: its link is written when it has arrived, one step of the back button."""
    return bool(st.session_state.pop(_MOVING, False))


def _moved() -> None:
    """Take what the list sent: numbers of moves and typed texts, by lever. It is input from outside like any other."""
    message = st.session_state[KEY]["move"]
    if not isinstance(message, dict) or not isinstance(message.get("values"), dict):
        return
    seq = message.get("seq")
    st.session_state[_SEQ] = seq if isinstance(seq, int) and 0 <= seq < 2**53 else 0
    goes_on = bool(st.session_state.get(_HELD))
    st.session_state[_MOVING] = st.session_state[_HELD] = message.get("moving") is True
    taken: dict[str, float] = {}
    told: dict[str, tuple[str, bool]] = {}
    for name, value in message["values"].items():
        if name in LEVERS:
            _take(name, value, taken, told)
    if taken:
        state.set_numbers(taken, same_change=goes_on)
    st.session_state[_TOLD] = state.get(), told


def _take(name: str, value: Any, taken: dict[str, float], told: dict[str, tuple[str, bool]]) -> None:
    """One lever's number, or why not."""
    lever, now = LEVERS[name], state.get().scenario
    stands = getattr(now, name)
    try:
        if isinstance(value, str):
            made = read_for(lever, value[: LONGEST + 1], now.currency)
            taken[name] = made.value
            if made.note:
                told[name] = f"{made.note}.", False
        elif isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
            taken[name] = lever.check(round(value, 10))
        else:
            raise ValueError(f"{name} is {brief(value)}, not a number; allowed is {lever.allowed}")
    except NotRead as error:
        told[name] = words.refusal(text(lever.label), error, stands, lever.unit), True
    except ValueError as error:
        told[name] = f"{error}.", True
