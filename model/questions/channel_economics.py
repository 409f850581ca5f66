"""Which channel earns its money: every figure of one channel, declared once with how it is computed.

A figure is that of months 1 to 12 (or the horizon, if shorter); `mrr_end` is that of the horizon's
last month. Cost is split so that the parts of all channels sum to the company's: programme spend
by channel, marketing people, tools and overhead by the month's leads, sales people by its SQLs
(both equally where there are none), commissions by new MRR.

What the next money buys is what comes of 1 % more spend in a channel, and of 1,000 a month more.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model import ledger, units
from model import unit_economics as economics
from model.arithmetic import Number, quotient, ratio
from model.declaring import Good
from model.formulas import of_a_channel
from model.levers import MAX_MONEY
from model.measures import MEASURES
from model.mix import YEAR
from model.outcomes import NOBODY_MORE, ONE_PER_CENT
from model.projection import Floats, Projection
from model.quantities import Part
from model.scenario import MOTIONS
from model.segments import Benchmark
from model.units import Unit

THOUSAND = 1_000.0
"""Money a month that `next_…` figures add to one channel in month 1; it grows with marketing spend after that."""


Reader = Callable[[str], Floats]


@dataclass(frozen=True)
class ChannelMeasure:
    """One figure of a channel: what it means, its formula and unit, which way is good, and how it is computed.

    `of` computes it for all channels at once from figures with other names. `undefined` says why
    it is NaN, `never` why it is infinite, which is said as `endless`.
    """

    name: str
    label: str
    unit: Unit
    group: str
    formula: str
    help: str
    of: Callable[[Reader], Floats]
    good: Good = ""
    undefined: str = ""
    never: str = ""
    benchmarks: tuple[Benchmark, ...] = ()
    endless: str = "∞"


def _given(name: str) -> Callable[[Reader], Floats]:
    """A figure that the projection itself holds."""
    return lambda read: read(f"given {name}")


def _flow(name: str, label: str, unit: Unit, group: str, formula: str, help: str, good: Good = "") -> ChannelMeasure:
    return ChannelMeasure(name, label, unit, group, formula, help, _given(name), good)


def _kept(name: str, label: str, unit: Unit, group: str, help: str, good: Good = "") -> ChannelMeasure:
    """A quantity of the channel's month, which writes its formula."""
    return _flow(name, label, unit, group, of_a_channel()[name], help, good)


TRAFFIC, RESULTS, MIX, COSTS, ECONOMICS, NEXT = "Traffic", "Results", "Mix", "Costs", "Economics", "Next"

_COUNT = units.COUNT_PER_MONTH
_NO_CUSTOMERS = "nobody was won through it in months 1 to 12"
_NO_RATE = "its click-through rate is not known"
_NOBODY_MORE = "more spend in it wins nobody more"

