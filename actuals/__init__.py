"""A company's own monthly table: read it, see what was wrong with it, take opening facts and levers from it.

>>> derived = derive(read(blank_table().encode()))
>>> derived.scenario.start
'2027-01'
"""

from actuals.columns import CHANNEL_COLUMNS, COLUMNS, Column, blank_table, listing
from actuals.deriving import Derived, Found, derive
from actuals.reading import InvalidTable, Monthly, Remark, read

__all__ = [
    "CHANNEL_COLUMNS",
    "COLUMNS",
    "Column",
    "Derived",
    "Found",
    "InvalidTable",
    "Monthly",
    "Remark",
    "blank_table",
    "derive",
    "listing",
    "read",
]
