"""Which lever matters most: a tornado, elasticities, what pairs do together, and two levers as a map."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import product
from typing import Any, Literal

import altair as alt
import numpy as np
import pyarrow as pa

from charts import base
from charts.base import Drawing
from charts.designs import ACROSS, Chart, designed, slot
from model import MEASURES
from model.projection import Floats
from model.questions.lever_map import Grid, contour, edges, name_place, shades
from model.questions.sensitivity import Interactions, Tornado, where_infinite
from model.units import Unit
from words.names import outcome_label
from words.say import say

Write = Callable[[float], str]
Label = Callable[[str], str]
Value = Callable[[str, float], str]

MOST = 12
"""Levers of a tornado that are drawn: the others move less."""
HEIGHT = 400
SIDES: tuple[tuple[Literal["left", "right"], int], ...] = (("left", 4), ("right", -4))
"""How texts stand beside what they name: begun to its right, or ended to its left."""
ENDS = {"Lever down": base.CEILING, "Lever up": base.ACCENT}


WITHIN = 0.001
"""Pixels that a label may stick out of its axis: more would move the axis with each layout."""


def _value_axis(share: bool) -> alt.Axis:
    return base.numbers(base.PERCENT_LABEL if share else base.SHORT_LABEL, labelBound=WITHIN)


@designed(
    subtitle="bars end where the lever's value is written; line: as it is, dashed: compared with",
    height=HEIGHT,
    variants=[(False,), (True,)],
)
def _tornado(share: bool) -> Chart:
    y = base.rows("lever")
    scale = alt.Scale(zero=False, nice=False, padding=46)
    axis = _value_axis(share)
    tips = [
        alt.Tooltip("lever:N", title="Lever"),
        alt.Tooltip("used:N", title="At"),
        alt.Tooltip("now:N", title="Now"),
        alt.Tooltip("outcome:N", title="Outcome"),
    ]
    start, end = (alt.X(f"{field}:Q").scale(scale).axis(axis) for field in ("start", "end"))
    bars = base.data().mark_bar(height={"band": 0.66}, minBandSize=2)
    bars = bars.encode(start, alt.X2("end:Q"), y, base.kind_colour(ENDS, rows=True), tooltip=tips)
    ends = []
    for side, (align, dx) in zip(("right", "left"), SIDES, strict=True):
        there = base.data().transform_filter(f"datum.side === '{side}'")
        ends.append(base.label(there, "label", end, y, size=11, align=align, dx=dx, at={"tooltip": tips}))
    first = base.data().transform_filter("datum.first")
    rules = [
        first.mark_rule(color=base.BASELINE, strokeWidth=1.5, strokeDash=dash).encode(alt.X(f"{field}:Q").scale(scale))
        for field, dash in (("present", [1, 0]), ("baseline", base.DASH))
    ]
    return alt.layer(bars, *rules, *ends)


def tornado(found: Tornado, baseline: float, labels: Label, value: Value, write: Write) -> Drawing:
    """Each lever's two ends as bars from the outcome as it is; infinite ones reach the edge and say ∞.

    `baseline` is the outcome compared with, a dashed rule. Levers that move nothing are left
    out, and those whose outcome is undefined: the page names them.
    """
    bars = found.most_moving(MOST)
    drawn = where_infinite([found.base, baseline, *(at for bar in bars for at in (bar.at_low, bar.at_high))])

    rows: dict[str, list[Any]] = {
        name: [] for name in ("lever", "row", "kind", "end", "side", "label", "used", "now", "outcome")
    }
    for row, bar in enumerate(bars):
        ends = zip(ENDS, (bar.low, bar.high), (bar.at_low, bar.at_high), strict=True)
        placed = [(kind, used, at, drawn.get(at, at)) for kind, used, at in ends]
        order = sorted(range(2), key=lambda k: placed[k][3])
        for k, (kind, used, at, end) in enumerate(placed):
            rows["lever"].append(labels(bar.name))
            rows["row"].append(float(row))
            rows["kind"].append(kind)
            rows["end"].append(end)
            rows["side"].append("left" if order[0] == k else "right")
            rows["label"].append(value(bar.name, used) + (f"  {write(at)}" if math.isinf(at) else ""))
            rows["used"].append(value(bar.name, used))
            rows["now"].append(value(bar.name, bar.value))
            rows["outcome"].append(write(at))
    count = len(rows["lever"])
    first = np.arange(count) == 0
    present = drawn.get(found.base, found.base)
    base_at = drawn.get(baseline, baseline)
    columns = rows | {
        "end": np.array(rows["end"], dtype=np.float64),
        "start": np.full(count, present),
        "first": first * 1.0,
        "present": np.where(first, present, np.nan),
        "baseline": np.where(first, base_at, np.nan),
    }
    name = outcome_label(found.outcome)
    share = MEASURES[found.outcome].unit.kind == "share"
    spec = _tornado(share, title=say("{outcome}, one lever at a time", outcome=name))
    return Drawing(columns, spec, say("Levers ranked by what they do to {outcome}", outcome=name))


SIGNS = {"Rises with it": base.ACCENT, "Falls with it": base.CEILING}


@designed("Elasticities", height=HEIGHT)
def _elasticities() -> Chart:
    y = base.rows("lever")
    x = alt.X("value:Q").scale(padding=46, nice=False).axis(_value_axis(False))
    tips = [alt.Tooltip("lever:N", title="Lever"), base.exact("value", "1 % more changes it by, %", ",.3f")]
    bars = (
        base.data()
        .mark_bar(height={"band": 0.66}, minBandSize=2)
        .encode(x, y, base.kind_colour(SIGNS, rows=True), tooltip=tips)
    )
    texts = base.label(base.data(), "label", x, y, size=11, at={"tooltip": tips}, **base.beside("value", 4))
    return alt.layer(bars, base.data().mark_rule(color=base.BASELINE).encode(x=alt.datum(0)), texts)


def elasticities(found: Mapping[str, float], outcome: str, labels: Label, write: Write) -> Drawing:
    """By how many per cent the outcome changes when a lever rises by 1 %, the largest first."""
    ranked = sorted((name for name in found if found[name]), key=lambda name: -abs(found[name]))
    ranked = [name for name in ranked if math.isfinite(found[name])][:MOST]
    columns = {
        "lever": [labels(name) for name in ranked],
        "row": np.arange(float(len(ranked))),
        "value": np.array([found[name] for name in ranked], dtype=np.float64),
        "kind": [list(SIGNS)[found[name] < 0] for name in ranked],
        "label": [write(found[name]) for name in ranked],
    }
    label = outcome_label(outcome)
    spec = _elasticities(subtitle=say("{outcome} in %, when a lever rises by 1 %", outcome=label))
    return Drawing(columns, spec, say("Elasticities of {outcome}", outcome=label))


TOGETHER = ["#e3b067", "#eceef3", "#93a6f8"]
"""Pairs that hinder each other, do nothing together, help each other; dark text is readable on all of them."""
INK = "#1f2430"


def _names_below(wide: int) -> dict[str, Any]:
    """Names of columns: level as far as their columns go, upright in pictures that are not so many pixels wide.

    Slanted ones would reach as far out as columns are narrow, and push what they are measured by.
    """
    either = {
        "labelAngle": ("0", "-90"),
        "labelAlign": ("'center'", "'right'"),
        "labelBaseline": ("'top'", "'middle'"),
        "labelLimit": ("bandwidth('x')", "120"),
    }
    return {name: {"expr": f"{ACROSS} >= {wide} ? {level} : {up}"} for name, (level, up) in either.items()}


@designed(subtitle="diagonal: each alone; elsewhere: what both add beyond that", height=340)
def _interactions() -> Chart:
    x = (
        alt.X("one:N")
        .sort(field="column", op="min")
        .axis(title=None, orient="bottom", domain=False, ticks=False, **_names_below(640))
    )
    y = base.rows("other")
    tips = [
        alt.Tooltip("other:N", title="Lever"),
        alt.Tooltip("other_to:N", title="Moved"),
        alt.Tooltip("one:N", title="And"),
        alt.Tooltip("one_to:N", title="Moved "),
        alt.Tooltip("said:N", title="Adds"),
    ]
    fill = alt.Fill("strength:Q").scale(domain=[-1, 0, 1], range=TOGETHER, interpolate="rgb").legend(None)
    cells = base.data().mark_rect(cornerRadius=3, clip=True).encode(x, y, fill, tooltip=tips)
    small = {"expr": f"{ACROSS} < 480 ? 9 : 12"}
    said = base.label(base.data(), "said", x, y, colour=INK, at={"tooltip": tips}, fontSize=small, clip=True)
    return alt.layer(cells, said)


def interactions(found: Interactions, labels: Label, value: Value, change: Write) -> Drawing:
    """For each pair what both moved do beyond what each does alone; on the diagonal what each does alone."""
    n = len(found.names)
    names = [labels(name) for name in found.names]
    moves = zip(found.names, found.values.tolist(), found.moved.tolist(), strict=True)
    moved = [f"{value(name, was)} → {value(name, to)}" for name, was, to in moves]
    said = [[change(float(found.alone[j] if i == j else found.matrix[j, i])) for i in range(n)] for j in range(n)]
    columns = {
        "one": names * n,
        "column": np.tile(np.arange(float(n)), n),
        "row": np.repeat(np.arange(float(n)), n),
        "one_to": moved * n,
        "other": [name for name in names for _ in range(n)],
        "other_to": [to for to in moved for _ in range(n)],
        "strength": found.strength.ravel(),
        "said": [text for row in said for text in row],
    }
    label = outcome_label(found.outcome)
    spec = _interactions(title=say("{outcome}, two levers at a time", outcome=label))
    return Drawing(columns, spec, say("What pairs of levers do to {outcome} together", outcome=label))


SHADES = ["#b7791f", "#e9c98f", "#e6e8ee", "#a9b8f7", "#3148c4"]
"""Below the reference, at it, above it: readable on light and dark, and to eyes that tell no red from green."""
ABOVE, BELOW = "#1b2a80", "#6b430a"
"""Infinite cells: beyond the darkest shade."""
LINES = {"baseline": "compared with {value}", "target": "target {value}"}
"""What stands at a line of a map."""
MARKS = 10
"""At most so many ∞ or – are written on a map."""


@designed(height=460, variants=product((False, True), repeat=2))
def _map(x_share: bool, y_share: bool) -> Chart:
    """Whether each lever is a share; the slots `x` and `y` are their names."""

    def axis(share: bool, label: str) -> alt.Axis:
        expression = base.PERCENT_LABEL if share else base.SHORT_LABEL
        return alt.Axis(
            labelExpr=expression, title=label, tickCount=6, labelBound=WITHIN, grid=False, domain=False, **base.INSIDE
        )

    tight = alt.Scale(zero=False, nice=False)
    x, y = (
        alt.X("x0:Q").scale(tight).axis(axis(x_share, slot("x"))),
        alt.Y("y0:Q").scale(tight).axis(axis(y_share, slot("y"))),
    )
    forms = [",.3~%" if share else ",.4~r" for share in (x_share, y_share)]
    tips = [
        base.exact("x", slot("x"), forms[0]),
        base.exact("y", slot("y"), forms[1]),
        alt.Tooltip("said:N", title=slot("title")),
    ]
    cells = base.data().transform_filter("datum.part === 'cell'")
    shades = alt.Scale(domain=[-1, -0.5, 0, 0.5, 1], range=SHADES, clamp=True, interpolate="rgb")
    endless = [
        {"test": f"datum.beyond === {sign}", "value": colour}
        for sign, colour in ((1, ABOVE), (-1, BELOW), (0, base.BASELINE))
    ]
    fill, seam = (
        channel("known:Q", condition=endless, scale=shades, legend=None) for channel in (alt.Fill, alt.Stroke)
    )
    pale = alt.condition("datum.beyond === 0", alt.value(0.25), alt.value(1))
    shaded = (
        cells.transform_calculate(known="isValid(datum.shade) ? datum.shade : 0")
        .mark_rect(strokeWidth=1)
        .encode(x, y, alt.X2("x1:Q"), alt.Y2("y1:Q"), fill, seam, opacity=pale, tooltip=tips)
    )
    marks, lines, texts = [], [], []
    for which, ink, rim in (("!==", "#ffffff", INK), ("===", INK, "#ffffff")):
        marked = base.data().transform_filter(f"datum.part === 'mark' && datum.beyond {which} 0")
        marks += _outlined(marked, "said", ink, {"stroke": rim, "strokeWidth": 3}, size=14, clip=True)
    for part, dash in (("baseline", base.DASH), ("target", [1, 0])):
        own = base.data().transform_filter(f"datum.part === '{part}'")
        for colour, width, dashed, opacity in (("#ffffff", 5, [1, 0], 0.75), (INK, 2, dash, 1)):
            line = own.mark_line(color=colour, strokeWidth=width, strokeDash=dashed, clip=True, opacity=opacity)
            lines.append(line.encode(alt.Detail("line:N"), alt.Order("order:Q"), **base.at("x", "y")))
    dot = base.data().transform_filter("datum.part === 'here'")
    points = [
        dot.mark_point(color=colour, filled=True, size=size, opacity=1).encode(tooltip=tips, **base.at("x", "y"))
        for colour, size in (("#ffffff", 170), (INK, 80))
    ]
    spoken = base.data().transform_filter("datum.part === 'name' || datum.part === 'here'")
    for align, dx in SIDES:
        named = spoken.transform_filter(f"datum.align === '{align}'")
        around = {"stroke": "#ffffff", "strokeWidth": 4, "opacity": 0.85}
        texts += _outlined(named, "text", INK, around, align=align, dx=dx, dy=-11)
    return alt.layer(shaded, *marks, *lines, *points, *texts)


def _outlined(chart: alt.Chart, text: str, ink: str, rim: dict[str, Any], **style: Any) -> list[alt.Chart]:
    """A text that can be read on any shade: a broad rim, and the text on it."""
    style |= {"bold": True, "at": base.at("x", "y")}
    return [base.label(chart, text, colour=rim["stroke"], **rim, **style), base.label(chart, text, colour=ink, **style)]


def two_levers(
    over: Grid, names: tuple[str, str], units: tuple[Unit, Unit], baseline: float, target: float | None, write: Write
) -> Drawing:
    """An outcome over two levers as shades around the value compared with, which is a dashed line, the target a solid one.

    Infinite cells have a shade of their own and say ∞, undefined ones are pale grey and say –.
    """
    parts = [_cells(over, shades(over.z, baseline), write), _marks(over, write)]
    for part, level in (("baseline", baseline), ("target", target)):
        if level is not None:
            parts += _line(over, part, level, say(LINES[part], value=write(level)))
    here_x = np.clip(over.present_x, over.x[0], over.x[-1])
    here_y = np.clip(over.present_y, over.y[0], over.y[-1])
    said = write(over.present_z)
    now = say("now {value}" if over.inside else "now {value}, beyond this map", value=said)
    parts.append(_rows(1, part="here", x=here_x, y=here_y, said=said, align=_side(over, here_x), text=now))
    columns = {name: _small(np.concatenate([part[name] for part in parts])) for name in parts[0]}
    title = outcome_label(over.outcome)
    subtitle = say("by {x} and {y}; dashed: value compared with", x=names[0], y=names[1])
    spec = _map(*(unit.kind == "share" for unit in units), title=title, subtitle=subtitle, x=names[0], y=names[1])
    return Drawing(columns, spec, say("{outcome} by {x} and {y}", outcome=title, x=names[0], y=names[1]))


_NUMBERS = ("x", "y", "x0", "x1", "y0", "y1", "shade", "beyond", "line", "order")
_TEXTS = ("part", "said", "text", "align")


def _rows(count: int, **given: Any) -> dict[str, Any]:
    """Columns of so many rows: what is given, and nothing elsewhere."""
    columns: dict[str, Any] = {name: np.full(count, given.get(name, np.nan), dtype=np.float64) for name in _NUMBERS}
    for name in _TEXTS:
        texts = given.get(name, "")
        columns[name] = np.array([texts] * count if isinstance(texts, str) else texts, dtype=object)
    return columns


def _small(column: Any) -> pa.Array:
    """A column of nearly two thousand rows for the wire: short numbers, and repeated texts once."""
    if column.dtype == object:
        return pa.array(column).dictionary_encode()
    return pa.array(column.astype(np.float32), from_pandas=True)


def _beyond(z: Floats) -> Floats:
    """1 where ∞, -1 where −∞, 0 where undefined, NaN where finite."""
    return np.where(np.isfinite(z), np.nan, np.where(np.isnan(z), 0.0, np.sign(z)))


def _cells(over: Grid, shade: Floats, write: Write) -> dict[str, Any]:
    z = over.z.ravel()
    across = zip(("x", "x0", "x1"), (over.x, *edges(over.x)), strict=True)
    upwards = zip(("y", "y0", "y1"), (over.y, *edges(over.y)), strict=True)
    places = {name: np.tile(at, len(over.y)) for name, at in across}
    places |= {name: np.repeat(at, len(over.x)) for name, at in upwards}
    said = [write(value) for value in z.tolist()]
    return _rows(len(z), part="cell", said=said, shade=shade.ravel(), beyond=_beyond(z), **places)


def _marks(over: Grid, write: Write) -> dict[str, Any]:
    """∞ and – on some of the cells that have no number."""
    beyond = _beyond(over.z)
    rows, columns = np.nonzero(~np.isnan(beyond))
    some = np.linspace(0, len(rows) - 1, min(len(rows), MARKS)).round().astype(int)
    rows, columns = rows[some], columns[some]
    said = [{1.0: "∞", -1.0: "−∞", 0.0: "–"}[mark] for mark in beyond[rows, columns].tolist()]
    x, y = (
        np.clip(at, *np.quantile(at[[0, -1]], [0.02, 0.98])) for at in (over.x, over.y)
    )  # whole signs at the rim too
    return _rows(len(rows), part="mark", x=x[columns], y=y[rows], beyond=beyond[rows, columns], said=said)


def _line(over: Grid, part: str, level: float, text: str) -> list[dict[str, Any]]:
    """The lines at a level, and its name on the longest, where it is farther from the scenario's own point."""
    lines = contour(over, level)
    if not lines:
        return []
    made = [
        _rows(len(line), part=part, x=line[:, 0], y=line[:, 1], line=k, order=np.arange(len(line)))
        for k, line in enumerate(lines)
    ]
    longest = max(lines, key=len)
    x, y = name_place(over, longest, 1 / 3 if part == "target" else 1 / 5)  # names of two lines stand apart too
    return [*made, _rows(1, part="name", x=x, y=y, text=text, align=_side(over, x))]


def _side(over: Grid, x: float) -> str:
    """How a text at x is aligned, so that it stays on the map."""
    return "right" if x > (over.x[0] + over.x[-1]) / 2 else "left"
