"""Projections: one scenario or many at once, what may be varied, and what a projection gives."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import MEASURES, Channel, InvalidScenario, Scenario, ledger, project, summarize
from model.levers import CHANNEL_FIELDS, FACTS, LEVERS
from model.measures import MONTHLY
from model.months import Months, run
from model.quantities import PART
from tests.strategies import OWN, corners, plausible, scenarios, shares

TWO = (
    Channel("Paid", "outbound", spend_share=0.7, organic_visitors=100, click_through_rate=0.02, bounce_rate=0.4),
    Channel("Free", spend_share=0.3, reference_spend=1_000, organic_visitors=2_000, win_index=1.5, arpu_index=0.8),
)
BASE = Scenario(channels=TWO, months=14)
MONEY_NUMBERS = [name for name, lever in (FACTS | LEVERS).items() if lever.unit.kind == "money"]
MONEY_FIELDS = [name for name, field in CHANNEL_FIELDS.items() if field.unit.kind == "money"]


def assert_same(one, other, what, turnover=0.0):
    """Equal, or undefined or infinite alike, to rounding of the numbers they are the difference of."""
    one, other = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    finite = np.isfinite(one)
    assert np.array_equal(finite, np.isfinite(other)), what
    assert np.array_equal(one[~finite], other[~finite], equal_nan=True), what
    assert np.allclose(one[finite], other[finite], rtol=1e-9, atol=turnover), what


# One scenario or many


@st.composite
def batches(draw):
    """A plausible scenario and some values for a few of its numbers, in up to four rows."""
    scenario = draw(scenarios(plausible, maximum=3))
    rows = draw(st.integers(1, 4))
    allowed = {n: lever for n, lever in (FACTS | LEVERS).items() if n != "months"}
    allowed |= {f"{c.name}.{n}": field for c in scenario.channels for n, field in OWN.items()}
    chosen = draw(st.lists(st.sampled_from(sorted(allowed)), max_size=8, unique=True))
    vary = {n: draw(st.lists(plausible(allowed[n]), min_size=rows, max_size=rows)) for n in chosen}
    if draw(st.booleans()) or not vary:
        split = [draw(shares(len(scenario.channels))) for _ in range(rows)]
        vary |= {f"{c.name}.spend_share": [row[k] for row in split] for k, c in enumerate(scenario.channels)}
    return scenario, vary


@settings(max_examples=60)
@given(batches())
def test_a_row_of_many_is_the_scenario_alone(batch):
    """Row i of every measure and every monthly series is that of the scenario with the i-th values."""
    scenario, vary = batch
    many = project(scenario, vary)
    outcomes = summarize(many)
    for row in range(many.rows):
        alone = project(scenario.replace(**{name: values[row] for name, values in vary.items()}))
        turnover = 1e-12 * max(1.0, np.abs(alone["cash"]).max(), alone["sales_and_marketing"].max(), alone["mrr"].max())
        small_differences = {"burn_multiple", "marginal_cac"}
        for name in MONTHLY:
            if name not in small_differences:
                assert_same(many[name][row], alone[name], name, turnover)
        for name, value in summarize(alone).items():
            if name not in small_differences:
                assert_same(outcomes[name][row], value, name, turnover)
        for name, series in alone.channels.items():
            for quantity in series:
                assert_same(many.channels[name][quantity][row], series[quantity], (name, quantity), turnover)
        for quantity in alone.existing:
            assert_same(many.existing[quantity][row], alone.existing[quantity], quantity, turnover)


@settings(max_examples=60)
@given(batches())
def test_acquisition_is_that_part_of_the_month(batch):
    """What wins customers, and what that costs, is the same to the last digit without the customers it wins."""
    scenario, vary = batch
    for values in (vary, {}):
        whole = Months(scenario, values)
        stack = whole.rows is not None
        part = run(whole.lever, whole.terms, whole.months, ledger.acquisition_month, stack)
        full = run(whole.lever, whole.terms, whole.months, stack=stack)
        for only, everything in zip(part, full, strict=True):
            for name in (
                "spend",
                "new_customers",
                "new_mrr",
                "marketing_labour",
                "sales_team",
                "commissions",
                "marketing_investment",
                "sales_and_marketing",
            ):
                if hasattr(only.company, name):  # month 0 has no flows
                    np.testing.assert_array_equal(getattr(only.company, name), getattr(everything.company, name), name)
            for one, other in zip(only.channels, everything.channels, strict=True):
                for name in PART:
                    if hasattr(one, name):
                        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)


@pytest.mark.parametrize("name", list(MEASURES))
def test_every_measure_has_a_value_for_every_row(name):
    """A measure of a batch has one value a row, also where nothing varied concerns it, and the same value."""
    vary = {"churn_rate": [0.02, 0.03, 0.5], "Paid.click_through_rate": [0.0, 0.02, 0.5]}
    computed = summarize(project(BASE, vary))[name]
    alone = [
        summarize(project(BASE.replace(churn_rate=c, **{"Paid.click_through_rate": r})))[name]
        for c, r in zip(*vary.values(), strict=True)
    ]
    assert computed.shape == (3,)
    assert computed == pytest.approx(alone, rel=1e-9, nan_ok=True)


def test_one_row_is_still_a_batch():
    """A single varied value gives arrays of one row, not floats."""
    p = project(BASE, {"arpu": [70.0]})
    assert p["mrr"].shape == (1, 14)
    assert summarize(p)["ltv"].shape == (1,)
    assert p["mrr"][0] == pytest.approx(project(BASE.replace(arpu=70))["mrr"])


def test_varying_nothing_is_one_scenario():
    """An empty `vary` is the scenario alone."""
    assert project(BASE, {}).rows is None
    assert np.array_equal(project(BASE, {})["cash"], project(BASE)["cash"])


# Identities


@given(scenarios(plausible, maximum=1), st.integers(0, 10))
def test_a_channel_split_in_two_is_one_channel(scenario, tenths):
    """Two channels with parts of one's spend, reference spend and organic visitors give the same company."""
    (whole,) = scenario.channels
    part = tenths / 10
    halves = [
        whole.replace(
            name=name,
            spend_share=p,
            reference_spend=whole.reference_spend * p,
            organic_visitors=whole.organic_visitors * p,
        )
        for name, p in (("First", part), ("Second", 1 - part))
    ]
    if scenario.spend_elasticity != 1 and whole.reference_spend:
        # a half without spend keeps a reference of its own, since none would mean a constant cost per visitor
        halves = [half.replace(reference_spend=half.reference_spend or 1) for half in halves]
    one, two = project(scenario), project(scenario.replace(channels=halves))
    for name in MONTHLY:
        if name not in ("inbound_investment", "outbound_investment", "burn_multiple"):
            turnover = 1e-12 * max(1.0, np.abs(one["cash"]).max(), one["sales_and_marketing"].max())
            assert_same(one[name], two[name], name, turnover)


