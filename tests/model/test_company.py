"""A company from a few figures: its own numbers stand, the rest is a template's at its size."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from model import InvalidScenario, project, summarize
from model.company import ASKED, Company, nearest_template
from model.questions.warnings import warnings
from model.templates import TEMPLATES

FIVE = {
    "opening_customers": 38,
    "opening_mrr": 4_200,
    "churn_rate": 0.03,
    "marketing_spend": 2_000,
    "opening_cash": 180_000,
}
SMALL = Company(FIVE, "self_serve")
RATIOS = ("payback", "payback_simple", "ltv_to_cac", "arr_growth_12", "gross_margin", "marketing_roi", "runway", "runway_static",
          "break_even")  # fmt: skip
SERIES = ("burn_multiple", "quick_ratio", "net_revenue_retention", "magic_number", "rule_of_40", "close_rate")

OF_FEW = {"ltv_of_few", "spend_buys_nobody"}
"""What is told of a small company because it is small."""

sizes = st.floats(10, 10_000)
prices = st.floats(5, 5_000)


def at_its_price(template, customers, arpu):
    """A company whose size alone is known, and whose price is the template's × a."""
    scenario = TEMPLATES[template].scenario
    times = arpu / (scenario.opening_mrr / scenario.opening_customers)
    own = {"opening_customers": customers, "opening_mrr": customers * arpu, "arpu": scenario.arpu * times}
    return Company(own, template)


def same(found, expected):
    """Equal to 1e-9, undefined and endless alike."""
    return np.allclose(found, expected, rtol=1e-9, atol=1e-9, equal_nan=True)


def test_the_worked_case():
    """38 customers, 4.2k MRR, 3 % churn, 2k spend and 180k cash win 2.52 in month 1; month 18 is at 7,617 and 109,266."""
    p = project(SMALL.scenario)
    assert round(p["new_customers"][0], 2) == 2.52
    assert (round(p["mrr"][17]), round(p["cash"][17])) == (7_617, 109_266)
    dearer = Company(FIVE | {"arpu": 64 * (4_200 / 38) / (44_000 / 900)}, "self_serve")
    p = project(dearer.scenario)
    assert (round(p["mrr"][17]), round(p["cash"][17])) == (9_151, 123_692)


@given(st.sampled_from([*TEMPLATES]), sizes, prices)
@example("self_serve", 10, 5)
@example("enterprise", 10_000, 5_000)
def test_a_company_of_any_size_has_the_templates_ratios(template, customers, arpu):
    """At the template's price × a nothing that is a ratio, a share or a time differs from the template's."""
    of_it, of_template = (
        project(s) for s in (at_its_price(template, customers, arpu).scenario, TEMPLATES[template].scenario)
    )
    found, expected = summarize(of_it), summarize(of_template)
    assert all(same(found[name], expected[name]) for name in RATIOS), [
        name for name in RATIOS if not same(found[name], expected[name])
    ]
    assert all(same(of_it[name], of_template[name]) for name in SERIES)
    told = [{doubt.name for doubt in warnings(p)} - OF_FEW for p in (of_it, of_template)]
    assert told[0] == told[1], "no warning but the template's own"


@given(st.sampled_from([*TEMPLATES]), sizes, prices, st.floats(0.001, 1_000))
def test_the_first_month_wins_the_new_customers_that_are_known(template, customers, arpu, won):
    """Whatever is won a month today is what month 1 wins, at the same spend."""
    company = Company({"opening_customers": customers, "opening_mrr": customers * arpu}, template, won)
    p = project(company.scenario)
    assert math.isclose(p["new_customers"][0], won, rel_tol=1e-9)
    assert math.isclose(p["spend"][0], company.scenario.marketing_spend, rel_tol=1e-9)


def test_new_customers_are_met_beside_own_visitors():
    """Where some visitors are known, what is borrowed makes up the difference; where it cannot, that is said."""
    visitors = {"Organic search.organic_visitors": 2_000}
    assert math.isclose(
        project(Company(FIVE | visitors, "self_serve", 6).scenario)["new_customers"][0], 6, rel_tol=1e-9
    )
    with pytest.raises(InvalidScenario, match=r"new_customers is 0\.1; what is known of visitors and rates wins"):
        Company(FIVE | {"Organic search.organic_visitors": 50_000}, "self_serve", 0.1)


@given(st.sampled_from([*TEMPLATES]), st.sampled_from([*TEMPLATES]))
def test_another_template_changes_only_what_is_borrowed(one, other):
    """What is one's own stays through any change of the template, and back again is as before."""
    known = FIVE | {"win_rate": 0.4, "Paid search.bounce_rate": 0.1}
    company = Company(known, one)
    changed = company.with_template(other)
    numbers = changed.scenario.numbers()
    assert all(numbers[name] == value for name, value in known.items() if name not in changed.unused)
    assert changed.with_template(one).scenario == company.scenario


def test_what_is_typed_over_is_borrowed_no_longer():
    """A number is borrowed until it is known; the five figures and the price they make are nobody else's."""
    assert not {*ASKED, "arpu", "months"} & {*SMALL.borrowed}
    assert "visitor_to_lead" in SMALL.borrowed
    typed = SMALL.with_own(visitor_to_lead=0.05)
    assert {*SMALL.borrowed} - {*typed.borrowed} == {"visitor_to_lead"}
    assert typed.scenario == SMALL.scenario.replace(visitor_to_lead=0.05)


@given(sizes, st.sampled_from([*TEMPLATES]))
def test_the_nearest_template_is_the_one_of_that_price(customers, name):
    """Who charges what a template charges is compared with that one."""
    scenario = TEMPLATES[name].scenario
    assert nearest_template(customers, customers * scenario.opening_mrr / scenario.opening_customers) == name


@pytest.mark.parametrize(
    ("own", "template", "won", "said"),
    [
        (
            {"opening_customers": 0, "opening_mrr": 5},
            "self_serve",
            None,
            "opening_customers is missing; it is a number above 0",
        ),
        ({"opening_customers": 5}, "self_serve", None, "opening_mrr is missing"),
        (FIVE | {"chrn_rate": 1}, "self_serve", None, "did you mean churn_rate"),
        (FIVE | {"churn_rate": 4}, "self_serve", None, "churn_rate is 4; allowed is 0 to 1"),
        (FIVE, "shop", None, "shop is not known"),
        (FIVE, "self_serve", 0, "new_customers is 0; allowed is a number above 0"),
        (FIVE, "self_serve", float("nan"), "new_customers is nan"),
    ],
)
def test_what_cannot_be_is_said(own, template, won, said):
    """What does not fit is named, with what is allowed."""
    with pytest.raises(InvalidScenario, match=said):
        Company(own, template, won)
