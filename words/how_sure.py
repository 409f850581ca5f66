"""What How sure says: the middle of the futures against the plan, chances with their errors, and what is asked and refused."""

from __future__ import annotations

import math

from model import MEASURES
from model.declaring import Measure
from model.questions.futures import Request, Said
from model.questions.uncertainty import Estimate
from model.typed import written
from model.units import RATIO, Figure
from words.catalogue import text
from words.format import NONE, local, per_cent, percent, plain, short
from words.goal import phrase
from words.names import lever_inside, lever_label, outcome_label, outcome_text
from words.say import listed, say

NOTHING_UNCERTAIN = "Nothing is uncertain yet: give a lever a range below, and the futures are drawn."
RANGES = "**Ranges:** one future in ten is below low, one in ten above high"
USUAL_RANGES = "Twenty per cent to either side of what most plans get wrong"
SEED = "The same seed and ranges give the same futures."
SPREAD = "Sampling error: other seeds give a middle that differs by about that much."
INDEPENDENT = "They come independently"
TWO_LEVERS = "A correlation takes two different levers."
MIDDLE_SPREAD = "± of the middle"
COLUMNS = ("Plan", "1 in 10 below", "1 in 4 below", "Middle", "1 in 4 above", "1 in 10 above", MIDDLE_SPREAD)
"""Headings of the table of quantiles."""


def chance(estimate: Estimate) -> str:
    """A chance with as many digits as its sampling error leaves.

    >>> chance(Estimate(0.6328, 0.004)), chance(Estimate(0.0, 0.0001)), chance(Estimate(1.0, 0.0001))
    ('63 %', 'under 1 %', 'over 99 %')
    """
    value = float(estimate.value)
    if value < 0.01:
        return text("under 1 %")
    return text("over 99 %") if value > 0.99 else per_cent(value, ".0%")


def counted(count: int) -> str:
    """A number of futures in full.

    >>> counted(20_000)
    '20,000'
    """
    return local(f"{count:,}")


def how_sure_answer(said: Said, asked: Request) -> str:
    """The middle against the plan, the chance of the goal, and that of running out of cash."""
    return say(
        "{middle}; {chance} of them reach {goal}, and {broke} run out of cash within {months} months.",
        middle=_middle(said, asked),
        chance=chance(said.goal),
        goal=phrase(asked.goal, asked.scenario.currency),
        broke=chance(said.broke),
        months=str(asked.scenario.months),
    )


def _middle(said: Said, asked: Request) -> str:
    plan, median = said.arr.plan, float(said.arr.median.value)
    middle, on_paper = (outcome_text("arr_end", value, asked.scenario.currency) for value in (median, plan))
    template = "In the middle of {count} futures ARR at the end is {middle}, the plan's {plan}"
    if middle == on_paper:
        template = "In the middle of {count} futures ARR at the end is {middle}, as on paper"
    elif plan and median < plan:
        template = "In the middle of {count} futures ARR at the end is {middle}, {gap} below the plan's {plan}"
    elif plan:
        template = "In the middle of {count} futures ARR at the end is {middle}, {gap} above the plan's {plan}"
    gap = percent(float(f"{abs(said.arr.gap):.2g}")) if plan else ""
    return say(template, count=counted(asked.futures), middle=middle, gap=gap, plan=on_paper)


def figures(said: Said, asked: Request) -> list[tuple[str, str, str]]:
    """The chances as figures: title, value, and what it is the chance of, with its sampling error."""
    currency = asked.scenario.currency
    plan = outcome_text(asked.outcome, said.middle.plan, currency)
    shown = (
        ("Reaches the goal", said.goal, say("Futures with {goal}.", goal=phrase(asked.goal, currency))),
        (
            "Runs out of cash",
            said.broke,
            say(
                "Futures whose cash is below zero at the end of any of {months} months.",
                months=str(asked.scenario.months),
            ),
        ),
        ("Never breaks even", said.never, text("Futures whose last month still makes a loss.")),
        (
            "Plan or more",
            said.middle.at_least_plan,
            say(
                "Futures in which {outcome} is at least the plan on paper, {plan}.",
                outcome=outcome_label(asked.outcome),
                plan=plan,
            ),
        ),
    )
    return [(text(title), chance(found), f"{about} {_sampling(float(found.error))}") for title, found, about in shown]


def _sampling(error: float) -> str:
    if math.isnan(error):
        return text("Sampling error: ± unknown.")
    return say("Sampling error: ± {error}.", error=say("{number} points", number=local(f"{error * 100:.2g}")))


