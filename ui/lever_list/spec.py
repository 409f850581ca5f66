"""What the list of levers shows: by lever its words, range, usual range and the value that one compares with."""

from __future__ import annotations

import json
import math
from typing import Any

from model import LEVERS, Scenario
from model.levers import Lever
from model.segments import SegmentName, band
from words import levers as words
from words.catalogue import text
from words.format import currency_sign


def spec(
    base: Scenario, against: Scenario, segment: SegmentName, currency: str, said: tuple[tuple[str, str], ...]
) -> str:
    """All levers as JSON, in groups: those everybody asks for first, then the others.

    The ranges fit the baseline, and stay while one compares with something else. `said` is what stands around their words.
    """
    groups: dict[str, list[Lever]] = {"": [lever for lever in LEVERS.values() if lever.first]}
    for lever in LEVERS.values():
        if not lever.first:
            groups.setdefault(lever.group, []).append(lever)
    return json.dumps({
        "words": dict(said),
        "groups": [
            {"name": text(group), "levers": [_lever(lever, base, against, segment, currency) for lever in members]}
            for group, members in groups.items()
        ],
    })  # fmt: skip


def standing(against: Scenario, now: Scenario) -> dict[str, tuple[float, str]]:
    """The value and text of each lever that stands elsewhere than in what one compares with."""
    moved = {}
    for name, lever in LEVERS.items():
        value = getattr(now, name)
        if value != getattr(against, name):
            moved[name] = float(value), words.in_box(value, lever.unit, now.currency)
    return moved


def _lever(lever: Lever, base: Scenario, against: Scenario, segment: SegmentName, currency: str) -> dict[str, Any]:
    low, high, step = lever.slider_range(getattr(base, lever.name), scale(lever, base))
    was, share, money = getattr(against, lever.name), lever.unit.kind == "share", lever.unit.kind == "money"
    factor = 100 if share else 1
    usual = band(lever, segment)
    return {
        "name": lever.name,
        "label": text(lever.label),
        "who": text(lever.who),
        "help": words.list_help(lever),
        "low": low,
        "high": high,
        "step": step,
        "factor": factor,
        "decimals": max(0, -math.floor(math.log10(step * factor) + 1e-9)),
        "before": currency_sign(currency) if money else "",
        "after": words.after_number(lever.unit),
        "was": float(was),
        "wasText": words.in_box(was, lever.unit, currency),
        "band": [usual.low, usual.high] if usual else None,
        "usual": words.usual(usual, lever.unit) if usual else "",
    }


def scale(lever: Lever, base: Scenario) -> float:
    """What stands in for a company's own value of 0 in the width of a money lever."""
    if lever.unit.kind != "money":
        return 0.0
    return base.arpu * 0.1 if lever.group == "Cost to serve" else max(base.opening_mrr, base.arpu) * 0.1
