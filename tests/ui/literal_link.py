"""What a link literally says, read a second time: by nothing of the app but the words of its packing.

Strict and plain: a part says one thing exactly, or it is a fault, and faults are what the app has to name.
Validity of numbers is the model's; the grammar of links is stated here again, in other words.
"""

from __future__ import annotations

import base64
import json
import re
import string
import unicodedata
import zlib
from dataclasses import dataclass, field
from urllib.parse import unquote

from model import LEVERS, MEASURES, Channel, InvalidScenario, Scenario
from model.levers import CHANNEL_FIELDS, NUMBERS
from model.scenario import MAX_CHANNELS
from model.templates import TEMPLATES
from ui.packed import WORDS

LETTERS = set(string.ascii_letters + string.digits + "-_")
AFTER = ".,;:!?)]>\"'’”»"
CHANNEL_COLUMNS = {"name", "motion", *CHANNEL_FIELDS}


class Fault(Exception):
    """A part of a link that says nothing exactly."""


@dataclass
class Literal:
    """What a link says; `faults` are parts that say nothing exactly, by the words a sentence about them must hold.

    Where a part is at fault, what stands here is what has to be used instead; a name that is at fault is None.
    """

    is_template: bool = True
    name: str | None = "self_serve"
    past_growth: float | None = None
    base: Scenario = TEMPLATES["self_serve"].scenario
    scenario: Scenario = TEMPLATES["self_serve"].scenario
    page: dict[str, str] = field(default_factory=dict)
    pins: list[tuple[str | None, Scenario]] = field(default_factory=list)
    beside: dict[str, Scenario] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def bare(text):
    """A text without blanks around it, seen or unseen."""

    def blank(letter):
        return unicodedata.category(letter) in ("Zs", "Zl", "Zp", "Cc", "Cf")

    first = next((k for k, letter in enumerate(text) if not blank(letter)), len(text))
    last = next((k for k in range(len(text), first, -1) if not blank(text[k - 1])), first)
    return text[first:last]


def first_that_is(text, holds):
    """The text, or the text without a sentence's end, whichever `holds` first; the text where none does."""
    text = bare(text)
    end = len(text)
    while end and (text[end - 1] in AFTER or not bare(text[end - 1])):
        end -= 1
    tail = text[end:]
    return text[:end] if not holds(text) and tail and ".." not in tail and holds(text[:end]) else text


def number(text):
    """The number that a text is, in digits with a point; Fault where it is none."""
    mantissa, e, exponent = text.replace("E", "e").partition("e")
    digits = mantissa[1:] if mantissa[:1] in ("+", "-") else mantissa
    whole, point, part = digits.partition(".")
    power = exponent[1:] if exponent[:1] in ("+", "-") else exponent
    if (
        len(text) > 40
        or (set(whole + part + power) - set(string.digits))
        or not (part if point else whole)
        or (e and not 1 <= len(power) <= 3)
    ):
        raise Fault(text)
    return float(text)


def is_number(text):
    """Whether a text is a number."""
    try:
        number(text)
    except Fault:
        return False
    return True


def unpacked(text):
    """The object that a packed text holds; Fault where anything about it is doubtful."""
    letters = first_that_is(text, lambda each: bool(each) and set(each) <= LETTERS).rstrip("=")  # filling says nothing
    if set(letters) - LETTERS or not letters:
        raise Fault("letters")
    try:
        data = base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
        stream = zlib.decompressobj(zdict=WORDS)
        plain = stream.decompress(data, 60_000)
        made = json.loads(plain.decode(), object_pairs_hook=_each_once)
    except (ValueError, zlib.error, RecursionError):
        raise Fault("content") from None
    if not stream.eof or stream.unused_data or not isinstance(made, dict):
        raise Fault("end")
    return made


def _each_once(pairs):
    if len({name for name, _ in pairs}) < len(pairs):
        raise Fault("twice")
    return dict(pairs)


def channels(columns):
    """The channels of columns; Fault where they are no table of channels."""
    if not isinstance(columns, dict) or set(columns) - CHANNEL_COLUMNS or "name" not in columns:
        raise Fault("columns")
    if not all(isinstance(column, list) for column in columns.values()):
        raise Fault("columns")
    if len({len(column) for column in columns.values()}) != 1 or not 1 <= len(columns["name"]) <= MAX_CHANNELS:
        raise Fault("rows")
    try:
        made = [Channel(**{name: column[k] for name, column in columns.items()}) for k in range(len(columns["name"]))]
        return Scenario(channels=made).channels
    except InvalidScenario:
        raise Fault("channel") from None


def own_data(text, found):
    """Own data into `found`."""
    data = unpacked(text)
    called, past = data.pop("name", "Own data"), data.pop("past_growth", None)
    called = "Own data" if called is None else called
    if past is not None and (type(past) not in (int, float) or not -1 <= past <= 10):
        raise Fault("past_growth")
    if set(data) - {"start", "currency", "channels", *NUMBERS}:
        raise Fault("names")
    try:
        base = Scenario(**data | {"channels": channels(data.get("channels"))})
    except InvalidScenario:
        raise Fault("numbers") from None
    plain = isinstance(called, str) and 1 <= len(called) <= 40 and called.isprintable() and called == called.strip()
    if not plain:
        found.faults.append("own data are called")
    found.is_template, found.name, found.base = False, called if plain else None, base
    found.past_growth = None if past is None else float(past)


