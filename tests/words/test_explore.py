"""Sentences about a scenario: true to the numbers, whole for every corner."""

from __future__ import annotations

import math
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
from words.format import calendar_month, percent, short
from words.say import BETTER, UNMARKED, WORSE

BASE = TEMPLATES["self_serve"].scenario
WAS = summarize(project(BASE))


def said(**moved):
    """The headline when these move against the self-serve template."""
    scenario = BASE.replace(**moved)
    return headline(WAS, summarize(project(scenario)), BASE, scenario)


def bare(sentence):
    """A sentence without the signs of gain and loss."""
    return sentence.translate(dict.fromkeys(map(ord, (WORSE, BETTER, UNMARKED))))


def arr(summary, currency="USD"):
    """ARR at the end, as in the sentence."""
    return short(summary["arr_end"], LEVERS["arpu"].unit, currency)


def test_nothing_moved():
    """Without a change there is none in words, and the headline says where the baseline goes."""
    assert changes(BASE, BASE) == {}
    assert said() == (
        f"As it stands, ARR goes from $528k to {arr(WAS)} by Dec 2029, a customer pays back in 13.5 months, "
        "and cash ends in Dec 2028."
    )


def test_one_moved():
    """One lever is named with both values, what it does to ARR with amount and share, and both months that cash ends in."""
    assert changes(BASE, BASE.replace(churn_rate=0.06)) == {"churn_rate": "Customer churn 3.5 % → 6 %"}
    assert bare(said(churn_rate=0.06)) == (
        "Customer churn at 6 % instead of 3.5 % takes $454k (30 %) off ARR by Dec 2029, "
        "and cash ends in May 2028 instead of Dec 2028."
    )


def test_what_is_lost_and_what_is_won_is_marked():
    """A loss is marked as one, a gain as one, and nothing where nothing changed."""
    assert f"takes {WORSE}$454k (30 %){UNMARKED} off" in said(churn_rate=0.06)
    assert f"adds {BETTER}" in said(churn_rate=0.03)
    assert not {WORSE, BETTER} & set(said(discount_rate=0.2))


def test_three_moved_are_all_named():
    """Three levers are all in the sentence, in the order of the sidebar, the last after "and"; several take, one takes."""
    sentence = bare(said(win_rate=0.28, arpu=70, churn_rate=0.03))
    assert sentence.startswith(
        "ARPU at $70 instead of $64, customer churn at 3 % instead of 3.5 % and win rate at 28 % instead of 30 % add $"
    )


def test_many_moved_are_counted():
    """Of more than three the first two are named and the others counted; the whole list stays complete."""
    moved = {"arpu": 70, "churn_rate": 0.03, "win_rate": 0.28, "expansion_rate": 0.01, "months": 24}
    assert said(**moved).startswith(
        "ARPU at $70 instead of $64, expansion at 1 % instead of 0.8 % and 3 more changes take "
    )
    assert set(changes(BASE, BASE.replace(**moved))) == set(moved)


def test_the_same_arr_is_said_to_be_as_before():
    """What moves no ARR leaves it where it is."""
    assert f"leaves ARR at {arr(WAS)} by Dec 2029, as before" in said(discount_rate=0.2)


@pytest.mark.parametrize(
    ("cash", "words"),
    [
        (1e9, "and cash lasts instead of ending in Dec 2028."),
        (600_001, "and cash ends in Dec 2028, as before."),
        (-5, "and cash is below zero from the start instead of ending in Dec 2028."),
    ],
)
def test_runway_in_words(cash, words):
    """Cash that lasts, that ends and that is gone today are three different endings."""
    assert words in bare(said(opening_cash=cash))


RICH, POOR, ENDS = BASE.replace(opening_cash=1e9), BASE.replace(opening_cash=-5), BASE


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (RICH, ENDS, "and cash ends in Dec 2028 instead of lasting."),
        (RICH, POOR, "and cash is below zero from the start instead of lasting."),
        (POOR, RICH, "and cash lasts instead of being below zero from the start."),
        (POOR, ENDS, "and cash ends in Dec 2028 instead of being below zero from the start."),
        (POOR, POOR.replace(discount_rate=0.2), "and cash is below zero from the start, as before."),
        (RICH, RICH.replace(discount_rate=0.2), "and cash lasts, as before."),
    ],
)
def test_every_ending_against_every_other(before, after, words):
    """Each pair of endings is said as a whole."""
    sentence = headline(summarize(project(before)), summarize(project(after)), before, after)
    assert words in bare(sentence)


def test_a_channels_name_is_not_touched():
    """A channel's field is named with the channel as people wrote it, in the sentence too."""
    base = Scenario(channels=[Channel("LinkedIn v1.0")])
    scenario = base.replace(**{"LinkedIn v1.0.lead_index": 1.5})
    assert changes(base, scenario) == {"LinkedIn v1.0.lead_index": "LinkedIn v1.0: lead index 1 → 1.5"}
    sentence = headline(summarize(project(base)), summarize(project(scenario)), base, scenario)
    assert sentence.startswith("LinkedIn v1.0: lead index at 1.5 instead of 1 adds")


def test_start_and_currency_are_changes():
    """Month and currency are named like numbers, and amounts in two currencies are not subtracted."""
    moved = {"start": "2028-01", "currency": "EUR"}
    assert list(changes(BASE, BASE.replace(**moved)).values()) == ["Start 2027-01 → 2028-01", "Currency USD → EUR"]
    assert f"put ARR at €{arr(WAS)[1:]} instead of {arr(WAS)} by Dec 2030" in said(**moved)


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
    assert sentence.startswith("As it stands, ") == (not told)
    assert sentence.endswith(".")


@given(scenarios(plausible), st.sampled_from(sorted(LEVERS)), st.data())
def test_the_headline_says_what_the_summary_holds(base, name, data):
    """Read back, the sentence's ARR is the difference that the summaries have, and its month the one that cash ends in."""
    scenario = base.replace(**{name: data.draw(plausible(LEVERS[name]))})
    was, now = summarize(project(base)), summarize(project(scenario))
    sentence = bare(headline(was, now, base, scenario))
    change = now["arr_end"] - was["arr_end"]
    if found := re.search(r" (takes|adds) (\S+?)(?: \((\S+) %\))? (?:off|to) ARR by ", sentence):
        assert found[1] == ("adds" if change > 0 else "takes")
        assert found[2] == short(abs(change), LEVERS["arpu"].unit, scenario.currency)
        if found[3]:
            assert found[3] + " %" == percent(abs(now["arr_end"] / was["arr_end"] - 1), 2)
    else:
        assert arr(now, scenario.currency) in sentence
    runway = now["runway"]
    if 0 < runway < math.inf:
        assert f"cash ends in {calendar_month(scenario.start, math.ceil(runway))}" in sentence
    else:
        assert ("cash lasts" if runway else "cash is below zero from the start") in sentence
