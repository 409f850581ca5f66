"""Measures: finite or declared not to be, moving the way they should, and equal to sums done by hand."""

from __future__ import annotations

import itertools
import math
import re

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from model import FACTS, LEVERS, MEASURES, Channel, Scenario, project, summarize
from model import unit_economics as economics
from model.levers import CHANNEL_FIELDS, NUMBERS, SMALLEST
from model.measures import MONTHLY
from tests.strategies import OWN, corners, plausible, scenarios

THREE = (
    Channel(
        "Search", spend_share=0.6, organic_visitors=2_000, click_through_rate=0.03, bounce_rate=0.4, churn_index=0.9
    ),
    Channel(
        "Outbound",
        "outbound",
        spend_share=0.4,
        reference_spend=1_500,
        cost_per_visitor=9,
        organic_visitors=0,
        click_through_rate=0.01,
        bounce_rate=0.5,
        lead_index=2,
        win_index=0.8,
        arpu_index=1.6,
    ),
    Channel("Referral", spend_share=0, reference_spend=0, cost_per_visitor=0, organic_visitors=300, bounce_rate=0.1),
)
BASE = Scenario(
    channels=THREE, months=24, repriced_share=0.2, arpu=60, commission_rate=0.1, marketing_spend_growth=0.02
)


def full_names(scenario):
    """Every number that can vary alone, by full name, with its declaration."""
    own = {name: lever for name, lever in NUMBERS.items() if name != "months"}
    return own | {f"{c.name}.{name}": field for c in scenario.channels for name, field in OWN.items()}


# Finite, or declared not to be


def assert_finite_or_declared(p):
    """Every outcome and series is a number, or undefined or endless with a declared reason."""
    outcomes = summarize(p)
    for name, measure in MEASURES.items():
        for values in [outcomes[name]] + ([p[name]] if measure.monthly else []):
            values = np.asarray(values)
            assert measure.undefined or not np.isnan(values).any(), f"{name} is undefined"
            assert measure.never or not np.isinf(values).any(), f"{name} is infinite"


@pytest.mark.parametrize("name", full_names(BASE))
def test_finite_or_declared_at_each_bound(name):
    """With any one number at its bounds or at 0 every measure is a number, or says why not."""
    lever = full_names(BASE)[name]
    corners = np.array(sorted({lever.minimum, 0.0, lever.least, lever.maximum}))
    assert_finite_or_declared(project(BASE, {name: corners[lever.allows(corners)]}))


def test_finite_or_declared_at_every_pair_of_bounds():
    """With any two numbers at their bounds every measure is a number, or says why not."""
    names = full_names(BASE)
    pairs = list(itertools.combinations(names, 2))
    numbers = BASE.numbers()
    columns = {name: np.full(4 * len(pairs), numbers[name]) for name in names}
    for k, (one, other) in enumerate(pairs):
        for corner, (a, b) in enumerate(itertools.product((0, 1), repeat=2)):
            columns[one][4 * k + corner] = (names[one].minimum, names[one].maximum)[a]
            columns[other][4 * k + corner] = (names[other].minimum, names[other].maximum)[b]
    assert_finite_or_declared(project(BASE, columns))


@settings(max_examples=80)
@given(scenarios())
@corners()
def test_finite_or_declared_for_any_scenario(scenario):
    """For every valid scenario every measure is a number, or says why not."""
    assert_finite_or_declared(project(scenario))


def test_finite_or_declared_when_a_company_fades_away():
    """Revenue too small for a float to divide by is no revenue: ratios to it are undefined, not infinite."""
    nobody = Channel("All", organic_visitors=0)
    fading = Scenario(
        churn_rate=0.999, months=120, marketing_spend=0, opening_pipeline=0, opening_contacts=0, channels=[nobody]
    )
    for months in range(100, 121):
        assert_finite_or_declared(project(fading.replace(months=months, product_cost=1e12)))


# Directions: more of this never moves that the other way

