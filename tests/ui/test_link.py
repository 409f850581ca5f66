"""The link: exact round trips, short enough to send, and every fault of a foreign link named."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
import zlib
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from model import Channel, InvalidScenario, Scenario, differences
from model.levers import CHANNEL_FIELDS, NUMBERS
from model.plan import MOST_PINS, Baseline, Pin, Plan
from model.scenario import MAX_CHANNELS, MAX_NAME
from model.templates import TEMPLATES
from tests.strategies import channels, names, scenarios
from ui import link, link_pins
from ui.foreign import STREAMLITS
from ui.link import Opened, read, write
from ui.link_text import shown
from ui.packed import LONGEST, WORDS

SELF_SERVE = Baseline.of_template("self_serve")
FALLBACK = "The Self-serve template is used instead."


def own(scenario, name="Own data"):
    """A baseline of a company's own numbers."""
    return Baseline(name, scenario, is_template=False)


def packed(text, words=WORDS):
    """Any text in the packing of format 1."""
    packing = zlib.compressobj(9, zdict=words)
    return base64.urlsafe_b64encode(packing.compress(text.encode()) + packing.flush()).decode().rstrip("=")


def channel_list(**columns):
    """A packed list of channels that are equal but for what is given."""
    return packed(json.dumps(columns))


@st.composite
def moved(draw, base):
    """A scenario that differs from `base` in some numbers, perhaps in its channels and texts too."""
    other = draw(scenarios())
    keys = draw(st.sets(st.sampled_from(["start", "currency", "channels", *NUMBERS]), max_size=6))
    return base.replace(**{name: getattr(other, name) for name in keys})


def survives(baseline, scenario):
    """Write, read, compare; the parameters that were written."""
    params = write(Plan(baseline, scenario))
    assert read(params) == Opened(Plan(baseline, scenario).as_opened())
    return params


@given(st.sampled_from(sorted(TEMPLATES)), st.data())
def test_a_scenario_of_a_template_survives_the_link(name, data):
    """Whatever moved against a template, the link opens to exactly the same scenario, without a word of complaint."""
    baseline = Baseline.of_template(name)
    survives(baseline, data.draw(moved(baseline.scenario)))


@given(scenarios(), st.sampled_from(["Own data", "Müller & Söhne, v2.0", "x" * 40, "template"]), st.data())
def test_a_scenario_of_own_data_survives_the_link(base, name, data):
    """A company's own baseline, its name and what moved against it come back exactly."""
    survives(own(base, name), data.draw(moved(base)))


@given(scenarios(), st.lists(scenarios(), max_size=MOST_PINS))
def test_pins_survive_the_link_or_are_told(base, pinned):
    """Whatever was pinned is in the link exactly, or among those it has no room for; never more than it may hold."""
    pins = tuple(Pin(f"Pin {k}", scenario) for k, scenario in enumerate(pinned))
    text, left_out = link_pins.write_pins(base, pins)
    assert len(text) <= link_pins.LONGEST_PINS
    params = write(Plan(own(base), base, pins=pins))
    assert read(params) == Opened(Plan(own(base), base, pins=tuple(pin for pin in pins if pin not in left_out)))


@given(scenarios(), scenarios())
def test_two_unrelated_scenarios_survive_the_link(base, scenario):
    """Even a scenario that shares nothing with its baseline comes back exactly."""
    survives(own(base), scenario)
    survives(SELF_SERVE, scenario)


@given(names())
@example("v1.0, beta")
@example("a.b=c&d#e?f%20+g")
@example("2.0]")
@example("spend_share")
def test_a_channel_keeps_its_name(name):
    """A channel's name comes back letter by letter, whatever is in it, packed and as the name of a parameter."""
    base = Scenario(channels=[Channel(name)])
    survives(own(base), base.replace(**{f"{name}.lead_index": 1.5}))
    survives(SELF_SERVE, base)


