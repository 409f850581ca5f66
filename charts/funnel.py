"""The funnel of the first year: counts at each stage and the step from one to the next."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import altair as alt
import numpy as np
import pandas as pd

from charts import base
from charts.base import Drawing, Spec
from model import MEASURES, Projection, summarize

STAGES = ("visitors", "leads", "mqls", "sals", "sqls", "new_customers")


@cache
def _funnel(subtitle: str) -> Spec:
    labels = [MEASURES[name].label for name in STAGES]
    y = alt.Y("stage:N").sort(labels).axis(title=None, domain=False, ticks=False, labelLimit=140)

    def x(field: str) -> alt.X:
        room_for_labels = {"expr": "width - 110"}
        return alt.X(f"{field}:Q").scale(type="symlog", domainMin=0, range=[0, room_for_labels]).axis(None)

    tips = [
        alt.Tooltip("stage:N", title="Stage"),
        base.exact("scenario", "Scenario", ",.1f"),
        base.exact("baseline", "Baseline", ",.1f"),
        alt.Tooltip("step:N", title="Of the stage before"),
    ]
    bars = base.data().mark_bar(color=base.ACCENT, height={"band": 0.62}).encode(x("scenario"), y, tooltip=tips)
    tick = (
        base.data()
        .mark_point(shape="stroke", angle=90, size=600, color=base.BASELINE, strokeWidth=2.5, opacity=1)
        .encode(x("baseline"), y, tooltip=tips)
    )
    text = (
        base.data().mark_text(align="left", dx=6, fontSize=12, color=base.BASELINE).encode(x("end"), y, text="label:N")
    )
    return base.design(alt.layer(bars, tick, text), "Funnel, year 1", subtitle)


def funnel(p: Projection, baseline: Projection) -> Drawing:
    """Counts of months 1 to 12 by stage, the baseline's as a tick, with each step's rate."""
    counts, others = ([summarize(of)[name] for name in STAGES] for of in (p, baseline))
    steps = [np.nan, *(after / before if before else np.nan for before, after in pairwise(counts))]
    shown = ["" if np.isnan(step) else f"{step:.1%}".replace("%", " %") for step in steps]
    frame = pd.DataFrame(
        {
            "stage": [MEASURES[name].label for name in STAGES],
            "scenario": counts,
            "baseline": others,
            "end": np.maximum(counts, others),
            "step": [step or "–" for step in shown],
            "label": [
                f"{count:,.0f}" + (f" · {step}" if step else "") for count, step in zip(counts, shown, strict=True)
            ],
        }
    )
    return Drawing(
        frame, _funnel("log scale; per cent of the stage before; tick: baseline"), "Funnel of the first year by stage"
    )