UP, DOWN = 1, -1
ANYWHERE = [
    # these hold wherever MRR and margins are not negative
    ("arpu", UP, "mrr_end arr_end revenue_12 gross_margin ltv ltv_revenue new_mrr mrr_ceiling"),
    ("expansion_rate", UP, "mrr_end revenue_12 mrr_ceiling ltv_capped ltv_discounted"),
    ("contraction_rate", DOWN, "mrr_end revenue_12 mrr_ceiling ltv_capped ltv_discounted"),
    (
        "churn_rate",
        DOWN,
        "customers_end mrr_end arr_end revenue_12 customer_lifetime ltv_revenue ltv ltv_capped "
        "ltv_discounted ltv_to_cac mrr_ceiling arr_growth_12 marketing_roi inbound_roi",
    ),
    ("marketing_spend_growth", UP, "visitors leads customers_end mrr_end spend new_customers"),
    ("marketing_people", UP, "cac cost_per_lead cost_per_sql payback payback_simple break_even"),
    ("marketing_people", DOWN, "cash_end cash_low runway runway_static ltv_to_cac"),
    ("marketing_tools", UP, "cac cost_per_visitor payback break_even"),
    ("marketing_tools", DOWN, "cash_end cash_low runway ltv_to_cac"),
    ("marketing_overhead", UP, "cac cost_per_mql payback break_even"),
    ("marketing_overhead", DOWN, "cash_end cash_low runway ltv_to_cac"),
    ("sales_people", UP, "cac customer_acquisition_cost payback break_even"),
    ("sales_people", DOWN, "cash_end cash_low runway ltv_to_cac"),
    ("commission_rate", UP, "cac payback break_even"),
    ("commission_rate", DOWN, "cash_end cash_low runway"),
    ("organic_growth", UP, "visitors leads customers_end mrr_end revenue_12"),
    ("organic_growth", DOWN, "cost_per_visitor cost_per_lead"),
    ("visitor_to_contact", UP, "contacts leads customers_end mrr_end"),
    ("visitor_to_contact", DOWN, "cost_per_lead"),
    ("unsubscribe_rate", DOWN, "contacts leads customers_end mrr_end"),
    ("contact_to_lead", UP, "leads customers_end mrr_end"),
    ("visitor_to_lead", UP, "leads mqls customers_end mrr_end visitors_to_leads"),
    ("visitor_to_lead", DOWN, "cost_per_lead cost_per_sql"),
    ("lead_to_mql", UP, "mqls sqls customers_end mrr_end"),
    ("lead_to_mql", DOWN, "cost_per_mql cost_per_sql"),
    ("mql_to_sal", UP, "sals sqls customers_end mrr_end"),
    ("sal_to_sql", UP, "sqls customers_end mrr_end"),
    ("sal_to_sql", DOWN, "cost_per_sql"),
    ("win_rate", UP, "new_customers customers_end mrr_end close_rate leads_to_customers revenue_12"),
    ("sales_cycle", DOWN, "resolved new_customers"),
    ("sales_cycle", UP, "pipeline"),
    ("support_cost", DOWN, "gross_margin ltv ltv_capped ltv_discounted cash_end cash_low runway ltv_to_cac"),
    ("support_cost", UP, "account_cost payback payback_simple break_even"),
    ("infrastructure_cost", DOWN, "gross_margin ltv cash_end runway"),
    ("infrastructure_cost", UP, "account_cost payback"),
    ("retention_cost", DOWN, "gross_margin ltv cash_end runway"),
    ("retention_cost", UP, "account_cost payback"),
    ("payment_fee_rate", DOWN, "gross_margin ltv cash_end gross_profit runway"),
    ("payment_fee_rate", UP, "payback"),
    ("product_cost", DOWN, "cash_end cash_low runway runway_static"),
    ("product_cost", UP, "break_even"),
    ("admin_cost", DOWN, "cash_end cash_low runway runway_static"),
    ("admin_cost", UP, "break_even"),
    ("cost_growth", DOWN, "cash_end cash_low runway"),
    ("cost_growth", UP, "cac break_even"),
    ("discount_rate", DOWN, "ltv_discounted"),
    ("ltv_months", UP, "ltv_capped ltv_discounted"),
    ("opening_customers", UP, "customers_end"),
    ("opening_contacts", UP, "contacts leads customers_end mrr_end"),
    ("opening_pipeline", UP, "pipeline new_customers customers_end mrr_end"),
    ("opening_cash", UP, "cash_end cash_low runway runway_static"),
    ("{}.organic_visitors", UP, "visitors organic_visitors engaged_visits"),
    ("{}.cost_per_visitor", DOWN, "paid_visitors visitors"),
    ("{}.reference_spend", UP, "paid_visitors"),
    ("{}.lead_index", UP, "leads customers_end mrr_end"),
    ("{}.win_index", UP, "new_customers customers_end mrr_end"),
    ("{}.arpu_index", UP, "new_mrr mrr_end"),
    ("{}.churn_index", DOWN, "customers_end mrr_end"),
    ("{}.bounce_rate", DOWN, "engaged_visits"),
    ("{}.click_through_rate", DOWN, "impressions"),
]
ONE_CHANNEL = [
    # between channels that differ, more visitors of one also move the mix that is won, and commissions, to it
    ("marketing_spend", UP, "visitors leads customers_end mrr_end new_customers"),
    ("commission_rate", UP, "marginal_cac"),
    ("organic_growth", DOWN, "cac"),
    ("visitor_to_lead", DOWN, "cac marginal_cac"),
    ("win_rate", DOWN, "cac marginal_cac payback"),
    ("win_rate", UP, "ltv_to_cac"),
    ("{}.organic_visitors", UP, "customers_end mrr_end"),
    ("{}.organic_visitors", DOWN, "cac"),
    ("{}.cost_per_visitor", UP, "cac marginal_cac"),
    ("arpu", DOWN, "payback_simple"),
    ("expansion_rate", UP, "net_revenue_retention"),
    ("churn_rate", DOWN, "net_revenue_retention gross_revenue_retention"),
    ("churn_rate", UP, "revenue_churn_rate customer_churn"),
]
FREE_TO_SERVE = [
    # a customer who costs nothing to serve is never a loss
    ("churn_rate", DOWN, "cash_end cash_low runway"),
    ("win_rate", UP, "cash_end cash_low runway"),
    ("arpu", UP, "cash_end cash_low runway"),
    ("expansion_rate", UP, "cash_end"),
    ("contraction_rate", DOWN, "cash_end runway"),
    ("opening_mrr", UP, "cash_end mrr_end"),
    ("organic_growth", UP, "cash_end"),
]


