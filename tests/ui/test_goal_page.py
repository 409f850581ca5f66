"""Reach a goal, run without a browser: the answer, the levers, setting one, pairs, what breaks it, links, corners."""

from __future__ import annotations

import math

import pytest

from model import LEVERS, MEASURES, project, summarize
from model.plan import Baseline
from model.questions.goal import Goal, answer, breaks, reach, usual_goal
from model.scenario import over_months_of
from model.templates import TEMPLATES
from tests.ui.pages import BASE, link_of, parameter, prose, run, start, turn_to
from tests.ui.test_cash_page import CORNERS
from ui.controls import goal
from ui.settings import SETTINGS
from ui.settings.goal import read_goal, write_goal
from words.format import plain
from words.goal import goal_answer, steps

GOAL = "arr>=2000000"


def box(widgets, label):
    """The widget of that label."""
    (found,) = (widget for widget in widgets if widget.label.startswith(label))
    return found


def told(p, asked):
    """What must be true, and its levers in words."""
    found = answer(p, asked)
    return found, steps(found, p.scenario)


def said(p, asked):
    """The page's first sentence."""
    return goal_answer(*told(p, asked), p.scenario.currency)


@pytest.mark.parametrize("template", TEMPLATES)
def test_it_opens_with_a_goal_that_asks_for_something(template):
    """Without a goal in the link the page asks for half as much ARR again, rounded, and answers first."""
    scenario = TEMPLATES[template].scenario
    app = start("goal", scenario, Baseline.of_template(template))
    arr = summarize(project(scenario))["arr_end"]
    asked = Goal("arr", float(f"{1.5 * arr:.2g}"))
    assert usual_goal("arr", summarize(project(scenario))) == asked
    assert plain(said(project(scenario), asked)) in prose(app)
    assert len(app.get("vega_lite_chart")) == 2


@pytest.mark.parametrize("name", CORNERS)
@pytest.mark.parametrize("text", ["", GOAL, "mrr>=90000@6", "ltv_to_cac>=5", "runway>=100", "cac<=1", "break_even<=12",
                                  "arr>=1e14", "cash>=-1e14"])  # fmt: skip
def test_every_company_gets_an_answer(name, text):
    """No customers, zero churn, 24 channels, goals out of reach or met by all: a sentence, and no error."""
    app = start("goal", CORNERS[name], **({"goal": text} if text else {}))
    p = project(CORNERS[name])
    asked = read_goal(text) if text else usual_goal("arr", summarize(project(over_months_of(BASE, CORNERS[name]))))
    assert plain(said(p, asked)) in prose(app)


def test_what_is_shown_is_the_models_and_reaches_the_goal():
    """Each lever's value is the model's, rounded to three digits on the side that reaches the goal."""
    asked = read_goal(GOAL)
    _, ways = told(project(BASE), asked)
    exact = {move.lever: move for move in reach(BASE, asked)}
    assert [step.move.lever for step in ways] == [name for name, move in exact.items() if move.reachable]
    for step in ways:
        assert math.isclose(step.value, exact[step.move.lever].value, rel_tol=0.011)
        assert asked.met(asked.read(project(BASE.replace(**{step.move.lever: step.value}))))


def test_set_it_moves_the_slider_and_the_goal_is_met():
    """The button sets exactly what its row says; then the page says what breaks the goal."""
    app = start("goal", goal=GOAL)
    step = next(s for s in told(project(BASE), read_goal(GOAL))[1] if s.move.lever == "churn_rate")
    (button,) = (button for button in app.button if button.key == "set_churn_rate")
    run(button.click())
    assert link_of(app).plan.scenario == BASE.replace(churn_rate=step.value)
    assert "The goal is met" in prose(app)
    assert parameter(app, "goal") == GOAL


def test_what_breaks_it_still_holds_and_a_little_more_does_not():
    """Where the goal is met the values shown still meet it, within a percent of the model's last ones that do."""
    asked = read_goal("arr>=1300000")
    found, ways = told(project(BASE), asked)
    assert found.met
    exact = {move.lever: move.value for move in breaks(BASE, asked)}
    for step in ways:
        assert asked.met(asked.read(project(BASE.replace(**{step.move.lever: step.value}))))
        assert math.isclose(step.value, exact[step.move.lever], rel_tol=0.011)


def test_the_boxes_change_the_goal_and_the_link():
    """Outcome, direction, target and month are taken, kept in the link, and there again after another page."""
    app = start("goal", goal=GOAL)
    run(box(app.text_input, "Target").set_value("$1.8M"))
    assert parameter(app, "goal") == "arr>=1800000"
    run(box(app.text_input, "In month").set_value("24"))
    assert parameter(app, "goal") == "arr>=1800000@24"
    run(box(app.selectbox, "Outcome").set_value("gross_margin"))
    kept = read_goal(parameter(app, "goal"))
    assert (kept.outcome, kept.by_month) == ("gross_margin", None)
    run(box(app.text_input, "Target").set_value("80 %"))
    assert parameter(app, "goal") == "gross_margin>=0.8"
    turn_to(app, "cash")
    turn_to(app, "goal")
    assert box(app.text_input, "Target").value == "80"
    assert box(app.selectbox, "Outcome").value == "gross_margin"


@pytest.mark.parametrize("outcome", goal.CHOICES)
def test_every_outcome_can_be_a_goal(outcome):
    """Each outcome has a first goal that the link can hold, and an answer in words."""
    was = summarize(project(BASE))
    asked = usual_goal(outcome, was)
    assert read_goal(write_goal(asked)) == asked
    found = told(project(BASE), asked)
    assert MEASURES[outcome].label.lower() in goal_answer(*found, BASE.currency).lower()


def test_a_pair_is_chosen_and_kept():
    """Two levers come from the link, are changed by a select, and the other's list leaves them out."""
    app = start("goal", pair="arpu;win_rate")
    one, other = box(app.selectbox, "One lever"), box(app.selectbox, "and another")
    assert (one.value, other.value) == ("arpu", "win_rate")
    run(one.set_value("churn_rate"))
    assert parameter(app, "pair") == "churn_rate;win_rate"
    assert LEVERS["win_rate"].label not in box(app.selectbox, "One lever").options


@pytest.mark.parametrize(
    ("name", "text"),
    [("goal", "arr"), ("goal", "nothing>=1"), ("goal", "arr>=x"), ("goal", "runway>=1@3"), ("goal", "arr>=1@0"),
     ("goal", "arr>=1e400"), ("goal", "arr>=1@121"), ("pair", "arpu"), ("pair", "arpu;arpu"), ("pair", "months;arpu")],
)  # fmt: skip
def test_what_cannot_be_taken_is_named(name, text):
    """A broken goal or pair is named on screen with what is allowed, and the page works without it."""
    app = start("goal", **{name: text})
    assert plain(f"{name} is {text!r}; allowed is {SETTINGS[name].allowed}. It is left out.") in prose(app)
    assert parameter(app, name) in (None, text)


def test_a_month_beyond_the_horizon_is_said():
    """A goal for month 60 of 36 is looked at in month 36, and the page says so."""
    app = start("goal", goal="arr_end>=2000000@60")
    assert "horizon ends with month 36" in "\n".join(text.value for text in app.caption).replace("\\", "")
    assert "in month 36" in prose(app)
