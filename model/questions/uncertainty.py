"""How sure we are: thousands of futures drawn from the ranges of levers, and what they say.

How they are drawn is in `model.questions.ranges`. On the templates the standard error of chances is three
quarters of what as many futures from Latin hypercubes have, that of the 10 % quantile five sixths, that
of means a quarter.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from model.measures import MEASURES, MONTHLY
from model.projection import Floats, Projection, project, summarize
from model.questions.goal import Goal
from model.questions.ranges import FEWEST, Range, batches, draw
from model.scenario import Scenario, unknown

FAN = (0.1, 0.25, 0.5, 0.75, 0.9)
SERIES = ("mrr", "cash")
OUTCOMES = ("arr_end", "cash_end", "cash_low", "runway", "break_even", "ltv_to_cac")

BLOCK = 2_048
BLOCK_NUMBERS = 20_000_000
"""Futures projected at once: at most BLOCK, and so many that a projection holds about that many numbers (160 MB)."""

BINS = 50

Progress = Callable[[int, int], object]


@dataclass(frozen=True)
class Estimate:
    """A number read from the futures and its standard error of sampling; NaN where it is not known.

    Other seeds give values that differ by about that much. Both may be arrays.
    """

    value: Any
    error: Any


@dataclass(frozen=True)
class Influence:
    """How much one lever's uncertainty matters for an outcome.

    `rank_correlation` (Spearman's, -1 to 1) says which way; `share` (0 to 1) how much of the variance of
    the outcome's rank would go if this lever alone were known: its first-order share. Shares of
    independent levers sum to at most 1, and what is missing is what they do only together. NaN where
    the outcome is the same in every future.
    """

    lever: str
    rank_correlation: float
    share: float


@dataclass(frozen=True)
class Middle:
    """An outcome of the plan on paper, the median of the futures, and the share of them that are at least the plan."""

    plan: float
    median: Estimate
    at_least_plan: Estimate

    @property
    def gap(self) -> float:
        """How far the median is from the plan: median / plan - 1, a share; NaN where the plan is 0.

        >>> round(Middle(200.0, Estimate(150.0, 1.0), Estimate(0.3, 0.01)).gap, 12)
        -0.25
        """
        return float(self.median.value) / self.plan - 1 if self.plan else math.nan


@dataclass(frozen=True, eq=False)
class Futures:
    """What `simulate` gives: the futures that were `done` of those `asked`, and what they say.

    `values` holds each lever's values by name, `outcomes` each outcome's, arrays of (done,);
    `series` each monthly series, arrays of (done, months). `out_of_cash` is the month in which
    a future's cash is below 0 for the first time (0 where it is today, inf if never).
    """

    scenario: Scenario = field(repr=False)
    ranges: tuple[Range, ...]
    goal: Goal | None
    seed: int
    asked: int
    done: int
    values: Mapping[str, Floats] = field(repr=False)
    series: Mapping[str, Floats] = field(repr=False)
    outcomes: Mapping[str, Floats] = field(repr=False)
    out_of_cash: Floats = field(repr=False)
    never_breaks_even: NDArray[np.bool_] = field(repr=False)
    goal_values: Floats | None = field(repr=False)

    @property
    def stopped(self) -> bool:
        """Whether it was stopped before all futures were done."""
        return self.done < self.asked

    @cached_property
    def plan(self) -> Projection:
        """The plan on paper: the scenario without uncertainty."""
        return project(self.scenario)

    @cached_property
    def _ascending(self) -> dict[str, Floats]:
        """Series that were asked for a quantile, (months, done), each month ascending, undefined last."""
        return {}

    def fan(self, name: str, quantiles: Sequence[float] = FAN) -> pd.DataFrame:
        """Quantiles of a kept series: a row a month, indexed by its first day, and a column a quantile.

        Of the futures in which the series is defined; NaN in months in which it is in none.
        """
        if name not in self._ascending:
            if name not in self.series:
                raise KeyError(f"{name!r} was not kept; kept are {', '.join(self.series)}")
            self._ascending[name] = np.sort(self.series[name].T, axis=1)
        columns = {q: _quantile(self._ascending[name], q) for q in quantiles}
        return pd.DataFrame(columns, index=self.plan.calendar)

    def quantile(self, outcome: str, probability: float) -> Estimate:
        """The value an outcome stays below in that share of the futures in which it is defined."""
        found = self._outcome(outcome)
        return self._estimate(found, lambda part: float(_quantile(np.sort(part)[None, :], probability)[0]))

    def mean(self, outcome: str) -> Estimate:
        """The mean of an outcome over the futures in which it is defined; infinite where one of them is."""
        with np.errstate(invalid="ignore"):
            return self._estimate(self._outcome(outcome), _mean)

    def defined(self, outcome: str) -> Estimate:
        """The share of futures in which an outcome is defined."""
        return self._chance(~np.isnan(self._outcome(outcome)))

    @property
    def chance_of_goal(self) -> Estimate:
        """The share of futures that meet the goal."""
        if self.goal is None or self.goal_values is None:
            raise ValueError("the futures were simulated without a goal")
        return self._chance(self.goal.met(self.goal_values))

    @property
    def chance_out_of_cash(self) -> Estimate:
        """The share of futures whose cash has been below 0 by the end of months 1, 2 …: arrays of (months,)."""
        months = np.arange(1, self.scenario.months + 1)
        return self._chance(self.out_of_cash[:, None] <= months)

    @property
    def chance_of_never_breaking_even(self) -> Estimate:
        """The share of futures whose last month makes a loss."""
        return self._chance(self.never_breaks_even)

    def middle(self, outcome: str) -> Middle:
        """An outcome of the plan against the futures: a plan of middling levers need not be in the middle."""
        found, plan = self._outcome(outcome), summarize(self.plan)[outcome]
        least = plan - 1e-12 * abs(plan) if math.isfinite(plan) else plan  # rounding is no shortfall
        return Middle(plan, self.quantile(outcome, 0.5), self._chance(found >= least))

    def matters(self, outcome: str) -> list[Influence]:
        """Which uncertainty matters for an outcome, the largest share first.

        By ranks, so that infinite outcomes count and neither skew nor currency do; futures in which the
        outcome is undefined are left out. The share is that of the variance between up to fifty
        equal slices of the lever's values, less what chance alone puts there (epsilon squared).
        """
        found = self._outcome(outcome)
        kept = ~np.isnan(found)
        ranks = _ranks(found[kept])
        return sorted(
            (_influence(name, values[kept], ranks) for name, values in self.values.items()),
            key=lambda influence: -np.nan_to_num(influence.share),
        )

    @cached_property
    def draws(self) -> pd.DataFrame:
        """Every future as a row, numbered from 1: the levers' values, then the outcomes, then `goal_met`."""
        table = pd.DataFrame({**self.values, **self.outcomes}, index=pd.RangeIndex(1, self.done + 1, name="future"))
        if self.goal is not None:
            table["goal_met"] = self.goal.met(self.goal_values)
        return table

    def _outcome(self, name: str) -> Floats:
        if name not in self.outcomes:
            raise KeyError(f"{name!r} was not kept; kept are {', '.join(self.outcomes)}")
        return self.outcomes[name]

    def _errors(self, statistic: Callable[[slice], Any]) -> Any:
        """The standard error of a statistic by its scatter over the batches that are done; NaN for fewer than two."""
        done = [batch for batch in batches(self.asked) if batch.stop <= self.done]
        if len(done) < 2:
            return math.nan
        with np.errstate(invalid="ignore"):
            return np.std([statistic(batch) for batch in done], axis=0, ddof=1) / math.sqrt(len(done))

    def _estimate(self, found: Floats, of: Callable[[Floats], float]) -> Estimate:
        return Estimate(of(found), float(self._errors(lambda batch: of(found[batch]))))

    def _chance(self, happens: NDArray[np.bool_]) -> Estimate:
        """The share of futures in which something happens; its error is at least 1 / futures, also at 0 and 1."""
        share = happens.mean(axis=0)
        return Estimate(share, np.maximum(self._errors(lambda batch: happens[batch].mean(axis=0)), 1 / self.done))


def _mean(found: Floats) -> float:
    defined = found[~np.isnan(found)]
    return float(defined.mean()) if len(defined) else math.nan


def _quantile(ascending: Floats, probability: float) -> Floats:
    """A quantile of each row of ascending numbers with NaN last: linear between the two nearest, and inf next to inf."""
    if not 0 <= probability <= 1:
        raise ValueError(f"the quantile is {probability:g}; allowed is 0 to 1")
    defined = (~np.isnan(ascending)).sum(axis=1)
    place = np.maximum(defined - 1, 0) * probability
    below = np.floor(place).astype(np.intp)
    above = np.minimum(below + 1, np.maximum(defined - 1, 0))
    rows = np.arange(len(ascending))
    low, high = ascending[rows, below], ascending[rows, above]
    part = place - below
    with np.errstate(invalid="ignore"):
        between = np.where(part == 0, low, low + (high - low) * part)
    return np.where((low == high) | np.isneginf(low), low, between)


def _ranks(values: Floats) -> Floats:
    """1 for the smallest, 2 for the next …; equal values share the mean of theirs."""
    return np.asarray(pd.Series(values).rank(), dtype=np.float64)


def _influence(name: str, values: Floats, ranks: Floats) -> Influence:
    """Rank correlation and first-order share of one lever, from an outcome's ranks."""
    count = len(ranks)
    bins = max(2, min(BINS, count // FEWEST))
    total = float(np.square(ranks - ranks.mean()).sum()) if count > bins else 0.0
    if total == 0:
        return Influence(name, math.nan, math.nan)
    if values.min() == values.max():
        return Influence(name, 0.0, 0.0)
    own = _ranks(values)
    correlation = float(np.corrcoef(own, ranks)[0, 1])
    ordered = ranks[np.argsort(own, kind="stable")]
    starts = count * np.arange(bins) // bins
    sizes = np.diff(starts, append=count)
    means = np.add.reduceat(ordered, starts) / sizes
    within = total - float((sizes * np.square(means - ranks.mean())).sum())
    return Influence(name, correlation, max(0.0, 1 - within / (count - bins) * (count - 1) / total))


def simulate(
    scenario: Scenario,
    ranges: Sequence[Range],
    correlations: Mapping[tuple[str, str], float] | ArrayLike | None = None,
    futures: int = 10_000,
    seed: int = 1,
    series: Sequence[str] = SERIES,
    outcomes: Sequence[str] = OUTCOMES,
    goal: Goal | None = None,
    progress: Progress | None = None,
) -> Futures:
    """Draw futures from the ranges, project them all and keep the series and outcomes asked for.

    `ranges` are of levers, facts or channel fields; what has none is as in the scenario. See `draw`
    for how values come about and what is refused. `progress(done, total)` is called after each
    block of futures; when it returns False, what is done so far is returned (`stopped`), and what it
    raises passes through. The same arguments give the same numbers on every machine, to rounding.

    The median of twice the customers' price is twice the LTV's median.

    >>> made = simulate(Scenario(churn_rate=0.02), [Range("arpu", 40, 90)], outcomes=["ltv_revenue"], futures=1000)
    >>> round(made.quantile("ltv_revenue", 0.5).value, -1), made.fan("mrr").shape
    (3000.0, (36, 5))
    """
    for name in (*series, *outcomes):
        if name not in MEASURES:
            raise ValueError(unknown(str(name), MEASURES))
    for name in series:
        if name not in MONTHLY:
            raise ValueError(f"{name} is one number a plan, not a monthly series")
    values = draw(scenario, ranges, correlations, futures, seed)
    kept_series = {name: np.empty((scenario.months, futures)) for name in series}
    kept = {name: np.empty(futures) for name in outcomes}
    out_of_cash, never = np.empty(futures), np.empty(futures, dtype=bool)
    goal_values = None if goal is None else np.empty(futures)
    rows = max(1, min(BLOCK, BLOCK_NUMBERS // (scenario.months * (50 + 30 * (1 + len(scenario.channels))))))
    done = 0
    while done < futures:
        block = slice(done, min(done + rows, futures))
        p = project(scenario, {name: drawn[block] for name, drawn in values.items()})
        summary = summarize(p)
        for name, months in kept_series.items():
            months[:, block] = p[name].T
        for name, found in kept.items():
            found[block] = summary[name]
        out_of_cash[block] = _first_without_cash(p)
        never[block] = np.isinf(summary["break_even"])
        if goal is not None and goal_values is not None:
            goal_values[block] = goal.read(p)
        done = block.stop
        if progress is not None and progress(done, futures) is False:
            break
    return Futures(
        scenario,
        tuple(ranges),
        goal,
        seed,
        asked=futures,
        done=done,
        values={r.lever: values[r.lever][:done] for r in ranges},
        series={name: months[:, :done].T for name, months in kept_series.items()},
        outcomes={name: found[:done] for name, found in kept.items()},
        out_of_cash=out_of_cash[:done],
        never_breaks_even=never[:done],
        goal_values=None if goal_values is None else goal_values[:done],
    )


def _first_without_cash(p: Projection) -> Floats:
    """The first month in which cash is below 0, 0 where it is today, inf if never."""
    below = p["cash"] < 0
    first = np.where(below.any(axis=-1), np.argmax(below, axis=-1) + 1.0, math.inf)
    return np.where(np.less(p.opening("cash"), 0), 0.0, first)
