"""Worked examples that other people published, each with its source, and published figures we do not repeat."""

from __future__ import annotations

import math

import numpy as np
import pytest

from model import Channel, Scenario, project, summarize
from model import unit_economics as economics
from model.arithmetic import ratio

NOTHING = {
    "opening_customers": 0,
    "opening_mrr": 0,
    "opening_contacts": 0,
    "opening_pipeline": 0,
    "opening_cash": 0,
    "expansion_rate": 0,
    "contraction_rate": 0,
    "churn_rate": 0,
    "marketing_spend": 0,
    "marketing_people": 0,
    "marketing_tools": 0,
    "marketing_overhead": 0,
    "sales_people": 0,
    "commission_rate": 0,
    "organic_growth": 0,
    "visitor_to_contact": 0,
    "unsubscribe_rate": 0,
    "contact_to_lead": 0,
    "visitor_to_lead": 1,
    "lead_to_mql": 1,
    "mql_to_sal": 1,
    "sal_to_sql": 1,
    "win_rate": 1,
    "sales_cycle": 0,
    "support_cost": 0,
    "infrastructure_cost": 0,
    "retention_cost": 0,
    "payment_fee_rate": 0,
    "product_cost": 0,
    "admin_cost": 0,
    "cost_growth": 0,
    "spend_elasticity": 1,
    "months": 12,
}
"""A company that does, owns and costs nothing: examples add what they are about."""


def company(visitors=0.0, channels=None, **levers):
    """That company with some levers; every visitor becomes a customer in the same month, and spend buys no visitors."""
    return Scenario(
        **(NOTHING | levers), channels=channels or [Channel("All", organic_visitors=visitors, cost_per_visitor=0)]
    )


def outcome(name, visitors=0.0, **levers):
    """One measure of such a company."""
    return summarize(project(company(visitors, **levers)))[name]


def in_month(month, name, visitors=0.0, **levers):
    """One series of such a company in one month, counted from 1."""
    return project(company(visitors, **levers))[name][month - 1]


# Christoph Janz, SaaS Metrics Dashboard (scribd 361716351)

JANUARY = {
    "visitors": 2456,
    "organic": 61,
    "paid": 82,
    "new": 20,
    "lost": 1,
    "new_mrr": 1980,
    "expansion": 245,
    "lost_mrr": 98,
    "marketing": 4587,
    "sales": 3000,
    "burn": 45287 - 2899,
    "customers": 35,
    "mrr": 3000,
    "cash": 453_012,
}
FEBRUARY = {
    "visitors": 2687,
    "organic": 122,
    "paid": 56,
    "new": 22,
    "lost": 2,
    "new_mrr": 2209,
    "expansion": 343,
    "lost_mrr": 180,
    "marketing": 5012,
    "sales": 3000,
    "burn": 56272 - 5100,
    "customers": 54,
    "mrr": 5127,
    "cash": 410_624,
}


def janz(d, **changes):
    """The scenario whose month 1 is that month of the dashboard.

    The dashboard's customers and MRR are lost at different rates; the model has one. Customers are
    lost at the dashboard's rate, and what MRR lost beyond that is contraction, or less than that expansion.
    """
    signups = d["organic"] + d["paid"]
    paid_visitors = d["visitors"] * d["paid"] / signups
    churn = d["lost"] / d["customers"]
    kept = d["mrr"] * (1 - churn)
    beyond = d["lost_mrr"] - d["mrr"] * churn
    end = d["mrr"] + d["new_mrr"] + d["expansion"] - d["lost_mrr"]
    paid = Channel(
        "Paid", spend_share=1, reference_spend=0, cost_per_visitor=d["marketing"] / paid_visitors, organic_visitors=0
    )
    unpaid = Channel("Organic", spend_share=0, reference_spend=0, organic_visitors=d["visitors"] - paid_visitors)
    levers = {
        "opening_customers": d["customers"],
        "opening_mrr": d["mrr"],
        "opening_cash": d["cash"],
        "visitor_to_lead": signups / d["visitors"],
        "win_rate": d["new"] / signups,
        "arpu": d["new_mrr"] / d["new"],
        "churn_rate": churn,
        "expansion_rate": (d["expansion"] + max(0, -beyond)) / kept,
        "contraction_rate": max(0, beyond) / kept,
        "marketing_spend": d["marketing"],
        "sales_people": d["sales"],
        "product_cost": end - d["marketing"] - d["sales"] + d["burn"],
    } | changes
    return company(channels=[paid, unpaid], **levers)


