"""Hypothesis profiles: `ci` decides a test's verdict, the same on every run; `fuzz` searches, anew each time.

Under `ci`, which is used unless another is asked for, a test tries the same examples on every machine, alone and among
others: they follow from the test's own text. Nothing that an earlier run left on the disk takes part. What a search
finds is written into the test as an explicit example.
"""

from __future__ import annotations

import math
import random
import shlex
import time

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.internal.conjecture import providers

_QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large)
_BOTH = {"deadline": None, "database": None, "suppress_health_check": _QUIET}
settings.register_profile("ci", derandomize=True, max_examples=40, print_blob=True, **_BOTH)
settings.register_profile(
    "fuzz",
    derandomize=False,
    max_examples=100,
    print_blob=True,
    phases=(Phase.generate, Phase.target, Phase.shrink, Phase.explain),  # explicit examples are known to pass
    **_BOTH,
)
settings.register_profile(
    "mutants",  # hundreds of runs that only ask whether anything fails
    settings.get_profile("ci"),
    max_examples=10,
    phases=(Phase.explicit, Phase.generate),
)
settings.load_profile("ci")

# Hypothesis mixes in constants of whatever modules happen to be loaded, so that a test tried other examples alone than
# among others. There is no setting for it.
providers._get_local_constants = lambda: providers._local_constants


def pytest_addoption(parser: pytest.Parser) -> None:
    """A search ends between two tests: one that is about to say what it found is let finish."""
    parser.addoption(
        "--until", type=float, default=math.inf, help="start no test after this time, in seconds since 1970"
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    """No test starts after the time that `--until` names."""
    if time.time() > item.config.getoption("--until"):
        pytest.exit("the time is over", returncode=pytest.ExitCode.INTERRUPTED)


def _seed(config: pytest.Config) -> str | None:
    """The seed of a search; None where tests only decide."""
    return config.getoption("--hypothesis-seed") if settings.get_current_profile_name() == "fuzz" else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A search takes the tests in an order of its own, so that a short one does not always end before the same."""
    seed = _seed(config)
    if seed is not None:
        random.Random(seed).shuffle(items)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """How to find again what a search found."""
    seed = _seed(config)
    for report in terminalreporter.stats.get("failed", ()) if seed is not None else ():
        terminalreporter.write_line(
            f"\nReplay: .venv/bin/python -m pytest --hypothesis-profile=fuzz --hypothesis-seed={seed} "
            f"{shlex.quote(report.nodeid)}\n"
            "The @reproduce_failure(…) above, put over the test for as long as the fault lives, goes straight to it. "
            "What was falsified becomes an @example of the test."
        )
