"""Compare: every difference listed, and split so that the parts are fair and sum to it."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from model import LEVERS, MEASURES, Channel, Scenario, differences, project, summarize
from model.questions.compare import Attribution, one_at_a_time, shapley, table, why
from model.templates import TEMPLATES
from tests.strategies import OWN, corners, plausible, scenarios

SELF_SERVE, MID_MARKET = TEMPLATES["self_serve"].scenario, TEMPLATES["mid_market"].scenario
BASE = Scenario(arpu=50, churn_rate=0.05)
SEARCH = Channel("Search", spend_share=0.7, cost_per_visitor=3)
FRIENDS = Channel("Friends", spend_share=0.3, organic_visitors=900)
TWO = Scenario(channels=(SEARCH, FRIENDS))
TEN = (
    "arpu",
    "churn_rate",
    "win_rate",
    "marketing_spend",
    "visitor_to_lead",
    "expansion_rate",
    "sales_cycle",
    "support_cost",
    "lead_to_mql",
    "spend_elasticity",
)
CHANGED = SELF_SERVE.replace(**{name: getattr(SELF_SERVE, name) * 0.9 for name in TEN})


def outcome_of(scenario, outcome):
    """An outcome of one scenario, projected by itself."""
    return summarize(project(scenario))[outcome]


def parts(split):
    """The parts of a split by name."""
    return {part.name: part.value for part in split.parts}


def shapley_by_orders(outcome, baseline, changes):
    """Shapley values by their definition: every order of the changes, one projection a step."""
    added = dict.fromkeys(changes, 0.0)
    orders = list(itertools.permutations(changes))
    for order in orders:
        now, stands = baseline, outcome_of(baseline, outcome)
        for name in order:
            now = now.replace(**changes[name])
            added[name] += outcome_of(now, outcome) - stands
            stands = outcome_of(now, outcome)
    return {name: total / len(orders) for name, total in added.items()}


# Side by side


def test_a_table_lists_what_differs_between_any_two():
    """A lever is listed when any two scenarios differ in it, with the value each of them has."""
    sides = table({"A": BASE, "B": BASE.replace(arpu=60), "C": BASE.replace(arpu=60, start="2028-01")})
    assert sides.levers.to_dict("index") == {
        "start": {"A": "2027-01", "B": "2027-01", "C": "2028-01"},
        "arpu": {"A": 50.0, "B": 60.0, "C": 60.0},
    }


def test_a_table_tells_channels_apart():
    """Channels that some scenarios lack are listed, with None for the fields they cannot have."""
    more = TWO.replace(channels=(SEARCH.replace(motion="outbound"), FRIENDS.replace(lead_index=2)))
    alone = TWO.replace(channels=(SEARCH.replace(spend_share=1),))
    levers = table({"two": TWO, "more": more, "alone": alone}).levers
    assert levers.index.tolist() == ["channels", "Search.motion", "Search.spend_share", "Friends.lead_index"]
    assert levers.loc["channels"].tolist() == [("Search", "Friends"), ("Search", "Friends"), ("Search",)]
    assert levers.loc["Friends.lead_index"].tolist() == [1.0, 2.0, None]


def test_the_order_of_channels_is_no_difference():
    """The same channels in another order differ in nothing, and nothing is to be explained."""
    turned = TWO.replace(channels=(FRIENDS, SEARCH))
    assert table({"a": TWO, "b": turned}).levers.empty
    assert why("arr_end", TWO, turned).parts == ()


def test_a_table_holds_every_measure_of_each_scenario():
    """The outcomes are those of each scenario by itself, and differences are taken from the first."""
    sides = table({"plan": SELF_SERVE, "other": CHANGED, "elsewhere": MID_MARKET})
    assert sides.outcomes.index.tolist() == list(MEASURES)
    for name, scenario in (("plan", SELF_SERVE), ("other", CHANGED), ("elsewhere", MID_MARKET)):
        np.testing.assert_array_equal(sides.outcomes[name], list(summarize(project(scenario)).values()))
    np.testing.assert_array_equal(sides.differences["other"], sides.outcomes["other"] - sides.outcomes["plan"])


def test_infinite_outcomes_differ_infinitely_or_by_nothing_that_is_a_number():
    """From a number to infinite the difference is infinite, and between two infinite ones undefined."""
    endless = BASE.replace(churn_rate=0)
    sides = table({"plan": endless, "also": endless.replace(arpu=80), "leaky": BASE})
    assert sides.differences.loc["ltv"].tolist()[2] == -math.inf
    assert math.isnan(sides.differences.loc["ltv", "also"])


def test_money_in_two_currencies_is_not_subtracted():
    """Between currencies there is no difference of money, only of what is not money, and no explanation."""
    sides = table({"dollars": BASE, "euros": BASE.replace(currency="EUR", churn_rate=0.04)})
    assert math.isnan(sides.differences.loc["arr_end", "euros"])
    assert sides.differences.loc["customer_lifetime", "euros"] == pytest.approx(5)
    split = why("customer_lifetime", BASE, BASE.replace(currency="EUR", churn_rate=0.04))
    assert split.parts == ()
    assert str(split.reason) == "The scenarios are in different currencies, USD and EUR."


@pytest.mark.parametrize("count", [0, 7])
def test_a_table_has_one_to_six_scenarios(count):
    """None or more than six scenarios are refused."""
    with pytest.raises(ValueError, match="allowed is 1 to 6"):
        table({str(k): BASE for k in range(count)})


def test_one_scenario_stands_by_itself():
    """A table of one lists no levers, for it differs from nobody, and no differences."""
    alone = table({"plan": SELF_SERVE})
    assert alone.levers.empty
    assert alone.levers.columns.tolist() == ["plan"]
    assert alone.outcomes.loc["arr_end", "plan"] == summarize(project(SELF_SERVE))["arr_end"]
    assert alone.differences.loc["arr_end", "plan"] == 0


def test_six_scenarios_stand_side_by_side():
    """Six are the most that are shown, in the order given."""
    six = {f"{k}": BASE.replace(arpu=50 + k) for k in range(6)}
    assert table(six).levers.loc["arpu"].tolist() == [50, 51, 52, 53, 54, 55]


# Why: closed forms


def test_an_additive_outcome_gives_each_change_its_own():
    """Costs that do not touch each other take from cash just what each takes alone."""
    plan = Scenario(months=12, cost_growth=0, opening_cash=1e6)
    changed = plan.replace(product_cost=25_000, admin_cost=5_000, opening_cash=1.1e6)
    expected = {"opening_cash": 100_000, "product_cost": -12 * 5_000, "admin_cost": 12 * 1_000}
    assert parts(why("cash_end", plan, changed)) == pytest.approx(expected, rel=1e-9)
    alone = one_at_a_time("cash_end", plan, changed)
    assert parts(alone) == pytest.approx(expected, rel=1e-9)
    assert alone.interaction == pytest.approx(0, abs=1e-6)


def test_a_product_of_two_is_shared_by_the_mean_of_the_other():
    """Each factor gets its change times the mean of the other before and after."""
    split = why("ltv_revenue", BASE, Scenario(arpu=80, churn_rate=0.02))
    lifetimes = 1 / 0.05, 1 / 0.02
    assert parts(split)["arpu"] == pytest.approx((80 - 50) * sum(lifetimes) / 2)
    assert parts(split)["churn_rate"] == pytest.approx((lifetimes[1] - lifetimes[0]) * (50 + 80) / 2)


def test_a_product_of_three_is_shared_by_the_textbook_formula():
    """Of x y z, x gets its change times (2 y z + y Z + Y z + 2 Y Z) / 6, capitals after the change."""
    plan = Scenario(opening_customers=0, opening_mrr=0, opening_contacts=0, opening_pipeline=0, contact_to_lead=0)
    before, after = (0.2, 0.5, 0.4), (0.3, 0.4, 0.6)
    names = ("lead_to_mql", "mql_to_sal", "sal_to_sql")
    start, end = (plan.replace(**dict(zip(names, values, strict=True))) for values in (before, after))
    leads = summarize(project(plan))["leads"]
    found = parts(why("sqls", start, end))
    for k, name in enumerate(names):
        (y, z), (y_after, z_after) = ([s[j] for j in range(3) if j != k] for s in (before, after))
        mean = (2 * y * z + y * z_after + y_after * z + 2 * y_after * z_after) / 6
        assert found[name] == pytest.approx(leads * (after[k] - before[k]) * mean)


def test_the_value_of_a_game_is_the_textbooks():
    """A glove game: one left glove and two right ones; the left one is worth 2/3, each right one 1/6."""
    worth = np.array([0, 0, 0, 1, 0, 1, 0, 1], dtype=float)
    np.testing.assert_allclose(shapley(worth), [2 / 3, 1 / 6, 1 / 6], rtol=1e-12)


@given(st.integers(1, 6).flatmap(lambda n: st.lists(st.floats(-1e6, 1e6), min_size=2**n, max_size=2**n)))
def test_any_games_values_are_the_mean_over_orders(worth):
    """The sum over subsets is the mean over all orders, and efficient, for any game."""
    n = len(worth).bit_length() - 1
    mean = np.zeros(n)
    for order in itertools.permutations(range(n)):
        joined = 0
        for k in order:
            mean[k] += worth[joined | 1 << k] - worth[joined]
            joined |= 1 << k
    found = shapley(np.array(worth))
    np.testing.assert_allclose(found, mean / math.factorial(n), atol=1e-6)
    assert found.sum() == pytest.approx(worth[-1] - worth[0], abs=1e-6)


# Why: fairness on any scenarios


@st.composite
def pairs_of_scenarios(draw):
    """Two scenarios that differ in up to seven numbers, facts and channel fields among them."""
    plan = draw(scenarios(value=plausible, maximum=3))
    fields = [f"{channel.name}.{name}" for channel in plan.channels for name in OWN]
    able = {name: LEVERS[name] for name in LEVERS} | {name: OWN[name.rpartition(".")[2]] for name in fields}
    names = draw(st.lists(st.sampled_from(sorted(able)), max_size=7, unique=True))
    return plan, plan.replace(**{name: draw(plausible(able[name])) for name in names})


@given(pairs_of_scenarios(), st.sampled_from(["arr_end", "cash_end", "ltv_to_cac", "revenue_12", "customers"]))
def test_parts_sum_to_the_difference_of_both_projections(pair, outcome):
    """Parts sum to the difference of the two scenarios by themselves, whatever differs, as do single steps and the rest."""
    baseline, scenario = pair
    before, after = outcome_of(baseline, outcome), outcome_of(scenario, outcome)
    for split in (why(outcome, baseline, scenario), one_at_a_time(outcome, baseline, scenario)):
        if split.reason:
            assert split.parts == ()
            continue
        scale = max(abs(before), abs(after), *(abs(part.value) for part in split.parts), 1e-9)
        assert split.before == pytest.approx(before, rel=1e-9, abs=1e-9 * scale)
        assert split.after == pytest.approx(after, rel=1e-9, abs=1e-9 * scale)
        assert sum(parts(split).values()) + split.interaction == pytest.approx(split.difference, abs=1e-9 * scale)
        assert {part.name for part in split.parts} == set(differences(baseline, scenario))


@given(st.lists(st.sampled_from(TEN), min_size=3, max_size=4, unique=True), st.sampled_from(["arr_end", "payback"]))
@settings(max_examples=10)
def test_one_batch_is_the_projections_one_by_one(names, outcome):
    """The split from one batch is that of every order of the changes projected one by one."""
    changes = {name: {name: getattr(CHANGED, name)} for name in names}
    scenario = SELF_SERVE.replace(**{name: getattr(CHANGED, name) for name in names})
    expected = shapley_by_orders(outcome, SELF_SERVE, changes)
    assert parts(why(outcome, SELF_SERVE, scenario)) == pytest.approx(expected, rel=1e-9, abs=1e-6)


def test_what_changes_nothing_gets_nothing():
    """A lever the outcome does not depend on gets 0, exactly and by estimate."""
    scenario = CHANGED.replace(discount_rate=0.2)
    for rows in (4096, 256):
        assert parts(why("arr_end", SELF_SERVE, scenario, rows))["discount_rate"] == pytest.approx(0, abs=1e-6)


def test_equals_get_the_same():
    """Levers that do the same get the same part: costs of one kind, and rates that multiply."""
    plan = Scenario(product_cost=10_000, admin_cost=10_000, lead_to_mql=0.4, mql_to_sal=0.4)
    changed = plan.replace(product_cost=12_000, admin_cost=12_000, lead_to_mql=0.5, mql_to_sal=0.5, arpu=70)
    found = parts(why("cash_end", plan, changed))
    assert found["product_cost"] == pytest.approx(found["admin_cost"])
    assert found["lead_to_mql"] == pytest.approx(found["mql_to_sal"])


@given(st.sampled_from(TEN), st.sampled_from(["arr_end", "cash_low", "ltv_to_cac", "payback"]))
def test_one_change_is_the_whole_difference(name, outcome):
    """What differs in one lever differs because of that lever."""
    scenario = SELF_SERVE.replace(**{name: getattr(CHANGED, name)})
    split = why(outcome, SELF_SERVE, scenario)
    assert [part.name for part in split.parts] == [name]
    assert split.parts[0].value == pytest.approx(split.difference)
    assert one_at_a_time(outcome, SELF_SERVE, scenario).interaction == pytest.approx(0, abs=1e-9)


def test_the_same_scenario_twice_has_no_parts():
    """Scenarios that are equal, or that start or end in different months, differ by 0 and nothing causes it."""
    for other in (
        BASE,
        BASE.replace(start="2030-05"),
        BASE.replace(months=6),
        BASE.replace(start="2030-05", months=120),
    ):
        split = why("arr_end", BASE, other)
        now = outcome_of(other, "arr_end")
        assert split == Attribution("arr_end", now, now)
        assert one_at_a_time("arr_end", BASE, other) == split


@given(st.integers(6, 120), st.sampled_from(["arr_end", "cash_end", "runway", "ltv_to_cac"]))
def test_both_are_looked_at_over_the_same_months(months, outcome):
    """However far one looks, the split is that of two scenarios that end in the month in which the second does."""
    moved = SELF_SERVE.replace(churn_rate=0.03, arpu=70)
    for explain in (why, one_at_a_time):
        split = explain(outcome, SELF_SERVE, moved.replace(months=months, start="2031-02"))
        assert split == explain(outcome, SELF_SERVE.replace(months=months), moved.replace(months=months))


def test_the_largest_part_comes_first():
    """Parts are ranked by size, whichever way they go."""
    sizes = [abs(part.value) for part in why("arr_end", SELF_SERVE, CHANGED).parts]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) == len(TEN)


# Why: what moves together


@pytest.mark.parametrize("first", [0.31, 0.27, 0.44])
@pytest.mark.parametrize("more", [1.1, 1.2, 1.5])
def test_equal_parts_stay_in_the_order_of_the_funnel(first, more):
    """Three rates that rise alike have equal parts but for rounding, which must not decide."""
    plan = Scenario(lead_to_mql=first, mql_to_sal=0.53, sal_to_sql=0.43)
    rates = ("lead_to_mql", "mql_to_sal", "sal_to_sql")
    raised = plan.replace(**{name: getattr(plan, name) * more for name in rates})
    for split in (why, one_at_a_time):
        assert tuple(part.name for part in split("new_customers", plan, raised).parts) == rates


def test_spend_shares_are_one_change():
    """Spend moved from one channel to another is one change, with the whole difference."""
    moved = TWO.replace(**{"Search.spend_share": 0.2, "Friends.spend_share": 0.8})
    split = why("arr_end", TWO, moved)
    assert parts(split) == pytest.approx({"spend_share": outcome_of(moved, "arr_end") - outcome_of(TWO, "arr_end")})


@pytest.mark.parametrize(
    "channels",
    [
        (SEARCH.replace(spend_share=1),),
        (SEARCH.replace(spend_share=0.4), FRIENDS, Channel("Fairs", "outbound", spend_share=0.3)),
        (SEARCH, FRIENDS.replace(name="Word of mouth")),
        (SEARCH.replace(motion="outbound", spend_share=0.5), FRIENDS.replace(spend_share=0.5)),
    ],
    ids=["removed", "added", "renamed", "another motion"],
)
@pytest.mark.parametrize("outcome", ["arr_end", "inbound_roi"])
def test_channels_are_one_change_beside_their_fields(channels, outcome):
    """Channels that come, go or change sides are one change; a field of one that stays is another."""
    scenario = TWO.replace(channels=channels, arpu=70, **{"Search.cost_per_visitor": 2})
    stays = {"channels": scenario.replace(**{"Search.cost_per_visitor": 3}).channels}

    def step(made):
        now = TWO.replace(**(stays if "channels" in made else {}))
        now = now.replace(arpu=70) if "arpu" in made else now
        return now.replace(**{"Search.cost_per_visitor": 2}) if "Search.cost_per_visitor" in made else now

    names = ["arpu", "channels", "Search.cost_per_visitor"]
    subsets = [[name for k, name in enumerate(names) if c >> k & 1] for c in range(8)]
    worth = shapley(np.array([outcome_of(step(made), outcome) for made in subsets]))
    split = why(outcome, TWO, scenario)
    assert parts(split) == pytest.approx(dict(zip(names, worth, strict=True)), rel=1e-9, abs=1e-6)


def test_two_companies_are_told_apart():
    """Two templates, alike in next to nothing, are split into parts that sum to the difference."""
    split = why("arr_end", SELF_SERVE, MID_MARKET)
    assert not split.exact
    assert sum(parts(split).values()) == pytest.approx(split.difference)
    assert "channels" in parts(split)


# Why: the estimate


def test_an_estimate_is_within_its_error_of_the_exact_split():
    """With too few rows for all subsets the parts are estimated, mostly within two and always four standard errors."""
    misses = 0
    for outcome in ("arr_end", "cash_end", "ltv_to_cac"):
        exact, estimate = parts(why(outcome, SELF_SERVE, CHANGED)), why(outcome, SELF_SERVE, CHANGED, rows=500)
        assert not estimate.exact
        for part in estimate.parts:
            off, rounding = abs(part.value - exact[part.name]), 1e-9 * abs(estimate.before)
            assert off <= 4 * part.error + rounding, part
            misses += off > 2 * part.error + rounding
        assert sum(parts(estimate).values()) == pytest.approx(estimate.difference)
    assert misses <= 4


def test_an_estimate_is_better_with_more_rows():
    """Eight times the rows make the errors about a third."""
    few, many = (why("arr_end", SELF_SERVE, CHANGED, rows) for rows in (100, 800))
    errors = [sum(part.error for part in split.parts) for split in (few, many)]
    assert 0.15 < errors[1] / errors[0] < 0.8


def test_an_estimate_of_an_additive_outcome_is_exact():
    """Where the order does not matter, any order tells the truth: no error but rounding."""
    plan = Scenario(months=12)
    scenario = plan.replace(product_cost=25_000, admin_cost=5_000, opening_cash=1e5, sales_people=7_000)
    split = why("cash_end", plan, scenario, rows=8)
    assert parts(split) == pytest.approx(parts(why("cash_end", plan, scenario)))
    assert max(part.error for part in split.parts) < 1e-6


def test_an_order_and_its_reverse_are_exact_for_pairs():
    """What two levers do only together is halved between them by any order and its reverse: no error but rounding."""
    changed = BASE.replace(arpu=80, churn_rate=0.02, win_rate=0.3, sales_people=1_000, admin_cost=0)
    split = why("ltv_revenue", BASE, changed, rows=16)
    assert not split.exact
    assert parts(split) == pytest.approx(parts(why("ltv_revenue", BASE, changed)), abs=1e-9)
    assert max(part.error for part in split.parts) < 1e-9


def test_twelve_changes_are_exact_and_thirteen_are_not():
    """All subsets of twelve changes are projected; of thirteen a sample."""
    twelve = CHANGED.replace(mql_to_sal=0.7, organic_growth=0.02)
    assert why("mrr_end", SELF_SERVE, twelve).exact
    assert not why("mrr_end", SELF_SERVE, twelve.replace(sal_to_sql=0.5)).exact


def test_the_same_question_has_the_same_answer():
    """Estimates are seeded: asked twice they agree in every digit."""
    assert why("arr_end", SELF_SERVE, MID_MARKET) == why("arr_end", SELF_SERVE, MID_MARKET)


# Why: what is no number


@pytest.mark.parametrize("split", [why, one_at_a_time])
def test_an_infinite_end_has_no_parts(split):
    """A difference to infinite is not split, and the reason is the measure's own."""
    told = split("ltv", BASE, Scenario(arpu=70, churn_rate=0))
    assert (told.parts, told.after, told.difference) == ((), math.inf, math.inf)
    assert str(told.reason) == "LTV is ∞: at zero churn customers pay for ever."


