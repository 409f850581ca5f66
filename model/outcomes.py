"""How outcomes are calculated from the months: what the declarations in `measures` name.

A series has the months as its last axis, and rows before it in a batch.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import Any

import numpy as np

from model import ledger
from model import unit_economics as economics
from model.arithmetic import Number, first_where, if_positive, larger, quotient, ratio, total
from model.cells import side_by_side
from model.levers import Levers
from model.mix import YEAR, Mix, trailing
from model.months import Floats, Months
from model.quantities import Terms

Reader = Callable[[str], Any]
"""Gives a flow by its name: a month's, or the sum of months 1 to 12."""
ONE_PER_CENT = 0.01
NOBODY_MORE = 1e-9
"""Fewer extra customers than this share of all that are won are nobody more: rounding, not customers."""


# How a series becomes one number.


def months_counted(p: Months) -> int:
    """How many months the first-year figures cover: 12, or the horizon if it is shorter."""
    return min(YEAR, p.months)


def first_year(p: Months, name: str) -> Number:
    """Sum of a series over months 1 to 12, or the horizon if it is shorter."""
    return p[name][..., :YEAR].sum(axis=-1)


def last(p: Months, name: str) -> Number:
    """A series in its last month."""
    return p[name][..., -1]


def before(p: Months, name: str, months: int = 1) -> Floats:
    """A stock some months earlier: month 0 is the opening, NaN before that."""
    series = p[name]
    out = np.full_like(series, math.nan, order="C")
    if months <= p.months:
        out[..., months - 1] = p.opening(name)
        out[..., months:] = series[..., :-months]
    return out


def earlier(series: Floats, months: int) -> Floats:
    """A series some months earlier; NaN before there are that many."""
    out = np.full_like(series, math.nan, order="C")
    out[..., months:] = series[..., :-months]
    return out


def whole_windows(series: Floats, window: int, lag: int = 0) -> Floats:
    """Sum of the `window` months that end `lag` months ago; NaN before there are that many."""
    sums = np.full_like(series, math.nan, order="C")
    if series.shape[-1] >= window + lag:
        windows = np.lib.stride_tricks.sliding_window_view(series, window, axis=-1, subok=True).sum(axis=-1)
        sums[..., window - 1 + lag :] = windows[..., : windows.shape[-1] - lag]
    return sums


# Ratios that look back.


def revenue_kept(p: Months) -> Floats:
    """Share of the MRR of the month before that is still there, before upsell."""
    return 1 - ratio(p["churned_mrr"] + p["contraction_mrr"], before(p, "mrr"))


def net_retention(p: Months) -> Floats:
    """Share of the MRR of the month before that is still there, upsell included."""
    return revenue_kept(p) + ratio(p["expansion_mrr"], before(p, "mrr"))


def year_of(by_month: Callable[[Months], Floats]) -> Callable[[Months], Number]:
    """The product of a monthly share over months 1 to 12."""
    return lambda p: np.prod(by_month(p)[..., :YEAR], axis=-1)


def magic_number(p: Months) -> Floats:
    """ARR gained in three months for what sales and marketing cost in the three before; see its declaration."""
    gained = p["revenue"] - earlier(p["revenue"], 3)  # month by month: what does not change gains exactly nothing
    return ratio(4 * whole_windows(gained, 3), whole_windows(p["sales_and_marketing"], 3, lag=3))


def while_burning(burned: Number, gained: Number) -> Number:
    """Burned for each unit gained; undefined where nothing is burned or nothing gained."""
    return if_positive(burned, if_positive(gained, ratio(burned, gained), math.nan), math.nan)


def burn_multiple(s: Reader) -> Number:
    """From the flows that make the ARR gained: the difference of two ARRs would be rounding where nothing is."""
    gained = 12 * ((s("new_mrr") - s("churned_mrr")) + (s("expansion_mrr") - s("contraction_mrr")))
    return while_burning(-s("net_cash_flow"), gained)


def rule_of_40(p: Months) -> Floats:
    """Growth of the year plus its cash margin."""
    growth = ratio(p["mrr"], before(p, "mrr", YEAR)) - 1
    return growth + ratio(whole_windows(p["net_cash_flow"], YEAR), whole_windows(p["revenue"], YEAR))


def lead_velocity(p: Months) -> Floats:
    """Growth of qualified leads on the month before; undefined in month 1."""
    return ratio(p["mqls"], earlier(p["mqls"], 1)) - 1


# Inbound against outbound.


def in_every_month(number: Number) -> Floats:
    """What does not change, with an axis for the months."""
    return side_by_side(number)[..., None]


def added(p: Months, parts: Iterable[Floats]) -> Floats:
    """The sum of series; exactly 0 where there are none."""
    return sum(parts, np.zeros((p.months,) if p.rows is None else (p.rows, p.months)))


