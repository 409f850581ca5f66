"""How scenarios differ, and why: outcomes side by side, and a difference split over what was changed.

Between two scenarios everything that differs is a *change*: a lever, an opening fact or a channel's
field. What cannot change alone changes together: spend shares, which sum to 1, are one change
(`spend_share`); channels added, removed, renamed or of another motion are one (`channels`), which
takes all spend shares with it. The first month and the horizon are none: they are how far one looks,
and hold for both scenarios (`over_months_of`).

Every subset of the changes is a scenario in between. They are rows of one batch; as channels cannot
vary within a batch, there is one batch for each of the two sets of channels, where those differ.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.levers import CHANNEL_FIELDS, FACTS, LEVERS
from model.measures import MEASURES
from model.projection import Floats, Projection, Summary, project, summarize
from model.questions.reasons import NONE, Reason, not_finite
from model.scenario import Scenario, over_months_of

MOST = 6
"""Scenarios that can be told apart side by side."""

ROWS = 4096
"""Scenarios in between that are projected to explain one difference: about 30 ms over 36 months."""

SEED = 2027
LEAST_PAIRS = 8
"""Pairs of orders of an estimate, however many changes there are: fewer say nothing about its error."""

SHARES, CHANNELS = "spend_share", "channels"


# Side by side.


@dataclass(frozen=True)
class Comparison:
    """Scenarios side by side: three tables with a column for each scenario, the first the baseline.

    `levers` holds what differs between any two, by full name; None where a scenario has no such
    channel. `outcomes` holds every measure and `differences` each less the baseline's: NaN where
    either is undefined, where both are infinite, and for money in another currency. They are
    computed when they are asked for; `sides` are the summaries they come from.
    """

    levers: pd.DataFrame
    sides: Mapping[str, Summary]

    def row(self, name: str) -> tuple[list[float], list[float]]:
        """One measure's values, and each less the baseline's."""
        values = [float(side[name]) for side in self.sides.values()]
        currencies = [side.p.scenario.currency for side in self.sides.values()]
        money = MEASURES[name].unit.kind == "money"
        return values, [
            math.nan if money and currency != currencies[0] else value - values[0]
            for value, currency in zip(values, currencies, strict=True)
        ]

    @cached_property
    def _tables(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        rows = {name: self.row(name) for name in MEASURES}
        tables = (pd.DataFrame([row[k] for row in rows.values()], list(rows), list(self.sides)) for k in (0, 1))
        return tuple(tables)  # type: ignore[return-value]

    @property
    def outcomes(self) -> pd.DataFrame:
        """Every measure of each scenario."""
        return self._tables[0]

    @property
    def differences(self) -> pd.DataFrame:
        """Every measure of each scenario less the baseline's."""
        return self._tables[1]


def _entries(scenario: Scenario) -> dict[str, Any]:
    """Everything a scenario holds, by full name, in the order of MODEL: levers, facts, channels and their fields."""
    own = {name: getattr(scenario, name) for name in ("start", "currency", *LEVERS, *FACTS)}
    own[CHANNELS] = tuple(channel.name for channel in scenario.channels)
    for channel in scenario.channels:
        own |= {f"{channel.name}.{name}": getattr(channel, name) for name in ("motion", *CHANNEL_FIELDS)}
    return own


def table(scenarios: Mapping[str, Scenario]) -> Comparison:
    """Up to six named scenarios side by side, the first the baseline. One projection each.

    The entry `channels` differs where the names do, in whatever order. Raises ValueError for none
    or more than six.

    Twice the price is twice the lifetime revenue.

    >>> sides = table({"Plan": Scenario(arpu=50, churn_rate=0.02), "Dearer": Scenario(arpu=100, churn_rate=0.02)})
    >>> sides.levers.loc["arpu"].tolist(), sides.differences.loc["ltv_revenue"].tolist()
    ([50.0, 100.0], [0.0, 2500.0])
    """
    if not 1 <= len(scenarios) <= MOST:
        raise ValueError(f"{len(scenarios)} scenarios; allowed is 1 to {MOST}")
    entries = [_entries(scenario) for scenario in scenarios.values()]
    rows = {}
    for name in dict.fromkeys(name for entry in entries for name in entry):
        held = [entry[name] for entry in entries if name in entry]
        if len({frozenset(value) if name == CHANNELS else value for value in held}) > 1:
            rows[name] = [entry.get(name) for entry in entries]
    levers = pd.DataFrame(list(rows.values()), index=list(rows), columns=list(scenarios), dtype=object)
    return Comparison(levers, {name: summarize(project(scenario)) for name, scenario in scenarios.items()})


