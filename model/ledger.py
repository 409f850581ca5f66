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
from typing import TypeVar

import numpy as np

from model.arithmetic import Number, grown, if_zero, larger, power, quotient, smaller, total
from model.levers import ChannelNumbers, Levers
from model.quantities import Books, Calendar, Company, Existing, Part, Terms, names


def terms(lever: Levers[Number], channel: ChannelNumbers[Number]) -> Terms[Number]:
    """The levers times the channel's indices, shares and churn capped at 1, and its own traffic facts."""
    own: Terms[Number] = Terms()
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


def calendar_month(before: Calendar[Number], lever: Levers[Number]) -> Calendar[Number]:
    """What moves with the calendar: spend, and the indices of organic traffic and of costs, 1 in month 1."""
    now = before.following()
    now.month = before.month + 1
    now.marketing_spend = lever.marketing_spend * power(1 + lever.marketing_spend_growth, now.month - 1)
    now.organic_index = power(1 + lever.organic_growth, now.month - 1)
    now.cost_index = power(1 + lever.cost_growth, now.month - 1)
    return now


def traffic(now: Part[Number], lever: Levers[Number], own: Terms[Number], calendar: Calendar[Number]) -> None:
    """Visitors of one channel: what its spend buys and what comes unpaid.

    Visitors follow spend with diminishing returns: spend relative to `reference_spend`, to the
    power of `spend_elasticity`. Without a reference the cost per visitor is constant.
    """
    now.spend = calendar.marketing_spend * own.spend_share
    at_spend = own.reference_visitors * power(quotient(now.spend, own.reference_spend, 0.0), lever.spend_elasticity)
    without_reference = quotient(now.spend, own.cost_per_visitor, 0.0)
    now.paid_visitors = if_zero(own.reference_spend, without_reference, at_spend)
    now.organic_visitors = own.organic_visitors * calendar.organic_index
    now.visitors = now.paid_visitors + now.organic_visitors


def more_paid_visitors(now: Part[Number], own: Terms[Number], lever: Levers[Number], more: Number) -> Number:
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


def acquire(now: Part[Number], before: Part[Number], lever: Levers[Number], own: Terms[Number]) -> None:
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


def retain(
    now: Part[Number], before: Part[Number], lever: Levers[Number], churn: Number, price_move: Number = 0.0
) -> None:
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


def existing_month(before: Existing[Number], lever: Levers[Number]) -> Existing[Number]:
    """Existing: the customers of month 0, repriced in month 1 from today's ARPU and not joined by anybody."""
    now = before.following()
    now.new_customers = now.new_mrr = 0.0
    retain(now, before, lever, lever.churn_rate, before.price_move)
    now.price_move = 0.0
    return now


def channel_month(
    before: Part[Number], lever: Levers[Number], own: Terms[Number], calendar: Calendar[Number]
) -> Part[Number]:
    """One channel from its spend to its MRR."""
    now = before.following()
    traffic(now, lever, own, calendar)
    acquire(now, before, lever, own)
    retain(now, before, lever, own.churn_rate)
    return now


def winning(now: Company[Number], lever: Levers[Number], calendar: Calendar[Number]) -> None:
    """What winning customers costs the company; its `spend` and `new_mrr` are known."""
    now.marketing_labour = lever.marketing_people * calendar.cost_index
    now.marketing_technology = lever.marketing_tools * calendar.cost_index
    now.marketing_general = lever.marketing_overhead * calendar.cost_index
    now.marketing_team = now.marketing_labour + now.marketing_technology + now.marketing_general
    now.sales_team = lever.sales_people * calendar.cost_index
    now.people_and_tools = now.marketing_team + now.sales_team
    now.commissions = now.new_mrr * 12 * lever.commission_rate
    now.marketing_investment = now.spend + now.marketing_team
    now.sales_and_marketing = now.spend + now.people_and_tools + now.commissions


def company_month(
    before: Company[Number],
    lever: Levers[Number],
    existing: Part[Number],
    channels: Sequence[Part[Number]],
    calendar: Calendar[Number],
) -> Company[Number]:
    """The company: sums over Existing and the channels, then costs and cash."""
    now = before.following()
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

    winning(now, lever, calendar)
    now.research_and_development = lever.product_cost * calendar.cost_index
    now.general_and_administrative = lever.admin_cost * calendar.cost_index
    now.fixed_costs = now.research_and_development + now.general_and_administrative
    now.operating_profit = now.gross_profit - now.sales_and_marketing - now.fixed_costs
    now.net_cash_flow = now.operating_profit
    now.cash = before.cash + now.net_cash_flow
    now.arr = 12 * now.mrr
    return now


