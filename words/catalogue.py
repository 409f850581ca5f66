"""The catalogue: every text people read is looked up here, by what it is in English.

A language is a gettext catalogue: `speak(gettext.translation("levers", folder, ["de"]))`. Its keys are the English
texts themselves: templates with their numbers and names in braces, and the labels and help that the model declares.
The text `1,234.5` is one of them: how it is written is how numbers are. What is made only once (designs of charts,
headings of tables) keeps the language it was made in, so a process speaks before it shows anything.
"""

from __future__ import annotations

from gettext import NullTranslations

INSIDE = "inside a sentence"
"""The context under which a catalogue holds a label as it stands inside a sentence."""


class English(NullTranslations):
    """The language everything is written in: a text is itself; inside a sentence a label is small, but ARPU stays."""

    def pgettext(self, context: str, message: str) -> str:
        """A text in a context.

        >>> [English().pgettext(INSIDE, label) for label in ("Win rate", "MQL to SAL")]
        ['win rate', 'MQL to SAL']
        """
        return message if context != INSIDE or message[:2].isupper() else message[0].lower() + message[1:]


_spoken: NullTranslations = English()


def speak(language: NullTranslations) -> NullTranslations:
    """From now on the language is this one; returns the one before."""
    global _spoken
    before, _spoken = _spoken, language
    return before


def text(english: str) -> str:
    """A text as it is in the language that is spoken; "" stays that."""
    return _spoken.gettext(english) if english else ""


def inside(label: str) -> str:
    """A declared label as it stands inside a sentence.

    >>> text("Customer churn"), inside("Customer churn")
    ('Customer churn', 'customer churn')
    """
    return _spoken.pgettext(INSIDE, label)


def many(one: str, other: str, count: float) -> str:
    """The one of two texts that goes with a number; a number that is not whole goes with many.

    >>> many("{number} month", "{number} months", 1), many("{number} month", "{number} months", 1.5)
    ('{number} month', '{number} months')
    """
    return _spoken.ngettext(one, other, int(count) if count == int(count) else 2)
