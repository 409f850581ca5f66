"""Reaching a goal: closed forms, brute force over fine grids, and the corners."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from model import LEVERS, Channel, InvalidScenario, Scenario, project, summarize
from model.levers import SMALLEST
from model.questions import goal as module
from model.questions import search as module_of_search
from model.questions.goal import Goal, breaks, reach
from tests.companies import FIRM, SHOP
from tests.strategies import plausible, scenarios

ONE_CHANNEL = SHOP.replace(channels=[Channel("All")])
"""Whose unit economics are the textbook's lines, no means over a mix."""

MONEY = {name for name, lever in LEVERS.items() if lever.unit.kind == "money"}


def outcome(scenario, goal):
    """The goal's outcome of one scenario."""
    return goal.read(project(scenario))


def one(found, name):
    """The entry of one lever."""
    return next(entry for entry in found if entry.lever == name)


# Goals


def test_at_least_and_at_most_meet_at_the_target():
    """The target itself meets a goal of either direction, just beside it one does."""
    assert Goal("cac", 900).met([899.0, 900.0, 901.0]).tolist() == [False, True, True]
    assert Goal("cac", 900, at_least=False).met([899.0, 900.0, 901.0]).tolist() == [True, True, False]


def test_undefined_meets_nothing_and_infinite_is_larger_than_all():
    """NaN is missed in both directions; inf meets any "at least", an infinite one too, and no finite "at most"."""
    for at_least in (True, False):
        assert not Goal("payback", 12, at_least).met(math.nan)
    assert Goal("runway", math.inf).met(math.inf)
    assert Goal("runway", 1e300).met(math.inf)
    assert not Goal("break_even", 12, at_least=False).met(math.inf)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("runwya", 12), "did you mean runway"),
        (("runway", math.nan), "not a number"),
        (("runway", "12"), "not a number"),
        (("runway", True), "not a number"),
        (("runway", 12, True, 6), "it has no month"),
        (("mrr", 12, True, 0), "whole month from 1"),
        (("mrr", 12, True, 1.5), "whole month from 1"),
    ],
)
def test_what_is_no_goal_is_refused_in_words(arguments, words):
    """An unknown outcome, a target that is no number and a month that cannot be say so."""
    with pytest.raises(ValueError, match=words):
        Goal(*arguments)


def test_a_month_beyond_the_horizon_is_refused():
    """A goal for month 40 of a plan of 36 cannot be read."""
    with pytest.raises(InvalidScenario, match="40, the horizon 36"):
        reach(SHOP, Goal("mrr", 1e5, by_month=40))


@pytest.mark.parametrize("name", ["months", "Social.spend_share", "chrun_rate", "TV.lead_index"])
def test_numbers_that_cannot_move_alone_are_refused(name):
    """The horizon, one spend share and unknown names are no levers to search."""
    with pytest.raises(InvalidScenario):
        reach(SHOP, Goal("arr_end", 2e6), [name])


# Closed forms


@pytest.mark.parametrize("target", [900.0, 1200.0, 2500.0, 40_000.0, 1e6])
def test_churn_for_an_ltv(target):
    """LTV is arpu × margin / churn, so that churn has to be arpu × margin / LTV, however small."""
    margin = 1 - 0.03 - 13 / 64
    found = one(reach(ONE_CHANNEL, Goal("ltv", target)), "churn_rate")
    closed = 64 * margin / target
    already = target <= 64 * margin / 0.035
    assert found.value == pytest.approx(0.035 if already else closed, rel=2e-7)
    assert found.best == math.inf
    assert found.best_at == 0


def test_costs_for_a_cash_end():
    """A cost that stays the same each month has to fall by the missing cash over the months."""
    scenario = SHOP.replace(cost_growth=0)
    missing = 100_000.0
    goal = Goal("cash_end", summarize(project(scenario))["cash_end"] + missing)
    found = reach(scenario, goal)
    assert one(found, "product_cost").change == pytest.approx(-missing / 36, rel=1e-6)
    assert one(found, "admin_cost").relative_change == pytest.approx(-missing / 36 / 9000, rel=1e-6)


def test_how_much_cash_to_raise():
    """Opening facts can be searched: never below zero takes as much more cash as the lowest is below."""
    low = summarize(project(SHOP))["cash_low"]
    (found,) = reach(SHOP, Goal("cash_low", 0), ["opening_cash"])
    assert found.change == pytest.approx(-low, rel=1e-5)


