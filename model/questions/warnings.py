"""What a careful reader would doubt: assumptions and outcomes that need a second look, and why.

Every warning has a threshold declared here with its reason. A sentence is a template: it holds its numbers, names and
labels as names in braces, so that they are written where all numbers are, and put where a language wants them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from model import units
from model.levers import LEVERS
from model.measures import MEASURES
from model.mix import YEAR
from model.outcomes import months_counted
from model.projection import Projection, Summary, summarize
from model.segments import Benchmark
from model.units import Figure

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
    """One doubt: its name, the measures or levers it is about, a sentence, and the levers that decide it.

    `text` is a template: `numbers` are its figures, `names` what people called things, `labels` what the model calls them.
    """

    name: str
    measures: tuple[str, ...]
    text: str
    levers: tuple[str, ...] = ()
    numbers: Mapping[str, Figure] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Known:
    """What a case may look at."""

    p: Projection
    now: Summary
    past_growth: float | None
    goal_mrr: float | None

    def money(self, amount: float) -> Figure:
        """An amount in the scenario's currency."""
        return Figure(amount, units.MONEY, self.p.scenario.currency)


_PER_MONTH, _MONTHS, _COUNT = units.SHARE_PER_MONTH, units.MONTHS, units.ACCOUNTS
_ACQUISITION = ("marketing_spend_growth", "organic_growth", "visitor_to_lead", "win_rate")


def _cash(known: _Known) -> Iterator[Doubt]:
    """Cash below zero, before break-even or without one."""
    now = known.now
    runway, even = now["runway"], now["break_even"]
    if math.isinf(runway):
        return
    numbers = {"runway": Figure(runway, _MONTHS), "missing": known.money(max(0.0, -now["cash_low"]))}
    if runway == 0:
        text = "Cash is below zero today; {missing} is missing at the lowest point."
    elif math.isinf(even):
        text = "Cash runs out after {runway}, and the last month of the horizon still makes a loss: {missing} is missing by then."
    else:  # from break-even on no month takes cash, so that cash cannot run out after it
        numbers["even"] = Figure(even, units.RATIO)
        text = "Cash runs out after {runway}, before break-even in month {even}: {missing} is missing in between."
    yield Doubt(
        "cash_below_zero",
        ("runway", "cash_low", "break_even"),
        text,
        ("opening_cash", "marketing_spend", "product_cost", "churn_rate"),
        numbers,
    )


def _margin(known: _Known) -> Iterator[Doubt]:
    """A customer that costs more to serve than it pays."""
    if known.now["profit"] < 0:
        yield Doubt(
            "negative_margin",
            ("gross_margin", "ltv", "burn"),
            "New customers cost more to serve than they pay: {cost} each, and {fee} of their ARPU of {arpu}. Growth loses money.",
            ("arpu", "support_cost", "infrastructure_cost", "retention_cost", "payment_fee_rate"),
            {
                "cost": known.money(known.now["account_cost"]),
                "fee": Figure(known.p.scenario.payment_fee_rate, units.SHARE),
                "arpu": known.money(known.now["new_arpu"]),
            },
        )


def _payback(known: _Known) -> Iterator[Doubt]:
    """Payback longer than a customer stays on average, or never."""
    now = known.now
    lifetime, payback = now["customer_lifetime"], now["payback"]
    if not payback > lifetime and not math.isinf(payback):
        return
    if not now["profit"] > 0:
        return  # the margin is the news, see _margin
    numbers = {
        "cac": known.money(now["cac"]),
        "ltv": known.money(now["ltv_for_ever"]),
        "payback": Figure(payback, _MONTHS),
        "lifetime": Figure(lifetime, _MONTHS),
    }
    if math.isinf(payback):
        text = "A customer never pays back: winning it costs {cac}, and in the {lifetime} it stays it brings {ltv}."
    else:
        text = "Payback takes {payback}, longer than the {lifetime} a customer stays on average."
    yield Doubt(
        "payback_beyond_lifetime",
        ("payback", "customer_lifetime"),
        text,
        ("churn_rate", "arpu", "win_rate", "marketing_spend"),
        numbers,
    )


