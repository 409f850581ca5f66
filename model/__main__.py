"""The model at the command line: a scenario file in, the summary or the monthly table out.

    python -m model scenario.json             every measure of the scenario, as CSV: name, value, unit
    python -m model scenario.json --monthly   every monthly series, a row a month
    python -m model scenario.json --json      the file again, whole: what it leaves out is written out
    python -m model -                         the scenario from standard input

A scenario file is JSON of names and values (see `Scenario.to_dict`); names left out have their
default, those of later releases their neutral value. The file of a plan (see `Plan.to_dict`) has a
version; its scenario is what is projected. A file that cannot be used gets one line on standard error and exit status 2.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

from model import MEASURES, InvalidScenario, Scenario, project, summarize
from model.plan import Plan
from model.scenario import decoded


def _read(name: str) -> Plan | Scenario:
    source = "standard input" if name == "-" else name
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        told = decoded(data.decode("utf-8-sig"), "scenario")
        is_plan = isinstance(told, dict) and "version" in told
        return Plan.from_dict(told) if is_plan else Scenario.from_dict(told)
    except OSError as error:
        raise SystemExit(_refuse(f"{source}: {error.strerror or error}")) from None
    except UnicodeDecodeError:
        raise SystemExit(_refuse(f"{source}: not a text file in UTF-8")) from None
    except InvalidScenario as error:
        raise SystemExit(_refuse(f"{source}: {error}")) from None


def _refuse(sentence: str) -> int:
    print("python -m model: " + " ".join(sentence.split()), file=sys.stderr)
    return 2


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m model", description="Project a scenario file.")
    parser.add_argument("scenario", help="a scenario or a plan as JSON; - reads standard input")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--monthly", action="store_true", help="the monthly table instead of the summary")
    instead.add_argument("--json", action="store_true", help="the file again, whole, instead of the summary")
    asked = parser.parse_args(arguments)
    read = _read(asked.scenario)
    if asked.json:
        sys.stdout.write(read.to_json())
        return 0
    p = project(read.scenario if isinstance(read, Plan) else read)
    if asked.monthly:
        sys.stdout.write(p.frame.to_csv(date_format="%Y-%m"))
        return 0
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["name", "value", "unit"])
    for name, value in summarize(p).items():
        writer.writerow([name, repr(value), MEASURES[name].unit])
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # the reader, such as head, has seen enough
        sys.stderr.close()
        sys.exit(0)
