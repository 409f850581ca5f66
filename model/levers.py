"""Every lever, opening fact and channel field, declared once.

From one declaration come the slider and its help, the bounds that links, imports and code are held
to, the row in exports, the page in `docs/` and the strategy in property tests. A new lever is one
declaration here and the line of the ledger that uses it.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any, Generic, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from model import units
from model.segments import QUARTILES, Benchmark
from model.units import Unit

SMALLEST = 1e-9
"""Numbers other than 0 are at least this large in size, so that no product or quotient of valid
levers overflows. A millionth of a cent is 0 in any plan."""


Kind = Literal["fact", "decision", "belief"]
"""What a quantity is to the one who plans: true today (fact), ours to make (decision: price, spend, people), or what
must be assumed (belief: churn, conversion, elasticity)."""


@dataclass(frozen=True)
class Lever:
    """One number a scenario holds: a lever, an opening fact or a channel's field.

    `minimum` and `maximum` are validity bounds (what code, links and imports are held to).
    `slider` is (low, high, step) where a slider's width does not depend on the company; without
    it the width follows the company's own value, see `slider_range`. With `least` there is nothing
    between 0 and that value.

    At `neutral` the quantity changes nothing, as if it were not there: a cost of 0, a step that everybody takes; None
    where there is no such value (a price, a horizon). Files and links older than a quantity (`later`) mean it by their
    silence; where they leave out one that was there from the first, they mean its default.

    `who` says in a few words whom a lever touches, and over what time: new customers or all, in the month or once.
    """

    name: str
    label: str
    unit: Unit
    help: str
    minimum: float
    maximum: float
    default: float
    group: str = ""
    slider: tuple[float, float, float] | None = None
    first: bool = False
    whole: bool = False
    benchmarks: tuple[Benchmark, ...] = ()
    least: float = SMALLEST
    who: str = ""
    kind: Kind = field(kw_only=True)
    neutral: float | None = field(kw_only=True)
    later: bool = False

    def check(self, value: Any) -> float:
        """Return `value` as a float (an int where the lever is whole), or raise ValueError.

        The message says what was wrong and what is allowed.

        >>> LEVERS["churn_rate"].check(0.04)
        0.04
        >>> LEVERS["churn_rate"].check(4)
        Traceback (most recent call last):
        ...
        ValueError: churn_rate is 4; allowed is 0 to 1 (a share: 4 % is 0.04)
        """
        if isinstance(value, bool) or not isinstance(value, (numbers.Real, Decimal)):
            raise ValueError(f"{self.name} is {brief(value)}, not a number; allowed is {self.allowed}")
        try:
            number = float(value)
        except OverflowError:
            raise ValueError(f"{self.name} is far too large; allowed is {self.allowed}") from None
        if math.isnan(number) or math.isinf(number):
            raise ValueError(f"{self.name} is {number}, not a finite number; allowed is {self.allowed}")
        if not self.minimum <= number <= self.maximum:
            hint = ""
            if self.unit.kind == "share" and self.maximum <= 1 < number <= 100:
                hint = f" (a share: {number:g} % is {number / 100:g})"
            raise ValueError(f"{self.name} is {number:.12g}; allowed is {self.allowed}{hint}")
        if 0 < abs(number) < self.least:
            smallest = f", and nothing between 0 and {SMALLEST:g} in size" if self.least == SMALLEST else ""
            raise ValueError(f"{self.name} is {number:g}; allowed is {self.allowed}{smallest}")
        if self.whole:
            if number != int(number):
                raise ValueError(f"{self.name} is {number:g}; allowed is a whole number, {self.allowed}")
            return int(number)
        return number + 0.0  # turns -0.0 into 0.0

    def allows(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which of many numbers `check` would take, whole or not.

        >>> LEVERS["churn_rate"].allows(np.array([-0.1, 0.0, 1e-12, 0.5, 2.0])).tolist()
        [False, True, False, True, False]
        """
        size = np.abs(values)
        within = (values >= self.minimum) & (values <= self.maximum) & ((size >= self.least) | (size == 0))
        return np.asarray(within)

    @property
    def allowed(self) -> str:
        """The validity bounds in words, as in `0 to 1`, or `0, or 12 to 120`."""
        low = f"0, or {_plain(self.least)}" if self.least > SMALLEST else _plain(self.minimum)
        return f"{low} to {_plain(self.maximum)}"

    def slider_range(self, value: float, scale: float = 0.0) -> tuple[float, float, float]:
        """The (low, high, step) of a slider that fits a company whose own value is `value`.

        A declared slider is kept and widened until it holds twice the company's value. Without
        one the slider runs from 0 to about three times the value, in steps of about a hundredth
        of it; `scale` stands in where the value is 0 (for money: the company's size).

        >>> LEVERS["marketing_spend"].slider_range(20_000)
        (0.0, 60000.0, 200.0)
        >>> LEVERS["churn_rate"].slider_range(0.25)
        (0.0, 0.5, 0.001)
        """
        if self.slider is not None:
            low, high, step = self.slider
            if value > high:
                high = min(self.maximum, _nice_above(2 * value))
            if value < low:
                low = max(self.minimum, -_nice_above(-2 * value)) if value < 0 else self.minimum
            return low, high, step
        high = _nice_above(3 * (abs(value) or scale or self.default or 1.0))
        low = 0.0 if value >= 0 else -high
        step = _nice_below(high / 250)
        if self.whole or (self.unit.kind == "count" and step < 1):
            step = max(1.0, step)
        if low < self.minimum:  # start on the grid of steps, so that whole steps give round numbers
            low = step * math.ceil(self.minimum / step)
        return low, min(high, self.maximum), step


