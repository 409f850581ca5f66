"""The same link gives the same figures on every Python that runs these tests."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.reference.figures import CLOSE, EXACT, FILE, POWERS, changed, figures


@pytest.mark.parametrize("query", EXACT)
def test_figures_are_the_same_to_the_last_digit(query):
    """What sums, products and quotients make is the same on every Python, to the last bit."""
    assert {name for name in changed(query) if name.partition(" ")[0] not in POWERS} == set()


@pytest.mark.parametrize("query", [*EXACT, *CLOSE])
def test_figures_with_powers_are_the_same(query):
    """Where powers and logarithms come in, whose last digit is the machine's, the figures are those written to twelve digits."""
    stored = json.loads(FILE.read_text(encoding="utf-8"))[query]
    for name, numbers in figures(query).items():
        now, then = (np.array([float.fromhex(number) for number in each]) for each in (numbers, stored[name]))
        scale = np.nanmax(np.abs(then[np.isfinite(then)]), initial=0.0)
        assert now == pytest.approx(then, rel=1e-9, abs=1e-12 * scale, nan_ok=True), name
