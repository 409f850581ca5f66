"""Unit economics: what one customer costs, pays and is worth.

Plain formulas on floats or arrays of one shape (or that broadcast to one); money in the scenario's
currency, rates a month as shares, time in months. Undefined is NaN, never is inf. Definitions
follow David Skok, "SaaS metrics 2.0" (lifetime value with gross margin, payback), with the
variants that are in common use beside the headline.
"""

from __future__ import annotations

import math

import numpy as np

from model.arithmetic import Number, geometric_sum, if_positive, if_zero, log1p, quotient, ratio, signed_quotient


def account_cost(support_cost: Number, infrastructure_cost: Number, retention_cost: Number) -> Number:
    """Cost to serve one account for a month: support + infrastructure + retention, money/account/month.

    Support costs 6 an account, cloud 4, loyalty 1.50. What does an account cost to serve?

    >>> account_cost(6.0, 4.0, 1.5)
    11.5
    """
    return support_cost + infrastructure_cost + retention_cost


def gross_margin(arpu: Number, account_cost: Number, payment_fee_rate: Number) -> Number:
    """Share of a customer's revenue left after serving it: 1 - payment_fee_rate - account_cost / arpu.

    ARPU is 50, serving an account costs 11.50 a month, and the payment processor keeps 3 %.

    >>> round(gross_margin(50.0, 11.5, 0.03), 4)
    0.74
    """
    return 1 - payment_fee_rate - quotient(account_cost, arpu, math.nan)


def customer_lifetime(churn_rate: Number) -> Number:
    """Mean months a customer stays: 1 / churn_rate; inf at zero churn.

    >>> customer_lifetime(0.04), customer_lifetime(0.0)
    (25.0, inf)
    """
    return signed_quotient(1.0, churn_rate)


def ltv_revenue(arpu: Number, churn_rate: Number) -> Number:
    """Lifetime revenue of a customer: arpu / churn_rate, money/account; inf at zero churn.

    Customers pay 50 a month and 0.5 % of them leave each month.

    >>> ltv_revenue(50.0, 0.005)
    10000.0
    """
    return signed_quotient(arpu, churn_rate)


def ltv(arpu: Number, gross_margin: Number, churn_rate: Number) -> Number:
    """Lifetime value, the headline: arpu × gross_margin / churn_rate, money/account.

    At zero churn it is inf with the sign of the margin (0 where there is no margin).

    Customers pay 500 a month at 75 % margin and 2.5 % leave each month.

    >>> ltv(500.0, 0.75, 0.025)
    15000.0
    """
    return signed_quotient(arpu * gross_margin, churn_rate)


def ltv_capped(arpu: Number, gross_margin: Number, churn_rate: Number, expansion_rate: Number,
               contraction_rate: Number, ltv_months: Number) -> Number:  # fmt: skip
    """Gross profit of a customer over `ltv_months`, with churn, expansion and contraction; money/account.

    arpu × gross_margin × sum over a = 0 … ltv_months - 1 of ((1-churn_rate)(1+expansion_rate-contraction_rate))^a.
    The first month is paid in full: customers pay the month they join.

    A customer pays 100 at 80 % margin, half of all leave each month, and we count three months:
    80 + 40 + 20.

    >>> print(round(ltv_capped(100.0, 0.8, 0.5, 0.0, 0.0, 3.0), 9))
    140.0
    """
    net_expansion = expansion_rate - contraction_rate
    growth = net_expansion - churn_rate * (1 + net_expansion)
    return arpu * gross_margin * geometric_sum(growth, ltv_months)