def test_a_channel_field_can_be_searched():
    """What paid search may cost a visitor, all else as it is, moves paid visitors as its reciprocal."""
    p = project(SHOP)
    paid = p.channels["Paid search"]["paid_visitors"][:12].sum()
    goal = Goal("paid_visitors", float(p["paid_visitors"][:12].sum() + paid))
    (found,) = reach(SHOP, goal, ["Paid search.cost_per_visitor"])
    assert found.value == pytest.approx(1.2, rel=1e-6)


def test_a_month_counts_as_that_month():
    """MRR by month 18 is the MRR of month 18, whatever comes after."""
    goal = Goal("mrr", 90_000, by_month=18)
    for found in reach(SHOP, goal):
        if found.reachable:
            reached = SHOP.replace(**{found.lever: found.value})
            assert project(reached)["mrr"][17] == pytest.approx(90_000, rel=1e-5)


def test_break_points_of_an_ltv():
    """ARPU can fall to target × churn, and churn rise to arpu / target, before LTV by revenue is missed."""
    found = breaks(Scenario(arpu=50, churn_rate=0.01), Goal("ltv_revenue", 4000))
    assert one(found, "arpu").value == pytest.approx(40, rel=2e-7)
    assert one(found, "churn_rate").value == pytest.approx(0.0125, rel=2e-7)
    assert [entry.lever for entry in found[:2]] == ["arpu", "churn_rate"]
    assert not any(entry.breaks for entry in found[2:])


# Brute force


def assert_nearest(scenario, goal, entry, wanted, points=1001):
    """No value of a fine grid over the slider is nearer than the one found, and the one found is no step too near."""
    low, high, _ = LEVERS[entry.lever].slider_range(entry.today)
    grid = np.unique(np.append(np.linspace(min(low, entry.today), max(high, entry.today), points), entry.today))
    grid = np.where((grid != 0) & (np.abs(grid) < SMALLEST), SMALLEST, grid)
    turned = grid[goal.met(goal.read(project(scenario, {entry.lever: grid}))) == wanted]
    found = abs(entry.change) if math.isfinite(entry.value) else math.inf
    nearest = np.abs(turned - entry.today).min(initial=math.inf)
    assert found <= nearest + 1e-6 * abs(high), entry
    if not entry.beyond_slider:
        assert found >= nearest - 1.01 * (high - low) / (points - 1), entry


GOALS = [
    ("arr_end", 1.2, True),
    ("cash_low", 0.5, True),
    ("runway", 1.3, True),
    ("ltv_to_cac", 1.2, True),
    ("payback", 0.8, False),
    ("break_even", 0.5, False),
    ("net_revenue_retention", 1.1, True),
    ("rule_of_40", 1.3, True),
    ("burn_multiple", 0.7, False),
    ("marginal_cac", 0.9, False),
]


@pytest.mark.parametrize(("name", "times", "at_least"), GOALS)
def test_reach_agrees_with_a_fine_grid(name, times, at_least):
    """For every lever the value found is the nearest that a thousand values of its slider show, and reaches the goal."""
    now = summarize(project(SHOP))[name]
    goal = Goal(name, now + abs(now * (times - 1)) * (1 if at_least else -1), at_least)
    found = reach(SHOP, goal)
    assert {entry.lever for entry in found} == set(LEVERS)
    for entry in found:
        assert_nearest(SHOP, goal, entry, True)
        if entry.reachable:
            assert goal.met(outcome(SHOP.replace(**{entry.lever: entry.value}), goal)), entry


@pytest.mark.parametrize(("name", "times", "at_least"), GOALS)
def test_breaks_agrees_with_a_fine_grid(name, times, at_least):
    """The value found still meets the goal, and no value of the slider between it and today's misses it."""
    now = summarize(project(SHOP))[name]
    goal = Goal(name, now - abs(now * (times - 1)) * (1 if at_least else -1), at_least)
    for entry in breaks(SHOP, goal):
        assert_nearest(SHOP, goal, entry, False)
        if entry.breaks:
            assert goal.met(outcome(SHOP.replace(**{entry.lever: entry.value}), goal)), entry


@settings(max_examples=15)
@given(scenarios(plausible, maximum=2), st.sampled_from(["mrr_end", "cash_low", "ltv_to_cac", "cac", "payback"]))
@example(SHOP.replace(months=8, channels=[SHOP.channels[2].replace(spend_share=1.0)]), "ltv_to_cac")
def test_a_goal_at_todays_number_is_met_whatever_the_last_digit(scenario, name):
    """What is asked to be as it is needs no lever to move, and a lever that does nothing breaks nothing."""
    now = summarize(project(scenario))[name]
    if not math.isfinite(now):
        return
    for at_least in (True, False):
        goal = Goal(name, now, at_least)
        assert all(entry.value == entry.today for entry in reach(scenario, goal))
        assert not any(entry.breaks for entry in breaks(scenario, goal) if not entry.moves)


