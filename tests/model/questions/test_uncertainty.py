"""How sure we are: ranges, correlations, futures and what they say, against closed forms and plain chance."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import FACTS, LEVERS, InvalidScenario, Scenario, project, summarize
from model.levers import CHANNEL_FIELDS
from model.questions import uncertainty as module
from model.questions.goal import Goal
from model.questions.uncertainty import Range, correlation_matrix, draw, normal_quantile, simulate
from tests.companies import SHOP
from tests.strategies import plausible

NORMAL = NormalDist()
RANGES = (
    Range("churn_rate", 0.025, 0.045),
    Range("visitor_to_lead", 0.02, 0.036),
    Range("win_rate", 0.22, 0.38),
    Range("arpu", 55, 72),
    Range("organic_growth", -0.005, 0.025),
    Range("marketing_spend", 11_000, 18_000),
)
MOVABLE = {name: lever for name, lever in (FACTS | LEVERS).items() if not lever.whole}


@pytest.fixture(scope="module")
def made():
    """Ten thousand futures of the shop with a goal."""
    return simulate(SHOP, RANGES, {("arpu", "churn_rate"): 0.4}, goal=Goal("mrr", 120_000, by_month=30))


# The normal distribution and ranges


def test_normal_quantile_is_that_of_the_standard_library():
    """Wichura's approximation agrees with the standard library's from one tail to the other."""
    p = np.concatenate([10.0 ** -np.arange(1, 17), np.linspace(0.001, 0.999, 997), 1 - 2.0 ** -np.arange(1, 53)])
    assert normal_quantile(p) == pytest.approx([NORMAL.inv_cdf(x) for x in p], rel=1e-13, abs=1e-15)
    assert float(normal_quantile(0.9)) == pytest.approx(module._DECILE, rel=1e-15)


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("arpu", "log-normal"),
        ("opening_customers", "log-normal"),
        ("All.cost_per_visitor", "log-normal"),
        ("churn_rate", "logit-normal"),
        ("organic_growth", "logit-normal"),
        ("sales_cycle", "logit-normal"),
        ("All.lead_index", "logit-normal"),
        ("opening_cash", "normal, clipped"),
    ],
)
def test_the_family_fits_the_number(name, family):
    """Money and counts are log-normal, what is bounded logit-normal, cash normal."""
    declared = module._declared(name)
    low, high = (declared.minimum + part * (min(declared.maximum, 1e4) - declared.minimum) for part in (0.2, 0.4))
    assert Range(name, low, high).family == family
    assert Range(name, low, low).family == "fixed"


@given(st.sampled_from(sorted(MOVABLE | {f"All.{name}": field for name, field in CHANNEL_FIELDS.items()})), st.data())
def test_low_and_high_are_the_deciles_and_values_are_valid(name, data):
    """For any range of any number: 10 % below low, 90 % below high, monotone between, and never out of bounds."""
    declared = module._declared(name)
    low, high = sorted(data.draw(st.tuples(plausible(declared), plausible(declared))))
    found = Range(name, low, high)
    values = found.quantile(np.linspace(0.001, 0.999, 999))
    assert values[99] == pytest.approx(low, rel=1e-9, abs=1e-9)
    assert values[899] == pytest.approx(high, rel=1e-9, abs=1e-9)
    assert values[499] == pytest.approx(found.median, rel=1e-9, abs=1e-12)
    assert (np.diff(values) >= 0).all()
    for value in found.at([-40.0, -9.0, 0.0, 9.0, 40.0]):
        declared.check(float(value))


def test_quantiles_of_the_families_closed_form():
    """exp, logistic and straight line of the normal quantile between the deciles' logarithms, log odds and values."""
    p = np.array([0.05, 0.25, 0.5, 0.75, 0.99])
    score = np.array([NORMAL.inv_cdf(x) for x in p]) / NORMAL.inv_cdf(0.9)
    assert Range("arpu", 20, 80).quantile(p) == pytest.approx(40 * 2.0**score)
    odds = 1 / 6 * 1.5**score  # deciles 10 % and 20 %: odds 1/9 and 1/4
    assert Range("win_rate", 0.1, 0.2).quantile(p) == pytest.approx(odds / (1 + odds))
    assert Range("opening_cash", -1e5, 3e5).quantile(p) == pytest.approx(1e5 + 2e5 * score)
    assert Range("commission_rate", 0, 0.2).quantile(p) == pytest.approx(np.maximum(0.1 + 0.1 * score, 0))


