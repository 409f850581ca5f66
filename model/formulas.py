"""The formula beside a figure comes from the month itself, run on numbers that write down what is done to them.

A month that is `recorded` puts each quantity under a name of its own, so that the next line shows the
name and not all that is behind it; what is put and what it is called there is the caller's: a name
and its value, or a cell of a sheet.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from model import ledger
from model.cells import Shown, text
from model.levers import CHANNEL_FIELDS, NUMBERS, ChannelNumbers, Levers
from model.quantities import HELD, Books, Calendar, Company, Existing, Part, Quantities, names
from model.scenario import EXISTING

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
