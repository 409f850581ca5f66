"""Two companies whose numbers stay, for tests that rest on what comes out."""

from __future__ import annotations

from model import Channel, Scenario

SHOP = Scenario(
    opening_customers=900, opening_mrr=44_000, opening_contacts=14_000, opening_pipeline=60, opening_cash=600_000,
    arpu=64, expansion_rate=0.008, contraction_rate=0.003, churn_rate=0.035,
    marketing_spend=14_000, marketing_spend_growth=0.015, spend_elasticity=0.8, marketing_people=12_000,
    marketing_tools=1_200, marketing_overhead=800, sales_people=4_000, commission_rate=0.0, organic_growth=0.012,
    visitor_to_contact=0.012, unsubscribe_rate=0.02, contact_to_lead=0.006, visitor_to_lead=0.028,
    lead_to_mql=0.3, mql_to_sal=0.8, sal_to_sql=0.6, win_rate=0.3, sales_cycle=0.4,
    support_cost=6.5, infrastructure_cost=5.5, retention_cost=1, payment_fee_rate=0.03,
    product_cost=32_000, admin_cost=9_000, cost_growth=0.006, discount_rate=0.1, ltv_months=60,
    channels=(
        Channel("Organic search", spend_share=0.0, reference_spend=0, cost_per_visitor=0, organic_visitors=25_000),
        Channel("Social", spend_share=0.2, reference_spend=2_800, cost_per_visitor=0.9, organic_visitors=6_500,
                lead_index=0.55, win_index=0.9, arpu_index=0.9, churn_index=1.15),
        Channel("Paid search", spend_share=0.6, reference_spend=8_400, cost_per_visitor=2.4, organic_visitors=0,
                lead_index=1.35, win_index=1.05),
        Channel("Newsletter", spend_share=0.05, reference_spend=700, cost_per_visitor=0.6, organic_visitors=3_600,
                lead_index=1.2, win_index=1.15, churn_index=0.9),
        Channel("Referral", spend_share=0.15, reference_spend=2_100, cost_per_visitor=3.0, organic_visitors=2_600,
                lead_index=1.3, win_index=1.2, arpu_index=1.05, churn_index=0.8),
    ),
)  # fmt: skip
"""Sells to small teams through five channels; runs out of cash in month 24 and breaks even in month 36."""

FIRM = Scenario(
    opening_customers=180, opening_mrr=190_000, opening_cash=4_500_000, arpu=1_150, churn_rate=0.016,
    expansion_rate=0.021, marketing_spend=45_000, spend_elasticity=0.75, sales_people=62_000, commission_rate=0.08,
    visitor_to_lead=0.02, lead_to_mql=0.25, mql_to_sal=0.75, sal_to_sql=0.55, win_rate=0.22, sales_cycle=2.5,
    support_cost=130, infrastructure_cost=95, retention_cost=15, product_cost=165_000, admin_cost=60_000,
    channels=(Channel("All", reference_spend=45_000, cost_per_visitor=5.3, organic_visitors=9_000),),
)  # fmt: skip
"""Sells to mid-sized companies; its marketing spend is a little above what leaves most cash after three years."""
