"""Cash by month, what it is spent on, when the months begin to earn, and what holds revenue back."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import numpy as np
import pyarrow as pa

from charts import base
from charts.base import Drawing
from charts.designs import Chart, designed
from model import MEASURES, Projection, summarize
from model.questions.cash import COST_GROUPS, cost_groups
from words.say import say


def _within(position: int, months: int) -> int:
    """A position held away from both ends of the axis, so that a text centred there is not cut off."""
    edge = round(months / 10)
    return min(max(position, edge), months - 1 - edge)


@designed("Cash")
def _cash() -> Chart:
    x, y = base.by_month(), base.amount("value")
    tips = [base.exact_month(), base.exact("scenario", "Scenario"), base.exact("baseline", "Compared with")]
    lines = base.pair_lines(base.data(), x, y)
    below = base.data().mark_area(color=base.ALERT, opacity=0.25).encode(x, base.amount("below"), y2=alt.datum(0))
    marked = base.data().transform_filter("isValid(datum.mark)")
    alert = alt.condition("datum.mark < 0", alt.value(base.ALERT), alt.value(base.ACCENT))
    dot = marked.mark_point(filled=True, size=70, opacity=1).encode(x, base.amount("mark"), color=alert)
    place = base.by_month("text_month"), base.amount("mark")
    text = base.label(marked, "mark_text", *place, colour=None, bold=True, align="center", dy=-12, at={"color": alert})
    return alt.layer(below, base.zero_rule(base.data()), lines, dot, text, base.hover(base.data(), x, "month", tips))


def _marked(months: pa.Array, row: int) -> pa.Array:
    """The months with that of one row moved to where its text has room."""
    position = np.arange(len(months))
    position[row] = _within(row, len(months))
    return months.take(position)


def cash(p: Projection, baseline: Projection) -> Drawing:
    """Cash at the end of each month, and that compared with; below zero is red, running out and lowest are marked."""
    columns = base.pair_columns(p, baseline, "cash")
    lowest = int(np.argmin(p["cash"]))
    texts = {lowest: say("lowest")}
    if math.isfinite(summarize(p)["runway"]) and (p["cash"] < 0).any():
        out = int(np.argmax(p["cash"] < 0))
        if lowest - out < p.months / 4:  # no room for two texts
            texts = {}
        texts[out] = say("out of cash")
    columns["below"] = np.minimum(columns["scenario"], 0.0)
    columns["mark"] = [float(value) if row in texts else math.nan for row, value in enumerate(p["cash"])]
    columns["mark_text"] = [texts.get(row, "") for row in range(p.months)]
    columns["text_month"] = columns["month"]
    for row in texts:
        columns["text_month"] = _marked(columns["text_month"], row)
    spec = _cash(subtitle=say("{currency} at the end of the month", currency=p.scenario.currency))
    return Drawing(columns, spec, say("Cash by month, scenario and what it is compared with"))


GROUP_COLOURS = {
    "Marketing": "#7c8bc4",
    "Sales": "#b4bde3",
    "Serving customers": "#d8b98a",
    "R&D": "#a7aeba",
    "G&A": "#d3d8df",
}
"""Calm, so that revenue is what stands out."""


@designed("Revenue and costs")
def _costs() -> Chart:
    x = base.by_month()
    groups: list[Any] = list(GROUP_COLOURS)
    areas = (
        base.data()
        .transform_fold(groups, as_=["kind", "cost"])
        .transform_calculate(kind_order=f"indexof({groups}, datum.kind)")
        .mark_area(clip=True)
        .encode(x, base.amount("cost"), base.kind_colour(GROUP_COLOURS), order=alt.Order("kind_order:Q"))
    )
    revenue = base.data().mark_line(color=base.ACCENT, strokeWidth=3).encode(x, base.amount("revenue"))
    named, place = base.data().transform_filter("datum.label"), (x, base.amount("revenue"))
    label = base.label(named, "label", *place, colour=base.ACCENT, bold=True, align="center", dy=-12)
    was = (
        base.data()
        .mark_line(color=base.BASELINE, strokeDash=base.DASH, strokeWidth=2)
        .encode(x, base.amount("baseline"))
    )
    kinds = [name for names in COST_GROUPS.values() for name in names]
    tips = [
        base.exact_month(),
        base.exact("revenue", "Revenue"),
        *(base.exact(name, MEASURES[name].label) for name in kinds),
        base.exact("all_costs", "All costs"),
        base.exact("baseline", "All costs, compared with"),
    ]
    return alt.layer(areas, was, revenue, label, base.hover(base.data(), x, "month", tips))


def costs(p: Projection, baseline: Projection) -> Drawing:
    """Costs by group stacked under revenue's line; every kind of cost on hover; the costs compared with dashed."""
    columns = base.months(p.scenario.start, p.months) | cost_groups(p)
    columns |= {name: p[name] for names in COST_GROUPS.values() for name in names}
    columns |= {"revenue": p["revenue"], "all_costs": p["revenue"] - p["net_cash_flow"]}
    columns["baseline"] = base.on_months_of(p, baseline, baseline["revenue"] - baseline["net_cash_flow"])
    labelled = np.arange(p.months) == _within(p.months - 1, p.months)
    columns["label"] = np.where(labelled, say("revenue"), "")
    spec = _costs(subtitle=say("{currency} a month; dashed: costs compared with", currency=p.scenario.currency))
    return Drawing(columns, spec, say("Revenue and costs by kind, by month"))


