"""Scenario and Channel: frozen, complete and valid, or not made at all."""

from __future__ import annotations

import dataclasses
import difflib
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Self

from model.levers import CHANNEL_FIELDS, FACTS, LEVERS, NUMBERS, ChannelNumbers, Lever, Levers, brief, unsaid

EXISTING = "Existing"
"""The name under which the customers and MRR of month 0 are kept: they belong to no channel."""

Motion = Literal["inbound", "outbound"]
MOTIONS: tuple[Motion, ...] = ("inbound", "outbound")
MAX_CHANNELS = 24
MAX_NAME = 40
SHARES_TOLERANCE = 1e-6
"""How far the channels' spend shares may be from summing to 1: room for shares written to six places."""

_MONTH = re.compile(r"(20\d\d|2100)-(0[1-9]|1[0-2])", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


class InvalidScenario(ValueError):
    """A scenario that cannot be: the message names each lever, its value and what is allowed.

    `problems` holds the same as a tuple of (name, sentence).
    """

    def __init__(self, problems: Iterable[tuple[str, str]]):
        self.problems = tuple(problems)
        super().__init__("; ".join(sentence for _, sentence in self.problems))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problems,)


def unknown(name: str, declared: Iterable[str], of: str = "", said: str = "") -> str:
    """The sentence about a name that is not declared, with the nearest one that is; `said` is how to show the name.

    >>> unknown("churn_rat", LEVERS)
    'churn_rat is not known; did you mean churn_rate?'
    """
    known = list(declared)
    nearest = difflib.get_close_matches(name[:MAX_NAME], known, n=1)
    plain = name.isidentifier() and name.isascii() and len(name) <= MAX_NAME
    shown = name if plain else said or brief(name)
    return f"{of}{shown} is not known" + (f"; did you mean {of}{nearest[0]}?" if nearest else "")


def _take(given: dict[str, Any], declared: Mapping[str, Any], of: str, into: object) -> list[tuple[str, str]]:
    """Check `given` against the declarations, set what is valid on `into`, return the problems.

    `of` is put before each name: the channel's name and a dot, or nothing.
    """
    problems = []
    for name, lever in declared.items():
        try:
            object.__setattr__(into, name, lever.check(given.pop(name, lever.default)))
        except ValueError as error:
            problems.append((of + name, f"{of}{error}"))
    problems += [(of + str(name), unknown(str(name), declared, of)) for name in given]
    return problems


@dataclass(frozen=True)
class Channel(ChannelNumbers[float]):
    """A way customers come: its name, its motion and its own numbers (see `CHANNEL_FIELDS`).

    Raises InvalidScenario where a field is unknown or out of its bounds.

    >>> Channel("Paid search", spend_share=1, cost_per_visitor=2.5).cost_per_visitor
    2.5
    """

    name: str
    motion: Motion = "inbound"

    if (
        not TYPE_CHECKING
    ):  # to a checker the declared fields are what can be given; here everything wrong is told at once

        def __init__(self, /, name: str, motion: str = "inbound", **numbers: Any):
            problems = []
            of = f"{name}." if isinstance(name, str) else ""
            if (
                not isinstance(name, str)
                or not 1 <= len(name) <= MAX_NAME
                or name != name.strip()
                or not name.isprintable()
            ):
                of = ""
                problems.append(
                    ("name", f"channel name is {brief(name)}; allowed are 1 to {MAX_NAME} printable characters, "
                             "with no space at either end")
                )  # fmt: skip
            elif name == EXISTING:
                problems.append(("name", f"channel name is {EXISTING!r}, which stands for the customers of today"))
            if not isinstance(motion, str) or motion not in MOTIONS:
                problems.append((of + "motion", f"{of}motion is {brief(motion)}; allowed is inbound or outbound"))
            object.__setattr__(self, "name", name)
            object.__setattr__(self, "motion", motion)
            problems += _take(dict(numbers), CHANNEL_FIELDS, of, self)
            if problems:
                raise InvalidScenario(problems)

    def replace(self, **changes: Any) -> Self:
        """The same channel with some fields changed."""
        return type(self)(**(self.to_dict() | changes))

    def to_dict(self) -> dict[str, Any]:
        """Every field by name, ready for JSON."""
        return {"name": self.name, "motion": self.motion} | {name: getattr(self, name) for name in CHANNEL_FIELDS}