@given(scenarios(), st.data())
def test_only_what_changed_is_in_the_link(base, data):
    """Beside version and baseline the link holds the changed names and nothing else."""
    scenario = data.draw(moved(base))
    changed = set(differences(base, scenario))
    if "channels" in changed:
        changed = {name for name in changed if "." not in name}
    assert set(write(Plan(own(base), scenario))) == {"v", "own"} | changed
    assert write(Plan(SELF_SERVE, SELF_SERVE.scenario)) == {"v": "1", "template": "self_serve"}


@given(scenarios(), channels())
def test_numbers_of_channels_travel_one_by_one(base, others):
    """Where the channels are the same by name and motion, only their changed fields are in the link, by full name."""
    twins = tuple(
        Channel(c.name, c.motion, **{f: getattr(c if f == "spend_share" else o, f) for f in CHANNEL_FIELDS})
        for c, o in zip(base.channels, (others * MAX_CHANNELS)[: len(base.channels)], strict=True)
    )
    params = survives(own(base), base.replace(channels=twins))
    assert "channels" not in params


def company(count, seed):
    """An imported company at its worst for the link: every number with seventeen digits."""
    chance = random.Random(seed)
    cuts = [chance.uniform(0.1, 1) for _ in range(count)]
    made = []
    for k, cut in enumerate(cuts):
        numbers = {
            field.name: chance.uniform(0.1, 0.9) * min(field.maximum, 10 ** chance.uniform(2, 6))
            for field in CHANNEL_FIELDS.values()
            if field.name != "spend_share"
        }
        motion = chance.choice(["inbound", "outbound"])
        made.append(Channel(f"Kanal {k} Fachmesse", motion, spend_share=cut / sum(cuts), **numbers))
    numbers = {
        lever.name: lever.minimum + (min(lever.maximum, 10 ** chance.uniform(2, 7)) - lever.minimum) * chance.random()
        for lever in NUMBERS.values()
        if not lever.whole
    }
    return Scenario(start="2026-03", currency="CHF", months=48, channels=made, **numbers)


@pytest.mark.parametrize(("count", "longest"), [(6, 2_000), (MAX_CHANNELS, 8_000)])
@pytest.mark.parametrize("seed", range(5))
def test_a_link_is_short_enough_to_send(count, longest, seed):
    """Own data in full precision with three levers moved fits where links are cut: 2,000 characters, 8,000 at most."""
    base = company(count, seed)
    first = base.channels[0].name
    scenario = base.replace(arpu=83.12345678901234, churn_rate=0.0123456789, **{f"{first}.lead_index": 1.234567890123})
    params = survives(own(base, "Muster & Söhne GmbH, 2026 bis September"), scenario)
    assert len(urlencode(params)) < longest
    assert len(params["own"]) < LONGEST / 2, "what is written is far from what is refused"


def test_a_template_with_moved_levers_is_a_readable_link():
    """A what-if on a template can be read and written by hand."""
    scenario = SELF_SERVE.scenario.replace(churn_rate=0.03, **{"Paid search.cost_per_visitor": 3})
    assert write(Plan(SELF_SERVE, scenario)) == {
        "v": "1",
        "template": "self_serve",
        "churn_rate": "0.03",
        "Paid search.cost_per_visitor": "3",
    }


# Faults. Each is named, with what is used instead, and the rest of the link is taken.

