"""How sure: what is asked of the futures by the link, and what they say on screen."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from charts import how_sure as charts
from charts.base import Drawing
from model import MEASURES, Projection, Scenario
from model.measures import MONTHLY
from model.questions.futures import Request, Said
from model.questions.goal import Goal
from model.questions.ranges import MOST_FUTURES, Range
from model.questions.uncertainty import Estimate
from model.questions.usual import usual_ranges
from model.scenario import InvalidScenario, movable
from ui import state
from ui.figures import Figure
from ui.files import csv_button
from ui.settings.how_sure import (
    MOST_OUTCOMES,
    read_correlations,
    read_outcomes,
    read_ranges,
)
from words import how_sure as words
from words.catalogue import text
from words.figures import Said as Shown
from words.figures import Told
from words.format import plain
from words.names import lever_label, outcome_label

Correlations = Mapping[tuple[str, str], float]

COUNTS = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, MOST_FUTURES)
FUTURES, SEED = 10_000, 1
OUTCOMES = ("arr_end", "customers_end", "cash_end", "cash_low", "runway", "ltv_to_cac", "payback")


# What is asked.


def ranges(scenario: Scenario) -> tuple[tuple[Range, ...], list[str]]:
    """The ranges of the link or the usual ones, and sentences about those that have no place in this scenario."""
    written = state.page_value("ranges")
    if not written:
        return usual_ranges(scenario), []
    taken, notes = [], []
    for each in read_ranges(written):
        try:
            movable(scenario, each.lever)
        except InvalidScenario as error:
            notes.append(words.range_left_out(str(error)))
            continue
        taken.append(each)
    return tuple(taken), notes


def correlations(given: tuple[Range, ...]) -> tuple[Correlations, list[str]]:
    """The correlations of the link, and sentences about those of levers without a range."""
    written = state.page_value("correlations")
    names = {each.lever for each in given}
    taken, notes = {}, []
    for pair, value in (read_correlations(written) if written else {}).items():
        if set(pair) <= names:
            taken[pair] = value
        else:
            notes.append(words.correlation_left_out(pair))
    return taken, notes


def seed() -> int:
    """The seed of the link, or the usual one."""
    return int(float(state.page_value("seed") or SEED))


def request(p: Projection, asked: Goal) -> tuple[Request | None, list[str]]:
    """What is asked of the futures, None where no lever has a range, and what of the link has no place here."""
    given, notes = ranges(p.scenario)
    linked, more = correlations(given)
    if not given:
        return None, [*notes, *more]
    shown = state.page_value("outcomes")
    made = Request(
        p.scenario, given, tuple(linked.items()), int(float(state.page_value("futures") or FUTURES)),
        seed(), asked, state.page_value("fan") or "mrr",
        read_outcomes(shown) if shown else OUTCOMES, state.page_value("outcome") or "arr_end",
    )  # fmt: skip
    return made, [*notes, *more]


# Figures and pictures.


def figures(said: Said, asked: Request) -> list[Figure]:
    """The chances as figures with their sampling errors."""
    return [
        Figure(f"chance_{n}", Shown(title, "", value, "", "", None), Told(title, about, (), ()))
        for n, (title, value, about) in enumerate(words.figures(said, asked))
    ]


def fan_drawing(said: Said, asked: Request, p: Projection, baseline: Projection) -> Drawing:
    """The fan of the chosen series, with the goal where it is about that series."""
    target = asked.goal.target if asked.goal.outcome == asked.series else None
    return charts.fan(p, baseline, asked.series, said.fan, target)


def cash_drawing(said: Said, p: Projection) -> Drawing:
    """The chance of having run out of cash by each month."""
    value, error = said.out_of_cash.value, said.out_of_cash.error
    return charts.out_of_cash(p, value, error, words.chance(said.broke))


def influence_drawing(said: Said, asked: Request) -> Drawing:
    """Which uncertainty matters for the chosen outcome."""
    labels = [lever_label(each.lever) for each in said.influences]
    shares = ["" if math.isnan(each.share) else words.chance(Estimate(each.share, 0.0)) for each in said.influences]
    return charts.influences(said.influences, labels, shares, asked.outcome)


def series_box(asked: Request) -> None:
    """Which monthly series the fan shows."""
    key = state.key("slider", "fan")
    first = ("mrr", "arr", "cash", "customers", "net_cash_flow")
    options = [*first, *(name for name in MONTHLY if name not in first)]
    st.selectbox(text("Fan of"), options, options.index(asked.series), key=key, width=300, on_change=state.keep_choice, args=("fan", key),
                 format_func=outcome_label)  # fmt: skip


def outcome_box(asked: Request) -> None:
    """Which outcome the bars are about."""
    key = state.key("slider", "outcome") + "_how_sure"
    options = [*asked.outcomes, *(name for name in MEASURES if name not in asked.outcomes)]
    st.selectbox(text("What hangs on what"), options, options.index(asked.outcome), key=key, width=300, on_change=state.keep_choice,
                 args=("outcome", key), format_func=outcome_label)  # fmt: skip


def table(said: Said, asked: Request) -> None:
    """Quantiles of the chosen outcomes beside the plan, with the sampling error of the middle."""
    key = state.key("slider", "outcomes")
    st.multiselect(text("Outcomes"), list(MEASURES), asked.outcomes, key=key, format_func=outcome_label,
                   max_selections=MOST_OUTCOMES, on_change=_keep_outcomes, args=(key,))  # fmt: skip
    rows = words.quantiles(said, asked)
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=[text(heading) for heading in words.COLUMNS])
    frame.index.name = text("Outcome")
    st.dataframe(
        frame, key="quantiles", height="content", alt=text("Quantiles of outcomes over the futures"),
        column_config={text(words.MIDDLE_SPREAD): st.column_config.TextColumn(help=text(words.SPREAD))},
    )  # fmt: skip
    csv_button(text("Quantiles as CSV"), lambda: frame, "levers-quantiles.csv", "quantiles_csv")
    odd = words.odd_quantiles(rows, asked)
    if odd:
        st.caption(plain(odd))


def _keep_outcomes(key: str) -> None:
    state.keep_page_value("outcomes", ";".join(st.session_state[key]))
