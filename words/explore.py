"""What Explore says: which levers moved and what that does, what each picture shows, and what is read at a month."""

from __future__ import annotations

import math

from model import MEASURES, Projection, Scenario, Summary, differences, summarize
from model.projection import Floats
from model.questions.explore import Step, visitor_to_customer
from model.units import ACCOUNTS, MONEY, MONEY_PER_MONTH, SHARE, Figure, Unit
from words.catalogue import text
from words.changes import put_instead
from words.format import calendar_month, figure_text, percent, short, span
from words.names import outcome
from words.say import marked, say
from words.unit_economics import pays_back

CUSTOMERS = ACCOUNTS


def headline(baseline: Summary, now: Summary, base: Scenario, scenario: Scenario) -> str:
    """One sentence that says what moved, what it does to ARR at the end, and to the month that cash ends in.

    >>> from model import project
    >>> base, scenario = Scenario(churn_rate=0.02), Scenario(churn_rate=0.06)
    >>> said = headline(summarize(project(base)), summarize(project(scenario)), base, scenario)
    >>> said.startswith("Customer churn at 6 % instead of 2 % takes ")
    True
    """
    moved, count = put_instead(base, scenario), len(differences(base, scenario))
    if not count:
        return say(
            "As it stands, ARR goes from {start} to {end} by {month}, a customer {pays_back}, and {cash}.",
            start=Figure(12 * scenario.opening_mrr, MEASURES["arr_end"].unit, scenario.currency),
            end=outcome("arr_end", now),
            month=calendar_month(scenario.start, scenario.months),
            pays_back=pays_back(now),
            cash=_cash(now),
        )
    parts = {"moved": moved, "arr": _arr(now, baseline, count == 1), "cash": _cash_against(now, baseline)}
    return say("{moved} {arr}, and {cash}.", **parts)


def _arr(now: Summary, was: Summary, one: bool) -> str:
    """What it does to ARR, after what moved, one lever or several."""
    new, old = outcome("arr_end", now), outcome("arr_end", was)
    month = calendar_month(now.p.scenario.start, now.p.months)
    if new.currency != old.currency:
        template = (
            "puts ARR at {now} instead of {before} by {month}"
            if one
            else "put ARR at {now} instead of {before} by {month}"
        )
        return say(template, now=new, before=old, month=month)
    if figure_text(new) == figure_text(old):
        template = "leaves ARR at {now} by {month}, as before" if one else "leave ARR at {now} by {month}, as before"
        return say(template, now=new, month=month)
    change = figure_text(new._replace(value=abs(new.value - old.value)))
    if old.value > 0 and abs(new.value / old.value - 1) < 10:
        change = say("{change} ({share})", change=change, share=_share(new.value, old.value))
    if new.value < old.value:
        template = "takes {change} off ARR by {month}" if one else "take {change} off ARR by {month}"
        return say(template, change=marked(change, better=False), month=month)
    template = "adds {change} to ARR by {month}" if one else "add {change} to ARR by {month}"
    return say(template, change=marked(change, better=True), month=month)


def _share(new: float, old: float) -> str:
    """How far a number is from another, in per cent of that, without its sign; two digits."""
    return percent(abs(new / old - 1), 2)


def cash_ends(p: Projection) -> int:
    """The number of the month that cash ends in, the first being 1; 0 where it is below zero from the start or lasts."""
    runway = summarize(p)["runway"]
    return math.ceil(runway) if math.isfinite(runway) else 0


def month_named(p: Projection, number: int) -> str:
    """A month of a projection by its number."""
    return calendar_month(p.scenario.start, number)


_CASH = {
    "lasts": "cash lasts",
    "ends": "cash ends in {now}",
    "none": "cash is below zero from the start",
}
"""How long cash lasts: beyond the last month, until some month, or not at all."""
_AS_BEFORE = {
    "lasts": "cash lasts, as before",
    "ends": "cash ends in {now}, as before",
    "none": "cash is below zero from the start, as before",
}
_INSTEAD = {
    ("lasts", "ends"): "cash lasts instead of ending in {before}",
    ("lasts", "none"): "cash lasts instead of being below zero from the start",
    ("ends", "lasts"): "cash ends in {now} instead of lasting",
    ("ends", "ends"): "cash ends in {now} instead of {before}",
    ("ends", "none"): "cash ends in {now} instead of being below zero from the start",
    ("none", "lasts"): "cash is {now} instead of lasting",
    ("none", "ends"): "cash is {now} instead of ending in {before}",
}
_RANK = ("none", "ends", "lasts")


