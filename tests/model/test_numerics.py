"""What is nearly nothing beside what is large: the digits hold at the bounds, and what is nothing is exactly that."""

from __future__ import annotations

import ast
import math
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from model import LEVERS, Channel, Scenario, project, summarize
from model.arithmetic import total
from model.levers import SMALLEST
from model.outcomes import NOBODY_MORE
from model.questions.channel_economics import channel_economics
from tests.companies import SHOP
from tests.strategies import corners, numbers, scenarios

MODEL = Path(__file__).parents[2] / "model"


def exactly(series):
    """A series as fractions: what its floats are, without any rounding from here on."""
    return [Fraction(float(value)) for value in series]


@given(scenarios(), numbers(LEVERS["sales_cycle"]), st.floats(-9, 1).map(lambda power: 10.0**power))
@example(SHOP, 1e-9, 1e-9)
@example(SHOP, 0.0, 3e-5)
def test_the_pipeline_is_exact_however_short_the_cycle(scenario, any_cycle, short_cycle):
    """From the opportunities that come, the open ones follow to twelve digits as fractions make them; none at a cycle of 0."""
    for cycle in (any_cycle, short_cycle):
        p = project(scenario.replace(sales_cycle=cycle))
        stays = Fraction(cycle) / (1 + Fraction(cycle))
        for channel in p.channels.values():
            waits = exactly(channel["pipeline"])[0]
            for came, waiting in zip(exactly(channel["sqls"])[1:], channel["pipeline"][1:], strict=True):
                waits = (waits + came) * stays
                assert float(waits) == pytest.approx(waiting, rel=1e-12, abs=1e-300)
        first = (Fraction(float(p.opening("pipeline"))) + exactly(p["sqls"])[0]) * stays
        assert float(first) == pytest.approx(p["pipeline"][0], rel=1e-12, abs=1e-300)


@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=24))
@example([1.0, 1e100, 1.0, -1e100])
def test_a_total_is_the_same_for_floats_and_stacks(values):
    """Adding one after the other, on every Python: to the last bit what arrays of the same numbers add up to."""
    one_by_one = values[0]
    for value in values[1:]:
        one_by_one = one_by_one + value
    assert total(values) == one_by_one
    assert total([np.stack([np.full(2, value) for value in values])]).tolist() == [one_by_one, one_by_one]