@given(scenarios(plausible, maximum=3), st.sampled_from([0.25, 0.5, 2.0, 8.0]))
def test_money_scales_with_the_currency(scenario, k):
    """In a currency worth 1/k every figure of money is k times as large, and no other figure moves."""
    changes = {name: getattr(scenario, name) * k for name in MONEY_NUMBERS}
    changes |= {f"{c.name}.{name}": getattr(c, name) * k for c in scenario.channels for name in MONEY_FIELDS}
    if not LEVERS["arpu"].minimum <= changes["arpu"]:
        return
    one, other = project(scenario), project(scenario.replace(**changes))
    for name in MONTHLY:
        assert_same(one[name] * (k if MEASURES[name].unit.kind == "money" else 1), other[name], name)
    outcomes = summarize(other)
    for name, value in summarize(one).items():
        assert_same(value * (k if MEASURES[name].unit.kind == "money" else 1), outcomes[name], name)


@given(scenarios())
@corners()
def test_projecting_is_repeatable_and_changes_nothing(scenario):
    """The same scenario gives the same numbers to the last bit, and is as it was."""
    before = pickle.dumps(scenario.to_dict())
    first, second = project(scenario), project(scenario)
    for name in MONTHLY:
        assert np.array_equal(first[name], second[name], equal_nan=True), name
    assert list(summarize(first).values()) == pytest.approx(list(summarize(second).values()), rel=0, nan_ok=True)
    assert pickle.dumps(scenario.to_dict()) == before


