"""Your company: today's facts, where they come from, and what is usual for such a company."""

from __future__ import annotations

import pytest

from model import FACTS, LEVERS
from model.plan import Baseline
from model.segments import SEGMENTS
from model.templates import TEMPLATES
from tests.ui.pages import BASE, choose, link_of, parameter, prose, run, start, turn_to
from words.format import plain


def visit(scenario=BASE, baseline=None, **more):
    """The page as a link opens it."""
    return start("company", scenario, baseline, **more)


def segment_box(app):
    """The choice of a kind of company."""
    return next(group for group in app.button_group if group.label == "Kind of company")


def ranges(app):
    """The rows of the table of what is usual, by the label of the number."""
    (table,) = app.dataframe
    return {row.Number: row for row in table.value.itertuples()}


def test_it_says_who_one_is():
    """The first sentence holds today's customers, what they pay and the cash."""
    assert plain("900 customers pay $44k a month, and $600k is in the bank") in prose(visit())


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_is_typed_here_and_nowhere_else(name):
    """A box for each; what is typed is in the link; on other pages there is none."""
    app = visit()
    (box,) = [each for each in app.text_input if each.label == FACTS[name].label]
    run(box.set_value("24"))
    assert getattr(link_of(app).plan.scenario, name) == 24
    turn_to(app, "")
    assert FACTS[name].label not in [each.label for each in app.text_input]


def test_what_moved_is_told():
    """As the baseline has it, or what is not."""
    assert "Every number is as the baseline has it." in prose(visit())
    app = visit(BASE.replace(churn_rate=0.06, opening_cash=1))
    assert plain("2 numbers are not as the baseline has them:") in prose(app)
    assert plain("Customer churn 3.5 % → 6 %") in prose(app)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_brings_its_segment(name):
    """What is usual is of the template's kind of company, and the link need not say so."""
    scenario = TEMPLATES[name].scenario
    app = visit(scenario, Baseline.of_template(name))
    assert segment_box(app).value == name
    assert parameter(app, "segment") is None
    assert all(row._4 in ("within", "one figure, no range") or "usual" in row._4 for row in ranges(app).values())
    assert ranges(app)[LEVERS["churn_rate"].label]._4 == "within"


def test_a_segment_is_chosen_once_and_kept():
    """Another choice is in the link and on every page; the baseline's own needs no word; another template forgets it."""
    app = visit(BASE.replace(churn_rate=0.02))
    churn = LEVERS["churn_rate"].label
    assert (ranges(app)[churn].Usual, ranges(app)[churn]._4) == ("3–5 %", "below the usual 3–5 %")
    run(segment_box(app).set_value("enterprise"))
    assert parameter(app, "segment") == "enterprise"
    assert (ranges(app)[churn].Usual, ranges(app)[churn]._4) == ("0.7–2 %", "within")
    run(segment_box(turn_to(turn_to(app, "cash"), "company")).set_value("self_serve"))
    assert parameter(app, "segment") is None
    run(segment_box(app).set_value("enterprise"))
    choose(app, "Start from", "mid_market")
    assert parameter(app, "segment") is None
    assert segment_box(app).value == "mid_market"


def test_own_data_have_the_segment_of_their_price():
    """9,000 a month is an enterprise's price."""
    own = BASE.replace(arpu=9_000)
    assert segment_box(visit(own, Baseline("Own data", own, is_template=False))).value == "enterprise"


def test_a_segment_that_is_none_is_told():
    """What a link says of it otherwise is left out, in words."""
    assert plain(f"segment is 'huge'; allowed is {', '.join(SEGMENTS)}. It is left out.") in prose(
        visit(segment="huge")
    )
