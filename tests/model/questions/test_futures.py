"""What is kept of the futures: the same numbers as the futures give, for what was asked."""

from __future__ import annotations

import numpy as np

from model.questions.futures import Request, digest
from model.questions.goal import Goal
from model.questions.uncertainty import FAN
from model.questions.usual import usual_ranges
from tests.companies import SHOP

ASKED = Request(
    SHOP,
    usual_ranges(SHOP),
    ((("churn_rate", "arpu"), -0.3),),
    400,
    7,
    Goal("arr", 2e6),
    "cash",
    ("runway", "mrr_end"),
    "payback",
)


def test_the_digest_says_what_the_futures_say():
    """Fan, chances, middles, quantiles and influences are those of the futures themselves, and the plan's numbers beside them."""
    made = ASKED.simulate()
    said = digest(made, ASKED)
    np.testing.assert_array_equal(said.fan, made.fan("cash"))
    assert said.goal == made.chance_of_goal
    assert said.never == made.chance_of_never_breaking_even
    assert repr((said.middle, said.arr)) == repr((made.middle("payback"), made.middle("arr_end")))
    for name, found in said.quantiles.items():
        assert repr(found) == repr([made.quantile(name, q) for q in FAN])  # an error may be undefined
    assert list(said.plan) == list(ASKED.outcomes)
    assert [each.lever for each in said.influences] == [each.lever for each in made.matters("payback")]


def test_broke_is_the_last_month():
    """The chance of having run out of cash by the end is that of the horizon's last month, with its error."""
    said = digest(ASKED.simulate(), ASKED)
    assert said.broke.value == said.out_of_cash.value[SHOP.months - 1]
    assert said.broke.error == said.out_of_cash.error[SHOP.months - 1]


def test_the_same_request_draws_the_same_futures():
    """Asked again, every future is the same."""
    np.testing.assert_array_equal(ASKED.simulate().draws, ASKED.simulate().draws)
