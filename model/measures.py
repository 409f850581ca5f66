"""Every monthly series, ratio and outcome, declared once with how it is computed.

A measure that is `monthly` can be read by month as `p["name"]`; every measure can be read as one
number a scenario as `summarize(p)["name"]`: a stock at the end of the horizon, a flow or a ratio of
flows over months 1 to 12 (or the horizon, if shorter), anything else as its formula says.

Formulas name other declared names, so that a reader can follow them and the app can fill in the
live numbers. Undefined is NaN, never is inf; `undefined` and `never` say why.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from model import ledger, units
from model import unit_economics as economics
from model.arithmetic import Number, quotient, ratio, total
from model.formulas import of_the_company
from model.levers import Benchmark, Levers
from model.mix import YEAR, Mix, trailing
from model.months import Floats, Months
from model.quantities import DECLARED, Terms
from model.units import Unit

Good = Literal["up", "down", ""]


@dataclass(frozen=True)
class Measure:
    """One outcome: what it means, its formula and unit, which way is good, and how it is computed.

    `by_month` computes the series (None: not monthly, or kept by the ledger when `monthly`), and
    `overall` the one number for a scenario. `trend` is the series that stands behind an outcome.
    `endless` is how an infinite value is said. `of_year` marks a series whose one number is that of
    months 1 to 12 together, `stock` one that is a position at the end of each month. `each` is what
    one channel adds to a sum over channels, in its own `share` of the customers won, `price`,
    `profit` and `churn`.
    """

    name: str
    label: str
    unit: Unit
    group: str
    formula: str
    help: str
    overall: Callable[[Months], Number]
    good: Good = ""
    monthly: bool = False
    by_month: Callable[[Months], Floats] | None = None
    source: str = ""
    undefined: str = ""
    never: str = ""
    benchmarks: tuple[Benchmark, ...] = ()
    endless: str = "∞"
    of_year: bool = False
    stock: bool = False
    trend: Callable[[Months], Floats] | None = None
    each: str = ""


# How a series becomes one number, and what formulas read.


def months_counted(p: Months) -> int:
    """How many months the first-year figures cover: 12, or the horizon if it is shorter."""
    return min(YEAR, p.months)


def first_year(p: Months, name: str) -> Number:
    """Sum of a series over months 1 to 12, or the horizon if it is shorter."""
    return p[name][..., :YEAR].sum(axis=-1)


def last(p: Months, name: str) -> Number:
    """A series in its last month."""
    return p[name][..., -1]


def before(p: Months, name: str, months: int = 1) -> Floats:
    """A stock some months earlier: month 0 is the opening, NaN before that."""
    series = p[name]
    out = np.full(series.shape, math.nan)
    if months <= p.months:
        out[..., months - 1] = p.opening(name)
        out[..., months:] = series[..., :-months]
    return out


def _ledgers(
    name: str, label: str, group: str, good: Good, overall: Callable[[Months], Number], stock: bool
) -> Measure:
    """A quantity of the ledger: unit and meaning are declared there, and the month writes its formula."""
    declared = DECLARED[name]
    formula = of_the_company()[name]
    return Measure(name, label, declared["unit"], group, formula, declared["meaning"], overall, good, True, stock=stock)


def _stock(name: str, label: str, group: str, good: Good = "") -> Measure:
    """A quantity of the ledger that is a position: its one number is that of the last month."""
    return _ledgers(name, label, group, good, lambda p: last(p, name), stock=True)


def _kept(name: str, label: str, group: str, good: Good = "") -> Measure:
    """A quantity of the ledger that flows in a month: its one number is the sum of months 1 to 12."""
    return _ledgers(name, label, group, good, lambda p: first_year(p, name), stock=False)


def _flow(name: str, label: str, unit: Unit, group: str, formula: str, help: str, good: Good = "",
          by_month: Callable[[Months], Floats] | None = None, **more: Any) -> Measure:  # fmt: skip
    """A series that flows in a month: its one number is the sum of months 1 to 12."""
    return Measure(name, label, unit, group, formula, help, lambda p: first_year(p, name), good, True, by_month, **more)


Reader = Callable[[str], Any]


def _ratio(name: str, label: str, unit: Unit, group: str, formula: str, help: str,
           of: Callable[[Reader], Number], good: Good, undefined: str, **more: Any) -> Measure:  # fmt: skip
    """A ratio of flows: by month of the month's figures, overall of the sums of months 1 to 12."""
    return Measure(
        name, label, unit, group, formula, help,
        lambda p: of(lambda flow: first_year(p, flow)), good, True, lambda p: of(p.__getitem__),
        undefined=undefined,
        of_year=True, **more,
    )  # fmt: skip


def _at_end(name: str, label: str, unit: Unit, formula: str, help: str,
            by_month: Callable[[Months], Floats], good: Good, undefined: str, **more: Any) -> Measure:  # fmt: skip
    """A ratio that looks back: its one number is that of the last month."""
    return Measure(name, label, unit, RATIOS, formula, help, lambda p: last(p, name), good, True, by_month,
                   undefined=undefined, **more)  # fmt: skip


# Monthly ratios that look back.


def _revenue_kept(p: Months) -> Floats:
    return 1 - ratio(p["churned_mrr"] + p["contraction_mrr"], before(p, "mrr"))


def _net_retention(p: Months) -> Floats:
    return _revenue_kept(p) + ratio(p["expansion_mrr"], before(p, "mrr"))