_CHANNEL_MEASURES = (
    # Traffic
    _kept("visitors", "Visitors", _COUNT, TRAFFIC,
          "People who visit through the channel, paid and unpaid.", "up"),
    _kept("paid_visitors", "Paid visitors", _COUNT, TRAFFIC,
          "Visitors that the channel's spend buys.", "up"),
    _kept("organic_visitors", "Organic visitors", _COUNT, TRAFFIC,
          "Unpaid visitors of the channel.", "up"),
    ChannelMeasure("impressions", "Impressions", _COUNT, TRAFFIC, "visitors / click_through_rate",
                   "How often the channel was seen.", lambda read: ratio(read("visitors"), read("given click_through_rate")),
                   "up", _NO_RATE),
    ChannelMeasure("clicks", "Clicks", _COUNT, TRAFFIC, "impressions × click_through_rate",
                   "Impressions that clicked: the channel's visitors, where its click-through rate is known.",
                   lambda read: np.where(read("given click_through_rate") > 0, read("visitors"), math.nan),
                   "up", _NO_RATE),
    _flow("engaged_visits", "Engaged visits", _COUNT, TRAFFIC, "visitors × (1 - bounce_rate)",
          "Visits that do not leave at once.", "up"),
    ChannelMeasure("bounces", "Bounce rate", units.SHARE, TRAFFIC, "1 - engaged_visits / visitors",
                   "Visits that leave at once.",
                   lambda read: np.where(read("visitors") > 0, read("given bounce_rate"), math.nan), "down",
                   "it has no visitors"),
    # Results
    _kept("leads", "Leads", _COUNT, RESULTS,
          "Visitors and contacts of the channel who raise a hand.", "up"),
    _kept("sqls", "SQLs", _COUNT, RESULTS,
          "Sales qualified leads of the channel.", "up"),
    _kept("new_customers", "New customers", units.ACCOUNTS_PER_MONTH, RESULTS,
          "Customers won through the channel.", "up"),
    _kept("new_mrr", "New MRR", units.MONEY_PER_MONTH, RESULTS,
          "MRR of the customers won through the channel.", "up"),
    _flow("revenue", "Revenue", units.MONEY_PER_MONTH, RESULTS, "mrr",
          "Revenue from customers won through the channel since month 0.", "up"),
    _flow("mrr_end", "MRR at the end", units.MONEY_PER_MONTH, RESULTS, "mrr of the last month",
          "MRR at the end of the horizon from customers won through the channel.", "up"),
    # Mix
    ChannelMeasure("visitors_share", "Of visitors", units.SHARE, MIX, "visitors / visitors of all channels",
                   "The channel's share of all visitors.", lambda read: _share(read, "visitors"), "",
                   "there are no visitors"),
    ChannelMeasure("leads_share", "Of leads", units.SHARE, MIX, "leads / leads of all channels",
                   "The channel's share of all leads.", lambda read: _share(read, "leads"), "", "there are no leads"),
    ChannelMeasure("customers_share", "Of new customers", units.SHARE, MIX, "new_customers / new_customers of all channels",
                   "The channel's share of all customers won.", lambda read: _share(read, "new_customers"), "",
                   "nobody was won in months 1 to 12"),
    ChannelMeasure("mrr_share", "Of MRR at the end", units.SHARE, MIX, "mrr_end / MRR of the company at the end",
                   "The channel's share of the MRR at the end; what is left to 1 is from the customers of today.",
                   lambda read: ratio(read("mrr_end"), read("given company_mrr_end")), "", "there is no MRR at the end"),
    # Costs
    _kept("spend", "Programme spend", units.MONEY_PER_MONTH, COSTS,
          "The channel's part of marketing spend: ads, distribution, content bought."),
    _flow("people", "Marketing people", units.MONEY_PER_MONTH, COSTS, "marketing_labour × leads / leads of all channels",
          "The part of marketing labour that the channel's leads carry."),
    _flow("tools", "Marketing tools", units.MONEY_PER_MONTH, COSTS, "marketing_technology × leads / leads of all channels",
          "The part of marketing tools that the channel's leads carry."),
    _flow("overhead", "Marketing overhead", units.MONEY_PER_MONTH, COSTS,
          "marketing_general × leads / leads of all channels", "The part of marketing overhead that the channel's leads carry."),
    ChannelMeasure("investment", "Investment", units.MONEY_PER_MONTH, COSTS, "spend + people + tools + overhead",
                   "Programme spend with the marketing people, tools and overhead that the channel's leads carry.",
                   lambda read: read("spend") + read("people") + read("tools") + read("overhead")),
    _flow("sales", "Sales people", units.MONEY_PER_MONTH, COSTS, "sales_team × sqls / sqls of all channels",
          "The part of sales labour that the channel's SQLs carry."),
    _flow("commissions", "Commissions", units.MONEY_PER_MONTH, COSTS, "new_mrr × 12 × commission_rate",
          "Commissions on the channel's new MRR."),
    ChannelMeasure("acquisition_cost", "Sales and marketing", units.MONEY_PER_MONTH, COSTS, "investment + sales + commissions",
                   "All cost of winning the channel's customers; over all channels it is the company's.",
                   lambda read: read("investment") + read("sales") + read("commissions")),
    # Economics
    ChannelMeasure("cost_per_lead", "Cost per lead", units.MONEY, ECONOMICS, "investment / leads",
                   "Programme spend, marketing people, tools and overhead for a lead.",
                   lambda read: ratio(read("investment"), read("leads")), "down", "it has no leads",
                   benchmarks=MEASURES["cost_per_lead"].benchmarks),
    ChannelMeasure("cac_paid", "CAC, paid", units.MONEY_PER_ACCOUNT, ECONOMICS, "spend / new_customers",
                   "Programme spend alone for a customer won.",
                   lambda read: economics.cac(read("spend"), read("new_customers")), "down", _NO_CUSTOMERS),
    ChannelMeasure("cac", "CAC", units.MONEY_PER_ACCOUNT, ECONOMICS, "acquisition_cost / new_customers",
                   "All cost of winning a customer, fully loaded: spend, marketing people, tools and overhead by leads, "
                   "sales people by SQLs, commissions by new MRR.",
                   lambda read: economics.cac(read("acquisition_cost"), read("new_customers")), "down", _NO_CUSTOMERS),
    ChannelMeasure("ltv", "LTV", units.MONEY_PER_ACCOUNT, ECONOMICS,
                   "profit × (1 - (1 - churn)^ltv_horizon) / churn, profit = arpu × arpu_index × (1 - payment_fee_rate) - account_cost, "
                   "churn = min(1, churn_rate × churn_index)",
                   "Gross profit of the months of a customer's life that the LTV horizon counts, of all of them where it is 0, at the "
                   "channel's price and churn.",
                   lambda read: economics.ltv(read("given profit"), read("given churn"), read("given ltv_horizon")), "up",
                   never="its customers never leave"),
    ChannelMeasure("ltv_to_cac", "LTV:CAC", units.RATIO, ECONOMICS, "ltv / cac",
                   "Lifetime gross profit for each 1 spent on winning the channel's customers.",
                   lambda read: economics.ltv_to_cac(read("ltv"), read("cac")), "up",
                   f"there is no CAC: {_NO_CUSTOMERS}, or winning them cost nothing", "its customers never leave",
                   MEASURES["ltv_to_cac"].benchmarks),
    ChannelMeasure("payback", "CAC payback", units.MONTHS, ECONOMICS,
                   "ln(1 - cac × churn / profit) / ln(1 - churn), profit = arpu × arpu_index × (1 - payment_fee_rate) - account_cost, "
                   "churn = min(1, churn_rate × churn_index)",
                   "Months until the channel's customers, some of whom leave on the way, have paid their CAC.",
                   lambda read: economics.payback(read("cac"), np.ones(1), read("given profit")[None], read("given churn")[None]),
                   "down", _NO_CUSTOMERS, "a customer earns less over its lifetime than it cost to win",
                   MEASURES["payback"].benchmarks, "never"),
    ChannelMeasure("roi", "ROI, year 1", units.SHARE, ECONOMICS, "(revenue - investment) / investment",
                   "First-year revenue of the channel's customers, less its investment, for each unit of it.",
                   lambda read: ratio(read("revenue") - read("investment"), read("investment")), "up",
                   "nothing is invested in it"),
    # What the next money buys
    ChannelMeasure("marginal_cac", "Marginal CAC", units.MONEY_PER_ACCOUNT, NEXT,
                   "extra sales_and_marketing / extra new_customers of the company when the channel's spend rises by 1 %",
                   "What the next customer costs when this channel gets more, where the average hides diminishing returns.",
                   lambda read: _each(read, "more"), "down", f"it has no spend to raise, or {_NOBODY_MORE}"),
    ChannelMeasure("next_visitors", "Next 1,000: visitors", _COUNT, NEXT, "extra visitors for 1,000 more a month",
                   "Visitors of months 1 to 12 that 1,000 more a month in this channel brings.",
                   lambda read: read("next visitors"), "up", "marketing spend is as high as it can be"),
    ChannelMeasure("next_leads", "Next 1,000: leads", _COUNT, NEXT, "extra leads for 1,000 more a month",
                   "Leads of months 1 to 12 that 1,000 more a month in this channel brings.",
                   lambda read: read("next leads"), "up", "marketing spend is as high as it can be"),
    ChannelMeasure("next_customers", "Next 1,000: customers", units.ACCOUNTS_PER_MONTH, NEXT,
                   "extra new_customers of the company for 1,000 more a month",
                   "Customers of months 1 to 12 that 1,000 more a month in this channel brings.",
                   lambda read: read("next new_customers"), "up", "marketing spend is as high as it can be"),
    ChannelMeasure("next_mrr", "Next 1,000: MRR, month 12", units.MONEY_PER_MONTH, NEXT,
                   "extra mrr of month 12 for 1,000 more a month",
                   "MRR in month 12 that 1,000 more a month in this channel brings.",
                   lambda read: read("next mrr"), "up", "marketing spend is as high as it can be"),
    ChannelMeasure("next_cac", "Next 1,000: cost per customer", units.MONEY_PER_ACCOUNT, NEXT,
                   "extra sales_and_marketing / extra new_customers for 1,000 more a month",
                   "What a customer costs that 1,000 more a month in this channel wins.",
                   lambda read: _each(read, "next"), "down", _NOBODY_MORE),
)  # fmt: skip

