"""Would the tests notice? `make mutants` changes the model a little, one place at a time, and counts what goes unseen.

A change is tried on its file's doctests, the tests that mirror the file and the published examples: what others happen
to notice does not count. Those that nobody could see are named in `equivalent_mutants.txt`, with the reason, and not tried.

Ours, because mutmut (3.8) leaves out what is decorated or outside of functions, where measures are declared, and
cosmic-ray (8.7) writes into the files people work on, draws no sample and starts a Python for every change. Here a
change is made in memory, in a fork of a process that has the libraries loaded.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

import pandas  # noqa: F401 # loaded once for all forks
import pytest

ROOT = Path(__file__).parents[1]
KNOWN = Path(__file__).with_name("equivalent_mutants.txt")
OPTIONS = "-x -p no:cacheprovider --hypothesis-profile=mutants --assert=plain"  # pytest rewrites no file it runs
ALSO = {"arithmetic": "numerics", "ledger": "measures", "levers": "scenario", "measures": "projection", "months": "projection",
        "unit_economics": "m[ei]", "reasons": "compare", "search": "goal", "__main__": "command_line"}  # fmt: skip
"""Files that are tested by what is made of them, and how those tests' names begin."""

_OTHER = {"Add": "Sub", "Mult": "Div", "BitAnd": "BitOr", "And": "Or", "Lt": "LtE", "Gt": "GtE", "Eq": "NotEq", "In": "NotIn",
          "Is": "IsNot", "min": "max", "minimum": "maximum", "smaller": "larger", "any": "all", "floor": "ceil",
          "argmin": "argmax"}  # fmt: skip
_OTHER |= {other: name for name, other in _OTHER.items()} | {"Pow": "Mult"}
_SWAPPED: Any = {getattr(ast, name): getattr(ast, other)() for name, other in _OTHER.items() if hasattr(ast, name)}
_UNREAD = ("annotation", "returns", "decorator_list", "exc", "strict")
"""Fields of a syntax tree that no figure depends on: types, decorators, what a refusal says, checks of equal length."""


def _replaced(node: ast.AST) -> ast.AST | None:
    """What stands in place of a node; None where nothing does."""
    match node:
        case ast.BinOp(left, op, right) if type(op) in _SWAPPED:
            return ast.BinOp(left, _SWAPPED[type(op)], right)
        case ast.BoolOp(op, values):
            return ast.BoolOp(_SWAPPED[type(op)], values)
        case ast.Compare(left, [op, *more], right):
            return ast.Compare(left, [_SWAPPED[type(op)], *more], right)
        case ast.UnaryOp(ast.USub() | ast.Not() | ast.Invert(), operand):
            return operand
        case ast.Constant(bool(value)):
            return ast.Constant(not value)
        case ast.Constant(int(value) | float(value)):
            return ast.Constant(value + 1 if isinstance(value, int) else 2 * value or 1.0)
        case ast.Call(ast.Name("float"), [ast.JoinedStr([ast.FormattedValue(value)])]):  # rounded to some digits
            return value
        case ast.Call(ast.Name(name) | ast.Attribute(attr=name), arguments, keywords) if name in _OTHER:
            of = getattr(node.func, "value", None)
            other = ast.Attribute(of, _OTHER[name], ast.Load()) if of else ast.Name(_OTHER[name], ast.Load())
            return ast.Call(other, arguments, keywords)
    return None


def _changes(
    node: ast.AST, where: str = "", runs: bool = False, data: bool = False
) -> Iterator[tuple[str, Callable[[], None]]]:
    """Every possible change below a node: what it is called, and what makes it.

    Numbers in calls outside of functions are declarations (bounds, published ranges): a test could but repeat them.
    """
    for field, value in ast.iter_fields(node):
        if field in _UNREAD or (isinstance(node, ast.keyword) and node.arg in _UNREAD):
            continue
        for k, child in enumerate(value if isinstance(value, list) else [value]):
            if not isinstance(child, ast.AST) or isinstance(child, ast.JoinedStr):
                continue
            inside = f"{where}.{child.name}" if isinstance(child, (ast.FunctionDef, ast.ClassDef)) else where
            run = runs or isinstance(child, (ast.FunctionDef, ast.Lambda))
            held = not run and (data or isinstance(child, ast.Call))
            after = None if held and isinstance(child, ast.Constant) else _replaced(child)
            after = ast.UnaryOp(ast.Not(), child) if after is None and field == "test" else after
            if after is not None:
                made = [*value[:k], after, *value[k + 1 :]] if isinstance(value, list) else after
                told = f"{inside.lstrip('.') or 'module'}: {ast.unparse(child)} → {ast.unparse(after)}"
                yield told, partial(setattr, node, field, made)
            if not (isinstance(child, ast.UnaryOp) and isinstance(child.operand, ast.Constant)):
                yield from _changes(child, inside, run, held)


def mutants(path: Path) -> list[tuple[Path, int, str]]:
    """Every change of a file, with its place among them and what it is; those that read the same are numbered."""
    told = [f"{path.relative_to(ROOT)} {change}" for change, _ in _changes(ast.parse(path.read_text("utf-8")))]
    times = [told[: k + 1].count(change) for k, change in enumerate(told)]
    return [(path, k, f"{told[k]} #{n}" if n > 1 else told[k]) for k, n in enumerate(times)]


def passes(tests: tuple[str, ...], mutant: tuple[Path, int, str] | None = None) -> bool:
    """Whether these tests pass with the change made, or without any, in a process of their own."""
    child = os.fork()
    if not child:
        signal.alarm(600)  # seconds: a change that hangs the tests is noticed
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        if mutant is not None:
            path, k, _ = mutant
            tree = ast.parse(path.read_text("utf-8"))
            list(_changes(tree))[k][1]()
            changed = compile(ast.fix_missing_locations(tree), str(path), "exec", dont_inherit=True)
            plain = SourceFileLoader.get_code
            SourceFileLoader.get_code = lambda self, name: changed if self.path == str(path) else plain(self, name)
        os._exit(pytest.main([*OPTIONS.split(), *tests]))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@lru_cache
def tests_of(path: Path) -> tuple[str, ...]:
    """The tests that matter to a file; without a change they must pass."""
    room, names = ROOT / "tests" / path.parent.relative_to(ROOT), (path.stem, ALSO.get(path.stem, path.stem))
    mirrors = sorted({test for name in names for test in room.glob(f"test_{name}*.py")})
    tests = tuple(map(str, (*mirrors, ROOT / "tests/model/test_examples.py", path)))
    assert passes(tests), f"without any change these fail: {' '.join(tests)}"
    return tests


def main() -> int:
    """Try a sample, print what goes unseen and the score; 1 where it misses the aim."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", type=int, default=100)
    parser.add_argument("files", nargs="*", type=Path, default=sorted((ROOT / "model").rglob("*.py")))
    asked = parser.parse_args()
    every = [mutant for path in asked.files for mutant in mutants(path.resolve())]
    known = dict(line.split(" | ") for line in KNOWN.read_text("utf-8").splitlines())
    sample = random.Random(asked.seed).sample(every, min(asked.sample, len(every)))
    tried = [mutant for mutant in sample if mutant[2] not in known]
    noticed = len(tried)
    for mutant in tried:
        if passes(tests_of(mutant[0]), mutant):
            noticed -= 1
            print("lives:", mutant[2], flush=True)
    print(f"{noticed} of {len(tried)} changes noticed, {noticed / len(tried):.1%}; of {len(every)}, seed {asked.seed}")
    return int(noticed < 0.95 * len(tried))


if __name__ == "__main__":
    sys.exit(main())
