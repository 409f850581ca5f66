"""No link stalls the server: every list has a limit, checked before anything is done with it."""

from __future__ import annotations

import base64
import difflib
import json
import random
import time
import tracemalloc
import zlib
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.levers import CHANNEL_FIELDS, LEVERS, NUMBERS
from model.plan import Baseline, Pin, Plan
from model.scenario import MAX_CHANNELS, Channel, Scenario
from tests.ui.figures import figures
from tests.ui.pages import prose, start
from ui import link, link_pins
from ui.link import read, write
from ui.link_scenario import columns
from ui.packed import LONGEST, UNPACKED, WORDS, pack, pack_text, unpack
from ui.settings import SETTINGS, how_sure
from ui.settings.how_sure import MOST_CORRELATIONS, MOST_OUTCOMES, MOST_RANGES

SIZE = 64_000
"""Characters of a link that servers pass on."""
SECONDS, BYTES = 0.05, 10_000_000
PATIENCE = 10
"""How much slower a loaded machine may be."""

NAMES = [*LEVERS]
MANY = [f"C{k}.{field}" for k in range(300) for field in CHANNEL_FIELDS if field != "spend_share"]
BASE = Scenario(channels=[Channel(f"Channel {k}", spend_share=1 / MAX_CHANNELS) for k in range(MAX_CHANNELS)])


