"""The funnel: nothing is lost between stages, leads' costs add up, and gains are those of a plain second projection."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given

from model import Channel, Scenario, project, summarize
from model.questions.funnel import IMPROVABLE, funnel, lead_costs, stage_gains
from model.scenario import MAX_CHANNELS
from model.templates import TEMPLATES
from tests.strategies import corners, plausible, scenarios

BASE = TEMPLATES["mid_market"].scenario
PUBLISHED = {"visitor_to_lead": 0.03, "lead_to_mql": 0.3, "mql_to_sal": 1.0, "sal_to_sql": 0.4, "win_rate": 0.75}


def test_a_published_funnel():
    """10,000 visitors, 300 leads, 90 MQLs, 36 SQLs, 27 won at 3 %, 30 %, 40 % and 75 % (altiorco)."""
    site = Channel("Site", organic_visitors=10_000, cost_per_visitor=0)
    p = project(Scenario(**PUBLISHED, sales_cycle=0, opening_pipeline=0, opening_contacts=0, channels=[site]))
    stages = {stage.name: stage for stage in funnel(p, month=1).stages}
    assert [round(stages[name].count, 6) for name in ("visitors", "leads", "mqls", "sqls", "new_customers")] == [
        10_000,
        300,
        90,
        36,
        27,
    ]
    assert stages["new_customers"].rate == pytest.approx(0.75)
    assert stages["leads"].leaked == pytest.approx(9_700)


@given(scenarios(plausible))
@corners()
def test_what_came_is_what_passed_and_what_leaked(scenario):
    """Every stage receives what passed the one before it, and leaks no less than nothing."""
    made = funnel(project(scenario))
    by_name = {stage.name: stage for stage in made.stages}
    for stage in made.stages:
        assert 0 <= stage.count <= stage.came
        assert stage.count + stage.leaked == pytest.approx(stage.came)
    for before, after in (("leads", "mqls"), ("mqls", "sals"), ("sals", "sqls"), ("resolved", "new_customers")):
        assert by_name[after].came == pytest.approx(by_name[before].count)


@given(scenarios(plausible))
@corners()
def test_the_first_year_is_the_sum_of_its_months(scenario):
    """Counts of the first year are those of its months, and its rates are those of the measures."""
    p = project(scenario)
    months = [funnel(p, month) for month in range(1, min(12, p.months) + 1)]
    year, now = funnel(p), summarize(p)
    for k, stage in enumerate(year.stages):
        assert stage.count == pytest.approx(sum(month.stages[k].count for month in months))
        assert stage.count == pytest.approx(now[stage.name])
    assert year.from_contacts == pytest.approx(sum(month.from_contacts for month in months))
    rates = {stage.name: stage.rate for stage in year.stages}
    assert rates["leads"] == pytest.approx(now["visitors_to_leads"], nan_ok=True)
    assert rates["new_customers"] == pytest.approx(now["close_rate"], nan_ok=True)


@given(scenarios(plausible))
@corners()
def test_what_still_is_open_is_the_pipeline(scenario):
    """What "leaks" before the resolved ones is the pipeline at the end of the month."""
    p = project(scenario)
    resolved = next(stage for stage in funnel(p, p.months).stages if stage.name == "resolved")
    assert resolved.leaked == pytest.approx(p["pipeline"][-1], rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("month", [0, -1, 37])
def test_a_month_outside_the_horizon_is_refused(month):
    """The refusal says what was asked and what is allowed."""
    with pytest.raises(ValueError, match=f"month is {month}; allowed is 1 to 36"):
        funnel(project(BASE), month)


@pytest.mark.parametrize("template", TEMPLATES)
def test_gains_are_those_of_a_second_projection(template):
    """Each gain is what a projection of the improved scenario has more; customers in year 1 and MRR at its end."""
    scenario = TEMPLATES[template].scenario.replace(months=12)
    was = summarize(project(scenario))
    gains = {gain.name: gain for gain in stage_gains(project(scenario))}
    assert gains.keys() == {*IMPROVABLE, "visitors", "marketing_spend"}
    for name in (*IMPROVABLE, "marketing_spend"):
        better = summarize(project(scenario.replace(**{name: getattr(scenario, name) * 1.1})))
        assert gains[name].customers == pytest.approx(better["new_customers"] - was["new_customers"])
        assert gains[name].mrr_12 == pytest.approx(better["mrr_end"] - was["mrr_end"])
    more = {f"{c.name}.organic_visitors": c.organic_visitors * 1.1 for c in scenario.channels}
    cheaper = {f"{c.name}.cost_per_visitor": c.cost_per_visitor / 1.1 for c in scenario.channels}
    better = project(scenario.replace(**more, **cheaper))
    np.testing.assert_allclose(better["visitors"], project(scenario)["visitors"] * 1.1)
    assert gains["visitors"].customers == pytest.approx(summarize(better)["new_customers"] - was["new_customers"])


@given(scenarios())
@corners()
def test_gains_stand_for_every_scenario(scenario):
    """Whatever is valid has gains that are finite numbers, the best first."""
    gains = stage_gains(project(scenario))
    assert all(math.isfinite(gain.customers) and math.isfinite(gain.mrr_12) for gain in gains)
    customers = [float(f"{gain.customers:.9g}") for gain in gains]
    assert customers == sorted(customers, reverse=True)


@pytest.mark.parametrize("first", [0.31, 0.27, 0.44])
@pytest.mark.parametrize("second", [0.67, 0.53])
def test_equal_gains_stay_in_the_order_of_the_funnel(first, second):
    """The rates multiply, so that a tenth more of each brings the same but for rounding, which must not decide."""
    plan = Scenario(lead_to_mql=first, mql_to_sal=second, sal_to_sql=0.43)
    rates = [
        gain.name for gain in stage_gains(project(plan)) if gain.name in ("lead_to_mql", "mql_to_sal", "sal_to_sql")
    ]
    assert rates == ["lead_to_mql", "mql_to_sal", "sal_to_sql"]


def test_a_rate_that_is_full_brings_nothing():
    """A stage at 100 % cannot improve, and one at 95 % only by the rest."""
    full = {gain.name: gain for gain in stage_gains(project(BASE.replace(mql_to_sal=1)))}
    nearly = {gain.name: gain for gain in stage_gains(project(BASE.replace(mql_to_sal=0.95)))}
    assert full["mql_to_sal"].customers == 0
    assert 0 < nearly["mql_to_sal"].customers < nearly["sal_to_sql"].customers


@pytest.mark.parametrize(
    "scenario",
    [
        BASE.replace(months=6),
        BASE.replace(months=120),
        Scenario(),
        BASE.replace(win_rate=0, churn_rate=1),
        BASE.replace(channels=[Channel(f"C{k}", spend_share=1 / MAX_CHANNELS) for k in range(MAX_CHANNELS)]),
    ],
    ids=["6 months", "120 months", "one channel", "nobody won", "24 channels"],
)
def test_gains_at_the_corners(scenario):
    """Short and long horizons, one channel and many, nobody won."""
    gains = stage_gains(project(scenario))
    assert len(gains) == len(IMPROVABLE) + 2
    assert all(gain.customers >= -1e-9 for gain in gains)


@given(scenarios(plausible))
@corners()
def test_lead_costs_add_up_to_the_measures(scenario):
    """The kinds of an inbound, outbound and any lead sum to their measures."""
    p = project(scenario)
    assume(p["leads"].min() > 1e-3)
    now = summarize(p)
    names = {"Inbound": "inbound_cost_per_lead", "Outbound": "outbound_cost_per_lead", "All": "cost_per_lead"}
    for label, kinds in lead_costs(p).items():
        assert sum(kinds.values()) == pytest.approx(now[names[label]], rel=1e-6, abs=1e-9, nan_ok=True)
