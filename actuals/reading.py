"""Reading the monthly table: one flat CSV, a row a month. `read` makes a `Monthly` or refuses with every problem it sees."""

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

from actuals.columns import BRIDGES, CHANNEL_COLUMNS, COLUMNS, Column
from model import Channel, InvalidScenario
from model.scenario import MAX_CHANNELS, MAX_NAME, MOTIONS, Motion
from model.typed import both_readings

MIN_ROWS = 3
MAX_ROWS = 240
MAX_BYTES = 2_000_000
MAX_COLUMNS = len(COLUMNS) + MAX_CHANNELS * len(CHANNEL_COLUMNS)
SHOWN = 20
"""How many problems the message of InvalidTable shows; `problems` holds all."""
BRIDGE_TOLERANCE = 0.01
"""How far a stock may be from its bridge, as a share of it, before a note says so; 1 unit is always let pass."""


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
    motions: tuple[Motion, ...]
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


def read(source: str | Path | bytes | BinaryIO | TextIO) -> Monthly:
    """The table of a path, of bytes or of an open file (an upload), checked.

    Cells are separated by commas, semicolons or tabs. Thousands separators, a decimal comma and
    currency signs are understood where they have one meaning only. Rows may come in any order.
    Raises InvalidTable with every problem seen, and nothing else for whatever the file holds.

    >>> from actuals.columns import blank_table
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
            told = f"has {len(cells):,} cells under a header of {len(header)}; a number that holds the separator must be in quotes"
            problems.append(Remark(row, None, told))

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
                gap = str(missing[0]) if len(missing) == 1 else f"{missing[0]} to {missing[-1]}"
                told = f"is {late:%Y-%m} and {gap} missing before it; every month has its row"
                problems.append(Remark(months[late], "month", told))
    return list(months)


def _motion(channel: str, cells: Sequence[tuple[int, str]], problems: list[Remark]) -> Motion:
    motion = MOTIONS[0]
    for row, cell in cells:
        known = [each for each in MOTIONS if each == cell.lower()]
        if cell and not known:
            problems.append(_wrong(row, _short(f"{channel}.motion"), cell, CHANNEL_COLUMNS["motion"]))
        motion = known[0] if known else motion
    return motion


def _wrong(row: int, title: str, cell: str, column: Column) -> Remark:
    stands = repr(_short(cell)) if cell else "empty"
    return Remark(row, title, f"is {stands}; allowed is {column.allowed}")


def _numbers(
    cells_of: dict[Place, list[tuple[int, str]]], separator: str, problems: list[Remark]
) -> dict[str, list[float]]:
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
                told = f"is {cell!r}, which may be {low:g} or {high:g}; write it without thousands separators"
                problems.append(Remark(row, _short(title), told))
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
