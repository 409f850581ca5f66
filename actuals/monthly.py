"""The monthly table: one flat CSV, a row a month, and what a scenario can learn from it.

Columns are declared once, in `COLUMNS` (the company) and `CHANNEL_COLUMNS` (each channel, written
`Paid search.spend`); the reader, its refusals, the blank table and the listing come from there.
`read` makes a `Monthly` or refuses with every problem it sees; `derive` turns a `Monthly` into a
valid `Scenario` and says how each number was found.
"""

from __future__ import annotations

import csv
import datetime
import difflib
import io
import itertools
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TextIO

import numpy as np
import pandas as pd

from model import Channel, InvalidScenario, Scenario, units
from model.levers import CHANNEL_FIELDS, MAX_COUNT, MAX_MONEY, NUMBERS, SMALLEST, Lever
from model.scenario import MAX_CHANNELS, MAX_NAME, MOTIONS
from model.typed import both_readings
from model.units import Unit

MIN_ROWS = 3
MAX_ROWS = 240
MAX_BYTES = 2_000_000
SHOWN = 20
"""How many problems the message of InvalidTable shows; `problems` holds all."""
BRIDGE_TOLERANCE = 0.01
"""How far a stock may be from its bridge, as a share of it, before a note says so; 1 unit is always let pass."""
MAX_GROWTH = 0.1
"""Growth found in a table is held to this share a month: a short table's fit is no promise for years."""
MAX_INDEX = 10.0
MAX_PAST_GROWTH = 10.0
"""Past growth is held to elevenfold a month: what a warning compares with need not be larger."""


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
    _money("cash", "Cash in the bank at the end; may be negative.", 900000, 865000, 829500,
           unit=units.MONEY, signed=True),
    _count("new_contacts", "Visitors who subscribed.", 95, 98, 105, required=False),
    _count("unsubscribed", "Contacts lost.", 28, 28, 30, required=False),
    _count("contact_leads", "Leads that came from contacts, not from this month's visitors.", 8, 8, 9, required=False),
    _count("resolved", "SQLs won or lost.", 29, 29, 30, required=False),
)  # fmt: skip

COLUMNS: dict[str, Column] = {column.name: column for column in _COMPANY}
"""The company's columns, by name. What is known by channel is not repeated: the company's is the sum."""


def _by_channel(name: str, unit: Unit, help: str, first: tuple[Any, ...], second: tuple[Any, ...],
                required: bool = True) -> Column:  # fmt: skip
    return Column(name, unit, help, (first, second), required)


_CHANNEL = (
    _by_channel("spend", units.MONEY_PER_MONTH, "Programme spend.", (3000, 3100, 3000), (1000, 1000, 1000)),
    _by_channel("paid_visitors", units.VISITORS_PER_MONTH, "Visitors the spend bought.",
                (1200, 1220, 1210), (400, 400, 410)),
    _by_channel("organic_visitors", units.VISITORS_PER_MONTH,
                "Unpaid visitors. Where nobody visits a site, as in outbound: the accounts approached.",
                (6800, 6900, 7100), (0, 0, 0)),
    _by_channel("leads", units.COUNT_PER_MONTH, "Leads, from visitors and contacts.", (160, 165, 170), (24, 25, 26)),
    _by_channel("new_customers", units.ACCOUNTS_PER_MONTH, "Customers won.", (7, 6, 8), (2, 2, 2)),
    _by_channel("new_mrr", units.MONEY_PER_MONTH, "MRR of the customers won.", (560, 480, 640), (320, 320, 320)),
    _by_channel("impressions", units.COUNT_PER_MONTH, "Times the channel was shown.",
                (200000, 205000, 207000), (2000, 2000, 2050), False),
    _by_channel("bounced_visits", units.COUNT_PER_MONTH, "Visits that left at once.",
                (3500, 3550, 3640), (200, 200, 205), False),
    _by_channel("customers", units.ACCOUNTS, "Paying customers won through the channel, at the end.",
                (180, 182, 185), (40, 41, 42), False),
    _by_channel("churned_customers", units.ACCOUNTS_PER_MONTH, "Customers lost of those.", (5, 4, 5), (1, 1, 1), False),
    _by_channel("motion", units.TEXT, "inbound (the default) or outbound; the last row that says it counts.",
                ("inbound",) * 3, ("outbound",) * 3, False),
)  # fmt: skip

CHANNEL_COLUMNS: dict[str, Column] = {column.name: column for column in _CHANNEL}
"""Each channel's columns, by the name after the dot."""

