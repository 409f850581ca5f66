"""How long does the money last? Runway, what is spent on what, and how well growth pays for itself."""

import streamlit as st

from charts import cash, readings
from ui import frame, warnings
from ui.controls import cash as cash_goal
from ui.figures import chart, figure
from ui.monthly_table import monthly_table
from ui.places import answer
from words.cash import runway_answer
from words.catalogue import text

view = frame.current()
p, baseline, now, was = view.p, view.compared, view.now, view.was

answer(runway_answer(p, now))
warnings.show("cash", p)

with st.grid(6, min_column_width=135):
    for name in ("runway", "runway_static", "break_even", "cash_low", "cash_low_month", "cash_end"):
        figure(name, view, label=text("Lowest after") if name == "cash_low_month" else "")

with st.grid(2, min_column_width=340, gap=("small", "medium")):
    chart(cash.cash(p, baseline), "cash")
    chart(cash.net_flow(p, baseline), "net_flow")

with st.grid(4, min_column_width=135):
    for name in ("revenue_12", "burn", "mrr_ceiling"):
        figure(name, view, label=text("Burn, year 1") if name == "burn" else "")
    cash_goal.box()

with st.grid(2, min_column_width=340, gap=("small", "medium")):
    chart(cash.costs(p, baseline), "costs")
    chart(cash.ceiling(p, baseline, cash_goal.goal()), "ceiling")

st.subheader(text("Does growth pay for itself?"), anchor="efficiency")

with st.grid(4, min_column_width=135):
    for name in ("burn_multiple", "rule_of_40", "magic_number", "quick_ratio"):
        figure(name, view)

with st.grid(2, min_column_width=340, gap=("small", "medium")):
    for name in ("burn_multiple", "rule_of_40", "magic_number", "quick_ratio"):
        chart(readings.reading(p, baseline, name), name)

monthly_table(
    p,
    (
        "revenue",
        "support",
        "infrastructure",
        "retention",
        "payment_fees",
        "gross_profit",
        "spend",
        "marketing_labour",
        "marketing_technology",
        "marketing_general",
        "sales_team",
        "commissions",
        "research_and_development",
        "general_and_administrative",
        "net_cash_flow",
        "cash",
        "burn_multiple",
        "rule_of_40",
        "magic_number",
        "quick_ratio",
    ),
    text("Month by month"),
    "levers-cash.csv",
)
