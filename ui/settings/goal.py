"""What Reach a goal keeps: `goal` as `arr>=2250000` or `mrr>=90000@24` (in month 24), `pair` as `churn_rate;arpu`."""

from __future__ import annotations

import re

from model import LEVERS
from model.levers import MAX_MONEY
from model.questions.goal import Goal
from model.scenario import unknown
from ui.link_text import shown
from ui.settings.declared import Setting, finite, split

LONGEST_MONTH = 120
LARGEST = MAX_MONEY * 1000
"""Targets beyond this size are typing errors."""

BY_MONTH = {"arr_end": "arr", "mrr_end": "mrr", "customers_end": "customers", "cash_end": "cash"}
"""Outcomes that are the last month of a series: goals are about the series, so that any month can be asked for."""

_GOAL = re.compile(r"(?P<outcome>[a-z_0-9]+)(?P<way>>=|<=)(?P<target>[-+0-9.eE]{1,40})(@(?P<month>\d{1,3}))?", re.ASCII)
_LONGEST_GOAL = 200


def read_goal(text: str) -> Goal:
    """The goal of a text; ValueError where it is none.

    >>> read_goal("arr_end>=2000000@24")
    Goal(outcome='arr', target=2000000.0, at_least=True, by_month=24)
    """
    match = _GOAL.fullmatch(text) if len(text) <= _LONGEST_GOAL else None
    if match is None:
        raise ValueError
    outcome = BY_MONTH.get(match["outcome"], match["outcome"])
    month = int(match["month"]) if match["month"] else None
    goal = Goal(outcome, finite(match["target"]), match["way"] == ">=", month)
    if abs(goal.target) > LARGEST or (month or 0) > LONGEST_MONTH:
        raise ValueError(f"the target is at most {LARGEST:,.0f} in size, the month at most {LONGEST_MONTH}")
    return goal


def write_goal(goal: Goal) -> str:
    """A goal as text.

    >>> write_goal(Goal("mrr", 90_000, by_month=24))
    'mrr>=90000@24'
    """
    month = f"@{goal.by_month}" if goal.by_month else ""
    return f"{goal.outcome}{'>=' if goal.at_least else '<='}{goal.target:.12g}{month}"


def read_pair(text: str) -> tuple[str, str]:
    """Two different levers; ValueError where they are none.

    >>> read_pair("churn_rate;arpu")
    ('churn_rate', 'arpu')
    """
    x, y = split(text, ";", 2)
    for name in (x, y):
        if name not in LEVERS:
            raise ValueError(unknown(name, LEVERS, said=shown(name)))
    if x == y:
        raise ValueError("it names one lever twice")
    return x, y


SETTINGS = (
    Setting("goal", "decision", "an outcome, >= or <=, a number, and @month for a series: mrr>=90000@24", read_goal),
    Setting("pair", "view", "the names of two levers: churn_rate;arpu", read_pair),
)
