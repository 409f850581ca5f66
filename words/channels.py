"""What Channels says: which channel earns most, which least, and where the next 1,000 is best spent."""

from __future__ import annotations

import math

import numpy as np

from model import Scenario
from model.questions.channel_economics import CHANNEL_MEASURES, ChannelEconomics, ChannelMeasure
from model.segments import Benchmark
from model.units import Figure
from words.catalogue import text
from words.format import capital, local
from words.say import say


def channel_answer(economics: ChannelEconomics, scenario: Scenario) -> str:
    """Which channel earns most per 1 spent, which least, and where the next 1,000 a month is best spent."""
    return f"{_earns_most(economics, scenario)} {_next_best(economics, scenario)}"


_EARNS = {
    ("ltv_to_cac", "alone"): "{best} earns {most} of {of} for each 1 spent on winning its customers.",
    ("ltv_to_cac", "first"): "{best} earns most: {most} of {of} for each 1 spent on winning its customers.",
    ("ltv_to_cac", "both"): "{best} earns most: {most} of {of} for each 1 spent on winning its customers; "
    "{worst} earns least, {least}.",
    ("roi", "alone"): "{best} earns {most} of {of} for each 1 invested in it.",
    ("roi", "first"): "{best} earns most: {most} of {of} for each 1 invested in it.",
    ("roi", "both"): "{best} earns most: {most} of {of} for each 1 invested in it; {worst} earns least, {least}.",
}
"""What is said of the only channel, of the only one that earns, and of the best and the worst."""


def _earns_most(economics: ChannelEconomics, scenario: Scenario) -> str:
    horizon, name = scenario.ltv_horizon, "ltv_to_cac"
    of = say("gross profit in {months} months", months=str(horizon)) if horizon else text("lifetime gross profit")
    if np.isinf(economics[name]).any():  # for ever is no measure of who earns more
        name, of = "roi", text("first-year revenue")
    earned = economics[name] + (1 if name == "roi" else 0)
    known = np.flatnonzero(np.isfinite(earned))
    if not known.size:
        return text("No channel wins a customer in the first year.")
    best, worst = known[np.argmax(earned[known])], known[np.argmin(earned[known])]
    most, least = (Figure(float(earned[k]), CHANNEL_MEASURES["ltv_to_cac"].unit) for k in (best, worst))
    which = "alone" if len(economics.channels) == 1 else "both" if worst != best else "first"
    return say(
        _EARNS[name, which],
        best=economics.channels[best],
        worst=economics.channels[worst],
        most=most,
        least=least,
        of=of,
    )


def _next_best(economics: ChannelEconomics, scenario: Scenario) -> str:
    added = np.nan_to_num(economics["next_mrr"])
    best = int(np.argmax(added))
    if added[best] <= 0:
        return text("More marketing spend wins nobody more in any channel.")

    def figure(name: str) -> Figure:
        measure = CHANNEL_MEASURES[name]
        return Figure(float(economics[name][best]), measure.unit, scenario.currency, measure.endless)

    template = (
        "The next 1,000 a month is best spent on {channel}: {mrr} more MRR by month 12, {customers} more customers in year 1 "
        "at {cost} each."
    )
    if math.isnan(economics["next_cac"][best]):
        template = "The next 1,000 a month is best spent on {channel}: {mrr} more MRR by month 12."
    return say(
        template,
        channel=economics.channels[best],
        mrr=figure("next_mrr"),
        customers=figure("next_customers"),
        cost=figure("next_cac"),
    )


def _range(b: Benchmark) -> str:
    parts = {"segment": text(b.label), "low": local(f"{b.low:g}"), "high": local(f"{b.high:g}"), "source": b.cited}
    if b.low == b.high:
        return say("{segment} {low} ({source}; directional).", **parts)
    if math.isfinite(b.high):
        return say("{segment} {low} to {high} ({source}; directional).", **parts)
    return say("{segment} {low} or more ({source}; directional).", **parts)


def explanation(measure: ChannelMeasure) -> str:
    """Meaning, formula, why a value is undefined or infinite, and what is usual; Markdown."""
    parts = [text(measure.help), f"`{measure.name} = {measure.formula}`"]
    if measure.undefined:
        parts.append(say("Undefined where {why}.", why=text(measure.undefined)))
    if measure.never:
        parts.append(say("{endless} where {why}.", endless=capital(text(measure.endless)), why=text(measure.never)))
    return "\n\n".join([*parts, *map(_range, measure.benchmarks)])


def of_compared(label: str) -> str:
    """A heading of what is compared with under the same one."""
    return say("{label}, compared with", label=text(label))
