"""The mix of customers that are won: people sell to several kinds at once, and unit economics are means over them.

A channel's customers pay its own price, bring its own gross profit and leave at its own churn. Its
weight is its share of the customers won in the year up to a month; where nobody is won, its share
of today's visitors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model import unit_economics as economics
from model.arithmetic import Number, if_nothing, ratio
from model.cells import side_by_side
from model.levers import Levers
from model.quantities import Terms

Floats = NDArray[np.float64]

YEAR = 12

LEVERS = ("expansion_rate", "contraction_rate", "ltv_horizon", "ltv_months", "discount_rate")
"""What the unit economics of a customer need besides price, profit and churn."""


@dataclass(frozen=True)
class Mix:
    """What each channel's customers are like: arrays with channels as the first axis, that broadcast to one shape.

    `weights` are shares that sum to 1, `price` and `profit` money/account/month, `churn_rate` a
    share a month. `lever` holds those of LEVERS, shaped like the other axes.
    """

    weights: Floats
    price: Floats
    profit: Floats
    churn_rate: Floats
    lever: Mapping[str, Floats]

    def mean(self, values: Number) -> Number:
        """The mean over the channels of one value each; see `unit_economics.mean`."""
        return economics.mean(self.weights, values)


def trailing(series: Floats, window: int = YEAR) -> Floats:
    """Sum of each month and the eleven before it, of fewer where there are not as many; months are the last axis.

    >>> trailing(np.array([1.0, 2.0, 3.0]), 2).tolist()
    [1.0, 3.0, 5.0]
    """
    before = np.zeros((*series.shape[:-1], window - 1))
    whole = side_by_side(np.concatenate([before, series], axis=-1))
    return np.lib.stride_tricks.sliding_window_view(whole, window, axis=-1, subok=True).sum(-1)


def mix(
    won: Floats,
    todays_shares: Sequence[Number],
    lever: Levers[Number],
    terms: Sequence[Terms[Number]],
    rows: bool,
    monthly: bool,
) -> Mix:
    """The mix of customers `won`: an array of (channels,), with a second axis of a batch's `rows`, and a last one of months
    where it is `monthly`. `todays_shares` are each channel's share of today's visitors."""

    def shaped(array: Floats) -> Floats:
        return array[..., None] if monthly else array

    def by_channel(values: Sequence[Number]) -> Floats:
        return shaped(np.stack(np.broadcast_arrays(*map(np.atleast_1d, values))) if rows else side_by_side(values))

    def of_lever(name: str) -> Floats:
        value = side_by_side(getattr(lever, name))
        return shaped(np.atleast_1d(value) if rows else value)

    everybody = won.sum(axis=0)
    weights = if_nothing(everybody, by_channel(todays_shares), ratio(won, everybody))
    cost = economics.account_cost(
        *(of_lever(name) for name in ("support_cost", "infrastructure_cost", "retention_cost"))
    )
    price = by_channel([own.arpu for own in terms])
    churn = by_channel([own.churn_rate for own in terms])
    profit = economics.profit(price, cost, of_lever("payment_fee_rate"))
    return Mix(weights, price, profit, churn, {name: of_lever(name) for name in LEVERS})
