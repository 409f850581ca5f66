"""The link is the model: a scenario and its baseline as query parameters, and back.

`v` is the format's version, `template` names the baseline, or `own` holds one packed (a company's
own data). After them come only the numbers that differ from the baseline, under their own names:
`churn_rate=0.04`, `Paid search.cost_per_visitor=3`. Where channels were added, removed, renamed or
given another motion, `channels` holds all of them, packed. `pins` holds pinned scenarios, packed:
for each its name and what a link would hold for it.

A name that a later release adds is absent from an older link and has its neutral value there, so that
a link always opens to the same numbers. Whatever is
not taken exactly as the link says it is named in `problems`; every list has a limit that is checked
before anything is done with it, because a link comes from anywhere and one server answers everybody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from actuals import MAX_PAST_GROWTH
from model import InvalidScenario, Scenario
from model.levers import NUMBERS, brief
from model.templates import DEFAULT_TEMPLATE, TEMPLATES
from ui.foreign import is_foreign
from ui.link_scenario import columns, listed, read_scenario, reasons, refuse_strangers, written
from ui.link_text import shown, taken, trimmed
from ui.packed import UNPACKED, as_json, is_packed, pack, pack_text, unpack
from ui.page_parameters import MOST_PINS, PAGE_PARAMETERS

VERSION = "1"
OURS = ("v", "template", "own", "channels", "pins", "start", "currency")
"""Parameters of the link that are not numbers."""

_KNOWN = frozenset({*NUMBERS, *OURS, *PAGE_PARAMETERS})
_AMPERSAND = "amp;"
"""What is left before every name but the first where a mail wrote `&` as `&amp;`."""

MOST_PARAMETERS = 1_000
"""Parameters that are read: three times as many as there are to write."""


@dataclass(frozen=True)
class Baseline:
    """What a scenario is compared with: a template by name, or a company's own data under its name.

    `past_growth` is how fast a company's MRR grew a month so far, as a share; None where nobody knows.
    """

    name: str
    scenario: Scenario
    is_template: bool
    past_growth: float | None = None

    @property
    def label(self) -> str:
        """What people call it."""
        return TEMPLATES[self.name].label if self.is_template else self.name

    @classmethod
    def of_template(cls, name: str = DEFAULT_TEMPLATE) -> Baseline:
        """The baseline of a template."""
        return cls(name, TEMPLATES[name].scenario, is_template=True)


@dataclass(frozen=True)
class Pin:
    """A scenario that was set aside under a name, to be compared with others."""

    name: str
    scenario: Scenario


BASELINE, NOW = "Baseline", "Now"
RESERVED = (BASELINE, NOW)
"""What stands beside pins has these names; no pin has."""
LONGEST_PINS = 3_000
"""Characters of the packed pins that are written."""
MOST_LETTERS = 40
"""Letters of a pin's name and of that of own data."""


@dataclass(frozen=True)
class Opened:
    """What a link holds; `problems` are sentences about what could not be taken and what is used instead."""

    baseline: Baseline
    scenario: Scenario
    problems: tuple[str, ...] = ()
    page: Mapping[str, str] = field(default_factory=dict)
    pins: tuple[Pin, ...] = ()


def write(
    baseline: Baseline, scenario: Scenario, page: Mapping[str, str] | None = None, pins: tuple[Pin, ...] = ()
) -> dict[str, str]:
    """The query parameters that restore a baseline, a scenario, what pages keep (`page`) and pins, as far as they fit.

    >>> base = Baseline.of_template("self_serve")
    >>> write(base, base.scenario.replace(churn_rate=0.04))
    {'v': '1', 'template': 'self_serve', 'churn_rate': '0.04'}
    """
    params = {"v": VERSION}
    if baseline.is_template:
        params["template"] = baseline.name
    else:
        past = {} if baseline.past_growth is None else {"past_growth": baseline.past_growth}
        params["own"] = pack({"name": baseline.name} | past | columns(baseline.scenario))
    params |= written(baseline.scenario, scenario) | dict(page or {})
    packed, _ = write_pins(baseline.scenario, pins)
    return params | ({"pins": packed} if packed else {})


def write_pins(baseline: Scenario, pins: tuple[Pin, ...]) -> tuple[str, tuple[Pin, ...]]:
    """Pins as one packed parameter ("" without any), and those it has no room for."""
    told: list[dict[str, Any]] = []
    packed, left_out = "", []
    for pin in pins:
        longer = [*told, {"name": pin.name, "changes": written(baseline, pin.scenario)}]
        plain = as_json({"pins": longer})
        text = pack_text(plain)
        if len(text) > LONGEST_PINS or len(plain.encode()) >= UNPACKED:
            left_out.append(pin)
        else:
            told, packed = longer, text
    return packed, tuple(left_out)


def own_name(text: str) -> str:
    """The name of a company's own data: printable, at most 40 letters, "Own data" where nothing is left of it.

    >>> own_name(" Plan\t2027 "), own_name("")
    ('Plan 2027', 'Own data')
    """
    return _printable(text)[:MOST_LETTERS].strip() or "Own data"


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


def pin_name(text: str, taken: Collection[str]) -> str:
    """A pin's name: printable, at most 40 letters, and of nobody else; numbered where it is taken or empty.

    >>> pin_name(" Lower churn ", ()), pin_name("Baseline", ["Plan"]), pin_name("", ["Pin 1"])
    ('Lower churn', 'Baseline 2', 'Pin 2')
    """
    name = " ".join(_printable(text).split())[:MOST_LETTERS].strip()
    used = {*RESERVED, *taken}
    if name and name not in used:
        return name
    numbered = (f"{name[:36] or 'Pin'} {k}" for k in range(2 if name else 1, len(used) + 3))
    return next(each for each in numbered if each not in used)


