"""Figures by channel: parts sum to the whole, next money is what two projections say, corners have their reasons."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given

from model import Channel, Scenario, project, summarize
from model.questions.channel_economics import CHANNEL_MEASURES, MOTION_MEASURES, THOUSAND, channel_economics
from model.templates import TEMPLATES
from tests.strategies import corners, plausible, scenarios

SELF_SERVE = TEMPLATES["self_serve"].scenario
COSTS = ("spend", "people", "tools", "overhead", "sales", "commissions")


def of(scenario):
    """The figures of a scenario's channels."""
    return channel_economics(project(scenario))


def close(a, b, rel=1e-9, scale=0.0):
    """Whether two numbers are the same but for rounding; `scale` is the size of what was summed."""
    return math.isclose(a, b, rel_tol=rel, abs_tol=max(1e-9, rel * abs(scale))) or (math.isnan(a) and math.isnan(b))


@given(scenarios())
@corners()
def test_parts_sum_to_the_whole(scenario):
    """Over all channels traffic, leads, customers, MRR and every kind of cost are the company's."""
    p = project(scenario)
    now, company = channel_economics(p), summarize(p)
    for name in (
        "visitors",
        "paid_visitors",
        "organic_visitors",
        "leads",
        "sqls",
        "new_customers",
        "new_mrr",
        "spend",
        "engaged_visits",
        "commissions",
    ):
        assert close(now[name].sum(), company[name]), name
    for part, whole in (
        ("people", "marketing_labour"),
        ("tools", "marketing_technology"),
        ("sales", "sales_team"),
        ("overhead", "marketing_general"),
        ("investment", "marketing_investment"),
        ("acquisition_cost", "sales_and_marketing"),
    ):
        assert close(now[part].sum(), company[whole]), part
    existing = p.existing["mrr"][-1]
    assert close(now["mrr_end"].sum() + existing, company["mrr_end"], scale=abs(existing))


@given(scenarios())
@corners()
def test_shares_sum_to_one(scenario):
    """Shares of visitors, leads and customers sum to 1, or none is defined."""
    now = of(scenario)
    for name in ("visitors_share", "leads_share", "customers_share"):
        assert np.isnan(now[name]).all() or close(now[name].sum(), 1.0)


@given(scenarios())
@corners()
def test_inbound_is_the_companys_inbound(scenario):
    """Sums by motion are the declared inbound and outbound measures."""
    p = project(scenario)
    motions, company = channel_economics(p).by_motion(), summarize(p)
    inbound, outbound = motions["inbound"], motions["outbound"]
    size = company["marketing_investment"]
    assert set(inbound) == set(outbound) == set(MOTION_MEASURES)
    assert close(inbound["revenue"], company["inbound_revenue"])
    assert close(inbound["investment"], company["inbound_investment"], scale=size)
    assert close(outbound["investment"], company["outbound_investment"], scale=size)
    assert close(inbound["leads"] + outbound["leads"], company["leads"])


@given(scenarios(value=plausible))
def test_a_plausible_inbound_has_the_companys_ratios(scenario):
    """Cost per lead and ROI by motion are the declared measures."""
    p = project(scenario)
    motions, company = channel_economics(p).by_motion(), summarize(p)
    assert close(motions["inbound"]["cost_per_lead"], company["inbound_cost_per_lead"], 1e-6)
    assert close(motions["inbound"]["roi"], company["inbound_roi"], 1e-6)


@given(scenarios(maximum=1))
def test_one_channel_is_the_company(scenario):
    """With one channel its CAC, marginal CAC and traffic are the company's."""
    p = project(scenario)
    (channel,) = scenario.channels
    only, company = channel_economics(p).of(channel.name), summarize(p)
    assert close(only["cac"], company["cac"])
    assert close(only["visitors_share"], 1.0) or company["visitors"] == 0
    if channel.arpu_index == channel.churn_index == 1:
        assert close(only["ltv"], company["ltv"]) or only["ltv"] == company["ltv"]
    if not math.isnan(only["marginal_cac"]):
        assert close(only["marginal_cac"], company["marginal_cac"], 1e-4)


