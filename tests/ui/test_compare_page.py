"""The Compare page, run without a browser: pins, tables, the bridge, the link, corners."""

from __future__ import annotations

import io
import json
import math

import pandas as pd
import pyarrow as pa
import pytest

from model import MEASURES, Channel, project, summarize
from model.measures import MONTHLY
from model.plan import Baseline, Pin, Plan
from model.questions.compare import table, why
from model.scenario import MAX_CHANNELS, over_months_of
from model.templates import TEMPLATES
from reports.tables import csv_file
from tests.ui.pages import BASE, app_with, choose, link_of, move, parameter, prose, run, start, turn_to
from tests.ui.test_cash_page import CORNERS
from tests.ui.test_link import company, packed
from ui import link, link_pins, outcome
from ui.controls import compare
from words.format import difference, plain

TEMPLATE = Baseline.of_template("self_serve")
MOVED = BASE.replace(churn_rate=0.03, arpu=70)
PINS = (
    Pin("Lower churn", BASE.replace(churn_rate=0.02)),
    Pin("Dearer", BASE.replace(arpu=80)),
    Pin("No churn", BASE.replace(churn_rate=0)),
    Pin("Nobody", CORNERS["no customers"]),
)


def visit(scenario=BASE, pins=(), baseline=TEMPLATE, **more):
    """The Compare page with these pins in the link."""
    return start("compare", scenario, baseline, **link.write(Plan(baseline, scenario, pins=tuple(pins))) | more)


def opened(app):
    """What the app's address bar opens to."""
    read = link_of(app)
    assert read.problems == ()
    return read


def names(app):
    """The pins of the address bar, by name."""
    return [pin.name for pin in opened(app).plan.pins]


def press(app, label, which=0):
    """Press a button by its label."""
    return run([button for button in app.button if button.label == label][which].click())


def field(app, key):
    """A text field by the beginning of its key."""
    return next(text for text in app.text_input if text.key.startswith(key))


def pin(app, name):
    """Pin what is open under a name."""
    field(app, "number_pin_name").set_value(name)
    return press(app, "Pin this scenario")


def switch(app):
    """The switch of what everything is compared with."""
    (found,) = [group for group in app.button_group if group.label == "Against"]
    return found


def compared(app, key):
    """Compare everything with this choice."""
    return run(switch(app).set_value(key))


def drawn(app, alt):
    """A chart's data, by the beginning of what it says to who cannot see it."""
    (chart,) = [each for each in app.get("vega_lite_chart") if each.proto.alt.startswith(alt)]
    return pa.ipc.open_stream(chart.proto.datasets[0].data.data).read_pandas()


@pytest.mark.parametrize("name", CORNERS)
def test_it_stands_for_every_company(name):
    """Whatever the company, the answer, the tables and the curves are there; without a split the reason is."""
    app = visit(CORNERS[name])
    split = why("arr_end", BASE, CORNERS[name])
    base = over_months_of(BASE, CORNERS[name])
    sides = [compare.Side("baseline", "Baseline", base), compare.Side("now", "Now", CORNERS[name])]
    assert plain(compare.compare_answer(split, *sides)) in prose(app)
    assert len(app.get("vega_lite_chart")) == (2 if split.parts else 1)


def test_pins_are_made_and_live_in_the_link():
    """A pin keeps its name and scenario in the address bar, across a move, another page and a new session."""
    app = pin(visit(MOVED), "Lower churn")
    assert opened(app).plan.pins == (Pin("Lower churn", MOVED),)
    app = move(app, arpu=90)
    assert opened(app).plan.pins == (Pin("Lower churn", MOVED),)
    assert "Dearer" in names(pin(app, "Dearer"))
    app = turn_to(turn_to(app, "cash"), "compare")
    assert names(app) == ["Lower churn", "Dearer"]
    again = start("compare", **{name: parameter(app, name) for name in app.query_params})
    assert opened(again) == opened(app)


