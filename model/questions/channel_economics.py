"""Which channel earns its money: every figure of one channel, declared once with how it is computed.

A figure is that of months 1 to 12 (or the horizon, if shorter); `mrr_end` is that of the horizon's
last month. Cost is split so that the parts of all channels sum to the company's: programme spend
by channel, marketing people, tools and overhead by the month's leads, sales people by its SQLs
(both equally where there are none), commissions by new MRR.

What the next money buys is what comes of 1 % more spend in a channel, and of 1,000 a month more.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from model import ledger, units
from model import unit_economics as economics
from model.arithmetic import Number, quotient, ratio
from model.declaring import Declared, Good
from model.formulas import of_a_channel
from model.levers import MAX_MONEY
from model.measures import MEASURES
from model.mix import YEAR
from model.outcomes import NOBODY_MORE, ONE_PER_CENT
from model.projection import Floats, Projection
from model.quantities import Part
from model.scenario import MOTIONS
from model.units import Unit

THOUSAND = 1_000.0
"""Money a month that `next_…` figures add to one channel in month 1; it grows with marketing spend after that."""


@dataclass(frozen=True)
class Gained:
    """What the company gains when one channel gets more spend, for each channel; NaN where it cannot get more.

    Visitors, leads, customers, and sales and marketing of months 1 to 12, and MRR in the last of these.
    """

    visitors: Floats
    leads: Floats
    new_customers: Floats
    sales_and_marketing: Floats
    mrr: Floats


class ChannelMeasure(Declared["Figures"]):
    """One figure of a channel, computed for all channels at once from other figures."""


def _kept(name: str, label: str, unit: Unit, group: str, help: str, good: Good = "") -> ChannelMeasure:
    """A quantity of the channel's month, which writes its formula."""
    return ChannelMeasure(name, label, unit, group, of_a_channel()[name], help, lambda of: of.year(name), good)


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
                   "How often the channel was seen.", lambda of: ratio(of["visitors"], of.click_through_rate),
                   "up", undefined=_NO_RATE),
    ChannelMeasure("clicks", "Clicks", _COUNT, TRAFFIC, "impressions × click_through_rate",
                   "Impressions that clicked: the channel's visitors, where its click-through rate is known.",
                   lambda of: np.where(of.click_through_rate > 0, of["visitors"], math.nan),
                   "up", undefined=_NO_RATE),
    ChannelMeasure("engaged_visits", "Engaged visits", _COUNT, TRAFFIC, "visitors × (1 - bounce_rate)",
                   "Visits that do not leave at once.",
                   lambda of: of["visitors"] * (1 - of.bounce_rate), "up"),
    ChannelMeasure("bounces", "Bounce rate", units.SHARE, TRAFFIC, "1 - engaged_visits / visitors",
                   "Visits that leave at once.",
                   lambda of: np.where(of["visitors"] > 0, of.bounce_rate, math.nan), "down",
                   undefined="it has no visitors"),
    # Results
    _kept("leads", "Leads", _COUNT, RESULTS,
          "Visitors and contacts of the channel who raise a hand.", "up"),
    _kept("sqls", "SQLs", _COUNT, RESULTS,
          "Sales qualified leads of the channel.", "up"),
    _kept("new_customers", "New customers", units.ACCOUNTS_PER_MONTH, RESULTS,
          "Customers won through the channel.", "up"),
    _kept("new_mrr", "New MRR", units.MONEY_PER_MONTH, RESULTS,
          "MRR of the customers won through the channel.", "up"),
    ChannelMeasure("revenue", "Revenue", units.MONEY_PER_MONTH, RESULTS, "mrr",
                   "Revenue from customers won through the channel since month 0.",
                   lambda of: of.year("mrr"), "up"),
    ChannelMeasure("mrr_end", "MRR at the end", units.MONEY_PER_MONTH, RESULTS, "mrr of the last month",
                   "MRR at the end of the horizon from customers won through the channel.",
                   lambda of: of.mrr_end, "up"),
    # Mix
    ChannelMeasure("visitors_share", "Of visitors", units.SHARE, MIX, "visitors / visitors of all channels",
                   "The channel's share of all visitors.", lambda of: _share(of, "visitors"), "",
                   undefined="there are no visitors"),
    ChannelMeasure("leads_share", "Of leads", units.SHARE, MIX, "leads / leads of all channels",
                   "The channel's share of all leads.", lambda of: _share(of, "leads"), "", undefined="there are no leads"),
    ChannelMeasure("customers_share", "Of new customers", units.SHARE, MIX, "new_customers / new_customers of all channels",
                   "The channel's share of all customers won.", lambda of: _share(of, "new_customers"), "",
                   undefined="nobody was won in months 1 to 12"),
    ChannelMeasure("mrr_share", "Of MRR at the end", units.SHARE, MIX, "mrr_end / MRR of the company at the end",
                   "The channel's share of the MRR at the end; what is left to 1 is from the customers of today.",
                   lambda of: ratio(of["mrr_end"], np.full(len(of.p.terms), of.p["mrr"][-1])), "", undefined="there is no MRR at the end"),
    # Costs
    _kept("spend", "Programme spend", units.MONEY_PER_MONTH, COSTS,
          "The channel's part of marketing spend: ads, distribution, content bought."),
    ChannelMeasure("people", "Marketing people", units.MONEY_PER_MONTH, COSTS, "marketing_labour × leads / leads of all channels",
                   "The part of marketing labour that the channel's leads carry.",
                   lambda of: of.carried("marketing_labour", "leads")),
    ChannelMeasure("tools", "Marketing tools", units.MONEY_PER_MONTH, COSTS, "marketing_technology × leads / leads of all channels",
                   "The part of marketing tools that the channel's leads carry.",
                   lambda of: of.carried("marketing_technology", "leads")),
    ChannelMeasure("overhead", "Marketing overhead", units.MONEY_PER_MONTH, COSTS,
                   "marketing_general × leads / leads of all channels", "The part of marketing overhead that the channel's leads carry.",
                   lambda of: of.carried("marketing_general", "leads")),
    ChannelMeasure("investment", "Investment", units.MONEY_PER_MONTH, COSTS, "spend + people + tools + overhead",
                   "Programme spend with the marketing people, tools and overhead that the channel's leads carry.",
                   lambda of: of["spend"] + of["people"] + of["tools"] + of["overhead"]),
    ChannelMeasure("sales", "Sales people", units.MONEY_PER_MONTH, COSTS, "sales_team × sqls / sqls of all channels",
                   "The part of sales labour that the channel's SQLs carry.",
                   lambda of: of.carried("sales_team", "sqls")),
    ChannelMeasure("commissions", "Commissions", units.MONEY_PER_MONTH, COSTS, "new_mrr × 12 × commission_rate",
                   "Commissions on the channel's new MRR.",
                   lambda of: of["new_mrr"] * 12 * of.p.lever.commission_rate),
    ChannelMeasure("acquisition_cost", "Sales and marketing", units.MONEY_PER_MONTH, COSTS, "investment + sales + commissions",
                   "All cost of winning the channel's customers; over all channels it is the company's.",
                   lambda of: of["investment"] + of["sales"] + of["commissions"]),
    # Economics
    ChannelMeasure("cost_per_lead", "Cost per lead", units.MONEY, ECONOMICS, "investment / leads",
                   "Programme spend, marketing people, tools and overhead for a lead.",
                   lambda of: ratio(of["investment"], of["leads"]), "down", undefined="it has no leads",
                   benchmarks=MEASURES["cost_per_lead"].benchmarks),
    ChannelMeasure("cac_paid", "CAC, paid", units.MONEY_PER_ACCOUNT, ECONOMICS, "spend / new_customers",
                   "Programme spend alone for a customer won.",
                   lambda of: economics.cac(of["spend"], of["new_customers"]), "down", undefined=_NO_CUSTOMERS),
    ChannelMeasure("cac", "CAC", units.MONEY_PER_ACCOUNT, ECONOMICS, "acquisition_cost / new_customers",
                   "All cost of winning a customer, fully loaded: spend, marketing people, tools and overhead by leads, "
                   "sales people by SQLs, commissions by new MRR.",
                   lambda of: economics.cac(of["acquisition_cost"], of["new_customers"]), "down", undefined=_NO_CUSTOMERS),
    ChannelMeasure("ltv", "LTV", units.MONEY_PER_ACCOUNT, ECONOMICS,
                   "profit × (1 - (1 - churn)^ltv_horizon) / churn, profit = arpu × arpu_index × (1 - payment_fee_rate) - account_cost, "
                   "churn = min(1, churn_rate × churn_index)",
                   "Gross profit of the months of a customer's life that the LTV horizon counts, of all of them where it is 0, at the "
                   "channel's price and churn.",
                   lambda of: economics.ltv(of.p.mix.profit, of.p.mix.churn_rate, of.p.lever.ltv_horizon), "up",
                   never="its customers never leave"),
    ChannelMeasure("ltv_to_cac", "LTV:CAC", units.RATIO, ECONOMICS, "ltv / cac",
                   "Lifetime gross profit for each 1 spent on winning the channel's customers.",
                   lambda of: economics.ltv_to_cac(of["ltv"], of["cac"]), "up",
                   undefined=f"there is no CAC: {_NO_CUSTOMERS}, or winning them cost nothing", never="its customers never leave",
                   benchmarks=MEASURES["ltv_to_cac"].benchmarks),
    ChannelMeasure("payback", "CAC payback", units.MONTHS, ECONOMICS,
                   "ln(1 - cac × churn / profit) / ln(1 - churn), profit = arpu × arpu_index × (1 - payment_fee_rate) - account_cost, "
                   "churn = min(1, churn_rate × churn_index)",
                   "Months until the channel's customers, some of whom leave on the way, have paid their CAC.",
                   lambda of: economics.payback(of["cac"], np.ones(1), of.p.mix.profit[None], of.p.mix.churn_rate[None]),
                   "down", undefined=_NO_CUSTOMERS, never="a customer earns less over its lifetime than it cost to win",
                   benchmarks=MEASURES["payback"].benchmarks, endless="never"),
    ChannelMeasure("roi", "ROI, year 1", units.SHARE, ECONOMICS, "(revenue - investment) / investment",
                   "First-year revenue of the channel's customers, less its investment, for each unit of it.",
                   lambda of: ratio(of["revenue"] - of["investment"], of["investment"]), "up",
                   undefined="nothing is invested in it"),
    # What the next money buys
    ChannelMeasure("marginal_cac", "Marginal CAC", units.MONEY_PER_ACCOUNT, NEXT,
                   "extra sales_and_marketing / extra new_customers of the company when the channel's spend rises by 1 %",
                   "What the next customer costs when this channel gets more, where the average hides diminishing returns.",
                   lambda of: _each(of, of.more), "down", undefined=f"it has no spend to raise, or {_NOBODY_MORE}"),
    ChannelMeasure("next_visitors", "Next 1,000: visitors", _COUNT, NEXT, "extra visitors for 1,000 more a month",
                   "Visitors of months 1 to 12 that 1,000 more a month in this channel brings.",
                   lambda of: of.next.visitors, "up", undefined="marketing spend is as high as it can be"),
    ChannelMeasure("next_leads", "Next 1,000: leads", _COUNT, NEXT, "extra leads for 1,000 more a month",
                   "Leads of months 1 to 12 that 1,000 more a month in this channel brings.",
                   lambda of: of.next.leads, "up", undefined="marketing spend is as high as it can be"),
    ChannelMeasure("next_customers", "Next 1,000: customers", units.ACCOUNTS_PER_MONTH, NEXT,
                   "extra new_customers of the company for 1,000 more a month",
                   "Customers of months 1 to 12 that 1,000 more a month in this channel brings.",
                   lambda of: of.next.new_customers, "up", undefined="marketing spend is as high as it can be"),
    ChannelMeasure("next_mrr", "Next 1,000: MRR, month 12", units.MONEY_PER_MONTH, NEXT,
                   "extra mrr of month 12 for 1,000 more a month",
                   "MRR in month 12 that 1,000 more a month in this channel brings.",
                   lambda of: of.next.mrr, "up", undefined="marketing spend is as high as it can be"),
    ChannelMeasure("next_cac", "Next 1,000: cost per customer", units.MONEY_PER_ACCOUNT, NEXT,
                   "extra sales_and_marketing / extra new_customers for 1,000 more a month",
                   "What a customer costs that 1,000 more a month in this channel wins.",
                   lambda of: _each(of, of.next), "down", undefined=_NOBODY_MORE),
)  # fmt: skip

