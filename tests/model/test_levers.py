"""Declarations: what kind each quantity is, and where it changes nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from model import Scenario, project
from model.levers import CHANNEL_FIELDS, CHANNEL_TEXTS, LEVERS, NUMBERS, TEXTS, Kind, unsaid

DECLARED = [*NUMBERS.values(), *CHANNEL_FIELDS.values()]


def test_every_quantity_is_a_fact_a_decision_or_a_belief():
    """Somebody has said of each number and text what it is to the one who plans, in one of three words."""
    kinds = [declared.kind for declared in DECLARED] + [*TEXTS.values(), *CHANNEL_TEXTS.values()]
    assert set(kinds) == set(get_args(Kind))


@pytest.mark.parametrize("declared", DECLARED, ids=lambda declared: declared.name)
def test_a_neutral_value_is_a_valid_one(declared):
    """Where a number changes nothing it may stand; what came later has such a value, for older files mean it."""
    assert declared.neutral is None or declared.check(declared.neutral) == declared.neutral
    assert declared.neutral is not None or not declared.later


def test_what_older_files_leave_out_is_neutral():
    """A file of before a number was declared means its neutral value; one that leaves out an older name its default."""
    read = Scenario.from_dict({"channels": [{"name": "All"}]})
    assert {name: getattr(read, name) for name in unsaid(NUMBERS)} == unsaid(NUMBERS)
    assert {name: getattr(read, name) for name in LEVERS if not LEVERS[name].later} == {
        name: lever.default for name, lever in LEVERS.items() if not lever.later
    }
    assert {name: getattr(read.channels[0], name) for name in unsaid(CHANNEL_FIELDS)} == unsaid(CHANNEL_FIELDS)


def test_with_everything_neutral_nothing_moves():
    """A company whose levers are all neutral loses nobody, spends nothing, and stays as it is in every month."""
    still = {name: lever.neutral for name, lever in LEVERS.items() if lever.neutral is not None}
    nobody = {f"All.{name}": field.neutral for name, field in CHANNEL_FIELDS.items() if name != "spend_share"}
    p = project(Scenario(**still, opening_pipeline=0).replace(**nobody))
    for name, value in (("customers", 200.0), ("mrr", 10_000.0), ("sales_and_marketing", 0.0), ("fixed_costs", 0.0)):
        assert np.array_equal(p[name], np.full(36, value)), name
    assert p["cash"][-1] == 500_000 + 36 * 10_000


@pytest.mark.parametrize(
    ("most", "said"), [(999, "0 to 999"), (1_000, "0 to 1,000"), (0.5, "0 to 0.5"), (1e12, "0 to 1,000,000,000,000")]
)
def test_bounds_are_said_plainly(most, said):
    """From a thousand on digits are grouped."""
    assert replace(LEVERS["support_cost"], maximum=most).allowed == said
