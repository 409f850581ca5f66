"""Channels beside each other: what comes through each by month, what it costs and earns, what more money buys."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np
import pyarrow as pa

from charts import base
from charts.base import Columns, Drawing
from charts.designs import HEIGHT, Chart, Spec, designed, slot
from model import MEASURES, Projection
from model.projection import Floats
from model.questions.channel_economics import ChannelEconomics
from model.scenario import EXISTING, MAX_CHANNELS
from words.say import say

_HUES = ("#4f6bed", "#e0a33b", "#2a9d8f", "#a56cc1", "#7cb8e8", "#8f8a3c", "#b5795a", "#5b7fa3")
_LIGHTER = ("#9aabf5", "#f0cf94", "#8dcdc5", "#d0b1e0", "#bcdcf4", "#c5c28d", "#d9b8a6", "#a9bdd0")
_DARKER = ("#2f429c", "#9a6a14", "#17635a", "#6d3d87", "#2f7ab3", "#5a571f", "#744730", "#34506c")
COLOURS = _HUES + _LIGHTER + _DARKER
"""One colour a channel, in the order of the table: neighbours differ in lightness too, and none is red."""
assert len(COLOURS) == MAX_CHANNELS

COST_KINDS = {
    "spend": ("Programme spend", _HUES[0]),
    "people": ("People", _HUES[1]),
    "tools": ("Tools", _HUES[2]),
    "overhead": ("Overhead", _HUES[4]),
}
BY_MONTH = ("visitors", "leads", "new_customers", "mrr")
"""The series that are drawn by month and channel, on the way from a visit to revenue."""

VALUES = {"cac_paid": ("CAC, paid", _LIGHTER[1]), "cac": ("CAC", _HUES[1]), "ltv": ("LTV", _HUES[0])}

_BAR, _LEGEND_ROW = 22, 17
"""Pixels of height that a row of bars has at least, and a row of the legend."""


@designed(height=slot("height"))
def _stack() -> Chart:
    """Bars by month of named parts; one design for any names, the slot `colours` has a colour for each part."""
    x = base.by_month()
    tips = [
        base.exact_month(),
        alt.Tooltip("part:N", title="Channel"),
        base.exact("value", slot("title"), ",.1f"),
        alt.Tooltip("share:Q", title="Share", format=".1%"),
    ]
    legend = base.legend(symbol="square", size=100, labelLimit=110, symbolLimit=MAX_CHANNELS + 1)
    bars = (
        base.data()
        .mark_bar(clip=True, width={"band": 0.9})
        .encode(
            x.timeUnit("utcyearmonth"),
            base.amount("value"),
            alt.Color("part:N").sort(field="order", op="min").scale(range=slot("colours")).legend(legend),
            order=alt.Order("order:Q"),
            tooltip=tips,
        )
    )
    total = (
        base.data()
        .transform_filter("isValid(datum.baseline)")
        .mark_line(color=base.BASELINE, strokeDash=base.DASH, strokeWidth=2)
        .encode(
            x,
            base.amount("baseline"),
            tooltip=[base.exact_month(), base.exact("baseline", "All, compared with", ",.1f")],
        )
    )
    return alt.layer(bars, total)


def _stacked(
    p: Projection, baseline: Projection, name: str, parts: Mapping[str, Floats], title: str, subtitle: str
) -> tuple[Columns, Spec]:
    """A row a part and month, in the order of the parts; the total compared with stands in the rows of the first.

    Today's customers, where they are a part, have a colour of their own.
    """
    pair = base.pair_columns(p, baseline, name)
    values = np.array(list(parts.values()))
    with np.errstate(all="ignore"):
        share = values / pair["scenario"]
    total = np.full(values.size, math.nan)
    total[: p.months] = pair["baseline"]
    numbers = {"value": values.ravel(), "share": share.ravel(), "baseline": total}
    named = [part for part in parts if part != EXISTING]
    colours = [*COLOURS[: len(named)], *([base.LIGHT] if EXISTING in parts else [])]
    more_legend = max(0, math.ceil(len(colours) / 3) - 2) * _LEGEND_ROW
    spec = _stack(title=title, subtitle=subtitle, colours=colours, height=HEIGHT + more_legend)
    told = [say(part) if part == EXISTING else part for part in parts]
    return _rows(p.scenario.start, p.months, told) | numbers, spec


def _rows(start: str, count: int, parts: list[str]) -> dict[str, Any]:
    """The columns that say which part and month a row is of, in the order of the parts."""
    order = np.repeat(np.arange(len(parts), dtype=np.int32), count)
    return {name: pa.concat_arrays([column] * len(parts)) for name, column in base.months(start, count).items()} | {
        "part": pa.DictionaryArray.from_arrays(order, parts),
        "order": order.astype(np.float64),
    }


def by_month(p: Projection, baseline: Projection, name: str) -> Drawing:
    """One monthly series (visitors, leads, new_customers, mrr) by channel; the total compared with dashed."""
    parts = {channel: series[name] for channel, series in p.channels.items()}
    if name == "mrr":
        parts[EXISTING] = p.existing[name]
    measure = MEASURES[name]
    subtitle = say("a month, by channel; dashed: compared with")
    if measure.unit.kind == "money":
        subtitle = say("{currency} a month, by channel; dashed: compared with", currency=p.scenario.currency)
    columns, spec = _stacked(p, baseline, name, parts, say(measure.label), subtitle)
    return Drawing(columns, spec, say("{label} by month and channel", label=say(measure.label)))


def revenue_by_motion(p: Projection, baseline: Projection) -> Drawing:
    """Revenue of customers won inbound, won outbound and of today's; the total compared with dashed."""
    existing = p.existing["mrr"]
    inbound = p["inbound_revenue"]
    parts = {say("Inbound"): inbound, say("Outbound"): p["revenue"] - inbound - existing, EXISTING: existing}
    subtitle = say("{currency} a month; dashed: compared with", currency=p.scenario.currency)
    columns, spec = _stacked(p, baseline, "revenue", parts, say("Revenue, inbound and the rest"), subtitle)
    return Drawing(columns, spec, say("Revenue by month: inbound, outbound and existing"))


