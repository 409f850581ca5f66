"""Every page's own code, opened by a link, over scenarios within the sliders and over all that is valid."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import FACTS, LEVERS, MEASURES, Channel, Scenario
from model.levers import CHANNEL_FIELDS, SMALLEST
from model.measures import MONTHLY
from model.plan import Baseline, Pin, Plan
from model.questions.goal import Goal
from model.questions.ranges import Range
from model.scenario import MAX_CHANNELS, MAX_NAME
from model.templates import TEMPLATES
from tests.strategies import numbers, plausible, scenarios
from tests.ui.pages import BASE, app_with, start
from tests.ui.whole import ODD, assert_no_apology, assert_whole
from ui import frame, link, state
from ui.settings.compare import SIDES
from ui.settings.definitions import TERMS
from ui.settings.goal import write_goal
from ui.settings.how_sure import write_correlations, write_ranges
from ui.settings.what_matters import STEPS

PAGES = {title: "" if n == 0 else file[len("pages/") : -len(".py")] for n, (file, title) in enumerate(frame.PAGES)}
"""The address of each page by its title; the home page has none."""


class Asked(NamedTuple):
    """What a link holds: a baseline, a scenario, what pages keep, and pins."""

    baseline: Baseline
    scenario: Scenario
    page: Mapping[str, str] = MappingProxyType({})
    pins: tuple[Pin, ...] = ()


def own(scenario):
    """A scenario as a company's own numbers."""
    return Baseline("Own numbers", scenario, is_template=False)


@cache
def known_to_streamlit():
    """Streamlit's own name of each page, by its address."""
    return {info["url_pathname"]: name for name, info in start("")._registered_pages.items()}


def opened(page, asked):
    """A page as the link opens it cold; it shows what was asked."""
    app = app_with({**link.write(Plan(*asked)), "futures": "1000"})
    app._page_hash = known_to_streamlit()[page]
    app = app.run()
    assert app.session_state[state._PROBLEMS] == ()
    assert app.session_state[state._PLAN].scenario == asked.scenario
    return app


# What may be asked.


def readable(scenario):
    """Whether no channel's name reads like a number that went wrong."""
    return not any(ODD.search(channel.name) for channel in scenario.channels)


@st.composite
def moved(draw, base, value):
    """A scenario with one to three levers moved."""
    names = draw(st.lists(st.sampled_from(sorted(LEVERS)), min_size=1, max_size=3, unique=True))
    return base.replace(**{name: draw(value(LEVERS[name])) for name in names})


@st.composite
def kept_by_pages(draw, scenario):
    """What pages keep in the link: any of it, about levers that the scenario has."""
    levers = [name for name in scenario.numbers() if name != "months" and not name.endswith("spend_share")]
    lever, outcome = st.sampled_from(levers), st.sampled_from(sorted(MEASURES))
    series = st.sampled_from(MONTHLY)
    amount = st.floats(-1e12, 1e12).map(lambda x: float(f"{x:.6g}")) | st.sampled_from([0.0, 1e-9, 24.0, 1e15])
    month = st.integers(1, 120)

    def text_of(number):
        return f"{number:.12g}"

    @st.composite
    def goals(draw):
        name = draw(outcome)
        by = draw(st.none() | month) if MEASURES[name].monthly else None
        return write_goal(Goal(name, draw(amount), draw(st.booleans()), by))

    @st.composite
    def ranges(draw):
        made = []
        for name in draw(st.lists(lever, max_size=4, unique=True)):
            declared = (LEVERS | FACTS | CHANNEL_FIELDS)[name.rpartition(".")[2]]
            ends = sorted(draw(numbers(declared)) for _ in range(2))
            made.append(Range(name, *map(float, map(text_of, ends))))
        return write_ranges(made)

    two = st.lists(st.sampled_from(sorted(LEVERS)), min_size=2, max_size=2, unique=True)
    whats = {
        "term": st.sampled_from(sorted(TERMS)),
        "funnel_month": month.map(str),
        "mrr_goal": amount.filter(lambda x: 0 <= x <= 1e12).map(text_of),
        "goal": goals(),
        "pair": two.map(";".join),
        "ranges": ranges(),
        "correlations": two.map(lambda pair: write_correlations({tuple(pair): 0.5})),
        "seed": st.integers(0, 999_999).map(str),
        "fan": series,
        "outcomes": st.lists(outcome, min_size=1, max_size=12, unique=True).map(";".join),
        "outcome": outcome,
        "series": series,
        "why_from": st.sampled_from(SIDES),
        "why_to": st.sampled_from(SIDES),
        "step": st.sampled_from(STEPS),
        "among": st.just("all"),
        "map_x": lever,
        "map_y": lever,
        "map_target": amount.map(text_of),
    }
    return draw(st.fixed_dictionaries({}, optional=whats))


