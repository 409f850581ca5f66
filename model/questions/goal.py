"""What must be true to reach a goal, and what breaks it: each lever by itself. `pairs` takes two together.

A lever is searched over all that is valid: today's value, its slider's range in equal steps, and
from there to the bounds and down to the smallest number by constant factors; 0, where outcomes may
jump, is a point of its own. `search` says how what lies between the steps is found.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

from model.arithmetic import Number
from model.levers import LEVERS
from model.measures import MEASURES
from model.projection import Floats, Projection, Summary, project, summarize
from model.questions.search import Rows, Search, grid, slider
from model.scenario import InvalidScenario, Scenario, movable, unknown


@dataclass(frozen=True)
class Goal:
    """An outcome and what it must be: at least `target`, or at most.

    `outcome` is any name of MEASURES; with `by_month` (from 1) it is a monthly series, taken in that
    month. `target` is in the outcome's unit. An undefined outcome meets no goal; an infinite one is
    larger than every target, so that a runway beyond the horizon meets any "at least". Raises
    ValueError for an outcome that is not known or has no months, and a target that is no number.

    >>> Goal("runway", 24).met([18.0, 24.0, math.inf, math.nan]).tolist()
    [False, True, True, False]
    """

    outcome: str
    target: float
    at_least: bool = True
    by_month: int | None = None

    def __post_init__(self) -> None:
        if self.outcome not in MEASURES:
            raise ValueError(unknown(str(self.outcome), MEASURES))
        if isinstance(self.target, bool) or not isinstance(self.target, Real) or math.isnan(self.target):
            raise ValueError(f"the target of {self.outcome} is {self.target!r}, not a number")
        if self.by_month is None:
            return
        if not MEASURES[self.outcome].monthly:
            raise ValueError(f"{self.outcome} is one number a plan, not a monthly series: it has no month")
        if isinstance(self.by_month, bool) or not isinstance(self.by_month, int) or self.by_month < 1:
            raise ValueError(f"by_month is {self.by_month!r}; allowed is a whole month from 1")

    def margin(self, value: Number) -> Number:
        """How far a value is on the right side of the target: 0 at the target, negative where missed.

        >>> print(Goal("cac", 900, at_least=False).margin(1000.0))
        -100.0
        """
        value = np.asarray(value, dtype=np.float64)
        with np.errstate(invalid="ignore"):
            beyond = value - self.target if self.at_least else self.target - value
        return np.where(value == self.target, 0.0, beyond)[()]

    def met(self, value: Number) -> Any:
        """Whether a value meets the goal, a bool or an array of them; undefined (NaN) never does."""
        return self.margin(value) >= 0

    def read(self, p: Projection) -> Any:
        """The outcome of a projection: a float, or an array of one for each row."""
        if self.by_month is None:
            return summarize(p)[self.outcome]
        if self.by_month > p.months:
            raise InvalidScenario([("months", f"by_month is {self.by_month}, the horizon {p.months} months")])
        return p[self.outcome][..., self.by_month - 1]


@dataclass(frozen=True)
class Move:
    """A lever that goes from today's value to another; `value` is NaN where there is no such value.

    `moves` is False where the lever does nothing to the outcome, and `beyond_slider` True where
    `value` is valid but outside what a slider offers this company.
    """

    lever: str
    today: float
    value: float
    moves: bool
    beyond_slider: bool

    @property
    def change(self) -> float:
        """value - today, in the lever's unit."""
        return self.value - self.today

    @property
    def relative_change(self) -> float:
        """value / today - 1, a share; NaN where today is 0."""
        return self.value / self.today - 1 if self.today else math.nan


@dataclass(frozen=True)
class Reached(Move):
    """The value of a lever, nearest to today's, that alone reaches the goal.

    `best` is the best outcome the lever can bring, and `best_at` the value nearest to today's that
    brings it, closely; an undefined `best` means that the outcome is undefined throughout.
    """

    best: float
    best_at: float

    @property
    def reachable(self) -> bool:
        """Whether some valid value of the lever alone reaches the goal."""
        return not math.isnan(self.value)