def test_a_range_from_a_bound_has_a_tenth_on_it():
    """With low at 0 a tenth of the futures is exactly 0, and with high at 1 a tenth exactly 1."""
    values = draw(SHOP, [Range("win_rate", 0, 1), Range("admin_cost", 0, 5000)], futures=1000)
    assert (
        (values["win_rate"] == 0).sum() == (values["win_rate"] == 1).sum() == (values["admin_cost"] == 0).sum() == 100
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("arpu", 60, 50), "arpu runs from 60 to 50; low is at most high"),
        (("churn_rate", 0.02, 4), "high of the range: churn_rate is 4; allowed is 0 to 1"),
        (("arpu", 0, 50), "low of the range: arpu is 0; allowed is 0.01"),
        (("churn", 0, 1), "did you mean churn_rate"),
        (("Paid.lead_indx", 0, 1), "did you mean Paid.lead_index"),
        (("arpu", "40", 50), "not a number"),
        (("arpu", 40, math.nan), "not a finite number"),
    ],
)
def test_what_is_no_range_is_refused_in_words(arguments, words):
    """Bounds, order and names are checked when a range is made."""
    with pytest.raises(InvalidScenario, match=words):
        Range(*arguments)


@pytest.mark.parametrize(
    ("ranges", "words"),
    [
        ([], "no lever has a range"),
        ([Range("arpu", 40, 50), Range("arpu", 40, 60)], "arpu has 2 ranges"),
        ([Range("TV.lead_index", 0.5, 1)], "no channel 'TV'"),
        ([Range("Social.spend_share", 0.1, 0.3)], "cannot move alone"),
        ([Range("months", 12, 24)], "length of the projection"),
    ],
)
def test_ranges_that_do_not_fit_the_scenario_are_refused(ranges, words):
    """None, two of one lever, unknown channels and numbers that cannot move alone are refused."""
    with pytest.raises(InvalidScenario, match=words):
        simulate(SHOP, ranges)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"futures": 0}, "futures is 0; allowed is a whole number from 1 to 100,000"),
        ({"futures": 100_001}, "futures is 100001"),
        ({"futures": 10.5}, "futures is 10.5"),
        ({"seed": -1}, "seed is -1"),
        ({"series": ["mrrr"]}, "did you mean mrr"),
        ({"series": ["runway"]}, "one number a plan"),
        ({"outcomes": ["arr_ende"]}, "did you mean arr_end"),
    ],
)
def test_what_cannot_be_simulated_is_refused(more, words):
    """Numbers of futures, seeds and names that cannot be say so."""
    with pytest.raises(ValueError, match=words):
        simulate(SHOP, RANGES, **more)


# Correlations


def spearman(x, y):
    """Rank correlation of two arrays without ties."""
    return np.corrcoef(np.argsort(np.argsort(x)), np.argsort(np.argsort(y)))[0, 1]


@pytest.mark.parametrize("rho", [-0.9, -0.3, 0.0, 0.5, 0.99])
def test_rank_correlation_of_the_copula(rho):
    """The rank correlation of two levers is 6/π asin(ρ/2), whatever their distributions."""
    values = draw(SHOP, RANGES, {("arpu", "win_rate"): rho}, futures=20_000)
    assert spearman(values["arpu"], values["win_rate"]) == pytest.approx(6 / math.pi * math.asin(rho / 2), abs=0.02)
    assert spearman(values["arpu"], values["churn_rate"]) == pytest.approx(0, abs=0.02)


def test_pairs_and_matrix_say_the_same():
    """Correlations as pairs in either order or as a matrix in the order of the ranges give the same futures."""
    matrix = np.eye(6)
    matrix[0, 3] = matrix[3, 0] = 0.4
    by_pair = draw(SHOP, RANGES, {("arpu", "churn_rate"): 0.4}, futures=500)
    for other in ({("churn_rate", "arpu"): 0.4}, matrix, matrix.tolist()):
        same = draw(SHOP, RANGES, other, futures=500)
        assert all(np.array_equal(by_pair[name], same[name]) for name in by_pair)


