"""The walk through the code leads where it says."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
WALK = (ROOT / "docs" / "walk.md").read_text(encoding="utf-8")
PLACES = sorted({*re.findall(r"`((?:[a-z_]+/)+(?:[a-z_]+\.py)?)`", WALK)})
DEFINED = {"Levers": "model/levers.py", "spec": "ui/lever_list/spec.py", "_moved": "ui/lever_list/__init__.py",
           "set_numbers": "ui/state.py",
           "terms": "model/ledger.py", "retain": "model/ledger.py", "run": "model/months.py", "strip": "ui/figures.py",
           "mrr": "charts/revenue.py"}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_every_place_is_there(place):
    """A file or folder that the walk visits exists."""
    assert (ROOT / place).exists()


@pytest.mark.parametrize("name", DEFINED)
def test_every_name_is_defined_where_the_walk_says(name):
    """A function or class that the walk names is in the file it names."""
    assert f"`{name}`" in WALK
    assert re.search(rf"^(?:def|class) {name}\b", (ROOT / DEFINED[name]).read_text(encoding="utf-8"), re.M)


def test_the_lines_it_shows_are_the_ledgers():
    """Code in the walk stands in the ledger, letter by letter."""
    ledger = (ROOT / "model" / "ledger.py").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", WALK, re.S)
    (inline,) = re.findall(r"`(own\.churn_rate = [^`]+)`", WALK)
    for line in [*block.strip().splitlines(), inline]:
        assert line.strip() in ledger