JANZ = [
    # what, how to read it in month 1, January, February, digits after the point as published
    ("visitor to signup, %", lambda p: 100 * p["visitors_to_leads"][0], 5.82, 6.62, 2),
    ("customer churn, %", lambda p: 100 * p["customer_churn"][0], 2.86, 3.70, 2),
    ("customers", lambda p: p["customers"][0], 54, 74, 6),
    ("MRR", lambda p: p["mrr"][0], 5127, 7499, 6),
    ("ARPA", lambda p: p["average_revenue"][0], 95, 101, 0),
    ("new ARPA", lambda p: p["new_mrr"][0] / p["new_customers"][0], 99, 100, 0),
    ("new customers", lambda p: p["new_customers"][0], 20, 22, 6),
    ("marketing per signup", lambda p: p["cost_per_lead"][0], 32, 28, 0),
    ("marketing per paid signup", lambda p: p["spend"][0] / p.channels["Paid"]["leads"][0], 56, 90, 0),
    ("sales per new customer", lambda p: p["sales_team"][0] / p["new_customers"][0], 150, 136, 0),
    ("CAC blended", lambda p: p["customer_acquisition_cost"][0], 379, 364, 0),
    ("burn", lambda p: -p["net_cash_flow"][0], 42_388, 51_172, 6),
    ("cash", lambda p: p["cash"][0], 410_624, 359_452, 6),
    ("runway from the month's end", lambda p: p["cash"][0] / -p["net_cash_flow"][0], 9.7, 7.0, 1),
    ("runway from the month's start, less the month", lambda p: summarize(p)["runway_static"] - 1, 9.7, 7.0, 1),
]


@pytest.mark.parametrize(("what", "read", "january", "february", "digits"), JANZ, ids=[row[0] for row in JANZ])
def test_janz_dashboard(what, read, january, february, digits):
    """A month with the dashboard's counts shows the dashboard's figures."""
    for month, published in ((JANUARY, january), (FEBRUARY, february)):
        assert read(project(janz(month))) == pytest.approx(published, abs=0.5 * 10**-digits + 1e-9)


@pytest.mark.parametrize(("month", "published"), [(JANUARY, 3.27), (FEBRUARY, 3.51)], ids=["January", "February"])
def test_janz_revenue_churn(month, published):
    """With the dashboard's MRR churn as the rate, revenue churn and the MRR at the end are the dashboard's."""
    churn = month["lost_mrr"] / month["mrr"]
    expansion = month["expansion"] / (month["mrr"] - month["lost_mrr"])
    p = project(janz(month, churn_rate=churn, contraction_rate=0, expansion_rate=expansion))
    assert round(100 * p["revenue_churn_rate"][0], 2) == published
    assert p["mrr"][0] == pytest.approx(month["mrr"] + month["new_mrr"] + month["expansion"] - month["lost_mrr"])


def test_janz_conversion_of_the_signups_of_the_month_before():
    """February's 22 customers of January's 143 signups are 15.38 %."""
    january, february = project(janz(JANUARY)), project(janz(FEBRUARY))
    assert round(100 * ratio(february["new_customers"][0], january["leads"][0]), 2) == 15.38


# One-liners


def ltv(arpu, margin, churn, **levers):
    """Levers of a company with that margin."""
    return {"arpu": arpu, "support_cost": arpu * (1 - margin), "churn_rate": churn} | levers


MONTHLY_DISCOUNT = 1 + 0.10 / 12
REVENUE_40 = 12 * 100 + 5 * 78  # opening MRR 100, +5 a month: 60 % in twelve months