MAX_COLUMNS = len(COLUMNS) + MAX_CHANNELS * len(CHANNEL_COLUMNS)

BRIDGES = (
    ("mrr", ("new_mrr", "expansion_mrr"), ("contraction_mrr", "churned_mrr")),
    ("customers", ("new_customers",), ("churned_customers",)),
    ("pipeline", ("sqls",), ("resolved",)),
    ("contacts", ("new_contacts",), ("unsubscribed",)),
)
"""What a stock must be: last month's, plus the first flows, less the second."""


class Remark(NamedTuple):
    """What was seen, and where: the row as a spreadsheet counts it (from 1) and the column, where they apply."""

    row: int | None
    column: str | None
    message: str

    def __str__(self) -> str:
        place = ", ".join(part for part in (f"row {self.row}" if self.row else "", self.column) if part)
        return f"{place}: {self.message}" if place else self.message


class InvalidTable(ValueError):
    """A table that cannot be read: `problems` holds every one, the message the first `SHOWN` of them, one a line."""

    def __init__(self, problems: Iterable[Remark]):
        self.problems = tuple(problems)
        lines = [str(problem) for problem in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            lines.append(f"and {len(self.problems) - SHOWN} more")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problems,)


@dataclass(frozen=True, eq=False)
class Monthly:
    """A valid monthly table, as `read` makes it.

    `frame` has a row a month, indexed by its first day and without gaps, and every declared numeric
    column as floats (`mrr`, `Paid search.leads`); NaN only where an optional cell was left out.
    `motions` go with `channels`, in the table's order. `notes` are doubts that do not stop reading.
    """

    frame: pd.DataFrame
    channels: tuple[str, ...]
    motions: tuple[str, ...]
    notes: tuple[Remark, ...] = ()

    def __getitem__(self, name: str) -> pd.Series[float]:
        """The company's series of a column: its own, or the sum over channels. KeyError for other names."""
        if name in self.frame:
            return self.frame[name]
        return self.by_channel(name).sum(axis=1, skipna=False)

    def by_channel(self, name: str) -> pd.DataFrame:
        """A channel column side by side: a row a month, a column a channel. KeyError for other names."""
        table = self.frame[[f"{channel}.{name}" for channel in self.channels]]
        return table.set_axis(list(self.channels), axis=1)


# Reading.


def read(source: str | Path | bytes | BinaryIO | TextIO) -> Monthly:
    """The table of a path, of bytes or of an open file (an upload), checked.

    Cells are separated by commas, semicolons or tabs. Thousands separators, a decimal comma and
    currency signs are understood where they have one meaning only. Rows may come in any order.
    Raises InvalidTable with every problem seen, and nothing else for whatever the file holds.

    >>> read(blank_table().encode()).channels
    ('Paid search', 'Outbound')
    """
    records, separator = _records(_text(source))
    (header_row, header), body = records[0], records[1:]
    problems: list[Remark] = []
    places = _columns(header_row, header, problems)
    channels = tuple(dict.fromkeys(channel for channel, _ in places if channel))
    _check_channels(channels, {_full(*place) for place in places}, header_row, problems)
    if len(body) < MIN_ROWS:
        problems.append(Remark(None, None, f"the table has {len(body)} months; at least {MIN_ROWS} are needed"))
    if len(body) > MAX_ROWS:
        problems.append(Remark(None, None, f"the table has {len(body):,} months; at most {MAX_ROWS} are read"))
        body = body[:MAX_ROWS]
    for row, cells in body:
        if len(cells) > len(header):
            problems.append(Remark(row, None, f"has {len(cells):,} cells under a header of {len(header)}; a number "
                                              "that holds the separator must be in quotes"))  # fmt: skip

    cells_of = {
        place: [(row, cells[at] if at < len(cells) else "") for row, cells in body] for place, at in places.items()
    }
    months = _months(cells_of.pop(("", "month"), []), problems)
    motions = [_motion(channel, cells_of.pop((channel, "motion"), []), problems) for channel in channels]
    numbers = _numbers(cells_of, separator, problems)
    if problems:
        raise InvalidTable(problems)

    names = [name for name in COLUMNS if name != "month"]
    names += [f"{channel}.{name}" for channel in channels for name in CHANNEL_COLUMNS if name != "motion"]
    index = pd.DatetimeIndex([pd.Timestamp(month) for month in months], name="month")
    frame = pd.DataFrame(numbers, index=index, dtype=np.float64).reindex(columns=names)
    rows = pd.Series([row for row, _ in body], index=index).sort_index()
    monthly = Monthly(frame.sort_index(), channels, tuple(motions))
    return Monthly(monthly.frame, channels, monthly.motions, tuple(_notes(monthly, rows.tolist())))


