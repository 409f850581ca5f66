"""Plan: valid or not made, and a file of one is read exactly or refused in words."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import InvalidScenario, Scenario
from model.plan import MAX_PAST_GROWTH, MOST_PINS, Baseline, InvalidPlan, Pin, Plan
from model.templates import TEMPLATES
from tests.strategies import scenarios

BASE = TEMPLATES["self_serve"].scenario
PLAN = Plan(Baseline.of_template("self_serve"), BASE.replace(arpu=70), {"fan": "mrr"}, (Pin("Dearer", BASE),))
FILE = PLAN.to_dict()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Baseline("b2c", BASE, True), "template is 'b2c'; allowed is self_serve, mid_market, enterprise"),
        (lambda: Baseline("self_serve", BASE.replace(arpu=1), True), "scenario is not that of the template self_serve"),
        (lambda: Baseline(" ", BASE, False), "name is ' '; allowed are 1 to 40 printable letters"),
        (lambda: Baseline("x" * 41, BASE, False), "allowed are 1 to 40 printable letters"),
        (lambda: Baseline("A", BASE, False, MAX_PAST_GROWTH + 1), "past_growth is 11.0; allowed is a share a month"),
        (lambda: Baseline("A", BASE, False, True), "past_growth is True"),
        (lambda: Pin("Baseline", BASE), "name is 'Baseline'; allowed are 1 to 40 printable letters"),
        (lambda: Pin("a\tb", BASE), "name is 'a\\tb'"),
        (lambda: Plan(PLAN.baseline, BASE, {"fan": ""}), "settings.fan is ''; allowed is a text"),
        (lambda: Plan(PLAN.baseline, BASE, {"a b": "c"}), "settings holds 'a b', which is no name"),
        (lambda: Plan(PLAN.baseline, BASE, pins=(Pin("A", BASE), Pin("A", BASE))), "pin name 'A' is used 2 times"),
        (
            lambda: Plan(PLAN.baseline, BASE, pins=tuple(Pin(f"P{k}", BASE) for k in range(MOST_PINS + 1))),
            "pins has 5; allowed are at most 4",
        ),
    ],
)
def test_an_invalid_plan_cannot_be(make, said):
    """What does not fit is refused with its name, its value and what is allowed."""
    with pytest.raises(InvalidPlan) as error:
        make()
    assert said in str(error.value)


@given(scenarios(), scenarios(), scenarios())
def test_a_plan_survives_its_file(base, scenario, pinned):
    """Whatever a plan holds, its JSON opens to exactly that plan."""
    plan = Plan(Baseline("Müller & Söhne", base, False, 0.02), scenario, {"goal": "arr>=1"}, (Pin("P", pinned),))
    assert Plan.from_json(plan.to_json()) == plan


FAULTS = [
    ({"version": 2}, "version is 2; plans of version 1 can be read"),
    ({"version": "1"}, "version is '1'; plans of version 1 can be read"),
    ({"version": True}, "version is True; plans of version 1 can be read"),
    ({"scenari": {}}, "scenari is not known; did you mean scenario?"),
    ({"scenario": {"churn_rat": 0.1}}, "scenario: churn_rat is not known; did you mean churn_rate?"),
    ({"scenario": 5}, "scenario: a scenario is an object of names and values"),
    ({"baseline": {"template": "b2c"}}, "baseline: template is 'b2c'; allowed is"),
    ({"baseline": {"template": []}}, "baseline: template is []; allowed is"),
    ({"baseline": {"template": "self_serve", "name": "A"}}, "baseline: name is not known"),
    ({"baseline": 3}, "baseline: it is 3; allowed is an object with name and scenario"),
    ({"baseline": {"name": "A"}}, "baseline: scenario is missing"),
    ({"baseline": {"name": 5, "scenario": {}}}, "baseline: name is 5; allowed are"),
    ({"baseline": {"name": "A", "scenario": {"arpu": -1}}}, "baseline: scenario: arpu is -1; allowed is"),
    ({"settings": []}, "settings is not an object of names and texts"),
    ({"settings": {"fan": 5}}, "settings.fan is 5; allowed is a text"),
    ({"pins": {}}, "pins is not a list of objects, each with a name and a scenario"),
    ({"pins": [{"name": "A", "scenario": {}}, {"name": "Now", "scenario": {}}]}, "pin 2: name is 'Now'; allowed are"),
    ({"pins": [7]}, "pin 1: it is 7; allowed is an object with name and scenario"),
]


@pytest.mark.parametrize(("change", "said"), FAULTS)
def test_a_fault_of_a_file_is_named(change, said):
    """What a file says wrongly is named with the part it stands in; nothing is taken of such a file."""
    with pytest.raises(InvalidPlan) as error:
        Plan.from_json(json.dumps(FILE | change))
    assert said in str(error.value)
    assert len(error.value.problems) == 1


def test_all_faults_are_told_at_once():
    """Each part of a file is read, whatever is wrong in the others, and every fault is in the one message."""
    wrong = {"scenario": {"arpu": -1}, "baseline": {"name": "", "scenario": {"months": 1}}, "settings": {"fan": 1},
             "pins": [{"name": "Now", "scenario": {"churn_rate": 2}}]}  # fmt: skip
    with pytest.raises(InvalidPlan) as error:
        Plan.from_dict(FILE | wrong)
    names = [name for name, _ in error.value.problems]
    assert names == [
        "baseline.scenario.months", "baseline.name", "scenario.arpu", "pin 1.scenario.churn_rate", "pin 1.name",
        "settings.fan",
    ]  # fmt: skip


def test_what_a_file_needs():
    """A plan's file has its version, baseline and scenario; settings and pins may be absent."""
    needed = {name: FILE[name] for name in ("version", "baseline", "scenario")}
    assert Plan.from_dict(needed) == Plan(PLAN.baseline, PLAN.scenario)
    for name in needed:
        with pytest.raises(InvalidPlan, match=f"{name} is missing"):
            Plan.from_dict({other: value for other, value in needed.items() if other != name})


@pytest.mark.parametrize("text", ["", "[]", "{", "5", '{"version": 1, "version": 1}', "[" * 100_000, "9" * 5_000])
def test_what_is_no_file_of_a_plan_is_told(text):
    """A text that is no plan is refused in one sentence."""
    with pytest.raises(InvalidScenario) as error:
        Plan.from_json(text)
    assert len(str(error.value)) < 200


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["name", "scenario", "template", "arpu", "channels", "past_growth"]) | st.text(max_size=5), inner,
        max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(FILE, _JSON)) | _JSON)
def test_any_json_is_a_plan_or_told(data):
    """Whatever JSON stands in a file, it is a plan or refused in words."""
    made = None
    with suppress(InvalidScenario):
        made = Plan.from_dict(FILE | data if isinstance(data, dict) else data)
    assert made is None or Plan.from_json(made.to_json()) == made


def test_settings_cannot_be_changed_from_outside():
    """A plan holds its own settings: what is done later to those it was made of does not reach it."""
    given_settings = {"fan": "mrr"}
    plan = Plan(PLAN.baseline, Scenario(), given_settings)
    given_settings["fan"] = "arr"
    assert plan.settings == {"fan": "mrr"}
