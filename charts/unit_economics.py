"""What one customer costs, pays and is worth, and what the next one costs."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pyarrow as pa

from charts import base
from charts.base import Drawing
from charts.designs import Chart, designed
from model import MEASURES, Projection, summarize
from model.projection import Floats
from model.questions.acquisition import SpendCurve, cac_parts
from model.unit_economics import earned
from words.format import local, per_cent
from words.say import say


@designed("Payback of one customer")
def _payback() -> Chart:
    x = (
        alt.X("age:Q")
        .axis(title="months since the customer was won", grid=False, tickMinStep=1, format="d", **base.INSIDE)
        .scale(nice=False)
    )
    tips = [
        alt.Tooltip("age:Q", title="Months", format="d"),
        base.exact("scenario", "Scenario", ",.2f"),
        base.exact("baseline", "Compared with", ",.2f"),
    ]
    lines = base.pair_lines(base.data(), x, base.amount("value"))
    crossing = base.data().transform_filter("isValid(datum.crossing)")
    at = base.at("crossing", "age")["x"]
    dot = crossing.mark_point(color=base.ACCENT, filled=True, size=70, opacity=1).encode(x=at, y=alt.datum(0))
    place = {"x": at, "y": alt.datum(0)}
    text = base.label(crossing, "crossing_text", colour=base.ACCENT, bold=True, align="right", dx=-4, dy=-12, at=place)
    return alt.layer(base.zero_rule(base.data()), lines, dot, text, base.hover(base.data(), x, "age", tips))


def payback(p: Projection, baseline: Projection) -> Drawing:
    """One customer's gross profit so far less its CAC, by months since it was won; the crossing is the payback."""
    out = [summarize(p), summarize(baseline)]
    ends = [s["payback"] for s in out if np.isfinite(s["payback"])]
    ages = 36 if not ends or max(ends) <= 30 else 60
    curves = [
        earned(of.mix.weights[:, None], of.mix.profit[:, None], of.mix.churn_rate[:, None], np.arange(ages + 1.0))
        - s["cac"]
        for s, of in zip(out, (p, baseline), strict=True)
    ]
    crossing = out[0]["payback"] if out[0]["payback"] <= ages else np.nan
    first = np.arange(ages + 1) == 0
    columns = {
        "age": np.arange(ages + 1.0),
        "scenario": curves[0],
        "baseline": curves[1],
        "crossing": np.where(first, crossing, np.nan),
        "crossing_text": np.where(
            first & np.isfinite(crossing), say("{number} months", number=local(f"{crossing:.1f}")), ""
        ),
    }
    spec = _payback(subtitle=say("{currency}, gross profit so far less CAC, with churn", currency=p.scenario.currency))
    return Drawing(columns, spec, say("Payback curve of one customer, scenario and what it is compared with"))


@designed("LTV in its variants, and CAC")
def _variants() -> Chart:
    y = base.rows("variant", 140)
    axis = base.numbers()
    tips = [
        alt.Tooltip("variant:N", title="Variant"),
        base.exact("scenario", "Scenario", ",.2f"),
        base.exact("baseline", "Compared with", ",.2f"),
    ]
    bars = base.data().mark_bar(color=base.ACCENT, height={"band": 0.62})
    tick = base.data().mark_point(shape="stroke", angle=90, size=600, color=base.BASELINE, strokeWidth=2.5, opacity=1)
    return alt.layer(
        bars.encode(alt.X("scenario:Q").axis(axis), y, tooltip=tips),
        tick.encode(alt.X("baseline:Q").axis(axis), y, tooltip=tips),
    )


def variants(p: Projection, baseline: Projection) -> Drawing:
    """LTV by each definition beside CAC, those compared with as ticks; infinite ones are left out."""
    names = ("cac", "ltv", "ltv_for_ever", "ltv_revenue", "ltv_capped", "ltv_discounted")
    now, was = ([summarize(of)[name] for name in names] for of in (p, baseline))
    finite = {
        key: np.where(np.isfinite(values), values, np.nan) for key, values in (("scenario", now), ("baseline", was))
    }
    columns = {"variant": [say(MEASURES[name].label) for name in names], "row": np.arange(float(len(names)))} | finite
    spec = _variants(subtitle=say("{currency} for a customer; tick: compared with", currency=p.scenario.currency))
    return Drawing(columns, spec, say("LTV in its variants, and CAC"))


