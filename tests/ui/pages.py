"""The app without a browser, for the tests of its pages: opened by a link, turned to another page, run again."""

from __future__ import annotations

import json
from pathlib import Path

from streamlit.proto.WidgetStates_pb2 import WidgetState
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
    baseline = baseline or Baseline.of_template("self_serve")
    plan = Plan(baseline, scenario, {"against": "baseline"} if scenario != baseline.scenario else {})
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


def element(app, key):
    """One of the mounts of the list of levers: what Streamlit sends of it, as the run left it."""
    (found,) = [each for each in app.get("bidi_component") if each.proto.id.endswith(f"-{key}")]
    return found.proto


def sent(app, message):
    """The app after the list of levers sent this. AppTest has no way to do so: its own are by Streamlit's private names."""
    states = app._tree.get_widget_states()
    event = json.dumps([{"event": "move", "value": message}])
    aggregator = f"$$STREAMLIT_INTERNAL_KEY_{element(app, 'levers_list').id}__events"
    states.widgets.append(WidgetState(id=aggregator, json_trigger_value=event))
    app = app._run(states)
    assert not app.exception
    assert frame.APOLOGY not in [error.value for error in app.error]
    return app


def move(app, moving=False, **values):
    """The app after levers were moved to numbers, or texts were typed into their boxes."""
    seq = json.loads(element(app, "levers_ack").json)["seq"] + 1
    return sent(app, {"seq": seq, "values": values, "moving": moving})


def list_of_levers(app):
    """What the list was told of each lever, by name: its words and range, and the value and text that stand."""
    groups = json.loads(json.loads(element(app, "levers_list").json)["spec"])["groups"]
    standing = json.loads(element(app, "levers_now").json)["values"]
    levers = {}
    for lever in (lever for group in groups for lever in group["levers"]):
        value, text = standing.get(lever["name"], (lever["was"], lever["wasText"]))
        levers[lever["name"]] = lever | {"value": value, "text": text}
    return levers


def told_of_levers(app):
    """What the list says of levers that were typed: a sentence each, and whether it is a refusal."""
    return json.loads(element(app, "levers_now").json)["told"]
