"""Which lever matters most: what is asked (a step, two levers, a target) and what is answered."""

from __future__ import annotations

import math

import streamlit as st

from charts import what_matters as charts
from model import LEVERS, MEASURES, Scenario
from model.levers import Lever
from model.questions.sensitivity import (
    Bar,
    Grid,
    Interactions,
    Tornado,
    contour,
    elasticities,
    grid,
    interactions,
    tornado,
    varying,
)
from model.scenario import declaration
from model.typed import read
from model.units import Unit
from ui import boxes, outcome, state
from ui.figures import chart
from ui.page_parameters import STEPS
from ui.page_texts import LARGEST
from ui.places import chart_place, note
from words.format import plain
from words.names import in_sentence, lever_label, lever_text, outcome_change, outcome_text
from words.say import told

MAP = {"map_x": "marketing_spend", "map_y": "churn_rate"}
"""The two levers of the map, until others are chosen."""
OWN_RANGE = STEPS[-1]


def step_box() -> None:
    """Buttons for how far levers move, and a switch for channels and opening facts."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        key = state.key("slider", "step")
        st.segmented_control(
            "Each lever moves", STEPS, default=_step(), required=True, key=key, on_change=state.keep_choice, args=("step", key),
            format_func=lambda step: "over its slider" if step == OWN_RANGE else f"± {float(step):.0%}".replace("%", " %"),
        )  # fmt: skip
        key = state.key("slider", "among")
        st.toggle("Channels and opening facts too", bool(state.page_value("among")), key=key, on_change=_keep_among,
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


def matters_answer(found: Tornado, scenario: Scenario) -> str:
    """Which lever moves the outcome most, how far, and which come next."""
    label = MEASURES[found.outcome].label
    if math.isnan(found.base):
        return f"{label} is undefined here: {MEASURES[found.outcome].undefined}."
    moving = [bar for bar in found.bars if bar.swing > 0]  # an undefined swing is not
    if not moving:
        return f"No lever moves {label} from {_say(found.outcome, found.base, scenario)} by itself."
    best, currency = moving[0], scenario.currency
    used = " and ".join(lever_text(best.name, value, currency) for value in (best.low, best.high))
    made = " and ".join(_say(found.outcome, value, scenario) for value in (best.at_low, best.at_high))
    said = (
        f"{lever_label(best.name)} matters most for {label}: at {used} it is {made}, "
        f"now {_say(found.outcome, found.base, scenario)}."
    )
    following = [in_sentence(lever_label(bar.name)) for bar in moving[1:3]]
    return f"{said} Then {' and '.join(following)}." if following else said


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
                chart(charts.elasticities(relative, name, lever_label, _signed), "elasticities")
            elif moving:
                st.caption(f"No elasticities: {_why_none(found)}")
    note(" ".join(_notes(found)))


def _signed(number: float) -> str:
    return f"{number:+.2g}".replace("-", "−") if abs(number) < 100 else f"{number:+,.0f}".replace("-", "−")


def _why_none(found: Tornado) -> str:
    measure = MEASURES[found.outcome]
    if math.isinf(found.base):
        return f"{measure.label} is {measure.endless}: {measure.never}."
    return f"{measure.label} is 0." if not found.base else "a hundredth of a per cent moves nothing here."


def _notes(found: Tornado) -> list[str]:
    """What is left out of the picture or drawn at its edge, and why."""
    undefined = [bar for bar in found.bars if math.isnan(bar.swing)]
    endless = [bar for bar in found.bars if math.isinf(bar.swing)]
    shown = sum(bar.swing > 0 for bar in found.bars)
    notes = [f"{shown - charts.MOST} more levers move it less."] if shown > charts.MOST else []
    if endless and endless[0].reason:
        notes.append(f"At the edge is {told(endless[0].reason)}.")
    if undefined:
        notes.append(f"Not ranked: {_named(undefined)} ({told(undefined[0].reason)}).")
    return notes


def _named(bars: list[Bar]) -> str:
    names = [in_sentence(lever_label(bar.name)) for bar in bars]
    return ", ".join(names if len(names) <= 3 else [*names[:2], f"{len(names) - 2} more"])


def pairs(scenario: Scenario) -> None:
    """What pairs of the strongest levers do together, each moved to its better side."""
    name, step = outcome.chosen(), _step()
    found: Interactions = interactions(scenario, name, step=0.1 if step == OWN_RANGE else float(step))
    if len(found.names) < 2 or not math.isfinite(found.base):
        st.caption("No two levers have a finite effect here, so there are no pairs to show.")
        return
    drawing = charts.interactions(
        found, lever_label, lambda lever, number: lever_text(lever, number, scenario.currency),
        lambda number: outcome_change(name, number, scenario.currency) if math.isfinite(number) else "–",
    )  # fmt: skip
    chart(drawing, "interactions")
    moved = "10 %" if step == OWN_RANGE else f"{float(step):.0%}".replace("%", " %")
    st.caption(
        f"The six strongest levers, each moved by {moved} to its better side. Blue: together they do more than alone."
    )


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
    for (axis, _), label, name, other in zip(MAP.items(), ("Across", "Upwards"), chosen, reversed(chosen), strict=True):
        key = f"{state.key('slider', axis)}_{other}"
        options = [each for each in able if each != other]
        st.selectbox(label, options, options.index(name), format_func=lever_label, key=key, on_change=state.keep_choice,
                     args=(axis, key))  # fmt: skip
        if state.page_value(axis) not in ("", name):
            st.caption(plain(f"{lever_label(state.page_value(axis))} cannot be on this map; {lever_label(name)} is."))
    key = state.key("number", outcome.TARGET)
    boxes.box("Target", target(), _unit(), key, _keep_target, (key,), placeholder="none",
              help="Drawn as a solid line, and kept in the link. Empty: no target.")  # fmt: skip


def _unit() -> Unit:
    return MEASURES[outcome.chosen()].unit


def target() -> float | None:
    """The outcome's target that the link holds; None without one."""
    text = state.page_value(outcome.TARGET)
    return float(text) if text else None


