"""The funnel: counts, rates and leaks of each stage, what a lead costs, and what is worth improving."""

from __future__ import annotations

import re
from functools import partial
from itertools import pairwise
from typing import Any

import altair as alt
import numpy as np

from charts import base
from charts.base import Drawing
from charts.designs import Chart, designed
from model import MEASURES, Projection, summarize
from model.questions.funnel import LEAD_COST_KINDS, Gain, lead_costs
from model.questions.funnel import funnel as funnel_of
from words.format import per_cent, percent
from words.say import say

STAGES = ("visitors", "leads", "mqls", "sals", "sqls", "new_customers")


def _counts(field: str, room: str) -> alt.X:
    """Counts on a log scale without an axis; `room` is how wide they get, the rest is for their labels."""
    return alt.X(f"{field}:Q").scale(type="symlog", domainMin=0, range=[0, {"expr": room}]).axis(None)


@designed("Funnel, year 1", "log scale; per cent of the stage before; tick: compared with")
def _funnel() -> Chart:
    y = base.rows("stage", 140)

    x = partial(_counts, room="width - 110")
    tips = [
        alt.Tooltip("stage:N", title="Stage"),
        base.exact("scenario", "Scenario", ",.1f"),
        base.exact("baseline", "Compared with", ",.1f"),
        alt.Tooltip("step:N", title="Of the stage before"),
    ]
    bars = base.data().mark_bar(color=base.ACCENT, height={"band": 0.62}).encode(x("scenario"), y, tooltip=tips)
    tick = (
        base.data()
        .mark_point(shape="stroke", angle=90, size=600, color=base.BASELINE, strokeWidth=2.5, opacity=1)
        .encode(x("baseline"), y, tooltip=tips)
    )
    text = base.label(base.data(), "label", x("end"), y, align="left", dx=6, clip=True)
    return alt.layer(bars, tick, text)


def funnel(p: Projection, baseline: Projection) -> Drawing:
    """Counts of months 1 to 12 by stage, those compared with as a tick, with each step's rate."""
    counts, others = ([summarize(of)[name] for name in STAGES] for of in (p, baseline))
    steps = [np.nan, *(after / before if before else np.nan for before, after in pairwise(counts))]
    shown = ["" if np.isnan(step) else per_cent(step, ".1%") for step in steps]
    columns = {
        "stage": [say(MEASURES[name].label) for name in STAGES],
        "row": np.arange(float(len(STAGES))),
        "scenario": counts,
        "baseline": others,
        "end": np.maximum(counts, others),
        "step": [step or "–" for step in shown],
        "label": [f"{count:,.0f}" + (f" · {step}" if step else "") for count, step in zip(counts, shown, strict=True)],
    }
    return Drawing(columns, _funnel(), say("Funnel of the first year by stage"))


CONTACTS = "Contacts"


@designed("From visitors to customers", "log scale; light: what leaks; tick: compared with", height=400)
def _stages() -> Chart:
    y = base.rows("stage", 110)

    x = partial(_counts, room="max(width - 190, 20)")
    tips = [
        alt.Tooltip("stage:N", title="Stage"),
        base.exact("count", "Count", ",.1f"),
        base.exact("came", "Of", ",.1f"),
        alt.Tooltip("rate:N", title="Rate"),
        alt.Tooltip("leak:N", title="Leak"),
        base.exact("baseline", "Compared with", ",.1f"),
    ]
    pool = alt.condition(f"datum.stage === '{say(CONTACTS)}'", alt.value(base.LIGHT), alt.value(base.ACCENT))
    came = (
        base.data().mark_bar(color=base.ACCENT, opacity=0.18, height={"band": 0.62}).encode(x("came"), y, tooltip=tips)
    )
    count = base.data().mark_bar(height={"band": 0.62}).encode(x("count"), y, color=pool, tooltip=tips)
    tick = (
        base.data()
        .mark_point(shape="stroke", angle=90, size=500, color=base.BASELINE, strokeWidth=2.5, opacity=1)
        .encode(x("baseline"), y, tooltip=tips)
    )
    text = base.label(base.data(), "label", x("end"), y, bold=True, align="left", dx=6, dy=-7, clip=True)
    leak = base.label(base.data(), "leak", x("end"), y, size=11, align="left", dx=6, dy=7, clip=True)
    return alt.layer(came, count, tick, text, leak)


