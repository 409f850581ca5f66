"""Scenarios side by side as curves, and a difference as a bridge from one to the other."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

import altair as alt
import numpy as np
import pyarrow as pa

from charts import base
from charts.base import Drawing
from charts.designs import Chart, designed, slot
from charts.readings import READABLE
from model import MEASURES, Projection
from model.plan import NOW
from model.questions.compare import Attribution, aligned
from model.questions.compare import bridge as parts_of
from words.catalogue import text
from words.format import local
from words.names import outcome_label
from words.say import listed, say

_PINS = (("#2a9d8f", [8, 3]), ("#b7791f", [2, 2]), ("#a25ddc", [8, 3, 2, 3]), ("#c2578f", [14, 4]))
_FIRST, _OPEN = (base.BASELINE, base.DASH), (base.ACCENT, [1, 0])
"""Colour and dash of what is compared with, and of what is open; others have theirs in their order."""


@designed(variants=product(base.KINDS, range(1, len(_PINS) + 3)))
def _curves(kind: str, count: int) -> Chart:
    """Lines of so many scenarios; the slots `colours` and `dashes` have one for each, `name_0` … what tooltips call it."""
    share = kind == "share"
    x, y = base.by_month(), base.amount("value")
    if share:
        y = y.axis(base.numbers(base.PERCENT_LABEL))
    legend = base.legend(most=2, labelLimit=150)
    sides = [f"side_{k}" for k in range(count)]
    folded = (
        base.data()
        .transform_fold([*sides], as_=["key", "value"])
        .transform_calculate(series="datum[replace(datum.key, 'side', 'name')]", order=f"indexof({sides}, datum.key)")
    )
    lines = base.known(folded, "value").mark_line(strokeWidth=2.5, clip=True).encode(
        x, y,
        alt.Color("series:N").sort(field="order", op="min").scale(range=slot("colours")).legend(legend),
        alt.StrokeDash("series:N").sort(field="order", op="min").scale(range=slot("dashes")).legend(legend),
        opacity=base.seen(),
    )  # fmt: skip
    form = ",.2%" if share else ",.2f" if kind == "ratio" else ",.0f"
    tips = [base.exact(f"exact_{k}", slot(f"name_{k}"), form) for k in range(count)]
    return alt.layer(lines, base.hover(base.data(), x, "month", [base.exact_month(), *tips]))


def curves(projections: Mapping[str, Projection], name: str) -> Drawing:
    """One monthly series of several scenarios, by their names, over all months any of them has; the first is compared with."""
    first, series = aligned(list(projections.values()), name)
    count = series.shape[1]
    columns: dict[str, Any] = dict(base.months(first, count))
    low, high = READABLE.get(name, (-math.inf, math.inf))
    finite = np.where(np.isfinite(series), series, np.nan)
    for k, side in enumerate(projections):
        columns[f"name_{k}"] = pa.DictionaryArray.from_arrays(np.zeros(count, dtype=np.int32), [side])
        columns[f"exact_{k}"] = finite[k]
        columns[f"side_{k}"] = np.clip(finite[k], low, high)
    currencies = {p.scenario.currency for p in projections.values()}
    measure, pins = MEASURES[name], iter(_PINS)
    said = [say(measure.unit.text.replace("money", "{currencies}"), currencies=listed(sorted(currencies)))]
    if measure.undefined or measure.never:
        said.append(say("gaps: undefined or infinite"))
    if name in READABLE:
        said.append(say("drawn from {low} to {high}", low=local(f"{low:g}"), high=local(f"{high:g}")))
    styles = [_OPEN if side == text(NOW) else next(pins) if k else _FIRST for k, side in enumerate(projections)]
    # A space at the end, so that no pin can be called what tooltips read as a command ("image", "title").
    names = {f"name_{k}": f"{side}\N{NO-BREAK SPACE}" for k, side in enumerate(projections)}
    spec = _curves(
        base.kind(measure), len(projections), title=outcome_label(name), subtitle="; ".join(said),
        colours=[colour for colour, _ in styles], dashes=[dash for _, dash in styles], **names,
    )  # fmt: skip
    count_of = {"outcome": outcome_label(name), "count": str(len(projections))}
    return Drawing(columns, spec, say("{outcome} by month, of {count} scenarios", **count_of))


KINDS = {"Scenario": base.BASELINE, "Raises it": base.ACCENT, "Lowers it": base.CEILING}
MOST_PARTS = 9
"""Parts with a bar of their own; the smaller ones share one."""


@designed(subtitle="each lever's fair share of the difference, ± standard error of an estimate; the axis is cut")
def _bridge() -> Chart:
    y = base.rows("step")
    axis = base.numbers()
    scale = alt.Scale(zero=False, nice=False, range=[4, {"expr": "width - 90"}])
    tips = [
        alt.Tooltip("step:N", title="Part"),
        alt.Tooltip("said:N", title="Adds"),
        alt.Tooltip("exact:N", title="To"),
    ]
    bars = (
        base.data()
        .mark_bar(height={"band": 0.66}, minBandSize=2)
        .encode(
            alt.X("start:Q").scale(scale).axis(axis),
            alt.X2("end:Q"),
            y,
            base.kind_colour(KINDS, rows=True),
            tooltip=tips,
        )
    )
    end = alt.X("right:Q").scale(scale).axis(axis)
    text = base.label(base.data(), "said", end, y, align="left", dx=6, at={"tooltip": tips})
    return alt.layer(bars, text)


def bridge(
    split: Attribution, ends: tuple[str, str], labels: Callable[[str], str],
    said: Callable[[float], str], change: Callable[[float, float], str],
) -> Drawing:  # fmt: skip
    """From one scenario's outcome to another's, a bar for each part that is not 0.

    `said` writes an outcome, `change` a part with its error.
    """
    steps = parts_of(split, MOST_PARTS)
    smaller = say("{count} smaller ones", count=str(steps.rest))
    names = [labels(name) if name else smaller for name in steps.names]
    columns = {
        "step": [ends[0], *_distinct(names, ends), ends[1]],
        "row": np.arange(float(len(steps.start))),
        "kind": ["Scenario", *("Raises it" if value > 0 else "Lowers it" for value in steps.values), "Scenario"],
        "start": steps.start,
        "end": steps.end,
        "right": np.maximum(steps.start, steps.end),
        "said": [said(split.before), *map(change, steps.values, steps.errors), said(split.after)],
        "exact": [said(value) for value in steps.end.tolist()],
    }
    label = outcome_label(split.outcome)
    spec = _bridge(title=say("Why {outcome} differs", outcome=label))
    return Drawing(columns, spec, say("Parts of the difference in {outcome}", outcome=label))


def _distinct(names: Sequence[str], ends: Sequence[str]) -> list[str]:
    """Labels that no two bars share, and no end: a pin may be called as a lever is."""
    return [f"{name}\N{NO-BREAK SPACE}" if name in ends else name for name in names]
