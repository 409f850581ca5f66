"""What a person does and waits for, in a living page."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import expect

from model.levers import LEVERS, NUMBERS
from model.typed import box_text
from ui import link
from words.levers import in_box


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
    """A lever's box in the list, or a fact's on its page."""
    label = f"{NUMBERS[name].label}, exactly" if name in LEVERS else NUMBERS[name].label
    place = page.get_by_test_id("stSidebar" if name in LEVERS else "stMain")
    return place.get_by_role("textbox", name=label, exact=True)


def shown_box(page, name):
    """The same, its group open, or its page."""
    box = lever_box(page, name)
    if name not in LEVERS and "/company" not in page.url:
        page.locator(".st-key-pages").get_by_role("link", name="Your company", exact=True).click()
    elif name in LEVERS and not box.is_visible():
        page.get_by_test_id("stSidebar").locator("summary", has_text=LEVERS[name].group).click()
    expect(box).to_be_visible()
    settle(page)
    return box


def box_value(name, value, currency="USD"):
    """What a lever's or fact's box shows of a value."""
    return in_box(value, LEVERS[name].unit, currency) if name in LEVERS else box_text(value, NUMBERS[name].unit)


def slider(page, name):
    """A lever's handle, which has the keyboard."""
    return page.get_by_test_id("stSidebar").locator(f"#lever-{name}")


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
    """Open or shut the sidebar; on a phone, all of its sheet."""
    if page.viewport_size["width"] <= 640:
        unfold = page.get_by_test_id("stSidebar").locator(".all")
        if (unfold.get_attribute("aria-expanded") == "true") != shown:
            unfold.click()
        return
    sidebar = page.get_by_test_id("stSidebar")
    if (sidebar.get_attribute("data-collapsed") == "false") != shown:
        if shown:
            page.get_by_test_id("stExpandSidebarButton").click()
        else:
            sidebar.hover(position={"x": 20, "y": 20})  # the button that shuts it is there when one points at it
            page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    expect(sidebar).to_have_attribute("data-collapsed", str(not shown).lower())
    page.wait_for_function("e => e.getAnimations({ subtree: true }).length === 0", arg=sidebar.element_handle())
