"""MRR, what moves it, and customers, by month."""

from __future__ import annotations

import altair as alt

from charts import base
from charts.base import Drawing
from charts.designs import Chart, designed
from model import MEASURES, Projection
from words.say import say


@designed()
def _pair() -> Chart:
    x = base.by_month()
    tips = [base.exact_month(), base.exact("scenario", "Scenario"), base.exact("baseline", "Compared with")]
    lines = base.pair_lines(base.data(), x, base.amount("value"))
    return alt.layer(lines, base.hover(base.data(), x, "month", tips))


def mrr(p: Projection, baseline: Projection) -> Drawing:
    """MRR of scenario and what it is compared with."""
    spec = _pair(title=say("MRR"), subtitle=say("{currency} a month", currency=p.scenario.currency))
    return Drawing(
        base.pair_columns(p, baseline, "mrr"), spec, say("MRR by month, scenario and what it is compared with")
    )


def customers(p: Projection, baseline: Projection) -> Drawing:
    """Paying customers of scenario and what it is compared with."""
    spec = _pair(title=say("Customers"), subtitle=say("paying accounts at the end of the month"))
    return Drawing(
        base.pair_columns(p, baseline, "customers"),
        spec,
        say("Customers by month, scenario and what it is compared with"),
    )


def series(p: Projection, baseline: Projection, name: str) -> Drawing:
    """Any monthly series of scenario and what it is compared with."""
    measure = MEASURES[name]
    unit = p.scenario.currency if measure.unit.kind == "money" else say(measure.unit.text)
    spec = _pair(title=say(measure.label), subtitle=unit)
    label = say("{label} by month, scenario and what it is compared with", label=say(measure.label))
    return Drawing(base.pair_columns(p, baseline, name), spec, label)


KINDS = {
    "new_mrr": ("New", base.ACCENT),
    "expansion_mrr": ("Expansion", base.ACCENT_LIGHT),
    "contraction_mrr": ("Contraction", base.LIGHT),
    "churned_mrr": ("Churned", base.BASELINE),
}


@designed("MRR movements")
def _movements() -> Chart:
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
        base.exact("baseline", "Net new, compared with"),
    ]
    return alt.layer(bars, base.zero_rule(base.data()), net, base.hover(base.data(), x, "month", tips))


def movements(p: Projection, baseline: Projection) -> Drawing:
    """New and expansion MRR above zero, contraction and churned MRR below; the net new MRR compared with dashed."""
    signed = {name: p[name] if name in ("new_mrr", "expansion_mrr") else -p[name] for name in KINDS}
    net = baseline["new_mrr"] + baseline["expansion_mrr"] - baseline["contraction_mrr"] - baseline["churned_mrr"]
    columns = base.months(p.scenario.start, p.months) | signed
    columns |= {"scenario": sum(signed.values()), "baseline": base.on_months_of(p, baseline, net)}
    spec = _movements(
        subtitle=say("{currency} a month; dashed: net new MRR compared with", currency=p.scenario.currency)
    )
    return Drawing(columns, spec, say("New, expansion, contraction and churned MRR by month"))
