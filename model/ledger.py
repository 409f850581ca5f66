"""The month, written once.

Plain arithmetic, one line a quantity, in the order of the month: spend, traffic, leads and
contacts, funnel, pipeline, customers, MRR, costs, cash. Numbers may be floats (one scenario),
numpy arrays (many scenarios at once) or any type that speaks numpy's protocols; branches therefore
go through the helpers of `arithmetic`, and nothing is changed in place.

The same `month` runs for Existing (the customers of month 0), for each channel and, from their
sums, for the company. `opening` makes month 0. Many scenarios at once go through it with all their
channels `stacked` in one. Symbols: t is the month, counted from 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from model.arithmetic import Number, grown, if_zero, larger, power, quotient, smaller, total


class Month:
    """The quantities of one month, for Existing, one channel or the company, by their names."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

        def __setattr__(self, name: str, value: Any) -> None: ...


class Books:
    """One month of everything: `existing`, `channels` (in the scenario's order, or stacked in one) and `company`."""

    __slots__ = ("channels", "company", "existing")

    def __init__(self, existing: Month, channels: Sequence[Month], company: Month):
        self.existing = existing
        self.channels = channels
        self.company = company


class Terms:
    """What the levers mean in one channel: its own rates, the same in every month."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

        def __setattr__(self, name: str, value: Any) -> None: ...


def terms(lever: Any, channel: Any) -> Terms:
    """The levers times the channel's indices, shares and churn capped at 1, and its own traffic facts."""
    own = Terms()
    own.visitor_to_lead = smaller(1.0, lever.visitor_to_lead * channel.lead_index)
    own.win_rate = smaller(1.0, lever.win_rate * channel.win_index)
    own.arpu = lever.arpu * channel.arpu_index
    own.churn_rate = smaller(1.0, lever.churn_rate * channel.churn_index)
    own.spend_share = channel.spend_share
    own.reference_spend = channel.reference_spend
    own.cost_per_visitor = channel.cost_per_visitor
    own.reference_visitors = quotient(channel.reference_spend, channel.cost_per_visitor, 0.0)
    own.organic_visitors = channel.organic_visitors
    own.click_through_rate = channel.click_through_rate
    own.bounce_rate = channel.bounce_rate
    return own


class Trend:
    """What moves with the calendar: spend, and the indices of organic traffic and of costs."""

    __slots__ = ("cost_index", "marketing_spend", "organic_index")

    def __init__(self, lever: Any, t: int):
        self.marketing_spend = lever.marketing_spend * power(1 + lever.marketing_spend_growth, t - 1)
        self.organic_index = power(1 + lever.organic_growth, t - 1)
        self.cost_index = power(1 + lever.cost_growth, t - 1)


def traffic(now: Month, lever: Any, own: Terms, trend: Trend) -> None:
    """Visitors of one channel: what its spend buys and what comes unpaid.

    Visitors follow spend with diminishing returns: spend relative to `reference_spend`, to the
    power of `spend_elasticity`. Without a reference the cost per visitor is constant.
    """
    now.spend = trend.marketing_spend * own.spend_share
    at_spend = own.reference_visitors * power(quotient(now.spend, own.reference_spend, 0.0), lever.spend_elasticity)
    without_reference = quotient(now.spend, own.cost_per_visitor, 0.0)
    now.paid_visitors = if_zero(own.reference_spend, without_reference, at_spend)
    now.organic_visitors = own.organic_visitors * trend.organic_index
    now.visitors = now.paid_visitors + now.organic_visitors


def more_paid_visitors(now: Month, own: Terms, lever: Any, more: Number) -> Number:
    """Visitors that so much more spend buys beyond those that the month's `spend` buys already.

    The difference of what `traffic` says of both, without taking two nearly equal numbers from each other.
    """
    elasticity = lever.spend_elasticity
    grows = grown(quotient(more, now.spend, 0.0), elasticity)
    with np.errstate(all="ignore"):
        beyond = own.reference_visitors * power(quotient(now.spend, own.reference_spend, 0.0), elasticity) * grows
        first = own.reference_visitors * power(quotient(more, own.reference_spend, 0.0), elasticity)
    at_spend = if_zero(now.spend, first, beyond)
    return if_zero(own.reference_spend, quotient(more, own.cost_per_visitor, 0.0), at_spend)


def acquire(now: Month, before: Month, lever: Any, own: Terms) -> None:
    """From visitors to new customers: leads, contacts, funnel and pipeline of one channel."""
    now.leads = now.visitors * own.visitor_to_lead + before.contacts * lever.contact_to_lead
    now.contacts = before.contacts * (1 - lever.unsubscribe_rate) + now.visitors * lever.visitor_to_contact
    now.mqls = now.leads * lever.lead_to_mql
    now.sals = now.mqls * lever.mql_to_sal
    now.sqls = now.sals * lever.sal_to_sql
    now.resolved = (before.pipeline + now.sqls) / (1 + lever.sales_cycle)
    # pipeline(t-1) + sqls - resolved, without taking nearly all of a number from itself where the cycle is short
    now.pipeline = (before.pipeline + now.sqls) * (lever.sales_cycle / (1 + lever.sales_cycle))
    now.new_customers = now.resolved * own.win_rate
    now.new_mrr = now.new_customers * own.arpu


