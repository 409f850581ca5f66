"""The app, run without a browser: levers, boxes, templates, links and corners, on the page that opens first."""

from __future__ import annotations

import json
import math
import re
from urllib.parse import urlencode

import pytest
from streamlit.testing.v1 import AppTest

from actuals import derive, read
from model import FACTS, LEVERS, Channel, Scenario, project, summarize
from model.plan import Baseline, Plan
from model.templates import TEMPLATES
from tests.ui.figures import figures, value_of
from tests.ui.pages import (
    PATIENCE,
    ROOT,
    app_with,
    element,
    link_of,
    list_of_levers,
    move,
    sent,
    told_of_levers,
    turn_to,
)
from tests.ui.test_link import company, packed
from ui import frame, link
from words.format import MINUS, plain
from words.levers import in_box

SELF_SERVE = TEMPLATES["self_serve"].scenario
FIRST = [lever for lever in LEVERS.values() if lever.first]
FIGURES = ("arr_end", "runway", "ltv_to_cac", "payback", "cac", "ltv")
GROUPS = [*dict.fromkeys(lever.group for lever in LEVERS.values() if not lever.first)]


def start(**params):
    """The app as it is after its first run, with these in the address bar."""
    return run(app_with(params))


def run(app):
    """Run again, after a widget was set or not; nothing may have gone wrong."""
    app = app.run()
    assert not app.exception
    assert frame.APOLOGY not in [error.value for error in app.error]
    return app


def fact_box(app, name):
    """The box of an opening fact."""
    (found,) = (box for box in app.text_input if re.fullmatch(rf"number_{name}_\d+_\d+", box.key or ""))
    return found


def values(app):
    """The figures on screen, by the name of their measure."""
    return {figure.name: figure.value for figure in figures(app)}


def expected(scenario):
    """What the figures of a scenario must read."""
    out = summarize(project(scenario))
    return {name: value_of(name, out) for name in FIGURES}


def said(app):
    """Every text of the page, and what moved."""
    badges = [option for pills in app.pills if pills.label == "Moved" for option in pills.options]
    return "\n".join([*(text.value for text in (*app.markdown, *app.caption)), *badges])


def shows(app, scenario):
    """The figures, the address bar, and every lever's slider and box show this scenario."""
    assert values(app) == expected(scenario)
    assert link_of(app).plan.scenario == scenario
    levers = list_of_levers(app)
    assert [*levers] == [lever.name for lever in [*FIRST, *(each for each in LEVERS.values() if not each.first)]]
    for name, lever in levers.items():
        value = getattr(scenario, name)
        assert (lever["value"], lever["text"]) == (value, in_box(value, LEVERS[name].unit, scenario.currency))
    return True


def test_it_opens_on_a_working_model():
    """The first run shows the self-serve template with its own figures, all levers, six charts and no problem."""
    app = start()
    assert shows(app, SELF_SERVE)
    assert app.query_params == {}
    assert "**Self-serve**" in [text.value for text in app.markdown]
    assert not app.slider
    assert len(app.get("vega_lite_chart")) == 6
    assert "could be taken" not in said(app)
    assert [button.disabled for button in app.button if button.label in ("Undo", "Redo", "Reset all")] == [True] * 3


@pytest.mark.parametrize("lever", LEVERS.values(), ids=lambda lever: lever.name)
def test_moving_a_lever_answers_everywhere(lever):
    """One step of a lever is in the figures, its box, the address bar and in words."""
    app, (_, high, step) = start(), lever.slider_range(getattr(SELF_SERVE, lever.name))
    value = round(getattr(SELF_SERVE, lever.name) + (step if getattr(SELF_SERVE, lever.name) < high else -step), 10)
    app = move(app, **{lever.name: value})
    assert shows(app, SELF_SERVE.replace(**{lever.name: value}))
    assert set(app.query_params) == {"v", "template", lever.name}
    assert plain(lever.label) in said(app)


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("lever", FIRST, ids=lambda lever: lever.name)
def test_a_lever_steps_on_round_numbers(template, lever):
    """A lever's ends are whole steps, so that an arrow key leads from a round number to a round number."""
    shown = list_of_levers(start(template=template))[lever.name]
    for name in ("low", "high", "value"):
        assert math.isclose(shown[name] / shown["step"], round(shown[name] / shown["step"]), abs_tol=1e-6), name


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("arpu", "83.5", 83.5),
        ("arpu", "500", 500),
        ("arpu", "1e7", 1e7),
        ("churn_rate", "50", 0.5),
        ("churn_rate", "3.4567", 0.034567),
        ("win_rate", "0", 0),
        ("marketing_spend", "1,000,000", 1e6),
    ],
)
def test_a_typed_number_is_taken_exactly(name, typed, value):
    """What is typed counts to the last digit, beyond the lever's range too."""
    app = move(start(), **{name: typed})
    assert shows(app, SELF_SERVE.replace(**{name: value}))


