"""What happens if …? Six figures, one sentence and six charts, live under every lever."""

import streamlit as st

from charts import cash, funnel, revenue, unit_economics
from ui import frame, warnings
from ui.figures import chart, strip
from ui.places import answer
from words.explore import headline

view = frame.current()
p, baseline, now, was = view.p, view.compared, view.now, view.was

answer(headline(was, now, baseline.scenario, p.scenario))

strip(("arr_end", "runway", "ltv_to_cac", "payback", "cac", "ltv"), view)
warnings.show("explore", p, most=3)

with st.grid(2, min_column_width=340, gap=("small", "medium")):
    chart(revenue.mrr(p, baseline), "mrr")
    chart(revenue.movements(p, baseline), "movements")
    chart(revenue.customers(p, baseline), "customers")
    chart(funnel.funnel(p, baseline), "funnel")
    chart(unit_economics.payback(p, baseline), "payback")
    chart(cash.cash(p, baseline), "cash")