IN_CAC = {
    "Programme spend": "#4f6bed",
    "Marketing people": "#8ea1f5",
    "Tools": "#b9c5fa",
    "Overhead": "#5aa9a3",
    "Sales people": "#9cccc8",
    "Commissions": "#c3c9d2",
}
SERVED = {
    "Support": "#6d7686",
    "Infrastructure": "#98a1ae",
    "Retention": "#c3c9d2",
    "Payment fees": "#b08d57",
    "Gross profit": base.ACCENT,
}
"""Parts of a whole with their shades, told apart by lightness as well."""
WHOLES = {"What is in CAC": IN_CAC, "Gross margin and cost to serve": SERVED}


@designed(variants=[(whole,) for whole in WHOLES])
def _parts(whole: str) -> Chart:
    y = base.rows("series")
    x = alt.X("value:Q").stack("zero").axis(base.numbers())
    tips = [
        alt.Tooltip("series:N", title="Of"),
        alt.Tooltip("kind:N", title="Part"),
        base.exact("value", "Amount", ",.2f"),
        alt.Tooltip("share:N", title="Share"),
    ]
    bars = (
        base.data()
        .mark_bar(height={"band": 0.62})
        .encode(x, y, base.kind_colour(WHOLES[whole], rows=True), alt.Order("order:Q"), tooltip=tips)
        .encode(opacity=alt.condition(f"datum.series === '{say('Scenario')}'", alt.value(1), alt.value(0.45)))
    )
    return alt.layer(bars)  # what has no layers Streamlit changes on its way out: a legend's empty title


def _parts_rows(whole: str) -> dict[str, pa.Array]:
    """The columns that say which part of which whole a row is."""
    labels = [*WHOLES[whole]]
    return {
        "series": pa.array([say(series) for series in base.SERIES for _ in labels]),
        "row": pa.array([float(row) for row in range(len(base.SERIES)) for _ in labels]),
        "kind": pa.array(labels * 2),
        "order": pa.array([*map(float, range(len(labels)))] * 2),
    }


def _parts_columns(whole: str, scenario: list[float], baseline: list[float]) -> dict[str, Any]:
    """Parts of a whole for scenario and what it is compared with, a row a part."""
    values = np.array(scenario + baseline)
    wholes = np.repeat([np.nansum(np.abs(scenario)), np.nansum(np.abs(baseline))], len(scenario))
    shares = np.divide(values, wholes, out=np.zeros(len(values)), where=wholes > 0)
    return _parts_rows(whole) | {
        "value": np.nan_to_num(values),
        "share": [per_cent(share, ".1%") for share in shares.tolist()],
    }


def cac(p: Projection, baseline: Projection) -> Drawing:
    """What is in CAC, scenario above what it is compared with."""
    whole = "What is in CAC"
    now, was = ([float(part) for part in cac_parts(of).values()] for of in (p, baseline))
    spec = _parts(
        whole,
        title=say(whole),
        subtitle=say("{currency} for a customer won, months 1 to 12", currency=p.scenario.currency),
    )
    return Drawing(_parts_columns(whole, now, was), spec, say("Parts of CAC, scenario and what it is compared with"))


def served(p: Projection, baseline: Projection) -> Drawing:
    """Where a new customer's month of ARPU goes: cost to serve by part, payment fees, and what is left."""

    def split(of: Projection) -> list[float]:
        s, out = of.scenario, summarize(of)
        fees = out["new_arpu"] * s.payment_fee_rate
        return [s.support_cost, s.infrastructure_cost, s.retention_cost, fees, out["profit"]]

    whole = "Gross margin and cost to serve"
    spec = _parts(
        whole, title=say(whole), subtitle=say("{currency} of a new customer's month", currency=p.scenario.currency)
    )
    return Drawing(
        _parts_columns(whole, split(p), split(baseline)), spec, say("Cost to serve by part, and gross profit")
    )


