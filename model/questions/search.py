"""Where a goal turns from missed to met, of many numbers at once: the engine behind `reach`, `breaks` and `pair_line`.

Each task (a lever, or an x of a pair) is tried on a grid. Where the goal may turn and turn back
between two values of the grid the search looks closer: around every value that is nearer to the goal
than its neighbours, as long as the outcome, if it bends there as it does around it, could reach it.
Where the goal turns between two values the place is closed in on. An outcome that jumps (a month)
or is undefined on part of the range is followed by what it comes from: see `closeness`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.levers import SMALLEST, Lever
from model.mix import YEAR
from model.projection import Floats, Projection

if TYPE_CHECKING:
    from model.questions.goal import Goal

ACCURACY = 1e-7
"""How closely a value is found, relative to itself."""

ROUNDING = 1e-10
"""Outcomes that differ by less, relative to the target or to today's, are the same: arrays and floats may differ in the last digits."""

STEPS = 12
"""Steps from today's value to either end of the slider."""

FAR_STEPS = 8
"""Steps from the slider's end to the bound of validity: by a constant factor where both are on one side of 0."""

SMALL_STEPS = 10
"""Steps by a constant factor from the slider's first step to the smallest number there is: next to 0 outcomes may jump."""

SECTIONS = 24
OFFSETS = np.array([1e-2, 1e-4, 1e-6, 1e-8])
"""Where a bracket is cut: into equal sections, and at these shares of it to both sides of the place guessed."""

ROUNDS = 20
"""More than the sections alone need from the widest bracket to ACCURACY."""

LOOKS = 8
"""How often it is looked closer at most; where the outcome is smooth two or three times are enough."""

BENDS = 2.0
"""How much more than its neighbours show an outcome may bend around a peak: 1 is enough where it bends one way only."""

PEAKS = 4
"""Of more peaks than that the most promising: an outcome that is mostly rounding has dozens."""

Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]


def held(values: Floats) -> Floats:
    """Values without those too small to be valid (see SMALLEST), which are taken as the smallest that is."""
    return np.where((values != 0) & (np.abs(values) < SMALLEST), np.copysign(SMALLEST, values), values)


def slider(declared: Lever, today: float) -> tuple[float, float]:
    """The ends of a lever's slider, widened to hold today's value."""
    low, high, _ = declared.slider_range(today)
    return min(low, today), max(high, today)


def grid(declared: Lever, today: float) -> Floats:
    """The values of a lever that are tried first, ascending: today's, the bounds, 0 and the smallest beside it among them."""
    low, high = slider(declared, today)
    parts = [np.linspace(low, today, STEPS + 1), np.linspace(today, high, STEPS + 1)]
    for end, bound in ((low, declared.minimum), (high, declared.maximum)):
        space = np.geomspace if end * bound > 0 else np.linspace
        parts.append(np.clip(space(end, bound, FAR_STEPS + 1), declared.minimum, declared.maximum))
    if declared.minimum <= 0:
        known = np.concatenate(parts)
        parts.append(np.geomspace(SMALLEST, max(known[known > 0].min(), 2 * SMALLEST), SMALL_STEPS + 1))
        parts.append(np.zeros(1))
    return np.unique(held(np.concatenate(parts)))


