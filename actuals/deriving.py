"""What a scenario learns from the monthly table: `derive` makes a valid `Scenario` and says how each number was found."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from actuals.columns import CHANNEL_COLUMNS
from actuals.reading import MIN_ROWS, Monthly
from model import Channel, Scenario
from model.levers import CHANNEL_FIELDS, NUMBERS, SMALLEST, Lever
from model.plan import MAX_PAST_GROWTH

MAX_GROWTH = 0.1
"""Growth found in a table is held to this share a month: a short table's fit is no promise for years."""
MAX_INDEX = 10.0


@dataclass(frozen=True)
class Found:
    """One number of the derived scenario, by its full name, and how it came about.

    `measured` is False where the table cannot tell and the declared default, or a value that
    changes nothing, stands there.
    """

    name: str
    value: float
    how: str
    measured: bool


@dataclass(frozen=True)
class Derived:
    """The scenario of a table, and for each of its numbers, in the order of `Scenario.numbers()`, how it was found.

    `past_growth` is the table's mean monthly growth of MRR, as a share; None where MRR began or ended at 0.
    """

    scenario: Scenario
    found: tuple[Found, ...]
    past_growth: float | None


def derive(monthly: Monthly, last: int = 6, currency: str = "USD") -> Derived:
    """Opening facts and levers of a table: today is its last row, month 1 the month after.

    Rates are sums over the `last` months (fewer where the table is shorter) divided by sums, so that
    a month counts by its size. Growth is fitted over the whole table. A channel's index is its own
    rate over the lever, so that their product is the channel's rate. Every number is held to its
    bounds, so that any Monthly gives a valid Scenario. Raises ValueError where `last` is below 1,
    InvalidScenario where `currency` is no ISO code.
    """
    if last < 1:
        raise ValueError(f"last is {last}; allowed is 1 or more months")
    finder = _Finder(monthly, last)
    for part in (_opening, _retention, _traffic, _contacts, _funnel, _costs):
        part(finder)
    for name in NUMBERS.keys() - finder.found.keys():
        finder.stand_in(name, "no table can tell")
    values = {name: found.value for name, found in finder.found.items()}
    channels = tuple(
        Channel(name, motion, **{field: values[f"{name}.{field}"] for field in CHANNEL_FIELDS})
        for name, motion in zip(monthly.channels, monthly.motions, strict=True)
    )
    start = (monthly.frame.index[-1] + pd.DateOffset(months=1)).strftime("%Y-%m")
    own = {name: values[name] for name in NUMBERS}
    scenario = Scenario(start=start, currency=currency, channels=channels).replace(**own)
    found = tuple(finder.found[name] for name in scenario.numbers())
    return Derived(scenario, found, _past_growth(monthly))


def _past_growth(monthly: Monthly) -> float | None:
    first, last = float(monthly["mrr"].iloc[0]), float(monthly["mrr"].iloc[-1])
    if first <= 0 or last <= 0:
        return None
    return min((last / first) ** (1 / (len(monthly.frame) - 1)) - 1, MAX_PAST_GROWTH)


