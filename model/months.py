"""Runs the ledger over the months, for one scenario or for ten thousand at a time, and keeps what it made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from model import bridges, ledger
from model.arithmetic import Number
from model.cells import side_by_side
from model.levers import CHANNEL_FIELDS, NUMBERS, ChannelNumbers, Levers
from model.mix import YEAR, Mix, mix, trailing
from model.mix import Floats as Floats
from model.quantities import COMPANY, HELD, PART, Books, Part, Terms
from model.scenario import SHARES_TOLERANCE, InvalidScenario, Scenario, declaration

Month = Callable[[Books[Number], Levers[Number], Sequence[Terms[Number]]], Books[Number]]
"""What makes a month of the one before it: `ledger.month`, or a part of it."""


def run(
    lever: Levers[Number], terms: Sequence[Terms[Number]], months: int, month: Month = ledger.month, stack: bool = False
) -> Iterator[Books[Number]]:
    """The books of month 0, today, and of each month after it; with all channels in one where they are to `stack`.

    >>> from model import ledger
    >>> plan = Scenario(opening_mrr=1000, opening_customers=20, churn_rate=0.1, marketing_spend=0)
    >>> books = list(run(plan, [ledger.terms(plan, channel) for channel in plan.channels], 6))
    >>> len(books), books[0].company.mrr, books[1].company.churned_mrr
    (7, 1000.0, 100.0)
    """
    with np.errstate(all="ignore"):
        books = ledger.opening(lever, terms)
        yield books
        if stack:
            terms = [ledger.stacked(terms)]
            books = Books(books.calendar, books.existing, [ledger.stacked(books.channels)], books.company)
        for _ in range(months):
            books = month(books, lever, terms)
            yield books


def levers_of(scenario: Scenario, varied: Mapping[str, Floats]) -> Levers[Number]:
    """Levers and facts as the ledger reads them: the scenario's own, or arrays of one value a row where varied."""
    if not any(name in NUMBERS for name in varied):
        return scenario
    return Levers(**{name: varied.get(name, getattr(scenario, name)) for name in NUMBERS})


def terms_of(scenario: Scenario, varied: Mapping[str, Floats], lever: Levers[Number]) -> list[Terms[Number]]:
    """Each channel's own rates and facts, in the scenario's order: floats, or arrays where varied."""

    def numbers(of: str, channel: ChannelNumbers[Number]) -> ChannelNumbers[Number]:
        if not any(name.startswith(of) for name in varied):
            return channel
        return ChannelNumbers(**{name: varied.get(of + name, getattr(channel, name)) for name in CHANNEL_FIELDS})

    return [ledger.terms(lever, numbers(f"{channel.name}.", channel)) for channel in scenario.channels]


def _checked(name: str, values: ArrayLike, scenario: Scenario) -> Floats:
    """The values of one varied number as floats, each valid, or InvalidScenario naming the first that is not."""
    declared = declaration(scenario, name)
    if name == "months":
        raise InvalidScenario([(name, "months is the length of every row and cannot vary within one batch")])
    try:
        given = np.asarray(values)
    except ValueError:  # rows of unequal length
        given = np.asarray("")
    if given.ndim != 1 or given.dtype.kind not in "iuf":
        raise InvalidScenario(
            [(name, f"{name} varies over a one-dimensional array of numbers, not {given.dtype} of shape {given.shape}")]
        )
    array = given.astype(np.float64)
    wrong = ~declared.allows(array)
    if wrong.any():
        row = int(np.argmax(wrong))
        try:
            declared.check(float(array[row]))
        except ValueError as error:
            raise InvalidScenario([(name, f"row {row}: {name.removesuffix(declared.name)}{error}")]) from None
    return array + 0.0


