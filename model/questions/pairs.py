"""Two levers together: which pairs of them reach a goal. The search is that of `goal`, for each of many x."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from model.levers import LEVERS, SMALLEST
from model.projection import Floats, Projection, project
from model.questions.goal import Goal, shortened
from model.questions.search import STEPS, Flags, Rows, Search, held, slider
from model.scenario import Scenario, movable

POINTS = 61


@dataclass(frozen=True)
class PairLine:
    """Points (x[i], y[i]) at which two levers together just reach the goal; y is NaN where no y does."""

    x: Floats
    y: Floats


@dataclass(frozen=True)
class Pairs:
    """Which pairs of two levers reach a goal, over the ranges of their sliders around a scenario and its baseline.

    For each x of `line` the y between `low` and `high` meet it, NaN where none do; `left` and `right` are how far
    an x counts to either side. `everywhere` and `nowhere` say that there is no line, since all pairs meet it or
    none do. `now` and `was` are the points of the scenario and of its baseline.
    """

    levers: tuple[str, str]
    line: PairLine
    left: Floats
    right: Floats
    low: Floats
    high: Floats
    everywhere: bool
    nowhere: bool
    now: tuple[float, float]
    was: tuple[float, float]


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
    short = shortened(scenario, goal)

    def batch(rows: Rows, values: Floats) -> Projection:
        return project(short, {x_lever: x[rows], y_lever: held(values)})

    tried = np.unique(held(np.concatenate([np.linspace(end, y_today, STEPS + 1) for end in ends[1]])))
    search = Search(batch, goal, [tried] * POINTS, np.full(POINTS, y_today))
    return PairLine(x, search.nearest(~search.met_today))


def pairs(scenario: Scenario, baseline: Scenario, goal: Goal, levers: tuple[str, str]) -> Pairs:
    """The pairs of two levers that reach the goal, over the sliders of the baseline widened to hold both points.

    >>> around = pairs(Scenario(), Scenario(), Goal("ltv_revenue", 5000), ("churn_rate", "arpu"))
    >>> around.now == around.was, around.everywhere, around.nowhere
    (True, False, False)
    """
    now, was = (_point(of, levers) for of in (scenario, baseline))
    ends = []
    for name, here, there in zip(levers, now, was, strict=True):
        low, high, _ = LEVERS[name].slider_range(there)
        ends.append((min(low, here, there), max(high, here, there)))
    line = pair_line(scenario, goal, *levers, *ends)
    low_met, high_met = (
        goal.met(goal.read(project(scenario, {levers[0]: line.x, levers[1]: np.full(len(line.x), end)})))
        for end in ends[1]
    )
    half = (line.x[1] - line.x[0]) / 2
    left, right = np.maximum(line.x - half, line.x[0]), np.minimum(line.x + half, line.x[-1])
    no_line = not np.isfinite(line.y).any()
    all_met = bool((low_met & high_met).all())
    return Pairs(
        levers,
        line,
        left,
        right,
        *meeting(line, ends[1], low_met, high_met),
        no_line and all_met,
        no_line and not all_met,
        now,
        was,
    )


def _point(scenario: Scenario, levers: tuple[str, str]) -> tuple[float, float]:
    numbers = scenario.numbers()
    return float(numbers[levers[0]]), float(numbers[levers[1]])


def meeting(line: PairLine, ends: tuple[float, float], low_met: Flags, high_met: Flags) -> tuple[Floats, Floats]:
    """Where the y that meet the goal begin and end at each x, from whether the goal is met at the ends of all y; NaN for none.

    >>> line = PairLine(np.array([1.0, 2.0]), np.array([5.0, 6.0]))
    >>> low, high = meeting(line, (0, 10), np.array([False, True]), np.array([True, False]))
    >>> low.tolist(), high.tolist()
    ([5.0, 0.0], [10.0, 6.0])
    """
    known = np.isfinite(line.y)
    filled = (low_met & high_met) | (known & (low_met ^ high_met))
    low = np.where(low_met, ends[0], line.y)
    high = np.where(high_met, ends[1], line.y)
    return np.where(filled, low, math.nan), np.where(filled, high, math.nan)