def _refuse(message: str) -> InvalidTable:
    return InvalidTable([Remark(None, None, message)])


def _text(source: Any) -> str:
    if isinstance(source, (str, Path)):
        try:
            with open(source, "rb") as file:
                content: str | bytes = file.read(MAX_BYTES + 1)
        except (OSError, ValueError) as error:
            raise _refuse(f"the file cannot be read: {error}") from None
    elif isinstance(source, bytes):
        content = source
    else:
        if source.seekable():
            source.seek(0)  # an upload that was read before stands at its end
        content = source.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise _refuse(f"the file is larger than {MAX_BYTES:,} bytes, the most that is read")
    if isinstance(content, bytes):
        content = _decoded(content)
    content = content.removeprefix("\ufeff")
    if "\0" in content:
        raise _refuse("the file is not a text table (CSV): it holds binary data")
    if not content.strip():
        raise _refuse("the file is empty")
    return content


def _decoded(content: bytes) -> str:
    with_mark = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if with_mark else ("utf-8", "cp1252"):  # cp1252: what spreadsheets on Windows write
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refuse("the file is not a text table (CSV): it is not UTF-8 text")


def _records(text: str) -> tuple[list[tuple[int, list[str]]], str]:
    """Rows that are not blank, with the row a spreadsheet shows, the header first; and the separator."""
    top = next(line for line in text.splitlines() if line.strip())

    def known(separator: str) -> int:
        names = next(csv.reader([top], delimiter=separator), [])
        return sum(name.strip().rpartition(".")[2] in COLUMNS.keys() | CHANNEL_COLUMNS.keys() for name in names)

    try:
        separator = max(",;\t", key=known)
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        records = [(row, _without_tail(cells)) for row, cells in enumerate(rows, 1)]
    except csv.Error as error:
        raise _refuse(f"the file is not a text table (CSV): {error}") from None
    records = [(row, cells) for row, cells in records if cells]
    if not records:
        raise _refuse("the file holds no cell with anything in it")
    if len(records[0][1]) > MAX_COLUMNS:
        raise _refuse(f"the header has {len(records[0][1]):,} columns; at most {MAX_COLUMNS} are declared")
    return records, separator


def _without_tail(cells: list[str]) -> list[str]:
    """The cells, stripped, up to the last one that holds something."""
    cells = [cell.strip() for cell in cells]
    while cells and not cells[-1]:
        cells.pop()
    return cells


Place = tuple[str, str]
"""A column: its channel (empty for the company) and its declared name."""


def _full(channel: str, name: str) -> str:
    return f"{channel}.{name}" if channel else name


def _declared(place: Place) -> Column:
    channel, name = place
    return (CHANNEL_COLUMNS if channel else COLUMNS)[name]


def _columns(row: int, header: Sequence[str], problems: list[Remark]) -> dict[Place, int]:
    """Where each declared column stands; what is unknown, unnamed or there twice becomes a problem."""
    places: dict[Place, int] = {}
    for at, title in enumerate(header):
        channel, _, name = title.rpartition(".")
        if not title:
            problems.append(Remark(row, None, f"column {at + 1} has no name"))
        elif name not in (CHANNEL_COLUMNS if channel else COLUMNS):
            problems.append(Remark(row, _short(title), f"is not a known column{_nearest(channel, name)}"))
        elif (channel, name) in places:
            first = places[channel, name] + 1
            problems.append(Remark(row, _short(title), f"is there twice, as column {first} and column {at + 1}"))
        else:
            places[channel, name] = at
    for name, column in COLUMNS.items():
        if column.required and ("", name) not in places:
            problems.append(Remark(row, name, f"is missing; it is {_meaning(column)}"))
    return places


def _nearest(channel: str, name: str) -> str:
    known = CHANNEL_COLUMNS if channel else COLUMNS
    tidy = re.sub(r"\W+", "_", name[: 2 * MAX_NAME].lower())  # long names are slow to compare and near nothing
    near = difflib.get_close_matches(tidy, known, 1)
    if near:
        return f"; the nearest is {_full(_short(channel), near[0])}"
    if name in CHANNEL_COLUMNS:
        return f"; a channel's column is written with its name before it, as Paid search.{name}"
    return f"; known are {', '.join(known)}"


