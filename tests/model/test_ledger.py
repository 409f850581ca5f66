"""The month: its bridges, its totals, an independent transcription, and formulas instead of numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from model import Channel, Scenario, ledger, project
from model.levers import LEVERS
from tests.strategies import corners, numbers, scenarios

SUMMED = (
    "spend",
    "paid_visitors",
    "organic_visitors",
    "visitors",
    "leads",
    "contacts",
    "mqls",
    "sals",
    "sqls",
    "resolved",
    "pipeline",
    "new_customers",
    "churned_customers",
    "customers",
    "new_mrr",
    "churned_mrr",
    "expansion_mrr",
    "contraction_mrr",
    "mrr",
)


def earlier(series, opening):
    """A stock a month earlier."""
    return np.concatenate([[opening], series[:-1]])


def assert_bridge(end, start, *flows):
    """The end of every month is its start plus what flowed, to rounding of the largest of them."""
    scale = np.max(np.abs([end, start, *flows]), axis=0)
    assert np.all(np.abs(end - (start + sum(flows))) <= 1e-9 * scale)


# Bridges


@given(scenarios())
@corners()
def test_mrr_bridge(scenario):
    """MRR is last month's less churn and contraction plus expansion and new, for the company and each of its parts."""
    p = project(scenario)
    parts = [(p, p.opening("mrr")), (p.existing, scenario.opening_mrr), *((c, 0.0) for c in p.channels.values())]
    for part, opening in parts:
        assert_bridge(
            part["mrr"],
            earlier(part["mrr"], opening),
            -part["churned_mrr"],
            part["expansion_mrr"],
            -part["contraction_mrr"],
            part["new_mrr"],
        )


@given(scenarios())
@corners()
def test_customer_bridge(scenario):
    """Customers are last month's less those lost plus those won, for the company and each of its parts."""
    p = project(scenario)
    parts = [
        (p, p.opening("customers")),
        (p.existing, scenario.opening_customers),
        *((c, 0.0) for c in p.channels.values()),
    ]
    for part, opening in parts:
        assert_bridge(
            part["customers"], earlier(part["customers"], opening), -part["churned_customers"], part["new_customers"]
        )


@given(scenarios())
@corners()
def test_pipeline_bridge(scenario):
    """Open SQLs are last month's plus new ones less those resolved, for the company and each channel."""
    p = project(scenario)
    assert p.opening("pipeline") == scenario.opening_pipeline
    assert_bridge(p["pipeline"], earlier(p["pipeline"], scenario.opening_pipeline), p["sqls"], -p["resolved"])
    for channel in p.channels.values():
        assert_bridge(channel["pipeline"][1:], channel["pipeline"][:-1], channel["sqls"][1:], -channel["resolved"][1:])


@given(scenarios())
@corners()
def test_cash_bridge(scenario):
    """Cash is last month's plus net cash flow, which is revenue less every cost of the month."""
    p = project(scenario)
    assert_bridge(p["cash"], earlier(p["cash"], scenario.opening_cash), p["net_cash_flow"])
    costs = (
        "support",
        "infrastructure",
        "retention",
        "payment_fees",
        "spend",
        "marketing_team",
        "sales_team",
        "commissions",
        "research_and_development",
        "general_and_administrative",
    )
    assert_bridge(p["net_cash_flow"], p["revenue"], *(-p[name] for name in costs))


@given(scenarios())
@corners()
def test_company_is_the_sum_of_its_parts(scenario):
    """Every count and every MRR movement of the company is the sum over Existing and the channels."""
    p = project(scenario)
    for name in SUMMED:
        parts = [c[name] for c in p.channels.values()] + ([p.existing[name]] if name in p.existing else [])
        assert_bridge(p[name], np.zeros(p.months), *parts)