@pytest.mark.parametrize(
    ("correlations", "words"),
    [
        ({("arpu", "win_rate"): 0.9, ("arpu", "churn_rate"): 0.9, ("win_rate", "churn_rate"): -0.9},
         "arpu, win_rate, churn_rate contradict each other.*smallest eigenvalue -0.8"),
        ({("arpu", "win_rate"): 1.0}, "arpu, win_rate contradict"),
        ({("arpu", "win_rate"): 1.2}, "arpu and win_rate is 1.2; allowed is -1 to 1"),
        ({("arpu", "win_rate"): math.nan}, "is nan"),
        ({("arpu", "support_cost"): 0.2}, "support_cost is correlated, but has no range"),
        ({("arpu", "arpu"): 0.2}, "two levers"),
        ({"arpu": 0.2}, "two levers"),
        ({("arpu", "win_rate"): 0.2, ("win_rate", "arpu"): 0.3}, "given twice"),
        (np.eye(2), r"shape \(2, 2\); 3 ranges"),
        (np.diag([1.0, 1.0, 0.5]), "symmetric, with 1 on its diagonal"),
        ([[1, 0.1, 0], [0.2, 1, 0], [0, 0, 1]], "symmetric"),
    ],
)  # fmt: skip
def test_correlations_that_cannot_be_are_refused(correlations, words):
    """What contradicts itself, or is no correlation of two ranges, says which levers and why."""
    with pytest.raises(ValueError, match=words):
        correlation_matrix(["arpu", "win_rate", "churn_rate"], correlations)


# Draws


def test_every_slice_of_a_batch_is_drawn_once():
    """A batch of 500 has one future in each five-hundredth of every lever's distribution."""
    values = draw(SHOP, RANGES, futures=10_000)
    for found in RANGES:
        ends = found.quantile(np.arange(1, 500) / 500)
        for batch in values[found.lever].reshape(20, 500):
            assert (np.bincount(np.searchsorted(ends, batch), minlength=500) == 1).all()


PINNED = {
    "arpu": [67.83844484329202, 60.24887717951552],
    "churn_rate": [0.045943023844236125, 0.029288632782219746],
    "visitor_to_lead": [0.026148655877745595, 0.023239915540076272],
    "win_rate": [0.3717267796953824, 0.2516102089069137],
}
PINNED_MRR = [127863.46645648213, 97182.0144898739]


def test_pinned_draws():
    """The same seed gives these numbers on every machine and with every release."""
    values = draw(SHOP, RANGES[:4], {("arpu", "churn_rate"): 0.4}, futures=1000, seed=7)
    for name, pinned in PINNED.items():
        assert values[name][:2].tolist() == pytest.approx(pinned, rel=1e-9), name
    p = project(SHOP, {name: found[:2] for name, found in values.items()})
    assert p["mrr"][:, -1].tolist() == pytest.approx(PINNED_MRR, rel=1e-9)


def test_the_order_of_ranges_and_other_ranges_change_nothing():
    """Permuted ranges give the same futures to the last bit, and a range more leaves the others as they are."""
    one = draw(SHOP, RANGES, {("arpu", "churn_rate"): 0.4}, futures=700)
    other = draw(SHOP, RANGES[::-1], {("arpu", "churn_rate"): 0.4}, futures=700)
    more = draw(SHOP, [Range("repriced_share", 0.1, 0.3), *RANGES], {("arpu", "churn_rate"): 0.4}, futures=700)
    for name, values in one.items():
        assert np.array_equal(values, other[name])
        assert np.array_equal(values, more[name])


def test_another_seed_gives_other_futures():
    """Seeds differ, and so do levers of one seed."""
    one, other = (draw(SHOP, RANGES, futures=500, seed=seed) for seed in (1, 2))
    for name, values in one.items():
        assert not np.any(values == other[name])
    assert abs(spearman(one["arpu"], one["win_rate"])) < 0.15


