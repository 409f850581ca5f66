"""How sure, run without a browser: the answer, ranges, correlations, seeds, links, corners."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest

from model import Channel, project, summarize
from model.plan import Baseline
from model.questions import futures as questions
from model.questions.futures import Request, digest
from model.questions.goal import usual_goal
from model.questions.ranges import Range
from model.questions.uncertainty import simulate
from model.questions.usual import usual_ranges
from model.scenario import over_months_of
from model.templates import TEMPLATES
from tests.ui.figures import figures
from tests.ui.pages import BASE, move, parameter, prose, run, start, turn_to
from tests.ui.test_cash_page import CORNERS
from ui import futures
from ui.controls import goal, how_sure
from ui.settings import SETTINGS
from ui.settings.how_sure import read_correlations, read_ranges, write_correlations, write_ranges
from words.format import plain
from words.how_sure import how_sure_answer

FEW = {"futures": "1000"}


def request(scenario=BASE, **more):
    """What the page asks for where the link says nothing."""
    asked = usual_goal("arr", summarize(project(over_months_of(BASE, scenario))))
    usual = {"ranges": usual_ranges(scenario), "correlations": (), "futures": 1000, "seed": 1, "goal": asked,
             "series": "mrr", "outcomes": how_sure.OUTCOMES, "outcome": "arr_end"}  # fmt: skip
    return Request(scenario, **usual | more)


def answer(asked):
    """The sentence of a request."""
    return plain(how_sure_answer(digest(asked.simulate(), asked), asked))


def values(app):
    """The figures on screen."""
    return [figure.value for figure in figures(app)]


def fan(app):
    """The numbers of the fan on screen."""
    return pa.ipc.open_stream(app.get("vega_lite_chart")[0].proto.datasets[0].data.data).read_all().to_pydict()


def number(app, text):
    """The number box of that label."""
    (found,) = (widget for widget in app.text_input if widget.label == text)
    return found


@pytest.mark.parametrize("template", TEMPLATES)
def test_it_opens_on_usual_ranges(template):
    """Five ranges of twenty per cent to either side, ten thousand futures, three pictures, and the answer first."""
    scenario = TEMPLATES[template].scenario
    app = start("how_sure", scenario, Baseline.of_template(template))
    asked = request(scenario, futures=10_000, goal=usual_goal("arr", summarize(project(scenario))))
    assert answer(asked) in prose(app)
    assert len(asked.ranges) == 5
    assert len(app.get("vega_lite_chart")) == 3


@pytest.mark.parametrize("name", CORNERS)
def test_every_company_gets_an_answer(name):
    """No customers, zero churn, everything lost, 24 channels, 120 months: the model's chances, and no error."""
    app = start("how_sure", CORNERS[name], **FEW)
    assert answer(request(CORNERS[name])) in prose(app)


@pytest.mark.parametrize("text", ["churn_rate:0.03:0.03", "churn_rate:0:1", "win_rate:0:0;arpu:64:64",
                                  "opening_cash:-1000000:1000000"])  # fmt: skip
def test_odd_ranges_are_drawn(text):
    """A range without width, one over all that is allowed, and one below zero."""
    app = start("how_sure", **FEW, ranges=text)
    assert answer(request(ranges=read_ranges(text))) in prose(app)


def test_the_figures_are_the_models():
    """Chances on screen are those that `simulate` gives for the same ranges and seed."""
    app = start("how_sure", **FEW, goal="arr>=1500000", seed="7")
    asked = request(goal=goal.read_goal("arr>=1500000"), seed=7)
    made = simulate(BASE, asked.ranges, {}, 1000, 7, ("mrr",), ("arr_end",), asked.goal)
    cash = made.chance_out_of_cash.value[-1]
    assert values(app)[:3] == [f"{share:.0%}".replace("%", " %") for share in
                               (made.chance_of_goal.value, cash, made.chance_of_never_breaking_even.value)]  # fmt: skip


def test_a_range_is_edited_added_and_taken_away():
    """Edits are kept in the link in the lever's own unit, through another page, and can be undone at once."""
    app = start("how_sure", **FEW)
    run(number(app, "Customer churn, high").set_value("6"))
    assert read_ranges(parameter(app, "ranges"))[0] == Range("churn_rate", 0.028, 0.06)
    (adding,) = (select for select in app.selectbox if select.label == "Add a lever")
    run(adding.set_value("support_cost"))
    assert read_ranges(parameter(app, "ranges"))[-1].lever == "support_cost"
    turn_to(app, "cash")
    turn_to(app, "how_sure")
    assert number(app, "Customer churn, high").value == "6"
    (drop,) = (button for button in app.button if button.key == "drop_churn_rate")
    run(drop.click())
    assert "churn_rate" not in parameter(app, "ranges")
    (usual,) = (button for button in app.button if button.key == "usual_ranges")
    run(usual.click())
    assert parameter(app, "ranges") is None