@given(scenarios())
@corners()
def test_costs_add_up(scenario):
    """Revenue is MRR, ARR is twelve times MRR, and each cost total is the sum of what it is made of."""
    p = project(scenario)
    assert np.array_equal(p["revenue"], p["mrr"])
    assert np.array_equal(p["arr"], 12 * p["mrr"])
    nothing = np.zeros(p.months)
    assert_bridge(p["cost_to_serve"], nothing, p["support"], p["infrastructure"], p["retention"])
    assert_bridge(p["gross_profit"], p["revenue"], -p["cost_to_serve"], -p["payment_fees"])
    assert_bridge(p["people_and_tools"], nothing, p["marketing_team"], p["sales_team"])
    assert_bridge(p["marketing_investment"], nothing, p["spend"], p["marketing_team"])
    assert_bridge(p["sales_and_marketing"], nothing, p["spend"], p["people_and_tools"], p["commissions"])
    assert_bridge(p["fixed_costs"], nothing, p["research_and_development"], p["general_and_administrative"])


@given(scenarios())
@corners()
def test_no_count_is_negative(scenario):
    """No count of people or opportunities is ever below 0, whatever the levers."""
    p = project(scenario)
    for part in (p, p.existing, *p.channels.values()):
        for name in SUMMED:
            if not name.endswith("mrr") and (part is p or name in part):
                assert part[name].min() >= 0, name


@given(scenarios())
@corners()
@example(Scenario(months=7, repriced_share=1, arpu=50, opening_customers=1, opening_mrr=10_000, churn_rate=0.03))
@example(Scenario(months=7, repriced_share=1, arpu=0.5, opening_customers=900, opening_mrr=44_000, churn_rate=0.12))
@example(
    Scenario(
        repriced_share=1, arpu=0.01, opening_customers=1e-9, opening_mrr=1e12, churn_rate=1 / 3, contraction_rate=0.5
    )
)
def test_no_mrr_is_negative(scenario):
    """Customers never pay a negative amount, whatever price, churn and contraction take at once."""
    p = project(scenario)
    for part in (p, p.existing, *p.channels.values()):
        for name in ("mrr", "churned_mrr", "expansion_mrr", "contraction_mrr", "new_mrr"):
            assert part[name].min() >= 0, name


def test_a_price_moves_what_is_kept():
    """Of 1,000 MRR a tenth churns; half of the 900 kept is repriced by +20 %, 90, and the 990 expand and contract."""
    quiet = Channel("All", organic_visitors=0, cost_per_visitor=0)
    s = Scenario(opening_customers=10, opening_mrr=1_000, opening_pipeline=0, opening_contacts=0, arpu=120, churn_rate=0.1,
                 repriced_share=0.5, expansion_rate=0.1, contraction_rate=0.05, months=6, channels=[quiet])  # fmt: skip
    p = project(s)
    assert p["churned_mrr"][0] == pytest.approx(100)
    assert p["expansion_mrr"][0] == pytest.approx(90 + 99)
    assert p["contraction_mrr"][0] == pytest.approx(49.5)
    assert p["mrr"][0] == pytest.approx(1_039.5)
    assert p["expansion_mrr"][1] == pytest.approx((1_039.5 - 103.95) * 0.1), "the price moves once"


def test_nobody_is_repriced_where_todays_price_is_not_known():
    """Without customers or MRR there is no price today to move from."""
    for opening in ({"opening_customers": 0}, {"opening_mrr": 0}):
        s = Scenario(repriced_share=1, **opening)
        assert np.array_equal(project(s)["mrr"], project(s.replace(repriced_share=0))["mrr"])


# The pipeline


@given(st.floats(0, 4), st.floats(0.01, 1e6))
def test_mean_time_in_the_pipeline_is_the_sales_cycle(sales_cycle, sqls):
    """SQLs that all open in month 1 stay open for `sales_cycle` months on average."""
    quiet = Channel("All", organic_visitors=0)
    p = project(
        Scenario(
            channels=[quiet],
            months=120,
            marketing_spend=0,
            opening_pipeline=0,
            opening_contacts=sqls,
            unsubscribe_rate=1,
            contact_to_lead=1,
            lead_to_mql=1,
            mql_to_sal=1,
            sal_to_sql=1,
            sales_cycle=sales_cycle if sales_cycle > 1e-9 else 0,
        )
    )
    assert p["sqls"].tolist() == [sqls] + [0.0] * 119
    months_open = np.arange(120) @ p["resolved"] / sqls
    assert months_open == pytest.approx(sales_cycle, rel=1e-6, abs=1e-8)
    assert p["resolved"].sum() == pytest.approx(sqls)


