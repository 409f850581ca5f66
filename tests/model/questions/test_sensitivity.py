"""Sensitivity: each batch is the projections one by one, ranked and mapped as a person would by hand."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import LEVERS, MEASURES, Channel, InvalidScenario, Scenario, project, summarize
from model.levers import SMALLEST
from model.questions.lever_map import grid
from model.questions.sensitivity import elasticities, interactions, tornado, varying
from model.templates import TEMPLATES
from tests.strategies import corners, scenarios

SELF_SERVE = TEMPLATES["self_serve"].scenario
OUTCOMES = ["arr_end", "ltv_to_cac", "payback", "runway", "marginal_cac", "inbound_roi"]
IDLE = Scenario(opening_customers=0, opening_mrr=0, opening_contacts=0, opening_pipeline=0, marketing_spend=0,
                channels=[Channel("All", organic_visitors=0)])  # fmt: skip

PRODUCTS = [Scenario(lead_to_mql=first, mql_to_sal=0.67, sal_to_sql=0.43) for first in (0.31, 0.27)]


def outcome_of(scenario, outcome):
    """An outcome of one scenario, projected by itself."""
    return summarize(project(scenario))[outcome]


def at(scenario, outcome, **changes):
    """An outcome with some numbers changed, projected by itself."""
    return outcome_of(scenario.replace(**changes), outcome)


def near(value, scale=0.0):
    """The same but for rounding; undefined is undefined and infinite infinite."""
    return pytest.approx(value, rel=1e-9, abs=1e-9 * scale + 1e-9, nan_ok=True)


# What can vary


def test_every_number_that_can_vary_does():
    """All numbers but both horizons and spend shares vary, and each of them is accepted by one batch."""
    names = varying(SELF_SERVE)
    rest = set(SELF_SERVE.numbers()) - set(names)
    assert rest == {"months", "ltv_horizon"} | {f"{channel.name}.spend_share" for channel in SELF_SERVE.channels}
    assert {bar.name for bar in tornado(SELF_SERVE, "arr_end", names).bars} == set(names)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("months", "months is the length"),
        ("Social.spend_share", "Social.spend_share cannot move alone"),
        ("churn_rat", "did you mean churn_rate"),
        ("Nobody.lead_index", "is not known"),
    ],
)
def test_other_numbers_are_refused_by_name(name, said):
    """A number that cannot vary by itself, or is not known, is refused with its name by every question."""
    for ask in (tornado, elasticities, interactions):
        with pytest.raises(InvalidScenario, match=said):
            ask(SELF_SERVE, "arr_end", [name])
    with pytest.raises(InvalidScenario, match=said):
        grid(SELF_SERVE, name, "arpu", "arr_end")


# Tornado


@pytest.mark.parametrize("over", ["step", "range"])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_tornado_is_the_projections_one_by_one(outcome, over):
    """Each bar holds the outcomes of the scenario with that one number changed, projected by itself."""
    names = [*LEVERS, "opening_cash", "Paid search.cost_per_visitor", "Social.organic_visitors"]
    found = tornado(SELF_SERVE, outcome, names, over=over)
    assert found.base == near(outcome_of(SELF_SERVE, outcome))
    for bar in found.bars:
        assert bar.value == SELF_SERVE.numbers()[bar.name]
        ends = [at(SELF_SERVE, outcome, **{bar.name: value}) for value in (bar.low, bar.high)]
        assert [bar.at_low, bar.at_high] == near(ends)


def test_steps_are_relative_and_stay_valid():
    """A tenth down and up, of the size where negative, and no further than what is valid."""
    plan = Scenario(arpu=50, win_rate=0.95, organic_growth=-0.02, opening_cash=-1000, repriced_share=SMALLEST)
    bars = {bar.name: bar for bar in tornado(plan, "cash_end", varying(plan)).bars}
    used = {name: (bars[name].low, bars[name].high) for name in bars}
    assert used["arpu"] == pytest.approx((45, 55))
    assert used["win_rate"] == pytest.approx((0.855, 1))
    assert used["organic_growth"] == pytest.approx((-0.022, -0.018))
    assert used["opening_cash"] == pytest.approx((-1100, -900))
    assert used["repriced_share"] == pytest.approx((SMALLEST, 1.1 * SMALLEST), rel=1e-12)
    for step, low in ((0.5, SMALLEST), (0.51, 0.0)):  # to the nearer of what is valid
        (bar,) = tornado(plan, "cash_end", ["repriced_share"], step=step).bars
        assert bar.low == low


def test_a_number_at_zero_moves_by_ten_steps_of_its_slider():
    """What is 0 has no tenth: it moves by ten steps, and the bar says how far."""
    bars = {bar.name: bar for bar in tornado(Scenario(), "arr_end", ["repriced_share", "commission_rate"]).bars}
    assert (bars["repriced_share"].low, bars["repriced_share"].high) == (0, pytest.approx(0.1))
    assert (bars["commission_rate"].low, bars["commission_rate"].high) == (0, pytest.approx(0.05))


def test_a_range_is_that_of_the_slider():
    """Over ranges each number goes from one end of its slider to the other."""
    for bar in tornado(SELF_SERVE, "arr_end", over="range").bars:
        assert (bar.low, bar.high) == LEVERS[bar.name].slider_range(bar.value)[:2]


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_bars_are_ranked_by_swing(outcome):
    """The widest bar comes first, and its swing spans the value as it is as well."""
    found = tornado(SELF_SERVE, outcome)
    swings = [bar.swing for bar in found.bars]
    assert swings == sorted(swings, key=lambda swing: -float(f"{swing:.9g}"))
    for bar in found.bars:
        three = bar.at_low, found.base, bar.at_high
        assert bar.swing == pytest.approx(max(three) - min(three), abs=1e-9 * max(map(abs, three)))


@pytest.mark.parametrize("rates", list(itertools.permutations(["lead_to_mql", "mql_to_sal", "sal_to_sql"])))
@pytest.mark.parametrize("plan", PRODUCTS)
def test_equal_swings_stay_in_the_order_given(plan, rates):
    """The rates of a funnel multiply, so that a tenth of each does the same but for rounding, which must not decide."""
    assert [bar.name for bar in tornado(plan, "sqls", rates).bars] == list(rates)


def test_what_changes_nothing_has_no_swing():
    """Rounding is no swing: a close rate depends on what is won of the resolved, not on traffic."""
    found = tornado(SELF_SERVE, "mqls_to_sqls")
    assert {bar.name for bar in found.bars if bar.swing} == {"mql_to_sal", "sal_to_sql"}


def test_infinite_swings_come_first_and_the_furthest_of_them_first():
    """A runway that can become endless ranks above finite ones, the shortest other end first."""
    found = tornado(SELF_SERVE, "runway")
    endless = [bar for bar in found.bars if math.isinf(bar.swing)]
    assert endless == list(found.bars[: len(endless)])
    assert len(endless) > 2
    shortest = [min(bar.at_low, bar.at_high) for bar in endless]
    assert shortest == sorted(shortest)
    assert all(str(bar.reason) == "∞: cash stays above 0 within the horizon" for bar in endless)


def test_from_an_endless_runway_the_shortest_comes_first():
    """Where the plan never runs out, what brings it down furthest ranks first, and what does not has no swing."""
    plan = SELF_SERVE.replace(opening_cash=800_000)
    found = tornado(plan, "runway", step=0.4)
    assert math.isinf(found.base)
    ends = [min(bar.at_low, bar.at_high) for bar in found.bars]
    assert ends == sorted(ends)
    assert math.isfinite(ends[0])
    assert all((bar.swing == 0) == math.isinf(end) for bar, end in zip(found.bars, ends, strict=True))


def test_undefined_outcomes_come_last_with_the_reason():
    """Without a win rate nobody is won: that bar is last, and says so."""
    last = tornado(SELF_SERVE, "cac", ["win_rate", "arpu", "sales_people"], over="range").bars[-1]
    assert (last.name, last.low) == ("win_rate", 0)
    assert math.isnan(last.swing)
    assert math.isnan(last.at_low)
    assert math.isfinite(last.at_high)
    assert str(last.reason) == "undefined: nobody was won in months 1 to 12"


def test_without_churn_lifetime_value_swings_only_with_what_ends_it():
    """At zero churn LTV is infinite whatever else moves: churn alone swings it."""
    found = tornado(Scenario(churn_rate=0), "ltv_revenue")
    assert [bar.name for bar in found.bars if bar.swing] == ["churn_rate"]
    assert found.bars[0].at_low == math.inf
    assert found.bars[0].at_high == pytest.approx(50 / 0.01)


def test_a_company_without_anything_has_a_tornado():
    """With no customers and no visitors every bar of CAC is undefined, and ARR swings with nothing but traffic."""
    assert all(math.isnan(bar.swing) for bar in tornado(IDLE, "cac").bars)
    assert [bar.name for bar in tornado(IDLE, "arr_end").bars if bar.swing] == ["marketing_spend"]


@given(scenarios(maximum=3), st.sampled_from(list(MEASURES)), st.sampled_from(["step", "range"]))
@corners("ltv_to_cac", "step")
def test_any_scenario_has_a_tornado(scenario, outcome, over):
    """Over any scenario values are valid, finite swings follow infinite ones, and undefined ones have a reason."""
    known = varying(scenario)
    found = tornado(scenario, outcome, known, over=over)
    for bar in found.bars:
        assert known[bar.name].minimum <= bar.low <= bar.high <= known[bar.name].maximum
        assert over == "range" or bar.low <= bar.value <= bar.high
        assert bool(bar.reason) == (not np.isfinite([bar.at_low, found.base, bar.at_high]).all())
    kinds = [2 if math.isnan(bar.swing) else 1 if math.isfinite(bar.swing) else 0 for bar in found.bars]
    assert kinds == sorted(kinds)


@pytest.mark.parametrize("step", [0, -0.1, math.nan, math.inf])
def test_a_step_is_above_zero(step):
    """A step of nothing, backwards or endless is refused."""
    with pytest.raises(ValueError, match="allowed is a number above 0"):
        tornado(SELF_SERVE, "arr_end", step=step)


# Elasticities


def test_elasticities_of_a_quotient():
    """Where all customers are alike LTV is in proportion to ARPU, in inverse proportion to churn, and depends on nothing else."""
    one = Scenario()
    found = elasticities(one, "ltv_revenue", varying(one))
    assert found.pop("All.arpu_index") == pytest.approx(1, abs=1e-6)
    assert found.pop("All.churn_index") == pytest.approx(-1, abs=1e-6)
    assert found.pop("arpu") == pytest.approx(1, abs=1e-6)
    assert found.pop("churn_rate") == pytest.approx(-1, abs=1e-6)
    assert {value for value in found.values() if not math.isnan(value)} == {0.0}


def test_what_only_rounding_moves_has_no_elasticity():
    """A win rate wins more through every channel alike: the mix, and with it LTV, hangs on it by the last digit alone."""
    found = elasticities(SELF_SERVE, "ltv_revenue", ["win_rate", "marketing_spend"])
    assert found["win_rate"] == 0
    assert found["marketing_spend"] != 0


def test_elasticity_of_spend_is_the_lever_of_that_name():
    """Paid visitors follow spend to the power of spend_elasticity."""
    paid = elasticities(SELF_SERVE.replace(spend_elasticity=0.6), "paid_visitors", ["marketing_spend"])
    assert paid["marketing_spend"] == pytest.approx(0.6, abs=1e-6)


@pytest.mark.parametrize("outcome", ["arr_end", "ltv_to_cac", "payback", "revenue_12"])
def test_elasticities_are_the_projections_one_by_one(outcome):
    """Each is the difference of two projections a hundredth of a per cent down and up."""
    base = outcome_of(SELF_SERVE, outcome)
    for name, found in elasticities(SELF_SERVE, outcome, ["Paid search.lead_index", *LEVERS]).items():
        value = SELF_SERVE.numbers()[name]
        if value == 0 or name == "ltv_months":  # undefined, and at no bound here
            continue
        down, up = (at(SELF_SERVE, outcome, **{name: value * (1 + way)}) for way in (-1e-4, 1e-4))
        assert found == pytest.approx((up - down) / base / 2e-4, abs=1e-7)


def test_an_elasticity_at_a_bound_looks_one_way():
    """A win rate of 1 can only fall: customers won fall with it, one for one."""
    assert elasticities(Scenario(win_rate=1), "new_customers")["win_rate"] == pytest.approx(1, abs=1e-6)


def test_where_there_is_no_per_cent_there_is_no_elasticity():
    """Undefined where the number is 0, and where the outcome is 0, infinite or undefined."""
    assert math.isnan(elasticities(SELF_SERVE, "arr_end")["repriced_share"])
    for plan, outcome in ((IDLE, "arr_end"), (Scenario(churn_rate=0), "ltv"), (IDLE, "cac")):
        assert all(math.isnan(value) for value in elasticities(plan, outcome).values())


@given(scenarios(maximum=3), st.sampled_from(list(MEASURES)))
@corners("ltv_to_cac")
def test_any_scenario_has_elasticities(scenario, outcome):
    """Over any scenario elasticities are finite, or NaN."""
    assert not any(math.isinf(value) for value in elasticities(scenario, outcome, varying(scenario)).values())


# Interactions


@pytest.mark.parametrize("outcome", ["arr_end", "cash_end", "ltv_to_cac", "payback"])
def test_interactions_are_the_projections_one_by_one(outcome):
    """Each pair is both moved, less each, plus none, projected by themselves; symmetric, with nothing on the diagonal."""
    found = interactions(SELF_SERVE, outcome)
    assert len(found.names) == 6
    base, moved = outcome_of(SELF_SERVE, outcome), dict(zip(found.names, found.moved.tolist(), strict=True))
    alone = {name: at(SELF_SERVE, outcome, **{name: moved[name]}) for name in found.names}
    np.testing.assert_allclose(found.alone, [alone[name] - base for name in found.names], atol=1e-9 * abs(base))
    for (i, one), (j, other) in itertools.combinations(enumerate(found.names), 2):
        both = at(SELF_SERVE, outcome, **{one: moved[one], other: moved[other]})
        assert found.matrix[i, j] == near(both - alone[one] - alone[other] + base, abs(base))
    np.testing.assert_array_equal(found.matrix, found.matrix.T)
    np.testing.assert_array_equal(np.diag(found.matrix), 0)


def test_the_six_are_those_of_the_tornado():
    """Unless told, pairs are of the six levers with the largest finite swing."""
    assert interactions(SELF_SERVE, "arr_end").names == tuple(b.name for b in tornado(SELF_SERVE, "arr_end").bars[:6])
    finite = [bar.name for bar in tornado(SELF_SERVE, "runway").bars if math.isfinite(bar.swing)]
    assert interactions(SELF_SERVE, "runway").names == tuple(finite[:6])


@pytest.mark.parametrize(("outcome", "ways"), [("ltv_to_cac", (1, -1, 1)), ("cac", (1, 1, 1)), ("leads", (1, 1, 1))])
def test_numbers_move_to_the_better_side(outcome, ways):
    """ARPU rises and churn falls where that is better; what makes no difference rises."""
    found = interactions(Scenario(), outcome, ["arpu", "churn_rate", "win_rate"])
    assert tuple(np.sign(found.moved - found.values)) == ways
    assert (found.alone * (1 if MEASURES[outcome].good == "up" else -1) >= 0).all()


def test_what_adds_up_does_not_interact():
    """Costs that do not touch each other have no more effect together than alone."""
    found = interactions(SELF_SERVE, "cash_end", ["product_cost", "admin_cost", "sales_people"])
    np.testing.assert_allclose(found.matrix, 0, atol=1e-6)


def test_infinite_outcomes_have_no_interactions():
    """Where LTV is infinite, pairs are undefined; without a finite swing the tornado's best still are."""
    found = interactions(Scenario(churn_rate=0), "ltv", ["arpu", "churn_rate"])
    assert np.isnan(found.matrix[0, 1])
    assert found.matrix[0, 0] == 0


def test_no_lever_or_one_has_no_pairs():
    """One lever has an empty matrix of one, none one of nothing."""
    assert interactions(SELF_SERVE, "arr_end", ["arpu"]).matrix.tolist() == [[0.0]]
    assert interactions(SELF_SERVE, "arr_end", []).matrix.shape == (0, 0)
    assert interactions(IDLE, "cac").names == ()


def test_the_same_question_has_the_same_answer():
    """Asked twice, answers agree in every digit."""
    assert tornado(SELF_SERVE, "arr_end") == tornado(SELF_SERVE, "arr_end")
    one, other = (grid(SELF_SERVE, "arpu", "churn_rate", "runway", 7) for _ in range(2))
    np.testing.assert_array_equal(one.z, other.z)


@pytest.mark.parametrize("ask", [tornado, elasticities, interactions])
def test_an_unknown_outcome_is_refused(ask):
    """An outcome that is not a measure is a KeyError."""
    with pytest.raises(KeyError, match="not a measure"):
        ask(SELF_SERVE, "happiness")
