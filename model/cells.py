"""Numbers that write down what is done to them, by themselves and side by side.

A `Formula` goes through the ledger like a float and comes out as text, `mrr(t-1) × churn_rate`;
`Cells` are an array of them, and go through whatever is said of arrays of floats.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce, wraps
from typing import Any

import numpy as np
from numpy.typing import NDArray

Number = Any
"""A float, an array of floats, or numbers that write down what is done to them."""

SUM, PRODUCT, POWER, ATOM = range(4)
"""How tightly a formula holds together: what binds less stands in brackets."""


class Formula:
    """A number as text: a name, or what was done to others.

    >>> mrr, churn = Formula("mrr(t-1)"), Formula("churn_rate")
    >>> mrr - mrr * churn, mrr * (1 - churn), 1 / (1 + churn) / 12
    (mrr(t-1) - mrr(t-1) × churn_rate, mrr(t-1) × (1 - churn_rate), 1 / (1 + churn_rate) / 12)
    """

    __slots__ = ("rank", "text")
    guarded = True
    """Whether it says what stands where there is nothing underneath."""

    def __init__(self, text: str, rank: int = ATOM):
        self.text, self.rank = text, rank

    def __repr__(self) -> str:
        return self.text

    def __add__(self, other: Any) -> Any:
        return NotImplemented if _side_by_side(other) else _added(self, other)

    def __radd__(self, other: Any) -> Any:
        return NotImplemented if _side_by_side(other) else _added(other, self)

    def __sub__(self, other: Any) -> Any:
        return NotImplemented if _side_by_side(other) else _subtracted(self, other)

    def __rsub__(self, other: Any) -> Any:
        return NotImplemented if _side_by_side(other) else _subtracted(other, self)

    def __mul__(self, other: Any) -> Any:
        return NotImplemented if _side_by_side(other) else _multiplied(self, other)

    def __rmul__(self, other: Any) -> Any:
        return NotImplemented if _side_by_side(other) else _multiplied(other, self)

    def __truediv__(self, other: Any) -> Any:
        return NotImplemented if _side_by_side(other) else _divided(self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return NotImplemented if _side_by_side(other) else _divided(other, self)

    def __neg__(self) -> Any:
        return type(self)(f"-{_within(self, PRODUCT)}", SUM)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        """What numpy is asked to do to it: the functions of `arithmetic`."""
        if method != "__call__" or options:
            return NotImplemented
        return _one_by_one(ufunc, *inputs) if _side_by_side(*inputs) else _UFUNCS[ufunc](*inputs)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """`numpy.where`, as `arithmetic` uses it."""
        if func is not np.where or kwargs:
            return NotImplemented
        return _one_by_one(_where, *args) if _side_by_side(*args) else _where(*args)


class Shown(Formula):
    """A formula as people read it: what stands where a quotient has nothing underneath goes without saying.

    >>> from model.arithmetic import quotient
    >>> quotient(Formula("spend"), Formula("leads"), 0.0), quotient(Shown("spend"), Shown("leads"), 0.0)
    (if(leads = 0, 0, spend / leads), spend / leads)
    """

    __slots__ = ()
    guarded = False


def text(number: Any) -> str:
    """A number as it stands in a formula: its own text, or the shortest that reads back as the same float.

    >>> text(12), text(0.05), text(1.0)
    ('12', '0.05', '1')
    """
    return number.text if isinstance(number, Formula) else repr(float(number)).removesuffix(".0")


def _within(number: Any, rank: int) -> str:
    """A number within something that binds as tightly as this."""
    loose = isinstance(number, Formula) and number.rank < rank
    return f"({text(number)})" if loose or (not isinstance(number, Formula) and number < 0) else text(number)


def _is(number: Any, value: float) -> bool:
    return not isinstance(number, Formula) and number == value


def _of(*numbers: Any) -> type[Formula]:
    """The kind of formula that comes of these."""
    return next(type(number) for number in numbers if isinstance(number, Formula))


def _added(a: Any, b: Any) -> Any:
    if _is(a, 0) or _is(b, 0):
        return b if _is(a, 0) else a
    return _of(a, b)(f"{_within(a, SUM)} + {_within(b, PRODUCT)}", SUM)


def _subtracted(a: Any, b: Any) -> Any:
    return a if _is(b, 0) else _of(a, b)(f"{_within(a, SUM)} - {_within(b, PRODUCT)}", SUM)


def _multiplied(a: Any, b: Any) -> Any:
    if _is(a, 0) or _is(b, 0):
        return 0.0
    if _is(a, 1) or _is(b, 1):
        return b if _is(a, 1) else a
    return _of(a, b)(f"{_within(a, PRODUCT)} × {_within(b, POWER)}", PRODUCT)


def _divided(a: Any, b: Any) -> Any:
    return 0.0 if _is(a, 0) else _of(a, b)(f"{_within(a, PRODUCT)} / {_within(b, POWER)}", PRODUCT)


def _power(a: Any, b: Any) -> Any:
    return _of(a, b)(f"{_within(a, ATOM)}^{_within(b, ATOM)}", POWER)


def _called(name: str) -> Callable[..., Any]:
    return lambda *numbers: _of(*numbers)(f"{name}({', '.join(map(text, numbers))})")


def _compared(sign: str) -> Callable[[Any, Any], Any]:
    return lambda a, b: _of(a, b)(f"{text(a)} {sign} {text(b)}", SUM)


def _where(condition: Any, then: Any, otherwise: Any) -> Any:
    """One of two numbers, whichever the condition says."""
    if not isinstance(condition, Formula):
        return then if condition else otherwise
    if not condition.guarded and condition.text.endswith(_NOTHING_THERE):
        return otherwise
    return type(condition)(f"if({condition.text}, {text(then)}, {text(otherwise)})")


_NOTHING_THERE = (" = 0", " < 1e-100")
"""Conditions of a quotient that nobody chooses: what stands where there is nothing underneath."""

_UFUNCS: dict[Any, Callable[..., Any]] = {
    np.add: _added,
    np.subtract: _subtracted,
    np.multiply: _multiplied,
    np.divide: _divided,
    np.power: _power,
    np.minimum: _called("min"),
    np.maximum: _called("max"),
    np.equal: _compared("="),
    np.greater: _compared(">"),
    np.less: _compared("<"),
    np.less_equal: _compared("<="),
    np.absolute: _called("abs"),
    np.negative: lambda a: -a,
    np.log1p: _called("log1p"),
    np.expm1: _called("expm1"),
}


class Cells(np.ndarray[Any, Any]):
    """Formulas side by side: an array of objects, to which everything is done one by one.

    >>> mrr = side_by_side([Formula("mrr_1"), Formula("mrr_2")])
    >>> print(np.maximum(mrr * 12, 0.0), mrr.sum())
    [max(mrr_1 × 12, 0) max(mrr_2 × 12, 0)] mrr_1 + mrr_2
    """

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        """A function of `arithmetic` of each, or the whole of an axis taken together by one."""
        if method == "__call__" and not options:
            return _one_by_one(ufunc, *inputs)
        if method == "reduce":
            axis = options.get("axis", 0)
            return reduce(ufunc, inputs[0].ravel() if axis is None else np.moveaxis(inputs[0], axis, 0))
        return NotImplemented

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """What moves cells about is numpy's own; what chooses between them is `where`."""
        return _one_by_one(_where, *args) if func is np.where else super().__array_function__(func, types, args, kwargs)