def _keep_target(key: str) -> None:
    if boxes.emptied(key):
        state.keep_page_value(outcome.TARGET, "")
        return
    unit, currency = _unit(), state.get().scenario.currency
    value = boxes.take("Target", key, unit, target(),
                       lambda text: read(text, unit, currency, -LARGEST, LARGEST))  # fmt: skip
    if value is not None:
        state.keep_page_value(outcome.TARGET, f"{value:.12g}")


def lever_map(scenario: Scenario, base: Scenario, baseline: float) -> None:
    """The outcome over two levers, around the baseline's; and what is not to be seen on it."""
    x, y = map_levers(scenario)
    over = grid(scenario, x, y, outcome.chosen(), x_range=_range(scenario, base, x), y_range=_range(scenario, base, y))
    units = declaration(scenario, x).unit, declaration(scenario, y).unit
    drawing = charts.two_levers(over, (lever_label(x), lever_label(y)), units, baseline, target(),
                                lambda value: _say(over.outcome, value, scenario))  # fmt: skip
    chart(drawing, "lever_map")
    note(_read(over, baseline, scenario), "note_map")


def _range(scenario: Scenario, base: Scenario, name: str) -> tuple[float, float]:
    """The slider's range around the baseline, which stays while levers move; around the scenario where that is beyond."""
    lever: Lever = declaration(scenario, name)
    now = scenario.numbers()[name]
    for value in (base.numbers().get(name, now), now):
        low, high = lever.slider_range(value)[:2]
        low, high = max(low, lever.minimum), min(high, lever.maximum)
        if low <= now <= high:
            break
    return low, high


def _read(over: Grid, baseline: float, scenario: Scenario) -> str:
    finite = over.z[abs(over.z) < math.inf]
    if not finite.size:
        return "No number anywhere on this map."
    low, high = (_say(over.outcome, float(end), scenario) for end in (finite.min(), finite.max()))
    said = f"From {low} (amber) to {high} (blue)."
    level = target()
    if math.isfinite(baseline) and not contour(over, baseline):
        said += f" The baseline's {_say(over.outcome, baseline, scenario)} is not on this map as a line."
    if level is not None and not contour(over, level):
        said += f" The target {_say(over.outcome, level, scenario)} is nowhere on this map."
    if finite.size < over.z.size:
        said += " Cells marked ∞ or – have no number."
    return said
