"""Charts by channel: whole for any company, one design for all numbers, and true to the figures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from charts import channels as charts
from model import Channel, Scenario, project
from model.questions.channel_economics import channel_economics
from model.scenario import MAX_CHANNELS
from model.templates import TEMPLATES
from tests.charts.test_charts import assert_valid, check, table
from tests.strategies import corners, scenarios

BASE = TEMPLATES["self_serve"].scenario
MANY = BASE.replace(
    channels=[Channel(f"Channel {k}", spend_share=1 / MAX_CHANNELS, cost_per_visitor=k) for k in range(MAX_CHANNELS)]
)
SCENARIOS = {
    "template": BASE,
    "outbound too": TEMPLATES["enterprise"].scenario,
    "one channel": BASE.replace(channels=[Channel("All")]),
    "twenty-four": MANY,
    "no customers": BASE.replace(
        visitor_to_lead=0, contact_to_lead=0, opening_pipeline=0, opening_customers=0, opening_mrr=0
    ),
    "no churn": BASE.replace(churn_rate=0),
    "no spend": BASE.replace(marketing_spend=0),
    "ten years": BASE.replace(months=120),
    "six months": BASE.replace(months=6),
    "hostile names": Scenario(
        channels=[Channel("![x](http://evil.example/x.png)", spend_share=1), Channel("<img src=x>", spend_share=0)]
    ),
}


def by_month(name):
    """The chart of one series."""
    return lambda p, baseline: charts.by_month(p, baseline, name)


def value(p, baseline):
    """CAC and LTV."""
    return charts.cac_and_ltv(channel_economics(p), channel_economics(baseline), p.scenario.currency)


def next_thousand(p, baseline):
    """The next 1,000."""
    return charts.next_thousand(channel_economics(p), channel_economics(baseline), p.scenario.currency)


def cost_per_lead(p, baseline):
    """Cost per lead by motion."""
    now, was = (channel_economics(of).by_motion() for of in (p, baseline))
    return charts.cost_per_lead(now, was, p.scenario.currency)


DRAWINGS = {
    **{name: by_month(name) for name in charts.BY_MONTH},
    "revenue": charts.revenue_by_motion,
    "value": value,
    "next": next_thousand,
    "cost_per_lead": cost_per_lead,
}


@pytest.mark.parametrize("name", DRAWINGS)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_drawing_is_whole(name, scenario):
    """Whatever the company, against the template and the other way round."""
    p, base = project(SCENARIOS[scenario]), project(BASE)
    check(DRAWINGS[name](p, base), p)
    check(DRAWINGS[name](base, p), base)


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
    """Numbers, names and baseline change the data only: the design is the same."""
    renamed = BASE.replace(churn_rate=0, channels=[c.replace(name=c.name[::-1].strip()) for c in BASE.channels])
    one, other = DRAWINGS[name](project(BASE), project(BASE)), DRAWINGS[name](project(renamed), project(MANY))
    assert one.spec == other.spec


@pytest.mark.parametrize("name", DRAWINGS)
@pytest.mark.parametrize("scenario", ["template", "twenty-four"])
def test_the_design_is_valid_vega_lite(name, scenario):
    """With its data a design passes Vega-Lite's own schema."""
    assert_valid(DRAWINGS[name](project(SCENARIOS[scenario]), project(BASE)))


@pytest.mark.parametrize("name", [*charts.BY_MONTH, "revenue"])
def test_stacks_sum_to_the_company(name):
    """In every month the parts are the whole, and the baseline's whole stands there once."""
    p, base = project(BASE), project(BASE.replace(churn_rate=0.05))
    frame = table(DRAWINGS[name](p, base))
    sums = frame.groupby("month")
    np.testing.assert_allclose(sums["value"].sum(), p[name])
    np.testing.assert_allclose(sums["share"].sum(), 1)
    np.testing.assert_allclose(frame["baseline"].dropna(), base[name])


def test_parts_stand_in_the_order_of_the_table():
    """Channels are stacked and listed as in the table, today's customers last."""
    frame = table(charts.by_month(project(BASE), project(BASE), "mrr"))
    assert list(frame["part"].unique()) == [*(c.name for c in BASE.channels), "Existing"]
    assert frame["order"].is_monotonic_increasing


def test_a_channel_the_baseline_has_not_has_no_tick():
    """Baselines are matched by name: a new channel has none."""
    new = BASE.replace(channels=[*BASE.channels, Channel("Podcast", spend_share=0)])
    frame = table(value(project(new), project(BASE))).set_index("channel")
    assert frame.loc["Podcast", "baseline"].isna().all()
    assert frame.loc["Social", "baseline"].notna().all()


def test_endless_value_is_said():
    """At zero churn LTV has no bar, and its label is ∞."""
    frame = table(value(project(BASE.replace(churn_rate=0)), project(BASE)))
    worth = frame[frame["kind"] == "LTV"]
    assert worth["value"].isna().all()
    assert set(worth["ratio"]) == {"∞"}


def test_twenty_four_channels_have_colours_of_their_own():
    """No two channels share a colour."""
    assert len(set(charts.COLOURS)) == MAX_CHANNELS
