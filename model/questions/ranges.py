"""Ranges on levers and the futures drawn from them.

A range is two numbers: in one future of ten the lever is below `low`, in one of ten above `high`. The
futures are drawn in up to ten independent batches, each a Sobol sequence shifted at random: any
two, three, ... levers together are spread more evenly than by chance. Within a batch every
lever falls once into each of as many equally likely slices as the batch has futures, whether or not
their number is a power of two. The scatter of the batches tells the sampling error.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from model.levers import CHANNEL_FIELDS, NUMBERS, SMALLEST, Lever
from model.projection import Floats
from model.scenario import InvalidScenario, Scenario, movable, unknown

MOST_FUTURES = 100_000
BATCHES = 10
"""Independent batches of futures, for the sampling error; fewer where a batch would have less than FEWEST.

More would tell the error better, and make it larger: a Sobol sequence gains by its length.
"""

FEWEST = 50
SINGULAR = 1e-9
"""Correlations whose smallest eigenvalue is not above this contradict each other."""

BITS = 32
"""Digits of the Sobol points, more than it takes to tell MOST_FUTURES apart."""

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
        return self.at(np.asarray(ndtri(probability), dtype=np.float64))

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

    Every lever has its own dimension of the Sobol sequence, its place among the scenario's numbers, and
    its own stream of random numbers, made from the seed and its name: the order of the ranges does not
    matter, and a range more leaves the other levers' values as they are, unless it is correlated with
    them. Another number of futures draws all anew. Raises InvalidScenario for a range of an unknown
    channel or of a number that cannot move alone, two ranges of one lever, or none, and ValueError for
    `futures` outside 1 to 100,000, a negative seed, or correlations that cannot be.

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
    own = [ndtri(each) for each in _spread([names[k] for k in positions], order, futures, seed)]
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


def batches(futures: int) -> list[slice]:
    """Ten batches of equal size, to one; fewer where there would be less than FEWEST futures in each.

    >>> batches(130)
    [slice(0, 65, None), slice(65, 130, None)]
    """
    count = min(BATCHES, max(1, futures // FEWEST))
    return [slice(futures * k // count, futures * (k + 1) // count) for k in range(count)]


def _spread(names: Sequence[str], order: Sequence[str], futures: int, seed: int) -> list[Floats]:
    """Numbers between 0 and 1 for each name, one in each slice of every batch, evenly spread together too.

    A name's place in `order` is its dimension of the sequence. The digits of its points are flipped at
    random, in each batch anew (a digital shift): that keeps them evenly spread, and makes every point as
    likely as any other. Which slice each falls into is then told by their ranks.
    """
    net = _sobol([order.index(name) for name in names], -(-futures // len(batches(futures))))
    spread = []
    for name, points in zip(names, net, strict=True):
        random, uniform = _bits(name, seed), np.empty(futures)
        shifts = random.random_raw(BATCHES) >> np.uint64(64 - BITS)
        within = (random.random_raw(futures) >> np.uint64(11)) * 2.0**-53
        for batch, shift in zip(batches(futures), shifts, strict=False):
            size = batch.stop - batch.start
            ranks = np.empty(size)
            ranks[np.argsort(points[:size] ^ shift)] = np.arange(size)
            uniform[batch] = (ranks + within[batch]) / size
        spread.append(np.clip(uniform, 2.0**-53, 1 - 2.0**-53))
    return spread


def _sobol(dimensions: Sequence[int], count: int) -> NDArray[np.uint64]:
    """The first points of the Sobol sequence in these dimensions, a row each: whole numbers of BITS digits, all different."""
    from scipy.stats import qmc  # half a second, of which only who draws futures has anything

    sequence = qmc.Sobol(max(dimensions) + 1, scramble=False, bits=BITS).random_base2((count - 1).bit_length())
    return np.asarray(sequence.T[list(dimensions)] * 2.0**BITS, dtype=np.uint64)


def _bits(name: str, seed: int) -> np.random.PCG64:
    """A name's stream of random bits.

    The raw bits of PCG64, which numpy promises not to change, and nothing else of its random module.
    """
    stream = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")
    return np.random.PCG64(np.random.SeedSequence([int(seed), stream]))