RIGHT = [
    ("seed 000: LTV", lambda: outcome("ltv_revenue", arpu=50, churn_rate=0.005), 10_000, 0),
    ("seed 000: LTV without cost to serve", lambda: outcome("ltv", arpu=50, churn_rate=0.005), 10_000, 0),
    ("abracalc 1: LTV", lambda: outcome("ltv", **ltv(100, 0.80, 0.05)), 1_600, 0),
    ("abracalc 2: LTV", lambda: outcome("ltv", **ltv(200, 0.85, 0.03)), 5_667, 0.5),
    ("abracalc 3: LTV", lambda: outcome("ltv", **ltv(50, 0.90, 0.10)), 450, 0),
    ("abracalc 4: LTV", lambda: outcome("ltv", **ltv(2000, 0.60, 0.005)), 240_000, 0),
    ("mhq: LTV", lambda: outcome("ltv", **ltv(500, 0.75, 0.025)), 15_000, 0),
    ("mhq: CAC", lambda: outcome("cac", 10, **ltv(500, 0.75, 0.025, sales_people=60_000)), 6_000, 0),
    ("mhq: LTV:CAC", lambda: outcome("ltv_to_cac", 10, **ltv(500, 0.75, 0.025, sales_people=60_000)), 2.5, 0),
    (
        "aurarevenue: payback at 80 %",
        lambda: outcome("payback_simple", 10, **ltv(500, 0.8, 0.02, sales_people=24_000)),
        6.0,
        0,
    ),
    (
        "aurarevenue: payback at 50 %",
        lambda: outcome("payback_simple", 10, **ltv(500, 0.5, 0.02, sales_people=24_000)),
        9.6,
        0,
    ),
    ("everything-applied-ds: plain LTV", lambda: outcome("ltv", arpu=16, churn_rate=0.05), 320, 0),
    # paid at month's end: a month of churn and of discount before the first payment, ours is paid on joining
    (
        "everything-applied-ds: discounted LTV",
        lambda: (
            0.95
            / MONTHLY_DISCOUNT
            * outcome("ltv_discounted", arpu=16, churn_rate=0.05, ltv_months=60, discount_rate=MONTHLY_DISCOUNT**12 - 1)
        ),
        253,
        0.5,
    ),
    # the source's rates are of the MRR at the month's start, ours of what survived churn
    (
        "metrickittools: MRR after a year",
        lambda: outcome(
            "mrr_end",
            12,
            arpu=1_000,
            opening_mrr=100_000,
            opening_customers=100,
            churn_rate=0.015,
            expansion_rate=0.02 / 0.985,
            contraction_rate=0.005 / 0.985,
        ),
        244_000,
        0,
    ),
    (
        "ChartMogul: gross MRR churn",
        lambda: (
            1
            - in_month(
                1,
                "gross_revenue_retention",
                opening_mrr=100,
                opening_customers=10,
                churn_rate=0.1,
                expansion_rate=10 / 90,
                contraction_rate=10 / 90,
            )
        ),
        0.20,
        0,
    ),
    (
        "ChartMogul: net MRR churn",
        lambda: (
            1
            - in_month(
                1,
                "net_revenue_retention",
                opening_mrr=100,
                opening_customers=10,
                churn_rate=0.1,
                expansion_rate=10 / 90,
                contraction_rate=10 / 90,
            )
        ),
        0.10,
        0,
    ),
    (
        "dnoise: NRR",
        lambda: in_month(
            1,
            "net_revenue_retention",
            opening_mrr=200_000,
            opening_customers=10,
            churn_rate=0.03,
            expansion_rate=20 / 194,
            contraction_rate=4 / 194,
        ),
        1.05,
        0,
    ),
    (
        "pitchkit: quick ratio",
        lambda: in_month(
            1,
            "quick_ratio",
            20,
            arpu=1,
            opening_mrr=100,
            opening_customers=10,
            churn_rate=0.05,
            expansion_rate=8 / 95,
            contraction_rate=3 / 95,
        ),
        3.5,
        0,
    ),
    (
        "Sacks: burn multiple",
        lambda: in_month(1, "burn_multiple", 1, arpu=1e6 / 12, product_cost=3e6 + 1e6 / 12),
        3.0,
        0,
    ),
    # revenue up 160,000 / 3 a month is 480,000 from quarter to quarter
    (
        "xlslides: magic number",
        lambda: in_month(6, "magic_number", 1, arpu=160_000 / 3, sales_people=600_000),
        1.07,
        0.005,
    ),
    ("winsabove: lead velocity", lambda: in_month(2, "lead_velocity", 180, organic_growth=0.2), 0.20, 0),
    (
        "virconlegal: rule of 40",
        lambda: outcome(
            "rule_of_40", 1, arpu=5, opening_mrr=100, opening_customers=20, product_cost=1.25 * REVENUE_40 / 12
        ),
        0.35,
        0,
    ),
    ("jonhainstock: MRR ceiling", lambda: outcome("mrr_ceiling", 100, arpu=50, churn_rate=0.05), 100_000, 0),
    (
        "churndefense: 1 % a month",
        lambda: 1 - outcome("customers_end", opening_customers=1, churn_rate=0.01),
        0.114,
        5e-4,
    ),
    (
        "churndefense: 3 % a month",
        lambda: 1 - outcome("customers_end", opening_customers=1, churn_rate=0.03),
        0.306,
        5e-4,
    ),
    (
        "churndefense: 5 % a month",
        lambda: 1 - outcome("customers_end", opening_customers=1, churn_rate=0.05),
        0.460,
        5e-4,
    ),
    ("scaleon: CAC", lambda: outcome("cac", 1.25, marketing_spend=40_000 / 12, sales_people=110_000 / 12), 10_000, 0),
    (
        "scaleon: CAC on media only",
        lambda: ratio(
            *(
                outcome(name, 1.25, marketing_spend=40_000 / 12, sales_people=110_000 / 12)
                for name in ("spend", "new_customers")
            )
        ),
        2_667,
        0.5,
    ),
    # all won in month 1 and paying 100 a month for the year
    (
        "freeonlinecal: ROI",
        lambda: outcome("marketing_roi", opening_pipeline=100, arpu=100, marketing_people=10_000 / 12),
        11.0,
        0,
    ),
]


