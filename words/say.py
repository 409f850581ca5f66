"""A sentence: a template of the catalogue with typed numbers, which are written only now, as the language writes them."""

from __future__ import annotations

from model.questions.reasons import Reason
from model.units import Figure
from words.catalogue import text
from words.format import figure_text


def say(template: str, **parts: Figure | str) -> str:
    """A template in the language that is spoken, with its parts in place of their names.

    A part is a number with its unit; or text that is ready: a name people gave, a label (`catalogue.text`, or
    `catalogue.inside` within a sentence), or what another template said. It is never taken for a template.

    >>> from model import units
    >>> say("Cash lasts {runway}, yet {alone}.", runway=Figure(7.25, units.MONTHS), alone="month 1 burns no cash")
    'Cash lasts 7.2 months, yet month 1 burns no cash.'
    """
    return filled(text(template), parts)


WORSE, BETTER, UNMARKED = "\ue000", "\ue001", "\ue002"
"""Signs of no language around a part of a sentence that is a loss or a gain, and where it ends."""


def marked(part: Figure | str, better: bool) -> str:
    """A part of a sentence that is a gain or a loss, to be seen as one by who can see colours; words say it to everyone.

    >>> say("ARR falls by {loss}.", loss=marked("45 %", better=False)) == f"ARR falls by {WORSE}45 %{UNMARKED}."
    True
    """
    return (BETTER if better else WORSE) + (part if isinstance(part, str) else figure_text(part)) + UNMARKED


def filled(template: str, parts: dict[str, Figure | str]) -> str:
    """A template that is in the language already, with its parts in place of their names."""
    written = {name: part if isinstance(part, str) else figure_text(part) for name, part in parts.items()}
    return template.format_map(written)


def listed(parts: list[str]) -> str:
    """Parts of one sentence as a list.

    >>> listed(["one"]), listed(["one", "two", "three"])
    ('one', 'one, two and three')
    """
    first, last = parts[:-1], parts[-1]
    return say("{first} and {last}", first=", ".join(first), last=last) if first else last


def told(reason: Reason) -> str:
    """A reason, in the language that is spoken.

    >>> told(Reason("{value}: {why}", {"value": "undefined", "why": "nobody was won"}))
    'undefined: nobody was won'
    """
    parts = {name: told(part) if isinstance(part, Reason) else text(part) for name, part in reason.parts.items()}
    return say(reason.text, **parts)
