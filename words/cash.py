"""What Cash says: how long the money lasts, and why."""

from __future__ import annotations

import math

from model import Projection, Summary, units
from model.questions.cash import runway_reasons
from model.units import Figure
from words.catalogue import text
from words.names import outcome
from words.say import listed, say


def runway_answer(p: Projection, now: Summary) -> str:
    """How long the money lasts, what month 1's burn alone would say, and why they differ."""
    projected, static = now["runway"], now["runway_static"]
    if projected == 0:
        return text("Cash is below zero from the start.")
    if math.isinf(projected):
        lasts = say(
            "Cash lasts all {months} months and is lowest in month {month}, at {low}",
            months=str(p.months),
            month=f"{now['cash_low_month']:.0f}",
            low=outcome("cash_low", now),
        )
    else:
        lasts = say("Cash lasts {runway}", runway=outcome("runway", now))
    if math.isinf(static):
        alone = text("month 1 burns no cash")
    else:
        alone = say("at month 1's burn it would last {months}", months=outcome("runway_static", now))
    agree = math.isinf(projected) and math.isinf(static)
    joined = "{lasts}; {alone}." if agree or round(projected, 1) == round(static, 1) else "{lasts}, yet {alone}."
    return " ".join([say(joined, lasts=lasts, alone=alone), *_why(p)])


def _why(p: Projection) -> list[str]:
    """What adds and what takes most against month 1, where anything does."""
    why, currency = runway_reasons(p), p.scenario.currency

    def told(template: str, what: str, amount: float) -> str:
        return say(template, what=text(what), money=Figure(amount, units.MONEY, currency))

    moves = [told("{what} adds {money}", what, added) for what, added in why.parts if added > 0][:1]
    moves += [told("{what} takes {money}", what, -added) for what, added in reversed(why.parts) if added < 0][:1]
    return (
        [say("Against month 1, {moves} by month {month}.", moves=listed(moves), month=str(why.month))] if moves else []
    )