@given(scenarios())
@corners()
def test_every_figure_is_a_number_for_every_channel(scenario):
    """No corner raises or warns; a figure is NaN or infinite only where its declaration says why."""
    now = of(scenario)
    assert now.frame.shape == (len(scenario.channels), len(CHANNEL_MEASURES))
    for name, measure in CHANNEL_MEASURES.items():
        assert now[name].shape == (len(scenario.channels),)
        if np.isnan(now[name]).any():
            assert measure.undefined, name
        if np.isinf(now[name]).any():
            assert measure.never, name


def explicit(scenario, channel, extra):
    """The scenario with that much more spend a month in one channel, the others' spend as it is."""
    total = scenario.marketing_spend + extra
    own = {c.name: c.spend_share * scenario.marketing_spend for c in scenario.channels}
    own[channel] += extra
    return scenario.replace(
        marketing_spend=total,
        channels=[c.replace(spend_share=own[c.name] / total) for c in scenario.channels],
    )


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_next_thousand_is_what_two_projections_say(template):
    """Each channel's 1,000 more is the difference of two whole projections."""
    scenario = TEMPLATES[template].scenario
    now, before = of(scenario), project(scenario)
    for channel in now.channels:
        figures = now.of(channel)
        after = project(explicit(scenario, channel, THOUSAND))
        for name, series in (
            ("next_visitors", "visitors"),
            ("next_leads", "leads"),
            ("next_customers", "new_customers"),
        ):
            extra = (after[series] - before[series])[:12].sum()
            assert figures[name] == pytest.approx(extra, rel=1e-6, abs=1e-6)
        assert figures["next_mrr"] == pytest.approx(after["mrr"][11] - before["mrr"][11], rel=1e-6, abs=1e-5)
        for channel_k in now.channels:  # no other channel's spend moves
            if channel_k != channel:
                np.testing.assert_allclose(after.channels[channel_k]["spend"], before.channels[channel_k]["spend"])


@pytest.mark.parametrize("template", TEMPLATES)
def test_marginal_cac_is_what_two_projections_say(template):
    """Extra cost for each extra customer when one channel's spend rises by 1 %."""
    scenario = TEMPLATES[template].scenario
    now, before = of(scenario), summarize(project(scenario))
    for channel in scenario.channels:
        figure = now.of(channel.name)["marginal_cac"]
        if channel.spend_share == 0:
            assert math.isnan(figure)
            continue
        extra = 0.01 * channel.spend_share * scenario.marketing_spend
        after = summarize(project(explicit(scenario, channel.name, extra)))
        cost = after["sales_and_marketing"] - before["sales_and_marketing"]
        assert figure == pytest.approx(cost / (after["new_customers"] - before["new_customers"]), rel=1e-5)


def test_diminishing_returns_make_the_next_customer_dearer():
    """Below an elasticity of 1 a customer more costs more than programme spend pays on average; at 1 the same."""
    channel = Channel("Ads", spend_share=1, organic_visitors=0, reference_spend=5_000, cost_per_visitor=2)
    plan = Scenario(channels=[channel], opening_contacts=0, opening_pipeline=0, spend_elasticity=0.5)
    ads = of(plan).of("Ads")
    assert ads["marginal_cac"] == pytest.approx(ads["cac_paid"] / 0.5, rel=0.01)
    linear = of(plan.replace(spend_elasticity=1.0)).of("Ads")
    assert linear["marginal_cac"] == pytest.approx(linear["cac_paid"])
    assert linear["next_cac"] == pytest.approx(linear["cac_paid"])