def retain(now: Month, before: Month, lever: Any, churn: Number, price_move: Number = 0.0) -> None:
    """Customers and MRR after churn, repricing, expansion and contraction; `new_customers` and `new_mrr` are known.

    What churn leaves is kept; of that, `repriced_share` follows the price by `price_move`, and what
    it then amounts to expands and contracts. Repriced MRR counts as expansion where it is positive
    and as contraction where it is negative. MRR cannot fall below zero: a price that falls by
    everything takes what is kept and no more.
    """
    now.churned_customers = before.customers * churn
    now.customers = before.customers - now.churned_customers + now.new_customers
    now.churned_mrr = before.mrr * churn
    kept = before.mrr - now.churned_mrr
    repriced = kept * lever.repriced_share * price_move
    now.expansion_mrr = (kept + repriced) * lever.expansion_rate + larger(repriced, 0.0)
    now.contraction_mrr = (kept + repriced) * lever.contraction_rate + larger(-repriced, 0.0)
    now.mrr = before.mrr - now.churned_mrr + now.expansion_mrr - now.contraction_mrr + now.new_mrr


def existing_month(before: Month, lever: Any, t: int) -> Month:
    """Existing: the customers of month 0, repriced in month 1 from today's ARPU and not joined by anybody."""
    now = Month()
    now.new_customers = 0.0
    now.new_mrr = 0.0
    todays_arpu = quotient(lever.opening_mrr, lever.opening_customers, 0.0)
    price_move = quotient(lever.arpu, todays_arpu, 1.0) - 1 if t == 1 else 0.0
    retain(now, before, lever, lever.churn_rate, price_move)
    return now


def channel_month(before: Month, lever: Any, own: Terms, trend: Trend) -> Month:
    """One channel from its spend to its MRR."""
    now = Month()
    traffic(now, lever, own, trend)
    acquire(now, before, lever, own)
    retain(now, before, lever, own.churn_rate)
    return now


def winning(now: Month, lever: Any, trend: Trend) -> None:
    """What winning customers costs the company; its `spend` and `new_mrr` are known."""
    now.marketing_labour = lever.marketing_people * trend.cost_index
    now.marketing_technology = lever.marketing_tools * trend.cost_index
    now.marketing_general = lever.marketing_overhead * trend.cost_index
    now.marketing_team = now.marketing_labour + now.marketing_technology + now.marketing_general
    now.sales_team = lever.sales_people * trend.cost_index
    now.people_and_tools = now.marketing_team + now.sales_team
    now.commissions = now.new_mrr * 12 * lever.commission_rate
    now.marketing_investment = now.spend + now.marketing_team
    now.sales_and_marketing = now.spend + now.people_and_tools + now.commissions


def company_month(before: Month, lever: Any, existing: Month, channels: Sequence[Month], trend: Trend) -> Month:
    """The company: sums over Existing and the channels, then costs and cash."""
    now = Month()
    now.spend = total([k.spend for k in channels])
    now.paid_visitors = total([k.paid_visitors for k in channels])
    now.organic_visitors = total([k.organic_visitors for k in channels])
    now.visitors = now.paid_visitors + now.organic_visitors
    now.leads = total([k.leads for k in channels])
    now.contacts = total([k.contacts for k in channels])
    now.mqls = total([k.mqls for k in channels])
    now.sals = total([k.sals for k in channels])
    now.sqls = total([k.sqls for k in channels])
    now.resolved = total([k.resolved for k in channels])
    now.pipeline = total([k.pipeline for k in channels])
    now.new_customers = total([k.new_customers for k in channels])
    now.churned_customers = existing.churned_customers + total([k.churned_customers for k in channels])
    now.customers = existing.customers + total([k.customers for k in channels])
    now.new_mrr = total([k.new_mrr for k in channels])
    now.churned_mrr = existing.churned_mrr + total([k.churned_mrr for k in channels])
    now.expansion_mrr = existing.expansion_mrr + total([k.expansion_mrr for k in channels])
    now.contraction_mrr = existing.contraction_mrr + total([k.contraction_mrr for k in channels])
    now.mrr = existing.mrr + total([k.mrr for k in channels])

    now.revenue = now.mrr
    now.support = now.customers * lever.support_cost
    now.infrastructure = now.customers * lever.infrastructure_cost
    now.retention = now.customers * lever.retention_cost
    now.cost_to_serve = now.support + now.infrastructure + now.retention
    now.payment_fees = now.revenue * lever.payment_fee_rate
    now.gross_profit = now.revenue - now.cost_to_serve - now.payment_fees

    winning(now, lever, trend)
    now.research_and_development = lever.product_cost * trend.cost_index
    now.general_and_administrative = lever.admin_cost * trend.cost_index
    now.fixed_costs = now.research_and_development + now.general_and_administrative
    now.operating_profit = now.gross_profit - now.sales_and_marketing - now.fixed_costs
    now.net_cash_flow = now.operating_profit
    now.cash = before.cash + now.net_cash_flow
    now.arr = 12 * now.mrr
    return now