def brief(value: Any) -> str:
    """A foreign value as it can be shown in one sentence: short, on one line, in printable letters.

    >>> brief("9" * 100)
    "'999999999999999999999999999999999999..."
    """
    try:
        text = ascii(value) if isinstance(value, str) and not value.isprintable() else repr(value)
    except (RecursionError, ValueError):
        text = f"a {type(value).__name__}"
    return text if len(text) <= 40 else text[:37] + "..."


def _plain(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:g}"


def _nice_above(number: float) -> float:
    """The smallest of 1, 1.5, 2, 3, 4, 5, 6, 8 × 10^n that is not below `number`."""
    power = 10.0 ** math.floor(math.log10(number))
    for digit in (1, 1.5, 2, 3, 4, 5, 6, 8, 10):
        if digit * power >= number * (1 - 1e-12):
            return round(digit * power, 12)
    raise AssertionError(number)


def _nice_below(number: float) -> float:
    """The largest of 1, 2, 5 × 10^n that is not above `number`."""
    power = 10.0 ** math.floor(math.log10(number))
    return round(max(digit * power for digit in (1, 2, 5) if digit * power <= number * (1 + 1e-12)), 12)


MAX_MONEY = 1e12
MAX_COUNT = 1e9


N = TypeVar("N")


def _number(label: str, unit: Unit, help: str, minimum: float, maximum: float, default: float, group: str = "",
            slider: tuple[float, float, float] | None = None, **more: Any) -> Any:  # fmt: skip
    """Declare a number: its name is the field's."""
    declared = Lever("", label, unit, help, minimum, maximum, default, group, slider, **more)
    return field(default=default, metadata={"lever": declared})


def _declared(kind: type[Any]) -> dict[str, Lever]:
    """The numbers that a class declares, by name."""
    return {each.name: replace(each.metadata["lever"], name=each.name) for each in fields(kind)}


def _share(label: str, group: str, help: str, default: float, slider: tuple[float, float, float],
           unit: Unit = units.SHARE, maximum: float = 1.0, neutral: float = 0.0, **more: Any) -> Any:  # fmt: skip
    return _number(label, unit, help, 0.0, maximum, default, group, slider, neutral=neutral, **more)


def _growth(label: str, group: str, help: str, default: float, **more: Any) -> Any:
    return _number(
        label, units.SHARE_PER_MONTH, help, -0.5, 0.5, default, group, (-0.05, 0.1, 0.001), neutral=0.0, **more
    )


def _money(label: str, group: str, help: str, default: float,
           unit: Unit = units.MONEY_PER_MONTH, **more: Any) -> Any:  # fmt: skip
    return _number(label, unit, help, 0.0, MAX_MONEY, default, group, neutral=0.0, **more)


