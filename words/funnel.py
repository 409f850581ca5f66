"""What Funnel says: how many visitors become customers, and what improves that most."""

from __future__ import annotations

from model import Projection, Summary, units
from model.mix import YEAR
from model.questions.funnel import Gain
from model.units import Figure
from words.catalogue import inside, text
from words.say import say


def funnel_answer(p: Projection, now: Summary, gains: tuple[Gain, ...]) -> str:
    """How many visitors become customers in the first year, and what improves that most."""
    time = text("In the first year") if p.months >= YEAR else say("In {months} months", months=str(p.months))
    counts = {name: Figure(now[name], units.COUNT) for name in ("visitors", "leads", "new_customers")}
    if not now["new_customers"]:
        nobody = "{time} nobody is won of {visitors} visitors."
        return say(nobody if now["visitors"] else "{time} nobody is won, and nobody visits.", time=time, **counts)
    template = "{time} contacts and today's pipeline bring {leads} leads and {new_customers} customers."
    if now["visitors"]:
        template = "{time} {visitors} visitors bring {leads} leads and {new_customers} customers."
    said, best = say(template, time=time, **counts), gains[0]
    if best.customers <= 0:
        return said
    helps = "What helps most is {lever}: a tenth more wins {customers} more customers."
    return f"{said} {say(helps, lever=inside(best.label), customers=Figure(best.customers, units.COUNT))}"


def beyond_horizon(asked: int, shown: int) -> str:
    """That the month that is asked for is not there."""
    return say("Month {asked} is beyond the horizon; month {shown} is shown.", asked=str(asked), shown=str(shown))


def month_of(months: int) -> str:
    """Which month of how many, as a slider writes it: the month where %d stands."""
    return say("month %d of {months}", months=str(months))
