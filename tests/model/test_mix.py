"""Unit economics of a mix of customers: means over the channels by what each wins, as one number and by month."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from model import Channel, Scenario, project, summarize
from model import unit_economics as economics
from tests.companies import SHOP
from tests.strategies import corners, plausible, scenarios

BY_MONTH = (
    "new_arpu",
    "profit",
    "gross_margin",
    "customer_lifetime",
    "ltv_revenue",
    "ltv_for_ever",
    "ltv",
    "ltv_capped",
    "ltv_discounted",
    "cac",
    "cac_paid",
    "ltv_to_cac",
    "payback_simple",
    "payback",
    "account_cost",
)

A_AND_B = (
    Channel(
        "A",
        spend_share=0.5,
        reference_spend=1_000,
        cost_per_visitor=1,
        organic_visitors=100,
        arpu_index=2,
        churn_index=0.5,
    ),
    Channel("B", spend_share=0.5, reference_spend=1_000, cost_per_visitor=4, organic_visitors=50, win_index=0.5),
)


# An independent transcription, written from the definition on paper


def over(profit, churn):
    """Profit for ever; none for ever is none."""
    return profit / churn if churn else math.copysign(math.inf, profit) if profit else 0.0


def life(profit, churn, months):
    """Gross profit of so many months of life."""
    if churn == 0:
        return profit * months
    return profit * (-math.expm1(months * math.log1p(-churn)) if churn < 1 else 1.0 if months else 0.0) / churn


def mean(weights, values):
    """Their mean; a weight of 0 leaves a value out."""
    return sum(w * value for w, value in zip(weights, values, strict=True) if w)


def on_paper(p, t):
    """The unit economics of month t of one scenario."""
    s = p.scenario
    year = slice(max(1, t - 11) - 1, t)
    won = [float(channel["new_customers"][year].sum()) for channel in p.channels.values()]
    if sum(won) < 1e-100:
        won = [
            k.organic_visitors
            + (k.reference_spend / k.cost_per_visitor if k.reference_spend and k.cost_per_visitor else 0)
            for k in s.channels
        ]
    w = [own / sum(won) if sum(won) else 1 / len(won) for own in won]
    cost = s.support_cost + s.infrastructure_cost + s.retention_cost
    price = [s.arpu * k.arpu_index for k in s.channels]
    churn = [min(1, s.churn_rate * k.churn_index) for k in s.channels]
    profit = [own * (1 - s.payment_fee_rate) - cost for own in price]
    kept = [(1 - c) * (1 + s.expansion_rate - s.contraction_rate) for c in churn]
    month = (1 + s.discount_rate) ** (-1 / 12)

    def some(k, discount):
        whole = int(s.ltv_months)
        return profit[k] * sum((kept[k] * discount) ** a for a in range(whole))

    made = {
        "account_cost": cost,
        "new_arpu": mean(w, price),
        "profit": mean(w, profit),
        "customer_lifetime": mean(w, [over(1, c) for c in churn]),
        "ltv_revenue": mean(w, [over(own, c) for own, c in zip(price, churn, strict=True)]),
        "ltv_for_ever": mean(w, [over(own, c) for own, c in zip(profit, churn, strict=True)]),
        "ltv": mean(
            w,
            [
                life(own, c, s.ltv_horizon) if s.ltv_horizon else over(own, c)
                for own, c in zip(profit, churn, strict=True)
            ],
        ),
        "ltv_capped": mean(w, [some(k, 1) for k in range(len(w))]),
        "ltv_discounted": mean(w, [some(k, month) for k in range(len(w))]),
    }
    made["gross_margin"] = made["profit"] / made["new_arpu"] if made["new_arpu"] else math.nan
    customers = float(p["new_customers"][year].sum())
    for name, spent in (("cac", "sales_and_marketing"), ("cac_paid", "spend")):
        made[name] = float(p[spent][year].sum()) / customers if customers >= 1e-100 else math.nan
    cac = made["cac"]
    made["ltv_to_cac"] = made["ltv"] / cac if cac else math.nan
    made["payback_simple"] = math.nan if math.isnan(cac) else cac / made["profit"] if made["profit"] > 0 else math.inf
    made["payback"] = payback(cac, w, profit, churn, made)
    return made


def payback(cac, w, profit, churn, made):
    """The first n at which the customers' gross profit is CAC, by looking for it."""
    if math.isnan(cac):
        return math.nan
    endless = sum(own * gain for own, gain, c in zip(w, profit, churn, strict=True) if c == 0)
    worth = made["ltv_for_ever"]
    if made["profit"] <= 0 or (endless <= 0 if math.isnan(worth) else worth <= cac):
        return math.inf

    def so_far(n):
        return sum(own * life(gain, c, n) for own, gain, c in zip(w, profit, churn, strict=True))

    if so_far(1e-300) >= cac:
        return 0.0
    low, high = 0.0, 1e-6
    while so_far(high) < cac:
        low, high = high, high * 1.01
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (low, middle) if so_far(middle) >= cac else (middle, high)
    return high


