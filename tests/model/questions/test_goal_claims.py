"""Every claim about a goal against brute force: a fine grid finds nothing that was said not to be.

Claims are "this value, no nearer one, reaches it", "not reachable", "breaks here", "cannot break",
the best and the worst; for every outcome and every number that moves: levers, facts, channel fields.
"""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import LEVERS, MEASURES, InvalidScenario, project
from model.levers import SMALLEST
from model.questions.goal import Broken, Goal, breaks, reach
from model.questions.search import ACCURACY
from model.scenario import declaration, movable
from model.templates import TEMPLATES
from tests.companies import FIRM, SHOP
from tests.strategies import numbers, plausible, scenarios

EASILY_WRONG = (
    "break_even",
    "burn_multiple",
    "cash_low",
    "cash_low_month",
    "cash_end",
    "runway",
    "runway_static",
    "ltv",
    "payback",
    "ltv_to_cac",
    "cac",
    "mrr_ceiling",
    "impressions",
    "cost_per_visitor",
    "quick_ratio",
    "rule_of_40",
    "magic_number",
    "arr_growth_12",
    "net_revenue_retention",
    "arr_end",
    "marginal_cac",
)
"""What jumps, is undefined or infinite on part of a range, or goes up and down again."""

LAST_DIGITS = {"break_even": 0.0, "cash_low_month": 0.0, "marginal_cac": 1e-6}
"""What may be rounding of an outcome, as a share of it: nothing of a month, the last digits of a difference of two projections."""


def moving(scenario):
    """Every number that can move by itself."""
    names = []
    for name in scenario.numbers():
        try:
            movable(scenario, name)
        except InvalidScenario:
            continue
        names.append(name)
    return names