class Months:
    """The months of one scenario, or of many that differ from it in some numbers, quantity by quantity.

    `p["mrr"]` is a series of the company: an array of `months`, or (rows, months) when levers were
    varied. `p.channels["Paid search"]["leads"]` are one channel's series and `p.existing` those of
    the customers of month 0. Month 0 itself is in `p.opening`.
    """

    def __init__(self, scenario: Scenario, vary: Mapping[str, ArrayLike] | None = None):
        self.scenario = scenario
        self.varied = {name: _checked(name, values, scenario) for name, values in (vary or {}).items()}
        lengths = {name: len(values) for name, values in self.varied.items()}
        if len(set(lengths.values())) > 1:
            told = ", ".join(f"{name} {length}" for name, length in lengths.items())
            raise InvalidScenario([("vary", f"varied arrays differ in length: {told}")])
        self.rows: int | None = next(iter(lengths.values()), None)
        self.months = scenario.months
        self._check_shares()
        self.lever = levers_of(scenario, self.varied)
        self.terms = terms_of(scenario, self.varied, self.lever)
        self._series: dict[str, Floats] = {}
        self._won: Floats | None = None
        self._opening, *self._books = self._run() if self.rows is None else self._run_batch()
        for before, now in ((self._opening, self._books[0]), self._books[-2:]):
            bridges.check(before.company, now.company)

    def _check_shares(self) -> None:
        names = [f"{c.name}.spend_share" for c in self.scenario.channels]
        if not any(name in self.varied for name in names):
            return
        pairs = zip(names, self.scenario.channels, strict=True)
        total = np.sum(np.broadcast_arrays(*(self.varied.get(name, c.spend_share) for name, c in pairs)), axis=0)
        wrong = np.abs(total - 1) > SHARES_TOLERANCE
        if np.any(wrong):
            row = int(np.argmax(wrong))
            raise InvalidScenario(
                [("spend_share", f"row {row}: spend_share of the channels sums to {total[row]:.9g}; it must sum to 1")]
            )

    def _run(self) -> Iterator[Books[Number]]:
        return run(self.lever, self.terms, self.months, stack=self.rows is not None)

    def _run_batch(self) -> Iterator[Books[Number]]:
        """The books of many: of the channels only what they won in the first year, and their last month."""
        for t, books in enumerate(self._run()):
            if 1 <= t <= YEAR:
                won = books.channels[0].new_customers
                self._won = won if self._won is None else self._won + won
            keep = t in (0, self.months)
            yield books if keep else Books(books.calendar, books.existing, (), books.company)

    @cached_property
    def _books_of_channels(self) -> list[Books[Number]]:
        """Books with the channels' months; a batch keeps only the company's until a channel is asked for."""
        return self._books if self.rows is None else list(self._run())[1:]

    @property
    def won_in_first_year(self) -> Floats:
        """Customers won through each channel in months 1 to 12, or the horizon if shorter: (channels,) or (channels, rows)."""
        if self._won is None:
            year = [[own.new_customers for own in books.channels] for books in self._books[:YEAR]]
            self._won = side_by_side(year).sum(axis=0)
        return self._won

    def of_channels(self, name: str) -> Floats:
        """A series of all channels at once: (months, channels), or (months, channels, rows) with varied levers."""
        if self.rows is None:
            return side_by_side([[getattr(own, name) for own in books.channels] for books in self._books])
        months = [getattr(books.channels[0], name) for books in self._books_of_channels]
        return np.stack([np.broadcast_to(month, (len(self.scenario.channels), self.rows)) for month in months])

    def at_the_end(self, name: str) -> Floats:
        """A quantity of each channel in the last month: (channels,), or (channels, rows) with varied levers."""
        channels = self._books[-1].channels
        return (
            side_by_side([getattr(own, name) for own in channels]) if self.rows is None else getattr(channels[0], name)
        )

    @cached_property
    def mix(self) -> Mix:
        """The mix of customers won in the first year, months 1 to 12 or the horizon if shorter: headlines are means over it.

        >>> from model import Channel
        >>> both = (Channel("A", spend_share=0.5, organic_visitors=300), Channel("B", spend_share=0.5, organic_visitors=100))
        >>> p = Months(Scenario(channels=both, marketing_spend=0, opening_contacts=0, opening_pipeline=0))
        >>> p.mix.weights.round(6).tolist()
        [0.75, 0.25]
        """
        return self._mix(self.won_in_first_year, monthly=False)

    @cached_property
    def mix_by_month(self) -> Mix:
        """The mix of the year up to each month: the months are the last axis of its arrays."""
        return self._mix(trailing(np.moveaxis(self.of_channels("new_customers"), 0, -1)), monthly=True)

    def _mix(self, won: Floats, monthly: bool) -> Mix:
        return mix(won, ledger.todays_shares(self._opening), self.lever, self.terms, self.rows is not None, monthly)

    def _collect(self, months: Sequence[Part[Number]], name: str, stacked: int | None = None) -> Floats:
        """One quantity of a list of months as an array of (months,) or (rows, months); of the one channel that is `stacked` there."""
        values = [getattr(now, name) if stacked is None else getattr(now, name)[stacked] for now in months]
        if self.rows is None:
            return side_by_side(values)
        out = np.empty((len(values), self.rows))
        for t, value in enumerate(values):
            out[t] = value
        return out.T

    def __getitem__(self, name: str) -> Floats:
        """A monthly series of the company by the ledger's name for it; KeyError for any other."""
        if name not in COMPANY:
            raise KeyError(f"{name!r} is not a quantity of the ledger; known are {', '.join(COMPANY)}")
        if name not in self._series:
            self._series[name] = self._collect([books.company for books in self._books], name)
            self._series[name].flags.writeable = False
        return self._series[name]

    def opening(self, name: str) -> Any:
        """A stock at month 0: `customers`, `mrr`, `arr`, `contacts`, `pipeline` or `cash`."""
        return getattr(self._opening.company, name)

    @cached_property
    def calendar(self) -> pd.DatetimeIndex:
        """The first day of every month projected."""
        return pd.date_range(self.scenario.start, periods=self.months, freq="MS", name="month")

    # What reads a projection holds it, so a projection holds only numbers: were readers kept in it as well, each would
    # keep the other, and nothing but the collector, which the app tells to wait, would ever free a batch.

    @cached_property
    def _parts_read(self) -> dict[int | None, dict[str, Floats]]:
        """Series read so far, by the place of their channel; None for those of Existing."""
        return defaultdict(dict)

    @property
    def channels(self) -> Mapping[str, Mapping[str, Floats]]:
        """Each channel's own series by channel name, in the scenario's order."""
        return _Channels(self)

    @property
    def existing(self) -> Mapping[str, Floats]:
        """The series of Existing, the customers of month 0."""
        return _Series(self, None)


class _Channels(Mapping[str, Mapping[str, Floats]]):
    """The channels of a projection by name."""

    def __init__(self, p: Months):
        self._p = p
        self._places = {channel.name: k for k, channel in enumerate(p.scenario.channels)}

    def __getitem__(self, name: str) -> Mapping[str, Floats]:
        return _Series(self._p, self._places[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class _Series(Mapping[str, Floats]):
    """The series of the channel in that place, or of Existing (None), read from the books when asked for."""

    def __init__(self, p: Months, place: int | None):
        self._p, self._place = p, place
        self._stacked = None if p.rows is None else place
        self._names = HELD if place is None else PART
        self._read = p._parts_read[place]

    def _part(self, books: Books[Number]) -> Part[Number]:
        if self._place is None:
            return books.existing
        return books.channels[self._place if self._stacked is None else 0]

    def __getitem__(self, name: str) -> Floats:
        if name not in self._read:
            if name not in self:
                raise KeyError(f"{name!r} is not a series here; known are {', '.join(self)}")
            months = [self._part(books) for books in self._p._books_of_channels]
            self._read[name] = self._p._collect(months, name, self._stacked)
            self._read[name].flags.writeable = False
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._names
