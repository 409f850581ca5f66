"""What Unit economics says: numbers are compared as they are read."""

from __future__ import annotations

import pytest

from model import project
from model.templates import TEMPLATES
from words.unit_economics import payback_sentence

BASE = TEMPLATES["self_serve"].scenario


class Shown(dict):
    """Outcomes as they are given, of the self-serve template."""

    p = project(BASE)


@pytest.mark.parametrize(
    ("next_one", "words"),
    [
        (1200.0, "costs $1.2k: still less than it brings."),
        (1404.0, "costs $1.4k: about what it brings."),
        (1396.0, "costs $1.4k: about what it brings."),
        (1450.0, "costs $1.45k: more than it brings."),
        (float("inf"), "More marketing spend would win nobody more."),
        (float("nan"), "There is no marketing spend that could be raised."),
    ],
)
def test_what_the_next_customer_costs_is_compared_as_it_is_shown(next_one, words):
    """Two numbers that read alike are not called more or less than each other."""
    shown = Shown(cac=500.0, ltv=1400.0, marginal_cac=next_one, payback=12.0)
    assert payback_sentence(shown, BASE).endswith(words)
