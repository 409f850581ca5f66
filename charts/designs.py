"""Designs are constants: all are made once, by one thread, before anybody is served, and a run only looks them up.

Altair's setters keep what is being set on a descriptor that all threads share: two visitors who design
at once mix their charts. So Altair is called under one lock, for every design of every chart in one go,
and nothing of a visitor's is there: numbers, names of rows and their order travel in the data, and texts that
seldom change (a title, a currency, the names on an axis) are slots, which are filled in a copy.
"""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Callable, Hashable, Iterable
from typing import Any

import altair as alt
from altair.utils.schemapi import debug_mode

from words.catalogue import text

Spec = dict[str, Any]
Chart = alt.Chart | alt.LayerChart | alt.FacetChart
Variant = tuple[Hashable, ...]

HEIGHT = 300
QUIET = "#8b93a1"

ACROSS = "max(width, containerSize()[0] || 0)"
"""Pixels from edge to edge of a picture with its axes: what is laid out by them is laid out the same each time.

By `width`, which is what axes and legends have left, the second layout would differ from the first, and Vega makes one
more with each new data: a legend wider than its picture narrows it by so much every time a lever moves.
"""

_SLOT = "\ue000"
"""What a slot's text in a design begins with; filled texts are never looked at."""

ALL: list[Design] = []
"""Every design there is: they register themselves."""

_one_at_a_time = threading.Lock()


def slot(name: str) -> Any:
    """The place of something that is known only when a chart is drawn."""
    return _SLOT + name


class Design:
    """What a chart looks like, in each of its variants; calling it gives the Vega-Lite of one with its slots filled."""

    def __init__(
        self, draw: Callable[..., Chart], title: str, subtitle: str, height: Any, variants: Iterable[Variant]
    ) -> None:
        self.name = f"{draw.__module__}.{draw.__name__}"
        self.__doc__ = draw.__doc__
        self.variants = tuple(variants)
        self._draw, self._frame = draw, (title, subtitle, height)
        self.made: dict[Variant, tuple[Spec, Any, frozenset[str]]] = {}

    def __call__(self, *variant: Hashable, **said: Any) -> Spec:
        """A variant's design with every slot filled. What lies on the way to a slot is copied, the rest is shared.

        Raises KeyError for a variant that the design was not declared with, TypeError unless exactly its slots are filled.
        """
        if not self.made:
            make_all()
        spec, places, names = self.made[variant]
        if said.keys() != names:
            raise TypeError(f"{self.name} has the slots {sorted(names)}, not {sorted(said)}")
        filled = _filled(spec, places, said)
        return filled | {"title": _fitted(filled["title"])}

    def make(self) -> None:
        """Design every variant; `make_all` sees to it that only one thread does."""
        made = {}
        for variant in self.variants:
            spec = _said(_finished(self._draw(*variant), *self._frame))
            places = _places(spec)
            made[variant] = (spec, places, frozenset(_names(places)))
        self.made = made


def designed(
    title: str = slot("title"),
    subtitle: str = slot("subtitle"),
    *,
    height: Any = HEIGHT,
    variants: Iterable[Variant] = ((),),
) -> Callable[[Callable[..., Chart]], Design]:
    """Make a function that draws with Altair a design, one of all designs; its arguments tell the variants apart.

    Title, subtitle and height are constants or slots; `variants` are all arguments it is ever called with.
    """

    def register(draw: Callable[..., Chart]) -> Design:
        made = Design(draw, title, subtitle, height, variants)
        ALL.append(made)
        return made

    return register


def make_all() -> None:
    """Make every design that is not made yet, in this thread; others wait. Costs nothing once all are there."""
    if all(design.made for design in ALL):
        return
    with _one_at_a_time, debug_mode(False):  # a test holds each design to the schema: once, not at every start
        for design in ALL:
            if not design.made:
                design.make()


def _finished(chart: Chart, title: str, subtitle: str, height: Any) -> Spec:
    """The Vega-Lite of a chart, without data, ready to be sent with any."""
    spec = _told(_without_data(chart.to_dict(validate=False)))
    for key in ("config", "$schema"):
        spec.pop(key, None)
    spec["title"] = {"text": title, "anchor": "start", "fontSize": 15, "offset": 8,
                     "subtitle": subtitle, "subtitleFontSize": 12, "subtitleColor": QUIET, "subtitlePadding": 4,
                     "limit": {"expr": ACROSS}}  # fmt: skip
    spec["height"] = height
    spec["autosize"] = {"type": "fit", "contains": "padding"}
    return spec


