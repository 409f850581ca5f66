"""Warnings: each on both sides of its threshold, silent on the templates but for what is true, whole for anything."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from model import LEVERS, MEASURES, Channel, Scenario, project, summarize
from model.levers import CHANNEL_FIELDS, FACTS
from model.questions.warnings import ABOUT, FEW_CUSTOMERS, LEAD_GROWTH, STRETCH, TRIPLING, YEARLY_CHURN, warnings
from model.templates import TEMPLATES
from tests.strategies import corners, scenarios

CALM = TEMPLATES["mid_market"].scenario
SMB = TEMPLATES["self_serve"].scenario


def found(scenario, **known):
    """Warnings by name, each there once; those about a measure are those that name it."""
    p = project(scenario)
    everything = warnings(p, **known)
    assert len({warning.name for warning in everything}) == len(everything)
    for name in ABOUT:
        asked = warnings(p, about={name}, **known)
        assert asked == tuple(warning for warning in everything if name in warning.measures)
    return {warning.name: warning for warning in everything}


def numbers(warning):
    """A warning's numbers without their units."""
    return {name: figure.value for name, figure in warning.numbers.items()}


def parts(warning):
    """All that a warning's sentence has a place for."""
    return numbers(warning) | warning.names | warning.labels


def told(warning):
    """A warning's sentence, its numbers as Python writes them."""
    return warning.text.format(**parts(warning))


def test_thresholds_are_those_that_were_chosen():
    """Leads of a year at 15 % a month are fivefold, 10 % a month looks like a year's churn: each with its reason."""
    plain = Scenario(
        channels=[Channel("All", organic_visitors=10_000, cost_per_visitor=0)],
        opening_contacts=0,
        visitor_to_contact=0,
        marketing_spend=0,
    )
    assert "lead_growth" not in found(plain.replace(organic_growth=0.1499))
    assert "lead_growth" in found(plain.replace(organic_growth=0.1501))
    assert 1.15**12 > 5
    assert "churn_looks_yearly" not in found(SMB.replace(churn_rate=0.0999))
    assert "churn_looks_yearly" in found(SMB.replace(churn_rate=0.1))
    assert "ltv_of_few" in found(CALM.replace(opening_customers=29))
    assert "ltv_of_few" not in found(CALM.replace(opening_customers=30))


@pytest.mark.parametrize("past", [0.01, None])
def test_growth_from_nothing_is_no_pace(past):
    """A company without MRR today grows from 0: that has no rate to doubt, whatever its past; from 0.50 it has."""
    starts = SMB.replace(opening_mrr=0, opening_customers=FEW_CUSTOMERS)
    name = "growth_beyond_tripling" if past is None else "growth_beyond_past"
    assert name not in found(starts, past_growth=past)
    assert name in found(starts.replace(opening_mrr=0.5), past_growth=past)


def test_hardly_any_leads_have_no_pace():
    """Leads that grow from less than one a month say nothing."""
    plain = Scenario(
        channels=[Channel("All", organic_visitors=1_000, cost_per_visitor=0)],
        opening_contacts=0,
        visitor_to_contact=0,
        marketing_spend=0,
        organic_growth=0.2,
        visitor_to_lead=0.01,
    )
    assert "lead_growth" in found(plain.replace(lead_to_mql=0.1))
    assert "lead_growth" not in found(plain.replace(lead_to_mql=0.099))


def test_templates_are_calm():
    """A plausible company has no doubts, but for the one whose cash does run out."""
    assert not found(TEMPLATES["enterprise"].scenario)
    assert not found(CALM)
    assert found(SMB).keys() == {"cash_below_zero"}


@given(scenarios(), st.none() | st.floats(-1, 10), st.none() | st.floats(0, 1e12))
@corners(None, None)
@example(Scenario(arpu=50, opening_customers=1, opening_mrr=10_000, repriced_share=1, churn_rate=0.03), None, None)
@example(TEMPLATES["self_serve"].scenario.replace(months=7, arpu=0.5, repriced_share=1, churn_rate=0.12), None, None)
def test_any_scenario_can_be_doubted(scenario, past, goal):
    """Whatever is valid gives sentences whose numbers are all there, about pages, measures and levers that exist."""
    for warning in found(scenario, past_growth=past, goal_mrr=goal).values():
        assert set(re.findall(r"{(\w+)}", warning.text)) <= parts(warning).keys()
        assert warning.text.format(**parts(warning))[-1] in ".)"
        assert not any(math.isnan(value) for value in numbers(warning).values())
        assert warning.measures
        assert set(warning.measures) <= ABOUT <= MEASURES.keys() | LEVERS.keys()
        assert {
            lever.rpartition(".")[2] for lever in warning.levers
        } <= LEVERS.keys() | FACTS.keys() | CHANNEL_FIELDS.keys()


