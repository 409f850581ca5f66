"""The goal: how it is chosen and kept, and what must be true to reach it or for it to be missed."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from charts import goal as charts
from charts.base import Drawing
from model import LEVERS, MEASURES, Projection, Summary
from model.measures import Measure
from model.questions import goal as questions
from model.questions.goal import Answer, Broken, Goal, Move, Reached, simplest, usual_goal
from model.questions.pairs import pairs
from model.typed import read
from model.units import MONTHS
from ui import boxes, state
from ui.files import csv_button
from ui.kept import kept
from ui.page_texts import BY_MONTH, LARGEST, read_goal, read_pair, write_goal
from words.format import MINUS, percent, plain, short
from words.names import in_sentence, lever_label, lever_text
from words.readable import readable

NAME, PAIR = "goal", "pair"
FIRST_PAIR = ("churn_rate", "visitor_to_lead", "arpu", "win_rate", "marketing_spend", "expansion_rate")
"""Levers that people ask about together, in this order: the first two that move the outcome are the first pair."""

OUTCOMES = tuple(name for name in MEASURES if name not in BY_MONTH)
_FIRST = ("arr", "mrr", "customers", "cash", "runway", "break_even", "ltv_to_cac", "payback", "cac", "ltv")
CHOICES = (*_FIRST, *(name for name in OUTCOMES if name not in _FIRST))
"""Outcomes to choose from, the usual goals first."""


# The goal and its words.


def goal(p: Projection, was: Summary) -> tuple[Goal, str]:
    """The goal of the link, or the one for the baseline's ARR, and what of it could not be taken."""
    text = state.page_value(NAME)
    asked = read_goal(text) if text else usual_goal("arr", was)
    if asked.by_month and asked.by_month > p.months:
        note = f"The goal is for month {asked.by_month}; the horizon ends with month {p.months}, which is taken."
        return replace(asked, by_month=p.months), note
    return asked, ""


def figure(asked: Goal, value: float, currency: str) -> str:
    """A value of the goal's outcome in words."""
    measure = MEASURES[asked.outcome]
    return short(value, measure.unit, currency, measure.endless)


def when(asked: Goal) -> str:
    """When a goal's outcome is looked at: in a month, at the end, over the first year, or ""."""
    measure = MEASURES[asked.outcome]
    if asked.by_month:
        return f"in month {asked.by_month}"
    return _as_a_whole(measure)


def _as_a_whole(measure: Measure) -> str:
    if not measure.monthly:
        return ""
    return "at the end" if measure.stock or not (measure.of_year or "month" in measure.unit.text) else "in year 1"


def phrase(asked: Goal, currency: str) -> str:
    """A goal in words: `ARR of at least $2.25M at the end`."""
    target = figure(asked, asked.target, currency)
    words = f"{MEASURES[asked.outcome].label} of at {'least' if asked.at_least else 'most'} {target} {when(asked)}"
    return words.strip()


# Choosing it.


def _key(part: str) -> str:
    return f"{state.key('number', NAME)}_{part}"


def box(asked: Goal, p: Projection, was: Summary) -> None:
    """Outcome, at least or at most, target and month; kept in the link as one text."""
    measure = MEASURES[asked.outcome]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            "Outcome", CHOICES, CHOICES.index(asked.outcome), key=_key("outcome"), width=250,
            format_func=lambda name: MEASURES[name].label, help=measure.help, on_change=_choose, args=(was,),
        )  # fmt: skip
        st.segmented_control(
            "Should be", ("at least", "at most"), default="at least" if asked.at_least else "at most", required=True,
            key=_key("way"), on_change=_turn, args=(asked,),
        )  # fmt: skip
        unit = "%" if measure.unit.kind == "share" else measure.unit.text.replace("money", p.scenario.currency)
        boxes.box(f"Target, {unit}", asked.target, measure.unit, _key("target"), _type_target, (asked,), width=200)
        if measure.monthly:
            boxes.box("In month", asked.by_month, MONTHS, _key("month"), _type_month, (asked, p.months), width=150,
                      placeholder=_as_a_whole(measure), help=f"Empty: {_as_a_whole(measure)}.")  # fmt: skip


def _keep(asked: Goal) -> None:
    state.keep_page_value(NAME, write_goal(asked))


def _choose(was: Summary) -> None:
    _keep(usual_goal(st.session_state[_key("outcome")], was))
    state.redraw(NAME, "number")  # another outcome has a target of its own


