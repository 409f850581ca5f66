"""Where do customers come from, and where do they leak? Stages, rates, costs, and what to improve."""

import streamlit as st

from charts import funnel, readings, revenue
from model.questions.funnel import stage_gains
from ui import frame, warnings
from ui.controls.funnel import month_choice
from ui.figures import chart, figures, strip
from ui.monthly_table import monthly_table
from ui.places import answer
from words.catalogue import text
from words.funnel import funnel_answer

view = frame.current()
p, baseline, now, was = view.p, view.compared, view.now, view.was
gains = stage_gains(p)

answer(funnel_answer(p, now, gains))
strip(("visitors_to_leads", "mqls_to_sqls", "close_rate", "leads_to_customers", "lead_velocity", "pipeline"), view)
warnings.show("funnel", p)

month = month_choice(p)

with st.grid(2, min_column_width=340, gap=("small", "medium")):
    chart(funnel.stages(p, baseline, month), "stages")
    chart(funnel.gains(gains, p.scenario.currency), "gains")

st.subheader(text("What each step costs"), anchor="costs")

COSTS = (
    "cost_per_visitor",
    "cost_per_lead",
    "inbound_cost_per_lead",
    "outbound_cost_per_lead",
    "cost_per_mql",
    "cost_per_sql",
    "customer_acquisition_cost",
    "marketing_investment",
)
figures(COSTS, view, "costs")

with st.grid(2, min_column_width=340, gap=("small", "medium")):
    chart(funnel.costs(p, baseline), "stage_costs")
    chart(funnel.costs_of_leads(p, baseline), "lead_costs")
    chart(funnel.rates(p, baseline), "rates")
    chart(readings.reading(p, baseline, "lead_velocity"), "lead_velocity")
    chart(funnel.pipeline(p, baseline), "pipeline")
    chart(revenue.series(p, baseline, "contacts"), "contacts")

monthly_table(
    p,
    (
        "visitors",
        "paid_visitors",
        "organic_visitors",
        "contacts",
        "leads",
        "inbound_leads",
        "outbound_leads",
        "mqls",
        "sals",
        "sqls",
        "resolved",
        "pipeline",
        "new_customers",
        "visitors_to_leads",
        "mqls_to_sqls",
        "close_rate",
        "leads_to_customers",
        "lead_velocity",
        "cost_per_visitor",
        "cost_per_lead",
        "cost_per_mql",
        "cost_per_sql",
        "customer_acquisition_cost",
    ),
    text("Month by month"),
    "levers-funnel.csv",
)