def closeness(goal: Goal, p: Projection, outcome: Floats) -> Floats:
    """How near each row is to the goal, as a number that moves smoothly where the outcome jumps: (rows, 1) or (rows, months).

    Above 0 the goal is met and below 0 missed, in a unit of its own. What is a month has a column
    for each month m, of being in month m or before. Minus infinity is an undefined outcome of which
    nothing more is known.
    """
    if goal.outcome == "break_even":
        profit = p["operating_profit"]
        return np.minimum.accumulate(profit[:, ::-1], axis=1)[:, ::-1]
    if goal.outcome == "cash_low_month":
        cash = p["cash"]
        until = np.minimum.accumulate(cash, axis=1)
        after = np.minimum.accumulate(cash[:, ::-1], axis=1)[:, ::-1]
        return np.column_stack([after[:, 1:] - until[:, :-1], np.full(len(cash), math.inf)])
    if goal.outcome == "runway":
        return _cash_until(p, goal.target)[:, None] * (1 if goal.at_least else -1)
    if goal.outcome == "burn_multiple":
        months = slice(0, YEAR) if goal.by_month is None else slice(goal.by_month - 1, goal.by_month)
        flows = ("new_mrr", "churned_mrr", "expansion_mrr", "contraction_mrr", "net_cash_flow")
        won, lost, more, less, cash_flow = (p[name][:, months].sum(axis=1) for name in flows)
        gained, burned = 12 * ((won - lost) + (more - less)), -cash_flow
        beyond = burned - goal.target * gained
        room = np.minimum(gained, beyond) if goal.at_least else -beyond
        return np.minimum(np.minimum(gained, burned), room)[:, None]
    margins = goal.margin(outcome)
    return np.where(np.isnan(margins), -math.inf, margins)[:, None]


def _cash_until(p: Projection, months: float) -> Floats:
    """The least cash of each row from today until so many months from now, within a month by interpolation."""
    opening = np.broadcast_to(np.asarray(p.opening("cash"), dtype=np.float64), (len(p["cash"]),))
    cash = np.column_stack([opening, p["cash"]])
    whole = min(max(math.floor(min(months, p.months)), 0), p.months)
    least = cash[:, : whole + 1].min(axis=1)
    if whole < p.months:
        part = min(max(months - whole, 0.0), 1.0)
        least = np.minimum(least, cash[:, whole] * (1 - part) + cash[:, whole + 1] * part)
    return least


@dataclass
class Tried:
    """What was tried of one task, ascending, and what came of it: outcomes, and how near to the goal (see `closeness`)."""

    values: Floats
    found: Floats
    near: Floats

    def add(self, values: Floats, found: Floats, near: Floats) -> None:
        """Sort more of it in."""
        self.values, order = np.unique(np.concatenate([self.values, values]), return_index=True)
        self.found = np.concatenate([self.found, found])[order]
        self.near = np.concatenate([self.near, near])[order]


