"""What a careful reader would doubt: assumptions and outcomes that need a second look, and why.

Every warning has a threshold declared here with its reason. A sentence holds its numbers as names in
braces; `numbers` has their values and units, so that they are written where all numbers are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from model import units
from model.levers import LEVERS, Benchmark
from model.measures import MEASURES, months_counted
from model.mix import YEAR
from model.projection import Projection, Summary, summarize
from model.units import Unit

TIMES_PAST, ABOVE_PAST = 2.0, 0.02
"""MRR may grow twice as fast as it did, and by two points a month more: a plan is allowed to be better."""
TRIPLING = 3.0
"""ARR that more than triples in a year is the pace of the few (the first T of T2D3, Neeraj Agrawal, 2015)."""
LEAD_GROWTH = 0.15
"""Monthly growth of qualified leads held for a year; 15 % a month is more than fivefold in a year."""
YEARLY_CHURN = 0.1
"""Monthly churn from here on looks like a yearly rate: twice the upper end that is published for SMB."""
FEW_CUSTOMERS = 30
"""With fewer customers than this, one that leaves moves the month's churn by more than three points."""
HARDLY_ONE = 1.0
"""A channel with spend whose first year wins fewer customers than this buys nobody."""
STRETCH = 3.0
"""Spend beyond this many times what a channel spends today is outside of what its numbers can tell."""
FAR = 2.0
"""A conversion below the lowest published value by this factor, or above the highest, is far outside."""


