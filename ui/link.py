"""The link is the model: a scenario and its baseline as query parameters, and back.

`v` is the format's version, `template` names the baseline, or `own` holds one packed (a company's
own data). After them come only the numbers that differ from the baseline, under their own names:
`churn_rate=0.04`, `Paid search.cost_per_visitor=3`. Where channels were added, removed, renamed or
given another motion, `channels` holds all of them, packed. `pins` holds pinned scenarios, packed:
for each its name and what a link would hold for it.

Packed is JSON by field names, compressed, in the letters of URLs. A name that a later release adds
is absent from an older link and has its declared default there; so a link always opens to the same
numbers as long as defaults of new levers change nothing.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from actuals import MAX_PAST_GROWTH
from model import FACTS, LEVERS, MEASURES, InvalidScenario, Scenario, differences
from model.channel_economics import CHANNEL_MEASURES
from model.levers import CHANNEL_FIELDS, NUMBERS, brief
from model.measures import MONTHLY
from model.scenario import MAX_CHANNELS, MAX_NAME, Channel, unknown
from model.templates import DEFAULT_TEMPLATE, TEMPLATES
from model.uncertainty import MOST_FUTURES
from ui import page_texts as texts
from ui.page_texts import readable

VERSION = "1"
OURS = ("v", "template", "own", "channels", "pins", "start", "currency")
"""Parameters of the link that are not numbers."""


@dataclass(frozen=True)
class PageParameter:
    """What a page keeps in the link besides the model: its name, what is allowed in words, and the check."""

    name: str
    allowed: str
    valid: Callable[[str], bool]


CHANNEL = "channel."
"""What stands before the name of a channel's measure: channels share names with the company, as `channel.cac`."""

TERMS = frozenset({*LEVERS, *FACTS, *CHANNEL_FIELDS, *MEASURES, *(CHANNEL + name for name in CHANNEL_MEASURES)})
"""Everything Definitions explains, by name; a measure of the company wins over a channel field of its name."""

MOST_PINS = 4
"""With the baseline and the scenario that is open: six, as many as can be told apart."""
SIDES = ("baseline", "now", *(f"pin{k}" for k in range(1, MOST_PINS + 1)))
"""Scenarios side by side, as links name them."""
STEPS = ("0.05", "0.1", "0.2", "range")
"""How far levers are moved to see which matters most: by a share of their size, or over their sliders."""

_PAGE_PARAMETERS = (
    PageParameter("term", "a name that Definitions holds", lambda text: text in TERMS),
    PageParameter(
        "funnel_month", "a month of the horizon, 1 to 120", lambda text: _is_number(text, 1, 120, whole=True)
    ),
    PageParameter("mrr_goal", "an amount from 0 to 1,000,000,000,000", lambda text: _is_number(text, 0, 1e12)),
    PageParameter(
        "goal", "an outcome, >= or <=, a number, and @month for a series: mrr>=90000@24", readable(texts.read_goal)
    ),
    PageParameter("pair", "the names of two levers: churn_rate;arpu", readable(texts.read_pair)),
    PageParameter(
        "ranges",
        f"low and high of up to {texts.MOST_RANGES} levers: churn_rate:0.02:0.05;arpu:55:70",
        readable(texts.read_ranges),
    ),
    PageParameter(
        "correlations",
        "pairs of levers with numbers from -0.95 to 0.95 that do not contradict each other: churn_rate~arpu:-0.3",
        readable(texts.read_correlations),
    ),
    PageParameter(
        "futures",
        "a whole number from 1,000 to 100,000",
        lambda text: _is_number(text, 1_000, MOST_FUTURES, whole=True),
    ),
    PageParameter("seed", "a whole number from 0 to 999,999", lambda text: _is_number(text, 0, 999_999, whole=True)),
    PageParameter("fan", "a monthly series: mrr", lambda text: text in MONTHLY),
    PageParameter("outcomes", "up to twelve outcomes: arr_end;cash_end", readable(texts.read_outcomes)),
    PageParameter("outcome", "the name of an outcome", lambda text: text in MEASURES),
    PageParameter("series", "the name of a monthly series", lambda text: text in MONTHLY),
    PageParameter("why_from", f"one of {', '.join(SIDES)}", lambda text: text in SIDES),
    PageParameter("why_to", f"one of {', '.join(SIDES)}", lambda text: text in SIDES),
    PageParameter("step", f"one of {', '.join(STEPS)}", lambda text: text in STEPS),
    PageParameter("among", "all", lambda text: text == "all"),
    PageParameter("map_x", "the name of a lever", lambda text: _is_named(text)),
    PageParameter("map_y", "the name of a lever", lambda text: _is_named(text)),
    PageParameter("map_target", "a number", lambda text: _is_number(text, -1e15, 1e15)),
)
PAGE_PARAMETERS: dict[str, PageParameter] = {parameter.name: parameter for parameter in _PAGE_PARAMETERS}
"""What pages keep in the link: see `state.page_value`."""

