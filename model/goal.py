"""What must be true to reach a goal, and what breaks it: each lever by itself, and two together.

A lever is searched from today's value outwards, over its slider's range in equal steps and from there
to the bounds of validity; where the goal turns from missed to met (or back) between two steps the place
is closed in on. What a lever does and undoes again within one step can be overlooked, except around
the best (or worst) value seen: there it is looked at again, a hundred times closer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arithmetic import Number
from model.levers import LEVERS, SMALLEST, Lever
from model.measures import MEASURES
from model.projection import Floats, Projection, project, summarize
from model.scenario import InvalidScenario, Scenario, movable, unknown

ACCURACY = 1e-7
"""How closely a value is found, relative to itself."""

STEPS = 12
"""Steps from today's value to either end of the slider."""

FAR_STEPS = 8
"""Steps from the slider's end to the bound of validity: by a constant factor where both are positive."""

SECTIONS = 24
OFFSETS = np.array([1e-2, 1e-4, 1e-6, 1e-8])
"""Where a bracket is cut: into equal sections, and at these shares of it to both sides of the place guessed."""

ROUNDS = 20
"""More than the sections alone need from the widest bracket to ACCURACY."""

POINTS = 61

Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]


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
    brings it, to a hundredth of a step; an undefined `best` means that the outcome is undefined throughout.
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
        low, high = _slider(declared, today) if given is None else map(declared.check, given)
        if not low < high:
            raise ValueError(f"{name} runs from {low:g} to {high:g}; the first has to be smaller")
        ends.append((low, high))
    x, y_today = np.linspace(*ends[0], POINTS), min(max(scenario.numbers()[y_lever], ends[1][0]), ends[1][1])
    short = _shortened(scenario, goal)

    def outcomes(rows: Rows, values: Floats) -> Floats:
        return goal.read(project(short, {x_lever: _held(x)[rows], y_lever: _held(values)}))

    grid = np.unique(np.concatenate([np.linspace(end, y_today, STEPS + 1) for end in ends[1]]))
    search = _Search(outcomes, goal, [grid] * POINTS, np.full(POINTS, y_today))
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


def _held(values: Floats) -> Floats:
    """Values without those too small to be valid (see SMALLEST), which are taken as the smallest that is."""
    return np.where((values != 0) & (np.abs(values) < SMALLEST), np.copysign(SMALLEST, values), values)


def _slider(declared: Lever, today: float) -> tuple[float, float]:
    low, high, _ = declared.slider_range(today)
    return min(low, today), max(high, today)


def _steps(declared: Lever, today: float) -> Floats:
    """The values of a lever that are tried first, ascending, today's and the bounds among them."""
    low, high = _slider(declared, today)
    parts = [np.linspace(low, today, STEPS + 1), np.linspace(today, high, STEPS + 1)]
    for end, bound in ((low, declared.minimum), (high, declared.maximum)):
        space = np.geomspace if end > 0 and bound > 0 else np.linspace
        parts.append(np.clip(space(end, bound, FAR_STEPS + 1), declared.minimum, declared.maximum))
    return np.unique(_held(np.concatenate(parts)))


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

    def outcomes(rows: Rows, values: Floats) -> Floats:
        values = _held(values)
        vary = {}
        for k in np.unique(rows):
            vary[names[k]] = np.where(rows == k, values, today[k])
        return goal.read(project(short, vary))

    grids = [_steps(lever, value) for lever, value in zip(declared, today, strict=True)]
    search = _Search(outcomes, goal, grids, today)
    if goal.met(goal.read(project(short))):
        search.hold_today()
    search.look_closer(wanted)
    values = search.nearest(np.full(len(names), wanted))
    made = []
    for k, name in enumerate(names):
        low, high = _slider(declared[k], today[k])
        beyond = bool(values[k] < low or values[k] > high)
        made.append((name, float(today[k]), float(values[k]), search.moves(k), beyond, *search.extreme(k, wanted)))
    return made


