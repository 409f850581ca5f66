"""Where the baseline comes from: a template, the sample company, or a company's own monthly table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from actuals import InvalidTable, blank_table, derive, listing, read
from model.plan import own_name
from model.templates import TEMPLATES
from reports.tables import marked
from ui import state
from ui.files import csv_button
from ui.uploads import taken
from words import own_data as words
from words.catalogue import text
from words.format import plain
from words.frame import and_more
from words.own_data import SAMPLE, baseline_label

SAMPLE_FILE = Path(__file__).resolve().parent.parent / "sample_data" / "monthly.csv"
OWN = "own"
_PROBLEMS = "levers_table_problems"


def chooser() -> None:
    """Template, sample company or own table: what is chosen becomes the baseline."""
    now = state.get().baseline
    chosen = now.name if now.is_template else SAMPLE if now.name == SAMPLE else OWN
    options = [*TEMPLATES, SAMPLE, *([OWN] if chosen == OWN else [])]
    labels = {name: baseline_label(name, name in TEMPLATES) for name in (*TEMPLATES, SAMPLE)} | {OWN: now.label}
    key = state.key("slider", "template")
    st.selectbox(
        text("Start from"), options, options.index(chosen), key=key, on_change=_choose, args=(key,), format_func=labels.__getitem__,
        help=text(words.CHOICE_HELP),
    )  # fmt: skip
    own = st.expander(text("Your own numbers"), key="group_own", on_change="rerun")
    if own.open:
        with own:
            _upload()


def _choose(key: str) -> None:
    if key != state.key("slider", "template"):
        return
    chosen = st.session_state[key]
    if chosen in TEMPLATES:
        state.open_template(chosen)
    elif chosen == SAMPLE:
        _open(SAMPLE, SAMPLE_FILE.read_bytes())


def _upload() -> None:
    st.caption(text(words.UPLOAD))
    key = state.key("slider", "upload")
    st.file_uploader(text("Monthly table (CSV)"), type=["csv", "tsv", "txt"], key=key, max_upload_size=2,
                     on_change=_uploaded, args=(key,))  # fmt: skip
    problems: list[str] = st.session_state.get(_PROBLEMS, [])
    if problems:
        st.markdown(f":red[:material/error:] **{text(words.NOT_TAKEN)}**")
        st.markdown("\n".join("- " + plain(problem) for problem in problems))
    left, right = st.columns(2)
    left.download_button(
        text("Blank table"),
        lambda: marked(blank_table()),
        "levers-monthly.csv",
        "text/csv",
        on_click="ignore",
        width="stretch",
    )
    with right.popover(text("Columns"), width="stretch"):
        st.markdown(listing())
    notes = state.notes()
    if notes:
        with st.popover(text("How each number was found"), width="stretch"):
            table = pd.DataFrame(notes, columns=["name", "value", "how"])
            st.dataframe(table, hide_index=True, width=620)
            csv_button(text("As CSV"), lambda: table.set_index("name"), "levers-found.csv", "notes_csv")


def _uploaded(key: str) -> None:
    upload = st.session_state.get(key)
    if isinstance(upload, UploadedFile) and key == state.key("slider", "upload"):
        _open(own_name(Path(upload.name).stem), taken(upload))
        state.redraw("upload")  # an empty field: what it held is no longer kept


def _open(name: str, content: bytes) -> None:
    """Make a table the baseline, or say everything that is wrong with it and change nothing."""
    try:
        table = read(content)
    except InvalidTable as error:
        shown = [str(problem) for problem in error.problems[:20]]
        if len(error.problems) > 20:
            shown.append(and_more(len(error.problems) - 20))
        st.session_state[_PROBLEMS] = shown
        return
    st.session_state[_PROBLEMS] = []
    derived = derive(table, currency=state.get().scenario.currency)
    notes = tuple((found.name, f"{found.value:.6g}", found.how) for found in derived.found)
    notes += tuple(("check", "", str(note)) for note in table.notes)
    state.open_own(name, derived.scenario, notes, derived.past_growth)
