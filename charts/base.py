"""What all charts share: colours, axes, rows, months, and the hover rule."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa

from charts.designs import ACROSS, QUIET, Spec
from model.declaring import Measure
from model.projection import Floats, Projection
from words.catalogue import text

ACCENT = "#4f6bed"
ACCENT_LIGHT = "#a9b8f7"
BASELINE = QUIET
LIGHT = "#c3c9d2"
ALERT = "#d1434b"
CEILING = "#b7791f"

DASH = [5, 4]


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


INSIDE: dict[str, Any] = {"labelFlushOffset": -1}
"""Labels at the ends of an axis along the bottom stay a pixel within it.

Right at the edge rounding decides whether they stick out, and a picture moved by a pixel with every other layout.
"""


def data() -> alt.Chart:
    """A chart without data: a design gets its table at run time."""
    return alt.Chart(alt.NamedData("data"))


def by_month(name: str = "month") -> alt.X:
    """The axis of calendar months, in UTC: months must not shift with the viewer's time zone."""
    return (
        alt.X(f"{name}:T")
        .scale(type="utc")
        .axis(
            format="%b %Y",
            title=None,
            tickCount={"interval": "month", "step": 6},
            labelOverlap=True,
            grid=False,
            **INSIDE,
        )
    )


def amount(field: str, title: str | None = None, **scale: Any) -> alt.Y:
    """A vertical axis of short numbers."""
    axis = numbers(title=title)
    return alt.Y(f"{field}:Q").scale(**scale).axis(axis) if scale else alt.Y(f"{field}:Q").axis(axis)


def numbers(labels: str = SHORT_LABEL, **more: Any) -> alt.Axis:
    """An axis of numbers without lines of its own: labels written as SHORT_LABEL or PERCENT_LABEL says."""
    axis: dict[str, Any] = {"labelExpr": labels, "title": None, "tickCount": 5, "domain": False, "ticks": False}
    return alt.Axis(**axis | INSIDE | more)


def rows(field: str, limit: int = 190) -> alt.Y:
    """Rows with their names, in the order of the column `row`; names are cut off at so many pixels, and at a part of the picture.

    Names without one stand as they first came, and a living picture keeps the order of its first data.
    """
    axis = alt.Axis(title=None, domain=False, ticks=False, labelLimit={"expr": _beside_rows(limit)})
    return alt.Y(f"{field}:N").sort(field="row", op="min").axis(axis)


def _beside_rows(limit: int = 190) -> str:
    return f"min({limit}, {ACROSS} * 0.4)"


SERIES = ("Scenario", "Compared with")


_LETTER, _GAP = 6.2, 16
"""Pixels of a letter of a legend, and what is between its symbols and texts."""
_BESIDE_NUMBERS = "45"
"""Pixels that the numbers of an axis take."""


def legend(
    names: Iterable[str] = (),
    *,
    most: int = 4,
    symbol: str = "stroke",
    size: int = 400,
    rows: bool = False,
    **more: Any,
) -> alt.Legend:
    """What colours or dashes stand for, above the picture, in as many columns as there is room for beside what is to its left.

    `names` are what it says; where visitors name things, `labelLimit` is the room for each. `rows`: whether names of rows
    are to the left, not numbers.
    """
    longest = more.get("labelLimit") or max(len(text(name)) for name in names) * _LETTER
    entry = math.ceil(longest + math.sqrt(size) + _GAP)
    room = f"{ACROSS} - {_beside_rows() if rows else _BESIDE_NUMBERS}"
    return alt.Legend(
        title=None, orient="top", direction="horizontal", offset=2, padding=0, symbolType=symbol, symbolSize=size,
        symbolStrokeWidth=2.5, columns={"expr": f"clamp(floor(({room}) / {entry}), 1, {most})"}, **more,
    )  # fmt: skip


def series_colour() -> alt.Color:
    """Scenario in the accent colour, what it is compared with grey: with a legend that names both."""
    return alt.Color("series:N").scale(domain=SERIES, range=[ACCENT, BASELINE]).legend(legend(SERIES))


def series_dash() -> alt.StrokeDash:
    """Scenario solid, what it is compared with dashed: colour is never the only sign."""
    return alt.StrokeDash("series:N").scale(domain=SERIES, range=[[1, 0], DASH]).legend(legend(SERIES))


def kind_colour(colours: dict[str, str], symbol: str = "square", *, rows: bool = False) -> alt.Color:
    """Kinds in the column `kind`, each label with its colour, in this order; the symbol of lines is "stroke"."""
    most = 4 if len(colours) <= 4 else 3
    told = legend(colours, most=most, symbol=symbol, size=100, rows=rows)
    return alt.Color("kind:N").scale(domain=list(colours), range=list(colours.values())).legend(told)


_FIRST_YEAR = 2000
_CALENDAR = pd.date_range(f"{_FIRST_YEAR}-01", "2110-12", freq="MS", tz="UTC")
"""Every month that a scenario can reach: it starts in 2100 at the latest, and looks ten years ahead."""
_DAYS, _MONTHS = pa.array(_CALENDAR), pa.array(_CALENDAR.strftime("%b %Y"))