def ltv_discounted(arpu: Number, gross_margin: Number, churn_rate: Number, expansion_rate: Number,
                   contraction_rate: Number, ltv_months: Number, discount_rate: Number) -> Number:  # fmt: skip
    """Capped lifetime value with month a's gross profit discounted by (1+discount_rate)^(-a/12); money/account.

    Without a discount it is the capped one; at 100 % a year a month's money is worth 2^(-1/12) the month before.

    >>> print(round(ltv_discounted(100.0, 0.8, 0.5, 0.0, 0.0, 3.0, 0.0), 9))
    140.0
    >>> print(round(ltv_discounted(100.0, 0.8, 0.5, 0.0, 0.0, 2.0, 1.0), 4))
    117.755
    """
    net_expansion = expansion_rate - contraction_rate
    growth = net_expansion - churn_rate * (1 + net_expansion)
    monthly_discount = np.power(1 + discount_rate, -1 / 12)
    return arpu * gross_margin * geometric_sum((1 + growth) * monthly_discount - 1, ltv_months)


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


def payback_simple(cac: Number, arpu: Number, gross_margin: Number) -> Number:
    """Months until a customer that stays has paid its CAC: cac / (arpu × gross_margin).

    Never (inf) where a month earns nothing.

    CAC is 2,400, ARPU 500 and the margin 80 %.

    >>> payback_simple(2400.0, 500.0, 0.8), payback_simple(2400.0, 500.0, -0.1)
    (6.0, inf)
    """
    earned = arpu * gross_margin
    return if_positive(earned, quotient(cac, earned, math.inf), math.inf) + 0 * cac


def payback(cac: Number, arpu: Number, gross_margin: Number, churn_rate: Number) -> Number:
    """Months until customers, some of whom leave on the way, have paid their CAC.

    ln(1 - cac × churn_rate / (arpu × gross_margin)) / ln(1 - churn_rate): the month at which the
    cohort's gross profit, arpu × gross_margin × (1 - (1-churn_rate)^n) / churn_rate, reaches CAC.
    Never (inf) where ltv <= cac. At zero churn it is the simple payback, at full churn 0 or never.

    CAC is 2,400, ARPU 500, the margin 80 % and 5 % leave each month: 7 months instead of 6.

    >>> print(round(payback(2400.0, 500.0, 0.8, 0.05), 2), payback(9000.0, 500.0, 0.8, 0.05))
    6.95 inf
    """
    with np.errstate(all="ignore"):
        simple = payback_simple(cac, arpu, gross_margin)
        taken = simple * churn_rate  # share of the lifetime value that CAC takes
        crossing = quotient(log1p(-taken), log1p(-churn_rate), math.inf)
        with_churn = if_positive(1 - taken, crossing, math.inf) + 0 * cac  # NaN where CAC is
        return if_zero(churn_rate, simple, with_churn)


def payback_curve(cac: float, arpu: float, gross_margin: float, churn_rate: float, months: int) -> np.ndarray:
    """One customer's gross profit so far, less its CAC, after 0 … `months` months; shape (months + 1,).

    -cac + arpu × gross_margin × sum over a = 0 … n-1 of (1-churn_rate)^a; it crosses 0 at `payback`.

    >>> payback_curve(100.0, 50.0, 1.0, 0.5, 3).tolist()
    [-100.0, -50.0, -25.0, -12.5]
    """
    ages = np.arange(months + 1, dtype=np.float64)
    return -cac + arpu * gross_margin * np.asarray(geometric_sum(-churn_rate, ages))


def mrr_ceiling(new_mrr: Number, churn_rate: Number, expansion_rate: Number, contraction_rate: Number) -> Number:
    """MRR at which what is lost equals what is won, if new MRR stays as it is; money/month.

    new_mrr / (churn_rate - (1-churn_rate)(expansion_rate-contraction_rate)); no ceiling (inf)
    where expansion outgrows churn.

    5,000 of new MRR a month and 5 % net churn.

    >>> mrr_ceiling(5000.0, 0.05, 0.0, 0.0), mrr_ceiling(5000.0, 0.01, 0.02, 0.0)
    (100000.0, inf)
    """
    net_churn = churn_rate - (1 - churn_rate) * (expansion_rate - contraction_rate)
    return if_positive(net_churn, quotient(new_mrr, net_churn, math.inf), math.inf)
