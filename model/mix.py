"""The mix of customers that are won: people sell to several kinds at once, and unit economics are means over them.

A channel's customers pay its own price, bring its own gross profit and leave at its own churn. Its
weight is its share of the customers won in the year up to a month; where nobody is won, its share
of today's visitors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model import unit_economics as economics
from model.arithmetic import NOTHING, Number, ratio
from model.ledger import todays_shares

if TYPE_CHECKING:
    from model.projection import Floats, Projection

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


def mix(p: Projection) -> Mix:
    """The mix of the first year, months 1 to 12 or the horizon if it is shorter: what headlines are means over.

    Further axes of its arrays are a batch's rows.

    >>> from model import Channel, Scenario, project
    >>> both = [Channel("A", spend_share=0.5, organic_visitors=300), Channel("B", spend_share=0.5, organic_visitors=100)]
    >>> mix(project(Scenario(channels=both, marketing_spend=0, opening_contacts=0, opening_pipeline=0))).weights.round(6).tolist()
    [0.75, 0.25]
    """
    return _mix(p, p.won_in_first_year, monthly=False)


def mix_by_month(p: Projection) -> Mix:
    """The mix of the year up to each month: the months are the last axis of its arrays."""
    won = np.moveaxis(p.of_channels("new_customers"), 0, -1)
    return _mix(p, trailing(won), monthly=True)


def trailing(series: Floats, window: int = YEAR) -> Floats:
    """Sum of each month and the eleven before it, of fewer where there are not as many; months are the last axis.

    >>> trailing(np.array([1.0, 2.0, 3.0]), 2).tolist()
    [1.0, 3.0, 5.0]
    """
    before = np.zeros((*series.shape[:-1], window - 1))
    return np.lib.stride_tricks.sliding_window_view(np.concatenate([before, series], axis=-1), window, axis=-1).sum(-1)


def _mix(p: Projection, won: Floats, monthly: bool) -> Mix:
    def shaped(array: Floats) -> Floats:
        return array[..., None] if monthly else array

    def by_channel(values: list[Number]) -> Floats:
        if p.rows is None:
            return shaped(np.array(values))
        return shaped(np.stack(np.broadcast_arrays(*map(np.atleast_1d, values))))

    def lever(name: str) -> Floats:
        value = np.asarray(getattr(p.lever, name), dtype=np.float64)
        return shaped(value if p.rows is None else np.atleast_1d(value))

    everybody = won.sum(axis=0)
    weights = ratio(won, everybody)
    if np.any(nobody := everybody < NOTHING):
        weights = np.where(nobody, by_channel(todays_shares(p.terms)), weights)
    cost = economics.account_cost(lever("support_cost"), lever("infrastructure_cost"), lever("retention_cost"))
    price = by_channel([own.arpu for own in p.terms])
    churn = by_channel([own.churn_rate for own in p.terms])
    return Mix(weights, price, economics.profit(price, cost, lever("payment_fee_rate")), churn,
               {name: lever(name) for name in LEVERS})  # fmt: skip
