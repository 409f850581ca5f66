"""Where the baseline comes from: a template, the sample company, or a company's own monthly table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from actuals import InvalidTable, blank_table, derive, listing, read
from model.templates import TEMPLATES
from reports.tables import marked
from ui import state
from ui.files import csv_button
from ui.link import own_name
from ui.uploads import taken
from words.format import plain

SAMPLE = "Sample company"
SAMPLE_FILE = Path(__file__).resolve().parent.parent / "sample_data" / "monthly.csv"
OWN = "own"
_PROBLEMS = "levers_table_problems"


def chooser() -> None:
    """Template, sample company or own table: what is chosen becomes the baseline."""
    now = state.get().baseline
    chosen = now.name if now.is_template else SAMPLE if now.name == SAMPLE else OWN
    options = [*TEMPLATES, SAMPLE, *([OWN] if chosen == OWN else [])]
    labels = {name: template.label for name, template in TEMPLATES.items()} | {SAMPLE: SAMPLE, OWN: now.label}
    key = state.key("slider", "template")
    st.selectbox(
        "Start from", options, options.index(chosen), key=key, on_change=_choose, args=(key,), format_func=labels.__getitem__,
        help="What the scenario is compared with. Choosing another starts over from it; the browser's back button returns.",
    )  # fmt: skip
    own = st.expander("Your own numbers", key="group_own", on_change="rerun")
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
    st.caption(
        "One row a month, at least three. It is read here and kept nowhere; the link holds what was taken from it."
    )
    key = state.key("slider", "upload")
    st.file_uploader("Monthly table (CSV)", type=["csv", "tsv", "txt"], key=key, max_upload_size=2,
                     on_change=_uploaded, args=(key,))  # fmt: skip
    problems: list[str] = st.session_state.get(_PROBLEMS, [])
    if problems:
        st.markdown(":red[:material/error:] **The table was not taken; nothing changed**")
        st.markdown("\n".join("- " + plain(problem) for problem in problems))
    left, right = st.columns(2)
    left.download_button(
        "Blank table",
        lambda: marked(blank_table()),
        "levers-monthly.csv",
        "text/csv",
        on_click="ignore",
        width="stretch",
    )
    with right.popover("Columns", width="stretch"):
        st.markdown(listing())
    notes = state.get().notes
    if notes:
        with st.popover("How each number was found", width="stretch"):
            table = pd.DataFrame(notes, columns=["name", "value", "how"])
            st.dataframe(table, hide_index=True, width=620)
            csv_button("As CSV", lambda: table.set_index("name"), "levers-found.csv", "notes_csv")


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
            shown.append(f"and {len(error.problems) - 20} more")
        st.session_state[_PROBLEMS] = shown
        return
    st.session_state[_PROBLEMS] = []
    derived = derive(table, currency=state.get().scenario.currency)
    notes = tuple((found.name, f"{found.value:.6g}", found.how) for found in derived.found)
    notes += tuple(("check", "", str(note)) for note in table.notes)
    state.open_own(name, derived.scenario, notes, derived.past_growth)
