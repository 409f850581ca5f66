"""Charts: one design whatever the numbers, valid Vega-Lite, and frames that hold what it reads."""

from __future__ import annotations

import json
import re

import altair as alt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from charts import cash, explore, funnel, revenue, unit_economics
from charts.base import Drawing
from model import Channel, Scenario, project
from model.questions.acquisition import spend_curve
from model.questions.explore import steps
from model.scenario import over_months_of
from model.templates import TEMPLATES
from tests.strategies import corners, scenarios


def over_the_same(p, baseline):
    """What is compared with, over the scenario's months, as a page has it."""
    return project(over_months_of(baseline.scenario, p.scenario))


DRAWINGS = {
    "mrr": revenue.mrr,
    "movements": revenue.movements,
    "customers": revenue.customers,
    "funnel": funnel.funnel,
    "payback": unit_economics.payback,
    "cash": cash.cash,
    "variants": unit_economics.variants,
    "cac": unit_economics.cac,
    "served": unit_economics.served,
    "customers by spend": lambda p, _: unit_economics.customers_by_spend(
        p, spend_curve(p, 2 * p.lever.marketing_spend)
    ),
    "cac by spend": lambda p, _: unit_economics.cac_by_spend(p, spend_curve(p, 2 * p.lever.marketing_spend)),
    "explored mrr": lambda p, baseline: explore.mrr(p, over_the_same(p, baseline), 3, "As sent"),
    "explored cash": lambda p, baseline: explore.cash(p, over_the_same(p, baseline), p.months - 1, "As sent"),
    "explored customers": lambda p, baseline: explore.customers(p, over_the_same(p, baseline), 3, "As sent"),
    "net new mrr": lambda p, baseline: explore.net_new(p, over_the_same(p, baseline), 3, "As sent"),
    "steps": lambda p, baseline: explore.steps(steps(p, "enterprise"), steps(baseline, "enterprise"), "Found"),
    "life": lambda p, baseline: explore.life(p, baseline, (500.0, float("nan")), "Found", "As sent"),
    "a measure": lambda p, baseline: revenue.series(p, baseline, "quick_ratio"),
}
BASE = TEMPLATES["self_serve"].scenario
NOBODY = {"visitor_to_lead": 0, "contact_to_lead": 0, "opening_pipeline": 0, "opening_customers": 0, "opening_mrr": 0}
SCENARIOS = {
    "template": BASE,
    "no customers": BASE.replace(**NOBODY),
    "no churn": BASE.replace(churn_rate=0),
    "everything lost": BASE.replace(churn_rate=1),
    "no spend": BASE.replace(marketing_spend=0, marketing_people=0, marketing_tools=0, marketing_overhead=0),
    "no cost at all": Scenario(
        **dict.fromkeys(("marketing_spend", "marketing_people", "marketing_tools", "marketing_overhead"), 0),
        **dict.fromkeys(("sales_people", "product_cost", "admin_cost"), 0),
        **dict.fromkeys(("support_cost", "infrastructure_cost", "retention_cost"), 0),
    ),
    "six months": BASE.replace(months=6),
    "ten years": BASE.replace(months=120),
    "in debt": BASE.replace(opening_cash=-1e6),
    "rich": BASE.replace(opening_cash=1e12),
    "another year": BASE.replace(start="2031-07"),
    "tiny": BASE.replace(arpu=0.01, opening_mrr=1e-9),
    "hostile channels": Scenario(
        channels=[Channel("![x](http://evil.example/x.png)", spend_share=1), Channel("<img src=x>", spend_share=0)]
    ),
}


def pairs():
    """Each scenario against the template, and the template against each."""
    for name, scenario in SCENARIOS.items():
        yield pytest.param(scenario, BASE, id=name)
        yield pytest.param(BASE, scenario, id=f"against {name}")


