"""What pages keep in the link besides the model: each setting's name, what is allowed, and its check."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from model import FACTS, LEVERS, MEASURES
from model.levers import CHANNEL_FIELDS
from model.measures import MONTHLY
from model.questions.channel_economics import CHANNEL_MEASURES
from model.questions.ranges import MOST_FUTURES
from model.scenario import unknown
from ui import page_texts as texts
from ui.link_text import how_to_write, number, readings, shown, trimmed

CHANNEL = "channel."
"""What stands before the name of a channel's measure: channels share names with the company, as `channel.cac`."""

TERMS = frozenset({*LEVERS, *FACTS, *CHANNEL_FIELDS, *MEASURES, *(CHANNEL + name for name in CHANNEL_MEASURES)})
"""Everything Definitions explains, by name; a measure of the company wins over a channel field of its name."""

MOST_PINS = 4
"""With the baseline and the scenario that is open: six, as many as can be told apart."""
SIDES = ("baseline", "now", *(f"pin{k}" for k in range(1, MOST_PINS + 1)))
"""Scenarios side by side, as links name them."""
STEPS = ("0.05", "0.1", "0.2", "range")
"""How far levers are moved to see which matters most: by a share of their size, or over their sliders."""


@dataclass(frozen=True)
class PageParameter:
    """What a page keeps in the link: its name, what is allowed in words, and the reader of its text.

    `reads` raises ValueError (InvalidScenario is one) where the text is not allowed, with the reason if
    there is more to say than `allowed` does.
    """

    name: str
    allowed: str
    reads: Callable[[str], object]

    def take(self, text: str) -> tuple[str, str]:
        """The text as it is taken, and ""; or "", and the sentences about why it is not.

        >>> PAGE_PARAMETERS["seed"].take(" 7 "), PAGE_PARAMETERS["fan"].take("mr")[1]
        (('7', ''), "fan is 'mr'; allowed is a monthly series: mrr. It is left out. Why: mr is not known; did you mean mrr?")
        """
        whys = []
        for each in readings(text):
            try:
                self.reads(each)
            except ValueError as error:
                whys.append(str(error))
            else:
                return each, ""
        why = f" Why: {whys[0]}" if whys[0] else ""
        said = f"{self.name} is {shown(trimmed(text))}; allowed is {self.allowed}. It is left out.{why}"
        return "", said if said.endswith(("?", ".")) else said + "."


def _number(low: float, high: float, whole: bool = False) -> Callable[[str], object]:
    def reads(text: str) -> float:
        found = number(text)
        if found is None:
            raise ValueError(f"it is not a number. {how_to_write(text)}")
        if not low <= found <= high or (whole and not found.is_integer()):
            raise ValueError
        return found

    return reads


def _one_of(names: Collection[str]) -> Callable[[str], object]:
    def reads(text: str) -> str:
        if text not in names:
            raise ValueError(unknown(text, names, said=shown(text)) if len(names) > len(SIDES) else "")
        return text

    return reads


_PARAMETERS = (
    PageParameter("term", "a name that Definitions holds", _one_of(TERMS)),
    PageParameter("funnel_month", "a month of the horizon, 1 to 120", _number(1, texts.LONGEST_MONTH, whole=True)),
    PageParameter("mrr_goal", "an amount from 0 to 1,000,000,000,000", _number(0, 1e12)),
    PageParameter("goal", "an outcome, >= or <=, a number, and @month for a series: mrr>=90000@24", texts.read_goal),
    PageParameter("pair", "the names of two levers: churn_rate;arpu", texts.read_pair),
    PageParameter(
        "ranges",
        f"low and high of up to {texts.MOST_RANGES} levers: churn_rate:0.02:0.05;arpu:55:70",
        texts.read_ranges,
    ),
    PageParameter(
        "correlations",
        "pairs of levers with numbers from -0.95 to 0.95 that do not contradict each other: churn_rate~arpu:-0.3",
        texts.read_correlations,
    ),
    PageParameter("futures", "a whole number from 1,000 to 100,000", _number(1_000, MOST_FUTURES, whole=True)),
    PageParameter("seed", "a whole number from 0 to 999,999", _number(0, 999_999, whole=True)),
    PageParameter("fan", "a monthly series: mrr", _one_of(MONTHLY)),
    PageParameter("outcomes", "up to twelve outcomes: arr_end;cash_end", texts.read_outcomes),
    PageParameter("outcome", "the name of an outcome", _one_of(MEASURES)),
    PageParameter("series", "the name of a monthly series", _one_of(MONTHLY)),
    PageParameter("why_from", f"one of {', '.join(SIDES)}", _one_of(SIDES)),
    PageParameter("why_to", f"one of {', '.join(SIDES)}", _one_of(SIDES)),
    PageParameter("step", f"one of {', '.join(STEPS)}", _one_of(STEPS)),
    PageParameter("among", "all", _one_of(("all",))),
    PageParameter("map_x", "the name of a lever", texts.lever),
    PageParameter("map_y", "the name of a lever", texts.lever),
    PageParameter("map_target", "a number", _number(-1e15, 1e15)),
)
PAGE_PARAMETERS: dict[str, PageParameter] = {parameter.name: parameter for parameter in _PARAMETERS}
"""What pages keep in the link: see `state.page_value`."""
