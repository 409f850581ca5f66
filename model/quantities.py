"""The quantities of a month in the ledger's order: what each is, and in which unit.

A month is made by the one before it (`following`) and filled quantity by quantity; a misspelt one
is an error, in the editor and when it runs. They are generic in the number type N: floats (one
scenario), numpy arrays (many at once), or any number that writes down what is done to it, which
may put months of its own in their place and so learn under which name a number is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Generic, Self, TypeVar

from model import units
from model.units import Unit

N = TypeVar("N")


def quantity(unit: Unit, meaning: str) -> Any:
    """Declare a quantity; its value is put in later."""
    return field(metadata={"unit": unit, "meaning": meaning})


@dataclass(slots=True, init=False, eq=False, repr=False)
class Quantities(Generic[N]):
    """Some quantities of one month."""

    def following(self) -> Self:
        """An empty month of the same kind, to be filled from this one."""
        return type(self)()


@dataclass(slots=True, init=False, eq=False, repr=False)
class Calendar(Quantities[N]):
    """What moves with the calendar, the same for all channels."""

    month: N = quantity(units.MONTHS, "Number of the month; today is month 0.")
    marketing_spend: N = quantity(units.MONEY_PER_MONTH, "Marketing spend of the month, all channels.")
    organic_index: N = quantity(units.RATIO, "Unpaid visitors for each of month 1.")
    cost_index: N = quantity(units.RATIO, "People, tools, product and admin cost for each of month 1.")


@dataclass(slots=True, init=False, eq=False, repr=False)
class Part(Quantities[N]):
    """A part of the company, from its spend to its MRR: one channel."""

    spend: N = quantity(units.MONEY_PER_MONTH, "Marketing spend of the month: ads, distribution, content bought.")
    paid_visitors: N = quantity(units.COUNT_PER_MONTH, "Visitors that spend buys, with diminishing returns.")
    organic_visitors: N = quantity(units.COUNT_PER_MONTH, "Unpaid visitors.")
    visitors: N = quantity(units.COUNT_PER_MONTH, "People who visit in the month, paid and unpaid, all channels.")
    leads: N = quantity(units.COUNT_PER_MONTH, "Visitors and contacts who raise a hand.")
    contacts: N = quantity(
        units.CONTACTS,
        "Subscribers of newsletter, RSS and video: the pool that is nurtured into leads.",
    )
    mqls: N = quantity(units.COUNT_PER_MONTH, "Marketing qualified leads.")
    sals: N = quantity(units.COUNT_PER_MONTH, "Sales accepted leads.")
    sqls: N = quantity(units.COUNT_PER_MONTH, "Sales qualified leads: new opportunities.")
    resolved: N = quantity(units.COUNT_PER_MONTH, "Opportunities won or lost in the month.")
    pipeline: N = quantity(units.SQLS, "Opportunities open at the end of the month.")
    new_customers: N = quantity(units.ACCOUNTS_PER_MONTH, "Opportunities won.")
    new_mrr: N = quantity(units.MONEY_PER_MONTH, "MRR of customers won in the month.")
    churned_customers: N = quantity(units.ACCOUNTS_PER_MONTH, "Customers lost in the month.")
    customers: N = quantity(units.ACCOUNTS, "Paying accounts at the end of the month.")
    churned_mrr: N = quantity(units.MONEY_PER_MONTH, "MRR of customers lost in the month.")
    expansion_mrr: N = quantity(
        units.MONEY_PER_MONTH,
        "Upsell to customers who stayed; in month 1 at the price they then pay, and the rise of that price itself.",
    )
    contraction_mrr: N = quantity(
        units.MONEY_PER_MONTH,
        "Downgrades of customers who stayed; in month 1 at the price they then pay, and the cut of that price itself.",
    )
    mrr: N = quantity(units.MONEY_PER_MONTH, "Monthly recurring revenue at the end of the month.")


@dataclass(slots=True, init=False, eq=False, repr=False)
class Existing(Part[N]):
    """The customers of month 0: of a part's quantities those of `HELD`."""

    price_move: N = quantity(units.SHARE, "By how much the price of what is kept moves in the next month.")