NUMBERS_REFUSED = [
    ("4", "churn_rate is 4; allowed is 0 to 1 (a share: 4 % is 0.04)."),
    ("-0.1", "churn_rate is -0.1; allowed is 0 to 1."),
    ("1e-300", "churn_rate is 1e-300; allowed is 0 to 1, and nothing between 0 and 1e-09 in size."),
    ("1e400", "churn_rate is inf, not a finite number; allowed is 0 to 1."),
    ("9" * 400, "999…', not a number; allowed is 0 to 1."),
    *(
        (text, f"churn_rate is {text!r}, not a number; allowed is 0 to 1.")
        for text in ("nan", "inf", "", "0x10", "1_000", "0,04", "4%", "1e", ".", "--1", "0.04 0.05", "1e0000")
    ),
    (" ", "churn_rate is '', not a number; allowed is 0 to 1."),
    ("٣", "churn_rate is '⟨arabic-indic digit three⟩', not a number; allowed is 0 to 1."),
    ("0,04", "not a number; allowed is 0 to 1. Write it as 0.04: a link takes plain numbers."),
    ("4 %", "churn_rate is '4 %', not a number; allowed is 0 to 1. Write it as 0.04: a link takes plain numbers."),
    ("4\xa0%", "churn_rate is '4⟨no-break space⟩%', not a number"),
    ("−0.01", "churn_rate is '⟨minus sign⟩0.01', not a number; allowed is 0 to 1. Write it as -0.01:"),
    ("0.0\u200b4", "churn_rate is '0.0⟨zero width space⟩4', not a number"),
    ("9" * 60_000 + "x", "999…', not a number; allowed is 0 to 1."),
    ("\u202e<b>\x00", "not a number; allowed is 0 to 1."),
]


@pytest.mark.parametrize(("text", "said"), NUMBERS_REFUSED)
def test_a_bad_number_is_named_and_the_rest_is_taken(text, said):
    """A number that is none, or out of bounds, keeps the baseline's value and says so; its neighbours count."""
    opened = read({"v": "1", "template": "self_serve", "arpu": "70", "churn_rate": text, "win_rate": "0.25"})
    assert opened.plan.scenario == SELF_SERVE.scenario.replace(arpu=70, win_rate=0.25)
    (problem,) = opened.problems
    assert said in problem
    assert problem.endswith("The baseline has 0.035, which is used.")
    assert len(problem) < 250
    assert problem.isprintable()


