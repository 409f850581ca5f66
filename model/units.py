"""Units: what a number is measured in, said once for levers, facts, channel fields and measures.

The kind decides how a number scales and how it is shown: money scales with the currency, shares
are fractions from 0 to 1, ratios and counts are plain numbers, time is in months.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["money", "share", "count", "months", "ratio", "month", "text"]


@dataclass(frozen=True)
class Unit:
    """A unit: its text as shown in definitions and files, and the kind of number it makes."""

    text: str
    kind: Kind

    def __str__(self) -> str:
        return self.text


class Figure(NamedTuple):
    """A number in a sentence: its value, its unit, the currency of an amount, and how an infinite value is said."""

    value: float
    unit: Unit
    currency: str = ""
    endless: str = "∞"


MONEY = Unit("money", "money")
MONEY_PER_MONTH = Unit("money/month", "money")
MONEY_PER_YEAR = Unit("money/year", "money")
MONEY_PER_ACCOUNT = Unit("money/account", "money")
MONEY_PER_ACCOUNT_MONTH = Unit("money/account/month", "money")
MONEY_PER_VISITOR = Unit("money/visitor", "money")
SHARE = Unit("share", "share")
SHARE_PER_MONTH = Unit("share/month", "share")
SHARE_PER_YEAR = Unit("share/year", "share")
ACCOUNTS = Unit("accounts", "count")
ACCOUNTS_PER_MONTH = Unit("accounts/month", "count")
CONTACTS = Unit("contacts", "count")
SQLS = Unit("SQLs", "count")
COUNT = Unit("count", "count")
COUNT_PER_MONTH = Unit("count/month", "count")
VISITORS_PER_MONTH = Unit("visitors/month", "count")
MONTHS = Unit("months", "months")
RATIO = Unit("ratio", "ratio")
MONTH = Unit("month (YYYY-MM)", "month")
TEXT = Unit("text", "text")
