"""The funnel as stages with what leaks between them, what a lead costs, and which stage is worth improving."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.arithmetic import ratio
from model.levers import CHANNEL_FIELDS, LEVERS, SMALLEST, Lever
from model.measures import MEASURES
from model.mix import YEAR
from model.outcomes import before, first_year, last, months_counted, split_by_leads
from model.projection import Floats, Projection, project


@dataclass(frozen=True)
class Stage:
    """One stage of the funnel over the first year or in one month.

    Of `came`, `count` reached the stage and the rest leaked, in the way `leaks` says. `rate` is the
    share as its measure counts it: leads and customers from contacts and older opportunities too.
    """

    name: str
    label: str
    count: float
    came: float
    rate: float
    leaks: str

    @property
    def leaked(self) -> float:
        """came - count; 0 at the top."""
        return self.came - self.count


@dataclass(frozen=True)
class Funnel:
    """The stages from visitors to customers, and the pool beside them.

    `contacts` is the nurture pool at the end of the time and `from_contacts` the leads it fed.
    """

    stages: tuple[Stage, ...]
    contacts: float
    from_contacts: float


def funnel(p: Projection, month: int | None = None) -> Funnel:
    """The funnel of one scenario in the first year (or the horizon, if shorter), or in one month from 1.

    Leads come from visitors and contacts, resolved opportunities from the pipeline: what "leaks"
    there is still open. Raises ValueError for a month outside the horizon.

    Of 1,000 visitors 3 % become leads, 100 contacts raise no hand, and 30 % of the leads are qualified.

    >>> from model import Channel, Scenario
    >>> site = Channel("Site", organic_visitors=1000, cost_per_visitor=0)
    >>> made = funnel(project(Scenario(visitor_to_lead=0.03, contact_to_lead=0, channels=[site])), month=1)
    >>> [(stage.name, round(stage.count, 6), round(stage.leaked, 6)) for stage in made.stages[:3]]
    [('visitors', 1000.0, 0.0), ('leads', 30.0, 970.0), ('mqls', 9.0, 21.0)]
    """
    if month is not None and not 1 <= month <= p.months:
        raise ValueError(f"month is {month}; allowed is 1 to {p.months}")
    first, end = (0, min(YEAR, p.months)) if month is None else (month - 1, month)

    def flow(name: str) -> float:
        return float(p[name][first:end].sum())

    def stage(name: str, came: float, of: float, leaks: str) -> Stage:
        count = flow(name)
        return Stage(name, MEASURES[name].label, count, max(came, count), float(ratio(count, of)), leaks)

    visitors, sqls, resolved = flow("visitors"), flow("sqls"), flow("resolved")
    raised = p.lever.contact_to_lead * before(p, "contacts")
    from_contacts = float(raised[first:end].sum())
    opportunities = float(before(p, "pipeline")[first]) + sqls
    stages = (
        stage("visitors", visitors, visitors, ""),
        stage("leads", visitors + from_contacts, visitors, "leave without a word"),
        stage("mqls", flow("leads"), flow("leads"), "not qualified"),
        stage("sals", flow("mqls"), flow("mqls"), "not accepted by sales"),
        stage("sqls", flow("sals"), flow("sals"), "not qualified by sales"),
        stage("resolved", opportunities, opportunities, "still open"),
        stage("new_customers", resolved, resolved, "lost"),
    )
    return Funnel(stages, float(p["contacts"][end - 1]), from_contacts)


IMPROVABLE = ("visitor_to_lead", "lead_to_mql", "mql_to_sal", "sal_to_sql", "win_rate", "contact_to_lead")
"""Levers of the funnel that can each be improved by themselves."""


@dataclass(frozen=True)
class Gain:
    """What improving one thing brings: customers won in the first year, and MRR in its last month."""

    name: str
    label: str
    customers: float
    mrr_12: float


def stage_gains(p: Projection, by: float = 0.1) -> tuple[Gain, ...]:
    """What each stage, improved by a tenth by itself, brings; the most customers first. One batch.

    Rates stop at 1, so that a stage that is already there brings less or nothing. "visitors" is a
    tenth more traffic at the same spend (unpaid visitors more, paid ones cheaper); "marketing_spend"
    is a tenth more spend at today's diminishing returns.

    >>> from model import Scenario
    >>> gains = {gain.name: gain for gain in stage_gains(project(Scenario(win_rate=1.0)))}
    >>> gains["win_rate"].customers, round(gains["lead_to_mql"].customers, 6) > 0
    (0.0, True)
    """
    names = (*IMPROVABLE, "visitors", "marketing_spend")
    more = 1 + by

    def improved(declared: Lever, number: float, row: str, factor: float) -> Floats:
        """The number in every row, times a factor in the one named, where that is still allowed."""
        values = np.full(1 + len(names), float(number))
        held = min(number * factor, declared.maximum)
        values[1 + names.index(row)] = held if held >= SMALLEST else number
        return values

    levers = (*IMPROVABLE, "marketing_spend")
    vary = {name: improved(LEVERS[name], getattr(p.scenario, name), name, more) for name in levers}
    for channel in p.scenario.channels:
        for name, factor in (("organic_visitors", more), ("cost_per_visitor", 1 / more)):
            number = getattr(channel, name)
            vary[f"{channel.name}.{name}"] = improved(CHANNEL_FIELDS[name], number, "visitors", factor)
    batch = project(p.scenario.replace(months=max(6, months_counted(p))), vary)
    customers, mrr = first_year(batch, "new_customers"), last(batch, "mrr")
    labels = [LEVERS[name].label if name in LEVERS else MEASURES[name].label for name in names]
    gains = [
        Gain(name, label, float(customers[row] - customers[0]), float(mrr[row] - mrr[0]))
        for row, (name, label) in enumerate(zip(names, labels, strict=True), 1)
    ]
    return tuple(sorted(gains, key=lambda gain: -float(f"{gain.customers:.9g}")))  # rounding must not decide


LEAD_COST_KINDS = {
    "spend": "Programme spend",
    "marketing_labour": "People",
    "marketing_technology": "Tools",
    "marketing_general": "Overhead",
}
"""What a lead costs, by kind: monthly series and label."""


def lead_costs(p: Projection) -> dict[str, dict[str, float]]:
    """Cost of an inbound, outbound and any lead in the first year, split by kind; money/lead.

    The kinds of a motion sum to `inbound_cost_per_lead` and `outbound_cost_per_lead`; people, tools
    and overhead are split by the month's leads. NaN where a motion brings no leads.

    >>> from model import Scenario
    >>> costs = lead_costs(project(Scenario()))
    >>> costs["Inbound"] == costs["All"], costs["Outbound"]["spend"]
    (True, nan)
    """
    made = {}
    count = len(p.scenario.channels)
    for label, motions in (("Inbound", ("inbound",)), ("Outbound", ("outbound",)), ("All", ("inbound", "outbound"))):
        members = [c.name for c in p.scenario.channels if c.motion in motions]
        leads = sum((p.channels[name]["leads"] for name in members), np.zeros(p.months))
        spend = sum((p.channels[name]["spend"] for name in members), np.zeros(p.months))
        if len(members) == count:
            leads, spend = p["leads"], p["spend"]
        carried = ratio(split_by_leads(p, leads, len(members)), p["marketing_team"])
        kinds = {name: spend if name == "spend" else np.nan_to_num(carried) * p[name] for name in LEAD_COST_KINDS}
        brought = leads[:YEAR].sum()
        made[label] = {name: float(ratio(series[:YEAR].sum(), brought)) for name, series in kinds.items()}
    return made
