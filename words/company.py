"""What Your company says: who one is today, how much of the plan is as it began, and what is usual for such a company."""

from __future__ import annotations

from model import LEVERS, MEASURES, Scenario, Summary
from model.levers import NUMBERS
from model.segments import LINES, SEGMENTS, SegmentName, band
from model.units import MONEY, Figure
from words.catalogue import many, text
from words.format import calendar_month, plain, short, span
from words.say import say
from words.usual import outside

START_HELP = "First month projected, as YYYY-MM."
CURRENCY_HELP = "ISO code. Amounts are not converted."
SEGMENT = "Kind of company"
DIRECTIONAL = "Published ranges are directional: who is counted, and how, differs from source to source."
AS_THE_BASELINE = "Every number is as the baseline has it."


def today(scenario: Scenario) -> str:
    """Who one is today: customers, what they pay, and cash.

    >>> today(Scenario(opening_customers=900, opening_mrr=44_000, opening_cash=600_000))
    '900 customers pay $44k a month, and $600k is in the bank: the plan begins there, in Jan 2027.'
    """
    customers, mrr, cash = (
        Figure(getattr(scenario, name), NUMBERS[name].unit, scenario.currency)
        for name in ("opening_customers", "opening_mrr", "opening_cash")
    )
    return say(
        "{customers} customers pay {mrr} a month, and {cash} is in the bank: the plan begins there, in {month}.",
        customers=customers,
        mrr=Figure(mrr.value, MONEY, scenario.currency),
        cash=cash,
        month=calendar_month(scenario.start, 1),
    )


def moved(count: int) -> str:
    """How many numbers are not as the baseline has them."""
    if not count:
        return text(AS_THE_BASELINE)
    return many("{count} number is not as the baseline has it:", "{count} numbers are not as the baseline has them:", count).format(
        count=count
    )  # fmt: skip


def segment(name: SegmentName) -> str:
    """A kind of company as it is chosen."""
    return text(SEGMENTS[name].label)


def segment_help() -> str:
    """What kinds there are, and who draws the lines."""
    kinds = [f"{text(each.label)}: {text(each.about)}" for each in SEGMENTS.values()]
    source = say("The lines follow {source}; amounts as if in dollars.", source=LINES)
    return plain(" ".join([*kinds, source]))


HEADINGS = ("Number", "Now", "Usual", "Beside it", "Source")


def ranges(now: Summary, segment: SegmentName) -> list[tuple[str, ...]]:
    """Every lever and outcome with a usual range: its value, the range, how it lies to it, and who says so."""
    scenario = now.p.scenario
    rows: list[tuple[str, ...]] = []
    values = {name: float(getattr(scenario, name)) for name in LEVERS} | {name: float(now[name]) for name in MEASURES}
    for name, declared in (LEVERS | MEASURES).items():
        found = band(declared, segment)
        if found:
            said = outside(values[name], declared, segment, scenario.currency)
            rows.append(
                (
                    text(declared.label),
                    short(values[name], declared.unit, scenario.currency, month="mo"),
                    span(found.low, found.high, declared.unit, scenario.currency),
                    said or text("within" if found.low < found.high else "one figure, no range"),
                    f"{text(found.label)} ({found.cited})",
                )
            )
    return rows
