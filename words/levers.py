"""What is said of a lever beside its slider and its box, of a column of months, and of what is typed and not taken."""

from __future__ import annotations

from model.declaring import Measure
from model.levers import Lever
from model.typed import NotRead, written
from model.units import Unit
from words.catalogue import text
from words.format import short
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


def was(value: float, unit: Unit, currency: str) -> str:
    """What a lever was in the baseline, on the button that leads back there."""
    return say("was {value}", value=short(value, unit, currency, month="mo"))


def exactly(label: str) -> str:
    """What the box beside a slider is called."""
    return say("{label}, exactly", label=text(label))


def refusal(label: str, error: NotRead, stands: float | None, unit: Unit) -> str:
    """Why something typed is not taken, and what stands."""
    if stands is None:
        return say("{label}: {error}. It stays empty.", label=label, error=str(error))
    return say("{label}: {error}. It stays {value}.", label=label, error=str(error), value=written(stands, unit))


def month_refusal(error: NotRead, stands: str) -> str:
    """Why a month that was typed is not taken, and which stands."""
    return say("{label}: {error}. It stays {value}.", label=text("Start"), error=str(error), value=stands)
