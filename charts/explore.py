"""Explore's pictures: each with its finding as its title, last values at the ends of lines, and one month read in all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pyarrow as pa

from charts import base
from charts.base import Drawing
from charts.designs import Chart, designed
from model import Projection
from model.questions.explore import YEARS, Step, full_track, net_new_mrr
from model.questions.explore import years_of_life as life_of
from model.units import MONEY, MONEY_PER_MONTH, SHARE, Unit
from words import explore as words
from words.format import short
from words.say import say

HEIGHT = 236
"""Three by two of them are whole in sight beside the levers."""
_FOUND: Any = {"expr": "length(data('rows')) ? data('rows')[0].found : ''"}
"""A title that comes with the data: a design that changed would be drawn anew, with a flash."""
_ENDS = 60
"""Pixels on the right for the values at the ends of lines."""
_APART = 0.1
"""How far two of these stand apart at least, as a share of what the axis spans."""


def _month() -> alt.X:
    return base.by_month().scale(type="utc", range=[0, {"expr": f"width - {_ENDS}"}])


def _value(field: str) -> alt.Y:
    return alt.Y(f"{field}:Q").scale(nice=False).axis(None)


@designed(_FOUND, height=HEIGHT, variants=[(False,), (True,)])
def _monthly(of_cash: bool) -> Chart:
    x, data = _month(), base.data
    tips = [base.exact_month(), base.exact("scenario", "Scenario"), base.exact("baseline", "Compared with")]
    was = data().mark_line(color=base.BASELINE, strokeDash=base.DASH, strokeWidth=2).encode(x, _value("baseline"))
    now = data().mark_line(color=base.ACCENT, strokeWidth=2.5).encode(x, _value("scenario"))
    ends = data().transform_filter("datum.end")
    right: dict[str, Any] = {"align": "left", "dx": 6}
    last = base.label(ends, "end", colour=base.ACCENT, bold=True, at=base.at("month", "end_at"), **right)
    before = base.label(ends, "end_was", at=base.at("month", "end_was_at"), **right)
    read = data().transform_filter("datum.read")
    place = base.at("month", "scenario")["x"]
    full = {"x": place, "y": alt.value(0), "y2": alt.value("height")}
    rule = read.mark_rule(color=base.BASELINE, strokeDash=[1, 3]).encode(**full)
    was_there = read.mark_point(color=base.BASELINE, size=40, opacity=1).encode(**base.at("month", "baseline"))
    there = read.mark_point(color=base.ACCENT, filled=True, size=50, opacity=1).encode(**base.at("month", "scenario"))
    side: dict[str, Any] = {"align": alt.expr(f"scale('x', datum.month) > (width - {_ENDS}) / 2 ? 'right' : 'left'")}
    said = base.label(read, "read", colour=base.ACCENT, at={"x": place, "y": alt.value(2)}, **side)
    width = alt.value(alt.expr(f"(width - {_ENDS}) / length(data('rows'))"))
    hover = data().mark_rule(opacity=0).encode(x, strokeWidth=width, tooltip=tips)
    zero = alt.YDatum(0).axis(None)
    floor = data().mark_rule(color=base.BASELINE, opacity=0.7).encode(y=zero)
    layers = [floor, was, now, last, before, rule, was_there, there, said]
    if of_cash:
        below = data().mark_area(color=base.ALERT, opacity=0.18).encode(x, _value("below"), y2=alt.datum(0))
        out = data().transform_filter("datum.out")
        dot = out.mark_point(color=base.ALERT, filled=True, size=60, opacity=1).encode(x=place, y=zero)
        when = base.label(out, "out", colour=base.ALERT, bold=True, at={"x": place, "y": zero}, dy=-12, **side)
        layers = [below, *layers, dot, when]
    return alt.layer(*layers, hover)


def _texts(count: int, at: int, text: str) -> pa.Array:
    """A column that says something in one row."""
    return pa.array([text if row == at else "" for row in range(count)])


def _ends(now: float, was: float, low: float, high: float) -> tuple[float, float]:
    """Where the texts of two ends stand: at them, or as far apart as they must be to be read."""
    least = _APART * (high - low)
    if abs(now - was) >= least:
        return now, was
    middle = min(max((now + was) / 2, low + least / 2), high - least / 2)
    up = least / 2 if now >= was else -least / 2
    return middle + up, middle - up


def _series(p: Projection, series: np.ndarray, others: np.ndarray, read: int, unit: Unit, found: str) -> dict[str, Any]:
    """A series with that it is compared with, by month, with what is said at the ends and at the month that is read.

    Both are of the same months: what one compares with is looked at over the scenario's.
    """
    months, currency = p.months, p.scenario.currency
    now, was = float(series[-1]), float(others[-1])
    at, was_at = _ends(now, was, min(0.0, series.min(), others.min()), max(0.0, series.max(), others.max()))
    end, end_was = short(now, unit, currency), short(was, unit, currency)
    last = months - 1
    there = "" if read == last else words.read_value(float(series[read]), float(others[read]), unit, currency)
    return base.months(p.scenario.start, months) | {
        "scenario": series,
        "baseline": others,
        "found": _texts(months, 0, found),
        "end": _texts(months, last, end),
        "end_was": _texts(months, last, "" if end == end_was else end_was),
        "end_at": np.full(months, now if end == end_was else at),
        "end_was_at": np.full(months, was_at),
        "read": _texts(months, read, there),
    }


def mrr(p: Projection, baseline: Projection, read: int, against: str) -> Drawing:
    """MRR of the scenario and of what it is compared with."""
    data = _series(p, p["mrr"], baseline["mrr"], read, MONEY_PER_MONTH, words.mrr_found(p, baseline))
    subtitle = say("{currency} a month; dashed: {against}", currency=p.scenario.currency, against=against)
    return Drawing(data, _monthly(False, subtitle=subtitle), say("MRR by month, scenario and what it is compared with"))


def customers(p: Projection, baseline: Projection, read: int, against: str) -> Drawing:
    """Paying customers of the scenario and of what it is compared with."""
    found, unit = words.customers_found(p, baseline), words.CUSTOMERS
    data = _series(p, p["customers"], baseline["customers"], read, unit, found)
    spec = _monthly(False, subtitle=say("paying accounts; dashed: {against}", against=against))
    return Drawing(data, spec, say("Customers by month, scenario and what it is compared with"))


def net_new(p: Projection, baseline: Projection, read: int, against: str) -> Drawing:
    """Net new MRR of the scenario and of what it is compared with."""
    series, others = net_new_mrr(p), net_new_mrr(baseline)
    data = _series(p, series, others, read, MONEY_PER_MONTH, words.net_new_found(p, series, others))
    subtitle = say("{currency} a month: won + expansion − lost", currency=p.scenario.currency)
    spec = _monthly(False, subtitle=subtitle)
    return Drawing(data, spec, say("Net new MRR by month, scenario and what it is compared with"))


def cash(p: Projection, baseline: Projection, read: int, against: str) -> Drawing:
    """Cash of the scenario and of what it is compared with; the month it ends in, and what is below zero."""
    series = p["cash"]
    data = _series(p, series, baseline["cash"], read, MONEY, words.cash_found(p))
    out = words.cash_ends(p)
    data["below"] = np.minimum(series, 0.0)
    data["out"] = _texts(p.months, out - 1, words.month_named(p, out) if out else "")
    subtitle = say(
        "{currency} at the end of the month; dashed: {against}", currency=p.scenario.currency, against=against
    )
    return Drawing(data, _monthly(True, subtitle=subtitle), say("Cash by month, scenario and what it is compared with"))


@designed(_FOUND, height=HEIGHT)
def _steps() -> Chart:
    y = base.rows("step", 110)
    to: dict[str, Any] = {"type": "linear", "domain": [0, 1], "range": [0, {"expr": "max(width - 62, 20)"}]}

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q").scale(**to).axis(None)

    tips = [
        alt.Tooltip("step:N", title="Step"),
        base.exact("scenario", "Scenario", ",.2%"),
        base.exact("baseline", "Compared with", ",.2%"),
        alt.Tooltip("usual:N", title="Usual"),
    ]
    track = base.data().mark_bar(color=base.LIGHT, opacity=0.45, height=6, cornerRadius=3)
    usual = base.data().mark_bar(color=base.ACCENT_LIGHT, height=12, cornerRadius=3)
    was = base.data().mark_point(color=base.BASELINE, size=110, strokeWidth=2, opacity=1)
    now = base.data().mark_point(color=base.ACCENT, filled=True, size=80, opacity=1)
    text: dict[str, Any] = {"align": "left", "at": {"x": alt.value(alt.expr("max(width - 54, 28)"))}}
    return alt.layer(
        track.encode(x("full"), y, tooltip=tips),
        usual.encode(x("low"), y, alt.X2("high"), tooltip=tips),
        was.encode(x("was"), y, tooltip=tips),
        now.encode(x("now"), y, tooltip=tips),
        base.label(base.data(), "rate_text", y, bold=True, colour=base.ACCENT, dy=-7, **text),
        base.label(base.data(), "count_text", y, dy=7, **text),
    )


def steps(now: Sequence[Step], was: Sequence[Step], found: str) -> Drawing:
    """The funnel's steps as shares: each on a track of its own, with what is usual and what it is compared with."""
    ends = [(step.usual.low, step.usual.high) if step.usual else (math.nan, math.nan) for step in now]
    tracks = [full_track(step.rate, old.rate, *end) for step, old, end in zip(now, was, ends, strict=True)]

    def on_track(shares: list[float]) -> np.ndarray:
        return np.asarray(shares, dtype=float) / np.asarray(tracks)

    data = {
        "found": _texts(len(now), 0, found),
        "step": [say(step.label) for step in now],
        "row": np.arange(float(len(now))),
        "full": np.ones(len(now)),
        "low": on_track([low for low, _ in ends]),
        "high": on_track([high for _, high in ends]),
        "now": on_track([step.rate for step in now]),
        "was": on_track([step.rate for step in was]),
        "scenario": [step.rate for step in now],
        "baseline": [step.rate for step in was],
        "usual": [words.usual(step) for step in now],
        "rate_text": [short(step.rate, SHARE, "") for step in now],
        "count_text": [short(step.count, words.CUSTOMERS, "") for step in now],
    }
    spec = _steps(subtitle=say("first year; ● now, ○ compared with; band: usual"))
    return Drawing(data, spec, say("Steps of the funnel as shares, scenario and what it is compared with"))


