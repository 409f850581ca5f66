"""One text of a link: rid of what mails put around it, read as a number, and shown where it is not taken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

MOST_PARAMETERS = 1_000
"""Parameters that are read: three times as many as there are to write."""
LONGEST_NUMBER = 40
SHOWN = 40
"""Letters of a foreign text that are repeated to a person."""

_UNSEEN = "".join(
    chr(code)
    for first, last in (
        (0x0, 0x20), (0x7F, 0xA0), (0xAD, 0xAD), (0x61C, 0x61C), (0x1680, 0x1680), (0x180E, 0x180E), (0x2000, 0x200F),
        (0x2028, 0x202F), (0x205F, 0x206F), (0x3000, 0x3000), (0xFEFF, 0xFEFF),
    )
    for code in range(first, last + 1)
)  # fmt: skip
"""Spaces of every width, zero-width signs, signs of control and direction: no name and no number begins or ends with one."""

_AFTER = ".,;:!?)]>\"'’”»"
"""What a sentence or a mail leaves after a link."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_PEOPLES = re.compile(
    r"(?P<sign>[+\-−–]?)(?P<whole>[0-9]{1,12})(?P<mark>[.,]?)(?P<part>[0-9]{0,12})\s*(?P<cent>%?)"
)  # fmt: skip


def trimmed(text: str) -> str:
    """A text without spaces around it, seen or unseen.

    >>> trimmed(" 3.5\\N{NO-BREAK SPACE}\\N{ZERO WIDTH SPACE}")
    '3.5'
    """
    return text.strip(_UNSEEN)


def readings(text: str) -> tuple[str, ...]:
    """A text trimmed, and without what a sentence may have left after it: to be read in this order.

    Two points are no end of a sentence but stand for what was cut off.

    >>> readings(" 0.04)."), readings("0.0...")
    (('0.04).', '0.04'), ('0.0...',))
    """
    text = trimmed(text)
    shorter = text.rstrip(_AFTER + _UNSEEN)
    return (text,) if shorter == text or ".." in text[len(shorter) :] else (text, shorter)


def taken(text: str, valid: Callable[[str], bool]) -> str:
    """The first reading of a text that is valid; trimmed alone where none is.

    >>> taken("0.04).", lambda text: number(text) is not None)
    '0.04'
    """
    return next(filter(valid, readings(text)), trimmed(text))


def number(text: str) -> float | None:
    """The number that a text is, written plainly; None where it is none. Too large a one is infinite.

    >>> number("1e3"), number("3,5"), number("9" * 400)
    (1000.0, None, None)
    """
    # the length first: a pattern may take the square of it
    return float(text) if len(text) <= LONGEST_NUMBER and _NUMBER.fullmatch(text) else None


def how_to_write(text: str, share: bool = False) -> str:
    """How a link writes what a person may have meant, as a sentence; `share` where per cent can be meant.

    >>> how_to_write("3,5")
    'Write it as 3.5: a link takes plain numbers.'
    >>> how_to_write("4 %", share=True)
    'Write it as 0.04: a link takes plain numbers.'
    >>> how_to_write("3,5", share=True)
    '3.5 % is written 0.035: a link takes plain numbers.'
    """
    match = _PEOPLES.fullmatch(text[: LONGEST_NUMBER + 1])
    # a comma before three digits may stand between thousands: which was meant is a guess
    thousands = match and match["mark"] == "," and len(match["part"]) == 3 and match["whole"].strip("0")
    if match is None or thousands or (match["cent"] and not share):
        return "A link takes plain numbers, as 0.04 or 1234.5."
    size = float(f"{match['whole']}.{match['part'] or 0}{'e-2' if match['cent'] else ''}")
    minus = "" if match["sign"] in ("", "+") else "-"
    if share and size > 1:
        return f"{minus}{size:.12g} % is written {minus}{size / 100:.12g}: a link takes plain numbers."
    return f"Write it as {minus}{size:.12g}: a link takes plain numbers."


def shown(text: str, plain: bool = True) -> str:
    """A foreign text in quotes, short, on one line, and so that whatever is wrong in it can be seen.

    Signs that cannot be seen are named. Where the text should be `plain`, in the letters of names and
    numbers, so are those that look like one of them and are others.

    >>> shown("3.5\\N{NO-BREAK SPACE}x"), shown("\\N{MINUS SIGN}5"), shown("Müller", plain=False), shown("€5")
    ("'3.5⟨no-break space⟩x'", "'⟨minus sign⟩5'", "'Müller'", "'€5'")
    """
    quote = '"' if "'" in text and '"' not in text else "'"
    said = ""
    for letter in text[: SHOWN + 1]:
        seen = letter.isprintable() and (not plain or letter.isascii() or unicodedata.category(letter) == "Sc")
        more = letter if seen else f"⟨{unicodedata.name(letter, '').lower() or f'U+{ord(letter):04X}'}⟩"
        if said and len(said) + len(more) > SHOWN:
            said += "…"
            break
        said += more
    return f"{quote}{said}{quote}"
