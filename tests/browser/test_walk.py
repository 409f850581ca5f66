"""A walk through every page with a hundred moves: what two visitors see is what their links say, each time."""

from __future__ import annotations

import itertools
import json
import math
import random
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pyarrow as pa
from playwright.sync_api import expect

from model import FACTS, LEVERS, MEASURES, Projection, project, summarize
from model.measures import MONTHLY
from model.scenario import over_months_of
from tests.browser.hands import changed, lever_box, opened, settle
from tests.ui.figures import figures, texts_of
from tests.ui.pages import first_run
from ui import frame

MOVES = 5
"""Moves of each visitor on each page: with two visitors on eleven pages 110."""
VISITORS = ("self_serve", "enterprise")
MOVABLE = {**LEVERS, **FACTS}
SHOWN = """() => {
    const viewOf = chart => {  // Streamlit keeps Vega's view in its component: it is found in what React holds of it
        const key = Object.getOwnPropertyNames(chart).find(name => name.startsWith('__reactFiber'))
        for (let fiber = chart[key], up = 0; fiber && up < 12; fiber = fiber.return, up++)
            for (let hook = fiber.memoizedState, n = 0; hook && typeof hook === 'object' && n < 60; hook = hook.next, n++)
                if (hook.memoizedState?.current?._runtime) return hook.memoizedState.current
    }
    const main = document.querySelector('[data-testid=stMain]')
    const text = (of, where) => of.querySelector(where)?.innerText ?? ''
    return {
        figures: [...main.querySelectorAll('.figure')].map(each => [
            each.dataset.name, text(each, '.value'), text(each, '.change b'), text(each, '.change span'),
        ]),
        charts: [...main.querySelectorAll('[data-testid=stVegaLiteChart]')].map(
            chart => [chart.getAttribute('aria-label'), viewOf(chart)?.data('rows').map(row => ({...row})) ?? null]),
    }
}"""


def turn_to(page, title, file):
    """Another page of the open app."""
    row = page.locator(".st-key-pages")
    row.get_by_role("link", name=title, exact=True).click()
    name = file.removeprefix("pages/").removesuffix(".py").removesuffix("explore")
    page.wait_for_function("path => location.pathname === path", arg=f"/{name}")
    settle(page)


def box_of(page, name):
    """The box of a lever, the group it is in opened; or of a fact or the first month, on their page."""
    if name not in LEVERS:
        label = "Start" if name == "start" else FACTS[name].label
        return page.get_by_test_id("stMain").get_by_label(label, exact=True)
    box = lever_box(page, name)
    if not box.is_visible():
        page.get_by_test_id("stSidebar").locator("summary", has_text=LEVERS[name].group).click()
        expect(box).to_be_visible()
        settle(page)
    return box


def move(page, rng):
    """Type another value of a random lever among those that its slider offers; of a fact or first month on their page."""
    now = opened(page).plan
    name = rng.choice([*FACTS, "start"] if urlsplit(page.url).path == "/company" else [*LEVERS])
    if name == "start":
        value = f"{rng.randint(2024, 2032)}-{rng.randint(1, 12):02}"
        text = value
    else:
        low, high, step = MOVABLE[name].slider_range(getattr(now.baseline.scenario, name))
        low, high = max(low, MOVABLE[name].minimum), min(high, MOVABLE[name].maximum)
        value = min(high, round(low + step * rng.randint(0, round((high - low) / step)), 10))
        text = f"{value * (100 if MOVABLE[name].unit.kind == 'share' else 1):.10g}"
    if value == getattr(now.scenario, name):
        return move(page, rng)
    box = box_of(page, name)
    box.fill(text)
    changed(page, lambda: box.press("Enter"))
    held = getattr(opened(page).plan.scenario, name)
    assert held == value if name == "start" else math.isclose(held, value, rel_tol=1e-9, abs_tol=1e-12), (name, text)
    return name, text


@dataclass(frozen=True)
class Meant:
    """What an address says that a page shows, by the model: projections and outcomes, and the page without a browser."""

    p: Projection
    was: Projection
    figures: list[str]
    charts: list[tuple[str, list[dict[str, Any]]]]


