"""Sentences about a scenario: true to the numbers, whole for every corner."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import Channel, Scenario, differences, project, summarize
from model.levers import LEVERS
from model.templates import TEMPLATES
from tests.strategies import corners, plausible, scenarios
from words.changes import changes
from words.explore import headline
from words.format import short

BASE = TEMPLATES["self_serve"].scenario
WAS = summarize(project(BASE))


def said(**moved):
    """The headline when these move against the self-serve template."""
    scenario = BASE.replace(**moved)
    return headline(WAS, summarize(project(scenario)), BASE, scenario)


def arr(summary, currency="USD"):
    """ARR at the end, as in the sentence."""
    return short(summary["arr_end"], LEVERS["arpu"].unit, currency)


def test_nothing_moved():
    """Without a change there is none in words, and the headline says where the baseline goes."""
    assert changes(BASE, BASE) == {}
    assert said() == (
        f"As it stands, ARR goes from $528k to {arr(WAS)} in 36 months, a customer pays back in 13.5 months, "
        "and cash lasts 23.3 months."
    )


def test_one_moved():
    """One lever is named with both values, and each effect with what it was."""
    scenario = BASE.replace(churn_rate=0.03)
    assert changes(BASE, scenario) == {"churn_rate": "Customer churn 3.5 % → 3 %"}
    now = summarize(project(scenario))
    assert said(churn_rate=0.03).startswith(
        f"With customer churn 3.5 % → 3 %: ARR at the end is {arr(now)} instead of {arr(WAS)}, CAC payback is "
    )


def test_three_moved_are_all_named():
    """Three levers are all in the sentence, in the order of the sidebar, the last after "and"."""
    sentence = said(win_rate=0.28, arpu=70, churn_rate=0.03)
    assert sentence.startswith("With ARPU $64 → $70, customer churn 3.5 % → 3 % and win rate 30 % → 28 %: ARR")


def test_many_moved_are_counted():
    """Of more than three the first two are named and the others counted; the whole list stays complete."""
    moved = {"arpu": 70, "churn_rate": 0.03, "win_rate": 0.28, "expansion_rate": 0.01, "months": 24}
    assert said(**moved).startswith("With ARPU $64 → $70, expansion 0.8 % → 1 % and 3 more changes: ARR")
    assert set(changes(BASE, BASE.replace(**moved))) == set(moved)


def test_no_customers_have_no_payback():
    """Where nobody is won the sentence says so instead of a number."""
    nobody = {"visitor_to_lead": 0, "contact_to_lead": 0, "opening_pipeline": 0}
    assert "CAC payback is undefined instead of 13.5 months" in said(**nobody)


def test_a_payback_that_never_comes():
    """Where serving a customer costs more than it pays, it never pays back."""
    assert "CAC payback is never reached instead of" in said(support_cost=500)


@pytest.mark.parametrize(
    ("cash", "words"),
    [
        (1e9, "and cash lasts all 36 months instead of 23.3 months."),
        (600_001, "and cash lasts 23.3 months, as before."),
        (-5, "and cash is below zero from the start instead of "),
    ],
)
def test_runway_in_words(cash, words):
    """Cash that lasts, that runs out and that is gone today are three different endings."""
    assert words in said(opening_cash=cash)


def test_a_channels_name_is_not_touched():
    """A channel's field is named with the channel as people wrote it, in the sentence too."""
    base = Scenario(channels=[Channel("LinkedIn v1.0")])
    scenario = base.replace(**{"LinkedIn v1.0.lead_index": 1.5})
    assert changes(base, scenario) == {"LinkedIn v1.0.lead_index": "LinkedIn v1.0: lead index 1 → 1.5"}
    sentence = headline(summarize(project(base)), summarize(project(scenario)), base, scenario)
    assert sentence.startswith("With LinkedIn v1.0: lead index 1 → 1.5: ARR")


def test_start_and_currency_are_changes():
    """Month and currency are named like numbers, and each side of the sentence keeps its own currency."""
    moved = {"start": "2028-01", "currency": "EUR"}
    assert list(changes(BASE, BASE.replace(**moved)).values()) == ["Start 2027-01 → 2028-01", "Currency USD → EUR"]
    assert "€" in said(**moved)
    assert "instead of $" in said(**moved)


@given(scenarios(), scenarios(), st.booleans())
@corners(Scenario(), False)
def test_words_are_whole_for_any_two_scenarios(base, scenario, same_channels):
    """Every difference has its words with two different values, and the headline is one sentence without odd numbers."""
    if same_channels:
        scenario = scenario.replace(channels=base.channels)
    told = changes(base, scenario)
    assert set(told) == set(differences(base, scenario))
    for name, text in told.items():
        if name != "channels":
            before, _, after = text.rpartition(" → ")
            assert not before.endswith(" " + after), text
    sentence = headline(summarize(project(base)), summarize(project(scenario)), base, scenario)
    if not any(c.name in sentence for c in (*base.channels, *scenario.channels)):
        assert not re.search(r"\b(nan|inf)\b", sentence)
    assert sentence.startswith("With " if told else "As it stands, ")
    assert sentence.endswith(".")


@given(scenarios(plausible), st.sampled_from(sorted(LEVERS)), st.data())
def test_the_headline_says_what_the_summary_holds(base, name, data):
    """ARR in the sentence is the summary's, whichever lever moved."""
    scenario = base.replace(**{name: data.draw(plausible(LEVERS[name]))})
    now = summarize(project(scenario))
    sentence = headline(summarize(project(base)), now, base, scenario)
    assert arr(now, scenario.currency) in sentence
