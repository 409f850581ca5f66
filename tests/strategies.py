"""Scenarios and their numbers for property tests, built from the declarations of the model."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from typing import TypeVar

from hypothesis import example
from hypothesis import strategies as st

from model.levers import CHANNEL_FIELDS, FACTS, LEVERS, SMALLEST, Lever
from model.scenario import EXISTING, MAX_CHANNELS, MAX_NAME, MOTIONS, Channel, Scenario

OWN = {name: declared for name, declared in CHANNEL_FIELDS.items() if name != "spend_share"}
"""A channel's numbers, but for the share that all channels decide together."""


def _corners(lever: Lever) -> list[float]:
    candidates = (0.0, SMALLEST, lever.minimum, lever.maximum, lever.default)
    return sorted({value for value in candidates if lever.minimum <= value <= lever.maximum})


def numbers(lever: Lever) -> st.SearchStrategy[float]:
    """Any valid value of a lever, fact or channel field, its corners often."""
    if lever.whole:
        least = max(int(lever.minimum), math.ceil(lever.least))
        values = st.integers(least, int(lever.maximum))
        return st.one_of(st.just(0), values) if lever.minimum <= 0 else values
    inside = st.floats(lever.minimum, lever.maximum, allow_nan=False).map(lambda x: x if abs(x) >= SMALLEST else 0.0)
    inside = inside.filter(lambda x: lever.minimum <= x)
    return st.one_of(st.sampled_from(_corners(lever)), inside)


def plausible(lever: Lever) -> st.SearchStrategy[float]:
    """A value such as a slider offers around the default."""
    low, high, step = lever.slider_range(lever.default)
    low, high = max(low, lever.minimum), min(high, lever.maximum)
    if lever.whole:
        return st.integers(0, int((high - low) / step)).map(lambda steps: int(low + steps * step))
    return st.integers(0, 100).map(lambda hundredths: low + (high - low) * hundredths / 100)


@st.composite
def shares(draw: st.DrawFn, count: int) -> list[float]:
    """That many spend shares, some of them 0, that sum to 1."""
    weights = draw(st.lists(st.integers(0, 12), min_size=count, max_size=count))
    if not any(weights):
        weights[draw(st.integers(0, count - 1))] = 1
    return [weight / sum(weights) for weight in weights]


def names() -> st.SearchStrategy[str]:
    """A channel's name: plain, dotted, in another script, as long as is allowed."""
    odd = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=MAX_NAME)
    allowed = odd.filter(lambda name: name.isprintable() and name.strip() == name and name != EXISTING)
    return st.one_of(st.sampled_from(["Paid search", "Organic", "e.mail", "Messe"]), allowed)


@st.composite
def channels(draw: st.DrawFn, minimum: int = 1, maximum: int = 5, value=numbers) -> tuple[Channel, ...]:
    """Channels with different names whose spend shares sum to 1."""
    called = draw(st.lists(names(), min_size=minimum, max_size=min(maximum, 5), unique=True))
    more = draw(st.integers(max(len(called), minimum), maximum)) if maximum > 5 else len(called)
    called += [name for name in (f"Channel {k}" for k in range(more)) if name not in called][: more - len(called)]
    made = []
    for name, share in zip(called, draw(shares(len(called))), strict=True):
        own = draw(_numbers_of(OWN, value))
        made.append(Channel(name, draw(st.sampled_from(MOTIONS)), spend_share=share, **own))
    return tuple(made)


def _numbers_of(declared: dict[str, Lever], value) -> st.SearchStrategy[dict[str, float]]:
    return st.fixed_dictionaries({}, optional={name: value(lever) for name, lever in declared.items()})


@st.composite
def scenarios(draw: st.DrawFn, value=numbers, minimum: int = 1, maximum: int | None = None) -> Scenario:
    """Valid scenarios: mostly one to five channels and a short horizon, at times all that is allowed.

    `value` makes the strategy of one number (`numbers` or `plausible`); numbers not drawn have their default.
    """
    many = maximum or draw(st.sampled_from([5] * 9 + [MAX_CHANNELS]))
    horizon = draw(st.one_of(st.integers(6, 14), st.sampled_from([24, 36]), numbers(FACTS["months"])))
    declared = {name: lever for name, lever in (FACTS | LEVERS).items() if name != "months"}
    own = draw(_numbers_of(declared, value))
    start = f"{draw(st.integers(2000, 2100))}-{draw(st.integers(1, 12)):02}"
    currency = draw(st.sampled_from(["USD", "EUR", "JPY"]))
    return Scenario(
        start=start, currency=currency, months=horizon, channels=draw(channels(minimum, many, value)), **own
    )


_NOBODY = {"organic_visitors": 0, "reference_spend": 0}
_THREE = (
    Channel("A", spend_share=0.5),
    Channel("B", "outbound", spend_share=0.5),
    Channel("C", spend_share=0, **_NOBODY),
)
_FLAT = dict.fromkeys(("churn_rate", "expansion_rate", "contraction_rate", "organic_growth"), 0)
CORNERS = (
    Scenario(channels=_THREE, months=14, opening_mrr=0, opening_customers=0),  # a beginner
    Scenario(channels=[own.replace(**_NOBODY) for own in _THREE], months=14, marketing_spend=0),  # no visitors, ever
    Scenario(channels=_THREE, months=14, visitor_to_lead=0, contact_to_lead=0),  # no leads
    Scenario(channels=_THREE, months=14, win_rate=0, opening_cash=-1),  # nobody is won, cash is gone
    Scenario(channels=_THREE, months=14, churn_rate=1, sales_cycle=0),  # everybody leaves, deals close at once
    Scenario(channels=_THREE, months=14, **_FLAT),  # all stand still
    Scenario(months=6, arpu=0.5, repriced_share=1, opening_customers=900, opening_mrr=44_000),  # a price falls
    Scenario(months=120, organic_growth=-0.5, marketing_spend_growth=-0.5, sales_cycle=SMALLEST),  # all comes to an end
    Scenario(channels=[Channel(f"{k}", spend_share=1 / MAX_CHANNELS) for k in range(MAX_CHANNELS)]),  # all there may be
)
"""Companies that lack something: what drawn examples find only by luck."""

Test = TypeVar("Test", bound=Callable[..., None])


def corners(*others: object) -> Callable[[Test], Test]:
    """Try a property test of one scenario, and of these others, on every company of CORNERS as well, whatever is drawn."""
    return lambda test: reduce(lambda tried, scenario: example(scenario, *others)(tried), CORNERS, test)
