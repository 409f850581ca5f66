"""What people without a mouse, sharp eyes or a screen have: no page breaks a rule of WCAG 2.2 AA that a machine can check."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.hands import lever_box, settle
from ui.frame import PAGES

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
MOVED = "?v=1&template=self_serve&churn_rate=0.06&arpu=80"
"""Levers that moved, so that differences, badges and ways back are on screen."""
PATHS = ["" if file == PAGES[0][0] else file[6:-3] for file, _ in PAGES]
NARROW = ("", "company")
"""Pages looked at where there is less room: the frame is the same on all."""


def broken(page):
    """The rules that a page breaks, each with its first elements and why."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        (rule["id"], [(node["html"][:200], node["failureSummary"][:200]) for node in rule["nodes"][:3]])
        for rule in found
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_no_page_breaks_a_rule(server, new_page, width, theme):
    """Every page in both themes on a laptop; the frame and two pages on a small one and a phone; Streamlit's own parts too."""
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
    found = {}
    for path in PATHS if width == 1440 else NARROW:
        page.goto(f"{server}/{path}{MOVED}")
        expect(page.get_by_test_id("stMain").locator(".figure").first).to_be_visible()
        settle(page)
        page.wait_for_timeout(300)  # what fades in is pale until it has
        found |= {path: rules} if (rules := broken(page)) else {}
    assert found == {}


STOPS = """() => {
    const e = document.activeElement
    if (!e || e === document.body) return null
    const deep = e.shadowRoot?.activeElement ?? e
    // a slider's input lies unseen beneath its handle, a table's cells beneath its picture
    const shown = deep.closest('[data-testid=stSlider], [data-testid=stDataFrame]') ?? deep
    const box = shown.getBoundingClientRect()
    const style = getComputedStyle(deep)
    return {what: deep.outerHTML.slice(0, 160), seen: box.width >= 4 && box.height >= 4 && style.visibility !== 'hidden'}
}"""


@pytest.mark.parametrize("path", ["", "company"])
def test_every_stop_of_the_tab_key_is_on_screen(server, new_page, path):
    """From the first to the last, whatever has the keyboard can be seen."""
    page = new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{server}/{path}{MOVED}")
    expect(page.get_by_test_id("stMain").locator(".figure").first).to_be_visible()
    expect(
        lever_box(page, "win_rate")
    ).to_be_visible()  # the list's own files come after the page: what it brings are stops too
    settle(page)
    stops = []
    for _ in range(200):
        page.keyboard.press("Tab")
        if (stop := page.evaluate(STOPS)) is None:
            break
        stops.append(stop)
    assert len(stops) > 20
    assert [stop["what"] for stop in stops if not stop["seen"]] == []
