"""A company's own data as one packed parameter of a link, and back; or the template that a link names."""

from __future__ import annotations

from typing import Any

from model import InvalidScenario, Scenario
from model.levers import NUMBERS, brief
from model.plan import MOST_LETTERS, Baseline, own_name, past_growth
from model.templates import TEMPLATES
from ui.link_scenario import columns, listed, reasons, refuse_strangers
from ui.link_text import shown, taken, trimmed
from ui.packed import is_packed, pack, unpack


def write_baseline(baseline: Baseline) -> dict[str, str]:
    """The parameter that names or holds a baseline.

    >>> write_baseline(Baseline.of_template("enterprise"))
    {'template': 'enterprise'}
    """
    if baseline.is_template:
        return {"template": baseline.name}
    past = {} if baseline.past_growth is None else {"past_growth": baseline.past_growth}
    return {"own": pack({"name": baseline.name} | past | columns(baseline.scenario))}


def read_baseline(given: dict[str, str], problems: list[str]) -> Baseline:
    """The baseline that parameters name or hold, which are taken out of `given`."""
    own, fallback = given.pop("own", None), Baseline.of_template()
    named = given.pop("template", fallback.name if own is None else None)
    if own is None:
        text = taken(named or "", TEMPLATES.__contains__)
        if text in TEMPLATES:
            return Baseline.of_template(text)
        problems.append(f"Template {shown(text)} is not known; the {fallback.label} template is used instead.")
        return fallback
    if named is not None:
        problems.append(
            f"Template {shown(trimmed(named))} is left out: the link holds own data, which are the baseline."
        )
    try:
        return _own(unpack(taken(own, is_packed)), problems)
    except InvalidScenario as error:
        problems.append(
            f"The link's own data cannot be used: {reasons(error)} The {fallback.label} template is used instead."
        )
        return fallback


def _own(data: dict[str, Any], problems: list[str]) -> Baseline:
    """A company's own data; InvalidScenario where they cannot be used."""
    called = data.pop("name", None)
    past = past_growth(data.pop("past_growth", None))
    refuse_strangers(data, ("start", "currency", "channels", *NUMBERS))
    data["channels"] = listed(data.get("channels"))
    scenario = Scenario.from_dict(data)
    name = own_name(called if isinstance(called, str) else "")
    if called is not None and called != name:
        said = shown(called, plain=False) if isinstance(called, str) else brief(called)
        problems.append(
            f"The link's own data are called {shown(name, plain=False)}, not {said}: a name has 1 to {MOST_LETTERS} printable letters."
        )
    return Baseline(name, scenario, is_template=False, past_growth=past)