def parts(spec):
    """Every object within a design."""
    if isinstance(spec, dict):
        yield spec
        for value in spec.values():
            yield from parts(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from parts(value)


def read_by(spec):
    """Names of columns a design reads: encoded, folded, filtered, selected."""
    for part in parts(spec):
        if isinstance(part.get("field"), str):
            yield part["field"]
        for key in ("fold", "fields"):
            yield from part.get(key, ())
        for text in part.values():
            if isinstance(text, str):
                yield from re.findall(r"datum\.(\w+)", text)


def made_by(spec):
    """Names of columns a design makes itself. `value` and `label` are what an axis calls its own."""
    yield from ("value", "label")
    for part in parts(spec):
        made = part.get("as", ())
        yield from [made] if isinstance(made, str) else made


def table(drawing):
    """A drawing's data as a frame; texts that were sent as a list of choices are texts again."""
    frame = drawing.table().to_pandas()
    return frame.astype({name: "str" for name, column in frame.items() if column.dtype == "category"})


def check(drawing, p):
    """What must hold for every drawing."""
    assert isinstance(drawing, Drawing)
    assert drawing.alt
    frame, spec = table(drawing), drawing.spec
    assert not {"data", "datasets", "config", "$schema"} & {key for part in parts(spec) for key in part}
    assert set(read_by(spec)) - set(made_by(spec)) <= set(frame.columns)
    assert not {"image", "href", "url"} & (
        {*frame.columns} | {c for part in parts(spec) for c in part.get("encoding", ())}
    )
    for name, column in frame.items():
        kinds = (pd.api.types.is_float_dtype, pd.api.types.is_datetime64_any_dtype, pd.api.types.is_string_dtype)
        assert any(kind(column) for kind in kinds), f"{name} is {column.dtype}"
        if column.dtype == object:
            assert all(isinstance(text, str) for text in column), name
        if pd.api.types.is_float_dtype(column):
            assert not np.isinf(column).any(), f"{name}: Vega draws infinity nowhere and says so in the console"
    if "month" in frame:
        rounds = len(frame) // p.months
        assert list(pd.to_datetime(frame["month"], utc=True)) == list(p.calendar.tz_localize("UTC")) * rounds
        assert rounds == 1 or "part" in frame


def plain(said):
    """A title's text in one line: Vega-Lite takes an expression that breaks it where a picture is narrow, its schema not in both."""
    return json.loads(said["expr"].rpartition(" : ")[2]) if isinstance(said, dict) and "? [" in said["expr"] else said


def assert_valid(drawing):
    """With its data a design passes Vega-Lite's own schema."""
    data = {"values": json.loads(table(drawing).to_json(orient="records", date_format="iso"))}
    spec = drawing.spec | {"title": {key: plain(said) for key, said in drawing.spec["title"].items()}}
    made = alt.Chart.from_dict({"$schema": alt.SCHEMA_URL} | spec | {"data": data})
    assert made.to_dict(validate=True)


@pytest.mark.parametrize("name", DRAWINGS)
@pytest.mark.parametrize(("scenario", "baseline"), list(pairs()))
def test_a_drawing_is_whole_for_every_company(name, scenario, baseline):
    """A drawing holds every column its design reads, as float, month or text, without infinity, whatever the company."""
    p = project(scenario)
    check(DRAWINGS[name](p, project(baseline)), p)


@given(scenarios(), scenarios())
@corners(Scenario())
@settings(max_examples=30)
def test_a_drawing_is_whole_for_any_two_scenarios(scenario, baseline):
    """Any scenario against any baseline makes whole drawings."""
    p, other = project(scenario), project(baseline)
    for draw in DRAWINGS.values():
        check(draw(p, other), p)


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_design_does_not_depend_on_the_numbers(name):
    """The design is the same for every company and baseline of one currency, so a browser swaps the data only."""
    designs = [
        DRAWINGS[name](project(scenario), project(baseline)).spec
        for one in SCENARIOS.values()
        for scenario, baseline in ((one, BASE), (BASE, one))
    ]
    assert all(design == designs[0] for design in designs)
    told = json.dumps(designs[0], sort_keys=True)
    DRAWINGS[name](project(BASE.replace(arpu=1)), project(BASE))
    assert json.dumps(designs[0], sort_keys=True) == told, "drawing again changed the design"


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_design_says_the_currency(name):
    """Another currency is another design, and nothing else in it differs."""
    dollars, euros = (
        json.dumps(DRAWINGS[name](project(BASE.replace(currency=code)), project(BASE)).spec, sort_keys=True)
        for code in ("USD", "EUR")
    )
    assert dollars.replace("USD", "EUR") == euros


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_design_is_valid_vega_lite(name):
    """With any data a design passes Vega-Lite's own schema."""
    assert_valid(DRAWINGS[name](project(BASE), project(BASE)))


@pytest.mark.parametrize("name", DRAWINGS)
def test_tooltips_say_exact_numbers(name):
    """Every drawing answers the pointer with titled lines; what shows both names scenario and baseline, or their row."""
    spec = DRAWINGS[name](project(BASE), project(BASE)).spec
    tips = [tip for part in parts(spec) for tip in part.get("tooltip") or ()]
    fields = {tip["field"].removesuffix(" told") for tip in tips}
    assert {"scenario", "baseline"} <= fields or "series" in fields or name.endswith("by spend")
    assert all(tip["title"] for tip in tips)
    assert all(tip["type"] == "nominal" for tip in tips), "a number that is missing would be called null"
    drawn = [part for part in parts(spec) if "mark" in part]
    assert all(("tooltip" in part["encoding"]) != ("tooltip" in part["mark"]) for part in drawn), "columns' own names"


def test_a_baseline_of_other_months_is_shown_where_they_meet():
    """A baseline that starts later or ends earlier stands at its own months, and is empty at the others."""
    p = project(BASE)
    frame = table(revenue.mrr(p, project(BASE.replace(start="2027-07", months=12))))
    there = frame["baseline"].notna()
    assert frame.loc[there, "month_text"].tolist()[0] == "Jul 2027"
    assert there.sum() == 12
    assert table(revenue.mrr(p, project(BASE.replace(start="2040-01"))))["baseline"].isna().all()


def test_movements_add_up_to_the_change_of_mrr():
    """The bars of a month, losses below zero, sum to what MRR gained in it."""
    p = project(BASE)
    frame = table(revenue.movements(p, p))
    gained = np.diff(np.concatenate([[BASE.opening_mrr], p["mrr"]]))
    np.testing.assert_allclose(frame["scenario"], gained, rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(frame["baseline"], gained, rtol=1e-9, atol=1e-6)


def test_the_payback_curve_crosses_where_the_figure_says():
    """The marked crossing is the payback, and the curve changes its sign there; without payback nothing is marked."""
    p = project(BASE)
    frame = table(unit_economics.payback(p, p))
    crossing = frame["crossing"].dropna().item()
    after = frame.loc[frame["age"] >= crossing, "scenario"]
    assert (after >= 0).all()
    assert (frame.loc[frame["age"] < crossing - 1, "scenario"] < 0).all()
    never = table(unit_economics.payback(project(BASE.replace(support_cost=500)), p))
    assert never["crossing"].isna().all()


def test_cash_marks_its_lowest_month_and_the_first_below_zero():
    """The lowest month is marked, and the first below zero where there is one, each at its own cash."""
    p = project(BASE)
    marked = table(cash.cash(p, p)).dropna(subset="mark")
    assert list(marked.index) == [int(np.argmax(p["cash"] < 0)), int(np.argmin(p["cash"]))]
    assert list(marked["mark"]) == list(p["cash"][marked.index])
    assert list(marked["mark_text"]) == ["out of cash", "lowest"]
    rich = project(BASE.replace(opening_cash=1e9))
    marked = table(cash.cash(rich, p)).dropna(subset="mark")
    assert list(marked["mark"]) == [rich["cash"].min()]
    assert list(marked["mark_text"]) == ["lowest"]
