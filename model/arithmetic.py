"""The few operations the ledger needs beyond + - × /, for every number type it runs on.

Floats take the first branch (one scenario), numpy arrays the second (many at once). The second is
written with numpy's own functions, which hand over to any number type that speaks numpy's
protocols (`__array_ufunc__`, `__array_function__`), such as a cell that writes down its formula.
Zero denominators never warn or raise: the caller says what stands there instead.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import reduce
from operator import add

import numpy as np

from model.cells import Cells
from model.cells import Number as Number


def smaller(a: Number, b: Number) -> Number:
    """The smaller of two numbers, element by element.

    >>> smaller(1.0, 0.3)
    0.3
    """
    if isinstance(a, float) and isinstance(b, float):
        return a if a <= b else b
    return np.minimum(a, b)


def larger(a: Number, b: Number) -> Number:
    """The larger of two numbers, element by element.

    >>> larger(0.0, -2.0)
    0.0
    """
    if isinstance(a, float) and isinstance(b, float):
        return a if a >= b else b
    return np.maximum(a, b)


def if_zero(x: Number, then: Number, otherwise: Number) -> Number:
    """`then` where x is 0, `otherwise` elsewhere.

    >>> if_zero(0.0, 5.0, 7.0)
    5.0
    """
    if isinstance(x, float):
        return then if x == 0 else otherwise
    return np.where(np.equal(x, 0), then, otherwise)


def if_positive(x: Number, then: Number, otherwise: Number) -> Number:
    """`then` where x is above 0, `otherwise` elsewhere.

    >>> if_positive(-1.0, 5.0, 7.0)
    7.0
    """
    if isinstance(x, float):
        return then if x > 0 else otherwise
    return np.where(np.greater(x, 0), then, otherwise)


def quotient(a: Number, b: Number, otherwise: Number) -> Number:
    """a / b, and `otherwise` where b is 0.

    >>> quotient(1.0, 4.0, 0.0), quotient(1.0, 0.0, 0.0)
    (0.25, 0.0)
    """
    if isinstance(b, float):
        return a / b if b != 0 else otherwise
    with np.errstate(all="ignore"):
        return np.where(np.equal(b, 0), otherwise, np.divide(a, b))


NOTHING = 1e-100
"""What has shrunk below this (a pipeline that loses nearly all of itself for years) is nothing."""


def ratio(a: Number, b: Number) -> Number:
    """a / b; undefined (NaN) where there is nothing underneath.

    >>> ratio(1.0, 4.0), ratio(1.0, 0.0)
    (0.25, nan)
    """
    if isinstance(b, float):
        return a / b if abs(b) >= NOTHING else math.nan
    with np.errstate(all="ignore"):
        return np.where(np.less(np.absolute(b), NOTHING), math.nan, np.divide(a, b))


def if_nothing(x: Number, then: Number, otherwise: Number) -> Number:
    """`then` where x has shrunk to nothing, `otherwise` elsewhere.

    >>> print(if_nothing(1e-200, 5.0, 7.0))
    5.0
    """
    return np.where(np.less(x, NOTHING), then, otherwise)


def first_where(holds: Number, values: Number, otherwise: Number) -> Number:
    """Of a series the value in the first month in which something holds; months are the last axis.

    >>> print(first_where(np.array([False, True, True]), np.array([1.0, 2.0, 3.0]), np.inf))
    2.0
    """
    if isinstance(values, Cells) or isinstance(holds, Cells):
        months = reversed(range(holds.shape[-1]))
        return reduce(lambda later, t: np.where(holds[..., t], values[..., t], later), months, otherwise)
    values = np.broadcast_to(values, holds.shape)
    value = np.take_along_axis(values, holds.argmax(axis=-1)[..., None], axis=-1)[..., 0]
    return np.where(holds.any(axis=-1), value, otherwise)


def signed_quotient(a: Number, b: Number) -> Number:
    """a / b; where b is 0, infinite with the sign of a, and 0 where a is 0 too (nothing, for ever).

    >>> signed_quotient(2.0, 0.0), signed_quotient(-2.0, 0.0), signed_quotient(0.0, 0.0)
    (inf, -inf, 0.0)
    """
    endless = if_positive(a, math.inf, if_zero(a, 0.0, -math.inf))
    return quotient(a, b, endless)


def power(base: Number, exponent: Number) -> Number:
    """base to the exponent, base not negative.

    >>> power(4.0, 0.5)
    2.0
    """
    if isinstance(base, float) and isinstance(exponent, (float, int)):
        return base**exponent
    return np.power(base, exponent)


def log1p(x: Number) -> Number:
    """ln(1 + x), exact for small x; -inf at -1, NaN below it."""
    with np.errstate(all="ignore"):
        return np.log1p(x)


def grown(x: Number, exponent: Number) -> Number:
    """(1 + x)^exponent - 1, exact for small x; x not negative, the exponent at most 1.

    >>> grown(3.0, 0.5), grown(1e-20, 0.5)
    (1.0, 5e-21)
    """
    if isinstance(x, float) and isinstance(exponent, float):
        return math.expm1(exponent * math.log1p(x))
    with np.errstate(all="ignore"):
        return np.expm1(exponent * np.log1p(x))


def geometric_sum(growth: Number, terms: Number) -> Number:
    """1 + q + q² + … of that many terms, where q = 1 + growth.

    Exact for q near 1 as well. `growth` is at least -1.

    >>> print(round(geometric_sum(1.0, 4), 9), geometric_sum(0.0, 60), geometric_sum(-1.0, 60))
    15.0 60 1.0
    """
    with np.errstate(all="ignore"):
        return quotient(np.expm1(terms * np.log1p(growth)), growth, terms)


def total(numbers: Sequence[Number]) -> Number:
    """The sum of at least one number; of one that is stacked (two axes), the sum over the first axis.

    One after the other: Python's own `sum` of floats adds otherwise from 3.12 on, and a plan would
    have other last digits on another Python.

    >>> total([1.0, 2.0, 3.0]), total([np.array([[1.0, 10.0], [2.0, 20.0]])]).tolist()
    (6.0, [3.0, 30.0])
    """
    if len(numbers) > 1:
        return reduce(add, numbers)
    (one,) = numbers
    return np.add.reduce(one, axis=0) if isinstance(one, np.ndarray) and one.ndim == 2 else one


ROUNDING = 1e-12
"""Outcomes nearer than this, relative to their size, are the same: a close rate does not depend on traffic."""


def same(a: float, b: float) -> bool:
    """Whether two outcomes are the same but for the last digits, which the order of sums decides; undefined ones are.

    >>> same(0.1 + 0.2, 0.3), same(math.nan, math.nan), same(math.inf, 1.0)
    (True, True, False)
    """
    return math.isclose(a, b, rel_tol=ROUNDING) or (math.isnan(a) and math.isnan(b))