@designed("Net cash flow")
def _net_flow() -> Chart:
    x = base.by_month()
    tips = [base.exact_month(), base.exact("scenario", "Scenario"), base.exact("baseline", "Compared with")]
    colour = alt.condition("datum.scenario < 0", alt.value(base.ALERT), alt.value(base.ACCENT))
    bars = (
        base.data()
        .mark_bar(clip=True, opacity=0.75, width={"band": 0.8})
        .encode(base.by_month().timeUnit("utcyearmonth"), base.amount("scenario"), color=colour)
    )
    was = (
        base.data()
        .mark_line(color=base.BASELINE, strokeDash=base.DASH, strokeWidth=2)
        .encode(x, base.amount("baseline"))
    )
    named, place = base.data().transform_filter("datum.label"), base.at("text_month", "above")
    text = base.label(named, "label", colour=base.ACCENT, bold=True, align="center", dy=-10, at=place)
    return alt.layer(bars, base.zero_rule(base.data()), was, text, base.hover(base.data(), x, "month", tips))


def net_flow(p: Projection, baseline: Projection) -> Drawing:
    """What each month adds to cash, burn in red, with the month of break-even; the flow compared with dashed."""
    columns = base.pair_columns(p, baseline, "net_cash_flow")
    first = summarize(p)["break_even"]
    at = int(first) - 1 if math.isfinite(first) else -1
    columns["above"] = np.maximum(columns["scenario"], 0.0)
    if at >= 0:  # the text is as wide as a few bars
        place, beside = _within(at, p.months), p.months // 8
        columns["above"][at] = columns["above"][max(0, place - beside) : place + beside + 1].max()
    columns["label"] = np.where(np.arange(p.months) == at, say("break-even"), "")
    columns["text_month"] = _marked(columns["month"], at) if at >= 0 else columns["month"]
    spec = _net_flow(
        subtitle=say(
            "{currency} a month; below zero the month burns cash; dashed: compared with", currency=p.scenario.currency
        )
    )
    return Drawing(columns, spec, say("Net cash flow by month, scenario and what it is compared with"))


FAR_ABOVE = 6.0
"""A ceiling more than this many times the highest MRR is said, not drawn: it would flatten the curve."""


@designed("MRR and its ceiling")
def _ceiling() -> Chart:
    x = base.by_month()
    tips = [
        base.exact_month(),
        base.exact("scenario", "MRR"),
        base.exact("ceiling", "Ceiling at that month's new MRR"),
        base.exact("baseline", "MRR, compared with"),
    ]
    lines = base.pair_lines(base.data(), x, base.amount("value"))

    def level(field: str, **style: Any) -> alt.Chart:
        """A line where there is one; elsewhere it lies unseen on the scenario's."""
        there = alt.condition(f"isValid(datum.{field})", alt.value(1), alt.value(0))
        drawn = base.data().transform_calculate(at=f"isValid(datum.{field}) ? datum.{field} : datum.scenario")
        return drawn.mark_line(color=base.CEILING, **style).encode(x, base.amount("at"), opacity=there)

    ceiling, goal = level("ceiling_drawn", strokeWidth=2), level("goal", strokeWidth=1, strokeDash=[2, 3])

    def text(field: str) -> alt.Chart:
        said, place = base.data().transform_filter(f"datum.{field}_text"), base.at("month", field)
        return base.label(said, f"{field}_text", colour=base.CEILING, bold=True, align="center", dy=-8, at=place)

    corner, place = base.data().transform_filter("datum.far"), {"x": alt.value(8), "y": alt.value(0)}
    far = base.label(corner, "far", colour=base.CEILING, bold=True, align="left", baseline="top", at=place)
    return alt.layer(
        lines, ceiling, goal, text("ceiling_drawn"), text("goal"), far,
        base.hover(base.data(), x, "month", tips),
    )  # fmt: skip


def ceiling(p: Projection, baseline: Projection, goal: float | None = None) -> Drawing:
    """MRR against the level at which churn would lose what is won in that month; the goal, where there is one."""
    columns = base.pair_columns(p, baseline, "mrr")
    by_month = p["mrr_ceiling"]
    highest = np.nanmax([*columns["scenario"], *columns["baseline"], goal or 0.0])
    drawn = bool(by_month.max() <= FAR_ABOVE * highest)
    position = np.arange(p.months)
    columns["ceiling"] = np.where(np.isfinite(by_month), by_month, math.nan)
    columns["ceiling_drawn"] = by_month if drawn else np.full(p.months, math.nan)
    columns["ceiling_drawn_text"] = np.where((position == _within(0, p.months)) & drawn, say("ceiling"), "")
    columns["goal"] = np.full(p.months, math.nan if goal is None else goal)
    columns["goal_text"] = np.where((position == _within(p.months - 1, p.months)) & (goal is not None), say("goal"), "")
    said = "the ceiling is far above" if np.isfinite(by_month).all() else "no ceiling: expansion makes up for churn"
    columns["far"] = np.where((position == 0) & (not drawn), say(said), "")
    spec = _ceiling(
        subtitle=say(
            "{currency} a month; ceiling: where churn loses what that month wins", currency=p.scenario.currency
        )
    )
    return Drawing(columns, spec, say("MRR by month and the ceiling it moves towards"))
