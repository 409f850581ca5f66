"""The ledger's few operations: a float beside an array is an array, and zero denominators are what the caller says."""

from __future__ import annotations

import math

import numpy as np
import pytest

from model.arithmetic import (
    geometric_sum,
    grown,
    if_positive,
    if_zero,
    larger,
    power,
    quotient,
    ratio,
    same,
    signed_quotient,
    smaller,
    total,
)

MANY = np.array([-1.0, 0.0, 0.5, 2.0])
CASES = [
    (smaller, (0.5,), lambda a: min(a, 0.5)), (larger, (0.5,), lambda a: max(a, 0.5)),
    (if_zero, (5.0, 7.0), lambda a: 5.0 if a == 0 else 7.0), (if_positive, (5.0, 7.0), lambda a: 5.0 if a > 0 else 7.0),
]  # fmt: skip


@pytest.mark.parametrize(("operation", "others", "expected"), CASES, ids=[case[0].__name__ for case in CASES])
def test_an_array_is_its_numbers_one_by_one(operation, others, expected):
    """Whatever stands beside it, an array gives what each of its numbers gives alone."""
    assert operation(MANY, *others).tolist() == [expected(a) for a in MANY.tolist()]
    assert [operation(a, *others) for a in MANY.tolist()] == [expected(a) for a in MANY.tolist()]
    turned = {smaller, larger}
    if operation in turned:
        assert operation(*others, MANY).tolist() == [expected(a) for a in MANY.tolist()]


def test_a_denominator_of_zero_is_what_the_caller_says():
    """Of floats and of arrays, with a float above or below the line."""
    below = np.array([0.0, 4.0])
    assert quotient(1.0, below, 9.0).tolist() == [9.0, 0.25]
    assert quotient(below, 4.0, 9.0).tolist() == [0.0, 1.0]
    assert quotient(1.0, 0.0, 9.0) == 9.0
    assert ratio(np.array([1.0, 1.0]), below) == pytest.approx([math.nan, 0.25], nan_ok=True)
    assert [ratio(1.0, -4.0), ratio(1.0, 1e-100)] == [-0.25, pytest.approx(1e100)]
    assert math.isnan(ratio(1.0, 9e-101))
    assert np.isnan(ratio(np.ones(2), np.array([9e-101, -9e-101]))).all()
    assert ratio(np.ones(1), np.array([1e-100])) == pytest.approx([1e100])
    assert signed_quotient(np.array([2.0, -2.0, 0.0, 3.0]), np.array([0.0, 0.0, 0.0, 2.0])).tolist() == [
        math.inf, -math.inf, 0.0, 1.5]  # fmt: skip


def test_powers_and_growth():
    """Floats and arrays mix; what grows by next to nothing grows by next to nothing."""
    assert power(4.0, 2) == 16.0
    assert power(4.0, np.array([0.5, 2.0])).tolist() == [2.0, 16.0]
    assert power(np.array([4.0, 9.0]), 0.5).tolist() == [2.0, 3.0]
    assert grown(3.0, np.array([0.5, 1.0])) == pytest.approx([1.0, 3.0])
    assert grown(np.array([3.0, 1e-20]), 0.5) == pytest.approx([1.0, 5e-21], rel=1e-12, abs=0)


def test_sums():
    """A geometric sum counts terms where nothing grows; a sum of stacked numbers is that over the channels."""
    assert geometric_sum(np.array([0.0, 1.0]), 3.0) == pytest.approx([3.0, 7.0])
    assert total([np.array([1.0, 2.0]), 1.0]).tolist() == [2.0, 3.0]
    assert total([np.array([1.0, 2.0])]).tolist() == [1.0, 2.0]
    assert total([np.array([[1.0, 2.0], [3.0, 4.0]])]).tolist() == [4.0, 6.0]


def test_the_same_but_for_the_last_digits():
    """Twelve digits decide; undefined is undefined, and nothing else is."""
    assert same(1.0, 1.0 + 9e-13)
    assert not same(1.0, 1.0 + 2e-12)
    assert not same(math.nan, 1.0)
    assert not same(1.0, math.nan)