class _Finder:
    """A table, how many months of it count, and what was found so far."""

    def __init__(self, monthly: Monthly, last: int):
        self.monthly = monthly
        self.last = min(last, len(monthly.frame))
        self.found: dict[str, Found] = {}

    def put(self, name: str, value: float, how: str, measured: bool = True) -> float:
        """Keep a number within its declared bounds, and return it."""
        declared = _lever(name)
        held = _within(declared, value)
        if abs(held - value) > SMALLEST * max(1.0, abs(held)):
            how += f"; {value:.6g} is held to {declared.allowed}"
        self.found[name] = Found(name, held, how, measured)
        return held

    def stand_in(self, name: str, why: str, neutral: float | None = None) -> float:
        """Let the declared default stand, or a neutral value, and say why."""
        value = _lever(name).default if neutral is None else neutral
        kind = "the declared default" if neutral is None else "a neutral value"
        return self.put(name, value, f"{why}; {kind} stands here", measured=False)

    def sums(self, above: pd.Series[float], below: pd.Series[float]) -> tuple[float, float, int]:
        """Both summed over those of the last months in which both are known, and how many these are."""
        both = pd.concat([above, below], axis=1).iloc[-self.last :].dropna()
        return float(both.iloc[:, 0].sum()), float(both.iloc[:, 1].sum()), len(both)

    def rate(
        self,
        name: str,
        above: pd.Series[float],
        below: pd.Series[float],
        what: str,
        of: str,
        *,
        less: float = 0.0,
        neutral: float | None = None,
    ) -> float:
        """The sum of one series over the sum of another, less something; a stand-in where nothing is below."""
        a, b, months = self.sums(above, below)
        if not months:
            return self.stand_in(name, f"{what} or {of} are not in the table", neutral)
        if b <= 0:
            return self.stand_in(name, f"no {of} in {_last(months)}", neutral)
        minus = f" − {less:g}" if less else ""
        return self.put(name, a / b - less, f"{what} / {of}{minus}, {_last(months)}: {a:,.6g} / {b:,.6g}{minus}")

    def indexed(self, name: str, index: str, above: pd.DataFrame, below: pd.DataFrame, what: str, of: str) -> None:
        """A lever and each channel's index on it, so that lever × index is the channel's own rate."""
        own = {}
        cap = _lever(name).maximum
        for channel in self.monthly.channels:
            a, b, _ = self.sums(above[channel], below[channel])
            own[channel] = min(cap, a / b) if b > 0 else math.nan
        lever = self.rate(name, above.sum(axis=1, skipna=False), below.sum(axis=1, skipna=False), what, of)
        top = max(own, key=lambda channel: -1.0 if math.isnan(own[channel]) else own[channel])
        if own[top] > MAX_INDEX * lever:
            raised = f"raised to a tenth of {top}'s {own[top]:.4g}, as an index is at most {MAX_INDEX:g}"
            lever = self.put(name, own[top] / MAX_INDEX, f"{self.found[name].how}; {raised}")
        for channel, rate in own.items():
            self.index(f"{channel}.{index}", rate, name, lever, what, of)

    def index(self, name: str, rate: float, of_lever: str, lever: float, what: str, of: str) -> None:
        """One channel's index: its own rate over the lever; 1 where either is nothing."""
        if math.isnan(rate):
            self.stand_in(name, f"no {of} of this channel are known")
        elif lever == 0:
            self.stand_in(name, f"{of_lever} is 0")
        else:
            self.put(name, rate / lever, f"{what} / {of} of this channel over {of_lever}: {rate:.4g} / {lever:.4g}")

    def growth(self, name: str, series: pd.Series[float], what: str) -> float:
        """Monthly growth of a series, as a straight line through its logarithms; 0 where it is too short."""
        known = np.flatnonzero(series.to_numpy() > 0)
        if len(known) < MIN_ROWS:
            return self.stand_in(name, f"fewer than {MIN_ROWS} months with {what}", neutral=0.0)
        slope = float(np.polyfit(known, np.log(series.to_numpy()[known]), 1)[0])
        fitted = math.expm1(min(slope, 1.0))
        how = f"straight line through the logarithms of {what}, {len(known)} months"
        if abs(fitted) > MAX_GROWTH:
            how += f"; {fitted:.1%} is held to ±{MAX_GROWTH:.0%} a month"
        return self.put(name, max(-MAX_GROWTH, min(MAX_GROWTH, fitted)), how)


def _last(months: int) -> str:
    return f"the last {months} months" if months > 1 else "the last month"


def _lever(name: str) -> Lever:
    channel, _, field = name.rpartition(".")
    return (CHANNEL_FIELDS if channel else NUMBERS)[field]


def _within(declared: Lever, value: float) -> float:
    held = min(max(value, declared.minimum), declared.maximum)
    return held if abs(held) >= SMALLEST else 0.0


def _opening(finder: _Finder) -> None:
    row = finder.monthly.frame.iloc[-1]
    for stock in ("customers", "mrr", "contacts", "pipeline", "cash"):
        finder.put(f"opening_{stock}", float(row[stock]), f"{stock} of the last month, {row.name:%Y-%m}")