def _ending(of: Summary) -> tuple[str, str, float]:
    """Which of the three it is, in which month, and how long it lasts."""
    runway = of["runway"]
    kind = "lasts" if math.isinf(runway) else "ends" if runway else "none"
    return kind, month_named(of.p, cash_ends(of.p)) if kind == "ends" else "", runway


def _cash(of: Summary) -> str:
    kind, month, _ = _ending(of)
    return say(_CASH[kind], now=month)


def _cash_against(now: Summary, was: Summary) -> str:
    (kind, month, lasts), (other, before, lasted) = _ending(now), _ending(was)
    if (kind, month) == (other, before):
        return say(_AS_BEFORE[kind], now=month)
    said = text("below zero from the start") if kind == "none" else month
    return say(_INSTEAD[kind, other], now=marked(said, better=lasts > lasted), before=before)


# What the pictures show, as their titles.


def mrr_found(p: Projection, was: Projection) -> str:
    """Where MRR goes."""
    end, start, currency = float(p["mrr"][-1]), p.scenario.opening_mrr, p.scenario.currency
    said = Figure(end, MONEY_PER_MONTH, currency)
    told = say("MRR reaches {end}", end=said) if end >= start else say("MRR falls to {end}", end=said)
    return _than(told, end, float(was["mrr"][-1]), said, "{told}, {share} more", "{told}, {share} less")


def customers_found(p: Projection, was: Projection) -> str:
    """How many customers there are at the end."""
    end = float(p["customers"][-1])
    said = Figure(end, ACCOUNTS)
    told = say("Customers: {end}", end=said)
    return _than(told, end, float(was["customers"][-1]), said, "{told}, {share} more", "{told}, {share} fewer")


def _than(told: str, now: float, was: float, said: Figure, more: str, less: str) -> str:
    """A finding with how far it is from what it is compared with, where that can be said in per cent."""
    if figure_text(said) == figure_text(said._replace(value=was)) or was <= 0 or now > 10 * was:
        return told
    return say(more if now > was else less, told=told, share=_share(now, was))


def net_new_found(p: Projection, series: Floats, others: Floats) -> str:
    """How much MRR the last month adds."""
    now, was = (Figure(float(each[-1]), MONEY_PER_MONTH, p.scenario.currency) for each in (series, others))
    if figure_text(now) == figure_text(was):
        return say("Net new MRR: {now} a month", now=now)
    return say("Net new MRR: {now} a month, not {was}", now=now, was=was)


def cash_found(p: Projection) -> str:
    """Whether cash lasts, or the month it ends in."""
    kind, month, _ = _ending(summarize(p))
    if kind == "lasts":
        return say("Cash lasts: {end} at the end", end=Figure(float(p["cash"][-1]), MONEY, p.scenario.currency))
    return say("Cash ends in {month}", month=month) if kind == "ends" else text("Cash is below zero from the start")


def steps_found(p: Projection) -> str:
    """How many of a hundred visitors become customers."""
    share = visitor_to_customer(p)
    if math.isnan(share):
        return text("There are no visitors")
    return say("Of 100 visitors {number} become customers", number=Figure(100 * share, ACCOUNTS))


def life_found(of: Summary) -> str:
    """Whether and when a customer has paid what winning it cost."""
    if math.isnan(of["payback"]):
        return text("A customer: nobody is won in the first year")
    if math.isinf(of["payback"]):
        return text("A customer: never pays back its CAC")
    return say("A customer: paid back after {payback}", payback=outcome("payback", of))


def usual(step: Step) -> str:
    """What is usual for a step of the funnel, with who says so."""
    if not step.usual:
        return "–"
    share = span(step.usual.low, step.usual.high, SHARE, "")
    return say("{range} ({source})", range=share, source=step.usual.cited)


# What is read at a month.


def read_value(now: float, was: float, unit: Unit, currency: str) -> str:
    """A value at the month that is read, with what it is compared with."""
    said, before = short(now, unit, currency), short(was, unit, currency)
    return said if said == before else say("{now} (was {was})", now=said, was=before)


def read_at(p: Projection, was: Projection, month: int) -> str:
    """MRR, customers and cash at a month, 0 for the first.

    >>> from model import project
    >>> p = project(Scenario(opening_cash=0, opening_mrr=0, opening_customers=0))
    >>> read_at(p, p, 0).startswith("MRR $")
    True
    """

    def value(name: str) -> str:
        return read_value(float(p[name][month]), float(was[name][month]), MEASURES[name].unit, p.scenario.currency)

    return say(
        "MRR {mrr} · customers {customers} · cash {cash}",
        **{name: value(name) for name in ("mrr", "customers", "cash")},
    )
