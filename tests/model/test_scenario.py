"""Scenarios: an invalid one cannot be made, and a valid one survives every way of keeping it."""

from __future__ import annotations

import copy
import dataclasses
import json
import math
import pickle
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from model import Channel, InvalidScenario, Scenario, differences
from model.levers import CHANNEL_FIELDS, FACTS, LEVERS, SMALLEST
from model.scenario import MAX_CHANNELS
from tests.strategies import corners, scenarios

NUMBERS = FACTS | LEVERS
NOT_NUMBERS = [
    math.nan,
    math.inf,
    -math.inf,
    np.nan,
    True,
    False,
    "5",
    "",
    b"5",
    None,
    1j,
    10**400,
    -(10**400),
    [],
    [1.0],
    {},
    (),
    object(),
    np.array([0.5, 0.5]),
    Decimal("NaN"),
]


def outside(lever):
    """Values just beyond a lever's bounds, and just beside 0."""
    beyond = [
        math.nextafter(lever.minimum, -math.inf),
        math.nextafter(lever.maximum, math.inf),
        lever.minimum - 1,
        lever.maximum * 2 + 1,
    ]
    return beyond + ([SMALLEST / 2] if lever.minimum <= 0 and not lever.whole else [])


def assert_told(error, name, lever):
    """The message names the lever and its bounds."""
    assert name in str(error.value)
    assert lever.allowed in str(error.value)
    assert [problem for problem, _ in error.value.problems] == [name]


# An invalid scenario cannot be made


@pytest.mark.parametrize("name", NUMBERS)
def test_what_is_not_a_number_is_refused(name):
    """No lever or fact is anything but a finite number."""
    for value in NOT_NUMBERS:
        with pytest.raises(InvalidScenario) as error:
            Scenario(**{name: value})
        assert_told(error, name, NUMBERS[name])


@pytest.mark.parametrize("value", [np.True_, np.False_, bytearray(b"5"), np.complex128(5), np.str_("5")], ids=repr)
def test_what_only_turns_into_a_number_is_refused(value):
    """Truth values, texts and complex numbers of other types are no more numbers than Python's own."""
    with pytest.raises(InvalidScenario, match="not a number"):
        Scenario(opening_mrr=value)


@pytest.mark.parametrize("name", NUMBERS)
def test_what_is_out_of_bounds_is_refused(name):
    """No lever or fact is outside its bounds, and the message says which value was."""
    for value in outside(NUMBERS[name]):
        with pytest.raises(InvalidScenario) as error:
            Scenario(**{name: value})
        assert_told(error, name, NUMBERS[name])
        assert f"{name} is " in str(error.value)


@pytest.mark.parametrize("name", CHANNEL_FIELDS)
def test_a_channel_is_held_to_the_same(name):
    """No field of a channel is outside its bounds or no number, and the message names the channel."""
    for value in NOT_NUMBERS + outside(CHANNEL_FIELDS[name]):
        with pytest.raises(InvalidScenario) as error:
            Channel("Paid search", **{name: value})
        assert_told(error, f"Paid search.{name}", CHANNEL_FIELDS[name])


@pytest.mark.parametrize("name", NUMBERS)
def test_bounds_are_allowed(name):
    """Both bounds of every lever and fact are valid, and kept as given."""
    for value in (NUMBERS[name].minimum, NUMBERS[name].maximum):
        assert getattr(Scenario(**{name: value}), name) == value


@pytest.mark.parametrize("name", CHANNEL_FIELDS)
def test_bounds_of_channels_are_allowed(name):
    """Both bounds of every field of a channel are valid, and kept as given."""
    for value in (CHANNEL_FIELDS[name].minimum, CHANNEL_FIELDS[name].maximum):
        assert getattr(Channel("A", **{name: value}), name) == value


@pytest.mark.parametrize("value", [7, 7.0, np.float64(7), np.int32(7), Fraction(7), Decimal(7)])
def test_numbers_of_any_kind_become_floats(value):
    """Whatever is a number is kept as a float, and whole facts as an int."""
    assert type(Scenario(arpu=value).arpu) is float
    assert type(Scenario(months=value).months) is int
    assert Scenario(arpu=value, months=value) == Scenario(arpu=7, months=7)


def test_months_are_whole():
    """A horizon is a whole number of months."""
    with pytest.raises(InvalidScenario, match=r"months is 6\.5; allowed is a whole number, 6 to 120"):
        Scenario(months=6.5)


@pytest.mark.parametrize("name", ["churn", "mrr", "Churn_rate", "channel", "", "ltv", "self_", "name"])
def test_unknown_names_are_refused(name):
    """A name that is not declared is refused by name."""
    with pytest.raises(InvalidScenario, match=f"{name} is not known"):
        Scenario(**{name: 1})


