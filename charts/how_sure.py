"""How sure: the fan of futures by month, the chance of running out of cash, and which uncertainty matters."""

from __future__ import annotations

import math
from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from charts import base
from charts.base import Drawing
from charts.designs import Chart, designed, slot
from model import MEASURES, Projection
from model.projection import Floats
from model.questions.uncertainty import Influence
from words.names import outcome_label
from words.say import say

MIDDLE = "Middle"
LINES = {"Plan": (base.ACCENT, [1, 0]), MIDDLE: ("#e0a33b", [2, 3]), "Compared with": (base.BASELINE, base.DASH)}
_ROW, _HEAD = 30, 90
"""Pixels of height of a bar, and of title, legend and axis."""
BANDS = ("q10", "q25", "q50", "q75", "q90")


@designed(variants=[(kind,) for kind in base.KINDS])
def _fan(kind: str) -> Chart:
    x, y = base.by_month(), base.amount("value")
    if kind == "share":
        y = y.axis(base.numbers(base.PERCENT_LABEL))
    form = ",.1%" if kind == "share" else ",.2f" if kind == "ratio" else ",.0f"
    tips = [
        base.exact_month(),
        base.exact("plan", "Plan", form),
        *(base.exact(name, text, form) for name, text in zip(
            BANDS, ("1 in 10 below", "1 in 4 below", "Middle", "1 in 4 above", "1 in 10 above"), strict=True)),
        base.exact("baseline", "Compared with", form),
    ]  # fmt: skip
    bands = [
        base.data()
        .mark_area(color=base.ACCENT, opacity=opacity, clip=True)
        .encode(x, base.amount(low), alt.Y2(f"{high}:Q"))
        for low, high, opacity in (("q10", "q90", 0.16), ("q25", "q75", 0.2))
    ]
    names = {"plan": "Plan", "q50": MIDDLE, "baseline": "Compared with"}
    legend = base.legend(LINES)
    lines = (
        base.data()
        .transform_fold(list(names), as_=["key", "value"])
        .transform_calculate(series=f"{names}[datum.key]")
        .mark_line(strokeWidth=2.5, clip=True)
        .encode(
            x,
            y,
            alt.Color("series:N").scale(domain=list(LINES), range=[c for c, _ in LINES.values()]).legend(legend),
            alt.StrokeDash("series:N").scale(domain=list(LINES), range=[d for _, d in LINES.values()]).legend(legend),
        )
    )
    goal = (
        base.data()
        .transform_filter("datum.first")
        .transform_calculate(at="isValid(datum.goal) ? datum.goal : datum.plan")
        .mark_rule(color=base.CEILING, strokeWidth=1.5, strokeDash=[2, 3])
        .encode(base.amount("at"), opacity=alt.condition("isValid(datum.goal)", alt.value(1), alt.value(0)))
    )
    named, place = base.data().transform_filter("datum.goal_text"), base.at("month", "goal") | {"x": alt.value(0)}
    text = base.label(named, "goal_text", colour=base.CEILING, bold=True, align="left", dx=4, dy=-7, at=place)
    return alt.layer(*bands, lines, goal, text, base.hover(base.data(), x, "month", tips))


def fan(
    p: Projection, baseline: Projection, name: str, quantiles: pd.DataFrame, target: float | None = None
) -> Drawing:
    """A monthly series in the futures: half of them in the dark band, eight of ten in the light one; the plan on it."""
    measure = MEASURES[name]
    pair = base.pair_columns(p, baseline, name)
    columns = base.months(p.scenario.start, p.months) | {
        "plan": _finite(pair["scenario"]),
        "baseline": _finite(pair["baseline"]),
    }
    columns |= {band: _finite(quantiles[q].to_numpy()) for band, q in zip(BANDS, quantiles, strict=True)}
    first = np.arange(p.months) == 0
    columns["first"] = first * 1.0
    columns["goal"] = np.where(first & (target is not None), math.nan if target is None else target, math.nan)
    columns["goal_text"] = np.where(first & (target is not None), say("goal"), "")
    unit = p.scenario.currency if measure.unit.kind == "money" else say(measure.unit.text)
    subtitle = say("{unit}; dark: half of the futures, light: eight of ten", unit=unit)
    label = outcome_label(name)
    spec = _fan(base.kind(measure), title=label, subtitle=subtitle)
    return Drawing(
        columns, spec, say("{series} by month in the futures, plan and what it is compared with", series=label)
    )


def _finite(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, math.nan)


@designed("Chance of running out of cash", "share of futures whose cash has been below zero by then")
def _out_of_cash() -> Chart:
    x = base.by_month()
    axis = base.numbers(base.PERCENT_LABEL)
    y = alt.Y("chance:Q").axis(axis).scale(domainMin=0)
    tips = [base.exact_month(), base.exact("chance", "Chance", ".1%"), base.exact("error", "Sampling error, ±", ".1%")]
    area = base.data().mark_area(color=base.ALERT, opacity=0.16, clip=True).encode(x, y)
    line = base.data().mark_line(color=base.ALERT, strokeWidth=2.5, clip=True).encode(x, y)
    last = base.data().transform_filter("datum.said")
    text = base.label(last, "said", x, y, colour=base.ALERT, size=13, bold=True, align="right", dx=-2, dy=-10)
    return alt.layer(area, line, text, base.hover(base.data(), x, "month", tips))


def out_of_cash(p: Projection, chance: Floats, error: Floats, said: str) -> Drawing:
    """The chance that cash has been below zero by the end of each month; `said` stands at the last."""
    last = np.arange(p.months) == p.months - 1
    columns = base.months(p.scenario.start, p.months) | {
        "chance": chance,
        "error": error,
        "said": np.where(last, said, ""),
    }
    return Drawing(columns, _out_of_cash(), say("Chance of running out of cash by month"))


UP, DOWN = "Raises it", "Lowers it"


@designed(subtitle="uncertainty that would go if it alone were known", height=slot("height"))
def _influences() -> Chart:
    y = base.rows("lever", 170)
    axis = base.numbers(base.PERCENT_LABEL)
    x = alt.X("share:Q").axis(axis).scale(domainMin=0, range=[0, {"expr": "width - 48"}])
    colour = base.kind_colour({UP: base.ACCENT, DOWN: "#e0a33b"}, rows=True)
    tips = [
        alt.Tooltip("lever:N", title="Lever"),
        base.exact("share", "Share of the uncertainty", ".1%"),
        base.exact("correlation", "Rank correlation", "+.2f"),
    ]
    bars = base.data().mark_bar(height={"band": 0.62}).encode(x, y, colour, tooltip=tips)
    text = base.label(base.data(), "said", x, y, align="left", dx=5)
    return alt.layer(bars, text)


def influences(found: Sequence[Influence], labels: Sequence[str], said: Sequence[str], outcome: str) -> Drawing:
    """Which uncertainty matters for an outcome, the most important first; colour says which way more of the lever moves it."""
    shares = np.nan_to_num(np.array([each.share for each in found], dtype=np.float64))
    columns = {
        "lever": list(labels),
        "row": np.arange(float(len(found))),
        "share": shares,
        "correlation": np.array([each.rank_correlation for each in found], dtype=np.float64),
        "kind": [DOWN if each.rank_correlation < 0 else UP for each in found],
        "said": list(said),
    }
    title = say("What {outcome} hangs on", outcome=outcome_label(outcome))
    spec = _influences(title=title, height=max(180, _HEAD + len(found) * _ROW))
    return Drawing(columns, spec, say("{title}: share of the uncertainty of each lever", title=title))