def test_varied_arrays_are_not_changed():
    """Arrays given to `vary` stay as they were, and changing them later does not change the projection."""
    rates = np.array([0.01, 0.05])
    p = project(BASE, {"churn_rate": rates})
    expected = summarize(p)["customer_lifetime"].copy()
    assert rates.tolist() == [0.01, 0.05]
    rates[:] = 1.0
    assert summarize(project(BASE, {"churn_rate": [0.01, 0.05]}))["ltv"] == pytest.approx(summarize(p)["ltv"])
    assert summarize(p)["customer_lifetime"] == pytest.approx(expected)


@pytest.mark.parametrize("vary", [None, {"arpu": [40.0, 60.0]}], ids=["one", "many"])
def test_results_are_read_only(vary):
    """Nobody can change a series of a projection, of a channel or of Existing."""
    p = project(BASE, vary)
    for series in (p["mrr"], p["quick_ratio"], p.channels["Paid"]["leads"], p.existing["mrr"]):
        with pytest.raises(ValueError, match="read-only"):
            series[..., 0] = 1


# What may be varied

BAD = [
    ("unknown lever", {"churn": [0.1]}, "churn is not known"),
    ("unknown field", {"Paid.leads": [0.1]}, r"Paid\.leads is not known"),
    ("a lever in a channel", {"Paid.churn_rate": [0.1]}, r"Paid\.churn_rate is not known"),
    ("a field of the company", {"win_index": [1.0]}, "win_index is not known"),
    ("unknown channel", {"Print.win_index": [1.0]}, "there is no channel 'Print'"),
    ("the name of a channel", {"Paid.name": [1.0]}, r"Paid\.name is not known"),
    ("text facts", {"currency": [1.0]}, "currency is not known"),
    ("months", {"months": [12]}, "months"),
    ("unequal lengths", {"arpu": [1, 2], "churn_rate": [0.1]}, "arpu 2, churn_rate 1"),
    ("above", {"churn_rate": [0.1, 0.2, 1.5]}, "row 2: churn_rate is 1.5; allowed is 0 to 1"),
    ("below", {"arpu": [5, 0.001]}, "row 1: arpu is 0.001; allowed is 0.01 to 10,000,000"),
    ("a channel's", {"Paid.win_index": [1, 11]}, r"row 1: Paid\.win_index is 11; allowed is 0 to 10"),
    ("NaN", {"churn_rate": [0.1, math.nan]}, "row 1: churn_rate is nan"),
    ("infinite", {"marketing_spend": [math.inf]}, "row 0: marketing_spend is inf"),
    ("too near 0", {"marketing_spend": [1.0, 1e-12]}, "row 1: marketing_spend is 1e-12"),
    ("two dimensions", {"churn_rate": [[0.1, 0.2]]}, "churn_rate varies over a one-dimensional array"),
    ("a number", {"churn_rate": 0.1}, "churn_rate varies over a one-dimensional array"),
    ("strings", {"churn_rate": ["0.1", "0.2"]}, "churn_rate varies over a one-dimensional array"),
    ("booleans", {"churn_rate": [True, False]}, "churn_rate varies over a one-dimensional array"),
    ("nothing", {"churn_rate": [None, 0.1]}, "churn_rate varies over a one-dimensional array"),
    ("complex", {"churn_rate": [0.1j]}, "churn_rate varies over a one-dimensional array"),
    ("too large for a float", {"marketing_spend": [10**400]}, "marketing_spend"),
    ("ragged", {"churn_rate": [[0.1], [0.1, 0.2]]}, "churn_rate"),
    ("one share alone", {"Paid.spend_share": [0.7, 0.8]}, "row 1: spend_share of the channels sums to 1.1"),
    ("shares", {"Paid.spend_share": [0.5, 0.5], "Free.spend_share": [0.5, 0.4]}, "row 1: spend_share .* sums to 0.9"),
]