@settings(max_examples=15)
@given(scenarios(plausible, maximum=2), st.sampled_from(["mrr_end", "cash_low", "ltv_to_cac"]), st.floats(0.5, 2))
def test_what_is_found_holds_in_any_company(scenario, name, times):
    """Whatever the company: the value found reaches the goal, and half the way there, where that is a way, does not."""
    now = summarize(project(scenario))[name]
    if not math.isfinite(now) or now == 0:
        return
    goal = Goal(name, now + abs(now) * (times - 0.5))
    for entry in reach(scenario, goal, ["arpu", "churn_rate", "marketing_spend", "win_rate"]):
        if entry.reachable:
            assert goal.margin(outcome(scenario.replace(**{entry.lever: entry.value}), goal)) >= -1e-9 * abs(now)
        if entry.reachable and abs(entry.change) > 2 * module_of_search.ACCURACY * max(
            abs(entry.today), abs(entry.value)
        ):
            half = entry.today + entry.change / 2
            if abs(half) >= SMALLEST and half >= LEVERS[entry.lever].minimum:
                assert not goal.met(outcome(scenario.replace(**{entry.lever: half}), goal))


# A lever that helps and then harms: more marketing spend wins cash, and then costs more than it wins


def best_spend():
    """The spend that leaves most cash of the firm, by golden section, and that cash."""
    low, high, part = 20_000.0, 60_000.0, (math.sqrt(5) - 1) / 2
    while high - low > 1e-3:
        a, b = high - part * (high - low), low + part * (high - low)
        at_a, at_b = summarize(project(FIRM, {"marketing_spend": [a, b]}))["cash_end"]
        low, high = (low, b) if at_a >= at_b else (a, high)
    return (low + high) / 2, summarize(project(FIRM.replace(marketing_spend=(low + high) / 2)))["cash_end"]


@pytest.mark.parametrize("below", [4000.0, 100.0, 1.0])
def test_a_goal_just_below_the_best_is_reached_from_the_near_side(below):
    """From above the best spend, the nearest one that reaches the goal is above it too, however narrow the peak."""
    peak, most = best_spend()
    (found,) = reach(FIRM, Goal("cash_end", most - below), ["marketing_spend"])
    assert peak < found.value < 45_000
    assert summarize(project(FIRM.replace(marketing_spend=found.value)))["cash_end"] == pytest.approx(
        most - below, abs=1e-2
    )


def test_a_goal_above_the_best_is_not_reachable_and_says_how_far_it_goes():
    """One unit of money above the most that spend can bring: not reachable, with that most and its place."""
    peak, most = best_spend()
    (found,) = reach(FIRM, Goal("cash_end", most + 1), ["marketing_spend"])
    assert not found.reachable
    assert found.best == pytest.approx(most, abs=1)
    assert found.best_at == pytest.approx(peak, rel=0.01)


def test_both_sides_can_break():
    """Near the peak of cash, spend can break the plan in both directions; the nearer counts."""
    peak, most = best_spend()
    for today in (peak - 2000, peak + 2000):
        scenario = FIRM.replace(marketing_spend=today)
        goal = Goal("cash_end", most - 2000)
        (found,) = breaks(scenario, goal, ["marketing_spend"])
        assert_nearest(scenario, goal, found, False, points=20_001)
        assert (found.change > 0) == (today > peak)


# Corners


def test_a_goal_met_today_needs_no_move():
    """Every lever is where it has to be, levers that do nothing too."""
    for entry in reach(SHOP, Goal("arr_end", 1)):
        assert entry.value == entry.today
        assert entry.change == 0
        assert not entry.beyond_slider


def test_a_missed_goal_cannot_break():
    """Asked what breaks a goal that is missed today, the answer says so."""
    with pytest.raises(ValueError, match="missed today"):
        breaks(SHOP, Goal("arr_end", 1e12))


def test_levers_without_effect_say_so():
    """The discount rate does not move ARR: not reachable, the best is today's."""
    entry = one(reach(SHOP, Goal("arr_end", 2e6)), "discount_rate")
    assert not entry.reachable
    assert not entry.moves
    assert (entry.best_at, entry.best) == (0.1, summarize(project(SHOP))["arr_end"])


def test_an_outcome_undefined_throughout_is_said_as_undefined():
    """Without opening MRR growth is undefined whatever is moved: nothing reaches a goal for it."""
    for entry in reach(SHOP.replace(opening_mrr=0), Goal("arr_growth_12", 0.5)):
        assert not entry.reachable
        assert math.isnan(entry.best)
        assert not entry.moves