def side_by_side(numbers: Any) -> NDArray[Any]:
    """Numbers as an array: of floats, or Cells where some write down what is done to them.

    >>> side_by_side([1, 2]).tolist(), side_by_side([1.0, Formula("arpu")]).tolist()
    ([1.0, 2.0], [1.0, arpu])
    """
    made = np.asarray(numbers)
    return made.view(Cells) if made.dtype == object else made.astype(np.float64, copy=False)


def _side_by_side(*numbers: Any) -> bool:
    return any(isinstance(number, np.ndarray) for number in numbers)


def _one_by_one(function: Callable[..., Any], *numbers: Any) -> Any:
    """What a function makes of each of the numbers that stand side by side."""
    boxed = [np.asarray(number, dtype=object) for number in numbers]
    made = np.frompyfunc(function, len(boxed), 1)(*boxed)
    return made.view(Cells) if isinstance(made, np.ndarray) else made


def spelled(function: Callable[..., Number]) -> Callable[..., Number]:
    """A function of channels, the first axis of its numbers, that closes in on its result: on cells it stands by its name.

    What it is called with is written channel by channel: the first of each number, the second of each.
    """

    @wraps(function)
    def called(*numbers: Any) -> Any:
        if not any(isinstance(number, (Formula, Cells)) for number in numbers):
            return function(*numbers)
        channels = np.broadcast_arrays(*(np.asarray(number, dtype=object) for number in numbers))
        one_each = [number[k] for k in range(len(channels[0])) for number in channels]
        return _one_by_one(_called(function.__name__), *one_each)

    return called