@dataclass(frozen=True)
class Doubt:
    """One doubt: its name, the pages and measures it concerns, a sentence, and the levers that decide it.

    `text` names its numbers in braces; `numbers` holds each as (value, unit).
    """

    name: str
    pages: tuple[str, ...]
    measures: tuple[str, ...]
    text: str
    levers: tuple[str, ...] = ()
    numbers: Mapping[str, tuple[float, Unit]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Known:
    """What a case may look at."""

    p: Projection
    now: Summary
    past_growth: float | None
    goal_mrr: float | None


_MONEY, _PER_MONTH, _MONTHS, _COUNT = units.MONEY, units.SHARE_PER_MONTH, units.MONTHS, units.ACCOUNTS
_ACQUISITION = ("marketing_spend_growth", "organic_growth", "visitor_to_lead", "win_rate")


def _cash(known: _Known) -> Iterator[Doubt]:
    """Cash below zero, before break-even or without one."""
    now = known.now
    runway, even = now["runway"], now["break_even"]
    if math.isinf(runway):
        return
    numbers = {"runway": (runway, _MONTHS), "missing": (max(0.0, -now["cash_low"]), _MONEY)}
    if runway == 0:
        text = "Cash is below zero today; {missing} is missing at the lowest point."
    elif math.isinf(even):
        text = "Cash runs out after {runway}, and the last month of the horizon still makes a loss: {missing} is missing by then."
    else:  # from break-even on no month takes cash, so that cash cannot run out after it
        numbers["even"] = (even, units.RATIO)
        text = "Cash runs out after {runway}, before break-even in month {even}: {missing} is missing in between."
    yield Doubt("cash_below_zero", ("Explore", "Cash"), ("runway", "cash_low", "break_even"), text,
                   ("opening_cash", "marketing_spend", "product_cost", "churn_rate"), numbers)  # fmt: skip


def _margin(known: _Known) -> Iterator[Doubt]:
    """A customer that costs more to serve than it pays."""
    if known.now["profit"] < 0:
        yield Doubt(
            "negative_margin", ("Explore", "Unit economics", "Cash"), ("gross_margin", "ltv"),
            "New customers cost more to serve than they pay: {cost} each, and {fee} of their ARPU of {arpu}. Growth loses money.",
            ("arpu", "support_cost", "infrastructure_cost", "retention_cost", "payment_fee_rate"),
            {"cost": (known.now["account_cost"], _MONEY), "fee": (known.p.scenario.payment_fee_rate, units.SHARE),
             "arpu": (known.now["new_arpu"], _MONEY)},
        )  # fmt: skip


def _payback(known: _Known) -> Iterator[Doubt]:
    """Payback longer than a customer stays on average, or never."""
    now = known.now
    lifetime, payback = now["customer_lifetime"], now["payback"]
    if not payback > lifetime and not math.isinf(payback):
        return
    if not now["profit"] > 0:
        return  # the margin is the news, see _margin
    numbers = {"cac": (now["cac"], _MONEY), "ltv": (now["ltv_for_ever"], _MONEY), "payback": (payback, _MONTHS),
               "lifetime": (lifetime, _MONTHS)}  # fmt: skip
    if math.isinf(payback):
        text = "A customer never pays back: winning it costs {cac}, and in the {lifetime} it stays it brings {ltv}."
    else:
        text = "Payback takes {payback}, longer than the {lifetime} a customer stays on average."
    yield Doubt("payback_beyond_lifetime", ("Explore", "Unit economics"), ("payback", "customer_lifetime"), text,
                   ("churn_rate", "arpu", "win_rate", "marketing_spend"), numbers)  # fmt: skip


def _churn(known: _Known) -> Iterator[Doubt]:
    """A monthly churn that looks like a yearly one."""
    churn = known.p.scenario.churn_rate
    if YEARLY_CHURN <= churn < 1:
        yield Doubt(
            "churn_looks_yearly", ("Explore", "Unit economics"), ("customer_churn", "ltv"),
            "{churn} churn a month loses {yearly} of all customers in a year. If {churn} is a yearly rate, it is "
            "{monthly} a month.",
            ("churn_rate",),
            {"churn": (churn, _PER_MONTH), "yearly": (1 - (1 - churn) ** YEAR, units.SHARE),
             "monthly": (1 - (1 - churn) ** (1 / YEAR), _PER_MONTH)},
        )  # fmt: skip


def _growth(known: _Known) -> Iterator[Doubt]:
    """Growth that the past has not seen; without a past, that few companies have."""
    p, opening = known.p, known.p.scenario.opening_mrr
    count = months_counted(p)
    end = float(p["mrr"][count - 1])
    if opening > 0 and known.past_growth is not None:
        monthly = (end / opening) ** (1 / count) - 1
        if monthly > max(TIMES_PAST * known.past_growth, known.past_growth + ABOVE_PAST):
            yield Doubt(
                "growth_beyond_past", ("Explore", "Funnel", "Cash"), ("mrr", "arr_growth_12"),
                "MRR would grow {plan} a month in the first year; so far it grew {past}.", _ACQUISITION,
                {"plan": (monthly, _PER_MONTH), "past": (known.past_growth, _PER_MONTH)},
            )  # fmt: skip
    elif p.scenario.opening_customers >= FEW_CUSTOMERS and opening > 0 and (end / opening) ** (YEAR / count) > TRIPLING:
        yield Doubt(
            "growth_beyond_tripling", ("Explore", "Funnel", "Cash"), ("mrr", "arr_growth_12"),
            "ARR would be {times} times today's within {months}; few companies ever triple in a year.", _ACQUISITION,
            {"times": (end / opening, units.RATIO), "months": (count, _MONTHS)},
        )  # fmt: skip
    first, final = float(p["mqls"][0]), float(p["mqls"][count - 1])
    if first >= 1 and (final / first) ** (1 / (count - 1)) - 1 > LEAD_GROWTH:
        yield Doubt(
            "lead_growth", ("Funnel", "Explore"), ("lead_velocity",),
            "Qualified leads would grow {plan} a month, every month of the first year.",
            ("marketing_spend_growth", "organic_growth"),
            {"plan": ((final / first) ** (1 / (count - 1)) - 1, _PER_MONTH)},
        )  # fmt: skip


def _goal(known: _Known) -> Iterator[Doubt]:
    """A goal above the level at which churn loses what is won."""
    ceiling = known.now["mrr_ceiling"]
    if known.goal_mrr is not None and ceiling < known.goal_mrr:
        yield Doubt(
            "goal_above_ceiling", ("Cash", "Explore"), ("mrr_ceiling",),
            "The MRR goal of {goal} is above the ceiling of {ceiling}: there, churn loses all that is won.",
            ("churn_rate", "expansion_rate", *_ACQUISITION),
            {"goal": (known.goal_mrr, _MONEY), "ceiling": (ceiling, _MONEY)},
        )  # fmt: skip


def _few_customers(known: _Known) -> Iterator[Doubt]:
    """An LTV whose churn was seen on few customers."""
    customers = known.p.scenario.opening_customers
    if customers >= FEW_CUSTOMERS:
        return
    numbers = {"customers": (customers, _COUNT), "step": (1 / max(customers, 1), units.SHARE)}
    text = "LTV rests on {customers} customers: one of them leaving moves the month's churn by {step}."
    if customers < 1:
        text = "LTV rests on no customer yet: churn is a guess."
    elif customers < 2:
        text = "LTV rests on one customer: its leaving is all the churn there can be."
    yield Doubt("ltv_of_few", ("Explore", "Unit economics"), ("ltv", "ltv_to_cac"), text, ("churn_rate",), numbers)


def _spend(known: _Known) -> Iterator[Doubt]:
    """Spend that buys nobody, and spend far beyond what a channel's numbers are from."""
    p = known.p
    idle, stretched = [], []
    for channel, own in zip(p.scenario.channels, p.terms, strict=True):
        spent = p.lever.marketing_spend * own.spend_share
        if spent <= 0:
            continue
        won = float(p.channels[channel.name]["new_customers"][:YEAR].sum())
        if own.cost_per_visitor == 0 or won < HARDLY_ONE:
            idle.append((spent, channel.name, own.cost_per_visitor == 0, won))
        elif own.reference_spend > 0 and spent > STRETCH * own.reference_spend:
            stretched.append((spent / own.reference_spend, channel.name))
    if idle:
        spent, name, free, won = max(idle)
        more = f" (and {len(idle) - 1} more like it)" if len(idle) > 1 else ""
        why = "its cost per visitor is 0, so spend buys no visitors" if free else "{won} customers in the first year"
        yield Doubt(
            "spend_buys_nobody", ("Channels", "Funnel", "Explore"), ("cac", "marginal_cac"),
            f"{{spent}} a month on {_literal(name)}{more} buys nobody: {why}.",
            ("marketing_spend", f"{name}.spend_share", f"{name}.cost_per_visitor"),
            {"spent": (spent, _MONEY), "won": (won, _COUNT)},
        )  # fmt: skip
    if stretched:
        times, name = max(stretched)
        more = f" (and {len(stretched) - 1} more)" if len(stretched) > 1 else ""
        yield Doubt(
            "spend_beyond_experience", ("Channels", "Explore"), ("marginal_cac",),
            f"Spend on {_literal(name)}{more} is {{times}} times what it is today: its cost per visitor may not hold.",
            ("marketing_spend", "spend_elasticity", f"{name}.spend_share"), {"times": (times, units.RATIO)},
        )  # fmt: skip


def _literal(text: str) -> str:
    """A name as it may stand in a text with braces."""
    return text.replace("{", "{{").replace("}", "}}")


_FUNNEL = ("visitor_to_lead", "lead_to_mql", "win_rate")
_PAGES = {"churn_rate": ("Explore", "Unit economics"), "gross_margin": ("Unit economics",)}


def _conversions(known: _Known) -> Iterator[Doubt]:
    """Levers and rates far outside of every published range."""
    scenario = known.p.scenario
    looked_at: list[tuple[str, str, float, tuple[Benchmark, ...], tuple[str, ...]]] = [
        (name, LEVERS[name].label, getattr(scenario, name), LEVERS[name].benchmarks, (name,))
        for name in (*_FUNNEL, "churn_rate")
    ]
    for name, behind in (("mqls_to_sqls", ("mql_to_sal", "sal_to_sql")), ("gross_margin", ("arpu", "support_cost"))):
        measure = MEASURES[name]
        looked_at.append((name, measure.label, known.now[name], measure.benchmarks, behind))
    for name, label, value, benchmarks, levers in looked_at:
        low, high = min(b.low for b in benchmarks), max(b.high for b in benchmarks)
        below, above = value < low / FAR, value > high * FAR
        told_elsewhere = (name == "gross_margin" and known.now["profit"] < 0) or (
            name == "churn_rate" and value >= YEARLY_CHURN
        )
        if not (below or above) or told_elsewhere:
            continue
        source = ", ".join(dict.fromkeys(b.source for b in benchmarks))
        yield Doubt(
            f"{name}_unusual", ("Explore", *_PAGES.get(name, ("Funnel",))), (name,),
            f"{label} of {{value}} is far {'below' if below else 'above'} the usual {{low}} to {{high}} "
            f"({source}; directional).",
            levers, {"value": (value, units.SHARE), "low": (low, units.SHARE), "high": (high, units.SHARE)},
        )  # fmt: skip


_CASES: dict[Callable[[_Known], Iterator[Doubt]], tuple[str, ...]] = {
    _cash: ("Explore", "Cash"),
    _goal: ("Explore", "Cash"),
    _margin: ("Explore", "Unit economics", "Cash"),
    _payback: ("Explore", "Unit economics"),
    _churn: ("Explore", "Unit economics"),
    _growth: ("Explore", "Funnel", "Cash"),
    _spend: ("Explore", "Channels", "Funnel"),
    _few_customers: ("Explore", "Unit economics"),
    _conversions: ("Explore", "Funnel", "Unit economics"),
}
"""Every case, what endangers the company first, with the pages that its doubts concern."""


def warnings(
    p: Projection, *, past_growth: float | None = None, goal_mrr: float | None = None, page: str = ""
) -> tuple[Doubt, ...]:
    """What to doubt in one scenario, the gravest first.

    `past_growth` is the company's own monthly MRR growth, where its past is known; `goal_mrr` an MRR
    that somebody wants to reach; `page` the title of the only page that is asked for.

    >>> from model import Scenario, project
    >>> [doubt.name for doubt in warnings(project(Scenario(churn_rate=0.3, opening_cash=5e6)))]
    ['payback_beyond_lifetime', 'churn_looks_yearly']
    """
    known = _Known(p, summarize(p), past_growth, goal_mrr)
    asked = (case for case, pages in _CASES.items() if not page or page in pages)
    return tuple(found for case in asked for found in case(known) if not page or page in found.pages)
