"""The monthly table: what reads, what is refused and how it is said."""

from __future__ import annotations

import io
import pickle

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from actuals import CHANNEL_COLUMNS, COLUMNS, InvalidTable, Monthly, blank_table, derive, read
from tests.actuals.tables import BY_CHANNEL, COMPANY, blank_rows, table_of, with_cell


def refused(source):
    """The refusal of a source that must be refused."""
    with pytest.raises(InvalidTable) as caught:
        read(source)
    return caught.value


def test_blank_table_reads_without_doubts():
    """The table people overwrite is itself valid, has every declared column, and raises no note."""
    monthly = read(blank_table().encode())
    assert monthly.notes == ()
    assert monthly.channels == ("Paid search", "Outbound")
    assert monthly.motions == ("inbound", "outbound")
    assert list(monthly.frame) == COMPANY + [f"{k}.{name}" for k in monthly.channels for name in BY_CHANNEL]
    assert not monthly.frame.isna().any().any()


def test_company_series_are_sums_over_channels():
    """A series known by channel is read for the company as the sum; the company's own column comes first."""
    monthly = read(blank_table().encode())
    assert monthly["leads"].tolist() == [184, 190, 196]
    assert monthly["churned_customers"].tolist() == [6, 5, 7]
    with pytest.raises(KeyError):
        monthly["nothing"]


def test_sources_are_equal(tmp_path):
    """A path, its text, bytes and open files, read before or not, give the same table."""
    path = tmp_path / "monthly.csv"
    path.write_text(blank_table(), encoding="utf-8")
    upload = io.BytesIO(blank_table().encode())
    upload.read()
    for source in (path, str(path), upload, io.StringIO(blank_table())):
        assert read(source).frame.equals(read(blank_table().encode()).frame)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separators_and_encodings(separator, encoding):
    """Commas, semicolons and tabs read alike, in the encodings spreadsheets write."""
    rows = blank_rows()
    rows[0] = [title.replace("Paid search", "Café") for title in rows[0]]
    text = table_of(rows, separator).decode()
    assert read(text.encode(encoding)).channels == ("Café", "Outbound")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("21,600", 21600),
        ("$21,600.50", 21600.5),
        ("21 600", 21600),
        ("21\u202f600.5", 21600.5),
        ("€ 21600", 21600),
        ("21'600", 21600),
        ("2.16e4", 21600),
        (".5", 0.5),
        ("1.234", 1.234),
        ("1,234,567", 1234567),
        ("+7", 7),
        ("21.6k", 21600),
        ("21,6k", 21600),
        ("CHF 21’600.50", 21600.5),
        ("21,600 USD", 21600),
        ("3,02,160", 302160),
        ("21\u2009600", 21600),
        ("21600 kr.", 21600),
        ("$1.2M", 1_200_000),
        ("21,600/month", 21600),
    ],
)
def test_numbers_as_people_write_them(cell, value):
    """Thousands separators and currency signs are understood; a comma-separated file has decimal points."""
    assert read(with_cell("mrr", 2, cell)).frame["mrr"].iloc[0] == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("-$1,200", -1200),
        ("−5", -5),
        ("$-5", -5),
        ("0", 0),
        ("(50,000)", -50_000),
        ("($1.2k)", -1200),
        ("–5", -5),
        ("5,00-", -5),
    ],
)
def test_cash_may_be_negative(cell, value):
    """Cash may be below zero, with the sign where people put it."""
    assert read(with_cell("cash", 2, cell)).frame["cash"].iloc[0] == value


def test_decimal_comma_is_settled_by_the_file():
    """One cell that can only have a decimal comma settles the cells that could be read both ways."""
    rows = blank_rows()
    at = rows[0].index("mrr")
    rows[1][at], rows[2][at] = "21.600,50", "22.110"
    assert read(table_of(rows, ";")).frame["mrr"].tolist() == [21600.5, 22110, 22600]


def test_ambiguous_number_is_refused():
    """A cell that may be two numbers, in a file that settles nothing, is refused with both."""
    rows = blank_rows()
    rows[1][rows[0].index("mrr")] = "21.600"
    (problem,) = refused(table_of(rows, ";")).problems
    assert (problem.row, problem.column) == (2, "mrr")
    assert "21.6 or 21600" in problem.message


def test_rows_in_any_order_and_blank_rows():
    """Rows are sorted by month, days of the month are dropped, and blank rows are passed over."""
    rows = blank_rows()
    rows[1][0] = "2026-10-31"
    header, first, second, third = rows
    shuffled = read(table_of([header, third, [], first, second, [""] * len(header), ["", ""]]))
    assert shuffled.frame.equals(read(blank_table().encode()).frame)