def _retention(finder: _Finder) -> None:
    table = finder.monthly
    before, mrr = table["customers"].shift(), table["mrr"].shift()
    lost, words = table["churned_customers"], ("churned customers", "customers at the start")
    churn = finder.rate("churn_rate", lost, before, *words)
    kept = (mrr - table["churned_mrr"]).clip(lower=0)
    finder.rate("expansion_rate", table["expansion_mrr"], kept, "expansion MRR", "MRR that survived churn")
    finder.rate("contraction_rate", table["contraction_mrr"], kept, "contraction MRR", "MRR that survived churn")
    finder.stand_in("repriced_share", "what is repriced is a decision", neutral=0.0)
    for channel in table.channels:
        base = table.frame[f"{channel}.customers"].shift()
        gone, had, _ = finder.sums(table.frame[f"{channel}.churned_customers"], base)
        own = min(1.0, gone / had) if had > 0 else math.nan
        finder.index(f"{channel}.churn_index", own, "churn_rate", churn, *words)


def _traffic(finder: _Finder) -> None:
    table = finder.monthly
    growth = finder.growth("organic_growth", table["organic_visitors"], "organic visitors")
    visitors = table.by_channel("paid_visitors") + table.by_channel("organic_visitors")
    spend = table.by_channel("spend").iloc[-finder.last :].mean()
    total, window = float(spend.sum()), _last(finder.last)
    finder.put("marketing_spend", total, f"mean spend of {window}, all channels")
    finder.stand_in("marketing_spend_growth", "what is spent next is a decision", neutral=0.0)
    for channel, share in zip(table.channels, _shares(spend.to_numpy()), strict=True):
        own = {name: table.frame[f"{channel}.{name}"] for name in CHANNEL_COLUMNS if name != "motion"}
        paid, seen, spent = own["paid_visitors"], visitors[channel], float(spend[channel])
        finder.put(f"{channel}.reference_spend", spent, f"mean spend of {window}")
        if total > 0:
            finder.put(f"{channel}.spend_share", share, f"of the mean spend of {window}: {spent:,.6g} / {total:,.6g}")
        else:
            finder.stand_in(f"{channel}.spend_share", f"no spend in {window}", neutral=share)
        finder.rate(f"{channel}.cost_per_visitor", own["spend"], paid, "spend", "paid visitors", neutral=0.0)
        level, how = float(own["organic_visitors"].iloc[-1]), "organic visitors of the last month"
        if spent == 0 and paid.iloc[-1] > 0:
            level += float(paid.iloc[-1])
            how += ", with the paid ones, as nothing was spent"
        how += f" × (1 + organic_growth): {level:,.6g} × {1 + growth:.4f}"
        finder.put(f"{channel}.organic_visitors", level * (1 + growth), how)
        finder.rate(f"{channel}.click_through_rate", seen, own["impressions"], "visitors", "impressions", neutral=0.0)
        finder.rate(f"{channel}.bounce_rate", own["bounced_visits"], seen, "bounced visits", "visitors", neutral=0.0)


_STEPS = 2**50


def _shares(amounts: np.ndarray) -> list[float]:
    """Each amount's share of all, equal where there is nothing; they sum to exactly 1 in any order.

    Shares are whole multiples of 2^-50, so that adding them rounds nothing.
    """
    total = float(amounts.sum())
    fractions = amounts / total if total > 0 else np.full(len(amounts), 1 / len(amounts))
    steps = [int(fraction * _STEPS) if fraction >= SMALLEST else 0 for fraction in fractions]
    steps[int(np.argmax(steps))] += _STEPS - sum(steps)
    return [step / _STEPS for step in steps]


def _contacts(finder: _Finder) -> None:
    """Contacts won and lost; what of the two the table leaves out follows from the change in contacts."""
    table = finder.monthly
    before, visitors = table["contacts"].shift(), table["paid_visitors"] + table["organic_visitors"]
    change = table["contacts"] - before
    lost = table["unsubscribed"].fillna(table["new_contacts"] - change).clip(lower=0)
    rate = finder.rate("unsubscribe_rate", lost, before, "unsubscribed", "contacts at the start")
    won = table["new_contacts"].fillna(change + lost.fillna(rate * before)).clip(lower=0)
    finder.rate("visitor_to_contact", won, visitors, "new contacts", "visitors")
    raised = table["contact_leads"]
    finder.rate("contact_to_lead", raised, before, "leads from contacts", "contacts at the start", neutral=0.0)