def _open(asked: Goal) -> Goal:
    """The goal as it is now: two boxes may report in one run."""
    text = state.page_value(NAME)
    return read_goal(text) if text else asked


def _turn(asked: Goal) -> None:
    _keep(replace(_open(asked), at_least=st.session_state[_key("way")] == "at least"))


def _type_target(asked: Goal) -> None:
    asked, currency = _open(asked), state.get().scenario.currency
    unit = MEASURES[asked.outcome].unit
    value = boxes.take("Target", _key("target"), unit, asked.target,
                       lambda text: read(text, unit, currency, -LARGEST, LARGEST))  # fmt: skip
    if value is not None:
        _keep(replace(asked, target=value))


def _type_month(asked: Goal, months: int) -> None:
    asked, key = _open(asked), _key("month")
    if boxes.emptied(key):
        _keep(replace(asked, by_month=None))
        return
    month = boxes.take("In month", key, MONTHS, asked.by_month,
                       lambda text: read(text, MONTHS, low=1, high=months, whole=True))  # fmt: skip
    if month is not None:
        _keep(replace(asked, by_month=int(month)))


# What must be true.


@dataclass(frozen=True)
class Step:
    """A move of one lever in words, and the value that is set when somebody asks for it."""

    move: Move
    value: float
    label: str
    today: str
    then: str
    change: str


def answer(p: Projection, asked: Goal) -> tuple[Answer, tuple[Step, ...]]:
    """What must be true, or what breaks it where it is met; kept while neither scenario nor goal change."""
    return kept("goal", (p.scenario, asked), lambda: told(p, asked))


def told(p: Projection, asked: Goal) -> tuple[Answer, tuple[Step, ...]]:
    """The answer, and its levers in words: with as few digits as still meet the goal, what is read out is what is set."""
    scenario, found = p.scenario, questions.answer(p, asked)
    texts = [_readable(move, scenario.currency) for move in found.turning]
    values = simplest(scenario, asked, found.turning, [list(each) for each in texts])
    steps = []
    for move, value, known in zip(found.turning, values, texts, strict=True):
        then = replace(move, value=value)
        change = "" if math.isnan(then.relative_change) else _signed(then.relative_change)
        today = lever_text(move.lever, move.today, scenario.currency)
        exactly = short(value, LEVERS[move.lever].unit, scenario.currency, digits=17)
        steps.append(Step(then, value, lever_label(move.lever), today, known.get(value, exactly), change))
    return found, tuple(steps)


def _readable(move: Reached | Broken, currency: str) -> dict[float, str]:
    """Values near to a move's with their texts, the shortest first: rounded away from today's, to keep a goal towards it."""
    up = (move.value > move.today) == isinstance(move, Reached)
    found: dict[float, str] = {}
    for value, text in readable(move.value, LEVERS[move.lever].unit, currency, up):
        found.setdefault(value, text)
    return found


def _signed(share: float) -> str:
    if abs(share) >= 10:
        return f"{share:+,.0%}".replace("%", " %").replace("-", MINUS)
    rounded = float(f"{share:.2g}") if abs(share) < 1 else float(f"{share:.3g}")
    return ("+" if rounded > 0 else "") + percent(rounded)


def sentence(found: Answer, ways: tuple[Step, ...], p: Projection) -> str:
    """What must be true, in one or two sentences."""
    currency, asked = p.scenario.currency, found.goal
    now, wanted = figure(asked, found.now, currency), phrase(asked, currency)
    nearest = ways[:2]
    if found.met:
        begin = f"The goal is met: {wanted} was asked, and it is {now}."
        if not nearest:
            return f"{begin} No lever alone can break it."
        first = nearest[0]
        return f"{begin} It breaks first with {_inside(first)}, which can go from {first.today} to {first.then}{_by(first)}, not further."
    begin = f"{wanted[0].upper()}{wanted[1:]}: it is {now} now."
    if math.isnan(found.now):
        begin = f"{wanted[0].upper()}{wanted[1:]}: it is undefined now, as {MEASURES[asked.outcome].undefined}."
    if nearest:
        enough = [f"{_inside(step)} from {step.today} to {step.then}{_by(step)}" for step in nearest]
        return f"{begin} Enough by itself: {', or '.join(enough)}."
    movers = [move for move in found.others if move.moves and isinstance(move, Reached) and not math.isnan(move.best)]
    if not movers:
        return f"{begin} No lever moves it."
    best = max(movers, key=lambda move: float(asked.margin(move.best)))
    reached = figure(asked, best.best, currency)
    at = lever_text(best.lever, best.best_at, currency)
    return f"{begin} No lever reaches it alone; the nearest is {in_sentence(lever_label(best.lever))} of {at}, with {reached}."


