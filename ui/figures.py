"""Figures and charts on screen. All figures of a place are one element: a move costs their numbers and little else."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import NamedTuple

import streamlit as st

from charts.base import Drawing
from model import MEASURES
from model.bullet import Bullet, bullet
from model.segments import band
from ui import state
from ui.view import View
from words import figures as words
from words.catalogue import text
from words.figures import Said, Told
from words.usual import usual

FIRST = ("arr_end", "runway", "ltv_to_cac", "payback", "cac", "ltv")
"""Figures that say most of a company: above every page that has none of its own."""


class Figure(NamedTuple):
    """One figure: its name in the house, what is said and told of it, where its definition is, its bullet, and what is usual."""

    name: str
    said: Said
    told: Told
    definition: str = ""
    bullet: Bullet | None = None
    usual: str = ""


def strip(names: Iterable[str], view: View) -> None:
    """Figures that stay in sight while one scrolls: one row of a page, the first thing below its answer."""
    strip_of([_figure(name, view) for name in names])


def strip_of(figures: list[Figure]) -> None:
    """These figures as the row that stays in sight."""
    with st.container(key="strip"):
        _show(figures, "strip")


def figures(names: Iterable[str], view: View, place: str) -> None:
    """Figures of one place on a page, in as many columns as there is room for."""
    _show([_figure(name, view) for name in names], place)


def formula_card(name: str, view: View) -> None:
    """A figure with its formula, and the formula with live numbers, in the open."""
    with st.container():
        figures((name,), view, "card")
        st.code("\n".join([MEASURES[name].formula, *view.live.lines(name)]), language=None, wrap_lines=True)


def _figure(name: str, view: View) -> Figure:
    """A measure of what is open; its formula with live numbers and its sources open at its name."""
    now, was, segment = view.now, view.was, state.segment()
    return Figure(
        name,
        words.said(name, now, was),
        words.told(name, now, view.live.lines(name), segment),
        state.definition_of(name),
        bullet(float(now[name]), float(was[name]), band(MEASURES[name], segment)),
        usual(MEASURES[name], segment, now.p.scenario.currency),
    )


def _show(shown: list[Figure], place: str) -> None:
    st.html(
        f'<div class="figures" role="list" data-count="{len(shown)}">'
        + "".join(_html(each, place) for each in shown)
        + "</div>"
    )


_TONES = {True: "better", False: "worse", None: "same"}
_LONG = 9
"""Characters that a value has room for in its full size."""


def _html(figure: Figure, place: str) -> str:
    """One figure; whatever it says is text, letter by letter."""
    said, key = figure.said, f"about_{place}_{figure.name}"
    time = f" <span>{escape(said.time)}</span>" if said.time else ""
    was = f" <span>{escape(said.was)}</span>" if said.was else ""
    long = " long" if len(said.value) > _LONG else ""
    return (
        f'<div class="figure" role="listitem" data-name="{figure.name}">'
        f'<button type="button" class="name" popovertarget="{key}"><b>{escape(said.name)}</b>{time}</button>'
        f'<div class="value{long}">{escape(said.value)}</div>'
        f'<div class="change {_TONES[said.better]}"><b>{escape(said.change)}</b>{was}</div>'
        f"{_line(figure.bullet, figure.usual)}{_about(figure, key)}</div>"
    )


def _line(of: Bullet | None, usual: str) -> str:
    """A bullet: what is usual, zero where numbers lie on both sides of it, what was, and the value; the text says the same."""
    if of is None:
        return ""
    band = f'<i class="usual" style="left:{of.usual[0]:.1%};right:{1 - of.usual[1]:.1%}"></i>' if of.usual else ""
    parts = [("zero", of.zero if of.zero > 0 else None), ("mark", of.mark), ("dot", of.value)]
    marks = "".join(f'<i class="{kind}" style="left:{at:.1%}"></i>' for kind, at in parts if at is not None)
    return f'<div class="bullet" aria-hidden="true" title="{escape(usual)}">{band}{marks}</div>'


def _about(figure: Figure, key: str) -> str:
    """What opens at a figure's name, by a click, a touch or the keyboard."""
    told = figure.told
    formula = "".join(f"<code>{escape(line)}</code>" for line in told.formula)
    remarks = "".join(f"<p>{escape(remark)}</p>" for remark in told.remarks)
    link = ""
    if figure.definition:
        link = f'<p><a href="{escape(figure.definition)}" target="_blank">{escape(text("Definition"))}</a></p>'
    return (
        f'<div popover class="about" id="{key}" role="dialog" aria-label="{escape(told.label)}"><strong>{escape(told.label)}</strong>'
        f"<p>{escape(told.meaning)}</p>{formula}{remarks}{link}</div>"
    )


def chart(drawing: Drawing, key: str) -> None:
    """A drawing, over the full width of its place.

    Its data has a name: Streamlit draws a picture without data first where they have none, and warns of its axes.
    """
    named = {"data": {"name": "rows"}, "datasets": {"rows": drawing.table()}}
    st.vega_lite_chart(spec=drawing.spec | named, width="stretch", key=key, alt=drawing.alt)
