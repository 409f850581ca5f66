"""What stands around every page: its links at every width, and a page that stays where it is while levers move."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.hands import changed, lever_box, settle, show_levers, type_into
from ui.frame import PAGES

WIDTHS = (320, 360, 390, 480, 640, 641, 700, 768, 769, 900, 1023, 1024, 1180, 1440, 1920, 2560)
HIT = """link => {
    const {left, top, width, height} = link.getBoundingClientRect()
    const [x, y] = [left + width / 2, top + height / 2]
    return link.contains(document.elementFromPoint(x, y))
}"""


def path(file):
    """The path of a page's address, by its file."""
    name = file.removeprefix("pages/").removesuffix(".py")
    return "/" if name == "explore" else f"/{name}"


@pytest.mark.parametrize("shown", [True, False], ids=["levers shown", "levers shut"])
def test_each_page_can_be_seen_and_clicked_at_every_width(server, new_page, shown):
    """From 320 to 2,560 pixels a click at each page's link reaches it, in one row; where that has no room one button stands for them."""
    page = new_page(viewport={"width": 1440, "height": 900})
    page.goto(server)
    for k, width in enumerate(WIDTHS):
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        show_levers(page, shown)
        where = ".st-key-pages a"
        if width >= 1440:
            expect(page.locator(where).first).to_be_visible()
        if page.locator(where).first.is_visible():
            tops = page.locator(where).evaluate_all("links => links.map(link => link.getBoundingClientRect().top)")
            assert max(tops) == min(tops), width
        else:
            button = page.locator(".st-key-menu").get_by_role("button")
            assert button.evaluate(HIT), width
            button.click()
            where = "[data-testid=stPopoverBody] a"
        links = page.locator(where)
        expect(links).to_have_text([title for _, title in PAGES])
        expect(links.last).to_be_visible()
        page.wait_for_function(f"where => [...document.querySelectorAll(where)].every({HIT})", arg=where, timeout=9_000)
        links.nth((k + 1) % len(PAGES)).click()
        page.wait_for_function("path => location.pathname === path", arg=path(PAGES[(k + 1) % len(PAGES)][0]))
        settle(page)
        expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)


TOPS = """() => {
    const main = document.querySelector('[data-testid=stMain]'), tops = {}
    for (const each of main.querySelectorAll('.figure, [data-testid=stVegaLiteChart]')) {
        const key = [...each.closest('[data-testid=stElementContainer]').classList].find(c => c.startsWith('st-key-'))
        let name = each.dataset.name || key || each.getAttribute('aria-label')
        while (name in tops) name += ' again'
        tops[name] = each.getBoundingClientRect().top + main.scrollTop
    }
    return tops
}"""
STILL = f"""() => new Promise(done => {{
    const read = {TOPS}
    let before = JSON.stringify(read()), same = 0
    const again = setInterval(() => {{
        const now = JSON.stringify(read())
        same = now === before ? same + 1 : 0
        before = now
        if (same === 3) {{ clearInterval(again); done(JSON.parse(now)) }}
    }}, 60)
}})"""
MOVES = (
    {"churn_rate": "4"},
    {"arpu": "70", "marketing_spend": "23456"},
    {"win_rate": "0"},  # nobody is won: warnings come, figures are undefined
)


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_nothing_jumps_while_levers_move(server, new_page, width):
    """On every page, figures and charts stay within 4 pixels: at the first move, many, none won, a refusal, a reset."""
    page = new_page(viewport={"width": width, "height": 900})
    for file, title in PAGES:
        page.goto(f"{server}{path(file)}" + ("?term=ltv" if title == "Definitions" else ""))
        drawn = ".figure" if title == "Your company" else "[data-testid=stVegaLiteChart]"
        expect(page.locator(drawn).first).to_be_visible()
        settle(page)
        show_levers(page)
        tops = [page.evaluate(STILL)]
        for moves in MOVES:
            for name, text in moves.items():
                type_into(page, lever_box(page, name), text)
            tops.append(page.evaluate(STILL))
        box = lever_box(page, "arpu")
        box.fill("soon")
        box.press("Enter")
        expect(page.locator('[role="alert"]', has_text="It stays").first).to_be_visible()
        settle(page)
        tops.append(page.evaluate(STILL))
        show_levers(page, width > 768)
        changed(page, page.get_by_role("button", name="Reset all").click)
        tops.append(page.evaluate(STILL))
        for name in {name for shown in tops for name in shown}:
            seen = [shown[name] for shown in tops if name in shown]
            assert max(seen) - min(seen) <= 4, (title, name, seen)


def test_the_answer_is_told_when_it_changes_and_heads_the_page(server, page):
    """The answer's element stays while its text changes: that is what a screen reader tells; it is the page's first heading."""
    page.goto(server)
    settle(page)
    answer = page.get_by_role("status").get_by_role("heading", level=1)
    before = answer.inner_text()
    answer.evaluate("element => { element.stays = true }")
    type_into(page, lever_box(page, "churn_rate"), "6")
    expect(answer).not_to_have_text(before)
    assert answer.evaluate("element => element.stays === true && element.closest('[role=status]').isConnected")


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_figures_stay_in_sight_and_open_by_the_keyboard(server, new_page, width):
    """Scrolled to the end of a page its strip is still to be seen; a figure's name opens formula and live numbers with Enter."""
    page = new_page(viewport={"width": width, "height": 800})
    page.goto(f"{server}/funnel")
    settle(page)
    show_levers(page, width > 768)
    page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, main.scrollHeight)")
    name = page.locator(".st-key-strip .name").first
    expect(name).to_be_in_viewport()
    assert name.evaluate(HIT)
    name.focus()
    page.keyboard.press("Enter")
    opened = page.locator(".about:popover-open")
    expect(opened).to_contain_text("visitors_to_leads = leads / visitors")
    expect(opened).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(opened).to_have_count(0)
