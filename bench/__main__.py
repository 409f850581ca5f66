"""Runs the measurements and says what they found; a missed aim is said and fails nothing."""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from bench import pages, projections, questions
from bench.figure import Figure

MEASUREMENTS = {
    "one": projections.one,
    "batch": projections.batch,
    "questions": questions.questions,
    "futures": questions.futures_or_loop,
    **pages.MEASUREMENTS,
}

REPORT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"

HOW = f"""\
How it was measured, by `python -m bench`: medians in one process each, value and floor alternating. A batch's floor
allocates and fills as many arrays of the same sizes as the projection keeps. A move of a lever is one random first lever's
slider set to a random step over the real websocket, {pages.BLOCKS} blocks of {pages.MOVES} for the app and for its floor, the page that was
recorded from the app and is shown by Streamlit's own calls with every number constant, its data as pandas frames (the app
sends Arrow tables, which is why it can be below its floor). Ratios are medians of neighbouring blocks'.
"""


def machine() -> str:
    """Processor, cores, system and versions."""
    cpu = platform.processor()
    info = Path("/proc/cpuinfo")
    if info.exists():
        cpu = next(
            (line.partition(": ")[2] for line in info.read_text().splitlines() if line[:10] == "model name"), cpu
        )
    versions = ", ".join(f"{name} {version(name)}" for name in ("streamlit", "numpy", "pandas", "altair"))
    cores = f"{os.cpu_count()} cores"
    return f"{cpu or platform.machine()}, {cores}, {platform.system()}; Python {platform.python_version()}, {versions}"


def cells(figure: Figure) -> tuple[str, ...]:
    """One row of the table."""
    floor = "" if math.isnan(figure.floor) else f"{figure.floor:.3g} {figure.unit}"
    ratio = "" if math.isnan(figure.over_floor) else f"{figure.over_floor:.2f} ×"
    return figure.name, f"{figure.value:.3g} {figure.unit}", floor, ratio, figure.aims, figure.verdict


HEAD = ("measured", "value", "floor", "ratio", "aim", "")


def table(figures: list[Figure]) -> str:
    """The figures as a Markdown table whose columns line up as text too."""
    rows = [HEAD, *map(cells, figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, tuple("-" * width for width in widths))
    lines = (" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(f"| {line} |" for line in lines)


def _known(number: float) -> float | None:
    """A number as JSON can say it."""
    return None if math.isnan(number) else number


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the model and the pages.")
    parser.add_argument("--only", choices=MEASUREMENTS, metavar="NAME", help=", ".join(MEASUREMENTS))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    asked = parser.parse_args()
    if asked.write and asked.only:
        parser.error("--write writes all measurements; leave --only out")
    figures: list[Figure] = []
    for name in [asked.only] if asked.only else MEASUREMENTS:
        print(f"measuring {name} …", file=sys.stderr)
        figures += MEASUREMENTS[name]()
    print(table(figures), machine(), sep="\n\n")
    missed = [figure.name for figure in figures if figure.verdict == "misses"]
    if missed:
        print("\nMisses its aim: " + "; ".join(missed))
    if asked.json:
        said = [
            {
                "name": f.name,
                "unit": f.unit,
                "value": f.value,
                "floor": _known(f.floor),
                "ratio": _known(f.over_floor),
                "aims": f.aims,
                "verdict": f.verdict,
            }
            for f in figures
        ]
        asked.json.write_text(json.dumps({"machine": machine(), "figures": said}, indent=1, ensure_ascii=False) + "\n")
    if asked.write:
        REPORT.write_text(f"# Benchmarks\n\n{table(figures)}\n\nMachine: {machine()}.\n\n{HOW}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
