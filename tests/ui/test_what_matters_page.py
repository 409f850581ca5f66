"""The What matters page, run without a browser: the ranking, elasticities, pairs, the map, the link, corners."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest

from model import LEVERS, MEASURES, summarize
from model.projection import project
from model.questions.lever_map import grid
from model.questions.sensitivity import elasticities, tornado, varying
from tests.ui.pages import BASE, choose, parameter, prose, run, start, turn_to
from tests.ui.test_cash_page import CORNERS
from words.format import plain
from words.names import lever_label
from words.what_matters import matters_answer

MOVED = BASE.replace(churn_rate=0.03, arpu=70)


def visit(scenario=BASE, **more):
    """The page of a scenario against the template."""
    return start("what_matters", scenario, **more)


def drawn(app, alt):
    """A chart's data, by the beginning of what it says to who cannot see it; None without it."""
    found = [each for each in app.get("vega_lite_chart") if each.proto.alt.startswith(alt)]
    return pa.ipc.open_stream(found[0].proto.datasets[0].data.data).read_pandas() if found else None


def captions(app):
    """All small print of a page."""
    return "\n".join(text.value for text in app.caption)


@pytest.mark.parametrize("name", CORNERS)
@pytest.mark.parametrize("outcome", ["arr_end", "ltv_to_cac", "runway", "break_even"])
def test_it_stands_for_every_company(name, outcome):
    """Whatever the company and outcome, the answer stands first and the map is there."""
    app = visit(CORNERS[name], outcome=outcome)
    assert plain(matters_answer(tornado(CORNERS[name], outcome), CORNERS[name].currency)) in prose(app)
    assert drawn(app, f"{MEASURES[outcome].label} by ") is not None


@pytest.mark.parametrize("outcome", MEASURES)
def test_it_stands_for_every_outcome(outcome):
    """Any outcome can be asked about."""
    app = visit(MOVED, outcome=outcome)
    assert drawn(app, f"{MEASURES[outcome].label} by ") is not None


@pytest.mark.parametrize(("step", "over"), [("0.05", 0.05), ("0.1", 0.1), ("0.2", 0.2), ("range", None)])
def test_the_ranking_is_the_models(step, over):
    """The twelve strongest levers stand in the model's order at the chosen step, which is in the link."""
    app = visit(MOVED, step=step)
    found = tornado(MOVED, "arr_end", step=over) if over else tornado(MOVED, "arr_end", over="range")
    frame = drawn(app, "Levers ranked")
    assert list(dict.fromkeys(frame["lever"])) == [lever_label(bar.name) for bar in found.bars[:12]]
    assert frame["end"].iloc[0] == found.bars[0].at_low
    assert parameter(app, "step") == step


def test_the_baseline_is_in_the_ranking():
    """The baseline's outcome is drawn beside the scenario's own."""
    frame = drawn(visit(MOVED), "Levers ranked")
    assert frame["present"].iloc[0] == summarize(project(MOVED))["arr_end"]
    assert frame["baseline"].iloc[0] == summarize(project(BASE))["arr_end"]


def test_everything_that_can_vary_is_ranked_when_asked():
    """The switch adds channels and opening facts, and is in the link."""
    app = visit(outcome="visitors")
    assert "Organic search: organic visitors" not in drawn(app, "Levers ranked")["lever"].tolist()
    app = run(app.toggle[0].set_value(True))
    assert parameter(app, "among") == "all"
    frame = drawn(app, "Levers ranked")
    found = tornado(BASE, "visitors", varying(BASE))
    assert frame["lever"].iloc[0] == lever_label(found.bars[0].name) == "Organic search: organic visitors"


def test_elasticities_are_the_models():
    """Elasticities are ranked by size, with their sign in words."""
    frame = drawn(visit(MOVED), "Elasticities")
    found = elasticities(MOVED, "arr_end", LEVERS)
    assert math.isclose(frame["value"].iloc[0], max(found.values(), key=lambda e: abs(e) if e == e else 0))
    assert ((frame["value"] < 0) == (frame["kind"] == "Falls with it")).all()