def test_names_of_pins_are_unique_and_never_those_of_the_others():
    """An empty name, a name that is taken and "Baseline" get a number; a rename to one that is taken too."""
    app = visit(MOVED)
    for name in ("", "Baseline", "Pin 1"):
        app = pin(app, name)
    assert names(app) == ["Pin 1", "Baseline 2", "Pin 1 2"]
    app = run(field(app, "number_pin_2_").set_value("Baseline 2"))
    assert names(app) == ["Pin 1", "Baseline 2", "Baseline 2 2"]


def test_a_pin_is_opened_and_removed():
    """Open makes a pin the current scenario; Remove forgets it alone."""
    app = press(visit(MOVED, PINS), "Open", 1)
    assert opened(app).plan.scenario == PINS[1].scenario
    assert opened(app).plan.pins == PINS
    app = press(app, "Remove", 0)
    assert opened(app).plan.pins == PINS[1:]


def test_a_pin_becomes_the_baseline_and_the_baseline_a_pin():
    """Use as baseline swaps the two, keeps what is open and the other pins, and all of it is in the link."""
    app = press(visit(MOVED, PINS[:2]), "Use as baseline", 1)
    read = opened(app)
    assert (read.plan.baseline.name, read.plan.baseline.scenario) == ("Dearer", PINS[1].scenario)
    assert read.plan.scenario == MOVED
    assert read.plan.pins == (PINS[0], Pin("Self-serve", BASE))


def start_from(app, name):
    """The page after another template was chosen where that is done."""
    return turn_to(choose(turn_to(app, "company"), "Start from", name), "compare")


def test_another_template_keeps_the_pins():
    """Pins are whole scenarios: with another baseline the same ones are in the link."""
    app = start_from(visit(MOVED, PINS[:2]), "enterprise")
    assert opened(app).plan.pins == PINS[:2]
    assert opened(app).plan.scenario == TEMPLATES["enterprise"].scenario


def test_most_pins_are_four_and_six_of_a_link_are_told():
    """Beside four pins no more can be made; a link with six shows four and says so."""
    app = visit(MOVED, PINS)
    (button,) = [each for each in app.button if each.label == "Pin this scenario"]
    assert button.disabled
    six = [{"name": f"P{k}", "changes": {"arpu": f"{60 + k}"}} for k in range(6)]
    app = visit_with_text(BASE, packed(json.dumps({"pins": six})))
    assert plain("The link has 6 pins; at most 4 are shown.") in prose(app)
    assert [button.label for button in app.button].count("Remove") == 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("!!", "The link's pins cannot be used: it is damaged or was cut off on the way."),
        ("x" * 20_000, "The link's pins cannot be used: it is 20,000 characters long"),
        (packed('{"pins": 3}'), "The link's pins cannot be used: they are damaged."),
        (packed('{"pins": [{"name": 1}]}'), "The link's pins cannot be used: they are damaged."),
        (packed('{"pins": [{"name": "A", "changes": {"arpu": "x"}}]}'), "Pin 'A': arpu is 'x'"),
        (packed('{"pins": [{"name": "A", "changes": {"nonsense": "1"}}]}'), "Pin 'A': nonsense is not known"),
        (packed(" " * 5_000_000), "The link's pins cannot be used: it is damaged"),
    ],
)
def test_a_broken_link_of_pins_is_told(text, said):
    """What cannot be taken from the link's pins is named on screen, and the page stands."""
    assert plain(said) in prose(visit_with_text(MOVED, text))


def visit_with_text(scenario, text):
    """The page with any text as the link's pins."""
    return start("compare", scenario, TEMPLATE, pins=text)