FAULTS = {
    "unknown name": ({"churn_rat": "0.04"}, "churn_rat is not known; did you mean churn_rate? It is left out."),
    "name of another kind": ({"lead_index": "2"}, "lead_index is not known"),
    "hostile name": ({"![x](http://y/z.png)": "1"}, "is not known"),
    "unknown template": ({"template": "b2c"}, f"Template 'b2c' is not known; {FALLBACK[0].lower()}{FALLBACK[1:]}"),
    "empty template": ({"template": ""}, "Template '' is not known"),
    "long template": ({"template": "x" * 5000}, "…' is not known"),
    "unknown channel": ({"Radio.lead_index": "2"}, "there is no channel 'Radio'. It is left out."),
    "unknown field": ({"Social.lead_indx": "2"}, "Social.lead_indx is not known; did you mean Social.lead_index?"),
    "channel out of bounds": (
        {"Social.lead_index": "11"},
        "Social.lead_index is 11; allowed is 0 to 10. The baseline has 0.55, which is used.",
    ),
    "not whole": ({"months": "36.5"}, "months is 36.5; allowed is a whole number, 6 to 120. The baseline has 36"),
    "shares": (
        {"Social.spend_share": "0.5"},
        "it must sum to 1. The baseline's spend shares are used.",
    ),
    "start": ({"start": "2027-13"}, "start is '2027-13'; allowed is a month from 2000-01 to 2100-12, as YYYY-MM."),
    "start in other digits": ({"start": "٢٠٢٧-٠١"}, "The baseline has 2027-01, which is used."),
    "empty start": ({"start": ""}, "start is ''; allowed is a month"),
    "currency": ({"currency": "eur"}, "currency is 'eur'; allowed is an ISO code of three capitals, as USD."),
    "version": ({"v": "2"}, "The link says it has format '2'; this is format 1. What it names the same way is used."),
    "empty version": ({"v": ""}, "The link says it has format ''"),
    "long name": ({"x" * 5000: "1"}, "is not known"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_named_and_the_rest_is_taken(fault):
    """What a link says wrongly is named with what is used instead, and a good number beside it counts."""
    params, said = FAULTS[fault]
    opened = read({"arpu": "70"} | params)
    assert opened.plan.baseline == SELF_SERVE
    assert opened.plan.scenario == SELF_SERVE.scenario.replace(arpu=70)
    (problem,) = opened.problems
    assert said in problem
    assert len(problem) < 300


WHOLE = write(Plan(own(company(3, 1)), company(3, 1)))["own"]
OWN_FAULTS = {
    "empty": ("", "it is damaged or was cut off on the way"),
    "cut off": (WHOLE[:-20], "it is damaged or was cut off on the way"),
    "cut to one letter": (WHOLE[:1], "it is damaged or was cut off on the way"),
    "letters changed": (WHOLE[:40] + "AAAA" + WHOLE[44:], "it is damaged or was cut off on the way"),
    "letters of another alphabet": (WHOLE[:40] + "ж" + WHOLE[41:], "it is damaged or was cut off on the way"),
    "standard base64": ("+/+/", "it is damaged or was cut off on the way"),
    "oversized": ("A" * 20_000, "it is 20,000 characters long; at most 16,000 are read"),
    "bomb": (packed(" " * 5_000_000), "it is damaged or was cut off on the way"),
    "other words": (packed("{}", b"other"), "it is damaged or was cut off on the way"),
    "not JSON": (packed("churn_rate"), "it is damaged or was cut off on the way"),
    "deep": (packed("[" * 100_000), "it is damaged or was cut off on the way"),
    "digits": (packed('{"arpu":' + "9" * 5_000 + "}"), "it is damaged or was cut off on the way"),
    "a list": (packed("[]"), "it is damaged"),
}


@pytest.mark.parametrize("fault", OWN_FAULTS)
def test_damaged_own_data_are_named_and_a_template_is_used(fault):
    """Own data that cannot be unpacked say why; the first template stands in, and the moved levers count."""
    text, said = OWN_FAULTS[fault]
    opened = read({"v": "1", "own": text, "churn_rate": "0.02"})
    assert opened.plan.baseline == SELF_SERVE
    assert opened.plan.scenario == SELF_SERVE.scenario.replace(churn_rate=0.02)
    assert opened.problems == (f"The link's own data cannot be used: {said}. {FALLBACK}",)


@pytest.mark.parametrize("fault", OWN_FAULTS)
def test_damaged_channels_are_named_and_the_baselines_are_used(fault):
    """Channels that cannot be unpacked say why; the baseline's stay, and the moved levers count."""
    text, said = OWN_FAULTS[fault]
    opened = read({"template": "self_serve", "channels": text, "churn_rate": "0.02"})
    assert opened.plan.scenario == SELF_SERVE.scenario.replace(churn_rate=0.02)
    assert opened.problems == (f"The link's channels cannot be used: {said}. The baseline's channels are used.",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (channel_list(), "its channels are incomplete"),
        (channel_list(name="Radio"), "its channels are damaged"),
        (channel_list(name=["a", "b"], spend_share=[1]), "its channels are incomplete"),
        (channel_list(name=["a", "a"], spend_share=[0.5, 0.5]), "channel name 'a' is used 2 times"),
        (channel_list(name=["a", "b"], spend_share=[0.5, 0.6]), "it must sum to 1"),
        (channel_list(name=["a"], motion=["sideways"]), "a.motion is 'sideways'; allowed is inbound or outbound"),
        (channel_list(name=["a"], lead_index=["2"]), "a.lead_index is '2', not a number"),
        (channel_list(name=["a"], lead_index=[True]), "a.lead_index is True, not a number"),
        (channel_list(name=["a"], lead_index=[10**400]), "a.lead_index is far too large"),
        (channel_list(name=["Existing"]), "which stands for the customers of today"),
        (channel_list(name=[{}]), "channel name is {}"),
        (channel_list(name=["x" * (MAX_NAME + 1)]), "allowed are 1 to 40 printable characters"),
        (channel_list(name=[str(k) for k in range(25)]), "channels has 25; allowed is 1 to 24"),
        (packed('{"name":["a"],"lead_index":[NaN]}'), "a.lead_index is nan, not a finite number"),
        (packed('{"name":["\\ud800"]}'), "allowed are 1 to 40 printable characters"),
    ],
)
def test_channels_that_are_not_valid_are_named(text, said):
    """Channels that unpack but cannot be say what is wrong with them, in `channels` and in own data."""
    for params in ({"channels": text}, {"own": packed('{"channels":' + unpacked(text) + "}")}):
        opened = read(params | {"arpu": "70"})
        assert opened.plan.scenario == SELF_SERVE.scenario.replace(arpu=70)
        (problem,) = opened.problems
        assert said in problem
        assert len(problem) < 600


def unpacked(text):
    """The JSON of a packed text."""
    whole = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return zlib.decompressobj(zdict=WORDS).decompress(whole).decode()


def test_a_short_link_cannot_hold_an_endless_complaint():
    """A few hundred characters that unpack to thousands of mistakes make one short sentence."""
    many = {"channels": {"name": [0] * 60_000}}
    wrong = {f"x{k}": 0 for k in range(2_000)} | {"channels": {"name": ["a"]}}
    for data in (many, wrong):
        (problem,) = read({"own": packed(json.dumps(data, separators=(",", ":")))}).problems
        assert len(problem) < 400


@given(st.text(max_size=60))
@example("\ud800")
@example("a\u202eb\n\x00")
@example("  ")
def test_the_name_of_own_data_can_be_shown_and_written_again(name):
    """Whatever a link calls its own data, the name is short and printable, or another is told; the link can be written again."""
    opened = read({"own": packed(json.dumps({"name": name, "channels": {"name": ["All"]}}))})
    if opened.plan.baseline.name == name:
        assert opened.problems == ()
    else:
        (problem,) = opened.problems
        assert f"are called {shown(opened.plan.baseline.name, plain=False)}, not {shown(name, plain=False)}" in problem
    assert 1 <= len(opened.plan.baseline.name) <= 40
    assert opened.plan.baseline.name.isprintable()
    assert read(write(opened.plan)) == replace(opened, problems=())


def test_several_faults_are_all_named():
    """Each fault has its own sentence, and what is right is taken whatever stands around it."""
    opened = read({"v": "9", "own": "?", "churn_rate": "x", "nonsense": "1", "start": "May", "arpu": "70"})
    assert len(opened.problems) == 5
    assert opened.plan.scenario == SELF_SERVE.scenario.replace(arpu=70)


def test_shares_that_do_not_sum_leave_the_other_numbers():
    """Spend shares that do not sum to 1 are left at the baseline's together; other fields of those channels count."""
    opened = read({"Social.spend_share": "0.9", "Referral.spend_share": "0.9", "Social.lead_index": "2"})
    assert opened.plan.scenario == SELF_SERVE.scenario.replace(**{"Social.lead_index": 2})
    moved_on = read({"Social.spend_share": "0.3", "Paid search.spend_share": "0.5"})
    assert moved_on.problems == ()
    assert moved_on.plan.scenario.channels[1].spend_share == 0.3


def test_streamlits_own_parameters_are_no_fault():
    """Parameters that tell Streamlit how to embed are left alone and never written."""
    opened = read({"embed": "true", "embed_options": "dark_theme", "arpu": "70"})
    assert opened == Opened(Plan(SELF_SERVE, SELF_SERVE.scenario.replace(arpu=70)).as_opened())
    assert not set(write(opened.plan)) & set(STREAMLITS)


known = st.sampled_from([*NUMBERS, *link.OURS, *STREAMLITS, "Social.lead_index", "Paid search.spend_share", "a.b"])
written_ones = st.sampled_from(["1", "0.5", "-1", "1e9", "2027-05", "EUR", "enterprise", WHOLE, WHOLE[:99]])


@given(st.dictionaries(st.one_of(known, st.text(max_size=60)), st.one_of(written_ones, st.text(max_size=80))))
def test_reading_never_raises(params):
    """Any parameters open to a valid scenario; what is said about them is in sentences; opening it again is silent."""
    opened = read(params)
    assert all(isinstance(problem, str) and problem.endswith(".") for problem in opened.problems)
    assert read(write(opened.plan)) == Opened(replace(opened.plan, settings={}, pins=()))


@given(st.text(st.sampled_from('[]{}":,0123456789eE.-naNInfity\\ churn_ateowl'), max_size=200), st.booleans())
def test_reading_packed_nonsense_never_raises(text, as_channels):
    """Any text that unpacks is refused in words or is a scenario, and nothing else happens."""
    assert read({"channels" if as_channels else "own": packed(text)}).plan.scenario


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["name", "channels", "motion", "arpu", "start", "months"]) | st.text(max_size=5),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_reading_packed_json_never_raises(data):
    """Any JSON in place of own data or channels is refused in words or is a scenario."""
    text = packed(json.dumps(data))
    assert read({"own": text, "channels": text}).plan.scenario


