"""Cash by month, with its lowest point and the month it runs out."""

from __future__ import annotations

import math
from functools import cache

import altair as alt
import numpy as np

from charts import base
from charts.base import Drawing, Spec
from charts.revenue import pair_frame
from model import Projection, summarize


@cache
def _cash(subtitle: str) -> Spec:
    x, y = base.by_month(), base.amount("value")
    tips = [base.exact_month(), base.exact("scenario", "Scenario"), base.exact("baseline", "Baseline")]
    lines = base.pair_lines(base.data(), x, y)
    below = base.data().mark_area(color=base.ALERT, opacity=0.25).encode(x, base.amount("below"), y2=alt.datum(0))
    marked = base.data().transform_filter("isValid(datum.mark)")
    alert = alt.condition("datum.mark < 0", alt.value(base.ALERT), alt.value(base.ACCENT))
    dot = marked.mark_point(filled=True, size=70, opacity=1).encode(x, base.amount("mark"), color=alert)
    text = marked.mark_text(dy=-12, fontSize=12, fontWeight="bold", align="center").encode(
        x, base.amount("mark"), alt.Text("mark_text:N"), color=alert
    )
    layers = alt.layer(below, base.zero_rule(base.data()), lines, dot, text, base.hover(base.data(), x, "month", tips))
    return base.design(layers, "Cash", subtitle)


def cash(p: Projection, baseline: Projection) -> Drawing:
    """Cash of scenario and baseline at the end of each month; what is below zero is red, the lowest month marked."""
    frame = pair_frame(p, baseline, "cash")
    lowest = int(np.argmin(p["cash"]))
    out = math.isfinite(summarize(p)["runway"])
    where = int(np.argmax(p["cash"] < 0)) if out and (p["cash"] < 0).any() else lowest
    frame["below"] = np.minimum(frame["scenario"], 0.0)
    frame["mark"] = np.where(np.arange(p.months) == where, frame["scenario"], math.nan)
    frame["mark_text"] = np.where(np.arange(p.months) == where, "out of cash" if out else "lowest", "")
    return Drawing(
        frame, _cash(f"{p.scenario.currency} at the end of the month"), "Cash by month, scenario and baseline"
    )