def test_what_does_not_fit_into_the_link_is_said():
    """Pins with many channels of their own outgrow the link: those left out are named, and stay in the session."""
    many = [Pin(f"Company {k}", company(MAX_CHANNELS, k)) for k in range(2)]
    packed_pins, left_out = link_pins.write_pins(BASE, tuple(many))
    assert left_out
    assert len(packed_pins) <= link_pins.LONGEST_PINS
    app = start("compare", many[0].scenario, Baseline("Many", many[0].scenario, is_template=False))
    app = press(press(pin(app, "First"), "Pin this scenario"), "Pin this scenario")
    assert names(app) == ["First", "Pin 1", "Pin 2"]  # they share the baseline's channels
    app = start_from(app, "self_serve")
    assert "The link has no room for" in prose(app)
    assert len([button for button in app.button if button.label == "Remove"]) == 3


def test_outcomes_and_levers_are_side_by_side():
    """A column for the baseline, each pin and what is open; cells say the value and its difference."""
    app = visit(MOVED, PINS)
    outcomes, why_table, levers = (frame.value for frame in app.dataframe)
    sides = ["Baseline", *(each.name for each in PINS), "Now"]
    assert list(outcomes.columns) == list(levers.columns) == sides
    assert list(outcomes.index) == [MEASURES[name].label for name in outcome.FIRST]
    assert outcomes.loc["LTV", "No churn"] == "∞"
    assert outcomes.loc["CAC", "Nobody"] == "–"
    assert outcomes.loc["ARR at the end", "Lower churn"].endswith(" %)")
    assert levers.loc["ARPU"].tolist() == ["$64", "$64", "$80", "$64", "$64", "$70"]
    assert why_table["Lever"].tolist()[:2] == ["Customer churn", "ARPU"]


def test_what_is_open_is_not_shown_twice():
    """Where the open scenario is the baseline or a pin, it has no column of its own."""
    assert list(visit(PINS[0].scenario, PINS).dataframe[0].value.columns) == ["Baseline", *(p.name for p in PINS)]
    app = visit()
    assert "Nothing differs yet" in prose(app)
    assert list(app.dataframe[0].value.columns) == ["Baseline"]


def test_all_outcomes_open_on_demand():
    """The table of everything is made only while it is open."""
    app = visit(MOVED)
    assert len(app.dataframe) == 3
    app.session_state["compare_all"] = True
    app = run(app)
    assert list(app.dataframe[1].value.index) == [measure.label for measure in MEASURES.values()]


def test_the_file_holds_levers_outcomes_and_differences_in_full():
    """The CSV has every outcome and difference exactly, and the levers that differ."""
    comparison = table({"Baseline": BASE, "Now": MOVED})
    read = pd.read_csv(io.BytesIO(csv_file(compare.comparison_file(comparison))), index_col=["kind", "name"])
    out = summarize(project(MOVED))
    assert float(read.loc[("outcome", "arr_end"), "Now"]) == out["arr_end"]
    assert len(read.loc["outcome"]) == len(read.loc["difference"]) == len(MEASURES)
    assert list(read.loc["lever"].index) == ["arpu", "churn_rate"]


def test_the_bridge_sums_to_the_difference():
    """The bridge's parts lead from the one outcome to the other, for the two scenarios that are chosen."""
    app = choose(visit(MOVED, PINS), "To", "pin2")
    frame = drawn(app, "Parts of the difference")
    assert frame["step"].tolist() == ["Baseline", "ARPU", "Dearer"]
    assert math.isclose(frame["end"].iloc[-1], summarize(project(PINS[1].scenario))["arr_end"])
    assert parameter(app, "why_to") == "pin2"
    app = choose(app, "From", "now")
    assert drawn(app, "Parts of the difference")["step"].iloc[0] == "Now"


def test_no_split_has_its_reason():
    """Where an outcome is infinite in one scenario, the page says so instead of a bridge."""
    app = visit(BASE.replace(churn_rate=0), outcome="ltv")
    assert plain("LTV is ∞: at zero churn customers pay for ever.") in prose(app)
    assert len(app.get("vega_lite_chart")) == 1


def test_an_estimate_shows_its_error():
    """With more than twelve levers moved the parts are estimates and say how far they may be off."""
    scenario = company(5, 3).replace(currency="USD")
    app = visit(scenario)
    assert any("±" in cell for cell in app.dataframe[1].value["Its fair share"])
    assert "it is estimated" in "\n".join(text.value for text in app.caption)


