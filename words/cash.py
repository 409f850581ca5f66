"""The answer that stands first on a page, in one or two sentences."""

from __future__ import annotations

import math

from model import Projection, Summary, units
from model.mix import YEAR
from model.questions.cash import runway_reasons
from model.questions.funnel import Gain
from words.format import compact, short


def runway_answer(p: Projection, now: Summary) -> str:
    """How long the money lasts, what month 1's burn alone would say, and why they differ."""
    projected, static, currency = now["runway"], now["runway_static"], p.scenario.currency

    def money(amount: float) -> str:
        return short(amount, units.MONEY, currency)

    def months(number: float) -> str:
        return short(number, units.MONTHS, currency)

    if projected == 0:
        return "Cash is below zero from the start."
    lasts = f"Cash lasts all {p.months} months" if math.isinf(projected) else f"Cash lasts {months(projected)}"
    if math.isinf(projected):
        lasts += f" and is lowest in month {now['cash_low_month']:.0f}, at {money(now['cash_low'])}"
    alone = "month 1 burns no cash" if math.isinf(static) else f"at month 1's burn it would last {months(static)}"
    agree = math.isinf(projected) and math.isinf(static)
    joined = f"{lasts}; {alone}." if agree or round(projected, 1) == round(static, 1) else f"{lasts}, yet {alone}."
    why = runway_reasons(p)
    gained = [(what, added) for what, added in why.parts if added > 0][:1]
    lost = [(what, -added) for what, added in reversed(why.parts) if added < 0][:1]
    told = [f"{what} adds {money(added)}" for what, added in gained]
    told += [f"{what} takes {money(taken)}" for what, taken in lost]
    return f"{joined} Against month 1, {' and '.join(told)} by month {why.month}." if told else joined


def funnel_answer(p: Projection, now: Summary, gains: tuple[Gain, ...]) -> str:
    """How many visitors become customers in the first year, and what improves that most."""
    won, visitors = now["new_customers"], now["visitors"]
    year = "In the first year" if p.months >= YEAR else f"In {p.months} months"
    if not won:
        return f"{year} nobody is won{f' of {compact(visitors)} visitors' if visitors else ', and nobody visits'}."
    came = f"{compact(visitors)} visitors bring" if visitors else "contacts and today's pipeline bring"
    said = f"{year} {came} {compact(now['leads'])} leads and {compact(won)} customers."
    best = gains[0]
    if best.customers <= 0:
        return said
    return (
        f"{said} What helps most is {_small(best.label)}: a tenth more wins {compact(best.customers)} more customers."
    )


def _small(label: str) -> str:
    """A label within a sentence: `win rate`, but `MQL to SAL`."""
    return label if label[:2].isupper() else label[0].lower() + label[1:]