def _check_channels(channels: Sequence[str], titles: set[str], row: int, problems: list[Remark]) -> None:
    if not channels:
        problems.append(Remark(row, None, "there is no channel; columns such as All.spend make one"))
    if len(channels) > MAX_CHANNELS:
        problems.append(Remark(row, None, f"there are {len(channels)} channels; allowed are 1 to {MAX_CHANNELS}"))
    for channel in channels:
        try:
            Channel(channel)
        except InvalidScenario as error:
            problems.append(Remark(row, None, str(error)))
        for name, column in CHANNEL_COLUMNS.items():
            if column.required and f"{channel}.{name}" not in titles:
                problems.append(Remark(row, _short(f"{channel}.{name}"), f"is missing; it is {_meaning(column)}"))


def _meaning(column: Column) -> str:
    return f"{column.help} ({column.unit})"


def _short(text: str) -> str:
    return text if len(text) <= 2 * MAX_NAME else text[: 2 * MAX_NAME] + "…"


_MONTH = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?", re.ASCII)


def _months(cells: Sequence[tuple[int, str]], problems: list[Remark]) -> list[datetime.date]:
    """The first day of each row's month; each month once, and none left out between the first and the last."""
    months: dict[datetime.date, int] = {}
    before = len(problems)
    for row, cell in cells:
        parts = _MONTH.fullmatch(cell)
        try:
            if not parts:
                raise ValueError
            datetime.date(int(parts[1]), int(parts[2]), int(parts[3] or 1))
            month = datetime.date(int(parts[1]), int(parts[2]), 1)
            if not datetime.date(2000, 1, 1) <= month <= datetime.date(2100, 11, 1):
                raise ValueError
        except ValueError:
            problems.append(_wrong(row, "month", cell, COLUMNS["month"]))
            continue
        if month in months:
            twice = f"is {month:%Y-%m}, which row {months[month]} holds too; each month comes once"
            problems.append(Remark(row, "month", twice))
        months.setdefault(month, row)
    ordered = sorted(months)
    if len(problems) == before:  # an unreadable month would only seem to be missing
        for early, late in itertools.pairwise(ordered):
            missing = pd.period_range(early, late, freq="M")[1:-1]
            if len(missing):
                told = str(missing[0]) if len(missing) == 1 else f"{missing[0]} to {missing[-1]}"
                problems.append(Remark(months[late], "month", f"is {late:%Y-%m} and {told} missing before it; "
                                                              "every month has its row"))  # fmt: skip
    return list(months)


def _motion(channel: str, cells: Sequence[tuple[int, str]], problems: list[Remark]) -> str:
    motion = MOTIONS[0]
    for row, cell in cells:
        if cell and cell.lower() not in MOTIONS:
            problems.append(_wrong(row, _short(f"{channel}.motion"), cell, CHANNEL_COLUMNS["motion"]))
        motion = cell.lower() or motion
    return motion


def _wrong(row: int, title: str, cell: str, column: Column) -> Remark:
    stands = repr(_short(cell)) if cell else "empty"
    return Remark(row, title, f"is {stands}; allowed is {column.allowed}")


def _numbers(cells_of: dict[Place, list[tuple[int, str]]], separator: str,
             problems: list[Remark]) -> dict[str, list[float]]:  # fmt: skip
    """Every numeric column by its full name, in the file's order of rows; NaN where an optional cell is empty.

    What a mark means is decided for the whole file: one cell that can only be read one way
    (`1.234,50`) settles what `1.234` is. Where none does, a comma-separated file has decimal points.
    """
    readings = {
        place: [both_readings(cell, _declared(place).unit) for _, cell in cells] for place, cells in cells_of.items()
    }
    every = [reading for column in readings.values() for reading in column]
    with_point = any(comma is None and point is not None for point, comma in every)
    with_comma = any(point is None and comma is not None for point, comma in every)
    prefer = 0 if with_point and not with_comma else 1 if with_comma and not with_point else None
    if prefer is None and separator == "," and not with_comma:
        prefer = 0

    numbers: dict[str, list[float]] = {}
    for place, cells in cells_of.items():
        column, title = _declared(place), _full(*place)
        values = numbers[title] = []
        for (row, cell), both in zip(cells, readings[place], strict=True):
            found = {value for value in both if value is not None}
            value = both[prefer] if len(found) == 2 and prefer is not None else next(iter(found), None)
            if not cell and not column.required:
                value = math.nan
            elif len(found) == 2 and prefer is None:
                low, high = sorted(found)
                problems.append(Remark(row, _short(title), f"is {cell!r}, which may be {low:g} or {high:g}; "
                                                           "write it without thousands separators"))  # fmt: skip
            elif value is None or not column.minimum <= value <= column.maximum:
                problems.append(_wrong(row, _short(title), cell, column))
            values.append(math.nan if value is None else value)
    return numbers


