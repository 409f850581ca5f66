"""Charts of Compare and What matters: whole for every company, one design whatever the numbers, saying what the model says."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings

from charts import compare, what_matters
from model import MEASURES, Scenario, project, summarize
from model.levers import LEVERS
from model.questions.compare import why
from model.questions.lever_map import grid
from model.questions.sensitivity import elasticities, interactions, tornado
from tests.charts.test_charts import BASE, SCENARIOS, assert_valid, check, pairs, plain, table
from tests.strategies import corners, scenarios


def say(value):
    """A number as the charts are given it."""
    return f"{value:.6g}"


def change(value, error=0.0):
    """A part as the bridge is given it."""
    return f"{value:+.6g} ± {error:.2g}"


def label(name):
    """A lever as the charts are given it."""
    return name


def lever(name, value):
    """A lever's value as the charts are given it."""
    return f"{value:.6g}"


def the_curves(scenario, baseline, name="mrr"):
    """Two scenarios' curves."""
    return compare.curves({"Baseline": project(baseline), "Now": project(scenario)}, name)


def the_bridge(scenario, baseline, outcome="arr_end"):
    """Why an outcome differs."""
    return compare.bridge(why(outcome, baseline, scenario, 64), ("Baseline", "Now"), label, say, change)


def the_tornado(scenario, baseline, outcome="ltv_to_cac"):
    """What each lever does, beside the baseline."""
    was = summarize(project(baseline))[outcome]
    return what_matters.tornado(tornado(scenario, outcome), was, label, lever, say)


def the_elasticities(scenario, baseline, outcome="arr_end"):
    """By how much each lever moves an outcome."""
    return what_matters.elasticities(elasticities(scenario, outcome), outcome, label, say)


def the_pairs(scenario, baseline, outcome="arr_end"):
    """What pairs of levers do."""
    return what_matters.interactions(interactions(scenario, outcome), label, lever, change)


def the_map(scenario, baseline, outcome="ltv", target=2000.0):
    """An outcome over two levers."""
    over = grid(scenario, "arpu", "churn_rate", outcome, 9)
    units = LEVERS["arpu"].unit, LEVERS["churn_rate"].unit
    was = summarize(project(baseline))[outcome]
    return what_matters.two_levers(over, ("ARPU", "Churn"), units, was, target, say)


DRAWINGS = {
    "bridge": the_bridge,
    "tornado": the_tornado,
    "elasticities": the_elasticities,
    "pairs": the_pairs,
    "map": the_map,
}


@pytest.mark.parametrize("name", DRAWINGS)
@pytest.mark.parametrize(("scenario", "baseline"), list(pairs()))
def test_a_drawing_is_whole_for_every_company(name, scenario, baseline):
    """Every column the design reads is there, as float or text, without infinity, whatever the company."""
    if name == "bridge" and why("arr_end", baseline, scenario, 64).reason:
        pytest.skip("nothing to split")
    drawing = DRAWINGS[name](scenario, baseline)
    check(drawing, project(scenario))


@given(scenarios(), scenarios())
@corners(Scenario())
@settings(max_examples=20)
def test_a_drawing_is_whole_for_any_two_scenarios(scenario, baseline):
    """Any scenario against any baseline makes whole drawings."""
    p = project(scenario)
    for draw in (the_tornado, the_elasticities, the_pairs, the_map):
        check(draw(scenario, baseline), p)


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_design_does_not_depend_on_the_numbers(name):
    """The design is the same for companies that differ in numbers only, so a browser swaps the data."""
    others = [BASE.replace(churn_rate=0.05), BASE.replace(arpu=10, win_rate=0.1), SCENARIOS["in debt"]]
    designs = [DRAWINGS[name](one, BASE).spec for one in others]
    assert all(design == designs[0] for design in designs)


@pytest.mark.parametrize("name", [*DRAWINGS, "curves"])
def test_the_design_is_valid_vega_lite(name):
    """With any data a design passes Vega-Lite's own schema."""
    scenario = BASE.replace(churn_rate=0.02, arpu=70)
    assert_valid((DRAWINGS | {"curves": the_curves})[name](scenario, BASE))


def test_a_bridge_goes_from_one_outcome_to_the_other():
    """Each bar starts where the one before ended, the first and last end at the outcomes, and parts sum to the difference."""
    scenario = BASE.replace(churn_rate=0.02, arpu=70, win_rate=0.35, contraction_rate=0.006)
    frame = table(the_bridge(scenario, BASE))
    ends = [summarize(project(one))["arr_end"] for one in (BASE, scenario)]
    inner = frame.iloc[1:-1]
    np.testing.assert_allclose(frame["end"].iloc[[0, -1]], ends)
    np.testing.assert_allclose(inner["start"], frame["end"].iloc[:-2])
    np.testing.assert_allclose((inner["end"] - inner["start"]).sum(), ends[1] - ends[0])
    assert set(inner["kind"]) == {"Raises it", "Lowers it"}


def test_a_bridge_of_many_levers_sums_up_the_smaller_ones():
    """Beyond nine parts the smaller ones share a bar, an estimate's error is told, and the sum is still the difference."""
    moved = {name: getattr(BASE, name) * 1.1 for name in list(LEVERS)[:16] if getattr(BASE, name)}
    drawing = the_bridge(BASE.replace(**moved), BASE)
    frame = table(drawing)
    assert len(frame) == compare.MOST_PARTS + 3
    assert "smaller ones" in frame["step"].iloc[-2]
    assert "estimate" in plain(drawing.spec["title"]["subtitle"])
    np.testing.assert_allclose(frame["end"].iloc[-2], frame["end"].iloc[-1])