def test_an_infinite_outcome_says_so():
    """At zero churn LTV has no elasticities and no pairs, for a reason; the ranking shows churn, with ∞ at the edge."""
    app = visit(BASE.replace(churn_rate=0), outcome="ltv")
    assert set(drawn(app, "Levers ranked")["lever"]) == {"Customer churn"}
    assert plain("At the edge is ∞: at zero churn customers pay for ever.") in captions(app)
    assert "No elasticities: LTV is ∞" in captions(app)
    assert "no pairs to show" in captions(app)
    assert drawn(app, "What pairs") is None


def test_the_map_is_the_models():
    """The map holds every point of the grid over the baseline's slider ranges, and the present one."""
    app = visit(MOVED, map_x="arpu", map_y="churn_rate", outcome="ltv")
    frame = drawn(app, "LTV by ARPU and Customer churn")
    ranges = [LEVERS[name].slider_range(getattr(BASE, name))[:2] for name in ("arpu", "churn_rate")]
    over = grid(MOVED, "arpu", "churn_rate", "ltv", x_range=ranges[0], y_range=ranges[1])
    cells = frame[frame["part"] == "cell"]
    np.testing.assert_allclose(cells["x"].to_numpy().reshape(over.z.shape)[0], over.x)
    assert (np.isnan(cells["shade"]).to_numpy().reshape(over.z.shape) == ~np.isfinite(over.z)).all()
    assert (frame["part"] == "baseline").any()


def test_levers_and_target_of_the_map_live_in_the_link():
    """Both levers and the target survive another page and a new session; another outcome forgets the target."""
    app = choose(choose(visit(MOVED), "Across", "win_rate"), "Upwards", "Paid search.cost_per_visitor")
    box = next(each for each in app.text_input if each.label == "Target")
    app = run(box.set_value("1.8M"))
    kept = {name: parameter(app, name) for name in ("map_x", "map_y", "map_target")}
    assert kept == {"map_x": "win_rate", "map_y": "Paid search.cost_per_visitor", "map_target": "1800000"}
    assert (drawn(app, "ARR at the end by ")["part"] == "target").any()
    app = turn_to(turn_to(app, "cash"), "what_matters")
    assert {name: parameter(app, name) for name in kept} == kept
    app = visit(MOVED, **kept)
    assert next(each for each in app.text_input if each.label == "Target").value == "1800000"
    app = choose(app, "Outcome", "gross_margin")
    assert parameter(app, "map_target") is None
    app = run(next(each for each in app.text_input if each.label == "Target").set_value("80"))
    assert parameter(app, "map_target") == "0.8"


def test_a_target_that_is_nowhere_is_said():
    """A target beyond everything on the map is named in words."""
    assert plain("The target $1T is nowhere on this map.") in captions(visit(map_target="1e12"))


def test_a_lever_that_is_not_there_is_said():
    """A link's lever of a channel that the scenario has not is replaced in words; both on one axis never happen."""
    app = visit(map_x="Podcast.cost_per_visitor", map_y="marketing_spend")
    assert plain("Podcast: cost per visitor cannot be on this map; Marketing spend is.") in captions(app)
    assert drawn(app, "ARR at the end by Marketing spend and Customer churn") is not None


@pytest.mark.parametrize(
    ("name", "text"), [("outcome", "x"), ("step", "0.3"), ("map_x", "arpus"), ("map_target", "much"), ("among", "1")]
)
def test_what_a_link_cannot_say_is_told(name, text):
    """A setting that is not allowed is named on screen with what is allowed, and left out."""
    app = visit(**{name: text})
    assert plain(f"{name} is '{text}'; allowed is") in prose(app)
    assert parameter(app, name) in (None, text)
