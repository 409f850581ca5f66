"""Numbers that write down what is done to them: the formula beside a figure comes from the month itself.

A `Formula` goes through the ledger like a float and comes out as text, `mrr(t-1) × churn_rate`. A
month that is `recorded` puts each quantity under a name of its own, so that the next line shows the
name and not all that is behind it; what is put and what it is called there is the caller's: a name
and its value, or a cell of a sheet.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import numpy as np

from model import ledger
from model.levers import CHANNEL_FIELDS, NUMBERS, ChannelNumbers, Levers
from model.quantities import HELD, Books, Calendar, Company, Existing, Part, Quantities, names
from model.scenario import EXISTING

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
        return _added(self, other)

    def __radd__(self, other: Any) -> Any:
        return _added(other, self)

    def __sub__(self, other: Any) -> Any:
        return _subtracted(self, other)

    def __rsub__(self, other: Any) -> Any:
        return _subtracted(other, self)

    def __mul__(self, other: Any) -> Any:
        return _multiplied(self, other)

    def __rmul__(self, other: Any) -> Any:
        return _multiplied(other, self)

    def __truediv__(self, other: Any) -> Any:
        return _divided(self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return _divided(other, self)

    def __neg__(self) -> Any:
        return type(self)(f"-{_within(self, PRODUCT)}", SUM)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        """What numpy is asked to do to it: the functions of `arithmetic`."""
        return _UFUNCS[ufunc](*inputs) if method == "__call__" and not options else NotImplemented

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """`numpy.where`, as `arithmetic` uses it."""
        return _where(*args) if func is np.where and not kwargs else NotImplemented


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


def _chosen(name: str) -> Callable[[Any, Any], Any]:
    return lambda a, b: _of(a, b)(f"{name}({text(a)}, {text(b)})")


def _compared(sign: str) -> Callable[[Any, Any], Any]:
    return lambda a, b: _of(a, b)(f"{text(a)} {sign} {text(b)}", SUM)


def _where(condition: Formula, then: Any, otherwise: Any) -> Any:
    """One of two numbers, whichever the condition says."""
    if not condition.guarded and condition.text.endswith(" = 0"):
        return otherwise
    return type(condition)(f"if({condition.text}, {text(then)}, {text(otherwise)})")


_UFUNCS: dict[Any, Callable[..., Any]] = {
    np.add: _added,
    np.subtract: _subtracted,
    np.multiply: _multiplied,
    np.divide: _divided,
    np.power: _power,
    np.minimum: _chosen("min"),
    np.maximum: _chosen("max"),
    np.equal: _compared("="),
    np.greater: _compared(">"),
}

Kind = TypeVar("Kind", bound=Quantities[Any])
Put = Callable[[str, Any], Any]
"""Takes a quantity's name and the number that is put there, and gives what is read there from then on."""


def recorded(kind: type[Kind], put: Put, following: Callable[[], Kind]) -> Kind:
    """An empty month that hands every quantity to `put`, and makes the month that follows it by `following`."""

    class Recorded(kind):  # type: ignore[valid-type,misc]
        __slots__ = ()

        def __setattr__(self, name: str, value: Any) -> None:
            super().__setattr__(name, put(name, value))

        def following(self) -> Any:
            return following()

    made: Kind = Recorded()
    return made


def of_a_channel() -> dict[str, str]:
    """The formula of each quantity of a channel in a month, with the channel's own numbers.

    >>> of_a_channel()["leads"]
    'visitors × min(1, visitor_to_lead × lead_index) + contacts(t-1) × contact_to_lead'
    """
    return _written()[0]


@cache
def of_the_company() -> dict[str, str]:
    """The formula of each quantity of the company in a month.

    What is summed over its parts has the part's formula; "sum of channels of", or "sum of Existing and
    channels of", stands before it where a channel's own numbers are in it, which makes it another
    for each. Existing is a channel whose indices are 1.

    >>> of_the_company()["sqls"], of_the_company()["new_mrr"], of_the_company()["cash"]
    ('sals × sal_to_sql', 'sum of channels of new_customers × (arpu × arpu_index)', 'cash(t-1) + net_cash_flow')
    """
    channel, company = _written()
    told = dict(company)
    for name, formula in channel.items():
        over = {name: "channels", f"{EXISTING} + {name}": f"{EXISTING} and channels"}.get(company[name])
        if over:
            own = not CHANNEL_FIELDS.keys().isdisjoint(_WORD.findall(formula))
            told[name] = f"{SUM_OF} {over} of {formula}" if own else formula
    return told


SUM_OF = "sum of"
_WORD = re.compile(r"[a-z_]+")


@cache
def _written() -> tuple[dict[str, str], dict[str, str]]:
    """What one month writes: of a channel, and of a company with that one channel."""
    channel: dict[str, str] = {}
    company: dict[str, str] = {}

    def month(kind: type[Kind], into: dict[str, str]) -> Kind:
        def put(name: str, value: Any) -> Shown:
            into[name] = text(value)
            return Shown(name)

        before = recorded(kind, _as_it_is, lambda: recorded(kind, put, kind))
        for name in names(kind):
            setattr(before, name, Shown(f"{name}(t-1)"))
        return before

    named: dict[str, Any] = {name: Shown(name) for name in NUMBERS}
    lever: Levers[Any] = Levers(**named)
    own = ledger.terms(lever, ChannelNumbers(**{name: Shown(name) for name in CHANNEL_FIELDS}))
    existing: Existing[Any] = recorded(Existing, _as_it_is, lambda: recorded(Existing, _existing, Existing))
    for name in names(Existing):
        setattr(existing, name, Shown(EXISTING) if name in HELD else 0.0)
    calendar: Calendar[Any] = recorded(Calendar, _as_it_is, lambda: recorded(Calendar, _by_its_name, Calendar))
    calendar.month = Shown("t(t-1)")
    ledger.month(Books(calendar, existing, [month(Part, channel)], month(Company, company)), lever, [own])
    return channel, company


def _as_it_is(_: str, value: Any) -> Any:
    """What a month holds that nobody writes down."""
    return value


def _existing(name: str, value: Any) -> Any:
    """Existing stands for each quantity of its own."""
    return Shown(EXISTING) if name in HELD else value


def _by_its_name(name: str, value: Any) -> Any:
    """The number of the month is t; what moves with it stands in full where it is read."""
    return Shown("t") if name == "month" else value
