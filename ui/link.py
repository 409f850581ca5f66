"""The link is the model: a scenario and its baseline as query parameters, and back.

`v` is the format's version, `template` names the baseline, or `own` holds one packed (a company's
own data). After them come only the numbers that differ from the baseline, under their own names:
`churn_rate=0.04`, `Paid search.cost_per_visitor=3`. Where channels were added, removed, renamed or
given another motion, `channels` holds all of them, packed. `pins` holds pinned scenarios, packed:
for each its name and what a link would hold for it. `sent` holds the same of what the link was first opened
with, where that is not what is open now: without it a link is its own, and whoever opens it compares with that.

A name that a later release adds is absent from an older link and has its neutral value there, so that
a link always opens to the same numbers. Whatever is
not taken exactly as the link says it is named in `problems`; every list has a limit that is checked
before anything is done with it, because a link comes from anywhere and one server answers everybody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from model.levers import NUMBERS
from model.plan import Plan
from ui.foreign import is_foreign
from ui.link_own import read_baseline, write_baseline
from ui.link_pins import read_pins, write_pins
from ui.link_scenario import read_scenario, written
from ui.link_sent import SENT_TOO, read_sent, write_sent
from ui.link_text import MOST_PARAMETERS, shown, taken, trimmed
from ui.packed import is_packed
from ui.settings import SETTINGS

VERSION = "1"
OURS = ("v", "template", "own", "channels", "pins", *SENT_TOO, "start", "currency")
"""Parameters of the link that are not numbers."""

_KNOWN = frozenset({*NUMBERS, *OURS, *SETTINGS})
_AMPERSAND = "amp;"
"""What is left before every name but the first where a mail wrote `&` as `&amp;`."""


@dataclass(frozen=True)
class Opened:
    """The plan that a link holds; `problems` are sentences about what could not be taken and what is used instead."""

    plan: Plan
    problems: tuple[str, ...] = ()


def write(plan: Plan) -> dict[str, str]:
    """The query parameters that restore a plan, its pins as far as they fit.

    >>> from model.plan import Baseline
    >>> base = Baseline.of_template("self_serve")
    >>> write(Plan(base, base.scenario.replace(churn_rate=0.04)))
    {'v': '1', 'template': 'self_serve', 'churn_rate': '0.04'}
    """
    moves = written(plan.baseline.scenario, plan.scenario)
    params = {"v": VERSION} | write_baseline(plan.baseline) | moves | dict(plan.settings) | write_sent(plan)
    packed, _ = write_pins(plan.baseline.scenario, plan.pins)
    return params | ({"pins": packed} if packed else {})


def read(params: Mapping[str, str], repeated: Collection[str] = ()) -> Opened:
    """What query parameters hold; `repeated` are names that were given more than once, each here with its last value.

    Never raises: whatever does not fit is named in `problems`.

    >>> opened = read({"template": "self_serve", "churn_rate": "4", "utm_source": "mail"})
    >>> opened.plan.scenario.churn_rate
    0.035
    >>> opened.problems
    ('churn_rate is 4; allowed is 0 to 1 (a share: 4 % is 0.04). The baseline has 0.035, which is used.',)
    """
    problems: list[str] = []
    given = _ours(params, repeated, problems)
    version = taken(given.pop("v", VERSION), VERSION.__eq__)
    if version != VERSION:
        problems.append(
            f"The link says it has format {shown(version)}; this is format {VERSION}. What it names the same way is used."
        )
    baseline = read_baseline(given, problems)
    settings: dict[str, str] = {}
    for name in [*filter(SETTINGS.__contains__, given)]:
        text, problem = SETTINGS[name].take(given.pop(name))
        if problem:
            problems.append(problem)
        else:
            settings[name] = text
    pins = given.pop("pins", None)
    beside = {name: given.pop(name) for name in SENT_TOO if name in given}
    base = baseline.scenario
    scenario = read_scenario(given, base, problems, (*OURS, *SETTINGS))
    kept = () if pins is None else read_pins(taken(pins, is_packed), base, problems)
    sent, last = (read_sent(name, beside[name], base, problems) if name in beside else None for name in SENT_TOO)
    plan = Plan(baseline, scenario, settings, kept, sent, last).as_opened()
    against = settings.get("against", plan.against.key)
    if against != plan.against.key:
        del settings["against"]
        problems.append(f"against is {shown(against, plain=False)}, which the link does not hold. It is left out.")
        plan = replace(plan, settings=settings)
    return Opened(plan, tuple(problems))


def _ours(params: Mapping[str, str], repeated: Collection[str], problems: list[str]) -> dict[str, str]:
    """The parameters by their trimmed names, without those that others append."""
    named = [(name, trimmed(name), text) for name, text in islice(params.items(), MOST_PARAMETERS)]
    spoilt = any(clean.startswith(_AMPERSAND) and clean.removeprefix(_AMPERSAND) in _KNOWN for _, clean, _ in named)
    given: dict[str, str] = {}
    twice: dict[str, None] = {}
    for name, clean, text in named:
        if spoilt:
            clean = clean.removeprefix(_AMPERSAND)
        if is_foreign(clean):
            continue
        if clean in given or name in repeated:
            twice[clean] = None
        given[clean] = text
    if len(params) > MOST_PARAMETERS:
        problems.append(f"The link has {len(params):,} parameters; the first {MOST_PARAMETERS:,} are read.")
    for clean in twice:
        said = clean if clean in _KNOWN else shown(clean, plain=False)
        problems.append(f"{said} is in the link more than once; its last value is used.")
    return given
