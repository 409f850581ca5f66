"""A second language is a catalogue: in a pseudo-language that marks every text, nothing on any page stays unmarked."""

from __future__ import annotations

import json
import re

import pytest

from tests.languages import Marked, speaking
from tests.ui.pages import BASE, start
from tests.ui.whole import elements, parts, texts

PAGES = ("explore", "unit_economics", "funnel", "channels", "cash")

GROUPS = ("group_Revenue", "group_Opening facts", "group_own")

_SIGNS = re.compile(r"`[^`]*`|\]\([^)]*\)|:material/\w+:|:[\w-]+(?=\[)|\\|⟦[^⟦⟧]*⟧")
"""What is no words: formulas, addresses, icons, colours, escapes; and what was translated, from within."""
_TITLES = {"title", "subtitle", "text", "label", "help", "options"}
"""Where designs of charts and columns of tables hold text."""


def named_in_signs(scenario):
    """The scenario with channels that have names without letters: people's own words are nobody's to translate."""
    return scenario.replace(
        channels=[channel.replace(name=f"{k}") for k, channel in enumerate(scenario.channels, start=1)]
    )


def left(text, names=()):
    """What is left of a text without signs, numbers, names, and what was translated."""
    before = None
    while before != text:
        before, text = text, _SIGNS.sub("", text)
    for name in names:
        text = text.replace(name, "")
    return text if re.search(r"[^\W\d_]{2}", text) else ""


def titles(part):
    """The texts within a design or the columns of a table, which are sent as JSON."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key in _TITLES and isinstance(value, str):
                yield value
            else:
                yield from titles(value)
    elif isinstance(part, list):
        for value in part:
            yield from titles(value)


def said(app):
    """All that can be read on a page, also what is sent as JSON."""
    yield from texts(app)
    for proto in elements(app):
        for name, value in parts(proto):
            if name in ("spec", "columns") and value:
                yield from titles(json.loads(value))


SCENARIOS = {
    "as it stands": (BASE, {}),
    "moved": (
        BASE.replace(churn_rate=0.11, arpu=60.0, win_rate=0.01, months=40),
        {"funnel_month": "7", "mrr_goal": "1e7"},
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
        app.run()
        found = sorted({text for text in said(app) if left(text, [scenario.currency])})
    assert found == []
