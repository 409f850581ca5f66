"""What must be true: how far each lever is from reaching (or missing) a goal, and pairs that just reach it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import altair as alt
import numpy as np

from charts import base
from charts.base import Drawing
from charts.designs import Chart, designed, slot
from model.questions.goal import Move
from model.questions.pairs import Pairs
from model.units import Unit
from words.format import percent
from words.say import say

FARTHEST = 2.0
"""Changes are drawn up to this share to either side; one lever that has to grow tenfold would flatten all others."""

_ROW = 26


@designed(
    height=slot("height"),
    variants=[(base.ACCENT,), (base.CEILING,)],
)
def _distances(colour: str) -> Chart:
    y = base.rows("lever", 150)
    axis = base.numbers(base.PERCENT_LABEL)
    room_for_labels: list[Any] = [54, {"expr": "max(60, width - 54)"}]
    x = alt.X("drawn:Q").scale(range=room_for_labels, nice=False).axis(axis)
    tips = [
        alt.Tooltip("lever:N", title="Lever"),
        alt.Tooltip("today:N", title="Today"),
        alt.Tooltip("needed:N", title="Then"),
        base.exact("change", "Change", "+,.1%"),
    ]
    bars = base.data().mark_bar(color=colour, height={"band": 0.62}).encode(x, y, tooltip=tips)
    said = base.label(base.data(), "said", alt.X("drawn:Q"), y, **base.beside("drawn", 4))
    rule = base.data().mark_rule(color=base.BASELINE, opacity=0.7).encode(x=alt.datum(0))
    return alt.layer(bars, rule, said)


def distances(moves: Sequence[tuple[str, Move, str, str, str]], breaking: bool = False) -> Drawing:
    """How far levers have to move from today, in per cent; each with its label, and today, then and the change in words."""
    changes = [move.relative_change for _, move, _, _, _ in moves]
    columns = {
        "lever": [label for label, *_ in moves],
        "row": np.arange(float(len(moves))),
        "today": [today for _, _, today, _, _ in moves],
        "needed": [needed for _, _, _, needed, _ in moves],
        "said": [said for *_, said in moves],
        "change": np.array(changes),
        "drawn": np.clip(np.nan_to_num(np.array(changes)), -FARTHEST, FARTHEST),
    }
    title = say("How much each can worsen" if breaking else "How far each is from there")
    height = max(140, 60 + len(moves) * _ROW)
    subtitle = say("change from today, by itself; drawn up to {share}", share=percent(FARTHEST))
    spec = _distances(base.CEILING if breaking else base.ACCENT, title=title, subtitle=subtitle, height=height)
    return Drawing(columns, spec, say("{title}: change of each lever from today, in per cent", title=title))


def _axis(share: bool, title: str) -> alt.Axis:
    label = base.PERCENT_LABEL if share else base.SHORT_LABEL
    return base.numbers(label, title=title, tickCount=6, grid=True)


@designed(
    "Pairs that just reach it",
    "on the line the goal is just met; shaded: met",
    height=340,
    variants=product((False, True), repeat=2),
)
def _pair(x_share: bool, y_share: bool) -> Chart:
    """Whether each lever is a share; the slots `x` and `y` are their names."""
    x_axis, y_axis = _axis(x_share, slot("x")), _axis(y_share, slot("y"))
    x = alt.X("x:Q").scale(nice=False, zero=False).axis(x_axis)
    x_form, y_form = (",.2%" if share else ",.4~r" for share in (x_share, y_share))
    tips = [base.exact("x", slot("x"), x_form), base.exact("line", slot("y"), y_form)]
    zone = (
        base.data()
        .transform_calculate(
            low="isValid(datum.zone_low) ? datum.zone_low : datum.point_y",  # of no height, where nothing is met
            high="isValid(datum.zone_high) ? datum.zone_high : datum.point_y",
        )
        .mark_rect(color=base.ACCENT, opacity=0.14)
        .encode(
            alt.X("left:Q").axis(x_axis), alt.X2("right:Q"),
            alt.Y("low:Q").axis(y_axis), alt.Y2("high:Q"),
        )
    )  # fmt: skip
    line = base.known(base.data().transform_calculate(met="datum.line"), "met")
    line = line.mark_line(color=base.ACCENT, strokeWidth=2.5)
    line = line.encode(x, alt.Y("met:Q").axis(y_axis), opacity=base.seen())
    points = base.data().transform_filter("datum.point")
    colour = (
        alt.Color("point:N")
        .scale(domain=["Scenario", "Compared with"], range=[base.ACCENT, base.BASELINE])
        .legend(None)
    )
    shape = alt.Shape("point:N").scale(domain=["Scenario", "Compared with"], range=["circle", "diamond"]).legend(None)
    marks = points.mark_point(size=110, filled=True, opacity=1).encode(
        alt.X("point_x:Q"), alt.Y("point_y:Q"), colour, shape,
        tooltip=[alt.Tooltip("point_name:N", title="Point"), base.exact("point_x", slot("x"), x_form),
                 base.exact("point_y", slot("y"), y_form)],
    )  # fmt: skip
    aside = alt.expr("datum.point === 'Scenario' ? -13 : 16")  # on different sides, since they often lie close together
    place = alt.X("point_x:Q"), alt.Y("point_y:Q"), colour
    names = base.label(points, "point_name", *place, colour=None, bold=True, dy=aside)
    why = base.why(alt.value(16))
    return alt.layer(zone, line, base.hover(base.data(), x, "x", tips), marks, names, why)


def pair(found: Pairs, labels: tuple[str, str], units: tuple[Unit, Unit]) -> Drawing:
    """The pairs of two levers that just reach the goal, the side that reaches it, today's point and the one compared with."""
    first = np.arange(len(found.line.x))
    same = found.now == found.was
    points = np.where(first == 0, "" if same else "Compared with", np.where(first == 1, "Scenario", ""))
    said = (
        "every pair reaches it" if found.everywhere else "no pair in these ranges reaches it" if found.nowhere else ""
    )
    columns = {
        "x": found.line.x,
        "line": found.line.y,
        "left": found.left,
        "right": found.right,
        "zone_low": found.low,
        "zone_high": found.high,
        "point": points,
        "point_name": [say(point) for point in points.tolist()],
        "point_x": np.where(first == 0, found.was[0], found.now[0]),
        "point_y": np.where(first == 0, found.was[1], found.now[1]),
        "why": np.where(first == 0, say(said), ""),
    }
    spec = _pair(*(unit.kind == "share" for unit in units), x=labels[0], y=labels[1])
    told = say("{x} and {y}: the combinations that just reach the goal", x=labels[0], y=labels[1])
    return Drawing(columns, spec, told)
