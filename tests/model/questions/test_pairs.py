"""Two levers together: the line on which a goal is just met, and the pairs beside it that meet it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from model import LEVERS, project, summarize
from model.questions.goal import Goal
from model.questions.pairs import PairLine, meeting, pair_line, pairs
from tests.companies import SHOP
from tests.model.questions.test_goal import ONE_CHANNEL


def test_the_line_of_a_pair_closed_form():
    """LTV by revenue of 2,000 takes an ARPU of 2,000 times churn, and none where that is outside the range."""
    line = pair_line(ONE_CHANNEL, Goal("ltv_revenue", 2000), "churn_rate", "arpu", (0.01, 0.08), (30, 120))
    closed = 2000 * line.x
    inside = (closed > 30) & (closed < 120)
    assert line.x.shape == line.y.shape == (61,)
    assert line.y[inside] == pytest.approx(closed[inside], rel=2e-7)
    assert np.isnan(line.y[~inside & (np.abs(closed - 30) > 1e-6) & (np.abs(closed - 120) > 1e-6)]).all()


@pytest.mark.parametrize("name", [name for name, lever in LEVERS.items() if lever.minimum < 0])
def test_the_line_of_a_pair_passes_zero(name):
    """Where a lever's range goes from below 0 to above, 0 itself is among its values, and nothing too small to be valid."""
    line = pair_line(SHOP, Goal("arr", 1.8e6), name, "arpu", (-0.03, 0.07), (10, 200))
    assert 0 in line.x
    assert project(SHOP, {name: line.x, "arpu": np.full(len(line.x), 64.0)})["mrr"].shape == (len(line.x), SHOP.months)


@pytest.mark.parametrize(
    "goal", [Goal("arr_end", 1.8e6), Goal("runway", 30), Goal("mrr", 9e4, by_month=18), Goal("break_even", 24, False)]
)
def test_the_line_of_a_pair_is_where_the_goal_turns(goal):
    """On each point the goal is met, and a little to one side of it, or to the other, missed."""
    line = pair_line(SHOP, goal, "churn_rate", "visitor_to_lead")
    on = np.isfinite(line.y)
    assert on.sum() > 30
    x, y = line.x[on], line.y[on]
    below, at, above = (
        goal.met(goal.read(project(SHOP, {"churn_rate": x, "visitor_to_lead": y * k}))) for k in (1 - 1e-6, 1, 1 + 1e-6)
    )
    assert at.all()
    assert (below != above).all()


def test_of_two_ways_to_the_goal_the_line_is_the_one_nearest_to_today():
    """More spend brings cash up to a point and costs it from there on: little spend rises to the goal, much falls to it."""
    plan = SHOP.replace(spend_elasticity=0.3, arpu=300)
    most = summarize(project(plan, {"marketing_spend": np.linspace(5_000, 15_000, 101)}))["cash_end"].max()
    costs, spends = (plan.product_cost * 0.999, plan.product_cost), (500, 60_000)
    for today, low, high in ((1_000, 1_000, 8_000), (58_000, 11_000, 58_000)):
        line = pair_line(plan.replace(marketing_spend=today), Goal("cash_end", 0.995 * most), "product_cost", "marketing_spend",
                         costs, spends)  # fmt: skip
        assert ((line.y > low) & (line.y < high)).all()


def test_a_line_takes_two_levers_and_ranges():
    """The same lever twice, an empty range or a range out of bounds is refused."""
    goal = Goal("arr_end", 1.8e6)
    with pytest.raises(ValueError, match="takes two"):
        pair_line(SHOP, goal, "arpu", "arpu")
    with pytest.raises(ValueError, match="has to be smaller"):
        pair_line(SHOP, goal, "arpu", "churn_rate", (60, 60))
    with pytest.raises(ValueError, match="allowed is 0 to 1"):
        pair_line(SHOP, goal, "arpu", "churn_rate", None, (0, 2))


def test_the_side_that_meets_goes_from_the_line_to_its_end():
    """From the line to the end that meets the goal; nothing where neither end does; all where both do."""
    line = PairLine(np.array([1.0, 2.0, 3.0, 4.0]), np.array([5.0, 6.0, math.nan, math.nan]))
    met = np.array([False, True, False, True]), np.array([True, False, False, True])
    low, high = meeting(line, (0, 10), *met)
    np.testing.assert_array_equal(low, [5, 0, math.nan, 0])
    np.testing.assert_array_equal(high, [10, 6, math.nan, 10])


@pytest.mark.parametrize(
    ("target", "everywhere", "nowhere"), [(2e6, False, False), (-1.0, True, False), (1e14, False, True)]
)
def test_pairs_hold_both_points_and_meet_the_goal(target, everywhere, nowhere):
    """The ranges hold the scenario's and the baseline's point, and pairs inside the side that meets do meet the goal."""
    goal, levers = Goal("arr", target), ("churn_rate", "arpu")
    found = pairs(SHOP.replace(arpu=500, churn_rate=0.3), SHOP, goal, levers)
    assert (found.everywhere, found.nowhere) == (everywhere, nowhere)
    assert found.line.x[0] <= min(found.now[0], found.was[0])
    assert found.line.x[-1] >= max(found.now[0], found.was[0])
    assert found.now == (0.3, 500)
    inside = np.isfinite(found.low)
    middle = (found.low[inside] + found.high[inside]) / 2
    if inside.any():
        assert goal.met(goal.read(project(SHOP, {"churn_rate": found.line.x[inside], "arpu": middle}))).all()
    assert (found.left <= found.line.x).all()
    assert (found.right >= found.line.x).all()
