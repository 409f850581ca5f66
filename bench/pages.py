"""The pages: what one move of a lever costs the server, and what a session holds, beside the same page of constants."""

from __future__ import annotations

import math
import random
import statistics
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figure import Figure
from bench.server import Server, Visitor
from model import LEVERS

PAGES = {
    "explore": "",
    "unit_economics": "unit_economics",
    "funnel": "funnel",
    "channels": "channels",
    "cash": "cash",
    "compare": "compare",
    "what_matters": "what_matters",
    "goal": "goal",
    "how_sure": "how_sure",
    "definitions": "definitions",
    "company": "company",
}
"""Pages measured, with their addresses: a page more is a line more."""

QUESTIONS = ("compare", "what_matters", "goal", "how_sure")
"""Pages that ask the model for whole batches at each move. Their aims stand with the questions; here they are measured."""

FIRST = [lever.name for lever in LEVERS.values() if lever.first]
RECORDED = 5
"""Recorded runs that the floor shows in turn: more than a browser remembers messages for."""
BLOCKS, MOVES = 12, 25
SESSIONS = 30

COUNTED = ("vega_lite_chart", "bidi_component")
"""Elements whose number is said."""
MEASURED = (
    ("server CPU", "ms", 40.0, 1.3),
    ("answer complete", "ms", math.nan, math.nan),
    ("sent", "kB", math.nan, math.nan),
)
"""What is measured of a move: its unit, and the aims for the value and for value / floor."""


@contextmanager
def _servers(address: str) -> Iterator[tuple[Server, Server]]:
    """The app's server and its floor's, made from a few moves on the app's page."""
    with TemporaryDirectory() as folder, Server("app.py") as app:
        Visitor(app).close()  # the first run of a process also loads what pages need
        visitor, rng = Visitor(app, address), random.Random(0)
        for n in range(RECORDED):
            visitor.move(FIRST, rng)
            Path(folder, f"{n}").write_bytes(visitor.recording())
        visitor.close()
        with Server("bench/floor.py", LEVERS_RECORDINGS=folder) as floor:
            again = Visitor(floor)
            for _ in range(RECORDED - 1):
                again.move(FIRST, rng)
            again.close()
            if _kinds(again) != _kinds(visitor):
                raise RuntimeError(f"the floor shows {_kinds(again)}, the app's page {_kinds(visitor)}")
            yield app, floor


def _kinds(visitor: Visitor) -> Counter[str]:
    """How many elements of each kind a page shows."""
    elements = (message.delta.new_element for message in visitor.shown.values())
    return Counter(element.WhichOneof("type") or "container" for element in elements)


def moves(name: str, address: str) -> list[Figure]:
    """Processor time, answer time and size of one move of a lever, in blocks that alternate with the floor's."""
    with _servers(address) as servers:
        visitors = [Visitor(servers[0], address), Visitor(servers[1])]
        blocks = [[_block(s, v, n) for s, v in zip(servers, visitors, strict=True)] for n in range(-1, BLOCKS)][1:]
        for visitor in visitors:
            visitor.close()
    shown = ", ".join(f"{n} {kind}s" for kind, n in _kinds(visitors[0]).most_common() if kind in COUNTED)
    figures = []
    for i, (what, unit, aim, times) in enumerate(MEASURED):
        value, floor = (statistics.median(block[of][i] for block in blocks) for of in (0, 1))
        ratio = statistics.median(block[0][i] / block[1][i] for block in blocks)
        about = f" ({shown})" if not i else ""
        if name in QUESTIONS:
            aim = times = math.nan
        figures.append(Figure(f"{name}, a move of a lever: {what}{about}", value, unit, floor, ratio, aim, times))
    return figures


def _block(server: Server, visitor: Visitor, seed: int) -> tuple[float, float, float]:
    """A block of the same moves: mean CPU ms, median answer ms and mean kB of a move."""
    rng, before = random.Random(seed), server.cpu()
    runs = [visitor.move(FIRST, rng) for _ in range(MOVES)]
    cpu = (server.cpu() - before) / MOVES * 1e3
    answer = statistics.median(run.seconds for run in runs) * 1e3
    return cpu, answer, statistics.mean(run.size for run in runs) / 1e3


def memory() -> list[Figure]:
    """Growth of the server's memory for each session that is connected and has moved two levers."""
    with _servers("") as servers:
        grown = [_growth(server) for server in servers]
    return [Figure(f"memory of a session, of {SESSIONS} connected", grown[0], "MB", grown[1])]


def _growth(server: Server) -> float:
    def enter() -> Visitor:
        visitor = Visitor(server)
        for _ in range(2):
            visitor.move(FIRST, rng)
        return visitor

    rng = random.Random(2)
    warm = [enter() for _ in range(5)]
    before = server.memory()
    here = [enter() for _ in range(SESSIONS)]
    grown = server.memory() - before
    for visitor in warm + here:
        visitor.close()
    return grown / SESSIONS


MEASUREMENTS: dict[str, Callable[[], list[Figure]]] = {
    **{name: partial(moves, name, address) for name, address in PAGES.items()},
    "memory": memory,
}
"""Measurements of this module by name."""
