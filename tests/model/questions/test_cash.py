"""Cash: the groups are all costs, and what moves the runway adds up and is named by what happened."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from model import project
from model.questions.cash import cost_groups, runway_reasons
from model.templates import TEMPLATES
from tests.strategies import corners, plausible, scenarios

BASE = TEMPLATES["mid_market"].scenario


@given(scenarios(plausible))
@corners()
def test_cost_groups_are_all_costs(scenario):
    """The groups sum to revenue less net cash flow in every month."""
    p = project(scenario)
    np.testing.assert_allclose(
        sum(cost_groups(p).values()), p["revenue"] - p["net_cash_flow"], rtol=1e-9, atol=1e-6 * (1 + p["revenue"].max())
    )


@given(scenarios(plausible))
@corners()
def test_reasons_of_the_runway_sum_to_the_difference(scenario):
    """The parts are exactly what cash is above or below month 1's burn repeated, when the first of the two runs out."""
    p = project(scenario)
    why = runway_reasons(p)
    straight = scenario.opening_cash + why.month * p["net_cash_flow"][0]
    scale = 1 + np.abs(p["net_cash_flow"]).max() * why.month + abs(scenario.opening_cash)
    assert sum(added for _, added in why.parts) == pytest.approx(p["cash"][why.month - 1] - straight, abs=1e-9 * scale)
    assert 1 <= why.month <= p.months


def test_reasons_are_named_by_what_happened():
    """Growing and shrinking are told apart, and today's pipeline has its own part."""
    grows = dict(runway_reasons(project(BASE)).parts)
    assert grows["growth of revenue"] > 0 > grows["serving more customers"]
    shrinks = dict(runway_reasons(project(BASE.replace(churn_rate=0.5, opening_mrr=2e6))).parts)
    assert shrinks["shrinking revenue"] < 0 < shrinks["serving fewer customers"]
    without = dict(runway_reasons(project(BASE.replace(opening_pipeline=0))).parts)
    assert without["today's pipeline"] == 0 != grows["today's pipeline"]
