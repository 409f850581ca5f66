"""Levers by name in words: what they are called, and a value as it is said."""

from __future__ import annotations

from model import FACTS, LEVERS
from model.levers import CHANNEL_FIELDS, Lever
from ui.format import short


def declared(name: str) -> Lever:
    """The declaration of a lever, fact or channel field by its full name.

    >>> declared("Paid search.lead_index").label
    'Lead index'
    """
    channel, _, field = name.rpartition(".")
    return CHANNEL_FIELDS[field] if channel else (LEVERS | FACTS)[field]


def label(name: str) -> str:
    """What people call it; a channel's field with the channel.

    >>> label("churn_rate"), label("Paid search.lead_index")
    ('Customer churn', 'Paid search: lead index')
    """
    channel, _, _ = name.rpartition(".")
    known = declared(name)
    return f"{channel}: {known.label.lower()}" if channel else known.label


def said(name: str, value: float, currency: str) -> str:
    """A value of it as a figure.

    >>> said("churn_rate", 0.0285, "USD"), said("arpu", 64.0, "EUR")
    ('2.85 %', '€64')
    """
    return short(value, declared(name).unit, currency, month="mo")