@given(st.integers(0, len(WHOLE) - 1), st.sampled_from("Aaz09-_=ä"))
def test_a_changed_letter_never_changes_a_number_silently(place, letter):
    """One letter of packed data changed on the way: named as damaged, or the same numbers; never other numbers."""
    opened = read({"own": WHOLE[:place] + letter + WHOLE[place + 1 :]})
    assert opened.problems or opened.plan.scenario == company(3, 1)


# For ever. Links that are out there open to the same numbers in every later release.

FORMAT_1 = [*dict.fromkeys(re.findall(r'"([a-z_]+)":', WORDS.decode()))]
FOR_EVER = {
    "self_serve": "3f59c46080da603c",
    "mid_market": "06584cf6c274382f",
    "enterprise": "32b47b91fd23e433",
}


def fingerprint(scenario):
    """A few letters that stand for every number of format 1 of a scenario."""
    data = scenario.to_dict()
    told = {name: data[name] for name in sorted(data) if name in FORMAT_1}
    told["channels"] = [{name: c[name] for name in sorted(c) if name in FORMAT_1} for c in told["channels"]]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


@pytest.mark.parametrize("name", FOR_EVER)
def test_a_template_keeps_its_numbers_for_ever(name):
    """A template's numbers never change, because a link names it and holds only what differs from it.

    A better template is a new one under a new name: leave this one in place for the links that
    name it, and add the new name and its fingerprint here.
    """
    assert fingerprint(TEMPLATES[name].scenario) == FOR_EVER[name]


