"""The verdict: the same on every run of one commit; a search tells how to find again what it found."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONFTEST = (ROOT / "tests" / "conftest.py").read_text(encoding="utf-8")

DRAWS = """
import pytest
from hypothesis import given, settings, strategies as st
from tests.strategies import scenarios

drawn = []

@pytest.fixture(scope="module", autouse=True)
def say():
    yield
    assert settings.default.database is None
    print("\\ndrawn:", len(drawn), drawn)

@given(STRATEGY)
def test_draws(one):
    drawn.append(one)
"""
SCENARIOS, NUMBERS = (DRAWS.replace("STRATEGY", each) for each in ("scenarios()", "st.floats()"))
FAILS = """
from hypothesis import example, given, strategies as st

@given(st.integers(0, 10**12))
@example(-1)
def test_is_small(number):
    assert 0 <= number < 1000
"""


def run(folder, text, *options, **environment):
    """What pytest says about tests of this text, with this project's profiles; run in a process of its own."""
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (folder / "test_it.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", f"--rootdir={folder}"]
    done = subprocess.run(
        [*command, *options, str(folder / "test_it.py")],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "300"} | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout


def drawn(folder, text, *options, **environment):
    """The examples that a run tried, as text."""
    code, said = run(folder, text, *options, **environment)
    assert code == 0, said
    return re.search(r"^drawn: (.*)$", said, re.MULTILINE)[1]


def test_every_run_tries_the_same(tmp_path):
    """Whatever is loaded beside it, and whatever Python's hash seed, zone, CI or an earlier run, the examples are the same."""
    first = drawn(tmp_path, SCENARIOS, PYTHONHASHSEED="1")
    assert int(first.split()[0]) > 40 / 2
    among = "import ui.frame\n" + SCENARIOS
    assert drawn(tmp_path, among, PYTHONHASHSEED="2", CI="1", TZ="Pacific/Auckland") == first


def test_a_search_tries_others_each_time_and_the_same_for_a_seed(tmp_path):
    """Under the profile of a search, the seed decides; without one each run is another."""
    options = ("", "", "--hypothesis-seed=7", "--hypothesis-seed=7")
    runs = [drawn(tmp_path, NUMBERS, "--hypothesis-profile=fuzz", *filter(None, [seed])) for seed in options]
    assert runs[2] == runs[3]
    assert len(set(runs)) == 3


def test_what_a_search_finds_is_told_with_its_replay(tmp_path):
    """A failure names the seed's command and the blob, and both find it again; known examples are left to the tests."""
    code, said = run(tmp_path, FAILS, "--hypothesis-profile=fuzz", "--hypothesis-seed=5")
    assert code == 1
    assert "number=1000," in said
    assert "--hypothesis-profile=fuzz --hypothesis-seed=5 test_it.py::test_is_small" in said
    blob = re.search(r"@reproduce_failure\((.*?)\)", said)[0]
    code, said = run(tmp_path, FAILS.replace("@given", f"from hypothesis import reproduce_failure\n{blob}\n@given"))
    assert code == 1
    assert "number=1000," in said


def test_a_search_ends_when_its_time_is_over(tmp_path):
    """No test is started after the time, and that is no failure of a test."""
    code, said = run(tmp_path, FAILS, "--hypothesis-profile=fuzz", "--hypothesis-seed=5", "--until=1")
    assert code == pytest.ExitCode.INTERRUPTED
    assert "the time is over" in said
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", "--minutes=0"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "\nNothing found; 0 whole rounds.\n"
