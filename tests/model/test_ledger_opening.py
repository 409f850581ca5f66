"""Month 0: who has today's pipeline and contacts where nobody visits."""

from __future__ import annotations

import numpy as np
import pytest

from model import Channel, Scenario, project

NOBODY = {"organic_visitors": 0, "reference_spend": 0}
THREE = [
    Channel("A", spend_share=0.5, **NOBODY),
    Channel("B", "outbound", spend_share=0.5, **NOBODY),
    Channel("C", spend_share=0, **NOBODY),
]


@pytest.mark.parametrize("vary", [None, {"opening_pipeline": [30.0, 60.0]}], ids=["one", "many"])
def test_without_visitors_the_opening_is_split_equally(vary):
    """Three channels that nobody visits today have a third each of the open opportunities and of the contacts."""
    plan = Scenario(
        channels=THREE,
        marketing_spend=0,
        opening_pipeline=30,
        opening_contacts=300,
        unsubscribe_rate=0,
        contact_to_lead=0,
        sales_cycle=2,
    )
    p = project(plan, vary)
    pipeline = 30.0 if vary is None else np.array(vary["opening_pipeline"])
    for channel in p.channels.values():
        assert channel["resolved"][..., 0] == pytest.approx(pipeline / 3 / 3)
        assert channel["contacts"][..., 0] == pytest.approx(100)
    assert p["resolved"][..., 0] == pytest.approx(pipeline / 3)
