"""A connection that is cut while a lever moves: slider, box, link and figures say the same soon after it is back."""

from __future__ import annotations

import contextlib
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from model import project, summarize
from tests.browser.conftest import WINDOW, serving
from tests.browser.hands import box_value, lever_box, opened, settle, slider
from tests.browser.proxy import Wire
from tests.ui.figures import value_of

DELAYS = (0, 0.005, 0.01, 0.02, 0.03, 0.06)
"""Seconds from a key press to the cut: before the message has left, while it is answered, after."""
SOON = 5.0
NAME = "churn_rate"
FIGURES = ("arr_end", "runway", "ltv_to_cac", "payback", "cac", "ltv")


@pytest.fixture
def page(chromium):
    """A page that may complain: of the connections that are cut."""
    with contextlib.closing(chromium.new_context(viewport=WINDOW, locale="en-US")) as context:
        context.set_default_timeout(20_000)
        yield context.new_page()


@pytest.fixture
def wire(server):
    """A wire to the server of all tests."""
    with contextlib.closing(Wire(urlsplit(server).port)) as made:
        yield made


def disagreements(page):
    """What slider, box and figures say otherwise than the link: what is said, and what the link's scenario says."""
    scenario = opened(page).plan.scenario
    shown = {
        "slider": slider(page, NAME).input_value(),
        "box": lever_box(page, NAME).input_value(),
        "figures": page.locator(".figure .value").all_inner_texts(),
    }
    value, out = getattr(scenario, NAME), summarize(project(scenario))
    expected = {
        "slider": f"{value:g}",
        "box": box_value(NAME, value),
        "figures": [value_of(name, out) for name in FIGURES],
    }
    return {what: (shown[what], said) for what, said in expected.items() if shown[what] != said}


def agree_soon(page):
    """Once the browser is connected again it takes five seconds at most until all agree, and they stay so."""
    app = page.locator('[data-testid="stApp"]')
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
    began, agreed = time.monotonic(), None
    while agreed is None or time.monotonic() - agreed < 1:
        apart = disagreements(page)
        agreed = None if apart else agreed or time.monotonic()
        assert agreed or time.monotonic() - began < SOON, apart
        page.wait_for_timeout(50)


def cut_after(page, wire, act, delay):
    """Do something, cut the wire soon after, and wait until the browser has noticed."""
    act()
    time.sleep(delay)
    with page.expect_event("websocket", timeout=20_000):  # it comes back on another
        wire.cut()


@pytest.mark.parametrize("kind", ["slider", "box"])
def test_a_cut_after_a_key_press_leaves_no_disagreement(page, wire, kind):
    """Whenever the wire is cut around a key press, in a slider or a box, everything says the same within five seconds."""
    page.goto(wire.address)
    settle(page)
    expect(page.locator(".figure .value")).to_have_count(len(FIGURES))
    for k, delay in enumerate(DELAYS):
        if kind == "slider":
            slider(page, NAME).focus()
            cut_after(page, wire, lambda: page.keyboard.press("ArrowRight"), delay)
        else:
            lever_box(page, NAME).fill(f"{4 + k}")
            cut_after(page, wire, lambda: lever_box(page, NAME).press("Enter"), delay)
        agree_soon(page)
        moved = getattr(opened(page).plan.scenario, NAME)
        assert moved == pytest.approx(0.035 + 0.001 * (k + 1) if kind == "slider" else (4 + k) / 100), (
            "the press is lost"
        )


def test_a_server_that_knows_nobody_takes_over(page, wire, tmp_path):
    """Where another process answers after the cut, as after a restart, the link is what counts and all agree with it."""
    page.goto(f"{wire.address}/?v=1&template=self_serve&arpu=70")
    settle(page)
    expect(page.locator(".figure .value")).to_have_count(len(FIGURES))
    with serving(tmp_path / "log.txt") as other:
        warm = page.context.new_page()  # the first visitor of a process waits for what is made once
        warm.goto(other)
        settle(warm)
        warm.close()
        slider(page, NAME).focus()
        wire.port = urlsplit(other).port
        cut_after(page, wire, lambda: page.keyboard.press("ArrowRight"), 0)
        agree_soon(page)
        assert opened(page).plan.scenario.arpu == 70
