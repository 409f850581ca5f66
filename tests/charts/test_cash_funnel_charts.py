"""Charts of Cash and Funnel: whole for every company, one design whatever the numbers, and saying what the model says."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings

from charts import cash, funnel, readings
from model import Channel, Scenario, project, summarize
from model.questions.cash import COST_GROUPS
from model.questions.funnel import stage_gains
from model.scenario import MAX_CHANNELS
from tests.charts.test_charts import BASE, SCENARIOS, assert_valid, check, pairs, table
from tests.strategies import corners, scenarios

RATIOS = ("burn_multiple", "rule_of_40", "magic_number", "quick_ratio", "lead_velocity")
DRAWINGS = {
    "cash": cash.cash,
    "costs": cash.costs,
    "net flow": cash.net_flow,
    "ceiling": cash.ceiling,
    "ceiling with a goal": lambda p, baseline: cash.ceiling(p, baseline, 1e5),
    "stages": funnel.stages,
    "stages of a month": lambda p, baseline: funnel.stages(p, baseline, p.months),
    "gains": lambda p, baseline: funnel.gains(stage_gains(p), p.scenario.currency),
    "rates": funnel.rates,
    "stage costs": funnel.costs,
    "lead costs": funnel.costs_of_leads,
    "pipeline": funnel.pipeline,
    **{name: lambda p, baseline, name=name: readings.reading(p, baseline, name) for name in RATIOS},
}
MANY = BASE.replace(channels=[Channel(f"Channel {k}", spend_share=1 / MAX_CHANNELS) for k in range(MAX_CHANNELS)])


@pytest.mark.parametrize("name", DRAWINGS)
@pytest.mark.parametrize(("scenario", "baseline"), [*pairs(), pytest.param(MANY, BASE, id="many channels")])
def test_a_drawing_is_whole_for_every_company(name, scenario, baseline):
    """Every column the design reads is there, as float, month or text, without infinity, whatever the company."""
    p = project(scenario)
    check(DRAWINGS[name](p, project(baseline)), p)


@given(scenarios(), scenarios())
@corners(Scenario())
@settings(max_examples=20)
def test_a_drawing_is_whole_for_any_two_scenarios(scenario, baseline):
    """Any scenario against any baseline makes whole drawings."""
    p, other = project(scenario), project(baseline)
    for draw in DRAWINGS.values():
        check(draw(p, other), p)


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_design_does_not_depend_on_the_numbers(name):
    """The design is the same for every company of one currency, so a browser swaps the data only."""
    designs = [DRAWINGS[name](project(one), project(BASE)).spec for one in SCENARIOS.values()]
    assert all(design == designs[0] for design in designs)


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_design_is_valid_vega_lite(name):
    """With any data a design passes Vega-Lite's own schema."""
    assert_valid(DRAWINGS[name](project(BASE), project(BASE)))


def test_cost_groups_and_kinds_both_sum_to_all_costs():
    """The stacked groups, and the kinds read on hover, are all of what revenue pays."""
    p = project(BASE)
    frame = table(cash.costs(p, p))
    kinds = [name for names in COST_GROUPS.values() for name in names]
    np.testing.assert_allclose(frame[list(COST_GROUPS)].sum(axis=1), frame["all_costs"])
    np.testing.assert_allclose(frame[kinds].sum(axis=1), frame["all_costs"])
    np.testing.assert_allclose(frame["revenue"] - frame["all_costs"], p["net_cash_flow"])


def test_break_even_is_written_on_its_month():
    """The text stands in the month that the figure names, and nowhere without one."""
    p = project(BASE.replace(opening_mrr=200_000))
    frame = table(cash.net_flow(p, p))
    (row,) = np.flatnonzero(frame["label"] != "")
    assert row + 1 == summarize(p)["break_even"]
    never = project(BASE.replace(product_cost=1e9))
    assert (table(cash.net_flow(never, p))["label"] == "").all()


@pytest.mark.parametrize(("cash_today", "texts"), [(1e9, ["lowest"]), (600_000, ["out of cash", "lowest"])])
def test_the_lowest_point_and_running_out_are_marked(cash_today, texts):
    """Cash that lasts has its lowest month marked; cash that runs out has both, where there is room."""
    p = project(BASE.replace(opening_cash=cash_today))
    shown = table(cash.cash(p, p))
    assert [text for text in shown["mark_text"] if text] == texts
    assert shown.loc[shown["mark_text"] == "lowest", "mark"].item() == summarize(p)["cash_low"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"churn_rate": 0.0}, "no ceiling: expansion makes up for churn"),
        ({"churn_rate": 0.0072, "expansion_rate": 0.0085}, "the ceiling is far above"),
    ],
)
def test_a_ceiling_that_is_not_drawn_is_said(changes, said):
    """The ceiling is drawn, or the chart says why not; drawn, it ends at the figure."""
    p = project(BASE.replace(**changes))
    frame = table(cash.ceiling(p, p, goal=50_000.0))
    assert frame["far"].iloc[0] == said
    assert (frame["far"].iloc[1:] == "").all()
    assert frame["ceiling_drawn"].notna().all() == (not said)
    assert (frame["goal"] == 50_000).all()
    if not said:
        assert frame["ceiling_drawn"].iloc[-1] == pytest.approx(summarize(p)["mrr_ceiling"])


def test_a_reading_beyond_its_range_is_drawn_at_the_edge_and_exact_on_hover():
    """A ratio that divides by nearly nothing does not flatten the others, and an undefined one says why."""
    p = project(BASE.replace(churn_rate=0.0001, contraction_rate=0))
    frame = table(readings.reading(p, p, "quick_ratio"))
    assert frame["scenario"].max() <= 10 < frame["scenario_exact"].max()
    assert frame["why"].iloc[0] == ""
    rich = project(BASE.replace(opening_mrr=1e6))
    assert table(readings.reading(rich, p, "burn_multiple"))["why"].iloc[0].startswith("undefined: only while")


def test_stages_show_the_month_they_are_asked_for():
    """Counts are those of the month; the baseline has none in a month beyond its horizon."""
    p, short = project(BASE), project(BASE.replace(months=6))
    frame = table(funnel.stages(p, short, 9)).set_index("stage")
    assert frame.loc["Leads", "count"] == p["leads"][8]
    assert frame["baseline"].isna().all()
    assert table(funnel.stages(p, short, 6))["baseline"].notna().all()


def test_gains_stand_best_first_and_only_the_best_is_marked():
    """Bars fall from top to bottom; where nothing helps, none is marked as best."""
    frame = table(funnel.gains(stage_gains(project(BASE)), "USD"))
    assert frame["customers"].is_monotonic_decreasing
    assert frame["best"].tolist() == [1.0] + [0.0] * (len(frame) - 1)
    nothing = project(BASE.replace(win_rate=0))
    assert not table(funnel.gains(stage_gains(nothing), "USD"))["best"].any()


def test_a_motion_without_leads_says_so():
    """Outbound of a company that has none is a sentence, not a bar."""
    frame = table(funnel.costs_of_leads(project(BASE), project(BASE))).set_index("motion")
    assert frame.loc["Outbound", "label"] == "no leads"
    assert math.isnan(frame.loc["Outbound", "whole"])