def months(start: str, count: int) -> dict[str, Any]:
    """Columns `month` (first days) and `month_text` (names).

    The days say that they are UTC: a browser takes days without a zone for its own.
    """
    first = (int(start[:4]) - _FIRST_YEAR) * 12 + int(start[5:7]) - 1
    return {"month": _DAYS.slice(first, count), "month_text": _MONTHS.slice(first, count)}


def on_months_of(p: Projection, baseline: Projection, series: Floats) -> Floats:
    """A series of what is compared with on the scenario's months; NaN in months it does not have."""
    if p.scenario.start == baseline.scenario.start and p.months == baseline.months:
        return series
    return np.asarray(pd.Series(series, index=baseline.calendar).reindex(p.calendar), dtype=np.float64)


def pair_columns(p: Projection, baseline: Projection, name: str) -> dict[str, Any]:
    """One monthly series of the scenario beside that of what it is compared with, on the scenario's months."""
    pair = {"scenario": p[name], "baseline": on_months_of(p, baseline, baseline[name])}
    return months(p.scenario.start, p.months) | pair


def at(x: str, y: str) -> dict[str, Any]:
    """Where a mark stands that is not always there: read off the axes, which are others' and need not reach it.

    As fields of the axes its columns would have to hold a number always: Vega warns of an axis without any.
    """
    return {
        channel: alt.value(alt.expr(f"scale('{channel}', datum['{field}'])")) for channel, field in (("x", x), ("y", y))
    }


def known(base: alt.Chart, field: str, otherwise: int = 0) -> alt.Chart:
    """A column that may have no number in any row, as an axis can bear it; `seen` keeps what stands in for it from sight."""
    counted = base.transform_joinaggregate([alt.JoinAggregateFieldDef(op="valid", field=field, **{"as": "known"})])
    return counted.transform_calculate(**{field: f"datum.known ? datum['{field}'] : {otherwise}"})


def seen() -> Any:
    """The opacity of marks of a column that is `known`."""
    return alt.condition("datum.known > 0", alt.value(1), alt.value(0))


def label(
    chart: alt.Chart,
    text: Any,
    *where: Any,
    colour: str | None = BASELINE,
    size: int = 12,
    bold: bool = False,
    at: Mapping[str, Any] | None = None,
    **style: Any,
) -> alt.Chart:
    """A text in a chart: what a column says, or a value, on these axes or `at` a place (see `at`).

    `colour` is None where a channel tells it; `style` is how Vega-Lite aligns and moves a text.
    """
    written: dict[str, Any] = {"fontSize": size} | ({"fontWeight": "bold"} if bold else {}) | style
    if colour:
        written["color"] = colour
    said = f"{text}:N" if isinstance(text, str) else text
    return chart.mark_text(**written).encode(*where, text=said, **(at or {}))


def why(y: Any) -> alt.Chart:
    """Why there is nothing to see, in the middle at that height: the column `why`, where it says something."""
    place = {"x": alt.value(alt.expr("width / 2")), "y": y}
    return label(data().transform_filter("datum.why"), "why", fontStyle="italic", at=place)


def beside(field: str, gap: int) -> dict[str, Any]:
    """How a text stands beside the end of a bar: begun to its right, or ended to its left where the bar goes there."""
    left = f"datum['{field}'] < 0"
    return {"align": alt.expr(f"{left} ? 'right' : 'left'"), "dx": alt.expr(f"{left} ? -{gap} : {gap}")}


def pair(base: alt.Chart) -> alt.Chart:
    """Columns `scenario` and `baseline` folded into `series` and `value`, what is compared with drawn first."""
    return base.transform_fold(["baseline", "scenario"], as_=["key", "value"]).transform_calculate(
        series="datum.key === 'scenario' ? 'Scenario' : 'Compared with'"
    )


def pair_lines(base: alt.Chart, x: alt.X, y: alt.Y) -> alt.Chart:
    """The two lines of `pair`."""
    lines = known(pair(base), "value").mark_line(strokeWidth=2.5, clip=True)
    return lines.encode(x, y, series_colour(), series_dash(), opacity=seen())


def hover(base: alt.Chart, x: alt.X, field: str, tooltip: list[alt.Tooltip]) -> alt.Chart:
    """A rule that follows the pointer and reads every series at that place exactly."""
    nearest = alt.selection_point(
        name=f"hover_{field}", nearest=True, on="pointerover", fields=[field], empty=False, clear="pointerout"
    )
    return (
        base.mark_rule(color=BASELINE, strokeWidth=1)
        .encode(x, opacity=alt.condition(nearest, alt.value(0.6), alt.value(0)), tooltip=tooltip)
        .add_params(nearest)
    )


KINDS = ("share", "ratio", "number")
"""How the numbers of a measure are written: what designs of any measure have a variant for."""


def kind(measure: Measure) -> str:
    """Which of `KINDS` a measure's numbers are."""
    return measure.unit.kind if measure.unit.kind in KINDS else "number"


def exact_month() -> alt.Tooltip:
    """The month, as a tooltip's first line."""
    return alt.Tooltip("month_text:N", title="Month")


def exact(field: str, title: str, form: str = ",.0f") -> alt.Tooltip:
    """A number in full, as a tooltip's line."""
    return alt.Tooltip(f"{field}:Q", title=title, format=form)


def zero_rule(base: alt.Chart) -> alt.Chart:
    """The line at zero."""
    return base.mark_rule(color=BASELINE, strokeWidth=1, opacity=0.7).encode(y=alt.datum(0))