def _funnel(finder: _Finder) -> None:
    """From visitors to customers.

    Leads from contacts are split over channels by the month's visitors. Leads of a channel without
    visitors, which `read` notes, have no place in the model and are left out.
    """
    table = finder.monthly
    visitors = table.by_channel("paid_visitors") + table.by_channel("organic_visitors")
    mix = visitors.div(visitors.sum(axis=1), axis=0).fillna(0.0)
    direct = (table.by_channel("leads") - mix.mul(table["contact_leads"].fillna(0.0), axis=0)).clip(lower=0)
    direct = direct.where(visitors > 0, 0.0)
    finder.indexed("visitor_to_lead", "lead_index", direct, visitors, "leads from visitors", "visitors")
    finder.rate("lead_to_mql", table["mqls"], table["leads"], "MQLs", "leads")
    finder.rate("mql_to_sal", table["sals"], table["mqls"], "SALs", "MQLs")
    finder.rate("sal_to_sql", table["sqls"], table["sals"], "SQLs", "SALs")

    at_hand = table["pipeline"].shift() + table["sqls"]
    resolved = table["resolved"].fillna(at_hand - table["pipeline"]).clip(lower=0)
    finder.rate("sales_cycle", at_hand, resolved, "SQLs at hand", "resolved SQLs", less=1.0)
    won, decided = table.by_channel("new_customers"), _resolved_by_channel(table, resolved)
    finder.indexed("win_rate", "win_index", won, decided, "new customers", "resolved SQLs")
    finder.indexed("arpu", "arpu_index", table.by_channel("new_mrr"), won, "new MRR", "new customers")
    if not finder.found["arpu"].measured:
        customers, mrr = (float(table[name].iloc[-1]) for name in ("customers", "mrr"))
        if customers > 0:
            how = f"nobody was won; MRR / customers of the last month: {mrr:,.6g} / {customers:,.6g}"
            finder.put("arpu", mrr / customers, how)


def _resolved_by_channel(table: Monthly, resolved: pd.Series[float]) -> pd.DataFrame:
    """Resolved SQLs by channel: SQLs arrive as leads do, and every channel's pipeline resolves at the same pace."""
    leads = table.by_channel("leads")
    arriving = leads.div(leads.sum(axis=1), axis=0).fillna(0.0).mul(table["sqls"], axis=0).to_numpy()
    pipeline = table["pipeline"].to_numpy()
    waiting = pipeline[0] * _part(arriving[0])
    shares = np.empty_like(arriving)
    for t, at_hand in enumerate(arriving):
        shares[t] = _part(waiting + at_hand if t else at_hand)
        waiting = pipeline[t] * shares[t]
    return pd.DataFrame(shares, leads.index, leads.columns).mul(resolved, axis=0)


def _part(amounts: np.ndarray) -> np.ndarray:
    total = amounts.sum()
    return amounts / total if total > 0 else np.full(len(amounts), 1 / len(amounts))


_GROWING = ("marketing_people", "marketing_tools", "marketing_overhead", "sales_people", "product_cost", "admin_cost")
_BY_ACCOUNT = {"support_cost": "support", "infrastructure_cost": "infrastructure", "retention_cost": "retention"}


def _costs(finder: _Finder) -> None:
    """Fixed costs as a mean of the last months, each carried forward to month 1 at their common growth."""
    table = finder.monthly
    growing = table.frame[list(_GROWING)].sum(axis=1)
    growth = finder.growth("cost_growth", growing, "people, tools, overhead and fixed costs")
    forward = (1 + growth) ** np.arange(finder.last, 0, -1)
    for name in _GROWING:
        mean = float((table[name].iloc[-finder.last :] * forward).mean())
        finder.put(name, mean, f"mean of {_last(finder.last)}, carried forward with cost_growth")
    first_year = 12 * table["new_mrr"]
    finder.rate("commission_rate", table["commissions"], first_year, "commissions", "first-year value of new MRR")
    for name, paid in _BY_ACCOUNT.items():
        finder.rate(name, table[paid], table["customers"], paid, "customers")
    finder.rate("payment_fee_rate", table["payment_fees"], table["mrr"], "payment fees", "MRR")