def test_optional_columns_may_be_left_out():
    """A table of required columns only reads; what is left out is unknown, and motion is inbound."""
    titles = blank_rows()[0]
    keep = [
        at
        for at, title in enumerate(titles)
        if (CHANNEL_COLUMNS[title.rpartition(".")[2]] if "." in title else COLUMNS[title]).required
    ]
    monthly = read(table_of([[row[at] for at in keep] for row in blank_rows()]))
    assert monthly.frame["resolved"].isna().all()
    assert monthly.motions == ("inbound", "inbound")
    derived = derive(monthly)
    by_name = {found.name: found for found in derived.found}
    assert not by_name["contact_to_lead"].measured
    assert derived.scenario.contact_to_lead == 0


def test_motion_of_the_last_row_counts():
    """A channel's motion is what the last row that holds one says."""
    assert read(with_cell("Paid search.motion", 4, "Outbound")).motions == ("outbound", "outbound")
    assert read(with_cell("Outbound.motion", 4, "")).motions == ("inbound", "outbound")


# Refusals.


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("mrr", "abc"),
        ("mrr", ""),
        ("mrr", "-5"),
        ("mrr", "NaN"),
        ("mrr", "inf"),
        ("mrr", "1e400"),
        ("mrr", "9" * 500),
        ("customers", "-1"),
        ("customers", "1e10"),
        ("cash", "-1e13"),
        ("mrr", "3 %"),
        ("mrr", "=SUM(A1:A3)"),
        ("mrr", "1 2 3"),
        ("mrr", "１２"),
        ("Paid search.leads", "many"),
        ("month", "Oct 26"),
        ("Paid search.leads", "$5"),
        ("customers", "5 months"),
        ("mrr", "21,600/year"),
        ("mrr", "1" * 5000),
        ("month", "2026-13"),
        ("month", "2026-02-30"),
        ("month", "1999-12"),
        ("month", "0000-01"),
        ("Paid search.motion", "sideways"),
        ("resolved", "-3"),
    ],
)
def test_a_wrong_cell_is_named(title, cell):
    """A cell that cannot be is refused with its row, its column, what it held and what is allowed."""
    (problem,) = refused(with_cell(title, 3, cell)).problems
    assert (problem.row, problem.column) == (3, title)
    assert "allowed is" in problem.message
    assert (repr(cell)[:20] if cell else "empty") in problem.message


def test_every_problem_is_listed_and_the_first_are_shown():
    """All problems are kept; the message shows the first twenty and counts the rest; pickling keeps both."""
    rows = blank_rows()
    rows[1] = [rows[1][0], *("x" for _ in rows[1][1:])]
    error = refused(table_of(rows))
    assert len(error.problems) == len(rows[0]) - 1
    assert len(str(error).splitlines()) == 21
    assert str(error).endswith(f"and {len(error.problems) - 20} more")
    assert pickle.loads(pickle.dumps(error)).problems == error.problems


@pytest.mark.parametrize(
    ("title", "written", "nearest"),
    [
        ("mrr", "mmr", "mrr"),
        ("customers", "Customer", "customers"),
        ("Outbound.leads", "Outbound.lead", "Outbound.leads"),
        ("contacts", "leads", "Paid search.leads"),
    ],
)
def test_unknown_column_names_the_nearest(title, written, nearest):
    """An unknown column is refused with the nearest known one, and the one it stood for is missing."""
    rows = blank_rows()
    rows[0] = [written if name == title else name for name in rows[0]]
    unknown, missing = refused(table_of(rows)).problems
    assert (unknown.row, unknown.column) == (1, written)
    assert nearest in unknown.message
    assert missing.column == title
    assert "is missing" in missing.message


def test_column_twice_and_column_without_name():
    """A column that is there twice, and one without a name, are refused."""
    rows = blank_rows()
    twice = refused(table_of([[*row, row[1]] for row in rows])).problems
    assert [problem.column for problem in twice] == ["contacts"]
    unnamed = refused(table_of([["", *row] for row in rows])).problems
    assert "column 1 has no name" in unnamed[0].message


def test_months_twice_and_missing():
    """A month that comes twice and a month left out are refused where they stand."""
    assert "row 2" in refused(with_cell("month", 3, "2026-10")).problems[0].message
    (gap,) = refused(with_cell("month", 4, "2027-02")).problems
    assert gap.row == 4
    assert "2026-12 to 2027-01" in gap.message


