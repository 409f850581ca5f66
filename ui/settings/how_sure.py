"""What How sure keeps: its simulation, and lists as texts.

`ranges` is `churn_rate:0.02:0.05;arpu:55:70`, `correlations` is `churn_rate~arpu:-0.3`, `outcomes` is `arr_end;runway`.
Names of channels are percent-encoded, since they may hold any of these signs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model import MEASURES
from model.measures import MONTHLY
from model.questions.ranges import MOST_FUTURES, Range, correlation_matrix
from model.scenario import unknown
from ui.link_text import shown
from ui.settings.declared import Setting, between, finite, lever, one_of, parts, quoted, split, unquoted

NO_RANGES = "none"
"""Said where every range was taken away: an absent setting means the usual ranges."""

MOST_RANGES = 40
MOST_CORRELATIONS = 100
"""Every list has a limit, and it is checked before anything is done with the list."""
STRONGEST = 0.95
MOST_OUTCOMES = 12

Correlations = Mapping[tuple[str, str], float]


def read_ranges(text: str) -> tuple[Range, ...]:
    """Ranges, each lever once; ValueError where they are none.

    >>> [made.lever for made in read_ranges("churn_rate:0.02:0.05;Paid%20search.cost_per_visitor:1:2")]
    ['churn_rate', 'Paid search.cost_per_visitor']
    """
    if text == NO_RANGES:
        return ()
    made: dict[str, Range] = {}
    for part in parts(text, MOST_RANGES):
        name, low, high = split(part, ":", 3)
        name = lever(unquoted(name))
        if name.rpartition(".")[2] in ("months", "spend_share"):
            raise ValueError(f"{shown(name, plain=False)} cannot have a range")
        if name in made:
            raise ValueError(f"{shown(name, plain=False)} has two ranges")
        made[name] = Range(name, finite(low), finite(high))
    return tuple(made.values())


def write_ranges(ranges: Sequence[Range]) -> str:
    """Ranges as text.

    >>> write_ranges([Range("arpu", 55, 70)])
    'arpu:55:70'
    """
    return ";".join(f"{quoted(r.lever)}:{r.low:.12g}:{r.high:.12g}" for r in ranges) or NO_RANGES


def read_correlations(text: str) -> dict[tuple[str, str], float]:
    """Correlations of pairs; ValueError where they are none or contradict each other.

    >>> read_correlations("churn_rate~arpu:-0.3")
    {('churn_rate', 'arpu'): -0.3}
    """
    made: dict[tuple[str, str], float] = {}
    for part in parts(text, MOST_CORRELATIONS):
        names, value = split(part, ":", 2)
        x, y = (lever(unquoted(name)) for name in split(names, "~", 2))
        found = finite(value)
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
    return ";".join(f"{quoted(x)}~{quoted(y)}:{value:.6g}" for (x, y), value in correlations.items())


def read_outcomes(text: str) -> tuple[str, ...]:
    """Names of measures, each once; ValueError where they are none.

    >>> read_outcomes("arr_end;runway")
    ('arr_end', 'runway')
    """
    names = tuple(parts(text, MOST_OUTCOMES))
    for name in names:
        if name not in MEASURES:
            raise ValueError(unknown(name, MEASURES, said=shown(name)))
        if names.count(name) > 1:
            raise ValueError(f"it names {name} twice")
    return names


SETTINGS = (
    Setting(
        "ranges", "belief", f"low and high of up to {MOST_RANGES} levers: churn_rate:0.02:0.05;arpu:55:70", read_ranges
    ),
    Setting(
        "correlations",
        "belief",
        "pairs of levers with numbers from -0.95 to 0.95 that do not contradict each other: churn_rate~arpu:-0.3",
        read_correlations,
    ),
    Setting("futures", "view", "a whole number from 1,000 to 100,000", between(1_000, MOST_FUTURES, whole=True)),
    Setting("seed", "view", "a whole number from 0 to 999,999", between(0, 999_999, whole=True)),
    Setting("fan", "view", "a monthly series: mrr", one_of(MONTHLY)),
    Setting("outcomes", "view", "up to twelve outcomes: arr_end;cash_end", read_outcomes),
)
