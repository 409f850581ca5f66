"""What others append to an address is no fault, and no name of ours is taken for it."""

from __future__ import annotations

import string

import pytest

from model.levers import CHANNEL_FIELDS, NUMBERS
from model.plan import Baseline, Plan
from model.templates import TEMPLATES
from tests.ui.pages import link_of, move, prose, start
from ui import link
from ui.foreign import STREAMLITS, is_foreign
from ui.link import Opened, read, write
from ui.settings import SETTINGS

SELF_SERVE = Baseline.of_template("self_serve")
DECLARED = [*NUMBERS, *link.OURS, *SETTINGS]
OF_CHANNELS = [
    f"{c.name}.{name}" for base in TEMPLATES.values() for c in base.scenario.channels for name in CHANNEL_FIELDS
]
APPENDED = {
    "utm_source": "newsletter", "utm_medium": "e-mail", "UTM_Campaign": "Q3", "fbclid": "IwAR0x", "gclid": "Cj0K", "gbraid": "0AAA",
    "wbraid": "x", "dclid": "x", "gclsrc": "aw.ds", "gad_source": "1", "gad_campaignid": "1", "msclkid": "x", "_gl": "1*x*_ga*y",
    "_ga": "2.1", "_ga_ABC123": "x", "mc_cid": "1", "mc_eid": "UNIQID", "ref": "hn", "source": "mail", "igshid": "x", "igsh": "x",
    "si": "x", "hsa_acc": "1", "hsa_cam": "1", "_hsenc": "p2", "_hsmi": "1", "__hstc": "1", "mkt_tok": "x", "yclid": "1",
    "twclid": "1", "ttclid": "1", "li_fat_id": "1", "epik": "1", "srsltid": "1", "ref_src": "twsrc", "vero_id": "1",
    "pk_campaign": "x", "mtm_campaign": "x", "embed": "true", "embed_options": "dark_theme",
}  # fmt: skip


@pytest.mark.parametrize("name", APPENDED)
def test_what_others_append_is_no_fault(name):
    """A counter of clicks beside the levers, whatever it holds, changes nothing and is not told."""
    expected = Opened(Plan(SELF_SERVE, SELF_SERVE.scenario.replace(arpu=70)).as_opened())
    for text in (APPENDED[name], "", "x" * 3_000, "<b>\x00"):
        assert read({"arpu": "70", name: text}) == read({name: text, "arpu": "70"}, [name]) == expected


def misspelt(name):
    """A name with one letter left out, doubled, changed or swapped with the next."""
    for k in range(len(name)):
        yield name[:k] + name[k + 1 :]
        yield name[: k + 1] + name[k:]
        yield name[:k] + name[k + 1 : k + 2] + name[k : k + 1] + name[k + 2 :]
        for letter in "aeiost_":
            yield name[:k] + letter + name[k + 1 :]


@pytest.mark.parametrize("name", [*DECLARED, *OF_CHANNELS])
def test_no_name_of_ours_is_taken_for_foreign(name):
    """Every declared lever, field and setting is read, in whatever case."""
    assert not is_foreign(name)
    assert not is_foreign(name.upper())


@pytest.mark.parametrize("name", [*NUMBERS, *SETTINGS])
def test_a_misspelt_lever_is_still_told(name):
    """Any one slip in a name is told as unknown, and where it is a lever's, mostly the lever is suggested."""
    slips = {slip for slip in misspelt(name) if slip and slip not in DECLARED}
    found = [read({slip: "1"}).problems for slip in slips]
    assert all(len(problems) == 1 and "is not known" in problems[0] for problems in found)
    if len(name) > 6:
        assert sum(f"did you mean {name}?" in problem for (problem,) in found) > 0.7 * len(found)


def test_no_letter_alone_is_foreign():
    """Short names, such as a hurried person types, are told."""
    assert not any(is_foreign(letter) for letter in string.printable)


def test_what_others_append_is_not_passed_on():
    """A link that is written has none of it; Streamlit's own stay in the address, and nothing is written before a move."""
    opened = read(APPENDED | {"churn_rate": "0.04"})
    assert set(write(opened.plan)) == {
        "v",
        "template",
        "churn_rate",
    }
    app = start("", **{name: text for name, text in APPENDED.items() if name not in STREAMLITS})
    assert "could be taken" not in prose(app)
    assert app.query_params["utm_source"] in ("newsletter", ["newsletter"])
    app = move(app, churn_rate=0.05)
    assert set(app.query_params) == {"v", "template", "churn_rate"}
    assert link_of(app).plan.scenario == SELF_SERVE.scenario.replace(churn_rate=0.05)


# What mails and messengers do to a link.