def test_too_few_and_too_many_rows():
    """Fewer than 3 and more than 240 months are refused with the number."""
    rows = blank_rows()
    assert "2 months; at least 3" in str(refused(table_of(rows[:3])))
    months = [f"{2000 + t // 12}-{t % 12 + 1:02d}" for t in range(241)]
    body = [[month, *rows[1][1:]] for month in months]
    assert "241 months; at most 240" in str(refused(table_of([rows[0], *body])))
    assert len(read(table_of([rows[0], *body[:240]])).frame) == 240


def channels_table(names):
    """The blank table with Outbound's columns for each of the names."""
    rows = blank_rows()
    own = [at for at, title in enumerate(rows[0]) if title.startswith("Outbound.")]
    company = [row[: len(COLUMNS)] for row in rows]
    out = []
    for row, full in zip(company, rows, strict=True):
        more = [full[at].replace("Outbound", name) if row[0] == "month" else full[at] for name in names for at in own]
        out.append(row + more)
    return table_of(out)


def test_number_and_names_of_channels():
    """One to 24 channels with valid names are read; more, none, or a name that cannot be are refused."""
    assert read(channels_table(["v1.5"])).channels == ("v1.5",)
    assert len(read(channels_table([f"c{k}" for k in range(24)])).channels) == 24
    assert "at most" in str(refused(channels_table([f"c{k}" for k in range(25)])))
    assert "there is no channel" in str(refused(channels_table([])))
    assert "Existing" in str(refused(channels_table(["Existing"])))
    assert "1 to 40" in str(refused(channels_table(["x" * 41])))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b",,\n,,", "no cell"),
        (b"PK\x03\x04\0\0", "binary"),
        (b"\x81\x8d\xff", "not UTF-8"),
        (b"x" * 2_000_001, "larger"),
        (b"month\n" + b'"' + b"x" * 200_000, "field"),
        (b",".join(b"c%d" % k for k in range(10_000)), "10,000 columns"),
        (b"\xff\xfex", "not UTF-8"),
    ],
)
def test_not_a_table(content, words):
    """What is empty, binary, too large or no table at all is refused in words."""
    assert words in str(refused(content))


def test_file_that_is_not_there(tmp_path):
    """A path that cannot be opened is refused like a bad file."""
    for path in (tmp_path / "none.csv", tmp_path, "nul\0.csv"):
        assert "cannot be read" in str(refused(path))


def test_cells_beyond_the_header():
    """A row longer than the header, as an unquoted decimal comma makes, is refused with the reason."""
    rows = blank_rows()
    rows[2].append("5")
    (problem,) = refused(table_of(rows)).problems
    assert problem.row == 3
    assert "in quotes" in problem.message


HEADER = blank_table().splitlines()[0]


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=400).map(str.encode),
        st.lists(
            st.lists(
                st.sampled_from(["", "1", "=A1", "1e999", "-0", "2026-01", "\x00", '"', "mrr", "a.b", ".", "¼", "𝟘"]),
                max_size=40,
            ),
            max_size=8,
        ).map(lambda rows: "\n".join([HEADER, *map(",".join, rows)]).encode()),
    )
)
@example(HEADER.encode())
@example(b"month\r\rmonth")
@example(b'"month"x,\n"')
@example(b".,.\n.")
def test_hostile_input_only_ever_refuses(content):
    """Whatever the bytes, the answer is a table or InvalidTable with at least one problem."""
    try:
        outcome = read(content)
    except InvalidTable as error:
        outcome = error.problems
    assert outcome
    assert isinstance(outcome, (Monthly, tuple))


# Notes.


@pytest.mark.parametrize(
    ("title", "cell"), [("mrr", "30000"), ("customers", "300"), ("pipeline", "90"), ("contacts", "3000")]
)
def test_broken_bridge_is_a_note(title, cell):
    """A stock that is not last month's plus its flows is read, with a note at its row."""
    notes = read(with_cell(title, 4, cell)).notes
    assert [(note.row, note.column) for note in notes] == [(4, title)]


def test_rounding_is_no_note():
    """A stock within one per cent of its bridge raises no note."""
    assert read(with_cell("mrr", 4, "22700")).notes == ()


def test_leads_without_visitors_are_a_note():
    """Leads in a month without visitors are noted, because the model cannot make them."""
    (note,) = read(with_cell("Outbound.paid_visitors", 4, "0")).notes
    assert note.column == "Outbound.leads"