def where_known(p: Months, of: Callable[[Floats, Floats], Floats]) -> Floats:
    """Sum over channels of `of(visitors, click_through_rate)`; NaN where no channel's rate is known.

    `of` gives 0 where the rate is 0, which stands for unknown.
    """
    rates = [in_every_month(own.click_through_rate) for own in p.terms]
    pairs = zip(p.channels.values(), rates, strict=True)
    return if_positive(
        reduce(larger, rates), added(p, (of(month["visitors"], rate) for month, rate in pairs)), math.nan
    )


def impressions(p: Months) -> Floats:
    """Impressions of the channels whose click-through rate is known."""
    return where_known(p, lambda visitors, rate: quotient(visitors, rate, 0.0))


def clicks(p: Months) -> Floats:
    """Visitors of the channels whose click-through rate is known."""
    return where_known(p, lambda visitors, rate: if_positive(rate, visitors, 0.0))


def engaged_visits(p: Months) -> Floats:
    """Visits that do not leave at once."""
    stays = (1 - in_every_month(own.bounce_rate) for own in p.terms)
    return added(p, (month["visitors"] * share for month, share in zip(p.channels.values(), stays, strict=True)))


def bounced(p: Months) -> Floats:
    """Visits that leave at once: summed as such, since visitors less engaged visits leave rounding behind."""
    leaves = (in_every_month(own.bounce_rate) for own in p.terms)
    return added(p, (month["visitors"] * share for month, share in zip(p.channels.values(), leaves, strict=True)))


def social(p: Months) -> Floats:
    """Visitors of channels with Social in their name."""
    return added(p, (month["visitors"] for name, month in p.channels.items() if "social" in name.lower()))


def of_motion(p: Months, motion: str, name: str) -> Floats:
    """Sum of a series over the channels of a motion; exactly 0 where there are none."""
    return added(p, (p.channels[c.name][name] for c in p.scenario.channels if c.motion == motion))


def split_by_leads(p: Months, leads: Floats, channels: int) -> Floats:
    """The part of marketing people, tools and overhead that these leads carry.

    In proportion to the month's leads; in a month without any, equally by channel.
    """
    return p["marketing_team"] * quotient(leads, p["leads"], channels / len(p.scenario.channels))


def investment(p: Months, motion: str) -> Floats:
    """Marketing investment in the channels of a motion: their spend, and the people, tools and overhead of their leads."""
    members = sum(c.motion == motion for c in p.scenario.channels)
    return of_motion(p, motion, "spend") + split_by_leads(p, of_motion(p, motion, "leads"), members)


def return_on(gained: Number, invested: Number) -> Number:
    """What is gained beyond what was invested, for each unit of it."""
    return ratio(gained - invested, invested)


def marketing_roi(p: Months) -> Number:
    """Revenue of months 1 to 12 above today's, less marketing investment, for each unit of it."""
    beyond = p["revenue"][..., :YEAR] - in_every_month(p.opening("mrr"))
    extra = beyond.sum(axis=-1)  # month by month: what does not change is exactly nothing
    return return_on(extra, first_year(p, "marketing_investment"))


# Unit economics of the customers that are won.


def account_cost(p: Months) -> Number:
    """Cost to serve one account for a month."""
    lever = p.lever
    return economics.account_cost(lever.support_cost, lever.infrastructure_cost, lever.retention_cost)


def account_cost_by_month(p: Months) -> Floats:
    """The same in every month."""
    return np.broadcast_to(in_every_month(account_cost(p)), p["new_customers"].shape, subok=True)


def gross_margin(of: Mix) -> Number:
    """Share of the mean customer's revenue left after serving it."""
    return economics.gross_margin(of.mean(of.profit), of.mean(of.price))


def ltv(of: Mix) -> Number:
    """The headline lifetime value of the mean customer."""
    return of.mean(economics.ltv(of.profit, of.churn_rate, of.lever["ltv_horizon"]))


def ltv_within(of: Mix, months: float) -> Number:
    """The share of all its lifetime value, `ltv_for_ever`, that it brings in so many months; nan or 0 where that has no end."""
    whole = of.mean(economics.ltv_for_ever(of.profit, of.churn_rate))
    return ratio(of.mean(economics.ltv(of.profit, of.churn_rate, months)), whole)


def ltv_capped(of: Mix) -> Number:
    """Its lifetime value within the capped horizon, with expansion."""
    rates = (of.lever[name] for name in ("expansion_rate", "contraction_rate", "ltv_months"))
    return of.mean(economics.ltv_capped(of.profit, of.churn_rate, *rates))


def ltv_discounted(of: Mix) -> Number:
    """The capped one with later months worth less."""
    rates = (of.lever[name] for name in ("expansion_rate", "contraction_rate", "ltv_months", "discount_rate"))
    return of.mean(economics.ltv_discounted(of.profit, of.churn_rate, *rates))


