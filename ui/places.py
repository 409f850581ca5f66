"""Places on a page that keep their height, and the style of all pages: what stands in a place may come, go and grow."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from words.format import plain

STYLE = """
[data-testid=stMainBlockContainer] { padding: 1.75rem 2.5rem 4rem }
[data-testid=stSidebarHeader] { height: 2rem; margin-bottom: 0 }
[class*=st-key-back_] button { min-height: 0; height: 1.25rem; padding: 0 }
[class*=st-key-back_] button p { font-size: 0.8rem }

/* A table's own file would hold names that a spreadsheet calculates: the app's own buttons give files (`ui.files`).
   Streamlit's switch for that, `client.disableDataExport`, would take copying away as well. */
[data-testid=stElementToolbarButton]:has([aria-label^="Download as CSV"]) { display: none }

/* Figures: one line for how far, one for from what, and a place for the trend, whether there is something to say or not. */
[data-testid=stMetric] { position: relative; overflow: hidden }
[data-testid=stMetric] > div:first-child { padding: 0.75rem 0.5rem 0.25rem 0.75rem }
[data-testid=stMetric]:has(img) { padding-bottom: 3rem }
[data-testid=stMetric] img {
    position: absolute; left: 0; bottom: 0; width: 100%; max-width: none; height: 3rem; max-height: none; margin: 0
}
[data-testid=stMetric] :has(> * > * > img) { pointer-events: none }  /* its title would show the picture's text */
[data-testid=stMetricLabel] p { font-size: 0.8rem; line-height: 1.25 }
[data-testid=stMetricLabel] :is(p, [data-testid=stMarkdownContainer]) { white-space: normal }
[data-testid=stMetricDelta] *, [data-testid=stMetricDeltaDescription] * { font-size: 0.75rem }
:has(> [data-testid=stMetricDelta]) { gap: 0.1rem 0.25rem }

/* The header: one line, on narrow windows two; the levers that find no room are behind the button that counts them. */
.st-key-header { flex: none; height: 2.5rem; flex-wrap: nowrap; overflow: hidden }
:has(> .st-key-moved) { flex: 1 1 8rem; min-width: 0 }
.st-key-moved { flex: none; height: 1.6rem; overflow: hidden; flex-wrap: nowrap }
.st-key-moved > :first-child { flex: none }
.st-key-moved > :last-child { flex: 0 1 auto; min-width: 0 }
.st-key-moved p { line-height: 1.6rem; white-space: normal }
:has(> .st-key-problems_place) { position: absolute }  /* out of the column: it takes no gap of it */
.st-key-problems { position: fixed; right: 1rem; bottom: 1rem; z-index: 1000; width: min(40rem, calc(100vw - 2rem));
    max-height: 50vh; overflow-y: auto; background-color: Canvas; box-shadow: 0 4px 24px rgb(0 0 0 / 20%) }

/* Sentences: as many lines as long ones take, by the width there is; what is longer scrolls. */
[class*=st-key-said] { container-type: inline-size }
[class*=st-key-said] > * { overflow-y: auto; padding-bottom: 0.4rem; mask-image: linear-gradient(#000 calc(100% - 0.5rem), transparent) }
[class*=st-key-said_answer] > * { height: 3.6rem }
[class*=st-key-said_warnings] > * { height: 3.2rem }
[class*=st-key-said_note] > * { height: 1.9rem }
[class*=st-key-said_warnings] p { font-size: 0.9rem; line-height: 1.4rem }
@container (max-width: 980px) { [class*=st-key-said_answer] > * { height: 5.2rem } }
@container (max-width: 620px) {
    [class*=st-key-said_answer] > * { height: 6.8rem }
    [class*=st-key-said_warnings] > * { height: 4.6rem }
    [class*=st-key-said_note] > * { height: 3.2rem }
}
@container (max-width: 480px) { [class*=st-key-said_answer] > * { height: 8.4rem } }
@container (max-width: 330px) { [class*=st-key-said_answer] > * { height: 10rem } }

/* The pages: a row of links beside the button that opens the levers; on narrow windows one button in their stead. */
[data-testid=stHeader] { background: none }
[data-testid=stHeader], [data-testid=stHeader] * { pointer-events: none }
[data-testid=stHeader] :is(button, button *, a, a *) { pointer-events: auto }
.stApp:has([data-testid=stExpandSidebarButton]) .st-key-pages { padding-left: 2rem }
.st-key-menu { display: none }
@media (max-width: 1023px) {
    .st-key-pages { display: none }
    .st-key-menu { display: flex; position: fixed; top: 0.75rem; right: 1rem; width: auto; z-index: 999992 }
    .st-key-menu button { background-color: Canvas }
    [data-testid=stMainBlockContainer] { padding: 4rem 1.5rem }
    [data-testid=stSidebarHeader] { flex-direction: row-reverse }
}
@media (max-width: 640px) {
    [data-testid=stMainBlockContainer] { padding: 4rem 1rem }
    .st-key-header { flex-wrap: wrap; height: 5.25rem }
    :has(> .st-key-moved) { order: 9; flex-basis: 100% }
}
"""


def chart_place(height: int) -> DeltaGenerator:
    """A place for a chart of that many pixels that is not always there, or for rows beside one: these scroll."""
    return st.container(height=height, border=False, gap=None)


def note(text: str, key: str = "note") -> None:
    """A remark that may be short, long or none, letter by letter."""
    with st.container(key=f"said_{key}"):
        st.caption(plain(text))


def answer(text: str, key: str = "answer") -> None:
    """A sentence that answers what a page asks, letter by letter."""
    with st.container(key=f"said_{key}"):
        st.markdown(plain(text))