def filled(unit, size=SIZE):
    """A text repeated up to a size."""
    return (unit * (size // len(unit) + 1))[:size]


def listed(parts, sign=";", size=SIZE):
    """As many parts as go into a size, joined."""
    return sign.join(parts)[:size].rpartition(sign)[0]


def compressed(data):
    """Any bytes in the packing of format 1, at most as long as is read."""
    packing = zlib.compressobj(9, zdict=WORDS)
    text = base64.urlsafe_b64encode(packing.compress(data) + packing.flush()).decode().rstrip("=")
    assert len(text) <= LONGEST
    return text


def objects(make, size=UNPACKED // 2):
    """A JSON object of `make(k)` as `"name":value`, about as long as is wanted, but for its last brace."""
    parts = [make(0)]
    while len(parts) * len(parts[-1]) < size:
        parts.append(make(len(parts)))
    return "{" + ",".join(parts)


BOMBS = {
    "spaces": b" " * 11_000_000,
    "brackets": b"[" * UNPACKED,
    "objects": b'{"a":' * (UNPACKED // 5),
    "empty lists": b'{"a":[' + b"[]," * (UNPACKED // 3 - 10) + b"[]]}",
    "digits": b'{"arpu":' + b"9" * (UNPACKED - 100) + b"}",
    "numbers": b'{"channels":{"name":[' + b"0.5," * (UNPACKED // 4 - 20) + b"0.5]}}",
    "unknown names": (objects(lambda k: f'"churn_rat{k:x}":1') + "}").encode(),
    "unknown columns": ('{"channels":' + objects(lambda k: f'"lead_inde{k:x}":[1]') + "}}").encode(),
    "unknown columns, long": (
        '{"channels":' + objects(lambda k: f'"lead_inde{k:x}":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]') + "}}"
    ).encode(),
    "long text": json.dumps({"name": "x" * (UNPACKED - 40)}).encode(),
    "odd text": json.dumps({"name": "\u202e" * 19_000}, ensure_ascii=False).encode(),
    "long values": json.dumps({"channels": {"name": [["x" * 1_000] * 50]}}).encode(),
    "equal names": ("{" + ",".join(['"arpu":1'] * 6_000) + "}").encode(),
    "pins": json.dumps({"pins": [{"name": "", "changes": {}}] * 1_900}).encode(),
    "pins of nothing": b'{"pins":[' + b"0," * (UNPACKED // 2 - 20) + b"0]}",
    "changes": ('{"pins":[{"name":"a","changes":' + objects(lambda k: f'"churn_rat{k:x}":"1"') + "}}]}").encode(),
    "four pins": json.dumps(
        {"pins": [{"name": str(k), "changes": {f"marketing_peopl{i:x}": "1" for i in range(600)}} for k in range(4)]},
        separators=(",", ":"),
    ).encode(),
    "bombs in pins": json.dumps(
        {
            "pins": [
                {"name": str(k), "changes": {"channels": compressed(b'{"a":' + b" " * (UNPACKED - 20) + b"[]}")}}
                for k in range(4)
            ]
        }
    ).encode(),
    "bombs of names in pins": json.dumps(
        {
            "pins": [
                {"name": str(k), "changes": {"channels": compressed((objects(lambda k: f'"x{k:x}":[0]', 10_000) + "}").encode())}}
                for k in range(2)
            ]
        }
    ).encode(),
}  # fmt: skip

HOSTILE = {
    **{
        f"{parameter} of {name}": {parameter: compressed(data)}
        for parameter, (name, data) in product(("own", "channels", "pins"), BOMBS.items())
    },
    "all packed": {
        "own": compressed(BOMBS["unknown names"]), "channels": compressed(BOMBS["unknown columns"]),
        "pins": compressed(BOMBS["four pins"]),
    },
    "digits": {"churn_rate": filled("9") + "x"},
    "digits and points": {"churn_rate": filled("9") + ".."},
    "everything in digits": {name: filled("9", SIZE // len(NUMBERS)) + "x" for name in NUMBERS},
    "spaces": {"churn_rate": filled(" "), "start": filled("\xa0")},
    "odd letters": {"churn_rate": filled("\u202e")},
    "points after": {"churn_rate": "1" + filled(".")},
    "brackets after": {"churn_rate": "1" + filled(")>") + "x"},
    "start": {"start": filled("2027-01"), "currency": filled("EUR")},
    "thousands of parameters": {f"x{k:x}": "" for k in range(SIZE // 6)},
    "thousands of nearly levers": {f"marketing_peopl{k:x}": "" for k in range(SIZE // 20)},
    "thousands of channels": {f"C{k:x}.x": "" for k in range(SIZE // 8)},
    "thousands of fields": {f"Social.x{k:x}": "" for k in range(SIZE // 13)},
    "thousands of spaces": {" " * k: "" for k in range(350)},
    "a long name": {filled("a"): "1"},
    "a long name of a channel": {filled("a") + ".lead_index": "1"},
    "names of points": {filled("."): "1"},
    "counters of clicks": {f"utm_{k:x}": "" for k in range(SIZE // 10)},
    "correlations of pairs": {"correlations": listed(f"{x}~{y}:0.1" for x in NAMES for y in NAMES if x < y)},
    "correlations of many": {"correlations": listed(f"{x}~{y}:0" for x, y in pairwise(MANY))},
    "correlations at the limit": {
        "correlations": ";".join(f"{x}~{y}:0.1" for x, y in list(pairwise(MANY))[:MOST_CORRELATIONS])
    },
    "ranges of many": {"ranges": listed(f"{name}:0.1:0.2" for name in MANY)},
    "encoded": {"ranges": filled("%F0%9F%98%80") + ":1:2", "map_x": filled("a.") + "arpu"},
    "outcomes": {"outcomes": listed(["arr_end"] * 9_000)},
    **{f"{name} of {unit}": {name: filled(unit)} for name in SETTINGS for unit in
       ("9", "a", ";", ":", "~", "a:1:2;", "a~b:0.1;", "arpu;", "%41", ">=", "churn_rate:0.02:0.05;", "é", "1.", "\ud800")},
}  # fmt: skip


def peak(params):
    """The most memory that reading takes, in bytes."""
    tracemalloc.start()
    try:
        read(params)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.fixture(scope="module", autouse=True)
def _warm():
    """What is loaded or kept at the first reading belongs to no link."""
    read({"correlations": "arpu~win_rate:0.1", "nonsense": "1", "own": "x", "ranges": "arpu:1:2"})


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_link_takes_long_or_much(hostile):
    """Any link of 64 kB is read in an instant of the processor's time and a few megabytes, and opens a valid scenario."""
    params = HOSTILE[hostile]
    began = time.process_time()
    opened = read(params)
    assert time.process_time() - began < SECONDS * PATIENCE
    assert opened.plan.scenario
    assert opened.problems or hostile in ("counters of clicks", "correlations at the limit")
    assert all(len(problem) < 700 for problem in opened.problems)
    assert peak(params) < BYTES


@given(st.data())
def test_no_mixture_of_hostile_parameters_raises(data):
    """Hostile parameters together are told one by one, as each is alone."""
    chosen = data.draw(st.lists(st.sampled_from(sorted(HOSTILE)), min_size=2, max_size=4))
    mixed = {name: text for each in chosen for name, text in list(HOSTILE[each].items())[:50]}
    assert read(mixed).plan.scenario


def test_random_letters_of_everything_take_no_time():
    """Seeded texts of every length in every parameter are read at once."""
    chance = random.Random(7)
    names = [*link.OURS, *SETTINGS, *NUMBERS, "Social.lead_index"]
    for _ in range(150):
        alphabet = chance.choice(
            ["0123456789", "01.e-", ";:~", "abc_;", "%F0", "arpu:~;0.1", "Aa0-_", ".,)", "\xa0 \u200b1"]
        )
        params = {
            name: "".join(chance.choices(alphabet, k=chance.choice([3, 50, 3_000])))
            for name in chance.sample(names, chance.randint(1, 12))
        }
        began = time.process_time()
        read(params)
        assert time.process_time() - began < SECONDS * PATIENCE


# The work itself.


def test_lists_are_counted_before_they_are_read(monkeypatch):
    """A list beyond its limit is refused without a look at any of its parts; at the limit it is read."""
    monkeypatch.setattr(how_sure, "lever", lambda name: pytest.fail(f"{name[:20]} was looked at"))
    monkeypatch.setattr(how_sure, "correlation_matrix", lambda *given: pytest.fail("a matrix was made"))
    for name, unit, most in (
        ("ranges", "arpu:1:2", MOST_RANGES), ("correlations", "arpu~win_rate:0.1", MOST_CORRELATIONS),
        ("outcomes", "arr_end", MOST_OUTCOMES),
    ):  # fmt: skip
        (problem,) = read({name: ";".join([unit] * (most + 1))}).problems
        assert f"it lists {most + 1:,}; at most {most} are read" in problem


def test_a_matrix_is_never_larger_than_there_are_ranges(monkeypatch):
    """Correlations of more levers than can have ranges are refused before their matrix is made."""
    sizes = []
    monkeypatch.setattr(how_sure, "correlation_matrix", lambda names, made: sizes.append(len(names)))
    for count in (MOST_RANGES, MOST_RANGES + 1):
        read({"correlations": ";".join(f"{x}~{y}:0.1" for x, y in pairwise(MANY[:count]))})
    assert sizes == [MOST_RANGES]


def test_nearest_names_are_looked_for_only_where_they_are_shown(monkeypatch):
    """However many names are unknown, few are compared with those that are known: each comparison costs."""
    asked = []
    monkeypatch.setattr(difflib, "get_close_matches", lambda name, known, n: (known and asked.append(name)) or [])
    for params in HOSTILE.values():
        asked.clear()
        read(params)
        assert len(asked) <= 40


def test_what_is_unpacked_is_bounded(monkeypatch):
    """No packed text gives more than its limit to the reader of JSON, whatever it would unpack to."""
    sizes = []
    loads = json.loads
    monkeypatch.setattr(json, "loads", lambda text, **more: sizes.append(len(text)) or loads(text, **more))
    for params in HOSTILE.values():
        sizes.clear()
        read(params)
        assert sum(sizes) <= 7 * UNPACKED
        assert all(size <= UNPACKED for size in sizes)


@pytest.mark.parametrize("count", [1, 3, MAX_CHANNELS])
def test_limits_are_far_from_what_is_written(count):
    """Own data with the longest names and numbers stay under a third of what is unpacked, and within the brackets."""
    chance = np.random.default_rng(count)
    letter = "\N{GRINNING FACE}"
    made = [
        Channel(
            letter * 38 + f"{k:02}", spend_share=1 / count,
            **{name: f.maximum * chance.random() for name, f in CHANNEL_FIELDS.items() if name != "spend_share"},
        )
        for k in range(count)
    ]  # fmt: skip
    numbers = {n: lever.maximum * (0.5 + chance.random() / 2) for n, lever in NUMBERS.items() if not lever.whole}
    base = Scenario(channels=made, **numbers)
    baseline = Baseline("[" * 40, base, is_template=False, past_growth=0.0123456789012345)
    assert len(json.dumps({"name": "[" * 40} | columns(base), ensure_ascii=False).encode()) < UNPACKED / 3
    assert read(write(Plan(baseline, base))) == link.Opened(Plan(baseline, base))


def test_pins_beyond_the_limit_of_reading_are_left_out(monkeypatch):
    """A pin that would be too long to unpack is told as left out, though it would compress well."""
    monkeypatch.setattr(link_pins, "UNPACKED", 200)
    pins = (
        Pin("A", BASE.replace(arpu=70)),
        Pin("B", BASE.replace(**{f"Channel {k}.lead_index": 2 for k in range(20)})),
    )
    text, left_out = link_pins.write_pins(BASE, pins)
    assert left_out == pins[1:]
    assert unpack(text)["pins"] == [{"name": "A", "changes": {"arpu": "70"}}]


def test_packing_is_read_as_it_was_written():
    """What was packed comes back, and anything after its end is told."""
    assert unpack(pack({"arpu": 70.0})) == {"arpu": 70}
    whole = base64.urlsafe_b64decode(pack_text('{"arpu":70}') + "==")
    for more in (b"\x00", b"x" * 30, whole):
        text = base64.urlsafe_b64encode(whole + more).decode().rstrip("=")
        (problem,) = read({"own": text}).problems
        assert "something follows after its end" in problem


@pytest.mark.parametrize(
    "hostile", ["digits", "pins of four pins", "own of unknown names", "correlations of pairs", "encoded"]
)
def test_a_hostile_link_opens_the_app_with_words(hostile):
    """The whole app opens such a link: what could not be taken is said, and every figure is there."""
    app = start("how_sure", futures="1000", **HOSTILE[hostile])
    assert "Not everything could be taken" in prose(app)
    assert len(figures(app)) == 4
    assert len(prose(app)) < 20_000