def fine(declared, today, points):
    """Values all over a number's range: of its slider, of its bounds, small ones, and to both sides of isolated points."""
    low, high, _ = declared.slider_range(today)
    parts = [
        np.linspace(max(low, declared.minimum), min(high, declared.maximum), points),
        np.linspace(declared.minimum, declared.maximum, points // 2),
        np.geomspace(SMALLEST, declared.maximum, points),
        -np.geomspace(SMALLEST, -declared.minimum, points) if declared.minimum < 0 else [],
        declared.maximum - np.geomspace(SMALLEST, declared.maximum, points // 3),
        today * (1 + np.array([-1e-2, -1e-4, -1e-6, 0.0, 1e-6, 1e-4, 1e-2])),
        [0.0, SMALLEST, today, declared.minimum, declared.maximum],
    ]
    values = np.unique(np.concatenate(parts))
    inside = (values >= declared.minimum) & (values <= declared.maximum)
    return values[inside & ((values == 0) | (np.abs(values) >= SMALLEST))]


def goals(outcome, months, now, seen, rng):
    """Two goals for an outcome: about today's number, the best or worst there is, or anything between."""
    by_month = rng.randint(1, months) if MEASURES[outcome].monthly and rng.random() < 0.3 else None
    for _ in range(2):
        about = rng.choice([*seen, seen.max(), seen.min(), *[now] * (3 if math.isfinite(now) else 0)])
        target = float(f"{about * rng.choice([0.5, 0.67, 0.9, 0.999, 1.001, 1.1, 1.5]):.4g}")
        yield Goal(outcome, target, rng.random() < 0.5, by_month)


def assert_claims(scenario, outcomes, names, points, rng):
    """All claims about goals for these outcomes hold on a fine grid of every name; how many there were."""
    today = scenario.numbers()
    grids = {name: fine(declaration(scenario, name), today[name], points) for name in names}
    batches = {name: project(scenario, {name: values}) for name, values in grids.items()}
    plan, claims = project(scenario), 0
    for outcome in outcomes:
        seen = np.concatenate([np.asarray(Goal(outcome, 0.0).read(p)) for p in batches.values()])
        seen = np.unique(seen[np.isfinite(seen)])
        if not len(seen):
            continue
        some = seen[np.linspace(0, len(seen) - 1, 12).astype(int)]
        for goal in goals(outcome, scenario.months, float(Goal(outcome, 0.0).read(plan)), some, rng):
            now = float(goal.read(plan))
            met = bool(goal.met(now))
            for entry in (breaks if met else reach)(scenario, goal, names):
                found = np.asarray(goal.read(batches[entry.lever]))
                assert_claim(scenario, goal, now, entry, grids[entry.lever], found)
                claims += 1
    return claims


def assert_claim(scenario, goal, now, entry, values, found):
    """No value of the grid contradicts what is said of one number."""
    told = f"{goal}, now {now!r}: {entry}"
    scale = max(abs(each) for each in (goal.target, now) if math.isfinite(each))
    rounding = LAST_DIGITS.get(goal.outcome, 1e-9) * scale
    margins = np.where(np.isnan(found), -math.inf, goal.margin(found))
    broken = isinstance(entry, Broken)
    turned = margins < -rounding if broken else margins >= rounding
    distance = np.abs(values - entry.today)
    nearest = distance[turned].min(initial=math.inf)
    if math.isnan(entry.value):
        assert not turned.any(), f"{told}, but {values[turned][0]!r} turns it into {found[turned][0]!r}"
    else:
        slack = 3 * ACCURACY * max(abs(entry.today), abs(entry.value))
        assert abs(entry.change) <= nearest + slack, f"{told}, but nearer is {values[turned & (distance == nearest)]}"
        reached = goal.read(project(scenario.replace(**{entry.lever: entry.value})))
        assert goal.met(reached), f"{told}, where the outcome is {reached!r}"
    most, at = (entry.worst, entry.worst_at) if broken else (entry.best, entry.best_at)
    extreme = float(np.where(math.isnan(most), -math.inf, goal.margin(most)))
    allowed = 1e-6 * max(scale, abs(extreme) if math.isfinite(extreme) else 0.0)
    beaten = margins < extreme - allowed if broken else margins > extreme + allowed
    assert not beaten.any(), f"{told}, but {values[beaten][0]!r} makes it {found[beaten][0]!r}"
    there = float(goal.read(project(scenario.replace(**{entry.lever: at}))))
    # next to where it becomes undefined or infinite an outcome is a quotient of rounding
    assert there == pytest.approx(most, rel=1e-4, abs=rounding, nan_ok=True) or abs(extreme) > 1e6 * scale, told
    defined = found[np.isfinite(found)]
    if len(defined) and defined.max() - defined.min() > 10 * rounding:
        assert entry.moves, told


def drawn(strategy):
    """Scenarios for claims: short, with few channels, so that a fine grid is soon projected."""
    return scenarios(strategy, maximum=2).map(lambda scenario: scenario.replace(months=min(scenario.months, 18)))


ISOLATED = ["Paid search.cost_per_visitor", "Paid search.reference_spend", "Social.click_through_rate", "churn_rate"]


@pytest.mark.parametrize("name", ISOLATED)
def test_isolated_points_are_points_of_their_own(name):
    """At 0 these numbers mean something else (nothing bought, no reference, not known, for ever): 0 and what is beside it are both told."""
    outcomes = ["visitors", "cost_per_visitor", "impressions", "ltv", "cash_low", "burn_multiple"]
    for at in (SHOP, SHOP.replace(**{name: 0.0}), SHOP.replace(**{name: SMALLEST})):
        assert assert_claims(at, outcomes, [name], 200, random.Random(name)) >= 8


def test_a_cost_of_nothing_buys_nobody_and_nearly_nothing_buys_a_crowd():
    """A billion visitors take a cost per visitor next to 0; at 0 there are none, and the fewest are there."""
    (found,) = reach(SHOP, Goal("visitors", 1e9), ["Paid search.cost_per_visitor"])
    assert 0 < found.value < 0.01
    (fewest,) = reach(SHOP, Goal("paid_visitors", 1.0, at_least=False), ["Paid search.cost_per_visitor"])
    assert not fewest.reachable or fewest.value > 1e6
    assert fewest.best_at in (0.0, LEVERS["marketing_spend"].maximum)


@pytest.mark.parametrize("scenario", [SHOP, FIRM], ids=["shop", "firm"])
@pytest.mark.parametrize("outcome", ["break_even", "burn_multiple", "cash_low_month", "runway", "cash_low"])
def test_claims_about_what_jumps(scenario, outcome):
    """Months, and what is undefined on part of a range: no value of a fine grid contradicts a claim about any lever."""
    rng = random.Random(outcome)
    assert assert_claims(scenario, [outcome], rng.sample(moving(scenario), 12), 120, rng) == 24


@settings(max_examples=12)
@given(
    drawn(plausible) | drawn(numbers) | st.sampled_from([t.scenario for t in TEMPLATES.values()]),
    st.randoms(use_true_random=False),
)
def test_claims_about_any_company(scenario, rng):
    """Any company, at the sliders' and at the validity bounds, any outcome and any number: no claim is contradicted."""
    outcomes = [rng.choice(EASILY_WRONG), rng.choice(sorted(MEASURES))]
    names = moving(scenario)
    assert_claims(scenario, outcomes, rng.sample(names, min(6, len(names))), 90, rng)
