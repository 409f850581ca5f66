"""Months as a table that opens, and the same as a file."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from model import MEASURES, Projection
from ui.files import csv_button
from words.catalogue import text
from words.levers import series_help


def monthly_table(p: Projection, names: tuple[str, ...], title: str, file_name: str) -> None:
    """Monthly series by the names of MEASURES, a row a month; made only while it is open, exact in the file."""
    place = st.expander(title, key=f"months_{file_name}", on_change="rerun")
    if not place.open:
        return
    frame = pd.DataFrame({name: p[name] for name in names}, index=p.calendar.strftime("%Y-%m"))
    frame.index.name = "month"
    with place:
        st.dataframe(
            _readable(frame),
            key=f"table_{file_name}",
            column_config={"month": st.column_config.TextColumn(text("Month"), pinned=True)}
            | {name: _column(name, p.scenario.currency) for name in names},
        )
        csv_button(text("Download as CSV"), lambda: frame, file_name, f"download_{file_name}")


def _readable(frame: pd.DataFrame) -> pd.DataFrame:
    """Shares as they are, money and large counts without decimals, small ones with two."""
    digits = {
        name: 4 if MEASURES[name].unit.kind in ("share", "ratio") else 0 if frame[name].abs().max() >= 100 else 2
        for name in map(str, frame)
    }
    return frame.round(digits)


def _column(name: str, currency: str):  # type: ignore[no-untyped-def] # Streamlit's column type is private
    measure = MEASURES[name]
    form = "percent" if measure.unit.kind == "share" else "localized"
    return st.column_config.NumberColumn(text(measure.label), help=series_help(measure, currency), format=form)
