"""Living pictures: after levers moved, what is drawn is what the link draws when it is opened cold."""

from __future__ import annotations

import random
from collections import defaultdict

import pytest
from playwright.sync_api import expect

from model.questions.compare import why
from model.questions.sensitivity import tornado
from tests.browser.hands import lever_box
from tests.browser.test_compare import SELF_SERVE, opened
from ui import frame
from words.names import lever_label

PAGES = [file.removeprefix("pages/").removesuffix(".py").replace("explore", "") for file, _ in frame.PAGES]
DRAWN = [page for page in PAGES if page not in ("company", "definitions")]
LEVERS = {"arpu": (30, 120), "churn_rate": (0.5, 9), "expansion_rate": (0, 3), "marketing_spend": (4_000, 40_000),
          "visitor_to_lead": (1, 6), "win_rate": (10, 60)}  # fmt: skip
"""Levers that are moved, and how far, as they are typed."""
MOVES = 20

PICTURES = """
() => [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].map(chart => {
  const svg = chart.querySelector('svg.marks');
  if (!svg) return null;  // on its way out, or in
  const at = svg.getBoundingClientRect();
  const drawn = [...svg.querySelectorAll(':is(path, text, line, rect):not(defs *)')].map(each => {
    const box = each.getBoundingClientRect(), style = getComputedStyle(each);
    const looks = ['fill', 'stroke', 'opacity', 'fillOpacity', 'strokeOpacity', 'strokeDasharray', 'fontWeight'];
    return {
      what: [each.tagName, each.textContent, ...looks.map(name => style[name])].join('|'),
      where: [box.x - at.x, box.y - at.y, box.width, box.height],
      line: (each.getAttribute('d') || '').split(/([^-\\d.e]+)/),
    };
  });
  return {said: chart.closest('[aria-label]')?.getAttribute('aria-label'), size: [at.width, at.height], drawn};
})
"""


def settled(page):
    """Wait until the server answered, nothing on screen is of an earlier run, and every chart is drawn and still."""
    app = page.locator('[data-testid="stApp"]')
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
    expect(page.locator('[data-stale="true"]')).to_have_count(0)
    charts = page.locator('[data-testid="stVegaLiteChart"]').count()
    expect(page.locator('[data-testid="stVegaLiteChart"] svg.marks')).to_have_count(charts)


def pictures(page, least=1):
    """All charts of a page, so many at least, as they are drawn, once four looks in a row see the same."""
    expect(page.locator('[data-testid="stVegaLiteChart"] svg.marks').nth(least - 1)).to_be_visible()
    settled(page)
    before, same = None, 0
    for _ in range(100):
        seen = page.evaluate(PICTURES)
        same = same + 1 if seen == before and None not in seen else 0
        if same == 3:
            return seen
        before = seen
        page.wait_for_timeout(150)
    raise AssertionError("the pictures never come to rest")


def typed(page, name, text):
    """Type into a lever's number box, and wait for the address bar and all of the page to follow."""
    box, before = lever_box(page, name), page.url
    box.fill(text)
    box.press("Enter")
    page.wait_for_function("before => location.href !== before", arg=before)
    settled(page)


def numbers(parts):
    """The numbers of a path; what stands between them is its form."""
    return [float(part) for part in parts[::2] if part]


def apart(one, other):
    """How many pixels two marks that look alike are apart at most."""
    return max(abs(here - there) for here, there in zip(one, other, strict=True))


def differences(living, cold):
    """Marks of two pictures of one chart that have no counterpart within half a pixel in the other.

    Ticks of a living axis keep their order of first coming in the page; where they stand is what counts.
    """
    left = defaultdict(list)
    for mark in cold["drawn"]:
        left[mark["what"], *mark["line"][1::2]].append(mark["where"] + numbers(mark["line"]))
    for mark in living["drawn"]:
        here, others = mark["where"] + numbers(mark["line"]), left[mark["what"], *mark["line"][1::2]]
        nearest = min(others, key=lambda other, here=here: apart(here, other), default=None)
        if nearest is None or apart(here, nearest) > 0.5:
            yield f"living only: {mark['what']} at {mark['where']}"
        else:
            others.remove(nearest)
    yield from (f"cold only: {what} at {where[:4]}" for (what, *_), others in left.items() for where in others)


