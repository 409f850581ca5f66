"""The what-if questions: each as a page asks it, and futures against a plain loop of projections."""

from __future__ import annotations

import statistics
from collections.abc import Callable

from bench.figure import Figure
from bench.projections import seconds
from model import project, summarize
from model.questions.compare import why
from model.questions.goal import Goal, breaks, reach
from model.questions.lever_map import contour, grid
from model.questions.pairs import pair_line
from model.questions.ranges import Range
from model.questions.sensitivity import elasticities, interactions, tornado
from model.questions.uncertainty import simulate
from model.templates import DEFAULT_TEMPLATE, TEMPLATES

BASE = TEMPLATES[DEFAULT_TEMPLATE].scenario.replace(months=36)
TEN = (
    "arpu",
    "churn_rate",
    "expansion_rate",
    "marketing_spend",
    "visitor_to_lead",
    "win_rate",
    "sales_people",
    "support_cost",
    "organic_growth",
    "product_cost",
)
"""Levers that differ where the difference is split."""

UNCERTAIN = ("arpu", "churn_rate", "expansion_rate", "marketing_spend", "visitor_to_lead", "win_rate")
FUTURES, LOOPED = 10_000, 200


def _worth(name: str) -> float:
    return float(getattr(BASE, name))


def _map() -> object:
    found = grid(BASE, "marketing_spend", "churn_rate", "arr_end")
    return contour(found, summarize(project(BASE))["arr_end"])


def _futures(futures: int) -> object:
    ranges = [Range(name, _worth(name) * 0.8, _worth(name) * 1.2) for name in UNCERTAIN]
    found = simulate(BASE, ranges, futures=futures)
    return found.fan("mrr"), found.chance_out_of_cash, found.matters("arr_end")


def questions() -> list[Figure]:
    """Every question's model time, medians of ten."""
    goal, easy = Goal("arr_end", 2_000_000), Goal("arr_end", 1_000_000)
    moved = BASE.replace(**{name: _worth(name) * 1.1 for name in TEN})
    asked: dict[str, tuple[Callable[[], object], float]] = {
        "why it differs: ten levers, exactly": (lambda: why("arr_end", BASE, moved), 60),
        "what matters: tornado": (lambda: tornado(BASE, "arr_end"), 60),
        "what matters: elasticities": (lambda: elasticities(BASE, "arr_end"), 60),
        "what matters: pairs of six levers": (lambda: interactions(BASE, "arr_end"), 60),
        "what matters: map of 41 × 41 with its contour": (_map, 60),
        "reach a goal: every lever alone": (lambda: reach(BASE, goal), 60),
        "reach a goal: what breaks the plan": (lambda: breaks(BASE, easy), 60),
        "reach a goal: a pair's line": (lambda: pair_line(BASE, goal, "churn_rate", "visitor_to_lead"), 60),
        f"how sure: {FUTURES:,} futures of six levers": (lambda: _futures(FUTURES), 150),
    }
    return [
        Figure(name, statistics.median(seconds(work) for _ in range(10)) * 1e3, "ms", aim=aim)
        for name, (work, aim) in asked.items()
    ]


def futures_or_loop() -> list[Figure]:
    """Ten thousand futures, beside a plain loop of projections of which a few are made and counted up."""
    value = statistics.median(seconds(lambda: _futures(FUTURES)) for _ in range(5))
    looped = statistics.median(seconds(lambda: [project(BASE)["mrr"] for _ in range(LOOPED)]) for _ in range(5))
    name = f"{FUTURES:,} futures; floor: a loop of as many projections, counted up from {LOOPED}"
    return [Figure(name, value, "s", looped * FUTURES / LOOPED, times=0.1)]
