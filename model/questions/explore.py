"""What Explore's pictures show that is no measure of its own: net new MRR, the steps of the funnel, one customer's life."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from model.arithmetic import ratio
from model.levers import LEVERS
from model.measures import MEASURES
from model.outcomes import first_year
from model.projection import Floats, Projection
from model.segments import Benchmark, SegmentName, band
from model.unit_economics import earned, ltv

YEARS = (("Year 1", 0, 12), ("Year 2", 12, 24), ("Year 3", 24, 36), ("Years 4 and 5", 36, 60), ("Later", 60, math.inf))
"""Parts of a customer's life: name, and the months they begin and end with."""


def net_new_mrr(p: Projection) -> Floats:
    """MRR won and expanded less MRR lost, by month: new_mrr + expansion_mrr - contraction_mrr - churned_mrr; money/month.

    >>> from model import Scenario, project
    >>> p = project(Scenario(opening_mrr=1000))
    >>> bool(abs(1000 + net_new_mrr(p).sum() - p["mrr"][-1]) < 1e-6)
    True
    """
    return p["new_mrr"] + p["expansion_mrr"] - p["contraction_mrr"] - p["churned_mrr"]


@dataclass(frozen=True)
class Step:
    """A step of the funnel in the first year: its share, how many took it and what is usual."""

    label: str
    rate: float
    count: float
    usual: Benchmark | None


_STEPS = (
    ("Visitor to lead", "leads", "visitors", LEVERS["visitor_to_lead"]),
    ("Lead to MQL", "mqls", "leads", LEVERS["lead_to_mql"]),
    ("MQL to SQL", "sqls", "mqls", MEASURES["mqls_to_sqls"]),
    ("SQL to customer", "new_customers", "resolved", LEVERS["win_rate"]),
)


def steps(p: Projection, segment: SegmentName) -> tuple[Step, ...]:
    """From visitor to customer in the first year: each step's share, NaN where nobody stands before it.

    >>> from model import Scenario, project
    >>> [(step.label, round(step.rate, 4)) for step in steps(project(Scenario(win_rate=0.4)), "enterprise")][-1]
    ('SQL to customer', 0.4)
    """
    return tuple(
        Step(
            label,
            float(ratio(first_year(p, name), first_year(p, of))),
            float(first_year(p, name)),
            band(usual, segment),
        )
        for label, name, of, usual in _STEPS
    )


def full_track(*shares: float) -> float:
    """The share that a step's full track means: the smallest of 1, 0.1, 0.01 … that holds all of these.

    >>> full_track(0.02, 0.03), full_track(0.2, 0.04), full_track(math.nan)
    (0.1, 1.0, 1.0)
    """
    most = max((share for share in shares if share > 0), default=1.0)
    return 10.0 ** max(math.ceil(math.log10(most) - 1e-12), -9)


def visitor_to_customer(p: Projection) -> float:
    """Customers won for each visitor of the first year; NaN where there are none."""
    return float(ratio(first_year(p, "new_customers"), first_year(p, "visitors")))


def years_of_life(p: Projection) -> tuple[float, ...]:
    """Gross profit that the mean customer won brings in each of YEARS, money/account: together they are `ltv`.

    >>> from model import Scenario, project, summarize
    >>> p = project(Scenario(churn_rate=0.05))
    >>> round(sum(years_of_life(p)) / summarize(p)["ltv"], 9)
    1.0
    """
    mix, horizon = p.mix, p.scenario.ltv_horizon
    whole = float(mix.mean(ltv(mix.profit, mix.churn_rate, mix.lever["ltv_horizon"])))
    most = horizon or math.inf
    brought = [float(earned(mix.weights, mix.profit, mix.churn_rate, min(end, most))) for _, _, end in YEARS[:-1]]
    totals = [0.0, *brought, whole]
    return tuple(now - before for before, now in pairwise(totals))
