"""Monthly tables for the tests of actuals."""

from __future__ import annotations

import csv
import io

from actuals import CHANNEL_COLUMNS, COLUMNS, blank_table

COMPANY = [name for name in COLUMNS if name != "month"]
BY_CHANNEL = [name for name in CHANNEL_COLUMNS if name != "motion"]


def table_of(rows, separator=","):
    """The bytes of a CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode()


def blank_rows():
    """The blank table as lists of cells, the header first."""
    return list(csv.reader(io.StringIO(blank_table())))


def with_cell(title, row, cell):
    """The blank table with one cell changed; rows count from 1, the header's."""
    rows = blank_rows()
    rows[row - 1][rows[0].index(title)] = cell
    return table_of(rows)
