"""Pinned scenarios: set aside under a name, opened again, renamed, removed, or made the baseline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from model.plan import MOST_PINS, PIN, Baseline, Pin, Plan, pin_name
from ui import state
from words import compare as words
from words.catalogue import text
from words.changes import changes
from words.format import plain

_NAME = "pin_name"


def pin_bar() -> None:
    """The field that pins what is open, a button for each pin, and which pins the link has no room for."""
    now = state.get()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="pins"):
        key = state.key("number", _NAME)
        st.text_input(text("Name"), key=key, max_chars=40, placeholder=text(words.PINS_NAME), width=300,
                      label_visibility="collapsed")  # fmt: skip
        st.button(text("Pin this scenario"), icon=":material/keep:", type="primary", on_click=_pin, args=(key,),
                  disabled=len(now.pins) == MOST_PINS)  # fmt: skip
        for k, pin in enumerate(now.pins):
            _pin_menu(k, pin, now)
    if len(now.pins) == MOST_PINS:
        st.caption(words.pins_full(MOST_PINS))
    _, left_out = state.packed_pins()
    if left_out:
        said = words.pins_left_out([plain(pin.name) for pin in left_out])
        st.markdown(f":orange[:material/link_off:] {said}")


def _pin_menu(k: int, pin: Pin, now: Plan) -> None:
    with st.popover(plain(pin.name), icon=":material/keep:", key=state.key("slider", f"pin_menu_{k}")):
        seen = now.beside(pin.scenario)
        moved = changes(now.against.scenario, seen)
        st.caption(words.moved([plain(each) for each in moved.values()]))
        key = state.key("number", f"pin_{k}")
        st.text_input(text("Name"), pin.name, max_chars=40, key=key, on_change=_rename, args=(k, key))
        opens = now.scenario == seen
        _action("open", "Open now" if opens else "Open", "open_in_full", _open, k, opens, words.OPENS)
        base = now.beside(now.baseline.scenario) == seen
        _action("use", "Use as baseline", "flag", _use_as_baseline, k, base, words.USED_AS_BASELINE)
        _action("remove", "Remove", "delete", _remove, k, False, "")


def _action(name: str, label: str, icon: str, act: Callable[[int], None], k: int, disabled: bool, about: str) -> None:
    st.button(text(label), icon=f":material/{icon}:", key=f"pin_{name}_{k}", on_click=act, args=(k,), disabled=disabled,
              type="tertiary", help=text(about) or None)  # fmt: skip


def _keep(pins: tuple[Pin, ...]) -> None:
    """Keep these pins, and draw their menus anew."""
    for k in range(MOST_PINS):
        state.redraw(f"pin_{k}")
        state.redraw(f"pin_menu_{k}")
    state.put(replace(state.get(), pins=pins))


def _pin(key: str) -> None:
    now = state.get()
    name = pin_name(st.session_state.get(key) or "", [pin.name for pin in now.pins])
    _keep((*now.pins, Pin(name, now.scenario)))
    state.redraw(_NAME)


def _rename(k: int, key: str) -> None:
    pins = state.get().pins
    others = [pin.name for pin in (*pins[:k], *pins[k + 1 :])]
    name = pin_name(st.session_state[key] or pins[k].name, others)
    compared = state.page_value("against") == PIN + pins[k].name
    _keep((*pins[:k], replace(pins[k], name=name), *pins[k + 1 :]))
    if compared:
        state.compare_with(PIN + name)


def _open(k: int) -> None:
    now = state.get()
    state.put(now.moved(now.beside(now.pins[k].scenario)))


def _compare_no_more(k: int) -> None:
    """Where this pin is what everything is compared with, so is what stands there without being chosen."""
    if state.get().against.key == PIN + state.get().pins[k].name:
        state.keep_page_value("against", "")
        state.redraw("against")


def _use_as_baseline(k: int) -> None:
    """The pin and the baseline change places: nothing is lost."""
    _compare_no_more(k)
    now = state.get()
    pin, before = now.pins[k], now.baseline
    rest = (*now.pins[:k], *now.pins[k + 1 :])
    former = Pin(pin_name(before.label, [each.name for each in rest]), before.scenario)
    baseline = Baseline(pin.name, pin.scenario, is_template=False, past_growth=before.past_growth)
    state.put(replace(now, baseline=baseline))
    _keep((*now.pins[:k], former, *now.pins[k + 1 :]))


def _remove(k: int) -> None:
    _compare_no_more(k)
    for side in ("why_from", "why_to"):  # places after it move up
        state.keep_page_value(side, "")
        state.redraw(side)
    pins = state.get().pins
    _keep((*pins[:k], *pins[k + 1 :]))
