"""What is said of the usual range."""

from __future__ import annotations

from model import LEVERS, MEASURES
from words.usual import outside, usual


def test_a_range_is_said_with_whose_it_is_and_its_source():
    """Who says so and when stands beside every range."""
    assert usual(LEVERS["churn_rate"], "self_serve", "USD") == (
        "usual 3–5 %: Self-serve (SMB) (knowledgelib, 2026; directional)"
    )
    assert usual(MEASURES["ltv_to_cac"], "enterprise", "EUR") == (
        "usual 2.5–6.5: lower to upper quartile (conversionbench, 2024; directional)"
    )
    assert usual(LEVERS["arpu"], "self_serve", "USD") == ""


def test_a_value_outside_is_said_on_which_side():
    """Below, above, or nothing."""
    churn = LEVERS["churn_rate"]
    assert outside(0.01, churn, "self_serve", "USD") == "below the usual 3–5 %"
    assert outside(0.06, churn, "self_serve", "USD") == "above the usual 3–5 %"
    assert outside(0.05, churn, "self_serve", "USD") == outside(5, LEVERS["arpu"], "self_serve", "USD") == ""