CHANNEL_MEASURES: dict[str, ChannelMeasure] = {measure.name: measure for measure in _CHANNEL_MEASURES}
"""Every figure of a channel by name."""

MOTION_MEASURES = ("visitors", "leads", "new_customers", "revenue", "spend", "people", "tools", "overhead", "investment",
                   "cost_per_lead", "cac_paid", "roi")  # fmt: skip
"""Figures that can be read for all inbound or all outbound channels together."""


def _share(read: Reader, name: str) -> Floats:
    part = read(name)
    return ratio(part, np.full(part.shape, part.sum()))


def _each(read: Reader, step: str) -> Floats:
    """Extra sales and marketing for each extra customer, of one of the two steps; people and tools stay as they are.

    None where that wins the company nobody more, as `marginal_cac` of the company has it.
    """
    won = read(f"{step} new_customers")
    somebody = won > NOBODY_MORE * read("new_customers").sum()
    return np.where(somebody, ratio(read(f"{step} sales_and_marketing"), won), math.nan)


class ChannelEconomics(Mapping[str, Floats]):
    """Every figure of CHANNEL_MEASURES by name, each computed when it is asked for; see `channel_economics`.

    `economics["cac"]` has one number a channel, in the scenario's order; `economics.of("Social")` is
    one channel's figures, `economics.frame` all of them as a table.
    """

    def __init__(self, p: Projection):
        self._p = p
        self.channels = tuple(channel.name for channel in p.scenario.channels)
        self._read: dict[str, Floats] = {}

    def __getitem__(self, name: str) -> Floats:
        if name not in CHANNEL_MEASURES:
            raise KeyError(f"{name!r} is not a figure of a channel; known are {', '.join(CHANNEL_MEASURES)}")
        return self._figure(name)

    def __iter__(self) -> Iterator[str]:
        return iter(CHANNEL_MEASURES)

    def __len__(self) -> int:
        return len(CHANNEL_MEASURES)

    def of(self, channel: str) -> dict[str, float]:
        """One channel's figures by name; KeyError where there is no such channel."""
        if channel not in self.channels:
            raise KeyError(f"there is no channel {channel!r}; there are {', '.join(self.channels)}")
        k = self.channels.index(channel)
        return {name: float(self[name][k]) for name in CHANNEL_MEASURES}

    @cached_property
    def frame(self) -> pd.DataFrame:
        """A row a channel, a column a figure."""
        return pd.DataFrame(
            {name: self[name] for name in CHANNEL_MEASURES}, index=pd.Index(self.channels, name="channel")
        )

    def by_motion(self) -> dict[str, dict[str, float]]:
        """MOTION_MEASURES of all inbound and of all outbound channels: sums, and ratios of sums."""
        made: dict[str, dict[str, float]] = {}
        for motion in MOTIONS:
            of = np.array([channel.motion == motion for channel in self._p.scenario.channels])
            read = partial(self._of_some, of, {})
            made[motion] = {name: float(read(name)[0]) for name in MOTION_MEASURES}
        return made

    def _of_some(self, of: NDArray[np.bool_], sums: dict[str, Floats], name: str) -> Floats:
        """A figure of some channels together; `sums` keeps what was read. (A closure that called itself would keep itself.)"""
        if name not in sums:
            known = CHANNEL_MEASURES.get(name)
            read = partial(self._of_some, of, sums)
            sums[name] = known.of(read) if known else np.sum(self._figure(name)[of], keepdims=True)
        return sums[name]

    def _figure(self, name: str) -> Floats:
        """A declared figure, or one of those that declared figures are made of."""
        if name not in self._read:
            with np.errstate(all="ignore"):
                if name in CHANNEL_MEASURES:
                    figure = np.asarray(CHANNEL_MEASURES[name].of(self._figure), dtype=np.float64)
                else:
                    kind, _, of = name.partition(" ")
                    figure = self._given(of) if kind == "given" else self._steps[kind][of]
            figure.flags.writeable = False
            self._read[name] = figure
        return self._read[name]

    def _year(self, name: str) -> Floats:
        """A series of each channel in months 1 to 12: (channels, months)."""
        return np.array([self._p.channels[channel][name][:YEAR] for channel in self.channels])

    def _split(self, cost: str, by: str) -> Floats:
        """A cost of the company split by the month's count, equally in a month without any."""
        p = self._p
        return p[cost][:YEAR] * quotient(self._year(by), p[by][:YEAR], 1 / len(self.channels))

    def _given(self, name: str) -> Floats:
        """What the projection itself knows of each channel."""
        p = self._p
        match name:
            case "mrr_end":
                return np.array([p.channels[channel]["mrr"][-1] for channel in self.channels])
            case "company_mrr_end":
                return np.full(len(self.channels), p["mrr"][-1])
            case "revenue":
                return self._year("mrr").sum(axis=1)
            case "engaged_visits":
                return self._figure("visitors") * (1 - self._figure("given bounce_rate"))
            case "people":
                return self._split("marketing_labour", "leads").sum(axis=1)
            case "tools":
                return self._split("marketing_technology", "leads").sum(axis=1)
            case "overhead":
                return self._split("marketing_general", "leads").sum(axis=1)
            case "sales":
                return self._split("sales_team", "sqls").sum(axis=1)
            case "commissions":
                return self._figure("new_mrr") * 12 * p.lever.commission_rate
            case "profit":
                return p.mix.profit
            case "churn":
                return p.mix.churn_rate
            case "ltv_horizon":
                return np.full(len(self.channels), p.lever.ltv_horizon)
            case "bounce_rate" | "click_through_rate":
                return np.array([getattr(own, name) for own in p.terms])
        return self._year(name).sum(axis=1)

    @cached_property
    def _steps(self) -> dict[str, dict[str, Floats]]:
        """What the company gains when a channel gets 1 % more ("more") and 1,000 more ("next"); NaN without a step."""
        spend = self._p.lever.marketing_spend
        own = spend * np.array([channel.spend_share for channel in self._p.scenario.channels])
        most = MAX_MONEY - spend
        steps = {"more": ONE_PER_CENT * own, "next": np.full(len(own), THOUSAND)}
        return {name: self._gained(np.minimum(step, most)) for name, step in steps.items()}

    def _gained(self, step: Floats) -> dict[str, Floats]:
        """What comes of so much more spend in each channel by itself, from month 1 on and growing with spend."""
        lever, own = self._p.lever, ledger.stacked(self._p.terms)
        names = ("visitors", "leads", "new_customers", "sales_and_marketing")
        gained: dict[str, Floats] = dict.fromkeys(names, np.zeros((len(step), 1)))
        before: Part[Number] = Part()
        before.customers = before.mrr = np.zeros((len(step), 1))
        for (now,) in ledger.acquired_with_more(lever, [own], [step[:, None]], min(YEAR, self._p.months)):
            ledger.retain(now, before, lever, own.churn_rate)
            gained = {name: so_far + getattr(now, name) for name, so_far in gained.items()}
            before = now
        gained["mrr"] = before.mrr
        return {name: np.where(step > 0, amounts[:, 0], math.nan) for name, amounts in gained.items()}


def channel_economics(p: Projection) -> ChannelEconomics:
    """Every figure of each channel of one projected scenario.

    A company spends 1,000 a month on one channel and wins its customers there: the channel's
    figures are the company's.

    >>> from model import Scenario, project, summarize
    >>> p = project(Scenario(marketing_spend=1000))
    >>> bool(np.isclose(channel_economics(p)["cac"][0], summarize(p)["cac"]))
    True
    """
    return ChannelEconomics(p)
