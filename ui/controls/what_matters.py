"""Which lever matters most: what is asked (a step, two levers, a target) and what is answered."""

from __future__ import annotations

import math

import streamlit as st

from charts import what_matters as charts
from model import LEVERS, MEASURES, Scenario
from model.questions.lever_map import grid, range_around
from model.questions.sensitivity import Interactions, Tornado, elasticities, interactions, tornado, varying
from model.scenario import declaration
from model.typed import read
from model.units import Unit
from ui import boxes, outcome, state
from ui.figures import chart
from ui.places import chart_place, note
from ui.settings.goal import LARGEST
from ui.settings.what_matters import STEPS
from words import what_matters as words
from words.catalogue import text
from words.format import plain
from words.names import lever_label, lever_text, outcome_change, outcome_text

MAP = {"map_x": "marketing_spend", "map_y": "churn_rate"}
"""The two levers of the map, until others are chosen."""
OWN_RANGE = STEPS[-1]


def step_box() -> None:
    """Buttons for how far levers move, and a switch for channels and opening facts."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        key = state.key("slider", "step")
        st.segmented_control(
            text("Each lever moves"), STEPS, default=_step(), required=True, key=key, on_change=state.keep_choice, args=("step", key),
            format_func=lambda step: words.moved_by(None if step == OWN_RANGE else float(step)),
        )  # fmt: skip
        key = state.key("slider", "among")
        st.toggle(text("Channels and opening facts too"), bool(state.page_value("among")), key=key, on_change=_keep_among,
                  args=(key,))  # fmt: skip


def _step() -> str:
    return state.page_value("step") or "0.1"


def _keep_among(key: str) -> None:
    state.keep_page_value("among", "all" if st.session_state[key] else "")


def _asked(scenario: Scenario) -> tuple[str, ...]:
    return tuple(varying(scenario)) if state.page_value("among") else tuple(LEVERS)


def ranked(scenario: Scenario) -> Tornado:
    """The tornado that is asked for."""
    step = _step()
    if step == OWN_RANGE:
        return tornado(scenario, outcome.chosen(), _asked(scenario), over="range")
    return tornado(scenario, outcome.chosen(), _asked(scenario), float(step))


def _say(name: str, value: float, scenario: Scenario) -> str:
    return outcome_text(name, value, scenario.currency)


def tornado_charts(found: Tornado, baseline: float, scenario: Scenario) -> None:
    """The tornado and the elasticities, side by side, and what neither can rank."""
    name = found.outcome

    def value(lever: str, number: float) -> str:
        return lever_text(lever, number, scenario.currency)

    moving = any(bar.swing > 0 for bar in found.bars)
    relative = elasticities(scenario, name, _asked(scenario)) if moving else {}
    with st.grid(2, min_column_width=340, gap=("small", "medium")):
        with chart_place(charts.HEIGHT):
            if moving:
                drawing = charts.tornado(
                    found, baseline, lever_label, value, lambda number: _say(name, number, scenario)
                )
                chart(drawing, "tornado")
        with chart_place(charts.HEIGHT):
            if any(math.isfinite(number) and number for number in relative.values()):
                chart(charts.elasticities(relative, name, lever_label, words.signed), "elasticities")
            elif moving:
                st.caption(words.no_elasticities(found))
    note(words.notes(found, charts.MOST))


def pairs(scenario: Scenario) -> None:
    """What pairs of the strongest levers do together, each moved to its better side."""
    name = outcome.chosen()
    step = 0.1 if _step() == OWN_RANGE else float(_step())
    found: Interactions = interactions(scenario, name, step=step)
    if len(found.names) < 2 or not math.isfinite(found.base):
        st.caption(text(words.NO_PAIRS))
        return
    drawing = charts.interactions(
        found, lever_label, lambda lever, number: lever_text(lever, number, scenario.currency),
        lambda number: outcome_change(name, number, scenario.currency) if math.isfinite(number) else "–",
    )  # fmt: skip
    chart(drawing, "interactions")
    st.caption(words.pairs(step))


def map_levers(scenario: Scenario) -> tuple[str, str]:
    """The two levers of the map; where a link names one that the scenario does not have, the usual one."""
    able = varying(scenario)
    x, y = (state.page_value(axis) or usual for axis, usual in MAP.items())
    x = x if x in able else MAP["map_x"]
    if y not in able or y == x:
        y = next(name for name in (MAP["map_y"], *MAP.values(), "arpu") if name != x)
    return x, y


def map_boxes(scenario: Scenario) -> None:
    """Boxes for both levers and the target, and a word where a link's lever is not there."""
    able, chosen = varying(scenario), map_levers(scenario)
    for (axis, _), label, name, other in zip(
        MAP.items(), (text("Across"), text("Upwards")), chosen, reversed(chosen), strict=True
    ):
        key = f"{state.key('slider', axis)}_{other}"
        options = [each for each in able if each != other]
        st.selectbox(label, options, options.index(name), format_func=lever_label, key=key, on_change=state.keep_choice,
                     args=(axis, key))  # fmt: skip
        if state.page_value(axis) not in ("", name):
            st.caption(plain(words.not_on_map(state.page_value(axis), name)))
    key = state.key("number", outcome.TARGET)
    boxes.box(text("Target"), target(), _unit(), key, _keep_target, (key,), placeholder=text("none"),
              help=text(words.TARGET))  # fmt: skip


def _unit() -> Unit:
    return MEASURES[outcome.chosen()].unit


def target() -> float | None:
    """The outcome's target that the link holds; None without one."""
    written = state.page_value(outcome.TARGET)
    return float(written) if written else None


def _keep_target(key: str) -> None:
    if boxes.emptied(key):
        state.keep_page_value(outcome.TARGET, "")
        return
    unit, currency = _unit(), state.get().scenario.currency
    value = boxes.take(text("Target"), key, unit, target(),
                       lambda typed: read(typed, unit, currency, -LARGEST, LARGEST))  # fmt: skip
    if value is not None:
        state.keep_page_value(outcome.TARGET, f"{value:.12g}")


def lever_map(scenario: Scenario, base: Scenario, baseline: float) -> None:
    """The outcome over two levers, around what is compared with; and what is not to be seen on it."""
    x, y = map_levers(scenario)
    over = grid(
        scenario,
        x,
        y,
        outcome.chosen(),
        x_range=range_around(scenario, base, x),
        y_range=range_around(scenario, base, y),
    )
    units = declaration(scenario, x).unit, declaration(scenario, y).unit
    drawing = charts.two_levers(over, (lever_label(x), lever_label(y)), units, baseline, target(),
                                lambda value: _say(over.outcome, value, scenario))  # fmt: skip
    chart(drawing, "lever_map")
    note(words.lever_map(over, baseline, target(), scenario.currency), "note_map")
