"""Which channel earns its money? What each brings, costs and earns, and where the next 1,000 is best spent."""

import streamlit as st

from charts import channels as charts
from model.questions.channel_economics import channel_economics
from ui import frame, warnings
from ui.controls.channel_table import channel_table
from ui.controls.channels import compared_economics, motion_table, results_table
from ui.figures import chart, figures, strip
from ui.places import answer
from words.catalogue import text
from words.channels import channel_answer

view = frame.current()
p, baseline, now, was = view.p, view.compared, view.now, view.was
economics, before = channel_economics(p), compared_economics(baseline)
motions, motions_before = economics.by_motion(), before.by_motion()
currency = p.scenario.currency

answer(channel_answer(economics, p.scenario), "answer_long")
strip(
    (
        "visitors",
        "organic_visitors",
        "inbound_revenue",
        "inbound_roi",
        "inbound_cost_per_lead",
        "outbound_cost_per_lead",
    ),
    view,
)
warnings.show("channels", p)

with st.grid(2, min_column_width=340, gap=("small", "medium")):
    chart(charts.cac_and_ltv(economics, before, currency), "channels_value")
    chart(charts.next_thousand(economics, before, currency), "channels_next")

st.subheader(text("Change the channels"))
channel_table()

st.subheader(text("Channel by channel, year 1"))
results_table(economics, currency, "channel_results")

st.subheader(text("What comes through each"))
figures(("social_visitors", "impressions", "clicks", "bounces"), view, "traffic")
with st.grid(2, min_column_width=340, gap=("small", "medium")):
    for name in charts.BY_MONTH:
        chart(charts.by_month(p, baseline, name), f"channels_{name}")

st.subheader(text("Inbound against outbound"))
figures(("other_revenue", "marketing_roi"), view, "motions")
with st.grid(2, min_column_width=340, gap=("small", "medium")):
    chart(charts.revenue_by_motion(p, baseline), "channels_motions")
    chart(charts.cost_per_lead(motions, motions_before, currency), "channels_cost_per_lead")
motion_table(p, motions, motions_before)
