"""How sure: what is asked of the futures, the futures, and what they say."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from charts import futures as charts
from charts.base import Drawing
from model import MEASURES, Projection, Scenario
from model.measures import MONTHLY, Measure
from model.questions.futures import Request, Said
from model.questions.goal import Goal
from model.questions.ranges import MOST_FUTURES, Range
from model.questions.uncertainty import Estimate
from model.questions.usual import usual_ranges
from model.scenario import InvalidScenario, movable
from ui import state
from ui.files import csv_button
from ui.page_texts import (
    MOST_OUTCOMES,
    read_correlations,
    read_outcomes,
    read_ranges,
)
from words.format import percent, plain, short
from words.goal import phrase
from words.names import in_sentence, lever_label

Correlations = Mapping[tuple[str, str], float]

COUNTS = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, MOST_FUTURES)
FUTURES, SEED = 10_000, 1
OUTCOMES = ("arr_end", "customers_end", "cash_end", "cash_low", "runway", "ltv_to_cac", "payback")


# What is asked.


def ranges(scenario: Scenario) -> tuple[tuple[Range, ...], list[str]]:
    """The ranges of the link or the usual ones, and sentences about those that have no place in this scenario."""
    text = state.page_value("ranges")
    if not text:
        return usual_ranges(scenario), []
    taken, notes = [], []
    for each in read_ranges(text):
        try:
            movable(scenario, each.lever)
        except InvalidScenario as error:
            notes.append(f"{error}. Its range is left out.")
            continue
        taken.append(each)
    return tuple(taken), notes


def correlations(given: tuple[Range, ...]) -> tuple[Correlations, list[str]]:
    """The correlations of the link, and sentences about those of levers without a range."""
    text = state.page_value("correlations")
    names = {each.lever for each in given}
    taken, notes = {}, []
    for pair, value in (read_correlations(text) if text else {}).items():
        if set(pair) <= names:
            taken[pair] = value
        else:
            both = " and ".join(in_sentence(lever_label(name)) for name in pair)
            notes.append(f"The correlation of {both} is left out: both need a range.")
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


def chance(estimate: Estimate) -> str:
    """A chance with as many digits as its sampling error leaves.

    >>> chance(Estimate(0.6328, 0.004)), chance(Estimate(0.0, 0.0001)), chance(Estimate(1.0, 0.0001))
    ('63 %', 'under 1 %', 'over 99 %')
    """
    value = float(estimate.value)
    if value < 0.01:
        return "under 1 %"
    return "over 99 %" if value > 0.99 else f"{value:.0%}".replace("%", " %")


def sentence(said: Said, asked: Request) -> str:
    """How sure: the middle against the plan, the chance of the goal, and that of running out of cash."""
    currency = asked.scenario.currency
    unit = MEASURES["arr_end"].unit
    plan, median = said.arr.plan, float(said.arr.median.value)
    middle = short(median, unit, currency)
    on_paper = short(plan, unit, currency)
    if middle == on_paper:
        first = f"In the middle of {asked.futures:,} futures ARR at the end is {middle}, as on paper"
    else:
        gap = f", {percent(float(f'{abs(said.arr.gap):.2g}'))} {'below' if median < plan else 'above'}" if plan else ","
        first = f"In the middle of {asked.futures:,} futures ARR at the end is {middle}{gap} the plan's {on_paper}"
    goal = f"{chance(said.goal)} of them reach {phrase(asked.goal, currency)}"
    return f"{first}; {goal}, and {chance(said.broke)} run out of cash within {asked.scenario.months} months."


# Figures and pictures.


def figures(said: Said, asked: Request) -> None:
    """The chances as figures with their sampling errors."""
    plan, unit = said.middle.plan, MEASURES[asked.outcome].unit
    label = MEASURES[asked.outcome].label
    shown = {
        "Reaches the goal": (said.goal, f"Futures with {phrase(asked.goal, asked.scenario.currency)}."),
        "Runs out of cash": (
            said.broke,
            f"Futures whose cash is below zero at the end of any of {asked.scenario.months} months.",
        ),
        "Never breaks even": (said.never, "Futures whose last month still makes a loss."),
        "Plan or more": (
            said.middle.at_least_plan,
            f"Futures in which {label} is at least the plan on paper, {short(plan, unit, asked.scenario.currency)}.",
        ),
    }
    for title, (estimate, about) in shown.items():
        error = float(estimate.error)
        about += f" Sampling error: ± {_points(error)}."
        st.metric(title, chance(estimate), help=plain(about), border=True, height="stretch")


def _points(error: float) -> str:
    return "unknown" if math.isnan(error) else f"{error * 100:.2g} points"


def fan_drawing(said: Said, asked: Request, p: Projection, baseline: Projection) -> Drawing:
    """The fan of the chosen series, with the goal where it is about that series."""
    target = asked.goal.target if asked.goal.outcome == asked.series else None
    return charts.fan(p, baseline, asked.series, said.fan, target)


def cash_drawing(said: Said, p: Projection) -> Drawing:
    """The chance of having run out of cash by each month."""
    value, error = said.out_of_cash.value, said.out_of_cash.error
    return charts.out_of_cash(p, value, error, chance(said.broke))


def influence_drawing(said: Said, asked: Request) -> Drawing:
    """Which uncertainty matters for the chosen outcome."""
    labels = [lever_label(each.lever) for each in said.influences]
    shares = ["" if math.isnan(each.share) else chance(Estimate(each.share, 0.0)) for each in said.influences]
    return charts.influences(said.influences, labels, shares, asked.outcome)


def series_box(asked: Request) -> None:
    """Which monthly series the fan shows."""
    key = state.key("slider", "fan")
    first = ("mrr", "arr", "cash", "customers", "net_cash_flow")
    options = [*first, *(name for name in MONTHLY if name not in first)]
    st.selectbox("Fan of", options, options.index(asked.series), key=key, width=300, on_change=state.keep_choice, args=("fan", key),
                 format_func=lambda name: MEASURES[name].label)  # fmt: skip


def outcome_box(asked: Request) -> None:
    """Which outcome the bars are about."""
    key = state.key("slider", "outcome") + "_how_sure"
    options = [*asked.outcomes, *(name for name in MEASURES if name not in asked.outcomes)]
    st.selectbox("What hangs on what", options, options.index(asked.outcome), key=key, width=300, on_change=state.keep_choice,
                 args=("outcome", key), format_func=lambda name: MEASURES[name].label)  # fmt: skip


def table(said: Said, asked: Request) -> None:
    """Quantiles of the chosen outcomes beside the plan, with the sampling error of the middle."""
    key = state.key("slider", "outcomes")
    st.multiselect("Outcomes", list(MEASURES), asked.outcomes, key=key, format_func=lambda name: MEASURES[name].label,
                   max_selections=MOST_OUTCOMES, on_change=_keep_outcomes, args=(key,))  # fmt: skip
    currency = asked.scenario.currency
    rows = {}
    for name in asked.outcomes:
        measure, found = MEASURES[name], said.quantiles[name]
        values = [short(each.value, measure.unit, currency, measure.endless, month="mo") for each in found]
        rows[measure.label] = [
            short(said.plan[name], measure.unit, currency, measure.endless, month="mo"),
            *values,
            _spread(float(found[2].error), measure, currency),
        ]
    columns = ["Plan", "1 in 10 below", "1 in 4 below", "Middle", "1 in 4 above", "1 in 10 above", "± of the middle"]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    frame.index.name = "Outcome"
    st.dataframe(
        frame, key="quantiles", height="content", alt="Quantiles of outcomes over the futures",
        column_config={"± of the middle": st.column_config.TextColumn(
            help="Sampling error: other seeds give a middle that differs by about that much.")},
    )  # fmt: skip
    csv_button("Quantiles as CSV", lambda: frame, "levers-quantiles.csv", "quantiles_csv")
    told = {
        f"{measure.label} {measure.endless}: {measure.never}."
        for measure in (MEASURES[name] for name in asked.outcomes)
        if measure.never and measure.endless in rows[measure.label]
    } | {
        f"{measure.label} –: {measure.undefined}."
        for measure in (MEASURES[name] for name in asked.outcomes)
        if measure.undefined and "–" in rows[measure.label][:-1]
    }
    if told:
        st.caption(plain(" ".join(sorted(told))))


def _spread(error: float, measure: Measure, currency: str) -> str:
    """A sampling error; months are said to a tenth."""
    if measure.unit.kind == "months" and error < 0.05:
        return "under 0.1 mo"
    return short(error, measure.unit, currency, "–", month="mo")


def _keep_outcomes(key: str) -> None:
    state.keep_page_value("outcomes", ";".join(st.session_state[key]))
