"""The sentence of a warning, its numbers written out."""

from __future__ import annotations

from model.questions.warnings import Doubt
from words.catalogue import text
from words.say import say


def sentence(doubt: Doubt) -> str:
    """What a doubt says, with its numbers, names and labels.

    >>> from model import Scenario, project
    >>> from model.questions.warnings import warnings
    >>> sentence(warnings(project(Scenario(opening_customers=10, opening_cash=5e6)))[-1])
    "LTV rests on 10 customers: one of them leaving moves the month's churn by 10 %."
    """
    labels = {name: text(label) for name, label in doubt.labels.items()}
    return say(doubt.text, **doubt.numbers, **doubt.names, **labels)


def more(count: int) -> str:
    """That there are so many more warnings than are shown."""
    return say("And {count} more, on the pages they concern.", count=str(count))
