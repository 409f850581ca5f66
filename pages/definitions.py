"""What does each number mean? Every lever and measure, with its formula and live numbers."""

import streamlit as st

from ui import frame, state
from ui.controls import definitions
from ui.files import csv_button

view = frame.current()

term = definitions.term_box()
if term:
    with st.container(border=True):
        shown = definitions.shown_on(frame.page_sources())
        definitions.card(definitions.entries()[term], view.p, view.baseline, view.now, view.was, shown.get(term, ()))

words = st.text_input(
    "Search all terms", placeholder="words of a name, a meaning or a formula", key="definitions_words"
)
found = definitions.matching(words)
if found:
    table = definitions.table(found, state.get().scenario.currency, frame.page_sources())
    st.dataframe(
        table, hide_index=True, height=560, key="definitions", selection_mode="single-row",
        on_select=lambda: definitions.choose_row(found),
    )  # fmt: skip
    csv_button("These terms as CSV", lambda: table.to_pandas().set_index("Term"), "levers-terms.csv", "terms_csv")
    st.caption(
        f"{len(found)} terms; a click on a row's box opens it. Shares are fractions from 0 to 1 in links and files."
    )
else:
    st.markdown("No term holds all of these words.")