def assert_directions(scenario, table, fraction):
    """Raise each lever of the table part of the way to the top of its slider; no outcome named moves the other way."""
    names = full_names(scenario)
    first = scenario.channels[0].name
    levers = dict.fromkeys(name.format(first) for name, _, _ in table)
    numbers = scenario.numbers()
    columns = {name: np.full(1 + len(levers), numbers[name]) for name in levers}
    for row, name in enumerate(levers, 1):
        value, lever = numbers[name], names[name]
        top = min(lever.maximum, max(value, lever.slider_range(max(value, lever.default))[1]))
        if name.endswith(("click_through_rate", "reference_spend", "cost_per_visitor")) and value == 0:
            continue  # 0 says it is not known, or that nothing is bought
        columns[name][row] = value + (top - value) * fraction
    p = project(scenario, columns)
    outcomes = summarize(p)
    scale = np.abs(p["cash"]).max() if p["cash"].size else 0.0
    wrong = []
    for name, direction, moved in table:
        row = list(levers).index(name.format(first)) + 1
        for measure in moved.split():
            before, after = outcomes[measure][0], outcomes[measure][row]
            if math.isnan(before) or math.isnan(after) or before == after:
                continue
            room = 1e-9 * min(abs(before), abs(after)) + (1e-12 * scale if measure.startswith("cash") else 1e-12)
            if direction * (after - before) < -room:
                wrong.append(f"{name} up: {measure} {before} → {after}")
    assert not wrong, "\n".join(wrong)


def earning(scenario):
    """The condition of the table: whoever pays, pays a positive amount, and a new customer is no loss."""
    p = project(scenario)
    assume(p.existing["mrr"].min() >= 0)
    assume(summarize(p)["gross_margin"] >= 0)
    return scenario


@settings(max_examples=80)
@given(scenarios(plausible, maximum=3), st.sampled_from([0.05, 0.3, 1.0]))
def test_directions(scenario, fraction):
    """More churn never raises what the company ends with, more cost never lowers CAC, and so on down the table."""
    scenario = scenario.replace(
        repriced_share=0,
        support_cost=min(scenario.support_cost, scenario.arpu / 4),
        infrastructure_cost=0,
        retention_cost=0,
    )
    assert_directions(earning(scenario), ANYWHERE, fraction)


@settings(max_examples=60)
@given(scenarios(plausible, maximum=1), st.sampled_from([0.05, 0.3, 1.0]))
def test_directions_within_one_channel(scenario, fraction):
    """Within one channel more visitors and more wins never raise CAC, and more spend never loses customers."""
    own = scenario.channels[0].replace(churn_index=1)
    scenario = scenario.replace(
        repriced_share=0, support_cost=0, infrastructure_cost=0, retention_cost=0, channels=[own]
    )
    assert_directions(earning(scenario), ONE_CHANNEL, fraction)