def stages(p: Projection, baseline: Projection, month: int | None = None) -> Drawing:
    """Every stage with its count, its rate and what leaks before it, and the contacts that feed leads.

    Of the first year, or of one month; the counts compared with as ticks where it reaches that month.
    """
    now = funnel_of(p, month)
    reaches = month is None or month <= baseline.months
    was = funnel_of(baseline, month) if reaches else None
    rows: list[dict[str, Any]] = [
        {
            "stage": say(stage.label),
            "count": stage.count,
            "came": stage.came,
            "baseline": was.stages[k].count if was else np.nan,
            "rate": "" if not k or np.isnan(stage.rate) else _percent(stage.rate),
            "leak": say("{count} {leaks}", count=_count(stage.leaked), leaks=say(stage.leaks))
            if stage.leaks and stage.leaked
            else "",
        }
        for k, stage in enumerate(now.stages)
    ]
    pool = {
        "stage": say(CONTACTS),
        "count": now.contacts,
        "came": now.contacts,
        "baseline": was.contacts if was else np.nan,
        "rate": "",
        "leak": say("{count} of the leads come from here", count=_count(now.from_contacts)),
    }
    rows.insert(1, pool)
    columns: dict[str, Any] = {name: [row[name] for row in rows] for name in pool}
    columns["row"] = np.arange(float(len(rows)))
    columns["end"] = np.nanmax([columns["came"], columns["baseline"]], axis=0)
    columns["label"] = [_count(row["count"]) + (f" · {row['rate']}" if row["rate"] else "") for row in rows]
    return Drawing(columns, _stages(), say("Funnel by stage with rates and leaks"))


