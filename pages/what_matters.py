"""Which lever matters most? Each moved by itself, pairs of them, and any two against each other."""

import streamlit as st

from ui import frame, outcome
from ui.controls import what_matters
from ui.figures import FIRST, strip
from ui.places import answer
from words.catalogue import text
from words.what_matters import matters_answer

view = frame.current()
scenario, base = view.p.scenario, view.compared.scenario
found = what_matters.ranked(scenario)
baseline = view.was[outcome.chosen()]

answer(matters_answer(found, scenario.currency))
strip(FIRST, view)

with st.grid(2, min_column_width=300):
    outcome.box()
    what_matters.step_box()
what_matters.tornado_charts(found, baseline, scenario)

st.subheader(text("Two levers against each other"), anchor="map")
with st.grid(3, min_column_width=200):
    what_matters.map_boxes(scenario)
what_matters.lever_map(scenario, base, baseline)

st.subheader(text("What pairs do together"), anchor="pairs")
what_matters.pairs(scenario)