def test_steadier_than_plain_chance():
    """Over thirty seeds the mean ARR scatters less than a third as much as with plain draws, quantiles no more."""
    rng = np.random.default_rng(1)
    stratified, plain = [], []
    for seed in range(30):
        by_chance = {r.lever: r.quantile(rng.random(1000)) for r in RANGES}
        for values, into in ((draw(SHOP, RANGES, futures=1000, seed=seed), stratified), (by_chance, plain)):
            found = summarize(project(SHOP, values))["arr_end"]
            into.append([found.mean(), *np.quantile(found, [0.1, 0.5, 0.9])])
    ratio = np.std(stratified, axis=0) / np.std(plain, axis=0)
    assert ratio[0] < 1 / 3
    assert (ratio[1:] < 1.25).all()


# Futures


def test_futures_are_scenarios(made):
    """Each row of the audit trail is the scenario with those levers, projected by itself."""
    assert list(made.draws) == [*(r.lever for r in RANGES), *module.OUTCOMES, "goal_met"]
    assert made.draws.index[0] == 1
    for future in (1, 2048, 2049, 10_000):
        row = made.draws.loc[future]
        alone = project(SHOP.replace(**{r.lever: float(row[r.lever]) for r in RANGES}))
        for name in module.OUTCOMES:
            assert row[name] == pytest.approx(summarize(alone)[name], rel=1e-9), name
        assert row["goal_met"] == (alone["mrr"][29] >= 120_000)
        assert made.series["cash"][future - 1] == pytest.approx(alone["cash"], rel=1e-9)


def test_quantiles_go_through_a_straight_line():
    """Cash at the end falls by 36 × admin cost: its quantiles are those of the cost, through that line."""
    scenario = SHOP.replace(cost_growth=0)
    found = Range("admin_cost", 6_000, 14_000)
    made = simulate(scenario, [found], outcomes=["cash_end"])
    plan = summarize(project(scenario))["cash_end"]
    for q in (0.05, 0.1, 0.5, 0.9, 0.95):
        estimate = made.quantile("cash_end", q)
        line = plan - 36 * (float(found.quantile(1 - q)) - 9_000)
        assert estimate.value == pytest.approx(line, abs=max(6 * estimate.error, 1))
        assert estimate.error < 0.002 * 36 * 8_000
    fan = made.fan("cash")
    assert fan.iloc[-1][0.5] == pytest.approx(plan - 36 * (found.median - 9_000), abs=500)


def test_the_fan_is_quantiles_by_month(made):
    """The fan agrees with numpy's quantiles in every month, any quantile can be asked for, and they do not cross."""
    fan = made.fan("mrr", (0.01, *module.FAN, 0.999))
    assert fan.index.equals(project(SHOP).calendar)
    assert fan.to_numpy() == pytest.approx(np.quantile(made.series["mrr"], list(fan), axis=0).T, rel=1e-12)
    assert (np.diff(fan.to_numpy(), axis=1) > 0).all()
    assert list(made.fan("cash")) == list(module.FAN)


def test_the_fan_of_a_series_that_is_not_always_defined():
    """Months in which a ratio is undefined are left out; where it always is, the fan is NaN, and inf stays inf."""
    made = simulate(SHOP, RANGES[:2], futures=500, series=["magic_number", "burn_multiple"])
    fan = made.fan("magic_number")
    assert fan.iloc[:5].isna().all(axis=None)
    assert fan.iloc[5:].notna().all(axis=None)
    series = made.series["burn_multiple"]
    defined = series[:, 20][~np.isnan(series[:, 20])]
    assert made.fan("burn_multiple").iloc[20][0.25] == pytest.approx(np.quantile(defined, 0.25))
    ascending = np.array([[-math.inf, 1.0, math.inf, math.inf]])
    found = [float(module._quantile(ascending, q)[0]) for q in (0.1, 1 / 3, 0.5, 1.0)]
    assert found == [-math.inf, 1.0, math.inf, math.inf]


def test_chances_are_shares(made):
    """The chance of the goal, of no cash by each month and of never breaking even are counted from the futures."""
    assert made.chance_of_goal.value == np.mean(made.goal_values >= 120_000)
    short = made.series["cash"] < 0
    assert made.chance_out_of_cash.value == pytest.approx(np.logical_or.accumulate(short, axis=1).mean(axis=0))
    assert made.chance_of_never_breaking_even.value == np.mean(made.outcomes["break_even"] == math.inf)
    assert made.chance_out_of_cash.error.shape == (36,)


