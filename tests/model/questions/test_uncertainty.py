"""How sure we are: futures and what they say, against closed forms, plain chance and another library."""

from __future__ import annotations

import math

import numpy as np
import pytest
from SALib.analyze import rbd_fast
from scipy.special import ndtri

from model import FACTS, LEVERS, Scenario, project, summarize
from model.levers import CHANNEL_FIELDS
from model.questions import uncertainty as module
from model.questions.goal import Goal
from model.questions.ranges import Range
from model.questions.uncertainty import simulate
from tests.companies import SHOP
from tests.model.questions.shop_ranges import RANGES

MOVABLE = {name: lever for name, lever in (FACTS | LEVERS).items() if not lever.whole}


@pytest.fixture(scope="module")
def made():
    """Ten thousand futures of the shop with a goal."""
    return simulate(SHOP, RANGES, {("arpu", "churn_rate"): 0.4}, goal=Goal("mrr", 120_000, by_month=30))


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
    x, y = ndtri(np.random.default_rng(1).random((2, 20_000)))
    total = module._ranks(2 * x - y)
    for values, share, sign in ((x, 0.8, 1), (y, 0.2, -1)):
        found = module._influence("x", values, total)
        assert found.share == pytest.approx(6 / math.pi * math.asin(share / 2), abs=0.02)
        assert found.rank_correlation == pytest.approx(sign * 6 / math.pi * math.asin(math.sqrt(share) / 2), abs=0.02)


@pytest.mark.parametrize("outcome", ["arr_end", "cash_end", "ltv_to_cac"])
def test_shares_are_those_of_another_library(outcome):
    """SALib reads first-order shares off the same futures by Fourier series (RBD-FAST) and agrees."""
    made = simulate(SHOP, RANGES)
    names = [each.lever for each in RANGES]
    told = rbd_fast.analyze(
        {"num_vars": len(names), "names": names, "bounds": [[0, 1]] * len(names)},
        np.column_stack([made.values[name] for name in names]),
        module._ranks(made.outcomes[outcome]),
        num_resamples=2,
        seed=1,
    )
    ours = {influence.lever: influence.share for influence in made.matters(outcome)}
    assert [ours[name] for name in names] == pytest.approx(told["S1"], abs=0.02)


def test_chance_alone_makes_no_share():
    """Levers that have nothing to do with an outcome get a share of nearly 0, not one for each slice."""
    outcome, *others = np.random.default_rng(1).random((41, 1000))
    shares = [module._influence("x", values, module._ranks(outcome)).share for values in others]
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
    x = ndtri(np.random.default_rng(1).random(10_000))
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
    nothing = Scenario(
        opening_customers=0,
        opening_mrr=0,
        marketing_spend=0,
        opening_contacts=0,
        opening_pipeline=0,
        churn_rate=0,
        channels=[SHOP.channels[2].replace(spend_share=1.0)],
    )
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


def test_cash_below_zero_today_is_out_of_cash_today():
    """Who has no cash today is out of it before month 1, in every future."""
    assert (simulate(SHOP.replace(opening_cash=-1), RANGES, futures=50).out_of_cash == 0).all()
