"""Runs the ledger over the months, for one scenario or for ten thousand at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from model import ledger
from model.levers import CHANNEL_FIELDS, NUMBERS
from model.measures import MEASURES, MONTHLY
from model.mix import YEAR, Mix, mix, mix_by_month
from model.scenario import SHARES_TOLERANCE, InvalidScenario, Scenario, declaration

Floats = NDArray[np.float64]


class _Levers:
    """Levers and facts as attributes; a varied one is an array of one value a row."""


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


class Projection:
    """The months of one scenario, or of many that differ from it in some numbers.

    `p["mrr"]` is any monthly series of MEASURES: an array of `months`, or (rows, months) when
    levers were varied. `p.frame` is the same as a table. `p.channels["Paid search"]["leads"]`
    are one channel's series and `p.existing` those of the customers of month 0. Month 0 itself
    is in `p.opening`.
    """

    _month = staticmethod(ledger.month)

    def __init__(self, scenario: Scenario, vary: Mapping[str, ArrayLike] | None = None):
        self.scenario = scenario
        self.varied = {name: _checked(name, values, scenario) for name, values in (vary or {}).items()}
        lengths = {name: len(values) for name, values in self.varied.items()}
        if len(set(lengths.values())) > 1:
            told = ", ".join(f"{name} {length}" for name, length in lengths.items())
            raise InvalidScenario([("vary", f"varied arrays differ in length: {told}")])
        self.rows: int | None = next(iter(lengths.values()), None)
        self.months = scenario.months
        self._series: dict[str, Floats] = {}
        self._outcomes: dict[str, Any] = {}
        self._check_shares()
        self._project()

    _won: Floats
    months: int

    def _project(self) -> None:
        opening, self._books = self._run(keep_channels=self.rows is None)
        self._opening = opening.company

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

    @cached_property
    def lever(self) -> Any:
        """Levers and facts as attributes: floats, or arrays where varied."""
        numbers = _Levers()
        for name in NUMBERS:
            setattr(numbers, name, self.varied.get(name, getattr(self.scenario, name)))
        return numbers

    @cached_property
    def terms(self) -> list[ledger.Terms]:
        """Each channel's own rates and facts, in the scenario's order: floats, or arrays where varied."""
        made = []
        for channel in self.scenario.channels:
            numbers = _Levers()
            for field in CHANNEL_FIELDS:
                setattr(numbers, field, self.varied.get(f"{channel.name}.{field}", getattr(channel, field)))
            made.append(ledger.terms(self.lever, numbers))
        return made

    def _run(self, keep_channels: bool) -> tuple[ledger.Books, list[ledger.Books]]:
        with np.errstate(all="ignore"):
            opening = books = ledger.opening(self.lever, self.terms)
            channels: Sequence[ledger.Terms] = self.terms
            if self.rows is not None:
                channels = [ledger.stacked(channels)]
                books = ledger.Books(books.existing, [ledger.stacked(books.channels)], books.company)
            kept = []
            for t in range(1, self.months + 1):
                books = self._month(books, self.lever, channels, t)
                if self.rows is not None and t <= YEAR and not keep_channels:
                    won = books.channels[0].new_customers
                    self._won = won if t == 1 else self._won + won
                keep = keep_channels or t == self.months  # of the last month the channels are read
                kept.append(books if keep else ledger.Books(books.existing, (), books.company))
        return opening, kept

    @cached_property
    def books_of_channels(self) -> list[ledger.Books]:
        """Books with the channels' months; a batch keeps only the company's until a channel is asked for."""
        return self._books if self.rows is None else self._run(keep_channels=True)[1]

    @property
    def won_in_first_year(self) -> Floats:
        """Customers won through each channel in months 1 to 12, or the horizon if shorter: (channels,) or (channels, rows)."""
        if self.rows is not None:
            return self._won
        year = [[own.new_customers for own in books.channels] for books in self._books[:YEAR]]
        return np.array(year).sum(axis=0)

    def of_channels(self, name: str) -> Floats:
        """A series of all channels at once: (months, channels), or (months, channels, rows) with varied levers."""
        if self.rows is None:
            return np.array([[getattr(own, name) for own in books.channels] for books in self._books])
        months = [getattr(books.channels[0], name) for books in self.books_of_channels]
        return np.stack([np.broadcast_to(month, (len(self.scenario.channels), self.rows)) for month in months])

    def at_the_end(self, name: str) -> Floats:
        """A quantity of each channel in the last month: (channels,), or (channels, rows) with varied levers."""
        channels = self._books[-1].channels
        return np.array([getattr(own, name) for own in channels]) if self.rows is None else getattr(channels[0], name)

    @cached_property
    def mix(self) -> Mix:
        """The mix of customers won in the first year, which unit economics are means over: see `model.mix`."""
        return mix(self)

    @cached_property
    def mix_by_month(self) -> Mix:
        """The mix of the year up to each month."""
        return mix_by_month(self)

    def _collect(self, months: Sequence[Any], name: str, stacked: int | None = None) -> Floats:
        """One quantity of a list of months as an array of (months,) or (rows, months); of the one channel that is `stacked` there."""
        values = [getattr(now, name) if stacked is None else getattr(now, name)[stacked] for now in months]
        if self.rows is None:
            return np.array(values, dtype=np.float64)
        out = np.empty((len(values), self.rows))
        for t, value in enumerate(values):
            out[t] = value
        return out.T

    def __getitem__(self, name: str) -> Floats:
        """A monthly series by the name MEASURES gives it; KeyError for a name that is not a series."""
        if name not in self._series:
            measure = MEASURES.get(name)
            if measure is None or not measure.monthly:
                raise KeyError(f"{name!r} is not a monthly series; known are {', '.join(MONTHLY)}")
            if measure.by_month is None:
                series = self._collect([books.company for books in self._books], name)
            else:
                with np.errstate(all="ignore"):
                    series = measure.by_month(self)
            series.flags.writeable = False
            self._series[name] = series
        return self._series[name]

    def opening(self, name: str) -> Any:
        """A stock at month 0: `customers`, `mrr`, `arr`, `contacts`, `pipeline` or `cash`."""
        return getattr(self._opening, name)

    @cached_property
    def calendar(self) -> pd.DatetimeIndex:
        """The first day of every month projected."""
        return pd.date_range(self.scenario.start, periods=self.months, freq="MS", name="month")

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Every monthly series as a table: a row a month, indexed by its first day.

        With varied levers the index is (row, month).
        """
        index: pd.Index = self.calendar
        if self.rows is not None:
            index = pd.MultiIndex.from_product([range(self.rows), self.calendar], names=["row", "month"])
        return pd.DataFrame({name: self[name].ravel() for name in MONTHLY}, index=index)

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