def _churn(known: _Known) -> Iterator[Doubt]:
    """A monthly churn that looks like a yearly one."""
    churn = known.p.scenario.churn_rate
    if YEARLY_CHURN <= churn < 1:
        yield Doubt(
            "churn_looks_yearly",
            ("customer_churn", "ltv"),
            "{churn} churn a month loses {yearly} of all customers in a year. If {churn} is a yearly rate, it is "
            "{monthly} a month.",
            ("churn_rate",),
            {
                "churn": Figure(churn, _PER_MONTH),
                "yearly": Figure(1 - (1 - churn) ** YEAR, units.SHARE),
                "monthly": Figure(1 - (1 - churn) ** (1 / YEAR), _PER_MONTH),
            },
        )


def _growth(known: _Known) -> Iterator[Doubt]:
    """Growth that the past has not seen; without a past, that few companies have."""
    p, opening = known.p, known.p.scenario.opening_mrr
    count = months_counted(p)
    end = float(p["mrr"][count - 1])
    if opening > 0 and known.past_growth is not None:
        monthly = (end / opening) ** (1 / count) - 1
        if monthly > max(TIMES_PAST * known.past_growth, known.past_growth + ABOVE_PAST):
            yield Doubt(
                "growth_beyond_past",
                ("mrr", "arr_growth_12"),
                "MRR would grow {plan} a month in the first year; so far it grew {past}.",
                _ACQUISITION,
                {"plan": Figure(monthly, _PER_MONTH), "past": Figure(known.past_growth, _PER_MONTH)},
            )
    elif p.scenario.opening_customers >= FEW_CUSTOMERS and opening > 0 and (end / opening) ** (YEAR / count) > TRIPLING:
        yield Doubt(
            "growth_beyond_tripling",
            ("mrr", "arr_growth_12"),
            "ARR would be {times} times today's within {months}; few companies ever triple in a year.",
            _ACQUISITION,
            {"times": Figure(end / opening, units.RATIO), "months": Figure(count, _MONTHS)},
        )
    first, final = float(p["mqls"][0]), float(p["mqls"][count - 1])
    if first >= 1 and (final / first) ** (1 / (count - 1)) - 1 > LEAD_GROWTH:
        yield Doubt(
            "lead_growth",
            ("lead_velocity",),
            "Qualified leads would grow {plan} a month, every month of the first year.",
            ("marketing_spend_growth", "organic_growth"),
            {"plan": Figure((final / first) ** (1 / (count - 1)) - 1, _PER_MONTH)},
        )


def _goal(known: _Known) -> Iterator[Doubt]:
    """A goal above the level at which churn loses what is won."""
    ceiling = known.now["mrr_ceiling"]
    if known.goal_mrr is not None and ceiling < known.goal_mrr:
        yield Doubt(
            "goal_above_ceiling",
            ("mrr_ceiling",),
            "The MRR goal of {goal} is above the ceiling of {ceiling}: there, churn loses all that is won.",
            ("churn_rate", "expansion_rate", *_ACQUISITION),
            {"goal": known.money(known.goal_mrr), "ceiling": known.money(ceiling)},
        )


def _few_customers(known: _Known) -> Iterator[Doubt]:
    """An LTV whose churn was seen on few customers."""
    customers = known.p.scenario.opening_customers
    if customers >= FEW_CUSTOMERS:
        return
    numbers = {"customers": Figure(customers, _COUNT), "step": Figure(1 / max(customers, 1), units.SHARE)}
    text = "LTV rests on {customers} customers: one of them leaving moves the month's churn by {step}."
    if customers < 1:
        text = "LTV rests on no customer yet: churn is a guess."
    elif customers < 2:
        text = "LTV rests on one customer: its leaving is all the churn there can be."
    yield Doubt("ltv_of_few", ("ltv", "ltv_to_cac"), text, ("churn_rate",), numbers)


