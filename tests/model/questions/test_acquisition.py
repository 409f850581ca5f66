"""What is in CAC, and what more marketing spend buys."""

import math

import numpy as np
import pytest
from hypothesis import given

from model import Scenario, project, summarize
from model.questions.acquisition import CAC_PARTS, POINTS, UNREAD, cac_parts, spend_curve
from model.templates import TEMPLATES
from tests.strategies import corners, scenarios

BASES = {name: template.scenario for name, template in TEMPLATES.items()}


@given(scenarios())
@corners()
def test_the_parts_sum_to_cac(scenario):
    """Programme spend, people, tools, overhead, sales people and commissions are all of CAC, and undefined with it."""
    p = project(scenario)
    whole, parts = summarize(p)["cac"], cac_parts(p)
    assert tuple(parts) == CAC_PARTS
    if math.isnan(whole):
        assert all(math.isnan(part) for part in parts.values())
    else:
        assert sum(parts.values()) == pytest.approx(whole, rel=1e-9)


@pytest.mark.parametrize("name", BASES)
def test_the_curve_is_that_of_single_projections(name):
    """Every point of the curve is what a projection at that spend gives."""
    p = project(BASES[name])
    curve = spend_curve(p, 3 * p.scenario.marketing_spend)
    assert len(curve.spend) == POINTS
    for at in (0, 1, 17, POINTS - 1):
        alone = summarize(project(p.scenario.replace(marketing_spend=curve.spend[at])))
        assert curve.new_customers[at] == pytest.approx(alone["new_customers"])
        assert curve.cac[at] == pytest.approx(alone["cac"])


@given(scenarios(), scenarios())
@corners(Scenario())
def test_what_the_curve_does_not_read_does_not_move_it(scenario, other):
    """Whatever becomes of customers once they are won, the curve is that of the whole projection, kept or computed."""
    moved = scenario.replace(**{name: getattr(other, name) for name in UNREAD if name != "months"})
    curve = spend_curve(project(scenario), 50_000)
    again = spend_curve(project(moved), 50_000)
    whole = project(moved.replace(months=min(12, scenario.months)), {"marketing_spend": curve.spend})
    np.testing.assert_array_equal(again.spend, curve.spend)
    np.testing.assert_array_equal(again.new_customers, curve.new_customers)
    np.testing.assert_allclose(again.new_customers, whole["new_customers"].sum(axis=1), rtol=1e-12)
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(again.cac, summarize(whole)["cac"], rtol=1e-9)


@pytest.mark.parametrize("name", BASES)
def test_the_curve_meets_marginal_cac(name):
    """At the scenario's own spend the curve's marginal CAC is the measure's, but for the size of the step."""
    p = project(BASES[name])
    curve = spend_curve(p, 2 * p.scenario.marketing_spend)
    at = POINTS // 2
    assert curve.spend[at] == pytest.approx(p.scenario.marketing_spend)
    assert curve.marginal_cac[at] == pytest.approx(summarize(p)["marginal_cac"], rel=0.01)


def test_returns_diminish():
    """Below an elasticity of 1 every next customer costs more than the one before; at 1 all cost the same."""
    scenario = BASES["self_serve"].replace(opening_pipeline=0, opening_contacts=0, commission_rate=0)
    less = spend_curve(project(scenario.replace(spend_elasticity=0.6)), 50_000).marginal_cac[1:]
    same = spend_curve(project(scenario.replace(spend_elasticity=1.0)), 50_000).marginal_cac[1:]
    assert (np.diff(less) > 0).all()
    np.testing.assert_allclose(same, same[0])


def test_nobody_more_is_undefined():
    """Where more spend wins nobody, or nobody is won at all, there is no marginal CAC and no CAC."""
    lost = project(BASES["self_serve"].replace(win_rate=0))
    curve = spend_curve(lost, 10_000)
    assert np.isnan(curve.cac).all()
    assert np.isnan(curve.marginal_cac).all()


@given(scenarios(maximum=3))
@corners()
def test_any_scenario_has_a_curve(scenario):
    """The curve is made for any scenario, up to the largest spend there is."""
    curve = spend_curve(project(scenario), scenario.marketing_spend * 1.2)
    assert np.isfinite(curve.new_customers).all()
