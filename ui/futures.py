"""Drawing the futures: so many at once, the rest on a click and one visitor after the other; and all of them as a file."""

from __future__ import annotations

import time
from dataclasses import replace

import streamlit as st
from streamlit import runtime

from model.questions.futures import Request, Said, digest
from reports.tables import csv_file
from ui import state
from ui.controls.how_sure import COUNTS, FUTURES
from ui.files import file_button
from ui.kept import is_kept, kept
from ui.turns import LARGE, QUICK
from words import how_sure as words
from words.catalogue import text

INSTANT = FUTURES
"""The most futures that are drawn without being asked: a link may ask for more, and as often as it likes."""
PATIENCE = 1.0
"""Seconds until a calculation shows how far it is and offers to stop."""
FILE_PATIENCE = 120.0
"""Seconds that a file of many futures waits for its turn."""
_CLICKED = "levers_futures_clicked"


def drawn(asked: Request) -> Request:
    """What is drawn of what is asked: all of it where it is few, was drawn before, or was clicked for; else as many as go at once."""
    clicked = st.session_state.get(_CLICKED) == asked
    if not clicked:
        st.session_state.pop(_CLICKED, None)
    if asked.futures <= INSTANT or clicked or is_kept("futures", asked):
        return asked
    return replace(asked, futures=INSTANT)


def offer(asked: Request, shown: Request) -> None:
    """Where fewer were drawn than asked for: says so, with the button that draws them all."""
    if shown == asked:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(words.fewer(shown.futures, asked.futures), width="content")
        st.button(
            words.draw(asked.futures), key="draw_futures", icon=":material/casino:", on_click=_click, args=(asked,)
        )


def _click(asked: Request) -> None:
    st.session_state[_CLICKED] = asked


def futures(asked: Request) -> Said:
    """What the futures say; kept while nothing they depend on changes. Long ones show how far they are, and can be stopped."""
    return kept("futures", asked, lambda: _calculate(asked))


def _calculate(asked: Request) -> Said:
    place = st.empty()
    began = time.monotonic()
    fewer = max((count for count in COUNTS if count < asked.futures and count <= INSTANT), default=0)
    bar = None

    def show(share: float, told: str) -> None:
        nonlocal bar
        if bar is not None:
            bar.progress(share, told)  # here Streamlit gives way to whatever was clicked meanwhile
        elif time.monotonic() - began >= PATIENCE:
            with place.container(horizontal=True, vertical_alignment="center"):
                bar = st.progress(share, told, width="stretch")
                if fewer:
                    st.button(words.stop(fewer), key="stop_futures", on_click=_stop, args=(fewer,))

    def waiting(before: int) -> None:
        show(0.0, words.waiting(before))

    with (LARGE if asked.futures > INSTANT else QUICK).turn(waiting):
        said = digest(asked.simulate(lambda done, total: show(done / total, words.progress(done, total))), asked)
    st.session_state.pop(_CLICKED, None)
    place.empty()
    return said


def _stop(fewer: int) -> None:
    st.session_state.pop(_CLICKED, None)
    state.keep_page_value("futures", "" if fewer == FUTURES else str(fewer))
    state.redraw("futures")


def download(asked: Request) -> None:
    """Every future as a row of a file, made when it is asked for."""
    file_button(text("All futures as CSV"), lambda: _file(asked), "levers-futures.csv", "download_futures")


def _file(asked: Request) -> bytes:
    """The futures once more, in turn; files that nobody fetches any more go first, for each may be as large."""
    until = time.monotonic() + FILE_PATIENCE

    def waiting(before: int) -> None:
        if time.monotonic() > until:
            raise TimeoutError("too many futures are being drawn")

    with (LARGE if asked.futures > INSTANT else QUICK).turn(waiting):
        if runtime.exists():
            runtime.get_instance().media_file_mgr.remove_orphaned_files()
        return csv_file(asked.simulate().draws)
