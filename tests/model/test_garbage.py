"""What is dropped is gone at once: no answer keeps itself by a circle of references until a collector comes."""

from __future__ import annotations

import gc
from collections import Counter

import pytest

from model import project, summarize
from model.questions.acquisition import spend_curve
from model.questions.cash import cost_groups, runway_reasons
from model.questions.channel_economics import channel_economics
from model.questions.compare import one_at_a_time, table, why
from model.questions.funnel import funnel, lead_costs, stage_gains
from model.questions.goal import Goal, breaks, reach
from model.questions.lever_map import contour, grid
from model.questions.pairs import pair_line
from model.questions.ranges import Range
from model.questions.sensitivity import elasticities, interactions, tornado
from model.questions.uncertainty import simulate
from model.questions.warnings import warnings
from tests.companies import FIRM, SHOP

OTHER = SHOP.replace(arpu=70, churn_rate=0.04, **{"Social.lead_index": 0.8})
GOAL = Goal("mrr", 60_000, by_month=12)


def everything(p):
    """Read all that a projection has to give."""
    dict(summarize(p))
    assert summarize(p) is not summarize(p)
    return p.frame, [dict(part) for part in p.channels.values()], dict(p.existing), p.calendar, p.opening("mrr")


def futures():
    """Simulate, and ask the futures all that the page asks."""
    made = simulate(SHOP, [Range("arpu", 50, 80), Range("churn_rate", 0.02, 0.05)], futures=200, goal=GOAL)
    told = [made.quantile("arr_end", 0.5), made.mean("cash_end"), made.middle("arr_end"), made.matters("arr_end")]
    return told, made.fan("mrr"), made.draws, made.chance_of_goal, made.chance_out_of_cash


def by_channel():
    """Every figure of the channels."""
    found = channel_economics(project(SHOP))
    return found.frame, found.by_motion(), found.of("Social")


QUESTIONS = {
    "one scenario": lambda: everything(project(SHOP)),
    "many scenarios": lambda: everything(project(SHOP, {"arpu": [50.0, 60.0, 70.0]})),
    "compare": lambda: (
        table({"one": SHOP, "other": OTHER}).outcomes,
        table({"one": SHOP, "other": OTHER}).differences,
    ),
    "why": lambda: (why("arr_end", SHOP, OTHER), one_at_a_time("arr_end", SHOP, OTHER)),
    "tornado": lambda: tornado(SHOP, "arr_end"),
    "elasticities": lambda: elasticities(SHOP, "arr_end"),
    "interactions": lambda: interactions(SHOP, "arr_end"),
    "map": lambda: contour(grid(SHOP, "arpu", "churn_rate", "arr_end"), 600_000),
    "reach": lambda: reach(SHOP, GOAL),
    "breaks": lambda: breaks(SHOP, Goal("mrr", 40_000, by_month=12)),
    "pairs": lambda: pair_line(SHOP, GOAL, "arpu", "churn_rate"),
    "futures": futures,
    "funnel": lambda: (funnel(project(SHOP)), stage_gains(project(SHOP)), lead_costs(project(SHOP))),
    "channels": by_channel,
    "spend": lambda: spend_curve(project(FIRM), 50_000),
    "cash": lambda: (cost_groups(project(SHOP)), project(SHOP)["mrr_ceiling"], runway_reasons(project(SHOP))),
    "warnings": lambda: warnings(project(SHOP), past_growth=0.05, goal_mrr=90_000),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_that_is_dropped_is_gone(question):
    """With the collector off, asking and dropping leaves nothing that only a collection would free."""
    QUESTIONS[question]()  # what is made once in a process is made
    gc.collect()
    gc.disable()
    try:
        QUESTIONS[question]()
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        left = Counter(type(each).__qualname__ for each in gc.garbage)
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert not left