def test_a_worked_example():
    """Two channels by hand: 100 leads each, so people are halved, and the dearer one wins half as many."""
    one = {"organic_visitors": 0, "spend_share": 0.5, "reference_spend": 0}
    plan = Scenario(
        channels=[
            Channel("A", cost_per_visitor=1, **one),
            Channel("B", "outbound", cost_per_visitor=1, win_index=0.5, **one),
        ],
        marketing_spend=20_000,
        marketing_people=3_000,
        marketing_tools=600,
        marketing_overhead=400,
        sales_people=2_000,
        cost_growth=0,
        marketing_spend_growth=0,
        organic_growth=0,
        opening_contacts=0,
        opening_pipeline=0,
        visitor_to_contact=0,
        visitor_to_lead=0.01,
        lead_to_mql=1,
        mql_to_sal=1,
        sal_to_sql=1,
        win_rate=0.2,
        sales_cycle=0,
    )
    now = of(plan)
    assert now["leads"] == pytest.approx([1200, 1200])
    assert now["investment"] == pytest.approx([12 * 12_000] * 2)
    assert now["cost_per_lead"] == pytest.approx([120, 120])
    assert now["new_customers"] == pytest.approx([240, 120])
    assert now["cac_paid"] == pytest.approx([500, 1000])
    assert now["cac"] == pytest.approx([650, 1300])
    assert now["next_customers"] == pytest.approx([24, 12])


def test_what_a_channel_does_not_have_is_not_known():
    """Without a click-through rate there are no clicks to count, and without visitors nobody bounces."""
    both = [
        Channel(
            "Ads", spend_share=1, organic_visitors=100, cost_per_visitor=0, click_through_rate=0.02, bounce_rate=0.4
        ),
        Channel("Silent", spend_share=0, organic_visitors=0, cost_per_visitor=0, bounce_rate=0.4),
    ]
    now = of(Scenario(channels=both, organic_growth=0))
    assert now["clicks"] == pytest.approx([1_200, math.nan], nan_ok=True)
    assert now["impressions"] == pytest.approx([60_000, math.nan], nan_ok=True)
    assert now["bounces"] == pytest.approx([0.4, math.nan], nan_ok=True)
    assert np.isnan(of(Scenario(channels=[both[0].replace(click_through_rate=0)]))["clicks"]).all()


def test_people_are_split_equally_in_a_month_without_leads():
    """Where nobody raises a hand, each of three channels carries a third of people, tools and overhead, and of sales."""
    three = [Channel(name, spend_share=float(name == "A"), organic_visitors=100) for name in "ABC"]
    plan = Scenario(
        channels=three,
        visitor_to_lead=0,
        contact_to_lead=0,
        cost_growth=0,
        marketing_people=300,
        marketing_tools=30,
        marketing_overhead=3,
        sales_people=600,
    )
    now = of(plan)
    for name, each in (("people", 1_200), ("tools", 120), ("overhead", 12), ("sales", 2_400)):
        assert now[name] == pytest.approx([each] * 3), name


@pytest.mark.parametrize("spend", [0.0, 1e-9, 1e12])
def test_any_spend_has_a_next_thousand_or_a_reason(spend):
    """Without spend the first 1,000 goes wholly to the channel; at the bound there is none to add."""
    now = of(SELF_SERVE.replace(marketing_spend=spend))
    paid = now.of("Paid search")
    if spend == 0:
        assert math.isnan(paid["marginal_cac"])
    if spend == 1e12:
        assert math.isnan(paid["next_mrr"])
    else:
        assert paid["next_customers"] > 0


def test_unknown_figures_are_refused_by_name():
    """A name that is not declared is an error that lists what is."""
    with pytest.raises(KeyError, match="not a figure of a channel"):
        of(SELF_SERVE)["churn"]
    with pytest.raises(KeyError, match="no channel 'Post'"):
        of(SELF_SERVE).of("Post")


@pytest.mark.parametrize("name", CHANNEL_MEASURES)
def test_every_figure_is_declared_whole(name):
    """Label, formula and help are there, and the formula does not end in a stop."""
    measure = CHANNEL_MEASURES[name]
    assert measure.name == name
    assert measure.label
    assert measure.help.endswith(".")
    assert measure.formula
    assert not measure.formula.endswith(".")