class Search:
    """Looks for values of many tasks at once.

    `batch(rows, values)` projects one batch: value i is tried for task `rows[i]`. `today` is each
    task's value today, which is on its grid.
    """

    def __init__(self, batch: Callable[[Rows, Floats], Projection], goal: Goal, grids: Sequence[Floats], today: Floats):
        self.batch, self.goal, self.today = batch, goal, today
        self.tried = [Tried(*made) for made in self._each(range(len(grids)), grids)]
        whole = self.tried[0].near.shape[1] > 1  # months are exact
        scale = np.abs(np.append(self.found_today, goal.target))
        self.rounding = 0.0 if whole else ROUNDING * float(scale[np.isfinite(scale)].max(initial=0.0))

    def _outcomes(self, rows: Rows, values: Floats) -> tuple[Floats, Floats]:
        p = self.batch(rows, values)
        found = self.goal.read(p)
        with np.errstate(all="ignore"):
            return found, closeness(self.goal, p, found)

    def _each(self, tasks: Sequence[int], tried: Sequence[Floats]) -> list[tuple[Floats, Floats, Floats]]:
        """Arrays of values, one a task, tried in one batch: the values again, their outcomes and closeness."""
        ends = np.cumsum([len(values) for values in tried])[:-1]
        rows = np.repeat(np.array(tasks, dtype=np.intp), [len(values) for values in tried])
        found, near = self._outcomes(rows, np.concatenate(tried))
        return list(zip(tried, np.split(found, ends), np.split(near, ends), strict=True))

    @property
    def found_today(self) -> Floats:
        """What comes of today's value, for each task."""
        pairs = zip(self.tried, self.today, strict=True)
        return np.array([tried.found[np.searchsorted(tried.values, now)] for tried, now in pairs])

    @property
    def met_today(self) -> Flags:
        """Whether today's value meets the goal, for each task."""
        met: Flags = self.goal.met(self.found_today)
        return met

    def hold_today(self) -> None:
        """Take the goal as met today where only the last digit says otherwise: arrays and floats may differ in it."""
        now = self.found_today
        if not np.all(self.goal.met(now)):
            self.goal = replace(self.goal, target=float(now.min() if self.goal.at_least else now.max()))

    def moves(self, k: int) -> bool:
        """Whether the outcome of a task moves at all."""
        found = self.tried[k].found
        defined = found[~np.isnan(found)]
        return 0 < len(defined) < len(found) or len(set(defined.tolist())) > 1

    def extreme(self, k: int, wanted: bool) -> tuple[float, float]:
        """The best (or worst) outcome of a task and the value that brings it, of several the one nearest to today."""
        tried, ranks = self.tried[k], self._ranks(k, wanted)
        distance = np.abs(tried.values - self.today[k])
        at = int(np.argmin(np.where(ranks == ranks.max(), distance, math.inf)))
        return float(tried.found[at]), float(tried.values[at])

    def _ranks(self, k: int, wanted: bool) -> Floats:
        """What was found, so that larger is nearer to what is wanted; undefined is the worst."""
        margins = self.goal.margin(self.tried[k].found)
        margins = np.where(np.isnan(margins), -math.inf, margins)
        return margins if wanted else -margins

    def _turned(self, margins: Floats, wanted: bool) -> Flags:
        """Where the goal is met, or where it is missed by more than rounding."""
        return np.asarray(margins >= 0 if wanted else ~(margins >= -self.rounding))

    # Looking closer.

    def look_closer(self, wanted: bool) -> None:
        """Try more values around every peak between which the goal may turn unseen, or the best (or worst) may lie."""
        closer: dict[int, Floats] = dict.fromkeys(range(len(self.tried)), self.today)
        for _ in range(LOOKS):
            closer = {k: cuts for k in closer if len(cuts := self._cuts(k, wanted))}
            if not closer:
                return
            for (k, _), made in zip(closer.items(), self._each(list(closer), list(closer.values())), strict=True):
                self.tried[k].add(*made)

    def _cuts(self, k: int, wanted: bool) -> Floats:
        """Values of a task to try next."""
        tried = self.tried[k]
        size = np.maximum(np.abs(tried.values[:-1]), np.abs(tried.values[1:]))
        wide = np.diff(tried.values) > np.maximum(size * ACCURACY, SMALLEST)
        turned = self._turned(self.goal.margin(tried.found), wanted)
        distance = np.abs(tried.values - self.today[k])
        nearest = distance[turned].min(initial=math.inf)
        goal = self._towards(k, self.goal.target, wanted)
        chosen = _peaks(tried.values, goal, 0.0) & ~turned & (distance < nearest)
        ranks = self._ranks(k, wanted)
        best = float(ranks.max())
        if tried.near.shape[1] > 1:
            chosen |= _peaks(tried.values, self._towards(k, self._better(k, wanted), wanted), 0.0)
        elif math.isfinite(best):
            chosen |= _peaks(tried.values, ranks, best + max(self.rounding, 3 * ACCURACY * abs(best)))
        around = np.zeros(len(wide), dtype=bool)
        around[np.flatnonzero(chosen[1:])] = True
        around[np.flatnonzero(chosen[:-1])] = True
        cuts = [_between(tried.values[i], tried.values[i + 1]) for i in np.flatnonzero(around & wide)]
        return np.setdiff1d(held(np.concatenate(cuts)), tried.values) if cuts else np.zeros(0)

    def _towards(self, k: int, target: float, wanted: bool) -> Floats:
        """How near a task came to a target, so that larger is nearer to what is wanted."""
        near = self.tried[k].near
        months = near.shape[1]
        if months == 1:
            return near[:, 0] if wanted else -near[:, 0]
        month = math.floor(target) if not self.goal.at_least else math.ceil(min(target, months + 1.0)) - 1
        sign = 1 if self.goal.at_least != wanted else -1
        if month < 1:
            return np.full(len(near), -math.inf)
        return sign * near[:, min(month, months) - 1]

    def _better(self, k: int, wanted: bool) -> float:
        """For what is a month: the target next to the best (or worst) found, at which the goal would be met (or missed) by it."""
        best, _ = self.extreme(k, wanted)
        months = self.tried[k].near.shape[1]
        best = min(best, months + 1.0)
        return best + (1 if self.goal.at_least else -1) if wanted else best

    # Closing in.

    def nearest(self, wanted: Flags) -> Floats:
        """For each task the value nearest to today's at which the goal turns into what is wanted: the side that meets it.

        Today's value where it is so already, NaN where it never turns.
        """
        result = np.where(self.met_today == wanted, self.today, math.nan)
        tasks, near, far, margins = [], [], [], []
        for k in np.flatnonzero(np.isnan(result)):
            tried = self.tried[k]
            margin = self.goal.margin(tried.found)
            turned = self._turned(margin, bool(wanted[k]))
            now = int(np.searchsorted(tried.values, self.today[k]))
            for away in (np.arange(now, len(tried.values)), np.arange(now, -1, -1)):
                hit = int(np.argmax(turned[away]))
                if turned[away[hit]] and hit:
                    before = hit - 1
                    while not wanted[k] and margin[away[before]] < 0:  # missed, but not by more than rounding
                        before -= 1
                    bracket = away[[before, hit]]
                    tasks.append(k)
                    near.append(tried.values[bracket[0]])
                    far.append(tried.values[bracket[1]])
                    margins.append(margin[bracket])
        if not tasks:
            return result
        rows = np.array(tasks)
        limits = np.array(far)
        start, end = self._close_in(rows, np.array(near), limits.copy(), np.array(margins), wanted[rows])
        # A little onto the side that meets the goal: arrays and floats may differ in the last digit.
        aside = np.sign(end - start) * np.maximum(np.abs(start), np.abs(end)) * ACCURACY / 10
        low, high = np.minimum(self.today[rows], limits), np.maximum(self.today[rows], limits)
        meeting = np.where(wanted[rows], end + aside, start - aside)
        for k, value in zip(tasks, held(np.clip(meeting, low, high)), strict=True):
            if not abs(value - self.today[k]) >= abs(result[k] - self.today[k]):  # nearer, or the first
                result[k] = value
        return result

    def _close_in(self, rows: Rows, near: Floats, far: Floats, margins: Floats, wanted: Flags) -> tuple[Floats, Floats]:
        """Brackets narrowed to ACCURACY; at `far` the goal is as wanted, at `near` it is not.

        Every round cuts all brackets in one batch: into equal sections, which always helps, and closely
        around the guess of a cubic through the last points, which ends it in a few rounds where the
        outcome is smooth.
        """
        guess = _secant(margins)
        # by more than rounding, where the end that meets the goal does
        enough = np.minimum(self.rounding, np.where(wanted, margins[:, 1], margins[:, 0]))
        even = np.arange(1, SECTIONS) / SECTIONS
        for _ in range(ROUNDS):
            size = np.maximum(np.abs(near), np.abs(far))
            (open_,) = np.nonzero((np.abs(far - near) > ACCURACY * size) & (size > SMALLEST))
            if not len(open_):
                break
            about = guess[open_, None] + np.concatenate([-OFFSETS, OFFSETS])
            cuts = np.clip(np.hstack([np.broadcast_to(even, (len(open_), len(even))), about]), 0.0, 1.0)
            cuts = np.hstack([np.zeros((len(open_), 1)), np.sort(cuts, axis=1), np.ones((len(open_), 1))])
            tried = held(near[open_, None] * (1 - cuts) + far[open_, None] * cuts)
            outcomes, _ = self._outcomes(np.repeat(rows[open_], cuts.shape[1]), tried.ravel())
            found = self.goal.margin(outcomes.reshape(tried.shape))
            turned = (found >= enough[open_, None]) == wanted[open_, None]
            turned[:, 0], turned[:, -1] = False, True  # known from before
            first = np.argmax(turned, axis=1)
            line = np.arange(len(open_))
            near[open_], far[open_] = tried[line, first - 1], tried[line, first]
            guess[open_] = _guess(cuts, found, first)
        return near, far


