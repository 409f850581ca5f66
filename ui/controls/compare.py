"""Scenarios side by side: what differs, what comes of it, and why."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pandas as pd
import streamlit as st

from charts import compare as charts
from charts.designs import HEIGHT
from model import MEASURES, Scenario
from model.arithmetic import same
from model.measures import MONTHLY
from model.questions.compare import Attribution, Comparison, one_at_a_time
from ui import outcome, state
from ui.figures import chart
from ui.files import csv_button
from ui.link import BASELINE, NOW
from ui.page_parameters import SIDES
from ui.places import chart_place
from words.format import difference, plain
from words.names import in_sentence, lever_label, lever_text, outcome_change, outcome_text


@dataclass(frozen=True)
class Side:
    """One of the scenarios side by side: its name on screen and in the link."""

    key: str
    name: str
    scenario: Scenario


def sides() -> tuple[Side, ...]:
    """The baseline, the pins, and what is open where it is none of these; all over the months that are open."""
    now = state.get()
    keyed = [Side(SIDES[0], BASELINE, now.base)]
    keyed += [Side(key, pin.name, now.beside(pin.scenario)) for key, pin in zip(SIDES[2:], now.pins, strict=False)]
    if now.scenario not in [side.scenario for side in keyed]:
        keyed.append(Side(SIDES[1], NOW, now.scenario))
    return tuple(keyed)


def chosen_sides(shown: tuple[Side, ...]) -> tuple[Side, Side]:
    """The two scenarios whose difference is explained: the baseline and what is open, until others are chosen."""
    keys = [side.key for side in shown]
    one = state.page_value("why_from")
    other = state.page_value("why_to")
    differing = [side for side in shown if side.scenario != shown[0].scenario] or [shown[-1]]
    opens = next((side for side in differing if side.scenario == state.get().scenario), differing[-1])
    return shown[keys.index(one) if one in keys else 0], shown[keys.index(other)] if other in keys else opens


def side_boxes(shown: tuple[Side, ...]) -> None:
    """Two boxes to choose them, and a word where a link asks for a pin that is not there."""
    missing = []
    for name, label, side in zip(("why_from", "why_to"), ("From", "To"), chosen_sides(shown), strict=True):
        key, asked = state.key("slider", name), state.page_value(name)
        if asked.startswith("pin") and asked not in {each.key for each in shown}:
            missing.append(f"{label}: there is no pin {asked.removeprefix('pin')}; {side.name} is taken.")
        names = {each.key: each.name for each in shown}
        st.selectbox(label, [*names], [*names].index(side.key), format_func=names.__getitem__,
                     key=f"{key}_{len(names)}", on_change=state.keep_choice, args=(name, f"{key}_{len(names)}"))  # fmt: skip
    for text in missing:
        st.caption(plain(text))


def series_box() -> str:
    """A box for the monthly series that is drawn, and what is chosen."""
    chosen = state.page_value("series") or "mrr"
    order = ("mrr", "customers", "cash", *(name for name in MONTHLY if name not in ("mrr", "customers", "cash")))
    key = state.key("slider", "series")
    st.selectbox("Curve", order, order.index(chosen), key=key, format_func=lambda name: MEASURES[name].label,
                 on_change=state.keep_choice, args=("series", key))  # fmt: skip
    return chosen


def compare_answer(split: Attribution, one: Side, other: Side) -> str:
    """How far an outcome is apart in two scenarios, and what does most of it."""
    if one.key == other.key or one.scenario == other.scenario:
        return "Nothing differs yet: move a lever, or pin this scenario and move one then."
    currency = other.scenario.currency
    label = MEASURES[split.outcome].label
    before = outcome_text(split.outcome, split.before, one.scenario.currency)
    after = outcome_text(split.outcome, split.after, currency)
    said = f"{label} is {after} in {_spoken(other)} against {before} in {_spoken(one)}"
    if split.reason:
        return f"{said}. It cannot be split: {in_sentence(split.reason)}"
    apart = outcome_change(split.outcome, split.difference, currency)
    strong = [part for part in split.parts if part.value][:2]
    told = " and ".join(
        f"{in_sentence(lever_label(part.name))} {outcome_change(split.outcome, part.value, currency)}"
        for part in strong
    )
    if not strong:
        return f"{said}: what differs does not change it."
    return f"{said}: {apart}" + (f", of which {told}." if len(strong) > 1 else f", all of it by {told}.")


def _spoken(side: Side) -> str:
    return {BASELINE: "the baseline", NOW: "the open scenario"}.get(side.name, side.name)


def levers_table(comparison: Comparison, shown: tuple[Side, ...]) -> None:
    """The levers that differ between any two, a row a lever."""
    if comparison.levers.empty:
        st.caption("No lever differs.")
        return
    rows = {
        lever_label(name): [
            lever_text(name, value, side.scenario.currency) for value, side in zip(values, shown, strict=True)
        ]
        for name, values in zip(comparison.levers.index, comparison.levers.to_numpy().tolist(), strict=True)
    }
    _table(rows, shown, "Lever", "compare_levers", "Levers that differ")


def outcomes_table(comparison: Comparison, shown: tuple[Side, ...]) -> None:
    """Outcomes side by side with their differences from the baseline: those asked for most, all on demand, a file."""
    _table(_outcomes(comparison, shown, outcome.FIRST), shown, "Outcome", "compare_outcomes", "Outcomes side by side")
    everything = st.expander("All outcomes", key="compare_all", on_change="rerun")
    if everything.open:
        with everything:
            _table(_outcomes(comparison, shown, tuple(MEASURES)), shown, "Outcome", "compare_outcomes_all",
                   "All outcomes side by side", height=560)  # fmt: skip
    csv_button("Comparison as CSV", lambda: comparison_file(comparison), "levers-comparison.csv", "compare_csv")


def _outcomes(comparison: Comparison, shown: tuple[Side, ...], names: tuple[str, ...]) -> dict[str, list[str]]:
    rows = {}
    for name in names:
        values, apart = comparison.row(name)
        cells = []
        for side, value, change in zip(shown, values, apart, strict=True):
            text = outcome_text(name, value, side.scenario.currency)
            unsaid = math.isnan(change) or same(value, values[0])
            told = "" if unsaid else difference(value, values[0], MEASURES[name].unit, side.scenario.currency)
            cells.append(f"{text}  ({told})" if change and told else text)
        rows[MEASURES[name].label] = cells
    return rows


def _table(rows: dict[str, list[str]], shown: tuple[Side, ...], heading: str, key: str, alt: str,
           height: int | Literal["content"] = "content") -> None:  # fmt: skip
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=[side.name for side in shown], dtype="string")
    frame.index.name = heading
    aligned = {side.name: st.column_config.TextColumn(alignment="right") for side in shown}
    st.dataframe(frame, key=key, height=height, alt=alt, column_config={
        heading: st.column_config.TextColumn(heading, pinned=True)} | aligned)  # fmt: skip


def comparison_file(comparison: Comparison) -> pd.DataFrame:
    """Levers, outcomes and differences in full, for a file."""
    parts = {"lever": comparison.levers, "outcome": comparison.outcomes, "difference": comparison.differences}
    return pd.concat({kind: part for kind, part in parts.items() if not part.empty}, names=["kind", "name"])


def curves(comparison: Comparison, name: str) -> None:
    """One monthly series of every side."""
    chart(charts.curves({side: summary.p for side, summary in comparison.sides.items()}, name), "compare_curves")


def bridge(split: Attribution, one: Side, other: Side) -> None:
    """The difference as a bridge, or why there is none, in a place that is always there."""
    currency, name = other.scenario.currency, split.outcome
    with chart_place(HEIGHT):
        if split.reason:
            st.markdown(f":material/info: There is no split of this difference. {plain(split.reason)}")
        elif not split.parts:
            st.caption("Here stands what each lever adds, once something differs.")
        else:
            drawing = charts.bridge(split, (one.name, other.name), lever_label,
                                    lambda value: outcome_text(name, value, currency), _changes(split, currency))  # fmt: skip
            chart(drawing, "compare_bridge")


def _changes(split: Attribution, currency: str) -> Callable[[float, float], str]:
    def change(value: float, error: float) -> str:
        told = outcome_change(split.outcome, value, currency)
        return told if split.exact else f"{told} ± {outcome_change(split.outcome, error, currency).lstrip('+')}"

    return change


def parts_table(split: Attribution, one: Side, other: Side) -> None:
    """Each part of the difference beside what its lever does alone."""
    currency, name = other.scenario.currency, split.outcome
    change = _changes(split, currency)
    alone = one_at_a_time(name, one.scenario, other.scenario)
    by_itself = {part.name: outcome_change(name, part.value, currency) for part in alone.parts}
    rows = [
        {"Lever": lever_label(part.name), "Its fair share": change(part.value, part.error),
         "Moved alone": by_itself.get(part.name, "–")} for part in split.parts
    ]  # fmt: skip
    only_together = "–" if alone.reason else outcome_change(name, alone.interaction, currency)
    rows.append({"Lever": "Only together", "Its fair share": "in the shares", "Moved alone": only_together})
    total = outcome_change(name, split.difference, currency)
    rows.append(
        {"Lever": "The whole difference", "Its fair share": total, "Moved alone": "–" if alone.reason else total}
    )
    table = pd.DataFrame(rows, dtype="string")
    st.dataframe(table, hide_index=True, key="compare_why", height="content",
                 alt="Parts of the difference, fair and one at a time")  # fmt: skip
    csv_button("Parts as CSV", lambda: table.set_index("Lever"), "levers-difference.csv", "compare_why_csv")
    how = (
        "A fair share is what a lever adds on average over all orders in which the levers could be moved (Shapley); the shares "
        "sum to the difference."
    )
    estimate = "" if split.exact else " With so many levers it is estimated over random orders, always the same ones."
    st.caption(how + estimate + (f" Alone: {plain(alone.reason)}" if alone.reason else ""))