# Published ranges that a measure shares with the lever behind it
CHURN = (
    Benchmark("self_serve", 0.03, 0.05, "knowledgelib", 2026),
    Benchmark("mid_market", 0.015, 0.03, "knowledgelib", 2026),
    Benchmark("enterprise", 0.007, 0.02, "knowledgelib", 2026),
)
TRAFFIC_TO_LEAD = (Benchmark("all", 0.01, 0.03, "growthengineer", None, QUARTILES),)
CLOSE = (Benchmark("all", 0.2, 0.3, "mv3", None),)

FACT_GROUP = "Opening facts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts(Generic[N]):
    """What is true today, as numbers."""

    # fmt: off
    months: int = _number("Horizon", units.MONTHS, "Months projected.", 6, 120, 36, FACT_GROUP, (6.0, 120.0, 1.0), whole=True,
        kind="decision", neutral=None)
    opening_customers: N = _number("Opening customers", units.ACCOUNTS, "Paying customers today.",
        0.0, MAX_COUNT, 200.0, FACT_GROUP, kind="fact", neutral=0.0)
    opening_mrr: N = _number("Opening MRR", units.MONEY_PER_MONTH, "Monthly recurring revenue today.",
        0.0, MAX_MONEY, 10_000.0, FACT_GROUP, kind="fact", neutral=0.0)
    opening_contacts: N = _number("Opening contacts", units.CONTACTS,
        "Newsletter, RSS and video subscribers today, all channels.", 0.0, MAX_COUNT, 1_000.0, FACT_GROUP,
        kind="fact", neutral=0.0)
    opening_pipeline: N = _number("Opening pipeline", units.SQLS, "Qualified opportunities open today, all channels.",
        0.0, MAX_COUNT, 20.0, FACT_GROUP, kind="fact", neutral=0.0)
    opening_cash: N = _number("Opening cash", units.MONEY, "Cash in the bank today; may be negative.",
        -MAX_MONEY, MAX_MONEY, 500_000.0, FACT_GROUP, kind="fact", neutral=0.0)
    ltv_horizon: int = _number("LTV horizon", units.MONTHS,
        "Months of a customer's life that the headline LTV counts. 0: all of it, the textbook's LTV.",
        0, 120, 0, FACT_GROUP, (0.0, 120.0, 12.0), whole=True, least=12, kind="decision", neutral=0, later=True)
    # fmt: on


