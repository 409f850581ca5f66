"""Formulas: the month on numbers that write down what is done to them comes out at the floats' results, text by text."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings

from model import Channel, Scenario, ledger, project, unit_economics
from model.cells import Formula, text
from model.formulas import SUM_OF, of_a_channel, of_the_company, recorded
from model.levers import CHANNEL_FIELDS, NUMBERS, ChannelNumbers, Levers
from model.quantities import COMPANY, PART, Books, Calendar, Company, Existing, Part, Terms, names
from tests.strategies import plausible, scenarios

LONGEST = 2_000
"""Characters of a formula; a cell of a spreadsheet takes 8,192."""

TWO = (
    Channel(
        "Paid",
        "outbound",
        spend_share=0.75,
        reference_spend=2_000,
        cost_per_visitor=3,
        organic_visitors=0,
        lead_index=3,
        win_index=9,
        arpu_index=1.5,
        churn_index=0.5,
    ),
    Channel("Free", spend_share=0.25, reference_spend=0, cost_per_visitor=0, organic_visitors=1_000),
)
DULL = (
    Channel("A", spend_share=1, organic_visitors=0, cost_per_visitor=0),
    Channel("B", spend_share=0, organic_visitors=0),
)


def months_to_earn(cac, *of_channels):
    """As the cell writes it: share, profit and churn of one channel after the other, each after its CAC."""
    numbers = np.array([cac, *of_channels], dtype=np.float64).reshape(-1, 4).T
    return unit_economics.months_to_earn(numbers[0][:1], *numbers[1:])


WORDS = {
    "min": np.minimum,
    "max": np.maximum,
    "abs": abs,
    "log1p": np.log1p,
    "expm1": np.expm1,
    "nan": math.nan,
    "inf": math.inf,
    "when": lambda condition, then, otherwise: then if condition else otherwise,
    "months_to_earn": months_to_earn,
}


def value(formula, known):
    """What a formula's text comes out at; a quotient without anything underneath is nothing that anybody chooses."""
    python = formula.replace("×", "*").replace("^", "**").replace(" = ", " == ").replace("if(", "when(")
    with np.errstate(all="ignore"):
        return float(eval(python, {"__builtins__": {}}, known))


class Sheet:
    """Cells by name; what is written in one may name those before it."""

    def __init__(self):
        self.known, self.longest = dict(WORDS), 0

    def put(self, name, number):
        """Evaluate a cell's formula, keep the result under its name, and return the cell that refers to it."""
        self.longest = max(self.longest, len(text(number)))
        self.known[name] = np.float64(value(text(number), self.known))
        return Formula(name)

    def first(self, kind, of):
        """Month 0 of a kind: every quantity goes into a cell of its own, and so does every month after it."""

        def month(t):
            def put(name, number):
                return self.put(f"{of}_{name}_{t}", number)

            return recorded(kind, put, lambda: month(t + 1))

        return month(0)

    def told(self, kind, of, t):
        """The quantities that stand in the cells of a month."""
        cells = {name: f"{of}_{name}_{t}" for name in names(kind)}
        return {name: float(self.known[cell]) for name, cell in cells.items() if cell in self.known}


def copied(month, onto):
    """A month's quantities put into another one by one."""
    for name in names(type(month)):
        if hasattr(month, name):
            setattr(onto, name, getattr(month, name))
    return onto


def on_a_sheet(scenario, months):
    """A scenario on a sheet: each lever, each channel's terms and each quantity of each month in a cell of its own.

    Gives the sheet, and the cells of levers, terms and books.
    """
    sheet = Sheet()
    lever = Levers(**{name: sheet.put(name, getattr(scenario, name)) for name in NUMBERS})
    own = []
    for k, channel in enumerate(scenario.channels):
        fields = {name: sheet.put(f"k{k}_{name}", getattr(channel, name)) for name in CHANNEL_FIELDS}
        terms = ledger.terms(lever, ChannelNumbers(**fields))
        cells = recorded(Terms, lambda name, number, k=k: sheet.put(f"terms{k}_{name}", number), Terms)
        own.append(copied(terms, cells))
    channels = [sheet.first(Part, f"channel{k}") for k in range(len(own))]
    empty = Books(
        sheet.first(Calendar, "calendar"), sheet.first(Existing, "existing"), channels, sheet.first(Company, "company")
    )
    books = [ledger.opening(lever, own, empty)]
    for _ in range(months):
        books.append(ledger.month(books[-1], lever, own))
    return sheet, lever, own, books