def same(found, expected, loose):
    """Equal to nine digits, to fewer where large numbers cancel; undefined and endless alike."""
    return found == expected or found == pytest.approx(expected, rel=1e-9, abs=1e-9 * loose, nan_ok=True)


# A condition that decides between endless and a number turns on a last digit where CAC is what a customer is worth.
def near(made):
    """Whether a last digit decides between a payback and never."""
    worth, cac = made["ltv_for_ever"], made["cac"]
    return math.isfinite(worth) and abs(worth - cac) <= 1e-6 * abs(cac)


def assert_as_on_paper(scenario):
    """All series in a few months, and all headlines, as on paper."""
    p = project(scenario)
    large = scenario.arpu * 10 + scenario.support_cost + scenario.infrastructure_cost + scenario.retention_cost
    months = sorted({1, 2, min(12, p.months), min(13, p.months), p.months})
    for t in months:
        made = on_paper(p, t)
        for name, expected in made.items():
            if name in ("payback", "payback_simple") and (near(made) or abs(made["profit"]) <= 1e-9 * large):
                continue
            loose = large * 1e3 if "ltv" in name else large if name == "profit" else 1e-3 * large / scenario.arpu
            loose = 0.0 if name.startswith(("cac", "payback")) else loose
            found = p[name][t - 1]
            assert same(found, expected, loose), (name, t, found, expected)
    headline = on_paper(p, min(12, p.months))
    for name in headline:
        found = summarize(p)[name]
        assert found == pytest.approx(float(p[name][min(12, p.months) - 1]), rel=1e-9, nan_ok=True), name


@settings(max_examples=60)
@given(scenarios(plausible, maximum=4))
@example(SHOP)
@example(SHOP.replace(ltv_horizon=36))
@example(SHOP.replace(churn_rate=0))
@example(SHOP.replace(win_rate=0))
@example(Scenario(channels=A_AND_B, months=7, churn_rate=1))
def test_unit_economics_are_those_of_the_definition(scenario):
    """Each of the unit economics, by month and as the headline, equals a transcription of its definition."""
    assert_as_on_paper(scenario.replace(ltv_months=round(scenario.ltv_months)))


@settings(max_examples=60)
@given(scenarios(maximum=4))
@corners()
def test_unit_economics_at_the_bounds(scenario):
    """Within the bounds of validity too the headline is the series in month 12, or in the last of a shorter horizon."""
    p = project(scenario)
    for name in BY_MONTH:
        found = float(p[name][min(12, p.months) - 1])
        assert summarize(p)[name] == pytest.approx(found, rel=1e-6, abs=1e-12 * scenario.arpu, nan_ok=True), name


@settings(max_examples=20)
@given(scenarios(plausible, maximum=3), st.floats(0, 0.2))
def test_a_batch_has_the_mix_of_each_of_its_rows(scenario, churn):
    """Unit economics of many scenarios at once are those of each by itself, as one number and by month."""
    rates = [scenario.churn_rate, churn if churn >= 1e-9 else 0.0]
    many = project(scenario, {"churn_rate": rates})
    for row, rate in enumerate(rates):
        one = project(scenario.replace(churn_rate=rate))
        for name in (*BY_MONTH, "marginal_cac", "mrr_ceiling"):
            assert many[name][row] == pytest.approx(one[name], rel=1e-6, abs=1e-9 * scenario.arpu, nan_ok=True), name
            found = summarize(many)[name][row]
            assert found == pytest.approx(summarize(one)[name], rel=1e-6, abs=1e-9 * scenario.arpu, nan_ok=True), name


# What a mix is


