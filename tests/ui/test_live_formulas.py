"""The formula with live numbers comes out at the number that is shown."""

import math
import re

import pytest

from model import MEASURES, project, summarize
from model.templates import TEMPLATES
from ui.live import Live

P = project(TEMPLATES["mid_market"].scenario)
NOW = summarize(P)


def calculated(text):
    """The value of an arithmetic text with units, or None where words are left in it."""
    text = re.sub(r"(?<=\d) (USD|months)", "", text)
    text = re.sub(r"(−?[\d,]+(?:\.\d+)?) %", r"(\1/100)", text)
    text = text.replace(",", "").replace("−", "-").replace("×", "*").replace("^", "**").replace(")(", ")*(")
    text = text.replace("ln(", "math.log(")
    return eval(text, {"math": math}) if re.fullmatch(r"(?:math\.log|[\d\s.()*/+e-])+", text) else None


@pytest.mark.parametrize("name", MEASURES)
def test_live_formulas_come_out_at_the_number_shown(name):
    """What stands right of a formula's live numbers is what they make."""
    for line in Live(NOW).lines(name)[:-1]:
        left, _, right = line.removeprefix("= ").partition(" = ")
        shown = right.partition(" in month")[0] or Live(NOW).lines(name)[-1].removeprefix("= ")
        value = calculated(left)
        if value is not None and shown not in ("–", "∞"):
            assert value == pytest.approx(calculated(shown), rel=2e-3, abs=0.02), line


def test_most_formulas_are_calculated():
    """The check above is not empty: two thirds of the measures have a live line that can be calculated."""
    lines = [Live(NOW).lines(name)[0].removeprefix("= ").partition(" = ")[0] for name in MEASURES]
    assert sum(calculated(line) is not None for line in lines) > 2 / 3 * len(lines)
