"""What Reach a goal says: the goal, what must be true of one lever to reach it, and what breaks it where it is met."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from model import LEVERS, MEASURES, Scenario
from model.declaring import Measure
from model.questions.goal import Answer, Broken, Goal, Move, Reached, simplest
from model.units import Figure
from words.catalogue import text
from words.format import per_cent, percent, short
from words.names import lever_inside, lever_label, lever_text, outcome_label
from words.readable import readable
from words.say import say

BEYOND_SLIDER = "Moves the lever there, beyond the end of its slider; Back undoes it."
SETS = "Moves the lever there; Back undoes it."


def figure(goal: Goal, value: float, currency: str) -> Figure:
    """A value of the goal's outcome, for a sentence."""
    measure = MEASURES[goal.outcome]
    return Figure(value, measure.unit, currency, measure.endless)


def when(measure: Measure, month: int | None = None) -> str:
    """When a goal's outcome is looked at: in a month, at the end, over the first year, or ""."""
    if month:
        return say("in month {month}", month=str(month))
    if not measure.monthly:
        return ""
    at_the_end = measure.stock or not (measure.of_year or "month" in measure.unit.text)
    return text("at the end" if at_the_end else "in year 1")


def if_empty(measure: Measure) -> str:
    """When the outcome is looked at where no month is given."""
    return say("Empty: {when}.", when=when(measure))


def too_late(asked: int, last: int) -> str:
    """That a goal's month is beyond the horizon."""
    return say(
        "The goal is for month {asked}; the horizon ends with month {last}, which is taken.",
        asked=str(asked),
        last=str(last),
    )


def target_label(measure: Measure, currency: str) -> str:
    """What the box of a target is called, with the unit in which it is typed."""
    if measure.unit.kind == "share":
        return say("Target, {unit}", unit="%")
    return say("Target, {unit}", unit=say(measure.unit.text.replace("money", "{currency}"), currency=currency))


_PHRASES = {
    (True, True): "{outcome} of at least {target} {when}",
    (True, False): "{outcome} of at least {target}",
    (False, True): "{outcome} of at most {target} {when}",
    (False, False): "{outcome} of at most {target}",
}


def phrase(goal: Goal, currency: str) -> str:
    """A goal in words.

    >>> phrase(Goal("arr", 2_250_000), "USD"), phrase(Goal("payback", 12, at_least=False), "USD")
    ('ARR of at least $2.25M at the end', 'CAC payback of at most 12 months in year 1')
    """
    looked = when(MEASURES[goal.outcome], goal.by_month)
    return say(
        _PHRASES[goal.at_least, bool(looked)],
        outcome=outcome_label(goal.outcome),
        target=figure(goal, goal.target, currency),
        when=looked,
    )


@dataclass(frozen=True)
class Step:
    """A move of one lever in words, and the value that is set when somebody asks for it."""

    move: Move
    value: float
    label: str
    today: str
    then: str
    change: str


def steps(found: Answer, scenario: Scenario) -> tuple[Step, ...]:
    """The levers that turn the goal, with as few digits as still do: what is read out is what is set."""
    currency = scenario.currency
    texts = [_readable(move, currency) for move in found.turning]
    values = simplest(scenario, found.goal, found.turning, [list(each) for each in texts])
    made = []
    for move, value, known in zip(found.turning, values, texts, strict=True):
        then = replace(move, value=value)
        change = "" if math.isnan(then.relative_change) else _signed(then.relative_change)
        exactly = short(value, LEVERS[move.lever].unit, currency, digits=17)
        today = lever_text(move.lever, move.today, currency)
        made.append(Step(then, value, lever_label(move.lever), today, known.get(value, exactly), change))
    return tuple(made)


def _readable(move: Reached | Broken, currency: str) -> dict[float, str]:
    """Values near to a move's with their texts, the shortest first: rounded away from today's, to keep a goal towards it."""
    up = (move.value > move.today) == isinstance(move, Reached)
    found: dict[float, str] = {}
    for value, said in readable(move.value, LEVERS[move.lever].unit, currency, up):
        found.setdefault(value, said)
    return found


def _signed(share: float) -> str:
    if abs(share) >= 10:
        return per_cent(share, "+,.0%")
    rounded = float(f"{share:.2g}") if abs(share) < 1 else float(f"{share:.3g}")
    return ("+" if rounded > 0 else "") + percent(rounded)


def goal_answer(found: Answer, ways: tuple[Step, ...], currency: str) -> str:
    """What must be true, or what breaks it, in one or two sentences."""
    return f"{_begin(found, currency)} {_broken(ways) if found.met else _reached(found, ways, currency)}"


def _begin(found: Answer, currency: str) -> str:
    wanted, now = phrase(found.goal, currency), figure(found.goal, found.now, currency)
    if found.met:
        return say("The goal is met: {wanted} was asked, and it is {now}.", wanted=wanted, now=now)
    if math.isnan(found.now):
        why = text(MEASURES[found.goal.outcome].undefined)
        return say("{wanted}: it is undefined now, as {why}.", wanted=wanted, why=why)
    return say("{wanted}: it is {now} now.", wanted=wanted, now=now)


def _broken(ways: tuple[Step, ...]) -> str:
    if not ways:
        return text("No lever alone can break it.")
    first = ways[0]
    template = "It breaks first with {lever}, which can go from {today} to {then}, not further."
    if first.change:
        template = "It breaks first with {lever}, which can go from {today} to {then} ({change}), not further."
    return say(template, lever=lever_inside(first.move.lever), today=first.today, then=first.then, change=first.change)


def _reached(found: Answer, ways: tuple[Step, ...], currency: str) -> str:
    if ways:
        enough = [_way(step) for step in ways[:2]]
        either = enough[0] if len(enough) == 1 else say("{first}, or {second}", first=enough[0], second=enough[1])
        return say("Enough by itself: {ways}.", ways=either)
    movers = [move for move in found.others if isinstance(move, Reached) and move.moves and not math.isnan(move.best)]
    if not movers:
        return text("No lever moves it.")
    best = max(movers, key=lambda move: float(found.goal.margin(move.best)))
    return say(
        "No lever reaches it alone; the nearest is {lever} of {value}, with {best}.",
        lever=lever_inside(best.lever),
        value=lever_text(best.lever, best.best_at, currency),
        best=figure(found.goal, best.best, currency),
    )


def _way(step: Step) -> str:
    template = "{lever} from {today} to {then} ({change})" if step.change else "{lever} from {today} to {then}"
    return say(template, lever=lever_inside(step.move.lever), today=step.today, then=step.then, change=step.change)


def levers_title(met: bool) -> str:
    """What the levers that turn the goal are listed under."""
    return text("What breaks it" if met else "One lever alone")


def others_title(met: bool) -> str:
    """What the levers that do not turn the goal have in common."""
    return text("Cannot break it alone" if met else "Not reachable with one of these")


def count(found: Answer) -> str:
    """How many levers do it alone."""
    template = "{able} of {all} levers reach it by themselves, the nearest first."
    if found.met:
        template = "{able} of {all} levers break it by themselves, the nearest first."
    able = len(found.turning)
    return say(template, able=str(able), all=str(able + len(found.others)))


def no_effect(goal: Goal, levers: list[str]) -> str:
    """Which levers do nothing to the outcome."""
    named = ", ".join(map(lever_inside, levers))
    return say("No effect on {outcome}: {levers}.", outcome=outcome_label(goal.outcome), levers=named)
