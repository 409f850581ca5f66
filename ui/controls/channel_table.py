"""The channels as a table that people edit: every edit is a new scenario, every refusal is said.

The editor is given the same table in every run until something other than its own cells changes
(shares made room, a row came or went, a cell was refused, somebody pressed Back); then it is drawn
anew from the scenario. What it was given is kept in the session, as its edits are counted from that, and
so are the edits known so far: what is new is an edit of the scenario as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache, partial
from typing import Any

import pandas as pd
import streamlit as st

from model.channel_edits import Edited, edit_channels
from model.levers import CHANNEL_FIELDS
from model.scenario import MAX_CHANNELS, MOTIONS, Channel
from model.typed import written
from ui import state
from ui.files import csv_button
from ui.kept import kept
from words.catalogue import text
from words.format import plain
from words.levers import column_help

_Cells = dict[int, dict[str, Any]]

_GIVEN, _SAID = "levers_channels_given", "levers_channels_said"


def channel_table() -> None:
    """The editor with what it did last, and buttons for those who do not want to find the way in the grid."""
    channels = state.get().scenario.channels
    key = state.key("number", "channels")
    given: tuple[str, tuple[Channel, ...], _Cells] | None = st.session_state.get(_GIVEN)
    if given is None or given[0] != key or key not in st.session_state:  # or the page was left meanwhile
        given = st.session_state[_GIVEN] = (key, channels, {})
    _say(channels)
    frame = kept("channels", given[1], partial(_frame, given[1]))
    st.data_editor(
        frame,
        column_config=_columns(),
        hide_index=True,
        num_rows="dynamic",
        key=key,
        height="content",
        on_change=_edited,
        args=(key,),
        alt=text("The channels and their numbers, editable"),
    )
    with st.container(horizontal=True, gap="small"):
        st.button(
            text("Add a channel"),
            icon=":material/add:",
            key="add_channel",
            on_click=_apply,
            kwargs={"added": [{}]},
            disabled=len(channels) == MAX_CHANNELS,
        )
        csv_button(
            text("These numbers as CSV"),
            lambda: _frame(channels).set_index("name"),
            "levers-channel-numbers.csv",
            "channel_numbers",
        )
        if len(channels) > 1:
            with st.popover(text("Remove a channel"), icon=":material/delete:"):
                for row, channel in enumerate(channels):
                    st.button(
                        plain(channel.name),
                        key=f"remove_channel_{row}",
                        type="tertiary",
                        on_click=_apply,
                        kwargs={"removed": [row]},
                    )


def _frame(channels: tuple[Channel, ...]) -> pd.DataFrame:
    columns: dict[str, Any] = {
        "name": pd.array([c.name for c in channels], dtype="string"),
        "motion": pd.Categorical([c.motion for c in channels], MOTIONS),
    }
    for name in CHANNEL_FIELDS:
        columns[name] = pd.array([_cell(c, name) for c in channels], dtype="string")
    return pd.DataFrame(columns)


@cache
def _columns() -> dict[str, Any]:
    """Headings and help from the declarations.

    Numbers are texts, as a grid's own number cells drop the signs they do not know; the model reads them and
    refuses in words.
    """
    made: dict[str, Any] = {
        "name": st.column_config.TextColumn(
            text("Channel"), help=text("Unique name, 1 to 40 characters."), pinned=True
        ),
        "motion": st.column_config.SelectboxColumn(
            text("Motion"), options=list(MOTIONS), help=text("Whether it counts as inbound or outbound.")
        ),
    }
    for name, field in CHANNEL_FIELDS.items():
        made[name] = st.column_config.TextColumn(text(field.label), help=column_help(field), alignment="right")
    return made


def _edited(key: str) -> None:
    if key != state.key("number", "channels"):  # a late word from a table that is gone
        return
    edits, (_, drawn, known) = st.session_state[key], st.session_state[_GIVEN]
    rows: _Cells = {row: dict(cells) for row, cells in edits["edited_rows"].items()}
    st.session_state[_GIVEN] = (key, drawn, rows)
    now = state.get().scenario
    after = edit_channels(
        now.channels, _since(rows, known, drawn), edits["added_rows"], edits["deleted_rows"], now.currency
    )
    as_typed = not (after.notes or after.problems or edits["added_rows"] or edits["deleted_rows"])
    _take(after, shown=as_typed)


def _since(rows: _Cells, known: _Cells, drawn: tuple[Channel, ...]) -> _Cells:
    """The cells that changed since the grid reported last: it reports all that changed since it was drawn."""
    taken_back = {
        row: {name: _cell(drawn[row], name) for name in cells if name not in rows.get(row, {})}
        for row, cells in known.items()
    }
    changed = {
        row: {name: value for name, value in cells.items() if known.get(row, {}).get(name) != value}
        for row, cells in rows.items()
    }
    return {row: taken_back.get(row, {}) | changed.get(row, {}) for row in taken_back | changed}


def _cell(channel: Channel, name: str) -> str:
    """What stands in a cell."""
    value = getattr(channel, name)
    return written(value, CHANNEL_FIELDS[name].unit) if name in CHANNEL_FIELDS else value


def _apply(added: Sequence[Mapping[str, Any]] = (), removed: Collection[int] = ()) -> None:
    _take(edit_channels(state.get().scenario.channels, added=added, removed=removed), shown=False)


def _take(after: Edited, shown: bool) -> None:
    state.set_channels(after.channels, shown)
    st.session_state[_SAID] = after


def _say(channels: tuple[Channel, ...]) -> None:
    """What the last edit did besides what was typed, as long as it is what is open."""
    said: Edited | None = st.session_state.get(_SAID)
    if said is None or said.channels != channels:
        return
    for sentence in said.problems:
        st.markdown(f":red[:material/error:] {plain(sentence)}")
    for sentence in said.notes:
        st.markdown(f":material/info: {plain(sentence)}")