def test_a_low_above_its_high_is_refused():
    """What cannot be a range is said, and the range stays."""
    app = start("how_sure", **FEW)
    run(number(app, "Customer churn, low").set_value("9"))
    assert "low is at most high" in prose(app)
    assert number(app, "Customer churn, low").value == "2.8"
    assert parameter(app, "ranges") is None


def test_without_ranges_it_asks_for_one():
    """Every range can be taken away; the page then says what to do, and one brings it back."""
    app = start("how_sure", ranges="arpu:50:60", **FEW)
    (drop,) = (button for button in app.button if button.key == "drop_arpu")
    run(drop.click())
    assert parameter(app, "ranges") == "none"
    assert "give a lever a range" in prose(app)


def add(app, x, y, value):
    """Add a correlation."""
    for k, name in ((1, x), (2, y)):
        (select,) = (select for select in app.selectbox if select.label == f"Lever {k}")
        select.set_value(name)
    number(app, "Correlation").set_value(str(value))
    (button,) = (button for button in app.button if button.key == "add_correlation")
    run(button.click())


def test_correlations_that_contradict_each_other_lose_nothing():
    """Two are taken, a third that no numbers can have is refused with the reason, and the two stay."""
    app = start("how_sure", **FEW)
    add(app, "churn_rate", "arpu", 0.6)
    add(app, "churn_rate", "win_rate", 0.6)
    before = {("churn_rate", "arpu"): 0.6, ("churn_rate", "win_rate"): 0.6}
    assert read_correlations(parameter(app, "correlations")) == before
    add(app, "arpu", "win_rate", -0.9)
    assert "contradict each other" in prose(app)
    assert read_correlations(parameter(app, "correlations")) == before
    assert answer(request(correlations=tuple(before.items()))) in prose(app)
    add(app, "arpu", "win_rate", 0.8)
    assert "contradict each other" not in prose(app)


def test_the_same_inputs_give_the_same_picture():
    """Another seed changes the sentence's numbers; going back, and moving a lever there and back, brings the old ones."""
    app = start("how_sure", **FEW, goal="arr>=1500000")
    first = fan(app)
    run(number(app, "Seed").set_value("2"))
    assert fan(app) != first
    run(number(app, "Seed").set_value("1"))
    assert fan(app) == first
    move(app, churn_rate=0.05)
    assert fan(app) != first
    move(app, churn_rate=0.035)
    assert fan(app) == first


def test_what_did_not_change_is_not_drawn_again(monkeypatch):
    """A widget that has no part in the futures does not simulate them again."""
    calls = []
    monkeypatch.setattr(questions, "simulate", lambda *args, **more: calls.append(args) or simulate(*args, **more))
    app = start("how_sure", **FEW)
    assert len(calls) == 1
    (select,) = (select for select in app.selectbox if select.label == "Lever 1")
    run(select.set_value("arpu"))
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [("ranges", "churn_rate:0.05:0.02"), ("ranges", "churn_rate:0.02"), ("ranges", "churn_rate:2:5"), ("ranges", "x:1:2"),
     ("ranges", "months:12:24"), ("ranges", "arpu:1:2;arpu:1:2"), ("correlations", "arpu~arpu:0.5"),
     ("correlations", "arpu~win_rate:1"), ("correlations", "a~b:0.9;b~c:0.9;a~c:-0.9"), ("futures", "999"),
     ("correlations", "foo~bar:0.3"), ("correlations", "~a:0.3"), ("correlations", "~a"), ("correlations", "foo~arpu:0.3"),
     ("correlations", "Fax.lead~arpu:0.1"), ("ranges", ".arpu:1:2"), ("ranges", "Fax.lead:1:2"),
     ("futures", "1e9"), ("seed", "-1"), ("seed", "1.5"), ("fan", "runway"), ("outcomes", "nothing")],
)  # fmt: skip
def test_what_cannot_be_taken_is_named(name, text):
    """Broken parameters are named with what is allowed, and the page shows the usual instead."""
    app = start("how_sure", **FEW | {name: text})
    assert plain(f"{name} is {text!r}; allowed is {SETTINGS[name].allowed}. It is left out.") in prose(app)
    assert values(app)


def test_ranges_of_what_is_not_there_are_named():
    """A range of an unknown channel and a correlation without a range are left out in words."""
    app = start("how_sure", **FEW, ranges="arpu:50:60;Fax.lead_index:1:2", correlations="arpu~win_rate:0.5")
    assert "Its range is left out" in prose(app).replace("\\", "")
    assert "both need a range" in prose(app).replace("\\", "")


def test_names_of_channels_may_hold_anything():
    """Colons, semicolons and tildes in a channel's name survive the link."""
    name = "A:b;c~d%e.f"
    made = (Range(f"{name}.lead_index", 0.5, 2), Range("arpu", 50, 60))
    assert read_ranges(write_ranges(made)) == made
    linked = {(f"{name}.lead_index", "arpu"): 0.25}
    assert read_correlations(write_correlations(linked)) == linked
    app = start("how_sure", BASE.replace(channels=[Channel(name)]), ranges=write_ranges(made), **FEW)
    assert plain(f"{name}: lead index") in prose(app)


