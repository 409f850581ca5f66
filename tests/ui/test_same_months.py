"""Horizon and first month are how far one looks: on every page they hold for whatever is compared."""

from __future__ import annotations

import re

import pytest

from model.plan import Baseline, Pin, Plan
from tests.ui.figures import figures
from tests.ui.pages import BASE, link_of, prose, run, start
from ui import frame, link

MOVED = {"churn_rate": 0.03, "arpu": 70}
PINS = (Pin("Dearer", BASE.replace(arpu=80)), Pin("Ten years", BASE.replace(win_rate=0.28, months=120)))
VIEWS = [{"months": 6}, {"months": 60, "start": "2030-05"}]
PAGES = [file.removeprefix("pages/").removesuffix(".py").removesuffix("explore") for file, _ in frame.PAGES]


def visit(page, view, baseline, pins=PINS, **moved):
    """A page with levers moved and another view chosen, and pins that were made over other months."""
    scenario = BASE.replace(**view, **moved)
    opened = Baseline(*baseline)
    more = link.write(Plan(opened, scenario, {"term": "arr"} if page == "definitions" else {}, pins))
    return start(page, scenario, opened, **more)


def shown(app):
    """All that a page shows below the frame: figures, texts, tables, and the charts' data and designs."""

    def text(words):
        return re.sub(r"definitions\?\S+term=", "", words or "")

    return {
        "figures": [each._replace(help=text(each.help)) for each in figures(app)],
        "texts": [text(each.value) for each in (*app.main.markdown, *app.main.caption)][
            1:
        ],  # the first names the baseline
        "tables": [frame.value.to_csv() for frame in app.main.dataframe],
        "charts": [(c.proto.datasets[0].data.data, c.proto.spec, c.proto.alt) for c in app.main.get("vega_lite_chart")],
    }


@pytest.mark.parametrize("view", VIEWS, ids=["6 months", "60 months from 2030"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_that_of_a_baseline_that_was_always_looked_at_so(page, view):
    """Against a baseline of other months a page shows what it shows against the same company over the same months."""
    one = visit(page, view, ("self_serve", BASE, True), **MOVED)
    other = visit(page, view, ("Self-serve", BASE.replace(**view), False), **MOVED)
    found, expected = shown(one), shown(other)
    for kind in found:
        assert found[kind] == expected[kind], kind


@pytest.mark.parametrize("view", VIEWS, ids=["6 months", "60 months from 2030"])
@pytest.mark.parametrize("page", PAGES)
def test_to_look_further_changes_nothing(page, view):
    """With no lever moved every figure is unchanged over any months, neither better nor worse, and none is said to have moved."""
    app = visit(page, view, ("self_serve", BASE, True), pins=())
    for figure in figures(app):
        assert figure.change in ("unchanged", ""), figure
        assert figure.tone == "same"
    assert "With " not in prose(app)
    assert "instead of" not in prose(app)
    (reset,) = [button for button in app.button if button.label == "Reset all"]
    assert "months" in run(reset.click()).main.caption[0].value
    assert "months" not in app.query_params


def test_a_horizon_alone_makes_no_difference_to_compare():
    """Over six months the baseline is the open scenario: nothing differs, and the file lists no lever."""
    app = visit("compare", {"months": 6}, ("self_serve", BASE, True), pins=())
    assert "Nothing differs yet" in prose(app)
    assert list(app.dataframe[0].value.columns) == ["Baseline"]


def test_a_pin_is_opened_over_the_months_that_are_open():
    """A pin made over ten years brings its levers and leaves the horizon; in the link it stays what it was."""
    app = visit("compare", {"months": 6}, ("self_serve", BASE, True))
    opened = run([button for button in app.button if button.label == "Open"][1].click())
    read = link_of(opened)
    assert read.plan.scenario == BASE.replace(win_rate=0.28, months=6)
    assert read.plan.pins == PINS