@pytest.mark.parametrize("address", DRAWN, ids=lambda address: address or "explore")
def test_after_twenty_moves_the_pictures_are_those_of_the_link(address, page, new_page, server):
    """Every mark and text of every chart stands, to half a pixel, where the resulting link draws it when it is opened cold."""
    rng = random.Random(address)
    page.goto(f"{server}/{address}")
    pictures(page)
    last = ""
    for _ in range(MOVES):
        last = rng.choice([name for name in LEVERS if name != last])
        low, high = LEVERS[last]
        typed(page, last, f"{rng.uniform(low, high):.3g}")
    living = pictures(page)
    assert living
    cold = new_page()
    cold.goto(f"{page.url}&against=baseline")  # what the living page compares with: a link alone compares with itself
    fresh = pictures(cold, len(living))
    assert [chart["said"] for chart in living] == [chart["said"] for chart in fresh]
    found = [
        f"{one['said']}: {each}" for one, other in zip(living, fresh, strict=True) for each in differences(one, other)
    ]
    assert not found, "\n".join(found[:20])


LAID_OUT_AGAIN = """
async widths => {
  const found = [];
  for (const svg of document.querySelectorAll('[data-testid=stVegaLiteChart] svg.marks')) {
    let item = [...svg.querySelectorAll('*')].find(each => each.__data__?.mark).__data__;
    while (item.mark.group) item = item.mark.group;
    const view = item.context.dataflow, place = view.container(), said = svg.closest('[aria-label]').ariaLabel;
    for (const width of widths) {
      place.style.width = `${width}px`;
      view.width(width);
      const sizes = [];
      for (let time = 0; time < 4; time++) {
        await view.resize().runAsync();
        sizes.push(`${view.width()} x ${view.height()}`);
      }
      if (new Set(sizes).size > 1) found.push(`${said}, ${width} wide: ${sizes.join(', ')}`);
    }
  }
  return found;
}
"""
ACROSS = [*range(288, 560, 13), *range(600, 1060, 57)]
"""Pixels that pictures are wide: on a small telephone, beside each other, alone on a screen."""


@pytest.mark.parametrize("address", DRAWN, ids=lambda address: address or "explore")
def test_a_picture_that_is_laid_out_again_stays_as_it_is(address, page, server):
    """However wide a picture is, only its first layout decides: each new number lays it out again, and none may shift it."""
    page.goto(f"{server}/{address}?v=1&template=enterprise&churn_rate=0.03")
    pictures(page)
    found = page.evaluate(LAID_OUT_AGAIN, ACROSS)
    assert not found, "\n".join(found[:20])


def names_of_rows(page, chart):
    """The names at a chart's rows, as they stand from top to bottom."""
    labels = page.locator(f'[aria-label^="{chart}"] .role-axis-label text')
    return labels.evaluate_all(
        """all => all.map(each => [each.getBoundingClientRect(), each.textContent])
                     .filter(([box, text]) => !/^[-−+\\d.,]+ ?[kMB%]?$/.test(text))
                     .sort(([one], [other]) => one.y - other.y).map(([, text]) => text)"""
    )


def test_the_bridge_follows_the_levers_in_order(page, server):
    """ARPU moved, then win rate: the rows go from the baseline over the parts, the largest first, to what is open."""
    page.goto(f"{server}/compare")
    settled(page)
    for name, text in (("arpu", "70"), ("win_rate", "45"), ("arpu", "110"), ("churn_rate", "3.4")):
        typed(page, name, text)
        pictures(page)
        parts = why("arr_end", SELF_SERVE, opened(page).plan.scenario).parts
        rows = names_of_rows(page, "Parts of the difference")
        assert rows == ["Baseline", *(lever_label(part.name) for part in parts if part.value), "Now"]


def test_the_tornado_is_ranked_anew_after_each_move(page, server):
    """Churn at 9 % and back: each time the rows are the levers as the model ranks them, the strongest on top."""
    page.goto(f"{server}/what_matters")
    settled(page)
    seen = set()
    for name, text in (("churn_rate", "9"), ("arpu", "20"), ("churn_rate", "0.5"), ("marketing_spend", "60000")):
        typed(page, name, text)
        pictures(page)
        ranked = [bar for bar in tornado(opened(page).plan.scenario, "arr_end").bars if bar.swing > 0][:12]
        rows = names_of_rows(page, "Levers ranked by what they do")
        assert rows == [lever_label(bar.name) for bar in ranked]
        seen.add(tuple(rows))
    assert len(seen) > 1, "the order never changed"