@settings(max_examples=40)
@given(scenarios(plausible, maximum=3), st.sampled_from([0.05, 0.3, 1.0]))
def test_directions_of_cash(scenario, fraction):
    """Where serving and commissions cost nothing, more customers and more MRR never mean less cash."""
    scenario = scenario.replace(
        repriced_share=0, support_cost=0, infrastructure_cost=0, retention_cost=0, commission_rate=0
    )
    assert_directions(earning(scenario), FREE_TO_SERVE, fraction)


@given(scenarios(plausible, maximum=3), st.floats(0, 0.5))
def test_more_churn_never_shortens_payback(scenario, more):
    """More churn never shortens a payback of a month or more.

    Within the first month the formula's curve is steeper the more churn there is: it is continuous,
    and customers pay the month they join in full.
    """
    rates = [scenario.churn_rate, min(1.0, scenario.churn_rate + more)]
    before, after = summarize(project(scenario, {"churn_rate": rates}))["payback"]
    assert not before >= 1 or after >= before * (1 - 1e-9)


@given(scenarios(plausible, maximum=3))
def test_more_marketing_spend_never_loses_customers(scenario):
    """More marketing spend never means fewer new customers, in any mix of channels and whatever is open today."""
    more = scenario.marketing_spend * 1.5
    few, many = summarize(project(scenario, {"marketing_spend": [scenario.marketing_spend, more]}))["new_customers"]
    assert many >= few * (1 - 1e-9)


# Every number matters


NOT_BOUGHT = {"Referral.cost_per_visitor", "Referral.reference_spend"}
"""Of a channel without spend, these say nothing."""


@pytest.mark.parametrize("name", sorted(full_names(BASE).keys() - NOT_BOUGHT))
def test_every_number_moves_an_outcome(name):
    """A lever, fact or channel field that moves no outcome is not one."""
    value = BASE.numbers()[name]
    lever = full_names(BASE)[name]
    moved = value * 0.9 if value else lever.maximum * 0.01 if not lever.whole else lever.maximum
    outcomes = summarize(project(BASE, {name: [value, moved]}))
    assert any(not np.isclose(*outcomes[measure], rtol=1e-9, atol=0, equal_nan=True) for measure in MEASURES)


def test_the_horizon_and_the_shares_move_outcomes():
    """So do the horizon and the split of spend."""
    base, longer = summarize(project(BASE)), summarize(project(BASE.replace(months=25)))
    assert base["mrr_end"] != longer["mrr_end"]
    other = summarize(project(BASE.replace(**{"Search.spend_share": 0.5, "Outbound.spend_share": 0.5})))
    assert base["cac"] != other["cac"]


# Declarations

WORDS = {
    "Existing",
    "and",
    "price",
    "which",
    "stays",
    "share",
    "reaches",
    "n",
    "min",
    "higher",
    "from",
    "every",
    "churn",
    "a",
    "any",
    "as",
    "at",
    "by",
    "channels",
    "each",
    "extra",
    "first",
    "in",
    "inbound",
    "is",
    "last",
    "ln",
    "month",
    "months",
    "of",
    "negative",
    "it",
    "outbound",
    "social",
    "where",
    "over",
    "rises",
    "smallest",
    "sum",
    "t",
    "term",
    "the",
    "time",
    "to",
    "until",
    "when",
    "with",
}


@pytest.mark.parametrize("name", MEASURES)
def test_formulas_name_what_exists(name):
    """Every identifier in a formula is a declared lever, fact, field or measure, or a plain word."""
    declared = set(NUMBERS) | set(CHANNEL_FIELDS) | set(MEASURES)
    named = set(re.findall(r"[A-Za-z_][A-Za-z_0-9]*", MEASURES[name].formula))
    assert named <= declared | WORDS, named - declared - WORDS
    assert named & declared, "a formula is made of something"


def test_names_do_not_collide():
    """A name is a lever, a fact or a measure, not two of these, and is the name it is kept under."""
    assert not set(MEASURES) & (set(LEVERS) | set(FACTS))
    assert not set(LEVERS) & set(FACTS)
    assert not set(CHANNEL_FIELDS) & (set(LEVERS) | set(FACTS))
    for table in (LEVERS, FACTS, CHANNEL_FIELDS, MEASURES):
        assert all(key == declared.name for key, declared in table.items())


