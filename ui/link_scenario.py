"""A scenario as parameters of a link, only what differs from a baseline, and back; channels by column, packed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from model import InvalidScenario, Scenario, differences
from model.levers import CHANNEL_FIELDS, NUMBERS, brief
from model.scenario import MAX_CHANNELS, Channel, unknown
from ui.link_text import how_to_write, number, shown, taken
from ui.packed import is_packed, pack, unpack

SUGGESTED = 20
"""Faults among which the nearest name is looked for; a person is shown no more of them."""


def written(baseline: Scenario, scenario: Scenario) -> dict[str, str]:
    """What of a scenario differs from the baseline, as parameters."""
    params, changed = {}, differences(baseline, scenario)
    if "channels" in changed:
        params["channels"] = pack(_channel_columns(scenario))
        changed = {name: values for name, values in changed.items() if "." not in name and name != "channels"}
    return params | {name: _text(new) for name, (_, new) in changed.items()}


def read_scenario(params: Mapping[str, str], base: Scenario, problems: list[str], known: Collection[str]) -> Scenario:
    """The baseline with what parameters change in it, as far as that can be; `known` are names of another kind."""
    changes: dict[str, Any] = {}
    if "channels" in params:
        try:
            base = base.replace(channels=_channels(unpack(taken(params["channels"], is_packed))))
        except InvalidScenario as error:
            problems.append(f"The link's channels cannot be used: {reasons(error)} The baseline's channels are used.")
    for name, text in params.items():
        if name in ("start", "currency"):
            _take_text(name, text, base, changes, problems)
        elif name != "channels":
            _take_number(name, text, base, changes, problems, known)
    return _apply(base, changes, problems)


def are_parameters(told: Any) -> bool:
    """Whether something unpacked can be read as a scenario's parameters: names, each with a text."""
    return isinstance(told, dict) and all(isinstance(text, str) for text in told.values())


def read_packed(told: Mapping[str, str], base: Scenario, problems: list[str]) -> Scenario:
    """The baseline with what packed parameters change in it: a scenario's own names, none of a page's."""
    return read_scenario(told, base, problems, ("start", "currency", "channels"))


def _take_text(name: str, text: str, base: Scenario, changes: dict[str, Any], problems: list[str]) -> None:
    """Put the start or the currency into `changes`, or a sentence into `problems`."""

    def fault(value: str) -> str:
        try:
            base.replace(**{name: value})
        except InvalidScenario as error:
            return _sentence(error).replace(brief(value), shown(value), 1)
        return ""

    text = taken(text, lambda value: not fault(value))
    said = fault(text)
    if said:
        problems.append(f"{said} The baseline has {getattr(base, name)}, which is used.")
    else:
        changes[name] = text


def _take_number(
    name: str, text: str, base: Scenario, changes: dict[str, Any], problems: list[str], known: Collection[str]
) -> None:
    """Put a number of the link into `changes`, or a sentence into `problems`."""
    of, dot, field = name.rpartition(".")
    channel = next((c for c in base.channels if c.name == of), None)
    if dot and channel is None:
        problems.append(
            f"{shown(name, plain=False)} is not known: there is no channel {shown(of, plain=False)}. It is left out."
        )
        return
    declared = (CHANNEL_FIELDS if channel else NUMBERS).get(field)
    if declared is None:
        near = () if len(problems) >= SUGGESTED else [*CHANNEL_FIELDS] if channel else [*NUMBERS, *known]
        problems.append(_sentence(unknown(field, near, f"{of}." if of else "", shown(field))) + " It is left out.")
        return
    text = taken(text, lambda value: number(value) is not None)
    found = number(text)
    try:
        if found is None:
            wrong = f"{declared.name} is {shown(text)}, not a number; allowed is {declared.allowed}"
            raise ValueError(f"{wrong}. {how_to_write(text, declared.unit.kind == 'share')}".removesuffix("."))
        changes[name] = declared.check(found)
    except ValueError as error:
        before = f"{of}." if of else ""
        problems.append(f"{before}{error}. The baseline has {_text(getattr(channel or base, field))}, which is used.")


def _apply(base: Scenario, changes: dict[str, Any], problems: list[str]) -> Scenario:
    try:
        return base.replace(**changes)
    except InvalidScenario as error:
        # Each number is valid by itself, so what is left are spend shares that do not sum to 1.
        problems.append(f"{_sentence(error)} The baseline's spend shares are used.")
        return base.replace(**{name: v for name, v in changes.items() if not name.endswith(".spend_share")})


def refuse_strangers(given: Collection[str], known: Collection[str]) -> None:
    """InvalidScenario naming those that are not known, before each is looked at: a short link can hold thousands."""
    strangers = [name for name in given if name not in known]
    if strangers:
        raise InvalidScenario(
            [(name, unknown(name, known, said=shown(name)) if k < 3 else "") for k, name in enumerate(strangers)]
        )


def reasons(error: InvalidScenario) -> str:
    """What is wrong, at most three sentences of it: a short link can hold thousands of mistakes."""
    sentences = [sentence for _, sentence in error.problems]
    more = [f"and {len(sentences) - 3} more"] if len(sentences) > 3 else []
    return _sentence("; ".join(sentences[:3] + more))


def _sentence(said: Exception | str) -> str:
    text = str(said)
    return text if text.endswith((".", "?")) else text + "."


def _text(value: Any) -> str:
    """A number as briefly as it can be said exactly; a text as it is."""
    if isinstance(value, str):
        return value
    brief = f"{value:.12g}"
    return brief if float(brief) == value else repr(value)


def _channel_columns(scenario: Scenario) -> dict[str, list[Any]]:
    fields = ("name", "motion", *CHANNEL_FIELDS)
    return {field: [getattr(c, field) for c in scenario.channels] for field in fields}


def columns(scenario: Scenario) -> dict[str, Any]:
    """Everything of a scenario by name, its channels by column: as own data are packed."""
    return scenario.to_dict() | {"channels": _channel_columns(scenario)}


def listed(columns: Any) -> list[dict[str, Any]]:
    """Channels by column as a list of channels, or InvalidScenario."""
    if not isinstance(columns, Mapping) or not all(isinstance(values, list) for values in columns.values()):
        raise InvalidScenario([("channels", "its channels are damaged")])
    refuse_strangers(columns, ("name", "motion", *CHANNEL_FIELDS))
    counts = {len(values) for values in columns.values()}
    if len(counts) != 1:
        raise InvalidScenario([("channels", "its channels are incomplete")])
    if max(counts) > MAX_CHANNELS:  # before each is looked at: a short link can hold a hundred thousand
        raise InvalidScenario([("channels", f"channels has {max(counts):,}; allowed is 1 to {MAX_CHANNELS}")])
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _channels(columns: Any) -> tuple[Channel, ...]:
    return Scenario.from_dict({"channels": listed(columns)}).channels