def test_cash_below_zero():
    """Cash that would be 0 at its lowest is no doubt, one unit less is; each way of running out is said."""
    low = summarize(project(SMB))["cash_low"]
    enough = SMB.replace(opening_cash=SMB.opening_cash - low + 1)
    assert "cash_below_zero" not in found(enough)
    warning = found(enough.replace(opening_cash=enough.opening_cash - 2))["cash_below_zero"]
    assert numbers(warning)["missing"] == pytest.approx(1)
    assert "before break-even in month" in warning.text
    assert (
        "last month of the horizon still makes a loss" in found(SMB.replace(product_cost=1e6))["cash_below_zero"].text
    )
    assert "below zero today" in found(SMB.replace(opening_cash=-1))["cash_below_zero"].text
    earns = SMB.replace(opening_mrr=130_000, opening_customers=2_000, churn_rate=0.09, opening_cash=30_000)
    assert project(earns)["operating_profit"][0] > 0
    assert "still makes a loss" in found(earns)["cash_below_zero"].text, "months that earn at first are no break-even"


def test_a_goal_above_the_ceiling():
    """A goal at the ceiling can be reached in the limit, one above it cannot; without a ceiling any can."""
    ceiling = summarize(project(SMB))["mrr_ceiling"]
    assert "goal_above_ceiling" not in found(SMB, goal_mrr=ceiling)
    warning = found(SMB, goal_mrr=ceiling * 1.001)["goal_above_ceiling"]
    assert numbers(warning)["ceiling"] == ceiling
    assert "goal_above_ceiling" not in found(SMB)
    assert "goal_above_ceiling" not in found(SMB.replace(churn_rate=0), goal_mrr=1e12)


def test_the_published_ceiling():
    """A 10,000 MRR goal above a ceiling of 6,333 is not "28 months away" (indie10k)."""
    site = Channel("All", organic_visitors=380 / 50, cost_per_visitor=0)
    levers = dict.fromkeys(("visitor_to_lead", "lead_to_mql", "mql_to_sal", "sal_to_sql", "win_rate"), 1.0)
    scenario = Scenario(
        **levers,
        sales_cycle=0,
        opening_contacts=0,
        visitor_to_contact=0,
        organic_growth=0,
        opening_pipeline=0,
        arpu=50,
        churn_rate=0.06,
        expansion_rate=0,
        contraction_rate=0,
        channels=[site],
    )
    assert numbers(found(scenario, goal_mrr=10_000)["goal_above_ceiling"])["ceiling"] == pytest.approx(6_333, abs=1)


def test_churn_that_looks_yearly():
    """A tenth a month is asked about, with both readings; everything lost is no yearly rate."""
    assert "churn_looks_yearly" not in found(SMB.replace(churn_rate=YEARLY_CHURN - 0.001))
    warning = found(SMB.replace(churn_rate=YEARLY_CHURN))["churn_looks_yearly"]
    assert numbers(warning)["yearly"] == pytest.approx(1 - 0.9**12)
    assert (1 - numbers(warning)["monthly"]) ** 12 == pytest.approx(0.9)
    assert "churn_looks_yearly" not in found(SMB.replace(churn_rate=1))


def test_few_customers():
    """LTV of a company below the threshold rests on few; none and one have their own words."""
    assert "ltv_of_few" not in found(CALM.replace(opening_customers=FEW_CUSTOMERS))
    warning = found(CALM.replace(opening_customers=12))["ltv_of_few"]
    assert numbers(warning) == {"customers": 12, "step": pytest.approx(1 / 12)}
    assert "no customer yet" in found(CALM.replace(opening_customers=0))["ltv_of_few"].text
    assert "one customer" in found(CALM.replace(opening_customers=1))["ltv_of_few"].text


