"""Two numbers mapped against each other: the outcome over both, the lines on which it has a level, and how cells are shaded."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from model.arithmetic import ROUNDING
from model.levers import SMALLEST, Lever
from model.projection import Floats, project, summarize
from model.questions.sensitivity import held
from model.scenario import InvalidScenario, Scenario, declaration, movable

POINTS = 41

MOST_SHADE = 0.97
"""The quantile of the cells on either side that has the full shade: a few extreme ones would leave the rest without any."""


@dataclass(frozen=True)
class Grid:
    """An outcome over two numbers: `z[j, i]` at `x[i]` and `y[j]`, both ascending.

    The scenario as it is has `present_x`, `present_y` and `present_z`; where that lies `inside` the
    ranges it is a point of the grid too.
    """

    outcome: str
    x_lever: str
    y_lever: str
    x: Floats
    y: Floats
    z: Floats
    present_x: float
    present_y: float
    present_z: float
    inside: bool


def _axis(lever: Lever, value: float, points: int, limits: tuple[float, float] | None) -> Floats:
    """Evenly spaced values with `value` among them where it lies within the limits."""
    low, high = limits or lever.slider_range(value)[:2]
    if limits is None:
        low, high = held(lever, low), held(lever, high)
    if not lever.minimum <= low < high <= lever.maximum:
        told = f"{lever.name} ranges from {low:g} to {high:g}; allowed are two values, the lower first, within {lever.allowed}"
        raise InvalidScenario([(lever.name, told)])
    even = np.linspace(low, high, points)
    even[np.abs(even) < SMALLEST] = 0.0  # what linspace leaves of a 0 in the middle
    if not low <= value <= high:
        return even
    twins = np.abs(even - value) <= 1e-9 * (high - low)
    return np.union1d(even[~twins], [value])


def grid(
    scenario: Scenario,
    x_lever: str,
    y_lever: str,
    outcome: str,
    points: int = POINTS,
    x_range: tuple[float, float] | None = None,
    y_range: tuple[float, float] | None = None,
) -> Grid:
    """An outcome over two numbers together, all else as it is; one batch.

    `points` evenly spaced values on each axis, over the range of the number's slider unless another
    is given, and the present value among them. Infinite and undefined outcomes stay as they are.
    Errors as for `tornado`; InvalidScenario for a range that is not valid, ValueError for one number
    on both axes or fewer than two points.

    >>> over = grid(Scenario(arpu=50, churn_rate=0.02), "arpu", "churn_rate", "ltv_revenue", 3, (20, 60), (0.01, 0.02))
    >>> over.x.tolist(), over.z[-1].tolist()
    ([20.0, 40.0, 50.0, 60.0], [1000.0, 2000.0, 2500.0, 3000.0])
    """
    if x_lever == y_lever:
        raise ValueError(f"{x_lever} is on both axes; a map needs two numbers")
    if points < 2:
        raise ValueError(f"points is {points}; allowed is 2 or more")
    x_declared, y_declared, numbers = movable(scenario, x_lever), movable(scenario, y_lever), scenario.numbers()
    present_x, present_y = numbers[x_lever], numbers[y_lever]
    x, y = _axis(x_declared, present_x, points, x_range), _axis(y_declared, present_y, points, y_range)
    xs, ys = np.meshgrid(x, y)
    vary = {x_lever: np.append(xs, present_x), y_lever: np.append(ys, present_y)}
    values = summarize(project(scenario, vary))[outcome]
    inside = bool(x[0] <= present_x <= x[-1] and y[0] <= present_y <= y[-1])
    z = values[:-1].reshape(xs.shape)
    return Grid(outcome, x_lever, y_lever, x, y, z, present_x, present_y, float(values[-1]), inside)


# Contours.

_Edge = tuple[int, int, int]
"""A side of a cell: the row and column of the point it starts at, and 0 along x or 1 along y."""


def contour(over: Grid, level: float) -> list[Floats]:
    """The lines on which the outcome has this level, in the units of both axes: arrays of (points, 2), x first.

    Marching squares: within a cell the line is straight, and it crosses the cell's sides where
    linear interpolation between their ends gives the level. Where a cell could be crossed in two
    ways its middle, the mean of its corners, decides. Closed lines end where they start. Cells with
    an infinite or undefined corner are left out, and such a level has no lines. W. E. Lorensen and H. E. Cline, 1987.

    Customers who pay 100 and leave at 2 % a month are worth 5,000, and so are those at 50 and 1 %.

    >>> over = grid(Scenario(), "arpu", "churn_rate", "ltv_revenue", 3, (50, 100), (0.01, 0.02))
    >>> [line[[0, -1]].tolist() for line in contour(over, 5000)]
    [[[50.0, 0.01], [100.0, 0.02]]]
    """
    if not math.isfinite(level):
        return []
    z = np.where(np.abs(over.z - level) <= ROUNDING * abs(level), level, over.z)
    links: dict[_Edge, list[_Edge]] = {}
    for one, other in _segments(z, level):
        links.setdefault(one, []).append(other)
        links.setdefault(other, []).append(one)
    lines = []
    # Open lines from their ends first, and what is left is closed; a side that was passed makes a line of one point.
    for start in sorted(links, key=lambda edge: (len(links[edge]), edge)):
        edges = [start]
        while links[edges[-1]]:
            onward = links[edges[-1]].pop()
            links[onward].remove(edges[-1])
            edges.append(onward)
        line = np.array([_crossing(over.x, over.y, z, edge, level) for edge in edges])
        line = line[np.append(True, (np.diff(line, axis=0) != 0).any(axis=1))]
        if len(line) > 1:
            lines.append(line)
    return lines


def _segments(z: Floats, level: float) -> list[tuple[_Edge, _Edge]]:
    """The pieces of line in each cell, as the two sides they join."""
    above, found = z >= level, []
    finite = sliding_window_view(np.isfinite(z), (2, 2)).all(axis=(2, 3))
    high = sliding_window_view(above, (2, 2)).sum(axis=(2, 3))
    for j, i in np.argwhere(finite & (high > 0) & (high < 4)).tolist():
        a, b, c, d = above[j, i], above[j, i + 1], above[j + 1, i + 1], above[j + 1, i]
        sides = (j, i, 0), (j, i + 1, 1), (j + 1, i, 0), (j, i, 1)
        cut = [side for side, is_cut in zip(sides, (a != b, b != c, c != d, d != a), strict=True) if is_cut]
        if len(cut) == 2:
            found.append((cut[0], cut[1]))
        elif (z[j : j + 2, i : i + 2].mean() >= level) == a:  # a and c are joined, b and d cut off
            found += [(sides[0], sides[1]), (sides[2], sides[3])]
        else:
            found += [(sides[0], sides[3]), (sides[1], sides[2])]
    return found


def _crossing(x: Floats, y: Floats, z: Floats, edge: _Edge, level: float) -> tuple[float, float]:
    """Where the level lies on a side, by linear interpolation."""
    j, i, along_y = edge
    k, m = (j + 1, i) if along_y else (j, i + 1)
    t = (level - z[j, i]) / (z[k, m] - z[j, i])
    return (x[i], (1 - t) * y[j] + t * y[k]) if along_y else ((1 - t) * x[i] + t * x[m], y[j])


# What a picture of it needs.


def range_around(scenario: Scenario, base: Scenario, name: str) -> tuple[float, float]:
    """The slider's range around the baseline, which stays while levers move; around the scenario where that is beyond.

    >>> range_around(Scenario(arpu=60), Scenario(arpu=50), "arpu") == range_around(Scenario(arpu=55), Scenario(arpu=50), "arpu")
    True
    """
    lever: Lever = declaration(scenario, name)
    now = scenario.numbers()[name]
    for value in (base.numbers().get(name, now), now):
        low, high = lever.slider_range(value)[:2]
        low, high = max(low, lever.minimum), min(high, lever.maximum)
        if low <= now <= high:
            break
    return low, high


def shades(z: Floats, reference: float) -> Floats:
    """-1 to 1 around the reference, around the median where that is not finite; NaN where z is not.

    Each side has its own scale, which rises steeply at first: near zero churn or cost an outcome is
    many times what it is elsewhere, and would leave the rest of the map without any shade.

    >>> shades(np.array([[1.0, 5.0, 9.0, math.inf]]), 5.0).tolist()
    [[-1.0, 0.0, 1.0, nan]]
    """
    finite = np.isfinite(z)
    middle = reference if math.isfinite(reference) else float(np.median(z[finite])) if finite.any() else 0.0
    away = np.where(finite, z, middle) - middle
    made = np.where(finite, 0.0, np.nan)
    for sign in (-1, 1):
        side = sign * away > 0
        if side.any():
            reach = np.quantile(np.abs(away[side]), MOST_SHADE)
            made[side & finite] = sign * np.sqrt(np.minimum(np.abs(away) / reach, 1.0))[side & finite]
    return made


def edges(at: Floats) -> tuple[Floats, Floats]:
    """Where cells around these points begin and end: half-way to the next.

    >>> [ends.tolist() for ends in edges(np.array([0.0, 2.0, 6.0]))]
    [[0.0, 1.0, 4.0], [1.0, 4.0, 6.0]]
    """
    inner = (at[1:] + at[:-1]) / 2
    return np.concatenate([at[:1], inner]), np.concatenate([inner, at[-1:]])


def name_place(over: Grid, line: Floats, share: float) -> tuple[float, float]:
    """Where a line's name stands: that share of it from one of its ends, where it is farther from the scenario's own point."""
    count = len(line)
    ends = line[[int(count * share), int((count - 1) * (1 - share))]]
    apart = (ends - [over.present_x, over.present_y]) / [np.ptp(over.x), np.ptp(over.y)]
    x, y = ends[np.argmax(np.hypot(*apart.T))].tolist()
    return x, y
