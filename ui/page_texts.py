"""What Reach a goal and How sure keep in the link, as text and back: goal, pair, ranges, correlations.

`arr>=2250000`, `mrr>=90000@24` (in month 24), `churn_rate;arpu`, `churn_rate:0.02:0.05;arpu:55:70`,
`churn_rate~arpu:-0.3`. Names of channels are percent-encoded, since they may hold any of these signs.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote, unquote

from model import LEVERS, MEASURES
from model.goal import Goal
from model.levers import MAX_MONEY
from model.scenario import InvalidScenario
from model.uncertainty import Range, correlation_matrix

NO_RANGES = "none"
"""Said where every range was taken away: an absent parameter means the usual ranges."""

MOST_RANGES = 40
STRONGEST = 0.95
MOST_OUTCOMES = 12
LONGEST_MONTH = 120
LARGEST = MAX_MONEY * 1000
"""Targets beyond this size are typing errors."""

BY_MONTH = {"arr_end": "arr", "mrr_end": "mrr", "customers_end": "customers", "cash_end": "cash"}
"""Outcomes that are the last month of a series: goals are about the series, so that any month can be asked for."""

Correlations = Mapping[tuple[str, str], float]

_GOAL = re.compile(r"(?P<outcome>[a-z_0-9]+)(?P<way>>=|<=)(?P<target>[-+0-9.eE]{1,40})(@(?P<month>\d{1,3}))?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


def read_goal(text: str) -> Goal:
    """The goal of a text; ValueError where it is none.

    >>> read_goal("arr_end>=2000000@24")
    Goal(outcome='arr', target=2000000.0, at_least=True, by_month=24)
    """
    match = _GOAL.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no goal")
    outcome = BY_MONTH.get(match["outcome"], match["outcome"])
    month = int(match["month"]) if match["month"] else None
    goal = Goal(outcome, _number(match["target"]), match["way"] == ">=", month)
    if abs(goal.target) > LARGEST or (month or 0) > LONGEST_MONTH:
        raise ValueError(f"{text!r} is beyond what can be asked")
    return goal


def write_goal(goal: Goal) -> str:
    """A goal as text.

    >>> write_goal(Goal("mrr", 90_000, by_month=24))
    'mrr>=90000@24'
    """
    month = f"@{goal.by_month}" if goal.by_month else ""
    return f"{goal.outcome}{'>=' if goal.at_least else '<='}{goal.target:.12g}{month}"


def read_pair(text: str) -> tuple[str, str]:
    """Two different levers.

    >>> read_pair("churn_rate;arpu")
    ('churn_rate', 'arpu')
    """
    x, y = text.split(";")
    if x == y or x not in LEVERS or y not in LEVERS:
        raise ValueError(f"{text!r} is no pair of levers")
    return x, y


def read_ranges(text: str) -> tuple[Range, ...]:
    """Ranges, each lever once; InvalidScenario or ValueError where they are none.

    >>> [made.lever for made in read_ranges("churn_rate:0.02:0.05;Paid%20search.cost_per_visitor:1:2")]
    ['churn_rate', 'Paid search.cost_per_visitor']
    """
    if text == NO_RANGES:
        return ()
    made = []
    for part in text.split(";"):
        name, low, high = part.split(":")
        made.append(Range(unquote(name), _number(low), _number(high)))
    names = [each.lever for each in made]
    fixed = {"months", "spend_share"} & {name.rpartition(".")[2] for name in names}
    if len(set(names)) < len(names) or len(names) > MOST_RANGES or fixed:
        raise ValueError(f"{text!r} are no ranges")
    return tuple(made)


def write_ranges(ranges: Sequence[Range]) -> str:
    """Ranges as text.

    >>> write_ranges([Range("arpu", 55, 70)])
    'arpu:55:70'
    """
    return ";".join(f"{_quoted(r.lever)}:{r.low:.12g}:{r.high:.12g}" for r in ranges) or NO_RANGES


def read_correlations(text: str) -> dict[tuple[str, str], float]:
    """Correlations of pairs; ValueError where they are none or contradict each other.

    >>> read_correlations("churn_rate~arpu:-0.3")
    {('churn_rate', 'arpu'): -0.3}
    """
    made = {}
    for part in text.split(";"):
        names, value = part.split(":")
        x, y = map(unquote, names.split("~"))
        number = _number(value)
        if abs(number) > STRONGEST or (x, y) in made:
            raise ValueError(f"{part!r} is no correlation")
        made[x, y] = number
    correlation_matrix(sorted({name for pair in made for name in pair}), made)
    return made


def write_correlations(correlations: Correlations) -> str:
    """Correlations as text; "" for none.

    >>> write_correlations({("churn_rate", "arpu"): -0.3})
    'churn_rate~arpu:-0.3'
    """
    return ";".join(f"{_quoted(x)}~{_quoted(y)}:{value:.6g}" for (x, y), value in correlations.items())


def read_outcomes(text: str) -> tuple[str, ...]:
    """Names of measures, each once.

    >>> read_outcomes("arr_end;runway")
    ('arr_end', 'runway')
    """
    names = tuple(text.split(";"))
    if len(set(names)) < len(names) or len(names) > MOST_OUTCOMES or not set(names) <= set(MEASURES):
        raise ValueError(f"{text!r} are no outcomes")
    return names


def readable(read: Callable[[str], object]) -> Callable[[str], bool]:
    """Whether a text can be read: the check of a page parameter."""

    def valid(text: str) -> bool:
        try:
            read(text)
        except (ValueError, InvalidScenario):
            return False
        return True

    return valid


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text) or len(text) > 40 or not math.isfinite(float(text)):
        raise ValueError(f"{text!r} is no number")
    return float(text)


def _quoted(name: str) -> str:
    return quote(name, safe=" .").replace("~", "%7E")
