"""The app as people use it: levers by keyboard, the link, back and forward, uploads, two tabs, time zones."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from playwright.sync_api import expect

from actuals import blank_table, derive, read
from model import project, summarize
from model.templates import TEMPLATES
from tests.browser.hands import box_value, lever_box, slider
from tests.ui.figures import value_of
from ui import link
from ui.figures import FIRST

SAMPLE = Path(__file__).parents[2] / "sample_data" / "monthly.csv"
SELF_SERVE = TEMPLATES["self_serve"].scenario


def app(page):
    """The app's own element."""
    return page.locator('[data-testid="stApp"]')


def settle(page):
    """Wait until the server answered and nothing on screen is of an earlier run."""
    expect(app(page)).to_have_attribute("data-test-script-state", "notRunning")
    expect(app(page)).to_have_attribute("data-test-connection-state", "CONNECTED")
    expect(page.locator('[data-stale="true"]')).to_have_count(0)


def visit(page, address):
    """Open an address and wait for the charts."""
    page.goto(address)
    expect(page.locator('[data-testid="stVegaLiteChart"] svg.marks')).to_have_count(6)
    settle(page)
    return page


def opened(page):
    """What the address bar opens to."""
    return link.read(dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True)))


def press(page, name, key="ArrowRight", times=1):
    """Arrow keys on a slider, and wait for the address bar to follow the last one."""
    before = page.url
    slider(page, name).focus()
    for _ in range(times):
        page.keyboard.press(key)
    moved(page, before)


def moved(page, before):
    """Wait until the address bar has changed and the answer is there."""
    page.wait_for_function("before => location.href !== before", arg=before)
    settle(page)


def typed(page, name, text):
    """Type into a number box."""
    before = page.url
    lever_box(page, name).fill(text)
    lever_box(page, name).press("Enter")
    moved(page, before)


def shows(page, scenario):
    """The figures on screen become those of this scenario."""
    out = summarize(project(scenario))
    expect(page.locator(".figure .value")).to_have_text([value_of(name, out) for name in FIRST])


def chart(page, name):
    """A chart by its alternative text."""
    return page.locator(f'[data-testid="stVegaLiteChart"][aria-label^="{name}"]')


def lines(page, name="MRR by month"):
    """The paths a chart draws its lines with."""
    paths = chart(page, name).locator(".mark-line.role-mark path").all()
    return [path.get_attribute("d") for path in paths]


def test_it_starts_with_the_figures_of_the_template(server, page):
    """The first screen shows the default template's own figures, a clean address, and six charts."""
    visit(page, server)
    shows(page, SELF_SERVE)
    assert urlsplit(page.url).query == ""
    assert page.title().startswith("Levers")


def test_three_levers_by_keyboard_reload_and_another_browser(server, page, new_page):
    """Arrow keys move levers; figures are those of the link; a reload and another browser show the same."""
    visit(page, server)
    press(page, "churn_rate", "ArrowLeft", 3)
    press(page, "win_rate", "ArrowRight", 2)
    press(page, "marketing_spend", "ArrowRight", 5)
    scenario = opened(page).plan.scenario
    assert opened(page).problems == ()
    assert scenario == SELF_SERVE.replace(churn_rate=0.032, win_rate=0.32, marketing_spend=15_000)
    shows(page, scenario)
    address = page.url
    page.reload()
    expect(page.locator('[data-testid="stVegaLiteChart"] svg.marks')).to_have_count(6)
    shows(page, scenario)
    assert page.url == address
    assert float(slider(page, "churn_rate").input_value()) == 0.032
    other = visit(new_page(), address)
    shows(other, scenario)
    assert other.url == address


def test_a_chart_lives_on_under_a_moving_lever(server, page):
    """A lever swaps a chart's data; the drawing itself stays the same element, so nothing flashes."""
    visit(page, server)
    for name in ("MRR by month", "Customers", "Cash", "Net new MRR", "Steps of the funnel", "Gross profit of one"):
        chart(page, name).locator("svg.marks").evaluate("element => { element.stays = true }")
    before = lines(page)
    press(page, "churn_rate", "ArrowLeft", 5)
    shows(page, opened(page).plan.scenario)
    page.wait_for_function(
        """before => document.querySelector('[aria-label^="MRR by month"] .mark-line.role-mark path')
                    .getAttribute('d') !== before[0] || document.querySelectorAll(
                    '[aria-label^="MRR by month"] .mark-line.role-mark path')[1].getAttribute('d') !== before[1]""",
        arg=before,
    )
    for name in ("MRR by month", "Customers", "Cash", "Net new MRR", "Steps of the funnel", "Gross profit of one"):
        assert chart(page, name).locator("svg.marks").evaluate("element => element.stays === true"), name


