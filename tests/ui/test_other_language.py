"""A second language is a catalogue: in a pseudo-language that marks every text, nothing on any page stays unmarked."""

from __future__ import annotations

import json
import re

import pytest

from model import LEVERS, MEASURES
from model.currencies import CURRENCIES
from model.questions.channel_economics import CHANNEL_MEASURES
from model.scenario import MOTIONS
from model.segments import LINES
from tests.languages import Marked, speaking
from tests.ui.pages import BASE, element, run, start
from tests.ui.whole import elements, parts, texts
from ui import lever_list
from ui.controls.definitions import entries

PAGES = (
    "",
    "unit_economics",
    "funnel",
    "channels",
    "cash",
    "compare",
    "what_matters",
    "goal",
    "how_sure",
    "definitions",
    "company",
)
"""Addresses of pages; the first is Explore's."""

GROUPS = ("group_Revenue", "group_own", "months_levers-cash.csv", "months_levers-funnel.csv")
"""What opens on a page: more of it is to be read."""

_SIGNS = re.compile(
    r"`[^`]*`|</?(?:div|span)[^>]*>|\]\([^)]*\)|:material/\w+:|:[\w-]+(?=\[)|\\|⟦[^⟦⟧]*⟧|\b[A-Z][a-z]{2} \d{4}\b"
)
"""What is no words: formulas, elements, addresses, icons, colours, escapes, months; and what was translated, from within."""
_TITLES = {"title", "subtitle", "text", "label", "help"}
"""Where designs of charts and columns of tables hold text."""
NAMES = sorted({
    *CURRENCIES, *MOTIONS, *(channel.name for channel in BASE.channels),
    *(measure.source for measure in MEASURES.values()),
    *(mark.cited for declared in (*MEASURES.values(), *LEVERS.values(), *CHANNEL_MEASURES.values()) for mark in declared.benchmarks), LINES,
}, key=len, reverse=True)  # fmt: skip
"""What is called the same in every language: currencies, who published a range, channels, and motions as the table holds them."""


def named_in_signs(scenario):
    """The scenario with channels that have names without letters: people's own words are nobody's to translate."""
    return scenario.replace(
        channels=[channel.replace(name=f"{k}") for k, channel in enumerate(scenario.channels, start=1)]
    )


def left(text):
    """Whether words are left of a text without signs, numbers, names, and what was translated."""
    for name in NAMES:
        text = text.replace(name, "")
    before = None
    while before != text:
        before, text = text, _SIGNS.sub("", text)
    return re.search(r"[^\W\d_]{2}", text)


def titles(part):
    """The texts within a design or the columns of a table, which are sent as JSON."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key in _TITLES and isinstance(value, str):
                yield value
            elif key in _TITLES and isinstance(value, dict) and "expr" in value:  # as wide as it is: in one line or two
                yield from map(json.loads, re.findall(r'"(?:[^"\\\\]|\\\\.)*"', value["expr"]))
            else:
                yield from titles(value)
    elif isinstance(part, list):
        for value in part:
            yield from titles(value)


def said(app):
    """All that can be read on a page, also what is sent as JSON."""
    yield from texts(app)
    spec = json.loads(json.loads(element(app, "levers_list").json)["spec"])
    yield from (word for name, word in spec["words"].items() if name != "marks")
    for group in spec["groups"]:
        yield group["name"]
        for lever in group["levers"]:
            yield from (lever[name] for name in ("label", "who", "help", "usual", "wasText"))
    for proto in elements(app):
        for name, value in parts(proto):
            if name in ("spec", "columns") and isinstance(value, str):
                yield from titles(json.loads(value))


DRAWN = ("cell", "mark", "name", "here", "baseline", "target", "left", "right")
"""What a row of a chart is, and to which side its text goes: read by the chart, not by people."""


FILES = (lever_list.NAME, *(path.name for path in (lever_list.FOLDER / "assets").iterdir()))
"""The list of levers and its files, as a browser asks for them."""


def keys(app):
    """What rows of charts are told apart by: the domains of scales, whose legends say them in words; and their table's name.

    Terms of Definitions have names and formulas that are the same in every language.
    """
    yield "rows"
    yield from DRAWN
    for entry in entries().values():
        yield from (entry.name, entry.formula, f"{entry.label} · {entry.name}")
    for chart in app.get("vega_lite_chart"):
        yield from re.findall(r'"([^"]+)"', " ".join(re.findall(r'"domain": \[([^]]*)\]', chart.proto.spec)))


SCENARIOS = {
    "as it stands": (BASE, {}),
    "moved": (
        BASE.replace(churn_rate=0.11, arpu=60.0, win_rate=0.01, months=40),
        {
            "funnel_month": "7",
            "mrr_goal": "1e7",
            "goal": "runway>=100",
            "term": "ltv",
            "outcome": "payback",
            "step": "0.2",
            "ranges": "churn_rate:0.02:0.05;arpu:55:70;Gone.lead_index:1:2",
            "correlations": "churn_rate~arpu:-0.3",
            "futures": "20000",
            "map_x": "Gone.lead_index",
            "map_target": "7",
            "why_to": "pin3",
        },
    ),
    "at the edge": (
        BASE.replace(churn_rate=0.0, opening_customers=1, opening_cash=-5e6, ltv_horizon=24),
        {
            "funnel_month": "90",
            "goal": "arr>=1e14@60",
            "term": "break_even",
            "outcome": "ltv",
            "step": "range",
            "among": "all",
            "ranges": "none",
        },
    ),
    "nobody won": (
        BASE.replace(win_rate=0.0, marketing_spend=0.0),
        {"goal": "payback<=12", "term": "channel.cac", "outcome": "cac"},
    ),
}


@pytest.mark.parametrize("case", SCENARIOS)
@pytest.mark.parametrize("page", PAGES)
def test_nothing_stays_untranslated(page, case):
    """Headings, sentences, labels, help, buttons, titles of charts and of columns: all come from the catalogue."""
    scenario, settings = SCENARIOS[case]
    with speaking(Marked()):
        app = start(page, named_in_signs(scenario), **settings)
        for group in GROUPS:
            app.session_state[group] = True
        run(app)
        exempt = {*keys(app), *FILES, *(code.value for code in app.code)}
        found = sorted({text for text in said(app) if text not in exempt and left(text)})
    assert found == []