def _inside(step: Step) -> str:
    return in_sentence(step.label)


def _by(step: Step) -> str:
    return f" ({step.change})" if step.change else ""


# On screen.

_MOST = 14
STEPS_HEIGHT = 440
"""Pixels that rows and bars of the levers are given, however many there are: what is below them stays where it is."""


def steps(ways: tuple[Step, ...], met: bool) -> None:
    """Each lever that alone reaches the goal with a button that sets it; or, where it is met, how far each can worsen."""
    for step in ways[:_MOST]:
        beyond = ", beyond the end of its slider" if step.move.beyond_slider else ""
        change = f" :gray[{plain(step.change)}]" if step.change else ""
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"step_{step.move.lever}"):
            st.markdown(
                f"**{plain(step.label)}**  {plain(step.today)} → **{plain(step.then)}**{change}", width="stretch"
            )
            if not met:
                st.button("Set it", key=f"set_{step.move.lever}", type="tertiary", on_click=state.set_number,
                          args=(step.move.lever, step.value), help=f"Moves the lever there{beyond}; Back undoes it.")  # fmt: skip


def others_title(found: Answer) -> str:
    """What the levers that do not turn the goal have in common."""
    return "Cannot break it alone" if found.met else "Not reachable with one of these"


def others(found: Answer, p: Projection) -> None:
    """The levers that alone do not reach (or break) the goal: the best (or worst) each can do and where."""
    currency = p.scenario.currency
    moving = [move for move in found.others if move.moves]
    if moving:
        rows = [
            (
                lever_label(move.lever),
                lever_text(move.lever, move.today, currency),
                figure(found.goal, move.worst if isinstance(move, Broken) else move.best, currency),
                lever_text(move.lever, move.worst_at if isinstance(move, Broken) else move.best_at, currency),
            )
            for move in moving
        ]
        of = "Worst" if found.met else "Best"
        table = pd.DataFrame(rows, columns=["Lever", "Today", f"{of} it can do", "at"])
        st.dataframe(table, hide_index=True, key="goal_others", height="content",
                     alt="Levers that alone do not turn the goal")  # fmt: skip
        csv_button("These levers as CSV", lambda: table.set_index("Lever"), "levers-goal.csv", "goal_others_csv")
    still = [in_sentence(lever_label(move.lever)) for move in found.others if not move.moves]
    if still:
        st.caption(plain(f"No effect on {MEASURES[found.goal.outcome].label}: {', '.join(still)}."))


def distances(ways: tuple[Step, ...], met: bool) -> Drawing | None:
    """How far the levers are, as bars; none where no lever's distance can be said in per cent."""
    known = [step for step in ways[:_MOST] if step.change]
    rows = [(step.label, step.move, step.today, step.then, step.change) for step in known]
    return charts.distances(rows, met) if rows else None


# Two levers.


def pair(found: Answer) -> tuple[str, str]:
    """The pair of the link, or the first two levers of `FIRST_PAIR` that move the outcome."""
    text = state.page_value(PAIR)
    if text:
        return read_pair(text)
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
            st.selectbox(title, options, options.index(chosen[k]), key=key, format_func=lambda name: LEVERS[name].label,
                         width=190, on_change=_choose_pair, args=(key, chosen, k))  # fmt: skip


def _choose_pair(key: str, chosen: tuple[str, str], k: int) -> None:
    both = (st.session_state[key], chosen[1]) if k == 0 else (chosen[0], st.session_state[key])
    state.keep_page_value(PAIR, ";".join(both))


def pair_drawing(p: Projection, baseline: Projection, asked: Goal, chosen: tuple[str, str]) -> Drawing:
    """The combinations of two levers that just reach the goal, over the ranges of their sliders."""
    found = kept("pair", (p.scenario, baseline.scenario, asked, chosen),
                 lambda: pairs(p.scenario, baseline.scenario, asked, chosen))  # fmt: skip
    x, y = (LEVERS[name] for name in chosen)
    return charts.pair(found, (x.label, y.label), (x.unit, y.unit))


def count(found: Answer) -> str:
    """How many levers do it alone."""
    able, verb = len(found.turning), "break" if found.met else "reach"
    return f"{able} of {able + len(found.others)} levers {verb} it by themselves, the nearest first."
