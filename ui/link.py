"""The link is the model: a scenario and its baseline as query parameters, and back.

`v` is the format's version, `template` names the baseline, or `own` holds one packed (a company's
own data). After them come only the numbers that differ from the baseline, under their own names:
`churn_rate=0.04`, `Paid search.cost_per_visitor=3`. Where channels were added, removed, renamed or
given another motion, `channels` holds all of them, packed.

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
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from actuals import MAX_PAST_GROWTH
from model import FACTS, LEVERS, MEASURES, InvalidScenario, Scenario, differences
from model.levers import CHANNEL_FIELDS, NUMBERS, Lever, brief
from model.measures import Measure
from model.scenario import MAX_CHANNELS, Channel, unknown
from model.templates import DEFAULT_TEMPLATE, TEMPLATES

VERSION = "1"
OURS = ("v", "template", "own", "channels", "start", "currency")
"""Parameters of the link that are not numbers."""


@dataclass(frozen=True)
class PageParameter:
    """What a page keeps in the link besides the model: its name, what is allowed in words, and the check."""

    name: str
    allowed: str
    valid: Callable[[str], bool]


TERMS: dict[str, Lever | Measure] = {**LEVERS, **FACTS, **CHANNEL_FIELDS, **MEASURES}
"""Everything Definitions explains, by name; a measure wins over a channel field of its name."""

_PAGE_PARAMETERS = (
    PageParameter("term", "a name that Definitions holds", lambda text: text in TERMS),
    PageParameter(
        "funnel_month", "a month of the horizon, 1 to 120", lambda text: _is_number(text, 1, 120, whole=True)
    ),
    PageParameter("mrr_goal", "an amount from 0 to 1,000,000,000,000", lambda text: _is_number(text, 0, 1e12)),
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
class Opened:
    """What a link holds; `problems` are sentences about what could not be taken and what is used instead."""

    baseline: Baseline
    scenario: Scenario
    problems: tuple[str, ...] = ()
    page: Mapping[str, str] = field(default_factory=dict)


def write(baseline: Baseline, scenario: Scenario, page: Mapping[str, str] | None = None) -> dict[str, str]:
    """The query parameters that restore a baseline, a scenario and what pages keep (`page`).

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
    changed = differences(baseline.scenario, scenario)
    if "channels" in changed:
        params["channels"] = _pack(_channel_columns(scenario))
        changed = {name: values for name, values in changed.items() if "." not in name and name != "channels"}
    return params | {name: _text(new) for name, (_, new) in changed.items()} | dict(page or {})


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
    changes: dict[str, Any] = {}
    page: dict[str, str] = {}
    base = baseline.scenario
    if "channels" in params:
        try:
            changes["channels"] = _channels(_unpack(params["channels"]))
            base = base.replace(channels=changes["channels"])
        except InvalidScenario as error:
            problems.append(f"The link's channels cannot be used: {_reasons(error)} The baseline's channels are used.")
    for name, text in params.items():
        if name in ("v", "template", "own", "channels", *STREAMLITS):
            continue
        if name in PAGE_PARAMETERS:
            if PAGE_PARAMETERS[name].valid(text):
                page[name] = text
            else:
                problems.append(
                    f"{name} is {_shown(text)}; allowed is {PAGE_PARAMETERS[name].allowed}. It is left out."
                )
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
    return Opened(baseline, _apply(base, changes, problems), tuple(problems), page)


def _is_number(text: str, low: float, high: float, whole: bool = False) -> bool:
    number = float(text) if _NUMBER.fullmatch(text) and len(text) <= 40 else math.nan
    return low <= number <= high and (not whole or number.is_integer())


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