def acquisition_month(before: Books, lever: Any, channels: Sequence[Terms], t: int) -> Books:
    """Of month t what wins customers and what that costs, as `month` has it: who stays or leaves changes nothing of it."""
    trend = Trend(lever, t)
    by_channel = []
    for earlier, own in zip(before.channels, channels, strict=True):
        now = Month()
        traffic(now, lever, own, trend)
        acquire(now, earlier, lever, own)
        by_channel.append(now)
    company = Month()
    company.spend = total([k.spend for k in by_channel])
    company.new_customers = total([k.new_customers for k in by_channel])
    company.new_mrr = total([k.new_mrr for k in by_channel])
    winning(company, lever, trend)
    return Books(before.existing, by_channel, company)


def acquired_with_more(lever: Any, own: Terms, step: Number, months: int) -> Iterator[Month]:
    """What so much more spend (money/month of month 1, growing with spend) wins beyond what is won anyway, month by month.

    Channels do not touch each other and what follows from visitors is proportional to them, so the
    gain is the month run on the additional visitors alone, from nothing: exact however small it is
    beside what is there. `own` is one channel's terms or all `stacked`; people and tools stay as they are.
    """
    before = Month()
    before.contacts = before.pipeline = 0.0 * step
    for t in range(1, months + 1):
        now, trend = Month(), Trend(lever, t)
        now.spend = trend.marketing_spend * own.spend_share
        more = step * power(1 + lever.marketing_spend_growth, t - 1)
        now.visitors = more_paid_visitors(now, own, lever, more)
        acquire(now, before, lever, own)
        now.commissions = now.new_mrr * 12 * lever.commission_rate
        now.sales_and_marketing = more + now.commissions
        yield now
        before = now


def month(before: Books, lever: Any, channels: Sequence[Terms], t: int) -> Books:
    """Month t of everything, from the month before, the levers and each channel's terms."""
    trend = Trend(lever, t)
    existing = existing_month(before.existing, lever, t)
    by_channel = [channel_month(b, lever, own, trend) for b, own in zip(before.channels, channels, strict=True)]
    return Books(existing, by_channel, company_month(before.company, lever, existing, by_channel, trend))


def todays_shares(channels: Sequence[Terms]) -> list[Number]:
    """Each channel's share of the visitors of today: organic ones, and those that its reference spend buys.

    Equal shares where there are none. No lever moves them.
    """
    visitors = [own.organic_visitors + own.reference_visitors for own in channels]
    everybody = total(visitors)
    return [quotient(own, everybody, 1 / len(channels)) for own in visitors]


def opening(lever: Any, channels: Sequence[Terms]) -> Books:
    """Month 0: today's position.

    Opening customers and MRR are Existing. Opening contacts and pipeline are split over the
    channels by `todays_shares`.
    """
    existing = Month()
    existing.customers = lever.opening_customers
    existing.mrr = lever.opening_mrr

    by_channel = []
    for share in todays_shares(channels):
        start = Month()
        start.contacts = lever.opening_contacts * share
        start.pipeline = lever.opening_pipeline * share
        start.customers = 0.0
        start.mrr = 0.0
        by_channel.append(start)

    company = Month()
    company.contacts = lever.opening_contacts
    company.pipeline = lever.opening_pipeline
    company.customers = lever.opening_customers
    company.mrr = lever.opening_mrr
    company.cash = lever.opening_cash
    company.arr = 12 * lever.opening_mrr
    return Books(existing, by_channel, company)


Part = TypeVar("Part", Terms, Month)


def stacked(parts: Sequence[Part]) -> Part:
    """All channels' terms or months as one, each quantity an array of (channels, rows) or (channels, 1).

    An operation on arrays costs more for being called than for a few hundred rows: once for all
    channels is several times faster than once for each.
    """
    one = type(parts[0])()
    for name in vars(parts[0]):
        numbers = [getattr(part, name) for part in parts]
        varied = any(isinstance(number, np.ndarray) for number in numbers)
        setattr(one, name, np.stack(np.broadcast_arrays(*numbers)) if varied else np.array(numbers)[:, None])
    return one