def _notes(monthly: Monthly, rows: Sequence[int]) -> Iterator[Remark]:
    """Stocks that are not what their bridges say, and leads that nobody could have been."""
    for stock, ins, outs in BRIDGES:
        known = monthly[stock]
        due = known.shift() + sum(monthly[name] for name in ins) - sum(monthly[name] for name in outs)
        off = (known - due).abs() > np.maximum(1.0, BRIDGE_TOLERANCE * known.abs())
        formula = f"last month's + {' + '.join(ins)} − {' − '.join(outs)}"
        for row, stands, should in zip(np.array(rows)[off], known[off], due[off], strict=True):
            yield Remark(int(row), stock, f"is {stands:,.12g}, but {formula} is {should:,.12g}")
    visitors = monthly.by_channel("paid_visitors") + monthly.by_channel("organic_visitors")
    for channel, seen in visitors.items():
        without = monthly.frame[f"{channel}.leads"][seen == 0] > 0
        if without.any():
            told = f"come from no visitor in {without.sum()} months; leads follow visitors in the model"
            yield Remark(None, f"{channel}.leads", f"{told}, so enter the accounts approached as visitors")


# The table to fill in, and the listing of columns.


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
    lines = ["| column | unit | required | meaning |", "|---|---|---|---|"]
    for prefix, columns in (("", _COMPANY), ("Paid search.", _CHANNEL)):
        for column in columns:
            required = "yes" if column.required else "no"
            lines.append(f"| `{prefix}{column.name}` | {column.unit} | {required} | {column.help} |")
    return "\n".join(lines) + "\n"


# What the table says about levers and opening facts.


@dataclass(frozen=True)
class Found:
    """One number of the derived scenario, by its full name, and how it came about.

    `measured` is False where the table cannot tell and the declared default, or a value that
    changes nothing, stands there.
    """

    name: str
    value: float
    how: str
    measured: bool


@dataclass(frozen=True)
class Derived:
    """The scenario of a table, and for each of its numbers, in the order of `Scenario.numbers()`, how it was found.

    `past_growth` is the table's mean monthly growth of MRR, as a share; None where MRR began or ended at 0.
    """

    scenario: Scenario
    found: tuple[Found, ...]
    past_growth: float | None


def derive(monthly: Monthly, last: int = 6, currency: str = "USD") -> Derived:
    """Opening facts and levers of a table: today is its last row, month 1 the month after.

    Rates are sums over the `last` months (fewer where the table is shorter) divided by sums, so that
    a month counts by its size. Growth is fitted over the whole table. A channel's index is its own
    rate over the lever, so that their product is the channel's rate. Every number is held to its
    bounds, so that any Monthly gives a valid Scenario. Raises ValueError where `last` is below 1,
    InvalidScenario where `currency` is no ISO code.
    """
    if last < 1:
        raise ValueError(f"last is {last}; allowed is 1 or more months")
    finder = _Finder(monthly, last)
    for part in (_opening, _retention, _traffic, _contacts, _funnel, _costs):
        part(finder)
    for name in NUMBERS.keys() - finder.found.keys():
        finder.stand_in(name, "no table can tell")
    values = {name: found.value for name, found in finder.found.items()}
    channels = [
        Channel(name, motion, **{field: values[f"{name}.{field}"] for field in CHANNEL_FIELDS})
        for name, motion in zip(monthly.channels, monthly.motions, strict=True)
    ]
    start = (monthly.frame.index[-1] + pd.DateOffset(months=1)).strftime("%Y-%m")
    own = {name: values[name] for name in NUMBERS}
    scenario = Scenario(start=start, currency=currency, channels=channels, **own)
    found = tuple(finder.found[name] for name in scenario.numbers())
    return Derived(scenario, found, _past_growth(monthly))


def _past_growth(monthly: Monthly) -> float | None:
    first, last = float(monthly["mrr"].iloc[0]), float(monthly["mrr"].iloc[-1])
    if first <= 0 or last <= 0:
        return None
    return min((last / first) ** (1 / (len(monthly.frame) - 1)) - 1, MAX_PAST_GROWTH)


