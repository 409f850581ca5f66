"""The app without a browser, for the tests of its pages: opened by a link, turned to another page, run again."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from model.plan import Baseline, Plan
from model.templates import TEMPLATES
from ui import frame, link

ROOT = Path(__file__).parents[2]
BASE = TEMPLATES["self_serve"].scenario
PATIENCE = 120
"""Seconds that a run may take before it is given up: only a run without an end takes them."""


def app_with(params):
    """The app with these in the address bar, before its first run.

    The text of `app.py` is run, not the file: beside the file lies `pages/`, which AppTest takes for
    pages of the older kind anew before every run, and would run alone from the second run on.
    """
    app = AppTest.from_string((ROOT / "app.py").read_text(encoding="utf-8"), default_timeout=PATIENCE)
    app.query_params.update(params)
    return app


def start(page, scenario=BASE, baseline=None, **more):
    """A page as it is when the link of a scenario is opened, compared with the baseline."""
    plan = Plan(baseline or Baseline.of_template("self_serve"), scenario, {"against": "baseline"})
    params = link.write(plan) | more
    return turn_to(run(app_with(params)), page)


def turn_to(app, page):
    """Another page of the open app, by its address."""
    pages = app._registered_pages.items()
    app._page_hash = next(known for known, info in pages if info["url_pathname"] == page)
    return run(app)


def run(app):
    """Run again; nothing may have gone wrong."""
    app = app.run()
    assert not app.exception
    assert not app.error
    return app


def first_run(file, **params):
    """The one run of a page that a link opens cold; errors may be told on it, but not the apology for a fault."""
    app = AppTest.from_file(ROOT / "app.py", default_timeout=PATIENCE)
    app.query_params.update(params)
    app = app.switch_page(file).run()
    assert not app.exception
    assert frame.APOLOGY not in [error.value for error in app.error]
    return app


def parameter(app, name):
    """What the address bar holds under a name."""
    value = app.query_params.get(name)
    return value[-1] if isinstance(value, list) else value


def link_of(app):
    """What the app's address bar opens to."""
    return link.read({name: parameter(app, name) for name in app.query_params})


def prose(app):
    """All text of a page."""
    return "\n".join(text.value for text in app.markdown)


def choose(app, label, value):
    """Choose in a select box."""
    (box,) = [each for each in app.selectbox if each.label == label]
    return run(box.set_value(value))