@pytest.mark.parametrize("split", [why, one_at_a_time])
def test_an_infinite_step_in_between_has_no_parts(split):
    """Where only some of the changes made give an infinite outcome, it says that it is in between."""
    told = split("payback", BASE.replace(arpu=5_000), BASE.replace(arpu=50_000, support_cost=30_000))
    assert math.isfinite(told.difference)
    assert told.parts == ()
    assert str(told.reason).startswith(
        "With only some of the changes made, CAC payback is never: a customer earns less"
    )


def test_an_undefined_outcome_has_no_parts():
    """Where nobody is won there is no CAC to split, also by estimate."""
    for rows in (4096, 64):
        told = why("cac", SELF_SERVE, CHANGED.replace(win_rate=0), rows)
        assert str(told.reason) == "CAC is undefined: nobody was won in months 1 to 12."
        assert told.parts == ()


@given(scenarios(maximum=3), scenarios(maximum=3), st.sampled_from(list(MEASURES)))
@corners(Scenario(), "ltv_to_cac")
def test_any_two_scenarios_are_split_or_say_why_not(baseline, scenario, outcome):
    """Between any two valid scenarios every part is a number, or there are none and a reason is given."""
    assume(baseline.months < 40 and scenario.months < 40)
    for split in (why(outcome, baseline, scenario, rows=64), one_at_a_time(outcome, baseline, scenario)):
        assert bool(split.reason) or all(math.isfinite(part.value + part.error) for part in split.parts)
        assert not (split.reason and split.parts)


def test_an_unknown_outcome_is_refused():
    """An outcome that is not a measure is a KeyError."""
    with pytest.raises(KeyError, match="not a measure"):
        why("happiness", BASE, SELF_SERVE)