def test_labels_are_unique():
    """No two levers and no two measures carry the same label, since charts and tables show labels."""
    for table in (NUMBERS, CHANNEL_FIELDS, MEASURES):
        labels = [declared.label for declared in table.values()]
        assert sorted(labels) == sorted(set(labels))


@pytest.mark.parametrize("name", [*NUMBERS, *CHANNEL_FIELDS])
def test_declarations_of_levers_fit(name):
    """A default is valid, a slider lies within the bounds, and help ends with a full stop."""
    lever = (NUMBERS | CHANNEL_FIELDS)[name]
    assert lever.check(lever.default) == lever.default
    for value in (lever.default, lever.minimum, lever.maximum, 0 if lever.minimum <= 0 else lever.minimum):
        low, high, step = lever.slider_range(value)
        assert lever.minimum <= low <= value <= high <= lever.maximum
        assert 0 < step <= high - low
    assert lever.help.endswith(".")


# By hand

PLAIN = Scenario(months=18, marketing_spend=9_000, arpu=80, channels=THREE)


def payback_of_one(cac, profit, churn):
    """Payback where all customers are of one kind."""
    return economics.payback(cac, np.ones(1), np.array([profit]), np.array([churn]))


def test_payback_is_where_the_curve_crosses():
    """What a customer has earned is below CAC before `payback` and not below it after."""
    ages = np.arange(61.0)
    for churn, cac in ((0.0, 400.0), (0.02, 900.0), (0.3, 100.0)):
        months = payback_of_one(cac, 40.0, churn)
        curve = economics.earned(np.ones(1), np.array([40.0]), np.array([churn]), ages[None]) - cac
        assert curve[math.ceil(months - 1e-9)] >= -1e-9
        assert curve[math.floor(months - 1e-6)] < 0
        by_hand = [-cac + sum(40 * (1 - churn) ** a for a in range(n)) for n in range(61)]
        assert curve == pytest.approx(by_hand)
    assert payback_of_one(2_001.0, 40.0, 0.02) == math.inf
    assert economics.earned(np.ones(1), np.array([40.0]), np.array([0.02]), 600.0) < 2_001


@given(st.floats(0, 1), st.floats(0, 0.5), st.floats(0, 0.5), st.integers(12, 120), st.floats(0, 1))
@example(0.0, 0.0, 0.0, 60, 0.0)
@example(1.0, 0.5, 0.0, 12, 1.0)
@example(1e-9, 1e-9, 0.0, 120, 1e-9)
@example(0.5, 0.5, 0.0, 120, 0.0)
def test_ltv_variants_are_the_sums_they_say(churn, expansion, contraction, months, discount):
    """Capped and discounted LTV are the explicit sums over the months."""
    kept = (1 - churn) * (1 + expansion - contraction)
    capped = sum(50 * 0.8 * kept**a for a in range(months))
    discounted = sum(50 * 0.8 * kept**a * (1 + discount) ** (-a / 12) for a in range(months))
    levers = (50.0 * 0.8, churn, expansion, contraction, float(months))
    assert economics.ltv_capped(*levers) == pytest.approx(capped, rel=1e-9)
    assert economics.ltv_discounted(*levers, discount) == pytest.approx(discounted, rel=1e-9)


@given(st.floats(0.01, 1e6), st.just(0.0) | st.floats(1e-6, 1e4), st.floats(SMALLEST, 0.99))
def test_payback_solves_its_equation(cac, profit, churn):
    """At `payback` the cohort's gross profit is CAC; where it is never, lifetime value is not above CAC."""
    months = payback_of_one(cac, profit, churn)
    if math.isinf(months):
        assert profit == 0 or profit / churn <= cac * (1 + 1e-9)
    else:
        assert profit * -math.expm1(months * math.log1p(-churn)) / churn == pytest.approx(cac, rel=1e-9)
        by_logarithms = math.log1p(-cac * churn / profit) / math.log1p(-churn)
        assert months == pytest.approx(by_logarithms, rel=1e-9 if profit / churn > 1.001 * cac else 1e-3)


