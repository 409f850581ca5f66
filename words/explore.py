"""What Explore says: which levers moved, and what that does."""

from __future__ import annotations

import math

from model import MEASURES, Scenario, Summary
from model.units import Figure
from words.catalogue import text
from words.changes import changes_listed
from words.format import figure_text
from words.names import outcome
from words.say import say
from words.unit_economics import pays_back


def headline(baseline: Summary, now: Summary, base: Scenario, scenario: Scenario) -> str:
    """One sentence that says what changed and what it does to ARR, payback and runway."""
    moved = changes_listed(base, scenario)
    if not moved:
        return say(
            "As it stands, ARR goes from {start} to {end} in {months} months, a customer {pays_back}, and {runway}.",
            start=Figure(12 * scenario.opening_mrr, MEASURES["arr_end"].unit, scenario.currency),
            end=outcome("arr_end", now),
            months=str(scenario.months),
            pays_back=pays_back(now),
            runway=_runway(now),
        )
    return say(
        "With {moved}: {arr}, {payback}, and {runway}.",
        moved=moved,
        arr=_arr_against(now, baseline),
        payback=_payback_against(now, baseline),
        runway=_runway_against(now, baseline),
    )


def _arr_against(now: Summary, was: Summary) -> str:
    new, old = (figure_text(outcome("arr_end", of)) for of in (now, was))
    if new == old:
        return say("ARR at the end is {now}, as before", now=new)
    return say("ARR at the end is {now} instead of {before}", now=new, before=old)


def _payback_against(now: Summary, was: Summary) -> str:
    new, old = _payback(now), _payback(was)
    if new == old:
        return say("CAC payback is {now}, as before", now=new)
    return say("CAC payback is {now} instead of {before}", now=new, before=old)


def _payback(summary: Summary) -> str:
    if math.isfinite(summary["payback"]):
        return figure_text(outcome("payback", summary))
    return text("undefined") if math.isnan(summary["payback"]) else text("never reached")


_RUNWAY = {
    "all": "cash lasts all {now} months",
    "some": "cash lasts {now}",
    "none": "cash is below zero from the start",
}
"""How long cash lasts: to the end of the horizon, for some months, or not at all."""
_AS_BEFORE = {
    "all": "cash lasts all {now} months, as before",
    "some": "cash lasts {now}, as before",
    "none": "cash is below zero from the start, as before",
}
_INSTEAD = {
    ("all", "all"): "cash lasts all {now} months instead of {before} months",
    ("all", "some"): "cash lasts all {now} months instead of {before}",
    ("all", "none"): "cash lasts all {now} months instead of is below zero from the start",
    ("some", "all"): "cash lasts {now} instead of all {before} months",
    ("some", "some"): "cash lasts {now} instead of {before}",
    ("some", "none"): "cash lasts {now} instead of is below zero from the start",
    ("none", "all"): "cash is below zero from the start instead of lasts all {before} months",
    ("none", "some"): "cash is below zero from the start instead of lasts {before}",
}


def _lasts(summary: Summary) -> tuple[str, str]:
    """Which of the three it is, and for how long."""
    if math.isinf(summary["runway"]):
        return "all", str(summary.p.months)
    return "some" if summary["runway"] else "none", figure_text(outcome("runway", summary))


def _runway(summary: Summary) -> str:
    kind, months = _lasts(summary)
    return say(_RUNWAY[kind], now=months)


def _runway_against(now: Summary, was: Summary) -> str:
    (kind, new), (other, old) = _lasts(now), _lasts(was)
    if (kind, new) == (other, old):
        return say(_AS_BEFORE[kind], now=new)
    return say(_INSTEAD[kind, other], now=new, before=old)