def _height(channels: int) -> int:
    """The height of a chart with three bars a channel, and of its neighbour."""
    return max(HEIGHT, 90 + 3 * channels * _BAR)


def _names(field: str = "channel") -> alt.Y:
    """Rows with their names, cut off where they are long."""
    return base.rows(field, 120)


def _money_axis(field: str) -> alt.X:
    axis = base.numbers(tickCount=4, labelOverlap=True)
    room_for_labels = {"expr": "max(40, width - 70)"}
    return alt.X(f"{field}:Q").scale(range=[0, room_for_labels], zero=True).axis(axis).stack(None)


@designed("What a customer costs and is worth", height=slot("height"))
def _cac_and_ltv() -> Chart:
    kinds = dict(VALUES.values())
    offset = alt.YOffset("kind:N").sort(list(kinds)).scale(paddingInner=0.05)
    tips = [
        alt.Tooltip("channel:N", title="Channel"),
        alt.Tooltip("kind:N", title="Figure"),
        base.exact("value", "Scenario", ",.2f"),
        base.exact("baseline", "Compared with", ",.2f"),
        alt.Tooltip("ratio:N", title="LTV:CAC"),
    ]
    bars = (
        base.data()
        .mark_bar()
        .encode(_money_axis("value"), _names(), offset, base.kind_colour(kinds, rows=True), tooltip=tips)
    )
    ticks = (
        base.data()
        .mark_tick(color=base.BASELINE, thickness=2)
        .encode(_money_axis("baseline"), _names(), offset, tooltip=tips)
    )
    one = base.data().transform_filter(f"datum.kind === {VALUES['ltv'][0]!r}")
    text = base.label(one, "ratio", _money_axis("end"), _names(), offset, align="left", dx=5)
    return alt.layer(text, bars, ticks)


def _against(values: Floats, now: ChannelEconomics, was: ChannelEconomics) -> Floats:
    """The figures compared with in the scenario's order of channels; NaN for channels that are only the scenario's."""
    known = dict(zip(was.channels, values.tolist(), strict=True))
    return np.array([known.get(channel, math.nan) for channel in now.channels])


def _finite(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, math.nan)


def _said(values: Floats, form: str) -> list[str]:
    """Numbers as labels: ∞ where infinite, nothing where undefined."""
    return ["" if math.isnan(v) else "∞" if math.isinf(v) else form.format(v) for v in values.tolist()]


def _end(value: Floats, other: Floats) -> Floats:
    """Where a label stands: behind the longer of bar and tick."""
    return np.nan_to_num(np.fmax(np.fmax(value, other), 0.0))


def cac_and_ltv(now: ChannelEconomics, was: ChannelEconomics, currency: str) -> Drawing:
    """CAC on spend alone, CAC fully loaded and LTV by channel, those compared with as ticks; LTV:CAC as text."""
    count, kinds = len(now.channels), len(VALUES)
    value = _finite(np.concatenate([now[name] for name in VALUES]))
    other = _finite(np.concatenate([_against(was[name], now, was) for name in VALUES]))
    columns = {
        "channel": now.channels * kinds,
        "row": np.tile(np.arange(float(count)), kinds),
        "kind": np.repeat(np.array([label for label, _ in VALUES.values()], dtype=object), count),
        "value": value,
        "baseline": other,
        "end": _end(value, other),
        "ratio": _said(now["ltv_to_cac"], "{:,.1f}×") * kinds,
    }
    spec = _cac_and_ltv(
        subtitle=say("{currency} a customer; ×: LTV:CAC; tick: compared with", currency=currency), height=_height(count)
    )
    return Drawing(columns, spec, say("CAC on spend alone, CAC fully loaded and LTV by channel"))


