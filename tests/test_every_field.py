"""No field is forgotten: each of a plan says what kind it is, and comes back from wherever a plan goes."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Mapping
from typing import get_args, get_type_hints

import pytest

from model import Channel, Scenario, differences
from model.__main__ import main
from model.levers import CHANNEL_FIELDS, CHANNEL_TEXTS, NUMBERS, TEXTS, Kind
from model.plan import TEXTS as PLAN_TEXTS
from model.plan import Baseline, Pin, Plan
from ui.link import OURS, Opened, read, write
from ui.settings import SETTINGS

SCENARIO = Scenario(channels=(Channel("Fair", spend_share=0.5), Channel("Search", spend_share=0.5)))
PLAN = Plan(
    Baseline("Muster", SCENARIO, is_template=False),
    SCENARIO,
    {"against": "last"},
    (Pin("Set aside", SCENARIO),),
    sent=SCENARIO.replace(arpu=77),
    last=SCENARIO.replace(arpu=78),
)

OTHER = {
    "start": "2031-08", "currency": "EUR", "motion": "outbound", "past_growth": 0.03, "name": "Messe",
    "term": "cac", "funnel_month": "7", "mrr_goal": "250000", "goal": "mrr>=90000@24", "pair": "churn_rate;arpu",
    "ranges": "churn_rate:0.02:0.05;Fair.lead_index:1:2", "correlations": "churn_rate~arpu:-0.3", "futures": "2000",
    "seed": "7", "fan": "cash", "outcomes": "arr_end;runway", "outcome": "runway", "series": "customers",
    "why_from": "pin1", "why_to": "now", "step": "0.2", "among": "all", "map_x": "win_rate",
    "map_y": "Fair.cost_per_visitor", "map_target": "1000", "against": "baseline", "read": "2028-05", "segment": "enterprise",
}  # fmt: skip
"""Another text or fact of each name; numbers have another value by their declaration."""


def leaves(made, before=""):
    """The path of every field of a dataclass, down to what holds no others; settings by their names."""
    for name, hint in get_type_hints(made).items():
        inside = [each for each in (hint, *get_args(hint)) if dataclasses.is_dataclass(each)]
        if inside:
            yield from leaves(inside[0], f"{before}{name}.")
        elif name == "settings":
            yield from (f"{before}{name}.{setting}" for setting in SETTINGS)
        elif name in {field.name for field in dataclasses.fields(made)}:
            yield before + name


LEAVES = [*leaves(Plan)]


def another(name, value):
    """Another valid value of a field."""
    declared = (NUMBERS | CHANNEL_FIELDS).get(name)
    if declared is None:
        return OTHER[name]
    candidates = (value / 2, value + 1, declared.minimum, declared.maximum)
    if declared.whole:
        candidates = tuple(int(each) for each in candidates if not 0 < each < declared.least)
    return next(each for each in candidates if each != value and declared.minimum <= each <= declared.maximum)


def moved(thing, path):
    """The thing with only the field of a path another; where it is a share, the next channel makes room."""
    name, _, rest = path.partition(".")
    if isinstance(thing, Mapping):
        return {**thing, name: OTHER[name]}
    if name == "is_template":
        return Baseline.of_template()
    inner = getattr(thing, name)
    if not rest:
        new = another(name, inner)
    elif isinstance(inner, tuple):
        new = (moved(inner[0], rest), *inner[1:])
        if rest == "spend_share":
            new = (new[0], inner[1].replace(spend_share=1 - new[0].spend_share))
    else:
        new = moved(inner, rest)
    return thing.replace(**{name: new}) if isinstance(thing, Scenario) else dataclasses.replace(thing, **{name: new})


def test_the_walk_meets_every_declaration():
    """Whatever is declared is a field of the plan, and whatever is a field is declared, the settings too."""
    for part in ("scenario", "sent", "last"):
        within = {path.removeprefix(f"{part}.") for path in LEAVES if path.startswith(f"{part}.")}
        assert within == {*TEXTS, *NUMBERS, *(f"channels.{name}" for name in (*CHANNEL_TEXTS, *CHANNEL_FIELDS))}
    assert {path.removeprefix("settings.") for path in LEAVES if path.startswith("settings.")} == set(SETTINGS)
    assert {path for path in LEAVES if path.count(".") == 1 and not path.startswith(("scenario.", "settings.", "sent.", "last."))} == {
        *(f"baseline.{name}" for name in ("name", "is_template", "past_growth")), "pins.name",
    }  # fmt: skip
    assert not set(SETTINGS) & {*NUMBERS, *CHANNEL_FIELDS, *OURS}, "a link could not tell them apart"


@pytest.mark.parametrize("path", LEAVES)
def test_every_field_says_what_it_is(path):
    """Somebody has said of each field whether it is a fact, a decision or a belief; a setting may be a view alone."""
    of, _, name = path.rpartition(".")
    if of == "settings":
        assert SETTINGS[name].kind in (*get_args(Kind), "view")
    elif of.endswith("channels"):
        assert (CHANNEL_TEXTS | {each: CHANNEL_FIELDS[each].kind for each in CHANNEL_FIELDS})[name] in get_args(Kind)
    elif of.endswith(("scenario", "sent", "last")):
        assert (TEXTS | {each: NUMBERS[each].kind for each in NUMBERS})[name] in get_args(Kind)
    else:
        assert PLAN_TEXTS[name] in get_args(Kind)


@pytest.mark.parametrize("path", LEAVES)
def test_every_field_comes_back_from_the_link(path):
    """A plan of which one field is another has another link, which opens to that plan without a word."""
    plan = moved(PLAN, path)
    assert read(write(plan)) == Opened(plan.as_opened())
    assert write(plan) != write(PLAN)


@pytest.mark.parametrize("path", LEAVES)
def test_every_field_comes_back_from_a_file(path):
    """The same of a plan's JSON, and of its scenario's."""
    plan = moved(PLAN, path)
    assert Plan.from_json(plan.to_json()) == plan
    assert plan.to_json() != PLAN.to_json()
    assert Scenario.from_json(plan.scenario.to_json()) == plan.scenario


@pytest.mark.parametrize("path", LEAVES)
def test_every_field_comes_back_from_the_command_line(path, tmp_path, capsys):
    """The command line reads a file of a plan or a scenario and gives it back letter by letter."""
    plan = moved(PLAN, path)
    for number, made in enumerate((plan, plan.scenario)):
        file = tmp_path / f"{number}.json"
        file.write_text(made.to_json(), encoding="utf-8")
        assert main([str(file), "--json"]) == 0
        assert capsys.readouterr().out == made.to_json()


@pytest.mark.parametrize("path", LEAVES)
def test_every_field_is_in_a_copy(path):
    """A copy has every field, and one that is replaced alone leaves all others as they were."""
    plan = moved(PLAN, path)
    assert copy.deepcopy(plan) == pickle.loads(pickle.dumps(plan)) == dataclasses.replace(plan) == plan
    assert plan.scenario.replace() == plan.scenario
    head = path.partition(".")[0]
    assert dataclasses.replace(PLAN, **{head: getattr(plan, head)}) == plan


@pytest.mark.parametrize("path", [path for path in LEAVES if path.startswith("scenario.")])
def test_every_field_is_compared(path):
    """Two scenarios that differ in one field differ in that by its name; a channel's name and motion as the channels."""
    of, _, name = path.rpartition(".")
    told = "channels" if name in CHANNEL_TEXTS else f"Fair.{name}" if of.endswith("channels") else name
    found = differences(SCENARIO, moved(PLAN, path).scenario)
    assert set(found) - {"Search.spend_share"} == {told}
    assert differences(SCENARIO, SCENARIO) == {}


@pytest.mark.parametrize("path", LEAVES)
def test_no_two_plans_are_taken_for_one(path):
    """A plan of which one field is another is another plan."""
    assert moved(PLAN, path) != PLAN