def test_unknown_fields_of_channels_are_refused():
    """A field that channels do not have is refused by the channel's name and its own."""
    with pytest.raises(InvalidScenario, match=r"Paid\.churn_rate is not known"):
        Channel("Paid", churn_rate=0.1)


BAD_NAMES = ["", "x" * 41, "a\nb", "a\tb", "\0", " a", "a ", "Existing", 5, None, b"a", ["a"], True, "\ud800", "\u200b"]


@pytest.mark.parametrize("name", BAD_NAMES, ids=repr)
def test_bad_channel_names_are_refused(name):
    """A channel's name is 1 to 40 printable characters without space around, and not Existing."""
    with pytest.raises(InvalidScenario, match="channel name is"):
        Channel(name)


@pytest.mark.parametrize("name", ["x", "x" * 40, "Größe", "検索", "a b", "=1+1", "a.b", "<b>", "existing", "🚀"])
def test_good_channel_names_are_kept(name):
    """Any printable name of up to 40 characters is a name."""
    assert Channel(name).name == name


@pytest.mark.parametrize("motion", ["", "Inbound", "both", None, 1, ["inbound"]])
def test_bad_motions_are_refused(motion):
    """A motion is inbound or outbound."""
    with pytest.raises(InvalidScenario, match=r"motion is .*; allowed is inbound or outbound"):
        Channel("A", motion)


@pytest.mark.parametrize(
    "start",
    [
        "",
        "2027",
        "2027-1",
        "2027-00",
        "2027-13",
        "1999-12",
        "2101-01",
        "2027-01-01",
        "2027-01\n",
        " 2027-01",
        "２０２７-01",
        "27-01",
        202701,
        2027.01,
        None,
        True,
        ["2027-01"],
    ],
    ids=repr,
)
def test_bad_starts_are_refused(start):
    """A start is a month from 2000-01 to 2100-12."""
    with pytest.raises(InvalidScenario, match=r"start is .*; allowed is a month from 2000-01 to 2100-12"):
        Scenario(start=start)


@pytest.mark.parametrize(
    "currency", ["", "usd", "US", "USDT", "U$D", "USD\n", "ÄÖÜ", "€", None, 5, True, ["USD"]], ids=repr
)
def test_bad_currencies_are_refused(currency):
    """A currency is three capitals."""
    with pytest.raises(InvalidScenario, match=r"currency is .*; allowed is an ISO code"):
        Scenario(currency=currency)


def many(count):
    """That many channels with equal shares."""
    return [Channel(f"Channel {k}", spend_share=1 / count) for k in range(count)]


BAD_CHANNELS = [
    ([], "channels has 0; allowed is 1 to 24"),
    (many(MAX_CHANNELS + 1), "channels has 25; allowed is 1 to 24"),
    ([Channel("A", spend_share=0.5), Channel("A", spend_share=0.5)], "'A' is used 2 times"),
    ([Channel("A", spend_share=0.5)], "sums to 0.5"),
    ([Channel("A", spend_share=0.5), Channel("B", spend_share=0.50001)], r"sums to 1\.00001"),
    ([Channel("A"), Channel("B")], "sums to 2"),
    (["A"], "channels holds str; allowed are Channel objects"),
    ([Channel("A"), None], "channels holds NoneType"),
    ([{"name": "A"}], "channels holds dict"),
    (5, "channels"),
    (None, "channels"),
]


@pytest.mark.parametrize(("channels", "message"), BAD_CHANNELS, ids=[message for _, message in BAD_CHANNELS])
def test_bad_channels_are_refused(channels, message):
    """Channels are 1 to 24, of different names, and their spend shares sum to 1."""
    with pytest.raises(InvalidScenario, match=message):
        Scenario(channels=channels)


def test_as_many_channels_as_are_allowed():
    """24 channels are allowed, and shares written to six places still sum to 1."""
    assert len(Scenario(channels=many(MAX_CHANNELS)).channels) == 24
    assert Scenario(channels=[Channel(n, spend_share=0.333333) for n in "AB"] + [Channel("C", spend_share=0.333334)])


def test_every_problem_is_told_at_once():
    """A scenario with several faults names all of them."""
    with pytest.raises(InvalidScenario) as error:
        Scenario(arpu=0, churn_rate=2, start="x", currency="", wrong=1, channels=[])
    assert [name for name, _ in error.value.problems] == [
        "start",
        "currency",
        "channels",
        "arpu",
        "churn_rate",
        "wrong",
    ]
    with pytest.raises(InvalidScenario) as error:
        Scenario.from_dict(
            {"arpu": 0, "channels": [{"name": "A", "win_index": 11}, {"motion": "inbound"}, {"name": "A\n"}]}
        )
    assert [name for name, _ in error.value.problems] == ["arpu", "A.win_index", "channels", "name"]


