"""What people type reaches the browser as text that does nothing: names, pins, tables and the values of links."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from urllib.parse import quote_plus

import pytest
from google.protobuf.descriptor import FieldDescriptor

from actuals import InvalidTable, read
from model.channel_edits import edit_channels
from model.plan import MOST_PINS, Baseline, Pin, Plan
from tests.ui.pages import BASE, app_with, link_of, run, turn_to
from ui import link
from ui.frame import PAGES
from ui.own_data import SAMPLE_FILE
from words.format import plain

MARK = "Qz7"
"""Stands at the end of every hostile text, so that it is found wherever it turns up."""
PAYLOADS = (
    "![x](http://evil.example/i.png)",
    "[x](http://evil.example)",
    "<img src=//evil.example/i.png>",
    "https://evil.example/",
    "www.evil.example/",
    "me@evil.example",
    "$\\frac{a}{b}$",
    "$$x$$",
    ":red[danger]",
    ":material/delete:",
    ":material_delete: :smile: :streamlit:",
    "**bold** _em_ `code` ~~gone~~",
    "# 1. > - | --- |",
    "&lt;b&gt; &#33;",
    "<script>alert(1)</script>",
    "-> <- -- >= ~=",
    "=cmd|' /C calc'!A0",
    "\\[x](y)\\",
    "image{title}[href]",
    ":::note{.x}",
)
NAMES = tuple(f"{payload[:36]} {MARK}" for payload in PAYLOADS)
PLAIN = {
    ("selectbox", "options"),
    ("multiselect", "options"),
    ("multiselect", "raw_values"),
    ("selectbox", "raw_value"),
    ("text_input", "default"),
    ("text_input", "value"),
    ("vega_lite_chart", "alt"),
    ("vega_lite_chart", "spec"),
    ("bidi_component", "json"),  # the list of levers sets the text of its elements, letter by letter
}
"""Texts that Streamlit shows as they are, without reading them as Markdown; by kind of element and field."""


def texts(message, path=()):
    """Every text of a protobuf message with the path of fields that leads to it."""
    for field, value in message.ListFields():
        each = value if field.is_repeated else [value]
        for one in each:
            if field.type == FieldDescriptor.TYPE_MESSAGE:
                if field.message_type.GetOptions().map_entry:
                    yield from ((f"{field.name}", str(key) + str(value[key])) for key in value)
                    break
                yield from texts(one, (*path, field.name))
            elif field.type == FieldDescriptor.TYPE_STRING:
                yield (*path, field.name), one


def nodes(node):
    """Every element and block of the app."""
    yield node
    for child in getattr(node, "children", {}).values():
        yield from nodes(child)


OURS_TO_FIND = ("id", "key", "form_id", "user_key", "query_string", "page_script_hash")
"""Fields that are never shown."""


def spoken(app):
    """Every text of a page that may be read as Markdown: the kind of its element, its field, and what it says."""
    for node in nodes(app._tree):
        proto = getattr(node, "proto", None)
        if proto is None:
            continue
        for path, text in texts(proto):
            if path[-1] == "columns":  # a table's columns by name, as JSON: their help is Markdown
                yield from ((node.type, path, column.get("help") or "") for column in json.loads(text or "{}").values())
                continue
            if path[-1] not in OURS_TO_FIND and (node.type, path[-1]) not in PLAIN:
                yield node.type, path, text


def live(text):
    """What is left of a text that holds a hostile name once every name that was made inert is taken out."""
    for name in NAMES:
        for written in (name, name[0].lower() + name[1:]):
            for inert in (
                plain(written),
                plain("x " + written)[2:],
                quote_plus(written),
            ):  # first, within, in an address
                text = text.replace(inert, "")
    at = text.find(MARK)
    return text[max(0, at - 60) : at + 60] if at >= 0 else ""


def assert_inert(app):
    """Wherever a hostile text stands, it is inert."""
    found = [(kind, path, live(text)) for kind, path, text in spoken(app) if live(text)]
    assert not found
    return any(MARK in text for _, _, text in spoken(app))


def hostile_link():
    """A link whose every name is hostile: own data, channels, pins, ranges and correlations of channels."""
    share = 1 / len(NAMES)
    shares = [round(share, 6)] * (len(NAMES) - 1)
    channels = tuple(
        replace(BASE.channels[k % len(BASE.channels)], name=name, spend_share=part)
        for k, (name, part) in enumerate(zip(NAMES, [*shares, 1 - sum(shares)], strict=True))
    )
    own = BASE.replace(channels=channels)
    now = own.replace(**{f"{name}.cost_per_visitor": 2.0 + k for k, name in enumerate(NAMES)}, arpu=60)
    pins = tuple(Pin(name, own.replace(arpu=50.0 + k)) for k, name in enumerate(NAMES[:MOST_PINS]))
    baseline = Baseline(NAMES[0], own, is_template=False)
    page = {"among": "all", "outcome": "arr_end", "futures": "200"}
    return link.write(Plan(baseline, now, page, pins))


@pytest.fixture(scope="module")
def opened():
    """The app with everything hostile."""
    return run(app_with(hostile_link()))


@pytest.mark.parametrize("page", [file.removeprefix("pages/").removesuffix(".py") for file, _ in PAGES])
def test_names_are_inert_on_every_page(page, opened):
    """Hostile names of own data, channels and pins are inert in every text of every page."""
    app = turn_to(opened, "" if page == "explore" else page)
    assert assert_inert(app)


def assert_told(app, sentences):
    """Sentences that echo what was given stand on the page, made inert, and nothing of it stands there otherwise."""
    shown = [text for _, _, text in spoken(app)]
    echoed = [sentence for sentence in sentences if MARK in sentence]
    assert echoed
    for sentence in echoed:
        assert any(plain(sentence) in text for text in shown), sentence
        shown = [text.replace(plain(sentence), "") for text in shown]
    assert not [text for text in shown if live(text)]


@pytest.mark.parametrize("name", ["arpu", "start", "currency", "template", "own", "channels", "pins", *link.SETTINGS])
def test_what_a_link_holds_is_told_inert(name):
    """A value that a link's parameter cannot have is told as it is, and does nothing."""
    values = [value for value in NAMES if link.read({name: value}).problems]
    for value in values[:: max(1, len(values) // 3)]:
        problems = link.read({name: value}).problems
        assert any(
            plain(problem) in text for problem in problems for _, _, text in spoken(run(app_with({name: value})))
        )


def test_unknown_parameters_are_told_inert():
    """Parameters of unknown names are told by their names, which do nothing."""
    params = dict.fromkeys(NAMES, "1")
    assert_told(run(app_with(params)), link.read(params).problems[:20])


def uploaded(name, content):
    """The app after the upload of a table under that name."""
    app = turn_to(run(app_with({})), "company")
    app.session_state["group_own"] = True
    run(app)
    app.file_uploader[0].upload(name, content, "text/csv")
    return run(app)


def test_problems_of_a_table_are_told_inert():
    """What is wrong with an uploaded table names its columns, channels and cells, which do nothing."""
    quoted = ['"' + name.replace('"', '""') + '"' for name in NAMES]
    header = ",".join(["month", "mrr", "customers", *quoted])
    rows = [",".join([month, quoted[k], quoted[k + 1], *quoted]) for k, month in enumerate(("2026-01", "2026-02", "x"))]
    content = "\n".join([header, *rows]).encode()
    with pytest.raises(InvalidTable) as refused:
        read(content)
    assert_told(uploaded("monthly.csv", content), [str(problem) for problem in refused.value.problems[:20]])


@pytest.mark.parametrize("name", [name for name in NAMES if "/" not in name])
def test_the_name_of_a_file_is_inert(name):
    """A table is opened under its file's name, which does nothing."""
    app = uploaded(f"{name}.csv", SAMPLE_FILE.read_bytes())
    assert link_of(app).plan.baseline.label == name
    assert assert_inert(app)


@pytest.mark.parametrize("name", NAMES)
def test_a_channel_that_cannot_be_is_refused_inert(name):
    """A name that two channels would have is told as it was typed, and does nothing."""
    after = edit_channels(BASE.channels, {0: {"name": name}, 1: {"name": name}})
    app = turn_to(
        run(app_with(link.write(Plan(Baseline.of_template(), BASE.replace(channels=after.channels))))), "channels"
    )
    app.session_state["levers_channels_said"] = after
    assert any(
        MARK in problem and plain(problem) in text for problem in after.problems for _, _, text in spoken(run(app))
    )


def fields(spec):
    """Every encoding of a chart's design: its channel and what it says."""
    if isinstance(spec, dict):
        for name, part in spec.get("encoding", {}).items():
            for one in part if isinstance(part, list) else [part]:
                yield name, one
        for part in spec.values():
            yield from fields(part)
    elif isinstance(spec, list):
        for part in spec:
            yield from fields(part)


@pytest.mark.parametrize("page", [file.removeprefix("pages/").removesuffix(".py") for file, _ in PAGES])
def test_a_chart_has_no_way_out(page, opened):
    """No chart links anywhere or draws pictures by address; no line of a tooltip is called `image` or `title`, which are drawn as such."""
    app = turn_to(opened, "" if page == "explore" else page)
    for drawn in app.get("vega_lite_chart"):
        spec = json.loads(drawn.proto.spec)
        assert not re.search(r'"(href|url)":|"type": "image"|"mark": "image"', drawn.proto.spec)
        for channel, one in fields(spec):
            assert channel not in ("href", "url")
            if channel == "tooltip":
                assert not {one.get("title"), one.get("field")} & {"image", "title"}
