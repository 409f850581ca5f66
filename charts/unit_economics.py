"""The payback curve of one customer."""

from __future__ import annotations

from functools import cache

import altair as alt
import numpy as np
import pandas as pd

from charts import base
from charts.base import Drawing, Spec
from model import Projection, summarize
from model.unit_economics import payback_curve


@cache
def _payback(subtitle: str) -> Spec:
    x = (
        alt.X("age:Q")
        .axis(title="months since the customer was won", grid=False, tickMinStep=1, format="d")
        .scale(nice=False)
    )
    tips = [
        alt.Tooltip("age:Q", title="Months", format="d"),
        base.exact("scenario", "Scenario", ",.2f"),
        base.exact("baseline", "Baseline", ",.2f"),
    ]
    lines = base.pair_lines(base.data(), x, base.amount("value"))
    crossing = base.data().transform_filter("isValid(datum.crossing)")
    at = alt.X("crossing:Q")
    dot = crossing.mark_point(color=base.ACCENT, filled=True, size=70, opacity=1).encode(at, y=alt.datum(0))
    text = crossing.mark_text(color=base.ACCENT, dy=-12, dx=-4, align="right", fontSize=12, fontWeight="bold").encode(
        at, y=alt.datum(0), text="crossing_text:N"
    )
    layers = alt.layer(base.zero_rule(base.data()), lines, dot, text, base.hover(base.data(), x, "age", tips))
    return base.design(layers, "Payback of one customer", subtitle)


def payback(p: Projection, baseline: Projection) -> Drawing:
    """One customer's gross profit so far less its CAC, by months since it was won; the crossing is the payback."""
    out = [summarize(p), summarize(baseline)]
    ends = [s["payback"] for s in out if np.isfinite(s["payback"])]
    ages = 36 if not ends or max(ends) <= 30 else 60
    curves = [
        payback_curve(s["cac"], of.scenario.arpu, s["gross_margin"], of.scenario.churn_rate, ages)
        for s, of in zip(out, (p, baseline), strict=True)
    ]
    crossing = out[0]["payback"] if out[0]["payback"] <= ages else np.nan
    first = np.arange(ages + 1) == 0
    frame = pd.DataFrame(
        {
            "age": np.arange(ages + 1.0),
            "scenario": curves[0],
            "baseline": curves[1],
            "crossing": np.where(first, crossing, np.nan),
            "crossing_text": np.where(first & np.isfinite(crossing), f"{crossing:.1f} months", ""),
        }
    )
    spec = _payback(f"{p.scenario.currency}, gross profit so far less CAC, with churn")
    return Drawing(frame, spec, "Payback curve of one customer, scenario and baseline")