@designed("The next 1,000 a month", height=slot("height"))
def _next_thousand() -> Chart:
    tips = [
        alt.Tooltip("channel:N", title="Channel"),
        base.exact("value", "MRR in month 12", ",.2f"),
        base.exact("baseline", "Compared with", ",.2f"),
        base.exact("customers", "Customers, year 1", ",.2f"),
        base.exact("leads", "Leads, year 1", ",.1f"),
        base.exact("visitors", "Visitors, year 1"),
        base.exact("cost", "Cost per customer", ",.2f"),
    ]
    bars = (
        base.data()
        .mark_bar(color=base.ACCENT, height={"band": 0.62})
        .encode(_money_axis("value"), _names(), tooltip=tips)
    )
    ticks = (
        base.data()
        .mark_point(shape="stroke", angle=90, size=400, color=base.BASELINE, strokeWidth=2.5, opacity=1)
        .encode(_money_axis("baseline"), _names(), tooltip=tips)
    )
    text = base.label(base.data(), "label", _money_axis("end"), _names(), align="left", dx=6)
    return alt.layer(text, bars, ticks)


def next_thousand(now: ChannelEconomics, was: ChannelEconomics, currency: str) -> Drawing:
    """MRR in month 12 that 1,000 more a month in each channel adds, those compared with as ticks."""
    value, other = now["next_mrr"], _against(was["next_mrr"], now, was)
    columns = {
        "channel": now.channels,
        "row": np.arange(float(len(now.channels))),
        "value": value,
        "baseline": other,
        "end": _end(value, other),
        "customers": now["next_customers"],
        "leads": now["next_leads"],
        "visitors": now["next_visitors"],
        "cost": now["next_cac"],
        "label": _said(value, "{:,.0f}"),
    }
    subtitle = say("{currency} of MRR that it adds by month 12; tick: compared with", currency=currency)
    spec = _next_thousand(subtitle=subtitle, height=_height(len(now.channels)))
    return Drawing(columns, spec, say("MRR in month 12 that 1,000 more a month in each channel adds"))


@designed("Cost per lead by kind of cost")
def _cost_per_lead() -> Chart:
    kinds = dict(COST_KINDS.values())
    tips = [
        alt.Tooltip("motion:N", title="Motion"),
        alt.Tooltip("kind:N", title="Kind of cost"),
        base.exact("value", "A lead", ",.2f"),
        base.exact("total", "All kinds", ",.2f"),
    ]
    x = _money_axis("drawn").stack("zero")
    bars = (
        base.data()
        .transform_calculate(drawn="isValid(datum.value) ? datum.value : 0")
        .mark_bar(height={"band": 0.55})
        .encode(x, _names("motion"), base.kind_colour(kinds, rows=True), order=alt.Order("order:Q"), tooltip=tips)
    )
    first = base.data().transform_filter("datum.order === 0")
    text = base.label(first, "label", _money_axis("end"), _names("motion"), align="left", dx=6)
    tick = (
        base.known(base.data().transform_filter("datum.order === 0"), "baseline")
        .mark_point(shape="stroke", angle=90, size=1600, color=base.BASELINE, strokeWidth=2.5)
        .encode(_money_axis("baseline"), _names("motion"), opacity=base.seen(), tooltip=tips)
    )
    return alt.layer(text, bars, tick)


def cost_per_lead(
    now: Mapping[str, Mapping[str, float]], was: Mapping[str, Mapping[str, float]], currency: str
) -> Drawing:
    """What an inbound and an outbound lead cost, by kind of cost, those compared with as ticks."""
    motions = list(now)
    rows = [(motion, kind) for motion in motions for kind in COST_KINDS]
    per_lead = np.array([_of_leads(now[motion], kind) for motion, kind in rows])
    total = np.array([now[motion]["cost_per_lead"] for motion, _ in rows])
    other = np.array([was[motion]["cost_per_lead"] for motion, _ in rows])
    columns = {
        "motion": [say(motion.capitalize()) for motion, _ in rows],
        "row": np.repeat(np.arange(float(len(motions))), len(COST_KINDS)),
        "kind": [COST_KINDS[kind][0] for _, kind in rows],
        "order": np.tile(np.arange(float(len(COST_KINDS))), len(motions)),
        "value": per_lead,
        "total": total,
        "baseline": other,
        "end": _end(total, other),
        "label": [text or say("no leads") for text in _said(total, "{:,.2f}")],
    }
    return Drawing(
        columns,
        _cost_per_lead(subtitle=say("{currency}, year 1; tick: compared with", currency=currency)),
        say("Cost per lead by kind of cost"),
    )


def _of_leads(sums: Mapping[str, float], kind: str) -> float:
    return sums[kind] / sums["leads"] if sums["leads"] else math.nan