def test_marginal_cac_by_two_projections():
    """Marginal CAC is what 1 % more marketing spend costs over what it wins, in months 1 to 12."""
    one, more = project(PLAIN), project(PLAIN.replace(marketing_spend=PLAIN.marketing_spend * 1.01))
    extra, won = (more[n][:12].sum() - one[n][:12].sum() for n in ("sales_and_marketing", "new_customers"))
    assert summarize(one)["marginal_cac"] == pytest.approx(extra / won, rel=1e-6)
    assert summarize(one)["marginal_cac"] > summarize(one.__class__(PLAIN.replace(spend_elasticity=1)))["marginal_cac"]


def test_marginal_cac_beside_large_costs():
    """What other cost the company has does not enter marginal CAC, however large."""
    small = summarize(project(PLAIN.replace(marketing_spend=1, sales_people=1)))["marginal_cac"]
    large = summarize(project(PLAIN.replace(marketing_spend=1, sales_people=1e12)))["marginal_cac"]
    assert large == pytest.approx(small, rel=1e-6)


QUIET = [Channel("All", organic_visitors=0, cost_per_visitor=0)]
BURNING = Scenario(
    channels=QUIET,
    months=12,
    opening_customers=0,
    opening_mrr=0,
    opening_contacts=0,
    opening_pipeline=0,
    marketing_spend=0,
    marketing_people=0,
    marketing_tools=0,
    marketing_overhead=0,
    sales_people=0,
    admin_cost=0,
    product_cost=100,
    cost_growth=0,
    opening_cash=450,
)


@pytest.mark.parametrize(
    ("cash", "cost", "runway", "static", "low", "low_month"),
    [
        (450, 100, 4.5, 4.5, -750, 12),
        (1_200, 100, math.inf, 12, 0, 12),
        (1_199, 100, 11.99, 11.99, -1, 12),
        (0, 100, 0, 0, -1_200, 12),
        (-1, 100, 0, 0, -1_201, 12),
        (50, 0, math.inf, math.inf, 50, 1),
        (-5, 0, 0, 0, -5, 1),
        (0, 0, math.inf, math.inf, 0, 1),
        (5_000, 100, math.inf, 50, 3_800, 12),
    ],
)
def test_runway_and_lowest_cash(cash, cost, runway, static, low, low_month):
    """At an even burn the runway is cash over burn, endless where cash lasts, and 0 where there is none today."""
    outcomes = summarize(project(BURNING.replace(opening_cash=cash, product_cost=cost)))
    assert outcomes["runway"] == pytest.approx(runway)
    assert outcomes["runway_static"] == pytest.approx(static)
    assert (outcomes["cash_low"], outcomes["cash_low_month"]) == (low, low_month)


def test_runway_within_the_month():
    """With a growing burn the runway is interpolated within the month in which cash falls below 0."""
    p = project(BURNING.replace(cost_growth=0.1))
    month = int(np.argmax(p["cash"] < 0))
    assert summarize(p)["runway"] == pytest.approx(
        month + p["cash"][month - 1] / (p["cash"][month - 1] - p["cash"][month])
    )
    assert summarize(p)["runway"] == pytest.approx(3 + (450 - 331) / 133.1)


def test_break_even():
    """Break-even is the first month from which none makes a loss, month 1 if none ever does, never if the last does."""
    growing = BURNING.replace(
        opening_customers=10,
        opening_mrr=80,
        expansion_rate=0.1,
        contraction_rate=0,
        churn_rate=0,
        support_cost=0,
        infrastructure_cost=0,
        retention_cost=0,
        payment_fee_rate=0,
    )
    assert summarize(project(growing))["break_even"] == 3  # 88, 96.8, 106.48
    assert summarize(project(growing.replace(product_cost=0)))["break_even"] == 1
    assert summarize(project(growing.replace(product_cost=88)))["break_even"] == 1
    assert summarize(project(BURNING))["break_even"] == math.inf
    shrinking = growing.replace(
        expansion_rate=0, churn_rate=0.1, opening_mrr=200, months=9
    )  # 180, 162 … 95.7, 86.1, 77.5
    assert summarize(project(shrinking))["break_even"] == math.inf, "months that earn before the last loss do not count"
    dip = growing.replace(product_cost=90, cost_growth=0.099)  # 88 and 96.8 against 90 and 98.9, then always behind
    assert summarize(project(dip))["break_even"] == math.inf


@given(scenarios())
@corners()
def test_break_even_stays(scenario):
    """From break-even on no month makes a loss, and the month before it does."""
    p = project(scenario)
    first = summarize(p)["break_even"]
    if math.isinf(first):
        assert p["operating_profit"][-1] < 0
    else:
        assert (p["operating_profit"][int(first) - 1 :] >= 0).all()
        assert first == 1 or p["operating_profit"][int(first) - 2] < 0


