"""Two numbers mapped: each cell is a projection, lines lie where a person would draw them, and shades say which side."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import LEVERS, MEASURES, InvalidScenario, Scenario
from model.levers import SMALLEST
from model.questions.lever_map import Grid, contour, edges, grid, name_place, range_around, shades
from model.questions.sensitivity import varying
from tests.model.questions.test_sensitivity import OUTCOMES, SELF_SERVE, at, near, outcome_of
from tests.strategies import plausible, scenarios

# Grid


@given(
    st.permutations(["arpu", "churn_rate", "win_rate", "opening_cash", "Social.lead_index"]),
    st.sampled_from(OUTCOMES),
)
@settings(max_examples=10)
def test_a_grid_is_the_projections_one_by_one(names, outcome):
    """z[j, i] is the outcome at x[i] and y[j], projected by itself."""
    x_lever, y_lever = names[:2]
    over = grid(SELF_SERVE, x_lever, y_lever, outcome, points=4)
    for (j, y), (i, x) in itertools.product(enumerate(over.y.tolist()), enumerate(over.x.tolist())):
        assert over.z[j, i] == near(at(SELF_SERVE, outcome, **{x_lever: x, y_lever: y}))


def test_the_scenario_as_it_is_is_a_point_of_the_grid():
    """The present values are exactly on both axes, once, and the outcome there is the scenario's own."""
    over = grid(SELF_SERVE, "churn_rate", "arpu", "arr_end")
    assert over.inside
    assert over.z.shape == (len(over.y), len(over.x))
    assert over.z[over.y == SELF_SERVE.arpu, over.x == SELF_SERVE.churn_rate].tolist() == [over.present_z]
    assert over.present_z == near(outcome_of(SELF_SERVE, "arr_end"))
    assert (np.diff(over.x) > 1e-9).all()
    assert (np.diff(over.y) > 1e-9).all()


def test_a_present_value_on_the_even_grid_is_not_doubled():
    """A present value that is an even point, but for rounding, takes its place."""
    over = grid(Scenario(churn_rate=0.036, arpu=50), "churn_rate", "arpu", "ltv", 41, (0, 0.12))
    assert len(over.x) == 41
    assert 0.036 in over.x


def test_a_present_value_outside_the_ranges_is_told():
    """Beyond the ranges the axes stay even, and the present outcome is still known."""
    over = grid(SELF_SERVE, "churn_rate", "arpu", "ltv", 5, x_range=(0.05, 0.09))
    assert not over.inside
    np.testing.assert_allclose(over.x, [0.05, 0.06, 0.07, 0.08, 0.09])
    assert SELF_SERVE.arpu in over.y
    assert over.present_z == near(outcome_of(SELF_SERVE, "ltv"))


def test_the_smallest_number_is_not_nothing():
    """An axis that starts at the smallest number there is keeps it, and one through 0 has 0 itself."""
    over = grid(SELF_SERVE, "churn_rate", "organic_growth", "ltv", 3, x_range=(SMALLEST, 0.5), y_range=(-0.3, 0.3))
    assert over.x[0] == SMALLEST
    assert 0.0 in over.y


@pytest.mark.parametrize("limits", [(0.5, 0.5), (0.6, 0.4), (0.1, 1.2), (-0.1, 0.5), (0.1, math.nan)])
def test_a_range_is_valid(limits):
    """A range that is empty, reversed or out of bounds is refused with what is allowed."""
    with pytest.raises(InvalidScenario, match=r"churn_rate ranges from .* within 0 to 1"):
        grid(SELF_SERVE, "churn_rate", "arpu", "arr_end", x_range=limits)


def test_a_map_needs_two_levers_and_two_points():
    """One lever on both axes, or a single point, is refused."""
    with pytest.raises(ValueError, match="two numbers"):
        grid(SELF_SERVE, "arpu", "arpu", "arr_end")
    with pytest.raises(ValueError, match="2 or more"):
        grid(SELF_SERVE, "arpu", "churn_rate", "arr_end", points=1)


