"""What must hold for every page that is shown, whatever it shows: whole sentences, numbers, pictures and tables."""

from __future__ import annotations

import json
import math
import re
from functools import cache
from html import unescape

import altair as alt
import pyarrow as pa

from ui import frame

ODD = re.compile(r"\b(nan|NaN|None|inf|Infinity|null)\b|[{}]|\d[eE]\+\d|\d\.\d{10}")
"""What a sentence never says: numbers and objects as Python writes them, a template that was not filled in."""

UNSAID = frozenset(
    {
        "id",
        "type",
        "icon",
        "tag",
        "anchor",
        "language",
        "format",
        "columns",
        "spec",
        "theme",
        "page",
        "deferred_file_id",
    }
    | {"page_script_hash", "form_id", "url", "user_key", "element_id", "file_id", "query_string", "color", "json"}
)
"""Texts of messages that nobody reads."""
LINKED = re.compile(r"\]\(definitions\?[^)]*\)")


def elements(app):
    """The messages of which the page on screen is made."""
    return [node.proto for node in app._tree if getattr(node, "proto", None) is not None]


def parts(message):
    """Every message within a message, with itself, and its plain fields: pairs of a field's name and value."""
    for field, value in message.ListFields():
        for each in value if field.is_repeated else [value]:
            if field.message_type is None:
                yield field.name, each
            else:
                yield from parts(each)


def read(data):
    """A table that was sent."""
    return pa.ipc.open_stream(data).read_all()


def cells(table):
    """The cells of a table: numbers and texts, and what is missing as None."""
    return [cell for column in table.to_pydict().values() for cell in column]


def texts(app):
    """All that can be read on the page."""
    for proto in elements(app):
        if type(proto).__name__ == "Html":
            yield from _of_html(proto.body)
            continue
        for name, value in parts(proto):
            if isinstance(value, str) and name not in UNSAID:
                yield LINKED.sub("]", value)
            elif isinstance(value, bytes) and value:
                yield from (cell for cell in cells(read(value)) if isinstance(cell, str))


def _of_html(body):
    """What is read of HTML: its texts and labels, formulas as code; nothing of the frame's style."""
    if body.startswith("<style>"):
        return
    yield from re.findall(r'aria-label="([^"]*)"', body)
    for code, text in re.findall(r"<code>([^<]*)</code>|>([^<>]+)<", body):
        yield f"`{unescape(code)}`" if code else unescape(text)


def numbers(app):
    """All numbers of the page: of figures, widgets, pictures and tables; what is missing is none."""
    for proto in elements(app):
        for _, value in parts(proto):
            if isinstance(value, float):
                yield value
            elif isinstance(value, bytes) and value:
                yield from (cell for cell in cells(read(value)) if isinstance(cell, float))


@cache
def valid(spec):
    """Whether a design passes Vega-Lite's own schema; raises what is wrong with it. Titles may be any text."""
    return _valid(json.dumps(json.loads(spec) | {"title": "", "data": {"name": "rows"}}))


@cache
def _valid(spec):
    made = alt.Chart.from_dict({"$schema": alt.SCHEMA_URL} | json.loads(spec))
    return bool(made.to_dict(validate=True))


def assert_whole(app):
    """Nothing went wrong; every sentence is whole, every number finite or missing, every design valid."""
    assert not app.exception
    assert not app.error, [error.value for error in app.error]
    odd = [(ODD.search(text)[0], text) for text in texts(app) if ODD.search(text)]
    assert not odd
    for chart in app.get("vega_lite_chart"):
        assert chart.proto.alt
        assert valid(chart.proto.spec)
        assert any(isinstance(value, bytes) and value for _, value in parts(chart.proto)), "no data"
    assert all(map(math.isfinite, numbers(app)))


def assert_no_apology(app):
    """Nothing went wrong: no fault, no apology for one."""
    assert not app.exception
    assert frame.APOLOGY not in [error.value for error in app.error]
