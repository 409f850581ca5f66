"""The model: one projection, and ten thousand at a time."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np

from bench.figure import Figure
from model import Projection, Scenario, project
from model.quantities import names
from model.templates import DEFAULT_TEMPLATE, TEMPLATES

ROWS, MONTHS = 10_000, 60
VARIED = (
    "arpu",
    "churn_rate",
    "expansion_rate",
    "marketing_spend",
    "marketing_spend_growth",
    "spend_elasticity",
    "organic_growth",
    "cost_growth",
    "visitor_to_lead",
    "win_rate",
    "sales_cycle",
)
"""With one channel's cost per visitor: elasticity and growth rates are the dear ones, each a power of arrays."""


def seconds(work: Callable[[], object]) -> float:
    """One call's time, until its result is given back: freeing what was kept is the next owner's cost."""
    start = time.perf_counter()
    kept = work()
    taken = time.perf_counter() - start
    del kept
    return taken


def one() -> list[Figure]:
    """One projection of the first template over 36 months."""
    scenario = TEMPLATES[DEFAULT_TEMPLATE].scenario.replace(months=36)
    times = [seconds(lambda: project(scenario)) for _ in range(500)]
    name = f"one projection: 36 months, {len(scenario.channels)} channels"
    return [Figure(name, statistics.median(times) * 1e3, "ms", aim=1)]


def batch() -> list[Figure]:
    """Ten thousand rows, beside filling as many arrays of the same sizes as the projection keeps."""
    scenario = TEMPLATES[DEFAULT_TEMPLATE].scenario.replace(months=MONTHS)
    vary = _varied(scenario)
    sizes = _kept(project(scenario, vary))
    pairs = [
        (seconds(lambda: project(scenario, vary)), seconds(lambda: [np.full(size, 1.0) for size in sizes]))
        for _ in range(15)
    ]
    value, floor = (statistics.median(times) for times in zip(*pairs, strict=True))
    name = f"batch: {ROWS:,} × {MONTHS} months, {len(vary)} varied; floor: filling its {len(sizes):,} arrays"
    ratio = statistics.median(taken / filling for taken, filling in pairs)
    return [Figure(f"{name}, {sum(sizes) * 8 / 1e6:.0f} MB", value, "s", floor, ratio, aim=0.15, times=3)]


def _varied(scenario: Scenario) -> dict[str, np.ndarray]:
    """Each varied number within a fifth of the template's own."""
    paid = next(channel for channel in scenario.channels if channel.reference_spend)
    centres = {name: getattr(scenario, name) for name in VARIED}
    centres[f"{paid.name}.cost_per_visitor"] = paid.cost_per_visitor
    rng = np.random.default_rng(1)
    return {name: centre * rng.uniform(0.8, 1.2, ROWS) for name, centre in centres.items()}


def _kept(p: Projection) -> list[int]:
    """The sizes of the different arrays the projection's months hold; one array under two names counts once."""
    parts = (part for books in p._books for part in (books.existing, books.company, *books.channels))
    numbers = (getattr(part, name, None) for part in parts for name in names(type(part)))
    arrays = {id(x): x.size for x in numbers if isinstance(x, np.ndarray)}
    return list(arrays.values())