def test_back_undoes_and_forward_redoes(server, page):
    """The browser's back button undoes a lever in slider, box and figures, and forward does it again."""
    visit(page, server)
    press(page, "churn_rate", "ArrowLeft")
    press(page, "win_rate", "ArrowRight")
    both = opened(page).plan.scenario
    for step, scenario in (
        (page.go_back, SELF_SERVE.replace(churn_rate=0.034)),
        (page.go_back, SELF_SERVE),
        (page.go_forward, SELF_SERVE.replace(churn_rate=0.034)),
        (page.go_forward, both),
    ):
        step()
        shows(page, scenario)
        for name in ("churn_rate", "win_rate"):
            value = getattr(scenario, name)
            expect(slider(page, name)).to_have_value(f"{value:g}")
            expect(lever_box(page, name)).to_have_value(box_value(name, value))
        assert opened(page).plan.scenario == scenario


def test_a_number_is_typed_exactly(server, page):
    """A typed number counts to the cent, within the slider's range and beyond it."""
    visit(page, server)
    typed(page, "arpu", "83.50")
    assert opened(page).plan.scenario == SELF_SERVE.replace(arpu=83.5)
    shows(page, SELF_SERVE.replace(arpu=83.5))
    expect(lever_box(page, "arpu")).to_have_value("$83.5")
    typed(page, "arpu", "1234.56")
    assert opened(page).plan.scenario == SELF_SERVE.replace(arpu=1234.56)
    shows(page, SELF_SERVE.replace(arpu=1234.56))
    expect(lever_box(page, "arpu")).to_have_value("$1,234.56")


def test_a_held_key_ends_where_it_should(server, page):
    """Thirty repeats of a held key, 33 ms apart, end thirty steps away everywhere, and are one step of the back button."""
    visit(page, server)
    slider(page, "churn_rate").focus()
    before = page.evaluate("history.length")
    for _ in range(30):
        page.keyboard.down("ArrowRight")
        page.wait_for_timeout(33)
    page.keyboard.up("ArrowRight")
    scenario = SELF_SERVE.replace(churn_rate=0.065)
    shows(page, scenario)
    settle(page)
    expect(slider(page, "churn_rate")).to_have_value("0.065")
    page.wait_for_function("before => history.length === before + 1", arg=before)
    expect(lever_box(page, "churn_rate")).to_have_value("6.5 %")
    assert opened(page).plan.scenario == scenario


def test_a_group_stays_open_under_its_levers(server, page):
    """A group stays open while its levers move."""
    visit(page, server)
    page.get_by_test_id("stSidebar").locator("summary", has_text="Revenue").click()
    expect(slider(page, "contraction_rate")).to_be_visible()
    press(page, "contraction_rate")
    expect(slider(page, "contraction_rate")).to_be_visible()
    press(page, "contraction_rate")
    assert opened(page).plan.scenario == SELF_SERVE.replace(contraction_rate=0.004)


def test_a_bad_link_says_what_was_wrong_and_loses_nothing(server, page):
    """What cannot be taken is named on screen; what can is used."""
    visit(page, f"{server}/?template=enterprise&churn_rate=4&arpu=9000&nonsense=1")
    expect(page.get_by_text("Not everything could be taken")).to_be_visible()
    expect(page.get_by_text("churn_rate is 4; allowed is 0 to 1 (a share: 4 % is 0.04).")).to_be_visible()
    expect(page.get_by_text("nonsense is not known")).to_be_visible()
    shows(page, TEMPLATES["enterprise"].scenario.replace(arpu=9000))
    page.get_by_role("button", name="All right").click()
    expect(page.get_by_text("Not everything could be taken")).to_have_count(0)
    shows(page, TEMPLATES["enterprise"].scenario.replace(arpu=9000))


def test_a_deep_link_is_the_first_request_of_a_server(fresh_server, page, new_page):
    """A link to a page opens whole on a server that has served nobody, frame and all; so does one to the start."""
    query = "template=mid_market&churn_rate=0.02&Social.lead_index=2"
    page.goto(f"{fresh_server}/unit_economics?{query}")
    expect(slider(page, "churn_rate")).to_have_value("0.02")
    settle(page)
    assert urlsplit(page.url).path == "/unit_economics"
    scenario = TEMPLATES["mid_market"].scenario.replace(churn_rate=0.02, **{"Social.lead_index": 2})
    assert opened(page).plan.scenario == scenario
    press(page, "churn_rate")
    assert opened(page).plan.scenario == scenario.replace(churn_rate=0.021)
    shows(visit(new_page(), f"{fresh_server}/?{query}"), scenario)


