"""What Reach a goal and How sure keep in the link, as text and back: goal, pair, ranges, correlations.

`arr>=2250000`, `mrr>=90000@24` (in month 24), `churn_rate;arpu`, `churn_rate:0.02:0.05;arpu:55:70`,
`churn_rate~arpu:-0.3`. Names of channels are percent-encoded, since they may hold any of these signs.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote, unquote

from model import LEVERS, MEASURES
from model.levers import CHANNEL_FIELDS, MAX_MONEY, NUMBERS
from model.questions.goal import Goal
from model.questions.ranges import Range, correlation_matrix
from model.scenario import MAX_NAME, unknown
from ui.link_text import number, shown

NO_RANGES = "none"
"""Said where every range was taken away: an absent parameter means the usual ranges."""

MOST_RANGES = 40
MOST_CORRELATIONS = 100
"""Every list has a limit, and it is checked before anything is done with the list."""
STRONGEST = 0.95
MOST_OUTCOMES = 12
LONGEST_MONTH = 120
LARGEST = MAX_MONEY * 1000
"""Targets beyond this size are typing errors."""

BY_MONTH = {"arr_end": "arr", "mrr_end": "mrr", "customers_end": "customers", "cash_end": "cash"}
"""Outcomes that are the last month of a series: goals are about the series, so that any month can be asked for."""

Correlations = Mapping[tuple[str, str], float]

_GOAL = re.compile(r"(?P<outcome>[a-z_0-9]+)(?P<way>>=|<=)(?P<target>[-+0-9.eE]{1,40})(@(?P<month>\d{1,3}))?", re.ASCII)
_LONGEST_GOAL = 200
_LONGEST_LEVER = 12 * MAX_NAME + 40
"""A channel's name of letters that are four bytes each, percent-encoded, and a field."""


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
    goal = Goal(outcome, _number(match["target"]), match["way"] == ">=", month)
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
    x, y = _split(text, ";", 2)
    for name in (x, y):
        if name not in LEVERS:
            raise ValueError(unknown(name, LEVERS, said=shown(name)))
    if x == y:
        raise ValueError("it names one lever twice")
    return x, y


def read_ranges(text: str) -> tuple[Range, ...]:
    """Ranges, each lever once; ValueError where they are none.

    >>> [made.lever for made in read_ranges("churn_rate:0.02:0.05;Paid%20search.cost_per_visitor:1:2")]
    ['churn_rate', 'Paid search.cost_per_visitor']
    """
    if text == NO_RANGES:
        return ()
    made: dict[str, Range] = {}
    for part in _parts(text, MOST_RANGES):
        name, low, high = _split(part, ":", 3)
        name = lever(_unquoted(name))
        if name.rpartition(".")[2] in ("months", "spend_share"):
            raise ValueError(f"{shown(name, plain=False)} cannot have a range")
        if name in made:
            raise ValueError(f"{shown(name, plain=False)} has two ranges")
        made[name] = Range(name, _number(low), _number(high))
    return tuple(made.values())


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
    made: dict[tuple[str, str], float] = {}
    for part in _parts(text, MOST_CORRELATIONS):
        names, value = _split(part, ":", 2)
        x, y = (lever(_unquoted(name)) for name in _split(names, "~", 2))
        found = _number(value)
        if abs(found) > STRONGEST:
            raise ValueError(f"{shown(part)} is beyond {STRONGEST}")
        if (x, y) in made:
            raise ValueError(f"{shown(part)} is there twice")
        made[x, y] = found
    names_of = sorted({name for pair in made for name in pair})
    if len(names_of) > MOST_RANGES:  # before their matrix is made
        raise ValueError(f"it names {len(names_of)} levers; at most {MOST_RANGES} have ranges")
    correlation_matrix(names_of, made)
    return made


def write_correlations(correlations: Correlations) -> str:
    """Correlations as text; "" for none.

    >>> write_correlations({("churn_rate", "arpu"): -0.3})
    'churn_rate~arpu:-0.3'
    """
    return ";".join(f"{_quoted(x)}~{_quoted(y)}:{value:.6g}" for (x, y), value in correlations.items())


def read_outcomes(text: str) -> tuple[str, ...]:
    """Names of measures, each once; ValueError where they are none.

    >>> read_outcomes("arr_end;runway")
    ('arr_end', 'runway')
    """
    names = tuple(_parts(text, MOST_OUTCOMES))
    for name in names:
        if name not in MEASURES:
            raise ValueError(unknown(name, MEASURES, said=shown(name)))
        if names.count(name) > 1:
            raise ValueError(f"it names {name} twice")
    return names


def lever(name: str) -> str:
    """The full name of a lever, fact or channel field, whichever channels there are; ValueError where it is none.

    >>> lever("Paid search.cost_per_visitor")
    'Paid search.cost_per_visitor'
    """
    channel, dot, last = name.rpartition(".")
    known = CHANNEL_FIELDS if dot else NUMBERS
    if last not in known or len(channel) > MAX_NAME or (dot and not channel):
        raise ValueError(unknown(last, known, said=shown(name, plain=not channel)))
    return name


def _parts(text: str, most: int) -> list[str]:
    """The parts of a list; ValueError, before it is taken apart, where there are more than `most`."""
    count = text.count(";") + 1
    if count > most:
        raise ValueError(f"it lists {count:,}; at most {most} are read")
    return text.split(";")


def _split(text: str, sign: str, pieces: int) -> list[str]:
    if text.count(sign) != pieces - 1:
        raise ValueError(f"{shown(text)} is not {pieces} parts with {sign} between them")
    return text.split(sign)


def _number(text: str) -> float:
    found = number(text)
    if found is None or not math.isfinite(found):
        raise ValueError(f"{shown(text)} is no number")
    return found


def _unquoted(text: str) -> str:
    if len(text) > _LONGEST_LEVER:
        raise ValueError(f"{shown(text)} is not known")
    return unquote(text)


def _quoted(name: str) -> str:
    return quote(name, safe=" .").replace("~", "%7E")