def test_one_channel_is_the_textbook():
    """With one channel, or indices of 1, they are the textbook's lines."""
    twins = [Channel("A", spend_share=0.5), Channel("B", spend_share=0.5, organic_visitors=10)]
    for channels in ([Channel("All")], twins):
        cheap = {"marketing_people": 1_000, "sales_people": 0}
        s = summarize(project(Scenario(arpu=50, churn_rate=0.02, channels=channels, **cheap)))
        margin = 1 - 0.03 - 9.5 / 50
        assert s["gross_margin"] == pytest.approx(margin)
        assert s["ltv"] == pytest.approx(50 * margin / 0.02)
        assert s["customer_lifetime"] == pytest.approx(50)
        assert s["payback_simple"] == pytest.approx(s["cac"] / (50 * margin))
        assert s["payback"] == pytest.approx(math.log(1 - s["cac"] * 0.02 / (50 * margin)) / math.log(0.98))


def test_customers_weigh_by_what_is_won():
    """A channel that wins three of four customers counts three times, whatever its traffic."""
    p = project(Scenario(channels=A_AND_B, arpu=50, churn_rate=0.04))
    won = [p.channels[name]["new_customers"][:12].sum() for name in "AB"]
    s = summarize(p)
    assert s["new_arpu"] == pytest.approx((100 * won[0] + 50 * won[1]) / sum(won))
    assert s["customer_lifetime"] == pytest.approx((50 * won[0] + 25 * won[1]) / sum(won))


def test_where_nobody_is_won_todays_visitors_weigh():
    """Without customers the mix is that of today's visitors: A has 1,100 of 1,400; without those all weigh the same."""
    s = summarize(project(Scenario(channels=A_AND_B, arpu=50, win_rate=0)))
    assert s["new_arpu"] == pytest.approx(50 * (2 * 1_100 + 300) / 1_400)
    empty = [channel.replace(organic_visitors=0, reference_spend=0) for channel in A_AND_B]
    s = summarize(project(Scenario(channels=empty, arpu=50, win_rate=0)))
    assert s["new_arpu"] == pytest.approx(75)


def test_a_channel_that_wins_nobody_is_left_out():
    """Customers who never leave make LTV endless only where some are won."""
    stays = A_AND_B[0].replace(churn_index=0)
    assert math.isinf(summarize(project(Scenario(channels=[stays, A_AND_B[1]])))["ltv"])
    s = summarize(project(Scenario(channels=[stays.replace(win_index=0), A_AND_B[1]])))
    assert s["ltv"] == pytest.approx(s["profit"] / 0.03)


def test_infinitely_good_and_infinitely_bad_are_undefined():
    """Customers who never leave, some at a gain and some at a loss, have no mean LTV; counted months do."""
    good, bad = (
        channel.replace(churn_index=0, arpu_index=index) for channel, index in zip(A_AND_B, (2, 0.01), strict=True)
    )
    scenario = Scenario(channels=[good, bad], support_cost=10)
    s = summarize(project(scenario))
    assert math.isnan(s["ltv_for_ever"])
    assert math.isnan(s["ltv"])
    assert math.isnan(s["ltv_to_cac"])
    assert math.isfinite(s["payback"])
    assert summarize(project(scenario.replace(ltv_horizon=24)))["ltv"] == pytest.approx(24 * s["profit"])


