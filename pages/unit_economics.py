"""Does a customer pay back? What one costs, pays and is worth, and what the next one costs."""

import streamlit as st

from charts import unit_economics as charts
from model.levers import LEVERS
from model.questions.acquisition import spend_curve
from ui import frame, warnings
from ui.figures import chart, figures, formula_card, strip
from ui.places import answer
from words.catalogue import text
from words.unit_economics import ltv_variants, payback_sentence

view = frame.current()
p, baseline, now, was = view.p, view.compared, view.now, view.was

answer(payback_sentence(now, p.scenario))

strip(("ltv_to_cac", "payback", "payback_simple", "cac", "cac_paid", "marginal_cac"), view)
warnings.show("unit_economics", p)

with st.grid(2, min_column_width=340, gap=("small", "medium")):
    chart(charts.payback(p, baseline), "payback")
    chart(charts.cac(p, baseline), "cac")
    chart(charts.variants(p, baseline), "variants")
    chart(charts.served(p, baseline), "served")
    spend_slider = LEVERS["marketing_spend"].slider_range(baseline.scenario.marketing_spend, baseline.scenario.arpu)
    curve = spend_curve(p, max(spend_slider[1], 1.2 * p.scenario.marketing_spend))
    chart(charts.customers_by_spend(p, curve), "customers_by_spend")
    chart(charts.cac_by_spend(p, curve), "cac_by_spend")

SERVED = ("gross_margin", "account_cost", "customer_churn", "customer_lifetime", "new_arpu", "average_revenue")
figures(SERVED, view, "served")

st.subheader(text("Lifetime value, in its variants"), anchor="ltv")
answer(ltv_variants(now, p.scenario), "answer_ltv", heads=False)
with st.grid(3, min_column_width=230):
    for name in ("ltv", "ltv_for_ever", "ltv_revenue", "ltv_capped", "ltv_discounted"):
        formula_card(name, view)
