"""Tables as CSV files that a spreadsheet shows as they are: the one place where the app writes CSV."""

from __future__ import annotations

import csv
import re
from typing import Any

import pandas as pd

_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_ACTIVE = re.compile(r'(^|;)([\s"]*)(?=[=+\-@＝＋－＠﹦﹢﹣﹫])')


def csv_file(frame: pd.DataFrame) -> bytes:
    """A frame as CSV, its index first, numbers in full, texts in quotes; in UTF-8 with the mark by which Excel knows it.

    See `told` for what becomes of texts that people typed. The index has no negative numbers: a row that began with one
    would, read by a spreadsheet that splits at semicolons, be a text that begins with a minus.

    >>> csv_file(pd.DataFrame({"=1+1": [-0.5]}, index=["@x"])).decode("utf-8-sig").split()
    ['"","\\'=1+1"', '"\\'@x",-0.5']
    """
    shown = frame.rename(index=_cell, columns=_cell)
    shown = shown.rename_axis(index=["" if name is None else _cell(name) for name in shown.index.names])
    for place, kind in enumerate(shown.dtypes):
        if not pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_datetime64_any_dtype(kind):
            shown.isetitem(place, shown.iloc[:, place].map(_cell).to_numpy())
    return marked(shown.to_csv(quoting=csv.QUOTE_NONNUMERIC))


def marked(text: str) -> bytes:
    """CSV in UTF-8 behind a byte order mark, without which Excel takes every letter beyond ASCII for another.

    >>> marked("café")[:3] == "\\N{ZERO WIDTH NO-BREAK SPACE}".encode()
    True
    """
    return text.encode("utf-8-sig")


def told(text: str) -> str:
    """A text that no spreadsheet calculates, on one line.

    Names that people type may begin like a formula, and a spreadsheet begins a cell after a semicolon too where it
    splits there. Before what would begin one stands an apostrophe, also where it is a plus sign before an amount.

    >>> told("=1+1"), told("x; @y"), told("+$11.2k"), told("a-b")
    ("'=1+1", "x; '@y", "'+$11.2k", 'a-b')
    """
    return _ACTIVE.sub(r"\1\2'", _CONTROL.sub(" ", text))


def _cell(cell: Any) -> Any:
    if isinstance(cell, str):
        return told(cell)
    return told(", ".join(map(str, cell))) if isinstance(cell, (tuple, list)) else cell