# Why.


@dataclass(frozen=True)
class Part:
    """What one change adds to an outcome, in the outcome's unit; `error` is the standard error of an estimate.

    `name` is a lever, fact or channel field by full name, or `spend_share` or `channels`.
    """

    name: str
    value: float
    error: float = 0.0


@dataclass(frozen=True)
class Attribution:
    """The difference `after - before` of an outcome, split over the changes; the largest part first.

    The parts and `interaction` sum to the difference. Where there is no split, `parts` is empty and
    `reason` says why. `exact` is False for an estimate, whose parts have an `error`.
    """

    outcome: str
    before: float
    after: float
    parts: tuple[Part, ...] = ()
    interaction: float = 0.0
    exact: bool = True
    reason: Reason = NONE

    @property
    def difference(self) -> float:
        """after - before; NaN where either is undefined or both are infinite."""
        return self.after - self.before


@dataclass(frozen=True)
class _Change:
    """One change: the numbers it sets, by full name; channels set none."""

    name: str
    numbers: Mapping[str, float]


def _changes(baseline: Scenario, scenario: Scenario) -> list[_Change]:
    """Everything that differs over the same months and can change an outcome, in the order of MODEL."""
    old, new = baseline.numbers(), scenario.numbers()
    apart = {name: value for name, value in new.items() if name in old and value != old[name]}
    changes = [_Change(name, {name: apart[name]}) for name in (*LEVERS, *FACTS) if name in apart]
    motions = [{channel.name: channel.motion for channel in each.channels} for each in (baseline, scenario)]
    shares = {name: new[name] for name in apart if name.endswith(f".{SHARES}")}
    if motions[0] != motions[1]:
        changes.append(_Change(CHANNELS, {}))
    elif shares:
        changes.append(_Change(SHARES, shares))
    changes += [_Change(name, {name: apart[name]}) for name in apart if "." in name and name not in shares]
    return changes


def _outcomes(
    outcome: str, baseline: Scenario, scenario: Scenario, changes: Sequence[_Change], made: NDArray[np.bool_]
) -> Floats:
    """The outcome of the baseline with some changes made: a value for each row of `made`, a column a change."""
    old = baseline.numbers()
    moved = np.zeros(len(made), dtype=bool)
    for k, change in enumerate(changes):
        if change.name == CHANNELS:
            moved = made[:, k]
    values = np.empty(len(made))
    for channels_made in np.unique(moved):
        rows = np.flatnonzero(moved == channels_made)
        frame = baseline.replace(channels=scenario.channels) if channels_made else baseline
        vary = {
            name: np.where(made[rows, k], value, old[name])
            for k, change in enumerate(changes)
            for name, value in change.numbers.items()
        }
        values[rows] = summarize(project(frame, vary))[outcome]
    return values


def shapley(worth: Floats) -> Floats:
    """Each player's Shapley value: its mean contribution over all orders in which the players can join.

    `worth` holds the worth of all 2^n coalitions of n players: at index c that of the players whose
    bits are set in c. Player k gets the sum over coalitions S without k of
    |S|! (n - |S| - 1)! / n! × (worth of S and k - worth of S); an array of n. The values sum to the
    worth of all less that of none; who never adds anything gets 0, and equals get the same.
    L. S. Shapley, "A value for n-person games", 1953.

    Alone the first earns 1 and the second 2, together they earn 5: each also gets half of the other 2.

    >>> shapley(np.array([0.0, 1.0, 2.0, 5.0])).tolist()
    [2.0, 3.0]
    """
    coalitions = np.arange(len(worth))
    n = len(worth).bit_length() - 1
    size = ((coalitions[:, None] >> np.arange(n)) & 1).sum(axis=1)
    orders = np.array([1 / (n * math.comb(n - 1, s)) for s in range(n)])
    values = np.empty(n)
    for k in range(n):
        without = coalitions[(coalitions >> k) & 1 == 0]
        values[k] = orders[size[without]] @ (worth[without | 1 << k] - worth[without])
    return values


