"""The monthly table: what reads, what is refused and how it is said, and what a scenario learns from it."""

import csv
import io
import math
import pickle

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from actuals import CHANNEL_COLUMNS, COLUMNS, InvalidTable, Monthly, blank_table, derive, listing, read
from model import Channel, Scenario, project

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


def refused(source):
    """The refusal of a source that must be refused."""
    with pytest.raises(InvalidTable) as caught:
        read(source)
    return caught.value


# Reading.


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
    [("21,600", 21600), ("$21,600.50", 21600.5), ("21 600", 21600), ("21\u202f600.5", 21600.5), ("€ 21600", 21600),
     ("21'600", 21600), ("2.16e4", 21600), (".5", 0.5), ("1.234", 1.234), ("1,234,567", 1234567), ("+7", 7),
     ("21.6k", 21600), ("21,6k", 21600), ("CHF 21’600.50", 21600.5), ("21,600 USD", 21600), ("3,02,160", 302160),
     ("21\u2009600", 21600), ("21600 kr.", 21600), ("$1.2M", 1_200_000), ("21,600/month", 21600)],
)  # fmt: skip
def test_numbers_as_people_write_them(cell, value):
    """Thousands separators and currency signs are understood; a comma-separated file has decimal points."""
    assert read(with_cell("mrr", 2, cell)).frame["mrr"].iloc[0] == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [("-$1,200", -1200), ("−5", -5), ("$-5", -5), ("0", 0), ("(50,000)", -50_000), ("($1.2k)", -1200), ("–5", -5),
     ("5,00-", -5)],
)  # fmt: skip
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
    keep = [at for at, title in enumerate(titles)
            if (CHANNEL_COLUMNS[title.rpartition(".")[2]] if "." in title else COLUMNS[title]).required]  # fmt: skip
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
    [("mrr", "abc"), ("mrr", ""), ("mrr", "-5"), ("mrr", "NaN"), ("mrr", "inf"), ("mrr", "1e400"), ("mrr", "9" * 500),
     ("customers", "-1"), ("customers", "1e10"), ("cash", "-1e13"), ("mrr", "3 %"), ("mrr", "=SUM(A1:A3)"),
     ("mrr", "1 2 3"), ("mrr", "１２"), ("Paid search.leads", "many"), ("month", "Oct 26"),
     ("Paid search.leads", "$5"), ("customers", "5 months"), ("mrr", "21,600/year"), ("mrr", "1" * 5000),
     ("month", "2026-13"), ("month", "2026-02-30"), ("month", "1999-12"), ("month", "0000-01"),
     ("Paid search.motion", "sideways"), ("resolved", "-3")],
)  # fmt: skip
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
    [("mrr", "mmr", "mrr"), ("customers", "Customer", "customers"),
     ("Outbound.leads", "Outbound.lead", "Outbound.leads"), ("contacts", "leads", "Paid search.leads")],
)  # fmt: skip
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
    [(b"", "empty"), (b" \n\n", "empty"), (b"\xef\xbb\xbf", "empty"), (b",,\n,,", "no cell"),
     (b"PK\x03\x04\0\0", "binary"),
     (b"\x81\x8d\xff", "not UTF-8"), (b"x" * 2_000_001, "larger"), (b"month\n" + b'"' + b"x" * 200_000, "field"),
     (b",".join(b"c%d" % k for k in range(10_000)), "10,000 columns"), (b"\xff\xfex", "not UTF-8")],
)  # fmt: skip
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
@given(st.one_of(
    st.binary(max_size=400),
    st.text(max_size=400).map(str.encode),
    st.lists(st.lists(st.sampled_from([
        "", "1", "=A1", "1e999", "-0", "2026-01", "\x00", '"', "mrr", "a.b", ".", "¼", "𝟘"]), max_size=40),
             max_size=8).map(lambda rows: "\n".join([HEADER, *map(",".join, rows)]).encode()),
))  # fmt: skip
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


def test_listing_names_every_column_once():
    """The listing for the docs has one line a declared column, after its two lines of head."""
    assert len(listing().splitlines()) == 2 + len(COLUMNS) + len(CHANNEL_COLUMNS)


# What a scenario learns from a table.


FIXED = ("marketing_people", "marketing_tools", "marketing_overhead", "sales_people", "product_cost", "admin_cost")


