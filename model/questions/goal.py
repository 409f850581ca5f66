"""What must be true to reach a goal, and what breaks it: each lever by itself, and two together.

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
from model.levers import LEVERS, SMALLEST
from model.measures import MEASURES
from model.projection import Floats, Projection, project, summarize
from model.questions.search import STEPS, Rows, Search, grid, held, slider
from model.scenario import InvalidScenario, Scenario, movable, unknown

POINTS = 61


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
class PairLine:
    """Points (x[i], y[i]) at which two levers together just reach the goal; y is NaN where no y does."""

    x: Floats
    y: Floats


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


def pair_line(
    scenario: Scenario,
    goal: Goal,
    x_lever: str,
    y_lever: str,
    x_range: tuple[float, float] | None = None,
    y_range: tuple[float, float] | None = None,
) -> PairLine:
    """The pairs of two levers that just reach the goal: for each of 61 x the y nearest to today's.

    x and y are searched over the given ranges, without them over the sliders' ranges around today's
    value. At each point the goal is met and on one side of it missed. Raises InvalidScenario for a
    number that cannot move by itself, and ValueError where both levers are the same or a range is none.

    ARPU for an LTV by revenue of 5,000: 5,000 times churn.

    >>> line = pair_line(Scenario(), Goal("ltv_revenue", 5000), "churn_rate", "arpu", (0.005, 0.02), (10, 90))
    >>> line.y[[0, 20, 40, 60]].round(3).tolist()
    [25.0, 50.0, 75.0, nan]
    """
    if x_lever == y_lever:
        raise ValueError(f"{x_lever} is both levers; a line takes two")
    ends = []
    for name, given in ((x_lever, x_range), (y_lever, y_range)):
        declared, today = movable(scenario, name), scenario.numbers()[name]
        low, high = slider(declared, today) if given is None else map(declared.check, given)
        if not low < high:
            raise ValueError(f"{name} runs from {low:g} to {high:g}; the first has to be smaller")
        ends.append((low, high))
    x = np.linspace(*ends[0], POINTS)
    x[np.abs(x) < SMALLEST] = 0.0  # what linspace leaves of a 0 in the middle
    y_today = min(max(scenario.numbers()[y_lever], ends[1][0]), ends[1][1])
    short = _shortened(scenario, goal)

    def batch(rows: Rows, values: Floats) -> Projection:
        return project(short, {x_lever: x[rows], y_lever: held(values)})

    tried = np.unique(held(np.concatenate([np.linspace(end, y_today, STEPS + 1) for end in ends[1]])))
    search = Search(batch, goal, [tried] * POINTS, np.full(POINTS, y_today))
    return PairLine(x, search.nearest(~search.met_today))


def _by_size(move: Move) -> tuple[float, float]:
    """Sort by relative change, then by change where today is 0, then what does not turn at all."""
    sizes = (abs(move.relative_change), abs(move.change))
    return tuple(math.inf if math.isnan(size) else size for size in sizes)  # type: ignore[return-value]


def _shortened(scenario: Scenario, goal: Goal) -> Scenario:
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
    short = _shortened(scenario, goal)

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
