"""Measures where something is missing: a rate nobody knows, a month without leads, hardly any burn."""

from __future__ import annotations

import math

import numpy as np
import pytest

from model import Channel, Scenario, project, summarize
from tests.model.test_measures import BURNING

KNOWN = Channel("Ads", organic_visitors=300, cost_per_visitor=0, spend_share=0.5, click_through_rate=0.02)
UNKNOWN = Channel("Word of mouth", organic_visitors=700, cost_per_visitor=0, spend_share=0.5)
NO_LEADS = {"visitor_to_lead": 0, "contact_to_lead": 0, "cost_growth": 0}


def test_visitors_of_a_channel_without_a_rate_are_no_clicks():
    """Clicks and impressions count the channels whose click-through rate is known; without any they are not known."""
    both = project(Scenario(channels=[KNOWN, UNKNOWN], organic_growth=0))
    assert both["clicks"] == pytest.approx(300)
    assert both["impressions"] == pytest.approx(15_000)
    neither = project(Scenario(channels=[KNOWN.replace(click_through_rate=0), UNKNOWN]))
    assert np.isnan(neither["clicks"]).all()
    assert np.isnan(neither["impressions"]).all()


def test_rates_known_in_some_rows_only():
    """Of many scenarios those have clicks in which a rate is known."""
    plan = Scenario(channels=[KNOWN.replace(spend_share=1)], organic_growth=0)
    p = project(plan, vary={"Ads.click_through_rate": [0.0, 0.02]})
    assert np.isnan(p["clicks"][0]).all()
    assert p["clicks"][1] == pytest.approx(300)


def test_people_are_split_by_channel_in_a_month_without_leads():
    """Where nobody raises a hand, each channel carries the same: two of three are inbound and carry two thirds."""
    three = [KNOWN, UNKNOWN, Channel("Calls", "outbound", organic_visitors=0, cost_per_visitor=0, spend_share=0)]
    plan = Scenario(
        channels=three, **NO_LEADS, marketing_spend=0, marketing_people=600, marketing_tools=200, marketing_overhead=100
    )
    p = project(plan)
    assert p["leads"] == pytest.approx(0, abs=0)
    assert p["inbound_investment"] == pytest.approx(600)
    assert p["outbound_investment"] == pytest.approx(300)


@pytest.mark.parametrize(("cost", "static"), [(0.25, 4_000), (1, 1_000), (1.5, 1_000 / 1.5), (0, math.inf)])
def test_a_burn_of_next_to_nothing_has_a_static_runway(cost, static):
    """Cash over burn holds for a burn of 1 and less; only without any is it endless."""
    plan = BURNING.replace(opening_cash=1_000, product_cost=cost)
    assert summarize(project(plan))["runway_static"] == pytest.approx(static)
    batch = project(plan, vary={"product_cost": [cost]})
    assert summarize(batch)["runway_static"] == pytest.approx([static])


def test_where_nobody_is_won_the_next_customer_never_comes():
    """More spend that wins nobody, where nobody is won at all, has an infinite marginal CAC; without spend there is none."""
    nobody = Scenario(win_rate=0)
    assert summarize(project(nobody))["marginal_cac"] == math.inf
    assert math.isnan(summarize(project(nobody.replace(marketing_spend=0)))["marginal_cac"])