def test_payback_beyond_the_lifetime():
    """LTV:CAC below 1 never pays back; a little above it pays back after the mean lifetime; 3 does in time."""

    def at(ratio):
        now = summarize(project(CALM))
        return found(CALM.replace(sales_people=CALM.sales_people + _more_people(now["ltv"] / ratio)))

    def _more_people(cac):
        p = project(CALM.replace(cost_growth=0))
        now = summarize(p)
        return (cac - now["cac"]) * now["new_customers"] / 12

    assert "never pays back" in at(0.9)["payback_beyond_lifetime"].text
    assert "longer than" in at(1.3)["payback_beyond_lifetime"].text
    assert "payback_beyond_lifetime" not in at(3)


def test_a_margin_below_zero_is_said_once():
    """Serving that costs more than ARPU is the news; payback and range have nothing to add."""
    paid = summarize(project(CALM))["new_arpu"]
    even = paid * (1 - CALM.payment_fee_rate) - CALM.infrastructure_cost - CALM.retention_cost
    assert "negative_margin" not in found(CALM.replace(support_cost=even - 0.01))
    names = found(CALM.replace(support_cost=even + 0.01)).keys()
    assert "negative_margin" in names
    assert not {"payback_beyond_lifetime", "gross_margin_unusual"} & names


def test_growth_against_the_past():
    """Twice the past is allowed, and two points more than the past; beyond both it is said."""
    p = project(SMB)
    monthly = (p["mrr"][11] / SMB.opening_mrr) ** (1 / 12) - 1
    assert "growth_beyond_past" not in found(SMB, past_growth=monthly / 2 + 1e-6)
    warning = found(SMB, past_growth=monthly / 2 - 1e-3)["growth_beyond_past"]
    assert numbers(warning)["plan"] == pytest.approx(monthly)
    small = SMB.replace(visitor_to_lead=0.0175)
    slow = project(small)
    monthly = (slow["mrr"][11] / small.opening_mrr) ** (1 / 12) - 1
    assert "growth_beyond_past" not in found(small, past_growth=monthly - 0.0199)
    assert "growth_beyond_past" in found(small, past_growth=monthly - 0.0201)
    assert "growth_beyond_past" in found(SMB, past_growth=-0.5)


def test_growth_without_a_past():
    """More than tripling in a year is said of a company that has customers, and not twice where the past is known."""
    low, high = 0.0, 1.0
    for _ in range(60):
        rate = (low + high) / 2
        triples = project(SMB.replace(visitor_to_lead=rate))["mrr"][11] > TRIPLING * SMB.opening_mrr
        low, high = (low, rate) if triples else (rate, high)
    assert "growth_beyond_tripling" not in found(SMB.replace(visitor_to_lead=low * 0.999))
    fast = SMB.replace(visitor_to_lead=high * 1.001)
    assert numbers(found(fast)["growth_beyond_tripling"])["times"] == pytest.approx(3, rel=1e-2)
    assert "growth_beyond_tripling" not in found(fast, past_growth=0.5)
    assert "growth_beyond_tripling" not in found(fast.replace(opening_customers=FEW_CUSTOMERS - 1))


def test_half_a_year_is_held_to_the_pace_of_a_year():
    """Within six months 1.72 times is no tripling in a year, 1.75 times is one."""

    def grown(times):
        low, high = 0.0, 1.0
        for _ in range(60):
            rate = (low + high) / 2
            short = SMB.replace(months=6, visitor_to_lead=rate)
            low, high = (low, rate) if project(short)["mrr"][-1] > times * SMB.opening_mrr else (rate, high)
        return short

    assert "growth_beyond_tripling" not in found(grown(1.72))
    assert "growth_beyond_tripling" in found(grown(1.75))


def test_lead_growth():
    """Leads that grow by more than the threshold in every month of a year."""
    site = Channel("All", organic_visitors=10_000, cost_per_visitor=0)
    plain = Scenario(channels=[site], opening_contacts=0, visitor_to_contact=0, marketing_spend=0)
    assert "lead_growth" not in found(plain.replace(organic_growth=LEAD_GROWTH - 1e-6))
    warning = found(plain.replace(organic_growth=LEAD_GROWTH + 1e-6))["lead_growth"]
    assert numbers(warning)["plan"] == pytest.approx(LEAD_GROWTH, abs=1e-5)


