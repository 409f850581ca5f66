"""The columns of the monthly table, each declared once: `COLUMNS` (the company's) and `CHANNEL_COLUMNS` (written `Paid search.spend`).

The reader, its refusals, the blank table and the listing come from there.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

from model import units
from model.levers import MAX_COUNT, MAX_MONEY
from model.scenario import MOTIONS
from model.units import Unit
from words.catalogue import text


@dataclass(frozen=True)
class Column:
    """One column: its name, unit, meaning, and values for the blank table (a row a month, one tuple a channel)."""

    name: str
    unit: Unit
    help: str
    examples: tuple[tuple[Any, ...], ...]
    required: bool = True
    signed: bool = False

    @property
    def maximum(self) -> float:
        """The largest value allowed."""
        return MAX_MONEY if self.unit.kind == "money" else MAX_COUNT

    @property
    def minimum(self) -> float:
        """The smallest value allowed: 0, or the largest debt where the column may be negative."""
        return -self.maximum if self.signed else 0.0

    @property
    def allowed(self) -> str:
        """What a cell may hold, in words."""
        if self.unit.kind == "month":
            return "a month from 2000-01 to 2100-11, as YYYY-MM or YYYY-MM-DD"
        if self.unit.kind == "text":
            return " or ".join(MOTIONS)
        return f"a number from {self.minimum:,.0f} to {self.maximum:,.0f}"


def _money(name: str, help: str, *examples: float, unit: Unit = units.MONEY_PER_MONTH, signed: bool = False) -> Column:
    return Column(name, unit, help, (examples,), signed=signed)


def _count(name: str, help: str, *examples: float, unit: Unit = units.COUNT_PER_MONTH, required: bool = True) -> Column:
    return Column(name, unit, help, (examples,), required)


_COMPANY = (
    Column("month", units.MONTH, "The month the row is about.", (("2026-10", "2026-11", "2026-12"),)),
    _count("contacts", "Newsletter, RSS and video subscribers at the end.", 1500, 1570, 1645, unit=units.CONTACTS),
    _count("mqls", "Leads that marketing qualified.", 66, 68, 71),
    _count("sals", "MQLs that sales accepted.", 46, 48, 50),
    _count("sqls", "Accepted leads that sales qualified.", 30, 31, 33),
    _count("pipeline", "Qualified opportunities (SQLs) open at the end.", 31, 33, 36, unit=units.SQLS),
    _count("churned_customers", "Customers lost.", 6, 5, 7, unit=units.ACCOUNTS_PER_MONTH),
    _count("customers", "Paying customers at the end.", 240, 243, 246, unit=units.ACCOUNTS),
    _money("churned_mrr", "MRR of the customers lost.", 520, 440, 610),
    _money("expansion_mrr", "Upsell to customers that stayed.", 190, 200, 210),
    _money("contraction_mrr", "Downgrades of customers that stayed.", 60, 50, 70),
    _money("mrr", "Monthly recurring revenue at the end.", 21600, 22110, 22600),
    _money("marketing_people", "Marketing labour, creative and technical.", 9000, 9000, 9200),
    _money("marketing_tools", "Marketing technology and software.", 1100, 1100, 1100),
    _money("marketing_overhead", "General overhead carried by marketing.", 600, 600, 600),
    _money("sales_people", "Sales labour.", 7000, 7000, 7000),
    _money("commissions", "Paid on the deals won.", 780, 770, 920),
    _money("support", "Success team: onboarding and support.", 1440, 1460, 1480),
    _money("infrastructure", "Cloud capacity and engineering in service.", 1200, 1210, 1230),
    _money("retention", "Loyalty, incentives, promotions.", 190, 190, 200),
    _money("payment_fees", "Payment processing.", 630, 640, 660),
    _money("product_cost", "Research and development.", 26000, 26000, 26500),
    _money("admin_cost", "General and administrative.", 7000, 7000, 7000),
    _money(
        "cash", "Cash in the bank at the end; may be negative.", 900000, 865000, 829500, unit=units.MONEY, signed=True
    ),
    _count("new_contacts", "Visitors who subscribed.", 95, 98, 105, required=False),
    _count("unsubscribed", "Contacts lost.", 28, 28, 30, required=False),
    _count("contact_leads", "Leads that came from contacts, not from this month's visitors.", 8, 8, 9, required=False),
    _count("resolved", "SQLs won or lost.", 29, 29, 30, required=False),
)

COLUMNS: dict[str, Column] = {column.name: column for column in _COMPANY}
"""The company's columns, by name. What is known by channel is not repeated: the company's is the sum."""


def _by_channel(
    name: str, unit: Unit, help: str, first: tuple[Any, ...], second: tuple[Any, ...], *, required: bool = True
) -> Column:
    return Column(name, unit, help, (first, second), required)


_CHANNEL = (
    _by_channel("spend", units.MONEY_PER_MONTH, "Programme spend.", (3000, 3100, 3000), (1000, 1000, 1000)),
    _by_channel(
        "paid_visitors", units.VISITORS_PER_MONTH, "Visitors the spend bought.", (1200, 1220, 1210), (400, 400, 410)
    ),
    _by_channel(
        "organic_visitors",
        units.VISITORS_PER_MONTH,
        "Unpaid visitors. Where nobody visits a site, as in outbound: the accounts approached.",
        (6800, 6900, 7100),
        (0, 0, 0),
    ),
    _by_channel("leads", units.COUNT_PER_MONTH, "Leads, from visitors and contacts.", (160, 165, 170), (24, 25, 26)),
    _by_channel("new_customers", units.ACCOUNTS_PER_MONTH, "Customers won.", (7, 6, 8), (2, 2, 2)),
    _by_channel("new_mrr", units.MONEY_PER_MONTH, "MRR of the customers won.", (560, 480, 640), (320, 320, 320)),
    _by_channel(
        "impressions",
        units.COUNT_PER_MONTH,
        "Times the channel was shown.",
        (200000, 205000, 207000),
        (2000, 2000, 2050),
        required=False,
    ),
    _by_channel(
        "bounced_visits",
        units.COUNT_PER_MONTH,
        "Visits that left at once.",
        (3500, 3550, 3640),
        (200, 200, 205),
        required=False,
    ),
    _by_channel(
        "customers",
        units.ACCOUNTS,
        "Paying customers won through the channel, at the end.",
        (180, 182, 185),
        (40, 41, 42),
        required=False,
    ),
    _by_channel(
        "churned_customers", units.ACCOUNTS_PER_MONTH, "Customers lost of those.", (5, 4, 5), (1, 1, 1), required=False
    ),
    _by_channel(
        "motion",
        units.TEXT,
        "inbound (the default) or outbound; the last row that says it counts.",
        ("inbound",) * 3,
        ("outbound",) * 3,
        required=False,
    ),
)

CHANNEL_COLUMNS: dict[str, Column] = {column.name: column for column in _CHANNEL}
"""Each channel's columns, by the name after the dot."""