STREAMLITS = ("embed", "embed_options")
LONGEST = 16_000
"""Characters of one packed parameter that are read; what we write stays under half of it."""
UNPACKED = 200_000

_WORDS = (
    b'{"name":"start":"2027-01","currency":"USDEUR","months":36,"opening_customers":"opening_mrr":"opening_contacts":'
    b'"opening_pipeline":"opening_cash":"arpu":"repriced_share":0,"expansion_rate":0.0"contraction_rate":0.00'
    b'"churn_rate":0.0"marketing_spend":"marketing_spend_growth":0.0"spend_elasticity":0.8,"marketing_people":'
    b'"marketing_tools":"marketing_overhead":"sales_people":"commission_rate":0,"organic_growth":0.01'
    b'"visitor_to_contact":0.01"unsubscribe_rate":0.0"contact_to_lead":0.00"visitor_to_lead":0.0"lead_to_mql":0.'
    b'"mql_to_sal":0."sal_to_sql":0."win_rate":0.2"sales_cycle":"support_cost":"infrastructure_cost":'
    b'"retention_cost":"payment_fee_rate":0.0"product_cost":"admin_cost":"cost_growth":0.00"discount_rate":0.1,'
    b'"ltv_months":60,"channels":{"name":["Organic search","Social","Paid search","Newsletter","Referral","Events",'
    b'"Outbound"],"motion":["inbound","inbound","outbound"],"spend_share":[0,0."reference_spend":[0,'
    b'"cost_per_visitor":[0,"organic_visitors":[0,"click_through_rate":[0,0.0"bounce_rate":[0,0."lead_index":[1,1,'
    b'"win_index":[1,1,"arpu_index":[1,1,"churn_index":[1,1,1]}}'
)
"""What packed text of format 1 is likely to say, so that saying it costs little. A part of the format:
it never changes, and names it lacks are merely longer."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


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
        params["own"] = _pack({"name": baseline.name} | past | _columns(baseline.scenario))
    params |= _changed(baseline.scenario, scenario) | dict(page or {})
    packed, _ = write_pins(baseline.scenario, pins)
    return params | ({"pins": packed} if packed else {})


def _changed(baseline: Scenario, scenario: Scenario) -> dict[str, str]:
    """What of a scenario differs from the baseline, as parameters."""
    params, changed = {}, differences(baseline, scenario)
    if "channels" in changed:
        params["channels"] = _pack(_channel_columns(scenario))
        changed = {name: values for name, values in changed.items() if "." not in name and name != "channels"}
    return params | {name: _text(new) for name, (_, new) in changed.items()}


@lru_cache(maxsize=64)
def write_pins(baseline: Scenario, pins: tuple[Pin, ...]) -> tuple[str, tuple[Pin, ...]]:
    """Pins as one packed parameter ("" without any), and those it has no room for."""
    told: list[dict[str, Any]] = []
    packed, left_out = "", []
    for pin in pins:
        longer = [*told, {"name": pin.name, "changes": _changed(baseline, pin.scenario)}]
        text = _pack({"pins": longer})
        if len(text) > LONGEST_PINS:
            left_out.append(pin)
        else:
            told, packed = longer, text
    return packed, tuple(left_out)


def pin_name(text: str, taken: Collection[str]) -> str:
    """A pin's name: printable, at most 40 letters, and of nobody else; numbered where it is taken or empty.

    >>> pin_name(" Lower churn ", ()), pin_name("Baseline", ["Plan"]), pin_name("", ["Pin 1"])
    ('Lower churn', 'Baseline 2', 'Pin 2')
    """
    printable = "".join(c if c.isprintable() else " " for c in text)
    name = " ".join(printable.split())[:40].strip()
    used = {*RESERVED, *taken}
    if name and name not in used:
        return name
    numbered = (f"{name[:36] or 'Pin'} {k}" for k in range(2 if name else 1, len(used) + 3))
    return next(each for each in numbered if each not in used)


def read(params: Mapping[str, str]) -> Opened:
    """What query parameters hold. Never raises: whatever does not fit is named in `problems`.

    >>> opened = read({"template": "self_serve", "churn_rate": "4"})
    >>> opened.scenario.churn_rate
    0.035
    >>> opened.problems
    ('churn_rate is 4; allowed is 0 to 1 (a share: 4 % is 0.04). The baseline has 0.035, which is used.',)
    """
    problems: list[str] = []
    version = params.get("v", VERSION)
    if version != VERSION:
        problems.append(
            f"The link says it has format {_shown(version)}; this is format {VERSION}. What it names the same way is used."
        )
    baseline = _baseline(params, problems)
    page: dict[str, str] = {}
    own: dict[str, str] = {}
    for name, text in params.items():
        if name in PAGE_PARAMETERS:
            if PAGE_PARAMETERS[name].valid(text):
                page[name] = text
            else:
                problems.append(
                    f"{name} is {_shown(text)}; allowed is {PAGE_PARAMETERS[name].allowed}. It is left out."
                )
        elif name not in ("v", "template", "own", "pins", *STREAMLITS):
            own[name] = text
    scenario = _scenario(own, baseline.scenario, problems)
    pins = _pins(params["pins"], baseline.scenario, problems) if "pins" in params else ()
    return Opened(baseline, scenario, tuple(problems), page, pins)


def _scenario(params: Mapping[str, str], base: Scenario, problems: list[str]) -> Scenario:
    """The baseline with what parameters change in it, as far as that can be."""
    changes: dict[str, Any] = {}
    if "channels" in params:
        try:
            changes["channels"] = _channels(_unpack(params["channels"]))
            base = base.replace(channels=changes["channels"])
        except InvalidScenario as error:
            problems.append(f"The link's channels cannot be used: {_reasons(error)} The baseline's channels are used.")
    for name, text in params.items():
        if name == "channels":
            continue
        if name in ("start", "currency"):
            changes[name] = text
            try:
                base.replace(**{name: text})
            except InvalidScenario as error:
                del changes[name]
                problems.append(f"{_sentence(error)} The baseline has {getattr(base, name)}, which is used.")
            continue
        _take_number(name, text, base, changes, problems)
    return _apply(base, changes, problems)


def _pins(text: str, baseline: Scenario, problems: list[str]) -> tuple[Pin, ...]:
    """The pins of a link, each against its baseline; what does not fit is told in `problems`."""
    try:
        told = _unpack(text).get("pins")
    except InvalidScenario as error:
        problems.append(f"The link's pins cannot be used: {_reasons(error)} They are left out.")
        return ()
    if not isinstance(told, list) or not all(map(_is_pin, told)):
        problems.append("The link's pins cannot be used: they are damaged. They are left out.")
        return ()
    if len(told) > MOST_PINS:
        problems.append(f"The link has {len(told)} pins; at most {MOST_PINS} are shown. The others are left out.")
    pins: list[Pin] = []
    for each in told[:MOST_PINS]:
        name = pin_name(each["name"], [pin.name for pin in pins])
        faults: list[str] = []
        pins.append(Pin(name, _scenario(each["changes"], baseline, faults)))
        problems += [f"Pin {_shown(name)}: {fault}" for fault in faults]
    return tuple(pins)


def _is_pin(told: Any) -> bool:
    return (
        isinstance(told, dict)
        and isinstance(told.get("name"), str)
        and isinstance(told.get("changes"), dict)
        and all(isinstance(text, str) for text in told["changes"].values())
    )


def _is_number(text: str, low: float, high: float, whole: bool = False) -> bool:
    number = float(text) if _NUMBER.fullmatch(text) and len(text) <= 40 else math.nan
    return low <= number <= high and (not whole or number.is_integer())


def _is_named(text: str) -> bool:
    channel, _, name = text.rpartition(".")
    return name in (CHANNEL_FIELDS if channel else NUMBERS) and len(channel) <= MAX_NAME


def _baseline(params: Mapping[str, str], problems: list[str]) -> Baseline:
    fallback = Baseline.of_template()
    if "own" in params:
        try:
            data = _unpack(params["own"])
            called = "".join(c if c.isprintable() else " " for c in str(data.pop("name", "")))
            name = called[:40].strip() or "Own data"
            past = _past_growth(data.pop("past_growth", None))
            data["channels"] = _listed(data.get("channels"))
            return Baseline(name, Scenario.from_dict(data), is_template=False, past_growth=past)
        except InvalidScenario as error:
            problems.append(
                f"The link's own data cannot be used: {_reasons(error)} The {fallback.label} template is used instead."
            )
            return fallback
    named = params.get("template", fallback.name)
    if named in TEMPLATES:
        return Baseline.of_template(named)
    problems.append(f"Template {_shown(named)} is not known; the {fallback.label} template is used instead.")
    return fallback


def _past_growth(value: Any) -> float | None:
    """What a link says of a company's growth so far; InvalidScenario where it cannot be."""
    if value is None or (type(value) in (int, float) and -1 <= value <= MAX_PAST_GROWTH):
        return value if value is None else float(value)
    raise InvalidScenario(
        [("past_growth", f"past_growth is {brief(value)}; allowed is a share a month from -1 to {MAX_PAST_GROWTH:g}")]
    )