def scenario(given, base, faults):
    """The base with what is given; words for what cannot be taken into `faults`."""
    if "channels" in given:
        try:
            base = base.replace(channels=channels(unpacked(given["channels"])))
        except Fault:
            faults.append("channels cannot be used")
    changes = {}
    for name, text in given.items():
        if name in ("start", "currency"):
            form = r"(20[0-9][0-9]|2100)-(0[1-9]|1[0-2])" if name == "start" else "[A-Z]{3}"
            value = first_that_is(text, lambda each, form=form: re.fullmatch(form, each) is not None)
            if re.fullmatch(form, value):
                changes[name] = value
            else:
                faults.append(f"{name} is ")
        elif name != "channels":
            _change(name, text, base, changes, faults)
    try:
        return base.replace(**changes)
    except InvalidScenario:
        faults.append("sum")
        return base.replace(**{name: value for name, value in changes.items() if not name.endswith(".spend_share")})


def _change(name, text, base, changes, faults):
    before, dot, last = name.rpartition(".")
    declared = NUMBERS if not dot else CHANNEL_FIELDS if before in {c.name for c in base.channels} else {}
    if last not in declared:
        faults.append("is not known")
        return
    lever = declared[last]
    try:
        value = number(first_that_is(text, is_number))
    except Fault:
        value = float("nan")
    inside = lever.minimum <= value <= lever.maximum and (value == 0 or abs(value) >= 1e-9)
    if inside and (not lever.whole or value == int(value)):
        changes[name] = value
    else:
        faults.append(f"{name} is ")


def pins(text, base, found, names):
    """Pins into `found`; `names` are what those before are called on screen."""
    data = unpacked(text)
    told = data.pop("pins", None)
    if not isinstance(told, list):
        raise Fault("pins")
    for each in told:
        if (
            not isinstance(each, dict)
            or not isinstance(each.get("name"), str)
            or not isinstance(each.get("changes"), dict)
        ):
            raise Fault("pin")
        if not all(isinstance(value, str) for value in each["changes"].values()):
            raise Fault("change")
    if data:
        found.faults.append("is not known")
    if len(told) > 4:
        found.faults.append("at most 4 are shown")
    for k, each in enumerate(told[:4]):
        called = each["name"]
        fine = 1 <= len(called) <= 40 and called.isprintable() and called == " ".join(called.split())
        if not fine or called in ("Baseline", "Now", "As sent", "Last change", *names[:k]):
            found.faults.append("is called")
            called = None
        if set(each) - {"name", "changes"}:
            found.faults.append("is not known")
        faults = []
        found.pins.append((called, scenario(each["changes"], base, faults)))
        found.faults += faults


def beside(name, text, base, found):
    """The scenario that the link was sent with, or that was open before the last change, into `found`."""
    data = unpacked(text)
    told = data.pop("changes", None)
    if data or not isinstance(told, dict) or not all(isinstance(value, str) for value in told.values()):
        raise Fault(name)
    faults = []
    found.beside[name] = scenario(told, base, faults)
    found.faults += faults


def literal(params, page_names, is_foreign, names):
    """What a link says. `names` are what its pins are called on screen, for a pin may not be called as one before it."""
    found, given, twice = Literal(), {}, set()
    for name, text in params.items():
        plain = bare(name)
        if is_foreign(plain):
            continue
        if plain in given:
            twice.add(plain)
        given[plain] = text
    found.faults += ["more than once"] * len(twice)
    if first_that_is(given.pop("v", "1"), lambda text: text == "1") != "1":
        found.faults.append("format")
    template = given.pop("template", None)
    if "own" in given:
        if template is not None:
            found.faults.append("is left out")
        try:
            own_data(given.pop("own"), found)
        except Fault:
            found.faults.append("own data cannot be used")
    else:
        named = "self_serve" if template is None else first_that_is(template, TEMPLATES.__contains__)
        if named in TEMPLATES:
            found.name, found.base = named, TEMPLATES[named].scenario
        else:
            found.faults.append("Template")
    for name in [name for name in given if name in page_names]:
        found.page[name] = bare(given.pop(name))
    packed = given.pop("pins", None)
    sent = {name: given.pop(name) for name in ("sent", "last") if name in given}
    found.scenario = scenario(given, found.base, found.faults)
    for name, text in sent.items():
        try:
            beside(name, text, found.base, found)
        except Fault:
            found.faults.append(f"The link's part {name} cannot be used")
    if packed is not None:
        try:
            pins(packed, found.base, found, names)
        except Fault:
            found.faults.append("pins cannot be used")
    return found


def pairs_of(text):
    """A page's list of names and numbers as plain Python, for `ranges` and `correlations`."""
    parts = [part.split(":") for part in text.split(";")]
    return [(tuple(map(unquote, names.split("~"))), *map(number, numbers)) for names, *numbers in parts]


def goal_of(text):
    """Outcome, whether at least, target and month of a goal's text, the outcome perhaps by its name at the end."""
    outcome, way, rest = re.split("(>=|<=)", text)
    target, _, month = rest.partition("@")
    assert outcome in MEASURES
    return outcome, way == ">=", number(target), int(month) if month else None


def levers_of(text):
    """Names of levers in a text, in order."""
    names = text.split(";")
    assert set(names) <= set(LEVERS)
    return tuple(names)
