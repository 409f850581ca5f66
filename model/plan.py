"""What is open: a baseline, a scenario against it, what pages keep, and scenarios set aside.

A plan is what a link writes and undo keeps; as JSON it has a version, so that a later release knows what it reads.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self, TypeVar

from model.levers import Kind, brief
from model.scenario import InvalidScenario, Scenario, decoded, over_months_of, unknown
from model.segments import SegmentName, segment_of_arpu
from model.templates import DEFAULT_TEMPLATE, TEMPLATES

_Told = TypeVar("_Told")
_Made = TypeVar("_Made")

VERSION = 1
"""Of a plan as JSON: higher where an older release would read it wrongly."""

TEXTS: dict[str, Kind] = {"name": "fact", "is_template": "fact", "past_growth": "fact"}
"""What a baseline and a pin hold beside their scenarios, each with its kind."""

BASELINE, NOW, AS_SENT, LAST_CHANGE = "Baseline", "Now", "As sent", "Last change"
RESERVED = (BASELINE, NOW, AS_SENT, LAST_CHANGE)
"""What stands beside pins has these names; no pin has."""
MOST_PINS = 4
"""With the baseline and the scenario that is open: six, as many as can be told apart."""
SENT, LAST, PIN = "sent", "last", "pin:"
AGAINST_BASELINE = "baseline"
"""What a scenario can be compared with, by the key that a setting and a link hold; a pin's is PIN and its name."""
MOST_LETTERS = 40
"""Letters of a pin's name and of that of own data."""
MAX_PAST_GROWTH = 10.0
"""Past growth is at most elevenfold a month: what a warning compares with need not be larger."""


class InvalidPlan(InvalidScenario):
    """A plan that cannot be; `problems` as InvalidScenario's, each name after the part it is in, as `baseline.arpu`."""


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


def own_name(text: str) -> str:
    """The name of a company's own data: printable, at most 40 letters, "Own data" where nothing is left of it.

    >>> own_name(" Plan\t2027 "), own_name("")
    ('Plan 2027', 'Own data')
    """
    return _printable(text)[:MOST_LETTERS].strip() or "Own data"


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


def past_growth(value: Any) -> float | None:
    """A company's growth so far as a share a month, None where nobody knows; InvalidPlan where it cannot be."""
    if value is None or (type(value) in (int, float) and -1 <= value <= MAX_PAST_GROWTH):
        return None if value is None else float(value)
    allowed = f"allowed is a share a month from -1 to {MAX_PAST_GROWTH:g}"
    raise InvalidPlan([("past_growth", f"past_growth is {brief(value)}; {allowed}")])