@dataclass(frozen=True, kw_only=True)
class Scenario(Levers[float]):
    """One complete set of levers, opening facts and channels.

    Levers and facts not given have their declared default. Raises InvalidScenario naming every
    lever, value and bound that does not fit.

    >>> Scenario(churn_rate=0.02).churn_rate
    0.02
    >>> Scenario(churn_rate=1.5)
    Traceback (most recent call last):
    ...
    model.scenario.InvalidScenario: churn_rate is 1.5; allowed is 0 to 1 (a share: 1.5 % is 0.015)
    """

    start: str = "2027-01"
    currency: str = "USD"
    channels: tuple[Channel, ...] = (Channel("All"),)

    if not TYPE_CHECKING:

        def __init__(
            self,
            /,
            *,
            start: str = "2027-01",
            currency: str = "USD",
            channels: Iterable[Channel] = (Channel("All"),),
            **numbers: Any,
        ):
            problems = []
            if not isinstance(start, str) or not _MONTH.fullmatch(start):
                problems.append(
                    ("start", f"start is {brief(start)}; allowed is a month from 2000-01 to 2100-12, as YYYY-MM")
                )
            if not isinstance(currency, str) or not _CURRENCY.fullmatch(currency):
                problems.append(
                    ("currency", f"currency is {brief(currency)}; allowed is an ISO code of three capitals, as USD")
                )
            channels = tuple(channels) if isinstance(channels, Iterable) else (channels,)
            problems += _channel_problems(channels)
            object.__setattr__(self, "start", start)
            object.__setattr__(self, "currency", currency)
            object.__setattr__(self, "channels", channels)
            problems += _take(dict(numbers), NUMBERS, "", self)
            if problems:
                raise InvalidScenario(problems)

    def replace(self, **changes: Any) -> Self:
        """The same scenario with some levers, facts, `start`, `currency` or `channels` changed.

        A channel's field is changed by its full name, as for `vary`:

        >>> Scenario().replace(**{"arpu": 60, "All.cost_per_visitor": 3}).channels[0].cost_per_visitor
        3.0
        """
        fields = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        in_channels = {name: changes.pop(name) for name in list(changes) if "." in name}
        fields |= changes
        if in_channels:
            fields["channels"] = tuple(fields["channels"]) if isinstance(fields["channels"], Iterable) else ()
            if strangers := _strangers(fields["channels"]):
                raise InvalidScenario(strangers)
            edits: dict[str, dict[str, Any]] = {}
            for name, value in in_channels.items():
                channel, _, number = name.rpartition(".")
                if channel not in {c.name for c in fields["channels"]}:
                    raise InvalidScenario([(name, f"{name} is not known: there is no channel {channel!r}")])
                edits.setdefault(channel, {})[number] = value
            fields["channels"] = tuple(c.replace(**edits.get(c.name, {})) for c in fields["channels"])
        return type(self)(**fields)

    def numbers(self) -> dict[str, float]:
        """Every number by its full name: levers, facts, and channel fields as `Paid search.lead_index`."""
        own = {name: getattr(self, name) for name in NUMBERS}
        return own | {f"{c.name}.{name}": getattr(c, name) for c in self.channels for name in CHANNEL_FIELDS}

    def to_dict(self) -> dict[str, Any]:
        """Everything by name, ready for JSON: the format of scenario files."""
        own = {"start": self.start, "currency": self.currency} | {name: getattr(self, name) for name in NUMBERS}
        return own | {"channels": [c.to_dict() for c in self.channels]}

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """The scenario of `to_dict`; names left out have their declared default, those of later releases their neutral value.

        Raises InvalidScenario for whatever does not fit, all of it in one message.
        """
        if not isinstance(data, Mapping):
            raise InvalidScenario([("scenario", 'a scenario is an object of names and values, as {"arpu": 50}')])
        rest = unsaid(NUMBERS) | {name if isinstance(name, str) else brief(name): value for name, value in data.items()}
        if "channels" not in rest:
            return cls(**rest)
        listed = rest.pop("channels")
        if not isinstance(listed, (list, tuple)) or not all(isinstance(c, Mapping) for c in listed):
            raise InvalidScenario([("channels", "channels is not a list of objects, each with a name")])
        channels, problems = [], []
        for position, given in enumerate(listed, 1):
            if "name" not in given:
                problems.append(("channels", f"channel {position} has no name"))
                continue
            try:
                channels.append(
                    Channel(**unsaid(CHANNEL_FIELDS) | {str(field): value for field, value in given.items()})
                )
            except InvalidScenario as error:
                problems += error.problems
        try:
            made = cls(**rest, channels=(Channel("All"),) if problems else tuple(channels))
        except InvalidScenario as error:
            raise InvalidScenario([*error.problems, *problems]) from None
        if problems:
            raise InvalidScenario(problems)
        return made

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The scenario of a JSON text; a text that is not JSON is an InvalidScenario with line and column."""
        return cls.from_dict(decoded(text, "scenario"))

    def to_json(self) -> str:
        """The scenario as a JSON text, one name a line."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False) + "\n"