def _between(low: float, high: float) -> Floats:
    """Values between two: by a constant factor where they are far apart in size."""
    space = np.geomspace if low > 0 and high > 4 * low else np.linspace
    return np.asarray(space(low, high, SECTIONS + 1)[1:-1])


def _peaks(x: Floats, y: Floats, enough: float) -> Flags:
    """Where y is above its neighbours and could be more than `enough` on the way to one of them.

    How much more is read from the neighbours' own slopes: a function that bends downwards stays below
    the straight lines through the points on either side.
    """
    padded = np.concatenate([[-math.inf], y, [-math.inf]])
    left, right = padded[:-2], padded[2:]
    peak = (y >= left) & (y >= right) & ((y > left) | (y > right)) & (y > -math.inf)
    if len(y) < 3 or not peak.any():
        return np.zeros(len(y), dtype=bool)
    with np.errstate(all="ignore"):
        slope = np.diff(y) / np.diff(x)
        more = np.full(len(y), 0.0)
        for at in np.flatnonzero(peak):
            bounds = []
            for way in (-1, 1):
                beside, beyond, behind = at + way, at + 2 * way, at - way
                if not 0 <= beside < len(y):
                    continue
                limit = math.inf
                if 0 <= behind < len(y):
                    limit = y[at] + slope[min(at, behind)] * (x[beside] - x[at])
                if 0 <= beyond < len(y):
                    line = y[beside] + slope[min(beside, beyond)] * (x[at] - x[beside])
                    limit = min(limit, max(line, y[at])) if not math.isnan(line) else limit
                bounds.append(math.inf if math.isnan(limit) else limit)
            more[at] = max(bounds) - y[at]
        could = np.where(peak, y + BENDS * more, -math.inf)
    least = np.sort(could)[-min(PEAKS, len(could))]
    return peak & (could > enough) & (could >= least)