def test_outcomes_and_the_fan_are_chosen_and_kept():
    """The table's outcomes and the fan's series are in the link, and the goal's line is drawn where it belongs."""
    app = start("how_sure", **FEW, goal="cash>=100000", fan="cash", outcomes="runway;cac")
    assert app.dataframe[0].value.index.tolist() == ["Runway", "CAC"]
    assert json.loads(app.get("vega_lite_chart")[0].proto.spec)["title"]["text"] == "Cash"
    (select,) = (select for select in app.selectbox if select.label == "Fan of")
    run(select.set_value("customers"))
    assert parameter(app, "fan") == "customers"


def test_a_bar_is_gone_when_the_futures_are_there(monkeypatch):
    """With patience gone at once a bar and Stop are shown while it runs, and are gone with the answer."""
    monkeypatch.setattr(futures, "PATIENCE", -1.0)
    app = start("how_sure", futures="2000")
    assert values(app)
    assert not [button for button in app.button if button.key == "stop_futures"]


def test_what_is_endless_comes_with_its_reason():
    """Where a runway is ∞ or a payback never, the sentence under the table says why; small errors are not called none."""
    app = start("how_sure", **FEW, outcomes="runway;payback;break_even", ranges="churn_rate:0.02:0.5")
    captions = "\n".join(text.value for text in app.caption).replace("\\", "")
    assert "never" in captions
    assert "0 mo" not in app.dataframe[0].value["± of the middle"].tolist()


def test_the_file_holds_every_future():
    """The file has a row a future, and the same seed gives the same file."""
    asked = request()
    text = asked.simulate().draws.to_csv()
    assert text.count("\n") == 1001
    assert text == asked.simulate().draws.to_csv()


@pytest.mark.parametrize(
    ("label", "typed", "words"),
    [
        ("Customer churn, high", "1,5 M", "Customer churn, high: 1,500,000 % is not allowed; allowed is 0 % to 100 %. It stays 4.2 %."),
        ("ARPU, low", "1.234", "ARPU, low: '1.234' may be 1.2340 or 1,234; type one of these. It stays 51.2."),
        ("Seed", "-1", "Seed: −1 is not allowed; allowed is a whole number, 0 to 999,999. It stays 1."),
        ("Seed", "1.5", "Seed: 1.5 is not allowed; allowed is a whole number, 0 to 999,999. It stays 1."),
    ],
)  # fmt: skip
def test_what_is_refused_is_said_and_stays(label, typed, words):
    """A box that cannot be read says why and shows what stands; nothing goes into the link, and the words go away."""
    app = start("how_sure", **FEW)
    stands = number(app, label).value
    run(number(app, label).set_value(typed))
    assert plain(words) in prose(app)
    assert number(app, label).value == stands
    assert parameter(app, "ranges") is None
    assert parameter(app, "seed") is None
    run(number(app, "Seed").set_value("2,000"))
    assert parameter(app, "seed") == "2000"
    assert plain(words) not in prose(app)


def test_ranges_and_correlations_are_typed_as_people_write_them():
    """A decimal comma in a range, a minus of any kind in a correlation, and an emptied correlation is none."""
    app = start("how_sure", **FEW)
    run(number(app, "Customer churn, high").set_value("5,5 %"))
    run(number(app, "ARPU, high").set_value("$83,50"))
    kept = {each.lever: each.high for each in read_ranges(parameter(app, "ranges"))}
    assert (kept["churn_rate"], kept["arpu"]) == (0.055, 83.5)
    add(app, "churn_rate", "arpu", "−0,3")
    assert read_correlations(parameter(app, "correlations")) == {("churn_rate", "arpu"): -0.3}
    run(number(app, "Customer churn with ARPU").set_value("40 %"))
    assert read_correlations(parameter(app, "correlations")) == {("churn_rate", "arpu"): 0.4}
    run(number(app, "Customer churn with ARPU").set_value("2"))
    assert "2 is not allowed; allowed is −0.95 to 0.95. It stays 0.4." in prose(app)
    run(number(app, "Customer churn with ARPU").set_value(""))
    assert parameter(app, "correlations") is None


def test_a_correlation_that_cannot_be_read_is_not_added():
    """Words say why, and pressing the button again adds nothing that nobody typed."""
    app = start("how_sure", **FEW)
    add(app, "churn_rate", "arpu", "strong")
    assert "'strong' is not understood" in prose(app)
    (button,) = (button for button in app.button if button.key == "add_correlation")
    run(button.click())
    assert parameter(app, "correlations") is None
    add(app, "churn_rate", "arpu", "0.5")
    assert parameter(app, "correlations") == "churn_rate~arpu:0.5"


def test_the_boxes_of_the_usual_ranges_follow_the_levers():
    """Until somebody types a range, low and high are twenty per cent around the lever as it moves."""
    app = start("how_sure", **FEW)
    move(app, churn_rate=0.05)
    assert (number(app, "Customer churn, low").value, number(app, "Customer churn, high").value) == ("4", "6")
