"""A run looks designs up: once all are made, every page works without Altair."""

from __future__ import annotations

import json

import altair as alt
import pytest
from altair.utils.schemapi import SchemaBase

from charts import designs
from model.plan import Pin
from model.scenario import Channel
from tests.ui.pages import BASE, start
from ui import frame
from ui.link_pins import write_pins

MOVED = BASE.replace(
    arpu=70, churn_rate=0.03, currency="EUR", channels=[*BASE.channels[:-1], Channel("Our own fair", spend_share=0.15)]
)
PINS = tuple(Pin(f"Pin {k}", MOVED.replace(arpu=60 + k)) for k in range(4))
CHOICES = [
    {},
    {"outcome": "ltv_to_cac", "series": "quick_ratio", "goal": "gross_margin>=0.9"},
    {"outcome": "gross_margin", "series": "customer_churn", "map_x": "Our own fair.cost_per_visitor"},
]


@pytest.fixture
def no_altair(monkeypatch):
    """Altair refuses to make anything, now that all designs are there."""
    designs.make_all()

    def refuse(*_, **__):
        raise AssertionError("a run calls Altair")

    for made in (SchemaBase, alt.Chart, alt.LayerChart):
        monkeypatch.setattr(made, "__init__", refuse)
        monkeypatch.setattr(made, "to_dict", refuse)


@pytest.mark.parametrize("page", [file.removeprefix("pages/").removesuffix(".py") for file, _ in frame.PAGES])
@pytest.mark.parametrize("chosen", CHOICES, ids=lambda chosen: ",".join(chosen) or "as opened")
def test_every_page_is_drawn_without_altair(page, chosen, no_altair):
    """With pins, another currency, a channel of one's own and other choices no page asks Altair for anything, nor changes a design."""
    before = [json.dumps([made for made, _, _ in each.made.values()]) for each in designs.ALL]
    pins, _ = write_pins(BASE, PINS)
    app = start("" if page == "explore" else page, MOVED, pins=pins, **chosen)
    assert page in ("definitions", "company") or app.get("vega_lite_chart")
    after = [json.dumps([made for made, _, _ in each.made.values()]) for each in designs.ALL]
    assert [each.name for each, one, other in zip(designs.ALL, before, after, strict=True) if one != other] == []
