"""Designs are constants: made once by one thread, the same whoever comes first, and beyond the reach of a run."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from charts import designs
from charts.designs import Design, designed, slot

ROOT = Path(__file__).parents[2]
CHARTS = sorted((ROOT / "charts").glob("*.py"))
COLD_STARTS = int(os.environ.get("COLD_STARTS", "2"))
"""Processes started cold; each takes two seconds, so fifty are for an hour of one's own."""
VISITORS = 8

ARRIVE = """
import hashlib, json, sys, threading
from charts import cash, compare, designs, goal, revenue, unit_economics
from model import project
from model.templates import TEMPLATES

p = project(TEMPLATES["self_serve"].scenario)
visitors = [revenue.mrr, revenue.movements, cash.cash, cash.costs, unit_economics.payback, unit_economics.cac,
            lambda p, _: compare.curves({"Baseline": p, "Now": p}, "mrr"), lambda *_: designs.make_all()]
gate = threading.Barrier(len(visitors))

def arrive(draw):
    gate.wait()
    draw(p, p)

sys.setswitchinterval(1e-5)
threads = [threading.Thread(target=arrive, args=(draw,)) for draw in visitors]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
told = {f"{each.name} {variant}": made[0] for each in designs.ALL for variant, made in each.made.items()}
print(json.dumps(told, sort_keys=True))
"""


def told(some):
    """Designs as one text for each variant."""
    return {
        (each.name, variant): json.dumps(spec, sort_keys=True)
        for each in some
        for variant, (spec, _, _) in each.made.items()
    }


def alone():
    """Every design as one thread makes it."""
    designs.make_all()
    return told(designs.ALL)


@pytest.mark.parametrize("start", range(COLD_STARTS))
def test_visitors_who_come_first_together_find_the_designs_of_one_who_comes_alone(start):
    """In a process that has served nobody eight visitors draw at once: every design is the one made alone."""
    run = subprocess.run(
        [sys.executable, "-c", ARRIVE], cwd=ROOT, capture_output=True, text=True, timeout=300, check=True
    )
    expected = {f"{name} {variant}": json.loads(spec) for (name, variant), spec in alone().items()}
    found = json.loads(run.stdout)
    assert found.keys() == expected.keys()
    assert [name for name in expected if found[name] != expected[name]] == []


@pytest.mark.parametrize("start", range(50))
def test_fifty_times_eight_at_once_make_what_one_makes(start, monkeypatch):
    """Eight threads ask at the same moment for designs that are not made yet: each is made once, as it is alone."""
    designs.make_all()
    some = designs.ALL[start % 8 :: 8]
    expected = told(some)
    fresh = [Design(each._draw, *each._frame, each.variants) for each in some]
    monkeypatch.setattr(designs, "ALL", fresh)
    gate, found, interval = threading.Barrier(VISITORS), [], sys.getswitchinterval()

    def arrive():
        gate.wait()
        designs.make_all()
        found.append([id(made) for each in fresh for made in each.made.values()])

    sys.setswitchinterval(1e-5)
    try:
        threads = [threading.Thread(target=arrive) for _ in range(VISITORS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    made = told(fresh)
    assert made.keys() == expected.keys()
    assert [name for name in expected if made[name] != expected[name]] == []
    assert len(found) == VISITORS
    assert all(each == found[0] for each in found), "a design was made twice"


def functions():
    """Every function of the charts' modules by module and name, with its syntax tree."""
    for path in CHARTS:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                yield path.stem, node.name, node


def is_design(node):
    """Whether a function is made a design."""
    return any("designed" in ast.unparse(each) for each in node.decorator_list)


def called(module, node):
    """What a function's body speaks of: (module, name) within charts, and ("altair", …)."""
    for part in [part for statement in node.body for part in ast.walk(statement)]:
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
            yield {"alt": "altair"}.get(part.value.id, part.value.id), part.attr
        elif isinstance(part, ast.Name):
            yield module, part.id


def test_what_draws_never_reaches_altair():
    """From no public chart function does a path lead to Altair, but through a design, which is made before."""
    known = {(module, name): node for module, name, node in functions()}
    for (module, name), node in known.items():
        if name.startswith("_") or is_design(node) or module in ("base", "designs"):
            continue
        seen, ahead = set(), [(module, name)]
        while ahead:
            here = ahead.pop()
            assert here[0] != "altair", f"{module}.{name} calls alt.{here[1]}"
            if here in seen or here not in known or is_design(known[here]):
                continue
            seen.add(here)
            ahead += called(here[0], known[here])


def test_every_design_is_found_before_it_is_asked_for():
    """All functions that draw with Altair in charts' modules are registered: none is left for a first visitor to make."""
    written = {f"charts.{module}.{name}" for module, name, node in functions() if is_design(node)}
    assert {each.name for each in designs.ALL} == written
    assert len(designs.ALL) == len(written)


@pytest.mark.parametrize("path", CHARTS, ids=lambda path: path.stem)
def test_charts_cache_nothing_of_a_visitors(path):
    """No chart function remembers its arguments: they hold what visitors name and choose, and would pile up."""
    for module, name, node in functions():
        if module == path.stem and node.args.args:
            assert not any("cache" in ast.unparse(each) for each in node.decorator_list), name


def test_a_slot_is_filled_in_a_copy():
    """What is said stands in the copy alone, the rest is shared with the design; nothing that is said is looked at for slots."""
    one = designs.ALL[0]
    (variant, (spec, _, names)), *_ = one.made.items() if one.made else (one(subtitle=""), one.made.items())[1]
    before = json.dumps(spec)
    said = dict.fromkeys(names, slot("x"))
    filled = one(*variant, **said)
    assert filled["title"]["subtitle"] == slot("x")
    assert filled["layer"][0] is spec["layer"][0]
    assert json.dumps(spec) == before


def test_a_slot_that_nobody_fills_is_a_fault():
    """A design is never sent with an empty slot, nor told what it has no place for, nor drawn in a variant it was not made in."""
    one = designs.ALL[0]
    with pytest.raises(TypeError, match="subtitle"):
        one()
    with pytest.raises(TypeError, match="names"):
        one(subtitle="", names="")
    with pytest.raises(KeyError):
        one("another", subtitle="")


def test_designs_register_themselves(monkeypatch):
    """A function becomes one of all designs by being declared."""
    monkeypatch.setattr(designs, "ALL", [])
    made = designed("A title")(lambda: None)
    (only,) = designs.ALL
    assert only is made
