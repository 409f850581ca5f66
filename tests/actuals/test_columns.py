"""The columns: what the docs and the blank table say of them."""

from __future__ import annotations

from actuals import CHANNEL_COLUMNS, COLUMNS, listing


def test_listing_names_every_column_once():
    """The listing for the docs has one line a declared column, after its two lines of head."""
    assert len(listing().splitlines()) == 2 + len(COLUMNS) + len(CHANNEL_COLUMNS)
