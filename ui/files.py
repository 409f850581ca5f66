"""Buttons that give what is on screen as a file. The tables' own are off: their files are not made safe to open."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from reports.tables import csv_file


def csv_button(label: str, table: Callable[[], pd.DataFrame], file_name: str, key: str) -> None:
    """A button for a table as CSV; the table, and the file, are made on the click."""
    file_button(label, lambda: csv_file(table()), file_name, key)


def file_button(label: str, make: Callable[[], bytes], file_name: str, key: str) -> None:
    """A button for a CSV file that `make` makes on the click."""
    st.download_button(
        label, make, file_name, "text/csv", icon=":material/download:", type="tertiary", on_click="ignore", key=key
    )
