"""What a measure is, and the ways to declare one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from typing import Any, Generic, Literal, TypeVar

from model.arithmetic import Number
from model.formulas import of_the_company
from model.mix import Mix
from model.months import Floats, Months
from model.outcomes import Reader, first_year, last
from model.quantities import DECLARED
from model.segments import Benchmark
from model.units import Unit

Good = Literal["up", "down", ""]
RATIOS, ECONOMICS = "Ratios", "Unit economics"
AT_END, IN_YEAR, IN_MONTH_1, IN_LIFE, IS_MONTH = "end", "year 1", "month 1", "life", "month"
"""Times that a number is of: the last month, months 1 to 12 (or the horizon, if shorter), month 1, a customer's life; or
it is a month itself."""


Read = TypeVar("Read")


@dataclass(frozen=True)
class Declared(Generic[Read]):
    """One outcome: what it means, its formula and unit, which way is good, and how it is computed.

    `overall` computes it from what it reads. `undefined` says why it is NaN, `never` why it is
    infinite, which is said as `endless`.
    """

    name: str
    label: str
    unit: Unit
    group: str
    formula: str
    help: str
    overall: Callable[[Read], Number]
    good: Good = ""
    _: KW_ONLY
    undefined: str = ""
    never: str = ""
    benchmarks: tuple[Benchmark, ...] = ()
    endless: str = "∞"


@dataclass(frozen=True)
class Measure(Declared[Months]):
    """One outcome of the company, `overall` as one number for a scenario.

    `by_month` computes the series (None: not monthly, or kept by the ledger when `monthly`). `of_year`
    marks a series whose one number is that of months 1 to 12 together, `stock` one that is a position at
    the end of each month. `each` is what one channel adds to a sum over channels, in its own `share` of
    the customers won, `price`, `profit` and `churn`. `when` is the time that the one number is of:
    `AT_END` and the like, the name of the measure that says it, or "" where it has none; `called` is the
    label where that time stands beside it.
    """

    monthly: bool = False
    by_month: Callable[[Months], Floats] | None = None
    _: KW_ONLY
    source: str = ""
    of_year: bool = False
    stock: bool = False
    each: str = ""
    when: str = ""
    called: str = ""


def _ledgers(
    name: str, label: str, group: str, good: Good, overall: Callable[[Months], Number], stock: bool
) -> Measure:
    """A quantity of the ledger: unit and meaning are declared there, and the month writes its formula."""
    declared = DECLARED[name]
    formula = of_the_company()[name]
    return Measure(name, label, declared["unit"], group, formula, declared["meaning"], overall, good, True,
                   stock=stock, when=AT_END if stock else IN_YEAR)  # fmt: skip


def stock(name: str, label: str, group: str, good: Good = "") -> Measure:
    """A quantity of the ledger that is a position: its one number is that of the last month."""
    return _ledgers(name, label, group, good, lambda p: last(p, name), stock=True)


def kept(name: str, label: str, group: str, good: Good = "") -> Measure:
    """A quantity of the ledger that flows in a month: its one number is the sum of months 1 to 12."""
    return _ledgers(name, label, group, good, lambda p: first_year(p, name), stock=False)


def flow(name: str, label: str, unit: Unit, group: str, formula: str, help: str, good: Good = "",
         by_month: Callable[[Months], Floats] | None = None, **more: Any) -> Measure:  # fmt: skip
    """A series that flows in a month: its one number is the sum of months 1 to 12."""
    return Measure(name, label, unit, group, formula, help, lambda p: first_year(p, name), good, True, by_month, when=IN_YEAR,
                   **more)  # fmt: skip


def ratio_of(name: str, label: str, unit: Unit, group: str, formula: str, help: str,
             of: Callable[[Reader], Number], good: Good, undefined: str, **more: Any) -> Measure:  # fmt: skip
    """A ratio of flows: by month of the month's figures, overall of the sums of months 1 to 12."""
    return Measure(
        name, label, unit, group, formula, help,
        lambda p: of(lambda flow: first_year(p, flow)), good, True, lambda p: of(p.__getitem__),
        undefined=undefined,
        of_year=True, when=IN_YEAR, **more,
    )  # fmt: skip


def at_end(name: str, label: str, unit: Unit, formula: str, help: str,
           by_month: Callable[[Months], Floats], good: Good, undefined: str, **more: Any) -> Measure:  # fmt: skip
    """A ratio that looks back: its one number is that of the last month."""
    return Measure(name, label, unit, RATIOS, formula, help, lambda p: last(p, name), good, True, by_month,
                   undefined=undefined, when=AT_END, **more)  # fmt: skip


Of = Callable[[Mix], Number]


def mean_of(name: str, label: str, unit: Unit, formula: str, help: str, of: Of, good: Good = "up",
            **more: Any) -> Measure:  # fmt: skip
    """Something of the customers that are won: overall of the first year's mix, by month of the year up to it."""
    return Measure(name, label, unit, ECONOMICS, formula, help, lambda p: of(p.mix), good, True,
                   lambda p: of(p.mix_by_month), of_year=True, **{"when": IN_YEAR} | more)  # fmt: skip