def test_a_drag_answers_at_each_moment_and_is_one_step_of_the_back_button():
    """While a lever moves everything answers but the address bar, which follows when it has arrived; undo takes back all."""
    app = start()
    for value in (80.01, 83.5, 300.0):
        app = move(app, moving=True, arpu=value)
        assert values(app) == expected(SELF_SERVE.replace(arpu=value))
        assert app.query_params == {}
    app = move(app, arpu=100.01)
    assert shows(app, SELF_SERVE.replace(arpu=100.01))
    (undo,) = [button for button in app.button if button.label == "Undo"]
    run(undo.click())
    assert shows(app, SELF_SERVE)


def test_a_lost_end_of_a_drag_heals_with_the_next_run():
    """A run of anything else writes the link that a drag without an end left."""
    app = run(move(start(), moving=True, arpu=80))
    assert shows(app, SELF_SERVE.replace(arpu=80))


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("arpu", "abc", "ARPU: 'abc' is not understood; type a number such as 1,250.5. It stays 64."),
        ("arpu", -1, "arpu is -1; allowed is 0.01 to 10,000,000."),
        ("churn_rate", 2.0, "churn_rate is 2; allowed is 0 to 1 (a share: 2 % is 0.02)."),
        ("churn_rate", True, "churn_rate is True, not a number; allowed is 0 to 1."),
        ("churn_rate", [0.02], "churn_rate is [0.02], not a number; allowed is 0 to 1."),
        ("churn_rate", None, "churn_rate is None, not a number; allowed is 0 to 1."),
    ],
)
def test_what_is_refused_is_said_beside_its_lever(name, value, sentence):
    """A text or number that cannot be is refused in words, changes nothing, and other levers of the message are taken."""
    app = move(start(), **{name: value, "win_rate": 0.4})
    assert told_of_levers(app) == {name: [sentence, True]}
    assert shows(app, SELF_SERVE.replace(win_rate=0.4))
    assert told_of_levers(move(app, win_rate=0.5)) == {}


@pytest.mark.parametrize("message", [None, 5, [], {}, {"values": 1}, {"values": {"nonsense": 1}, "seq": "x", "moving": "x"},
                                     {"values": {"months": 12, "__class__": 1}, "seq": -1}])  # fmt: skip
def test_a_message_that_is_none_changes_nothing(message):
    """What no list of levers sends is dropped."""
    assert shows(sent(start(), message), SELF_SERVE)


def test_the_list_hears_of_every_run():
    """The last word of a run names the last message and is never the same, or the browser would not hear it."""
    app = move(start(), arpu=70)
    first = json.loads(element(app, "levers_ack").json)
    second = json.loads(element(run(app), "levers_ack").json)
    assert first["seq"] == second["seq"] == 1
    assert first["run"] != second["run"]


def test_the_plain_list_has_a_box_for_each_lever(monkeypatch):
    """For those who want no script of ours, Streamlit's own boxes do the same."""
    monkeypatch.setenv("LEVERS_PLAIN", "1")
    app = start()
    assert not [each for each in app.get("bidi_component") if each.proto.id.endswith("levers_list")]
    for group in GROUPS:
        app.session_state[f"group_{group}"] = True
    run(app)
    for lever in LEVERS.values():
        assert fact_box(app, lever.name).label == lever.label
    run(fact_box(app, "churn_rate").set_value("2"))
    assert link_of(app).plan.scenario == SELF_SERVE.replace(churn_rate=0.02)


