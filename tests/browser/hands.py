"""What a person does and waits for, in a living page."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import expect

from model.levers import NUMBERS
from ui import link


def settle(page):
    """Wait until the server answered and nothing on screen is of an earlier run."""
    app = page.locator('[data-testid="stApp"]')
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
    expect(page.locator('[data-stale="true"]')).to_have_count(0)


def opened(page):
    """What the address bar opens to."""
    return link.read(dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True)))


def lever_box(page, name):
    """A lever's box in the sidebar."""
    return page.get_by_test_id("stSidebar").get_by_label(f"{NUMBERS[name].label}, exactly", exact=True)


def slider(page, name):
    """The part of a lever's slider that has the keyboard."""
    return page.locator(f'[class*="st-key-slider_{name}_"] input[type="range"]')


def changed(page, act):
    """Do something, and wait for the address bar to follow and the answer to stand."""
    before = page.url
    act()
    page.wait_for_function("before => location.href !== before", arg=before)
    settle(page)


def type_into(page, box, text):
    """Type into a box and press Enter."""
    box.fill(text)
    changed(page, lambda: box.press("Enter"))


def show_levers(page, shown=True):
    """Open or shut the sidebar."""
    sidebar = page.get_by_test_id("stSidebar")
    if (sidebar.get_attribute("data-collapsed") == "false") != shown:
        if shown:
            page.get_by_test_id("stExpandSidebarButton").click()
        else:
            sidebar.hover(position={"x": 20, "y": 20})  # the button that shuts it is there when one points at it
            page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    expect(sidebar).to_have_attribute("data-collapsed", str(not shown).lower())
    page.wait_for_function("e => e.getAnimations({ subtree: true }).length === 0", arg=sidebar.element_handle())
