"""The channels as people edit them: cells, rows, reload, reset, and the way back."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import expect

from model.levers import CHANNEL_FIELDS
from model.templates import TEMPLATES
from ui import link

SELF_SERVE = TEMPLATES["self_serve"].scenario
COLUMNS = ["name", "motion", *CHANNEL_FIELDS]
ROW = 35
"""Pixels of a row of the grid, its heading included."""


def settle(page):
    """Wait until the server answered and nothing on screen is of an earlier run."""
    app = page.locator('[data-testid="stApp"]')
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
    expect(page.locator('[data-stale="true"]')).to_have_count(0)
    expect(page.locator('[data-testid="stVegaLiteChart"] svg.marks')).to_have_count(8)


def visit(page, server, query=""):
    """The Channels page, with its charts and its table."""
    page.goto(f"{server}/channels{query}")
    settle(page)
    return page


def opened(page):
    """The scenario that the address bar holds."""
    read = link.read(dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True)))
    assert not read.problems
    return read.plan.scenario


def cell(page, row, column):
    """What the table says in a cell: the grid keeps a table of its cells for those who cannot see it."""
    place = f"glide-cell-{COLUMNS.index(column) + 1}-{row}"
    return page.locator('[class*="st-key-number_channels_"]').get_by_test_id(place)


def enter(page, row, column, text):
    """Go to a cell of the table as with mouse and arrow keys, and type over it."""
    grid = page.locator('[class*="st-key-number_channels_"] [data-testid="stDataFrame"]')
    grid.scroll_into_view_if_needed()
    grid.locator(".dvn-scroller").click(position={"x": 90, "y": ROW * 1.5})
    expect(cell(page, 0, "name")).to_have_attribute("aria-selected", "true")
    for key, times in (("ArrowDown", row), ("ArrowRight", COLUMNS.index(column))):
        for _ in range(times):
            page.keyboard.press(key, delay=30)
    expect(cell(page, row, column)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    box = page.locator("#portal").locator("input, textarea").first
    expect(box).to_be_focused()
    box.fill(text)
    page.keyboard.press("Enter")


def write(page, row, column, text):
    """Type over a cell, and wait for the address bar to follow."""
    before = page.url
    enter(page, row, column, text)
    follow(page, before)


def follow(page, before):
    """Wait until the address bar and the page have followed an edit."""
    page.wait_for_function("before => location.href !== before", arg=before)
    settle(page)


def test_an_edited_cell_is_in_the_link_and_there_after_a_reload(page, server):
    """A cost per visitor typed into the grid reaches the model, the link and the next reload; a second edit too."""
    visit(page, server)
    write(page, 2, "cost_per_visitor", "3")
    assert opened(page) == SELF_SERVE.replace(**{"Paid search.cost_per_visitor": 3})
    write(page, 1, "bounce_rate", "50")
    edited = SELF_SERVE.replace(**{"Paid search.cost_per_visitor": 3, "Social.bounce_rate": 0.5})
    assert opened(page) == edited
    page.reload()
    settle(page)
    assert opened(page) == edited
    expect(cell(page, 2, "cost_per_visitor")).to_have_text("3")
    expect(cell(page, 1, "bounce_rate")).to_have_text(re.compile("50"))


def test_a_share_makes_the_others_room_at_once(page, server):
    """The table is drawn anew with the others' shares, one sentence says so, and one press of Back undoes it."""
    visit(page, server)
    write(page, 2, "spend_share", "30")
    assert [c.spend_share for c in opened(page).channels] == [0, 0.35, 0.3, 0.0875, 0.2625]
    expect(page.get_by_text("To keep the spend shares at 100 %")).to_be_visible()
    expect(cell(page, 1, "spend_share")).to_have_text(re.compile("35"))
    write(page, 1, "spend_share", "40")  # the second edit counts from what the first one made
    assert opened(page).channels[1].spend_share == 0.4
    page.go_back()
    expect(cell(page, 1, "spend_share")).to_have_text(re.compile("35"))
    settle(page)
    assert [c.spend_share for c in opened(page).channels] == [0, 0.35, 0.3, 0.0875, 0.2625]