def _count(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 or number == 0 else f"{number:.3g}"


def _percent(share: float) -> str:
    return percent(share) if share < 10 else per_cent(share, ",.0%")


@designed("Improve one thing by a tenth", height=400)
def _gains() -> Chart:
    y = base.rows("lever", 140)
    x = alt.X("customers:Q").scale(domainMin=0, nice=False, range=[0, {"expr": "max(width - 175, 20)"}]).axis(None)
    tips = [
        alt.Tooltip("lever:N", title="A tenth more"),
        base.exact("customers", "Customers, year 1", "+,.1f"),
        base.exact("mrr_12", "MRR in month 12", "+,.0f"),
    ]
    written = {
        "{customers}": "(datum.customers < 0.05 ? '+0' : format(datum.customers, datum.customers < 10 ? '+.1f' : '+,.0f'))",
        "{mrr}": "replace(format(datum.mrr_12, '+.3~s'), 'G', 'B')",
    }
    parts = re.split(r"({\w+})", say("{customers} customers · {mrr} MRR", customers="{customers}", mrr="{mrr}"))
    first = alt.condition("datum.best", alt.value(base.ACCENT), alt.value(base.ACCENT_LIGHT))
    bars = base.data().mark_bar(height={"band": 0.62}).encode(x, y, color=first, tooltip=tips)
    won = base.data().transform_calculate(label=" + ".join(written.get(part, repr(part)) for part in parts if part))
    return alt.layer(bars, base.label(won, "label", x, y, align="left", dx=6, clip=True))


def gains(found: tuple[Gain, ...], currency: str) -> Drawing:
    """Customers won in the first year, and MRR in month 12, by each stage improved by itself; the best first."""
    columns = {
        "lever": [say(gain.label) for gain in found],
        "row": np.arange(float(len(found))),
        "customers": [gain.customers for gain in found],
        "mrr_12": [gain.mrr_12 for gain in found],
        "best": [float(gain is found[0] and gain.customers > 0) for gain in found],
    }
    spec = _gains(subtitle=say("customers more in the first year; MRR more in month 12, {currency}", currency=currency))
    return Drawing(columns, spec, say("Customers gained when one stage improves by a tenth"))


RATES = {
    "visitors_to_leads": ("Traffic → lead", base.ACCENT),
    "mqls_to_sqls": ("MQL → SQL", "#b4bde3"),
    "close_rate": ("Close rate", "#d8b98a"),
    "leads_to_customers": ("Lead → deal", "#8d95a3"),
}
COSTS = {
    "cost_per_visitor": ("Visitor", "#c3c9d2"),
    "cost_per_lead": ("Lead", "#b4bde3"),
    "cost_per_mql": ("MQL", "#8796dd"),
    "cost_per_sql": ("SQL", base.ACCENT),
    "customer_acquisition_cost": ("Deal", "#d8a55f"),
}


@designed(variants=[("rates",), ("costs",)])
def _several(which: str) -> Chart:
    kinds = RATES if which == "rates" else COSTS
    x = base.by_month()
    labels = base.PERCENT_LABEL if which == "rates" else base.SHORT_LABEL
    ticks = [step * 10.0**power for power in range(-6, 10) for step in ((1, 2, 5) if which == "rates" else (1,))]
    axis = alt.Axis(labelExpr=labels, title=None, values=ticks, domain=False, ticks=False)
    y = alt.Y("value:Q").scale(type="log", nice=False).axis(axis)
    shown = dict(kinds.values())

    def fold(columns: dict[str, str]) -> alt.Chart:
        folded = base.data().transform_fold(list(columns), as_=["key", "whole"])
        able = folded.transform_calculate(value="datum.whole > 0 ? datum.whole : null", kind=f"({columns})[datum.key]")
        return base.known(able, "value", 1).transform_filter("isValid(datum.value)")

    was = fold({f"{name} was": label for name, (label, _) in kinds.items()})
    grey = was.mark_line(color=base.BASELINE, strokeDash=base.DASH, strokeWidth=1.5).encode(
        x, y, alt.Detail("kind:N"), opacity=base.seen()
    )
    now = fold({name: label for name, (label, _) in kinds.items()})
    lines = now.mark_line(strokeWidth=2.5).encode(x, y, base.kind_colour(shown, "stroke"), opacity=base.seen())
    form = ".2%" if which == "rates" else ",.2f"
    tips = [base.exact_month(), *(base.exact(name, MEASURES[name].label, form) for name in kinds)]
    return alt.layer(grey, lines, base.hover(base.data(), x, "month", tips))


def _by_month(p: Projection, baseline: Projection, kinds: dict[str, tuple[str, str]]) -> dict[str, Any]:
    columns = base.months(p.scenario.start, p.months) | {name: p[name] for name in kinds}
    return columns | {f"{name} was": base.on_months_of(p, baseline, baseline[name]) for name in kinds}


def rates(p: Projection, baseline: Projection) -> Drawing:
    """Traffic to lead, MQL to SQL, close rate and lead to customer by month."""
    spec = _several("rates", title=say("Rates by month"), subtitle=say("log scale; dashed: compared with"))
    return Drawing(_by_month(p, baseline, RATES), spec, say("Conversion rates by month"))


def costs(p: Projection, baseline: Projection) -> Drawing:
    """What a visitor, lead, MQL, SQL and deal cost, by month."""
    subtitle = say("{currency}; log scale; dashed: compared with", currency=p.scenario.currency)
    spec = _several("costs", title=say("Cost per visitor, lead, MQL, SQL and deal"), subtitle=subtitle)
    return Drawing(_by_month(p, baseline, COSTS), spec, say("Cost per stage by month"))


LEAD_COST_COLOURS = dict(zip(LEAD_COST_KINDS.values(), (base.ACCENT, "#b4bde3", "#d8b98a", base.LIGHT), strict=True))


@designed("What a lead costs")
def _lead_costs() -> Chart:
    kinds: list[Any] = list(LEAD_COST_COLOURS)
    y = base.rows("motion")
    x = alt.X("cost:Q").scale(nice=False, range=[0, {"expr": "max(width - 110, 60)"}]).axis(None)
    tips = [
        alt.Tooltip("motion:N", title="Leads"),
        *(base.exact(kind, kind, ",.2f") for kind in kinds),
        base.exact("whole", "Cost per lead", ",.2f"),
        base.exact("baseline", "Compared with", ",.2f"),
    ]
    bars = (
        base.data()
        .transform_fold(kinds, as_=["kind", "cost"])
        .transform_calculate(kind_order=f"indexof({kinds}, datum.kind)", cost="isValid(datum.cost) ? datum.cost : 0")
        .mark_bar(height={"band": 0.5})
        .encode(x, y, base.kind_colour(LEAD_COST_COLOURS, rows=True), order=alt.Order("kind_order:Q"), tooltip=tips)
    )
    tick = (
        base.known(base.data(), "baseline")
        .mark_point(shape="stroke", angle=90, size=900, color=base.BASELINE, strokeWidth=2.5)
        .encode(alt.X("baseline:Q"), y, opacity=base.seen(), tooltip=tips)
    )
    text = base.label(base.data(), "label", alt.X("end:Q"), y, bold=True, align="left", dx=8)
    return alt.layer(bars, tick, text)


def costs_of_leads(p: Projection, baseline: Projection) -> Drawing:
    """Cost per inbound, outbound and any lead in the first year, by kind of cost; those compared with as a tick."""
    now, was = lead_costs(p), lead_costs(baseline)
    whole, before = ([float(np.sum([*kinds.values()])) for kinds in of.values()] for of in (now, was))
    columns: dict[str, Any] = {"motion": [say(motion) for motion in now], "row": np.arange(float(len(now)))}
    columns |= {"whole": whole, "baseline": before}
    columns |= {label: [kinds[name] for kinds in now.values()] for name, label in LEAD_COST_KINDS.items()}
    columns["end"] = np.maximum(np.nan_to_num(whole), np.nan_to_num(before))
    columns["label"] = [say("no leads") if np.isnan(cost) else _cost(cost) for cost in whole]
    subtitle = say(
        "{currency} a lead, year 1; people, tools and overhead by leads; tick: compared with",
        currency=p.scenario.currency,
    )
    spec = _lead_costs(subtitle=subtitle)
    return Drawing(columns, spec, say("Cost per lead by motion and kind of cost"))


def _cost(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= 100 else f"{amount:.3g}"


@designed("Pipeline", "SQLs open at the end of the month; bars: new SQLs")
def _pipeline() -> Chart:
    x = base.by_month()
    tips = [
        base.exact_month(),
        base.exact("scenario", "Open", ",.1f"),
        base.exact("baseline", "Open, compared with", ",.1f"),
        base.exact("sqls", "New SQLs", ",.1f"),
        base.exact("resolved", "Resolved", ",.1f"),
        base.exact("sales_cycle", "Sales cycle, months", ",.1f"),
    ]
    lines = base.pair_lines(base.data(), x, base.amount("value"))
    new = base.data().mark_bar(color=base.ACCENT_LIGHT, opacity=0.5, clip=True, width={"band": 0.8})
    bars = new.encode(base.by_month().timeUnit("utcyearmonth"), base.amount("sqls"))
    return alt.layer(bars, lines, base.hover(base.data(), x, "month", tips))


def pipeline(p: Projection, baseline: Projection) -> Drawing:
    """Opportunities open at the end of each month, over the new ones of the month; with the sales cycle on hover."""
    columns = base.pair_columns(p, baseline, "pipeline") | {"sqls": p["sqls"], "resolved": p["resolved"]}
    columns["sales_cycle"] = np.full(p.months, p.scenario.sales_cycle)
    return Drawing(columns, _pipeline(), say("Pipeline by month"))
