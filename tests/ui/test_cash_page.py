"""The Cash page and warnings on screen, run without a browser: figures, the answer, the goal, the table, corners."""

from __future__ import annotations

import math

import pytest

from actuals import derive, read
from model import Channel, project, summarize
from model.plan import Baseline, Plan
from model.scenario import MAX_CHANNELS
from tests.ui.figures import figures, value_of
from tests.ui.pages import BASE, ROOT, parameter, prose, run, start, turn_to
from ui import link
from ui.link_scenario import columns
from ui.packed import pack
from words.cash import runway_answer
from words.format import plain

FIGURES = ("runway", "cash_low", "cash_end", "break_even", "burn", "runway_static", "revenue_12", "mrr_ceiling",
            "burn_multiple", "rule_of_40", "magic_number", "quick_ratio")  # fmt: skip
NO_SPEND = dict.fromkeys(("marketing_spend", "marketing_people", "marketing_tools", "marketing_overhead"), 0)
MANY = [Channel(f"Channel {k}", spend_share=1 / MAX_CHANNELS) for k in range(MAX_CHANNELS)]
CORNERS = {
    "template": BASE,
    "no customers": BASE.replace(visitor_to_lead=0, contact_to_lead=0, opening_pipeline=0, opening_customers=0,
                                 opening_mrr=0),
    "no spend": BASE.replace(**NO_SPEND),
    "zero churn": BASE.replace(churn_rate=0),
    "everything lost": BASE.replace(churn_rate=1),
    "one channel": BASE.replace(channels=[Channel("All")]),
    "24 channels": BASE.replace(channels=MANY),
    "6 months": BASE.replace(months=6),
    "120 months": BASE.replace(months=120),
    "in debt": BASE.replace(opening_cash=-1e6),
    "rich": BASE.replace(opening_cash=1e12),
}  # fmt: skip


def shows(app, scenario, names):
    """Every figure is what the model says, in one place for each."""
    now = summarize(project(scenario))
    assert [(figure.name, figure.value) for figure in figures(app)] == [(name, value_of(name, now)) for name in names]


@pytest.mark.parametrize("name", CORNERS)
def test_figures_are_the_models(name):
    """Whatever the company, each figure is what `summarize` says and the answer stands first."""
    app = start("cash", CORNERS[name])
    shows(app, CORNERS[name], FIGURES)
    p = project(CORNERS[name])
    assert plain(runway_answer(p, summarize(p))) in prose(app)
    assert len(app.get("vega_lite_chart")) == 8


def test_the_answer_says_why_runways_differ():
    """The sentence holds both runways, and the amounts that the model adds up."""
    p = project(BASE)
    said = runway_answer(p, summarize(p))
    assert said.startswith("Cash lasts 23.3 months, yet at month 1's burn it would last 14.9 months.")
    assert "growth of revenue adds $245k" in said
    assert "serving more customers takes $44.3k by month 15." in said


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"opening_cash": -1}, "Cash is below zero from the start."),
     ({"opening_cash": 1e9}, "Cash lasts all 36 months and is lowest in month"),
     ({"opening_mrr": 5e5}, "month 1 burns no cash")],
)  # fmt: skip
def test_every_kind_of_runway_has_its_words(changes, said):
    """Debt today, cash that lasts, and a company that earns."""
    p = project(BASE.replace(**changes))
    assert said in runway_answer(p, summarize(p))


def test_the_goal_lives_in_the_link():
    """A goal comes from the link, is typed, survives another page and can be emptied; the warning follows it."""
    app = start("cash", mrr_goal="500000")
    assert "MRR goal of \\$500k is above the ceiling" in prose(app).replace("\\.", ".")
    (box,) = (box for box in app.text_input if box.label == "MRR goal")
    assert box.value == "500000"
    run(box.set_value("100k"))
    assert parameter(app, "mrr_goal") == "100000"
    assert "above the ceiling" not in prose(app)
    turn_to(app, "funnel")
    turn_to(app, "cash")
    (box,) = (box for box in app.text_input if box.label == "MRR goal")
    assert box.value == "100000"
    run(box.set_value(""))
    assert parameter(app, "mrr_goal") is None


def test_the_table_is_made_when_it_is_opened():
    """Closed there is no table; open it holds the model's months."""
    app = start("cash")
    assert not app.dataframe
    app.session_state["months_levers-cash.csv"] = True
    (table,) = run(app).dataframe
    assert table.value["cash"].tolist() == [round(value) for value in project(BASE)["cash"]]


# Warnings.


def test_the_past_of_a_company_is_in_its_link():
    """Growth of an imported table travels with the link, and a plan far beyond it is doubted on the page."""
    derived = derive(read(ROOT / "sample_data" / "monthly.csv"))
    assert derived.past_growth is not None
    baseline = Baseline("Sample", derived.scenario, is_template=False, past_growth=derived.past_growth)
    assert link.read(link.write(Plan(baseline, derived.scenario))).plan.baseline == baseline
    fast = derived.scenario.replace(visitor_to_lead=min(1.0, derived.scenario.visitor_to_lead * 8))
    assert "so far it grew" in prose(start("cash", fast, baseline))
    assert "so far it grew" not in prose(start("cash", derived.scenario, baseline))


@pytest.mark.parametrize("value", [True, "0.1", -2, 11, math.inf, [0.1]])
def test_a_past_that_cannot_be_is_refused(value):
    """A link whose past growth is no share a month is refused in words, as any other damage to own data."""
    baseline = Baseline("Own", BASE, is_template=False)
    packed = pack({"name": "Own", "past_growth": value} | columns(BASE))
    opened = link.read(link.write(Plan(baseline, BASE)) | {"own": packed})
    assert "past_growth is" in opened.problems[0]
    assert opened.plan.baseline.is_template


def test_a_link_without_a_past_still_opens():
    """Own data of before: no past growth, the same numbers."""
    baseline = Baseline("Own", BASE, is_template=False)
    assert link.read(link.write(Plan(baseline, BASE))).plan.baseline.past_growth is None
