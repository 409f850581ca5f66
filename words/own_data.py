"""What is said where the baseline comes from: a template, the sample company, or a company's own table."""

from __future__ import annotations

from model.templates import TEMPLATES
from words.catalogue import text

SAMPLE = "Sample company"
CHOICE_HELP = (
    "What the scenario is compared with. Choosing another starts over from it; the browser's back button returns."
)
UPLOAD = "One row a month, at least three. It is read here and kept nowhere; the link holds what was taken from it."
NOT_TAKEN = "The table was not taken; nothing changed"


def baseline_label(name: str, is_template: bool) -> str:
    """What a baseline is called: a template and the sample by the catalogue, a company's own by the name it was given."""
    if is_template:
        return text(TEMPLATES[name].label)
    return text(SAMPLE) if name == SAMPLE else name


def about(name: str, is_template: bool) -> str:
    """What a baseline is."""
    return text(TEMPLATES[name].about if is_template else "Your own numbers")