def test_reset_all_goes_back():
    """Reset all brings every number back to what one compares with, and the address bar with it."""
    app = start(
        template="self_serve", arpu="80", churn_rate="0.03", opening_cash="5", start="2030-01", against="baseline"
    )
    (reset,) = [button for button in app.button if button.label == "Reset all"]
    run(reset.click())
    assert shows(app, SELF_SERVE)
    assert {*app.query_params} == {"v", "template", "against", "sent"}, "with what it was sent is kept"


def choose(app, name):
    """Choose what to start from, on the page where that is chosen, and come back."""
    app = turn_to(app, "company")
    (box,) = [box for box in app.selectbox if box.label == "Start from"]
    run(box.set_value(name))
    return turn_to(app, "")


@pytest.mark.parametrize("name", ["mid_market", "enterprise"])
def test_another_template_starts_over(name):
    """Choosing a template makes it baseline and scenario; what had moved is gone."""
    app = choose(start(arpu="80"), name)
    assert shows(app, TEMPLATES[name].scenario)
    assert app.query_params == {"v": "1", "template": name}
    assert plain(TEMPLATES[name].label) in said(app)
    assert shows(choose(app, "self_serve"), SELF_SERVE)


def test_the_sample_company_opens():
    """The sample company's table becomes the baseline, the same as reading the file, and lives in the link."""
    app = choose(start(), "Sample company")
    derived = derive(read((ROOT / "sample_data" / "monthly.csv").read_bytes()), currency="USD")
    scenario = derived.scenario
    assert shows(app, scenario)
    assert link_of(app).plan.baseline == Baseline("Sample company", scenario, False, past_growth=derived.past_growth)
    assert len(urlencode(app.query_params)) < 2_000
    again = start(**app.query_params)
    assert shows(again, scenario)
    move(again, arpu="99")
    assert shows(again, scenario.replace(arpu=99))


@pytest.mark.parametrize(
    ("typed", "why"), [("2027-13", "start is '2027-13'"), ("soon", "Start: 'soon' is not understood")]
)
def test_a_refused_value_keeps_the_old_one_and_says_why(typed, why):
    """A month that is none is refused in words, the old one stays and is shown again, and the words go away."""
    app = start(arpu="80")
    turn_to(app, "company")

    def field():
        return next(text for text in app.text_input if text.label == "Start")

    run(field().set_value(typed))
    assert plain(why) in said(app)
    assert plain("It stays 2027-01.") in said(app)
    assert field().value == "2027-01"
    assert shows(app, SELF_SERVE.replace(arpu=80))
    run(next(button for button in app.button if button.label == "All right").click())
    assert "could be taken" not in said(app)
    run(field().set_value("2028-05"))
    assert shows(app, SELF_SERVE.replace(arpu=80, start="2028-05"))


def test_a_refused_number_keeps_the_old_one_and_says_why():
    """A number between zero and the smallest that is allowed is refused in words, and the old one stays."""
    app = move(start(), churn_rate="1e-9")
    (sentence, refused) = told_of_levers(app)["churn_rate"]
    assert refused
    assert "Customer churn: 1e−09 % is too small; allowed is 0, or 1e−07 % and more in size." in sentence
    assert "It stays 3.5 %." in sentence
    assert shows(app, SELF_SERVE)


@pytest.mark.parametrize(
    "typed",
    [
        "abc",
        "1.234",
        "1e309",
        "inf",
        "nan",
        "-5",
        "1e13",
        "\x00",
        "\u202e",
        "١٢",
        "<b>9</b>",
        "![x](http://y)",
        "9" * 100_000,
        "\n",
    ],
)
def test_whatever_is_typed_leaves_a_number_that_stands(typed):
    """Nonsense, odd letters and endless texts change nothing: the box shows its number again, and words say why."""
    app = move(start(), arpu=typed)
    assert shows(app, SELF_SERVE)
    (sentence, refused) = told_of_levers(app)["arpu"]
    assert refused
    assert len(sentence) < 300
    app = move(app, arpu="70")
    assert shows(app, SELF_SERVE.replace(arpu=70))
    assert told_of_levers(app) == {}