@dataclass(frozen=True, slots=True, kw_only=True)
class Levers(Facts[N]):
    """What a person may change, in the order of MODEL: the order of the sidebar and of exports."""

    # fmt: off
    arpu: N = _number("ARPU", units.MONEY_PER_ACCOUNT_MONTH, "What a new customer pays per month.",
        0.01, 1e7, 50.0, "Revenue", first=True, kind="decision", who="new customers, a month", neutral=None)
    repriced_share: N = _share("Repriced share", "Revenue",
        "Share of today's customers whose price moves in month 1 from today's ARPU to ARPU, by the same per cent.",
        0.0, (0.0, 1.0, 0.01), kind="decision", who="today's customers, once")
    expansion_rate: N = _share("Expansion", "Revenue", "Upsell on the MRR that survived the month's churn.",
        0.005, (0.0, 0.06, 0.0005), units.SHARE_PER_MONTH, 0.5, first=True, kind="belief", who="all customers, a month")
    contraction_rate: N = _share("Contraction", "Revenue", "Downgrades on the MRR that survived the month's churn.",
        0.002, (0.0, 0.03, 0.0005), units.SHARE_PER_MONTH, 0.5, kind="belief", who="all customers, a month")
    churn_rate: N = _share("Customer churn", "Retention", "Customers lost in the month / customers at its start.",
        0.03, (0.0, 0.12, 0.001), units.SHARE_PER_MONTH, first=True, benchmarks=CHURN, kind="belief",
        who="all customers, a month")
    marketing_spend: N = _money("Marketing spend", "Spend",
        "Programme spend (ads, distribution, content bought) in month 1.", 5_000.0, first=True, kind="decision",
        who="all channels, month 1")
    marketing_spend_growth: N = _growth("Marketing spend growth", "Spend", "Growth of that spend from month 2 on.", 0.0,
        kind="decision", who="from month 2, a month")
    spend_elasticity: N = _number("Spend elasticity", units.RATIO,
        "1: twice the spend buys twice the visitors. Below 1: diminishing returns.",
        0.2, 1.0, 0.8, "Spend", (0.2, 1.0, 0.01), kind="belief", who="paid visitors", neutral=1.0)
    marketing_people: N = _money("Marketing people", "Spend", "Marketing labour, creative and technical.", 8_000.0,
        kind="decision", who="month 1")
    marketing_tools: N = _money("Marketing tools", "Spend", "Marketing technology and software.", 800.0, kind="decision", who="month 1")
    marketing_overhead: N = _money("Marketing overhead", "Spend", "General overhead carried by marketing.", 500.0,
        kind="decision", who="month 1")
    sales_people: N = _money("Sales people", "Spend", "Sales labour.", 5_000.0, kind="decision", who="month 1")
    commission_rate: N = _share("Commission", "Spend", "Share of the first year's value of new MRR, paid when won.",
        0.0, (0.0, 0.3, 0.005), kind="decision", who="new customers, first year")
    organic_growth: N = _growth("Organic growth", "Traffic", "Growth of unpaid visitors from month 2 on.", 0.01,
        kind="belief", who="unpaid visitors, a month")
    visitor_to_contact: N = _share("Visitor to contact", "Traffic", "Visitors who subscribe.", 0.01, (0.0, 0.1, 0.001),
        kind="belief", who="all visitors")
    unsubscribe_rate: N = _share("Unsubscribes", "Traffic", "Contacts lost in the month.",
        0.02, (0.0, 0.1, 0.001), units.SHARE_PER_MONTH, kind="belief", who="all contacts, a month")
    contact_to_lead: N = _share("Contact to lead", "Traffic", "Of last month's contacts, who raise a hand this month.",
        0.005, (0.0, 0.05, 0.0005), units.SHARE_PER_MONTH, kind="belief", who="all contacts, a month")
    visitor_to_lead: N = _share("Visitor to lead", "Funnel", "Visitors who become leads the same month.",
        0.02, (0.0, 0.1, 0.001), first=True, benchmarks=TRAFFIC_TO_LEAD, kind="belief", who="all visitors", neutral=1.0)
    lead_to_mql: N = _share("Lead to MQL", "Funnel", "Leads that marketing qualifies.", 0.3, (0.0, 1.0, 0.01),
        benchmarks=(Benchmark("all", 0.1, 0.3, "growthengineer", None, QUARTILES),), kind="belief", who="all leads", neutral=1.0)
    mql_to_sal: N = _share("MQL to SAL", "Funnel", "MQLs that sales accepts.", 0.7, (0.0, 1.0, 0.01),
        kind="belief", who="all MQLs", neutral=1.0)
    sal_to_sql: N = _share("SAL to SQL", "Funnel", "Accepted leads that sales qualifies. MQL to SQL is this times MQL to SAL.",
        0.6, (0.0, 1.0, 0.01), kind="belief", who="all SALs", neutral=1.0)
    win_rate: N = _share("Win rate", "Funnel", "Resolved SQLs that become customers (close rate).",
        0.25, (0.0, 1.0, 0.01), first=True, benchmarks=CLOSE, kind="belief", who="all SQLs", neutral=1.0)
    sales_cycle: N = _number("Sales cycle", units.MONTHS,
        "Mean time an SQL stays open; 0 closes in the month it opens.", 0.0, 24.0, 1.0, "Funnel", (0.0, 12.0, 0.1),
        kind="belief", who="all SQLs", neutral=0.0)
    support_cost: N = _money("Support cost", "Cost to serve", "Success team: onboarding and support.",
        5.0, units.MONEY_PER_ACCOUNT_MONTH, kind="decision", who="each customer, a month")
    infrastructure_cost: N = _money("Infrastructure cost", "Cost to serve", "Cloud capacity and engineering in service.",
        4.0, units.MONEY_PER_ACCOUNT_MONTH, kind="decision", who="each customer, a month")
    retention_cost: N = _money("Retention cost", "Cost to serve", "Loyalty, incentives, promotions.",
        0.5, units.MONEY_PER_ACCOUNT_MONTH, kind="decision", who="each customer, a month")
    payment_fee_rate: N = _share("Payment fees", "Cost to serve", "Payment processing, as a share of revenue.",
        0.03, (0.0, 0.1, 0.001), kind="fact", who="all revenue")
    product_cost: N = _money("Product cost", "Fixed costs", "Research and development.", 20_000.0, kind="decision", who="month 1")
    admin_cost: N = _money("Admin cost", "Fixed costs", "General and administrative.", 6_000.0, kind="decision", who="month 1")
    cost_growth: N = _growth("Cost growth", "Fixed costs",
        "Growth of people, tools, overhead, product and admin cost from month 2 on.", 0.005, kind="decision", who="from month 2, a month")
    discount_rate: N = _share("Discount rate", "Valuation", "Discounts future gross profit in discounted LTV.",
        0.1, (0.0, 0.4, 0.005), units.SHARE_PER_YEAR, kind="belief", who="a year")
    ltv_months: N = _number("Capped LTV horizon", units.MONTHS, "Horizon of capped and discounted LTV.",
        12.0, 120.0, 60.0, "Valuation", (12.0, 120.0, 1.0), kind="decision", who="each customer", neutral=None)
    # fmt: on


