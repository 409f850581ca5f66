"""Unit economics: what one customer costs, pays and is worth.

Plain formulas on floats or arrays of one shape (or that broadcast to one); money in the scenario's
currency, rates a month as shares, time in months. Undefined is NaN, never is inf. Definitions
follow David Skok, "SaaS metrics 2.0" (lifetime value with gross margin, payback), with the
variants that are in common use beside the headline.

A company sells to a mix of customers: `mean` and `payback` take a first axis of channels, and the
weight each has in the mix. With one channel they are the textbook's lines.
"""

from __future__ import annotations

import math

import numpy as np

from model.arithmetic import Number, geometric_sum, if_positive, if_zero, larger, quotient, ratio, signed_quotient
from model.cells import side_by_side, spelled

STEPS = 60
"""More steps than `payback` needs to close in on the last digit; it stops as soon as nothing moves."""


def mean(weights: Number, values: Number) -> Number:
    """The mean of one value a channel, over the first axis: sum of weight × value. A weight of 0 leaves a channel out.

    Undefined where one channel is infinitely good and another infinitely bad.

    Three of four customers pay 20 and one pays 60; nobody came through the channel whose price is infinite.

    >>> print(mean(np.array([0.75, 0.25, 0.0]), np.array([20.0, 60.0, np.inf])))
    30.0
    """
    with np.errstate(all="ignore"):
        return np.add.reduce(if_zero(weights, 0.0, np.multiply(weights, values)), axis=0)


def account_cost(support_cost: Number, infrastructure_cost: Number, retention_cost: Number) -> Number:
    """Cost to serve one account for a month: support + infrastructure + retention, money/account/month.

    Support costs 6 an account, cloud 4, loyalty 1.50. What does an account cost to serve?

    >>> account_cost(6.0, 4.0, 1.5)
    11.5
    """
    return support_cost + infrastructure_cost + retention_cost


def profit(price: Number, account_cost: Number, payment_fee_rate: Number) -> Number:
    """Gross profit of a customer's month: price × (1 - payment_fee_rate) - account_cost, money/account/month.

    A customer pays 50, serving it costs 11.50 a month, and the payment processor keeps 3 %.

    >>> profit(50.0, 11.5, 0.03)
    37.0
    """
    return price * (1 - payment_fee_rate) - account_cost


def gross_margin(profit: Number, price: Number) -> Number:
    """Share of a customer's revenue left after serving it: profit / price. Undefined where it pays nothing.

    >>> gross_margin(37.0, 50.0)
    0.74
    """
    return ratio(profit, price)


def customer_lifetime(churn_rate: Number) -> Number:
    """Mean months a customer stays: 1 / churn_rate; inf at zero churn.

    >>> customer_lifetime(0.04), customer_lifetime(0.0)
    (25.0, inf)
    """
    return signed_quotient(1.0, churn_rate)


def ltv_revenue(price: Number, churn_rate: Number) -> Number:
    """Lifetime revenue of a customer: price / churn_rate, money/account; inf at zero churn.

    Customers pay 50 a month and 0.5 % of them leave each month.

    >>> ltv_revenue(50.0, 0.005)
    10000.0
    """
    return signed_quotient(price, churn_rate)


def ltv_for_ever(profit: Number, churn_rate: Number) -> Number:
    """Lifetime gross profit of a customer, the textbook's LTV: profit / churn_rate, money/account.

    At zero churn it is inf with the sign of the profit (0 where there is no profit).

    Customers pay 500 a month at 75 % margin and 2.5 % leave each month.

    >>> ltv_for_ever(500 * 0.75, 0.025)
    15000.0
    """
    return signed_quotient(profit, churn_rate)


def ltv(profit: Number, churn_rate: Number, ltv_horizon: Number) -> Number:
    """Lifetime value, the headline: gross profit of the months of life that count; money/account.

    profit × (1 - (1-churn_rate)^ltv_horizon) / churn_rate, which is ltv_horizon × profit at zero
    churn; all of it, `ltv_for_ever`, where `ltv_horizon` is 0.

    A month earns 375 and 2.5 % leave each month: of the 15,000 of all its life two years bring 6,830.

    >>> ltv(375.0, 0.025, 0.0), round(ltv(375.0, 0.025, 24.0)), ltv(375.0, 0.0, 24.0)
    (15000.0, 6830, 9000.0)
    """
    return if_zero(ltv_horizon, ltv_for_ever(profit, churn_rate), profit * geometric_sum(-churn_rate, ltv_horizon))


def _monthly_growth(churn_rate: Number, expansion_rate: Number, contraction_rate: Number) -> Number:
    """What a customer's month brings more than the one before: (1-churn)(1+expansion-contraction) - 1."""
    net_expansion = expansion_rate - contraction_rate
    return net_expansion - churn_rate * (1 + net_expansion)