@given(scenarios())
@corners()
def test_a_cycle_of_zero_closes_in_the_month_it_opens(scenario):
    """With a sales cycle of 0 nothing is open at the end of a month."""
    p = project(scenario.replace(sales_cycle=0))
    assert not p["pipeline"].any()


def todays_parts(s):
    """Each channel's share of today's visitors, from the definition on paper."""
    today = [
        k.organic_visitors + (k.reference_spend / k.cost_per_visitor if k.reference_spend and k.cost_per_visitor else 0)
        for k in s.channels
    ]
    everybody = sum(today)
    return [visitors / everybody if everybody else 1 / len(today) for visitors in today]


@given(scenarios())
@corners()
def test_opening_contacts_and_pipeline_are_split_by_todays_visitors(scenario):
    """Month 0's contacts and pipeline are split by the visitors of today, equally where there are none."""
    p = project(scenario)
    for channel, own in zip(p.channels.values(), todays_parts(scenario), strict=True):
        pipeline = (scenario.opening_pipeline * own + channel["sqls"][0]) / (1 + scenario.sales_cycle)
        assert channel["resolved"][0] == pytest.approx(pipeline, rel=1e-9, abs=0)
        contacts = scenario.opening_contacts * own * (1 - scenario.unsubscribe_rate)
        contacts += channel["visitors"][0] * scenario.visitor_to_contact
        assert channel["contacts"][0] == pytest.approx(contacts, rel=1e-9, abs=0)


@given(scenarios(), st.data())
def test_no_lever_moves_the_opening_split(scenario, data):
    """What the levers do does not move the split of today's contacts and pipeline."""
    name = data.draw(st.sampled_from([*LEVERS]))
    moved = scenario.replace(**{name: data.draw(numbers(LEVERS[name]))})
    splits = [
        [(float(b.contacts), float(b.pipeline)) for b in ledger.opening(p.lever, p.terms).channels]
        for p in (project(scenario), project(moved))
    ]
    assert splits[0] == splits[1]


# An independent transcription of the month, written from its definition on paper


def channel_on_paper(s, k, t, last):
    """One channel's month t."""
    m = {}
    m["spend"] = s.marketing_spend * (1 + s.marketing_spend_growth) ** (t - 1) * k.spend_share
    if k.cost_per_visitor == 0:
        m["paid_visitors"] = 0.0
    elif k.reference_spend == 0:
        m["paid_visitors"] = m["spend"] / k.cost_per_visitor
    else:
        relative = (m["spend"] / k.reference_spend) ** s.spend_elasticity
        m["paid_visitors"] = k.reference_spend / k.cost_per_visitor * relative
    m["organic_visitors"] = k.organic_visitors * (1 + s.organic_growth) ** (t - 1)
    m["visitors"] = m["paid_visitors"] + m["organic_visitors"]
    m["leads"] = m["visitors"] * min(1, s.visitor_to_lead * k.lead_index) + last["contacts"] * s.contact_to_lead
    m["contacts"] = last["contacts"] * (1 - s.unsubscribe_rate) + m["visitors"] * s.visitor_to_contact
    m["mqls"] = m["leads"] * s.lead_to_mql
    m["sals"] = m["mqls"] * s.mql_to_sal
    m["sqls"] = m["sals"] * s.sal_to_sql
    m["resolved"] = (last["pipeline"] + m["sqls"]) / (1 + s.sales_cycle)
    # What was open and came, less what is resolved, in the form that loses no digits where nearly all of it is.
    m["pipeline"] = (last["pipeline"] + m["sqls"]) * s.sales_cycle / (1 + s.sales_cycle)
    m["new_customers"] = m["resolved"] * min(1, s.win_rate * k.win_index)
    m["new_mrr"] = m["new_customers"] * s.arpu * k.arpu_index
    return m | stay_on_paper(s, min(1, s.churn_rate * k.churn_index), last, m["new_customers"], m["new_mrr"], 0.0)


