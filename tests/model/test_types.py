"""A misspelt name is a type error: an editor knows every lever and every quantity, and can go to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from mypy import api

ROOT = Path(__file__).parent.parent.parent

MISSPELT = {
    "a lever": ("Scenario(arpuu=5)", 'Unexpected keyword argument "arpuu" for "Scenario"'),
    "a channel's field": ('Channel("Paid", lead_indx=2)', 'Unexpected keyword argument "lead_indx" for "Channel"'),
    "a lever that is read": ("project(Scenario()).lever.nonsense", '"Levers[Any]" has no attribute "nonsense"'),
    "a quantity that is read": ("books.company.cahs", '"Company[float]" has no attribute "cahs"'),
    "a quantity that is put": ("now.new_custmers = 1.0", '"Part[float]" has no attribute "new_custmers"'),
    "a channel's term": ("own.win_rat", '"Terms[float]" has no attribute "win_rat"'),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What the type checker says of one line for each misspelt name, by line, and of the same lines well spelt."""
    lines = [
        "from model import Channel, Scenario, project",
        "from model.quantities import Books, Part, Terms",
        "",
        "now: Part[float] = Part()",
        "own: Terms[float] = Terms()",
        "books: Books[float]",
    ]
    right = [
        "Scenario(arpu=5)",
        'Channel("Paid", lead_index=2)',
        "project(Scenario()).lever.arpu",
        "books.company.cash",
        "now.new_customers = 1.0",
        "own.win_rate",
    ]
    file = tmp_path_factory.mktemp("typed") / "names.py"
    file.write_text("\n".join([*lines, *(line for line, _ in MISSPELT.values()), *right, ""]), encoding="utf-8")
    out, errors, _ = api.run(["--strict", "--config-file", str(ROOT / "pyproject.toml"), str(file)])
    assert not errors
    first = len(lines) + 1
    said = {
        int(line.split(":")[1]): line
        for line in out.splitlines()
        if line.startswith(f"{file}:") and ": error: " in line
    }
    assert said.keys() <= {*range(first, first + len(MISSPELT))}, "well spelt names are no errors"
    return {of: said.get(first + k, "") for k, of in enumerate(MISSPELT)}


@pytest.mark.parametrize("of", MISSPELT)
def test_a_misspelt_name_is_a_type_error(told, of):
    """The checker names what is not there."""
    assert MISSPELT[of][1] in told[of]