@designed(_FOUND, height=HEIGHT)
def _life() -> Chart:
    y = base.rows("series", 70)
    axis = alt.Axis(labels=False, ticks=False, domain=False, title=None, grid=False)
    room: dict[str, Any] = {"nice": False, "range": [0, {"expr": "max(width - 56, 20)"}]}
    x = alt.X("value:Q").stack("zero").scale(**room).axis(axis)
    tips = [
        alt.Tooltip("series:N", title="Of"),
        alt.Tooltip("year:N", title="Gross profit of"),
        base.exact("value", "Amount", ",.2f"),
        base.exact("cac", "CAC", ",.2f"),
    ]
    colour = alt.condition("datum.row < 1", alt.value(base.ACCENT), alt.value(base.BASELINE))
    bars = (
        base.data()
        .mark_bar(height=30, stroke="white", strokeWidth=0.5)
        .encode(x, y, color=colour, order=alt.Order("order:Q"), tooltip=tips)
        .encode(opacity=alt.Opacity("shade:Q").scale(domain=[0, 1], range=[0, 1]).legend(None))
    )
    first = base.data().transform_filter("datum.order < 1")
    total = base.label(first, "total_text", y, alt.X("total:Q"), colour=None, bold=True, align="left", dx=6,
                       at={"color": colour})  # fmt: skip
    known = alt.condition("datum.cac_text !== ''", alt.value(1), alt.value(0))
    rule = first.mark_point(shape="stroke", angle=90, size=2200, strokeWidth=2, color=base.ALERT)
    cac = base.label(first, "cac_text", y, alt.X("cac_at:Q"), colour=base.ALERT, align="left", dx=4, dy=28)
    return alt.layer(bars, rule.encode(alt.X("cac_at:Q"), y, opacity=known), total, cac)