@pytest.mark.parametrize(
    ("typed", "value", "words"),
    [
        ("€70", 70, "'€70' is taken as 70 USD: amounts are not converted."),
        ("$70", 70, ""),
        ("70 USD a month", 70, ""),
    ],
)
def test_a_sign_of_another_currency_is_told(typed, value, words):
    """An amount with a foreign sign is taken as it stands, and that is said; with its own sign nothing is."""
    app = move(start(), arpu=typed)
    assert shows(app, SELF_SERVE.replace(arpu=value))
    assert told_of_levers(app) == ({"arpu": [words, False]} if words else {})


@pytest.mark.parametrize("typed", ["2028-05", " 5/2028 ", "2028–05", "2028.5"])
def test_a_start_is_typed_as_people_write_it(typed):
    """A month with the year first or last is the month of the projection's start; emptied, the old one stays."""
    app = start()
    for text in (typed, ""):
        turn_to(app, "company")
        run(next(box for box in app.text_input if box.label == "Start").set_value(text))
        assert link_of(app).plan.scenario == SELF_SERVE.replace(start="2028-05")


def test_another_currency_is_everywhere():
    """Choosing a currency changes the sign of every amount and no number."""
    app = start()
    turn_to(app, "company")
    run(next(box for box in app.selectbox if box.label == "Currency").set_value("EUR"))
    assert shows(app, SELF_SERVE.replace(currency="EUR"))
    assert "€" in values(app)["cac"]


def test_problems_of_a_link_are_shown():
    """What could not be taken from a link is on screen with what is used instead; what could is used."""
    app = start(template="enterprise", churn_rate="4", arpu="9000", nonsense="1", start="soon")
    for sentence in link_of(app).problems:
        assert plain(sentence) in said(app)
    assert len(link_of(app).problems) == 3
    assert shows(app, TEMPLATES["enterprise"].scenario.replace(arpu=9000))
    assert "Not everything could be taken" in said(app)
    app = move(app, arpu="9500")
    assert "could be taken" not in said(app)


def test_hundreds_of_problems_stay_readable():
    """A link full of nonsense shows the first twenty faults and counts the others."""
    app = start(**{f"nonsense_{k}": "1" for k in range(300)})
    assert "and 280 more" in said(app)
    assert shows(app, SELF_SERVE)


def test_a_name_that_is_there_twice_is_named():
    """A parameter given twice counts by its last value, and that is said."""
    app = start(churn_rate=["0.05", "0.06"])
    assert plain("churn_rate is in the link more than once; its last value is used.") in said(app)
    assert values(app) == expected(SELF_SERVE.replace(churn_rate=0.06))


def test_a_link_is_restored_whole():
    """A link with own data, channels, texts and numbers opens to the same figures in a new session."""
    base = company(3, 5)
    scenario = base.replace(churn_rate=0.0123456789, start="2030-02", channels=base.channels[::-1])
    app = start(**link.write(Plan(Baseline("Muster GmbH", base, is_template=False), scenario)))
    assert link_of(app).plan.scenario == scenario
    assert values(app) == expected(scenario)
    assert "Muster GmbH" in said(app)


def test_hostile_names_are_only_text():
    """Names of channels and of own data are shown letter by letter: no image, link, colour or formula."""
    name = "![x](http://evil.example/x.png)"
    base = Scenario(channels=[Channel(name)])
    params = link.write(Plan(Baseline(name, base, is_template=False), base.replace(**{f"{name}.lead_index": 2})))
    for text in start(**params).markdown:
        assert not re.search(r"(?<!\\)\]\(", text.value)
    for text in start(template="<img src=x>", **{"[a](http://b)": "1", "$x$": ":red[y]"}).markdown:
        assert not re.search(r"(?<!\\)\]\(", text.value)
        assert not re.search(r"(?<!\\)<img", text.value)


PAGE_FILES = sorted(path.name for path in (ROOT / "pages").glob("*.py"))


