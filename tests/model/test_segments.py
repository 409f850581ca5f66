"""Kinds of company and what is usual for each: every range has its source, and the templates lie where they say."""

from __future__ import annotations

import math

import pytest

from model import LEVERS, MEASURES, Scenario
from model.plan import Baseline
from model.questions.channel_economics import CHANNEL_MEASURES
from model.segments import SEGMENTS, Benchmark, band, outside, segment_of_arpu
from model.templates import TEMPLATES

DECLARED = [*LEVERS.values(), *MEASURES.values(), *CHANNEL_MEASURES.values()]
RANGES = [(declared.name, each) for declared in DECLARED for each in declared.benchmarks]


@pytest.mark.parametrize(("name", "found"), RANGES)
def test_every_range_says_whose_it_is_who_says_so_and_when(name, found):
    """A source, a year that has been (or that the source bears none, in words), and ends in order."""
    assert found.source
    assert found.year is None or 2000 <= found.year <= 2026
    assert found.cited.endswith((f", {found.year}", ", undated"))
    assert found.low <= found.high
    assert found.segment in (*SEGMENTS, "all")
    assert found.label


@pytest.mark.parametrize("declared", DECLARED, ids=lambda declared: declared.name)
def test_at_most_one_range_is_usual_for_a_segment(declared):
    """Otherwise the picture of it would depend on the order of the declarations."""
    usual = [each.segment for each in declared.benchmarks if each.is_usual]
    assert len(usual) == len(set(usual))


def test_each_segment_has_its_template_and_each_template_its_segment():
    """By name; and what a template's customers pay a year is what its segment's do."""
    assert [*SEGMENTS] == [*TEMPLATES]
    for name, template in TEMPLATES.items():
        assert Baseline.of_template(name).segment == name == segment_of_arpu(template.scenario.arpu)


@pytest.mark.parametrize(
    ("arpu", "segment"),
    [
        (0.01, "self_serve"),
        (833.33, "self_serve"),
        (833.34, "mid_market"),
        (8_333, "mid_market"),
        (8_334, "enterprise"),
    ],
)
def test_the_segment_of_own_data_follows_what_a_new_customer_pays(arpu, segment):
    """The lines are 10k and 100k a year."""
    assert Baseline("Own data", Scenario(arpu=arpu), is_template=False).segment == segment


def test_the_band_is_the_segments_own_before_that_of_all():
    """Figures as published: knowledgelib 2026, Optifai 2025, mv3, conversionbench 2024."""
    bands = {
        (name, segment): (found.low, found.high)
        for name in ("churn_rate", "win_rate")
        for segment in SEGMENTS
        if (found := band(LEVERS[name], segment))
    }
    assert [bands["churn_rate", segment] for segment in SEGMENTS] == [(0.03, 0.05), (0.015, 0.03), (0.007, 0.02)]
    assert {bands["win_rate", segment] for segment in SEGMENTS} == {(0.2, 0.3)}
    payback = [band(MEASURES["payback"], segment) for segment in SEGMENTS]
    assert [(each.low, each.high) for each in payback if each] == [(8, 12), (14, 18), (18, 24)]
    ltv_to_cac = band(MEASURES["ltv_to_cac"], "self_serve")
    assert ltv_to_cac
    assert (ltv_to_cac.low, ltv_to_cac.high) == (2.5, 6.5)


@pytest.mark.parametrize("name", ["burn_multiple", "quick_ratio", "cost_per_lead", "cac"])
def test_what_somebody_calls_good_is_no_usual_range(name):
    """A ladder, an aim and the ranges of single channels are told, and not drawn as what most have."""
    assert band(MEASURES[name], "self_serve") is None


def test_outside_is_beyond_an_end():
    """An end is within; one point has no inside; what is no number is nowhere."""
    usual = Benchmark("all", 2.5, 6.5, "somebody", 2024)
    assert [outside(value, usual) for value in (2.4, 2.5, 6.5, 6.6, math.nan, math.inf)] == [
        "below", "", "", "above", "", "above",
    ]  # fmt: skip
    assert outside(0.9, Benchmark("all", 0.97, 0.97, "somebody", 2025)) == ""
