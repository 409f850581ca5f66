"""Real links with a few seeded faults, compared with what they literally say.

python -m tests.ui.mutated_links 100000 7     # so many links from seed 7; prints the first that is misread
"""

from __future__ import annotations

import base64
import json
import random
import sys
import time
from dataclasses import replace

from model import Channel, Scenario
from model.levers import CHANNEL_FIELDS, LEVERS, NUMBERS
from model.plan import Baseline, Pin, Plan
from model.templates import TEMPLATES
from tests.ui.literal_link import Fault, goal_of, levers_of, literal, pairs_of, unpacked
from ui.foreign import is_foreign
from ui.link import OURS, Opened, read, write
from ui.link_pins import LONGEST_PINS
from ui.packed import as_json, pack, pack_text
from ui.settings import SETTINGS
from ui.settings.goal import BY_MONTH, read_goal, read_pair
from ui.settings.how_sure import read_correlations, read_outcomes, read_ranges

PACKED = ("own", "channels", "pins", "sent", "last")
ODD = "0123456789.eE-+%,;:~ \xa0\u200b\u202eAaZz_=)é\x00−\"'{}[]\\"
TEXTS = ["", "0.05", "1", "0", "1e-12", "nan", "4 %", "36.5", "2027-05", "EUR", "self_serve", "mrr", "arpu", "none", "all", "x" * 50,
         "churn_rate;arpu", "churn_rate:0.01:0.02", "churn_rate~arpu:0.3", "~a", "mrr>=5", "9" * 50]  # fmt: skip
NAMES = ["", " ", "Now", "Baseline", "x" * 41, "a  b", " a", "a\n", "\u202e", "Plan", "é" * 40, "Pin 1"]
VALUES = [0, 1, 0.5, -1, True, None, "", "1", "x" * 60, [], {}, [0.5], {"a": 1}, 1e300, 10**30, 0.1 + 0.2, "Now"]
PAGES = {
    "term": "cac", "funnel_month": "3", "mrr_goal": "90000", "goal": "mrr>=90000@24", "pair": "churn_rate;arpu",
    "ranges": "churn_rate:0.02:0.05;arpu:55:70", "correlations": "churn_rate~arpu:-0.3", "futures": "2000", "seed": "7",
    "fan": "arr", "outcomes": "arr_end;cash_end", "outcome": "runway", "series": "cash", "why_from": "pin1", "step": "0.2",
    "among": "all", "map_x": "churn_rate", "map_target": "1.5",
}  # fmt: skip


def moved(chance, base):
    """A scenario with some levers of a base moved."""
    changes = {}
    for name in chance.sample([*LEVERS], chance.randint(0, 4)):
        low, high, _ = LEVERS[name].slider_range(getattr(base, name))
        changes[name] = round(max(low, LEVERS[name].minimum) + (high - low) / 2 * chance.random(), chance.randint(1, 9))
    for channel in chance.sample(base.channels, chance.randint(0, min(2, len(base.channels)))):
        changes[f"{channel.name}.lead_index"] = round(chance.uniform(0.1, 3), 2)
    return base.replace(
        **{n: v if n not in LEVERS else min(max(v, LEVERS[n].minimum), LEVERS[n].maximum) for n, v in changes.items()}
    )


def real(chance):
    """A link as the app writes it: of a template or own data, with channels, pins and pages' settings now and then."""
    if chance.random() < 0.5:
        baseline = Baseline.of_template(chance.choice(sorted(TEMPLATES)))
    else:
        count = chance.randint(1, 3)
        of = ["Suche, v1.0", "Messe", "Außendienst"][:count]
        data = Scenario(
            arpu=92.15,
            churn_rate=0.0275,
            opening_mrr=28_750.5,
            channels=[Channel(n, spend_share=1 / count) for n in of],
        )
        past = chance.choice([None, 0.02])
        baseline = Baseline(
            chance.choice(["Own data", "Müller & Söhne"]), moved(chance, data), is_template=False, past_growth=past
        )
    base = baseline.scenario
    others = [Channel("Radio", spend_share=0.25, lead_index=0.4), Channel("Fax", "outbound", spend_share=0.75)]
    scenario = moved(chance, base if chance.random() < 0.7 else base.replace(channels=others))
    pins = [
        Pin(name, moved(chance, base if chance.random() < 0.8 else base.replace(channels=others)))
        for name in chance.sample(
            ["Plan", "Lower churn", "Ö ñ 2027", "Pin 1", "More spend"], chance.choice([0, 0, 1, 2, 4])
        )
    ]
    page = {name: PAGES[name] for name in chance.sample(sorted(PAGES), chance.choice([0, 1, 3]))}
    sent = moved(chance, base) if chance.random() < 0.3 else None
    last = moved(chance, base) if chance.random() < 0.2 else None
    plan = Plan(baseline, scenario, page, tuple(pins), sent, last)
    return write(replace(plan, settings=page | {"against": chance.choice([*plan.choices])} if last else page))