def test_certain_and_impossible_keep_an_error():
    """A chance of 0 or 1 is known to one in the number of futures, not exactly."""
    made = simulate(SHOP, RANGES, futures=500, goal=Goal("arr_end", 1))
    assert (made.chance_of_goal.value, made.chance_of_goal.error) == (1.0, 1 / 500)
    assert made.chance_out_of_cash.value[0] == 0
    assert made.chance_out_of_cash.error[0] == 1 / 500
    assert simulate(SHOP.replace(opening_cash=-1), RANGES, futures=50).chance_out_of_cash.value.tolist() == [1.0] * 36
    with pytest.raises(ValueError, match="without a goal"):
        _ = simulate(SHOP, RANGES, futures=50).chance_of_goal


def test_in_the_red_today_is_out_of_cash_in_every_month():
    """Cash below 0 today counts from month 1, also where that month already brings it back above."""
    rich = SHOP.replace(opening_cash=-1, product_cost=0, admin_cost=0, marketing_people=0)
    made = simulate(rich, RANGES, futures=50)
    assert (made.series["cash"] > 0).all()
    assert made.chance_out_of_cash.value.tolist() == [1.0] * 36


def test_sampling_errors_are_the_scatter_between_seeds():
    """What one run says about its error is how much forty runs differ."""
    runs = [simulate(SHOP, RANGES, futures=2000, seed=s, series=(), goal=Goal("arr_end", 1.5e6)) for s in range(40)]
    for read in (
        lambda run: run.chance_of_goal,
        lambda run: run.quantile("arr_end", 0.1),
        lambda run: run.quantile("cash_low", 0.5),
        lambda run: run.mean("arr_end"),
    ):
        estimates = [read(run) for run in runs]
        scatter = np.std([e.value for e in estimates], ddof=1)
        assert 0.65 < np.mean([e.error for e in estimates]) / scatter < 1.5


def test_undefined_outcomes_are_left_out_and_counted():
    """Where nobody may be won, CAC is undefined in a tenth of the futures: said, and left out of its quantiles."""
    scenario = SHOP.replace(opening_pipeline=0)
    made = simulate(scenario, [Range("win_rate", 0, 0.5)], futures=1000, outcomes=["cac", "runway"])
    assert made.defined("cac").value == pytest.approx(0.9)
    assert math.isfinite(made.quantile("cac", 0.99).value)
    assert made.quantile("runway", 0.999).value >= made.quantile("runway", 0.001).value
    assert [i.lever for i in made.matters("cac")] == ["win_rate"]


def test_infinite_outcomes_stay_infinite():
    """With runway beyond the horizon in most futures its upper quantiles and its mean are infinite, without a warning."""
    made = simulate(SHOP, [Range("opening_cash", 5e5, 1e6)], futures=1000)
    assert made.quantile("runway", 0.9).value == math.inf
    assert math.isfinite(made.quantile("runway", 0.1).value)
    assert made.mean("runway").value == math.inf
    counted = module._ranks(np.minimum(made.outcomes["runway"], 1e9))
    expected = np.corrcoef(module._ranks(made.values["opening_cash"]), counted)[0, 1]
    assert 0.5 < expected < 0.99
    assert made.matters("runway")[0].rank_correlation == pytest.approx(expected)


# Which uncertainty matters


def test_first_order_shares_of_a_sum_closed_form():
    """Of a sum of normals with variances a and b the rank share of one is 6/π asin(a / (a + b) / 2)."""
    x, y = (normal_quantile(module._stratified(name, 20_000, 1)) for name in "xy")
    total = module._ranks(2 * x - y)
    for values, share, sign in ((x, 0.8, 1), (y, 0.2, -1)):
        found = module._influence("x", values, total)
        assert found.share == pytest.approx(6 / math.pi * math.asin(share / 2), abs=0.02)
        assert found.rank_correlation == pytest.approx(sign * 6 / math.pi * math.asin(math.sqrt(share) / 2), abs=0.02)


def test_chance_alone_makes_no_share():
    """Levers that have nothing to do with an outcome get a share of nearly 0, not one for each slice."""
    outcome = module._ranks(module._stratified("outcome", 1000, 1))
    shares = [module._influence("x", module._stratified(f"x{k}", 1000, 1), outcome).share for k in range(40)]
    assert min(shares) == 0
    assert np.mean(shares) < 0.008