BRIDGES = (
    ("mrr", ("new_mrr", "expansion_mrr"), ("contraction_mrr", "churned_mrr")),
    ("customers", ("new_customers",), ("churned_customers",)),
    ("pipeline", ("sqls",), ("resolved",)),
    ("contacts", ("new_contacts",), ("unsubscribed",)),
)
"""What a stock must be: last month's, plus the first flows, less the second."""


def blank_table() -> str:
    """A CSV with every column for two example channels and three example months, to be overwritten."""
    names = ("Paid search", "Outbound")
    columns = [(column.name, column.examples[0]) for column in _COMPANY]
    columns += [(f"{name}.{column.name}", column.examples[k]) for k, name in enumerate(names) for column in _CHANNEL]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([title for title, _ in columns])
    writer.writerows(zip(*(values for _, values in columns), strict=True))
    return out.getvalue()


def listing() -> str:
    """Every declared column as a Markdown table; a channel's columns are shown for `Paid search`."""
    heads = " | ".join(text(head) for head in ("column", "unit", "required", "meaning"))
    lines = [f"| {heads} |", "|---|---|---|---|"]
    for prefix, columns in (("", _COMPANY), ("Paid search.", _CHANNEL)):
        for column in columns:
            required, unit = text("yes" if column.required else "no"), text(column.unit.text)
            lines.append(f"| `{prefix}{column.name}` | {unit} | {required} | {text(column.help)} |")
    return "\n".join(lines) + "\n"
