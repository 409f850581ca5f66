"""The goal: how it is chosen and kept; the levers that reach or break it, and pairs of them, on screen."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from charts import goal as charts
from charts.base import Drawing
from model import LEVERS, MEASURES, Projection, Summary
from model.questions import goal as questions
from model.questions.goal import Answer, Broken, Goal, usual_goal
from model.questions.pairs import pairs
from model.typed import read
from model.units import MONTHS
from ui import boxes, state
from ui.files import csv_button
from ui.kept import kept
from ui.settings.goal import BY_MONTH, LARGEST, read_goal, read_pair, write_goal
from words import goal as words
from words.catalogue import text
from words.format import plain
from words.goal import Step
from words.names import lever_label, lever_text, outcome_label, outcome_text

NAME, PAIR = "goal", "pair"
FIRST_PAIR = ("churn_rate", "visitor_to_lead", "arpu", "win_rate", "marketing_spend", "expansion_rate")
"""Levers that people ask about together, in this order: the first two that move the outcome are the first pair."""

OUTCOMES = tuple(name for name in MEASURES if name not in BY_MONTH)
_FIRST = ("arr", "mrr", "customers", "cash", "runway", "break_even", "ltv_to_cac", "payback", "cac", "ltv")
CHOICES = (*_FIRST, *(name for name in OUTCOMES if name not in _FIRST))
"""Outcomes to choose from, the usual goals first."""


# The goal.


def goal(p: Projection, was: Summary) -> tuple[Goal, str]:
    """The goal of the link, or one above the ARR compared with, and what of it could not be taken."""
    written = state.page_value(NAME)
    asked = read_goal(written) if written else usual_goal("arr", was)
    if asked.by_month and asked.by_month > p.months:
        return replace(asked, by_month=p.months), words.too_late(asked.by_month, p.months)
    return asked, ""


# Choosing it.


def _key(part: str) -> str:
    return f"{state.key('number', NAME)}_{part}"


def box(asked: Goal, p: Projection, was: Summary) -> None:
    """Outcome, at least or at most, target and month; kept in the link as one text."""
    measure = MEASURES[asked.outcome]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            text("Outcome"), CHOICES, CHOICES.index(asked.outcome), key=_key("outcome"), width=250,
            format_func=outcome_label, help=text(measure.help), on_change=_choose, args=(was,),
        )  # fmt: skip
        st.segmented_control(
            text("Should be"), ("at least", "at most"), default="at least" if asked.at_least else "at most", required=True,
            key=_key("way"), format_func=text, on_change=_turn, args=(asked,),
        )  # fmt: skip
        label = words.target_label(measure, p.scenario.currency)
        boxes.box(label, asked.target, measure.unit, _key("target"), _type_target, (asked,), width=200)
        if measure.monthly:
            boxes.box(text("In month"), asked.by_month, MONTHS, _key("month"), _type_month, (asked, p.months), width=150,
                      placeholder=words.when(measure), help=words.if_empty(measure))  # fmt: skip


def _keep(asked: Goal) -> None:
    state.keep_page_value(NAME, write_goal(asked))


def _choose(was: Summary) -> None:
    _keep(usual_goal(st.session_state[_key("outcome")], was))
    state.redraw(NAME, "number")  # another outcome has a target of its own


def _open(asked: Goal) -> Goal:
    """The goal as it is now: two boxes may report in one run."""
    written = state.page_value(NAME)
    return read_goal(written) if written else asked


def _turn(asked: Goal) -> None:
    _keep(replace(_open(asked), at_least=st.session_state[_key("way")] == "at least"))


def _type_target(asked: Goal) -> None:
    asked, currency = _open(asked), state.get().scenario.currency
    unit = MEASURES[asked.outcome].unit
    value = boxes.take(text("Target"), _key("target"), unit, asked.target,
                       lambda typed: read(typed, unit, currency, -LARGEST, LARGEST))  # fmt: skip
    if value is not None:
        _keep(replace(asked, target=value))


def _type_month(asked: Goal, months: int) -> None:
    asked, key = _open(asked), _key("month")
    if boxes.emptied(key):
        _keep(replace(asked, by_month=None))
        return
    month = boxes.take(text("In month"), key, MONTHS, asked.by_month,
                       lambda typed: read(typed, MONTHS, low=1, high=months, whole=True))  # fmt: skip
    if month is not None:
        _keep(replace(asked, by_month=int(month)))


# What must be true.


def answer(p: Projection, asked: Goal) -> tuple[Answer, tuple[Step, ...]]:
    """What must be true, or what breaks it where it is met, and its levers in words; kept while neither scenario nor goal change."""

    def made() -> tuple[Answer, tuple[Step, ...]]:
        found = questions.answer(p, asked)
        return found, words.steps(found, p.scenario)

    return kept("goal", (p.scenario, asked), made)


# On screen.

_MOST = 14
STEPS_HEIGHT = 440
"""Pixels that rows and bars of the levers are given, however many there are: what is below them stays where it is."""


def steps(ways: tuple[Step, ...], met: bool) -> None:
    """Each lever that alone reaches the goal with a button that sets it; or, where it is met, how far each can worsen."""
    for step in ways[:_MOST]:
        about = text(words.BEYOND_SLIDER if step.move.beyond_slider else words.SETS)
        change = f" :gray[{plain(step.change)}]" if step.change else ""
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"step_{step.move.lever}"):
            st.markdown(
                f"**{plain(step.label)}**  {plain(step.today)} → **{plain(step.then)}**{change}", width="stretch"
            )
            if not met:
                st.button(text("Set it"), key=f"set_{step.move.lever}", type="tertiary", on_click=state.set_number,
                          args=(step.move.lever, step.value), help=about)  # fmt: skip


def others(found: Answer, p: Projection) -> None:
    """The levers that alone do not reach (or break) the goal: the best (or worst) each can do and where."""
    currency = p.scenario.currency
    moving = [move for move in found.others if move.moves]
    if moving:
        rows = [
            (
                lever_label(move.lever),
                lever_text(move.lever, move.today, currency),
                outcome_text(found.goal.outcome, move.worst if isinstance(move, Broken) else move.best, currency),
                lever_text(move.lever, move.worst_at if isinstance(move, Broken) else move.best_at, currency),
            )
            for move in moving
        ]
        columns = ("Lever", "Today", "Worst it can do" if found.met else "Best it can do", "at")
        table = pd.DataFrame(rows, columns=[text(column) for column in columns])
        st.dataframe(table, hide_index=True, key="goal_others", height="content",
                     alt=text("Levers that alone do not turn the goal"))  # fmt: skip
        csv_button(
            text("These levers as CSV"), lambda: table.set_index(text("Lever")), "levers-goal.csv", "goal_others_csv"
        )
    still = [move.lever for move in found.others if not move.moves]
    if still:
        st.caption(plain(words.no_effect(found.goal, still)))


def distances(ways: tuple[Step, ...], met: bool) -> Drawing | None:
    """How far the levers are, as bars; none where no lever's distance can be said in per cent."""
    known = [step for step in ways[:_MOST] if step.change]
    rows = [(step.label, step.move, step.today, step.then, step.change) for step in known]
    return charts.distances(rows, met) if rows else None


