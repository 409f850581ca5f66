"""The search for changes that no test notices: it sees what it changes, and what it leaves out exists and has a reason."""

from __future__ import annotations

import subprocess
import sys

from tests.mutants import KNOWN, ROOT, mutants

TRIED = """
import sys
from tests.mutants import ROOT, mutants, passes
path = ROOT / "model/arithmetic.py"
tests = (str(ROOT / "tests/model/test_examples.py"), str(path))
(divides, *_) = [mutant for mutant in mutants(path) if mutant[2].endswith("ratio: a / b → a * b")]
sys.exit(2 * (not passes(tests)) + passes(tests, divides))
"""


def test_a_change_is_made_and_noticed():
    """A quotient that multiplies fails the tests of that file, which pass as it is."""
    assert subprocess.run([sys.executable, "-c", TRIED], cwd=ROOT, check=False).returncode == 0


def test_what_is_left_out_can_be_tried_and_says_why():
    """Each line names one change of the model as it is now, and the reason nobody could see it."""
    every = {told for path in sorted((ROOT / "model").rglob("*.py")) for _, _, told in mutants(path)}
    lines = KNOWN.read_text("utf-8").splitlines()
    assert lines == sorted(set(lines))
    for line in lines:
        told, reason = line.split(" | ")
        assert told in every, f"{told} is no change of the model any more"
        assert len(reason) > 10, told