def ltv_capped(
    profit: Number, churn_rate: Number, expansion_rate: Number, contraction_rate: Number, ltv_months: Number
) -> Number:
    """Gross profit of a customer over `ltv_months`, with churn, expansion and contraction; money/account.

    profit × sum over a = 0 … ltv_months - 1 of ((1-churn_rate)(1+expansion_rate-contraction_rate))^a.
    The first month is paid in full: customers pay the month they join.

    A customer brings 80 a month, half of all leave each month, and we count three months: 80 + 40 + 20.

    >>> print(round(ltv_capped(80.0, 0.5, 0.0, 0.0, 3.0), 9))
    140.0
    """
    return profit * geometric_sum(_monthly_growth(churn_rate, expansion_rate, contraction_rate), ltv_months)


def ltv_discounted(
    profit: Number,
    churn_rate: Number,
    expansion_rate: Number,
    contraction_rate: Number,
    ltv_months: Number,
    discount_rate: Number,
) -> Number:
    """Capped lifetime value with month a's gross profit discounted by (1+discount_rate)^(-a/12); money/account.

    Without a discount it is the capped one; at 100 % a year a month's money is worth 2^(-1/12) the month before.

    >>> print(round(ltv_discounted(80.0, 0.5, 0.0, 0.0, 3.0, 0.0), 9))
    140.0
    >>> print(round(ltv_discounted(80.0, 0.5, 0.0, 0.0, 2.0, 1.0), 4))
    117.755
    """
    growth = _monthly_growth(churn_rate, expansion_rate, contraction_rate)
    monthly_discount = np.power(1 + discount_rate, -1 / 12)
    return profit * geometric_sum((1 + growth) * monthly_discount - 1, ltv_months)


def cac(sales_and_marketing: Number, new_customers: Number) -> Number:
    """Customer acquisition cost: all sales and marketing cost, people included / new customers; money/account.

    All of sales and marketing cost 150,000 and brought 15 customers. Undefined where nobody was won.

    >>> cac(150_000.0, 15.0), cac(150_000.0, 0.0)
    (10000.0, nan)
    """
    return ratio(sales_and_marketing, new_customers)


def ltv_to_cac(ltv: Number, cac: Number) -> Number:
    """Lifetime value for each unit of money spent on winning a customer: ltv / cac. Undefined where CAC is 0.

    >>> ltv_to_cac(15_000.0, 6_000.0)
    2.5
    """
    return ratio(ltv, cac)


def payback_simple(cac: Number, profit: Number) -> Number:
    """Months until a customer that stays has paid its CAC: cac / profit.

    Never (inf) where a month earns nothing.

    CAC is 2,400, ARPU 500 and the margin 80 %.

    >>> payback_simple(2400.0, 500 * 0.8), payback_simple(2400.0, -50.0)
    (6.0, inf)
    """
    return if_positive(profit, quotient(cac, profit, math.inf), larger(math.inf, cac))


def earned(weights: Number, profit: Number, churn_rate: Number, months: Number) -> Number:
    """Gross profit that the mean customer of a mix has brought after `months` months; money/account.

    Sum over channels of weight × profit × (1 - (1-churn_rate)^months) / churn_rate, or
    months × profit at zero churn. Channels are the first axis.

    Of two customers one brings 80 a month and stays, the other 40 and half of its kind leave each
    month: after two months 160 and 40 + 20.

    >>> print(earned(np.array([0.5, 0.5]), np.array([80.0, 40.0]), np.array([0.0, 0.5]), 2.0))
    110.0
    """
    stayed = if_zero(months, 0.0, geometric_sum(np.negative(churn_rate), months))
    return mean(weights, np.multiply(profit, stayed))


@spelled
def months_to_earn(cac: Number, weights: Number, profit: Number, churn: Number) -> Number:
    """`payback` of numbers that all have channels as their first axis.

    >>> print(round(months_to_earn(np.array([2400.0]), np.ones(1), np.array([400.0]), np.array([0.05])), 2))
    6.95
    """
    with np.errstate(all="ignore"):
        cac, weights, profit, churn = np.broadcast_arrays(cac, weights, profit, churn)
        brings = mean(weights, ltv_for_ever(profit, churn))
        stays = mean(weights, np.where(churn == 0, profit, 0.0))  # decides where what it brings for ever is undefined
        never = (mean(weights, profit) <= 0) | np.where(np.isnan(brings), stays <= 0, brings <= cac[0])
        monthly = np.where((weights == 0) | never, 0.0, weights * profit)
        return (np.where(never, math.inf, _crossing(cac[0], monthly, churn)) + 0 * cac[0])[()]