@pytest.mark.parametrize("path", sorted(MODEL.rglob("*.py")), ids=lambda path: path.name)
def test_the_model_adds_no_floats_with_sum(path):
    """`sum` of plain floats adds otherwise on Python 3.12 than on 3.11: the model counts with it, or adds arrays from an array on."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "sum":
            (over, *start) = node.args
            counts = isinstance(over, ast.GeneratorExp) and isinstance(over.elt, ast.Compare)
            whole = bool(start) and isinstance(start[0], (ast.Call, ast.Subscript))  # an array
            assert counts or whole, f"line {node.lineno}: add with np.sum, math.fsum or arithmetic.total"


def one_motion(scenario, motion):
    """The same company with all channels of one motion."""
    return scenario.replace(channels=[channel.replace(motion=motion) for channel in scenario.channels])


@given(scenarios())
@corners()
@example(SHOP)
def test_a_motion_without_channels_has_exactly_nothing(scenario):
    """Without outbound channels there are no outbound leads, and no cost of one; and the same for inbound."""
    for motion, other in (("inbound", "outbound"), ("outbound", "inbound")):
        p = project(one_motion(scenario, motion))
        of = summarize(p)
        assert (p[f"{other}_leads"] == 0).all()
        assert (p[f"{other}_investment"] == 0).all()
        assert math.isnan(of[f"{other}_cost_per_lead"])
        assert np.isnan(p[f"{other}_cost_per_lead"]).all()
    won = p["inbound_revenue"] if motion == "inbound" else p["other_revenue"]
    assert won == pytest.approx(p["revenue"])


@given(scenarios())
@corners()
def test_outbound_is_the_sum_of_outbound_channels(scenario):
    """Leads, investment and revenue that inbound did not bring, to twelve digits what channels and Existing say by themselves."""
    p = project(scenario)
    outbound = [p.channels[c.name] for c in scenario.channels if c.motion == "outbound"]
    for name, whole in (("leads", "outbound_leads"), ("mrr", "other_revenue")):
        parts = [exactly(channel[name]) for channel in outbound]
        parts += [exactly(p.existing["mrr"])] if name == "mrr" else []
        expected = [float(sum(column)) for column in zip(*parts, strict=True)] or [0.0] * scenario.months
        assert p[whole] == pytest.approx(np.array(expected), rel=1e-12, abs=1e-300)


@given(scenarios(), numbers(LEVERS["expansion_rate"]).filter(lambda rate: rate <= 0.5))
@example(SHOP.replace(opening_mrr=32_252.94), 0.0463)
def test_a_company_that_stands_still_has_no_burn_multiple(scenario, rate):
    """Nobody comes or goes and as much expands as contracts: no ARR is gained, and no rounding is divided by."""
    still = [channel.replace(organic_visitors=0, cost_per_visitor=0) for channel in scenario.channels]
    p = project(
        scenario.replace(
            channels=still,
            opening_pipeline=0,
            opening_contacts=0,
            churn_rate=0,
            repriced_share=0,
            expansion_rate=rate,
            contraction_rate=rate,
        )
    )
    assert np.isnan(p["burn_multiple"]).all()
    assert math.isnan(summarize(p)["burn_multiple"])


@given(scenarios())
@corners()
def test_revenue_that_does_not_move_is_no_gain(scenario):
    """Where MRR stays what it is, the magic number is exactly 0 and all that marketing returns is its loss."""
    still = [channel.replace(organic_visitors=0, cost_per_visitor=0) for channel in scenario.channels]
    p = project(
        scenario.replace(
            channels=still,
            opening_pipeline=0,
            opening_contacts=0,
            churn_rate=0,
            repriced_share=0,
            expansion_rate=0,
            contraction_rate=0,
        )
    )
    assert (np.nan_to_num(p["magic_number"]) == 0).all()
    roi = summarize(p)["marketing_roi"]
    assert roi == -1 or math.isnan(roi)


@given(st.lists(st.tuples(numbers(LEVERS["win_rate"]), st.floats(1, 1e9)), min_size=1, max_size=4))
@example([(1.23456789e-9, 1e9)])
@example([(0.0, 3.0), (SMALLEST, 1e9)])
def test_bounces_keep_their_digits(channels):
    """The bounce rate of all channels is that of their visits added up, to twelve digits, however few bounce."""
    share = 1 / len(channels)
    made = [
        Channel(f"{k}", organic_visitors=visitors, cost_per_visitor=0, bounce_rate=bounce, spend_share=share)
        for k, (bounce, visitors) in enumerate(channels)
    ]
    p = project(Scenario(channels=made, organic_growth=0, months=6))
    visits = sum(Fraction(visitors) for _, visitors in channels)
    leave = sum(Fraction(bounce) * Fraction(visitors) for bounce, visitors in channels)
    expected = float(leave / visits)
    assert summarize(p)["bounces"] == pytest.approx(expected, rel=1e-12, abs=0)
    assert p["bounces"] == pytest.approx(np.full(6, expected), rel=1e-12, abs=0)


def exact_gain(scenario, k, more):
    """Customers of the year that more spend in channel k wins, as the difference of two plans of sixty digits."""
    channel, lever = (
        scenario.channels[k],
        {name: Decimal(value) for name, value in scenario.numbers().items() if "." not in name},
    )
    rate = {name: Decimal(float(getattr(project(scenario).terms[k], name))) for name in ("visitor_to_lead", "win_rate")}
    reference, cost = Decimal(channel.reference_spend), Decimal(channel.cost_per_visitor)

    def won(spend):
        contacts = pipeline = customers = Decimal(0)
        for t in range(min(12, scenario.months)):
            money = spend * (1 + lever["marketing_spend_growth"]) ** t
            if not cost or not money:
                visitors = Decimal(0)
            elif reference:
                visitors = reference / cost * (lever["spend_elasticity"] * (money / reference).ln()).exp()
            else:
                visitors = money / cost
            leads = visitors * rate["visitor_to_lead"] + contacts * lever["contact_to_lead"]
            contacts = contacts * (1 - lever["unsubscribe_rate"]) + visitors * lever["visitor_to_contact"]
            waiting = pipeline + leads * lever["lead_to_mql"] * lever["mql_to_sal"] * lever["sal_to_sql"]
            resolved = waiting / (1 + lever["sales_cycle"])
            pipeline, customers = waiting - resolved, customers + resolved * rate["win_rate"]
        return customers

    with localcontext() as context:
        context.prec = 60
        today = Decimal(scenario.marketing_spend) * Decimal(channel.spend_share)
        return float(won(today + Decimal(more)) - won(today))


@given(
    scenarios(maximum=2), st.one_of(numbers(LEVERS["marketing_spend"]), st.floats(-9, 9).map(lambda power: 10.0**power))
)
@example(SHOP, 1e-9)
@example(SHOP.replace(opening_pipeline=1e9), 1e-9)
@example(SHOP.replace(spend_elasticity=0.2), 3e-9)
def test_what_the_next_money_buys_keeps_its_digits(scenario, spend):
    """1,000 more, and 1 % more, in each channel win what a difference of sixty digits says, however small it is beside what is there."""
    scenario = scenario.replace(marketing_spend=min(spend, 1e11))
    said = channel_economics(project(scenario))
    for k, channel in enumerate(scenario.channels):
        exact = exact_gain(scenario, k, 1000.0)
        assert said["next_customers"][k] == pytest.approx(exact, rel=1e-9, abs=1e-250)
        share = scenario.marketing_spend * channel.spend_share
        gained = exact_gain(scenario, k, 0.01 * share)
        if (
            scenario.commission_rate == 0
            and gained > 1.01 * NOBODY_MORE * said["new_customers"].sum()
            and gained > 1e-90
        ):
            growth = sum((1 + Fraction(scenario.marketing_spend_growth)) ** t for t in range(min(12, scenario.months)))
            cost = float(Fraction(0.01 * share) * growth)
            assert said["marginal_cac"][k] == pytest.approx(cost / gained, rel=1e-9)