def table_from(scenario):
    """The monthly table a company would keep that is exactly as the scenario says."""
    p = project(scenario)
    growth = (1 + scenario.cost_growth) ** np.arange(p.months)
    before = np.concatenate([[scenario.opening_contacts], p["contacts"][:-1]])
    columns = {"month": [f"{month:%Y-%m}" for month in p.calendar]}
    for name in COMPANY:
        if name in FIXED:
            columns[name] = getattr(scenario, name) * growth
        elif name == "new_contacts":
            columns[name] = p["visitors"] * scenario.visitor_to_contact
        elif name == "unsubscribed":
            columns[name] = before * scenario.unsubscribe_rate
        elif name == "contact_leads":
            columns[name] = before * scenario.contact_to_lead
        else:
            columns[name] = p[name]
    for channel in scenario.channels:
        series = p.channels[channel.name]
        for name in BY_CHANNEL:
            if name == "impressions":
                columns[f"{channel.name}.{name}"] = series["visitors"] / channel.click_through_rate
            elif name == "bounced_visits":
                columns[f"{channel.name}.{name}"] = series["visitors"] * channel.bounce_rate
            else:
                columns[f"{channel.name}.{name}"] = series[name]
        columns[f"{channel.name}.motion"] = [channel.motion] * p.months
    texts = [[cell if isinstance(cell, str) else repr(float(cell)) for cell in cells] for cells in columns.values()]
    return table_of([list(columns), *zip(*texts, strict=True)])


RATES = (
    "arpu", "expansion_rate", "contraction_rate", "churn_rate",
    "marketing_spend", "commission_rate", "organic_growth", "visitor_to_contact",
    "unsubscribe_rate", "contact_to_lead", "visitor_to_lead", "lead_to_mql",
    "mql_to_sal", "sal_to_sql", "win_rate", "sales_cycle",
    "support_cost", "infrastructure_cost", "retention_cost", "payment_fee_rate",
    "cost_growth",
)  # fmt: skip


def one_channel():
    """A scenario of constant rates whose one channel spends what it always did."""
    channel = Channel("Paid search", "outbound", reference_spend=6000, cost_per_visitor=2.2, organic_visitors=2500,
                      click_through_rate=0.04, bounce_rate=0.4)  # fmt: skip
    return Scenario(months=24, channels=(channel,), marketing_spend=6000, commission_rate=0.07, organic_growth=0.013,
                    churn_rate=0.027, arpu=63, sales_cycle=1.7, contact_to_lead=0.004, cost_growth=0.004)  # fmt: skip


@pytest.mark.parametrize("last", [1, 6, 24])
def test_round_trip_of_one_channel(last):
    """A table made by constant rates gives them back, whichever months count.

    Not there to be found: repricing, spend growth and elasticity (spend never moved), valuation.
    """
    scenario = one_channel()
    back = derive(read(table_from(scenario)), last).scenario
    for name in RATES:
        assert getattr(back, name) == pytest.approx(getattr(scenario, name), rel=1e-6), name
    grown = (1 + scenario.cost_growth) ** scenario.months
    for name in FIXED:
        assert getattr(back, name) == pytest.approx(getattr(scenario, name) * grown, rel=1e-6), name
    (channel,), (own,) = scenario.channels, back.channels
    assert own.motion == "outbound"
    for name in ("spend_share", "reference_spend", "cost_per_visitor", "click_through_rate", "bounce_rate",
                 "lead_index", "win_index", "arpu_index", "churn_index"):  # fmt: skip
        assert getattr(own, name) == pytest.approx(getattr(channel, name), rel=1e-6), name
    organic = channel.organic_visitors * (1 + scenario.organic_growth) ** 24
    assert own.organic_visitors == pytest.approx(organic, rel=1e-6)


def test_projection_goes_on_where_the_table_ends():
    """The derived scenario's months are the months the table's own scenario would have had next."""
    scenario = one_channel()
    back = derive(read(table_from(scenario))).scenario
    longer, rest = project(scenario.replace(months=36)), project(back.replace(months=12))
    assert back.start == "2029-01"
    for name in ("mrr", "customers", "contacts", "pipeline", "leads", "new_customers", "net_cash_flow", "cash"):
        assert rest[name] == pytest.approx(longer[name][24:], rel=1e-6), name


def test_round_trip_of_channels_gives_each_its_own_rates():
    """With channels that differ, lever × index gives back each channel's own rate.

    Lever and index alone cannot be found: any split of the product makes the same table. The churn
    lever is the company's mean, not that of customers who belong to no channel. Win rates by channel
    rest on the pipeline by channel, which the table's first months know only roughly: hence 60 months.
    """
    channels = (
        Channel("Search", spend_share=0.5, reference_spend=3000, cost_per_visitor=2, organic_visitors=3000,
                click_through_rate=0.03, lead_index=0.6, win_index=1.3, arpu_index=0.8, churn_index=1.4),
        Channel("Social", spend_share=0.2, reference_spend=1200, cost_per_visitor=1, organic_visitors=900,
                click_through_rate=0.02, lead_index=0.3, win_index=0.7, arpu_index=0.5, churn_index=2.0),
        Channel("Outbound", "outbound", spend_share=0.3, reference_spend=1800, cost_per_visitor=9, organic_visitors=0,
                click_through_rate=0.5, lead_index=4.0, win_index=1.1, arpu_index=3.0, churn_index=0.5),
    )  # fmt: skip
    scenario = Scenario(months=60, channels=channels, marketing_spend=6000, contact_to_lead=0)
    back = derive(read(table_from(scenario))).scenario
    levers = {
        "lead_index": "visitor_to_lead",
        "win_index": "win_rate",
        "arpu_index": "arpu",
        "churn_index": "churn_rate",
    }
    for channel, own in zip(scenario.channels, back.channels, strict=True):
        for index, lever in levers.items():
            rate = getattr(scenario, lever) * getattr(channel, index)
            assert getattr(back, lever) * getattr(own, index) == pytest.approx(rate, rel=1e-6), (channel.name, index)
        for name in ("spend_share", "reference_spend", "cost_per_visitor"):
            assert getattr(own, name) == pytest.approx(getattr(channel, name), rel=1e-6)


