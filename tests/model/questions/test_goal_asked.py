"""A goal that is asked for: the usual one of an outcome, within how long, and the simplest value that still does."""

from __future__ import annotations

import math

import pytest

from model import MEASURES, project, summarize
from model.questions.goal import Broken, Goal, answer, breaks, reach, simplest, usual_goal
from tests.companies import SHOP
from tests.model.questions.test_goal import one

OUTCOMES = [name for name, measure in MEASURES.items() if not measure.name.endswith("_end")]


@pytest.mark.parametrize("name", OUTCOMES)
def test_a_usual_goal_asks_for_something(name):
    """Half as much again, half of the way to 100 %, or a third less: missed today, unless nothing more can be asked."""
    was = summarize(project(SHOP))
    goal, value = usual_goal(name, was), float(was[name])
    assert goal.at_least == (MEASURES[name].good != "down")
    if 0 < value < math.inf:
        assert not goal.met(value)


@pytest.mark.parametrize(
    ("name", "value", "target"),
    [
        ("arr", 1000, 1500), ("cac", 900, 600), ("gross_margin", 0.7, 0.85), ("net_revenue_retention", 1, 1.5),
        ("net_revenue_retention", 1.04, 1.6), ("customer_churn", 0.03, 0.02), ("payback", 12, 8), ("payback", math.inf, 24),
        ("runway", 0, 24), ("runway", math.inf, 24), ("cash_low", -500, 0), ("cash_low", 0, 1), ("arr", 0, 1),
        ("ltv_to_cac", math.nan, 1), ("ltv", math.inf, 0),
    ],
)  # fmt: skip
def test_a_usual_goal_by_hand(name, value, target):
    """Shares go half of the way to 100 % and from there on grow like the rest; what cannot grow is two years, one or no debt."""
    assert usual_goal(name, {name: value}).target == pytest.approx(target)


@pytest.mark.parametrize("months", [7.5, 20.75])
@pytest.mark.parametrize("lever", ["opening_cash", "product_cost"])
def test_a_runway_within_a_month_is_met_to_the_day(lever, months):
    """A runway of so many months and a part is what the value found gives, no more."""
    burning = SHOP.replace(product_cost=SHOP.product_cost * 3)
    found = one(reach(burning, Goal("runway", months), [lever]), lever)
    at = summarize(project(burning.replace(**{lever: found.value})))["runway"]
    assert at >= months * (1 - 1e-9)
    assert at == pytest.approx(months, rel=1e-5)


@pytest.mark.parametrize("lever", ["arpu", "product_cost"])
def test_within_part_of_a_month_is_within_the_month_before(lever):
    """Break-even is a whole month: by month 11.5 means by month 11."""
    whole, part = (one(reach(SHOP, Goal("break_even", by, at_least=False)), lever) for by in (11.0, 11.5))
    assert part.value == pytest.approx(whole.value, rel=3e-7)


@pytest.mark.parametrize("target", [1.2e6, 2e6])
def test_the_answer_is_that_of_reach_or_breaks(target):
    """Missed goals are reached, met ones broken; the levers that do not are beside."""
    goal = Goal("arr", target)
    found = answer(project(SHOP), goal)
    assert found.met == (found.now >= target)
    every = breaks(SHOP, goal) if found.met else reach(SHOP, goal)
    assert [move.lever for move in (*found.turning, *found.others)] == [move.lever for move in every]
    assert not any(math.isnan(move.value) for move in found.turning)


@pytest.mark.parametrize("target", [1.2e6, 2e6])
def test_the_simplest_value_still_does(target):
    """Of candidates that do not, and ones that do, the first that does; beyond the last that holds a goal is none of them."""
    goal = Goal("arr", target)
    moves = answer(project(SHOP), goal).turning
    candidates = [[move.value - 0.5 * move.change, move.value + 0.01 * move.change, move.value] for move in moves]
    found = simplest(SHOP, goal, moves, candidates)
    for move, value in zip(moves, found, strict=True):
        assert goal.met(goal.read(project(SHOP.replace(**{move.lever: value}))))
        if isinstance(move, Broken):
            assert min(move.today, move.value) <= value <= max(move.today, move.value)
    assert simplest(SHOP, goal, moves, [[] for _ in moves]) == [move.value for move in moves]
