"""The command line: a scenario file in, summary or months out, and one clear line for what cannot be used."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from model import MEASURES, Scenario, project, summarize
from model.plan import Baseline, Plan
from model.templates import TEMPLATES

ROOT = Path(__file__).resolve().parents[2]
SCENARIO = TEMPLATES["mid_market"].scenario


def model(*arguments, given=b""):
    """Run `python -m model` with these arguments and this standard input."""
    return subprocess.run(
        [sys.executable, "-m", "model", *arguments], input=given, capture_output=True, cwd=ROOT, check=False
    )


@pytest.fixture
def file(tmp_path):
    """A scenario file."""
    path = tmp_path / "plan.json"
    path.write_text(SCENARIO.to_json(), encoding="utf-8")
    return path


def test_the_summary_is_every_measure(file):
    """Without more it prints every measure with its exact value and unit."""
    done = model(str(file))
    assert done.returncode == 0
    assert done.stderr == b""
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    expected = summarize(project(SCENARIO))
    assert [row["name"] for row in rows] == [*MEASURES]
    assert [row["value"] for row in rows] == [repr(expected[name]) for name in MEASURES]


def test_the_months_are_the_frame(file):
    """With --monthly it prints the table of every series, a row a month."""
    done = model(str(file), "--monthly")
    read = pd.read_csv(io.BytesIO(done.stdout), index_col="month", parse_dates=True, date_format="%Y-%m")
    pd.testing.assert_frame_equal(read, project(SCENARIO).frame, check_freq=False, check_index_type=False)


def test_a_dash_reads_standard_input():
    """A dash in place of a file reads standard input; names left out have their default, and a BOM is no harm."""
    done = model("-", given=b"\xef\xbb\xbf" + json.dumps({"arpu": 60}).encode())
    assert done.returncode == 0
    assert b"ltv_revenue,2000.0,money/account" in done.stdout


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"", "not valid JSON at line 1"),
        (b"{", "not valid JSON at line 1"),
        (b"[1]", "a scenario is an object"),
        (b"\xff\xfe\x00", "not a text file in UTF-8"),
        (b'{"churn_rate": 4}', "churn_rate is 4; allowed is 0 to 1"),
        (b'{"chrun_rate": 0.1}', "did you mean churn_rate?"),
        (b'{"arpu": NaN}', "arpu is nan"),
        (b'{"channels": [{"name": "A\\nB", "spend_share": 1}]}', "channel name is"),
        (b'{"arpu": ' + b"[" * 100_000, "nested far too deeply"),
    ],
)
def test_bad_files_get_one_line_and_status_two(given, said):
    """Whatever cannot be used is said in one line on standard error, and nothing is printed."""
    done = model("-", given=given)
    assert done.returncode == 2
    assert done.stdout == b""
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("python -m model: standard input: ")
    assert said in line


def test_a_missing_file_is_named(tmp_path):
    """A file that is not there is named."""
    done = model(str(tmp_path / "no.json"))
    assert (done.returncode, done.stderr.decode()) == (
        2,
        f"python -m model: {tmp_path / 'no.json'}: No such file or directory\n",
    )


def test_arguments_that_make_no_sense_have_status_two():
    """No file, or an unknown option, prints the usage with status 2."""
    assert model().returncode == model("--yearly", "x.json").returncode == 2


def test_the_file_of_a_plan_is_read_by_its_version(tmp_path):
    """What is projected of a plan is its scenario; a plan that cannot be used is told in one line."""
    plan = Plan(Baseline.of_template("self_serve"), SCENARIO, {"fan": "mrr"})
    path = tmp_path / "plan.json"
    path.write_text(plan.to_json(), encoding="utf-8")
    assert model(str(path)).stdout == model("-", given=SCENARIO.to_json().encode()).stdout
    refused = model("-", given=json.dumps(plan.to_dict() | {"version": 9}).encode())
    assert refused.returncode == 2
    assert refused.stderr == b"python -m model: standard input: version is 9; plans of version 1 can be read\n"


def test_a_file_comes_back_whole():
    """With --json a file of two names comes back with all of them, as it would be saved."""
    done = model("-", "--json", given=b'{"arpu": 60}')
    assert json.loads(done.stdout) == Scenario(arpu=60).to_dict()