def meant_by(page, file):
    """What the address bar says."""
    read = opened(page)
    query = dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))
    app = first_run(file, **query | {"against": "baseline"})  # as the visitor compares, who was sent nothing
    charts = [
        (chart.proto.alt, pa.ipc.open_stream(chart.proto.datasets[0].data.data).read_all().to_pylist())
        for chart in app.get("vega_lite_chart")
    ]
    was = over_months_of(read.plan.baseline.scenario, read.plan.scenario)
    return Meant(project(read.plan.scenario), project(was), [figure.value for figure in figures(app)], charts)


def alike(seen, meant):
    """Whether a value of the picture is that of the model: numbers to nine digits, what is missing is missing."""
    if meant is None or seen is None:
        return meant is None and seen is None
    if isinstance(meant, (int, float)) and not isinstance(meant, bool):
        return isinstance(seen, (int, float)) and math.isclose(seen, meant, rel_tol=1e-9, abs_tol=1e-9)
    return not isinstance(meant, str) or seen == meant  # months are drawn from dates; `month_text` says which


def wrong(shown, meant):
    """All on screen that is not what is meant: figures against `summarize`, charts against the projections and row by row."""
    now, before = summarize(meant.p), summarize(meant.was)
    for name, *texts in shown["figures"]:
        expected = texts_of(name, now, before) if name in MEASURES else tuple(texts)  # else: a chance
        if tuple(texts) != expected:
            yield f"{name}: {texts} instead of {expected}"
    if [texts[1] for texts in shown["figures"]] != meant.figures:
        yield f"figures {shown['figures']} instead of {meant.figures}"
    if [name for name, _ in shown["charts"]] != [name for name, _ in meant.charts]:
        yield f"charts {[name for name, _ in shown['charts']]} instead of {[name for name, _ in meant.charts]}"
        return
    for (name, rows), (_, expected) in zip(shown["charts"], meant.charts, strict=True):
        if rows is None or len(rows) != len(expected):
            yield f"{name}: {rows and len(rows)} rows instead of {len(expected)}"
            continue
        yield from itertools.islice(_rows_apart(name, rows, expected), 1)
        yield from _not_of(name, rows, meant.p, meant.was)


def _rows_apart(name, rows, expected):
    for k, (row, other) in enumerate(zip(rows, expected, strict=True)):
        for column, value in other.items():
            if not alike(row.get(column), value):
                yield f"{name}, row {k}, {column}: {row.get(column)} instead of {value}"


DOWNWARDS = {"contraction_mrr", "churned_mrr"}
"""What is drawn below zero where MRR's movements are."""
PAIRS = {"MRR": "mrr", "Customers": "customers"}
"""Charts of one series of scenario and baseline, by the beginning of their names."""


def _not_of(name, rows, p, was):
    """Columns of a chart by month that are called after series, or hold a pair, against the projections."""
    series = {column: p[column] for column in rows[0] if column in MONTHLY} if len(rows) == p.months else {}
    series |= {column: -series[column] for column in DOWNWARDS & series.keys() if name.startswith("New, expansion")}
    pair = PAIRS.get(name.removesuffix(" by month, scenario and what it is compared with"))
    if pair:
        series |= {"scenario": p[pair], "baseline": was[pair]}
    for column, values in series.items():
        if not all(alike(row[column], None if math.isnan(value) else value)
                   for row, value in zip(rows, values.tolist(), strict=True)):  # fmt: skip
            yield f"{name}: {column} is not the projection's"


def test_a_hundred_moves_through_every_page(server, new_page):
    """Two visitors move levers, horizon and start on every page: all figures and charts are those of their own links, each time."""
    rng, done = random.Random(2027), []
    visitors = [new_page() for _ in VISITORS]
    for page, template in zip(visitors, VISITORS, strict=True):
        page.goto(f"{server}/?v=1&template={template}&term=mrr")
        expect(page.locator('[data-testid="stVegaLiteChart"] svg.marks')).to_have_count(6)
        settle(page)
    for file, title in frame.PAGES:
        for page in visitors:
            turn_to(page, title, file)
        for _ in range(MOVES):
            done += [(title, *move(page, rng)) for page in visitors]
            for page in visitors:
                meant = meant_by(page, file)
                for _ in range(60):
                    found = list(wrong(page.evaluate(SHOWN), meant))
                    if not found:
                        break
                    page.wait_for_timeout(100)
                assert not found, json.dumps([done[-4:], page.url, found[:6]], indent=1, ensure_ascii=False)
    assert len(done) == 110