@dataclass(frozen=True)
class Broken(Move):
    """How far a lever can move before the goal is missed: `value` is the last that still meets it.

    `worst` is the worst outcome the lever can bring (an undefined one is the worst of all) and
    `worst_at` the value nearest to today's that brings it.
    """

    worst: float
    worst_at: float

    @property
    def breaks(self) -> bool:
        """Whether some valid value of the lever alone makes the goal missed."""
        return not math.isnan(self.value)


@dataclass(frozen=True)
class Answer:
    """What must be true: the outcome now, and which levers by themselves reach the goal or, where it is met, break it.

    `turning` are those that do, the nearest first; `others` the rest.
    """

    goal: Goal
    now: float
    met: bool
    turning: tuple[Reached | Broken, ...]
    others: tuple[Reached | Broken, ...]


def usual_goal(outcome: str, was: Summary) -> Goal:
    """A goal that asks for something: half as much again as the baseline has, half of the way to 100 % for shares.

    What is good when small is to shrink by a third; what cannot be multiplied (nothing, debt, never) is to be
    no debt, two years, or one. Targets have two digits.

    >>> usual_goal("gross_margin", {"gross_margin": 0.7}).target, usual_goal("cac", {"cac": 900.0}).target
    (0.85, 600.0)
    """
    measure, value = MEASURES[outcome], float(was[outcome])
    at_least = measure.good != "down"
    if not math.isfinite(value) or value <= 0:
        target = 24.0 if measure.unit.kind == "months" else 1.0 if math.isnan(value) or value == 0 else 0.0
    elif measure.unit.kind == "share" and value < 1 and at_least:
        target = (1 + value) / 2
    else:
        target = value * 1.5 if at_least else value / 1.5
    return Goal(outcome, float(f"{target:.2g}"), at_least)


def reach(scenario: Scenario, goal: Goal, levers: Sequence[str] | None = None) -> list[Reached]:
    """For each lever, the value nearest to today's that alone reaches the goal; the smallest relative change first.

    `levers` are names of levers, facts or channel fields (`"Paid search.cost_per_visitor"`), without
    them all LEVERS. Where the goal is met today every lever is where it has to be. Values are
    accurate to ACCURACY and on the side that meets the goal. Levers that cannot reach it come
    last. Raises InvalidScenario for a number that cannot move by itself.

    LTV is to reach 5,000 at an ARPU of 50 and a margin of 78 %: churn has to be 50 × 0.78 / 5,000.

    >>> (churn,) = reach(Scenario(churn_rate=0.02), Goal("ltv", 5000), ["churn_rate"])
    >>> round(churn.value, 8), round(churn.relative_change, 6)
    (0.0078, -0.61)
    """
    found = _turns(scenario, goal, levers, wanted=True)
    return sorted((Reached(*turn) for turn in found), key=_by_size)


def breaks(scenario: Scenario, goal: Goal, levers: Sequence[str] | None = None) -> list[Broken]:
    """For each lever, how far it can move by itself before the goal is missed; the most fragile first.

    The nearest breaking point on either side counts. Arguments as for `reach`. Raises ValueError
    where the goal is missed today: there is nothing left to break.

    >>> (arpu,) = breaks(Scenario(churn_rate=0.01), Goal("ltv_revenue", 4000), ["arpu"])
    >>> round(arpu.value, 4), round(arpu.relative_change, 6)
    (40.0, -0.2)
    """
    now = goal.read(project(scenario))
    if not goal.met(now):
        raise ValueError(f"the goal is missed today: {goal.outcome} is {now:.12g}")
    found = _turns(scenario, goal, levers, wanted=False)
    return sorted((Broken(*turn) for turn in found), key=_by_size)