@pytest.mark.parametrize("name", ["customers", "quick_ratio", "cash"])
def test_any_series_can_be_laid_over(name):
    """The chosen series of every side is drawn with the model's numbers, and is in the link."""
    app = choose(visit(MOVED, PINS[:1]), "Curve", name)
    assert parameter(app, "series") == name
    assert name in MONTHLY
    frame = drawn(app, MEASURES[name].label)
    expected = pd.Series(project(MOVED)[name]).where(lambda series: series.abs() < math.inf)
    pd.testing.assert_series_equal(frame["exact_2"], expected, check_names=False)


def test_channels_of_other_companies_compare():
    """Twenty-four channels against five: the structure is one change, and the page stands."""
    many = [Channel(f"Channel {k}", spend_share=1 / MAX_CHANNELS) for k in range(MAX_CHANNELS)]
    app = visit(BASE.replace(channels=many), PINS)
    assert "Channels" in app.dataframe[1].value["Lever"].tolist()


def test_hostile_names_are_only_text():
    """Names of pins are shown letter by letter: no image, link, colour or formula."""
    app = visit(MOVED, [Pin("![x](http://evil.example/x.png)", BASE.replace(arpu=99))])
    for text in app.markdown:
        assert "](http" not in text.value


def test_another_currency_renames_everything_compared():
    """The currency is chosen once: figures and the split compare amounts as before, under the other name."""
    app = visit(BASE.replace(churn_rate=0.03, currency="EUR"))
    said = "\n".join(text.value for text in app.markdown)
    assert "€" in said
    assert "cannot be split" not in said
    assert "\\$" not in said


def test_the_first_column_is_what_everything_is_compared_with():
    """As sent, a pin or the last change: it stands first and differences are from it; the baseline has its own column."""
    app = turn_to(run(app_with({"template": "self_serve", "churn_rate": "0.02"})), "compare")
    assert list(app.dataframe[0].value.columns) == ["As sent", "Baseline"]
    assert "in what was sent against" in prose(app), "nothing moved: it is what was sent that differs from the baseline"
    app = compared(pin(app, "Kept"), "pin:Kept")
    assert list(app.dataframe[0].value.columns) == ["Kept", "Baseline"]
    app = move(app, churn_rate=0.06)
    assert list(app.dataframe[0].value.columns) == ["Kept", "Baseline", "Now"]
    app = compared(app, "sent")
    outcomes = app.dataframe[0].value
    assert list(outcomes.columns) == ["As sent", "Baseline", "Kept", "Now"]
    was, now = (summarize(project(BASE.replace(churn_rate=rate)))["arr_end"] for rate in (0.02, 0.06))
    assert outcomes.loc["ARR at the end", "Now"].endswith(f"({difference(now, was, MEASURES['arr_end'].unit, 'USD')})")
    app = compared(app, "last")
    assert list(app.dataframe[0].value.columns) == ["Last change", "Baseline", "Kept", "Now"]


def test_a_pin_that_is_compared_with_goes():
    """A pin that is removed, or becomes the baseline, is compared with no more, and the link holds no word of it."""
    for label in ("Remove", "Use as baseline"):
        app = compared(visit(MOVED, PINS[:2]), "pin:Dearer")
        assert parameter(app, "against") == "pin:Dearer"
        app = press(app, label, 1)
        assert "against" not in app.query_params
        assert switch(app).value == opened(app).plan.against.key


def test_a_pin_that_is_compared_with_is_renamed():
    """What is compared with stays so under its new name, in this session and in the next."""
    app = compared(visit(MOVED, PINS[:2]), "pin:Dearer")
    app = run(field(app, "number_pin_1_").set_value("Much dearer"))
    assert parameter(app, "against") == "pin:Much dearer"
    assert opened(app).plan.against.scenario == PINS[1].scenario
    assert switch(app).value == "pin:Much dearer"