def test_what_does_not_matter_has_no_share(made):
    """Marketing spend hardly touches LTV, by the mix it buys; a lever of width zero has no influence; all is ordered by share."""
    ranges = (Range("arpu", 50, 70), Range("marketing_spend", 1e4, 2e4), Range("churn_rate", 0.03, 0.03))
    found = simulate(SHOP, ranges, outcomes=["ltv", "account_cost"], futures=5000)
    shares = {i.lever: i.share for i in found.matters("ltv")}
    assert shares["arpu"] > 0.99
    assert shares["marketing_spend"] < 0.02
    assert shares["churn_rate"] == 0
    assert all(math.isnan(i.share) for i in found.matters("account_cost"))
    ordered = [i.share for i in made.matters("arr_end")]
    assert ordered == sorted(ordered, reverse=True)


def test_a_lever_that_matters_both_ways_is_seen_by_its_share():
    """Where an outcome turns with the lever, the rank correlation is near 0 and the share is not."""
    x = normal_quantile(module._stratified("x", 10_000, 1))
    found = module._influence("x", x, module._ranks(x * x))
    assert abs(found.rank_correlation) < 0.03
    assert found.share > 0.99


def test_the_middle_against_the_plan(made):
    """The plan is read from the scenario, the median from the futures; an outcome untouched equals the plan in all."""
    middle = made.middle("arr_end")
    assert middle.plan == summarize(project(SHOP))["arr_end"]
    assert middle.median.value == pytest.approx(np.median(made.outcomes["arr_end"]), rel=1e-12)
    assert middle.at_least_plan.value == pytest.approx(np.mean(made.outcomes["arr_end"] >= middle.plan))
    untouched = simulate(SHOP, [Range("product_cost", 3e4, 4e4)], outcomes=["arr_end"], futures=100).middle("arr_end")
    assert untouched.at_least_plan.value == 1


# Invariances and corners


def test_the_currency_changes_nothing_but_money():
    """In a currency worth half every chance, rank and share stays, and money doubles."""
    k = 2.0
    money = [name for name, lever in (LEVERS | FACTS).items() if lever.unit.kind == "money"]
    changes = {name: getattr(SHOP, name) * k for name in money}
    changes |= {
        f"{c.name}.{n}": getattr(c, n) * k for c in SHOP.channels for n in ("reference_spend", "cost_per_visitor")
    }
    ranges = [Range(r.lever, r.low * k, r.high * k) if r.lever in money else r for r in RANGES]
    one = simulate(SHOP, RANGES, futures=1000, goal=Goal("arr_end", 1.5e6))
    other = simulate(SHOP.replace(**changes), ranges, futures=1000, goal=Goal("arr_end", 1.5e6 * k))
    assert other.chance_of_goal.value == one.chance_of_goal.value
    assert other.fan("cash").to_numpy() == pytest.approx(one.fan("cash").to_numpy() * k, rel=1e-9)
    for a, b in zip(one.matters("arr_end"), other.matters("arr_end"), strict=True):
        assert (a.lever, a.share) == (b.lever, pytest.approx(b.share))


def test_ranges_of_width_zero_are_the_plan():
    """Where nothing is uncertain every future is the plan."""
    made = simulate(SHOP, [Range("arpu", 64, 64), Range("churn_rate", 0.035, 0.035)], futures=50)
    plan = project(SHOP)
    assert made.fan("cash").to_numpy() == pytest.approx(np.tile(plan["cash"], (5, 1)).T, rel=1e-9)
    assert made.middle("arr_end").at_least_plan.value == 1


def test_a_company_with_nothing_and_certain_zero_churn():
    """No customers, no spend, churn fixed at 0: everything is defined or says it is not, and nothing warns."""
    nothing = Scenario(opening_customers=0, opening_mrr=0, marketing_spend=0, opening_contacts=0, opening_pipeline=0,
                       churn_rate=0, channels=[SHOP.channels[2].replace(spend_share=1.0)])  # fmt: skip
    made = simulate(
        nothing, [Range("win_rate", 0.1, 0.3)], futures=200, outcomes=["ltv", "cac", "arr_end", "arr_growth_12"]
    )
    assert made.quantile("ltv", 0.5).value == math.inf
    assert math.isnan(made.quantile("cac", 0.5).value)
    assert math.isnan(made.mean("cac").value)
    assert made.defined("arr_growth_12").value == 0
    assert all(math.isnan(i.share) for name in ("cac", "arr_end") for i in made.matters(name))


