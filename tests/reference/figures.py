"""The figures of some links to the last digit, as every Python is to give them; `python -m tests.reference.figures` writes them anew.

Only where the law of the model changes are they written anew: a new Python, or numpy, is held to those
there are. Links of `EXACT` need sums, products and quotients alone, which every machine rounds alike;
those of `CLOSE` powers and logarithms too, whose last digit is the machine's own.
"""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qsl

from model import MEASURES, project, summarize
from model.measures import MONTHLY
from ui.link import read

FILE = Path(__file__).with_suffix(".json")

_STEADY = "organic_growth=0&cost_growth=0&marketing_spend_growth=0&spend_elasticity=1&discount_rate=0"
EXACT = (
    f"template=self_serve&{_STEADY}",
    f"template=self_serve&{_STEADY}&churn_rate=0.041&arpu=61.7&months=60",
    f"template=mid_market&{_STEADY}&win_rate=0.27&sales_cycle=2.3&expansion_rate=0.013",
    f"template=enterprise&{_STEADY}&visitor_to_lead=0.0173&contact_to_lead=0.0071",
)
CLOSE = (
    "template=self_serve",
    "template=mid_market&churn_rate=0.0123&marketing_spend=51234.5",
    "template=enterprise&sales_cycle=0.000000001",
)

POWERS = frozenset({"ltv", "ltv_capped", "ltv_discounted", "ltv_to_cac", "payback", "marginal_cac"})
"""Outcomes that take a power or a logarithm whatever the levers are."""


def figures(query: str) -> dict[str, list[str]]:
    """Every outcome of a link, and every monthly series in its first, twelfth and last month, as hexadecimal floats."""
    opened = read(dict(parse_qsl(query)))
    assert not opened.problems, opened.problems
    p = project(opened.plan.scenario)
    made = {name: [float(number).hex()] for name, number in summarize(p).items()}
    return made | {f"{name} by month": [float(number).hex() for number in p[name][[0, 11, -1]]] for name in MONTHLY}


def changed(query: str) -> list[str]:
    """The figures of a link that are not those that were written, to the last digit."""
    stored, now = json.loads(FILE.read_text(encoding="utf-8"))[query], figures(query)
    assert stored.keys() == now.keys(), stored.keys() ^ now.keys()
    return [name for name in now if now[name] != stored[name]]


if __name__ == "__main__":
    made = {query: figures(query) for query in (*EXACT, *CLOSE)}
    FILE.write_text(json.dumps(made, indent=0) + "\n", encoding="utf-8")
    print(f"{len(made)} links, {sum(len(each) for each in made.values())} figures of {len(MEASURES)} measures: {FILE}")
