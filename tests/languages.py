"""Other languages, for the tests of what is said: one from a few lines, and one that marks whatever was translated."""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from gettext import NullTranslations

from charts import designs
from words.catalogue import speak

ROOMS = ("charts", "reports", "ui", "words")


class Listed(NullTranslations):
    """A language of a few texts; what it does not know stays English. The second of two forms is for many."""

    def __init__(self, texts):
        super().__init__()
        self.texts = texts

    def gettext(self, message):
        """The text's translation."""
        return self.texts.get(message, message)

    def pgettext(self, context, message):
        """The translation for this context, or else for any."""
        return self.texts.get((context, message), self.gettext(message))

    def ngettext(self, one, other, count):
        """The translation of one of two forms."""
        return self.gettext(one if count == 1 else other)


class Marked(Listed):
    """A pseudo-language: every text with words of its own stands in brackets that no text has."""

    def __init__(self):
        super().__init__({})

    def gettext(self, message):
        """A text in brackets, unless it is signs and numbers only."""
        return f"⟦{message}⟧" if re.search(r"[^\W\d_]", re.sub(r"{\w*}", "", message)) else message


def _forget():
    """What is made once is made anew: designs, and whatever a function keeps."""
    for design in designs.ALL:
        design.made = {}
    for name, module in [*sys.modules.items()]:
        if name.partition(".")[0] in ROOMS:
            for made in [*vars(module).values()]:
                if hasattr(made, "cache_clear"):
                    made.cache_clear()


@contextmanager
def speaking(language):
    """Within the block everything is said in this language."""
    before = speak(language)
    _forget()
    try:
        yield
    finally:
        speak(before)
        _forget()