@pytest.mark.parametrize("page", PAGE_FILES)
def test_a_page_that_is_asked_for_first_is_shown_by_the_frame(page):
    """A page that Streamlit runs alone, as nobody has opened the app yet, hands over to the frame, link and all."""
    app = AppTest.from_file(ROOT / "app.py", default_timeout=PATIENCE)
    app.query_params.update(churn_rate="0.04", against="baseline")
    run(app.switch_page(f"pages/{page}"))
    assert list_of_levers(app)["churn_rate"]["value"] == 0.04
    assert plain("3.5 % → 4 %") in said(app)


def test_a_page_started_as_the_app_does_not_run_for_ever():
    """A page given to Streamlit in place of `app.py` shows itself or stops; it does not start over without end."""
    app = AppTest.from_file(ROOT / "pages" / "explore.py", default_timeout=PATIENCE)
    assert not app.run().exception


NOBODY = {"visitor_to_lead": 0, "contact_to_lead": 0, "opening_pipeline": 0}
CORNERS = {
    "no churn": ({"churn_rate": 0}, {"ltv": "∞", "ltv_to_cac": "∞"}),
    "no spend": (
        dict.fromkeys(
            ("marketing_spend", "marketing_people", "marketing_tools", "marketing_overhead", "sales_people"), 0
        ),
        {"cac": "$0", "ltv_to_cac": "–", "payback": "0 mo"},
    ),
    "nobody won": (NOBODY, {"cac": "–", "ltv_to_cac": "–", "payback": "–"}),
    "no customers at all": (NOBODY | {"opening_customers": 0, "opening_mrr": 0}, {"arr_end": "$0", "cac": "–"}),
    "everything lost": ({"churn_rate": 1}, {"payback": "never"}),
    "serving costs more": ({"support_cost": 500}, {"payback": "never"}),
    "in debt": ({"opening_cash": -1e6}, {"runway": "not at all"}),
    "rich": ({"opening_cash": 1e12}, {}),
    "six months": ({"months": 6}, {}),
    "ten years": ({"months": 120}, {}),
    "all at their least": ({name: lever.minimum for name, lever in LEVERS.items()}, {}),
    "all at their most": ({name: lever.maximum for name, lever in LEVERS.items()}, {}),
    "opened with most": ({name: fact.maximum for name, fact in FACTS.items()}, {}),
}


@pytest.mark.parametrize("corner", CORNERS)
def test_corners_are_shown_with_their_words(corner):
    """The corners of what is allowed show ∞, never and – where numbers end, with the reason, and nothing breaks."""
    moved, shown = CORNERS[corner]
    scenario = SELF_SERVE.replace(**moved)
    app = start(**link.write(Plan(Baseline.of_template(), scenario)))
    assert values(app) == expected(scenario)
    assert shown.items() <= values(app).items()
    for figure in figures(app):
        if figure.value in ("∞", "never", "–") or figure.value.startswith("beyond"):
            assert re.search(r"(Undefined|Never|∞): \w", figure.help), figure.help
        assert not re.search(r"\bnan\b|\binf\b", f"{figure.value} {figure.change}")
        assert not re.search(rf"[+{MINUS}-]0(?![.\d])|[▲▼] 0", figure.change)


def test_most_channels_are_shown():
    """Twenty-four channels of own data in full precision open from the link."""
    base = company(24, 3)
    app = start(**link.write(Plan(Baseline("Many", base, is_template=False), base.replace(arpu=70))))
    assert shows(app, base.replace(arpu=70))


def test_the_sent_design_does_not_change_under_a_lever():
    """The charts' designs a browser gets are the same before and after a move, so it swaps only their data."""
    app = start()
    before = [json.loads(chart.proto.spec) for chart in app.get("vega_lite_chart")]
    data = [chart.proto.datasets[0].data.data for chart in app.get("vega_lite_chart")]
    app = move(app, arpu="70")
    assert [json.loads(chart.proto.spec) for chart in app.get("vega_lite_chart")] == before
    assert [chart.proto.datasets[0].data.data for chart in app.get("vega_lite_chart")] != data


def test_a_bomb_in_the_link_is_one_sentence():
    """Own data that unpack to megabytes are refused in a sentence, and the template opens."""
    app = start(own=packed(" " * 5_000_000))
    assert plain("it is damaged or was cut off on the way") in said(app)
    assert values(app) == expected(SELF_SERVE)