@pytest.mark.parametrize(("source", "compute", "published", "rounding"), RIGHT, ids=[row[0] for row in RIGHT])
def test_published(source, compute, published, rounding):
    """The model gives the published figure, to the digits it was published with."""
    assert compute() == pytest.approx(published, rel=1e-9, abs=rounding)


FUNNEL = {"visitor_to_lead": 0.03, "lead_to_mql": 0.30, "mql_to_sal": 0.40, "sal_to_sql": 0.75}


@pytest.mark.parametrize(
    ("name", "published"), [("visitors", 10_000), ("leads", 300), ("mqls", 90), ("sals", 36), ("sqls", 27)]
)
def test_published_funnel(name, published):
    """altiorco: 10,000 visitors at 3, 30, 40 and 75 % are 300, 90, 36 and 27."""
    assert in_month(1, name, 10_000, **FUNNEL) == pytest.approx(published)


# Published and wrong


def test_rule_of_40_is_not_with_gross_margin():
    """novacalculator adds the gross margin (here 80 %) to growth of 60 %; ours adds the cash margin."""
    fixed = 1.05 * REVENUE_40 / 12  # with a fifth of revenue for fees, 25 % of revenue is burnt
    levers = {"arpu": 5, "opening_mrr": 100, "opening_customers": 20, "product_cost": fixed, "payment_fee_rate": 0.2}
    assert outcome("gross_margin", 1, **levers) == pytest.approx(0.8)
    assert outcome("rule_of_40", 1, **levers) == pytest.approx(0.35)


def test_magic_number_is_a_yearly_figure():
    """purebuild leaves out the × 4 and has 0.27 for a quarter's 480,000 on 1.8 million."""
    magic = in_month(6, "magic_number", 1, arpu=160_000 / 3, sales_people=600_000)
    assert magic != pytest.approx(0.27, abs=0.1)
    assert magic == pytest.approx(4 * 480 / 1800)


def test_no_target_above_the_ceiling_is_reached():
    """indie10k reaches 10,000 of MRR "in 28 months" under a ceiling of 6,333; ours never passes the ceiling."""
    levers = {"arpu": 19, "churn_rate": 0.03, "months": 120}
    p = project(company(10, **levers))
    assert summarize(p)["mrr_ceiling"] == pytest.approx(6_333, abs=0.5)
    assert p["mrr"].max() < 6_333.34


def test_nrr_counts_expansion_once():
    """(ending + expansion) / start would be 115 % for dnoise's 105 %."""
    levers = {
        "opening_mrr": 200_000,
        "opening_customers": 10,
        "churn_rate": 0.03,
        "expansion_rate": 20 / 194,
        "contraction_rate": 4 / 194,
    }
    assert in_month(1, "net_revenue_retention", **levers) != pytest.approx(1.15, abs=0.05)
    assert in_month(1, "net_revenue_retention", **levers) == pytest.approx(in_month(1, "mrr", **levers) / 200_000)


def test_a_company_that_makes_money_has_endless_runway():
    """startup-metrics shows runway 0 for a company that burns nothing; ours is infinite."""
    levers = {"opening_mrr": 1_000, "opening_customers": 10, "opening_cash": 5_000}
    assert outcome("runway", **levers) == math.inf
    assert outcome("runway_static", **levers) == math.inf


def test_payback_counts_the_churn_of_every_month():
    """winsights divides the simple payback by (1 - churn), one month's churn only: 6.3 where it takes 6.95."""
    computed = economics.payback(2400.0, np.ones(1), np.array([500 * 0.8]), np.array([0.05]))
    assert computed == pytest.approx(6.95, abs=0.005)
    assert computed > 6 / 0.95 + 0.5
    assert sum(400 * 0.95**age for age in range(7)) > 2400 > sum(400 * 0.95**age for age in range(6))
