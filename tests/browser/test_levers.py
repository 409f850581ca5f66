"""The list of levers as people use it: dragged, held, typed into, on a phone, by two at once, under a strict policy."""

from __future__ import annotations

import hashlib
import re

import pytest
from playwright.sync_api import expect

from model import LEVERS
from model.templates import TEMPLATES
from tests.browser.hands import lever_box, opened, settle, shown_box, slider, type_into
from ui import lever_list

SELF_SERVE = TEMPLATES["self_serve"].scenario
ANSWER = ".figure .value"
COUNT_ANSWERS = """() => {
    window.answers = 0
    let last = ''
    new MutationObserver(() => {
        const now = [...document.querySelectorAll('.figure .value')].map(each => each.innerText).join()
        if (now !== last) { last = now; window.answers += 1 }
    }).observe(document.querySelector('[data-testid=stMain]'), { subtree: true, childList: true, characterData: true })
}"""


def visit(page, address):
    """The app, its first answer there."""
    page.goto(address)
    expect(page.locator(ANSWER).first).to_be_visible()
    expect(slider(page, "churn_rate")).to_be_attached()
    settle(page)
    return page


def grasp(page, name):
    """Take a handle where it stands; returns where that is."""
    handle = slider(page, name)
    box, (low, high) = handle.bounding_box(), (float(handle.get_attribute(end)) for end in ("min", "max"))
    at = (float(handle.input_value()) - low) / (high - low)
    x, y = box["x"] + 8 + at * (box["width"] - 16), box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    return x, y


def test_everything_answers_while_a_handle_moves_and_back_takes_all_of_it_back(server, page):
    """A drag gives answers before it ends, one step of the back button, and its link as soon as it ends."""
    visit(page, server)
    before = page.evaluate("history.length")
    page.evaluate(COUNT_ANSWERS)
    x, y = grasp(page, "churn_rate")
    for n in range(40):
        page.mouse.move(x + n, y)
        page.wait_for_timeout(20)
    page.wait_for_function("window.answers >= 3")
    assert page.evaluate("location.search") == ""
    page.mouse.up()
    page.wait_for_function("location.search.includes('churn_rate')", timeout=2_000)
    settle(page)
    value = float(slider(page, "churn_rate").input_value())
    assert opened(page).plan.scenario == SELF_SERVE.replace(churn_rate=value)
    assert page.evaluate("history.length") == before + 1
    page.go_back()
    expect(lever_box(page, "churn_rate")).to_have_value("3.5 %")
    page.go_forward()
    expect(slider(page, "churn_rate")).to_have_value(f"{value:g}")


def test_two_who_drag_at_once_do_not_disturb_each_other(server, new_page):
    """Two in two browsers drag at once: each gets the answers of their own."""
    pages = [visit(new_page(), server) for _ in range(2)]
    held = [grasp(page, name) for page, name in zip(pages, ("churn_rate", "win_rate"), strict=True)]
    for n in range(15):
        for page, (x, y) in zip(pages, held, strict=True):
            page.mouse.move(x + 2 * n, y)
    for page in pages:
        page.mouse.up()
    for page, name in zip(pages, ("churn_rate", "win_rate"), strict=True):
        page.wait_for_function("name => location.search.includes(name)", arg=name)
        settle(page)
        value = float(slider(page, name).input_value())
        assert value != getattr(SELF_SERVE, name)
        assert opened(page).plan.scenario == SELF_SERVE.replace(**{name: value})


def test_focus_and_an_open_group_survive_another_page_and_another_template(server, page):
    """The list is never made anew: what has the focus keeps it, and a group stays open."""
    visit(page, server)
    type_into(page, shown_box(page, "contraction_rate"), "0.4")
    slider(page, "contraction_rate").evaluate("element => { element.stays = true }")
    page.locator(".st-key-pages").get_by_role("link", name="Cash", exact=True).click()
    page.wait_for_function("location.pathname === '/cash'")
    settle(page)
    assert slider(page, "contraction_rate").evaluate("element => element.stays === true")
    expect(slider(page, "contraction_rate")).to_be_visible()
    slider(page, "arpu").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("location.search.includes('arpu')")
    settle(page)
    expect(slider(page, "arpu")).to_be_focused()


