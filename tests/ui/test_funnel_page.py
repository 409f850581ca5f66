"""The Funnel page, run without a browser: figures, the answer, first year or one month, the table, corners."""

from __future__ import annotations

import pytest

from model import project, summarize
from model.questions.funnel import stage_gains
from tests.ui.pages import BASE, parameter, prose, run, start, turn_to
from tests.ui.test_cash_page import CORNERS, shows
from words.format import plain
from words.funnel import funnel_answer

FIGURES = (
    "visitors_to_leads",
    "mqls_to_sqls",
    "close_rate",
    "leads_to_customers",
    "lead_velocity",
    "pipeline",
    "cost_per_visitor",
    "cost_per_lead",
    "inbound_cost_per_lead",
    "outbound_cost_per_lead",
    "cost_per_mql",
    "cost_per_sql",
    "customer_acquisition_cost",
    "marketing_investment",
)


def answer(scenario):
    """The sentence that stands first."""
    p = project(scenario)
    return funnel_answer(p, summarize(p), stage_gains(p))


@pytest.mark.parametrize("name", CORNERS)
def test_figures_are_the_models(name):
    """Whatever the company, each figure is what `summarize` says and the answer stands first."""
    app = start("funnel", CORNERS[name])
    shows(app, CORNERS[name], FIGURES)
    assert plain(answer(CORNERS[name])) in prose(app)
    assert len(app.get("vega_lite_chart")) == 8


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {},
            "In the first year 592k visitors bring 17.3k leads and 760 customers. What helps most is win rate: a tenth "
            "more wins 76 more customers.",
        ),
        ({"win_rate": 0}, "In the first year nobody is won of 592k visitors."),
        ({"months": 6, "win_rate": 1}, "In 6 months"),
        ({"win_rate": 0.9}, "What helps most is lead to MQL"),
        ({"lead_to_mql": 0.2, "win_rate": 1}, "What helps most is lead to MQL"),
    ],
)
def test_the_answer_in_words(changes, said):
    """Who comes, who is won, and what helps most."""
    assert said in answer(BASE.replace(**changes))


def test_nobody_visits():
    """A company without any traffic wins from contacts and pipeline, or nobody."""
    quiet = BASE.replace(marketing_spend=0, **{f"{c.name}.organic_visitors": 0 for c in BASE.channels})
    assert "contacts and today's pipeline bring" in answer(quiet)
    nothing = quiet.replace(contact_to_lead=0, opening_pipeline=0)
    assert answer(nothing) == "In the first year nobody is won, and nobody visits."


def test_the_month_lives_in_the_link():
    """A month comes from the link, survives another page, moves with the slider, and goes with the first year."""
    app = start("funnel", funnel_month="7")
    (month,) = (slider for slider in app.slider if slider.label == "Month")
    assert month.value == 7
    run(month.set_value(9))
    assert parameter(app, "funnel_month") == "9"
    turn_to(app, "cash")
    turn_to(app, "funnel")
    (month,) = (slider for slider in app.slider if slider.label == "Month")
    assert month.value == 9
    *_, choice = app.button_group  # after what everything is compared with
    run(choice.set_value("First year"))
    assert parameter(app, "funnel_month") is None
    assert not [slider for slider in app.slider if slider.label == "Month"]
    *_, choice = app.button_group  # after what everything is compared with
    run(choice.set_value("One month"))
    assert parameter(app, "funnel_month") == "1"


def test_a_month_beyond_the_horizon_is_its_last():
    """A link to month 30 of a plan of six months shows the sixth."""
    app = start("funnel", BASE.replace(months=6), funnel_month="30")
    (month,) = (slider for slider in app.slider if slider.label == "Month")
    assert month.value == 6


def test_the_table_is_made_when_it_is_opened():
    """Closed there is no table; open it holds the model's months."""
    app = start("funnel")
    assert not app.dataframe
    app.session_state["months_levers-funnel.csv"] = True
    (table,) = run(app).dataframe
    assert table.value["visitors"].tolist() == [round(value) for value in project(BASE)["visitors"]]
