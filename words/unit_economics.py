"""What Unit economics says: what a customer costs and brings, and how far the variants of lifetime value disagree."""

from __future__ import annotations

import math

from model import Scenario, Summary
from words.catalogue import text
from words.format import figure_text, local
from words.names import outcome, outcome_label
from words.say import say

LTV_VARIANTS = ("ltv", "ltv_for_ever", "ltv_revenue", "ltv_capped", "ltv_discounted")


def payback_sentence(now: Summary, scenario: Scenario) -> str:
    """What a customer costs and brings, and whether the next one still pays."""
    if math.isnan(now["cac"]):
        return text("Nobody is won in the first year, so there is no CAC and no payback.")
    template = "Winning a customer costs {cac}, all cost included; it brings {ltv} over its lifetime and {pays_back}."
    if scenario.ltv_horizon:
        template = (
            "Winning a customer costs {cac}, all cost included; it brings {ltv} in the first {months} months of its life "
            "and {pays_back}."
        )
    first = say(
        template,
        cac=outcome("cac", now),
        ltv=outcome("ltv", now),
        months=str(scenario.ltv_horizon),
        pays_back=pays_back(now),
    )
    return f"{first} {_next_one(now)}"


def pays_back(summary: Summary) -> str:
    """Whether and when a customer pays back, to be said of one."""
    if math.isnan(summary["payback"]):
        return text("has no payback, as nobody is won in the first year")
    if math.isinf(summary["payback"]):
        return text("never pays back what winning it cost")
    return say("pays back in {payback}", payback=outcome("payback", summary))


def _next_one(now: Summary) -> str:
    if math.isnan(now["marginal_cac"]):
        return text("There is no marketing spend that could be raised.")
    if math.isinf(now["marginal_cac"]):
        return text("More marketing spend would win nobody more.")
    cost, brings = outcome("marginal_cac", now), outcome("ltv", now)
    if figure_text(cost) == figure_text(brings):
        template = "The next one, bought with more marketing spend, costs {cost}: about what it brings."
    elif now["marginal_cac"] > now["ltv"]:
        template = "The next one, bought with more marketing spend, costs {cost}: more than it brings."
    else:
        template = "The next one, bought with more marketing spend, costs {cost}: still less than it brings."
    return say(template, cost=cost)


def ltv_variants(now: Summary, scenario: Scenario) -> str:
    """How far the variants of lifetime value disagree."""
    values = {name: now[name] for name in LTV_VARIANTS}
    finite = {name: value for name, value in values.items() if math.isfinite(value)}
    low, high = min(finite, key=finite.__getitem__), max(finite, key=finite.__getitem__)
    counted = text("all its life")
    if scenario.ltv_horizon:
        counted = say("the first {months} months of a customer's life", months=str(scenario.ltv_horizon))
    if len(finite) < len(values):
        endless = [
            say("{label} is {value}", label=outcome_label(name), value=outcome(name, now))
            for name in values
            if name not in finite
        ]
        return say(
            "Where customers never leave, what counts all their life has no end: {endless}. Over {months} months it is "
            "{capped}, discounted {discounted}. LTV, the headline, counts {counted}.",
            endless=", ".join(endless),
            months=local(f"{scenario.ltv_months:g}"),
            capped=outcome("ltv_capped", now),
            discounted=outcome("ltv_discounted", now),
            counted=counted,
        )
    template = (
        "People mean different things by lifetime value. Here it runs from {low} ({least}) to {high} ({most}), {times} times "
        "as much. LTV, the headline, counts {counted} and is used everywhere else."
    )
    if values[low] <= 0:
        template = (
            "People mean different things by lifetime value. Here it runs from {low} ({least}) to {high} ({most}). "
            "LTV, the headline, counts {counted} and is used everywhere else."
        )
    times = local(f"{values[high] / values[low]:.1f}") if values[low] > 0 else ""
    return say(
        template,
        low=outcome(low, now),
        least=outcome_label(low),
        high=outcome(high, now),
        most=outcome_label(high),
        times=times,
        counted=counted,
    )
