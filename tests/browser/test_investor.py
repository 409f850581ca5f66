"""An investor's eight questions, one after the other, as in a pitch; every figure is checked against the model."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from playwright.sync_api import expect

from model import MEASURES, project, summarize
from model.questions.futures import Request, digest
from model.questions.goal import answer
from model.questions.usual import usual_ranges
from model.templates import TEMPLATES
from tests.browser.hands import lever_box, settle
from tests.ui.figures import value_of
from ui import frame, link
from ui.controls import how_sure
from ui.settings.goal import read_goal
from words.goal import goal_answer, steps
from words.how_sure import chance, how_sure_answer

SELF_SERVE = TEMPLATES["self_serve"].scenario
ASKED = "arr>=2000000"


def opened(page):
    """What the address bar opens to."""
    read = link.read(dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True)))
    assert not read.problems
    return read


def turn_to(page, title, charts):
    """Another page of the open app, with its pictures."""
    page.locator('[class*="st-key-pages"]').get_by_role("link", name=title, exact=False).click()
    expect(page.locator('[data-testid="stVegaLiteChart"] svg.marks')).to_have_count(charts)
    settle(page)


def type_into(page, box, text):
    """Type into a number box, and wait for the address bar."""
    before = page.url
    box.fill(text)
    box.press("Enter")
    page.wait_for_function("before => location.href !== before", arg=before)
    settle(page)


def churn_box(page):
    """The number box of churn in the sidebar."""
    return lever_box(page, "churn_rate")


def says(page, sentence):
    """The answer of a page stands there in full."""
    expect(page.get_by_test_id("stMain").get_by_text(sentence, exact=True)).to_be_visible()


def figure(page, name, scenario):
    """A figure of the model is on screen under its label."""
    shown = page.locator(f".figure[data-name={name}]").filter(has_text=MEASURES[name].label)
    expect(shown.locator(".value")).to_have_text(value_of(name, summarize(project(scenario))))


def reaching(scenario):
    """What Reach a goal says of a scenario."""
    found = answer(project(scenario), read_goal(ASKED))
    return found, steps(found, scenario)


def futures_answer(scenario):
    """What How sure asks and says of a scenario."""
    asked = Request(
        scenario, usual_ranges(scenario), (), how_sure.FUTURES, how_sure.SEED, read_goal(ASKED), "mrr",
        how_sure.OUTCOMES, "arr_end",
    )  # fmt: skip
    return asked, digest(asked.simulate(), asked)


def test_a_pitch(server, page):
    """Churn at 4 %, payback, why, what churn must be, set it, how sure, cash, and a reload that keeps it all."""
    page.goto(server)
    expect(page.locator('[data-testid="stVegaLiteChart"] svg.marks')).to_have_count(6)
    settle(page)

    # "Your churn is optimistic, put 4 %."
    type_into(page, churn_box(page), "4")
    doubted = SELF_SERVE.replace(churn_rate=0.04)
    assert opened(page).plan.scenario == doubted

    # "What is payback then?"
    figure(page, "payback", doubted)

    # "Why did ARR change?"
    if any(title == "Compare" for _, title in frame.PAGES):
        page.locator('[class*="st-key-pages"]').get_by_role("link", name="Compare").click()
        settle(page)
        expect(page.get_by_test_id("stMain").get_by_text(re.compile("churn", re.IGNORECASE)).first).to_be_visible()
    turn_to(page, "Unit economics", 6)
    figure(page, "cac", doubted)

    # "What must be true for 2M ARR?"
    turn_to(page, "Reach a goal", 2)
    type_into(page, page.get_by_label(re.compile("^Target")), "2000000")
    assert opened(page).plan.settings["goal"] == ASKED
    found, ways = reaching(doubted)
    says(page, goal_answer(found, ways, doubted.currency))
    (churn,) = (step for step in ways if step.move.lever == "churn_rate")
    row = page.locator('[class*="st-key-step_churn_rate"]')
    expect(row).to_contain_text(f"{churn.today} → {churn.then}")

    # "Then set it."
    before = page.url
    row.get_by_role("button", name="Set it").click()
    page.wait_for_function("before => location.href !== before", arg=before)
    settle(page)
    reached = doubted.replace(churn_rate=churn.value)
    assert opened(page).plan.scenario == reached
    expect(churn_box(page)).to_have_value(re.compile(rf"^{churn.value * 100:.10g}0* %$"))
    says(page, goal_answer(*reaching(reached), reached.currency))

    # "How sure are you?" and "What is the chance that you run out of cash?"
    turn_to(page, "How sure", 3)
    asked, said = futures_answer(reached)
    says(page, how_sure_answer(said, asked))
    values = page.locator(".figure .value")
    expect(values.nth(0)).to_have_text(chance(said.goal))
    expect(values.nth(1)).to_have_text(chance(said.broke))

    # The laptop is opened again.
    address = page.url
    page.reload()
    expect(page.locator('[data-testid="stVegaLiteChart"] svg.marks')).to_have_count(3)
    settle(page)
    assert page.url == address
    says(page, how_sure_answer(said, asked))
    expect(values.nth(0)).to_have_text(chance(said.goal))


def test_a_long_calculation_shows_how_far_it_is_and_stops(server, page):
    """A hundred thousand futures over ten years, once clicked for, show a bar; Stop takes ten thousand, and the link says so."""
    page.goto(f"{server}/how_sure?futures=100000&months=120&goal={quote(ASKED)}")
    page.get_by_role("button", name="Draw 100,000").click()
    page.get_by_role("button", name="Stop, take 10,000").click()
    expect(page.locator('[data-testid="stVegaLiteChart"] svg.marks')).to_have_count(3)
    settle(page)
    assert "futures" not in opened(page).plan.settings
    asked, said = futures_answer(SELF_SERVE.replace(months=120))
    says(page, how_sure_answer(said, asked))


@pytest.mark.parametrize("name", ["goal", "how_sure"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_fit(new_page, server, name, width):
    """Nothing but tables scrolls sideways, on a phone either."""
    page = new_page(viewport={"width": width, "height": 900})
    page.goto(f"{server}/{name}?correlations=churn_rate~arpu:-0.4")
    expect(page.locator('[data-testid="stVegaLiteChart"] svg.marks')).to_have_count(2 if name == "goal" else 3)
    settle(page)
    assert page.locator('[data-testid="stMain"]').evaluate("e => e.scrollWidth - e.clientWidth") <= 1


def test_the_futures_come_as_a_file(server, page):
    """The file is made when it is asked for: a row a future, the levers' values first."""
    page.goto(f"{server}/how_sure?futures=1000")
    expect(page.locator('[data-testid="stVegaLiteChart"] svg.marks')).to_have_count(3)
    with page.expect_download() as download:
        page.get_by_role("button", name="All futures as CSV").click()
    with open(download.value.path(), encoding="utf-8-sig") as file:
        lines = file.read().splitlines()
    assert len(lines) == 1001
    assert lines[0].startswith('"future","churn_rate","visitor_to_lead","win_rate","arpu"')