def _take_number(name: str, text: str, base: Scenario, changes: dict[str, Any], problems: list[str]) -> None:
    """Put a number of the link into `changes`, or a sentence into `problems`."""
    of, _, field = name.rpartition(".")
    channel = next((c for c in base.channels if c.name == of), None)
    if of and channel is None:
        problems.append(f"{_shown(name)} is not known: there is no channel {_shown(of)}. It is left out.")
        return
    declared = (CHANNEL_FIELDS if channel else NUMBERS).get(field)
    if declared is None:
        known = [*CHANNEL_FIELDS] if channel else [*NUMBERS, *OURS, *PAGE_PARAMETERS]
        problems.append(_sentence(unknown(field, known, f"{of}." if of else "")) + " It is left out.")
        return
    stands = _text(getattr(channel or base, field))
    try:
        changes[name] = declared.check(float(text) if _NUMBER.fullmatch(text) and len(text) <= 40 else _line(text))
    except ValueError as error:
        problems.append(f"{of + '.' if of else ''}{error}. The baseline has {stands}, which is used.")


def _apply(base: Scenario, changes: dict[str, Any], problems: list[str]) -> Scenario:
    changes = {name: value for name, value in changes.items() if name != "channels"}
    try:
        return base.replace(**changes)
    except InvalidScenario as error:
        # Each number is valid by itself, so what is left are spend shares that do not sum to 1.
        problems.append(f"{_sentence(error)} The baseline's spend shares are used.")
        return base.replace(**{name: v for name, v in changes.items() if not name.endswith(".spend_share")})


