"""Which levers moved, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from model import Scenario, differences
from words.catalogue import text
from words.format import in_full, short
from words.names import lever_declared, lever_inside, lever_label
from words.say import listed, say

_TO = "{label} {before} → {after}"


def changes(baseline: Scenario, scenario: Scenario) -> dict[str, str]:
    """What moved, by full name, in words: `Customer churn 3.5 % → 3 %`.

    >>> changes(Scenario(), Scenario(churn_rate=0.025))
    {'churn_rate': 'Customer churn 3 % → 2.5 %'}
    """
    return _changes(baseline, scenario, lever_label)


def put_instead(baseline: Scenario, scenario: Scenario) -> str:
    """What moved as what a sentence begins with, the first few by name: what each is at instead of what it was; "" for nothing.

    >>> put_instead(Scenario(), Scenario(churn_rate=0.025, arpu=60))
    'ARPU at $60 instead of $50 and customer churn at 2.5 % instead of 3 %'
    """
    moved = differences(baseline, scenario)
    told: list[str] = []
    for name, (old, new) in list(moved.items())[: 3 if len(moved) == 3 else 2]:
        labelled = lever_inside if told else lever_label
        told.append(_change(name, old, new, scenario.currency, labelled, _INSTEAD))
    if len(moved) > len(told):
        told.append(say("{count} more changes", count=str(len(moved) - len(told))))
    return listed(told) if told else ""


_INSTEAD = "{label} at {after} instead of {before}"


def _changes(baseline: Scenario, scenario: Scenario, labelled: Callable[[str], str]) -> dict[str, str]:
    return {
        name: _change(name, old, new, scenario.currency, labelled)
        for name, (old, new) in differences(baseline, scenario).items()
    }


def _change(name: str, old: Any, new: Any, currency: str, labelled: Callable[[str], str], template: str = _TO) -> str:
    if name == "channels":
        added, gone = [n for n in new if n not in old], [n for n in old if n not in new]
        parts = [say("{channels} added", channels=_named(added))] if added else []
        parts += [say("{channels} removed", channels=_named(gone))] if gone else []
        what = "; ".join(parts) or text("order or motion changed")
        return say("{label}: {what}", label=labelled(name), what=what)
    if isinstance(old, str):
        return say(template, label=labelled(name), before=old, after=new)
    unit = lever_declared(name).unit
    before, after = (short(value, unit, currency) for value in (old, new))
    if before == after:  # too small a step for three digits
        before, after = (in_full(value, unit) for value in (old, new))
    return say(template, label=labelled(name), before=before, after=after)


def _named(names: list[str]) -> str:
    return ", ".join(names if len(names) <= 3 else [*names[:2], say("{count} more", count=str(len(names) - 2))])
