"""What must be true? What each lever has to be to reach a goal, which pairs do, and what breaks it."""

import streamlit as st

from ui import frame, places
from ui.controls import goal
from ui.figures import FIRST, chart, strip
from words import goal as words
from words.catalogue import text

view = frame.current()
p, baseline, was = view.p, view.compared, view.was
asked, note = goal.goal(p, was)
found, ways = goal.answer(p, asked)

places.answer(words.goal_answer(found, ways, p.scenario.currency))
strip(FIRST, view)
goal.box(asked, p, was)

st.subheader(words.levers_title(found.met), anchor="levers")
places.note(" ".join(filter(None, [note, words.count(found)])))
with st.grid(2, min_column_width=340, gap=("small", "medium")):
    with places.chart_place(goal.STEPS_HEIGHT):
        goal.steps(ways, found.met)
    with places.chart_place(goal.STEPS_HEIGHT):
        drawing = goal.distances(ways, found.met)
        if drawing:
            chart(drawing, "distances")

chosen = goal.pair(found)
with st.grid(2, min_column_width=340, gap=("small", "medium")):
    with st.container():
        st.subheader(text("Two levers together"), anchor="pair")
        goal.pair_box(chosen)
        chart(goal.pair_drawing(p, baseline, asked, chosen), "pair")
    if found.others:
        with st.container():
            st.subheader(words.others_title(found.met), anchor="others")
            goal.others(found, p)