def _reasons(error: InvalidScenario) -> str:
    """What is wrong, at most three sentences of it: a short link can hold thousands of mistakes."""
    sentences = [sentence for _, sentence in error.problems]
    more = [f"and {len(sentences) - 3} more"] if len(sentences) > 3 else []
    return _sentence("; ".join(sentences[:3] + more))


def _sentence(said: Exception | str) -> str:
    text = str(said)
    return text if text.endswith((".", "?")) else text + "."


def _line(text: str) -> str:
    """A foreign text, short and on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"


def _shown(text: str) -> str:
    return repr(_line(text))


def _text(value: Any) -> str:
    """A number as briefly as it can be said exactly; a text as it is."""
    if isinstance(value, str):
        return value
    brief = f"{value:.12g}"
    return brief if float(brief) == value else repr(value)


def _channel_columns(scenario: Scenario) -> dict[str, list[Any]]:
    fields = ("name", "motion", *CHANNEL_FIELDS)
    return {field: [getattr(c, field) for c in scenario.channels] for field in fields}


def _columns(scenario: Scenario) -> dict[str, Any]:
    return scenario.to_dict() | {"channels": _channel_columns(scenario)}


def _listed(columns: Any) -> list[dict[str, Any]]:
    """Channels by column as a list of channels, or InvalidScenario."""
    if not isinstance(columns, Mapping) or not all(isinstance(values, list) for values in columns.values()):
        raise InvalidScenario([("channels", "its channels are damaged")])
    counts = {len(values) for values in columns.values()}
    if len(counts) != 1:
        raise InvalidScenario([("channels", "its channels are incomplete")])
    if max(counts) > MAX_CHANNELS:  # before each is looked at: a short link can hold a hundred thousand
        raise InvalidScenario([("channels", f"channels has {max(counts):,}; allowed is 1 to {MAX_CHANNELS}")])
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _channels(columns: Any) -> tuple[Channel, ...]:
    return Scenario.from_dict({"channels": _listed(columns)}).channels


def _pack(data: Any) -> str:
    text = json.dumps(_whole(data), separators=(",", ":"), ensure_ascii=False)
    packing = zlib.compressobj(9, zdict=_WORDS)
    packed = packing.compress(text.encode()) + packing.flush()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _whole(data: Any) -> Any:
    """The same with whole numbers as integers, which are shorter to write."""
    if isinstance(data, dict):
        return {name: _whole(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_whole(value) for value in data]
    return int(data) if isinstance(data, float) and data.is_integer() else data


def _unpack(text: str) -> dict[str, Any]:
    """The object that was packed, or InvalidScenario saying how the text is damaged."""
    if len(text) > LONGEST:
        raise InvalidScenario([("link", f"it is {len(text):,} characters long; at most {LONGEST:,} are read")])
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        unpacking = zlib.decompressobj(zdict=_WORDS)
        data = unpacking.decompress(packed, UNPACKED)
        if not unpacking.eof:
            raise zlib.error("cut off")
        made = json.loads(data.decode())
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        raise InvalidScenario([("link", "it is damaged or was cut off on the way")]) from None
    if not isinstance(made, dict):
        raise InvalidScenario([("link", "it is damaged")])
    return made