def test_declared_defaults_stay():
    """A default never changes, because a packed link may leave a name out and mean it.

    A lever added later is missing here and need not be added: it is declared as later, and what leaves
    it out means its neutral value.
    """
    later = {name for name, lever in (NUMBERS | CHANNEL_FIELDS).items() if lever.later}
    assert later == {*NUMBERS, *CHANNEL_FIELDS} - set(FORMAT_1)
    defaults = {name: lever.default for name, lever in (NUMBERS | CHANNEL_FIELDS).items() if name in FORMAT_1}
    told = json.dumps(defaults, sort_keys=True)
    assert hashlib.sha256(told.encode()).hexdigest()[:16] == "5004dfec90423859", told
    assert (Scenario().start, Scenario().currency) == ("2027-01", "USD")
    assert [(c.name, c.motion) for c in Scenario().channels] == [("All", "inbound")]


def test_the_words_of_format_1_stay():
    """What packing presumes is part of the format: one letter changed and no older link can be unpacked."""
    assert hashlib.sha256(WORDS).hexdigest()[:16] == "ff5b3f30d043dd07"


def numbers_of(scenario, **expected):
    """The expected numbers, as they are in the scenario."""
    return {name: scenario.numbers()[name] for name in expected}


def test_a_link_to_a_template_opens_to_the_same_numbers_for_ever():
    """A link written by the first release, word for word, opens to the numbers it was written with."""
    opened = read(
        {"v": "1", "template": "mid_market", "churn_rate": "0.0125", "Events.lead_index": "2", "months": "48"}
    )
    assert opened.problems == ("'Events.lead_index' is not known: there is no channel 'Events'. It is left out.",)
    expected = {"churn_rate": 0.0125, "months": 48, "arpu": 1150, "win_rate": 0.22, "Outbound.lead_index": 2.2}
    assert numbers_of(opened.plan.scenario, **expected) == expected
    assert opened.plan.baseline.name == "mid_market"


