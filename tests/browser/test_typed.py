"""Numbers typed and pasted as people write them: box, slider, figures and link follow, or words say why not."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import expect

from model import project, summarize
from model.levers import LEVERS
from model.templates import TEMPLATES
from tests.browser.hands import box_value, shown_box
from tests.browser.test_channels import cell, enter, write
from tests.browser.test_channels import visit as visit_channels
from tests.ui.figures import value_of
from ui import link
from ui.figures import FIRST

SELF_SERVE = TEMPLATES["self_serve"].scenario
CASES = [
    ("arpu", "83,50", 83.5),
    ("churn_rate", "0,5", 0.005),
    ("opening_cash", "−50,000", -50_000),
    ("opening_cash", "(50,000)", -50_000),
    ("opening_cash", "$1.2M", 1_200_000),
    ("marketing_spend", "250k", 250_000),
    ("arpu", "1.234,50", 1234.5),
    ("marketing_spend", "50 000,00", 50_000),
    ("opening_mrr", "30,88,238", 3_088_238),
]  # fmt: skip


def settle(page):
    """Wait until the server answered and nothing on screen is of an earlier run."""
    app = page.locator('[data-testid="stApp"]')
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
    expect(page.locator('[data-stale="true"]')).to_have_count(0)


def visit(page, server, path=""):
    """A page, its first answer there."""
    page.goto(f"{server}/{path}")
    expect(page.locator('[data-testid="stVegaLiteChart"] svg.marks').first).to_be_visible()
    settle(page)
    return page


def scenario(page):
    """The scenario that the address bar holds."""
    query = page.evaluate("location.search")[1:]
    read = link.read(dict(parse_qsl(query, keep_blank_values=True)))
    assert not read.problems
    return read.plan.scenario


def by_keys(page, field, text):
    """Type over what a box holds, key by key, and press Enter."""
    field.press("ControlOrMeta+a")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def by_paste(page, field, text):
    """Paste over what a box holds, and leave it by Tab."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    field.press("ControlOrMeta+a")
    field.press("ControlOrMeta+v")
    page.keyboard.press("Tab")


def shows(page, now):
    """The figures on screen become those of this scenario."""
    out = summarize(project(now))
    expect(page.locator(".figure .value")).to_have_text([value_of(name, out) for name in FIRST])


@pytest.mark.parametrize("entry", [by_keys, by_paste])
def test_nine_ways_to_write_a_number_are_read_as_they_are_meant(server, new_page, entry):
    """Typed key by key or pasted, the box shows the number, and slider, figures and link are those of it."""
    page = visit(new_page(permissions=["clipboard-read", "clipboard-write"]), server)
    now = SELF_SERVE
    for name, text, value in CASES:
        field = shown_box(page, name)
        entry(page, field, text)
        now = now.replace(**{name: value})
        expect(field).to_have_value(box_value(name, value))
        shows(page, now)
        settle(page)
        assert scenario(page) == now, text


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("arpu", "1.234", "ARPU: '1.234' may be 1.2340 or 1,234; type one of these. It stays 64."),
        ("arpu", "83,50 apples", "ARPU: '83,50 apples' is not understood"),
        ("churn_rate", "150", "Customer churn: 150 % is not allowed; allowed is 0 % to 100 %. It stays 3.5 %."),
        ("marketing_spend", "−5", "Marketing spend: −5 is not allowed; allowed is 0 to 1,000,000,000,000."),
    ],
)
def test_what_is_refused_leaves_what_stands_and_says_why(server, page, name, text, words):
    """The words stand beside the lever, the box shows the standing number and keeps the focus; the next number is taken."""
    visit(page, server)
    field = shown_box(page, name)
    by_keys(page, field, text)
    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()
    expect(field).to_have_value(box_value(name, getattr(SELF_SERVE, name)))
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    settle(page)
    assert scenario(page) == SELF_SERVE
    by_keys(page, field, "7,5")
    expect(page.get_by_role("alert").filter(has_text=words)).to_have_count(0)
    settle(page)
    assert scenario(page) == SELF_SERVE.replace(**{name: 0.075 if LEVERS[name].unit.kind == "share" else 7.5})


