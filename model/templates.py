"""Three complete companies to start from: self-serve, mid-market and enterprise.

Levers lie inside published ranges; the source and year stand beside them. All are directional:
a template is a plausible company of its kind, not a target.
"""

from __future__ import annotations

from dataclasses import dataclass

from model.scenario import Channel, Scenario
from model.segments import SegmentName


@dataclass(frozen=True)
class Template:
    """A complete scenario under the name of its segment (as in links), with a label and one sentence about it."""

    name: SegmentName
    label: str
    about: str
    scenario: Scenario


_SELF_SERVE = Scenario(
    opening_customers=900,
    opening_mrr=44_000,
    opening_contacts=14_000,
    opening_pipeline=60,
    opening_cash=600_000,
    arpu=64,
    expansion_rate=0.008,
    contraction_rate=0.003,
    churn_rate=0.035,  # 3 to 5 %: knowledgelib 2026, SMB
    marketing_spend=14_000,
    marketing_spend_growth=0.015,
    spend_elasticity=0.8,
    marketing_people=12_000,
    marketing_tools=1_200,
    marketing_overhead=800,
    sales_people=4_000,
    commission_rate=0.0,
    organic_growth=0.012,
    visitor_to_contact=0.012,
    unsubscribe_rate=0.02,
    contact_to_lead=0.006,
    visitor_to_lead=0.028,  # 1 / 2 / 3 %, bottom, median and top quartile: growthengineer, undated
    lead_to_mql=0.3,  # 10 / 20 / 30 %: growthengineer, undated
    mql_to_sal=0.8,
    sal_to_sql=0.6,  # MQL to SQL 48 %; 25 / 40 / 50 %: growthengineer, undated
    win_rate=0.3,  # 20 to 30 %: mv3, undated
    sales_cycle=0.4,
    support_cost=6.5,
    infrastructure_cost=5.5,
    retention_cost=1,
    payment_fee_rate=0.03,  # gross margin 76 %; 72 to 78 % median: eaglerockcfo 2026
    product_cost=32_000,
    admin_cost=9_000,
    cost_growth=0.006,
    channels=(
        Channel(
            "Organic search",
            spend_share=0.0,
            reference_spend=0,
            cost_per_visitor=0,
            organic_visitors=25_000,
            click_through_rate=0.03,
            bounce_rate=0.48,
        ),
        Channel(
            "Social",
            spend_share=0.2,
            reference_spend=2_800,
            cost_per_visitor=0.9,
            organic_visitors=6_500,
            click_through_rate=0.011,
            bounce_rate=0.62,
            lead_index=0.55,
            win_index=0.9,
            arpu_index=0.9,
            churn_index=1.15,
        ),
        Channel(
            "Paid search",
            spend_share=0.6,
            reference_spend=8_400,
            cost_per_visitor=2.4,
            organic_visitors=0,
            click_through_rate=0.035,
            bounce_rate=0.44,
            lead_index=1.35,
            win_index=1.05,
        ),
        Channel(
            "Newsletter",
            spend_share=0.05,
            reference_spend=700,
            cost_per_visitor=0.6,
            organic_visitors=3_600,
            click_through_rate=0.025,
            bounce_rate=0.35,
            lead_index=1.2,
            win_index=1.15,
            churn_index=0.9,
        ),
        Channel(
            "Referral",
            spend_share=0.15,
            reference_spend=2_100,
            cost_per_visitor=3.0,
            organic_visitors=2_600,
            bounce_rate=0.38,
            lead_index=1.3,
            win_index=1.2,
            arpu_index=1.05,
            churn_index=0.8,
        ),
    ),
)

_MID_MARKET = Scenario(
    opening_customers=180,
    opening_mrr=190_000,
    opening_contacts=14_000,
    opening_pipeline=95,
    opening_cash=4_500_000,
    arpu=1_150,
    expansion_rate=0.021,
    contraction_rate=0.004,
    churn_rate=0.016,  # 1.5 to 3 %: knowledgelib 2026, mid-market
    marketing_spend=45_000,
    marketing_spend_growth=0.015,
    spend_elasticity=0.75,
    marketing_people=32_000,
    marketing_tools=5_000,
    marketing_overhead=3_000,
    sales_people=62_000,
    commission_rate=0.08,
    organic_growth=0.012,
    visitor_to_contact=0.015,
    unsubscribe_rate=0.015,
    contact_to_lead=0.006,
    visitor_to_lead=0.02,  # 1 / 2 / 3 %: growthengineer, undated
    lead_to_mql=0.25,  # 10 / 20 / 30 %: growthengineer, undated
    mql_to_sal=0.75,
    sal_to_sql=0.55,  # MQL to SQL 41 %; 25 / 40 / 50 %: growthengineer, undated
    win_rate=0.22,  # 20 to 30 %: mv3, undated
    sales_cycle=2.5,
    support_cost=130,
    infrastructure_cost=95,
    retention_cost=15,
    payment_fee_rate=0.02,  # gross margin 77 %; 72 to 78 % median: eaglerockcfo 2026
    product_cost=165_000,
    admin_cost=60_000,
    cost_growth=0.008,
    channels=(
        Channel(
            "Organic search",
            spend_share=0.0,
            reference_spend=0,
            cost_per_visitor=0,
            organic_visitors=9_000,
            click_through_rate=0.028,
            bounce_rate=0.5,
        ),
        Channel(
            "Social",
            spend_share=0.3,
            reference_spend=13_500,
            cost_per_visitor=5.5,
            organic_visitors=1_600,
            click_through_rate=0.008,
            bounce_rate=0.58,
            lead_index=0.9,
            win_index=0.9,
        ),
        Channel(
            "Paid search",
            spend_share=0.4,
            reference_spend=18_000,
            cost_per_visitor=6.5,
            organic_visitors=0,
            click_through_rate=0.03,
            bounce_rate=0.45,
            lead_index=1.4,
        ),
        Channel(
            "Newsletter",
            spend_share=0.05,
            reference_spend=2_250,
            cost_per_visitor=1.5,
            organic_visitors=1_300,
            click_through_rate=0.022,
            bounce_rate=0.34,
            lead_index=1.2,
            win_index=1.1,
            churn_index=0.9,
        ),
        Channel(
            "Outbound",
            motion="outbound",
            organic_visitors=0,
            spend_share=0.25,
            reference_spend=11_250,
            cost_per_visitor=12.0,
            bounce_rate=0.3,
            lead_index=2.2,
            win_index=0.85,
            arpu_index=1.3,
        ),
    ),
)

