"""The console stays empty: a picture without numbers on an axis would say so there."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from model.plan import Baseline, Plan
from model.templates import TEMPLATES
from tests.browser.hands import lever_box
from tests.browser.test_pictures import PAGES, pictures, settled
from ui import link

BASE = TEMPLATES["self_serve"].scenario
LINKS = {
    "as it comes": (BASE, {}),
    "moved": (BASE.replace(arpu=70, churn_rate=0.03, win_rate=0.3), {"map_target": "2000000", "mrr_goal": "150000"}),
    "no churn": (BASE.replace(churn_rate=0, expansion_rate=0), {"outcome": "ltv"}),
    "no spend": (BASE.replace(marketing_spend=0), {}),
    "in debt for six months": (BASE.replace(opening_cash=-1e6, months=6), {"goal": "arr>=1"}),
    "nobody": (BASE.replace(visitor_to_lead=0, contact_to_lead=0, opening_customers=0, opening_mrr=0), {}),
    "everything lost": (BASE.replace(churn_rate=1), {"outcome": "cac"}),
}


@pytest.mark.parametrize("name", LINKS)
def test_no_page_is_opened_or_moved_with_a_warning(name, new_page, server):
    """Every page opens with a link, and answers a lever, without a word in the console."""
    scenario, chosen = LINKS[name]
    query = urlencode(link.write(Plan(Baseline.of_template("self_serve"), scenario, chosen)))
    page, heard = new_page(), []
    page.on("console", lambda message: message.type == "warning" and heard.append(f"{page.url}: {message.text}"))
    for address in PAGES:
        page.goto(f"{server}/{address}?{query}")
        if address in ("definitions", "company"):  # no charts
            settled(page)
        else:
            pictures(page)
        box, before = lever_box(page, "arpu"), page.url
        box.fill("81")
        box.press("Enter")
        page.wait_for_function("before => location.href !== before", arg=before)
        settled(page)
    assert not heard, "\n".join(heard)