def test_rate_beyond_ten_times_the_mean_raises_the_lever():
    """A channel more than ten times as good as the mean keeps its own rate: the lever gives way, and says so."""
    rows = blank_rows()
    for row in rows[1:]:
        row[rows[0].index("Paid search.organic_visitors")] = "900000"
    derived = derive(read(table_of(rows)))
    by_name = {found.name: found for found in derived.found}
    assert derived.scenario.channels[1].lead_index == 10
    assert "raised to a tenth of Outbound's" in by_name["visitor_to_lead"].how
    leads = project(derived.scenario).channels["Outbound"]["leads"][0]
    assert leads == pytest.approx(25, rel=0.1)


def test_found_says_how():
    """Each number comes with the sums behind it, or with what stands in and why."""
    by_name = {found.name: found for found in derive(read(blank_table().encode())).found}
    assert by_name["churn_rate"].how == "churned customers / customers at the start, the last 2 months: 12 / 483"
    assert by_name["churn_rate"].measured
    assert by_name["ltv_months"].how == "no table can tell; the declared default stands here"
    assert not by_name["ltv_months"].measured


def test_options_of_derive():
    """The currency is the caller's, and fewer than one month is refused."""
    monthly = read(blank_table().encode())
    assert derive(monthly, currency="EUR").scenario.currency == "EUR"
    with pytest.raises(ValueError, match="last is 0"):
        derive(monthly, last=0)


def _numbers(maximum):
    corners = st.sampled_from([0.0, 1.0, 1e-12, 5e-324, maximum])
    return st.one_of(corners, st.floats(0, maximum), st.integers(0, 500).map(float))


@st.composite
def tables(draw):
    """Valid tables: 1 to 24 channels, optional columns left out or not, any mixture of nothing, small and huge."""
    channels = draw(st.sampled_from([1, 2, 3, 24]))
    months = draw(st.integers(3, 8))
    titles = [(name, COLUMNS[name]) for name in COMPANY]
    titles += [(f"c{k}.{name}", CHANNEL_COLUMNS[name]) for k in range(channels) for name in BY_CHANNEL]
    left_out = draw(st.sets(st.sampled_from([title for title, column in titles if not column.required])))
    fill = st.just(0.0) if draw(st.booleans()) else st.nothing()
    small = draw(st.booleans())
    unit = draw(hnp.arrays(float, (months, len(titles)), elements=_numbers(100.0 if small else 1e9), fill=fill))
    head = ["month", *(title for title, _ in titles)]
    blank = np.array([title in left_out for title, _ in titles])
    rows = [[f"2026-{t + 1:02d}", *("" if no else repr(float(cell)) for no, cell in zip(blank, unit[t], strict=True))]
            for t in range(months)]  # fmt: skip
    return table_of([head, *rows])


@settings(max_examples=120, deadline=None)
@given(tables(), st.integers(1, 300))
def test_every_valid_table_gives_a_valid_scenario(content, last):
    """Whatever a valid table holds, a valid scenario results, told number by number, with shares that sum to 1."""
    monthly = read(content)
    derived = derive(monthly, last)
    assert {found.name: found.value for found in derived.found} == derived.scenario.numbers()
    assert all(found.how for found in derived.found)
    shares = [channel.spend_share for channel in derived.scenario.channels]
    assert sum(shares) == math.fsum(shares) == 1
    assert Scenario.from_json(derived.scenario.to_json()) == derived.scenario
    project(derived.scenario)["cash"]


@pytest.mark.parametrize("channels", [1, 24])
def test_nothing_at_all_is_a_table(channels):
    """A table of zeros gives a valid scenario: defaults and neutral values, and zeros as opening facts."""
    names = [f"c{k}.{name}" for k in range(channels) for name in BY_CHANNEL]
    rows = [[f"2026-0{t}", *["0"] * (len(COMPANY) + len(names))] for t in (1, 2, 3)]
    derived = derive(read(table_of([["month", *COMPANY, *names], *rows])))
    assert derived.scenario.opening_mrr == 0
    assert derived.scenario.churn_rate == Scenario().churn_rate
    assert derived.scenario.organic_growth == 0
    assert len(derived.scenario.channels) == channels