def payback(cac: Number, weights: Number, profit: Number, churn_rate: Number) -> Number:
    """Months until the customers of a mix, some of whom leave on the way, have paid their CAC.

    The first n at which `earned` reaches `cac`; for one channel that is
    ln(1 - cac × churn_rate / profit) / ln(1 - churn_rate). Never (inf) where the mean month earns
    nothing or the mean customer brings no more than `cac` in all its life, 0 where the first moment
    pays it (at full churn). At zero churn it is the simple payback. Channels are the first axis of
    all but `cac`.

    It closes in from below: each step goes to where a bound of the rest of the way would be
    crossed. Where all channels earn, that bound is exact for a single one; what channels that lose
    money take is bounded by what they took so far, or by how fast they took it.

    CAC is 2,400, ARPU 500, the margin 80 % and 5 % leave each month: 7 months instead of 6.

    >>> one, earns, leaves = np.array([1.0]), np.array([500 * 0.8]), np.array([0.05])
    >>> print(round(payback(2400.0, one, earns, leaves), 2), payback(9000.0, one, earns, leaves))
    6.95 inf

    Half of the customers bring 400 and leave at 5 %, half bring 100 and stay: 250 a month at first.

    >>> print(round(payback(2400.0, np.array([0.5, 0.5]), np.array([400.0, 100.0]), np.array([0.05, 0.0])), 2))
    11.76
    """
    return months_to_earn(side_by_side(cac)[None], weights, profit, churn_rate)


def _crossing(cac: Number, monthly: Number, churn: Number) -> Number:
    """The first n at which the channels' gross profit, `monthly` at first, has paid `cac`; see `payback`."""
    endless, at_once = churn == 0, churn == 1
    usual = not (endless.any() or at_once.any())  # then what stands in for them costs nothing
    rate = np.log1p(-churn)  # of those who stay; -inf at full churn
    whole = monthly / churn if usual else quotient(monthly, churn, monthly)  # in all; in a month where nobody leaves
    pace = -rate * whole  # how fast that comes in at first
    if not usual:
        pace = np.where(endless, monthly, np.where(at_once, 0.0, pace))
    lossy = bool((monthly < 0).any())
    worth = whole if usual and not lossy else np.where(endless & (monthly > 0), math.inf, np.maximum(whole, 0.0))
    worth = worth.sum(axis=0)
    months = np.zeros(cac.shape)
    for step in range(STEPS):
        left = np.expm1(months * rate)  # less one
        gone = -left if usual else np.where(endless, months, np.where(at_once, 1.0, -left))
        paid, flow = whole * gone, pace * (1 + left)
        if not usual:
            flow = np.where(at_once, 0.0, flow)
        missing = cac - paid.sum(axis=0)
        to_come = worth - cac + np.minimum(paid, 0.0).sum(axis=0) if lossy else worth - cac
        still = missing / to_come
        exact = np.where(still > 0, (1 + still) * np.log1p(still) / still, 1.0)
        falls = flow.sum(axis=0)
        way = missing / falls * exact
        if lossy:
            loss = np.where(at_once, 0.0, np.minimum(flow, 0.0))
            bends = np.where(endless | at_once, 0.0, loss * rate).sum(axis=0)
            way = np.fmax(
                missing / (falls - loss.sum(axis=0)) * exact,
                2 * missing / (falls + np.sqrt(falls * falls + 2 * bends * missing)),
            )
        way = np.where(missing > 0, way, missing / falls if step else 0.0)
        months = np.where(np.isfinite(way), np.maximum(months + way, 0.0), months)
        if not (np.abs(way) > 1e-9 * months).any():
            break
    return months


def mrr_ceiling(new_mrr: Number, churn_rate: Number, expansion_rate: Number, contraction_rate: Number) -> Number:
    """MRR at which what is lost equals what is won, if new MRR stays as it is; money/month.

    new_mrr / (churn_rate - (1-churn_rate)(expansion_rate-contraction_rate)); no ceiling (inf)
    where expansion outgrows churn, and 0 where nothing is won.

    5,000 of new MRR a month and 5 % net churn.

    >>> mrr_ceiling(5000.0, 0.05, 0.0, 0.0), mrr_ceiling(5000.0, 0.01, 0.02, 0.0), mrr_ceiling(0.0, 0.01, 0.02, 0.0)
    (100000.0, inf, 0.0)
    """
    net_churn = churn_rate - (1 - churn_rate) * (expansion_rate - contraction_rate)
    ceiling = if_positive(net_churn, quotient(new_mrr, net_churn, math.inf), math.inf)
    return if_zero(new_mrr, 0.0, ceiling)