def acquisition_month(before: Books[Number], lever: Levers[Number], channels: Sequence[Terms[Number]]) -> Books[Number]:
    """The next month of what wins customers and what that costs, as `month` has it; who stays or leaves is no part of it."""
    calendar = calendar_month(before.calendar, lever)
    by_channel = []
    for earlier, own in zip(before.channels, channels, strict=True):
        now = earlier.following()
        traffic(now, lever, own, calendar)
        acquire(now, earlier, lever, own)
        by_channel.append(now)
    company = before.company.following()
    company.spend = total([k.spend for k in by_channel])
    company.new_customers = total([k.new_customers for k in by_channel])
    company.new_mrr = total([k.new_mrr for k in by_channel])
    winning(company, lever, calendar)
    return Books(calendar, before.existing, by_channel, company)


def acquired_with_more(
    lever: Levers[Number], channels: Sequence[Terms[Number]], more: Sequence[Number], months: int
) -> Iterator[list[Company[Number]]]:
    """What so much `more` spend in each channel wins beyond what is won anyway, channel by channel in each month.

    `more` is money/month of month 1, and grows with spend. Channels do not touch each other and what
    follows from visitors is proportional to them, so the gain is the month run on the additional
    visitors alone, from nothing: exact however small it is beside what is there. People and tools
    stay as they are.
    """
    before: list[Company[Number]] = [Company() for _ in channels]
    for start, step in zip(before, more, strict=True):
        start.contacts = start.pipeline = 0.0 * step
    calendar: Calendar[Number] = Calendar()
    calendar.month = 0.0
    for _ in range(months):
        calendar = calendar_month(calendar, lever)
        growth = power(1 + lever.marketing_spend_growth, calendar.month - 1)
        gains = [earlier.following() for earlier in before]
        for now, earlier, own, step in zip(gains, before, channels, more, strict=True):
            extra = step * growth
            now.spend = calendar.marketing_spend * own.spend_share
            now.visitors = more_paid_visitors(now, own, lever, extra)
            acquire(now, earlier, lever, own)
            now.commissions = now.new_mrr * 12 * lever.commission_rate
            now.sales_and_marketing = extra + now.commissions
        yield gains
        before = gains


def month(before: Books[Number], lever: Levers[Number], channels: Sequence[Terms[Number]]) -> Books[Number]:
    """The next month of everything, from the month before, the levers and each channel's terms."""
    calendar = calendar_month(before.calendar, lever)
    existing = existing_month(before.existing, lever)
    by_channel = [channel_month(b, lever, own, calendar) for b, own in zip(before.channels, channels, strict=True)]
    return Books(calendar, existing, by_channel, company_month(before.company, lever, existing, by_channel, calendar))


def opening(
    lever: Levers[Number], channels: Sequence[Terms[Number]], empty: Books[Number] | None = None
) -> Books[Number]:
    """Month 0: today's position, put into these `empty` books.

    Opening customers and MRR are Existing, whose price moves in month 1 from today's ARPU. Opening
    contacts and pipeline are split over the channels by today's visitors: organic ones, and those
    that the reference spend buys; equally where there are none. No lever moves these.
    """
    books = empty or Books(Calendar(), Existing(), [Part() for _ in channels], Company())
    books.calendar.month = 0.0

    existing = books.existing
    existing.customers = lever.opening_customers
    existing.mrr = lever.opening_mrr
    todays_arpu = quotient(lever.opening_mrr, lever.opening_customers, 0.0)
    existing.price_move = quotient(lever.arpu, todays_arpu, 1.0) - 1

    for start, own in zip(books.channels, channels, strict=True):
        start.paid_visitors = own.reference_visitors
        start.organic_visitors = own.organic_visitors
        start.visitors = start.organic_visitors + start.paid_visitors

    company = books.company
    company.visitors = total([start.visitors for start in books.channels])
    company.contacts = lever.opening_contacts
    company.pipeline = lever.opening_pipeline
    company.customers = lever.opening_customers
    company.mrr = lever.opening_mrr
    company.cash = lever.opening_cash
    company.arr = 12 * lever.opening_mrr

    for start, share in zip(books.channels, todays_shares(books), strict=True):
        start.contacts = lever.opening_contacts * share
        start.pipeline = lever.opening_pipeline * share
        start.customers = 0.0
        start.mrr = 0.0
    return books


def todays_shares(opening: Books[Number]) -> list[Number]:
    """Each channel's share of the visitors of month 0; equal shares where there are none."""
    everybody, equal = opening.company.visitors, 1 / len(opening.channels)
    return [quotient(own.visitors, everybody, equal) for own in opening.channels]


Numbers = TypeVar("Numbers", Terms[Number], Part[Number])


def stacked(parts: Sequence[Numbers]) -> Numbers:
    """All channels' terms or months as one, each quantity an array of (channels, rows) or (channels, 1).

    An operation on arrays costs more for being called than for a few hundred rows: once for all
    channels is several times faster than once for each.
    """
    one = type(parts[0])()
    for name in names(type(parts[0])):
        if not hasattr(parts[0], name):  # month 0 has no flows
            continue
        numbers = [getattr(part, name) for part in parts]
        varied = any(isinstance(number, np.ndarray) for number in numbers)
        setattr(one, name, np.stack(np.broadcast_arrays(*numbers)) if varied else np.array(numbers)[:, None])
    return one
