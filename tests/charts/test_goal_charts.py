"""Charts of Reach a goal and How sure: whole for every company, one design whatever the numbers, saying what the model says."""

from __future__ import annotations

import numpy as np
import pytest

from charts import goal, how_sure
from model import LEVERS, Channel, project
from model.questions.goal import Goal, Move
from model.questions.pairs import pairs as pairs_of
from model.questions.ranges import Range
from model.questions.uncertainty import simulate
from model.scenario import MAX_CHANNELS
from tests.charts.test_charts import BASE, SCENARIOS, assert_valid, check, pairs, table

MANY = BASE.replace(channels=[Channel(f"Channel {k}", spend_share=1 / MAX_CHANNELS) for k in range(MAX_CHANNELS)])
ASKED = Goal("arr", 2e6)


def made_futures(p):
    """A few futures of a company."""
    ranges = [Range("churn_rate", 0.02, 0.05), Range("arpu", 50, 80)]
    return simulate(p.scenario, ranges, futures=200, series=("mrr", "quick_ratio"))


def draw_fan(p, baseline, name="mrr", target=None):
    """The fan of a series."""
    return how_sure.fan(p, baseline, name, made_futures(p).fan(name), target)


def draw_cash(p, baseline):
    """The chance of running out of cash."""
    chance = made_futures(p).chance_out_of_cash
    return how_sure.out_of_cash(p, chance.value, chance.error, "63 %")


def draw_influences(p, baseline):
    """Which uncertainty matters."""
    found = made_futures(p).matters("arr_end")
    return how_sure.influences(found, [each.lever for each in found], ["12 %" for _ in found], "arr_end")


def draw_pair(p, baseline):
    """Pairs of churn and price."""
    levers = ("churn_rate", "arpu")
    return drawn_pairs(pairs_of(p.scenario, baseline.scenario, ASKED, levers))


def drawn_pairs(found):
    """Pairs of churn and price as a picture."""
    units = LEVERS["churn_rate"].unit, LEVERS["arpu"].unit
    return goal.pair(found, ("Customer churn", "ARPU"), units)


def draw_distances(p, baseline):
    """How far two levers are."""
    moves = [
        ("ARPU", Move("arpu", 64.0, 98.0, True, False), "$64", "$98", "+53 %"),
        ("Churn", Move("churn_rate", 0.03, 0.01, True, False), "3 %", "1 %", "−67 %"),
        ("Spend", Move("marketing_spend", 1.0, 9.0, True, True), "$1", "$9", "+800 %"),
    ]
    return goal.distances(moves)


DRAWINGS = {
    "fan": draw_fan,
    "fan with a goal": lambda p, baseline: draw_fan(p, baseline, target=1e5),
    "fan of a ratio": lambda p, baseline: draw_fan(p, baseline, "quick_ratio"),
    "out of cash": draw_cash,
    "influences": draw_influences,
    "pair": draw_pair,
    "distances": draw_distances,
}


@pytest.mark.parametrize("name", DRAWINGS)
@pytest.mark.parametrize(("scenario", "baseline"), [*pairs(), pytest.param(MANY, BASE, id="many channels")])
def test_a_drawing_is_whole_for_every_company(name, scenario, baseline):
    """Every column the design reads is there, as float, month or text, without infinity, whatever the company."""
    p = project(scenario)
    check(DRAWINGS[name](p, project(baseline)), p)


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_design_does_not_depend_on_the_numbers(name):
    """The design is the same for every company of one currency, so a browser swaps the data only."""
    designs = [DRAWINGS[name](project(one), project(BASE)).spec for one in SCENARIOS.values()]
    assert all(design == designs[0] for design in designs)


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_design_is_valid_vega_lite(name):
    """With any data a design passes Vega-Lite's own schema."""
    assert_valid(DRAWINGS[name](project(BASE), project(BASE)))


def test_the_fan_is_in_order_and_says_what_the_model_says():
    """Bands lie inside each other, and plan, baseline and goal are the model's own numbers."""
    p, baseline = project(BASE), project(BASE.replace(churn_rate=0.05))
    frame = table(draw_fan(p, baseline, target=1e5))
    bands = frame[list(how_sure.BANDS)].to_numpy()
    assert (np.diff(bands, axis=1) >= 0).all()
    np.testing.assert_array_equal(frame["plan"], p["mrr"])
    np.testing.assert_array_equal(frame["baseline"], baseline["mrr"])
    assert frame["goal"].dropna().tolist() == [1e5]


def test_the_pairs_met_side_is_shaded():
    """What meets the goal is shaded from where it begins to where it ends, and one point is enough where the baseline is the plan."""
    found = pairs_of(BASE, BASE, ASKED, ("churn_rate", "arpu"))
    frame = table(drawn_pairs(found))
    np.testing.assert_array_equal(frame["zone_low"], found.low)
    np.testing.assert_array_equal(frame["zone_high"], found.high)
    assert [name for name in frame["point"] if name] == ["Scenario"]
    moved = table(drawn_pairs(pairs_of(BASE.replace(arpu=70), BASE, ASKED, ("churn_rate", "arpu"))))
    assert [name for name in moved["point"] if name] == ["Compared with", "Scenario"]


@pytest.mark.parametrize(
    ("target", "said"), [(-1.0, "every pair reaches it"), (1e14, "no pair in these ranges reaches it")]
)
def test_a_pair_without_a_line_says_why(target, said):
    """Where no combination just reaches the goal the picture says whether all do or none."""
    frame = table(drawn_pairs(pairs_of(BASE, BASE, Goal("arr", target), ("churn_rate", "arpu"))))
    assert [text for text in frame["why"] if text] == [said]


def test_far_changes_are_drawn_to_the_edge_and_read_exactly():
    """A lever that has to grow ninefold is drawn at 200 %, and its tooltip has 800 %."""
    frame = table(draw_distances(None, None))
    assert frame["drawn"].max() == goal.FARTHEST
    assert frame["change"].max() == 8
