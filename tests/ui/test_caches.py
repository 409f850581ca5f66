"""What a process keeps for all its visitors holds nothing that one of them typed."""

from __future__ import annotations

import functools
import gc
import sys

import pytest

from model import Channel
from model.plan import Baseline, Pin, Plan
from model.templates import TEMPLATES
from tests.ui.pages import run, start, turn_to

CANARY = "Canary"
OURS = ("model", "actuals", "charts", "reports", "ui", "pages")
OWN = TEMPLATES["self_serve"].scenario.replace(
    channels=[Channel(f"{CANARY} channel", spend_share=0.4), Channel(f"{CANARY} other", spend_share=0.6)]
)


def caches():
    """Every function of ours that keeps what it made."""
    gc.unfreeze()  # the app freezes what is there when it starts, and what is frozen is not listed
    ours = [module for name, module in sys.modules.items() if name.partition(".")[0] in OURS]
    return {each for module in ours for each in vars(module).values() if isinstance(each, functools._lru_cache_wrapper)}


def holds(thing, word, depth=6):
    """Whether a word is in any text that a thing leads to."""
    if isinstance(thing, str):
        return word in thing
    if depth == 0 or isinstance(thing, type) or callable(thing):
        return False
    return any(holds(each, word, depth - 1) for each in gc.get_referents(thing))


def kept_by(cache):
    """The table of what a cache keeps, by what it was asked."""
    return [each for each in gc.get_referents(cache) if isinstance(each, dict) and each is not cache.__dict__]


def test_the_look_into_caches_sees_what_they_keep():
    """A cache asked for a word holds that word: the test below is not empty."""

    @functools.lru_cache(maxsize=8)
    def make(text):
        return {"made": text}

    make(f"{CANARY} of a test")
    assert any(holds(table, CANARY) for table in kept_by(make))
    assert caches()


@pytest.mark.parametrize("page", ["explore", "compare", "channels", "definitions", "how_sure", "goal"])
def test_no_cache_of_the_process_holds_what_somebody_typed(page):
    """After a visitor with names and words of its own no cache that others read holds any of them."""
    pin = Pin(f"{CANARY} pin", OWN.replace(arpu=70))
    baseline = Baseline(f"{CANARY} company", OWN, is_template=False)
    app = start("unit_economics", OWN.replace(churn_rate=0.02), baseline)
    app.session_state["levers_plan"] = Plan(baseline, OWN, pins=(pin,))
    app = turn_to(app, page) if page != "explore" else run(app)
    if page == "definitions":
        run(app.text_input("definitions_words").set_value(f"{CANARY} words"))
    found = [cache.__qualname__ for cache in caches() if any(holds(table, CANARY) for table in kept_by(cache))]
    assert not found