def test_the_way_back_leads_to_what_one_compares_with(server, page):
    """A lever that moved says from where, and one press leads back; the focus stays with the lever."""
    visit(page, server)
    type_into(page, lever_box(page, "arpu"), "80")
    page.get_by_role("button", name=re.compile("^ARPU back to \\$64")).click()
    expect(lever_box(page, "arpu")).to_have_value("$64")
    expect(slider(page, "arpu")).to_be_focused()
    settle(page)
    assert opened(page).plan.scenario == SELF_SERVE


def test_each_lever_has_names_and_words_for_those_who_hear_it(server, page):
    """A lever is a slider with its name, value, and whom it touches; its help opens by key and says the usual range."""
    visit(page, server)
    for lever in LEVERS.values():
        expect(page.get_by_role("slider", name=lever.label, exact=True, include_hidden=True)).to_have_count(1)
    churn = page.get_by_role("slider", name="Customer churn", exact=True)
    expect(churn).to_have_attribute("aria-valuetext", re.compile(r"^3.5 %, .*usual "))
    expect(churn).to_have_accessible_description(re.compile("all customers, a month"))
    page.get_by_role("button", name="About Customer churn").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Customers lost in the month / customers at its start.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Customers lost in the month / customers at its start.")).to_be_hidden()


def test_a_phone_has_one_lever_in_a_sheet_and_all_behind_a_button(server, new_page):
    """On a phone one lever is at hand, a tap moves it a step or goes to the next, and all unfold."""
    page = visit(new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True), server)
    expect(slider(page, "arpu")).to_be_visible()
    expect(slider(page, "churn_rate")).to_be_hidden()
    page.get_by_role("button", name="More ARPU").tap()
    page.wait_for_function("location.search.includes('arpu')")
    page.get_by_role("button", name="Expansion ›").tap()
    page.get_by_role("button", name="Customer churn ›").tap()
    expect(slider(page, "churn_rate")).to_be_visible()
    expect(slider(page, "arpu")).to_be_hidden()
    handle = slider(page, "churn_rate").bounding_box()
    page.touchscreen.tap(handle["x"] + handle["width"] * 0.75, handle["y"] + handle["height"] / 2)
    page.wait_for_function("location.search.includes('churn_rate')")
    for button in ("More Customer churn", "Less Customer churn", "Marketing spend ›", f"All {len(LEVERS)} levers"):
        assert page.get_by_role("button", name=button).bounding_box()["height"] >= 44, button
    page.get_by_role("button", name=f"All {len(LEVERS)} levers").tap()
    for name in ("arpu", "win_rate"):
        slider(page, name).scroll_into_view_if_needed()
        expect(slider(page, name)).to_be_visible()
    settle(page)


STRICT = """addEventListener('DOMContentLoaded', () => {
    const policy = document.createElement('meta')
    policy.httpEquiv = 'Content-Security-Policy'
    policy.content = "script-src 'self'; object-src 'none'"
    document.head.append(policy)
})"""


def test_a_strict_policy_for_scripts_lets_the_list_work(server, page):
    """Where a page may load scripts of its own server alone, the list is there and works."""
    page.add_init_script(STRICT)
    visit(page, server)
    type_into(page, lever_box(page, "churn_rate"), "4,5")
    assert opened(page).plan.scenario == SELF_SERVE.replace(churn_rate=0.045)


@pytest.mark.parametrize("end", ["js", "css"])
def test_the_files_names_say_what_they_hold(end):
    """Browsers keep the list's files for good, so that a name changes with what it names."""
    (file,) = (lever_list.FOLDER / "assets").glob(f"*.{end}")
    assert file.name == f"levers-{hashlib.sha256(file.read_bytes()).hexdigest()[:8]}.{end}"