# Faults.


def edited(chance, text):
    """A text with a letter or a piece left out, put in, doubled or changed."""
    k, other = chance.randint(0, len(text)), chance.choice(ODD)
    piece = text[k : k + chance.randint(1, 6)]
    return chance.choice([
        text[:k] + text[k + 1 :], text[:k] + other + text[k:], text[:k] + other + text[k + 1 :], text[:k] + piece + text[k:],
        text[:k], text[k:], text + other, other + text, text + text, text[:k] + text[k + len(piece) :],
    ])  # fmt: skip


def _places(data, found):
    """Every object and list within JSON data."""
    if isinstance(data, (dict, list)):
        found.append(data)
        for each in data.values() if isinstance(data, dict) else data:
            _places(each, found)
    return found


def restructured(chance, data):
    """JSON data with a name, a value or an entry changed, added or taken away, somewhere in it."""
    place = chance.choice(_places(data, []))
    if isinstance(place, list):
        how = chance.randint(0, 3)
        k = chance.randrange(len(place)) if place else 0
        if how == 0 or not place:
            place.append(chance.choice([*VALUES, *NAMES]))
        elif how == 1:
            del place[k]
        elif how == 2:
            place.append(json.loads(json.dumps(place[k])))
        else:
            place[k] = edited(chance, place[k]) if isinstance(place[k], str) else chance.choice(VALUES)
    else:
        how = chance.randint(0, 4)
        name = chance.choice(sorted(place)) if place else ""
        if how == 0 or not place:
            place[chance.choice(["colour", "name", "arpu", "changes", "pins", "months", edited(chance, "arpu")])] = (
                chance.choice(VALUES)
            )
        elif how == 1:
            del place[name]
        elif how == 2:
            place[edited(chance, name)] = place.pop(name)
        elif name == "name" and isinstance(place[name], str):
            place[name] = chance.choice([*NAMES, edited(chance, place[name])])
        elif name == "channels" and isinstance(place[name], str):
            place[name] = repacked(chance, place[name])
        else:
            place[name] = edited(chance, place[name]) if isinstance(place[name], str) else chance.choice(VALUES)
    return data