def why(outcome: str, baseline: Scenario, scenario: Scenario, rows: int = ROWS) -> Attribution:
    """Why an outcome differs: the difference split fairly over all changes, by Shapley values.

    Each change gets what it adds when the changes are made one after the other, as the mean over
    all orders. That is exact while all 2^n subsets of n changes fit into `rows`: up to twelve
    changes. Beyond, it is the mean over as many random orders as fit (at least 16), each followed
    by its reverse, whose errors largely cancel: the parts still sum to the difference, and `error`
    is the standard error from the spread between pairs of orders. The seed is fixed: same
    scenarios, same numbers. Both are looked at over the scenario's months.

    There is no split, but a `reason`, where the outcome is undefined or infinite in either scenario
    or anywhere in between, and between currencies. Raises KeyError for an outcome not in MEASURES.

    ARPU from 50 to 100 and churn from 5 % to 2 % take lifetime revenue from 1,000 to 5,000.
    ARPU adds 1,000 if it is first and 2,500 if it is second: 1,750 of the 4,000.

    >>> split = why("ltv_revenue", Scenario(arpu=50, churn_rate=0.05), Scenario(arpu=100, churn_rate=0.02))
    >>> [(part.name, round(part.value)) for part in split.parts]
    [('churn_rate', 2250), ('arpu', 1750)]
    """
    baseline = over_months_of(baseline, scenario)
    changes = _changes(baseline, scenario)
    n = len(changes)
    if 2**n <= rows:
        made = (np.arange(2**n)[:, None] >> np.arange(n)) & 1 == 1
        values = _outcomes(outcome, baseline, scenario, changes, made)
        if told := _no_split(outcome, baseline, scenario, values[0], values[-1], values):
            return told
        return Attribution(outcome, float(values[0]), float(values[-1]), _parts(changes, shapley(values)))
    ranks = _orders(n, max(LEAST_PAIRS, rows // (2 * n)))
    steps = (ranks[:, None, :] < np.arange(1, n)[:, None]).reshape(-1, n)
    made = np.concatenate([np.zeros((1, n), dtype=bool), np.ones((1, n), dtype=bool), steps])
    values = _outcomes(outcome, baseline, scenario, changes, made)
    before, after = values[:2].tolist()
    if told := _no_split(outcome, baseline, scenario, before, after, values):
        return told
    on_the_way = values[2:].reshape(len(ranks), n - 1)
    added = np.diff(on_the_way, axis=1, prepend=before, append=after)
    pairs = np.take_along_axis(added, ranks, axis=1).reshape(-1, 2, n).mean(axis=1)
    errors = pairs.std(axis=0, ddof=1) / math.sqrt(len(pairs))
    return Attribution(outcome, before, after, _parts(changes, pairs.mean(axis=0), errors), exact=False)


def _orders(n: int, pairs: int) -> NDArray[np.intp]:
    """Random orders of n changes, each followed by its reverse: when each change's turn comes, counted from 0."""
    turns = np.random.default_rng(SEED).permuted(np.tile(np.arange(n), (pairs, 1)), axis=1)
    return np.stack([turns, n - 1 - turns], axis=1).reshape(-1, n)


def one_at_a_time(outcome: str, baseline: Scenario, scenario: Scenario) -> Attribution:
    """What each change does by itself, from the baseline; `interaction` is what only several together do.

    Undefined or infinite outcomes, currencies and errors as for `why`.

    From 1,000 of lifetime revenue, ARPU alone adds 1,000 and churn alone 1,500; both add 4,000.

    >>> alone = one_at_a_time("ltv_revenue", Scenario(arpu=50, churn_rate=0.05), Scenario(arpu=100, churn_rate=0.02))
    >>> [(part.name, round(part.value)) for part in alone.parts], round(alone.interaction)
    ([('churn_rate', 1500), ('arpu', 1000)], 1500)
    """
    baseline = over_months_of(baseline, scenario)
    changes = _changes(baseline, scenario)
    n = len(changes)
    made = np.concatenate([np.zeros((1, n), dtype=bool), np.ones((1, n), dtype=bool), np.eye(n, dtype=bool)])
    values = _outcomes(outcome, baseline, scenario, changes, made)
    before, after = values[:2].tolist()
    if told := _no_split(outcome, baseline, scenario, before, after, values):
        return told
    alone = values[2:] - before
    return Attribution(outcome, before, after, _parts(changes, alone), after - before - float(alone.sum()))


def _no_split(
    outcome: str, baseline: Scenario, scenario: Scenario, before: float, after: float, values: Floats
) -> Attribution | None:
    """The answer where a difference cannot be split, with the reason; None where it can."""
    label = MEASURES[outcome].label
    if baseline.currency != scenario.currency:
        both = {"one": baseline.currency, "other": scenario.currency}
        reason = Reason("The scenarios are in different currencies, {one} and {other}.", both)
    elif at_an_end := not_finite(outcome, before, after):
        reason = Reason("{outcome} is {why}.", {"outcome": label, "why": at_an_end})
    elif in_between := not_finite(outcome, values):
        parts: dict[str, str | Reason] = {"outcome": label, "why": in_between}
        reason = Reason("With only some of the changes made, {outcome} is {why}.", parts)
    else:
        return None
    return Attribution(outcome, float(before), float(after), reason=reason)


def _parts(changes: Sequence[_Change], values: Floats, errors: Floats | None = None) -> tuple[Part, ...]:
    """The parts, the largest first; equal ones, as far as rounding goes, in the order of MODEL."""
    told = np.zeros(len(values)) if errors is None else errors
    parts = [Part(change.name, float(v), float(e)) for change, v, e in zip(changes, values, told, strict=True)]
    return tuple(sorted(parts, key=lambda part: -float(f"{abs(part.value):.9g}")))


# What pictures of it need.


@dataclass(frozen=True)
class Bridge:
    """A difference as bars from one outcome to the other: the first and the last are whole, those between add to what is before.

    `names`, `values` and `errors` are of the bars between; a name is "" for the `rest` smaller parts together.
    """

    names: tuple[str, ...]
    values: tuple[float, ...]
    errors: tuple[float, ...]
    rest: int
    start: Floats
    end: Floats


def bridge(split: Attribution, most: int) -> Bridge:
    """The parts that are not 0, the largest so many each by itself.

    The whole bars start where the picture does: not at zero, which could be far away, but 15 % of the span below all.

    >>> steps = bridge(Attribution("arr_end", 100.0, 130.0, (Part("arpu", 50.0), Part("churn_rate", -20.0))), 9)
    >>> steps.names, steps.start[1:-1].tolist(), steps.end[1:-1].tolist()
    (('arpu', 'churn_rate'), [100.0, 150.0], [150.0, 130.0])
    """
    moving = [part for part in split.parts if part.value]
    shown, rest = moving[:most], moving[most:]
    if rest:
        error = math.hypot(*(part.error for part in rest))
        shown = [*shown, Part("", float(np.sum([part.value for part in rest])), error)]
    values = [part.value for part in shown]
    reached = split.before + np.concatenate([[0.0], np.cumsum(values)])
    span = float(np.ptp(reached)) or abs(split.before) or 1.0
    floor = float(min(reached.min(), split.after)) - 0.15 * span
    return Bridge(
        tuple(part.name for part in shown), tuple(values), tuple(part.error for part in shown), len(rest),
        np.array([floor, *reached[:-1], floor]), np.array([split.before, *reached[1:], split.after]),
    )  # fmt: skip


def aligned(projections: Sequence[Projection], name: str) -> tuple[str, Floats]:
    """The first month that any has, and a monthly series of each over all months that any has: a row each, NaN where it has none.

    >>> month, series = aligned([project(Scenario(start="2027-01", months=6)), project(Scenario(start="2027-03", months=6))], "mrr")
    >>> month, series.shape, int(np.isnan(series[1]).sum())
    ('2027-01', (2, 8), 2)
    """
    starts = [p.calendar[0].year * 12 + p.calendar[0].month for p in projections]
    first, end = min(starts), max(start + p.months for start, p in zip(starts, projections, strict=True))
    series = np.full((len(projections), end - first), np.nan)
    for row, start, p in zip(series, starts, projections, strict=True):
        row[start - first : start - first + p.months] = p[name]
    return f"{projections[starts.index(first)].calendar[0]:%Y-%m}", series