@given(scenarios(value=plausible, maximum=3), st.data())
def test_any_two_numbers_have_a_map(scenario, data):
    """Any two numbers of any scenario have a map, across 0 too, and contours within it."""
    names = data.draw(st.lists(st.sampled_from(sorted(varying(scenario))), min_size=2, max_size=2, unique=True))
    over = grid(scenario, *names, data.draw(st.sampled_from(list(MEASURES))), points=5)
    assert over.inside
    for line in contour(over, over.present_z):
        assert (line >= [over.x[0], over.y[0]]).all()
        assert (line <= [over.x[-1] * (1 + 1e-12), over.y[-1] * (1 + 1e-12)]).all()


# Contours


def surface(f, x, y):
    """A map of a function of two numbers."""
    xs, ys = np.meshgrid(x, y)
    return Grid(
        "ltv", "arpu", "churn_rate", np.asarray(x, float), np.asarray(y, float), f(xs, ys), x[0], y[0], 0.0, True
    )


def test_a_contour_of_a_quotient_is_a_straight_line():
    """ltv_revenue = arpu / churn: a level is the line arpu = level × churn, met exactly at the ends of the map."""
    over = grid(Scenario(arpu=60, churn_rate=0.02), "churn_rate", "arpu", "ltv_revenue", 41, (0.01, 0.03), (20, 100))
    (line,) = contour(over, 3000)
    np.testing.assert_allclose(line[:, 1], 3000 * line[:, 0], rtol=1e-3)
    assert sorted(line[[0, -1], 0]) == pytest.approx([0.01, 0.03], rel=1e-3)
    on_it = np.abs(line - [0.02, 60]).sum(axis=1)
    assert on_it.min() == 0


def test_a_contour_of_a_plane_is_exact():
    """On a plane linear interpolation is exact, also on an uneven grid."""
    over = surface(lambda x, y: 2 * x + 3 * y, [0, 1, 1.25, 4], [0, 0.5, 3])
    (line,) = contour(over, 6.1)
    np.testing.assert_allclose(2 * line[:, 0] + 3 * line[:, 1], 6.1, rtol=1e-12)
    assert {tuple(np.round(line[k], 9)) for k in (0, -1)} == {(0.0, round(6.1 / 3, 9)), (3.05, 0.0)}


def test_a_contour_around_a_peak_is_closed():
    """A circle around a peak ends where it starts, and lies on the circle."""
    over = surface(lambda x, y: 10 - x**2 - y**2, np.linspace(-3, 3, 61), np.linspace(-3, 3, 61))
    (line,) = contour(over, 6.0)
    np.testing.assert_array_equal(line[0], line[-1])
    np.testing.assert_allclose(np.hypot(line[:, 0], line[:, 1]), 2, rtol=2e-3)
    assert len(np.unique(line, axis=0)) == len(line) - 1


def test_two_peaks_have_two_contours():
    """Two hills apart are two closed lines; below the saddle between them one."""
    over = surface(lambda x, y: np.exp(-((x - 2) ** 2) - y**2) + np.exp(-((x + 2) ** 2) - y**2),
                   np.linspace(-4, 4, 81), np.linspace(-3, 3, 61))  # fmt: skip
    assert len(contour(over, 0.5)) == 2
    assert len(contour(over, 0.02)) == 1


@pytest.mark.parametrize(("middle", "corner"), [(0.6, (0.0, 0.0)), (0.4, (1.0, 0.0))])
def test_a_saddle_is_decided_by_its_middle(middle, corner):
    """Where a cell can be crossed in two ways, the corners the middle does not belong to are cut off."""
    over = surface(lambda x, y: np.where(x == y, middle * 2, 0.0), [0, 1], [0, 1])
    lines = contour(over, 0.5)
    assert len(lines) == 2
    cut_off = {(1.0, 0.0), (0.0, 1.0)} if middle > 0.5 else {(0.0, 0.0), (1.0, 1.0)}
    nearest = {
        min(itertools.product((0.0, 1.0), repeat=2), key=lambda c: np.abs(line.mean(axis=0) - c).sum())
        for line in lines
    }
    assert nearest == cut_off


def test_cells_without_numbers_are_left_out():
    """At zero churn LTV is infinite: lines end at the last finite row, and none is drawn into it."""
    over = grid(Scenario(arpu=60, churn_rate=0.02), "arpu", "churn_rate", "ltv_revenue", 11, (10, 100), (0, 0.1))
    assert np.isinf(over.z[0]).all()
    (line,) = contour(over, 3000)
    assert np.isfinite(line).all()
    assert line[:, 1].min() >= over.y[1]
    hole = surface(lambda x, y: np.where((x == 2) & (y == 2), math.nan, x), [0, 1, 2, 3, 4], [0, 1, 2, 3, 4])
    assert sorted(len(line) for line in contour(hole, 1.5)) == [2, 2]