def quantiles(said: Said, asked: Request) -> dict[str, list[str]]:
    """A row an outcome, by its label: the plan, the quantiles, and the sampling error of the middle."""
    return {outcome_label(name): _row(said, name, asked.scenario.currency) for name in asked.outcomes}


def _row(said: Said, name: str, currency: str) -> list[str]:
    measure = MEASURES[name]
    values = [said.plan[name], *(each.value for each in said.quantiles[name])]
    told = [short(value, measure.unit, currency, measure.endless, month="mo") for value in values]
    return [*told, _spread(float(said.quantiles[name][2].error), measure, currency)]


def _spread(error: float, measure: Measure, currency: str) -> str:
    """A sampling error; months are said to a tenth."""
    if measure.unit.kind == "months" and error < 0.05:
        return text("under 0.1 mo")
    return short(error, measure.unit, currency, NONE, month="mo")


def odd_quantiles(rows: dict[str, list[str]], asked: Request) -> str:
    """Why some of the quantiles are infinite or undefined."""
    told = []
    for measure in (MEASURES[name] for name in asked.outcomes):
        label, row = text(measure.label), rows[text(measure.label)]
        if measure.never and text(measure.endless) in row:
            told.append(
                say("{outcome} {sign}: {why}.", outcome=label, sign=text(measure.endless), why=text(measure.never))
            )
        if measure.undefined and NONE in row[:-1]:
            told.append(say("{outcome} {sign}: {why}.", outcome=label, sign=NONE, why=text(measure.undefined)))
    return " ".join(sorted(told))


# What is asked, and how far it is.


def range_left_out(why: str) -> str:
    """That a range of the link has no place in this scenario."""
    return say("{why}. Its range is left out.", why=why)


def correlation_left_out(pair: tuple[str, str]) -> str:
    """That a correlation of the link is of a lever without a range."""
    both = listed([lever_inside(name) for name in pair])
    return say("The correlation of {levers} is left out: both need a range.", levers=both)


def fewer(shown: int, asked: int) -> str:
    """That fewer futures were drawn than are asked for."""
    return say(
        "{shown} futures are drawn at once; {asked} are asked for and take their time.",
        shown=counted(shown),
        asked=counted(asked),
    )


def draw(count: int) -> str:
    """The button that draws them all."""
    return say("Draw {count}", count=counted(count))


def stop(count: int) -> str:
    """The button that stops, and takes fewer."""
    return say("Stop, take {count}", count=counted(count))


def waiting(before: int) -> str:
    """That others are drawn first."""
    if before == 1:
        return text("Waiting: another visitor's futures are drawn first")
    return say("Waiting: {count} other visitors' futures are drawn first", count=str(before))


def progress(done: int, total: int) -> str:
    """How many futures are drawn."""
    return say("{done} of {total} futures", done=counted(done), total=counted(total))


# Ranges and correlations.


def plan(value: str) -> str:
    """What a lever is in the plan, beside its range."""
    return say("plan {value}", value=value)


def end_label(lever: str, end: str) -> str:
    """What the box of a range's end is called."""
    return say("{lever}, low" if end == "low" else "{lever}, high", lever=lever_label(lever))


def certain(lever: str) -> str:
    """What a lever is once its range is taken away, as Markdown."""
    return say("{lever} is certain", lever=plain(lever_label(lever)))


def correlations_title(strongest: float) -> str:
    """What correlations are, and between which numbers."""
    return say(
        "**Correlations:** what comes together, from {low} to {high}",
        low=Figure(-strongest, RATIO),
        high=Figure(strongest, RATIO),
    )


def correlation_label(pair: tuple[str, str]) -> str:
    """What a correlation is called."""
    return say("{lever} with {other}", lever=lever_label(pair[0]), other=lever_inside(pair[1]))


def lever_number(k: int) -> str:
    """One of the two levers of a new correlation."""
    return say("Lever {number}", number=str(k))


def stays(why: str) -> str:
    """Why a range is refused."""
    return say("{why}. It stays as it was.", why=why)


def needed(strongest: float) -> str:
    """That a correlation is to be given."""
    low, high = written(-strongest, RATIO), written(strongest, RATIO)
    return say("A correlation is needed, {low} to {high}.", low=low, high=high)


def no_correlation(why: str) -> str:
    """Why a correlation is refused."""
    return say("Correlation: {why}.", why=why)


def contradicting(levers: list[str]) -> str:
    """That the correlations of these levers cannot all be."""
    return say(
        "These correlations contradict each other ({levers}): what goes strongly with two others makes those two go "
        "together as well. What was there before stays.",
        levers=", ".join(map(lever_inside, levers)),
    )