def test_two_tabs_do_not_disturb_each_other(server, page):
    """Two tabs of one browser hold two scenarios."""
    visit(page, server)
    other = visit(page.context.new_page(), f"{server}/?template=enterprise")
    press(page, "churn_rate", "ArrowLeft")
    press(other, "win_rate")
    shows(page, SELF_SERVE.replace(churn_rate=0.034))
    shows(other, TEMPLATES["enterprise"].scenario.replace(win_rate=0.21))
    page.reload()
    shows(page, SELF_SERVE.replace(churn_rate=0.034))
    shows(other, TEMPLATES["enterprise"].scenario.replace(win_rate=0.21))


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Europe/Berlin", "Pacific/Kiritimati"])
def test_months_do_not_shift_with_the_time_zone(server, new_page, zone):
    """Wherever the viewer is, axes run from the scenario's first month to its last, and tooltips name them."""
    page = visit(new_page(timezone_id=zone), f"{server}/?start=2026-03&months=12")
    for name in ("MRR by month", "Customers", "Cash"):
        axis = chart(page, name).locator('[aria-label^="X-axis"]')
        expect(axis).to_have_attribute("aria-label", re.compile("from March 2026 to February 2027"))
        assert axis.locator("text").first.text_content() in ("Mar 2026", "Apr 2026", "May 2026", "Jun 2026", "Jul 2026")
    chart(page, "MRR by month").hover(position={"x": 7, "y": 150})
    expect(page.locator("#vg-tooltip-element")).to_contain_text("Mar 2026")


def test_what_is_missing_is_a_dash_on_hover(server, page):
    """A month in which a ratio is undefined says so on hover, and never "null"."""
    page.goto(f"{server}/cash")
    drawing = chart(page, "Rule of 40 by month")
    drawing.scroll_into_view_if_needed()
    drawing.hover(position={"x": 60, "y": 150})
    tooltip = page.locator("#vg-tooltip-element")
    expect(tooltip).to_contain_text(re.compile("(Jan|Feb|Mar) 2027"))
    for series in ("Scenario", "Compared with"):
        expect(tooltip.locator("tr", has_text=series).locator(".value")).to_have_text("–")


@pytest.mark.parametrize("width", [390, 1024, 1280])
@pytest.mark.parametrize("name", ["unit_economics", "funnel", "channels", "cash"])
def test_no_figure_loses_a_part_of_its_name(server, new_page, name, width):
    """On a phone, a projector and a laptop a figure's label is whole, on two lines where one is too short."""
    page = new_page(viewport={"width": width, "height": 900})
    page.goto(f"{server}/{name}")
    expect(page.locator(".figure .name").nth(10)).to_be_attached()
    cut = """labels => labels.filter(e => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
        .map(e => e.innerText)"""
    assert page.locator(".figure :is(.name, .value)").evaluate_all(cut) == []


def open_own(page):
    """Go where one's own numbers are told, and find the file field."""
    page.locator(".st-key-pages").get_by_role("link", name="Your company", exact=True).click()
    page.wait_for_function("location.pathname === '/company'")
    page.get_by_text("Your own numbers", exact=True).first.click()
    return page.locator('[data-testid="stFileUploaderDropzoneInput"]')


def test_a_good_table_becomes_the_baseline(server, page):
    """An uploaded table is opened under its name, and its link restores it."""
    visit(page, server)
    before = page.url
    open_own(page).set_input_files(SAMPLE)
    moved(page, before)
    scenario = derive(read(SAMPLE.read_bytes()), currency="USD").scenario
    shows(page, scenario)
    assert opened(page).plan.baseline.scenario == scenario
    assert opened(page).plan.baseline.name == "monthly"
    page.reload()
    shows(page, scenario)


def test_a_bad_table_changes_nothing_and_says_why(server, page, tmp_path):
    """A broken table is refused with its faults; the scenario stays."""
    visit(page, f"{server}/?churn_rate=0.05")
    bad = tmp_path / "broken.csv"
    bad.write_text("month,mrr\n2026-01,many\n", encoding="utf-8")
    open_own(page).set_input_files(bad)
    expect(page.get_by_text("The table was not taken; nothing changed")).to_be_visible()
    shows(page, SELF_SERVE.replace(churn_rate=0.05))
    assert opened(page).plan.scenario == SELF_SERVE.replace(churn_rate=0.05)


def test_the_blank_table_is_downloaded(server, page):
    """The blank table comes as a file that the import reads."""
    visit(page, server)
    open_own(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Blank table").click()
    assert download.value.suggested_filename == "levers-monthly.csv"
    content = Path(download.value.path()).read_bytes()
    assert content.decode("utf-8-sig") == blank_table()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark(server, new_page, scheme):
    """Both colour schemes draw everything, on a background of their own."""
    page = visit(new_page(color_scheme=scheme), server)
    shows(page, SELF_SERVE)
    colour = app(page).evaluate("element => getComputedStyle(element).backgroundColor")
    light = sum(int(part) for part in re.findall(r"\d+", colour)[:3]) / 3
    assert (light > 128) == (scheme == "light"), colour


def test_hostile_names_fetch_nothing(server, page):
    """Names in a link that pretend to be images or links are shown as text, and nothing is fetched for them."""
    name = "![x](http://evil.example/x.png)"
    visit(page, f"{server}/?template={quote(name)}&{quote('<img src=http://evil.example/y.png>')}=1")
    expect(page.get_by_text(name)).to_be_visible()
    shows(page, SELF_SERVE)


def test_a_phone_has_no_sideways_scroll(server, new_page):
    """On a phone the page is as wide as the screen."""
    page = visit(new_page(viewport={"width": 390, "height": 844}), server)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
