"""MRR, what moves it, and customers, by month."""

from __future__ import annotations

from functools import cache

import altair as alt
import pandas as pd

from charts import base
from charts.base import Drawing, Spec
from model import Projection


def pair_frame(p: Projection, baseline: Projection, name: str) -> pd.DataFrame:
    """One monthly series of the scenario beside that of the baseline, on the scenario's months."""
    months = p.calendar
    other = pd.Series(baseline[name], index=baseline.calendar).reindex(months)
    return pd.DataFrame(
        {"month": months, "month_text": months.strftime("%b %Y"), "scenario": p[name], "baseline": other.to_numpy()}
    )


@cache
def _pair(title: str, subtitle: str) -> Spec:
    x = base.by_month()
    tips = [base.exact_month(), base.exact("scenario", "Scenario"), base.exact("baseline", "Baseline")]
    lines = base.pair_lines(base.data(), x, base.amount("value"))
    return base.design(alt.layer(lines, base.hover(base.data(), x, "month", tips)), title, subtitle)


def mrr(p: Projection, baseline: Projection) -> Drawing:
    """MRR of scenario and baseline."""
    spec = _pair("MRR", f"{p.scenario.currency} a month")
    return Drawing(pair_frame(p, baseline, "mrr"), spec, "MRR by month, scenario and baseline")


def customers(p: Projection, baseline: Projection) -> Drawing:
    """Paying customers of scenario and baseline."""
    spec = _pair("Customers", "paying accounts at the end of the month")
    return Drawing(pair_frame(p, baseline, "customers"), spec, "Customers by month, scenario and baseline")


KINDS = {
    "new_mrr": ("New", base.ACCENT),
    "expansion_mrr": ("Expansion", base.ACCENT_LIGHT),
    "contraction_mrr": ("Contraction", base.LIGHT),
    "churned_mrr": ("Churned", base.BASELINE),
}


@cache
def _movements(subtitle: str) -> Spec:
    x = base.by_month()
    colour = base.kind_colour(dict(KINDS.values()))
    bars = (
        base.data()
        .transform_fold(list(KINDS), as_=["kind_name", "value"])
        .transform_calculate(kind=f"{ {name: label for name, (label, _) in KINDS.items()} }[datum.kind_name]")
        .mark_bar(clip=True, width={"band": 0.8})
        .encode(x.timeUnit("utcyearmonth"), base.amount("value"), colour, order=alt.Order("kind_order:Q"))
        .transform_calculate(kind_order=f"indexof({list(KINDS)}, datum.kind_name)")
    )
    net = (
        base.data()
        .mark_line(color=base.BASELINE, strokeDash=base.DASH, strokeWidth=2)
        .encode(x, base.amount("baseline"))
    )
    tips = [
        base.exact_month(),
        *(base.exact(name, label) for name, (label, _) in KINDS.items()),
        base.exact("scenario", "Net new MRR"),
        base.exact("baseline", "Net new, baseline"),
    ]
    layers = alt.layer(bars, base.zero_rule(base.data()), net, base.hover(base.data(), x, "month", tips))
    return base.design(layers, "MRR movements", subtitle)


def movements(p: Projection, baseline: Projection) -> Drawing:
    """New and expansion MRR above zero, contraction and churned MRR below; the baseline's net new MRR dashed."""
    frame = pair_frame(p, baseline, "new_mrr")
    for name in KINDS:
        frame[name] = p[name] if name in ("new_mrr", "expansion_mrr") else -p[name]
    frame["scenario"] = sum(frame[name] for name in KINDS)
    net = baseline["new_mrr"] + baseline["expansion_mrr"] - baseline["contraction_mrr"] - baseline["churned_mrr"]
    frame["baseline"] = pd.Series(net, index=baseline.calendar).reindex(p.calendar).to_numpy()
    spec = _movements(f"{p.scenario.currency} a month; dashed: the baseline's net new MRR")
    return Drawing(frame, spec, "New, expansion, contraction and churned MRR by month")
