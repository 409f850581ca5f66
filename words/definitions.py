"""What Definitions says of a term: what it is, what is allowed, when it has no number, and where it is shown."""

from __future__ import annotations

from model.declaring import Measure
from model.levers import Lever
from words.catalogue import inside, text
from words.format import capital, local
from words.say import say

FIND = "churn, CAC, magic number …"
SEARCH = "words of a name, a meaning or a formula"
OF_EACH_CHANNEL = "Each channel has its own, on Channels."
RANGES = "Ranges are directional."
VARIANTS = "What people use for one another"
NOTHING_FOUND = "No term holds all of these words."
HEADINGS = ("Term", "Meaning", "Formula", "Sensible range, directional", "Unit", "Name", "Kind", "Shown on")
"""Headings of the table of all terms."""


def kind(measure: Measure) -> str:
    """What kind of term a measure is."""
    return say("Measure, {group}", group=inside(measure.group))


def of_a_channel(label: str) -> str:
    """What a channel's own measure is called."""
    return say("{measure} of a channel", measure=text(label))


def limits(measure: Measure) -> list[str]:
    """When a measure is undefined or infinite."""
    said = []
    if measure.undefined:
        said.append(say("Undefined (–): {why}.", why=text(measure.undefined)))
    if measure.never:
        said.append(say("{endless}: {why}.", endless=capital(text(measure.endless)), why=text(measure.never)))
    return said


def allowed(lever: Lever) -> str:
    """The values a lever may have."""
    if lever.unit.kind != "share":
        return say("Allowed: {bounds}.", bounds=text(lever.allowed))
    low, high = (local(f"{bound * 100:g}") for bound in (lever.minimum, lever.maximum))
    return say("Allowed: {low} % to {high} %.", low=low, high=high)


def source(name: str) -> str:
    """Who defines a measure so."""
    return say("Source: {source}", source=name)


def shown_on(pages: list[str]) -> str:
    """Which pages show a term."""
    return say("Shown on {pages}.", pages=", ".join(pages))


def variant(value: str, this: bool) -> str:
    """What a variant's value is, and whether it is the term that is open."""
    return say("{value} (this one)", value=value) if this else value


def found(count: int) -> str:
    """How many terms there are, and how to open one."""
    return say(
        "{count} terms; a click on a row's box opens it. Shares are fractions from 0 to 1 in links and files.",
        count=str(count),
    )