def test_curves_cover_all_months_and_have_names_that_command_nothing():
    """Scenarios of other years and horizons are drawn on their own months; no line's name is a tooltip's command."""
    late = BASE.replace(start="2028-07", months=12)
    drawing = compare.curves({"Baseline": project(BASE), "image": project(late)}, "mrr")
    frame = table(drawing)
    assert len(frame) == 36
    assert frame["side_1"].notna().sum() == 12
    np.testing.assert_allclose(frame["exact_1"].iloc[18:30], project(late)["mrr"])
    tips = [tip["title"] for layer in drawing.spec["layer"] for tip in layer["encoding"].get("tooltip", ())]
    assert "image" not in tips


@pytest.mark.parametrize("name", [name for name, measure in MEASURES.items() if measure.monthly])
def test_any_series_of_six_scenarios_is_whole(name):
    """Six scenarios can be overlaid for any series; each has a dash of its own, and infinity is a gap."""
    six = [BASE, *(SCENARIOS[each] for each in ("no customers", "no churn", "no cost at all", "six months", "in debt"))]
    names = ("Baseline", "a", 'b"\\', "c.d[0]", "title", "Now")
    drawing = compare.curves({each: project(one) for each, one in zip(names, six, strict=True)}, name)
    check_columns = table(drawing).drop(columns=["month", "month_text"])
    assert not np.isinf(check_columns.select_dtypes("number").to_numpy(dtype=float)).any()
    lines = drawing.spec["layer"][0]["encoding"]
    assert [check_columns[f"name_{k}"].unique().tolist() for k in range(6)] == [[each] for each in names]
    assert len({json.dumps(dash) for dash in lines["strokeDash"]["scale"]["range"]}) == 6
    assert len(set(lines["color"]["scale"]["range"])) == 6


def test_a_tornado_draws_the_infinite_at_the_edge():
    """At zero churn LTV is ∞: the bar ends beyond every number and says ∞; levers that move nothing are left out."""
    frame = table(the_tornado(BASE.replace(churn_rate=0), BASE, "ltv"))
    assert set(frame["lever"]) == {"churn_rate"}
    zero = frame[frame["used"] == "0"].iloc[0]
    assert zero["end"] > frame[frame["used"] != "0"]["end"].max()
    assert zero["label"] == "0  inf"


def test_a_tornado_shows_twelve_with_the_values_used():
    """Twelve levers, two bars each from the outcome as it is, in the model's order, and the baseline's outcome."""
    scenario = BASE.replace(churn_rate=0.03)
    found = tornado(scenario, "arr_end")
    frame = table(the_tornado(scenario, BASE, "arr_end"))
    assert list(frame["lever"].iloc[::2]) == [bar.name for bar in found.bars[:12]]
    assert frame["end"].tolist() == [at for bar in found.bars[:12] for at in (bar.at_low, bar.at_high)]
    assert (frame["start"] == found.base).all()
    assert frame["baseline"].iloc[0] == summarize(project(BASE))["arr_end"]


def test_a_map_keeps_infinite_and_undefined_cells():
    """Every cell of the grid is drawn: finite ones shaded, infinite and undefined ones marked."""
    over = grid(BASE, "arpu", "churn_rate", "ltv", 9)
    frame = table(the_map(BASE, BASE))
    cells = frame[frame["part"] == "cell"]
    assert len(cells) == over.z.size
    endless = np.isinf(over.z).sum()
    assert endless
    assert cells["shade"].isna().sum() == endless == cells["beyond"].notna().sum()
    assert "∞" in frame.loc[frame["part"] == "mark", "said"].tolist()
    np.testing.assert_allclose(cells["x1"].max() - cells["x0"].min(), over.x[-1] - over.x[0])
    nobody = table(the_map(SCENARIOS["no customers"], BASE, "cac", None))
    assert (nobody.loc[nobody["part"] == "cell", "beyond"] == 0).all()


def test_a_map_marks_the_present_point_and_both_levels():
    """The present point stands where the levers are; lines of the baseline's and the target's value are drawn with names."""
    scenario = BASE.replace(arpu=70, churn_rate=0.02)
    frame = table(the_map(scenario, BASE))
    here = frame[frame["part"] == "here"].iloc[0]
    assert (here["x"], here["y"]) == (70, 0.02)
    assert here["text"] == f"now {say(summarize(project(scenario))['ltv'])}"
    assert {"baseline", "target"} <= set(frame["part"])
    assert len(frame[frame["part"] == "name"]) == 2


def test_a_matrix_of_pairs_has_each_alone_on_its_diagonal():
    """The diagonal says what each does alone, without a shade; other cells what the pair adds."""
    found = interactions(BASE, "arr_end")
    frame = table(the_pairs(BASE, BASE))
    diagonal = frame[frame["one"] == frame["other"]]
    assert diagonal["said"].tolist() == [change(value) for value in found.alone.tolist()]
    assert (diagonal["strength"] == 0).all()
    assert math.isclose(frame["strength"].abs().max(), 1)
