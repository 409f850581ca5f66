"""What people type is shown as they typed it and does nothing, in a real browser."""

from __future__ import annotations

import re
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import serving
from tests.ui.test_inert import MARK, NAMES, hostile_link
from tests.words.test_format import HOSTILE
from ui.frame import PAGES

SCRIPT = """
import streamlit as st
from tests.words.test_format import HOSTILE
from words.format import plain

for k, text in enumerate(HOSTILE):
    with st.container(key=f"case_{k}"):
        st.markdown(plain(text))
        st.markdown(":red[:material/error:] **" + plain(text) + "**  \\n:gray[" + plain(text) + "]")
        st.markdown("- " + plain(text) + "\\n- " + plain(text))
        st.caption(plain(text))
        st.button(plain(text), key=f"button_{k}")
        st.markdown(f":primary-badge[{plain(text)}]")
        st.popover(plain(text), key=f"popover_{k}")
        st.metric(plain(text), 1)
        st.number_input(plain(text), key=f"number_{k}")
st.markdown("all is there", help="\\n\\n".join(map(plain, HOSTILE)))
"""
LIVE = "a[href], img, svg image, .katex, iframe, script, table, [role=img][aria-label$=' icon'], code, em, del, h1, h2, blockquote"


def as_shown(text):
    """A text as HTML shows it: on one line."""
    return " ".join(text.split())


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """An app that shows every hostile text in every kind of place."""
    folder = tmp_path_factory.mktemp("inert")
    script = folder / "script.py"
    script.write_text(f"import sys\nsys.path.insert(0, {str(__file__.rpartition('/tests/')[0])!r})\n" + SCRIPT)
    with serving(folder / "log.txt", script) as found:
        yield found


def test_a_hostile_text_is_only_text(page, address):
    """In each kind of label and text a hostile text reads as it was typed, and nothing of it is a link, picture or formula."""
    page.goto(address)
    page.get_by_text("all is there").wait_for()
    for k, text in enumerate(HOSTILE):
        case = page.locator(f".st-key-case_{k}")
        places = case.locator("[data-testid=stMarkdownContainer], [data-testid=stCaptionContainer]")
        expect(places).to_have_count(10)  # the metric's own number among them
        texts = places.all_inner_texts()
        for shown in texts:
            said = as_shown(shown).removeprefix("error").replace(as_shown(text), "").strip()
            assert said in ("", "1"), (text, shown)
        live = case.locator(LIVE).evaluate_all("found => found.map(each => each.outerHTML)")
        assert [html for html in live if "error icon" not in html] == [], text
    page.get_by_test_id("stTooltipHoverTarget").hover()
    tooltip = page.get_by_test_id("stTooltipContent")
    tooltip.wait_for()
    assert tooltip.locator("p").all_inner_texts() == [as_shown(text) for text in HOSTILE]
    assert tooltip.locator(LIVE).count() == 0


def assert_still(page):
    """Nothing that people named is a picture, a formula or a link, and no link leads elsewhere."""
    assert page.locator("img, .katex, iframe, svg image, script:not([src])[type='']").count() == 0
    leads = page.locator("a[href]").evaluate_all("found => found.map(each => each.href)")
    assert {urlsplit(address).hostname for address in leads} <= {"localhost"}
    icons = page.locator("[data-testid=stMarkdownContainer] [role=img]").evaluate_all(
        "found => found.map(each => each.ariaLabel)"
    )
    assert "delete icon" not in icons


@pytest.mark.parametrize("path", ["" if file == PAGES[0][0] else file[6:-3] for file, _ in PAGES])
def test_hostile_names_do_nothing_on_any_page(server, page, path):
    """Own data, channels and pins of hostile names are read on every page, and call, link and draw nothing."""
    page.goto(f"{server}/{path}?{urlencode(hostile_link())}")
    page.get_by_text(MARK).first.wait_for()
    page.locator("[data-stale=true]").first.wait_for(state="detached")
    page.wait_for_function("document.querySelectorAll('[data-testid=stSkeleton]').length === 0")
    assert_still(page)
    (name,) = page.locator("[data-testid=stMarkdownContainer] strong").all_inner_texts()[:1]
    assert name == NAMES[0]
    for kind in ("stTooltipHoverTarget", "stVegaLiteChart", "stDataFrame"):
        for place in page.get_by_test_id(kind).all()[-3:]:
            place.evaluate("each => each.scrollIntoView({block: 'center'})")
            box = place.bounding_box() or {"x": 0, "y": 0, "width": 0, "height": 0}  # none where it is not to be seen
            page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
            page.wait_for_timeout(150)
            assert_still(page)


def test_tables_give_no_files_of_their_own(server, page):
    """No table, and no table behind a chart, offers Streamlit's own file, which would hold live formulas; copying stays."""
    page.goto(f"{server}/channels?{urlencode(hostile_link())}")
    for place in (page.get_by_test_id("stDataFrame").first, page.get_by_test_id("stVegaLiteChart").first):
        place.scroll_into_view_if_needed()
        place.hover()
        expect(page.get_by_test_id("stElementToolbarButton").first).to_be_visible()
        expect(page.get_by_role("button", name="Download as CSV").filter(visible=True)).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Show data")).first.click()
    page.get_by_test_id("stDataFrame").first.hover()
    assert page.locator("[aria-label^='Download as CSV']").count() > 0
    expect(page.locator("[aria-label^='Download as CSV']").filter(visible=True)).to_have_count(0)
