"""Figures as they are sent to a page, for the tests: read from their HTML, and what they must read by the model."""

from __future__ import annotations

import math
import re
from html import unescape
from typing import NamedTuple

import pandas as pd

from model import MEASURES
from model.arithmetic import same
from words.format import difference, short

MONTHS_SAID = {"runway", "cash_low_month", "break_even"}
"""Figures that are a time, said as a month."""
_FIGURE = re.compile(
    r'<div class="figure" role="listitem" data-name="(?P<name>\w+)">'
    r"<button [^>]*><b>(?P<label>[^<]*)</b>(?: <span>(?P<time>[^<]*)</span>)?</button>"
    r'<div class="value[^"]*">(?P<value>[^<]*)</div>'
    r'<div class="change (?P<tone>\w+)"><b>(?P<change>[^<]*)</b>(?: <span>(?P<was>[^<]*)</span>)?</div>'
    r'(?P<bullet><div class="bullet".*?</div>)?<div popover [^>]*>(?P<help>.*?)</div></div>'
)


class Shown(NamedTuple):
    """A figure on screen, and what opens at its name, as text."""

    name: str
    label: str
    time: str
    value: str
    tone: str
    change: str
    was: str
    bullet: str
    help: str


def figures(app):
    """The figures of a page, in its order."""
    sent = [each.proto.body for each in app.get("html") if 'class="figures"' in each.proto.body]
    found = [Shown(*map(_text, each.groups())) for body in sent for each in _FIGURE.finditer(body)]
    assert len(found) == sum(body.count('class="figure"') for body in sent)
    return found


def _text(html):
    return unescape(re.sub(r"<[^>]*>", "\n", html or ""))


def month_of(start, time):
    """The month that a time in months falls in, the first of them being `start`."""
    return (pd.Period(start, "M") + math.ceil(time) - 1).strftime("%b %Y")


def value_of(name, out):
    """What a figure must read."""
    measure, value, scenario = MEASURES[name], out[name], out.p.scenario
    if name not in MONTHS_SAID or math.isnan(value):
        return short(value, measure.unit, scenario.currency, measure.endless, month="mo")
    if math.isinf(value):
        return "never" if name == "break_even" else f"beyond {month_of(scenario.start, scenario.months)}"
    return month_of(scenario.start, value) if value > 0 else "not at all"


def texts_of(name, now, was):
    """What a figure must read: its value, how far from what it is compared with, and from what."""
    measure, new, old = MEASURES[name], now[name], was[name]
    value, before = value_of(name, now), value_of(name, was)
    if same(new, old) or (value == before and (name in MONTHS_SAID or abs(new - old) <= 5e-4 * abs(old))):
        return value, "unchanged", ""
    arrow = "" if math.isnan(new + old) else "▲" if new > old else "▼"
    if name in MONTHS_SAID and math.isfinite(new + old):
        new, old = math.ceil(new), math.ceil(old)
    return value, f"{arrow} {difference(new, old, measure.unit, now.p.scenario.currency)}".strip(), f"was {before}"
