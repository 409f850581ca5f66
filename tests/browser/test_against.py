"""What everything is compared with: as sent for whoever opens a link, through moves, reload, pages, Back and forwarding."""

from __future__ import annotations

from playwright.sync_api import expect

from model import project, summarize
from model.questions.compare import why
from model.templates import TEMPLATES
from tests.browser.hands import changed, lever_box, opened, settle, type_into
from tests.ui.figures import texts_of

SELF_SERVE = TEMPLATES["self_serve"].scenario
SENT = "v=1&template=self_serve&churn_rate=0.02"


def figure(page):
    """What the figure of ARR reads: its value, how far from what it is compared with, and from what."""
    card = page.locator('.figure[data-name="arr_end"]')
    expect(card).to_have_count(1)
    value, change = card.locator(".value").inner_text(), card.locator(".change")
    was = change.locator("span")
    return value, change.locator("b").inner_text(), was.inner_text() if was.count() else ""


def is_against(page, other, now):
    """ARR on screen is that of one scenario, with its difference from another."""
    assert figure(page) == texts_of("arr_end", summarize(project(now)), summarize(project(other)))


def chosen(page):
    """What the switch stands on."""
    return page.locator('[class*="st-key-slider_against"] [aria-checked="true"]').inner_text()


def test_a_sent_link_is_answered_against_what_was_sent(page, new_page, server):
    """Churn 2 % was sent, 6 % is typed: −46 % and −0.89M, on each page, after a reload, and for whom it is forwarded to."""
    sent, now = SELF_SERVE.replace(churn_rate=0.02), SELF_SERVE.replace(churn_rate=0.06)
    page.goto(f"{server}/?{SENT}")
    settle(page)
    assert chosen(page) == "As sent"
    type_into(page, lever_box(page, "churn_rate"), "6")
    is_against(page, sent, now)
    assert "−46 %" in figure(page)[1]
    assert round(sum(part.value for part in why("arr_end", sent, now).parts) / 1e6, 2) == -0.89

    page.reload()
    settle(page)
    is_against(page, sent, now)
    other = new_page()
    other.goto(page.url)
    settle(other)
    is_against(other, sent, now)
    assert opened(other).plan.sent == sent

    page.locator(".st-key-pages").get_by_role("link", name="Cash", exact=True).click()
    page.wait_for_url("**/cash?*")
    settle(page)
    assert chosen(page) == "As sent"
    page.go_back()
    settle(page)
    changed(page, page.go_back)
    assert opened(page).plan.scenario == sent
    is_against(page, sent, sent)
    expect(page.get_by_text("Move a lever: every number answers.")).to_be_visible()


def test_the_switch_changes_what_everything_is_compared_with(page, server):
    """Baseline, last change and as sent, one after the other: the figure's difference is from each, and a reload keeps it."""
    sent = SELF_SERVE.replace(churn_rate=0.02)
    page.goto(f"{server}/?{SENT}")
    settle(page)
    type_into(page, lever_box(page, "churn_rate"), "6")
    type_into(page, lever_box(page, "arpu"), "80")
    now = SELF_SERVE.replace(churn_rate=0.06, arpu=80)
    switch = page.locator('[class*="st-key-slider_against"]')
    for label, other in (
        ("Last change", SELF_SERVE.replace(churn_rate=0.06)),
        ("Self-serve", SELF_SERVE),
        ("As sent", sent),
    ):
        changed(page, switch.get_by_text(label, exact=True).click)
        is_against(page, other, now)
        page.reload()
        settle(page)
        assert chosen(page) == label
        is_against(page, other, now)


def test_what_moved_goes_back_and_is_undone(page, server):
    """A badge puts its lever back, undo brings it again, and redo puts it back once more."""
    page.goto(server)
    settle(page)
    type_into(page, lever_box(page, "churn_rate"), "6")
    type_into(page, lever_box(page, "arpu"), "80")
    changed(page, page.locator(".st-key-moved").get_by_text("Customer churn").click)
    assert opened(page).plan.scenario == SELF_SERVE.replace(arpu=80)
    changed(page, page.get_by_role("button", name="Undo", exact=True).click)
    assert opened(page).plan.scenario == SELF_SERVE.replace(arpu=80, churn_rate=0.06)
    changed(page, page.get_by_role("button", name="Redo", exact=True).click)
    assert opened(page).plan.scenario == SELF_SERVE.replace(arpu=80)
