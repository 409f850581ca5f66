"""Tables as files: exact numbers, and nothing a spreadsheet would calculate."""

import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actuals import blank_table, derive, read
from model import project
from model.templates import TEMPLATES
from reports.tables import csv_file, marked, told
from tests.payloads import PAYLOADS, RAW, active_cells

SAMPLE = Path(__file__).parents[2] / "sample_data" / "monthly.csv"


def everywhere(text):
    """A frame with a text in every place where one may stand: headings, names of rows and of their column, cells."""
    index = pd.Index([text, "row"], name=text)
    return pd.DataFrame({text: [1.5, -2.0], "text": [text, text], "more": ["a", (text, text)]}, index=index)


@pytest.mark.parametrize("text", [*PAYLOADS, *RAW])
def test_typed_texts_are_not_formulas(text):
    """No cell is calculated, whether the file is split at commas, semicolons or tabs; numbers stay what they are."""
    content = csv_file(everywhere(text))
    assert active_cells(content) == []
    back = pd.read_csv(io.BytesIO(content))
    assert back.iloc[:, 1].tolist() == [1.5, -2.0]


letters = st.text(st.sampled_from("=+-@＝;,\"' \t\r\nx1|") | st.characters(codec="utf-8"), max_size=12)


@given(st.lists(letters, min_size=3, max_size=3))
def test_no_text_becomes_a_formula(texts):
    """Whatever is typed into names and cells side by side, no reading of the file calculates any of it."""
    name, cell, heading = texts
    frame = pd.DataFrame({heading: [cell, name], "number": [-1.5, 2.0]}, index=pd.Index([name, cell], name=heading))
    assert active_cells(csv_file(frame)) == []


def test_the_payloads_are_active():
    """Without the writer every one of these texts would be calculated in some reading."""
    for text in (text for text in (*PAYLOADS, *RAW) if not text.startswith("x,")):  # a comma is within quotes
        assert active_cells(pd.DataFrame({"n": [1], "a": [text]}).to_csv(index=False).encode()), text


@pytest.mark.parametrize("text", ["+$11.2k", "+1.5 points", "-5 %"])
def test_signed_amounts_stay_readable(text):
    """An amount with its sign is written as it stands on screen, as a text."""
    assert told(text) == "'" + text
    assert told("−$3.4k (−1 %)") == "−$3.4k (−1 %)"


@given(st.text(st.characters(exclude_characters="=+-@＝＋－＠﹦﹢﹣﹫", exclude_categories=["C", "Z"])))
def test_other_texts_are_written_as_they_are(text):
    """A text without such letters comes back as it was."""
    frame = pd.DataFrame({"a": [text]}, index=pd.Index(["x"], name="b"))
    back = pd.read_csv(io.BytesIO(csv_file(frame)), keep_default_na=False, dtype=str)
    assert back["a"].tolist() == [text]


def test_rows_of_two_names_are_told_too():
    """An index of several levels is guarded in each."""
    index = pd.MultiIndex.from_tuples([("lever", "=x"), ("lever", "y")], names=["kind", "name"])
    assert csv_file(pd.DataFrame({"a": [1, 2]}, index=index)).decode("utf-8-sig").splitlines() == [
        '"kind","name","a"',
        '"lever","\'=x",1',
        '"lever","y",2',
    ]


@pytest.mark.parametrize("content", [csv_file(pd.DataFrame({"é": [1]})), marked(blank_table())])
def test_excel_knows_the_letters(content):
    """A file begins with the mark by which Excel knows UTF-8."""
    assert content.startswith(b"\xef\xbb\xbf")


def test_the_blank_table_can_be_read_back():
    """The table to fill in is read as it was written, mark and all."""
    assert derive(read(marked(blank_table()))).scenario == derive(read(blank_table().encode())).scenario


def test_a_monthly_table_can_be_read_back():
    """A company's monthly table that was written here is read as it was: every number, channel and motion."""
    table = read(SAMPLE.read_bytes())
    columns = table.frame.assign(**{f"{c}.motion": m for c, m in zip(table.channels, table.motions, strict=True)})
    again = read(csv_file(columns.set_axis(columns.index.strftime("%Y-%m").rename("month"))))
    pd.testing.assert_frame_equal(again.frame, table.frame, check_exact=True)
    assert (again.channels, again.motions) == (table.channels, table.motions)


def test_numbers_are_exact():
    """Numbers come back exactly, negative ones too."""
    frame = project(TEMPLATES["self_serve"].scenario).frame
    read = pd.read_csv(io.BytesIO(csv_file(frame)), index_col="month", parse_dates=True)
    pd.testing.assert_frame_equal(read, frame, check_freq=False, check_index_type=False, check_exact=True)
