"""How sure we are: ranges on levers, thousands of futures drawn from them, and what they say.

A range is two numbers: in one future of ten the lever is below `low`, in one of ten above `high`. The
futures are drawn in up to twenty independent batches, each a Latin hypercube: within a batch every
lever falls once into each of as many equally likely slices as the batch has futures. Means are
steadier than by plain chance (on the self-serve template the standard error is a fifth, that of
quantiles between a half and the same), and the scatter of the batches tells the sampling error.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from model.levers import CHANNEL_FIELDS, NUMBERS, SMALLEST, Lever
from model.measures import MEASURES, MONTHLY
from model.projection import Floats, Projection, project, summarize
from model.questions.goal import Goal
from model.scenario import InvalidScenario, Scenario, movable, unknown

FAN = (0.1, 0.25, 0.5, 0.75, 0.9)
SERIES = ("mrr", "cash")
OUTCOMES = ("arr_end", "cash_end", "cash_low", "runway", "break_even", "ltv_to_cac")

MOST_FUTURES = 100_000
BATCHES = 20
"""Independent batches of futures, for the sampling error; fewer where a batch would have less than FEWEST."""

FEWEST = 50
BLOCK = 2_048
BLOCK_NUMBERS = 20_000_000
"""Futures projected at once: at most BLOCK, and so many that a projection holds about that many numbers (160 MB)."""

BINS = 50
SINGULAR = 1e-9
"""Correlations whose smallest eigenvalue is not above this contradict each other."""

_CENTRE = (
    (2.50908092873012267e3, 3.34305755835881281e4, 6.72657709270087009e4, 4.59219539315498715e4,
     1.37316937655094611e4, 1.97159095030655144e3, 1.33141667891784377e2, 3.38713287279636661e0),
    (5.22649527885285456e3, 2.87290857357219427e4, 3.93078958000927106e4, 2.12137943015865959e4,
     5.39419602142475111e3, 6.87187007492057908e2, 4.23133307016009113e1, 1.0),
)  # fmt: skip
_TAIL = (
    (7.74545014278341408e-4, 2.27238449892691846e-2, 2.41780725177450612e-1, 1.27045825245236838e0,
     3.64784832476320461e0, 5.76949722146069141e0, 4.63033784615654530e0, 1.42343711074968358e0),
    (1.05075007164441684e-9, 5.47593808499534495e-4, 1.51986665636164572e-2, 1.48103976427480075e-1,
     6.89767334985100005e-1, 1.67638483018380385e0, 2.05319162663775882e0, 1.0),
)  # fmt: skip
_FAR_TAIL = (
    (2.01033439929228813e-7, 2.71155556874348758e-5, 1.24266094738807844e-3, 2.65321895265761231e-2,
     2.96560571828504891e-1, 1.78482653991729133e0, 5.46378491116411437e0, 6.65790464350110378e0),
    (2.04426310338993979e-15, 1.42151175831644589e-7, 1.84631831751005468e-5, 7.86869131145613259e-4,
     1.48753612908506149e-2, 1.36929880922735805e-1, 5.99832206555887938e-1, 1.0),
)  # fmt: skip

Progress = Callable[[int, int], object]


def normal_quantile(probability: ArrayLike) -> Floats:
    """The value a standard normal number stays below with that probability, 0 < probability < 1; any shape.

    M. J. Wichura, "Algorithm AS241: The Percentage Points of the Normal Distribution", Applied
    Statistics 37 (1988): rational approximations, exact to about 1e-16.

    >>> normal_quantile([0.5, 0.9, 0.975]).round(6).tolist()
    [0.0, 1.281552, 1.959964]
    """
    p = np.asarray(probability, dtype=np.float64)
    q = p - 0.5
    centre = np.abs(q) <= 0.425
    r = np.where(centre, 0.180625 - q * q, 0.0)
    value = np.asarray(q * np.polyval(_CENTRE[0], r) / np.polyval(_CENTRE[1], r))
    root = np.sqrt(-np.log(np.where(q < 0, p, 1 - p)[~centre]))
    near, far = root - 1.6, root - 5
    tail = np.where(
        root <= 5,
        np.polyval(_TAIL[0], near) / np.polyval(_TAIL[1], near),
        np.polyval(_FAR_TAIL[0], far) / np.polyval(_FAR_TAIL[1], far),
    )
    value[~centre] = np.copysign(tail, q[~centre])
    return value


_DECILE = 1.2815515655446004
"""The 90 % quantile of the standard normal distribution."""


@dataclass(frozen=True)
class Range:
    """What a lever, fact or channel field may turn out to be: its 10 % and its 90 % quantile.

    The distribution follows from what the number is (see `family`) and is normal on a scale of its
    own, so that low and high are exactly its deciles; its median (`median`) lies in the middle of
    that scale. Equal low and high fix the number. Raises InvalidScenario where the name is not
    known, a value is out of the lever's bounds, or low is above high.

    >>> money = Range("arpu", 40, 90)
    >>> money.family, round(money.median, 6)
    ('log-normal', 60.0)
    """

    lever: str
    low: float
    high: float

    def __post_init__(self) -> None:
        declared = _declared(self.lever)
        for end in ("low", "high"):
            try:
                object.__setattr__(self, end, declared.check(getattr(self, end)))
            except ValueError as error:
                of = self.lever.removesuffix(declared.name)
                raise InvalidScenario([(self.lever, f"{end} of the range: {of}{error}")]) from None
        if self.low > self.high:
            sentence = f"the range of {self.lever} runs from {self.low:g} to {self.high:g}; low is at most high"
            raise InvalidScenario([(self.lever, sentence)])

    @property
    def family(self) -> str:
        """The distribution: `fixed`, `log-normal`, `logit-normal` or `normal, clipped`.

        Money and counts are log-normal: positive, and twice as much is as likely as half. What has
        bounds on both sides (shares, growth, indices, the sales cycle) is logit-normal between them: the
        logarithm of the distance to the one bound over that to the other is normal. Cash, which may
        be negative, and ranges that start or end on a bound of the lever are normal and clipped at the
        bounds: in the latter a tenth of the futures lies on the bound.
        """
        declared = _declared(self.lever)
        if self.low == self.high:
            return "fixed"
        if self.low == declared.minimum or self.high == declared.maximum or declared.minimum < -1:
            return "normal, clipped"
        return "log-normal" if declared.unit.kind in ("money", "count") else "logit-normal"

    def at(self, score: ArrayLike) -> Floats:
        """The lever's value at a standard normal score: low at -1.2816, the median at 0, high at 1.2816. Any shape.

        A share between 20 % and 80 % has its median at 50 %.

        >>> Range("win_rate", 0.2, 0.8).at([-1.2815515655446004, 0.0]).round(12).tolist()
        [0.2, 0.5]
        """
        scores = np.asarray(score, dtype=np.float64)
        declared, family = _declared(self.lever), self.family
        if family == "fixed":
            return np.full(scores.shape, float(self.low))
        low, high = np.float64(self.low), np.float64(self.high)
        least, most = declared.minimum, declared.maximum
        if family == "log-normal":
            low, high = np.log(low), np.log(high)
        elif family == "logit-normal":
            low, high = np.log((low - least) / (most - low)), np.log((high - least) / (most - high))
        # halves are added, so that the ends differ from low and high by rounding alone
        values = (low + high) / 2 + (high - low) / 2 * (scores / _DECILE)
        with np.errstate(over="ignore"):
            if family == "log-normal":
                values = np.exp(values)
            elif family == "logit-normal":
                values = least + (most - least) / (1 + np.exp(-values))
        # what is too small to be valid is nothing, or the smallest number where nothing is not in the range
        values = np.where(np.abs(values) < SMALLEST, SMALLEST if self.low > 0 else 0.0, values)
        return np.clip(values, least, most)

    def quantile(self, probability: ArrayLike) -> Floats:
        """The value the lever stays below with that probability, 0 < probability < 1. Any shape."""
        return self.at(normal_quantile(probability))

    @property
    def median(self) -> float:
        """The value that is as often missed as passed."""
        return float(self.at(0.0))


def _declared(name: str) -> Lever:
    """The declaration of a number by its full name, before it is known which channels there are."""
    channel, _, last = str(name).rpartition(".")
    known = CHANNEL_FIELDS if channel else NUMBERS
    if last not in known:
        raise InvalidScenario([(str(name), unknown(last, known, f"{channel}." if channel else ""))])
    return known[last]


def correlation_matrix(
    levers: Sequence[str], correlations: Mapping[tuple[str, str], float] | ArrayLike | None
) -> Floats:
    """The correlations of levers as a matrix in the order of `levers`, checked.

    Given as pairs, `{("arpu", "churn_rate"): 0.4}`, where a pair left out is not correlated, or as a
    matrix. Correlations are those of the normal scores of the levers (a Gaussian copula): rank
    correlations are 6/π asin(ρ/2), nearly the same. Raises ValueError in words for a pair that is
    no pair of ranges, a correlation outside -1 to 1, a matrix of the wrong shape, and for
    correlations that contradict each other: no numbers can have them all (or only numbers of which
    one follows from the others).

    >>> correlation_matrix(["arpu", "churn_rate"], {("churn_rate", "arpu"): 0.4}).tolist()
    [[1.0, 0.4], [0.4, 1.0]]
    """
    matrix = np.eye(len(levers))
    if correlations is None:
        return matrix
    if isinstance(correlations, Mapping):
        given: set[frozenset[str]] = set()
        for pair, value in correlations.items():
            if not isinstance(pair, tuple) or len(pair) != 2 or pair[0] == pair[1]:
                raise ValueError(f"{pair!r} is correlated; a pair is the names of two levers")
            for name in pair:
                if name not in levers:
                    raise ValueError(f"{name} is correlated, but has no range")
            if frozenset(pair) in given:
                raise ValueError(f"the correlation of {pair[0]} and {pair[1]} is given twice")
            given.add(frozenset(pair))
            i, k = levers.index(pair[0]), levers.index(pair[1])
            matrix[i, k] = matrix[k, i] = value
    else:
        matrix = np.array(correlations, dtype=np.float64)
    if matrix.shape != (len(levers), len(levers)):
        raise ValueError(
            f"the correlations have shape {matrix.shape}; {len(levers)} ranges take as many rows and columns"
        )
    if not (np.abs(matrix) <= 1).all():
        i, k = np.argwhere(~(np.abs(matrix) <= 1))[0]
        raise ValueError(f"the correlation of {levers[i]} and {levers[k]} is {matrix[i, k]:g}; allowed is -1 to 1")
    if not (np.diag(matrix) == 1).all() or not (matrix == matrix.T).all():
        raise ValueError("a matrix of correlations is symmetric, with 1 on its diagonal")
    eigenvalues, vectors = np.linalg.eigh(matrix)
    if len(levers) and eigenvalues[0] <= SINGULAR:
        share = np.abs(vectors[:, 0])
        involved = [name for name, part in zip(levers, share, strict=True) if part > 0.1 * share.max()]
        raise ValueError(
            f"the correlations of {', '.join(involved)} contradict each other: together no levers can have them "
            f"(smallest eigenvalue {eigenvalues[0]:.3g}; it must be positive)"
        )
    return matrix


def draw(
    scenario: Scenario,
    ranges: Sequence[Range],
    correlations: Mapping[tuple[str, str], float] | ArrayLike | None = None,
    futures: int = 10_000,
    seed: int = 1,
) -> dict[str, Floats]:
    """Values of every lever with a range in as many futures, arrays of shape (futures,) by name.

    Every lever has its own stream of random numbers, made from the seed and its name: the order of
    the ranges does not matter, and a range more leaves the other levers' values as they are, unless it
    is correlated with them. Another number of futures draws all anew. Raises InvalidScenario for a
    range of an unknown channel or of a number that cannot move alone, two ranges of one lever, or
    none, and ValueError for `futures` outside 1 to 100,000, a negative seed, or correlations that cannot be.

    >>> values = draw(Scenario(), [Range("churn_rate", 0.02, 0.04)], futures=1000)["churn_rate"]
    >>> int((values < 0.02).sum()), int((values > 0.04).sum())
    (100, 100)
    """
    names = [r.lever for r in ranges]
    if not ranges:
        raise InvalidScenario([("ranges", "no lever has a range: without one all futures are the plan")])
    for name in names:
        movable(scenario, name)
        if names.count(name) > 1:
            raise InvalidScenario([(name, f"{name} has {names.count(name)} ranges; each lever has one")])
    _whole("futures", futures, 1, MOST_FUTURES)
    _whole("seed", seed, 0, 2**64 - 1)
    given = correlation_matrix(names, correlations)
    order = list(scenario.numbers())
    positions = sorted(range(len(names)), key=lambda k: order.index(names[k]))
    root = np.linalg.cholesky(given[np.ix_(positions, positions)])
    own = [normal_quantile(_stratified(names[k], futures, seed)) for k in positions]
    values = {}
    for i, k in enumerate(positions):
        # Term by term: a matrix product adds in an order that differs from machine to machine.
        score = root[i, i] * own[i]
        for j in np.flatnonzero(root[i, :i]):
            score = score + root[i, j] * own[j]
        values[names[k]] = ranges[k].at(score)
    return values


def _whole(name: str, value: Any, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not low <= value <= high:
        raise ValueError(f"{name} is {value!r}; allowed is a whole number from {low} to {high:,}")


def _batches(futures: int) -> list[slice]:
    """Twenty batches of equal size, to one; fewer where there would be less than FEWEST futures in each."""
    count = min(BATCHES, max(1, futures // FEWEST))
    return [slice(futures * k // count, futures * (k + 1) // count) for k in range(count)]


def _stratified(name: str, futures: int, seed: int) -> Floats:
    """Numbers between 0 and 1, one in each slice of every batch, in random order.

    From the raw bits of PCG64, which numpy promises not to change, and nothing else of its random module.
    """
    stream = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")
    bits = np.random.PCG64(np.random.SeedSequence([int(seed), stream]))
    keys, within = bits.random_raw(futures), (bits.random_raw(futures) >> np.uint64(11)) * 2.0**-53
    slices = np.empty(futures)
    for batch in _batches(futures):
        size = batch.stop - batch.start
        order = np.argsort(keys[batch], kind="stable")
        slices[batch] = (order + within[batch]) / size
    return np.clip(slices, 2.0**-53, 1 - 2.0**-53)


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
        done = [batch for batch in _batches(self.asked) if batch.stop <= self.done]
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
        scenario, tuple(ranges), goal, seed, futures, done,
        {r.lever: values[r.lever][:done] for r in ranges},
        {name: months[:, :done].T for name, months in kept_series.items()},
        {name: found[:done] for name, found in kept.items()},
        out_of_cash[:done], never[:done], None if goal_values is None else goal_values[:done],
    )  # fmt: skip


def _first_without_cash(p: Projection) -> Floats:
    """The first month in which cash is below 0, 0 where it is today, inf if never."""
    below = p["cash"] < 0
    first = np.where(below.any(axis=-1), np.argmax(below, axis=-1) + 1.0, math.inf)
    return np.where(np.less(p.opening("cash"), 0), 0.0, first)
