"""A company of one's own from a few figures: what is known is taken, everything else is borrowed from a template and scaled.

With c = own customers / the template's and a = own ARPU / the template's (MRR / customers, today), k = c × a:

    counts (visitors, contacts, open pipeline)          × c
    money of the company (people, tools, overhead,
    product, admin; spend and cash where not known)     × k
    money for one account, and for one visitor          × a

The spend of today is what each channel is known at: its reference spend is its share of it. New customers pay what
today's pay, unless a price is known. Where new customers a month are known, visitors, contacts and pipeline come in such
numbers (× f, a visitor's cost / f) that the first month wins exactly those.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from scipy.optimize import newton

from model import units
from model.levers import CHANNEL_FIELDS, NUMBERS, Lever
from model.projection import project
from model.scenario import InvalidScenario, Scenario, unknown
from model.templates import TEMPLATES

NEEDED = ("opening_customers", "opening_mrr")
"""What must be known of a company to scale a template to it."""
ASKED = (*NEEDED, "churn_rate", "marketing_spend", "opening_cash")
"""The five figures that are asked for first."""

_PER_ACCOUNT = (units.MONEY_PER_ACCOUNT_MONTH, units.MONEY_PER_VISITOR)


def nearest_template(customers: float, mrr: float) -> str:
    """The template whose customers pay most nearly the same today, as a ratio.

    >>> [nearest_template(100, mrr) for mrr in (5_000, 80_000, 900_000)]
    ['self_serve', 'mid_market', 'enterprise']
    """
    arpu = mrr / customers if customers > 0 and mrr > 0 else 0.0
    if not arpu:
        return next(iter(TEMPLATES))
    return min(TEMPLATES, key=lambda name: abs(math.log(arpu / _arpu(TEMPLATES[name].scenario))))


def _arpu(scenario: Scenario) -> float:
    """What a customer pays a month today."""
    return scenario.opening_mrr / scenario.opening_customers


@dataclass(frozen=True)
class Company:
    """What is known of a company, by full name, and the template that everything else is borrowed from.

    `own` holds levers, facts and channel fields as `Paid search.cost_per_visitor`, at least NEEDED, both above 0;
    `new_customers` is how many are won a month, None where nobody knows. Raises InvalidScenario for whatever does not
    fit, also where the first month cannot win so many.

    >>> company = Company({"opening_customers": 38, "opening_mrr": 4_200, "churn_rate": 0.03,
    ...                    "marketing_spend": 2_000, "opening_cash": 180_000}, "self_serve")
    >>> p = project(company.scenario)
    >>> float(p["new_customers"][0].round(2)), round(p["mrr"][17]), round(p["cash"][17])
    (2.52, 7617, 109266)
    >>> "visitor_to_lead" in company.borrowed, "churn_rate" in company.borrowed
    (True, False)
    """

    own: Mapping[str, float]
    template: str
    new_customers: float | None = None
    scenario: Scenario = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "own", dict(self.own))
        problems = [
            (name, f"{name} is missing; it is a number above 0") for name in NEEDED if not self.own.get(name, 0) > 0
        ]
        if self.template not in TEMPLATES:
            problems.append(("template", unknown(str(self.template), TEMPLATES)))
        problems += [
            (name, unknown(name, NUMBERS))
            for name in self.own
            if name.rpartition(".")[2] not in (CHANNEL_FIELDS if "." in name else NUMBERS)
        ]
        known = self.new_customers
        if known is not None and not (
            isinstance(known, (int, float)) and 0 < known <= NUMBERS["opening_customers"].maximum
        ):
            problems.append(
                ("new_customers", f"new_customers is {known!r}; allowed is a number above 0 and up to 1e+09")
            )
        if problems:
            raise InvalidScenario(problems)
        object.__setattr__(self, "scenario", self._winning(self._scaled()))

    @property
    def unused(self) -> tuple[str, ...]:
        """What is known of channels that the template does not have: kept, for a template that has them."""
        channels = {channel.name for channel in TEMPLATES[self.template].scenario.channels}
        return tuple(name for name in self.own if "." in name and name.rpartition(".")[0] not in channels)

    @cached_property
    def borrowed(self) -> tuple[str, ...]:
        """The full names of all numbers that are the template's, scaled: what is not known of the company.

        The horizon and how LTV is counted are where one looks, and a price that nobody gave is what today's customers
        pay: these are borrowed from nobody. So is a reference spend, where the spend of today is known.
        """
        chosen = {"months", "ltv_horizon", "ltv_months", "arpu"}
        if "marketing_spend" in self.own:
            chosen |= {f"{channel.name}.reference_spend" for channel in self.scenario.channels}
        return tuple(name for name in self.scenario.numbers() if name not in self.own and name not in chosen)

    def with_template(self, template: str) -> Self:
        """The same company with everything that is not its own borrowed from another template."""
        return type(self)(self.own, template, self.new_customers)

    def with_own(self, **known: float) -> Self:
        """The company with more that is known of it: what is typed over is borrowed no longer."""
        return type(self)({**self.own, **known}, self.template, self.new_customers)

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        known = {} if self.new_customers is None else {"new_customers": self.new_customers}
        return {"template": self.template, "own": dict(self.own)} | known

    def _scaled(self) -> Scenario:
        """The template at the company's size, with all that is known in it."""
        template = TEMPLATES[self.template].scenario
        counts = self.own["opening_customers"] / template.opening_customers
        arpu = self.own["opening_mrr"] / self.own["opening_customers"]
        price = arpu / _arpu(template)

        def scaled(declared: Lever, value: float) -> float:
            if declared.unit.kind == "count":
                return value * counts
            if declared.unit.kind != "money":
                return value
            return value * (price if declared.unit in _PER_ACCOUNT else counts * price)

        sized = {name: scaled(declared, getattr(template, name)) for name, declared in NUMBERS.items()} | {"arpu": arpu}
        sized |= {name: value for name, value in self.own.items() if "." not in name}
        channels = []
        for channel in template.channels:
            fields = {name: scaled(declared, getattr(channel, name)) for name, declared in CHANNEL_FIELDS.items()}
            if "marketing_spend" in self.own:
                fields["reference_spend"] = sized["marketing_spend"] * channel.spend_share
            channels.append(channel.replace(**fields))
        whole = template.replace(**sized, channels=tuple(channels))
        return whole.replace(
            **{name: value for name, value in self.own.items() if "." in name and name not in self.unused}
        )

    def _winning(self, scenario: Scenario) -> Scenario:
        """The scenario with so many who come that month 1 wins the new customers that are known."""
        if self.new_customers is None:
            return scenario

        def too_many(times: float) -> float:
            return float(project(self._coming(scenario, times))["new_customers"][0]) - (self.new_customers or 0.0)

        once, twice = too_many(1.0), too_many(2.0)
        times = 1 - once / (twice - once) if twice > once else -1.0
        if (
            times > 0
        ):  # exact, as all comes in proportion; nearly, where some of it is known and shifts the mix of channels
            times = float(newton(too_many, times, x1=times * (1 + 1e-6), rtol=1e-13, disp=False))
        if not times > 0:
            wins = f"{once + self.new_customers:g} in month 1"
            raise InvalidScenario(
                [("new_customers", f"new_customers is {self.new_customers:g}; what is known of visitors and rates wins "
                                   f"{wins}, and nothing that is borrowed can make up the difference")]
            )  # fmt: skip
        return self._coming(scenario, times)

    def _coming(self, scenario: Scenario, times: float) -> Scenario:
        """The scenario with so many times the visitors, contacts and open pipeline that are borrowed, at the same spend."""
        numbers = scenario.numbers()
        change = {
            "organic_visitors": times,
            "opening_contacts": times,
            "opening_pipeline": times,
            "cost_per_visitor": 1 / times,
        }
        return scenario.replace(
            **{
                name: value * change[name.rpartition(".")[2]]
                for name, value in numbers.items()
                if name.rpartition(".")[2] in change and name not in self.own
            }
        )
