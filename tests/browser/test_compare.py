"""Compare as people use it: pin, move a lever, see why, reload, send the link."""

from __future__ import annotations

import math
import re
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import expect

from model import project, summarize
from model.plan import Pin
from model.questions.compare import why
from model.templates import TEMPLATES
from tests.browser.hands import lever_box
from ui import link
from words.names import outcome_change

SELF_SERVE = TEMPLATES["self_serve"].scenario


def settle(page, charts):
    """Wait until the server answered, nothing on screen is of an earlier run, and so many charts are drawn."""
    app = page.locator('[data-testid="stApp"]')
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
    expect(page.locator('[data-stale="true"]')).to_have_count(0)
    expect(page.locator('[data-testid="stVegaLiteChart"] svg.marks')).to_have_count(charts)


def opened(page):
    """What the address bar opens to."""
    read = link.read(dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True)))
    assert read.problems == ()
    return read


def changed(page, act, charts):
    """Do something, and wait for the address bar to follow."""
    before = page.url
    act()
    page.wait_for_function("before => location.href !== before", arg=before)
    settle(page, charts)


def typed(page, name, text, charts=2):
    """Type into a lever's number box."""
    box = lever_box(page, name)
    box.fill(text)
    changed(page, lambda: box.press("Enter"), charts)


def pin(page, name, charts=2):
    """Pin what is open."""
    page.get_by_placeholder("name of the scenario as it is now").fill(name)
    changed(page, page.get_by_role("button", name="Pin this scenario").click, charts)


def bridge_parts(page):
    """What the bridge writes at its bars, the first and last scenario's outcome left out."""
    texts = page.locator('[aria-label^="Parts of the difference"] .mark-text.role-mark text').all_text_contents()
    return texts[1:-1]


def amount(text):
    """A part such as +$12.3k as a number."""
    sign, number, letter = re.fullmatch(r"([+−])\$([\d.,]+)([kM]?)", text).groups()
    return (-1 if sign == "−" else 1) * float(number.replace(",", "")) * {"": 1, "k": 1e3, "M": 1e6}[letter]


def test_pin_move_see_why_reload_and_send(page, new_page, server):
    """A pin stays while levers move; the bridge's parts sum to the difference; reload and another browser have it all."""
    page.goto(f"{server}/compare")
    settle(page, 1)
    typed(page, "churn_rate", "3")
    pin(page, "Lower churn")
    typed(page, "arpu", "70")
    typed(page, "win_rate", "28")
    scenario = SELF_SERVE.replace(churn_rate=0.03, arpu=70, win_rate=0.28)
    read = opened(page)
    assert read.plan.scenario == scenario
    assert read.plan.pins == (Pin("Lower churn", SELF_SERVE.replace(churn_rate=0.03)),)

    parts = bridge_parts(page)
    split = why("arr_end", SELF_SERVE, scenario)
    assert parts == [outcome_change("arr_end", part.value, "USD") for part in split.parts]
    ends = [summarize(project(one))["arr_end"] for one in (SELF_SERVE, scenario)]
    assert math.isclose(sum(map(amount, parts)), ends[1] - ends[0], rel_tol=0.01)

    address = f"{page.url}&against=baseline"
    page.goto(address)
    settle(page, 2)
    read = opened(page)
    assert (read.plan.scenario, read.plan.pins) == (
        scenario,
        (Pin("Lower churn", SELF_SERVE.replace(churn_rate=0.03)),),
    )
    expect(page.get_by_role("button", name="Lower churn")).to_be_visible()
    other = new_page()
    other.goto(address)
    settle(other, 2)
    expect(other.get_by_role("button", name="Lower churn")).to_be_visible()
    assert bridge_parts(other) == parts
    assert opened(other) == read


def test_back_takes_a_pin_away_and_open_brings_its_levers(page, server):
    """Back undoes the last pin; Open in a pin's menu moves the levers to it."""
    page.goto(f"{server}/compare?v=1&template=self_serve&arpu=80&against=baseline")
    settle(page, 2)
    pin(page, "Dearer")
    typed(page, "arpu", "64", 2)
    pin(page, "As it was")
    changed(page, page.go_back, 2)
    assert [each.name for each in opened(page).plan.pins] == ["Dearer"]
    page.get_by_role("button", name="Dearer").click()
    changed(page, page.get_by_test_id("stPopoverBody").get_by_role("button", name="Open").click, 2)
    assert opened(page).plan.scenario == SELF_SERVE.replace(arpu=80)


def test_what_matters_answers_a_lever_in_the_living_map(page, server):
    """A lever moves the present point on the map; its line of the baseline stays, and nothing is drawn twice."""
    page.goto(f"{server}/what_matters?v=1&template=self_serve&map_target=1800000")
    settle(page, 4)
    picture = page.locator('[aria-label^="ARR at the end by"]')
    expect(picture.locator("text").get_by_text("now $1.5M").first).to_be_visible()
    lines = picture.locator(".mark-line.role-mark path").evaluate_all("all => all.map(each => each.getAttribute('d'))")
    assert lines
    typed(page, "churn_rate", "2.5", 4)
    expect(picture.locator("text").get_by_text("now $1.77M").first).to_be_visible()
    assert picture.locator(".role-axis-title").count() == 2
    main = page.locator('[data-testid="stMain"]')
    assert main.evaluate("e => e.scrollWidth - e.clientWidth") <= 1
