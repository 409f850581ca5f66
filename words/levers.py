"""What is said of a lever beside its slider and its box, of a column of months, and of what is typed and not taken."""

from __future__ import annotations

from model.declaring import Measure
from model.levers import Lever
from model.segments import Benchmark
from model.typed import MINUS, NotRead, written
from model.units import Unit
from words.catalogue import text
from words.format import currency_sign, local, percent
from words.say import say


def lever_help(lever: Lever) -> str:
    """What a lever is, and in what unit."""
    return say("{help} Unit: {unit}.", help=text(lever.help), unit=text(lever.unit.text))


def column_help(field: Lever) -> str:
    """What a channel's number is, in the unit it is typed in."""
    unit = "per cent" if field.unit.kind == "share" else field.unit.text
    return say("{help} Unit: {unit}.", help=text(field.help), unit=text(unit))


def series_help(measure: Measure, currency: str) -> str:
    """What a monthly series is, and in what unit, amounts in their currency."""
    unit = say(measure.unit.text.replace("money", "{currency}"), currency=currency)
    return say("{help} Unit: {unit}.", help=text(measure.help), unit=unit)


def list_words(against: str) -> tuple[tuple[str, str], ...]:
    """What the list of levers says around their own words; `against` is the label of what one compares with."""
    said = {
        "marks": text("1,234.5")[1] + text("1,234.5")[5],
        "against": against,
        "was": text("from {value}, {against}"),
        "wasShort": text("was {value}"),
        "back": text("{label} back to {value}, {against}"),
        "outside": text("outside"),
        "moved": text("{count} moved"),
        "help": text("About {label}"),
        "exactly": text("{label}, exactly"),
        "less": text("Less {label}"),
        "more": text("More {label}"),
        "all": text("All {count} levers"),
        "fewer": text("One lever"),
    }
    return tuple(said.items())


def list_help(lever: Lever) -> str:
    """What a lever is, in what unit, and what others have, with who said so: a line each."""
    ranges = [
        say("{range}, {whom} ({source})", range=usual(each, lever.unit), whom=text(each.label), source=each.cited)
        for each in lever.benchmarks
        if each.is_usual
    ]
    return "\n".join([lever_help(lever), *ranges])


def usual(band: Benchmark, unit: Unit) -> str:
    """A usual range in a few words.

    >>> from model.levers import LEVERS
    >>> usual(LEVERS["churn_rate"].benchmarks[0], LEVERS["churn_rate"].unit)
    'usual 3 % to 5 %'
    """
    low, high = (percent(each) if unit.kind == "share" else written(each, unit) for each in (band.low, band.high))
    return say("usual {low} to {high}", low=low, high=high)


def in_box(value: float, unit: Unit, currency: str) -> str:
    """A lever's number as its box shows it: in full, with its sign, so that it can be typed again.

    >>> from model import units
    >>> in_box(20_000, units.MONEY_PER_MONTH, "USD"), in_box(0.035, units.SHARE, "USD"), in_box(1.5, units.MONTHS, "USD")
    ('$20,000', '3.5 %', '1.5 mo')
    """
    number = local(written(abs(value), unit))
    before = currency_sign(currency) if unit.kind == "money" else ""
    after = after_number(unit) if unit.kind != "share" else ""
    return (MINUS if value < 0 else "") + before + number + after


def after_number(unit: Unit) -> str:
    """What stands after a number of this unit in a box."""
    return {"share": " %", "months": text("{number} mo").replace("{number}", "")}.get(unit.kind, "")


def refusal(label: str, error: NotRead, stands: float | None, unit: Unit) -> str:
    """Why something typed is not taken, and what stands."""
    if stands is None:
        return say("{label}: {error}. It stays empty.", label=label, error=str(error))
    return say("{label}: {error}. It stays {value}.", label=label, error=str(error), value=written(stands, unit))


def month_refusal(error: NotRead, stands: str) -> str:
    """Why a month that was typed is not taken, and which stands."""
    return say("{label}: {error}. It stays {value}.", label=text("Start"), error=str(error), value=stands)