def test_a_flat_map_has_no_contour():
    """Where nothing changes there is no line, whatever rounding leaves; nor at a level never reached, infinite or undefined."""
    over = grid(SELF_SERVE, "marketing_spend", "arpu", "mqls_to_sqls")
    assert np.ptp(over.z) < 1e-12
    for level in (over.present_z, 2.0, math.inf, -math.inf, math.nan):
        assert contour(over, level) == []
    assert contour(grid(Scenario(churn_rate=0), "churn_rate", "arpu", "ltv"), math.inf) == []


@given(st.lists(st.integers(0, 3), min_size=20, max_size=20), st.sampled_from([0.5, 1, 1.5, 2, 3]))
def test_any_contour_separates_high_from_low(values, level):
    """On any map each side between a higher and a lower point is met just once, where interpolation says."""
    over = surface(lambda x, y: np.array(values, dtype=float).reshape(x.shape), [0, 1, 2, 3, 4], [0, 1, 2, 3])
    met = {tuple(point) for line in contour(over, level) for point in np.round(line, 9).tolist()}
    expected = set()
    for j, i in np.ndindex(over.z.shape):
        for k, m in ((j, i + 1), (j + 1, i)):
            if k < 4 and m < 5 and (over.z[j, i] >= level) != (over.z[k, m] >= level):
                t = (level - over.z[j, i]) / (over.z[k, m] - over.z[j, i])
                expected.add((round(i + t * (m - i), 9), round(j + t * (k - j), 9)))
    # A single point above the others, at just the level, is a line of no length, and left out.
    assert met <= expected
    assert all(over.z[round(y), round(x)] == level for x, y in expected - met)


# What a picture of it needs


def test_a_range_stays_while_a_lever_moves_within_it():
    """The map is around the baseline, so that a point moves on it; beyond that it is around the scenario."""
    low, high = range_around(SELF_SERVE, SELF_SERVE, "arpu")
    assert range_around(SELF_SERVE.replace(arpu=(low + high) / 2), SELF_SERVE, "arpu") == (low, high)
    beyond = range_around(SELF_SERVE.replace(arpu=high * 3), SELF_SERVE, "arpu")
    assert beyond[0] <= high * 3 <= beyond[1]
    assert all(low >= lever.minimum and high <= lever.maximum for lever in LEVERS.values() if lever.name in varying(SELF_SERVE)
               for low, high in [range_around(SELF_SERVE, SELF_SERVE, lever.name)])  # fmt: skip


def test_shades_say_the_side_and_only_of_numbers():
    """Above the reference is above 0, below it below, further is never paler, and what is no number has no shade."""
    z = np.array([[1.0, 2.0, 4.0, 8.0, math.inf, math.nan]])
    found = shades(z, 2.0)
    assert np.isnan(found[0, 4:]).all()
    assert found[0, 0] < 0 == found[0, 1] < found[0, 2] < found[0, 3] <= 1
    np.testing.assert_array_equal(shades(z, math.inf), shades(z, 3.0))  # around the median
    assert np.isnan(shades(np.full((2, 2), math.nan), 1.0)).all()


def test_cells_meet_without_gaps():
    """Each cell ends where the next begins, the first at the first point and the last at the last."""
    begins, ends = edges(np.array([0.0, 1.0, 5.0]))
    np.testing.assert_array_equal(begins[1:], ends[:-1])
    assert (begins[0], ends[-1]) == (0.0, 5.0)


def test_a_name_stands_far_from_the_point():
    """Of the two places near a line's ends the name takes the one farther from the scenario's own point."""
    over = grid(SELF_SERVE, "arpu", "churn_rate", "arr_end", 5)
    line = np.array([[over.x[0], over.y[0]], [over.x[2], over.y[2]], [over.x[-1], over.y[-1]]])
    near_start = Grid(over.outcome, over.x_lever, over.y_lever, over.x, over.y, over.z, over.x[0], over.y[0], 0.0, True)
    assert name_place(near_start, line, 0.0) == (over.x[-1], over.y[-1])