CHANNEL_MEASURES: dict[str, ChannelMeasure] = {measure.name: measure for measure in _CHANNEL_MEASURES}
"""Every figure of a channel by name."""

MOTION_MEASURES = ("visitors", "leads", "new_customers", "revenue", "spend", "people", "tools", "overhead", "investment",
                   "cost_per_lead", "cac_paid", "roi")  # fmt: skip
"""Figures that can be read for all inbound or all outbound channels together."""


def _share(of: Figures, name: str) -> Floats:
    part = of[name]
    return ratio(part, np.full(part.shape, part.sum()))


def _each(of: Figures, gained: Gained) -> Floats:
    """Extra sales and marketing for each extra customer, of one of the two steps; people and tools stay as they are.

    None where that wins the company nobody more, as `marginal_cac` of the company has it.
    """
    somebody = gained.new_customers > NOBODY_MORE * of["new_customers"].sum()
    return np.where(somebody, ratio(gained.sales_and_marketing, gained.new_customers), math.nan)


class Figures(Mapping[str, Floats]):
    """Every figure of CHANNEL_MEASURES by name, each computed when it is asked for, and what they are made of."""

    p: Projection

    def __init__(self, p: Projection):
        self.p = p
        self._read: dict[str, Floats] = {}

    def __getitem__(self, name: str) -> Floats:
        if name not in CHANNEL_MEASURES:
            raise KeyError(f"{name!r} is not a figure of a channel; known are {', '.join(CHANNEL_MEASURES)}")
        if name not in self._read:
            with np.errstate(all="ignore"):
                figure = np.asarray(CHANNEL_MEASURES[name].overall(self), dtype=np.float64)
            figure.flags.writeable = False
            self._read[name] = figure
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(CHANNEL_MEASURES)

    def __len__(self) -> int:
        return len(CHANNEL_MEASURES)

    def _by_month(self, name: str) -> Floats:
        """A series of each channel in months 1 to 12: (channels, months)."""
        return np.array([series[name][:YEAR] for series in self.p.channels.values()])

    def year(self, name: str) -> Floats:
        """The sum of a series of each channel over months 1 to 12."""
        return self._by_month(name).sum(axis=1)

    def carried(self, cost: str, by: str) -> Floats:
        """What each channel carries of a cost of the company: split by the month's count, equally in a month without any."""
        p = self.p
        split = p[cost][:YEAR] * quotient(self._by_month(by), p[by][:YEAR], 1 / len(p.channels))
        return split.sum(axis=1)

    @property
    def mrr_end(self) -> Floats:
        """MRR of each channel in the horizon's last month."""
        return np.array([series["mrr"][-1] for series in self.p.channels.values()])

    @property
    def bounce_rate(self) -> Floats:
        """Share of each channel's visits that leave at once."""
        return np.array([own.bounce_rate for own in self.p.terms])

    @property
    def click_through_rate(self) -> Floats:
        """Share of each channel's impressions that click; 0 is unknown."""
        return np.array([own.click_through_rate for own in self.p.terms])

    @cached_property
    def more(self) -> Gained:
        """What 1 % more spend in each channel gains the company."""
        spend = self.p.lever.marketing_spend * np.array([own.spend_share for own in self.p.terms])
        return self._gained(ONE_PER_CENT * spend)

    @cached_property
    def next(self) -> Gained:
        """What a thousand a month more in each channel gains the company."""
        return self._gained(np.full(len(self.p.terms), THOUSAND))

    def _gained(self, wanted: Floats) -> Gained:
        """What comes of so much more spend in each channel by itself, from month 1 on and growing with spend."""
        lever, own = self.p.lever, ledger.stacked(self.p.terms)
        step = np.minimum(wanted, MAX_MONEY - lever.marketing_spend)
        names = ("visitors", "leads", "new_customers", "sales_and_marketing")
        gained: dict[str, Floats] = dict.fromkeys(names, np.zeros((len(step), 1)))
        before: Part[Number] = Part()
        before.customers = before.mrr = np.zeros((len(step), 1))
        for (now,) in ledger.acquired_with_more(lever, [own], [step[:, None]], min(YEAR, self.p.months)):
            ledger.retain(now, before, lever, own.churn_rate)
            gained = {name: so_far + getattr(now, name) for name, so_far in gained.items()}
            before = now
        gained["mrr"] = before.mrr
        return Gained(**{name: np.where(step > 0, amounts[:, 0], math.nan) for name, amounts in gained.items()})


class _Together(Figures):
    """Figures of all channels of a motion as one: sums, and ratios of sums."""

    def __init__(self, apart: Figures, motion: str):
        super().__init__(apart.p)
        self._apart = apart
        self._members = np.array([channel.motion == motion for channel in apart.p.scenario.channels])

    def year(self, name: str) -> Floats:
        return np.sum(self._apart.year(name)[self._members], keepdims=True)

    def carried(self, cost: str, by: str) -> Floats:
        return np.sum(self._apart.carried(cost, by)[self._members], keepdims=True)


class ChannelEconomics(Figures):
    """Every figure of CHANNEL_MEASURES by name; see `channel_economics`.

    `economics["cac"]` has one number a channel, in the scenario's order; `economics.of("Social")` is
    one channel's figures, `economics.frame` all of them as a table.
    """

    def __init__(self, p: Projection):
        super().__init__(p)
        self.channels = tuple(channel.name for channel in p.scenario.channels)

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
        together = {motion: _Together(self, motion) for motion in MOTIONS}
        return {motion: {name: float(of[name][0]) for name in MOTION_MEASURES} for motion, of in together.items()}


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