# Two levers.


def pair(found: Answer) -> tuple[str, str]:
    """The pair of the link, or the first two levers of `FIRST_PAIR` that move the outcome."""
    written = state.page_value(PAIR)
    if written:
        return read_pair(written)
    still = {move.lever for move in found.others if not move.moves}
    first = [*(name for name in FIRST_PAIR if name not in still), *FIRST_PAIR]
    x, y = list(dict.fromkeys(first))[:2]
    return x, y


def pair_box(chosen: tuple[str, str]) -> None:
    """Two selects; the one does not offer what the other holds."""
    with st.container(horizontal=True, gap="small"):
        for k, title in enumerate(("One lever", "and another")):
            options = [name for name in LEVERS if name != chosen[1 - k]]
            key = f"{state.key('number', PAIR)}_{chosen[1 - k]}_{k}"
            st.selectbox(text(title), options, options.index(chosen[k]), key=key, format_func=lever_label,
                         width=190, on_change=_choose_pair, args=(key, chosen, k))  # fmt: skip


def _choose_pair(key: str, chosen: tuple[str, str], k: int) -> None:
    both = (st.session_state[key], chosen[1]) if k == 0 else (chosen[0], st.session_state[key])
    state.keep_page_value(PAIR, ";".join(both))


def pair_drawing(p: Projection, baseline: Projection, asked: Goal, chosen: tuple[str, str]) -> Drawing:
    """The combinations of two levers that just reach the goal, over the ranges of their sliders."""
    found = kept("pair", (p.scenario, baseline.scenario, asked, chosen),
                 lambda: pairs(p.scenario, baseline.scenario, asked, chosen))  # fmt: skip
    x, y = (LEVERS[name] for name in chosen)
    return charts.pair(found, (text(x.label), text(y.label)), (x.unit, y.unit))
