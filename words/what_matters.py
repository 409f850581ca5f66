"""What What matters says: which lever moves an outcome most, what is left out of its pictures, and what a map shows."""

from __future__ import annotations

import math

from model import MEASURES
from model.questions.lever_map import Grid, contour
from model.questions.sensitivity import Bar, Tornado
from words.catalogue import text
from words.format import MINUS, local, percent
from words.names import lever_inside, lever_label, lever_text, outcome_label, outcome_text
from words.say import listed, say, told

TARGET = "Drawn as a solid line, and kept in the link. Empty: no target."
NO_PAIRS = "No two levers have a finite effect here, so there are no pairs to show."


def matters_answer(found: Tornado, currency: str) -> str:
    """Which lever moves the outcome most, how far, and which come next."""
    outcome, now = outcome_label(found.outcome), outcome_text(found.outcome, found.base, currency)
    if math.isnan(found.base):
        why = text(MEASURES[found.outcome].undefined)
        return say("{outcome} is undefined here: {why}.", outcome=outcome, why=why)
    moving = [bar for bar in found.bars if bar.swing > 0]  # an undefined swing is not
    if not moving:
        return say("No lever moves {outcome} from {now} by itself.", outcome=outcome, now=now)
    best = moving[0]
    low, high = (lever_text(best.name, value, currency) for value in (best.low, best.high))
    at_low, at_high = (outcome_text(found.outcome, value, currency) for value in (best.at_low, best.at_high))
    said = say(
        "{lever} matters most for {outcome}: at {low} and {high} it is {at_low} and {at_high}, now {now}.",
        lever=lever_label(best.name),
        outcome=outcome,
        low=low,
        high=high,
        at_low=at_low,
        at_high=at_high,
        now=now,
    )
    following = [lever_inside(bar.name) for bar in moving[1:3]]
    return f"{said} {say('Then {levers}.', levers=listed(following))}" if following else said


def moved_by(step: float | None) -> str:
    """How far each lever moves: by a share of itself, or over its slider."""
    return text("over its slider") if step is None else say("± {share}", share=percent(step))


def signed(number: float) -> str:
    """An elasticity, with its sign.

    >>> signed(-0.456), signed(1234.5)
    ('−0.46', '+1,234')
    """
    return local((f"{number:+.2g}" if abs(number) < 100 else f"{number:+,.0f}").replace("-", MINUS))


def no_elasticities(found: Tornado) -> str:
    """Why there are none."""
    measure = MEASURES[found.outcome]
    if math.isinf(found.base):
        parts = {"outcome": text(measure.label), "endless": text(measure.endless), "why": text(measure.never)}
        return say("No elasticities: {outcome} is {endless}: {why}.", **parts)
    if not found.base:
        return say("No elasticities: {outcome} is 0.", outcome=text(measure.label))
    return text("No elasticities: a hundredth of a per cent moves nothing here.")


def notes(found: Tornado, drawn: int) -> str:
    """What is left out of a picture of so many levers or drawn at its edge, and why."""
    undefined = [bar for bar in found.bars if math.isnan(bar.swing)]
    endless = [bar for bar in found.bars if math.isinf(bar.swing)]
    more = sum(bar.swing > 0 for bar in found.bars) - drawn
    said = [say("{count} more levers move it less.", count=str(more))] if more > 0 else []
    if endless and endless[0].reason:
        said.append(say("At the edge is {reason}.", reason=told(endless[0].reason)))
    if undefined:
        said.append(say("Not ranked: {levers} ({reason}).", levers=_named(undefined), reason=told(undefined[0].reason)))
    return " ".join(said)


def _named(bars: list[Bar]) -> str:
    names = [lever_inside(bar.name) for bar in bars]
    return ", ".join(names if len(names) <= 3 else [*names[:2], say("{count} more", count=str(len(names) - 2))])


def pairs(step: float) -> str:
    """Which levers are paired, how far they move, and what the colour says."""
    return say(
        "The six strongest levers, each moved by {share} to its better side. Blue: together they do more than alone.",
        share=percent(step),
    )


def not_on_map(asked: str, taken: str) -> str:
    """That a lever of the link cannot be on the map, and which is instead."""
    return say("{lever} cannot be on this map; {other} is.", lever=lever_label(asked), other=lever_label(taken))


def lever_map(over: Grid, baseline: float, target: float | None, currency: str) -> str:
    """From where to where the map goes, and what is not to be seen on it."""

    def figure(value: float) -> str:
        return outcome_text(over.outcome, value, currency)

    finite = over.z[abs(over.z) < math.inf]
    if not finite.size:
        return text("No number anywhere on this map.")
    said = [
        say("From {low} (amber) to {high} (blue).", low=figure(float(finite.min())), high=figure(float(finite.max())))
    ]
    if math.isfinite(baseline) and not contour(over, baseline):
        said.append(say("The {value} compared with is not on this map as a line.", value=figure(baseline)))
    if target is not None and not contour(over, target):
        said.append(say("The target {value} is nowhere on this map.", value=figure(target)))
    if finite.size < over.z.size:
        said.append(text("Cells marked ∞ or – have no number."))
    return " ".join(said)
