"""The frame of every page: what the link says, the navigation, the levers, and what is open.

`open_app` is called by `app.py` in every run. A page that is asked for before `app.py` ever ran in
this process is run alone by Streamlit (folders called `pages` are discovered); `current` then
registers the navigation and starts the run again, through the frame.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Literal

import streamlit as st

from charts import designs
from ui import lever_list, levers, logs, state, uploads
from ui.header import header, name
from ui.places import STYLE
from ui.view import View
from words.catalogue import text
from words.frame import APOLOGY

logs.discreet()  # before anything of a visitor's can fail

ROOT = Path(__file__).resolve().parent.parent

GROUPS = {"Plan": 6, "Decide": 4, "Definitions": 1}
"""How many pages stand together, in the order of the navigation, and what these are called where there is more than one."""
PAGES = (
    ("pages/explore.py", "Explore"),
    ("pages/unit_economics.py", "Unit economics"),
    ("pages/funnel.py", "Funnel"),
    ("pages/channels.py", "Channels"),
    ("pages/cash.py", "Cash"),
    ("pages/company.py", "Your company"),
    ("pages/compare.py", "Compare"),
    ("pages/what_matters.py", "What matters"),
    ("pages/goal.py", "Reach a goal"),
    ("pages/how_sure.py", "How sure"),
    ("pages/definitions.py", "Definitions"),
)
"""File and title of each page, in the order of the navigation; the first is the home page."""


@st.cache_resource
def _settle() -> None:
    """Once per process: what is loaded by now stays, so the collector need not look at it after every run.

    Streamlit collects everything after every run; collecting a few dozen times within each is only work.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)
    uploads.keep_one()


def _pages() -> list[st.Page]:
    """The pages, made once a session: each looks its file up on the disk."""
    if "levers_pages" not in st.session_state:
        st.session_state["levers_pages"] = [
            st.Page(ROOT / file, title=text(title), default=not n)  # an icon here would be fetched from the internet
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
    state.follow_connection()
    state.follow_link()
    pages = _pages()
    page = st.navigation(pages, position="hidden")
    if not lever_list.moving():
        state.write_link()
    parameters = state.parameters()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="top"):
        name()
        with st.container(horizontal=True, gap="xxsmall", width="content", key="pages"):
            for group, members in _groups(pages):
                with st.container(horizontal=True, gap=None, width="content", key=f"pages_{group}"):
                    _links(members, parameters, "content")
        with st.container(width="content", key="menu"):  # in the row's stead; a new one on each page, and so closed
            menu = st.popover(page.title, icon=":material/menu:", key=f"menu_{page.url_path}", on_change="rerun")
            if menu.open:
                with menu:
                    for group, members in _groups(pages):
                        if len(members) > 1:
                            st.caption(text(group))
                        _links(members, parameters, "stretch")
    with st.sidebar:
        levers.levers()
        end = st.container(key="levers_end")
    header()
    _ask_again()
    try:
        page.run()
    except Exception:  # whatever it was: a person gets a sentence and loses nothing, the log gets the rest
        logging.getLogger(__name__).exception("page %s failed", page.title)
        st.error(text(APOLOGY), icon=":material/error:")
    with end:
        lever_list.shown()
    _settle()


@st.fragment(run_every=86_400)
def _ask_again() -> None:
    """Nothing; that it is to run again makes the browser ask for a run, with all its widgets hold, whenever it reconnects.

    Without, a browser whose connection was cut just after a key press takes the lost message for delivered: the slider
    shows one number, the figures and the link another, until something else moves.
    """


def _groups(pages: list[st.Page]) -> Iterator[tuple[str, list[st.Page]]]:
    """The pages that stand together, with what these are called."""
    rest = iter(pages)
    return ((group, list(islice(rest, count))) for group, count in GROUPS.items())


def _links(pages: list[st.Page], parameters: dict[str, str], width: Literal["content", "stretch"]) -> None:
    """A link to each page, with all that is open."""
    for each in pages:
        st.page_link(each, query_params=parameters, width=width)


def current() -> View:
    """What is open; starts the run again through the frame where a page was run alone."""
    if not state.is_open():
        if not st.session_state.get("levers_handed_over"):
            st.session_state["levers_handed_over"] = True
            st.navigation(_pages(), position="hidden")
            st.rerun()
        state.follow_link()  # the page was started as if it were the app: it shows what the link holds, without levers
    return View()