def assert_equal_to_floats(scenario, months):
    """Every cell holds the float that the projection has, to the last digit, and no formula is too long for one."""
    sheet, p = on_a_sheet(scenario, months)[0], project(scenario)
    assert sheet.longest <= LONGEST
    for t in range(1, months + 1):
        for name, cell in sheet.told(Company, "company", t).items():
            assert cell == p[name][t - 1], (name, t)
        for name, cell in sheet.told(Existing, "existing", t).items():
            assert name == "price_move" or cell == p.existing[name][t - 1], (name, t)
        for k, channel in enumerate(scenario.channels):
            for name, cell in sheet.told(Part, f"channel{k}", t).items():
                assert cell == p.channels[channel.name][name][t - 1], (channel, name, t)
    for name, cell in sheet.told(Company, "company", 0).items():
        assert cell == p.opening(name), name


@pytest.mark.parametrize(
    "scenario",
    [
        Scenario(channels=TWO, repriced_share=0.5, marketing_spend_growth=0.1, commission_rate=0.1),
        Scenario(channels=TWO, repriced_share=1, arpu=20, sales_cycle=0, churn_rate=0),
        Scenario(channels=DULL, opening_mrr=0, opening_customers=0, marketing_spend=0, opening_cash=-5),
    ],
    ids=["price up", "price down", "nothing there"],
)
def test_the_month_writes_formulas(scenario):
    """A number type that only writes down formulas goes through the month, and they give the floats' results."""
    assert_equal_to_floats(scenario, 3)


@given(scenarios(minimum=2, maximum=2))
@settings(max_examples=15)
def test_formulas_equal_floats_for_any_levers(scenario):
    """The formulas the month writes give exactly the floats' results, for any two channels and any levers."""
    assert_equal_to_floats(scenario, 3)


def test_the_largest_plan_on_a_sheet():
    """24 channels over 120 months: no cell differs from the float, and no formula is longer than a cell bears."""
    channels = tuple(
        Channel(f"{k}", spend_share=1 / 24, reference_spend=100 * k, organic_visitors=50 * k, lead_index=0.5 + k / 24)
        for k in range(24)
    )
    assert_equal_to_floats(Scenario(channels=channels, months=120, repriced_share=0.3, arpu=45), 120)


STOCKS = ("contacts", "pipeline", "customers", "mrr", "cash", "arr")


def comes_out(name, formula, scenario, own, month, before, t):
    """What the shown formula of a quantity comes out at, read off the month, the month before it (`x(t-1)`), levers and own numbers."""
    known = {name: getattr(scenario, name) for name in NUMBERS} | own
    known |= {each: number for each, number in month.items() if each != name}
    known |= {f"{each}_before": number for each, number in before.items()} | {"t": t}
    numbers = {each: np.float64(number) for each, number in known.items()}
    return value(re.sub(r"(\w+)\(t-1\)", r"\1_before", formula), WORDS | numbers)


def close(a, b):
    """Whether two numbers are the same but for rounding."""
    return a == pytest.approx(b, rel=1e-9, abs=1e-9 * max(1.0, abs(b)))


@given(scenarios(plausible, minimum=1, maximum=3))
@settings(max_examples=25)
def test_every_shown_formula_comes_out_at_its_number(scenario):
    """The text beside a figure is true: of each channel, of Existing and of the company, in every month after the first."""
    p = project(scenario)
    existing = p.existing
    parts = [(p.channels[c.name], {name: getattr(c, name) for name in CHANNEL_FIELDS}) for c in scenario.channels]
    for t in range(2, p.months + 1):
        for series, own in [*parts, (existing, dict.fromkeys(CHANNEL_FIELDS, 1.0))]:
            month = {name: series[name][t - 1] for name in series if name != "price_move"}
            before = {name: series[name][t - 2] for name in STOCKS if name in series}
            for name, formula in of_a_channel().items():
                # without a reference, or a price, what spend buys is told apart, and the text is that of the usual case
                unusual = name == "paid_visitors" and not (own["reference_spend"] and own["cost_per_visitor"])
                if (
                    name in month
                    and not unusual
                    and (series is not existing or name not in ("new_customers", "new_mrr"))
                ):
                    assert close(comes_out(name, formula, scenario, own, month, before, t), month[name]), (name, t)
        month = {name: p[name][t - 1] for name in COMPANY}
        before = {name: p[name][t - 2] for name in STOCKS}
        for name, formula in of_the_company().items():
            if formula.startswith(SUM_OF):
                summed = [series[name][t - 1] for series, _ in parts]
                summed += [p.existing[name][t - 1]] if "Existing" in formula else []
                assert close(sum(summed), month[name]), (name, t)
            else:
                assert close(comes_out(name, formula, scenario, {}, month, before, t), month[name]), (name, t)


def test_the_formulas_are_all_there():
    """Each quantity of a channel and of the company has its formula."""
    assert of_a_channel().keys() == {*PART}
    assert of_the_company().keys() == {*COMPANY}
