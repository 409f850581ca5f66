"""What is asked of the futures, and what is kept of what they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from model.projection import summarize
from model.questions.goal import Goal
from model.questions.ranges import Range
from model.questions.uncertainty import FAN, Estimate, Futures, Influence, Middle, simulate
from model.scenario import Scenario


@dataclass(frozen=True)
class Request:
    """Everything the futures depend on, and what is to be said about them.

    `series` is the one of the fan, `outcomes` those with quantiles, `outcome` the one whose uncertainty is split.
    """

    scenario: Scenario
    ranges: tuple[Range, ...]
    correlations: tuple[tuple[tuple[str, str], float], ...]
    futures: int
    seed: int
    goal: Goal
    series: str
    outcomes: tuple[str, ...]
    outcome: str

    def simulate(self, progress: Callable[[int, int], object] | None = None) -> Futures:
        """The futures: the same ones for the same request, whenever it is asked."""
        names = dict.fromkeys((*self.outcomes, self.outcome, "arr_end"))
        return simulate(
            self.scenario,
            self.ranges,
            dict(self.correlations),
            self.futures,
            self.seed,
            (self.series,),
            list(names),
            self.goal,
            progress,
        )


@dataclass(frozen=True, eq=False)
class Said:
    """What the futures say, without the futures themselves: a hundred thousand would fill a session's memory.

    `quantiles` holds each outcome's at FAN, `plan` each outcome of the plan on paper; `middle` is of the
    outcome that is asked for, `arr` of ARR at the end.
    """

    fan: pd.DataFrame
    goal: Estimate
    out_of_cash: Estimate
    never: Estimate
    middle: Middle
    arr: Middle
    quantiles: dict[str, list[Estimate]]
    plan: dict[str, float]
    influences: list[Influence]

    @property
    def broke(self) -> Estimate:
        """The chance that cash has been below zero by the end of the horizon."""
        return Estimate(self.out_of_cash.value[-1], self.out_of_cash.error[-1])


def digest(made: Futures, asked: Request) -> Said:
    """What is kept of the futures: all that is shown.

    >>> asked = Request(Scenario(), (Range("arpu", 40, 60),), (), 1000, 1, Goal("mrr", 1), "mrr", ("arr_end",), "arr_end")
    >>> said = digest(asked.simulate(), asked)
    >>> said.fan.shape, float(said.goal.value), list(said.quantiles)
    ((36, 5), 1.0, ['arr_end'])
    """
    plan = summarize(made.plan)
    return Said(
        fan=made.fan(asked.series),
        goal=made.chance_of_goal,
        out_of_cash=made.chance_out_of_cash,
        never=made.chance_of_never_breaking_even,
        middle=made.middle(asked.outcome),
        arr=made.middle("arr_end"),
        quantiles={name: [made.quantile(name, q) for q in FAN] for name in asked.outcomes},
        plan={name: float(plan[name]) for name in asked.outcomes},
        influences=made.matters(asked.outcome),
    )
