"""What pictures of a comparison need: bars that lead from one outcome to the other, and series on the same months."""

from __future__ import annotations

import numpy as np
import pytest

from model import project
from model.questions.compare import Attribution, Part, aligned, bridge
from tests.companies import SHOP

SPLIT = Attribution(
    "arr_end", 100.0, 111.0, tuple(Part(f"p{k}", value, 1.0) for k, value in enumerate((8.0, -4.0, 4.0, 3.0, 0.0)))
)


@pytest.mark.parametrize("most", [1, 2, 9])
def test_the_bars_lead_from_one_outcome_to_the_other(most):
    """Each bar begins where the one before ended, the last where the other outcome is; what has no bar shares one."""
    steps = bridge(SPLIT, most)
    assert steps.start[1] == steps.end[0] == 100
    np.testing.assert_allclose(steps.start[2:-1], steps.end[1:-2])
    assert steps.end[-2] == pytest.approx(111)
    assert steps.rest == max(0, 4 - most)
    assert (steps.names[-1] == "") == (steps.rest > 0)
    assert len(steps.names) == len(steps.values) == len(steps.errors) == min(4, most + 1)
    assert sum(error**2 for error in steps.errors) == pytest.approx(4)
    assert steps.start[0] == steps.start[-1] < min(steps.end.min(), steps.start[1:-1].min())


def test_a_bridge_without_a_difference_has_its_whole_bars():
    """Where nothing differs, or outcomes are 0, the picture still has a height."""
    steps = bridge(Attribution("arr_end", 0.0, 0.0), 9)
    assert steps.names == ()
    assert (steps.end > steps.start).all()


def test_series_stand_on_the_same_months():
    """A scenario that starts later has nothing before, one that ends earlier nothing after."""
    early, late = project(SHOP.replace(start="2026-11", months=12)), project(SHOP.replace(start="2027-02", months=24))
    first, series = aligned([late, early], "mrr")
    assert first == "2026-11"
    assert series.shape == (2, 27)
    np.testing.assert_array_equal(series[0, 3:], late["mrr"])
    np.testing.assert_array_equal(series[1, :12], early["mrr"])
    assert np.isnan(series[0, :3]).all()
    assert np.isnan(series[1, 12:]).all()