class _Finder:
    """A table, how many months of it count, and what was found so far."""

    def __init__(self, monthly: Monthly, last: int):
        self.monthly = monthly
        self.last = min(last, len(monthly.frame))
        self.found: dict[str, Found] = {}

    def put(self, name: str, value: float, how: str, measured: bool = True) -> float:
        """Keep a number within its declared bounds, and return it."""
        declared = _lever(name)
        held = _within(declared, value)
        if abs(held - value) > SMALLEST * max(1.0, abs(held)):
            how += f"; {value:.6g} is held to {declared.allowed}"
        self.found[name] = Found(name, held, how, measured)
        return held

    def stand_in(self, name: str, why: str, neutral: float | None = None) -> float:
        """Let the declared default stand, or a neutral value, and say why."""
        value = _lever(name).default if neutral is None else neutral
        kind = "the declared default" if neutral is None else "a neutral value"
        return self.put(name, value, f"{why}; {kind} stands here", measured=False)

    def sums(self, above: pd.Series[float], below: pd.Series[float]) -> tuple[float, float, int]:
        """Both summed over those of the last months in which both are known, and how many these are."""
        both = pd.concat([above, below], axis=1).iloc[-self.last :].dropna()
        return float(both.iloc[:, 0].sum()), float(both.iloc[:, 1].sum()), len(both)

    def rate(self, name: str, above: pd.Series[float], below: pd.Series[float], what: str, of: str, *,
             less: float = 0.0, neutral: float | None = None) -> float:  # fmt: skip
        """The sum of one series over the sum of another, less something; a stand-in where nothing is below."""
        a, b, months = self.sums(above, below)
        if not months:
            return self.stand_in(name, f"{what} or {of} are not in the table", neutral)
        if b <= 0:
            return self.stand_in(name, f"no {of} in {_last(months)}", neutral)
        minus = f" − {less:g}" if less else ""
        return self.put(name, a / b - less, f"{what} / {of}{minus}, {_last(months)}: {a:,.6g} / {b:,.6g}{minus}")

    def indexed(self, name: str, index: str, above: pd.DataFrame, below: pd.DataFrame, what: str, of: str) -> None:
        """A lever and each channel's index on it, so that lever × index is the channel's own rate."""
        own = {}
        cap = _lever(name).maximum
        for channel in self.monthly.channels:
            a, b, _ = self.sums(above[channel], below[channel])
            own[channel] = min(cap, a / b) if b > 0 else math.nan
        lever = self.rate(name, above.sum(axis=1, skipna=False), below.sum(axis=1, skipna=False), what, of)
        top = max(own, key=lambda channel: -1.0 if math.isnan(own[channel]) else own[channel])
        if own[top] > MAX_INDEX * lever:
            raised = f"raised to a tenth of {top}'s {own[top]:.4g}, as an index is at most {MAX_INDEX:g}"
            lever = self.put(name, own[top] / MAX_INDEX, f"{self.found[name].how}; {raised}")
        for channel, rate in own.items():
            self.index(f"{channel}.{index}", rate, name, lever, what, of)

    def index(self, name: str, rate: float, of_lever: str, lever: float, what: str, of: str) -> None:
        """One channel's index: its own rate over the lever; 1 where either is nothing."""
        if math.isnan(rate):
            self.stand_in(name, f"no {of} of this channel are known")
        elif lever == 0:
            self.stand_in(name, f"{of_lever} is 0")
        else:
            self.put(name, rate / lever, f"{what} / {of} of this channel over {of_lever}: {rate:.4g} / {lever:.4g}")

    def growth(self, name: str, series: pd.Series[float], what: str) -> float:
        """Monthly growth of a series, as a straight line through its logarithms; 0 where it is too short."""
        known = np.flatnonzero(series.to_numpy() > 0)
        if len(known) < MIN_ROWS:
            return self.stand_in(name, f"fewer than {MIN_ROWS} months with {what}", neutral=0.0)
        slope = float(np.polyfit(known, np.log(series.to_numpy()[known]), 1)[0])
        fitted = math.expm1(min(slope, 1.0))
        how = f"straight line through the logarithms of {what}, {len(known)} months"
        if abs(fitted) > MAX_GROWTH:
            how += f"; {fitted:.1%} is held to ±{MAX_GROWTH:.0%} a month"
        return self.put(name, max(-MAX_GROWTH, min(MAX_GROWTH, fitted)), how)


def _last(months: int) -> str:
    return f"the last {months} months" if months > 1 else "the last month"


def _lever(name: str) -> Lever:
    channel, _, field = name.rpartition(".")
    return (CHANNEL_FIELDS if channel else NUMBERS)[field]


