"""Sentences about a scenario: which levers moved, and what that does."""

from __future__ import annotations

import math
from decimal import Decimal
from itertools import takewhile
from typing import Any

from model import FACTS, LEVERS, MEASURES, Scenario, Summary, differences
from model.levers import CHANNEL_FIELDS
from words.format import short
from words.names import in_sentence


def changes(baseline: Scenario, scenario: Scenario) -> dict[str, str]:
    """What moved, by full name, in words: `Customer churn 3.5 % → 3 %`.

    >>> changes(Scenario(), Scenario(churn_rate=0.025))
    {'churn_rate': 'Customer churn 3 % → 2.5 %'}
    """
    return {
        name: _change(name, old, new, scenario.currency) for name, (old, new) in differences(baseline, scenario).items()
    }


def _change(name: str, old: Any, new: Any, currency: str) -> str:
    if name == "channels":
        added, gone = [n for n in new if n not in old], [n for n in old if n not in new]
        parts = [f"{_named(added)} added" if added else "", f"{_named(gone)} removed" if gone else ""]
        return "Channels: " + ("; ".join(filter(None, parts)) or "order or motion changed")
    channel, _, field = name.rpartition(".")
    declared = (CHANNEL_FIELDS if channel else LEVERS | FACTS).get(field)
    if declared is None:
        return f"{name.capitalize()} {old} → {new}"
    label = f"{channel}: {declared.label.lower()}" if channel else declared.label
    before, after = (short(value, declared.unit, currency) for value in (old, new))
    if before == after:  # too small a step for three digits
        factor, sign = (100, " %") if declared.unit.kind == "share" else (1, "")
        before, after = (f"{(Decimal(repr(value)) * factor).normalize():f}{sign}" for value in (old, new))
    return f"{label} {before} → {after}"


def _named(names: list[str]) -> str:
    return ", ".join(names if len(names) <= 3 else [*names[:2], f"{len(names) - 2} more"])


def headline(baseline: Summary, now: Summary, base: Scenario, scenario: Scenario) -> str:
    """One sentence that says what changed and what it does to ARR, payback and runway."""
    moved = [text if "." in name else in_sentence(text) for name, text in changes(base, scenario).items()]
    if not moved:
        start = short(12 * scenario.opening_mrr, MEASURES["arr_end"].unit, scenario.currency)
        return (
            f"As it stands, ARR goes from {start} to {_figure('arr_end', now, scenario)} in {scenario.months} months, "
            f"a customer {_payback(now, scenario)}, and {_runway(now, scenario)}."
        )
    named = moved if len(moved) <= 3 else [*moved[:2], f"{len(moved) - 2} more changes"]
    what = named[0] if len(named) == 1 else ", ".join(named[:-1]) + " and " + named[-1]
    effects = [
        _against("arr_end", "ARR at the end is {}", baseline, now, base, scenario),
        _said(_payback_is(now, scenario), _payback_is(baseline, base)),
        _said(_runway(now, scenario), _runway(baseline, base)),
    ]
    return f"With {what}: {effects[0]}, {effects[1]}, and {effects[2]}."


def _figure(name: str, summary: Summary, scenario: Scenario) -> str:
    return short(summary[name], MEASURES[name].unit, scenario.currency, MEASURES[name].endless)


def _against(name: str, text: str, baseline: Summary, now: Summary, base: Scenario, scenario: Scenario) -> str:
    new, old = _figure(name, now, scenario), _figure(name, baseline, base)
    return text.format(new) + (f" instead of {old}" if new != old else ", as before")


def _said(new: str, old: str) -> str:
    """`new`, and what stands in `old` instead; words they begin with in common are said once.

    >>> _said("cash lasts 30 months", "cash lasts 23 months")
    'cash lasts 30 months instead of 23 months'
    """
    if new == old:
        return f"{new}, as before"
    words = zip(new.split(), old.split(), strict=False)
    shared = len(list(takewhile(lambda pair: pair[0] == pair[1], words)))
    return f"{new} instead of {' '.join(old.split()[shared:])}"


def _payback(summary: Summary, scenario: Scenario) -> str:
    value = summary["payback"]
    if math.isnan(value):
        return "has no payback, as nobody is won in the first year"
    if math.isinf(value):
        return "never pays back what winning it cost"
    return f"pays back in {_figure('payback', summary, scenario)}"


def _payback_is(summary: Summary, scenario: Scenario) -> str:
    value = summary["payback"]
    if math.isfinite(value):
        return f"CAC payback is {_figure('payback', summary, scenario)}"
    return "CAC payback is undefined" if math.isnan(value) else "CAC payback is never reached"


def _runway(summary: Summary, scenario: Scenario) -> str:
    value = summary["runway"]
    if math.isinf(value):
        return f"cash lasts all {scenario.months} months"
    return f"cash lasts {_figure('runway', summary, scenario)}" if value else "cash is below zero from the start"


LTV_VARIANTS = ("ltv", "ltv_for_ever", "ltv_revenue", "ltv_capped", "ltv_discounted")


def ltv_variants(now: Summary, scenario: Scenario) -> str:
    """How far the variants of lifetime value disagree."""
    values = {name: now[name] for name in LTV_VARIANTS}
    finite = {name: value for name, value in values.items() if math.isfinite(value)}
    low, high = min(finite, key=finite.__getitem__), max(finite, key=finite.__getitem__)
    counted = (
        f"the first {scenario.ltv_horizon} months of a customer's life" if scenario.ltv_horizon else "all its life"
    )
    if len(finite) < len(values):
        endless = [f"{MEASURES[name].label} is {_figure(name, now, scenario)}" for name in values if name not in finite]
        return (
            f"Where customers never leave, what counts all their life has no end: {', '.join(endless)}. "
            f"Over {scenario.ltv_months:g} months it is {_figure('ltv_capped', now, scenario)}, "
            f"discounted {_figure('ltv_discounted', now, scenario)}. LTV, the headline, counts {counted}."
        )
    spread = f", {values[high] / values[low]:.1f} times as much" if values[low] > 0 else ""
    return (
        f"People mean different things by lifetime value. Here it runs from {_figure(low, now, scenario)} "
        f"({MEASURES[low].label}) to {_figure(high, now, scenario)} ({MEASURES[high].label}){spread}. "
        f"LTV, the headline, counts {counted} and is used everywhere else."
    )


def payback_sentence(now: Summary, scenario: Scenario) -> str:
    """What a customer costs and brings, and whether the next one still pays."""
    if math.isnan(now["cac"]):
        return "Nobody is won in the first year, so there is no CAC and no payback."
    figures = {name: _figure(name, now, scenario) for name in ("cac", "ltv", "marginal_cac")}
    life = f"in the first {scenario.ltv_horizon} months of its life" if scenario.ltv_horizon else "over its lifetime"
    sentence = (
        f"Winning a customer costs {figures['cac']}, all cost included; it brings {figures['ltv']} {life} "
        f"and {_payback(now, scenario)}."
    )
    if math.isnan(now["marginal_cac"]):
        return sentence + " There is no marketing spend that could be raised."
    if math.isinf(now["marginal_cac"]):
        return sentence + " More marketing spend would win nobody more."
    verdict = "more than it brings" if now["marginal_cac"] > now["ltv"] else "still less than it brings"
    if figures["marginal_cac"] == figures["ltv"]:
        verdict = "about what it brings"
    return f"{sentence} The next one, bought with more marketing spend, costs {figures['marginal_cac']}: {verdict}."