def answer(p: Projection, goal: Goal) -> Answer:
    """What must be true of every lever by itself, or what breaks the goal where it is met today.

    >>> found = answer(project(Scenario()), Goal("ltv_revenue", 1500))
    >>> found.met, sorted(move.lever for move in found.turning)
    (True, ['arpu', 'churn_rate'])
    """
    now = float(goal.read(p))
    met = bool(goal.met(now))
    found: Sequence[Reached | Broken] = breaks(p.scenario, goal) if met else reach(p.scenario, goal)
    turning = tuple(move for move in found if not math.isnan(move.value))
    return Answer(goal, now, met, turning, tuple(move for move in found if math.isnan(move.value)))


def simplest(
    scenario: Scenario, goal: Goal, moves: Sequence[Reached | Broken], candidates: Sequence[Sequence[float]]
) -> list[float]:
    """For each move the first of its candidates that is valid and still meets the goal; its own value where none is.

    To reach a goal a candidate may be anywhere, to keep it only between today's value and the last that does.

    >>> goal = Goal("ltv_revenue", 5000)
    >>> (churn,) = reach(Scenario(), goal, ["churn_rate"])
    >>> simplest(Scenario(), goal, [churn], [[0.0101, 0.0099, 0.00999]])
    [0.0099]
    """
    able: list[list[float]] = []
    for move, values in zip(moves, candidates, strict=True):
        declared = movable(scenario, move.lever)
        low, high = sorted((move.today, move.value)) if isinstance(move, Broken) else (-math.inf, math.inf)
        able.append([value for value in values if low <= value <= high and declared.allows(np.array(value))])
    rows = np.repeat(np.arange(len(moves)), [len(values) for values in able])
    if not len(rows):
        return [move.value for move in moves]
    tried = np.concatenate([np.array(values, dtype=np.float64) for values in able])
    vary = {move.lever: np.where(rows == k, tried, move.today) for k, move in enumerate(moves)}
    met = goal.met(goal.read(project(scenario, vary)))
    first = [np.flatnonzero((rows == k) & met)[:1] for k in range(len(moves))]
    return [float(tried[at[0]]) if len(at) else move.value for at, move in zip(first, moves, strict=True)]


def _by_size(move: Move) -> tuple[float, float]:
    """Sort by relative change, then by change where today is 0, then what does not turn at all."""
    sizes = (abs(move.relative_change), abs(move.change))
    return tuple(math.inf if math.isnan(size) else size for size in sizes)  # type: ignore[return-value]


def shortened(scenario: Scenario, goal: Goal) -> Scenario:
    """The scenario up to the goal's month: what comes later has no say in it."""
    if goal.by_month is None or goal.by_month > scenario.months:
        return scenario
    return scenario.replace(months=max(6, goal.by_month))


def _turns(
    scenario: Scenario, goal: Goal, levers: Sequence[str] | None, wanted: bool
) -> list[tuple[str, float, float, bool, bool, float, float]]:
    """For each lever the fields of Reached (`wanted` met) or Broken (`wanted` missed), in the order given."""
    names = list(LEVERS if levers is None else levers)
    declared = [movable(scenario, name) for name in names]
    if not names:
        return []
    numbers = scenario.numbers()
    today = np.array([numbers[name] for name in names], dtype=np.float64)
    short = shortened(scenario, goal)

    def batch(rows: Rows, values: Floats) -> Projection:
        return project(short, {names[k]: np.where(rows == k, values, today[k]) for k in np.unique(rows)})

    search = Search(batch, goal, [grid(lever, value) for lever, value in zip(declared, today, strict=True)], today)
    if goal.met(goal.read(project(short))):
        search.hold_today()
    search.look_closer(wanted)
    values = search.nearest(np.full(len(names), wanted))
    made = []
    for k, name in enumerate(names):
        low, high = slider(declared[k], today[k])
        beyond = bool(values[k] < low or values[k] > high)
        made.append((name, float(today[k]), float(values[k]), search.moves(k), beyond, *search.extreme(k, wanted)))
    return made