def test_spend_that_buys_nobody():
    """A channel whose spend buys no visitor, or wins less than one customer in the year, is named; braces stay braces."""
    free = CALM.replace(**{"Paid search.cost_per_visitor": 0})
    assert "Paid search buys nobody: its cost per visitor is 0" in told(found(free)["spend_buys_nobody"])
    odd = Scenario(channels=[Channel("{x}", spend_share=1, cost_per_visitor=0)])
    assert "{x}" in told(found(odd)["spend_buys_nobody"])
    won = project(CALM).channels["Outbound"]["new_customers"][:12].sum()
    just, under = (CALM.replace(**{"Outbound.win_index": 0.85 * share / won}) for share in (1.01, 0.99))
    assert "spend_buys_nobody" not in found(just)
    assert "Outbound" in told(found(under)["spend_buys_nobody"])
    assert "spend_buys_nobody" not in found(free.replace(marketing_spend=0))


def test_others_like_it_are_counted():
    """Of several channels whose spend buys nobody, or is far beyond what it was, one is named and the others counted."""
    shares = {c.name: c.spend_share for c in CALM.channels if c.spend_share > 0}
    spending = sorted(shares, key=shares.__getitem__)
    assert len(spending) > 2
    for count in (1, 2, 3):
        free = found(CALM.replace(**{f"{name}.cost_per_visitor": 0 for name in spending[:count]}))["spend_buys_nobody"]
        assert (numbers(free)["others"], free.names["channel"]) == (count - 1, spending[count - 1]), (
            "the most money is named"
        )
        assert ("more like it" in told(free)) == (count > 1)
        spent = {name: CALM.marketing_spend * shares[name] for name in spending}
        before = {f"{name}.reference_spend": spent[name] / (4 + k) for k, name in enumerate(spending[:count])}
        far = found(CALM.replace(**before))["spend_beyond_experience"]
        assert (numbers(far)["others"], far.names["channel"]) == (count - 1, spending[count - 1])
        assert ("more)" in told(far)) == (count > 1)


def test_spend_beyond_experience():
    """Spend of a channel beyond three times what it spends today."""
    assert "spend_beyond_experience" not in found(CALM.replace(marketing_spend=CALM.marketing_spend * STRETCH))
    warning = found(CALM.replace(marketing_spend=CALM.marketing_spend * STRETCH * 1.01))["spend_beyond_experience"]
    assert numbers(warning)["times"] == pytest.approx(3.03)


@pytest.mark.parametrize(
    ("lever", "low", "high"),
    [
        ("visitor_to_lead", 0.005, 0.06),
        ("lead_to_mql", 0.05, 0.6),
        ("win_rate", 0.1, 0.6),
        ("churn_rate", 0.0035, None),
    ],
)
def test_a_conversion_far_outside_its_range(lever, low, high):
    """Half of the lowest published value, and twice the highest, are the last that pass; the source is said."""
    name = f"{lever}_unusual"
    assert name not in found(CALM.replace(**{lever: low}))
    warning = found(CALM.replace(**{lever: low * 0.99}))[name]
    assert "far below the usual" in warning.text
    assert "directional" in warning.text
    assert LEVERS[lever].benchmarks[0].source in told(warning)
    if high:
        assert name not in found(CALM.replace(**{lever: high}))
        assert "far above" in found(CALM.replace(**{lever: high * 1.01}))[name].text


def test_mql_to_sql_and_margin_have_ranges_too():
    """Rates that two levers make together are looked at as the trade does: MQL to SQL, and gross margin."""
    assert "mqls_to_sqls_unusual" not in found(CALM.replace(mql_to_sal=0.25, sal_to_sql=0.51))
    assert "mqls_to_sqls_unusual" in found(CALM.replace(mql_to_sal=0.25, sal_to_sql=0.49))
    paid = summarize(project(CALM))["new_arpu"]
    at = paid * (1 - CALM.payment_fee_rate) - CALM.infrastructure_cost - CALM.retention_cost
    assert "gross_margin_unusual" not in found(CALM.replace(support_cost=at - 0.361 * paid))
    assert "gross_margin_unusual" in found(CALM.replace(support_cost=at - 0.359 * paid))


def test_the_gravest_comes_first():
    """Running out of cash stands before a rate that is merely unusual."""
    names = [warning.name for warning in warnings(project(SMB.replace(win_rate=0.01)))]
    assert names[0] == "cash_below_zero"
    assert names[-1] == "win_rate_unusual"
