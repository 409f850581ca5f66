"""A ratio by month with its usual reading: rules where the trade draws its lines, and who draws them."""

from __future__ import annotations

import math

import altair as alt
import numpy as np

from charts import base
from charts.base import Drawing
from charts.designs import Chart, designed
from model import MEASURES, Projection
from words.format import local, percent
from words.say import say

READABLE = {"burn_multiple": (0.0, 6.0), "quick_ratio": (0.0, 10.0), "magic_number": (-2.0, 4.0),
            "rule_of_40": (-2.0, 2.0), "lead_velocity": (-1.0, 1.0)}  # fmt: skip
"""What is drawn of a ratio that has no bound: values beyond stand at the edge, exact on hover. One month
that divides by nearly nothing would otherwise flatten all the others."""


def _lines(name: str) -> dict[str, tuple[float, str]]:
    """The published readings as rules: where, and what is said there.

    A ladder of ranges is said at the upper end of each step; a range alone at both ends.
    """
    benchmarks = MEASURES[name].benchmarks
    ladder = len(benchmarks) > 1
    found = {}
    for mark in benchmarks:
        if ladder and math.isfinite(mark.high):
            found[mark.label] = (
                mark.high,
                say("{segment} below {high}", segment=say(mark.label), high=local(f"{mark.high:g}")),
            )
        elif not ladder:
            at = percent(mark.low) if MEASURES[name].unit.kind == "share" else local(f"{mark.low:g}")
            found[mark.label] = (mark.low, say("{segment} from {low}", segment=say(mark.label), low=at))
    return found


@designed(variants=[(name,) for name in READABLE])
def _reading(name: str) -> Chart:
    measure = MEASURES[name]
    share = measure.unit.kind == "share"
    x, y = base.by_month(), base.amount("value")
    if share:
        y = y.axis(base.numbers(base.PERCENT_LABEL))
    form = ",.1%" if share else ",.2f"
    tips = [
        base.exact_month(),
        base.exact("scenario_exact", "Scenario", form),
        base.exact("baseline_exact", "Compared with", form),
    ]
    rules = [
        layer
        for at, said in _lines(name).values()
        for layer in (
            base.data().mark_rule(color=base.BASELINE, strokeWidth=1, strokeDash=[2, 3]).encode(y=alt.datum(at)),
            base.label(
                base.data().transform_filter("datum.first"),
                alt.value(said),
                size=11,
                align="right",
                baseline="bottom",
                dx=-2,
                dy=-2,
                at={"x": alt.value("width"), "y": alt.datum(at)},
            ),
        )
    ]
    lines = base.pair_lines(base.data(), x, y)
    why = base.why(alt.value(alt.expr("height - 12")))
    return alt.layer(base.zero_rule(base.data()), *rules, lines, why, base.hover(base.data(), x, "month", tips))


def _subtitle(name: str) -> str:
    measure = MEASURES[name]
    sources = ", ".join(dict.fromkeys(mark.cited for mark in measure.benchmarks))
    if name == "burn_multiple":
        template = "dotted: usual reading, directional ({sources}); drawn up to {most}"
        return say(template, sources=sources, most=local(f"{READABLE[name][1]:g}"))
    if sources:
        return say("dotted: usual reading, directional ({sources})", sources=sources)
    return say(measure.help).rstrip(".")


def reading(p: Projection, baseline: Projection, name: str) -> Drawing:
    """A monthly ratio beside that compared with, with its usual reading; where it is undefined throughout, why."""
    columns = base.pair_columns(p, baseline, name)
    low, high = READABLE.get(name, (-math.inf, math.inf))
    for series in ("scenario", "baseline"):
        columns[f"{series}_exact"] = columns[series]
        columns[series] = np.clip(columns[series], low, high)
    first = np.arange(p.months) == 0
    unknown = not np.isfinite(columns["scenario"]).any()
    columns["first"] = first * 1.0
    columns["why"] = np.where(first & unknown, say("undefined: {why}", why=say(MEASURES[name].undefined)), "")
    spec = _reading(name, title=say(MEASURES[name].label), subtitle=_subtitle(name))
    return Drawing(
        columns, spec, say("{label} by month, scenario and what it is compared with", label=say(MEASURES[name].label))
    )
