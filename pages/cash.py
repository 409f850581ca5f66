"""How long does the money last? Runway, what is spent on what, and how well growth pays for itself."""

import streamlit as st

from charts import cash, readings
from ui import frame, warnings
from ui.controls import cash as cash_goal
from ui.figures import chart, figures, strip
from ui.monthly_table import monthly_table
from ui.places import answer
from words.cash import runway_answer
from words.catalogue import text

view = frame.current()
p, baseline, now, was = view.p, view.compared, view.now, view.was

answer(runway_answer(p, now))
strip(("runway", "cash_low", "cash_end", "break_even", "burn", "runway_static"), view)
warnings.show("cash", p)

with st.grid(2, min_column_width=340, gap=("small", "medium")):
    chart(cash.cash(p, baseline), "cash")
    chart(cash.net_flow(p, baseline), "net_flow")

with st.grid(2, min_column_width=340):
    figures(("revenue_12", "mrr_ceiling"), view, "ceiling")
    cash_goal.box()

with st.grid(2, min_column_width=340, gap=("small", "medium")):
    chart(cash.costs(p, baseline), "costs")
    chart(cash.ceiling(p, baseline, cash_goal.goal()), "ceiling")

st.subheader(text("Does growth pay for itself?"), anchor="efficiency")

figures(("burn_multiple", "rule_of_40", "magic_number", "quick_ratio"), view, "efficiency")

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
