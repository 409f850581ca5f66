"""Which page tells which doubt: the measures it concerns, by the name of its file."""

from __future__ import annotations

import pytest

from model import project
from model.questions.warnings import ABOUT, warnings
from model.templates import TEMPLATES
from tests.ui.pages import ROOT
from ui.warnings import CONCERNS

SMB = TEMPLATES["self_serve"].scenario
DOUBTED = {
    "cash_below_zero": ({}, {"explore", "cash"}),
    "negative_margin": ({"support_cost": 500}, {"explore", "unit_economics", "cash"}),
    "payback_beyond_lifetime": ({"churn_rate": 0.3}, {"explore", "unit_economics"}),
    "churn_looks_yearly": ({"churn_rate": 0.3}, {"explore", "unit_economics"}),
    "ltv_of_few": ({"opening_customers": 10}, {"explore", "unit_economics"}),
    "lead_growth": ({"organic_growth": 0.4}, {"explore", "funnel"}),
    "spend_buys_nobody": ({"win_rate": 0.0}, {"explore", "funnel", "channels"}),
    "spend_beyond_experience": ({"marketing_spend": 1e6}, {"explore", "channels"}),
    "win_rate_unusual": ({"win_rate": 0.01}, {"explore", "funnel"}),
    "churn_rate_unusual": ({"churn_rate": 0.003}, {"explore", "unit_economics"}),
    "gross_margin_unusual": ({"support_cost": 40}, {"explore", "unit_economics"}),
}
"""Doubts with what brings them about in the self-serve template, and the pages that tell them."""


def test_pages_concern_what_can_be_doubted():
    """Each is a page there is, and concerns nothing that no doubt is about; Explore concerns all."""
    for page, concerned in CONCERNS.items():
        assert (ROOT / "pages" / f"{page}.py").exists()
        assert concerned <= ABOUT
    assert CONCERNS["explore"] == ABOUT


@pytest.mark.parametrize("name", DOUBTED)
def test_a_doubt_is_told_where_it_matters(name):
    """On exactly the pages that show what it is about."""
    moved, pages = DOUBTED[name]
    p = project(SMB.replace(**moved))
    told = {page for page, about in CONCERNS.items() if name in {doubt.name for doubt in warnings(p, about=about)}}
    assert told == pages