class _Search:
    """Looks for values of many tasks at once; a task is a lever, or an x of a pair.

    `outcomes(rows, values)` is one batch: value i is tried for task `rows[i]`. `values[k]` and
    `found[k]` are what was tried for task k, ascending, and what came of it.
    """

    def __init__(self, outcomes: Callable[[Rows, Floats], Floats], goal: Goal, grids: list[Floats], today: Floats):
        self.outcomes, self.goal, self.today = outcomes, goal, today
        self.values, self.found = grids, self._each(range(len(grids)), grids)

    def _each(self, tasks: Sequence[int], tried: Sequence[Floats]) -> list[Floats]:
        """The outcomes of arrays of values, one array a task, in one batch."""
        lengths = [len(values) for values in tried]
        batch = self.outcomes(np.repeat(np.array(tasks, dtype=np.intp), lengths), np.concatenate(tried))
        return np.split(batch, np.cumsum(lengths)[:-1])

    @property
    def found_today(self) -> Floats:
        """What comes of today's value, for each task."""
        pairs = zip(self.values, self.found, self.today, strict=True)
        return np.array([found[np.searchsorted(values, now)] for values, found, now in pairs])

    @property
    def met_today(self) -> Flags:
        """Whether today's value meets the goal, for each task."""
        met: Flags = self.goal.met(self.found_today)
        return met

    def hold_today(self) -> None:
        """Take the goal as met today where only the last digit says otherwise: arrays and floats may differ in it."""
        now = self.found_today
        if not np.all(self.goal.met(now)):
            self.goal = replace(self.goal, target=float(now.min() if self.goal.at_least else now.max()))

    def moves(self, k: int) -> bool:
        """Whether the outcome of a task moves at all."""
        defined = self.found[k][~np.isnan(self.found[k])]
        return 0 < len(defined) < len(self.found[k]) or len(set(defined.tolist())) > 1

    def _ranks(self, k: int, wanted: bool) -> Floats:
        """What was found, so that larger is nearer to what is wanted; undefined is the worst."""
        margins = self.goal.margin(self.found[k])
        margins = np.where(np.isnan(margins), -math.inf, margins)
        return margins if wanted else -margins

    def _best(self, k: int, wanted: bool) -> int:
        """The position of the best (or worst) outcome of a task; of several the one nearest to today."""
        ranks = self._ranks(k, wanted)
        distance = np.abs(self.values[k] - self.today[k])
        return int(np.argmin(np.where(ranks == ranks.max(), distance, math.inf)))

    def extreme(self, k: int, wanted: bool) -> tuple[float, float]:
        """The best (or worst) outcome of a task and the value that brings it."""
        at = self._best(k, wanted)
        return float(self.found[k][at]), float(self.values[k][at])

    def look_closer(self, wanted: bool) -> None:
        """Look again between the neighbours of the best value, twice, where no value tried turns the goal."""
        for _ in range(2):
            closer: dict[int, Floats] = {}
            for k, values in enumerate(self.values):
                ranks = self._ranks(k, wanted)
                at = self._best(k, wanted)
                turned = np.any(self.goal.met(self.found[k]) == wanted)
                if turned or at in (0, len(values) - 1) or ranks[at] <= min(ranks[at - 1], ranks[at + 1]):
                    continue
                closer[k] = np.linspace(values[at - 1], values[at + 1], SECTIONS)[1:-1]
            if not closer:
                return
            for (k, more), new in zip(closer.items(), self._each(list(closer), list(closer.values())), strict=True):
                values, order = np.unique(np.concatenate([self.values[k], more]), return_index=True)
                self.values[k], self.found[k] = values, np.concatenate([self.found[k], new])[order]

    def nearest(self, wanted: Flags) -> Floats:
        """For each task the value nearest to today's at which the goal turns into what is wanted: the side that meets it.

        Today's value where it is so already, NaN where it never turns.
        """
        result = np.where(self.met_today == wanted, self.today, math.nan)
        tasks, near, far, margins = [], [], [], []
        for k in np.flatnonzero(np.isnan(result)):
            values = self.values[k]
            turned = self.goal.met(self.found[k]) == wanted[k]
            now = int(np.searchsorted(values, self.today[k]))
            for away in (np.arange(now, len(values)), np.arange(now, -1, -1)):
                hit = int(np.argmax(turned[away]))
                if turned[away[hit]]:
                    bracket = away[hit - 1 : hit + 1]
                    tasks.append(k)
                    near.append(values[bracket[0]])
                    far.append(values[bracket[1]])
                    margins.append(self.goal.margin(self.found[k][bracket]))
        if not tasks:
            return result
        rows = np.array(tasks)
        limits = np.array(far)
        start, end = self._close_in(rows, np.array(near), limits.copy(), np.array(margins), wanted[rows])
        # A little onto the side that meets the goal: arrays and floats may differ in the last digit.
        aside = np.sign(end - start) * np.maximum(np.abs(start), np.abs(end)) * ACCURACY / 10
        low, high = np.minimum(self.today[rows], limits), np.maximum(self.today[rows], limits)
        meeting = np.where(wanted[rows], end + aside, start - aside)
        for k, value in zip(tasks, _held(np.clip(meeting, low, high)), strict=True):
            if not abs(value - self.today[k]) >= abs(result[k] - self.today[k]):  # nearer, or the first
                result[k] = value
        return result

    def _close_in(self, rows: Rows, near: Floats, far: Floats, margins: Floats, wanted: Flags) -> tuple[Floats, Floats]:
        """Brackets narrowed to ACCURACY; at `far` the goal is as wanted, at `near` it is not.

        Every round cuts all brackets in one batch: into equal sections, which always helps, and closely
        around the guess of a cubic through the last points, which ends it in a few rounds where the
        outcome is smooth.
        """
        guess = _secant(margins)
        even = np.arange(1, SECTIONS) / SECTIONS
        for _ in range(ROUNDS):
            size = np.maximum(np.abs(near), np.abs(far))
            (open_,) = np.nonzero((np.abs(far - near) > ACCURACY * size) & (size > SMALLEST))
            if not len(open_):
                break
            about = guess[open_, None] + np.concatenate([-OFFSETS, OFFSETS])
            cuts = np.clip(np.hstack([np.broadcast_to(even, (len(open_), len(even))), about]), 0.0, 1.0)
            cuts = np.hstack([np.zeros((len(open_), 1)), np.sort(cuts, axis=1), np.ones((len(open_), 1))])
            tried = near[open_, None] * (1 - cuts) + far[open_, None] * cuts
            outcomes = self.outcomes(np.repeat(rows[open_], cuts.shape[1]), tried.ravel())
            found = self.goal.margin(outcomes.reshape(tried.shape))
            turned = (found >= 0) == wanted[open_, None]
            turned[:, 0], turned[:, -1] = False, True  # known from before
            first = np.argmax(turned, axis=1)
            line = np.arange(len(open_))
            near[open_], far[open_] = tried[line, first - 1], tried[line, first]
            guess[open_] = _guess(cuts, found, first)
        return near, far


