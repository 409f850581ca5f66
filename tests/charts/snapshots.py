"""The compiled Vega-Lite of every chart as text, a file a chart, to be read in review.

`python -m tests.charts.snapshots` rewrites them. A chart's first variant stands in full, of each other what differs from it.
A place that is filled when the chart is drawn is written as ‹its name›.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import charts  # noqa: F401  # registers all designs
from charts import designs
from charts.designs import Design, slot

FOLDER = Path(__file__).parent / "snapshots"
WIDTH = 110
_SLOT = slot("")


def path_of(design: Design) -> Path:
    """Where a design's snapshot is kept."""
    return FOLDER / f"{design.name.removeprefix('charts.').replace('._', '.')}.txt"


def lines(part: Any, indent: str = "") -> Iterator[str]:
    """A part of a design, what fits on a line in one; keys in the order of the alphabet."""
    items = part.items() if isinstance(part, dict) else ((f"- {k}", each) for k, each in enumerate(part))
    for key, value in sorted(items) if isinstance(part, dict) else items:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True)
        if not isinstance(value, dict | list) or len(indent) + len(key) + len(text) < WIDTH:
            yield f"{indent}{key}: {text}"
        else:
            yield f"{indent}{key}"
            yield from lines(value, indent + "  ")


def _shown(part: Any) -> Any:
    """A design with its slots as text that can be read."""
    if isinstance(part, dict):
        return {key: _shown(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_shown(each) for each in part]
    return f"‹{part.removeprefix(_SLOT)}›" if isinstance(part, str) and part.startswith(_SLOT) else part


def written(design: Design) -> str:
    """A design's snapshot."""
    designs.make_all()
    (first, *others) = ((variant, list(lines(_shown(spec)))) for variant, (spec, _, _) in design.made.items())
    text = [f"variant {first[0]}", *first[1]] if others else first[1]
    for variant, made in others:
        differs = [
            line
            for line in difflib.unified_diff(first[1], made, n=0, lineterm="")
            if line[:2] not in ("--", "++", "@@")
        ]
        text += ["", f"variant {variant}", *differs]
    return "\n".join(text) + "\n"


def main() -> None:
    """Rewrite every snapshot, and delete those of charts that are no more."""
    FOLDER.mkdir(exist_ok=True)
    for stale in set(FOLDER.iterdir()) - {path_of(design) for design in designs.ALL}:
        stale.unlink()
    for design in designs.ALL:
        path_of(design).write_text(written(design), encoding="utf-8")


if __name__ == "__main__":
    main()