def _year_of(by_month: Callable[[Months], Floats]) -> Callable[[Months], Number]:
    return lambda p: np.prod(by_month(p)[..., :YEAR], axis=-1)


def _trailing(series: Floats, window: int, lag: int = 0) -> Floats:
    """Sum of the `window` months that end `lag` months ago; NaN before there are that many."""
    sums = np.full(series.shape, math.nan)
    if series.shape[-1] >= window + lag:
        windows = np.lib.stride_tricks.sliding_window_view(series, window, axis=-1).sum(axis=-1)
        sums[..., window - 1 + lag :] = windows[..., : windows.shape[-1] - lag]
    return sums


def _magic_number(p: Months) -> Floats:
    revenue = p["revenue"]
    gained = np.full(revenue.shape, math.nan)
    gained[..., 3:] = revenue[..., 3:] - revenue[..., :-3]  # month by month: what does not change gains exactly nothing
    gained = _trailing(gained, 3)
    return ratio(4 * gained, _trailing(p["sales_and_marketing"], 3, lag=3))


def _while_burning(burned: Number, gained: Number) -> Number:
    return np.where((burned > 0) & (gained > 0), ratio(burned, gained), math.nan)


def _burn_multiple(s: Reader) -> Number:
    """From the flows that make the ARR gained: the difference of two ARRs would be rounding where nothing is."""
    gained = 12 * ((s("new_mrr") - s("churned_mrr")) + (s("expansion_mrr") - s("contraction_mrr")))
    return _while_burning(-s("net_cash_flow"), gained)


def _rule_of_40(p: Months) -> Floats:
    growth = ratio(p["mrr"], before(p, "mrr", YEAR)) - 1
    return growth + ratio(_trailing(p["net_cash_flow"], YEAR), _trailing(p["revenue"], YEAR))


def _lead_velocity(p: Months) -> Floats:
    mqls = p["mqls"]
    growth = np.full(mqls.shape, math.nan)
    growth[..., 1:] = ratio(mqls[..., 1:], mqls[..., :-1]) - 1
    return growth


# Inbound against outbound.


def _added(p: Months, parts: Iterable[Floats]) -> Floats:
    """The sum of series; exactly 0 where there are none."""
    return sum(parts, np.zeros((p.months,) if p.rows is None else (p.rows, p.months)))


def _where_known(p: Months, of: Callable[[Floats, Floats], Floats]) -> Floats:
    """Sum over channels of `of(visitors, click_through_rate)`; NaN where no channel's rate is known.

    `of` gives 0 where the rate is 0, which stands for unknown.
    """
    rates = [np.expand_dims(own.click_through_rate, -1) for own in p.terms]
    known = np.any(np.broadcast_arrays(*(rate > 0 for rate in rates)), axis=0)
    pairs = zip(p.channels.values(), rates, strict=True)
    return np.where(known, _added(p, (of(month["visitors"], rate) for month, rate in pairs)), math.nan)


def _impressions(p: Months) -> Floats:
    """Impressions of the channels whose click-through rate is known."""
    return _where_known(p, lambda visitors, rate: quotient(visitors, np.broadcast_to(rate, visitors.shape), 0.0))


def _clicks(p: Months) -> Floats:
    """Visitors of the channels whose click-through rate is known."""
    return _where_known(p, lambda visitors, rate: visitors * (rate > 0))


def _engaged_visits(p: Months) -> Floats:
    stays = (1 - np.expand_dims(own.bounce_rate, -1) for own in p.terms)
    return _added(p, (month["visitors"] * share for month, share in zip(p.channels.values(), stays, strict=True)))


def _bounced(p: Months) -> Floats:
    """Visits that leave at once: summed as such, since visitors less engaged visits leave rounding behind."""
    leaves = (np.expand_dims(own.bounce_rate, -1) for own in p.terms)
    return _added(p, (month["visitors"] * share for month, share in zip(p.channels.values(), leaves, strict=True)))


def _social(p: Months) -> Floats:
    return _added(p, (month["visitors"] for name, month in p.channels.items() if "social" in name.lower()))


def _of_motion(p: Months, motion: str, name: str) -> Floats:
    """Sum of a series over the channels of a motion; exactly 0 where there are none."""
    return _added(p, (p.channels[c.name][name] for c in p.scenario.channels if c.motion == motion))


def split_by_leads(p: Months, leads: Floats, channels: int) -> Floats:
    """The part of marketing people, tools and overhead that these leads carry.

    In proportion to the month's leads; in a month without any, equally by channel.
    """
    return p["marketing_team"] * quotient(leads, p["leads"], channels / len(p.scenario.channels))


def _investment(p: Months, motion: str) -> Floats:
    members = sum(c.motion == motion for c in p.scenario.channels)
    return _of_motion(p, motion, "spend") + split_by_leads(p, _of_motion(p, motion, "leads"), members)


def _return_on(gained: Number, invested: Number) -> Number:
    return ratio(gained - invested, invested)


def _marketing_roi(p: Months) -> Number:
    beyond = p["revenue"][..., :YEAR] - np.expand_dims(p.opening("mrr"), -1)
    extra = beyond.sum(axis=-1)  # month by month: what does not change is exactly nothing
    return _return_on(extra, first_year(p, "marketing_investment"))


# Unit economics of the customers that are won.


def _account_cost(p: Months) -> Number:
    lever = p.lever
    return economics.account_cost(lever.support_cost, lever.infrastructure_cost, lever.retention_cost)


