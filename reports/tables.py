"""Tables as CSV files that a spreadsheet shows as they are."""

from __future__ import annotations

from typing import Any

import pandas as pd

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(frame: pd.DataFrame) -> bytes:
    """A frame as CSV in UTF-8, its index first, numbers in full.

    Names that people type (channels, pins) may begin like a spreadsheet's formula; those get an
    apostrophe before them, so that no spreadsheet calculates them.

    >>> csv_file(pd.DataFrame({"=1+1": [0.5]}, index=["@x"])).decode().split()
    [",'=1+1", "'@x,0.5"]
    """
    shown = frame.rename(index=_told, columns=_told)
    shown = shown.rename_axis(index=[_told(name) for name in shown.index.names])
    for place, kind in enumerate(shown.dtypes):
        if not pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_datetime64_any_dtype(kind):
            shown.isetitem(place, shown.iloc[:, place].map(_told).to_numpy())
    return shown.to_csv().encode()


def _told(cell: Any) -> Any:
    return "'" + cell if isinstance(cell, str) and cell.startswith(_STARTS_A_FORMULA) else cell
