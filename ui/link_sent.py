"""Scenarios that one compares with, each as one packed parameter of a link: what it was sent with, and before the last change."""

from __future__ import annotations

from typing import Any

from model import InvalidScenario, Scenario
from model.plan import LAST, SENT, Plan
from ui.link_scenario import are_parameters, read_packed, reasons, refuse_strangers, written
from ui.link_text import MOST_PARAMETERS, taken
from ui.packed import is_packed, pack, unpack

SENT_TOO = (SENT, LAST)
"""The parameters of a link that hold a scenario to compare with."""


def write_sent(plan: Plan) -> dict[str, str]:
    """What the plan was sent with, where that is not what is open; and what was before the last change, where one looks at it.

    A link without the first is its own: whoever opens it compares with what it holds.
    """
    base, kept = plan.baseline.scenario, {}
    if plan.sent is not None and plan.sent != plan.scenario:
        kept[SENT] = plan.sent
    if plan.last is not None and plan.against.key == LAST:
        kept[LAST] = plan.last
    return {name: pack({"changes": written(base, scenario)}) for name, scenario in kept.items()}


def read_sent(name: str, text: str, baseline: Scenario, problems: list[str]) -> Scenario | None:
    """The scenario that a parameter holds, against the link's baseline; None, and a problem, where it cannot be used."""
    try:
        data = unpack(taken(text, is_packed))
        refuse_strangers(data, ("changes",))
        told: Any = data.get("changes")
        if not are_parameters(told):
            raise InvalidScenario([(name, "it is damaged")])
        if len(told) > MOST_PARAMETERS:
            raise InvalidScenario([(name, f"it has {len(told):,} changes; at most {MOST_PARAMETERS} are read")])
    except InvalidScenario as error:
        problems.append(f"The link's part {name} cannot be used: {reasons(error)} It is left out.")
        return None
    faults = len(problems)
    scenario = read_packed(told, baseline, problems)
    problems[faults:] = [f"In the link's part {name}: {fault}" for fault in problems[faults:]]
    return scenario