def test_a_percentage_for_a_share_gets_a_hint():
    """Who writes 4 for 4 % is told how it is written."""
    with pytest.raises(InvalidScenario, match=r"4 % is 0\.04"):
        Scenario(churn_rate=4)


def test_messages_stay_short():
    """A huge value is not repeated in full."""
    huge = "9" * 100_000
    for make in (
        lambda: Scenario(arpu=[huge]),
        lambda: Scenario(arpu=huge),
        lambda: Scenario(start=huge),
        lambda: Scenario(currency=huge),
        lambda: Channel(huge),
        lambda: Channel("A", huge),
        lambda: Scenario(**{huge: 1}),
        lambda: Channel([huge]),
    ):
        with pytest.raises(InvalidScenario) as error:
            make()
        assert len(str(error.value)) < 500


# A valid scenario keeps


@pytest.mark.parametrize("thing", [Scenario(), Channel("A")], ids=["scenario", "channel"])
def test_frozen(thing):
    """Nothing of a scenario or channel can be set, added or deleted."""
    for name in ("arpu", "win_index", "name", "channels", "new"):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(thing, name, 1)
        with pytest.raises(dataclasses.FrozenInstanceError):
            delattr(thing, name)


@given(scenarios())
@corners()
def test_copies_are_equal(scenario):
    """Pickles and copies equal the scenario and hash alike."""
    for twin in (
        pickle.loads(pickle.dumps(scenario)),
        copy.copy(scenario),
        copy.deepcopy(scenario),
        scenario.replace(),
    ):
        assert twin == scenario
        assert hash(twin) == hash(scenario)
        assert differences(scenario, twin) == {}


@given(scenarios())
@corners()
def test_files_round_trip(scenario):
    """A scenario written as a dict or as JSON and read again is the same to the last bit, and its JSON is standard."""
    assert Scenario.from_dict(scenario.to_dict()) == scenario
    text = scenario.to_json()
    assert Scenario.from_json(text) == scenario
    assert Scenario.from_json(text).to_json() == text

    def refuse(constant):
        raise AssertionError(constant)

    assert list(json.loads(text, parse_constant=refuse)) == ["start", "currency", *FACTS, *LEVERS, "channels"]


def test_a_channel_is_part_of_what_a_scenario_is():
    """Scenarios that differ in one number of one channel are different."""
    one, other = Scenario(), Scenario().replace(**{"All.win_index": 1.1})
    assert one != other
    assert len({one, other, Scenario()}) == 2
    assert one != "scenario"


def test_integers_and_floats_are_the_same_number():
    """-0.0, 0 and 0.0 are one value, in equality, hash and text."""
    assert Scenario(opening_cash=-0.0).to_json() == Scenario(opening_cash=0).to_json()


def test_channels_may_be_any_iterable_and_are_kept_as_a_tuple():
    """A list given for channels can be changed afterwards without changing the scenario."""
    given_channels = [Channel("A")]
    scenario = Scenario(channels=given_channels)
    given_channels.append(Channel("B"))
    assert scenario.channels == (Channel("A"),)


def test_replace():
    """`replace` changes levers, facts, text, channels and their fields by name, and nothing else."""
    base = Scenario(channels=[Channel("a.b", spend_share=0.5), Channel("C", spend_share=0.5)])
    new = base.replace(
        arpu=60, months=12, currency="EUR", **{"a.b.win_index": 2, "a.b.motion": "outbound", "C.bounce_rate": 0.5}
    )
    assert differences(base, new) == {
        "currency": ("USD", "EUR"),
        "arpu": (50, 60),
        "months": (36, 12),
        "channels": (("a.b", "C"), ("a.b", "C")),
        "a.b.win_index": (1, 2),
        "C.bounce_rate": (0, 0.5),
    }
    assert new.replace(**base.to_dict() | {"channels": base.channels}) == base
    assert base.replace(**{"a.b.spend_share": 0.2, "C.spend_share": 0.8}).channels[1].spend_share == 0.8
    assert base.replace(channels=[Channel("New")], **{"New.win_index": 3}).channels[0].win_index == 3


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"churn_rate": 2}, "churn_rate is 2"),
        ({"chrun_rate": 0}, "chrun_rate is not known"),
        ({"All.win_index": 11}, r"All\.win_index is 11; allowed is 0 to 10"),
        ({"All.arpu": 1}, r"All\.arpu is not known"),
        ({"Print.win_index": 1}, "no channel 'Print'"),
        ({"All.spend_share": 0.5}, r"sums to 0\.5"),
        ({"All.name": "Existing"}, "which stands for"),
        ({"All.win_index": 1, "channels": [5]}, "channels holds int"),
    ],
)
def test_replace_keeps_scenarios_valid(changes, message):
    """What would make the scenario invalid is refused as when it is made."""
    with pytest.raises(InvalidScenario, match=message):
        Scenario().replace(**changes)