def test_ratios_of_the_year_by_hand():
    """The one number of each ratio is that of the first year's sums, of the last month, or of the months' product."""
    p = project(PLAIN)
    s, mrr = summarize(p), np.concatenate([[PLAIN.opening_mrr], p["mrr"]])
    kept = 1 - (p["churned_mrr"] + p["contraction_mrr"]) / mrr[:-1]
    assert s["gross_revenue_retention"] == pytest.approx(math.prod(kept[:12]))
    assert s["net_revenue_retention"] == pytest.approx(math.prod((kept + p["expansion_mrr"] / mrr[:-1])[:12]))
    assert s["revenue_churn_rate"] == pytest.approx(p["churned_mrr"][-1] / mrr[-2])
    year = {name: p[name][:12].sum() for name in MONTHLY}
    won, lost = year["new_mrr"] + year["expansion_mrr"], year["churned_mrr"] + year["contraction_mrr"]
    assert s["quick_ratio"] == pytest.approx(won / lost)
    assert p["quick_ratio"][3] == pytest.approx(
        (p["new_mrr"][3] + p["expansion_mrr"][3]) / (p["churned_mrr"][3] + p["contraction_mrr"][3])
    )
    assert s["burn_multiple"] == pytest.approx(-year["net_cash_flow"] / (12 * (mrr[12] - mrr[0])))
    assert s["cac"] == pytest.approx(year["sales_and_marketing"] / year["new_customers"])
    assert s["arr_growth_12"] == pytest.approx(mrr[12] / mrr[0] - 1)
    assert s["revenue_12"] == pytest.approx(year["revenue"])
    extra = year["revenue"] - 12 * PLAIN.opening_mrr
    assert s["marketing_roi"] == pytest.approx((extra - year["marketing_investment"]) / year["marketing_investment"])
    assert s["inbound_roi"] == pytest.approx(year["inbound_revenue"] / year["inbound_investment"] - 1)
    assert s["lead_velocity"] == pytest.approx(p["mqls"][-1] / p["mqls"][-2] - 1)
    churns = [PLAIN.churn_rate * channel.churn_index for channel in THREE]
    net = PLAIN.expansion_rate - PLAIN.contraction_rate
    lost = [churn - (1 - churn) * net for churn in churns]
    assert s["mrr_ceiling"] == pytest.approx(
        sum(p.channels[channel.name]["new_mrr"][-1] / own for channel, own in zip(THREE, lost, strict=True))
    )
    for stage in ("visitor", "lead", "mql", "sql"):
        assert s[f"cost_per_{stage}"] == pytest.approx(year["marketing_investment"] / year[f"{stage}s"])


def test_magic_number_by_hand():
    """From month 6: four times the revenue gained on the quarter before, over that quarter's sales and marketing."""
    p = project(PLAIN)
    assert np.isnan(p["magic_number"][:5]).all()
    for t in (6, 11, 18):
        quarter, before = slice(t - 3, t), slice(t - 6, t - 3)
        gained = p["revenue"][quarter].sum() - p["revenue"][before].sum()
        assert p["magic_number"][t - 1] == pytest.approx(4 * gained / p["sales_and_marketing"][before].sum())
    assert summarize(p)["magic_number"] == p["magic_number"][-1]


def test_rule_of_40_by_hand():
    """From month 12: growth on the MRR a year before, and the year's cash margin."""
    p = project(PLAIN)
    mrr = np.concatenate([[PLAIN.opening_mrr], p["mrr"]])
    assert np.isnan(p["rule_of_40"][:11]).all()
    for t in (12, 13, 18):
        margin = p["net_cash_flow"][t - 12 : t].sum() / p["revenue"][t - 12 : t].sum()
        assert p["rule_of_40"][t - 1] == pytest.approx(mrr[t] / mrr[t - 12] - 1 + margin)
    assert math.isnan(summarize(project(PLAIN.replace(months=11)))["rule_of_40"])


def test_burn_multiple_only_while_burning_and_growing():
    """Without burn, or without growth, there is no burn multiple."""
    p = project(PLAIN)
    gained = np.diff(np.concatenate([[12 * PLAIN.opening_mrr], p["arr"]]))
    defined = (p["net_cash_flow"] < 0) & (gained > 0)
    assert np.array_equal(np.isnan(p["burn_multiple"]), ~defined)
    assert p["burn_multiple"][defined] == pytest.approx(-p["net_cash_flow"][defined] / gained[defined])
    assert math.isnan(summarize(project(PLAIN.replace(churn_rate=0.5)))["burn_multiple"])


