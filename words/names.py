"""What levers and outcomes are called, and their values, wherever one of many is named."""

from __future__ import annotations

from typing import Any

from model import MEASURES
from model.levers import CHANNEL_FIELDS, NUMBERS, Lever
from words.format import MINUS, compact, short

_TOGETHER = {"channels": "Channels", "spend_share": "Spend shares", "start": "Start", "currency": "Currency"}


def lever_label(name: str) -> str:
    """A lever, fact or channel field by its full name, in words.

    >>> lever_label("churn_rate"), lever_label("Paid search.cost_per_visitor"), lever_label("spend_share")
    ('Customer churn', 'Paid search: cost per visitor', 'Spend shares')
    """
    if name in _TOGETHER:
        return _TOGETHER[name]
    channel, _, field = name.rpartition(".")
    if not channel:
        return NUMBERS[field].label
    label = CHANNEL_FIELDS[field].label if field in CHANNEL_FIELDS else field.capitalize()
    return f"{channel}: {in_sentence(label)}"


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


def outcome_text(name: str, value: float, currency: str) -> str:
    """An outcome's value as a figure."""
    return short(value, MEASURES[name].unit, currency, MEASURES[name].endless)


def outcome_change(name: str, change: float, currency: str) -> str:
    """How much is added to an outcome, with its sign; shares in percentage points.

    >>> outcome_change("arr_end", 120_000, "USD"), outcome_change("gross_margin", -0.015, "USD")
    ('+$120k', '−1.5 points')
    """
    share = MEASURES[name].unit.kind == "share"
    size = f"{compact(abs(change) * 100)} points" if share else outcome_text(name, abs(change), currency)
    return ("+" if change > 0 else MINUS if change < 0 else "") + size


def in_sentence(label: str) -> str:
    """A label as it stands within a sentence: small, but ARPU, LTV and MRR stay."""
    return label if label[:2].isupper() else label[0].lower() + label[1:]
