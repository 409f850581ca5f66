"""Who are we today? The facts a plan begins with, where they come from, and what is usual for a company of this kind."""

import streamlit as st

from ui import frame, own_data
from ui.controls import company
from ui.figures import FIRST, strip
from ui.places import answer
from words import company as words
from words.catalogue import text

view = frame.current()

answer(words.today(view.p.scenario))
strip(FIRST, view)

facts, data = st.columns(2, gap="large")
with facts:
    st.subheader(text("Today"), anchor="today")
    company.facts(view.p.scenario)
with data:
    st.subheader(text("Where the numbers come from"), anchor="data")
    own_data.chooser()
    company.moved()
    st.subheader(text("What is usual"), anchor="usual")
    company.segment_box()

st.subheader(text("Beside the usual"), anchor="ranges")
company.ranges(view.now)
