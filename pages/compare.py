"""How do scenarios differ, and why? Up to six side by side, and any difference split over the levers."""

import streamlit as st

from model.questions.compare import table, why
from ui import frame, outcome
from ui.controls import compare
from ui.controls.pins import pin_bar
from ui.figures import FIRST, strip
from ui.places import answer
from words.catalogue import text

view = frame.current()
sides = compare.sides()
one, other = compare.chosen_sides(sides)
split = why(outcome.chosen(), one.scenario, other.scenario)
comparison = table({side.name: side.scenario for side in sides})

answer(compare.compare_answer(split, one, other))
strip(FIRST, view)
pin_bar()

st.subheader(text("Why it differs"), anchor="why")
with st.grid(3, min_column_width=200):
    outcome.box()
    compare.side_boxes(sides)
compare.bridge(split, one, other)

st.subheader(text("Month by month"), anchor="curves")
with st.container(width=320):
    series = compare.series_box()
compare.curves(comparison, series)

st.subheader(text("Outcomes side by side"), anchor="outcomes")
compare.outcomes_table(comparison, sides)

if split.parts:
    st.subheader(text("Part by part"), anchor="parts")
    compare.parts_table(split, one, other)

st.subheader(text("Levers that differ"), anchor="levers")
compare.levers_table(comparison, sides)