def _secant(margins: Floats) -> Floats:
    """Where a straight line between the two ends of each bracket is 0, as a share of it; the middle where unknown."""
    with np.errstate(all="ignore"):
        share = margins[:, 0] / (margins[:, 0] - margins[:, 1])
    return np.where((share >= 0) & (share <= 1), share, 0.5)


def _guess(cuts: Floats, found: Floats, first: Rows) -> Floats:
    """Where the margin is 0 between the cuts `first - 1` and `first`, as a share of that section.

    By inverse cubic interpolation through the four cuts around it (Lagrange's formula); the straight
    line where that is undefined or leads out of the section.
    """
    line = np.arange(len(first))[:, None]
    around = np.clip(first - 2, 0, cuts.shape[1] - 4)[:, None] + np.arange(4)
    x, y = cuts[line, around], found[line, around]
    ends = np.column_stack([first - 1, first])
    low, high = cuts[line, ends].T
    place = np.zeros(len(first))
    with np.errstate(all="ignore"):
        for i in range(4):
            others = [k for k in range(4) if k != i]
            place += x[:, i] * np.prod(-y[:, others] / (y[:, [i]] - y[:, others]), axis=1)
        share = (place - low) / (high - low)
    straight = _secant(found[line, ends])
    return np.where((share >= 0) & (share <= 1), share, straight)
