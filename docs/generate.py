"""Writes docs/levers.md and docs/measures.md from the declarations: `python docs/generate.py`."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from model.declaring import Measure  # noqa: E402
from model.levers import CHANNEL_FIELDS, FACTS, LEVERS, Lever  # noqa: E402 - the path comes first
from model.measures import MEASURES  # noqa: E402
from model.segments import Benchmark  # noqa: E402


def _ranges(benchmarks: Iterable[Benchmark]) -> str:
    def ends(b: Benchmark) -> str:
        high = "" if math.isinf(b.high) else f"{b.high:g}"
        return f"{b.low:g} or more" if not high else high if b.low == b.high else f"{b.low:g} to {high}"

    return "; ".join(f"{b.label}: {ends(b)} ({b.cited})" for b in benchmarks)


def _lever(lever: Lever) -> str:
    neutral = "" if lever.neutral is None else f" · neutral at {lever.neutral:g}"
    about = f"**{lever.label}** · a {lever.kind} · {lever.unit} · allowed {lever.allowed}{neutral}"
    lines = [f"### `{lever.name}`", "", about, "", lever.help]
    if lever.benchmarks:
        lines += ["", f"Sensible range, directional: {_ranges(lever.benchmarks)}."]
    return "\n".join(lines)


def levers() -> str:
    """The page of levers, opening facts and channel fields, in Markdown."""
    parts = [
        "# Levers\n\nGenerated from `model/levers.py`; do not edit. Shares are fractions from 0 to 1, money is in the "
        "scenario's own currency, time is in months. Numbers other than 0 are at least 0.000000001 in size. A fact is "
        "true today, a decision is ours to make, a belief is what must be assumed. At its neutral value a number "
        "changes nothing."
    ]
    for group, members in groupby(LEVERS.values(), lambda lever: lever.group):
        parts.append(f"## {group}")
        parts += map(_lever, members)
    parts.append("## Opening facts\n\n`start` is the first month projected (YYYY-MM), `currency` an ISO code.")
    parts += map(_lever, FACTS.values())
    parts.append("## Channels\n\nEach channel has a `name` and a `motion` (inbound or outbound), and:")
    parts += map(_lever, CHANNEL_FIELDS.values())
    return "\n\n".join(parts) + "\n"


def _measure(measure: Measure) -> str:
    kind = "by month, and as one number" if measure.monthly else "one number"
    lines = [f"### `{measure.name}`", "", f"**{measure.label}** · {measure.unit} · {kind}", "", measure.help]
    lines += ["", f"    {measure.name} = {measure.formula}"]
    if measure.undefined:
        lines += ["", f"Undefined (–): {measure.undefined}."]
    if measure.never:
        lines += ["", f"Infinite ({measure.endless}): {measure.never}."]
    if measure.benchmarks:
        lines += ["", f"Sensible range, directional: {_ranges(measure.benchmarks)}."]
    if measure.source:
        lines += ["", f"Source: {measure.source}."]
    return "\n".join(lines)


def measures() -> str:
    """The page of measures, in Markdown."""
    parts = [
        "# Measures\n\nGenerated from `model/measures.py`; do not edit. As one number, a stock is that of the last "
        "month; a flow, and a ratio of flows, that of months 1 to 12 (or the horizon, if shorter). t is the month."
    ]
    for group, members in groupby(MEASURES.values(), lambda measure: measure.group):
        parts.append(f"## {group}")
        parts += map(_measure, members)
    return "\n\n".join(parts) + "\n"


PAGES = {"levers.md": levers, "measures.md": measures}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