@st.composite
def links(draw, value):
    """What a link may hold: any baseline, any scenario against it, settings and pins."""
    any_scenario = scenarios(value).filter(readable)
    templates = st.sampled_from(sorted(TEMPLATES)).map(Baseline.of_template)
    baseline = draw(templates | any_scenario.map(own))
    scenario = draw(any_scenario | moved(baseline.scenario, value))
    pins = draw(st.lists(moved(scenario, value), max_size=2)) if draw(st.booleans()) else []
    named = tuple(Pin(f"Pin {k}", pin) for k, pin in enumerate(pins, 1))
    return Asked(baseline, scenario, draw(kept_by_pages(scenario)), named)


@pytest.mark.parametrize("title", PAGES)
@given(links(plausible))
@settings(max_examples=12)
def test_a_page_is_whole_within_the_sliders(title, asked):
    """Whatever the sliders offer, the page is shown, with whole sentences, finite numbers and valid designs."""
    assert_whole(opened(PAGES[title], asked))


@pytest.mark.parametrize("title", PAGES)
@given(links(numbers))
@settings(max_examples=12)
def test_a_page_is_whole_for_all_that_is_valid(title, asked):
    """Whatever a scenario may hold, the page is shown, with whole sentences, finite numbers and valid designs."""
    assert_whole(opened(PAGES[title], asked))


# What was found, and what is at the edge.


def at(what):
    """A scenario with every lever and fact at one of its bounds, or as near to 0 as is valid."""
    return BASE.replace(**{name: what(declared) for name, declared in (LEVERS | FACTS).items()})


def nearly_nothing(lever):
    """The smallest number above 0 that a lever may have."""
    return lever.minimum if lever.whole or lever.minimum > SMALLEST else SMALLEST


def channels(count, value=None, **same):
    """So many channels, each of their numbers at what `value` says of it, the shares alike."""
    own_numbers = {name: value(lever) for name, lever in CHANNEL_FIELDS.items() if value and name != "spend_share"}
    return tuple(Channel(f"Channel {k}", spend_share=1 / count, **own_numbers | same) for k in range(count))


NOBODY = {"visitor_to_lead": 0, "contact_to_lead": 0, "opening_pipeline": 0}
NOTHING_OPEN = {"opening_customers": 0, "opening_mrr": 0, "opening_contacts": 0, "opening_pipeline": 0}
NO_SPEND = dict.fromkeys(("marketing_spend", "marketing_people", "marketing_tools", "marketing_overhead"), 0)
ODD_NAMES = (
    "![x](http://a.example/b.png) <b>$x^2$</b>",
    "=cmd|' /C calc'!A0; \"quoted\", 'twice' \\`",
    "{nan} 名前 — ·",
)