def test_every_number_at_once_can_be_uncertain():
    """Ranges on every lever, fact and channel field together, from bound to bound, are valid futures."""
    ranges = [Range(name, lever.minimum, lever.maximum) for name, lever in MOVABLE.items()]
    ranges += [
        Range(f"{c.name}.{name}", field.minimum, field.maximum)
        for c in SHOP.channels
        for name, field in CHANNEL_FIELDS.items()
        if name != "spend_share"
    ]
    made = simulate(SHOP, ranges, futures=200)
    assert made.done == 200
    assert len(made.matters("cash_end")) == len(ranges)


def test_few_futures_know_no_error():
    """A single future has quantiles and no sampling error."""
    made = simulate(SHOP, RANGES, futures=1, goal=Goal("arr_end", 1))
    estimate = made.quantile("arr_end", 0.9)
    assert estimate.value == made.outcomes["arr_end"][0]
    assert math.isnan(estimate.error)
    assert math.isnan(made.chance_of_goal.error)
    assert math.isnan(made.matters("arr_end")[0].share)


def test_names_that_were_not_kept():
    """A series, an outcome or a quantile that is not there says what is."""
    made = simulate(SHOP, RANGES, futures=10)
    with pytest.raises(KeyError, match="kept are mrr, cash"):
        made.fan("arr")
    with pytest.raises(KeyError, match="kept are arr_end"):
        made.quantile("mrr_end", 0.5)
    with pytest.raises(ValueError, match="allowed is 0 to 1"):
        made.quantile("arr_end", 50)


# Blocks, stopping and memory


def test_blocks_do_not_show(monkeypatch, made):
    """Futures are the same however many are projected at once."""
    monkeypatch.setattr(module, "BLOCK", 999)
    small = simulate(SHOP, RANGES, {("arpu", "churn_rate"): 0.4})
    assert np.allclose(small.series["cash"], made.series["cash"], rtol=1e-9, atol=1e-3)


def test_stopping_returns_what_is_done(made):
    """When progress says False the futures done so far come back, the same as in the whole run, and marked."""
    told = []

    def stop_at_the_second(done, total):
        told.append((done, total))
        return len(told) < 2

    part = simulate(SHOP, RANGES, {("arpu", "churn_rate"): 0.4}, progress=stop_at_the_second)
    assert told == [(2048, 10_000), (4096, 10_000)]
    assert part.stopped
    assert (part.done, part.asked) == (4096, 10_000)
    assert not made.stopped
    for name, values in part.outcomes.items():
        assert np.array_equal(values, made.outcomes[name][:4096])
    assert part.series["mrr"].shape == (4096, 36)
    assert len(part.draws) == len(part.values["arpu"]) == 4096
    assert math.isfinite(part.quantile("arr_end", 0.5).error)


def test_what_progress_raises_passes_through():
    """An exception in progress ends the simulation and reaches the caller."""

    def fail(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(SHOP, RANGES, futures=10, progress=fail)


def test_memory_of_a_hundred_thousand_futures():
    """A fifth of 100,000 futures stays below a fifth of a gigabyte besides the block in work, fans and chances read."""
    import tracemalloc

    tracemalloc.start()
    made = simulate(SHOP, RANGES, futures=20_000, series=("mrr", "cash", "customers"), goal=Goal("arr_end", 1.5e6))
    for name in made.series:
        made.fan(name)
    _ = made.chance_out_of_cash, made.draws
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 5 * kept + (peak - kept) < 1e9
    assert peak < 3e8


def test_many_channels_and_months_make_smaller_blocks():
    """With 24 channels and ten years, blocks shrink so that a projection holds no more than a third of a gigabyte."""
    channels = [SHOP.channels[k % 5].replace(name=f"Channel {k}", spend_share=1 / 24) for k in range(24)]
    told = []
    large = SHOP.replace(months=120, channels=channels)
    simulate(large, RANGES, futures=1000, progress=lambda done, total: bool(told.append(done)))
    assert 100 < told[0] < 500