def _account_cost_by_month(p: Months) -> Floats:
    cost = np.asarray(_account_cost(p), dtype=np.float64)[..., None]
    return np.broadcast_to(cost, p["new_customers"].shape)


Of = Callable[[Mix], Number]


def _gross_margin(of: Mix) -> Number:
    return economics.gross_margin(of.mean(of.profit), of.mean(of.price))


def _ltv(of: Mix) -> Number:
    return of.mean(economics.ltv(of.profit, of.churn_rate, of.lever["ltv_horizon"]))


def _ltv_capped(of: Mix) -> Number:
    rates = (of.lever[name] for name in ("expansion_rate", "contraction_rate", "ltv_months"))
    return of.mean(economics.ltv_capped(of.profit, of.churn_rate, *rates))


def _ltv_discounted(of: Mix) -> Number:
    rates = (of.lever[name] for name in ("expansion_rate", "contraction_rate", "ltv_months", "discount_rate"))
    return of.mean(economics.ltv_discounted(of.profit, of.churn_rate, *rates))


def _cac(p: Months, cost: str = "sales_and_marketing") -> Number:
    return economics.cac(first_year(p, cost), first_year(p, "new_customers"))


def _cac_by_month(p: Months, cost: str = "sales_and_marketing") -> Floats:
    return economics.cac(trailing(p[cost]), trailing(p["new_customers"]))


def _payback_simple(cac: Number, of: Mix) -> Number:
    return economics.payback_simple(cac, of.mean(of.profit))


def _payback(cac: Number, of: Mix) -> Number:
    return economics.payback(cac, of.weights, of.profit, of.churn_rate)


ONE_PER_CENT = 0.01


def extra_with_more(
    lever: Levers[Number], terms: Sequence[Terms[Number]], more: Number, months: int, rows: int | None = None
) -> tuple[Floats, Floats]:
    """Extra cost and extra customers by month when marketing spend is so much higher in month 1, and grows as it does.

    `more` is money/month, one number or one for each of the `rows`. People and tools stay as they are.
    """
    channels = terms if rows is None else [ledger.stacked(terms)]
    with np.errstate(all="ignore"):
        gains = [ledger.acquired_with_more(lever, own, more * own.spend_share, months) for own in channels]
        by_month = [
            (total([k.sales_and_marketing for k in month]), total([k.new_customers for k in month]))
            for month in zip(*gains, strict=True)
        ]
    shape = () if rows is None else (rows,)
    cost, won = (
        np.stack([np.broadcast_to(each, shape) for each in series], -1) for series in zip(*by_month, strict=True)
    )
    return cost, won


def _marginal(p: Months, months: int, over: Callable[[Floats], Number]) -> Number:
    """Extra cost for each extra customer when marketing spend is 1 % higher, `over` some of the months of a series."""
    cost, won = map(over, extra_with_more(p.lever, p.terms, ONE_PER_CENT * p.lever.marketing_spend, months, p.rows))
    nobody = won <= NOBODY_MORE * over(p["new_customers"][..., :months])
    dearer = np.where(nobody, math.inf, ratio(cost, won))
    return np.where(over(p["spend"][..., :months]) > 0, dearer, math.nan)[()]


def _marginal_cac(p: Months) -> Number:
    return _marginal(p, months_counted(p), lambda series: series.sum(axis=-1))


def _ceiling(new_mrr: Floats, of: Mix) -> Number:
    rates = (of.lever[name] for name in ("expansion_rate", "contraction_rate"))
    return economics.mrr_ceiling(new_mrr, of.churn_rate, *rates).sum(axis=0)


def _ceiling_by_month(p: Months) -> Floats:
    return _ceiling(np.moveaxis(p.of_channels("new_mrr"), 0, -1), p.mix_by_month)


def _mean_of(name: str, label: str, unit: Unit, formula: str, help: str, of: Of, good: Good = "up",
             **more: Any) -> Measure:  # fmt: skip
    """Something of the customers that are won: overall of the first year's mix, by month of the year up to it."""
    return Measure(name, label, unit, ECONOMICS, formula, help, lambda p: of(p.mix), good, True,
                   lambda p: of(p.mix_by_month), trend=lambda p: p[name], of_year=True, **more)  # fmt: skip


# Plan outcomes.


def _cash_low_month(p: Months) -> Number:
    return np.argmin(p["cash"], axis=-1) + 1.0


def _runway(p: Months) -> Number:
    cash = p["cash"]
    earlier = before(p, "cash")
    below = cash < 0
    t = below.argmax(axis=-1)
    at = t if p.rows is None else (np.arange(p.rows), t)
    crossing = t + ratio(earlier[at], earlier[at] - cash[at])
    months = np.where(below.any(axis=-1), crossing, math.inf)
    return np.where(np.less(p.opening("cash"), 0), 0.0, months)[()]


def _runway_static(p: Months) -> Number:
    burn = -p["net_cash_flow"][..., 0]
    months = np.where(burn > 0, quotient(p.opening("cash"), burn, math.inf), math.inf)
    return np.where(np.less(p.opening("cash"), 0), 0.0, months)[()]


def _break_even(p: Months) -> Number:
    loses = p["operating_profit"] < 0
    last_loss = p.months - np.argmax(loses[..., ::-1], axis=-1)  # counted from 1
    first = np.where(loses.any(axis=-1), last_loss + 1.0, 1.0)
    return np.where(first > p.months, math.inf, first)[()]