def read(params: Mapping[str, str], repeated: Collection[str] = ()) -> Opened:
    """What query parameters hold; `repeated` are names that were given more than once, each here with its last value.

    Never raises: whatever does not fit is named in `problems`.

    >>> opened = read({"template": "self_serve", "churn_rate": "4", "utm_source": "mail"})
    >>> opened.scenario.churn_rate
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
    baseline = _baseline(given, problems)
    page: dict[str, str] = {}
    for name in [*filter(PAGE_PARAMETERS.__contains__, given)]:
        text, problem = PAGE_PARAMETERS[name].take(given.pop(name))
        if problem:
            problems.append(problem)
        else:
            page[name] = text
    pins = given.pop("pins", None)
    scenario = read_scenario(given, baseline.scenario, problems, (*OURS, *PAGE_PARAMETERS))
    kept = () if pins is None else _pins(taken(pins, is_packed), baseline.scenario, problems)
    return Opened(baseline, scenario, tuple(problems), page, kept)


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


def _pins(text: str, baseline: Scenario, problems: list[str]) -> tuple[Pin, ...]:
    """The pins of a link, each against its baseline; what does not fit is told in `problems`."""
    try:
        data = unpack(text)
    except InvalidScenario as error:
        problems.append(f"The link's pins cannot be used: {reasons(error)} They are left out.")
        return ()
    told = data.pop("pins", None)
    if not isinstance(told, list) or not all(map(_is_pin, told)):
        problems.append("The link's pins cannot be used: they are damaged. They are left out.")
        return ()
    if data:
        problems.append(f"Beside the link's pins stands {_listing(data)}, which is not known. It is left out.")
    if len(told) > MOST_PINS:
        problems.append(f"The link has {len(told):,} pins; at most {MOST_PINS} are shown. The others are left out.")
    pins: list[Pin] = []
    for each in told[:MOST_PINS]:
        name = pin_name(each["name"], [pin.name for pin in pins])
        if name != each["name"]:
            problems.append(
                f"The pin {shown(each['name'], plain=False)} is called {shown(name, plain=False)}: a name has 1 to "
                f"{MOST_LETTERS} printable letters and is nobody else's."
            )
        faults = len(problems)
        if more := each.keys() - {"name", "changes"}:
            problems.append(f"{_listing(more)} is not known. It is left out.")
        if len(each["changes"]) > MOST_PARAMETERS:
            problems.append(f"it has {len(each['changes']):,} changes; it is left as the baseline.")
            each["changes"] = {}
        scenario = read_scenario(each["changes"], baseline, problems, ("start", "currency", "channels"))
        problems[faults:] = [f"Pin {shown(name, plain=False)}: {fault}" for fault in problems[faults:]]
        pins.append(Pin(name, scenario))
    return tuple(pins)


def _listing(names: Collection[str]) -> str:
    """Names that are not known: the first of them, and how many more."""
    more = f" and {len(names) - 1:,} more" if len(names) > 1 else ""
    return shown(min(names), plain=False) + more


def _is_pin(told: Any) -> bool:
    return (
        isinstance(told, dict)
        and isinstance(told.get("name"), str)
        and isinstance(told.get("changes"), dict)
        and all(isinstance(text, str) for text in told["changes"].values())
    )


def _baseline(given: dict[str, str], problems: list[str]) -> Baseline:
    """The baseline that parameters name or hold, which are taken out of `given`."""
    own, fallback = given.pop("own", None), Baseline.of_template()
    named = given.pop("template", fallback.name if own is None else None)
    if own is None:
        text = taken(named or "", TEMPLATES.__contains__)
        if text in TEMPLATES:
            return Baseline.of_template(text)
        problems.append(f"Template {shown(text)} is not known; the {fallback.label} template is used instead.")
        return fallback
    if named is not None:
        problems.append(
            f"Template {shown(trimmed(named))} is left out: the link holds own data, which are the baseline."
        )
    try:
        return _own(unpack(taken(own, is_packed)), problems)
    except InvalidScenario as error:
        problems.append(
            f"The link's own data cannot be used: {reasons(error)} The {fallback.label} template is used instead."
        )
        return fallback


def _own(data: dict[str, Any], problems: list[str]) -> Baseline:
    """A company's own data; InvalidScenario where they cannot be used."""
    called = data.pop("name", None)
    past = _past_growth(data.pop("past_growth", None))
    refuse_strangers(data, ("start", "currency", "channels", *NUMBERS))
    data["channels"] = listed(data.get("channels"))
    scenario = Scenario.from_dict(data)
    name = own_name(called if isinstance(called, str) else "")
    if called is not None and called != name:
        said = shown(called, plain=False) if isinstance(called, str) else brief(called)
        problems.append(
            f"The link's own data are called {shown(name, plain=False)}, not {said}: a name has 1 to {MOST_LETTERS} printable letters."
        )
    return Baseline(name, scenario, is_template=False, past_growth=past)


def _past_growth(value: Any) -> float | None:
    """What a link says of a company's growth so far; InvalidScenario where it cannot be."""
    if value is None or (type(value) in (int, float) and -1 <= value <= MAX_PAST_GROWTH):
        return value if value is None else float(value)
    raise InvalidScenario(
        [("past_growth", f"past_growth is {brief(value)}; allowed is a share a month from -1 to {MAX_PAST_GROWTH:g}")]
    )
