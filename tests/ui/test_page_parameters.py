"""What pages keep in the link: read within limits, exactly, or told with the reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import LEVERS, MEASURES
from model.levers import CHANNEL_FIELDS, NUMBERS
from model.measures import MONTHLY
from model.plan import Baseline, Pin, Plan
from model.questions.ranges import Range
from tests.strategies import names, numbers
from tests.ui.pages import BASE, prose, start
from ui.link import read, write
from ui.settings import SETTINGS
from ui.settings.compare import SIDES
from ui.settings.definitions import TERMS
from ui.settings.how_sure import (
    MOST_CORRELATIONS,
    MOST_OUTCOMES,
    MOST_RANGES,
    read_correlations,
    read_ranges,
    write_correlations,
    write_ranges,
)
from ui.settings.what_matters import STEPS

RANGED = [name for name in NUMBERS if name != "months"]
FIELDS = [name for name in CHANNEL_FIELDS if name != "spend_share"]


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("correlations", "foo~bar:0.3", "foo is not known"),
        ("correlations", "churn_rat~arpu:0.3", "churn_rat is not known; did you mean churn_rate?"),
        ("correlations", "~a:0.3", "'' is not known"),
        ("correlations", "~a", "'~a' is not 2 parts with : between them"),
        ("correlations", "Fax.lead_indx~arpu:0.1", "did you mean lead_index?"),
        ("correlations", "arpu~win_rate:0,3", "'0,3' is no number"),
        ("correlations", "arpu~win_rate:0.3;arpu~win_rate:0.2", "is there twice"),
        ("correlations", "arpu~win_rate:0.3;win_rate~arpu:0.2", "is given twice"),
        ("correlations", "arpu~arpu:0.3", "a pair is the names of two levers"),
        ("correlations", "arpu~win_rate:0.99", "is beyond 0.95"),
        ("correlations", f"{'x' * 41}.lead_index~arpu:0.1", "is not known"),
        ("ranges", "arpu:1", "'arpu:1' is not 3 parts with : between them"),
        ("ranges", "arpu:1:2;arpu:1:3", "'arpu' has two ranges"),
        ("ranges", "months:12:24", "'months' cannot have a range"),
        ("ranges", "Fax.spend_share:0.1:0.2", "cannot have a range"),
        ("ranges", "churn_rate:2:5", "low of the range: churn_rate is 2; allowed is 0 to 1"),
        ("ranges", "churn_rate:0.05:0.02", "low is at most high"),
        ("ranges", ".arpu:1:2", "arpu is not known"),
        ("ranges", "", "'' is not 3 parts"),
        ("pair", "arpu", "is not 2 parts with ; between them"),
        ("pair", "arpu;arpu", "it names one lever twice"),
        ("pair", "arpu;churn_rat", "did you mean churn_rate?"),
        ("outcomes", "arr_end;arr_end", "it names arr_end twice"),
        ("outcomes", "arr_en", "did you mean arr_end?"),
        ("goal", "runway>=1@3", "it has no month"),
        ("goal", "mr>=1", "did you mean mrr?"),
        ("goal", "arr>=1@121", "the month at most 120"),
        ("term", "churn_rat", "did you mean churn_rate?"),
        ("fan", "mrrr", "did you mean mrr?"),
        ("map_x", "arp", "did you mean arpu?"),
        ("seed", "1,5", "Write it as 1.5: a link takes plain numbers."),
    ],
)
def test_the_reason_is_told(name, text, why):
    """A setting that is left out is told with its name, what is allowed, and what in it does not fit."""
    opened = read({name: text, "arpu": "70"})
    assert opened.plan.settings == {}
    assert opened.plan.scenario == BASE.replace(arpu=70)
    (problem,) = opened.problems
    assert problem.startswith(f"{name} is ")
    assert f"allowed is {SETTINGS[name].allowed}. It is left out." in problem
    assert why in problem
    assert problem.endswith((".", "?"))


@given(st.sampled_from(sorted(SETTINGS)), st.text(max_size=80))
def test_any_text_is_taken_or_told(name, text):
    """Any text is kept as it stands, but for what is around it, or told in one sentence; the readers never raise else."""
    opened = read({name: text})
    if opened.problems:
        (problem,) = opened.problems
        assert problem.startswith(f"{name} is ")
        assert opened.plan.settings == {}
    else:
        assert opened.plan.settings[name] in text
        assert read(write(opened.plan)) == opened


VALID = {
    "term": TERMS, "fan": MONTHLY, "series": MONTHLY, "outcome": MEASURES, "why_from": SIDES, "why_to": SIDES, "step": STEPS,
    "among": ["all"], "map_x": NUMBERS, "map_y": [f"Fax, v1.0.{name}" for name in CHANNEL_FIELDS],
}  # fmt: skip


@pytest.mark.parametrize("name", VALID)
def test_every_choice_is_taken(name):
    """Whatever a page offers is taken from the link."""
    for text in VALID[name]:
        assert read({name: text}).plan.settings == {name: text}


@given(st.lists(st.tuples(names(), st.sampled_from(FIELDS)), min_size=1, max_size=5, unique=True), st.data())
def test_ranges_survive_the_link(chosen, data):
    """Ranges of any number of any channel come back as they were written."""
    made = []
    for lever, declared in [(f"{c}.{f}", CHANNEL_FIELDS[f]) for c, f in chosen] + [(n, NUMBERS[n]) for n in RANGED[:3]]:
        ends = sorted(float(f"{data.draw(numbers(declared)):.6g}") for _ in range(2))
        made.append(Range(lever, *ends))
    text = write_ranges(made)
    assert read({"ranges": text}).plan.settings == {"ranges": text}
    assert read_ranges(text) == tuple(made)


@given(st.lists(names(), min_size=2, max_size=6, unique=True), st.floats(-0.1, 0.1))
def test_correlations_survive_the_link(channels, value):
    """Correlations of levers of any channels come back as they were written."""
    levers = [f"{name}.lead_index" for name in channels]
    made = {(levers[0], lever): float(f"{value:.3g}") for lever in levers[1:]}
    text = write_correlations(made)
    assert read({"correlations": text}).plan.settings == {"correlations": text}
    assert read_correlations(text) == made


def test_as_much_as_the_limits_allow_is_read():
    """Lists at their limits are taken whole, with names as long as they come."""
    long = "\N{GRINNING FACE}" * 40
    channels = [f"{long[:-2]}{k:02}.{name}" for k in range(10) for name in FIELDS][:MOST_RANGES]
    ranges = write_ranges([Range(name, 0.1, 0.2) for name in channels])
    pairs = [(x, y) for k, x in enumerate(channels) for y in channels[k + 1 :]][:MOST_CORRELATIONS]
    correlations = write_correlations(dict.fromkeys(pairs, 0.01))
    outcomes = ";".join([*MEASURES][:MOST_OUTCOMES])
    params = {"ranges": ranges, "correlations": correlations, "outcomes": outcomes}
    assert read(params).problems == ()
    assert read(params).plan.settings == params


def test_a_page_at_the_limits_opens():
    """How sure opens with as many ranges and correlations as a link may hold."""
    names_of = [name for name in LEVERS if name != "ltv_months"][:15]
    ranges = write_ranges([Range(name, LEVERS[name].default, LEVERS[name].default) for name in names_of])
    pairs = [(x, y) for k, x in enumerate(names_of) for y in names_of[k + 1 :]][:MOST_CORRELATIONS]
    app = start("how_sure", futures="1000", ranges=ranges, correlations=write_correlations(dict.fromkeys(pairs, 0.01)))
    assert "could be taken" not in prose(app)
    assert "add_correlation" not in {button.key for button in app.button}


def test_a_month_beyond_the_horizon_is_told():
    """A link to month 60 of a plan of 36 months shows month 36 and says so."""
    app = start("funnel", funnel_month="60")
    assert "Month 60 is beyond the horizon; month 36 is shown." in [text.value for text in app.caption]
    app = start("funnel", funnel_month="36")
    assert not any("beyond the horizon" in text.value for text in app.caption)


def test_a_pin_that_is_not_there_is_told():
    """A link that compares with the third of two pins compares with the baseline, and says so."""
    baseline = Baseline.of_template("self_serve")
    pins = write(Plan(baseline, BASE, pins=(Pin("A", BASE.replace(arpu=80)), Pin("B", BASE.replace(arpu=90)))))
    app = start("compare", BASE.replace(arpu=70), baseline, pins=pins["pins"], why_from="pin3", why_to="pin2")
    said = [text.value for text in app.caption]
    assert "From: there is no pin 3; Baseline is taken." in [text.replace("\\", "") for text in said]
    assert not any("To: there is no pin" in text for text in said)
