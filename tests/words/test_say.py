"""Sentences in another language: templates, numbers, labels and plurals come from the catalogue alone."""

from __future__ import annotations

import gettext
import math
import struct

from model import MEASURES, Scenario, project, summarize, units
from model.units import Figure
from tests.languages import Listed, Marked, speaking
from words.catalogue import INSIDE, inside, many, text
from words.format import difference, exact, short
from words.names import lever_inside, lever_label, outcome
from words.say import listed, say

GERMAN = Listed(
    {
        "1,234.5": "1.234,5",
        "{number}k": "{number} Tsd.",
        "{currency}{amount}": "{amount} {currency}",
        "{number} month": "{number} Monat",
        "{number} months": "{number} Monate",
        "{number} points": "{number} Punkte",
        "{first} and {last}": "{first} und {last}",
        "never": "nie",
        "Win rate": "Abschlussquote",
        "{channel}: {field}": "{field} ({channel})",
        (INSIDE, "Win rate"): "die Abschlussquote",
        "Winning a customer costs {cac}.": "{cac} kostet ein neuer Kunde.",
    }
)


def test_a_sentence_is_its_template_in_the_language():
    """A translation puts the parts where its own grammar wants them; a template it lacks stays English."""
    with speaking(GERMAN):
        said = say("Winning a customer costs {cac}.", cac=Figure(27_430, units.MONEY, "EUR"))
        assert said == "27,4 Tsd. € kostet ein neuer Kunde."
        assert say("Unknown: {n}.", n=Figure(1.5, units.RATIO)) == "Unknown: 1,5."
        assert listed(["a", "b", "c"]) == "a, b und c"


def compiled(texts):
    """A catalogue as gettext's own tools write it."""
    keys = sorted(texts, key=str.encode)
    parts = [[key.encode() for key in keys], [texts[key].encode() for key in keys]]
    place, tables = 28 + 16 * len(keys), []
    for part in [*parts[0], *parts[1]]:
        tables += [len(part), place]
        place += len(part) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, place)
    return head + struct.pack(f"<{len(tables)}I", *tables) + b"".join(part + b"\0" for part in [*parts[0], *parts[1]])


def test_a_language_is_a_file(tmp_path):
    """A catalogue of gettext's, found by its language's code, is all that another language needs."""
    made = {
        "": "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=n != 1;\n",
        "Cash lasts {runway}, yet {alone}.": "Geld für {runway}; {alone}.",
        "{number} month\0{number} months": "{number} Monat\0{number} Monate",
        "1,234.5": "1.234,5",
        f"{INSIDE}\x04Win rate": "die Abschlussquote",
    }
    (tmp_path / "de" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "de" / "LC_MESSAGES" / "levers.mo").write_bytes(compiled(made))
    with speaking(gettext.translation("levers", tmp_path, ["de"])):
        said = say("Cash lasts {runway}, yet {alone}.", runway=Figure(7.25, units.MONTHS), alone=inside("Win rate"))
        assert said == "Geld für 7,2 Monate; die Abschlussquote."
        assert short(1, units.MONTHS, "EUR") == "1 Monat"
        assert (text(""), text("Funnel")) == ("", "Funnel")


def test_numbers_are_written_as_the_language_writes_them():
    """Signs for thousands and the point, units, plurals and infinity come from the catalogue, whatever writes the number."""
    assert short(1_234.5, units.MONEY, "USD") == "$1.23k"
    with speaking(GERMAN):
        assert short(1_234.5, units.MONEY, "USD") == "1,23 Tsd. $"
        assert short(-2.5, units.MONEY, "USD") == "−2,5 $"
        assert [short(n, units.MONTHS, "USD") for n in (1, 1.5, 2)] == ["1 Monat", "1,5 Monate", "2 Monate"]
        assert short(math.inf, units.MONTHS, "USD", "never") == "nie"
        assert exact(1_402.2857, units.MONEY, "EUR") == "1.402,29 EUR"
        assert difference(0.0315, 0.035, units.SHARE, "USD") == "−0,35 Punkte"
        assert many("{number} month", "{number} months", 0) == "{number} Monate"


def test_labels_are_known_by_themselves_and_inside_a_sentence():
    """A declared label is translated as a heading and as part of a sentence; a channel keeps the name it was given."""
    assert (lever_label("win_rate"), lever_inside("win_rate")) == ("Win rate", "win rate")
    with speaking(GERMAN):
        assert (text("Win rate"), inside("Win rate")) == ("Abschlussquote", "die Abschlussquote")
        assert (lever_label("win_rate"), lever_inside("win_rate")) == ("Abschlussquote", "die Abschlussquote")
        assert lever_label("Paid {x}.win_index") == "Win index (Paid {x})"


def test_a_part_is_never_a_template():
    """A name that people gave may hold braces; it is shown as it was typed."""
    assert say("{channel} earns most.", channel="{channel} {0} {") == "{channel} {0} { earns most."


def test_an_outcome_carries_its_unit_currency_and_infinity():
    """What is said of an outcome is its own figure: amounts in its scenario's currency, infinite as its measure says."""
    now = summarize(project(Scenario(currency="EUR", win_rate=0.2, arpu=0.5)))
    assert outcome("arr_end", now) == (now["arr_end"], units.MONEY_PER_YEAR, "EUR", "∞")
    assert say("{it}", it=outcome("payback", now)) == MEASURES["payback"].endless == "never"


def test_the_pseudo_language_marks_words_and_not_signs():
    """Every text with words of its own is marked once; patterns of signs and numbers are not."""
    with speaking(Marked()):
        assert short(0.5, units.MONTHS, "USD") == "⟦0.5 months⟧"
        assert short(2_000, units.MONEY, "EUR") == "€⟦2k⟧"
        assert short(0.02, units.SHARE, "EUR") == "2 %"
