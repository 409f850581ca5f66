"""What levers and outcomes are called, and their values, wherever one of many is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from model import MEASURES, Summary
from model.levers import CHANNEL_FIELDS, NUMBERS, Lever
from model.units import Figure
from words.catalogue import inside, text
from words.format import MINUS, compact, short
from words.say import say

_TOGETHER = {"channels": "Channels", "spend_share": "Spend shares", "start": "Start", "currency": "Currency"}


def lever_label(name: str) -> str:
    """A lever, fact or channel field by its full name, in words.

    >>> lever_label("churn_rate"), lever_label("Paid search.cost_per_visitor"), lever_label("spend_share")
    ('Customer churn', 'Paid search: cost per visitor', 'Spend shares')
    """
    return _lever(name, text)


def lever_inside(name: str) -> str:
    """A lever, fact or channel field by its full name, as it stands inside a sentence.

    >>> lever_inside("churn_rate"), lever_inside("Paid search.cost_per_visitor"), lever_inside("arpu")
    ('customer churn', 'Paid search: cost per visitor', 'ARPU')
    """
    return _lever(name, inside)


def _lever(name: str, labelled: Callable[[str], str]) -> str:
    if name in _TOGETHER:
        return labelled(_TOGETHER[name])
    channel, _, field = name.rpartition(".")
    if not channel:
        return labelled(NUMBERS[field].label)
    label = CHANNEL_FIELDS[field].label if field in CHANNEL_FIELDS else field.capitalize()
    return say("{channel}: {field}", channel=channel, field=inside(label))


def lever_declared(name: str) -> Lever:
    """The declaration of a lever, fact or channel field by its full name.

    >>> lever_declared("Paid search.lead_index").label
    'Lead index'
    """
    channel, _, field = name.rpartition(".")
    return (CHANNEL_FIELDS if channel else NUMBERS)[field]


def lever_text(name: str, value: Any, currency: str) -> str:
    """A lever's value as a figure; names of channels as a list, "–" for what a scenario does not have."""
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, str):
        return value
    return short(value, lever_declared(name).unit, currency)


def outcome_label(name: str) -> str:
    """What an outcome is called."""
    return text(MEASURES[name].label)


def outcome(name: str, summary: Summary) -> Figure:
    """An outcome of a scenario, for a sentence.

    >>> from model import Scenario, project, summarize
    >>> say("It lasts {runway}.", runway=outcome("runway", summarize(project(Scenario(opening_cash=0)))))
    'It lasts 0 months.'
    """
    measure = MEASURES[name]
    return Figure(float(summary[name]), measure.unit, summary.p.scenario.currency, measure.endless)


def outcome_text(name: str, value: float, currency: str) -> str:
    """An outcome's value as a figure."""
    return short(value, MEASURES[name].unit, currency, MEASURES[name].endless)


def outcome_change(name: str, change: float, currency: str) -> str:
    """How much is added to an outcome, with its sign; shares in percentage points.

    >>> outcome_change("arr_end", 120_000, "USD"), outcome_change("gross_margin", -0.015, "USD")
    ('+$120k', '−1.5 points')
    """
    if MEASURES[name].unit.kind == "share":
        size = say("{number} points", number=compact(abs(change) * 100))
    else:
        size = outcome_text(name, abs(change), currency)
    return ("+" if change > 0 else MINUS if change < 0 else "") + size