def repacked(chance, text):
    """A packed text with a fault in its letters, its bytes, its JSON or its data."""
    try:
        data = unpacked(text)
        raw = bytearray(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (Fault, ValueError):
        return edited(chance, text)
    how = chance.randint(0, 9)
    if how <= 4:
        return pack(restructured(chance, data))
    plain = as_json(data)
    if how == 5:
        return pack_text(edited(chance, plain).encode("utf-8", "replace").decode())
    if how == 6:  # a name given twice
        k = chance.choice([k for k, letter in enumerate(plain) if letter == "{"])
        return pack_text(
            plain[: k + 1]
            + chance.choice(['"name":"Two",', '"arpu":"5",', '"arpu":5,', '"changes":{},'])
            + plain[k + 1 :]
        )
    if how == 7:
        raw += chance.randbytes(chance.randint(1, 9))
    elif how == 8:
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    else:
        return edited(chance, text)
    return base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("=")


def mutated(chance, params):
    """The link with one to three faults."""
    params = dict(params)
    for _ in range(chance.choice([1, 1, 2, 3])):
        packed = [name for name in PACKED if name in params]
        if packed and chance.random() < 0.65:
            name = chance.choice(packed)
            params[name] = repacked(chance, params[name])
            continue
        name = chance.choice(sorted(params)) if params else "v"
        how = chance.randint(0, 7)
        if how <= 1:
            params[name] = edited(chance, params.get(name, ""))
        elif how == 2:
            params[edited(chance, name)] = params.pop(name, "")
        elif how == 3:
            params.pop(name, None)
        elif how == 4:
            params[chance.choice(["utm_source", "fbclid", "ref", "_gl"])] = chance.choice(TEXTS)
        elif how == 5:
            params[chance.choice([*OURS, *SETTINGS, *NUMBERS, *(f"Social.{f}" for f in CHANNEL_FIELDS)])] = (
                chance.choice(TEXTS)
            )
        elif how == 6:
            params[name + chance.choice([" ", "\xa0", "\n"])] = chance.choice(TEXTS)
        else:
            other = chance.choice(sorted(params)) if params else "v"
            params[name], params[other] = params.get(other, ""), params.get(name, "")
    return params


# The comparison.

_MEANINGS = {
    "ranges": (read_ranges, lambda text: [] if text == "none" else pairs_of(text),
               lambda made: [((each.lever,), each.low, each.high) for each in made]),
    "correlations": (read_correlations, pairs_of, lambda made: [*((pair, value) for pair, value in made.items())]),
    "goal": (read_goal, goal_of, lambda made: (made.outcome, made.at_least, made.target, made.by_month)),
    "pair": (read_pair, levers_of, lambda made: made),
    "outcomes": (read_outcomes, lambda text: tuple(text.split(";")), lambda made: made),
}  # fmt: skip


def check(params):
    """A link opens to exactly what it literally says; whatever cannot be taken is named, and nothing else is.

    Returns what was opened. AssertionError says what was misread.
    """
    opened = read(params)
    says = literal(params, SETTINGS, is_foreign, [pin.name for pin in opened.plan.pins])
    told = "\n".join(opened.problems)
    assert opened.plan.baseline.scenario == says.base, "another baseline"
    assert opened.plan.baseline.is_template == says.is_template
    assert opened.plan.baseline.past_growth == says.past_growth
    assert says.name in (None, opened.plan.baseline.name), "another name"
    assert opened.plan.scenario == says.scenario, "another scenario"
    sent = says.beside.get("sent", says.scenario)
    nothing = sent == says.scenario == says.base
    assert opened.plan.sent == (None if nothing else sent), "sent with another scenario"
    assert len(opened.plan.pins) == len(says.pins), "other pins"
    for pin, (name, scenario) in zip(opened.plan.pins, says.pins, strict=True):
        assert name in (None, pin.name), "another pin's name"
        assert pin.scenario == scenario, "another pin"
    faults = list(says.faults)
    for name, text in says.page.items():
        if name == "against" and name not in opened.plan.settings:
            faults.append("against is ")
            continue
        if name not in opened.plan.settings:
            faults.append(f"{name} is ")
            continue
        kept = opened.plan.settings[name]
        assert text.startswith(kept), "another setting"
        assert not set(text[len(kept) :]) - set(".,;:!?)]>\"'’”» \xa0\u200b\u202e\x00"), "a setting cut"
        if name in _MEANINGS:
            reads, meant, made = _MEANINGS[name]
            expected = meant(kept)
            if name == "goal":
                expected = (BY_MONTH.get(expected[0], expected[0]), *expected[1:])
            assert made(reads(kept)) == expected, "another meaning"
    assert set(opened.plan.settings) <= set(says.page)
    for fault in faults:
        assert fault in told, f"not named: {fault}"
    assert len(opened.problems) == len(faults), "as many sentences as faults"
    _check_round_trip(opened)
    return opened


def _check_round_trip(opened):
    """What was opened is written so that it opens the same, with nothing left to say, and is then written the same."""
    again = write(opened.plan)
    reopened = read(again)
    if len(again.get("pins", "")) < LONGEST_PINS / 2:  # longer ones may have been left out, which Compare tells
        assert reopened == replace(opened, problems=()), "another link is written"
    assert write(reopened.plan) == again


def run(count, seed):
    """So many mutated links from a seed, each checked; the number of those that opened without a word."""
    silent = 0
    for k in range(count):
        chance = random.Random(f"{seed}/{k}")
        link = real(chance)
        params = mutated(chance, link)
        try:
            opened: Opened = check(params)
        except Exception as error:
            error.add_note(f"link {k} of seed {seed}: {params!r}\nbefore: {link!r}")
            raise
        silent += not opened.problems
    return silent


if __name__ == "__main__":
    asked, first = int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else str(time.time_ns())
    print(f"{asked:,} mutated links from seed {first}")
    print(f"{run(asked, first):,} opened without a word, the others said what they could not take; none was misread")
