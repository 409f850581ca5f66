"""Scenarios side by side: what differs, what comes of it, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd
import streamlit as st

from charts import compare as charts
from charts.designs import HEIGHT
from model import MEASURES, Scenario
from model.measures import MONTHLY
from model.plan import AGAINST_BASELINE, BASELINE, MOST_PINS, NOW, PIN
from model.questions.compare import Attribution, Comparison, one_at_a_time
from ui import outcome, state
from ui.figures import chart
from ui.files import csv_button
from ui.places import chart_place
from ui.settings.compare import SIDES
from words import compare as words
from words import frame as words_frame
from words.catalogue import text
from words.format import plain
from words.names import lever_label, outcome_label, outcome_text


@dataclass(frozen=True)
class Side:
    """One of the scenarios side by side: its name on screen and in the link."""

    key: str
    name: str
    scenario: Scenario


def sides() -> tuple[Side, ...]:
    """What everything is compared with, the baseline, the pins, and what is open where it is none of these.

    All over the months that are open. With four pins there is no place for a baseline that one does not compare with.
    """
    now, against = state.get(), state.get().against
    there = {AGAINST_BASELINE: Side(SIDES[0], text(BASELINE), now.beside(now.baseline.scenario))}
    there |= {
        PIN + pin.name: Side(key, pin.name, now.beside(pin.scenario))
        for key, pin in zip(SIDES[2:], now.pins, strict=False)
    }
    first = there.pop(against.key, None) or Side(
        against.key, words_frame.against(against, now.baseline), against.scenario
    )
    base = there.get(AGAINST_BASELINE)
    if base and (len(there) > MOST_PINS or base.scenario == first.scenario):
        del there[AGAINST_BASELINE]
    keyed = [first, *there.values()]
    if now.scenario not in [side.scenario for side in keyed]:
        keyed.append(Side(SIDES[1], text(NOW), now.scenario))
    return tuple(keyed)


def chosen_sides(shown: tuple[Side, ...]) -> tuple[Side, Side]:
    """The two scenarios whose difference is explained, until others are chosen: what is compared with, and what is open.

    Where these are the same, it is what is open that differs from the baseline, or else the last one from the first.
    """
    first, keyed = shown[0], {side.key: side for side in shown}
    differing = [side for side in shown if side.scenario != first.scenario] or [shown[-1]]
    opens = next((side for side in differing if side.scenario == state.get().scenario), differing[-1])
    one, other = first, opens
    if opens.scenario != state.get().scenario and SIDES[0] in keyed and first.key != SIDES[0]:
        one, other = keyed[SIDES[0]], first
    return keyed.get(state.page_value("why_from"), one), keyed.get(state.page_value("why_to"), other)


def side_boxes(shown: tuple[Side, ...]) -> None:
    """Two boxes to choose them, and a word where a link asks for a pin that is not there."""
    missing = []
    for name, label, side in zip(("why_from", "why_to"), (text("From"), text("To")), chosen_sides(shown), strict=True):
        key, asked = state.key("slider", name), state.page_value(name)
        if asked.startswith("pin") and asked not in {each.key for each in shown}:
            missing.append(words.no_pin(label, asked, side.name))
        names = {each.key: each.name for each in shown}
        st.selectbox(label, [*names], [*names].index(side.key), format_func=names.__getitem__,
                     key=f"{key}_{len(names)}", on_change=state.keep_choice, args=(name, f"{key}_{len(names)}"))  # fmt: skip
    for each in missing:
        st.caption(plain(each))


def series_box() -> str:
    """A box for the monthly series that is drawn, and what is chosen."""
    chosen = state.page_value("series") or "mrr"
    order = ("mrr", "customers", "cash", *(name for name in MONTHLY if name not in ("mrr", "customers", "cash")))
    key = state.key("slider", "series")
    st.selectbox(text("Curve"), order, order.index(chosen), key=key, format_func=outcome_label,
                 on_change=state.keep_choice, args=("series", key))  # fmt: skip
    return chosen


def compare_answer(split: Attribution, one: Side, other: Side) -> str:
    """How far an outcome is apart in two sides, and what does most of it."""
    names = words.spoken(one.key, one.name), words.spoken(other.key, other.name)
    return words.compare_answer(split, names, one.scenario, other.scenario)


def levers_table(comparison: Comparison, shown: tuple[Side, ...]) -> None:
    """The levers that differ between any two, a row a lever."""
    if comparison.levers.empty:
        st.caption(text(words.NO_LEVER))
        return
    rows = words.levers(comparison, _currencies(shown))
    _table(rows, shown, "Lever", "compare_levers", "Levers that differ")


def _currencies(shown: tuple[Side, ...]) -> list[str]:
    return [side.scenario.currency for side in shown]


def outcomes_table(comparison: Comparison, shown: tuple[Side, ...]) -> None:
    """Outcomes side by side with their differences from the first, which is compared with: those asked for most, all on demand, a file."""
    rows = words.outcomes(comparison, _currencies(shown), outcome.FIRST)
    _table(rows, shown, "Outcome", "compare_outcomes", "Outcomes side by side")
    everything = st.expander(text("All outcomes"), key="compare_all", on_change="rerun")
    if everything.open:
        with everything:
            rows = words.outcomes(comparison, _currencies(shown), tuple(MEASURES))
            _table(rows, shown, "Outcome", "compare_outcomes_all", "All outcomes side by side", height=560)
    csv_button(text("Comparison as CSV"), lambda: comparison_file(comparison), "levers-comparison.csv", "compare_csv")


def _table(rows: dict[str, list[str]], shown: tuple[Side, ...], heading: str, key: str, alt: str,
           height: int | Literal["content"] = "content") -> None:  # fmt: skip
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=[side.name for side in shown], dtype="string")
    frame.index.name = text(heading)
    aligned = {side.name: st.column_config.TextColumn(alignment="right") for side in shown}
    st.dataframe(frame, key=key, height=height, alt=text(alt), column_config={
        text(heading): st.column_config.TextColumn(text(heading), pinned=True)} | aligned)  # fmt: skip


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
            st.markdown(f":material/info: {plain(words.no_split(split))}")
        elif not split.parts:
            st.caption(text(words.NO_PARTS))
        else:
            drawing = charts.bridge(split, (one.name, other.name), lever_label,
                                    lambda value: outcome_text(name, value, currency), words.changes(split, currency))  # fmt: skip
            chart(drawing, "compare_bridge")


def parts_table(split: Attribution, one: Side, other: Side) -> None:
    """Each part of the difference beside what its lever does alone."""
    alone = one_at_a_time(split.outcome, one.scenario, other.scenario)
    rows = words.parts(split, alone, other.scenario.currency)
    table = pd.DataFrame(rows, columns=[text(heading) for heading in words.PARTS], dtype="string")
    st.dataframe(table, hide_index=True, key="compare_why", height="content",
                 alt=text("Parts of the difference, fair and one at a time"))  # fmt: skip
    csv_button(text("Parts as CSV"), lambda: table.set_index(text("Lever")), "levers-difference.csv", "compare_why_csv")
    st.caption(plain(words.fair_shares(split, alone)))