class Acquisition(Projection):
    """What wins customers and what that costs, in a third of the time: of a projection's series it has no others.

    >>> vary = {"marketing_spend": [0.0, 5000.0]}
    >>> less, all = Acquisition(Scenario(), vary), Projection(Scenario(), vary)
    >>> bool((less["sales_and_marketing"] == all["sales_and_marketing"]).all())
    True
    """

    _month = staticmethod(ledger.acquisition_month)

    def __getitem__(self, name: str) -> Floats:
        """A monthly series of what wins customers and what that costs; KeyError for any other."""
        try:
            return super().__getitem__(name)
        except AttributeError:
            raise KeyError(f"{name!r} is not in the months of an acquisition, which have no customers") from None


class _Channels(Mapping[str, Mapping[str, Floats]]):
    """The channels of a projection by name."""

    def __init__(self, p: Projection):
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

    def __init__(self, p: Projection, place: int | None):
        self._p, self._place = p, place
        self._stacked = None if p.rows is None else place
        self._read = p._parts_read[place]

    def _part(self, books: ledger.Books) -> ledger.Month:
        if self._place is None:
            return books.existing
        return books.channels[self._place if self._stacked is None else 0]

    @property
    def _names(self) -> Mapping[str, Any]:
        return vars(self._part(self._p.books_of_channels[0]))

    def __getitem__(self, name: str) -> Floats:
        if name not in self._read:
            if name not in self:
                raise KeyError(f"{name!r} is not a series here; known are {', '.join(self)}")
            months = [self._part(books) for books in self._p.books_of_channels]
            self._read[name] = self._p._collect(months, name, self._stacked)
            self._read[name].flags.writeable = False
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._names


def project(scenario: Scenario, vary: Mapping[str, ArrayLike] | None = None) -> Projection:
    """Project a scenario month by month; with `vary`, as many scenarios as the arrays have values.

    `vary` maps levers, facts or channel fields (`"Paid search.cost_per_visitor"`) to arrays of
    equal length; row i of every result belongs to value i of each. Raises InvalidScenario where a
    value is out of bounds, naming the row.

    >>> p = project(Scenario(opening_mrr=1000, opening_customers=20, churn_rate=0.1, marketing_spend=0, months=6))
    >>> p["mrr"].shape
    (6,)
    >>> project(Scenario(), vary={"churn_rate": [0.01, 0.05]})["mrr"].shape
    (2, 36)
    """
    return Projection(scenario, vary)


class Summary(Mapping[str, Any]):
    """Every measure as one number a scenario, computed when it is asked for: see `summarize`. `p` is its projection."""

    def __init__(self, p: Projection):
        self.p = p
        self._read = p._outcomes

    def __getitem__(self, name: str) -> Any:
        if name not in self._read:
            if name not in MEASURES:
                raise KeyError(f"{name!r} is not a measure; known are {', '.join(MEASURES)}")
            with np.errstate(all="ignore"):
                number = MEASURES[name].overall(self.p)
            if self.p.rows is None:
                self._read[name] = float(number)
            else:
                self._read[name] = np.broadcast_to(np.asarray(number, dtype=np.float64), (self.p.rows,))
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(MEASURES)

    def __len__(self) -> int:
        return len(MEASURES)


def summarize(p: Projection) -> Summary:
    """Every measure of MEASURES by name: a float, or an array of one value for each varied row.

    >>> summarize(project(Scenario(arpu=50, churn_rate=0.005)))["ltv_revenue"]
    10000.0
    """
    return Summary(p)