@given(scenarios())
@corners()
def test_full_names_of_numbers(scenario):
    """Every number by its full name, put back one by one, is the same scenario."""
    numbers = scenario.numbers()
    assert len(numbers) == len(NUMBERS) + len(scenario.channels) * len(CHANNEL_FIELDS)
    assert scenario.replace(**numbers) == scenario


def test_names_left_out_have_their_default():
    """An empty object is the default scenario."""
    assert Scenario.from_json("{}") == Scenario() == Scenario.from_dict({})
    assert Scenario.from_json('{"channels": [{"name": "All"}]}') == Scenario()


# Hostile text

HOSTILE = [
    "",
    " ",
    "x",
    "{",
    "[]",
    "[[]]",
    "null",
    "true",
    "5",
    '"a"',
    "NaN",
    "\ufeff{}",
    "\0",
    "{}{}",
    "{'arpu': 5}",
    '{"arpu": NaN}',
    '{"arpu": Infinity}',
    '{"arpu": -Infinity}',
    '{"arpu": 1e999}',
    '{"arpu": "5"}',
    '{"arpu": null}',
    '{"arpu": true}',
    '{"arpu": []}',
    '{"arpu": {}}',
    '{"arpu": 0}',
    '{"months": 7.5}',
    '{"months": "12"}',
    '{"start": 2027}',
    '{"start": null}',
    '{"currency": []}',
    '{"currency": {}}',
    '{"ARPU": 5}',
    '{"": 1}',
    '{"channels": 5}',
    '{"channels": {}}',
    '{"channels": "All"}',
    '{"channels": []}',
    '{"channels": [5]}',
    '{"channels": [[]]}',
    '{"channels": [{}]}',
    '{"channels": [{"name": []}]}',
    '{"channels": [{"name": null}]}',
    '{"channels": [{"name": "A", "motion": {}}]}',
    '{"channels": [{"name": "A", "motion": null}]}',
    '{"channels": [{"name": "A", "spend_share": "1"}]}',
    '{"channels": [{"name": "A", "x": 1}]}',
    '{"channels": [{"name": "\\ud800"}]}',
    '{"\\ud800": 1}',
    '{"self": 1}',
    '{"cls": 1}',
    '{"__class__": 1}',
    '{"channels": [{"name": "A", "self": 1}]}',
    '{"channels": [{"name": "A", "__init__": 1}]}',
    '{"channels": [{"name": "A"}, {"name": "A"}]}',
    '{"arpu": 1' + "0" * 400 + "}",
    '{"arpu": ' + "1" * 5000 + "}",
    '{"arpu": -' + "1" * 5000 + "}",
    "[" * 100_000,
    '{"a":' * 100_000,
    '{"channels": [' + '{"name": "A"},' * 30 + '{"name": "B"}]}',
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:40]))
def test_hostile_text_is_refused(text):
    """Text that is no scenario is an InvalidScenario with a message that can be printed, whatever it is."""
    with pytest.raises(InvalidScenario) as error:
        Scenario.from_json(text)
    str(error.value).encode("utf-8")
    assert 0 < len(str(error.value)) < 3000


@pytest.mark.parametrize("inside", ['{"arpu": %s}', '{"start": %s}', '{"channels": [{"name": %s}]}', "%s"], ids=str)
def test_nesting_of_any_depth_is_refused(inside):
    """However deep arrays are nested, also just within what can be read, the text is refused."""
    for depth in (1, 10, 100, 500, *range(800, 1001), 5_000):
        with pytest.raises(InvalidScenario):
            Scenario.from_json(inside % ("[" * depth + "]" * depth))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["channels", "name", "motion", "arpu", "start", *CHANNEL_FIELDS, "self"]), inner, max_size=5
        )
    ),
    max_leaves=12,
)


@given(JSON)
@example({1: 2})
@example({None: 2})
def test_any_data_is_a_scenario_or_refused(data):
    """Whatever JSON can hold is a scenario or InvalidScenario, and no other error."""
    for read in (lambda: Scenario.from_dict(data), lambda: Scenario.from_json(json.dumps(data))):
        with suppress(InvalidScenario):
            assert isinstance(read(), Scenario)


@given(st.text())
def test_any_text_is_a_scenario_or_refused(text):
    """Whatever text is read, there is no other error than InvalidScenario."""
    with suppress(InvalidScenario):
        assert isinstance(Scenario.from_json(text), Scenario)


def test_errors_travel():
    """An InvalidScenario can be pickled with its problems."""
    with pytest.raises(InvalidScenario) as error:
        Scenario(arpu=0)
    twin = pickle.loads(pickle.dumps(error.value))
    assert (str(twin), twin.problems) == (str(error.value), error.value.problems)
