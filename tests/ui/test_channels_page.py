"""The Channels page, run without a browser: what it says, its table's buttons, and corners of companies."""

from __future__ import annotations

import re

import pytest

from model import Channel, Scenario, project
from model.plan import Baseline
from model.questions.channel_economics import channel_economics
from model.scenario import MAX_CHANNELS
from tests.ui.figures import figures
from tests.ui.pages import BASE, link_of, prose, run, start
from ui.controls.channels import SHOWN
from words.channels import channel_answer
from words.format import plain

MANY = [Channel(f"Channel {k}", spend_share=1 / MAX_CHANNELS) for k in range(MAX_CHANNELS)]
NO_COST = dict.fromkeys(("marketing_spend", "marketing_people", "marketing_tools", "marketing_overhead"), 0)
CORNERS = {
    "one channel": BASE.replace(channels=[Channel("All")]),
    "twenty-four": BASE.replace(channels=MANY),
    "no spend": BASE.replace(**NO_COST),
    "no customers": BASE.replace(visitor_to_lead=0, contact_to_lead=0, opening_pipeline=0),
    "zero churn": BASE.replace(churn_rate=0),
    "nobody pays": BASE.replace(**{f"{c.name}.arpu_index": 0 for c in BASE.channels}),
    "all there is": BASE.replace(marketing_spend=1e12),
    "hostile names": BASE.replace(channels=[Channel("![x](http://evil.example/x.png)"), Channel("$a$", spend_share=0)]),
}


def opened(app):
    """The scenario that the address bar holds."""
    read = link_of(app)
    assert not read.problems
    return read.plan.scenario


def editor(app):
    """The table that is edited, as a frame."""
    (found,) = app.get("data_editor") or [table for table in app.dataframe if "spend_share" in table.value]
    return found.value


def button(app, key):
    """A button by its key."""
    return next(each for each in app.button if each.key == key)


@pytest.mark.parametrize("corner", CORNERS)
def test_the_page_answers_every_company(corner):
    """Corners give a page with its sentence, twelve figures, eight charts and the table, and no error."""
    scenario = CORNERS[corner]
    app = start("channels", scenario)
    assert opened(app) == scenario
    assert plain(channel_answer(channel_economics(project(scenario)), scenario)) in prose(app)
    assert len(figures(app)) == 12
    assert len(app.get("vega_lite_chart")) == 8
    assert list(editor(app)["name"]) == [c.name for c in scenario.channels]
    assert not any(re.search(r"(?<!\\)\]\(http", text.value) for text in app.markdown)


def test_the_answer_names_best_worst_and_next():
    """The sentence of the first template, with its figures."""
    answer = channel_answer(channel_economics(project(BASE)), BASE)
    assert answer == (
        "Organic search earns most: 4.63 of lifetime gross profit for each 1 spent on winning its customers; "
        "Paid search earns least, 0.84. The next 1,000 a month is best spent on Newsletter: "
        "$1.41k more MRR by month 12, 25.2 more customers in year 1 at $518 each."
    )


@pytest.mark.parametrize(
    ("scenario", "sentence"),
    [
        (CORNERS["no customers"].replace(months=6), "No channel wins a customer in the first year."),
        (CORNERS["no customers"], "More marketing spend wins nobody more in any channel."),
        (CORNERS["all there is"], "More marketing spend wins nobody more in any channel."),
        (CORNERS["zero churn"], "of first-year revenue for each 1 invested in it"),
        (CORNERS["one channel"], "All earns "),
    ],
)
def test_the_answer_of_corners(scenario, sentence):
    """Where nobody is won, nothing can be added or customers stay for ever, the sentence says so."""
    assert sentence in channel_answer(channel_economics(project(scenario)), scenario)


def test_a_channel_is_added_and_removed_by_buttons():
    """Each press is a new scenario in the address bar; the table is drawn anew and says what was done."""
    app = start("channels")
    app = run(button(app, "add_channel").click())
    assert [c.name for c in opened(app).channels][-1] == "New channel"
    assert list(editor(app)["name"])[-1] == "New channel"
    assert "New channel is new" in prose(app)
    app = run(button(app, "remove_channel_2").click())
    names = [c.name for c in opened(app).channels]
    assert "Paid search" not in names
    assert list(editor(app)["name"]) == names
    assert "To keep the spend shares at 100" in prose(app)
    assert list(editor(app)["spend_share"]) == ["0 %", "50 %", "12.5 %", "37.5 %", "0 %"]
    app = run(next(each for each in app.button if each.label == "Reset all").click())
    assert opened(app) == BASE
    assert list(editor(app)["name"]) == [c.name for c in BASE.channels]
    assert "To keep the spend shares" not in prose(app)


def test_the_last_channel_has_no_remove_button():
    """One channel can be added to, not removed; at twenty-four it is the other way round."""
    assert not any(
        (each.key or "").startswith("remove_channel") for each in start("channels", CORNERS["one channel"]).button
    )
    assert button(start("channels", CORNERS["twenty-four"]), "add_channel").disabled


def test_the_table_shows_what_levers_do():
    """Every channel stands in the results, in the table's order, and a lever of the link moves them."""
    tables = [
        next(table.value for table in app.dataframe if "ltv_to_cac" in table.value)
        for app in (start("channels"), start("channels", BASE.replace(churn_rate=0.07)))
    ]
    assert list(tables[0].columns) == list(SHOWN)
    assert list(tables[0].index) == [c.name for c in BASE.channels]
    assert (tables[1]["ltv"] < tables[0]["ltv"]).all()


def test_channels_of_ones_own_data_are_shown():
    """The page works on any baseline, with outbound channels too."""
    own = Scenario(channels=[Channel("Calls", "outbound", spend_share=1), Channel("Web", spend_share=0)])
    assert list(editor(start("channels", own, Baseline("Own", own, is_template=False)))["motion"]) == [
        "outbound",
        "inbound",
    ]
