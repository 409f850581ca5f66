"""Projection and Summary: every measure of a scenario, by month and as one number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from model.measures import MEASURES, MONTHLY
from model.months import Floats, Months
from model.scenario import Scenario

__all__ = ["Floats", "Projection", "Summary", "project", "summarize"]


class Projection(Months):
    """The months of one scenario, or of many that differ from it in some numbers.

    `p["mrr"]` is any monthly series of MEASURES: an array of `months`, or (rows, months) when
    levers were varied. `p.frame` is the same as a table.
    """

    def __init__(self, scenario: Scenario, vary: Mapping[str, ArrayLike] | None = None):
        super().__init__(scenario, vary)
        self._outcomes: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Floats:
        """A monthly series by the name MEASURES gives it; KeyError for a name that is not a series."""
        if name not in self._series:
            measure = MEASURES.get(name)
            if measure is None or not measure.monthly:
                raise KeyError(f"{name!r} is not a monthly series; known are {', '.join(MONTHLY)}")
            if measure.by_month is None:
                return super().__getitem__(name)
            with np.errstate(all="ignore"):
                self._series[name] = measure.by_month(self)
            self._series[name].flags.writeable = False
        return self._series[name]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Every monthly series as a table: a row a month, indexed by its first day.

        With varied levers the index is (row, month).
        """
        index: pd.Index = self.calendar
        if self.rows is not None:
            index = pd.MultiIndex.from_product([range(self.rows), self.calendar], names=["row", "month"])
        return pd.DataFrame({name: self[name].ravel() for name in MONTHLY}, index=index)


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
