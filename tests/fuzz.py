"""Search for what property tests have not met yet: `make fuzz`, for as long as one lets it.

    python -m tests.fuzz [--minutes N] [tests …]

Round after round of the property tests, each with a seed of its own, until one fails, the minutes are over or somebody
interrupts. What fails is shown with what makes it fail, and how to make it fail again.
"""

from __future__ import annotations

import argparse
import math
import secrets
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress

import pytest


def command(seed: int, until: float, tests: Sequence[str]) -> list[str]:
    """One round: every property test among `tests`, up to the first that fails or the end of the time."""
    return [
        *(sys.executable, "-m", "pytest", "-m", "hypothesis", "--exitfirst", "-p", "no:cacheprovider"),
        *("--hypothesis-profile=fuzz", f"--hypothesis-seed={seed}", f"--until={until}", *tests),
    ]


def search(tests: Sequence[str], minutes: float = math.inf) -> int:
    """Rounds until one fails, whose exit code is returned; 0 where time or patience ended first."""
    until, rounds = time.time() + 60 * minutes, 0
    with suppress(KeyboardInterrupt):
        while time.time() < until:
            seed = secrets.randbelow(10**9)
            print(f"Round {rounds + 1}, seed {seed}", flush=True)
            code = subprocess.run(command(seed, until, tests), check=False).returncode
            if code == pytest.ExitCode.INTERRUPTED:
                break
            if code:
                return code
            rounds += 1
    print(f"\nNothing found; {rounds} whole round{'s' * (rounds != 1)}.")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--minutes", type=float, default=math.inf, help="how long to search; without it, until a failure or Ctrl-C"
    )
    parser.add_argument("tests", nargs="*", default=["tests"], help="files or folders of tests; all without any")
    asked = parser.parse_args()
    sys.exit(search(asked.tests, asked.minutes))
