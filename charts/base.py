"""What all charts share: colours, axes, the hover rule, and how an Altair chart becomes a design."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa

from model.projection import Floats, Projection

ACCENT = "#4f6bed"
ACCENT_LIGHT = "#a9b8f7"
BASELINE = "#8b93a1"
LIGHT = "#c3c9d2"
ALERT = "#d1434b"
CEILING = "#b7791f"

HEIGHT = 300
DASH = [5, 4]

Spec = dict[str, Any]


Columns = Mapping[str, Any]
"""A chart's data: columns by name, each an array or list of one length. Cheaper than a frame, ten times a second.

Columns that stay the same while levers move are Arrow's own arrays, made once.
"""


class Drawing(NamedTuple):
    """A chart to show: its data, its design, and what it says to who cannot see it."""

    data: Columns
    spec: Spec
    alt: str

    def table(self) -> pa.Table:
        """The data as it is sent: NaN is missing, and a list of nothing else is still one of numbers."""
        return pa.table({name: _sent(values) for name, values in self.data.items()})


def _sent(values: Any) -> pa.Array:
    array = values if isinstance(values, pa.Array) else pa.array(values, from_pandas=True)
    return array.cast(pa.float64()) if array.type == pa.null() else array


# Axis labels: 1.3M, 27k, 850, 0.25. Vega writes billions as G and thousandths as m.
SHORT_LABEL = "abs(datum.value) < 1 ? format(datum.value, '.2~f') : replace(format(datum.value, '.3~s'), 'G', 'B')"


# Axis labels of shares: 2.5 %, 40 %.
PERCENT_LABEL = "format(datum.value * 100, '.3~g') + ' %'"


def design(chart: alt.Chart | alt.LayerChart | alt.FacetChart, title: str, subtitle: str = "") -> Spec:
    """The Vega-Lite design of a chart, without data, ready to be sent with any frame."""
    spec = _told(_without_data(chart.to_dict(validate=False)))
    for key in ("config", "$schema"):
        spec.pop(key, None)
    spec["title"] = {"text": title, "anchor": "start", "fontSize": 15, "offset": 8}
    if subtitle:
        spec["title"] |= {"subtitle": subtitle, "subtitleFontSize": 12, "subtitleColor": BASELINE, "subtitlePadding": 4}
    spec["height"] = HEIGHT
    spec["autosize"] = {"type": "fit", "contains": "padding"}
    return spec


def _without_data(spec: Spec) -> Spec:
    """The design with its data left out, in its layers too: they all read the frame that is sent with it."""
    return {
        key: [_without_data(part) for part in value] if key == "layer" else value
        for key, value in spec.items()
        if key not in ("data", "datasets")
    }


def _told(spec: Spec) -> Spec:
    """The design with its tooltips' numbers as text: "–" where Vega would say "null", and 5 % instead of 5%.

    Marks without a tooltip have none: by themselves they would say their columns' names.
    """
    if "layer" in spec:
        return spec | {"layer": [_told(part) for part in spec["layer"]]}
    tips = spec.get("encoding", {}).get("tooltip")
    if not isinstance(tips, list):
        return spec | {"mark": spec["mark"] | {"tooltip": None}}
    texts, calculated = [], {}
    for tip in tips:
        if tip["type"] == "quantitative":
            told, value = f"{tip['field']} told", f"datum[{tip['field']!r}]"
            said = f"format({value}, {tip['format']!r})"
            said = f"replace({said}, '%', ' %')" if tip["format"].endswith("%") else said
            calculated[told] = f"isValid({value}) ? {said} : '–'"
            tip = {"field": told, "type": "nominal", "title": tip["title"]}
        texts.append(tip)
    steps = [{"calculate": text, "as": name} for name, text in calculated.items()]
    return spec | {
        "encoding": spec["encoding"] | {"tooltip": texts},
        "transform": [*spec.get("transform", ()), *steps],
    }


def data() -> alt.Chart:
    """A chart without data: what `design` sends gets its frame at run time."""
    return alt.Chart(alt.NamedData("data"))


def by_month(name: str = "month") -> alt.X:
    """The axis of calendar months, in UTC: months must not shift with the viewer's time zone."""
    return (
        alt.X(f"{name}:T")
        .scale(type="utc")
        .axis(format="%b %Y", title=None, tickCount={"interval": "month", "step": 6}, labelOverlap=True, grid=False)
    )


def amount(field: str, title: str | None = None, **scale: Any) -> alt.Y:
    """A vertical axis of short numbers."""
    axis = numbers(title=title)
    return alt.Y(f"{field}:Q").scale(**scale).axis(axis) if scale else alt.Y(f"{field}:Q").axis(axis)


