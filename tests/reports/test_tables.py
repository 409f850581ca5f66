"""Tables as files: exact numbers, and nothing a spreadsheet would calculate."""

import io

import pandas as pd
import pytest

from model import project
from model.templates import TEMPLATES
from reports.tables import csv_file


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1+1", "@SUM(A1)", "\tx"])
def test_typed_names_are_not_formulas(name):
    """A typed name that begins like a formula is written as text, in headings, rows and cells alike."""
    frame = pd.DataFrame({name: [1.5], "text": [name]}, index=pd.Index([name], name=name))
    read = pd.read_csv(io.BytesIO(csv_file(frame)))
    assert list(read.columns) == ["'" + name, "'" + name + ".1", "text"]
    assert read.iloc[0].tolist() == ["'" + name, 1.5, "'" + name]


def test_rows_of_two_names_are_told_too():
    """An index of several levels is guarded in each."""
    index = pd.MultiIndex.from_tuples([("lever", "=x"), ("lever", "y")], names=["kind", "name"])
    assert csv_file(pd.DataFrame({"a": [1, 2]}, index=index)).decode().splitlines() == [
        "kind,name,a",
        "lever,'=x,1",
        "lever,y,2",
    ]


def test_numbers_are_exact():
    """Numbers come back exactly, negative ones too."""
    frame = project(TEMPLATES["self_serve"].scenario).frame
    read = pd.read_csv(io.BytesIO(csv_file(frame)), index_col="month", parse_dates=True)
    pd.testing.assert_frame_equal(read, frame, check_freq=False, check_index_type=False, check_exact=True)