def test_a_company_with_nothing():
    """No customers, visitors or costs: money goals are reached by nothing, and nothing fails."""
    nothing = Scenario(
        **dict.fromkeys((name for name in MONEY if name != "arpu"), 0.0),
        opening_customers=0, opening_mrr=0, opening_contacts=0, opening_pipeline=0, opening_cash=0,
        channels=[Channel("All", organic_visitors=0)], churn_rate=0,
    )  # fmt: skip
    found = reach(nothing, Goal("mrr_end", 1000))
    assert [entry.lever for entry in found if entry.reachable] == ["marketing_spend"]
    assert not any(entry.breaks for entry in breaks(nothing, Goal("runway", math.inf)) if entry.lever not in MONEY)


def test_zero_churn_meets_an_infinite_goal():
    """Only at zero churn is LTV infinite, and from there any churn at all breaks that."""
    entry = one(reach(SHOP, Goal("ltv", math.inf)), "churn_rate")
    assert entry.value <= SMALLEST
    assert entry.best == math.inf
    broken = one(breaks(SHOP.replace(churn_rate=0), Goal("ltv", math.inf)), "churn_rate")
    assert broken.value <= SMALLEST
    assert math.isnan(broken.relative_change)


def test_a_goal_exactly_at_todays_outcome_breaks_at_once():
    """Without any slack the breaking point is today's value."""
    broken = one(breaks(SHOP, Goal("arr_end", outcome(SHOP, Goal("arr_end", 0)))), "churn_rate")
    assert broken.value == pytest.approx(0.035, rel=3e-7)
    assert broken.breaks


def test_beyond_the_slider_is_said():
    """A hundredfold ARR takes a lever beyond its slider, within its bounds."""
    entry = one(reach(SHOP, Goal("arr_end", 1.5e8)), "arpu")
    assert entry.beyond_slider
    assert LEVERS["arpu"].slider_range(64)[1] < entry.value <= LEVERS["arpu"].maximum
    assert outcome(SHOP.replace(arpu=entry.value), Goal("arr_end", 0)) == pytest.approx(1.5e8, rel=1e-6)


def test_the_currency_changes_nothing_but_money():
    """In a currency worth a quarter, shares found are the same and money is four times as much."""
    k = 4.0
    changes = {name: getattr(SHOP, name) * k for name in (*MONEY, "opening_mrr", "opening_cash")}
    changes |= {
        f"{c.name}.{n}": getattr(c, n) * k for c in SHOP.channels for n in ("reference_spend", "cost_per_visitor")
    }
    one_by_one = {entry.lever: entry for entry in reach(SHOP, Goal("arr_end", 1.8e6))}
    for entry in reach(SHOP.replace(**changes), Goal("arr_end", 1.8e6 * k)):
        same = one_by_one[entry.lever]
        factor = k if entry.lever in MONEY else 1.0
        assert entry.value == pytest.approx(same.value * factor, rel=3e-7, nan_ok=True)


def test_the_order_is_by_size_of_the_change():
    """The smallest relative change comes first, what cannot be reached last; the levers asked for decide nothing else."""
    goal = Goal("cash_low", 1)
    found = reach(SHOP, goal)
    sizes = [abs(entry.relative_change) for entry in found if entry.reachable and entry.today]
    assert sizes == sorted(sizes)
    reachable = [entry.reachable for entry in found]
    assert reachable == sorted(reachable, reverse=True)
    assert reach(SHOP, goal, ["win_rate"])[0].value == pytest.approx(one(found, "win_rate").value, rel=2e-7)
    assert reach(SHOP, goal, []) == []


def test_moving_there_and_back_changes_nothing():
    """With the lever at the value found the goal breaks there, and set back the search finds the same again."""
    goal = Goal("arr_end", 1.8e6)
    entry = one(reach(SHOP, goal), "churn_rate")
    there = SHOP.replace(churn_rate=entry.value)
    assert one(breaks(there, goal), "churn_rate").value == pytest.approx(entry.value, rel=3e-7)
    assert one(reach(there.replace(churn_rate=0.035), goal), "churn_rate") == entry


def test_few_batches(monkeypatch):
    """All levers together take today's plan, one batch for the grid, a few small ones to look closer and a handful to close in."""
    sizes = []

    def counted(scenario, vary=None):
        p = project(scenario, vary)
        sizes.append(p.rows or 1)
        return p

    monkeypatch.setattr(module, "project", counted)
    reach(SHOP, Goal("arr_end", 1.8e6))
    assert len(sizes) <= 2 + 4 + 4
    assert sum(sizes) < 3000
    sizes.clear()
    reach(SHOP, Goal("break_even", 12, at_least=False))
    assert len(sizes) <= 2 + module_of_search.LOOKS + 10
