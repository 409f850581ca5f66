"""A company's own monthly table: read it, see what was wrong with it, take opening facts and levers from it.

>>> derived = derive(read(blank_table().encode()))
>>> derived.scenario.start
'2027-01'
"""

from actuals.monthly import (
    CHANNEL_COLUMNS,
    COLUMNS,
    MAX_PAST_GROWTH,
    Column,
    Derived,
    Found,
    InvalidTable,
    Monthly,
    Remark,
    blank_table,
    derive,
    listing,
    read,
)

__all__ = [
    "CHANNEL_COLUMNS",
    "COLUMNS",
    "MAX_PAST_GROWTH",
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