_SHADES = (1.0, 0.75, 0.55, 0.38, 0.22)


def life(p: Projection, baseline: Projection, out: tuple[float, float], found: str, against: str) -> Drawing:
    """Gross profit of one customer by year of life against its CAC, `out`, of the scenario and of what it is compared with."""
    both, currency, parts = [life_of(p), life_of(baseline)], p.scenario.currency, len(YEARS)
    totals = [sum(part for part in each if math.isfinite(part)) for each in both]
    said = [short(sum(each), MONEY, currency) for each in both]

    def of_each(values: Sequence[Any]) -> list[Any]:
        return [value for value in values for _ in range(parts)]

    data = {
        "found": _texts(2 * parts, 0, found),
        "series": of_each([say("Now"), against]),
        "row": of_each([0.0, 1.0]),
        "year": [say(name) for name, _, _ in YEARS] * 2,
        "order": [float(k) for k in range(parts)] * 2,
        "shade": [*_SHADES] * 2,
        "value": [part if math.isfinite(part) else 0.0 for each in both for part in each],
        "total": of_each([max(total, 0.0) for total in totals]),
        "total_text": of_each(said),
        "cac": of_each(out),
        "cac_at": of_each([cost if math.isfinite(cost) else 0.0 for cost in out]),
        "cac_text": of_each(
            [say("CAC {cac}", cac=short(cost, MONEY, currency)) if math.isfinite(cost) else "" for cost in out]
        ),
    }
    spec = _life(subtitle=say("gross profit of years 1, 2, 3, 4–5 and later; rule: CAC"))
    return Drawing(data, spec, say("Gross profit of one customer by year of life against CAC"))
