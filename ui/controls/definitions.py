"""Every lever and measure as an entry: what it means, its formula with live numbers, where it is shown."""

from __future__ import annotations

import ast
import math
from dataclasses import dataclass
from functools import cache, lru_cache

import pyarrow as pa
import streamlit as st

from charts import revenue
from model import FACTS, LEVERS, MEASURES, Projection, Summary
from model.levers import CHANNEL_FIELDS, NUMBERS
from model.measures import VARIANTS
from model.questions.channel_economics import CHANNEL_MEASURES
from model.segments import Benchmark
from model.units import Unit
from ui import state
from ui.figures import chart
from ui.live import Live
from ui.settings.definitions import CHANNEL
from words import definitions as words
from words.catalogue import text
from words.figures import benchmark_text
from words.format import plain, short


@dataclass(frozen=True)
class Entry:
    """One row of Definitions."""

    name: str
    label: str
    kind: str
    unit: Unit
    help: str
    formula: str
    benchmarks: tuple[Benchmark, ...]


@cache
def entries() -> dict[str, Entry]:
    """Every lever, opening fact, channel field and measure, by name."""
    made: dict[str, Entry] = {}
    for kind, declared in (("Lever", LEVERS), ("Opening fact", FACTS), ("Channel field", CHANNEL_FIELDS)):
        for lever in declared.values():
            made[lever.name] = Entry(
                lever.name, text(lever.label), text(kind), lever.unit, text(lever.help), "", lever.benchmarks
            )
    for m in MEASURES.values():
        made[m.name] = Entry(m.name, text(m.label), words.kind(m), m.unit, text(m.help), m.formula, m.benchmarks)
    for c in CHANNEL_MEASURES.values():
        name = CHANNEL + c.name
        label = words.of_a_channel(c.label)
        made[name] = Entry(name, label, text("Channel measure"), c.unit, text(c.help), c.formula, c.benchmarks)
    return made


@cache
def shown_on(pages: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, ...]]:
    """The titles of the pages that name each measure, read from the pages themselves: (title, source) each."""
    found: dict[str, list[str]] = {}
    for title, source in pages:
        named = {node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)}
        for name in entries().keys() & {value for value in named if isinstance(value, str)}:
            found.setdefault(name, []).append(title)
    return {name: tuple(titles) for name, titles in found.items()}


def matching(typed: str) -> list[Entry]:
    """The entries in which every word occurs, in name, label, meaning or formula; all without words.

    >>> [entry.name for entry in matching("quick ratio")]
    ['quick_ratio']
    """
    wanted = typed.lower().split()
    return [
        entry
        for entry in entries().values()
        if all(
            word in f"{entry.name} {entry.label} {entry.help} {entry.formula} {entry.kind}".lower() for word in wanted
        )
    ]


def value_of(entry: Entry, p: Projection, summary: Summary) -> float:
    """An entry's number in a scenario; NaN for what each channel has its own of."""
    if entry.name in MEASURES:
        return float(summary[entry.name])
    return float(getattr(p.scenario, entry.name)) if entry.name in NUMBERS else math.nan


def card(entry: Entry, p: Projection, baseline: Projection, now: Summary, was: Summary, shown: tuple[str, ...]) -> None:
    """One entry in full."""
    currency = p.scenario.currency
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader(entry.label, anchor=False)
        st.caption(f"`{entry.name}` · {text(entry.unit.text)} · {entry.kind}")
        st.markdown(plain(entry.help))
        measure = MEASURES.get(entry.name)
        if measure is not None:
            lines = [f"{entry.name} = {measure.formula}", *Live(now).lines(entry.name)]
            st.code("\n".join(lines), language=None, wrap_lines=True)
            for limit in words.limits(measure):
                st.markdown(plain(limit))
            if measure.source:
                st.markdown(words.source(plain(measure.source)))
        elif entry.formula:
            st.code(f"{entry.formula}", language=None, wrap_lines=True)
            st.markdown(text(words.OF_EACH_CHANNEL))
        else:
            st.markdown(words.allowed((NUMBERS | CHANNEL_FIELDS)[entry.name]))
        for benchmark in entry.benchmarks:
            st.markdown("- " + plain(benchmark_text(benchmark, entry.unit, currency)))
        if entry.benchmarks:
            st.caption(text(words.RANGES))
        if shown:
            st.markdown(words.shown_on([text(title) for title in shown]))
    with right:
        if measure is not None and measure.monthly:
            chart(revenue.series(p, baseline, entry.name), "definition")
        variants = next((group for group in VARIANTS if entry.name in group), ())
        if variants:
            st.caption(text(words.VARIANTS))
        for name in variants:
            other = entries()[name]
            value = plain(short(value_of(other, p, now), other.unit, currency))
            st.markdown(f"[{other.label}]({state.definition_of(name)}): {words.variant(value, name == entry.name)}")


@lru_cache(maxsize=64)
def _table(currency: str, pages: tuple[tuple[str, str], ...]) -> pa.Table:
    """All entries, without live numbers: no lever moves this table, so it is made once."""
    found, shown = entries().values(), shown_on(pages)
    ranges = ("; ".join(benchmark_text(each, entry.unit, currency) for each in entry.benchmarks) for entry in found)
    columns = (
        [entry.label for entry in found],
        [entry.help for entry in found],
        [entry.formula for entry in found],
        list(ranges),
        [text(entry.unit.text) for entry in found],
        [entry.name for entry in found],
        [entry.kind for entry in found],
        [", ".join(map(text, shown.get(entry.name, ()))) for entry in found],
    )
    headings = [text(heading) for heading in words.HEADINGS]
    return pa.table({name: pa.array(texts, pa.string()) for name, texts in zip(headings, columns, strict=True)})


def table(found: list[Entry], currency: str, pages: tuple[tuple[str, str], ...]) -> pa.Table:
    """Some of the entries as rows, in the order of all."""
    places = {name: place for place, name in enumerate(entries())}
    return _table(currency, pages).take([places[entry.name] for entry in found])


def choose(key: str) -> None:
    """Keep the term that was chosen in the link."""
    if key == state.key("slider", "term"):
        state.keep_page_value("term", st.session_state[key] or "")


def choose_row(found: list[Entry]) -> None:
    """Keep the term whose row was clicked."""
    rows = st.session_state["definitions"].selection.rows
    if rows and rows[0] < len(found):
        state.keep_page_value("term", found[rows[0]].name)
        state.redraw("term")


def term_box() -> str:
    """A box that finds a term by its letters; returns the term's name, or ""."""
    term = state.page_value("term")
    names = [*entries()]
    key = state.key("slider", "term")
    st.selectbox(
        text("Find a term"), names, names.index(term) if term else None, key=key, on_change=choose, args=(key,),
        format_func=lambda name: f"{entries()[name].label} · {name}", placeholder=text(words.FIND),
    )  # fmt: skip
    return term