def cac(p: Months, cost: str = "sales_and_marketing") -> Number:
    """A cost of months 1 to 12 for each customer won in them."""
    return economics.cac(first_year(p, cost), first_year(p, "new_customers"))


def cac_by_month(p: Months, cost: str = "sales_and_marketing") -> Floats:
    """A cost of the year up to each month for each customer won in it."""
    return economics.cac(trailing(p[cost]), trailing(p["new_customers"]))


def payback_simple(cac: Number, of: Mix) -> Number:
    """Months until the mean customer, if it stays, has paid its CAC."""
    return economics.payback_simple(cac, of.mean(of.profit))


def payback(cac: Number, of: Mix) -> Number:
    """Months until the customers of a mix, some of whom leave, have paid their CAC."""
    return economics.payback(cac, of.weights, of.profit, of.churn_rate)


def extra_with_more(
    lever: Levers[Number], terms: Sequence[Terms[Number]], more: Number, months: int, rows: int | None = None
) -> tuple[Floats, Floats]:
    """Extra cost and extra customers by month when marketing spend is so much higher in month 1, and grows as it does.

    `more` is money/month, one number or one for each of the `rows`. People and tools stay as they are.
    """
    channels = terms if rows is None else [ledger.stacked(terms)]
    steps = [more * own.spend_share for own in channels]
    with np.errstate(all="ignore"):
        by_month = [
            (total([k.sales_and_marketing for k in gains]), total([k.new_customers for k in gains]))
            for gains in ledger.acquired_with_more(lever, channels, steps, months)
        ]
    shape = () if rows is None else (rows,)
    cost, won = (
        np.stack([np.broadcast_to(side_by_side(each), shape, subok=True) for each in series], -1)
        for series in zip(*by_month, strict=True)
    )
    return cost, won


def marginal(p: Months, months: int, over: Callable[[Floats], Number]) -> Number:
    """Extra cost for each extra customer when marketing spend is 1 % higher, `over` some of the months of a series."""
    cost, won = map(over, extra_with_more(p.lever, p.terms, ONE_PER_CENT * p.lever.marketing_spend, months, p.rows))
    some = NOBODY_MORE * over(p["new_customers"][..., :months])
    return if_positive(
        over(p["spend"][..., :months]), np.where(np.greater(won, some), ratio(cost, won), math.inf), math.nan
    )


def marginal_cac(p: Months) -> Number:
    """What the next customer costs, months 1 to 12."""
    return marginal(p, months_counted(p), lambda series: series.sum(axis=-1))


def ceiling(new_mrr: Floats, of: Mix) -> Number:
    """MRR at which what is lost equals what is won, channel by channel."""
    rates = (of.lever[name] for name in ("expansion_rate", "contraction_rate"))
    return economics.mrr_ceiling(new_mrr, of.churn_rate, *rates).sum(axis=0)


def ceiling_by_month(p: Months) -> Floats:
    """The ceiling at each month's new MRR and mix."""
    return ceiling(np.moveaxis(p.of_channels("new_mrr"), 0, -1), p.mix_by_month)


# Plan outcomes.


def numbered(p: Months) -> Floats:
    """The number of each month, counted from 1."""
    return np.arange(1.0, p.months + 1)


def cash_low_month(p: Months) -> Number:
    """The month of the lowest cash, counted from 1."""
    cash = p["cash"]
    return first_where(cash <= in_every_month(cash.min(axis=-1)), numbered(p), math.nan)


def where_cash_today(p: Months, months: Number) -> Number:
    """What a runway is where there is cash today; 0 where it is below 0."""
    return if_positive(-side_by_side(p.opening("cash")), 0.0, months)


def runway(p: Months) -> Number:
    """Months until cash falls below 0, within the month by interpolation; 0 where it is below 0 today."""
    cash, earlier_cash = p["cash"], before(p, "cash")
    crossing = numbered(p) - 1 + ratio(earlier_cash, earlier_cash - cash)
    return where_cash_today(p, first_where(cash < 0, crossing, math.inf))


def runway_static(p: Months) -> Number:
    """Months today's cash lasts at month 1's burn."""
    burn = -p["net_cash_flow"][..., 0]
    return where_cash_today(p, if_positive(burn, quotient(p.opening("cash"), burn, math.inf), math.inf))


def break_even(p: Months) -> Number:
    """First month from which no month of the horizon makes a loss, counted from 1: the one after the last that does."""
    next_month = np.append(numbered(p)[1:], math.inf)
    return first_where(p["operating_profit"][..., ::-1] < 0, next_month[::-1], 1.0)


def arr_growth_12(p: Months) -> Number:
    """Growth of ARR over the first twelve months."""
    return ratio(p["arr"][..., months_counted(p) - 1], p.opening("arr")) - 1
