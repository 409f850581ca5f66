"""A run that is over keeps nothing of its numbers, though the frame lets the collector wait."""

from __future__ import annotations

import gc

import numpy as np
import pandas as pd
import pytest
from streamlit.runtime.media_file_manager import MediaFileManager

from tests.test_house import FLOOR
from tests.ui.pages import BASE, link_of, move, start
from ui.frame import PAGES

OPEN = BASE.replace(arpu=60, churn_rate=0.04)


def moved(app):
    """The app after a lever's move."""
    return move(app, arpu=link_of(app).plan.scenario.arpu + 1)


def ours(thing):
    """Whether an object in the garbage is of the project's own making, or holds its numbers."""
    room = (getattr(type(thing), "__module__", None) or "").partition(".")[0]
    made_in = (getattr(thing, "__module__", None) or "").partition(".")[0] if callable(thing) else ""
    return {room, made_in} & set(FLOOR) or isinstance(thing, (np.ndarray, pd.DataFrame))


@pytest.mark.parametrize("page", [file.removeprefix("pages/").removesuffix(".py") for file, _ in PAGES])
def test_a_run_leaves_no_numbers_to_the_collector(page, monkeypatch):
    """With the collector off, a lever's move on a page leaves no projection, and no array, that only a collection would free.

    A server forgets what a download button is to make with the run that drew it; the manager of files that AppTest puts
    in its place belongs to a mock, and mocks keep themselves.
    """
    monkeypatch.setattr(MediaFileManager, "add_deferred", lambda *given, **more: "made on a click")
    app = start("" if page == "explore" else page, OPEN, futures="500")
    moved(app)
    gc.collect()
    gc.disable()
    try:
        gc.set_debug(gc.DEBUG_SAVEALL)  # Streamlit collects after the run: what that finds is kept to be seen
        moved(app)
        gc.collect()
        left = {type(thing).__qualname__ for thing in gc.garbage if ours(thing)}
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert not left
