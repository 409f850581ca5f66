"""The ranges to start from: twenty per cent to either side of what most plans get wrong."""

from __future__ import annotations

import math

from model.levers import SMALLEST
from model.questions.ranges import Range
from model.scenario import Scenario, declaration

USUAL = ("churn_rate", "visitor_to_lead", "win_rate", "arpu")
"""What nobody knows about a plan and what moves it most; the cost of a visitor of the largest channel comes with them."""

USUAL_WIDTH = 0.2


def usual_range(scenario: Scenario, name: str) -> Range:
    """A lever's value with USUAL_WIDTH of it to either side, within what is valid; what is 0 has no width.

    Ends that would be too small to be valid (see SMALLEST) are the smallest number there is.

    >>> usual_range(Scenario(churn_rate=0.05), "churn_rate"), usual_range(Scenario(churn_rate=1e-9), "churn_rate")
    (Range(lever='churn_rate', low=0.04, high=0.06), Range(lever='churn_rate', low=1e-09, high=1.2e-09))
    """
    declared, value = declaration(scenario, name), scenario.numbers()[name]
    width = USUAL_WIDTH * abs(value)
    ends = []
    for end in (value - width, value + width):
        end = float(f"{min(max(end, declared.minimum), declared.maximum):.10g}")
        ends.append(math.copysign(SMALLEST, value) if 0 < abs(end) < SMALLEST else end)
    return Range(name, *ends)


def usual_ranges(scenario: Scenario) -> tuple[Range, ...]:
    """The usual range of each of USUAL and of the cost per visitor of the largest paid channel; what is 0 is left out.

    >>> [each.lever for each in usual_ranges(Scenario(win_rate=0))]
    ['churn_rate', 'visitor_to_lead', 'arpu', 'All.cost_per_visitor']
    """
    numbers = scenario.numbers()
    paid = [c for c in scenario.channels if c.cost_per_visitor > 0 and c.spend_share > 0]
    largest = [f"{max(paid, key=lambda c: c.spend_share).name}.cost_per_visitor"] if paid else []
    return tuple(usual_range(scenario, name) for name in (*USUAL, *largest) if numbers[name])
