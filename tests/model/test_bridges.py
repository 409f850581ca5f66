"""Bridges are checked where months are made: a month that does not add up is an error, whatever is asked of it."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from model import Scenario, bridges, ledger, project
from model.bridges import BrokenBridge

FLOWS = {
    "mrr": (("new_mrr", "expansion_mrr"), ("churned_mrr", "contraction_mrr")),
    "customers": (("new_customers",), ("churned_customers",)),
    "pipeline": (("sqls",), ("resolved",)),
    "cash": (("revenue",), ("cost_to_serve", "payment_fees", "sales_and_marketing", "fixed_costs")),
}
"""Each stock with the flows of a month that come to it, and those that go."""

NAMES = {*FLOWS, *(name for pair in FLOWS.values() for names in pair for name in names)}
MOVES = [
    (stock, name, sign)
    for stock, pair in FLOWS.items()
    for sign, names in zip((1, -1), pair, strict=True)
    for name in names
]


def month(**numbers):
    """A month of the company in which nothing is and nothing flows but these."""
    return SimpleNamespace(**dict.fromkeys(NAMES, 0.0) | numbers)


@pytest.mark.parametrize(("stock", "flow", "sign"), MOVES)
def test_a_flow_moves_its_stock(stock, flow, sign):
    """A month in which a flow moves its stock by as much holds; one in which it does not is told, with the stock's name."""
    bridges.check(month(**{stock: 100.0}), month(**{stock: 100.0 + sign * 7, flow: 7.0}))
    with pytest.raises(BrokenBridge, match=f"^{stock}: 100 before"):
        bridges.check(month(**{stock: 100.0}), month(**{stock: 100.0, flow: 7.0}))


def test_rounding_is_no_fault_and_what_is_no_number_is_one():
    """Last digits may differ, relative to what flowed; NaN adds up to nothing."""
    bridges.check(month(mrr=1e12), month(mrr=1e12 + 1e2))
    with pytest.raises(BrokenBridge, match="mrr"):
        bridges.check(month(mrr=1e12), month(mrr=1e12 + 1e4))
    with pytest.raises(BrokenBridge, match="cash"):
        bridges.check(month(), month(cash=float("nan")))


def test_one_row_of_many_is_enough():
    """Of many scenarios at once the row that does not add up is told."""
    rows = np.array([1.0, 2.0, 3.0])
    bridges.check(month(customers=rows), month(customers=rows + 1, new_customers=1.0))
    with pytest.raises(BrokenBridge, match="customers: 2 before, 1 came, 0 went, and yet there are 4"):
        bridges.check(month(customers=rows), month(customers=rows + np.array([1, 2, 1]), new_customers=np.ones(3)))


@pytest.mark.parametrize("vary", [None, {"arpu": [40.0, 50.0]}], ids=["one", "many"])
@pytest.mark.parametrize("stock", ["mrr", "customers"])
def test_a_ledger_that_loses_something_projects_nothing(monkeypatch, vary, stock):
    """Were a line of the ledger to forget what is won, no projection would come of it."""
    retain = ledger.retain

    def forgetful(now, *others):
        retain(now, *others)
        setattr(now, stock, getattr(now, stock) - getattr(now, f"new_{stock}"))

    project(Scenario(), vary)
    monkeypatch.setattr(ledger, "retain", forgetful)
    with pytest.raises(BrokenBridge, match=f"^{stock}: "):
        project(Scenario(), vary)