@designed("New customers by marketing spend", "accounts, months 1 to 12; all other levers as they are")
def _won() -> Chart:
    x = _spend_axis()
    tips = [base.exact("spend", "Marketing spend"), base.exact("new_customers", "New customers", ",.1f")]
    line = base.data().mark_line(color=base.ACCENT, strokeWidth=2.5).encode(x, base.amount("new_customers"))
    return alt.layer(line, *_here("here_customers"), base.hover(base.data(), x, "spend", tips))


@designed("Average and marginal CAC by marketing spend")
def _cost() -> Chart:
    x = _spend_axis()
    tips = [
        base.exact("spend", "Marketing spend"),
        base.exact("Average CAC", "Average CAC", ",.2f"),
        base.exact("Marginal CAC", "Marginal CAC", ",.2f"),
        base.exact("LTV", "LTV", ",.2f"),
    ]
    names: list[str | alt.FieldName] = ["Average CAC", "Marginal CAC", "LTV"]
    legend = base.legend(["Average CAC", "Marginal CAC", "LTV"])
    lines = (
        base.data()
        .transform_fold(names, as_=["kind", "value"])
        .mark_line(strokeWidth=2.5, clip=True)
        .encode(
            x,
            base.amount("value"),
            alt.Color("kind:N")
            .scale(domain=names, range=[base.ACCENT_LIGHT, base.ACCENT, base.BASELINE])
            .legend(legend),
            alt.StrokeDash("kind:N").scale(domain=names, range=[[1, 0], [1, 0], base.DASH]).legend(legend),
        )
    )
    return alt.layer(lines, *_here("here_cac"), base.hover(base.data(), x, "spend", tips))


def _spend_axis() -> alt.X:
    return alt.X("spend:Q").axis(
        labelExpr=base.SHORT_LABEL, title="marketing spend a month", grid=False, tickCount=6, **base.INSIDE
    )


def _here(field: str) -> list[alt.Chart]:
    """The point of the scenario's own spend, with its label."""
    here, at = base.data().transform_filter(f"isValid(datum.{field})"), base.at("spend", field)
    dot = here.mark_point(color=base.ACCENT, filled=True, size=70, opacity=1).encode(**at)
    return [dot, base.label(here, alt.value("today's lever"), colour=base.ACCENT, bold=True, dy=-12, at=at)]


def _at_todays(p: Projection, curve: SpendCurve, values: Floats) -> Floats:
    """A curve's value at the point nearest to the scenario's own spend, NaN elsewhere."""
    here = np.full(len(values), np.nan)
    nearest = np.abs(curve.spend - p.scenario.marketing_spend).argmin()
    here[nearest] = values[nearest]
    return here


def customers_by_spend(p: Projection, curve: SpendCurve) -> Drawing:
    """New customers of the first year over marketing spend: diminishing returns as a curve."""
    columns = {
        "spend": curve.spend,
        "new_customers": curve.new_customers,
        "here_customers": _at_todays(p, curve, curve.new_customers),
    }
    return Drawing(columns, _won(), say("New customers by marketing spend"))


def cac_by_spend(p: Projection, curve: SpendCurve) -> Drawing:
    """Average and marginal CAC over marketing spend, with LTV: past the crossing the next customer loses money."""
    subtitle = "{currency} for a customer; where marginal CAC crosses LTV, the next customer loses money"
    spec = _cost(subtitle=say(subtitle, currency=p.scenario.currency))
    worth = summarize(p)["ltv"]
    columns = {
        "spend": curve.spend,
        "Average CAC": curve.cac,
        "Marginal CAC": curve.marginal_cac,
        "LTV": np.full(len(curve.spend), worth if np.isfinite(worth) else np.nan),
        "here_cac": _at_todays(p, curve, curve.marginal_cac),
    }
    return Drawing(columns, spec, say("Average and marginal CAC by marketing spend, against LTV"))
