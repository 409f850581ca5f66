"""What does each number mean? Every lever and measure, with its formula and live numbers."""

import streamlit as st

from ui import frame, state
from ui.controls import definitions
from ui.figures import FIRST, strip
from ui.files import csv_button
from words import definitions as words
from words.catalogue import text

view = frame.current()
strip(FIRST, view)

term = definitions.term_box()
if term:
    with st.container(border=True):
        shown = definitions.shown_on(frame.page_sources())
        definitions.card(definitions.entries()[term], view.p, view.compared, view.now, view.was, shown.get(term, ()))

typed = st.text_input(text("Search all terms"), placeholder=text(words.SEARCH), key="definitions_words")
found = definitions.matching(typed)
if found:
    table = definitions.table(found, state.get().scenario.currency, frame.page_sources())
    st.dataframe(
        table,
        hide_index=True,
        height=560,
        key="definitions",
        selection_mode="single-row",
        on_select=lambda: definitions.choose_row(found),
    )
    csv_button(
        text("These terms as CSV"), lambda: table.to_pandas().set_index(text("Term")), "levers-terms.csv", "terms_csv"
    )
    st.caption(words.found(len(found)))
else:
    st.markdown(text(words.NOTHING_FOUND))