def _within(declared: Lever, value: float) -> float:
    held = min(max(value, declared.minimum), declared.maximum)
    return held if abs(held) >= SMALLEST else 0.0


def _opening(finder: _Finder) -> None:
    row = finder.monthly.frame.iloc[-1]
    for stock in ("customers", "mrr", "contacts", "pipeline", "cash"):
        finder.put(f"opening_{stock}", float(row[stock]), f"{stock} of the last month, {row.name:%Y-%m}")


def _retention(finder: _Finder) -> None:
    table = finder.monthly
    before, mrr = table["customers"].shift(), table["mrr"].shift()
    lost, words = table["churned_customers"], ("churned customers", "customers at the start")
    churn = finder.rate("churn_rate", lost, before, *words)
    kept = (mrr - table["churned_mrr"]).clip(lower=0)
    finder.rate("expansion_rate", table["expansion_mrr"], kept, "expansion MRR", "MRR that survived churn")
    finder.rate("contraction_rate", table["contraction_mrr"], kept, "contraction MRR", "MRR that survived churn")
    finder.stand_in("repriced_share", "what is repriced is a decision", neutral=0.0)
    for channel in table.channels:
        base = table.frame[f"{channel}.customers"].shift()
        gone, had, _ = finder.sums(table.frame[f"{channel}.churned_customers"], base)
        own = min(1.0, gone / had) if had > 0 else math.nan
        finder.index(f"{channel}.churn_index", own, "churn_rate", churn, *words)


def _traffic(finder: _Finder) -> None:
    table = finder.monthly
    growth = finder.growth("organic_growth", table["organic_visitors"], "organic visitors")
    visitors = table.by_channel("paid_visitors") + table.by_channel("organic_visitors")
    spend = table.by_channel("spend").iloc[-finder.last :].mean()
    total, window = float(spend.sum()), _last(finder.last)
    finder.put("marketing_spend", total, f"mean spend of {window}, all channels")
    finder.stand_in("marketing_spend_growth", "what is spent next is a decision", neutral=0.0)
    for channel, share in zip(table.channels, _shares(spend.to_numpy()), strict=True):
        own = {name: table.frame[f"{channel}.{name}"] for name in CHANNEL_COLUMNS if name != "motion"}
        paid, seen, spent = own["paid_visitors"], visitors[channel], float(spend[channel])
        finder.put(f"{channel}.reference_spend", spent, f"mean spend of {window}")
        if total > 0:
            finder.put(f"{channel}.spend_share", share, f"of the mean spend of {window}: {spent:,.6g} / {total:,.6g}")
        else:
            finder.stand_in(f"{channel}.spend_share", f"no spend in {window}", neutral=share)
        finder.rate(f"{channel}.cost_per_visitor", own["spend"], paid, "spend", "paid visitors", neutral=0.0)
        level, how = float(own["organic_visitors"].iloc[-1]), "organic visitors of the last month"
        if spent == 0 and paid.iloc[-1] > 0:
            level += float(paid.iloc[-1])
            how += ", with the paid ones, as nothing was spent"
        how += f" × (1 + organic_growth): {level:,.6g} × {1 + growth:.4f}"
        finder.put(f"{channel}.organic_visitors", level * (1 + growth), how)
        finder.rate(f"{channel}.click_through_rate", seen, own["impressions"], "visitors", "impressions", neutral=0.0)
        finder.rate(f"{channel}.bounce_rate", own["bounced_visits"], seen, "bounced visits", "visitors", neutral=0.0)


_STEPS = 2**50


def _shares(amounts: np.ndarray) -> list[float]:
    """Each amount's share of all, equal where there is nothing; they sum to exactly 1 in any order.

    Shares are whole multiples of 2^-50, so that adding them rounds nothing.
    """
    total = float(amounts.sum())
    fractions = amounts / total if total > 0 else np.full(len(amounts), 1 / len(amounts))
    steps = [int(fraction * _STEPS) if fraction >= SMALLEST else 0 for fraction in fractions]
    steps[int(np.argmax(steps))] += _STEPS - sum(steps)
    return [step / _STEPS for step in steps]


def _contacts(finder: _Finder) -> None:
    """Contacts won and lost; what of the two the table leaves out follows from the change in contacts."""
    table = finder.monthly
    before, visitors = table["contacts"].shift(), table["paid_visitors"] + table["organic_visitors"]
    change = table["contacts"] - before
    lost = table["unsubscribed"].fillna(table["new_contacts"] - change).clip(lower=0)
    rate = finder.rate("unsubscribe_rate", lost, before, "unsubscribed", "contacts at the start")
    won = table["new_contacts"].fillna(change + lost.fillna(rate * before)).clip(lower=0)
    finder.rate("visitor_to_contact", won, visitors, "new contacts", "visitors")
    raised = table["contact_leads"]
    finder.rate("contact_to_lead", raised, before, "leads from contacts", "contacts at the start", neutral=0.0)


