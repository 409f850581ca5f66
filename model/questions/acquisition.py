"""What winning customers costs, taken apart: what is in CAC, and what more marketing spend buys."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import numpy as np

from model.arithmetic import Number, ratio
from model.ledger import acquisition_month
from model.levers import CHANNEL_FIELDS, LEVERS, NUMBERS
from model.months import Floats, levers_of, run, terms_of
from model.outcomes import NOBODY_MORE, extra_with_more, first_year, months_counted
from model.projection import Projection
from model.scenario import Channel, Scenario

CAC_PARTS = ("spend", "marketing_labour", "marketing_technology", "marketing_general", "sales_team", "commissions")
"""The monthly series that sum to sales_and_marketing, in the order they are drawn."""

POINTS = 41
MORE = 0.01


def cac_parts(p: Projection) -> dict[str, Number]:
    """What is in CAC: each of CAC_PARTS over new customers, months 1 to 12; money/account. They sum to `cac`.

    Undefined where nobody is won.

    >>> from model import Scenario, project, summarize
    >>> p = project(Scenario())
    >>> bool(np.isclose(sum(cac_parts(p).values()), summarize(p)["cac"]))
    True
    """
    won = first_year(p, "new_customers")
    return {name: ratio(first_year(p, name), won) for name in CAC_PARTS}


@dataclass(frozen=True)
class SpendCurve:
    """Arrays of one value for each `spend`, months 1 to 12 (or the horizon, if shorter).

    `cac` is average, `marginal_cac` that of a little more spend; NaN where nobody, or nobody more, is won.
    """

    spend: Floats
    new_customers: Floats
    cac: Floats
    marginal_cac: Floats


UNREAD = (
    "marketing_spend",
    "opening_customers",
    "opening_mrr",
    "opening_cash",
    "repriced_share",
    "churn_rate",
    "expansion_rate",
    "contraction_rate",
    "support_cost",
    "infrastructure_cost",
    "retention_cost",
    "payment_fee_rate",
    "product_cost",
    "admin_cost",
    "discount_rate",
    "ltv_months",
    "ltv_horizon",
    "months",
)
"""Levers and facts that the curve does not depend on: its own, and what becomes of customers once they are won."""

_READ = tuple(name for name in NUMBERS if name not in UNREAD)


def spend_curve(p: Projection, highest: float) -> SpendCurve:
    """New customers and CAC for marketing spend (money/month, month 1) from 0 to `highest`, all else as in `p`.

    With a spend elasticity below 1 every further customer costs more than the one before; the
    average hides that. One batch of 41 scenarios, kept for when only UNREAD levers move.

    >>> from model import Scenario, project
    >>> curve = spend_curve(project(Scenario(spend_elasticity=1.0)), 10_000)
    >>> curve.spend[[0, -1]].tolist(), bool(np.allclose(np.diff(curve.new_customers, 2), 0))
    ([0.0, 10000.0], True)
    """
    numbers = tuple(getattr(p.scenario, name) for name in _READ)
    channels = tuple(tuple(getattr(own, name) for name in CHANNEL_FIELDS) for own in p.scenario.channels)
    return _curve(numbers, channels, months_counted(p), highest)


@lru_cache(maxsize=64)
def _curve(
    numbers: tuple[float, ...], fields: tuple[tuple[float, ...], ...], months: int, highest: float
) -> SpendCurve:
    """The curve of these numbers: names, which nobody else should find kept, have no part in it."""
    named = ({"name": f"{k}"} | dict(zip(CHANNEL_FIELDS, own, strict=True)) for k, own in enumerate(fields))
    channels = tuple(Channel(**own) for own in named)  # type: ignore[arg-type] # names are text, fields numbers
    most = LEVERS["marketing_spend"].maximum
    spend = np.linspace(0.0, min(max(highest, 1.0), most), POINTS)
    year = Scenario(channels=channels).replace(**dict(zip(_READ, numbers, strict=True)))
    varied = {"marketing_spend": spend}
    lever = levers_of(year, varied)
    terms = terms_of(year, varied, lever)
    won = cost = np.zeros(POINTS)
    for books in islice(run(lever, terms, months, acquisition_month, stack=True), 1, None):
        won, cost = won + books.company.new_customers, cost + books.company.sales_and_marketing
    more = np.minimum(spend[1] * MORE, most - spend)
    dearer, extra = (by_month.sum(axis=-1) for by_month in extra_with_more(lever, terms, more, months, POINTS))
    somebody = extra > NOBODY_MORE * won
    made = (spend, won, ratio(cost, won), np.where(somebody, ratio(dearer, extra), math.nan))
    for array in made:
        array.flags.writeable = False
    return SpendCurve(*made)
