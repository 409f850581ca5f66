"""Visitors are kept apart: what one names is in no message that another is sent."""

from __future__ import annotations

import os
import random
import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from bench.server import Server, Visitor
from model.levers import LEVERS
from model.plan import Baseline, Pin, Plan
from model.scenario import Channel
from tests.ui.pages import BASE
from ui import frame, link

VISITORS = 12
ROUNDS = int(os.environ.get("CANARY_ROUNDS", "1"))
"""How often each visitor goes through half of the pages; a dozen times are minutes."""
FIRST = [lever.name for lever in LEVERS.values() if lever.first]
NAMING = ("compare", "what_matters")
"""Pages whose charts speak most of what a visitor named: all visitors come to them at once."""
CANARY = re.compile(rb"Canary(\d\d)")
OUTCOMES = ("arr_end", "ltv_to_cac", "gross_margin", "runway", "cac", "payback")
SERIES = ("mrr", "quick_ratio", "customer_churn", "cash")


class Witness(Visitor):
    """A visitor who notes whose canaries are in what it is sent."""

    def __init__(self, server, page, query):
        self.seen = set()
        super().__init__(server, page, query)

    def receive(self):
        """The next message; its canaries are noted."""
        data = super().receive()
        self.seen.update(int(number) for number in CANARY.findall(data))
        return data


def linked(number, rng):
    """A link with a visitor's own names wherever a visitor can name something."""
    named = f"Canary{number:02}"
    own = BASE.replace(channels=[Channel(f"{named} {k}", spend_share=share) for k, share in enumerate((0.2, 0.5, 0.3))])
    pins = tuple(Pin(f"{named} pin {k}", own.replace(arpu=60 + k + number)) for k in range(3))
    chosen = {"outcome": rng.choice(OUTCOMES), "series": rng.choice(SERIES), "map_x": f"{named} 1.cost_per_visitor"}
    baseline = Baseline(f"{named} own", own, is_template=False)
    return urlencode(
        link.write(Plan(baseline, own.replace(arpu=50 + number, currency=("USD", "EUR")[number % 2]), chosen, pins))
    )


def walk(server, number):
    """One visitor opens some of the pages with their own link and moves levers; whose canaries were seen."""
    rng, seen = random.Random(number), set()
    pages = [file.removeprefix("pages/").removesuffix(".py").replace("explore", "") for file, _ in frame.PAGES]
    for _ in range(ROUNDS):
        for page in (*NAMING, *rng.sample(pages, 3)):
            visitor = Witness(server, page, linked(number, rng))
            for _ in range(2):
                visitor.move(FIRST, rng)
            seen |= visitor.seen
            visitor.close()
    return seen


def test_nobody_is_sent_what_another_visitor_named():
    """Twelve who come together to a server that served nobody, each with names of their own, see none but theirs."""
    with Server("app.py") as server, ThreadPoolExecutor(VISITORS) as together:
        seen = list(together.map(lambda number: walk(server, number), range(VISITORS)))
    assert seen == [{number} for number in range(VISITORS)]
