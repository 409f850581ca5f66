"""What Compare says: how far an outcome is apart in two scenarios and what does most of it; and what is said of pins."""

from __future__ import annotations

import math
from collections.abc import Callable

from model import MEASURES, Scenario
from model.arithmetic import same
from model.plan import LAST, SENT
from model.questions.compare import Attribution, Comparison
from words.catalogue import inside, text
from words.format import difference
from words.names import lever_inside, lever_label, lever_text, outcome_change, outcome_label, outcome_text
from words.say import listed, say, told

NOTHING_DIFFERS = "Nothing differs yet: move a lever, or pin this scenario and move one then."
NO_PARTS = "Here stands what each lever adds, once something differs."
NO_LEVER = "No lever differs."
PINS_NAME = "name of the scenario as it is now"
OPENS = "Its levers become the current ones."
USED_AS_BASELINE = "It becomes the baseline; the baseline of now becomes a pin."
AS_COMPARED = "As what everything is compared with."

_SPOKEN = {
    "baseline": "the baseline",
    "now": "the open scenario",
    SENT: "what was sent",
    LAST: "what was open before the last change",
}


def spoken(key: str, name: str) -> str:
    """What a side is called inside a sentence, by its name in the link; pins by the name they were given."""
    return text(_SPOKEN[key]) if key in _SPOKEN else name


def compare_answer(split: Attribution, names: tuple[str, str], one: Scenario, other: Scenario) -> str:
    """How far an outcome is apart in two scenarios, and what does most of it."""
    if one == other:
        return text(NOTHING_DIFFERS)
    name, currency = split.outcome, other.currency
    parts = {
        "outcome": outcome_label(name),
        "one": names[0],
        "other": names[1],
        "before": outcome_text(name, split.before, one.currency),
        "after": outcome_text(name, split.after, currency),
    }
    if split.reason:
        said = say("{outcome} is {after} in {other} against {before} in {one}", **parts)
        # What begins with a small letter inside a sentence is for each language to know: English does.
        return say("{said}. It cannot be split: {reason}", said=said, reason=inside(told(split.reason)))
    strong = [part for part in split.parts if part.value][:2]
    if not strong:
        return say(
            "{outcome} is {after} in {other} against {before} in {one}: what differs does not change it.", **parts
        )
    added = listed(
        [
            say("{lever} {change}", lever=lever_inside(part.name), change=outcome_change(name, part.value, currency))
            for part in strong
        ]
    )
    template = "{outcome} is {after} in {other} against {before} in {one}: {apart}, all of it by {parts}."
    if len(strong) > 1:
        template = "{outcome} is {after} in {other} against {before} in {one}: {apart}, of which {parts}."
    return say(template, **parts, apart=outcome_change(name, split.difference, currency), parts=added)


def no_pin(label: str, key: str, taken: str) -> str:
    """That a link asks for a pin that is not there, and what is taken."""
    return say(
        "{label}: there is no pin {number}; {name} is taken.", label=label, number=key.removeprefix("pin"), name=taken
    )


def levers(comparison: Comparison, currencies: list[str]) -> dict[str, list[str]]:
    """A row a lever that differs, by its label: its value in each scenario."""
    return {
        lever_label(name): [
            lever_text(name, value, currency) for value, currency in zip(values, currencies, strict=True)
        ]
        for name, values in zip(comparison.levers.index, comparison.levers.to_numpy().tolist(), strict=True)
    }


def outcomes(comparison: Comparison, currencies: list[str], names: tuple[str, ...]) -> dict[str, list[str]]:
    """A row an outcome, by its label: its value in each scenario, and how far that is from the first one's."""
    rows = {}
    for name in names:
        values, apart = comparison.row(name)
        cells = []
        for currency, value, change in zip(currencies, values, apart, strict=True):
            said = outcome_text(name, value, currency)
            unsaid = math.isnan(change) or same(value, values[0])
            far = "" if unsaid else difference(value, values[0], MEASURES[name].unit, currency)
            cells.append(f"{said}  ({far})" if change and far else said)
        rows[outcome_label(name)] = cells
    return rows


def no_split(split: Attribution) -> str:
    """Why a difference is not split."""
    return say("There is no split of this difference. {reason}", reason=told(split.reason))


def changes(split: Attribution, currency: str) -> Callable[[float, float], str]:
    """What writes a part of a difference, with the error of an estimate."""

    def change(value: float, error: float) -> str:
        added = outcome_change(split.outcome, value, currency)
        return added if split.exact else f"{added} ± {outcome_change(split.outcome, error, currency).lstrip('+')}"

    return change


PARTS = ("Lever", "Its fair share", "Moved alone")
"""Headings of the parts of a difference."""


def parts(split: Attribution, alone: Attribution, currency: str) -> list[tuple[str, str, str]]:
    """A row a part of the difference, beside what its lever does alone; the last two are what they do together, and all."""
    name, change = split.outcome, changes(split, currency)
    by_itself = {part.name: outcome_change(name, part.value, currency) for part in alone.parts}
    total = outcome_change(name, split.difference, currency)
    together = outcome_change(name, alone.interaction, currency)
    return [
        *(
            (lever_label(part.name), change(part.value, part.error), by_itself.get(part.name, "–"))
            for part in split.parts
        ),
        (text("Only together"), text("in the shares"), "–" if alone.reason else together),
        (text("The whole difference"), total, "–" if alone.reason else total),
    ]


def fair_shares(split: Attribution, alone: Attribution) -> str:
    """How the shares come about, and why what a lever does alone is not said."""
    said = [
        text(
            "A fair share is what a lever adds on average over all orders in which the levers could be moved (Shapley); "
            "the shares sum to the difference."
        )
    ]
    if not split.exact:
        said.append(text("With so many levers it is estimated over random orders, always the same ones."))
    if alone.reason:
        said.append(say("Alone: {reason}", reason=told(alone.reason)))
    return " ".join(said)


# Pins.


def pins_full(most: int) -> str:
    """That there is no place for another pin."""
    return say("{count} pins are as many as fit beside the baseline and the open scenario.", count=str(most))


def pins_left_out(names: list[str]) -> str:
    """Which pins the link has no room for."""
    return say(
        "The link has no room for {names}: only this browser tab has it. Channels of their own need most room; "
        "pins that share the baseline's channels fit.",
        names=", ".join(names),
    )


def moved(texts: list[str], most: int = 8) -> str:
    """What moved in a pin, a line each, and how much more did, as Markdown."""
    if not texts:
        return text(AS_COMPARED)
    more = [say("and {count} more", count=str(len(texts) - most))] if len(texts) > most else []
    return "  \n".join([*texts[:most], *more])