def decoded(text: str, what: str) -> Any:
    """What a JSON text holds; InvalidScenario, saying `what` it is not, where it is none or one name is given twice."""
    try:
        return json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        problem = f"not valid JSON at line {error.lineno}, column {error.colno}: {error.msg}"
    except InvalidScenario:
        raise
    except ValueError:
        problem = f"not a {what}: it holds a number of thousands of digits"
    except RecursionError:
        problem = f"not a {what}: nested far too deeply"
    raise InvalidScenario([(what, problem)])


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object whose names are all different, or InvalidScenario: which of two values counts is a guess."""
    made: dict[str, Any] = {}
    for name, value in pairs:
        if name in made:
            raise InvalidScenario([(name, f"{brief(name)} is given twice; each name is given once")])
        made[name] = value
    return made


def _strangers(channels: tuple[Any, ...]) -> list[tuple[str, str]]:
    """The problem of a tuple that holds anything but channels."""
    wrong = [c for c in channels if not isinstance(c, Channel)]
    return [("channels", f"channels holds {type(wrong[0]).__name__}; allowed are Channel objects")] if wrong else []


def _channel_problems(channels: tuple[Any, ...]) -> list[tuple[str, str]]:
    if strangers := _strangers(channels):
        return strangers
    problems = []
    if not 1 <= len(channels) <= MAX_CHANNELS:
        problems.append(("channels", f"channels has {len(channels)}; allowed is 1 to {MAX_CHANNELS}"))
    names = [c.name for c in channels]
    problems += [
        ("channels", f"channel name {name!r} is used {names.count(name)} times; each name is used once")
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    total = math.fsum(c.spend_share for c in channels)
    if channels and abs(total - 1) > SHARES_TOLERANCE:
        parts = ", ".join(f"{c.name} {c.spend_share:g}" for c in channels)
        problems.append(("spend_share", f"spend_share of the channels sums to {total:.9g} ({parts}); it must sum to 1"))
    return problems


def differences(baseline: Scenario, scenario: Scenario) -> dict[str, tuple[Any, Any]]:
    """What differs, by full name, as (baseline's value, scenario's value), in the order of MODEL.

    Where the channels themselves differ (added, removed, renamed, another motion) the entry
    `channels` holds both lists of names; fields of channels present in both are listed one by one.

    >>> differences(Scenario(), Scenario(arpu=60))
    {'arpu': (50.0, 60.0)}
    """
    found: dict[str, tuple[Any, Any]] = {}
    for name in ("start", "currency", *LEVERS, *FACTS):
        old, new = getattr(baseline, name), getattr(scenario, name)
        if old != new:
            found[name] = (old, new)
    before = {c.name: c for c in baseline.channels}
    if [(c.name, c.motion) for c in baseline.channels] != [(c.name, c.motion) for c in scenario.channels]:
        found["channels"] = (tuple(before), tuple(c.name for c in scenario.channels))
    for channel in scenario.channels:
        twin = before.get(channel.name)
        for name in CHANNEL_FIELDS if twin else ():
            old, new = getattr(twin, name), getattr(channel, name)
            if old != new:
                found[f"{channel.name}.{name}"] = (old, new)
    return found


def put_back(scenario: Scenario, other: Scenario, *names: str) -> Scenario:
    """A scenario with some of what `differences` names as it is in another; shares of the spend go back together.

    >>> put_back(Scenario(arpu=60, churn_rate=0.02), Scenario(), "arpu") == Scenario(churn_rate=0.02)
    True
    """
    if "channels" in names:
        scenario = scenario.replace(channels=other.channels)
    there = other.numbers() | {"start": other.start, "currency": other.currency}
    wanted = {name for name in names if name != "channels"}
    if any(name.endswith(".spend_share") for name in wanted):
        wanted |= {f"{channel.name}.spend_share" for channel in scenario.channels}
    return scenario.replace(**{name: there[name] for name in wanted if name in there})


def over_months_of(scenario: Scenario, other: Scenario) -> Scenario:
    """A scenario looked at over another's months: first month and horizon are where one looks, and no lever.

    >>> over_months_of(Scenario(arpu=60), Scenario(months=6)) == Scenario(arpu=60, months=6)
    True
    """
    if (scenario.start, scenario.months) == (other.start, other.months):
        return scenario
    return scenario.replace(start=other.start, months=other.months)


def declaration(scenario: Scenario, name: str) -> Lever:
    """The declaration of a number by its full name, a channel's field as `Paid search.lead_index`.

    Raises InvalidScenario for a name or channel that is not known.

    >>> declaration(Scenario(), "All.cost_per_visitor").label
    'Cost per visitor'
    """
    channel, _, field = name.rpartition(".")
    if channel and channel not in {c.name for c in scenario.channels}:
        raise InvalidScenario([(name, f"{name} is not known: there is no channel {channel!r}")])
    known = CHANNEL_FIELDS if channel else NUMBERS
    if field not in known:
        raise InvalidScenario([(name, unknown(field, known, f"{channel}." if channel else ""))])
    return known[field]


def movable(scenario: Scenario, name: str) -> Lever:
    """The declaration of a number that can take many values by itself; InvalidScenario where it cannot.

    The horizon cannot, since it is the length of every projection, the horizon of LTV cannot, since
    it is what one means by LTV, and a spend share cannot, since the others would have to make room.
    """
    declared = declaration(scenario, name)
    if name == "months":
        raise InvalidScenario([(name, f"{name} is the length of the projection and cannot vary within one")])
    if declared.whole:
        raise InvalidScenario([(name, f"{name} is chosen once, as a whole number, and cannot move by itself")])
    if declared.name == "spend_share":
        raise InvalidScenario([(name, f"{name} cannot move alone: the spend shares of all channels sum to 1")])
    return declared
