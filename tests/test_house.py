"""The house: who may import whom, and that whatever is public says what it is."""

from __future__ import annotations

import ast
import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = (("app",), ("pages",), ("ui",), ("charts", "reports", "store", "actuals"), ("words",), ("model",))
"""Imports go down; rooms on one floor do not import each other."""
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
DOCUMENTED = ("model", "actuals", "charts", "words", "ui", "reports", "store")


def files(room):
    """The Python files of a room: a folder's, or the one file of that name. None where the room is not built yet."""
    inside = sorted((ROOT / room).rglob("*.py"))
    return inside or [path for path in [ROOT / f"{room}.py"] if path.exists()]


def imported(path):
    """Every module a file imports, by its dotted name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def packages(path):
    """The top-level names a file imports."""
    return {name.partition(".")[0] for name in imported(path)}


def name_of(path):
    """A file as it is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


ROOMS = [(room, path) for room in FLOOR for path in files(room)]
MODULES = [path for room in DOCUMENTED for path in files(room)]


def shown(value):
    """A file's path within the house."""
    return str(value.relative_to(ROOT)) if isinstance(value, Path) else value


@pytest.mark.parametrize(("room", "path"), ROOMS, ids=shown)
def test_imports_go_one_way(room, path):
    """A file imports rooms below its own, and of its own floor only its own room."""
    for other in packages(path) & set(FLOOR):
        assert other == room or FLOOR[other] > FLOOR[room], f"{room} imports {other}"


@pytest.mark.parametrize("path", files("model"), ids=shown)
def test_the_model_is_pure(path):
    """The model imports nothing but the standard library, numpy, pandas, scipy and itself."""
    allowed = sys.stdlib_module_names | {"numpy", "pandas", "scipy", "model"}
    assert packages(path) <= allowed


IMPURE = {
    "io",
    "os",
    "pathlib",
    "random",
    "secrets",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "time",
    "urllib",
    "uuid",
}
UNSEEDED = {
    "rand",
    "randn",
    "randint",
    "random_sample",
    "seed",
    "shuffle",
    "choice",
    "normal",
    "uniform",
    "now",
    "today",
    "utcnow",
}


@pytest.mark.parametrize("path", [p for p in files("model") if p.name != "__main__.py"], ids=shown)
def test_the_model_knows_no_files_no_clock_and_no_chance(path):
    """Only the command line opens files; nowhere in the model is there a clock, or randomness without a seed."""
    assert not packages(path) & IMPURE
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in ("open", "print", "input"), f"{called} in line {node.lineno}"
            last = called.rpartition(".")[2]
            if last == "default_rng":
                assert node.args or node.keywords, f"unseeded in line {node.lineno}"
            elif called.startswith(("np.random.", "numpy.random.", "datetime.", "date.", "pd.Timestamp.")):
                assert last not in UNSEEDED, f"{called} in line {node.lineno}"


@pytest.mark.parametrize(
    "path", [p for room in ("words", "charts", "reports", "store", "actuals") for p in files(room)], ids=shown
)
def test_below_the_ui_there_is_no_streamlit(path):
    """Charts, reports, the store and actuals work without Streamlit."""
    assert "streamlit" not in packages(path)


@pytest.mark.parametrize("path", files("pages"), ids=shown)
def test_pages_hold_no_chart_code(path):
    """A page takes charts from `charts`; it does not draw."""
    assert not packages(path) & {"altair", "vl_convert"}


def public(path):
    """The public functions and classes of a file, and the public methods of those classes, from its text."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                inside = (part for part in node.body if isinstance(part, ast.FunctionDef))
                yield from (part for part in inside if not part.name.startswith("_"))


@pytest.mark.parametrize("path", MODULES, ids=shown)
def test_everything_public_says_what_it_is(path):
    """Every module, and every public class, method and function has a docstring."""
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), "the module"
    for node in public(path):
        assert ast.get_docstring(node), f"{node.name} in line {node.lineno}"


def test_public_names_of_the_model_exist():
    """What `model` lists as public is there, and listed in order."""
    model = import_module("model")
    assert all(hasattr(model, name) for name in model.__all__)
    assert sorted(model.__all__, key=lambda name: (not name.isupper(), name)) == model.__all__


FORMULAS = [node for node in public(ROOT / "model" / "unit_economics.py") if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda node: node.name)
def test_every_formula_has_a_worked_example(formula):
    """Each formula of unit economics shows an example that can be checked by hand, and that is run."""
    assert ">>>" in ast.get_docstring(formula)


@pytest.mark.parametrize("path", [p for room in FLOOR for p in files(room)], ids=shown)
def test_nothing_is_left_for_later(path):
    """No file holds a note of something to be done."""
    text = path.read_text(encoding="utf-8")
    assert not any(word in text for word in ("TODO", "FIXME", "XXX", "HACK"))


@pytest.mark.parametrize(("room", "path"), ROOMS, ids=shown)
def test_a_file_can_be_read_at_a_sitting(room, path):
    """No file of the house has more than 400 lines."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