def test_an_emptied_box_shows_its_number_again(server, page):
    """Nothing typed is nothing changed: the number that stands comes back, and the address stays."""
    visit(page, server)
    field = shown_box(page, "arpu")
    field.fill("")
    field.press("Enter")
    expect(field).to_have_value("$64")
    settle(page)
    assert scenario(page) == SELF_SERVE


def test_a_small_share_is_taken_as_per_cent_and_that_is_said(server, page):
    """0.035 in a box of shares is 0.035 %, and a word says so."""
    visit(page, server)
    by_keys(page, shown_box(page, "churn_rate"), "0.035")
    said = "'0.035' is taken as 0.035 %: shares are typed in per cent."
    expect(page.get_by_role("alert").get_by_text(said)).to_be_visible()
    settle(page)
    assert scenario(page).churn_rate == 0.00035


def test_the_channels_table_reads_what_people_type(server, page):
    """A decimal comma and a scale in the grid are what they say; a minus is refused in words, and the old number stands."""
    visit_channels(page, server)
    write(page, 2, "cost_per_visitor", "3,50")
    assert scenario(page) == SELF_SERVE.replace(**{"Paid search.cost_per_visitor": 3.5})
    write(page, 2, "organic_visitors", "1.2k")
    now = SELF_SERVE.replace(**{"Paid search.cost_per_visitor": 3.5, "Paid search.organic_visitors": 1200})
    assert scenario(page) == now
    enter(page, 2, "cost_per_visitor", "−50,000")
    words = "Paid search: Cost per visitor: −50,000 is not allowed; allowed is 0 to 1,000,000,000,000. It stays 3.5."
    expect(page.get_by_text(words)).to_be_visible()
    expect(cell(page, 2, "cost_per_visitor")).to_have_text("3.5")
    settle(page)
    assert scenario(page) == now


def test_a_number_is_pasted_into_the_channels_table(server, new_page):
    """What stands in the clipboard goes into the chosen cell as it is meant."""
    page = visit_channels(new_page(permissions=["clipboard-read", "clipboard-write"]), server)
    page.evaluate("navigator.clipboard.writeText('$1.250,50')")
    grid = page.locator('[class*="st-key-number_channels_"] [data-testid="stDataFrame"]')
    grid.scroll_into_view_if_needed()
    enter(page, 2, "reference_spend", "7k")
    expect(cell(page, 3, "reference_spend")).to_have_attribute("aria-selected", "true")
    page.wait_for_function("location.search.includes('7000')")
    settle(page)
    page.keyboard.press("ControlOrMeta+v")
    page.wait_for_function("location.search.includes('1250.5')")
    settle(page)
    assert scenario(page) == SELF_SERVE.replace(
        **{"Paid search.reference_spend": 7000, "Newsletter.reference_spend": 1250.5}
    )


def test_goals_are_typed_as_people_write_them(server, page):
    """The goal's target and month, the MRR goal and the map's target reach the link; emptied, two of them are none."""
    visit(page, server, "goal")
    for label, text, held in (("Target", "$1,8 M", "arr>=1800000"), ("In month", "24 mo", "arr>=1800000@24")):
        by_keys(page, page.get_by_test_id("stMain").get_by_role("textbox", name=label), text)
        page.wait_for_function("held => new URLSearchParams(location.search).get('goal') === held", arg=held)
        settle(page)
    for path, label, name in (("cash", "MRR goal", "mrr_goal"), ("what_matters", "Target", "map_target")):
        visit(page, server, path)
        field = page.get_by_test_id("stMain").get_by_role("textbox", name=label, exact=True)
        by_keys(page, field, "100 000,00")
        page.wait_for_function("name => new URLSearchParams(location.search).get(name) === '100000'", arg=name)
        settle(page)
        field.fill("")
        field.press("Enter")
        page.wait_for_function("name => !new URLSearchParams(location.search).has(name)", arg=name)
        settle(page)