OWN_LINK = {
    "v": "1",
    "own": (
        "ePmnLHhVndSxbsIwEAbgV0HMP5F9ySVhZCoLE7MXqkh0aIdK8Do8DC_WswMi55yriDG2c7ZPv79nV9cHUWD4XX18n_"
        "Zy34km7cZ1WhNNSdOblNSeoDmhvmNXMQxWvHMOhi00GR152XhKa0dltlR5KbjMGscocEPIwaGOMUeH09ZFebAcnj6r"
        "9NCn16MvgThOaIXGwyylCEWLYGNEsDlimCDJ8oykGhlKHTKWWiiYag9NU_xWODFsnhrMgEpBM5GSc2mmYqBioiZYtY"
        "_eZmJJyXfNOl4-zwNWVy8vGuvd5X6TpHwNP7JbAZ9_yJFWSrsCDHcauQ1iNIIJEFUNvA8mQylQ6b8CRjI1wygg06gi"
        "RtxAiyTPgMNcpWCwJCj9ARslgf4"
    ),
    "channels": (
        "ePmnLHhVQ4RqcGlyRqqOQpkh0E4dJd_U4uJUXOGCJzT0zIEONAaKYwaJiZGBgY6pgYFBLNawMdIz0TE0jMUaQiBdOm"
        "B9OMIJKIURTkAx1IDSMzLVAVmAGljAosE0FjPAYrGEWGwtAN9lYUs"
    ),
    "churn_rate": "0.02",
    "win_rate": "0.3333333333333333",
}
OWN_NUMBERS = {
    "opening_customers": 312,
    "opening_mrr": 28_750.5,
    "opening_cash": -12_000,
    "opening_contacts": 1_000,
    "arpu": 92.15,
    "churn_rate": 0.0275,
    "win_rate": 0.31,
    "months": 48,
    "Suche, v1.0.spend_share": 0.7,
    "Suche, v1.0.reference_spend": 4_200,
    "Suche, v1.0.cost_per_visitor": 2.4,
    "Suche, v1.0.lead_index": 1.25,
    "Außendienst.win_index": 0.85,
    "Außendienst.spend_share": 0.3,
    "Außendienst.organic_visitors": 0,
    "Außendienst.arpu_index": 1,
}


def test_a_link_with_own_data_opens_to_the_same_numbers_for_ever():
    """Own data packed by the first release, byte for byte, open to the numbers they were packed with.

    Should this fail, the format changed: give the new one its own version and keep reading this one.
    """
    opened = read(OWN_LINK)
    assert opened.problems == ()
    base, scenario = opened.plan.baseline.scenario, opened.plan.scenario
    assert (opened.plan.baseline.name, base.start, base.currency) == ("Muster GmbH", "2026-07", "EUR")
    assert [(c.name, c.motion) for c in base.channels] == [("Suche, v1.0", "inbound"), ("Außendienst", "outbound")]
    assert numbers_of(base, **OWN_NUMBERS) == OWN_NUMBERS
    assert [(c.name, c.motion) for c in scenario.channels] == [("Suche, v1.0", "inbound"), ("Messe", "outbound")]
    assert (scenario.churn_rate, scenario.win_rate) == (0.02, 1 / 3)
    assert scenario.numbers()["Messe.win_index"] == 0.85


def test_what_an_older_link_leaves_out_has_its_default():
    """A name that packed data do not hold yet has its declared default: that is how older links stay readable."""
    opened = read({"own": packed('{"name":"Old","arpu":70,"channels":{"name":["All"]}}')})
    assert opened == Opened(Plan(own(Scenario(arpu=70), "Old"), Scenario(arpu=70)))


def test_what_a_newer_link_adds_is_named():
    """Data packed by a later release with a name this one does not know are refused by that name, not misread."""
    opened = read({"v": "2", "own": packed('{"trial_rate":0.1,"channels":{"name":["All"]}}')})
    assert "trial_rate is not known" in opened.problems[1]
    with pytest.raises(InvalidScenario):
        Scenario.from_dict({"trial_rate": 0.1})