AROUND = ["", " ", "\xa0", "\u200b", "\ufeff", "\n", "\t", "\u202f", "\u2060", "\r\n", " \xa0\u200b "]
FULL = {
    "v": "1", "template": "mid_market", "churn_rate": "0.02", "Events.lead_index": "1.5", "start": "2027-05", "currency": "EUR",
    "goal": "mrr>=90000@24", "ranges": "churn_rate:0.01:0.03", "seed": "7", "term": "cac", "map_target": "5",
}  # fmt: skip
FULL |= {"Outbound.lead_index": FULL.pop("Events.lead_index")}
CLEAN = read(FULL)


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("name", FULL)
def test_spaces_around_are_trimmed(name, around):
    """Spaces, seen or not, before or after any name or value are as if they were not there."""
    assert CLEAN.problems == ()
    for key, text in (
        (name, FULL[name] + around),
        (name, around + FULL[name]),
        (name + around, FULL[name]),
        (around + name, FULL[name]),
    ):
        assert read({key if each == name else each: text if each == name else FULL[each] for each in FULL}) == CLEAN


@pytest.mark.parametrize("after", [".", ",", ")", ">", ").", "”", "'", ") ", "\xa0)"])
@pytest.mark.parametrize("name", FULL)
def test_what_a_sentence_leaves_after_a_link_is_taken_away(name, after):
    """A full stop, a bracket or a quotation mark after the last value is none of it."""
    assert read(FULL | {name: FULL[name] + after}) == CLEAN


def test_what_was_cut_off_is_not_guessed():
    """Three points, or an ellipsis, stand for what a messenger cut off: the value is refused."""
    for cut in ("0.0...", "0.0…", "0..."):
        opened = read({"churn_rate": cut})
        assert opened.plan.scenario == SELF_SERVE.scenario
        assert len(opened.problems) == 1


def test_a_mail_that_wrote_ampersands_out_is_understood():
    """`&amp;` for `&` leaves `amp;` before every name but the first; they are taken off, also before what others append."""
    first, *others = FULL.items()
    spoilt = dict([first]) | {f"amp;{name}": text for name, text in others} | {"amp;utm_source": "x"}
    assert read(spoilt) == CLEAN


def test_two_names_that_are_one_are_told():
    """A name with and without a space is given twice: the last counts, and that is said."""
    opened = read({"churn_rate": "0.02", "churn_rate ": "0.04"})
    assert opened.plan.scenario.churn_rate == 0.04
    assert opened.problems == ("churn_rate is in the link more than once; its last value is used.",)


def test_a_sign_in_the_way_is_named():
    """A sign that cannot be seen, or looks like another, is named where it stands, in values and in names."""
    for params, said in (
        ({"churn_rate": "0\xa004"}, "churn_rate is '0⟨no-break space⟩04', not a number"),
        ({"arpu": "８0"}, "arpu is '⟨fullwidth digit eight⟩0', not a number"),
        ({"opening_cash": "−50000"}, "'⟨minus sign⟩50000', not a number; allowed is -1,000,000,000,000 to"),
        ({"сhurn_rate": "0.04"}, "'⟨cyrillic small letter es⟩hurn_rate' is not known; did you mean churn_rate?"),
        ({"Paid\xa0search.lead_index": "2"}, "there is no channel 'Paid⟨no-break space⟩search'"),
        ({"template": "self\u00adserve"}, "Template 'self⟨soft hyphen⟩serve' is not known"),
        ({"start": "2027‐05"}, "start is '2027⟨hyphen⟩05'; allowed is a month"),
        ({"currency": "ЕUR"}, "currency is '⟨cyrillic capital letter ie⟩UR'; allowed is"),
        ({"seed": "1\u200b0"}, "seed is '1⟨zero width space⟩0'; allowed is"),
        ({"ranges": "arpu:5\xa00:60"}, "'5⟨no-break space⟩0' is no number"),
    ):
        (problem,) = read(params).problems
        assert said in problem


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("churn_rate", "3,5", "3.5 % is written 0.035: a link takes plain numbers."),
        ("churn_rate", "4%", "Write it as 0.04: a link takes plain numbers."),
        ("churn_rate", "0,5 %", "Write it as 0.005: a link takes plain numbers."),
        ("churn_rate", "4\xa0%", "Write it as 0.04: a link takes plain numbers."),
        ("opening_cash", "−50000", "Write it as -50000: a link takes plain numbers."),
        ("arpu", "83,50", "Write it as 83.5: a link takes plain numbers."),
        ("marketing_spend", "1,234", "A link takes plain numbers, as 0.04 or 1234.5."),
        ("marketing_spend", "4 %", "A link takes plain numbers, as 0.04 or 1234.5."),
        ("marketing_spend", "€ 5", "A link takes plain numbers, as 0.04 or 1234.5."),
        ("map_target", "3,5", "Write it as 3.5: a link takes plain numbers."),
    ],
)
def test_how_a_link_writes_a_number_is_said(name, text, said):
    """A number as people write it is refused in a link, with how the link writes it, where that is no guess."""
    (problem,) = read({name: text}).problems
    assert said in problem
    assert name in problem
