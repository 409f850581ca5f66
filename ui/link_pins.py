"""Pins as one packed parameter of a link, each as what of it differs from the baseline, and back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from model import InvalidScenario, Scenario
from model.plan import MOST_LETTERS, MOST_PINS, Pin, pin_name
from ui.link_scenario import are_parameters, read_packed, reasons, written
from ui.link_text import MOST_PARAMETERS, shown
from ui.packed import UNPACKED, as_json, pack_text, unpack

LONGEST_PINS = 3_000
"""Characters of the packed pins that are written."""


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


def read_pins(text: str, baseline: Scenario, problems: list[str]) -> tuple[Pin, ...]:
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
        scenario = read_packed(each["changes"], baseline, problems)
        problems[faults:] = [f"Pin {shown(name, plain=False)}: {fault}" for fault in problems[faults:]]
        pins.append(Pin(name, scenario))
    return tuple(pins)


def _listing(names: Collection[str]) -> str:
    """Names that are not known: the first of them, and how many more."""
    more = f" and {len(names) - 1:,} more" if len(names) > 1 else ""
    return shown(min(names), plain=False) + more


def _is_pin(told: Any) -> bool:
    return isinstance(told, dict) and isinstance(told.get("name"), str) and are_parameters(told.get("changes"))