FACTS: dict[str, Lever] = _declared(Facts)
"""What is true today, as numbers. `start` (a month) and `currency` (an ISO code) are text: see `Scenario`."""

LEVERS: dict[str, Lever] = {name: lever for name, lever in _declared(Levers).items() if name not in FACTS}
"""What a person may change, by name, in the order of MODEL: the order of the sidebar and of exports."""

NUMBERS: dict[str, Lever] = FACTS | LEVERS
"""Every number of a scenario outside its channels, by name."""


def _index(label: str, help: str) -> Any:
    return _number(label, units.RATIO, help, 0.0, 10.0, 1.0, "Channel", (0.0, 3.0, 0.01), kind="belief", neutral=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelNumbers(Generic[N]):
    """A channel's own numbers."""

    # fmt: off
    spend_share: N = _number("Spend share", units.SHARE, "Share of marketing spend; the shares of all channels sum to 1.",
        0.0, 1.0, 1.0, "Channel", (0.0, 1.0, 0.01), kind="decision", neutral=0.0)
    reference_spend: N = _number("Reference spend", units.MONEY_PER_MONTH,
        "What the channel spends today; its cost per visitor holds at this spend.", 0.0, MAX_MONEY, 5_000.0, "Channel",
        kind="fact", neutral=0.0)
    cost_per_visitor: N = _number("Cost per visitor", units.MONEY_PER_VISITOR,
        "Cost of a paid visitor at the reference spend. 0: the channel's spend buys no visitors.",
        0.0, MAX_MONEY, 2.0, "Channel", kind="fact", neutral=0.0)
    organic_visitors: N = _number("Organic visitors", units.VISITORS_PER_MONTH, "Unpaid visitors in month 1.",
        0.0, MAX_COUNT, 3_000.0, "Channel", kind="fact", neutral=0.0)
    click_through_rate: N = _number("Click-through rate", units.SHARE,
        "Impressions that click; impressions are visitors / this rate. 0: unknown.", 0.0, 1.0, 0.0, "Channel",
        (0.0, 0.2, 0.001), kind="fact", neutral=0.0)
    bounce_rate: N = _number("Bounce rate", units.SHARE,
        "Visits that leave at once. Informative: not applied again to leads.", 0.0, 1.0, 0.0, "Channel", (0.0, 1.0, 0.01),
        kind="fact", neutral=0.0)
    lead_index: N = _index("Lead index", "Multiplies visitor to lead; the product is capped at 1.")
    win_index: N = _index("Win index", "Multiplies win rate; the product is capped at 1.")
    arpu_index: N = _index("ARPU index", "Multiplies ARPU.")
    churn_index: N = _index("Churn index", "Multiplies customer churn; the product is capped at 1.")
    # fmt: on


CHANNEL_FIELDS: dict[str, Lever] = _declared(ChannelNumbers)
"""A channel's own numbers, by name. `name` and `motion` are text: see `Channel`."""

TEXTS: dict[str, Kind] = {"start": "fact", "currency": "fact"}
"""What a scenario holds beside its numbers and channels, each with its kind."""
CHANNEL_TEXTS: dict[str, Kind] = {"name": "fact", "motion": "fact"}
"""What a channel holds beside its numbers, each with its kind."""


def unsaid(declared: Mapping[str, Lever]) -> dict[str, float]:
    """What files and links mean that are older than some of these numbers: each at its neutral value.

    >>> unsaid(NUMBERS)
    {'ltv_horizon': 0}
    """
    return {name: lever.neutral for name, lever in declared.items() if lever.later and lever.neutral is not None}
