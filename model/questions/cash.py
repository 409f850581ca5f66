"""Where the money goes, and why it lasts longer or shorter than month 1 alone would say."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from model.measures import MEASURES
from model.projection import Floats, Projection, project

COST_GROUPS: dict[str, tuple[str, ...]] = {
    "Marketing": ("spend", "marketing_labour", "marketing_technology", "marketing_general"),
    "Sales": ("sales_team", "commissions"),
    "Serving customers": ("support", "infrastructure", "retention", "payment_fees"),
    "R&D": ("research_and_development",),
    "G&A": ("general_and_administrative",),
}
"""Every cost of a month by its series, in groups that are read together: revenue less all of them is net cash flow."""


def cost_groups(p: Projection) -> dict[str, Floats]:
    """Cost of each group by month, money/month; together they are revenue less net cash flow.

    >>> from model import Scenario
    >>> p = project(Scenario(months=6))
    >>> bool(abs(sum(cost_groups(p).values()) - (p["revenue"] - p["net_cash_flow"])).max() < 1e-6)
    True
    """
    return {group: sum((p[name] for name in names[1:]), p[names[0]]) for group, names in COST_GROUPS.items()}


_CHANGES = (
    (1, ("revenue",), "growth of revenue", "shrinking revenue"),
    (-1, ("cost_to_serve", "payment_fees"), "serving more customers", "serving fewer customers"),
    (-1, ("spend",), "more marketing spend", "less marketing spend"),
    (-1, ("people_and_tools", "fixed_costs"), "growth of people and fixed costs", "decline of people and fixed costs"),
    (-1, ("commissions",), "more commissions", "fewer commissions"),
)
"""What a flow does to cash (1 or -1), its series, and what is said where it grew or shrank since month 1."""
PIPELINE = "today's pipeline"


@dataclass(frozen=True)
class RunwayReasons:
    """What moves cash away from burning in every month what month 1 burns, up to the end of `month`.

    `parts` are (what, money added by then), the largest gain first; they sum to the whole difference.
    """

    month: int
    parts: tuple[tuple[str, float], ...]


def runway_reasons(p: Projection) -> RunwayReasons:
    """Why projected runway is not `runway_static`: the change of each flow since month 1, added up.

    Looked at when the first of the two runs out (at the end of the horizon where neither does).
    What today's open opportunities change is told apart from what is won later, by projecting the
    same scenario without them.

    Nothing is bought or won, nobody leaves: only fixed costs of 100, growing 10 % a month, can make
    a difference. At month 1's burn 1,000 last ten months; they last less, for costs grew.

    >>> from model import Channel, Scenario
    >>> nothing = dict.fromkeys(("marketing_spend", "marketing_people", "marketing_tools", "marketing_overhead"), 0)
    >>> idle = Scenario(**nothing, sales_people=0, opening_customers=0, opening_mrr=0, opening_contacts=0,
    ...     opening_pipeline=0, opening_cash=1000, product_cost=100, admin_cost=0, cost_growth=0.1,
    ...     channels=[Channel("All", organic_visitors=0)])
    >>> why = runway_reasons(project(idle))
    >>> why.month, [(what, round(added)) for what, added in why.parts if added]
    (8, [('growth of people and fixed costs', -344)])
    """
    runs_out = min(float(MEASURES[name].overall(p)) for name in ("runway", "runway_static"))
    month = p.months if math.isinf(runs_out) else min(max(math.ceil(runs_out), 1), p.months)

    def since_month_1(of: Projection, *flows: str) -> float:
        return float(np.sum([of[name][:month] - of[name][0] for name in flows]))

    later = project(p.scenario.replace(opening_pipeline=0)) if p.scenario.opening_pipeline else p
    parts = [(PIPELINE, since_month_1(p, "net_cash_flow") - since_month_1(later, "net_cash_flow"))]
    for sign, flows, grew, shrank in _CHANGES:
        more = since_month_1(later, *flows)
        parts.append((grew if more >= 0 else shrank, sign * more))
    return RunwayReasons(month, tuple(sorted(parts, key=lambda part: -part[1])))
