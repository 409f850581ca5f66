"""Sliders: as wide as the company, with steps that suit what they count."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.levers import CHANNEL_FIELDS, FACTS, LEVERS


@pytest.mark.parametrize(
    ("value", "low", "high", "step"),
    [(3, 0, 10, 1), (70, 0, 300, 1), (80, 0, 300, 1), (200, 0, 600, 2), (4_000, 0, 15_000, 50), (0, 0, 600, 2)],
)
@pytest.mark.parametrize(
    "lever", [FACTS["opening_customers"], CHANNEL_FIELDS["organic_visitors"]], ids=lambda lever: lever.name
)
def test_counts_move_by_whole_steps(lever, value, low, high, step):
    """The slider of a count never moves by a part of one, and by more where the company is large."""
    scale = 0.0 if value else 200.0
    assert lever.slider_range(value, scale) == (low, high, step)


def test_money_moves_by_parts():
    """The slider of a small price moves by parts of a unit, and starts on the grid of its steps above the bound."""
    assert FACTS["opening_mrr"].slider_range(3) == (0, 10, 0.02)
    assert LEVERS["arpu"].slider_range(3) == (0.02, 10, 0.02)
    assert LEVERS["arpu"].slider_range(50) == (0.5, 150, 0.5)


def test_a_slider_without_a_value_fits_the_company():
    """Where the value is 0 the company's size stands in, and without that the declared default."""
    assert FACTS["opening_mrr"].slider_range(0, 1_000) == (0, 3_000, 10)
    assert FACTS["opening_mrr"].slider_range(0) == (0, 3 * FACTS["opening_mrr"].default, 100)

    nothing = replace(FACTS["opening_mrr"], default=0)
    assert nothing.slider_range(0) == (0, 3, 0.01), "about three times 1, where there is nothing to go by"


def test_a_slider_holds_what_is_below_zero():
    """Cash below zero has a slider as wide on both sides, and cash of 0 one that starts there."""
    assert FACTS["opening_cash"].slider_range(0)[0] == 0
    assert FACTS["opening_cash"].slider_range(-4_000) == (-15_000, 15_000, 50)


def test_a_declared_slider_is_widened_until_it_holds_twice_the_value():
    """Above and below; not at its very ends, and not beyond what is valid."""
    churn = LEVERS["churn_rate"]
    low, high, step = churn.slider
    assert churn.slider_range(high) == (low, high, step)
    assert churn.slider_range(0.25) == (low, 0.5, step)
    assert churn.slider_range(0.9) == (low, 1, step)
    growth = LEVERS["organic_growth"]
    low, high, step = growth.slider
    assert growth.slider_range(low) == (low, high, step)
    assert growth.slider_range(-0.2) == (-0.4, high, step)
    starts_above = replace(churn, slider=(0.1, 0.2, 0.01))
    assert starts_above.slider_range(0) == starts_above.slider_range(0.05) == (0, 0.2, 0.01)
