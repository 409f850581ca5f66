"""Ranges and the futures drawn from them: distributions, correlations, and how evenly they are spread."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import FACTS, LEVERS, InvalidScenario, project, summarize
from model.levers import CHANNEL_FIELDS
from model.questions import ranges as module
from model.questions.ranges import Range, correlation_matrix, draw
from model.questions.uncertainty import simulate
from tests.companies import SHOP
from tests.model.questions.shop_ranges import RANGES
from tests.strategies import plausible

NORMAL = NormalDist()
MOVABLE = {name: lever for name, lever in (FACTS | LEVERS).items() if not lever.whole}


# Ranges


def test_the_decile_is_that_of_the_normal_distribution():
    """Ranges are made with the decile that the standard library gives, and so does the quantile they are drawn with."""
    assert pytest.approx(NORMAL.inv_cdf(0.9), rel=1e-15) == module._DECILE
    assert Range("opening_cash", -1, 1).quantile(0.9) == pytest.approx(1, rel=1e-15)


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
        (
            {("arpu", "win_rate"): 0.9, ("arpu", "churn_rate"): 0.9, ("win_rate", "churn_rate"): -0.9},
            "arpu, win_rate, churn_rate contradict each other.*smallest eigenvalue -0.8",
        ),
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
)
def test_correlations_that_cannot_be_are_refused(correlations, words):
    """What contradicts itself, or is no correlation of two ranges, says which levers and why."""
    with pytest.raises(ValueError, match=words):
        correlation_matrix(["arpu", "win_rate", "churn_rate"], correlations)


# Draws


def test_every_slice_of_a_batch_is_drawn_once():
    """A batch of 1,000, no power of two, has one future in each of as many slices of every lever's distribution."""
    values = draw(SHOP, RANGES, futures=10_000)
    for found in RANGES:
        ends = found.quantile(np.arange(1, 1000) / 1000)
        for batch in values[found.lever].reshape(10, 1000):
            assert (np.bincount(np.searchsorted(ends, batch), minlength=1000) == 1).all()


def test_two_levers_are_evenly_spread_together():
    """Of a batch of 1,024 each cell of 32 × 32, for two neighbouring levers of the sequence, holds just one future."""
    (x, y) = module._spread(["a", "b"], ["a", "b"], 10 * 1024, 3)
    for batch in range(10):
        part = slice(1024 * batch, 1024 * (batch + 1))
        cells = np.floor(x[part] * 32) * 32 + np.floor(y[part] * 32)
        assert (np.bincount(cells.astype(int), minlength=1024) == 1).all()


PINNED = {
    "arpu": [64.51377570931497, 54.985011445173484],
    "churn_rate": [0.03206360643897527, 0.03817503968728868],
    "visitor_to_lead": [0.02555889391875512, 0.03676957047590757],
    "win_rate": [0.20476642334709355, 0.3030879639042526],
}
PINNED_MRR = [88761.01636970404, 131487.3748789999]


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
    """Over forty seeds the mean ARR scatters less than a sixth as much as with plain draws, chances and quantiles less too."""
    rng = np.random.default_rng(1)
    spread, plain = [], []
    for seed in range(40):
        by_chance = {r.lever: r.quantile(rng.random(1000)) for r in RANGES}
        for values, into in ((draw(SHOP, RANGES, futures=1000, seed=seed), spread), (by_chance, plain)):
            found = summarize(project(SHOP, values))["arr_end"]
            chances = [(found >= goal).mean() for goal in (1.2e6, 1.5e6)]
            into.append([found.mean(), *chances, *np.quantile(found, [0.1, 0.5, 0.9])])
    ratio = np.std(spread, axis=0) / np.std(plain, axis=0)
    assert ratio[0] < 1 / 6
    assert (ratio[1:] < 0.85).all()
