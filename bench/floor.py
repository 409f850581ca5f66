"""The floor of a page: what the app sent, shown again by Streamlit with nothing left to work out.

A script for `streamlit run`. LEVERS_RECORDINGS names a folder with a few recorded runs of one page,
each after another lever's move; they are shown in turn, so that as much changes from run to run as
in the app. Containers, widgets, figures, charts and tables go through the calls a page would make for them,
with the recorded values as constants and data as pandas frames, as new in each run as a page's own; whatever else
there is is sent as it was recorded.
"""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df as frame_of
from streamlit.proto.Block_pb2 import Block
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg, ForwardMsgList
from streamlit.proto.GapSize_pb2 import GapSize

from bench.server import key_of

Place = Any
ROOTS = (st._main, st.sidebar, st._event, st._bottom)
"""What is shown lies in one of these, in the order of the protocol."""
Shown = tuple[tuple[int, ...], Callable[[Place], Place]]


@st.cache_resource
def recordings() -> list[list[Shown]]:
    """Every recorded run as calls, each with its path on the page; made once per process."""
    files = sorted(Path(os.environ["LEVERS_RECORDINGS"]).iterdir())
    runs = [ForwardMsgList.FromString(file.read_bytes()).messages for file in files]
    return [_calls(run) for run in runs]


@st.cache_resource
def settle() -> None:
    """As the app does: what is loaded by now stays, so the collector need not look at it after every run."""
    gc.collect()
    gc.freeze()


def _fresh(frame: pd.DataFrame) -> Callable[[], pd.DataFrame]:
    """The frame as a page makes it of its numbers in every run; one that stayed would gather dead references."""
    columns = {name: column.array for name, column in frame.items()}
    index = None if isinstance(frame.index, pd.RangeIndex) else frame.index
    return lambda: pd.DataFrame(columns, index=index)


def _calls(run: Sequence[ForwardMsg]) -> list[Shown]:
    """One recorded run as calls; the columns of a row are made by one call, and then taken from it."""
    columns: dict[tuple[int, ...], list[Block]] = {}
    for message in run:
        if message.delta.add_block.HasField("column"):
            columns.setdefault(tuple(message.metadata.delta_path)[:-1], []).append(message.delta.add_block)
    paths = [tuple(message.metadata.delta_path) for message in run]
    return [(path, _call(message, path[-1], columns.get(path, []))) for path, message in zip(paths, run, strict=True)]


GAPS = ("xxsmall", "xsmall", "small", "medium", "large", "xlarge", "xxlarge")


def _gap(of: Any) -> str | None:
    name = GapSize.Name(of.gap_size).lower()
    return name if name in GAPS else None


def _container(block: Block, columns: list[Block]) -> Callable[[Place], Place]:
    """What makes one recorded container, or a row with these columns."""
    key, kind = key_of(block.id), block.WhichOneof("type")
    if kind == "expandable" and block.expandable.id:
        label, key = block.expandable.label, key_of(block.expandable.id)
        return lambda at: at.expander(label, block.expandable.expanded, key=key, on_change="rerun")
    if columns:
        widths, gap = [each.column.weight for each in columns], _gap(columns[0].column.gap_config)
        alignment = ("top", "center", "bottom")[columns[0].column.vertical_alignment]
        return lambda at: at.columns(widths, gap=gap, vertical_alignment=alignment)
    if kind == "flex_container":
        flex = block.flex_container
        across, gap = flex.direction == flex.HORIZONTAL, _gap(flex.gap_config)
        aligned = {flex.ALIGN_CENTER: "center", flex.ALIGN_END: "bottom"}.get(flex.align, "top") if across else "top"
        return lambda at: at.container(horizontal=across, gap=gap, vertical_alignment=aligned, key=key)
    if kind == "grid_container":
        grid = block.grid_container
        gaps = _gap(grid.row_gap_config), _gap(grid.column_gap_config)
        return lambda at: at.grid(grid.columns, min_column_width=grid.min_column_width_px, gap=gaps)
    return lambda at: at._block(block)


def _call(message: ForwardMsg, index: int, columns: list[Block]) -> Callable[[Place], Place]:
    """What puts one recorded element or container into its place."""
    if message.delta.WhichOneof("type") == "add_block":
        if message.delta.add_block.HasField("column"):
            return lambda row: row[index]
        return _container(message.delta.add_block, columns)
    kind = message.delta.new_element.WhichOneof("type") or ""
    x: Any = getattr(message.delta.new_element, kind)
    key = key_of(getattr(x, "id", ""))
    if kind == "slider" and not x.options and len(x.default) == 1:
        value = x.default[0]
        return lambda at: at.slider(x.label, x.min, x.max, value, x.step, format=x.format, key=key, help=x.help)
    if kind == "text_input":
        return lambda at: at.text_input(
            x.label,
            x.value or x.default,
            key=key,
            help=x.help or None,
            placeholder=x.placeholder or None,
            label_visibility=("visible", "hidden", "collapsed")[x.label_visibility.value],
            icon=x.icon or None,
        )
    if kind == "selectbox":
        return lambda at: at.selectbox(x.label, list(x.options), x.default, key=key, help=x.help or None)
    if kind == "button":
        return lambda at: at.button(x.label, key=key, help=x.help or None, icon=x.icon or None, type=x.type)
    if kind == "metric":
        trend = list(x.chart_data) or None
        form = type(x).ChartType.Name(x.chart_type).lower() if hasattr(type(x), "ChartType") else "area"
        return lambda at: at.metric(
            x.label,
            x.body,
            x.delta or None,
            delta_arrow="off",
            help=x.help or None,
            border=x.show_border,
            chart_data=trend,
            chart_type=form,
            delta_description=x.delta_description or None,
        )
    if kind == "vega_lite_chart":
        frame, spec = _fresh(frame_of(x.datasets[0].data.data)), json.loads(x.spec)
        name = x.datasets[0].name
        return lambda at: at.vega_lite_chart(
            spec=spec | {"datasets": {name: frame()}}, width="stretch", key=key, alt=x.alt or None
        )
    if kind == "dataframe" and x.arrow_data.data:
        table = _fresh(frame_of(x.arrow_data.data))
        return lambda at: at.dataframe(table(), key=key)
    if kind == "markdown" and x.element_type == type(x).NATIVE:
        return lambda at: at.markdown(x.body, help=x.help or None, unsafe_allow_html=x.allow_html)
    if kind == "code":
        return lambda at: at.code(x.code_text, language=None, wrap_lines=True)
    if kind == "heading" and x.tag == "h3":
        return lambda at: at.subheader(x.body, anchor=x.anchor or None)
    return lambda at: at._enqueue(kind, x)


def show(run: list[Shown]) -> None:
    """One recorded run, container by container."""
    places: dict[tuple[int, ...], Place] = dict(zip(((0,), (1,), (2,), (3,)), ROOTS, strict=True))
    for path, call in run:
        places[path] = call(places[path[:-1]])


if __name__ == "__main__":
    st.set_page_config("Floor", layout="wide", initial_sidebar_state="expanded")
    runs = recordings()
    turn = st.session_state["turn"] = (st.session_state.get("turn", -1) + 1) % len(runs)
    show(runs[turn])
    settle()