@settings(max_examples=60)
@given(scenarios(plausible, maximum=4), st.sampled_from([12, 36, 60, 120]))
def test_a_horizon_counts_part_of_a_life(scenario, months):
    """With a horizon LTV is finite; where customers earn it grows with the horizon, up to all of their life."""
    now, more, ever = (
        (summarize(project(scenario.replace(ltv_horizon=horizon))) for horizon in (months - months // 12, months, 0))
        if months > 13
        else (summarize(project(scenario.replace(ltv_horizon=horizon))) for horizon in (12, 13, 0))
    )
    assert math.isfinite(now["ltv"])
    assert ever["ltv"] == ever["ltv_for_ever"] == now["ltv_for_ever"] or math.isnan(ever["ltv"])
    p = project(scenario)
    if (p.mix.profit >= 0).all():
        assert now["ltv"] <= more["ltv"] * (1 + 1e-9) <= ever["ltv"] * (1 + 2e-9)


# Payback of a mix


@st.composite
def mixes(draw):
    """Weights, monthly profits (some of them losses) and churns of one to six channels."""
    count = draw(st.integers(1, 6))
    weights = np.array(draw(st.lists(st.integers(1, 20), min_size=count, max_size=count)), dtype=float)
    profit = draw(st.lists(st.floats(-100, 1_000), min_size=count, max_size=count))
    rate = st.just(0.0) | st.just(1.0) | st.floats(1e-9, 1) | st.floats(0.001, 0.1)
    return weights / weights.sum(), np.array(profit), np.array(draw(st.lists(rate, min_size=count, max_size=count)))


@settings(max_examples=300)
@given(mixes(), st.floats(0.01, 1e5))
def test_payback_of_a_mix_is_the_first_crossing(mix, cac):
    """Payback is the first moment at which all kinds of customers together have brought CAC, losses included."""
    weights, profit, churn = (part.tolist() for part in mix)
    made = {
        "profit": mean(weights, profit),
        "ltv_for_ever": mean(weights, [over(own, c) for own, c in zip(profit, churn, strict=True)]),
        "cac": cac,
    }
    if near(made) or abs(made["profit"]) < 1e-9:
        return
    found = float(economics.payback(cac, *mix))
    expected = payback(cac, weights, profit, churn, made)
    assert math.isinf(found) == math.isinf(expected)
    if math.isfinite(expected):
        earned = float(economics.earned(*mix, found))
        assert found <= expected * (1 + 1e-6) + 1e-9, "a later crossing is not the first"
        assert expected == 0 or earned == pytest.approx(cac, rel=1e-6)


# Marginal CAC and the ceiling


@settings(max_examples=40)
@given(scenarios(plausible, maximum=3))
def test_marginal_cac_is_never_negative(scenario):
    """More spend wins somebody more, or nobody: marginal CAC is a price, never, or undefined without spend."""
    p = project(scenario)
    for values in (p["marginal_cac"], summarize(p)["marginal_cac"]):
        assert not np.any(values < 0)
    if not scenario.marketing_spend:
        assert math.isnan(summarize(p)["marginal_cac"])


def test_marginal_cac_at_its_edges():
    """Undefined where there is no spend to raise, never where raising it wins nobody."""
    assert math.isnan(summarize(project(Scenario(marketing_spend=0)))["marginal_cac"])
    idle = [Channel("All", cost_per_visitor=0)]
    assert summarize(project(Scenario(channels=idle)))["marginal_cac"] == math.inf
    assert summarize(project(Scenario(win_rate=0)))["marginal_cac"] == math.inf


def test_marginal_cac_by_month():
    """By month it looks at the twelve months up to it: here month 20, by two projections."""
    one, more = project(SHOP), project(SHOP.replace(marketing_spend=SHOP.marketing_spend * 1.01))
    extra, won = (more[n][8:20].sum() - one[n][8:20].sum() for n in ("sales_and_marketing", "new_customers"))
    assert one["marginal_cac"][19] == pytest.approx(extra / won, rel=1e-6)


def test_the_ceiling_is_that_of_each_channel():
    """A channel whose customers stay longer lifts the ceiling more; one that outgrows churn takes it away."""
    levers = {"churn_rate": 0.04, "expansion_rate": 0.0, "contraction_rate": 0.0}
    p = project(Scenario(channels=A_AND_B, **levers))
    new = [p.channels[name]["new_mrr"] for name in "AB"]
    assert p["mrr_ceiling"] == pytest.approx(new[0] / 0.02 + new[1] / 0.04)
    stays = [A_AND_B[0].replace(churn_index=0), A_AND_B[1]]
    assert math.isinf(summarize(project(Scenario(channels=stays, **levers)))["mrr_ceiling"])
    nobody = [stays[0].replace(win_index=0), stays[1]]
    q = project(Scenario(channels=nobody, **levers))
    assert summarize(q)["mrr_ceiling"] == pytest.approx(q["new_mrr"][-1] / 0.04)


def test_more_spend_on_the_channel_that_wins_less_costs_no_customers():
    """Where the channel bought wins a tenth of what the unpaid one wins, more of it still takes nothing away."""
    unpaid = Channel("Unpaid", spend_share=0, organic_visitors=1_000, cost_per_visitor=0)
    paid = Channel("Paid", spend_share=1, reference_spend=1_000, cost_per_visitor=1, organic_visitors=0, win_index=0.1)
    scenario = Scenario(channels=[unpaid, paid], opening_pipeline=500, opening_contacts=50_000)
    won = summarize(project(scenario, {"marketing_spend": np.linspace(0, 1e6, 50)}))["new_customers"]
    assert (np.diff(won) > 0).all()
