"""Bridges: what was, with what came and without what went, is what is.

MRR, customers, open opportunities and cash of the company are sums over its parts, each part with
flows of its own. That both say the same is checked where months are made, so that no figure is
shown of a month that does not add up. Of a projection the first and the last month are looked at:
all months are made by the same lines, and only the first has something of its own (prices move).
"""

from __future__ import annotations

import numpy as np

from model.arithmetic import Number
from model.quantities import Company

ROUNDING = 1e-9
"""What may be missing, relative to all that was, came, went and is."""


class BrokenBridge(AssertionError):
    """A month does not follow from the one before it: a fault of the model, never of what it was given."""


def check(before: Company[Number], now: Company[Number]) -> None:
    """Raise BrokenBridge, naming the stock, where a month of the company does not follow from the one before."""
    _check("mrr", before.mrr, now.new_mrr + now.expansion_mrr, now.churned_mrr + now.contraction_mrr, now.mrr)
    _check("customers", before.customers, now.new_customers, now.churned_customers, now.customers)
    _check("pipeline", before.pipeline, now.sqls, now.resolved, now.pipeline)
    costs = now.cost_to_serve + now.payment_fees + now.sales_and_marketing + now.fixed_costs
    _check("cash", before.cash, now.revenue, costs, now.cash)


def _check(stock: str, was: Number, came: Number, went: Number, there: Number) -> None:
    """Raise BrokenBridge where was + came - went is not what is there, in any row.

    Of 100 accounts 3 leave and 5 come.

    >>> _check("customers", 100.0, 5.0, 3.0, 102.0)
    >>> _check("customers", 100.0, 5.0, 3.0, 103.0)
    Traceback (most recent call last):
    ...
    model.bridges.BrokenBridge: customers: 100 before, 5 came, 3 went, and yet there are 103
    """
    holds = abs(was + came - went - there) <= ROUNDING * (abs(was) + came + went + abs(there))
    if holds is not True and not np.all(holds):
        row = int(np.argmin(np.atleast_1d(holds)))
        was, came, went, there = (
            np.broadcast_to(number, np.shape(holds)).flat[row] for number in (was, came, went, there)
        )
        raise BrokenBridge(f"{stock}: {was:g} before, {came:g} came, {went:g} went, and yet there are {there:g}")
