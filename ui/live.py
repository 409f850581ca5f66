"""Formulas with live numbers: what stands beside a figure, and what comes out."""

from __future__ import annotations

import math
import re
from functools import cached_property

import numpy as np

from model import MEASURES, Summary
from model.declaring import Measure
from model.formulas import SUM_OF
from model.levers import NUMBERS
from model.quantities import PART
from model.scenario import EXISTING
from model.units import MONEY, SHARE
from words.format import exact
from words.say import say

_NAME = re.compile(
    r"\b(?P<name>[a-z_][a-z0-9_]*)\b"
    r"(?:\(t-(?P<lag>\d+)\)| of t-(?P<first>\d+)…t(?:-(?P<to>\d+))?| of (?:the (?P<last>last) month|month (?P<month>\d+)))?"
)


_SPOKEN = re.compile(r"\b(channels|extra|until|first|smallest|where)\b")
"""Words of formulas that are told rather than calculated, or calculated with each channel's own numbers."""

_OF_CHANNEL = re.compile(r"\b(share|price|profit|churn)\b")
"""What one channel has of its own in a sum over channels."""

MOST_TERMS = 6
"""Channels whose parts of a sum are written out; with more the line could not be read."""


class Live:
    """The formulas of one scenario's outcomes with its numbers, each written when it is first asked for."""

    def __init__(self, now: Summary):
        self.now = now
        self._lines: dict[str, list[str]] = {}

    def lines(self, name: str) -> list[str]:
        """The formula of a measure with each name replaced by its number, and what comes out, a line each.

        A formula by month is shown for the last month, the others for the whole: the last month's
        stocks, the flows of months 1 to 12.
        """
        if name not in self._lines:
            self._lines[name] = self._written(MEASURES[name])
        return self._lines[name]

    def _written(self, measure: Measure) -> list[str]:
        now, p = self.now, self.now.p
        currency = p.scenario.currency
        by_the_month = measure.monthly and not measure.of_year
        whole = exact(now[measure.name], measure.unit, currency)
        if measure.formula.startswith(SUM_OF) and measure.name in PART:
            parts = self._parts(measure)
            return self._by_the_month(measure, [f"= {parts}"], whole) if parts else [f"= {whole}"]
        if _SPOKEN.search(measure.formula):
            terms = self._terms(measure)
            return [f"= {terms}", f"= {whole}"] if terms else [f"= {whole}"]

        def number(match: re.Match[str]) -> str:
            name = match["name"]
            if name in NUMBERS:
                return exact(getattr(p.scenario, name), NUMBERS[name].unit, currency)
            known = MEASURES.get(name)
            return exact(self._read(name, match, by_the_month), known.unit, currency) if known else match.group()

        filled = _NAME.sub(number, measure.formula).replace("(t - 1)", f"{p.months - 1}")
        lines = [] if filled == measure.formula else [f"= {filled}"]
        return self._by_the_month(measure, lines, whole) if by_the_month else [*lines, f"= {whole}"]

    def _by_the_month(self, measure: Measure, lines: list[str], whole: str) -> list[str]:
        """Lines about the last month with what comes out in it, and the one number of all months."""
        p = self.now.p
        result = exact(float(p[measure.name][-1]), measure.unit, p.scenario.currency)
        month = str(p.months)
        told = [say("{line} = {result} in month {month}", line=line, result=result, month=month) for line in lines]
        return [*told, say("as one number {number}", number=whole)]

    def _read(self, name: str, match: re.Match[str], by_the_month: bool) -> float:
        """A measure's number where a formula reads it: a month back, over a window, in one month, or as a whole."""
        p = self.now.p
        if not MEASURES[name].monthly:
            return float(self.now[name])
        by_month = p[name]
        if match["first"]:
            end = p.months - int(match["to"] or 0)
            return float(by_month[max(0, p.months - 1 - int(match["first"])) : end].sum())
        month = p.months if match["last"] else int(match["month"] or 0)
        if match["lag"] or (by_the_month and not month):
            month = p.months - int(match["lag"] or 0)
        if not month:
            return float(self.now[name])
        return float(by_month[month - 1]) if 1 <= month <= p.months else math.nan

    @cached_property
    def _of_channels(self) -> list[dict[str, str]]:
        """What each channel that wins customers has of its own, written out; empty where that cannot be."""
        mix, currency = self.now.p.mix, self.now.p.scenario.currency
        won = np.flatnonzero(mix.weights)
        if len(won) > MOST_TERMS or not mix.churn_rate[won].all():
            return []
        own = {"share": (mix.weights, SHARE), "price": (mix.price, MONEY), "profit": (mix.profit, MONEY),
               "churn": (mix.churn_rate, SHARE)}  # fmt: skip
        return [{name: exact(float(values[k]), unit, currency) for name, (values, unit) in own.items()} for k in won]

    def _parts(self, measure: Measure) -> str:
        """What the channels, and Existing where it counts, add up to in the last month; "" where they are too many."""
        p = self.now.p
        summed = [p.existing] if f"{SUM_OF} {EXISTING}" in measure.formula else []
        summed += p.channels.values()
        if len(summed) > MOST_TERMS:
            return ""
        return " + ".join(exact(float(part[measure.name][-1]), measure.unit, p.scenario.currency) for part in summed)

    def _terms(self, measure: Measure) -> str:
        """A sum over channels written out with the numbers of each channel that wins customers; "" where it cannot be."""
        horizon = self.now.p.scenario.ltv_horizon
        each = MEASURES["ltv_for_ever"].each if measure.name == "ltv" and not horizon else measure.each
        if not each:
            return ""
        each = each.replace("ltv_horizon", f"{horizon}")

        def term(own: dict[str, str]) -> str:
            return _OF_CHANNEL.sub(lambda said: own[said[0]], each)

        return " + ".join(map(term, self._of_channels))
