"""The MRR goal, a setting of the plan."""

from __future__ import annotations

from model.levers import MAX_MONEY
from model.typed import read
from model.units import MONEY_PER_MONTH
from ui import boxes, state
from words.catalogue import text

NAME = "mrr_goal"


def goal() -> float | None:
    """The MRR goal that the link holds; None without one."""
    text = state.page_value(NAME)
    return float(text) if text else None


def box() -> None:
    """A box for the MRR goal."""
    key = state.key("number", NAME)
    boxes.box(text("MRR goal"), goal(), MONEY_PER_MONTH, key, _keep, (key,), placeholder=text("none"),
              help=text("Drawn beside the ceiling, and kept in the link. Empty: no goal."))  # fmt: skip


def _keep(key: str) -> None:
    if boxes.emptied(key):
        state.keep_page_value(NAME, "")
        return
    currency = state.get().scenario.currency
    value = boxes.take(text("MRR goal"), key, MONEY_PER_MONTH, goal(),
                       lambda text: read(text, MONEY_PER_MONTH, currency, 0.0, MAX_MONEY))  # fmt: skip
    if value is not None:
        state.keep_page_value(NAME, f"{value:.12g}")
