"""A link says what it says, or it is told: thousands of real links with faults against a second reading of them."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from model.plan import Baseline, Pin, Plan, own_name, pin_name
from model.templates import TEMPLATES
from tests.ui.literal_link import Fault, unpacked
from tests.ui.mutated_links import NAMES, TEXTS, VALUES, check, mutated, real, run
from tests.ui.test_link import OWN_LINK
from ui import link
from ui.link import read, write
from ui.packed import pack, pack_text
from ui.settings import SETTINGS

BASE = TEMPLATES["self_serve"].scenario
SEEDS = range(8)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mutated_link_opens_to_what_it_says_or_is_told(seed):
    """Whatever befell a link on its way, it opens to exactly what it says now, or a sentence names what it does not.

    Many more: `python -m tests.ui.mutated_links 100000`.
    """
    silent = run(500, seed)
    assert 20 < silent < 250, "some faults change only what a link says, most break it"


def test_links_as_they_are_written_are_read_without_a_word():
    """A link that nothing befell is what it literally says, and is written again letter by letter."""
    for k in range(300):
        params = real(random.Random(k))
        opened = check(params)
        assert opened.problems == ()
        assert write(opened.plan) == params
    assert check(OWN_LINK).problems == ()


@given(st.integers(0, 10**9), st.data())
def test_any_text_in_any_place_is_read_literally(seed, data):
    """Any text whatever in place of a name or a value of a real link is what it says, or told."""
    params = real(random.Random(seed))
    name = data.draw(st.sampled_from([*params, *SETTINGS, *link.OURS]))
    params[name] = data.draw(st.one_of(st.text(max_size=50), st.sampled_from(TEXTS)))
    check(params)


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=12), max_size=6))
@example({".arpu": "5"})
@example({".ltv_months": "60"})
@example({"": ""})
@example({".": "1", "..lead_index": "1"})
@example({"\ud800": "\udfff"})
@example({"own": "\ud800", "pins": "é", "channels": "=" * 9})
def test_any_query_is_read_literally(params):
    """Any names with any values are told, one sentence for each, and never raise."""
    check(params)


# The kinds of silent change, one by one.


def pinned(**more):
    """A link whose pins hold one with these entries."""
    return {"pins": pack({"pins": [{"name": "Plan", "changes": {"arpu": "70"}} | more]})}


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("Plan", "Pin 1", "é" * 40)])
def test_a_pin_that_cannot_keep_its_name_is_told(name):
    """A name too long, empty, taken, reserved or not printable is replaced, and both names are said."""
    opened = read(pinned(name=name))
    (problem,) = opened.problems
    (pin,) = opened.plan.pins
    assert pin.scenario == BASE.replace(arpu=70)
    assert pin.name != name
    assert f"is called '{pin.name}'" in problem


def test_two_pins_of_one_name_are_told():
    """The second of two pins of one name gets a number, and that is said; both scenarios are there."""
    opened = read({"pins": pack({"pins": [{"name": "A", "changes": {}}, {"name": "A", "changes": {"arpu": "70"}}]})})
    assert opened.plan.pins == (Pin("A", BASE), Pin("A 2", BASE.replace(arpu=70)))
    (problem,) = opened.problems
    assert problem.startswith("The pin 'A' is called 'A 2':")


@pytest.mark.parametrize("value", VALUES)
def test_what_stands_beside_a_pin_is_told(value):
    """A name that no pin has is named, in a pin and beside all, and what is known counts."""
    for params in (
        pinned(colour=value),
        {"pins": pack({"colour": value, "pins": [{"name": "Plan", "changes": {"arpu": "70"}}]})},
    ):
        opened = read(params)
        assert opened.plan.pins == (Pin("Plan", BASE.replace(arpu=70)),)
        (problem,) = opened.problems
        assert "'colour'" in problem
        assert "not known" in problem


@pytest.mark.parametrize(
    "text", ['{"arpu":60,"arpu":70,"channels":{"name":["All"]}}', '{"channels":{"name":["A"],"name":["B"]}}']
)
def test_a_name_given_twice_is_refused(text):
    """Own data, channels and pins in which a name stands twice are refused by that name: which counts is a guess."""
    assert "is given twice; each name is given once" in read({"own": pack_text(text)}).problems[0]
    twice = pack_text('{"name":["A"],"name":["B"]}')
    assert "'name' is given twice" in read({"channels": twice}).problems[0]
    twice = pack_text('{"pins":[{"name":"A","name":"B","changes":{}}]}')
    assert "'name' is given twice" in read({"pins": twice}).problems[0]


def test_a_template_beside_own_data_is_told():
    """Own data are the baseline; a template named beside them is told as left out."""
    opened = read(OWN_LINK | {"template": "enterprise"})
    (problem,) = opened.problems
    assert problem == "Template 'enterprise' is left out: the link holds own data, which are the baseline."
    assert replace(opened, problems=()) == read(OWN_LINK)


@pytest.mark.parametrize("name", ["x" * 41, " a", "a\n", "", "a\u202eb", 5, [], True])
def test_own_data_that_cannot_keep_their_name_are_told(name):
    """A name of own data that is too long, odd or no text is replaced, and both are said; the data count."""
    opened = read({"own": pack({"name": name, "arpu": 70, "channels": {"name": ["All"]}})})
    (problem,) = opened.problems
    assert f"are called '{opened.plan.baseline.name}', not " in problem
    assert opened.plan.baseline.scenario.arpu == 70


def test_names_that_are_given_in_the_app_survive_the_link():
    """Whatever a person or a file calls own data and pins, the link that is written opens without a word."""
    for text in (*NAMES, "a\tb", "plan.final", "x" * 60, "\xa0"):
        baseline = Baseline(own_name(text), BASE, is_template=False)
        pins = (Pin(pin_name(text, ()), BASE),)
        assert read(write(Plan(baseline, BASE, pins=pins))) == link.Opened(Plan(baseline, BASE, pins=pins))


def test_every_kind_of_fault_is_among_the_mutations():
    """The mutations reach packed JSON, its bytes, names and values: each of the sentences is seen."""
    seen = []
    for k in range(8_000):
        chance = random.Random(k)
        seen += read(mutated(chance, real(chance))).problems
    for part in (
        "is called", "are called", "is given twice", "follows after its end", "damaged or was cut off", "incomplete", "is not known",
        "must sum to 1", "at most 4 are shown", "Beside the link's pins", "has format", "own data cannot", "pins cannot", "channels cannot",
        "is left out: the link holds own data", "not a number", "no channel", "more than once", "Pin '",
    ):  # fmt: skip
        assert any(part in problem for problem in seen), part


@pytest.mark.parametrize(
    "text",
    [
        pack_text('{"a":1,"a":1}'),
        pack_text("[]"),
        pack_text('{"a":1'),
        pack_text("{}") + "AAAA",
        pack_text("{}")[:-4],
        "+/+/",
        "",
    ],
)
def test_the_second_reading_is_strict(text):
    """The second reading refuses what is doubtful, so that a silent change cannot hide behind it."""
    with pytest.raises(Fault):
        unpacked(text)