@dataclass(frozen=True)
class Baseline:
    """What a scenario is compared with: a template by name, or a company's own data under its name.

    `past_growth` is how fast a company's MRR grew a month so far, as a share; None where nobody knows.
    """

    name: str
    scenario: Scenario
    is_template: bool
    past_growth: float | None = None

    def __post_init__(self) -> None:
        problems = []
        if self.is_template and (not isinstance(self.name, str) or self.name not in TEMPLATES):
            problems.append(("template", f"template is {brief(self.name)}; allowed is {', '.join(TEMPLATES)}"))
        elif self.is_template and self.scenario != TEMPLATES[self.name].scenario:
            problems.append(("scenario", f"scenario is not that of the template {self.name}, which the baseline names"))
        elif not self.is_template and (not isinstance(self.name, str) or own_name(self.name) != self.name):
            allowed = f"allowed are 1 to {MOST_LETTERS} printable letters, with no space at either end"
            problems.append(("name", f"name is {brief(self.name)}; {allowed}"))
        try:
            past_growth(self.past_growth)
        except InvalidPlan as error:
            problems += error.problems
        if problems:
            raise InvalidPlan(problems)

    @property
    def label(self) -> str:
        """What people call it."""
        return TEMPLATES[self.name].label if self.is_template else self.name

    @property
    def segment(self) -> SegmentName:
        """The kind of company it is: a template's own, else by what a new customer pays."""
        return TEMPLATES[self.name].name if self.is_template else segment_of_arpu(self.scenario.arpu)

    @classmethod
    def of_template(cls, name: str = DEFAULT_TEMPLATE) -> Baseline:
        """The baseline of a template."""
        return cls(name, TEMPLATES[name].scenario, is_template=True)

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON: a template by its name alone, own data with their scenario."""
        if self.is_template:
            return {"template": self.name}
        past = {} if self.past_growth is None else {"past_growth": self.past_growth}
        return {"name": self.name} | past | {"scenario": self.scenario.to_dict()}

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """The baseline of `to_dict`; InvalidPlan where it is none."""
        if isinstance(data, Mapping) and "template" in data:
            given = _fields(data, ("template",))
            name = given["template"]
            known = isinstance(name, str) and name in TEMPLATES
            return cls(name, TEMPLATES[name].scenario if known else Scenario(), is_template=True)
        given = _fields(data, ("name", "scenario"), ("past_growth",))
        problems: list[tuple[str, str]] = []
        scenario = _part(problems, "scenario", Scenario.from_dict, given["scenario"]) or Scenario()
        made = _part(problems, "", lambda name: cls(name, scenario, False, given.get("past_growth")), given["name"])
        return _whole(made, problems)


@dataclass(frozen=True)
class Pin:
    """A scenario that was set aside under a name, to be compared with others."""

    name: str
    scenario: Scenario

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or pin_name(self.name, ()) != self.name:
            allowed = f"allowed are 1 to {MOST_LETTERS} printable letters, one space between words; not {' or '.join(RESERVED)}"
            raise InvalidPlan([("name", f"name is {brief(self.name)}; {allowed}")])

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {"name": self.name, "scenario": self.scenario.to_dict()}

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """The pin of `to_dict`; InvalidPlan where it is none."""
        given = _fields(data, ("name", "scenario"))
        problems: list[tuple[str, str]] = []
        scenario = _part(problems, "scenario", Scenario.from_dict, given["scenario"]) or Scenario()
        return _whole(_part(problems, "", lambda name: cls(name, scenario), given["name"]), problems)


def month_read_at(month: str, scenario: Scenario) -> int:
    """The place of a month, as 2027-03, among those of a scenario, 0 for the first; the last one's where it is none of them.

    >>> [month_read_at(month, Scenario(start="2027-01", months=24)) for month in ("2027-03", "2029-01", "")]
    [2, 23, 23]
    """
    if not month:
        return scenario.months - 1
    (year, of_year), (start, of_start) = (map(int, each.split("-")) for each in (month, scenario.start))
    place = 12 * (year - start) + of_year - of_start
    return place if 0 <= place < scenario.months else scenario.months - 1


@dataclass(frozen=True)
class Against:
    """What the scenario is compared with: its key among what can be chosen, a name where it has one, and a scenario."""

    key: str
    name: str
    scenario: Scenario


@dataclass(frozen=True)
class Plan:
    """All that is open, valid or not made at all.

    `settings` are what pages keep, by name, as the texts a link holds: what they may say is declared by each page and
    checked where they are read. `pins` are at most four, under different names. `sent` is what the opened link held,
    None where that was its baseline or nothing was opened; `last` is what was open before the last change.

    >>> plan = Plan(Baseline.of_template(), Scenario(churn_rate=0.02), {"fan": "mrr"})
    >>> Plan.from_json(plan.to_json()) == plan
    True
    """

    baseline: Baseline
    scenario: Scenario
    settings: Mapping[str, str] = field(default_factory=dict)
    pins: tuple[Pin, ...] = ()
    sent: Scenario | None = None
    last: Scenario | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "settings", dict(self.settings))  # whoever made it may change theirs later
        problems = []
        for name, text in self.settings.items():
            if not isinstance(name, str) or not name.isidentifier():
                problems.append(("settings", f"settings holds {brief(name)}, which is no name"))
            elif not isinstance(text, str) or not text:
                problems.append((f"settings.{name}", f"settings.{name} is {brief(text)}; allowed is a text"))
        if len(self.pins) > MOST_PINS:
            problems.append(("pins", f"pins has {len(self.pins)}; allowed are at most {MOST_PINS}"))
        for name, count in Counter(pin.name for pin in self.pins).items():
            if count > 1:
                problems.append(("pins", f"pin name {name!r} is used {count} times; each name is used once"))
        if problems:
            raise InvalidPlan(problems)

    def beside(self, other: Scenario) -> Scenario:
        """Another scenario as it is compared with the open one: over its months and in its currency.

        How far one looks, from which month and what amounts are called is chosen once, for all that is compared.
        """
        seen = over_months_of(other, self.scenario)
        return seen if seen.currency == self.scenario.currency else seen.replace(currency=self.scenario.currency)

    @cached_property
    def choices(self) -> dict[str, Against]:
        """All that the scenario can be compared with, by key: as sent, the baseline, before the last change, each pin.

        >>> sent = Scenario(churn_rate=0.02)
        >>> [*Plan(Baseline.of_template(), sent, sent=sent, pins=(Pin("Dear", sent),)).choices]
        ['sent', 'baseline', 'pin:Dear']
        """
        base = self.baseline.scenario
        known = self.sent is not None and self.beside(self.sent) != self.beside(base)
        sent = [Against(SENT, "", self.sent)] if known and self.sent else []
        last = [Against(LAST, "", self.last)] if self.last is not None else []
        pins = [Against(PIN + pin.name, pin.name, pin.scenario) for pin in self.pins]
        all_of_them = (*sent, Against(AGAINST_BASELINE, self.baseline.label, base), *last, *pins)
        return {each.key: each for each in all_of_them}

    @cached_property
    def against(self) -> Against:
        """What everything is compared with, over the scenario's months and in its currency.

        What the setting `against` says; where it says nothing that is there: as sent, or the baseline.
        """
        chosen = self.choices.get(self.settings.get("against", "")) or next(iter(self.choices.values()))
        return replace(chosen, scenario=self.beside(chosen.scenario))

    def moved(self, scenario: Scenario, same_change: bool = False) -> Self:
        """The plan with another scenario; what was open before the change is kept, through all of one change.

        >>> plan = Plan(Baseline.of_template(), Scenario()).moved(Scenario(arpu=60)).moved(Scenario(arpu=70), same_change=True)
        >>> plan.scenario.arpu, plan.last.arpu
        (70.0, 50.0)
        """
        if scenario == self.scenario:
            return self
        return replace(self, scenario=scenario, last=self.last if same_change else self.scenario)

    def as_opened(self) -> Self:
        """The plan as whoever opens its link has it: sent with what it was sent with, or, never sent before, as it is.

        >>> Plan(Baseline.of_template(), Scenario(arpu=60)).as_opened().sent.arpu
        60.0
        """
        sent = self.scenario if self.sent is None else self.sent
        moved = not sent == self.scenario == self.baseline.scenario
        return replace(self, sent=sent if moved else None, last=self.last if self.against.key == LAST else None)

    def to_dict(self) -> dict[str, Any]:
        """Everything by name, ready for JSON: the format of plan files."""
        return {
            "version": VERSION,
            "baseline": self.baseline.to_dict(),
            "scenario": self.scenario.to_dict(),
            "settings": dict(self.settings),
            "pins": [pin.to_dict() for pin in self.pins],
        } | {name: kept.to_dict() for name, kept in (("sent", self.sent), ("last", self.last)) if kept is not None}

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """The plan of `to_dict`; a scenario's names left out mean what they mean in a scenario file.

        Raises InvalidPlan for whatever does not fit, all of it in one message.
        """
        given = _fields(data, ("version", "baseline", "scenario"), ("settings", "pins", "sent", "last"))
        version, settings, pins = given["version"], given.get("settings", {}), given.get("pins", [])
        if type(version) is not int or not 1 <= version <= VERSION:
            raise InvalidPlan([("version", f"version is {brief(version)}; plans of version {VERSION} can be read")])
        problems: list[tuple[str, str]] = []
        if not isinstance(settings, Mapping):
            problems.append(("settings", "settings is not an object of names and texts"))
        if not isinstance(pins, (list, tuple)):
            problems.append(("pins", "pins is not a list of objects, each with a name and a scenario"))
        baseline = _part(problems, "baseline", Baseline.from_dict, given["baseline"]) or Baseline.of_template()
        scenario = _part(problems, "scenario", Scenario.from_dict, given["scenario"]) or Scenario()
        listed = pins if isinstance(pins, (list, tuple)) else []
        read = [_part(problems, f"pin {k}", Pin.from_dict, told) for k, told in enumerate(listed, 1)]
        known = settings if isinstance(settings, Mapping) else {}
        sent, last = (
            _part(problems, name, Scenario.from_dict, given[name]) if name in given else None for name in (SENT, LAST)
        )
        pinned = tuple(filter(None, read))
        made = _part(problems, "", lambda pins: cls(baseline, scenario, known, pins, sent, last), pinned)
        return _whole(made, problems)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The plan of a JSON text; a text that is not JSON is an InvalidScenario with line and column."""
        return cls.from_dict(decoded(text, "plan"))

    def to_json(self) -> str:
        """The plan as a JSON text, one name a line."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False) + "\n"


def _fields(data: Any, needed: tuple[str, ...], more: tuple[str, ...] = ()) -> dict[str, Any]:
    """The fields of an object; InvalidPlan where some are missing or not known."""
    if not isinstance(data, Mapping):
        raise InvalidPlan([(needed[0], f"it is {brief(data)}; allowed is an object with {' and '.join(needed)}")])
    problems = [(name, f"{name} is missing") for name in needed if name not in data]
    problems += [(str(name), unknown(str(name), (*needed, *more))) for name in data if name not in (*needed, *more)]
    if problems:
        raise InvalidPlan(problems)
    return dict(data)


def _part(problems: list[tuple[str, str]], of: str, make: Callable[[_Told], _Made], told: _Told) -> _Made | None:
    """What is made of what a file tells; where it cannot be, None, and the problems with the part's name before each."""
    try:
        return make(told)
    except InvalidScenario as error:
        before, within = (f"{of}: ", f"{of}.") if of else ("", "")
        problems += [(within + name, before + sentence) for name, sentence in error.problems]
        return None


def _whole(made: _Made | None, problems: list[tuple[str, str]]) -> _Made:
    """What was made, or all its problems."""
    if made is None or problems:
        raise InvalidPlan(problems)
    return made
