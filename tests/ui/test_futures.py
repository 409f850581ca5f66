"""Drawing many futures: on a click, one visitor at a time, and within the memory of a small machine."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from websockets.exceptions import ConnectionClosed

from bench.server import Server, Visitor
from model.plan import Baseline, Plan
from tests.ui.pages import BASE, move, parameter, prose, run, start
from tests.ui.test_how_sure_page import answer, request
from ui import futures, link
from ui.turns import LARGE, QUICK, Lane

ASKED = {"futures": "20000"}
FEW = 10_000
MOST_MEMORY = 1_000
"""Megabytes that the process may ever take."""


def button(app, key):
    """The button of that key, or None."""
    return next((each for each in app.button if each.key == key), None)


def offered(app):
    """What is said beside the button that draws more."""
    return [caption.value for caption in app.caption if "asked for" in caption.value]


def test_a_link_starts_nothing_large():
    """A link that asks for more than goes at once shows what goes at once, and a button for the rest; the link stays."""
    app = start("how_sure", **ASKED)
    assert answer(replace(request(), futures=FEW)) in prose(app)
    assert button(app, "draw_futures").label == "Draw 20,000"
    assert offered(app) == ["10,000 futures are drawn at once; 20,000 are asked for and take their time."]
    assert parameter(app, "futures") == "20000"


def test_a_click_draws_them_all():
    """The button draws as many as were asked for, which stay until something they depend on changes, and come back with it."""
    app = start("how_sure", **ASKED)
    run(button(app, "draw_futures").click())
    assert answer(replace(request(), futures=20_000)) in prose(app)
    assert button(app, "draw_futures") is None
    assert answer(replace(request(), futures=20_000)) in prose(run(app))
    move(app, arpu=BASE.arpu + 1)
    assert button(app, "draw_futures").label == "Draw 20,000"
    move(app, arpu=BASE.arpu)
    assert answer(replace(request(), futures=20_000)) in prose(app)


def test_nothing_is_offered_where_all_are_drawn():
    """Up to as many as go at once are drawn as they are asked for."""
    app = start("how_sure", futures="10000")
    assert button(app, "draw_futures") is None
    assert offered(app) == []


@pytest.mark.parametrize(("count", "lane", "other"), [(2_000, QUICK, LARGE), (20_000, LARGE, QUICK)])
def test_each_kind_waits_for_its_own(count, lane, other, monkeypatch):
    """Few futures wait for few, many for many; a file of them takes a turn as well."""
    seen = []

    class Watched(type(request())):
        def simulate(self, progress=None):
            seen.append((len(lane), len(other)))
            return super().simulate(progress)

    asked = request(futures=count)
    watched = Watched(**{name: getattr(asked, name) for name in asked.__dataclass_fields__})
    monkeypatch.setattr(futures, "kept", lambda kind, key, make: make())
    futures.futures(watched)
    futures._file(watched)
    assert seen == [(1, 0), (1, 0)]
    assert (len(QUICK), len(LARGE)) == (0, 0)


def test_who_waits_is_told_and_can_stop(monkeypatch):
    """While another's futures are drawn, a visitor is told so beside a button that stops; it goes on when they are done."""
    monkeypatch.setattr(futures, "PATIENCE", -1.0)
    lane = Lane()
    monkeypatch.setattr(futures, "QUICK", lane)
    told, held, done = [], threading.Event(), threading.Event()

    def first():
        with lane.turn(pytest.fail):
            held.set()
            done.wait(60)

    other = threading.Thread(target=first)
    other.start()
    held.wait(60)
    shown = futures.st.progress

    def progress(share, text, **more):
        told.append(text)
        done.set()
        return shown(share, text, **more)

    monkeypatch.setattr(futures.st, "progress", progress)
    app = start("how_sure", futures="2000")
    other.join(60)
    assert told[0] == "Waiting: another visitor's futures are drawn first"
    assert answer(replace(request(), futures=2_000)) in prose(app)
    assert len(lane) == 0


def wide():
    """A scenario of as many channels and months as there may be."""
    channels = tuple(replace(BASE.channels[k % 5], name=f"C{k}", spend_share=0.04) for k in range(23))
    last = replace(BASE.channels[0], name="C23", spend_share=1 - 23 * 0.04)
    return BASE.replace(channels=(*channels, last), months=120)


@pytest.mark.parametrize(
    ("scenario", "done"), [(BASE, 3), (wide(), 1)], ids=["36 months, 5 channels", "120 months, 24 channels"]
)
def test_memory_stays_small_whoever_asks(scenario, done):
    """Five visitors click for 100,000 futures at once: one after the other, under 1 GB; who leaves makes room for the next."""
    query = link.write(Plan(Baseline.of_template("self_serve"), scenario)) | {"futures": "100000"}
    finished, left, peak = [], [], []
    with Server("app.py") as server:
        visitors = [Visitor(server, "how_sure", urlencode(query)) for _ in range(5)]

        def ask(visitor):
            try:
                visitor.press("Draw 100,000")
                finished.append(visitor)
            except ConnectionClosed:
                assert visitor in left

        asking = [threading.Thread(target=ask, args=(visitor,)) for visitor in visitors]
        for thread in asking:
            thread.start()
        left.append(visitors[4])
        visitors[4].close()
        end = time.monotonic() + 600
        while len(finished) < done and time.monotonic() < end:
            peak.append(server.memory())
            time.sleep(0.01)
        left += visitors
        for visitor in visitors:
            visitor.close()
        for thread in asking:
            thread.join(60)
        peak.append(server.memory())
    assert len(finished) >= done
    for visitor in finished:
        assert not [each for each in visitor.elements("button") if each.label == "Draw 100,000"]
    assert max(peak) < MOST_MEMORY