_ENTERPRISE = Scenario(
    opening_customers=48,
    opening_mrr=410_000,
    opening_contacts=8_000,
    opening_pipeline=75,
    opening_cash=16_000_000,
    arpu=9_500,
    expansion_rate=0.019,
    contraction_rate=0.003,
    churn_rate=0.01,  # 0.7 to 2 %: knowledgelib 2026, enterprise
    marketing_spend=70_000,
    marketing_spend_growth=0.012,
    spend_elasticity=0.7,
    marketing_people=85_000,
    marketing_tools=12_000,
    marketing_overhead=9_000,
    sales_people=210_000,
    commission_rate=0.1,
    organic_growth=0.01,
    visitor_to_contact=0.015,
    unsubscribe_rate=0.012,
    contact_to_lead=0.006,
    visitor_to_lead=0.014,  # 1 / 2 / 3 %: growthengineer, undated
    lead_to_mql=0.2,  # 10 / 20 / 30 %: growthengineer, undated
    mql_to_sal=0.7,
    sal_to_sql=0.5,  # MQL to SQL 35 %; 25 / 40 / 50 %: growthengineer, undated
    win_rate=0.2,  # 20 to 30 %: mv3, undated
    sales_cycle=6,
    support_cost=1_150,
    infrastructure_cost=750,
    retention_cost=120,
    payment_fee_rate=0.01,  # gross margin 78 %; 72 to 78 % median: eaglerockcfo 2026
    product_cost=330_000,
    admin_cost=150_000,
    cost_growth=0.008,
    channels=(
        Channel(
            "Organic search",
            spend_share=0.0,
            reference_spend=0,
            cost_per_visitor=0,
            organic_visitors=3_200,
            click_through_rate=0.026,
            bounce_rate=0.52,
        ),
        Channel(
            "Social",
            spend_share=0.25,
            reference_spend=17_500,
            cost_per_visitor=9.0,
            organic_visitors=800,
            click_through_rate=0.006,
            bounce_rate=0.55,
            lead_index=0.9,
            win_index=0.9,
        ),
        Channel(
            "Paid search",
            spend_share=0.2,
            reference_spend=14_000,
            cost_per_visitor=11.0,
            organic_visitors=0,
            click_through_rate=0.025,
            bounce_rate=0.46,
            lead_index=1.2,
            win_index=0.95,
            arpu_index=0.9,
        ),
        Channel(
            "Newsletter",
            spend_share=0.05,
            reference_spend=3_500,
            cost_per_visitor=2.5,
            organic_visitors=900,
            click_through_rate=0.02,
            bounce_rate=0.33,
            lead_index=1.3,
            win_index=1.1,
        ),
        Channel(
            "Events",
            spend_share=0.3,
            reference_spend=21_000,
            cost_per_visitor=30.0,
            organic_visitors=0,
            bounce_rate=0.2,
            lead_index=3.0,
            win_index=1.1,
            arpu_index=1.1,
        ),
        Channel(
            "Outbound",
            motion="outbound",
            organic_visitors=0,
            spend_share=0.2,
            reference_spend=14_000,
            cost_per_visitor=28.0,
            bounce_rate=0.25,
            lead_index=3.5,
            win_index=0.9,
            arpu_index=1.15,
            churn_index=0.9,
        ),
    ),
)

_TEMPLATES = (
    Template(
        "self_serve",
        "Self-serve",
        "Small teams sign up and pay by card; low price, many visitors, no field sales.",
        _SELF_SERVE,
    ),
    Template(
        "mid_market",
        "Mid-market",
        "Companies of 50 to 500 people; demos, a short sales cycle, some outbound.",
        _MID_MARKET,
    ),
    Template(
        "enterprise",
        "Enterprise",
        "Large accounts; half a year to close, high price, field sales and events.",
        _ENTERPRISE,
    ),
)

TEMPLATES: dict[str, Template] = {template.name: template for template in _TEMPLATES}
"""The templates by name; the first one opens when nothing else is asked for."""

DEFAULT_TEMPLATE = _TEMPLATES[0].name