@pytest.mark.parametrize(("vary", "message"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_what_cannot_be_varied(vary, message):
    """A name, value or shape that cannot be varied is refused, naming the lever, the row, the value and the bounds."""
    with pytest.raises(InvalidScenario, match=message):
        project(BASE, vary)


@pytest.mark.parametrize("kind", [list, tuple, np.array, pd.Series, lambda v: np.array(v, dtype=np.float32)])
def test_any_sequence_of_numbers_varies(kind):
    """Lists, tuples, arrays and pandas columns all do."""
    assert summarize(project(Scenario(), {"arpu": kind([40, 80])}))["ltv_revenue"] == pytest.approx(
        [40 / 0.03, 80 / 0.03]
    )


def test_whole_numbers_vary():
    """Arrays of integers are numbers too, and divide like numbers."""
    p = project(BASE, {"sales_cycle": np.array([1, 3]), "opening_pipeline": np.array([7, 7])})
    q = project(BASE, {"sales_cycle": [1.0, 3.0], "opening_pipeline": [7.0, 7.0]})
    assert np.array_equal(p["mrr"], q["mrr"])


# What a projection gives


def test_frame_of_one():
    """The table has a row a month by its first day, and a column for each monthly series."""
    p = project(BASE.replace(start="2027-11"))
    assert list(p.frame.columns) == list(MONTHLY)
    assert p.frame.index.name == "month"
    assert p.frame.index[0] == pd.Timestamp(2027, 11, 1)
    assert p.frame.index[2] == pd.Timestamp(2028, 1, 1)
    assert p.frame.shape == (14, len(MONTHLY))
    assert all(dtype == np.float64 for dtype in p.frame.dtypes)
    for name in MONTHLY:
        assert np.array_equal(p.frame[name].to_numpy(), p[name], equal_nan=True), name


def test_frame_of_many():
    """The table of a batch is indexed by row and month."""
    p = project(BASE, {"arpu": [40.0, 50.0, 60.0]})
    assert p.frame.index.names == ["row", "month"]
    assert p.frame.shape == (3 * 14, len(MONTHLY))
    for row in range(3):
        assert np.array_equal(p.frame.loc[row]["mrr"].to_numpy(), p["mrr"][row])


@pytest.mark.parametrize("start", ["2000-01", "2100-12"])
@pytest.mark.parametrize("months", [6, 120])
def test_calendar(start, months):
    """Every start and horizon allowed has its months."""
    p = project(Scenario(start=start, months=months))
    assert len(p.calendar) == len(p["mrr"]) == months
    assert str(p.calendar[0].date()) == f"{start}-01"


def test_opening():
    """Month 0 is what is true today."""
    p = project(BASE)
    stocks = ("customers", "mrr", "contacts", "pipeline", "cash")
    assert [p.opening(name) for name in stocks] == [getattr(BASE, f"opening_{name}") for name in stocks]
    assert p.opening("arr") == 12 * BASE.opening_mrr


@pytest.mark.parametrize("vary", [None, {"opening_mrr": [1.0, 2.0]}], ids=["one", "many"])
def test_channels_and_existing(vary):
    """Channels come by name in the scenario's order; Existing has only what customers of month 0 have."""
    p = project(BASE, vary)
    assert list(p.channels) == ["Paid", "Free"]
    assert {"visitors", "leads", "new_customers", "mrr", "spend", "customers"} <= set(p.channels["Paid"])
    assert set(p.existing) == {
        "new_customers",
        "new_mrr",
        "churned_customers",
        "customers",
        "churned_mrr",
        "expansion_mrr",
        "contraction_mrr",
        "mrr",
    }
    for series in (*p.channels.values(), p.existing):
        assert len(series) == len(list(series))
        assert all(series[name].shape == p["mrr"].shape for name in series)


def test_unknown_names():
    """An unknown series, measure, channel or quantity is a KeyError that says what there is."""
    p = project(BASE)
    for ask in (
        lambda: p["mr"],
        lambda: p["runway"],
        lambda: summarize(p)["mr"],
        lambda: p.existing["leads"],
        lambda: p.channels["X"],
        lambda: p.channels["Paid"]["cash"],
    ):
        with pytest.raises(KeyError):
            ask()


def test_summary_holds_every_measure():
    """A summary is a mapping of every measure to a float."""
    outcomes = summarize(project(BASE))
    assert list(outcomes) == list(MEASURES)
    assert len(outcomes) == len(MEASURES)
    assert all(type(value) is float for value in outcomes.values())
