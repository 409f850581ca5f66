"""Which number matters most: each moved by itself, and every pair together. `lever_map` maps two against each other.

Numbers go by full name: levers, facts, and channel fields as `Paid search.cost_per_visitor`. Steps
and ranges stay within what is valid, and results hold the values that were used. Each question is
one batch; interactions ask a tornado first.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import numpy as np

from model.arithmetic import ROUNDING
from model.levers import LEVERS, SMALLEST, Lever
from model.measures import MEASURES
from model.projection import Floats, project, summarize
from model.questions.reasons import NONE, Reason, not_finite
from model.scenario import InvalidScenario, Scenario, movable

STEPS_FROM_ZERO = 10
"""A number at 0 has no per cent: it moves by this many steps of its slider."""

NUDGE = 1e-4
"""The relative step of elasticities: the error of the difference is its square, and rounding is far below."""

TOP = 6
"""Levers whose pairs are looked at when none are named."""


def varying(scenario: Scenario) -> dict[str, Lever]:
    """Every number that can vary by itself, by full name: levers, facts and channel fields.

    Not among them: `months`, the length of every row, and spend shares, which sum to 1.

    >>> names = varying(Scenario())
    >>> "churn_rate" in names, "All.cost_per_visitor" in names, "All.spend_share" in names
    (True, True, False)
    """
    able = {}
    for name in scenario.numbers():
        with suppress(InvalidScenario):
            able[name] = movable(scenario, name)
    return able


def held(lever: Lever, value: float) -> float:
    """The valid value nearest to `value`."""
    if 0 < abs(value) < SMALLEST:
        value = math.copysign(SMALLEST, value) if abs(value) >= SMALLEST / 2 else 0.0
    return min(max(value, lever.minimum), lever.maximum) + 0.0


def _steps(lever: Lever, value: float, step: float) -> tuple[float, float]:
    size = abs(value) * step if value else STEPS_FROM_ZERO * lever.slider_range(value)[2]
    return held(lever, value - size), held(lever, value + size)


def _one_by_one(scenario: Scenario, outcome: str, ends: dict[str, tuple[float, float]]) -> tuple[float, Floats]:
    """The outcome as it is, and with each number at both of its ends: an array of (numbers, 2)."""
    numbers = scenario.numbers()
    vary = {}
    for k, (name, pair) in enumerate(ends.items()):
        vary[name] = np.full(1 + 2 * len(ends), numbers[name])
        vary[name][1 + 2 * k : 3 + 2 * k] = pair
    values = np.atleast_1d(summarize(project(scenario, vary))[outcome])
    return float(values[0]), values[1:].reshape(-1, 2)


# One at a time.


@dataclass(frozen=True)
class Bar:
    """One number moved by itself from `value` down to `low` and up to `high`, and the outcome there.

    `swing` is the whole span of the outcome over the three. `reason` says why an outcome here is
    undefined (then `swing` is NaN) or infinite.
    """

    name: str
    value: float
    low: float
    high: float
    at_low: float
    at_high: float
    swing: float
    reason: Reason = NONE


@dataclass(frozen=True)
class Tornado:
    """An outcome as it is (`base`), and what each number moved by itself makes of it: the largest swing first."""

    outcome: str
    base: float
    bars: tuple[Bar, ...]

    def most_moving(self, most: int) -> tuple[Bar, ...]:
        """The first so many of those that move the outcome at all."""
        return tuple(bar for bar in self.bars if bar.swing > 0)[:most]


def where_infinite(values: Iterable[float]) -> dict[float, float]:
    """Where the infinite ones of these values are drawn: a fifth of the way of all finite ones beyond them.

    >>> where_infinite([10.0, 20.0, math.inf])
    {inf: 22.0, -inf: 8.0}
    """
    finite = [value for value in values if math.isfinite(value)] or [0.0]
    span = max(finite) - min(finite) or abs(finite[0]) or 1.0
    return {math.inf: max(finite) + 0.2 * span, -math.inf: min(finite) - 0.2 * span}


def _swing(base: float, at_low: float, at_high: float) -> float:
    """The span of an outcome over the base and both ends; 0 where all three are infinite in the same way."""
    if any(map(math.isnan, (base, at_low, at_high))):
        return math.nan
    least, most = min(base, at_low, at_high), max(base, at_low, at_high)
    return 0.0 if least == most or most - least <= ROUNDING * max(abs(least), abs(most)) < math.inf else most - least


def _place(base: float, bar: Bar) -> tuple[int, float, float]:
    """The key that ranks bars.

    Undefined ones come last. Among infinite swings the one comes first whose finite outcomes go
    furthest: away from a finite base, or down from an infinite one.
    """
    if math.isnan(bar.swing):
        return 1, 0.0, 0.0
    finite = [value for value in (bar.at_low, base, bar.at_high) if math.isfinite(value)]
    if math.isfinite(bar.swing):
        reach = 0.0
    elif math.isfinite(base):
        reach = max(finite) - min(finite)
    else:
        reach = -min(finite, default=-math.inf) if base > 0 else max(finite, default=math.inf)
    return 0, -float(f"{bar.swing:.9g}"), -reach  # the digits that rounding leaves must not decide


def tornado(
    scenario: Scenario,
    outcome: str,
    levers: Iterable[str] = tuple(LEVERS),
    step: float = 0.1,
    over: Literal["step", "range"] = "step",
) -> Tornado:
    """Each number by itself down and up, all else as it is, ranked by what that does to the outcome.

    Over a `step` (0.1: 10 % of its size down and up; a number at 0 moves by ten steps of its slider
    instead), or over the range of its slider. `levers` are full names, `varying(scenario)` for all
    that can vary. A lever at its best or at a bound shows too: the swing is the span over the value
    as it is and both ends. Equal swings stay in the order given.

    Raises InvalidScenario for a number that is not known or cannot vary by itself, KeyError for an
    outcome not in MEASURES, ValueError for a step that is not above 0.

    Lifetime revenue 50 / 0.02 = 2,500: a tenth of churn moves it more than a tenth of ARPU.

    >>> bars = tornado(Scenario(arpu=50, churn_rate=0.02), "ltv_revenue").bars
    >>> [(bar.name, round(bar.at_low), round(bar.at_high)) for bar in bars[:2]]
    [('churn_rate', 2778, 2273), ('arpu', 2250, 2750)]
    """
    if not 0 < step < math.inf:
        raise ValueError(f"step is {step}; allowed is a number above 0")
    numbers = scenario.numbers()
    ends = {}
    for name in dict.fromkeys(levers):
        lever, value = movable(scenario, name), numbers[name]
        low, high = lever.slider_range(value)[:2] if over == "range" else _steps(lever, value, step)
        ends[name] = held(lever, low), held(lever, high)
    base, outcomes = _one_by_one(scenario, outcome, ends)
    bars = [
        Bar(name, numbers[name], low, high, at[0], at[1], _swing(base, *at), not_finite(outcome, base, at))
        for (name, (low, high)), at in zip(ends.items(), outcomes.tolist(), strict=True)
    ]
    return Tornado(outcome, base, tuple(sorted(bars, key=lambda bar: _place(base, bar))))


def elasticities(scenario: Scenario, outcome: str, levers: Iterable[str] = tuple(LEVERS)) -> dict[str, float]:
    """By how many per cent the outcome changes when a number rises by 1 %, by full name.

    (outcome at x+ - outcome at x-) / outcome, over (x+ - x-) / x, with x 0.01 % up and down (at a
    bound of validity on one side only). Where the outcome or the number is negative, both rising
    in size counts as positive. Outcomes that are whole months, such as break-even, move in jumps:
    between them it is 0. NaN where outcome or number is 0, and where the outcome is undefined or
    infinite. Errors as for `tornado`.

    Lifetime revenue is ARPU / churn.

    >>> found = elasticities(Scenario(), "ltv_revenue")
    >>> round(found["arpu"], 6), round(found["churn_rate"], 6), found["win_rate"]
    (1.0, -1.0, 0.0)
    """
    numbers, ends = scenario.numbers(), {}
    for name in levers:
        lever, value = movable(scenario, name), numbers[name]
        ends[name] = _steps(lever, value, NUDGE) if value else (0.0, 0.0)
    base, outcomes = _one_by_one(scenario, outcome, ends)
    found = {}
    for (name, (low, high)), (at_low, at_high) in zip(ends.items(), outcomes.tolist(), strict=True):
        changed = (at_high - at_low) / base if base and math.isfinite(base) else math.nan
        changed = 0.0 if abs(changed) <= ROUNDING else changed
        found[name] = changed / ((high - low) / numbers[name]) if high > low and math.isfinite(changed) else math.nan
    return found


# Two at a time.


@dataclass(frozen=True)
class Interactions:
    """What pairs of numbers do beyond what each does alone.

    `names` with their `values` as they are and `moved` to; `alone` is what each does to the outcome
    by itself. `matrix[i, j]` is what i and j do together less what they do alone: above 0 they
    help each other. Symmetric, 0 on the diagonal; NaN where an outcome is undefined or infinite.
    """

    outcome: str
    base: float
    names: tuple[str, ...]
    values: Floats
    moved: Floats
    alone: Floats
    matrix: Floats

    @property
    def strength(self) -> Floats:
        """What each pair does, relative to the pair that does most in either direction: from -1 to 1; 0 where undefined."""
        pairs = np.where(np.eye(len(self.names), dtype=bool), 0.0, self.matrix)
        largest = np.nanmax(np.abs(pairs), initial=0.0) or 1.0
        strength: Floats = np.nan_to_num(pairs / largest)
        return strength


def interactions(
    scenario: Scenario, outcome: str, levers: Iterable[str] | None = None, step: float = 0.1
) -> Interactions:
    """How pairs of numbers work together: outcome of both moved - of one - of the other + of none.

    Each moves by `step` (as in `tornado`) to the side that is better for the outcome, upwards where
    no side is. Without `levers` the six with the largest finite swing are taken. A tornado, which
    tells sides and swings, and one batch of all pairs. Errors as for `tornado`.

    Lifetime revenue 50 / 0.02 = 2,500. ARPU 10 % up adds 250, churn 10 % down adds 278, both add 556.

    >>> pairs = interactions(Scenario(arpu=50, churn_rate=0.02), "ltv_revenue", ["arpu", "churn_rate"])
    >>> pairs.alone.round().tolist(), pairs.matrix.round(1).tolist()
    ([250.0, 278.0], [[0.0, 27.8], [27.8, 0.0]])
    """
    named = None if levers is None else tuple(dict.fromkeys(levers))
    found = tornado(scenario, outcome, tuple(LEVERS) if named is None else named, step)
    bars = {bar.name: bar for bar in found.bars}
    names = [bar.name for bar in found.bars if math.isfinite(bar.swing)][:TOP] if named is None else list(named)
    good = MEASURES[outcome].good
    values = np.array([bars[name].value for name in names])
    moved = np.array([_better_end(bars[name], good) for name in names])

    n = len(names)
    one, other = np.triu_indices(n, k=1)
    each = np.eye(n, dtype=bool)
    made = np.concatenate([np.zeros((1, n), dtype=bool), each, each[one] | each[other]])
    vary = {name: np.where(made[:, k], moved[k], values[k]) for k, name in enumerate(names)}
    at = np.atleast_1d(summarize(project(scenario, vary))[outcome])
    matrix = np.zeros((n, n))
    with np.errstate(invalid="ignore"):  # infinite less infinite is undefined
        alone = at[1 : n + 1] - at[0]
        matrix[one, other] = at[n + 1 :] - at[1 + one] - at[1 + other] + at[0]
    matrix[~np.isfinite(matrix)] = math.nan
    matrix[other, one] = matrix[one, other]
    return Interactions(outcome, float(at[0]), tuple(names), values, moved, alone, matrix)


def _better_end(bar: Bar, good: str) -> float:
    falls = (good == "up" and bar.at_low > bar.at_high) or (good == "down" and bar.at_low < bar.at_high)
    return bar.low if falls else bar.high
