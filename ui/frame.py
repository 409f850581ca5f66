"""The frame of every page: what the link says, the navigation, the levers, and what is open.

`open_app` is called by `app.py` in every run. A page that is asked for before `app.py` ever ran in
this process is run alone by Streamlit (folders called `pages` are discovered); `current` then
registers the navigation and starts the run again, through the frame.
"""

from __future__ import annotations

import gc
import logging
from functools import cache, cached_property
from pathlib import Path

import streamlit as st

from charts import designs
from model import Projection, Summary
from model.templates import TEMPLATES
from ui import levers, logs, own_data, state, uploads
from ui.format import plain
from ui.words import changes

logs.discreet()  # before anything of a visitor's can fail

ROOT = Path(__file__).resolve().parent.parent

PAGES = (
    ("pages/explore.py", "Explore"),
    ("pages/unit_economics.py", "Unit economics"),
    ("pages/funnel.py", "Funnel"),
    ("pages/channels.py", "Channels"),
    ("pages/cash.py", "Cash"),
    ("pages/compare.py", "Compare"),
    ("pages/what_matters.py", "What matters"),
    ("pages/goal.py", "Reach a goal"),
    ("pages/how_sure.py", "How sure"),
    ("pages/definitions.py", "Definitions"),
)
"""File and title of each page, in the order of the navigation; the first is the home page."""


STYLE = """
[data-testid=stMainBlockContainer] { padding: 2.5rem 2.5rem 4rem }
[data-testid=stSidebarHeader] { height: 2rem; margin-bottom: 0 }
[class*=st-key-back_] button { min-height: 0; height: 1.25rem; padding: 0 }
[class*=st-key-figure_] { padding: 0; overflow: hidden }
[data-testid=stMetric] > div:first-child { padding: 0.75rem 0.5rem 0.25rem 0.75rem }
img.trend { display: block; width: 100%; height: 3rem }
[data-testid=stMetricLabel] p { font-size: 0.8rem; line-height: 1.25 }
[data-testid=stMetricLabel] :is(p, [data-testid=stMarkdownContainer]) { white-space: normal }
[data-testid=stMetricDelta] *, [data-testid=stMetricDeltaDescription] * { font-size: 0.75rem }
:has(> [data-testid=stMetricDelta]) { gap: 0.25rem }
[class*=st-key-back_] button p { font-size: 0.8rem }
[data-testid=stElementToolbarButton]:has([aria-label^="Download as CSV"]) { display: none }
@media (max-width: 640px) { [data-testid=stMainBlockContainer] { padding: 4rem 1rem } }
"""
"""Streamlit's page leaves a hand's breadth empty around the answer; this gives it to the charts.

A table's own file would hold names that a spreadsheet calculates: the app's own buttons give files (`ui.files`). Streamlit's
switch for that, `client.disableDataExport`, would take copying away as well.
"""


class View:
    """What a page shows: the scenario's projection and summary, and the baseline's; projected when asked for."""

    @cached_property
    def _both(self) -> tuple[Summary, Summary]:
        return state.summaries()

    @property
    def now(self) -> Summary:
        """The scenario's outcomes."""
        return self._both[0]

    @property
    def was(self) -> Summary:
        """The baseline's outcomes."""
        return self._both[1]

    @property
    def p(self) -> Projection:
        """The scenario's projection."""
        return self.now.p

    @property
    def baseline(self) -> Projection:
        """The baseline's projection."""
        return self.was.p


@st.cache_resource
def _settle() -> None:
    """Once per process: what is loaded by now stays, so the collector need not look at it after every run.

    Streamlit collects everything after every run; collecting a few dozen times within each is only work.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)
    uploads.keep_one()


APOLOGY = (
    "This page cannot be shown with these numbers: a fault of ours, not of yours. Nothing is lost: the address still "
    "holds the whole scenario, the other pages work, and Back undoes the last change."
)


def _pages() -> list[st.Page]:
    """The pages, made once a session: each looks its file up on the disk."""
    if "levers_pages" not in st.session_state:
        st.session_state["levers_pages"] = [
            st.Page(ROOT / file, title=title, default=not n)  # an icon here would be fetched from the internet
            for n, (file, title) in enumerate(PAGES)
        ]
    pages: list[st.Page] = st.session_state["levers_pages"]
    return pages


@cache
def page_sources() -> tuple[tuple[str, str], ...]:
    """Title and source of every page, for what can be read off them."""
    return tuple((title, (ROOT / file).read_text(encoding="utf-8")) for file, title in PAGES)


def open_app() -> None:
    """Everything around the page, then the page; before the first of all, the designs of all charts."""
    designs.make_all()
    st.set_page_config("Levers", "🎚️", layout="wide", initial_sidebar_state="auto")
    st.html("<style>" + STYLE + "</style>")
    state.follow_link()
    pages = _pages()
    page = st.navigation(pages, position="hidden")
    state.write_link()
    with st.container(horizontal=True, gap="xsmall", key="pages"):
        parameters = state.parameters()
        for each in pages:
            st.page_link(each, query_params=parameters, width="content")
    with st.sidebar:
        own_data.chooser()
        levers.levers()
    header()
    try:
        page.run()
    except Exception:  # whatever it was: a person gets a sentence and loses nothing, the log gets the rest
        logging.getLogger(__name__).exception("page %s failed", page.title)
        st.error(APOLOGY, icon=":material/error:")
    _settle()


def current() -> View:
    """What is open; starts the run again through the frame where a page was run alone."""
    if not state.is_open():
        if not st.session_state.get("levers_handed_over"):
            st.session_state["levers_handed_over"] = True
            st.navigation(_pages(), position="hidden")
            st.rerun()
        state.follow_link()  # the page was started as if it were the app: it shows what the link holds, without levers
    return View()


def header() -> None:
    """The scenario's name, the levers that moved, reset all, and what could not be taken."""
    now = state.get()
    moved = changes(now.base, now.scenario)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        about = TEMPLATES[now.baseline.name].about if now.baseline.is_template else "Your own numbers"
        st.markdown(f"**{plain(now.baseline.label)}**", help=about, width="content")
        st.caption(f"{now.scenario.months} months from {now.scenario.start}", width="content")
        for name, text in list(moved.items())[:8]:
            # not `st.badge`: it escapes brackets itself, and a text that is plain already would show the escapes
            st.markdown(f":primary-badge[{plain(text)}]", help=name if "." not in name else None, width="content")
        if len(moved) > 8:
            more = "\n\n".join(plain(text) for text in list(moved.values())[8:])
            st.markdown(f":gray-badge[and {len(moved) - 8} more]", help=more, width="content")
        if now.scenario != now.baseline.scenario:
            st.button("Reset all", icon=":material/restart_alt:", type="tertiary", on_click=state.reset)
        else:
            st.caption("Move a lever: every number answers.", width="content")
    place = st.container()  # always there: what comes and goes would shift, and redraw, all below it
    if now.problems:
        with place.container(border=True):
            st.markdown(":red[:material/error:] **Not everything could be taken**")
            rest = [f"and {len(now.problems) - 20} more"] if len(now.problems) > 20 else []
            st.markdown("\n".join("- " + plain(sentence) for sentence in [*now.problems[:20], *rest]))
            st.button("All right", on_click=state.dismiss)
