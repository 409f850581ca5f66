"""A setting that a page keeps: its name, what is allowed, its kind, and the reader of its text; and what texts share."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, unquote

from model.levers import CHANNEL_FIELDS, NUMBERS, Kind
from model.scenario import MAX_NAME, unknown
from ui.link_text import how_to_write, number, readings, shown, trimmed

FEW = 6
"""Choices up to so many are all told in `allowed`: the nearest of them need not be."""

_LONGEST_LEVER = 12 * MAX_NAME + 40
"""A channel's name of letters that are four bytes each, percent-encoded, and a field."""


@dataclass(frozen=True)
class Setting:
    """What a page keeps in the plan: its name, its kind, what is allowed in words, and the reader of its text.

    The kind is that of a lever, or "view": how one looks at the plan, which changes nothing in it.
    `reads` raises ValueError (InvalidScenario is one) where the text is not allowed, with the reason if
    there is more to say than `allowed` does.
    """

    name: str
    kind: Kind | Literal["view"]
    allowed: str
    reads: Callable[[str], object]

    def take(self, text: str) -> tuple[str, str]:
        """The text as it is taken, and ""; or "", and the sentences about why it is not.

        >>> fan = Setting("fan", "view", "a monthly series: mrr", one_of(["mrr", "arr", "cash", "cac", "ltv", "won", "lost"]))
        >>> fan.take(" mrr "), fan.take("mr")[1]
        (('mrr', ''), "fan is 'mr'; allowed is a monthly series: mrr. It is left out. Why: mr is not known; did you mean mrr?")
        """
        whys = []
        for each in readings(text):
            try:
                self.reads(each)
            except ValueError as error:
                whys.append(str(error))
            else:
                return each, ""
        why = f" Why: {whys[0]}" if whys[0] else ""
        said = f"{self.name} is {shown(trimmed(text))}; allowed is {self.allowed}. It is left out.{why}"
        return "", said if said.endswith(("?", ".")) else said + "."


def between(low: float, high: float, whole: bool = False) -> Callable[[str], object]:
    """The reader of a number between two, both allowed."""

    def reads(text: str) -> float:
        found = number(text)
        if found is None:
            raise ValueError(f"it is not a number. {how_to_write(text)}")
        if not low <= found <= high or (whole and not found.is_integer()):
            raise ValueError
        return found

    return reads


def one_of(names: Collection[str]) -> Callable[[str], object]:
    """The reader of one of some names."""

    def reads(text: str) -> str:
        if text not in names:
            raise ValueError(unknown(text, names, said=shown(text)) if len(names) > FEW else "")
        return text

    return reads


def lever(name: str) -> str:
    """The full name of a lever, fact or channel field, whichever channels there are; ValueError where it is none.

    >>> lever("Paid search.cost_per_visitor")
    'Paid search.cost_per_visitor'
    """
    channel, dot, last = name.rpartition(".")
    known = CHANNEL_FIELDS if dot else NUMBERS
    if last not in known or len(channel) > MAX_NAME or (dot and not channel):
        raise ValueError(unknown(last, known, said=shown(name, plain=not channel)))
    return name


def parts(text: str, most: int) -> list[str]:
    """The parts of a list; ValueError, before it is taken apart, where there are more than `most`."""
    count = text.count(";") + 1
    if count > most:
        raise ValueError(f"it lists {count:,}; at most {most} are read")
    return text.split(";")


def split(text: str, sign: str, pieces: int) -> list[str]:
    """The pieces of a text between a sign; ValueError where there are not so many."""
    if text.count(sign) != pieces - 1:
        raise ValueError(f"{shown(text)} is not {pieces} parts with {sign} between them")
    return text.split(sign)


def finite(text: str) -> float:
    """The number of a text; ValueError where it is none."""
    found = number(text)
    if found is None or not math.isfinite(found):
        raise ValueError(f"{shown(text)} is no number")
    return found


def unquoted(text: str) -> str:
    """The name that `quoted` wrote; ValueError where it is longer than any."""
    if len(text) > _LONGEST_LEVER:
        raise ValueError(f"{shown(text)} is not known")
    return unquote(text)


def quoted(name: str) -> str:
    """A lever's full name without the signs of lists, which names of channels may hold.

    >>> quoted("A;b~c.lead_index")
    'A%3Bb%7Ec.lead_index'
    """
    return quote(name, safe=" .").replace("~", "%7E")