def test_a_row_is_added_named_and_there_after_a_reload(page, server):
    """Add, rename, reload: the link carries channels that the template has not."""
    visit(page, server)
    page.get_by_role("button", name="Add a channel").click()
    expect(cell(page, 5, "name")).to_have_text("New channel")
    settle(page)
    write(page, 5, "name", "Podcast")
    assert [c.name for c in opened(page).channels][-1] == "Podcast"
    page.reload()
    settle(page)
    expect(cell(page, 5, "name")).to_have_text("Podcast")
    page.locator('[class*="st-key-slider_against"]').get_by_text("Self-serve", exact=True).click()
    settle(page)
    page.get_by_role("button", name="Reset all").click()
    expect(cell(page, 4, "name")).to_have_text("Referral")
    expect(cell(page, 5, "name")).to_have_count(0)
    settle(page)
    assert opened(page) == SELF_SERVE


def test_a_row_is_removed_and_gone_after_a_reload(page, server):
    """What the removed channel was given goes to the others."""
    visit(page, server)
    page.get_by_role("button", name="Remove a channel").click()
    page.get_by_role("button", name="Paid search", exact=True).click()
    expect(cell(page, 2, "name")).to_have_text("Newsletter")
    settle(page)
    page.reload()
    settle(page)
    assert {c.name: c.spend_share for c in opened(page).channels} == {
        "Organic search": 0, "Social": 0.5, "Newsletter": 0.125, "Referral": 0.375,
    }  # fmt: skip


def test_the_grids_own_ways_to_add_and_delete_rows(page, server):
    """The empty row below the last adds a channel, and the bin of its toolbar removes the row that is marked: as the buttons do."""
    visit(page, server)
    grid = page.locator('[class*="st-key-number_channels_"] [data-testid="stDataFrame"]')
    grid.scroll_into_view_if_needed()
    before = page.url
    grid.locator(".dvn-scroller").click(position={"x": 90, "y": ROW * 6.5})
    follow(page, before)
    expect(cell(page, 5, "name")).to_have_text("New channel")
    assert opened(page).channels[:-1] == SELF_SERVE.channels
    grid.locator(".dvn-scroller").click(position={"x": 15, "y": ROW * 2.5})
    before = page.url
    page.get_by_role("button", name=re.compile("Delete row")).click()
    follow(page, before)
    expect(cell(page, 1, "name")).to_have_text("Paid search")
    assert [c.name for c in opened(page).channels] == [
        "Organic search", "Paid search", "Newsletter", "Referral", "New channel",
    ]  # fmt: skip


def test_a_cell_that_cannot_be_is_refused_in_words(page, server):
    """The name of another channel is not taken; the table shows the old one again and says why."""
    visit(page, server)
    enter(page, 1, "name", "Referral")
    expect(page.get_by_text("Social keeps its name: there is a channel Referral already.")).to_be_visible()
    expect(cell(page, 1, "name")).to_have_text("Social")
    settle(page)
    assert opened(page) == SELF_SERVE


def test_edits_stay_when_the_page_is_left(page, server):
    """Another page and back: the table shows what was typed."""
    visit(page, server)
    write(page, 2, "organic_visitors", "500")
    page.locator('[class*="st-key-pages"]').get_by_role("link", name="Explore").click()
    expect(page.locator('[class*="st-key-number_channels_"]')).to_have_count(0)
    page.locator('[class*="st-key-pages"]').get_by_role("link", name="Channels").click()
    settle(page)
    expect(cell(page, 2, "organic_visitors")).to_have_text("500")
    write(page, 2, "cost_per_visitor", "3")
    assert opened(page) == SELF_SERVE.replace(
        **{"Paid search.organic_visitors": 500, "Paid search.cost_per_visitor": 3}
    )


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_fits(new_page, server, width):
    """Nothing but the tables scrolls sideways, on a phone either."""
    page = visit(new_page(viewport={"width": width, "height": 900}), server)
    main = page.locator('[data-testid="stMain"]')
    assert main.evaluate("e => e.scrollWidth - e.clientWidth") <= 1