def numbers(labels: str = SHORT_LABEL, **more: Any) -> alt.Axis:
    """An axis of numbers without lines of its own: labels written as SHORT_LABEL or PERCENT_LABEL says."""
    axis: dict[str, Any] = {"labelExpr": labels, "title": None, "tickCount": 5, "domain": False, "ticks": False}
    return alt.Axis(**axis | more)


def rows(field: str, order: Any = None, **more: Any) -> alt.Y:
    """Rows with their names, in the order of the data unless another is given."""
    return alt.Y(f"{field}:N").sort(order).axis(title=None, domain=False, ticks=False, **more)


SERIES = ("Scenario", "Baseline")


def _legend(**more: Any) -> alt.Legend:
    return alt.Legend(title=None, orient="top", direction="horizontal", offset=2, padding=0, **more)


def series_colour() -> alt.Color:
    """Scenario in the accent colour, baseline grey: with a legend that names both."""
    return alt.Color("series:N").scale(domain=SERIES, range=[ACCENT, BASELINE]).legend(_strokes())


def series_dash() -> alt.StrokeDash:
    """Scenario solid, baseline dashed: colour is never the only sign."""
    return alt.StrokeDash("series:N").scale(domain=SERIES, range=[[1, 0], DASH]).legend(_strokes())


def _strokes() -> alt.Legend:
    return _legend(symbolType="stroke", symbolSize=400, symbolStrokeWidth=2.5)


def kind_colour(colours: dict[str, str], symbol: str = "square") -> alt.Color:
    """Kinds in the column `kind`, each label with its colour, in this order; the symbol of lines is "stroke"."""
    return (
        alt.Color("kind:N")
        .scale(domain=list(colours), range=list(colours.values()))
        .legend(_legend(symbolType=symbol, symbolStrokeWidth=2.5, columns=4 if len(colours) <= 4 else 3))
    )


@cache
def months(start: str, count: int) -> dict[str, Any]:
    """Columns `month` (first days) and `month_text` (names): the same for every scenario of a company, slow to write.

    The days say that they are UTC: a browser takes days without a zone for its own.
    """
    days = pd.date_range(start, periods=count, freq="MS", tz="UTC")
    return {"month": pa.array(days), "month_text": pa.array(days.strftime("%b %Y"))}


def on_months_of(p: Projection, baseline: Projection, series: Floats) -> Floats:
    """A series of the baseline on the scenario's months; NaN in months it does not have."""
    if p.scenario.start == baseline.scenario.start and p.months == baseline.months:
        return series
    return np.asarray(pd.Series(series, index=baseline.calendar).reindex(p.calendar), dtype=np.float64)


def pair_columns(p: Projection, baseline: Projection, name: str) -> dict[str, Any]:
    """One monthly series of the scenario beside that of the baseline, on the scenario's months."""
    pair = {"scenario": p[name], "baseline": on_months_of(p, baseline, baseline[name])}
    return months(p.scenario.start, p.months) | pair


def pair(base: alt.Chart) -> alt.Chart:
    """Columns `scenario` and `baseline` folded into `series` and `value`, the baseline drawn first."""
    return base.transform_fold(["baseline", "scenario"], as_=["key", "value"]).transform_calculate(
        series="datum.key === 'scenario' ? 'Scenario' : 'Baseline'"
    )


def pair_lines(base: alt.Chart, x: alt.X, y: alt.Y) -> alt.Chart:
    """The two lines of `pair`."""
    return pair(base).mark_line(strokeWidth=2.5, clip=True).encode(x, y, series_colour(), series_dash())


def hover(base: alt.Chart, x: alt.X, field: str, tooltip: list[alt.Tooltip]) -> alt.LayerChart:
    """A rule that follows the pointer and reads every series at that place exactly."""
    nearest = alt.selection_point(name=f"hover_{field}", nearest=True, on="pointerover", fields=[field],
                                  empty=False, clear="pointerout")  # fmt: skip
    return (
        base.mark_rule(color=BASELINE, strokeWidth=1)
        .encode(x, opacity=alt.condition(nearest, alt.value(0.6), alt.value(0)), tooltip=tooltip)
        .add_params(nearest)
    )


def exact_month() -> alt.Tooltip:
    """The month, as a tooltip's first line."""
    return alt.Tooltip("month_text:N", title="Month")


def exact(field: str, title: str, form: str = ",.0f") -> alt.Tooltip:
    """A number in full, as a tooltip's line."""
    return alt.Tooltip(f"{field}:Q", title=title, format=form)


def zero_rule(base: alt.Chart) -> alt.Chart:
    """The line at zero."""
    return base.mark_rule(color=BASELINE, strokeWidth=1, opacity=0.7).encode(y=alt.datum(0))