EDGES = {
    "repriced at once": BASE.replace(months=7, arpu=0.5, repriced_share=1, churn_rate=0.12),
    "repriced to next to nothing": BASE.replace(
        arpu=50, opening_customers=1, opening_mrr=10_000, repriced_share=1, churn_rate=0.03
    ),
    "nobody won": BASE.replace(**NOBODY),
    "no customers": BASE.replace(**NOBODY, **{name: 0 for name in NOTHING_OPEN if name not in NOBODY}),
    "starts from nothing": BASE.replace(**NOTHING_OPEN, opening_cash=0),
    "no churn": BASE.replace(churn_rate=0),
    "everything lost": BASE.replace(churn_rate=1),
    "no spend": BASE.replace(**NO_SPEND),
    "no spend, nobody": BASE.replace(**NO_SPEND, **NOBODY, sales_people=0),
    "no cost at all": BASE.replace(
        **NO_SPEND,
        **dict.fromkeys(("sales_people", "support_cost", "infrastructure_cost", "retention_cost"), 0),
        **dict.fromkeys(("payment_fee_rate", "product_cost", "admin_cost", "commission_rate"), 0),
    ),
    "one channel": BASE.replace(channels=channels(1)),
    "24 channels": BASE.replace(channels=channels(MAX_CHANNELS)),
    "24 channels at their least": BASE.replace(channels=channels(MAX_CHANNELS, lambda lever: lever.minimum)),
    "24 channels at their most": BASE.replace(channels=channels(MAX_CHANNELS, lambda lever: lever.maximum)),
    "only outbound": BASE.replace(channels=channels(2, motion="outbound")),
    "ten years": BASE.replace(months=120),
    "six months": BASE.replace(months=6),
    "no pipeline time": BASE.replace(sales_cycle=0),
    "in debt": BASE.replace(opening_cash=-1e6),
    "deep in debt": BASE.replace(opening_cash=FACTS["opening_cash"].minimum),
    "rich": BASE.replace(opening_cash=FACTS["opening_cash"].maximum),
    "expands by half": BASE.replace(expansion_rate=0.5, months=120),
    "expands as far as it can": BASE.replace(expansion_rate=LEVERS["expansion_rate"].maximum, months=120),
    "spend grows as far as it can": BASE.replace(
        marketing_spend_growth=LEVERS["marketing_spend_growth"].maximum, months=120
    ),
    "serving costs more": BASE.replace(support_cost=500),
    "all at their least": at(lambda lever: lever.minimum),
    "all at their most": at(lambda lever: lever.maximum),
    "all at next to nothing": at(nearly_nothing),
    "decisions at next to nothing": BASE.replace(
        **{name: nearly_nothing(lever) for name, lever in LEVERS.items() if lever.minimum <= SMALLEST}
    ),
    "another year and currency": BASE.replace(start="2100-12", currency="JPY"),
}
"""Companies at the edge of what is valid; each is shown against the one before it."""


@pytest.mark.parametrize("title", PAGES)
@pytest.mark.parametrize("edge", EDGES)
def test_a_page_is_whole_at_the_edge(edge, title):
    """A company at the edge of what is valid is shown on every page, whole, against another such as its baseline."""
    names = list(EDGES)
    before = EDGES[names[names.index(edge) - 1]]
    assert_whole(opened(PAGES[title], Asked(own(before), EDGES[edge])))


@pytest.mark.parametrize("title", PAGES)
def test_a_page_is_shown_whatever_its_channels_are_called(title):
    """Names as long and as odd as is allowed, the baseline's too, stop no page."""
    odd = [Channel((name * MAX_NAME)[:MAX_NAME].strip(), spend_share=1 / 3) for name in ODD_NAMES]
    scenario = BASE.replace(channels=odd)
    asked = Asked(own(scenario), scenario.replace(channels=odd[::-1], arpu=70), {"among": "all"}, (Pin("{}", BASE),))
    assert_no_apology(opened(PAGES[title], asked))


@pytest.mark.parametrize("name", [name for name, lever in LEVERS.items() if lever.minimum < 0])
def test_a_pair_of_levers_passes_zero(name):
    """The picture of two levers is drawn where one goes from below 0 to above."""
    asked = Asked(Baseline.of_template(), BASE.replace(arpu=70), {"pair": f"{name};arpu"})
    assert_whole(opened("goal", asked))