def stay_on_paper(s, churn, last, new_customers, new_mrr, price_move):
    """Customers and MRR after a month of churn, repricing, expansion and contraction."""
    m = {}
    repriced = last["mrr"] * (1 - churn) * s.repriced_share * price_move
    m["churned_customers"] = last["customers"] * churn
    m["customers"] = last["customers"] - m["churned_customers"] + new_customers
    m["churned_mrr"] = last["mrr"] * churn
    stays = last["mrr"] - m["churned_mrr"] + repriced
    m["expansion_mrr"] = stays * s.expansion_rate + (repriced if repriced > 0 else 0.0)
    m["contraction_mrr"] = stays * s.contraction_rate + (-repriced if repriced < 0 else 0.0)
    m["mrr"] = last["mrr"] - m["churned_mrr"] + m["expansion_mrr"] - m["contraction_mrr"] + new_mrr
    return m


def on_paper(s):
    """Every month of the company, of Existing and of the channels, as dictionaries."""
    channels = [
        {"contacts": s.opening_contacts * own, "pipeline": s.opening_pipeline * own, "customers": 0.0, "mrr": 0.0}
        for own in todays_parts(s)
    ]
    existing = {"customers": s.opening_customers, "mrr": s.opening_mrr}
    cash = s.opening_cash
    months = []
    for t in range(1, s.months + 1):
        price_move = 0.0
        if t == 1 and s.opening_mrr and s.opening_customers:
            price_move = s.arpu / (s.opening_mrr / s.opening_customers) - 1
        existing = stay_on_paper(s, s.churn_rate, existing, 0.0, 0.0, price_move)
        channels = [channel_on_paper(s, k, t, last) for k, last in zip(s.channels, channels, strict=True)]
        c = {name: existing.get(name, 0.0) + sum(m[name] for m in channels) for name in SUMMED}
        costs = (1 + s.cost_growth) ** (t - 1)
        c["revenue"] = c["mrr"]
        c["cost_to_serve"] = c["customers"] * (s.support_cost + s.infrastructure_cost + s.retention_cost)
        c["payment_fees"] = c["revenue"] * s.payment_fee_rate
        c["gross_profit"] = c["revenue"] - c["cost_to_serve"] - c["payment_fees"]
        c["people_and_tools"] = (s.marketing_people + s.marketing_tools + s.marketing_overhead + s.sales_people) * costs
        c["commissions"] = c["new_mrr"] * 12 * s.commission_rate
        c["sales_and_marketing"] = c["spend"] + c["people_and_tools"] + c["commissions"]
        c["fixed_costs"] = (s.product_cost + s.admin_cost) * costs
        c["operating_profit"] = c["gross_profit"] - c["sales_and_marketing"] - c["fixed_costs"]
        c["net_cash_flow"] = c["operating_profit"]
        cash += c["net_cash_flow"]
        c["cash"] = cash
        c["arr"] = 12 * c["mrr"]
        months.append((c, existing, channels))
    return months


@settings(max_examples=80)
@given(scenarios())
@corners()
@example(Scenario(months=6, sales_cycle=1e-9))
def test_the_months_are_those_of_the_definition(scenario):
    """Every series of the company, of Existing and of each channel equals a transcription of its definition."""
    p = project(scenario)
    months = on_paper(scenario)

    turnover = np.array(
        [
            abs(c["revenue"])
            + c["cost_to_serve"]
            + c["sales_and_marketing"]
            + c["fixed_costs"]
            + abs(c["churned_mrr"])
            + c["contraction_mrr"]
            for c, _, _ in months
        ]
    )
    turnover = np.maximum.accumulate(np.cumsum(turnover) + abs(scenario.opening_cash) + scenario.opening_mrr)
    differences_of_large_numbers = {
        "gross_profit",
        "operating_profit",
        "net_cash_flow",
        "cash",
        "mrr",
        "arr",
        "revenue",
        "payment_fees",
    }

    def same(name, computed, expected):
        expected = np.array(expected, dtype=float)
        room = 1e-9 * np.abs(expected) + (1e-12 * turnover if name in differences_of_large_numbers else 0)
        assert np.all(np.abs(computed - expected) <= room), name

    for name in months[0][0]:
        same(name, p[name], [company[name] for company, _, _ in months])
    for name in months[0][1]:
        same(name, p.existing[name], [existing[name] for _, existing, _ in months])
    for k, channel in enumerate(p.channels.values()):
        for name in months[0][2][k]:
            same(name, channel[name], [channels[k][name] for _, _, channels in months])
