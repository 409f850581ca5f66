"""What happens if …? Six figures, one sentence and six charts, live under every lever."""

import streamlit as st

from charts import explore
from model.questions.explore import steps
from ui import frame, state, warnings
from ui.controls.explore import read_at
from ui.figures import chart, strip
from ui.places import answer
from words import explore as words
from words.frame import against

view = frame.current()
p, compared, now, was = view.p, view.compared, view.now, view.was
than, segment = against(view.against, state.get().baseline), state.segment()

answer(words.headline(was, now, compared.scenario, p.scenario))

strip(("arr_end", "runway", "ltv_to_cac", "payback", "cac", "ltv"), view)
warnings.show("explore", p, most=3)

with st.grid(3, min_column_width=280, gap=("small", "medium")):
    chart(explore.mrr(p, compared, view.read, than), "mrr")
    chart(explore.cash(p, compared, view.read, than), "cash")
    chart(explore.customers(p, compared, view.read, than), "customers")
    chart(explore.net_new(p, compared, view.read, than), "net_new")
    chart(explore.steps(steps(p, segment), steps(compared, segment), words.steps_found(p)), "steps")
    chart(explore.life(p, compared, (now["cac"], was["cac"]), words.life_found(now), than), "life")

read_at(view)