def test_short_horizons_count_the_months_there_are():
    """Where the horizon is shorter than a year the first-year figures cover the horizon."""
    p = project(PLAIN.replace(months=7))
    s = summarize(p)
    assert s["revenue_12"] == pytest.approx(p["revenue"].sum())
    assert s["arr_growth_12"] == pytest.approx(p["mrr"][-1] / PLAIN.opening_mrr - 1)
    extra = p["revenue"].sum() - 7 * PLAIN.opening_mrr
    assert s["marketing_roi"] == pytest.approx(extra / p["marketing_investment"].sum() - 1)


@given(scenarios(plausible))
@corners()
def test_inbound_and_outbound_add_up(scenario):
    """Inbound and other revenue are all revenue, inbound and outbound investment all marketing investment."""
    p = project(scenario)
    assert p["inbound_revenue"] + p["other_revenue"] == pytest.approx(p["revenue"])
    assert p["inbound_investment"] + p["outbound_investment"] == pytest.approx(p["marketing_investment"])
    assert np.all(p["inbound_investment"] >= 0)
    assert np.all(p["inbound_investment"] <= p["marketing_investment"] * (1 + 1e-9))


def test_inbound_by_hand():
    """Inbound revenue is the MRR of inbound channels; people, tools and overhead are split by leads."""
    p = project(PLAIN)
    search, referral = p.channels["Search"], p.channels["Referral"]
    assert p["inbound_revenue"] == pytest.approx(search["mrr"] + referral["mrr"])
    part = (search["leads"] + referral["leads"]) / p["leads"]
    assert p["inbound_investment"] == pytest.approx(search["spend"] + referral["spend"] + p["marketing_team"] * part)


def test_impressions_and_engaged_visits_by_hand():
    """Impressions are visitors / click-through rate where known; engaged visits are those that do not bounce."""
    p = project(PLAIN)
    search, outbound, referral = (p.channels[c.name]["visitors"] for c in THREE)
    assert p["impressions"] == pytest.approx(search / 0.03 + outbound / 0.01)
    assert p["engaged_visits"] == pytest.approx(search * 0.6 + outbound * 0.5 + referral * 0.9)
    assert np.isnan(project(Scenario())["impressions"]).all()


def test_what_rests_on_an_undefined_cac_is_undefined():
    """Where nobody was won there is no CAC, and no payback or LTV:CAC."""
    s = summarize(project(BURNING))
    assert all(math.isnan(s[name]) for name in ("cac", "payback", "payback_simple", "ltv_to_cac", "marginal_cac"))


@pytest.mark.parametrize(
    ("arguments", "months"),
    [
        ((100.0, 50.0, 0.0), 2),
        ((100.0, 0.0, 0.0), math.inf),
        ((10.0, 50.0, 1.0), 0),
        ((50.0, 50.0, 1.0), math.inf),
        ((0.0, 50.0, 0.1), 0),
        ((100.0, -50.0, 0.1), math.inf),
        ((100.0, 10.0, 0.1), math.inf),
        ((math.nan, 50.0, 0.1), math.nan),
        ((math.nan, -50.0, 0.0), math.nan),
    ],
)
def test_payback_at_its_edges(arguments, months):
    """Simple at zero churn, 0 or never at full churn, never where LTV is not above CAC, undefined without a CAC."""
    assert payback_of_one(*arguments) == pytest.approx(months, nan_ok=True)
    many = economics.payback(np.array([arguments[0]] * 2), np.ones(1), *(np.full((1, 2), x) for x in arguments[1:]))
    assert many == pytest.approx([months] * 2, nan_ok=True)


@pytest.mark.parametrize(("profit", "expected"), [(25.0, math.inf), (0.0, 0.0), (-25.0, -math.inf)])
def test_ltv_at_zero_churn(profit, expected):
    """At zero churn LTV for ever is infinite with the sign of the profit, and 0 where there is none."""
    assert economics.ltv_for_ever(profit, 0.0) == expected
    assert economics.ltv(profit, 0.0, 0.0) == expected
    assert economics.ltv(profit, 0.0, 36.0) == 36 * profit
    assert economics.ltv_for_ever(np.array([profit]), np.array([0.0])).tolist() == [expected]