@dataclass(slots=True, init=False, eq=False, repr=False)
class Company(Part[N]):
    """The company: sums over its parts, costs and cash."""

    revenue: N = quantity(units.MONEY_PER_MONTH, "Customers pay the month they join, and not the month they leave.")
    support: N = quantity(units.MONEY_PER_MONTH, "Onboarding and support of the month.")
    infrastructure: N = quantity(units.MONEY_PER_MONTH, "Cloud capacity and engineering in service.")
    retention: N = quantity(units.MONEY_PER_MONTH, "Loyalty, incentives, promotions.")
    cost_to_serve: N = quantity(
        units.MONEY_PER_MONTH,
        "What serving the customers costs in the month, without payment fees.",
    )
    payment_fees: N = quantity(units.MONEY_PER_MONTH, "Payment processing.")
    gross_profit: N = quantity(units.MONEY_PER_MONTH, "Revenue less what serving it costs.")
    marketing_labour: N = quantity(units.MONEY_PER_MONTH, "Marketing people, creative and technical.")
    marketing_technology: N = quantity(units.MONEY_PER_MONTH, "Marketing tools and software.")
    marketing_general: N = quantity(units.MONEY_PER_MONTH, "General overhead carried by marketing.")
    marketing_team: N = quantity(units.MONEY_PER_MONTH, "Marketing cost besides programme spend.")
    sales_team: N = quantity(units.MONEY_PER_MONTH, "Sales labour.")
    people_and_tools: N = quantity(units.MONEY_PER_MONTH, "Sales and marketing cost besides spend and commissions.")
    commissions: N = quantity(units.MONEY_PER_MONTH, "Share of the first year's value of new MRR, paid when won.")
    marketing_investment: N = quantity(
        units.MONEY_PER_MONTH,
        "Marketing spend with marketing people, tools and overhead.",
    )
    sales_and_marketing: N = quantity(units.MONEY_PER_MONTH, "All cost of winning customers, people included.")
    research_and_development: N = quantity(units.MONEY_PER_MONTH, "Product cost.")
    general_and_administrative: N = quantity(units.MONEY_PER_MONTH, "Admin cost.")
    fixed_costs: N = quantity(units.MONEY_PER_MONTH, "Cost that does not follow customers or sales.")
    operating_profit: N = quantity(
        units.MONEY_PER_MONTH,
        "What the month earns after all its costs; a loss where negative.",
    )
    net_cash_flow: N = quantity(units.MONEY_PER_MONTH, "What the month adds to cash; burn where negative.")
    cash: N = quantity(units.MONEY, "Cash at the end of the month.")
    arr: N = quantity(units.MONEY_PER_YEAR, "Annual recurring revenue at the end of the month.")


@dataclass(slots=True, eq=False)
class Books(Generic[N]):
    """One month of everything; `channels` are in the scenario's order, or stacked in one."""

    calendar: Calendar[N]
    existing: Existing[N]
    channels: Sequence[Part[N]]
    company: Company[N]


@dataclass(slots=True, init=False, eq=False, repr=False)
class Terms(Generic[N]):
    """What the levers mean in one channel: its own rates, the same in every month."""

    visitor_to_lead: N = quantity(units.SHARE, "Visitors who become leads the same month.")
    win_rate: N = quantity(units.SHARE, "Resolved SQLs that become customers.")
    arpu: N = quantity(units.MONEY_PER_ACCOUNT_MONTH, "What a customer won through the channel pays a month.")
    churn_rate: N = quantity(units.SHARE_PER_MONTH, "Of the channel's customers, who leave in a month.")
    spend_share: N = quantity(units.SHARE, "The channel's share of marketing spend.")
    reference_spend: N = quantity(units.MONEY_PER_MONTH, "What the channel spends today.")
    cost_per_visitor: N = quantity(units.MONEY, "Cost of a paid visitor at the reference spend.")
    reference_visitors: N = quantity(units.VISITORS_PER_MONTH, "Paid visitors at the reference spend.")
    organic_visitors: N = quantity(units.VISITORS_PER_MONTH, "Unpaid visitors in month 1.")
    click_through_rate: N = quantity(units.SHARE, "Impressions that click; 0 is unknown.")
    bounce_rate: N = quantity(units.SHARE, "Visits that leave at once.")


def names(kind: type[Any]) -> tuple[str, ...]:
    """The quantities of a kind, in their order.

    >>> names(Calendar)
    ('month', 'marketing_spend', 'organic_index', 'cost_index')
    """
    return tuple(each.name for each in fields(kind))


PART, COMPANY = names(Part), names(Company)
HELD = PART[PART.index("new_customers") :]
"""Quantities of customers, once they are won."""
DECLARED = {each.name: each.metadata for each in fields(Company)}
"""Unit and meaning of each quantity of the company, by name."""
