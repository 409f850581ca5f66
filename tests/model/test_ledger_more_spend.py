"""What more spend wins: it starts in month 1 and grows as all spend does."""

from __future__ import annotations

import pytest

from model import Channel, Scenario, project
from model.questions.channel_economics import channel_economics


def test_a_thousand_more_grows_as_spend_does():
    """At 2 a visitor and 10 % growth a month, 1,000 more buys 500 visitors in month 1 and 500 × 1.1^11 in month 12."""
    ads = Channel("Ads", organic_visitors=0, reference_spend=0, cost_per_visitor=2)
    plan = Scenario(channels=[ads], marketing_spend=3_000, marketing_spend_growth=0.1, opening_contacts=0, visitor_to_contact=0,
                    visitor_to_lead=0.1)  # fmt: skip
    now = channel_economics(project(plan)).of("Ads")
    assert now["next_visitors"] == pytest.approx(500 * (1.1**12 - 1) / 0.1)
    assert now["next_leads"] == pytest.approx(50 * (1.1**12 - 1) / 0.1)
    assert now["marginal_cac"] == pytest.approx(now["next_cac"]), "without diminishing returns the step does not matter"
