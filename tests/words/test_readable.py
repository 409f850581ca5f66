"""What is read out meets the goal when it is typed, and is what "Set it" sets."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from model import LEVERS, MEASURES, project
from model.levers import CHANNEL_FIELDS, FACTS
from model.questions.goal import Broken, Goal, answer
from model.typed import read_for
from tests.companies import FIRM, SHOP
from tests.strategies import numbers, plausible, scenarios
from words.goal import steps
from words.readable import readable

DECLARED = {name: lever for name, lever in (LEVERS | FACTS | CHANNEL_FIELDS).items() if not lever.whole}


@pytest.mark.parametrize("name", DECLARED)
@given(data=st.data(), up=st.booleans(), currency=st.sampled_from(["USD", "EUR", "CHF"]))
def test_texts_are_read_as_exactly_what_they_stand_for(name, data, up, currency):
    """Values to one side, in the end as close as can be, each with a text that typed into the lever's box is that value."""
    lever = DECLARED[name]
    value = data.draw(numbers(lever))
    last = math.inf
    for shown, text in readable(value, lever.unit, currency, up):
        away = (shown - value) * (1 if up else -1)
        assert away >= -2e-7 * abs(value)
        last = abs(away)
        if lever.minimum <= shown <= lever.maximum and (shown == 0 or abs(shown) >= 1e-9):
            assert read_for(lever, text, currency).value == pytest.approx(shown, rel=1e-15, abs=0)
    assert last <= max(1e-9 * abs(value), 1e-12)


def assert_meets_when_typed(scenario, asked):
    """Every step of the answer is set as it is shown, and its text, typed into the lever's box, keeps or reaches the goal."""
    found = steps(answer(project(scenario), asked), scenario)
    for step in found:
        typed = read_for(LEVERS[step.move.lever], step.then, scenario.currency).value
        assert typed == pytest.approx(step.value, rel=1e-15, abs=0), step
        reached = asked.read(project(scenario.replace(**{step.move.lever: typed})))
        assert asked.met(reached), (step, reached)
        if isinstance(step.move, Broken):
            assert min(step.move.today, typed) >= min(step.move.today, step.move.value), step
    return len(found)


GOALS = [
    Goal("arr_end", 1.8e6),
    Goal("cash_low", 0),
    Goal("runway", 30),
    Goal("break_even", 18, at_least=False),
    Goal("payback", 8, at_least=False),
    Goal("mrr", 70_000, by_month=9),
    Goal("runway", 23),
    Goal("cac", 600, at_least=False),
]


@pytest.mark.parametrize("asked", GOALS, ids=lambda asked: f"{asked.outcome}>={asked.target:g}")
@pytest.mark.parametrize("scenario", [SHOP, FIRM], ids=["shop", "firm"])
def test_what_is_read_out_meets_the_goal(scenario, asked):
    """For every lever, months among them, which are shown to a tenth."""
    assert_meets_when_typed(scenario, asked)


def test_months_are_set_as_they_are_shown():
    """A sales cycle that reaches a goal by a hundredth of a month is shown with what it takes, not rounded beyond it."""
    now = float(project(FIRM)["new_customers"][:12].sum())
    found = steps(answer(project(FIRM), Goal("new_customers", now * 1.02)), FIRM)
    (cycle,) = (step for step in found if step.move.lever == "sales_cycle")
    assert cycle.value == read_for(LEVERS["sales_cycle"], cycle.then).value < FIRM.sales_cycle


@settings(max_examples=15)
@given(
    scenarios(plausible, maximum=2) | scenarios(maximum=2),
    st.sampled_from(sorted(MEASURES)),
    st.floats(0.5, 1.5),
    st.booleans(),
)
@example(SHOP, "cash_low_month", 0.9, True)
def test_what_is_read_out_meets_any_goal(scenario, outcome, times, at_least):
    """Any company, any outcome, about today's number."""
    now = float(Goal(outcome, 0.0).read(project(scenario)))
    if math.isfinite(now):
        assert_meets_when_typed(scenario, Goal(outcome, now * times, at_least))