def _arr_growth_12(p: Months) -> Number:
    return ratio(p["arr"][..., months_counted(p) - 1], p.opening("arr")) - 1


TRAFFIC, FUNNEL, CUSTOMERS, REVENUE = "Traffic", "Funnel", "Customers", "Revenue"
COSTS, CASH, RATIOS, ECONOMICS, PLAN, MARKETING = "Costs", "Cash", "Ratios", "Unit economics", "Plan", "Marketing"

_SKOK = "David Skok, SaaS metrics 2.0"
_NO_CUSTOMERS = "nobody was won in months 1 to 12"
_BOTH_ENDLESS = "one channel is worth endlessly much and another costs endlessly much"
NOBODY_MORE = 1e-9
"""Fewer extra customers than this share of all that are won are nobody more: rounding, not customers."""
_NO_MRR = "there was no MRR the month before"
_MONEY, _COUNT = units.MONEY_PER_MONTH, units.COUNT_PER_MONTH

_MEASURES = (
    # Traffic
    _kept("visitors", "Unique visitors", TRAFFIC, "up"),
    _kept("paid_visitors", "Paid visitors", TRAFFIC, "up"),
    _kept("organic_visitors", "Organic visitors", TRAFFIC, "up"),
    _flow("impressions", "Impressions", _COUNT, TRAFFIC, "sum of channels of visitors / click_through_rate",
          "How often the channels were seen, where their click-through rate is known.", "up", _impressions,
          undefined="no channel has a click-through rate"),
    _flow("engaged_visits", "Engaged visits", _COUNT, TRAFFIC, "sum of channels of visitors × (1 - bounce_rate)",
          "Visits that do not leave at once.", "up", _engaged_visits),
    _flow("clicks", "Clicks", _COUNT, TRAFFIC, "impressions × click_through_rate",
          "Visitors of the channels whose click-through rate is known.", "up", _clicks,
          undefined="no channel has a click-through rate"),
    _flow("social_visitors", "Social traffic", _COUNT, TRAFFIC, "visitors of social channels",
          "Visitors from channels with Social in their name, paid and unpaid.", "up", _social),
    Measure("bounces", "Bounce rate", units.SHARE, TRAFFIC, "1 - engaged_visits / visitors",
            "Visits that leave at once, all channels.",
            lambda p: ratio(_bounced(p)[..., :YEAR].sum(axis=-1), first_year(p, "visitors")), "down", True,
            lambda p: ratio(_bounced(p), p["visitors"]), undefined="there are no visitors", of_year=True),
    _stock("contacts", "Contacts", TRAFFIC, "up"),
    # Funnel
    _kept("leads", "Leads", FUNNEL, "up"),
    _kept("mqls", "MQLs", FUNNEL, "up"),
    _kept("sals", "SALs", FUNNEL, "up"),
    _kept("sqls", "SQLs", FUNNEL, "up"),
    _kept("resolved", "Resolved SQLs", FUNNEL, "up"),
    _stock("pipeline", "Pipeline", FUNNEL),
    _kept("new_customers", "New customers", FUNNEL, "up"),
    # Customers and revenue
    _kept("churned_customers", "Churned customers", CUSTOMERS, "down"),
    _stock("customers", "Customers", CUSTOMERS, "up"),
    _kept("new_mrr", "New MRR", REVENUE, "up"),
    _kept("churned_mrr", "Churned MRR", REVENUE, "down"),
    _kept("expansion_mrr", "Expansion MRR", REVENUE, "up"),
    _kept("contraction_mrr", "Contraction MRR", REVENUE, "down"),
    _stock("mrr", "MRR", REVENUE, "up"),
    _stock("arr", "ARR", REVENUE, "up"),
    _kept("revenue", "Revenue", REVENUE, "up"),
    # Costs and cash
    _kept("spend", "Programme spend", COSTS),
    _kept("support", "Support", COSTS, "down"),
    _kept("infrastructure", "Infrastructure", COSTS, "down"),
    _kept("retention", "Retention", COSTS, "down"),
    _kept("cost_to_serve", "Cost to serve", COSTS, "down"),
    _kept("payment_fees", "Payment fees", COSTS, "down"),
    _kept("gross_profit", "Gross profit", COSTS, "up"),
    _kept("marketing_labour", "Marketing labour", COSTS),
    _kept("marketing_technology", "Marketing technology", COSTS),
    _kept("marketing_general", "Marketing overhead of the month", COSTS),
    _kept("marketing_team", "Marketing people, tools, overhead", COSTS),
    _kept("sales_team", "Sales people", COSTS),
    _kept("people_and_tools", "People and tools", COSTS),
    _kept("commissions", "Commissions", COSTS),
    _kept("marketing_investment", "Marketing investment", COSTS),
    _kept("sales_and_marketing", "Sales and marketing", COSTS),
    _kept("research_and_development", "Research and development", COSTS),
    _kept("general_and_administrative", "General and administrative", COSTS),
    _kept("fixed_costs", "Fixed costs", COSTS, "down"),
    _kept("operating_profit", "Operating profit", COSTS, "up"),
    _kept("net_cash_flow", "Net cash flow", CASH, "up"),
    _flow("burn", "Burn", _MONEY, CASH, "-net_cash_flow where it is negative", "Cash the month uses up; 0 where it adds.",
          "down", lambda p: np.maximum(-p["net_cash_flow"], 0.0)),
    _stock("cash", "Cash", CASH, "up"),
    # Inbound against outbound
    _flow("inbound_revenue", "Inbound revenue", _MONEY, MARKETING, "sum of inbound channels of mrr",
          "Revenue from customers won through inbound channels since month 0.", "up", lambda p: _of_motion(p, "inbound", "mrr")),
    _flow("other_revenue", "Revenue without inbound", _MONEY, MARKETING, "revenue - inbound_revenue",
          "Revenue that inbound did not bring.", "up", lambda p: p.existing["mrr"] + _of_motion(p, "outbound", "mrr")),
    _flow("inbound_investment", "Inbound investment", _MONEY, MARKETING,
          "spend of inbound channels + marketing_team × leads of inbound channels / leads",
          "Marketing investment in inbound channels; people, tools, overhead split by leads.", "",
          lambda p: _investment(p, "inbound")),
    _flow("outbound_investment", "Outbound investment", _MONEY, MARKETING, "marketing_investment - inbound_investment",
          "Marketing investment in outbound channels.", "",
          lambda p: _investment(p, "outbound")),
    _flow("inbound_leads", "Inbound leads", _COUNT, MARKETING, "leads of inbound channels",
          "Leads that inbound channels brought.", "up", lambda p: _of_motion(p, "inbound", "leads")),
    _flow("outbound_leads", "Outbound leads", _COUNT, MARKETING, "leads - inbound_leads",
          "Leads that outbound channels brought.", "up", lambda p: _of_motion(p, "outbound", "leads")),
    _ratio("inbound_cost_per_lead", "Inbound cost per lead", units.MONEY, MARKETING, "inbound_investment / inbound_leads",
           "Marketing spend, people, tools and overhead of inbound channels for a lead of theirs.",
           lambda s: ratio(s("inbound_investment"), s("inbound_leads")), "down", "there are no inbound leads"),
    _ratio("outbound_cost_per_lead", "Outbound cost per lead", units.MONEY, MARKETING,
           "outbound_investment / outbound_leads",
           "Marketing spend, people, tools and overhead of outbound channels for a lead of theirs.",
           lambda s: ratio(s("outbound_investment"), s("outbound_leads")), "down", "there are no outbound leads"),
    # Monthly ratios
    Measure("average_revenue", "ARPU of the base", units.MONEY_PER_ACCOUNT_MONTH, RATIOS, "mrr / customers",
            "Average revenue per account over all customers.", lambda p: last(p, "average_revenue"), "up", True,
            lambda p: ratio(p["mrr"], p["customers"]), undefined="there are no customers"),
    _at_end("customer_churn", "Customer churn of the base", units.SHARE_PER_MONTH, "churned_customers / customers(t-1)",
            "Customers lost in the month / customers at its start, all channels.",
            lambda p: ratio(p["churned_customers"], before(p, "customers")), "down", "there were no customers the month before"),
    _at_end("revenue_churn_rate", "Revenue churn", units.SHARE_PER_MONTH, "churned_mrr / mrr(t-1)",
            "MRR lost with customers in the month.", lambda p: ratio(p["churned_mrr"], before(p, "mrr")), "down", _NO_MRR),
    Measure("gross_revenue_retention", "Gross revenue retention", units.SHARE, RATIOS,
            "1 - (churned_mrr + contraction_mrr) / mrr(t-1)",
            "MRR kept before upsell; overall the product of months 1 to 12.", _year_of(_revenue_kept), "up", True,
            _revenue_kept, undefined=_NO_MRR),
    Measure("net_revenue_retention", "Net revenue retention", units.SHARE, RATIOS,
            "1 - (churned_mrr + contraction_mrr) / mrr(t-1) + expansion_mrr / mrr(t-1)",
            "MRR kept with upsell; overall the product of months 1 to 12 (NRR of the year).", _year_of(_net_retention),
            "up", True, _net_retention, undefined=_NO_MRR, benchmarks=(
                Benchmark("< 25k ACV, a year", 0.97, 0.97, "Optifai 2025, n = 939"),
                Benchmark("mid-market, a year", 1.08, 1.08, "Optifai 2025, n = 939"),
                Benchmark("> 100k ACV, a year", 1.18, 1.18, "Optifai 2025, n = 939"))),
    _ratio("quick_ratio", "Quick ratio", units.RATIO, RATIOS, "(new_mrr + expansion_mrr) / (churned_mrr + contraction_mrr)",
           "MRR won for each unit of MRR lost.",
           lambda s: ratio(s("new_mrr") + s("expansion_mrr"), s("churned_mrr") + s("contraction_mrr")), "up",
           "no MRR is lost", source="Mamoon Hamid", benchmarks=(Benchmark("good", 4.0, math.inf, "Hamid"),)),
    _at_end("magic_number", "Magic number", units.RATIO,
            "4 × (revenue of t-2…t - revenue of t-5…t-3) / sales_and_marketing of t-5…t-3",
            "Yearly revenue gained for each unit of the quarter before's sales and marketing.", _magic_number, "up",
            "it needs six months, and sales and marketing cost before", source="Scale Venture Partners",
            benchmarks=(Benchmark("invest more", 0.75, math.inf, "Scale VP"),)),
    Measure("burn_multiple", "Burn multiple", units.RATIO, RATIOS, "-net_cash_flow / (arr - arr(t-1))",
            "Cash burnt for each unit of ARR added; overall over months 1 to 12.",
            lambda p: _burn_multiple(lambda flow: first_year(p, flow)), "down", True,
            lambda p: _burn_multiple(p.__getitem__), source="David Sacks", undefined="only while cash burns and ARR grows", benchmarks=(
                Benchmark("amazing", 0.0, 1.0, "Sacks"), Benchmark("great", 1.0, 1.5, "Sacks"),
                Benchmark("good", 1.5, 2.0, "Sacks"), Benchmark("suspect", 2.0, 3.0, "Sacks"),
                Benchmark("bad", 3.0, math.inf, "Sacks"))),
    _at_end("rule_of_40", "Rule of 40", units.SHARE,
            "mrr / mrr(t-12) - 1 + net_cash_flow of t-11…t / revenue of t-11…t",
            "Growth of the year plus its cash margin.", _rule_of_40, "up", "it needs twelve months, MRR before them and revenue in them",
            benchmarks=(Benchmark("healthy", 0.4, math.inf, "Brad Feld, 2015"),)),
    _at_end("lead_velocity", "Lead velocity", units.SHARE_PER_MONTH, "mqls / mqls(t-1) - 1",
            "Growth of qualified leads on the month before.", _lead_velocity, "up", "there were no MQLs the month before"),
    _ratio("cost_per_visitor", "Cost per visitor", units.MONEY, RATIOS, "marketing_investment / visitors",
           "Marketing spend, people, tools and overhead for a visitor.",
           lambda s: ratio(s("marketing_investment"), s("visitors")), "down", "there are no visitors"),
    _ratio("cost_per_lead", "Cost per lead", units.MONEY, RATIOS, "marketing_investment / leads",
           "Marketing spend, people, tools and overhead for a lead.",
           lambda s: ratio(s("marketing_investment"), s("leads")), "down", "there are no leads", benchmarks=(
               Benchmark("organic", 30, 80, "Fairview citing HubSpot 2025"),
               Benchmark("paid search", 80, 200, "Fairview citing HubSpot 2025"),
               Benchmark("LinkedIn", 150, 350, "Fairview citing HubSpot 2025"))),
    _ratio("cost_per_mql", "Cost per MQL", units.MONEY, RATIOS, "marketing_investment / mqls",
           "Marketing spend, people, tools and overhead for an MQL.",
           lambda s: ratio(s("marketing_investment"), s("mqls")), "down", "there are no MQLs"),
    _ratio("cost_per_sql", "Cost per SQL", units.MONEY, RATIOS, "marketing_investment / sqls",
           "Marketing spend, people, tools and overhead for an SQL.",
           lambda s: ratio(s("marketing_investment"), s("sqls")), "down", "there are no SQLs"),
    _ratio("customer_acquisition_cost", "Cost per deal", units.MONEY_PER_ACCOUNT, RATIOS,
           "sales_and_marketing / new_customers", "All sales and marketing cost for a customer won in the month.",
           lambda s: ratio(s("sales_and_marketing"), s("new_customers")), "down", "nobody was won"),
    _ratio("visitors_to_leads", "Traffic to lead", units.SHARE, RATIOS, "leads / visitors", "Leads for each visitor.",
           lambda s: ratio(s("leads"), s("visitors")), "up", "there are no visitors"),
    _ratio("mqls_to_sqls", "MQL to SQL", units.SHARE, RATIOS, "sqls / mqls", "SQLs for each MQL.",
           lambda s: ratio(s("sqls"), s("mqls")), "up", "there are no MQLs", benchmarks=(
               Benchmark("bottom to top quartile", 0.25, 0.5, "growthengineer, undated"),)),
    _ratio("leads_to_customers", "Lead to customer", units.SHARE, RATIOS, "new_customers / leads", "Customers for each lead.",
           lambda s: ratio(s("new_customers"), s("leads")), "up", "there are no leads"),
    _ratio("close_rate", "Close rate", units.SHARE, RATIOS, "new_customers / resolved",
           "Resolved opportunities that were won.",
           lambda s: ratio(s("new_customers"), s("resolved")), "up", "no opportunity was resolved"),
    # Unit economics of the customers that are won
    Measure("account_cost", "Account cost", units.MONEY_PER_ACCOUNT_MONTH, ECONOMICS,
            "support_cost + infrastructure_cost + retention_cost", "Cost to serve one account for a month.", _account_cost,
            "down", True, _account_cost_by_month, of_year=True),
    _mean_of("new_arpu", "ARPU of new customers", units.MONEY_PER_ACCOUNT_MONTH,
             "sum of channels of share of new_customers × price, price = arpu × arpu_index",
             "What a customer won in the year pays a month, over all channels.", lambda of: of.mean(of.price), each="share × price"),
    _mean_of("profit", "Gross profit of a customer", units.MONEY_PER_ACCOUNT_MONTH,
             "new_arpu × (1 - payment_fee_rate) - account_cost",
             "What a month of a customer won in the year earns after serving it.", lambda of: of.mean(of.profit)),
    _mean_of("gross_margin", "Gross margin", units.SHARE, "profit / new_arpu",
             "Share of a customer's revenue left after serving it.", _gross_margin, source=_SKOK,
             undefined="new customers pay nothing",
             benchmarks=(Benchmark("median, all", 0.72, 0.78, "eaglerockcfo 2026"),)),
    _mean_of("customer_lifetime", "Customer lifetime", units.MONTHS,
             "sum of channels of share of new_customers / churn, churn = min(1, churn_rate × churn_index)",
             "Mean months a customer won in the year stays.",
             lambda of: of.mean(economics.customer_lifetime(of.churn_rate)), never="at zero churn customers stay for ever",
             each="share / churn"),
    _mean_of("ltv_revenue", "LTV, revenue", units.MONEY_PER_ACCOUNT,
             "sum of channels of share of new_customers × price / churn, price = arpu × arpu_index, "
             "churn = min(1, churn_rate × churn_index)",
             "Lifetime revenue of a customer, before cost to serve.",
             lambda of: of.mean(economics.ltv_revenue(of.price, of.churn_rate)), never="at zero churn customers pay for ever",
             each="share × price / churn"),
    _mean_of("ltv_for_ever", "LTV, for ever", units.MONEY_PER_ACCOUNT,
             "sum of channels of share of new_customers × profit / churn, churn = min(1, churn_rate × churn_index)",
             "Gross profit of all a customer's life: the textbook's LTV.",
             lambda of: of.mean(economics.ltv_for_ever(of.profit, of.churn_rate)), source=_SKOK, undefined=_BOTH_ENDLESS,
             never="at zero churn customers pay for ever", each="share × profit / churn"),
    _mean_of("ltv", "LTV", units.MONEY_PER_ACCOUNT,
             "sum of channels of share of new_customers × profit × (1 - (1 - churn)^ltv_horizon) / churn, "
             "churn = min(1, churn_rate × churn_index)",
             "Gross profit of the months of a customer's life that the LTV horizon counts, of all of them where it is 0: the "
             "headline.", _ltv, source=_SKOK, undefined=_BOTH_ENDLESS, never="at zero churn customers pay for ever",
             each="share × profit × (1 - (1 - churn)^ltv_horizon) / churn"),
    _mean_of("ltv_capped", "LTV, capped", units.MONEY_PER_ACCOUNT,
             "sum of channels of share of new_customers × profit × sum over a = 0 … ltv_months-1 of "
             "((1-churn)(1+expansion_rate-contraction_rate))^a, churn = min(1, churn_rate × churn_index)",
             "Gross profit of a customer within the capped LTV horizon, with expansion.", _ltv_capped),
    _mean_of("ltv_discounted", "LTV, discounted", units.MONEY_PER_ACCOUNT,
             "sum of channels of share of new_customers × profit × sum over a = 0 … ltv_months-1 of "
             "((1-churn)(1+expansion_rate-contraction_rate))^a × (1+discount_rate)^(-a/12), churn = min(1, churn_rate × churn_index)",
             "The capped one with later months worth less.", _ltv_discounted),
    Measure("cac", "CAC", units.MONEY_PER_ACCOUNT, ECONOMICS, "sales_and_marketing / new_customers",
            "All sales and marketing cost, people included, for a customer won; months 1 to 12.", _cac, "down", True,
            _cac_by_month, source=_SKOK, undefined=_NO_CUSTOMERS, trend=lambda p: p["cac"], of_year=True),
    Measure("cac_paid", "CAC, paid", units.MONEY_PER_ACCOUNT, ECONOMICS, "spend / new_customers",
            "Programme spend alone for a customer won, people and tools left out; months 1 to 12.",
            lambda p: _cac(p, "spend"), "down", True, lambda p: _cac_by_month(p, "spend"),
            undefined=_NO_CUSTOMERS, trend=lambda p: p["cac_paid"], of_year=True),
    Measure("ltv_to_cac", "LTV:CAC", units.RATIO, ECONOMICS, "ltv / cac",
            "Lifetime value for each unit of money spent on winning a customer.",
            lambda p: economics.ltv_to_cac(_ltv(p.mix), _cac(p)), "up", True,
            lambda p: economics.ltv_to_cac(p["ltv"], p["cac"]), source=_SKOK,
            undefined="there is no CAC: nobody was won in months 1 to 12, or winning them cost nothing",
            never="LTV is infinite at zero churn", benchmarks=(
                Benchmark("at least", 3.0, math.inf, "Skok"),
                Benchmark("lower to upper quartile", 2.5, 6.5, "conversionbench 2024")),
            trend=lambda p: p["ltv_to_cac"], of_year=True),
    Measure("payback_simple", "CAC payback, simple", units.MONTHS, ECONOMICS, "cac / profit",
            "Months until a customer that stays has paid its CAC.", lambda p: _payback_simple(_cac(p), p.mix), "down", True,
            lambda p: _payback_simple(p["cac"], p.mix_by_month),
            undefined=_NO_CUSTOMERS, never="a customer's month earns nothing after cost to serve", endless="never",
            trend=lambda p: p["payback_simple"], of_year=True),
    Measure("payback", "CAC payback", units.MONTHS, ECONOMICS,
            "first n where sum of channels of share of new_customers × profit × (1 - (1 - churn)^n) / churn reaches cac, "
            "churn = min(1, churn_rate × churn_index)",
            "Months until customers, some of whom leave on the way, have paid their CAC.", lambda p: _payback(_cac(p), p.mix),
            "down", True, lambda p: _payback(p["cac"], p.mix_by_month),
            undefined=_NO_CUSTOMERS, never="a customer earns less over its lifetime than it cost to win", benchmarks=(
                Benchmark("SMB", 8, 12, "Optifai 2025, n = 356"), Benchmark("mid-market", 14, 18, "Optifai 2025, n = 356"),
                Benchmark("enterprise", 18, 24, "Optifai 2025, n = 356")), endless="never",
            trend=lambda p: p["payback"], of_year=True),
    Measure("marginal_cac", "Marginal CAC", units.MONEY_PER_ACCOUNT, ECONOMICS,
            "extra sales_and_marketing / extra new_customers when marketing_spend is 1 % higher in every month",
            "What the next customer costs, where the average hides diminishing returns; months 1 to 12.",
            _marginal_cac, "down", True, lambda p: _marginal(p, p.months, trailing),
            undefined="there is no marketing spend to raise", never="more marketing spend wins nobody more", endless="never",
            of_year=True),
    Measure("mrr_ceiling", "MRR ceiling", _MONEY, ECONOMICS,
            "sum of channels of new_mrr of the last month / (churn - (1 - churn)(expansion_rate - contraction_rate)), "
            "churn = min(1, churn_rate × churn_index)",
            "MRR at which what is lost equals what is won, channel by channel.",
            lambda p: _ceiling(p.at_the_end("new_mrr"), p.mix), "up", True, _ceiling_by_month,
            never="expansion makes up for churn: there is no ceiling"),
    # Plan outcomes
    Measure("arr_end", "ARR at the end", units.MONEY_PER_YEAR, PLAN, "arr of the last month",
            "ARR at the end of the horizon.", lambda p: last(p, "arr"), "up", trend=lambda p: p["arr"]),
    Measure("mrr_end", "MRR at the end", _MONEY, PLAN, "mrr of the last month",
            "MRR at the end of the horizon.", lambda p: last(p, "mrr"), "up", trend=lambda p: p["mrr"]),
    Measure("customers_end", "Customers at the end", units.ACCOUNTS, PLAN, "customers of the last month",
            "Customers at the end of the horizon.", lambda p: last(p, "customers"), "up",
            trend=lambda p: p["customers"]),
    Measure("cash_end", "Cash at the end", units.MONEY, PLAN, "cash of the last month",
            "Cash at the end of the horizon.", lambda p: last(p, "cash"), "up", trend=lambda p: p["cash"]),
    Measure("cash_low", "Lowest cash", units.MONEY, PLAN, "smallest cash of any month",
            "The least cash in any month.", lambda p: p["cash"].min(axis=-1), "up", trend=lambda p: p["cash"]),
    Measure("cash_low_month", "Month of lowest cash", units.MONTHS, PLAN, "month of the smallest cash",
            "When cash is lowest.", _cash_low_month, trend=lambda p: p["cash"]),
    Measure("runway", "Runway", units.MONTHS, PLAN, "time until cash < 0",
            "Months until cash falls below 0, within the month by interpolation.", _runway, "up",
            never="cash stays above 0 within the horizon", trend=lambda p: p["cash"],
           ),
    Measure("runway_static", "Runway, static", units.MONTHS, PLAN, "opening_cash / -net_cash_flow of month 1",
            "Months today's cash lasts at month 1's burn.", _runway_static, "up", never="month 1 burns no cash",
            trend=lambda p: p["net_cash_flow"]),
    Measure("break_even", "Break-even", units.MONTHS, PLAN, "first month from which operating_profit stays ≥ 0",
            "First month from which no month of the horizon makes a loss.", _break_even, "down",
            never="the last month of the horizon makes a loss", endless="never", trend=lambda p: p["operating_profit"]),
    Measure("arr_growth_12", "ARR growth, year 1", units.SHARE, PLAN, "arr of month 12 / (12 × opening_mrr) - 1",
            "Growth of ARR over the first twelve months.", _arr_growth_12, "up", undefined="there is no opening MRR"),
    Measure("revenue_12", "Revenue, year 1", units.MONEY, PLAN, "revenue",
            "Revenue of the first twelve months.", lambda p: first_year(p, "revenue"), "up"),
    Measure("marketing_roi", "Marketing ROI", units.SHARE, MARKETING,
            "(revenue - 12 × opening_mrr - marketing_investment) / marketing_investment",
            "Revenue of months 1 to 12 above today's, less marketing investment, for each unit of it.", _marketing_roi, "up",
            undefined="there is no marketing investment"),
    Measure("inbound_roi", "Inbound ROI", units.SHARE, MARKETING,
            "(inbound_revenue - inbound_investment) / inbound_investment",
            "Revenue of customers won inbound, less inbound investment, for each unit of it; months 1 to 12.",
            lambda p: _return_on(first_year(p, "inbound_revenue"), first_year(p, "inbound_investment")), "up",
            undefined="there is no inbound investment"),
)  # fmt: skip

MEASURES: dict[str, Measure] = {measure.name: measure for measure in _MEASURES}
"""Every measure by name."""

MONTHLY: tuple[str, ...] = tuple(name for name, measure in MEASURES.items() if measure.monthly)
"""Names that can be read by month."""

VARIANTS: tuple[tuple[str, ...], ...] = (
    ("ltv", "ltv_for_ever", "ltv_revenue", "ltv_capped", "ltv_discounted"),
    ("cac", "cac_paid", "marginal_cac", "customer_acquisition_cost"),
    ("payback", "payback_simple"),
    ("runway", "runway_static"),
    ("churn_rate", "customer_churn", "revenue_churn_rate"),
    ("arpu", "new_arpu", "average_revenue"),
    ("gross_revenue_retention", "net_revenue_retention"),
    ("visitor_to_lead", "visitors_to_leads"),
    ("win_rate", "close_rate", "leads_to_customers"),
    ("cost_per_lead", "inbound_cost_per_lead", "outbound_cost_per_lead"),
    ("marketing_roi", "inbound_roi"),
)
"""Names that people use for one another, the headline first: Definitions shows them side by side."""
