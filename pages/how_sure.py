"""How sure are we? Ranges on levers, thousands of futures drawn from them, and what they say."""

import streamlit as st

from ui import frame, futures
from ui.controls import goal, how_sure, how_sure_editor
from ui.figures import FIRST, chart, strip, strip_of
from ui.places import answer
from words import how_sure as words
from words.catalogue import text
from words.format import plain

view = frame.current()
p, baseline, was = view.p, view.compared, view.was
goal_asked, note = goal.goal(p, was)
wanted, notes = how_sure.request(p, goal_asked)
asked = futures.drawn(wanted) if wanted else None

if wanted is None or asked is None:
    answer(text(words.NOTHING_UNCERTAIN))
    strip(FIRST, view)
else:
    said = futures.futures(asked)
    answer(words.how_sure_answer(said, asked))
    strip_of(how_sure.figures(said, asked))
    futures.offer(wanted, asked)
    with st.container(horizontal=True, gap="small"):
        how_sure.series_box(asked)
        how_sure.outcome_box(asked)
    with st.grid(3, min_column_width=320, gap=("small", "medium")):
        chart(how_sure.fan_drawing(said, asked, p, baseline), "fan")
        chart(how_sure.cash_drawing(said, p), "out_of_cash")
        chart(how_sure.influence_drawing(said, asked), "influences")

for sentence in filter(None, [note, *notes]):
    st.markdown(f":orange[:material/warning:] {plain(sentence)}")

st.subheader(text("What is uncertain"), anchor="ranges")
how_sure_editor.editor(p)

if asked is not None:
    st.subheader(text("Outcomes"), anchor="outcomes")
    how_sure.table(said, asked)
    futures.download(asked)