def _secant(margins: Floats) -> Floats:
    """Where a straight line between the two ends of each bracket is 0, as a share of it; the middle where unknown."""
    with np.errstate(all="ignore"):
        share = margins[:, 0] / (margins[:, 0] - margins[:, 1])
    return np.where((share >= 0) & (share <= 1), share, 0.5)


def _guess(cuts: Floats, found: Floats, first: Rows) -> Floats:
    """Where the margin is 0 between the cuts `first - 1` and `first`, as a share of that section.

    By inverse cubic interpolation through the four cuts around it (Lagrange's formula); the straight
    line where that is undefined or leads out of the section.
    """
    line = np.arange(len(first))[:, None]
    around = np.clip(first - 2, 0, cuts.shape[1] - 4)[:, None] + np.arange(4)
    x, y = cuts[line, around], found[line, around]
    ends = np.column_stack([first - 1, first])
    low, high = cuts[line, ends].T
    place = np.zeros(len(first))
    with np.errstate(all="ignore"):
        for i in range(4):
            others = [k for k in range(4) if k != i]
            place += x[:, i] * np.prod(-y[:, others] / (y[:, [i]] - y[:, others]), axis=1)
        share = (place - low) / (high - low)
    straight = _secant(found[line, ends])
    return np.where((share >= 0) & (share <= 1), share, straight)