def _funnel(finder: _Finder) -> None:
    """From visitors to customers.

    Leads from contacts are split over channels by the month's visitors. Leads of a channel without
    visitors, which `read` notes, have no place in the model and are left out.
    """
    table = finder.monthly
    visitors = table.by_channel("paid_visitors") + table.by_channel("organic_visitors")
    mix = visitors.div(visitors.sum(axis=1), axis=0).fillna(0.0)
    direct = (table.by_channel("leads") - mix.mul(table["contact_leads"].fillna(0.0), axis=0)).clip(lower=0)
    direct = direct.where(visitors > 0, 0.0)
    finder.indexed("visitor_to_lead", "lead_index", direct, visitors, "leads from visitors", "visitors")
    finder.rate("lead_to_mql", table["mqls"], table["leads"], "MQLs", "leads")
    finder.rate("mql_to_sal", table["sals"], table["mqls"], "SALs", "MQLs")
    finder.rate("sal_to_sql", table["sqls"], table["sals"], "SQLs", "SALs")

    at_hand = table["pipeline"].shift() + table["sqls"]
    resolved = table["resolved"].fillna(at_hand - table["pipeline"]).clip(lower=0)
    finder.rate("sales_cycle", at_hand, resolved, "SQLs at hand", "resolved SQLs", less=1.0)
    won, decided = table.by_channel("new_customers"), _resolved_by_channel(table, resolved)
    finder.indexed("win_rate", "win_index", won, decided, "new customers", "resolved SQLs")
    finder.indexed("arpu", "arpu_index", table.by_channel("new_mrr"), won, "new MRR", "new customers")
    if not finder.found["arpu"].measured:
        customers, mrr = (float(table[name].iloc[-1]) for name in ("customers", "mrr"))
        if customers > 0:
            how = f"nobody was won; MRR / customers of the last month: {mrr:,.6g} / {customers:,.6g}"
            finder.put("arpu", mrr / customers, how)


def _resolved_by_channel(table: Monthly, resolved: pd.Series[float]) -> pd.DataFrame:
    """Resolved SQLs by channel: SQLs arrive as leads do, and every channel's pipeline resolves at the same pace."""
    leads = table.by_channel("leads")
    arriving = leads.div(leads.sum(axis=1), axis=0).fillna(0.0).mul(table["sqls"], axis=0).to_numpy()
    pipeline = table["pipeline"].to_numpy()
    waiting = pipeline[0] * _part(arriving[0])
    shares = np.empty_like(arriving)
    for t, at_hand in enumerate(arriving):
        shares[t] = _part(waiting + at_hand if t else at_hand)
        waiting = pipeline[t] * shares[t]
    return pd.DataFrame(shares, leads.index, leads.columns).mul(resolved, axis=0)


def _part(amounts: np.ndarray) -> np.ndarray:
    total = amounts.sum()
    return amounts / total if total > 0 else np.full(len(amounts), 1 / len(amounts))


_GROWING = ("marketing_people", "marketing_tools", "marketing_overhead", "sales_people", "product_cost", "admin_cost")
_BY_ACCOUNT = {"support_cost": "support", "infrastructure_cost": "infrastructure", "retention_cost": "retention"}


def _costs(finder: _Finder) -> None:
    """Fixed costs as a mean of the last months, each carried forward to month 1 at their common growth."""
    table = finder.monthly
    growing = table.frame[list(_GROWING)].sum(axis=1)
    growth = finder.growth("cost_growth", growing, "people, tools, overhead and fixed costs")
    forward = (1 + growth) ** np.arange(finder.last, 0, -1)
    for name in _GROWING:
        mean = float((table[name].iloc[-finder.last :] * forward).mean())
        finder.put(name, mean, f"mean of {_last(finder.last)}, carried forward with cost_growth")
    first_year = 12 * table["new_mrr"]
    finder.rate("commission_rate", table["commissions"], first_year, "commissions", "first-year value of new MRR")
    for name, paid in _BY_ACCOUNT.items():
        finder.rate(name, table[paid], table["customers"], paid, "customers")
    finder.rate("payment_fee_rate", table["payment_fees"], table["mrr"], "payment fees", "MRR")