_BUYS_NOBODY = {
    (True, False): "{spent} a month on {channel} buys nobody: its cost per visitor is 0, so spend buys no visitors.",
    (True, True): "{spent} a month on {channel} (and {others} more like it) buys nobody: its cost per visitor is 0, "
    "so spend buys no visitors.",
    (False, False): "{spent} a month on {channel} buys nobody: {won} customers in the first year.",
    (
        False,
        True,
    ): "{spent} a month on {channel} (and {others} more like it) buys nobody: {won} customers in the first year.",
}
"""What is said of spend that buys nobody, where visitors cost nothing or not, of one channel or several."""
_STRETCHED = {
    False: "Spend on {channel} is {times} times what it is today: its cost per visitor may not hold.",
    True: "Spend on {channel} (and {others} more) is {times} times what it is today: its cost per visitor may not hold.",
}
"""What is said of spend beyond experience, of one channel or several."""


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
        yield Doubt(
            "spend_buys_nobody",
            ("cac", "marginal_cac"),
            _BUYS_NOBODY[free, len(idle) > 1],
            ("marketing_spend", f"{name}.spend_share", f"{name}.cost_per_visitor"),
            {"spent": known.money(spent), "won": Figure(won, _COUNT), "others": Figure(len(idle) - 1, _COUNT)},
            {"channel": name},
        )
    if stretched:
        times, name = max(stretched)
        yield Doubt(
            "spend_beyond_experience",
            ("marginal_cac",),
            _STRETCHED[len(stretched) > 1],
            ("marketing_spend", "spend_elasticity", f"{name}.spend_share"),
            {"times": Figure(times, units.RATIO), "others": Figure(len(stretched) - 1, _COUNT)},
            {"channel": name},
        )


_FUNNEL = ("visitor_to_lead", "lead_to_mql", "win_rate")


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
        source = ", ".join(dict.fromkeys(b.cited for b in benchmarks))
        yield Doubt(
            f"{name}_unusual",
            (name,),
            "{label} of {value} is far below the usual {low} to {high} ({source}; directional)."
            if below
            else "{label} of {value} is far above the usual {low} to {high} ({source}; directional).",
            levers,
            {"value": Figure(value, units.SHARE), "low": Figure(low, units.SHARE), "high": Figure(high, units.SHARE)},
            {"source": source},
            {"label": label},
        )


_CASES: dict[Callable[[_Known], Iterator[Doubt]], frozenset[str]] = {
    _cash: frozenset({"runway", "cash_low", "break_even"}),
    _goal: frozenset({"mrr_ceiling"}),
    _margin: frozenset({"gross_margin", "ltv", "burn"}),
    _payback: frozenset({"payback", "customer_lifetime"}),
    _churn: frozenset({"customer_churn", "ltv"}),
    _growth: frozenset({"mrr", "arr_growth_12", "lead_velocity"}),
    _spend: frozenset({"cac", "marginal_cac"}),
    _few_customers: frozenset({"ltv", "ltv_to_cac"}),
    _conversions: frozenset({*_FUNNEL, "churn_rate", "mqls_to_sqls", "gross_margin"}),
}
"""Every case, what endangers the company first, with the measures and levers that its doubts may be about."""
ABOUT = frozenset().union(*_CASES.values())
"""All measures and levers that can be doubted."""


def warnings(
    p: Projection, *, past_growth: float | None = None, goal_mrr: float | None = None, about: Collection[str] = ABOUT
) -> tuple[Doubt, ...]:
    """What to doubt in one scenario, the gravest first.

    `past_growth` is the company's own monthly MRR growth, where its past is known; `goal_mrr` an MRR
    that somebody wants to reach; `about` the only measures and levers that are asked for.

    >>> from model import Scenario, project
    >>> [doubt.name for doubt in warnings(project(Scenario(churn_rate=0.3, opening_cash=5e6)))]
    ['payback_beyond_lifetime', 'churn_looks_yearly']
    """
    known = _Known(p, summarize(p), past_growth, goal_mrr)
    asked = (case for case, measures in _CASES.items() if not measures.isdisjoint(about))
    return tuple(found for case in asked for found in case(known) if not {*found.measures}.isdisjoint(about))
