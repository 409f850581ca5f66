"""The log of a failure says where and what kind, and nothing of anybody's scenario."""

from __future__ import annotations

import logging
from contextlib import suppress
from io import StringIO
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

from bench.server import Visitor
from model.plan import Baseline, Pin, Plan
from tests.browser.conftest import ROOT, said_in, started
from tests.ui.pages import BASE
from ui import link, logs

CANARIES = ("Canary channel", "Canary company", "Canary pin", "61234.5")
SCRIPT = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from charts import explore
from ui import frame, levers, state
from ui.frame import PAGES

def fails(*given, **more):
    now = state.get()
    try:
        raise ValueError(f"{{now.scenario}} {{now.baseline}} {{now.pins}} {{given}}")
    except ValueError as error:
        raise KeyError(str(error)) from error

{{}} = fails
exec(open({str(ROOT / "app.py")!r}).read())
"""
BROKEN = {
    "explore.mrr": "page Explore failed",
    "frame.header": "Uncaught app execution",
    "state.set_numbers": "Uncaught app execution",
}
"""What is broken, in a page, around it and in a widget's callback; and how its log begins."""


def canary_link():
    """A link whose names and numbers are found wherever they turn up."""
    named = BASE.replace(channels=(BASE.channels[0].replace(name=CANARIES[0]), *BASE.channels[1:]))
    pins = (Pin(CANARIES[2], named),)
    now = named.replace(opening_cash=61_234.5)
    return urlencode(link.write(Plan(Baseline(CANARIES[1], named, is_template=False), now, {}, pins)))


@pytest.mark.parametrize("broken", BROKEN)
def test_a_failure_is_logged_without_anybodys_scenario(broken, tmp_path):
    """Whatever fails, the server's log names the kinds, the lines and the page, and no name and no number of the visitor."""
    script, log = tmp_path / "script.py", tmp_path / "log.txt"
    script.write_text(SCRIPT.replace("{}", broken))
    process, port = started(log, script)
    try:
        visitor = Visitor.__new__(Visitor)
        with suppress(RuntimeError):
            visitor.__init__(SimpleNamespace(address=f"localhost:{port}"), "", canary_link())
        if broken == "state.set_numbers":
            with suppress(RuntimeError):
                visitor.send({"arpu": 61_234.5})
        shown = "".join(str(message) for message in visitor.shown.values() if "exception" in str(message)[:200])
        visitor.close()
    finally:
        process.terminate()
        process.wait()
    said = said_in(log)
    assert BROKEN[broken] in said
    assert "ValueError\nled to" in said
    assert "KeyError" in said
    assert "in fails" in said
    assert not [canary for canary in CANARIES if canary in said or canary in shown]


def test_what_is_logged_of_an_exception():
    """An exception as an argument of a message is its kind; what caused it, and what else went wrong, stand before it."""
    out = StringIO()
    logger = logging.Logger("one")
    logger.addHandler(logging.StreamHandler(out))
    try:
        try:
            int("a secret")
        except ValueError as error:
            raise RuntimeError("another secret") from error
    except RuntimeError as error:
        logger.exception("it failed: %s", error)
    said = out.getvalue().splitlines()
    assert said[0] == "it failed: RuntimeError"
    assert [line for line in said if not line.startswith((" ", "Traceback"))][1:] == [
        "ValueError",
        "led to",
        "RuntimeError",
    ]
    assert "secret" not in out.getvalue()


def test_a_circle_of_causes_ends():
    """Two exceptions that name each other as their cause are told once each."""
    one, other = ValueError("a"), KeyError("b")
    one.__cause__, other.__cause__ = other, one
    assert logs.trace(one).split("\n") == [
        "Traceback (places and kinds only):", "KeyError", "led to", "Traceback (places and kinds only):", "ValueError",
    ]  # fmt: skip
