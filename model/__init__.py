"""The model: levers and opening facts in, months and outcomes out.

>>> p = project(Scenario(churn_rate=0.02))
>>> p["mrr"].shape
(36,)
>>> round(summarize(p)["ltv"])
1950
"""

from model.levers import FACTS, LEVERS
from model.measures import MEASURES
from model.projection import Projection, Summary, project, summarize
from model.scenario import Channel, InvalidScenario, Scenario, differences

__all__ = [
    "FACTS",
    "LEVERS",
    "MEASURES",
    "Channel",
    "InvalidScenario",
    "Projection",
    "Scenario",
    "Summary",
    "differences",
    "project",
    "summarize",
]
