"""The usual ranges: valid, with a width, and futures can be drawn from them, for any company."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from model import Channel, InvalidScenario, Scenario
from model.levers import SMALLEST
from model.questions.ranges import Range, draw
from model.questions.uncertainty import simulate
from model.questions.usual import USUAL, usual_range, usual_ranges
from model.scenario import movable
from tests.strategies import corners, scenarios

TINY = Scenario(
    **dict.fromkeys(("churn_rate", "visitor_to_lead", "win_rate"), SMALLEST),
    arpu=0.01,
    channels=[Channel("All", cost_per_visitor=SMALLEST)],
    months=6,
)
FULL = Scenario(
    **dict.fromkeys(("churn_rate", "visitor_to_lead", "win_rate"), 1.0),
    arpu=1e7,
    channels=[Channel("All", cost_per_visitor=1e12)],
    months=6,
)


@given(scenarios())
@corners()
@example(TINY)
@example(FULL)
@example(TINY.replace(churn_rate=0.0))
def test_usual_ranges_are_valid_and_hold_the_value(scenario):
    """Whatever the company, at the smallest numbers too: low is below high, the value between them, and futures are valid and differ."""
    numbers = scenario.numbers()
    made = usual_ranges(scenario)
    assert [each.lever for each in made if each.lever in USUAL] == [name for name in USUAL if numbers[name]]
    for each in made:
        assert each.low < each.high
        assert each.low <= numbers[each.lever] * (1 + 1e-9)
        assert each.high >= numbers[each.lever] * (1 - 1e-9)
    if made:
        for values in draw(scenario, made, futures=200).values():
            assert len(set(values.tolist())) > 1
            assert (values > 0).all()


@pytest.mark.parametrize("name", [*USUAL, "All.cost_per_visitor"])
@given(st.floats(-9, -6).map(lambda power: max(10.0**power, SMALLEST)))
@example(SMALLEST)
@example(1.1e-9)
def test_numbers_next_to_nothing_have_usual_ranges(name, value):
    """Each by itself next to nothing: the futures are projected, and none of them turns nearly nothing into nothing."""
    scenario = Scenario(months=6).replace(**{name: 0.01 if name == "arpu" else value})
    futures = simulate(scenario, usual_ranges(scenario), futures=100)
    assert (draw(scenario, usual_ranges(scenario), futures=100)[name] >= SMALLEST).all()
    assert 0 <= float(futures.chance_out_of_cash.value[-1]) <= 1


@given(scenarios(), st.data())
@example(TINY, None)
def test_any_lever_that_moves_has_a_usual_range(scenario, data):
    """A lever that is added to the ranges gets a valid one, of no width only where it is 0."""
    for name, value in scenario.numbers().items():
        try:
            movable(scenario, name)
        except InvalidScenario:
            continue
        each = usual_range(scenario, name)
        assert each.low <= each.high
        assert (each.low == each.high) == (value == 0)


def test_a_range_above_nothing_never_draws_nothing():
    """Far out in the tail of a range next to 0 is the smallest number there is; 0, where outcomes jump, is not in it."""
    tails = Range("churn_rate", SMALLEST, 1e-3).at(np.array([-40.0, -8.0]))
    assert tails.tolist() == [SMALLEST, SMALLEST]
    assert Range("churn_rate", 0.0, 1e-3).at(-40.0) == 0