_LETTERS = {"text": 7.8, "subtitle": 5.9}
"""Pixels of a letter of a title and of the line below it."""
_NARROW = 280
"""Pixels of the narrowest picture: on a telephone."""


def _fitted(title: Spec) -> Spec:
    """A title whose texts are in two lines where the picture is too narrow for one, begun anew where a part ends if one does."""
    return title | {key: _in_lines(title[key], pixels) for key, pixels in _LETTERS.items()}


def _in_lines(said: Any, pixels: float) -> Any:
    if not isinstance(said, str):  # it comes with the data
        return said
    room = math.ceil(len(said) * pixels)
    breaks = [at for at, letter in enumerate(said) if letter == " "]
    if room <= _NARROW or not breaks:
        return said
    ends = [at for at in breaks if said[at - 1] in ";:," and room * max(at, len(said) - at) <= _NARROW * len(said)]
    middle = min(ends or breaks, key=lambda at: abs(2 * at - len(said)))
    lines = json.dumps([said[:middle], said[middle + 1 :]])
    return {"expr": f"{ACROSS} < {room} ? {lines} : {json.dumps(said)}"}


def _without_data(spec: Spec) -> Spec:
    """The design with its data left out, in its layers too: they all read the table that is sent with it."""
    return {
        key: [_without_data(part) for part in value] if key == "layer" else value
        for key, value in spec.items()
        if key not in ("data", "datasets")
    }


def _told(spec: Spec) -> Spec:
    """The design with its tooltips' numbers as text: "–" where Vega would say "null", and 5 % instead of 5%.

    Marks without a tooltip have none: by themselves they would say their columns' names. To a screen reader marks say
    nothing: the picture has one text that tells it.
    """
    if "layer" in spec:
        return spec | {"layer": [_told(part) for part in spec["layer"]]}
    tips, mark = spec.get("encoding", {}).get("tooltip"), spec["mark"] | {"aria": False}
    if not isinstance(tips, list):
        return spec | {"mark": mark | {"tooltip": None}}
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
        "mark": mark,
        "encoding": spec["encoding"] | {"tooltip": texts},
        "transform": [*spec.get("transform", ()), *steps],
    }


def _said(part: Any) -> Any:
    """A part of a design with its titles and constant texts as the language that is spoken has them."""
    if isinstance(part, list):
        return [_said(each) for each in part]
    if not isinstance(part, dict):
        return part
    known = {key: _spoken(key, value) for key, value in part.items()}
    domain, legend = known.get("scale", {}).get("domain", ()), known.get("legend")
    told = {name: text(name) for name in domain if isinstance(name, str)}
    if legend and any(name != said for name, said in told.items()):  # rows keep the names they are told apart by
        known["legend"] = legend | {"labelExpr": f"({json.dumps(told)})[datum.label]"}
    return known


def _spoken(key: str, value: Any) -> Any:
    if key in ("title", "subtitle", "text") and isinstance(value, str) and not value.startswith(_SLOT):
        return text(value)
    if key == "text" and isinstance(value, dict) and isinstance(value.get("value"), str):
        return value | {"value": text(value["value"])}
    return _said(value)


def _places(part: Any) -> Any:
    """Where slots are within a part of a design: a tree of keys down to a slot's name; None without any."""
    if isinstance(part, str):
        return part.removeprefix(_SLOT) if part.startswith(_SLOT) else None
    if not isinstance(part, dict | list):
        return None
    below = {key: _places(value) for key, value in (part.items() if isinstance(part, dict) else enumerate(part))}
    return {key: places for key, places in below.items() if places is not None} or None


def _names(places: Any) -> Iterable[str]:
    """The names of the slots in such a tree."""
    if isinstance(places, str):
        yield places
    elif places:
        for below in places.values():
            yield from _names(below)


def _filled(part: Any, places: Any, said: dict[str, Any]) -> Any:
    """A part of a design with its slots filled; what has none is the design's own."""
    if isinstance(places, str):
        return said[places]
    if places is None:
        return part
    copy = part.copy()
    for key, below in places.items():
        copy[key] = _filled(part[key], below, said)
    return copy
