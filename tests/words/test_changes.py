"""Which levers moved, in words: names, values that can be told apart, channels that came and went."""

from __future__ import annotations

from model import Channel
from model.templates import TEMPLATES
from words.changes import changes, put_instead

BASE = TEMPLATES["self_serve"].scenario


def test_channels_added_and_removed_are_named():
    """A change of the channels says which came and which went."""
    radio = Channel("Radio", spend_share=BASE.channels[-1].spend_share)
    assert changes(BASE, BASE.replace(channels=(*BASE.channels[:-1], radio))) == {
        "channels": "Channels: Radio added; Referral removed"
    }
    free = Channel("Radio", spend_share=0)
    assert changes(BASE, BASE.replace(channels=(*BASE.channels, free))) == {"channels": "Channels: Radio added"}
    assert changes(BASE, BASE.replace(channels=BASE.channels[1:])) == {"channels": "Channels: Organic search removed"}
    assert changes(BASE, BASE.replace(channels=BASE.channels[::-1])) == {
        "channels": "Channels: order or motion changed"
    }


def test_a_step_too_small_for_three_digits_is_shown():
    """Two values that read the same in short are shown in full, in their unit."""
    assert changes(BASE, BASE.replace(churn_rate=0.03500001)) == {"churn_rate": "Customer churn 3.5 % → 3.500001 %"}
    assert changes(BASE, BASE.replace(opening_cash=600_001)) == {"opening_cash": "Opening cash 600000 → 600001"}
    rich = BASE.replace(support_cost=1e12)
    assert changes(rich, rich.replace(support_cost=1e12 - 50)) == {
        "support_cost": "Support cost 1000000000000 → 999999999950"
    }
    assert changes(BASE, BASE.replace(churn_rate=0.035 + 7e-18)) == {
        "churn_rate": "Customer churn 3.5 % → 3.500000000000001 %"
    }


def test_a_label_with_letters_of_its_own_keeps_them():
    """ARPU is written as everywhere else, in a channel's line too; inside a sentence other labels are small."""
    assert changes(BASE, BASE.replace(**{"Referral.arpu_index": 1.5})) == {
        "Referral.arpu_index": "Referral: ARPU index 1.05 → 1.5"
    }
    assert (
        put_instead(BASE, BASE.replace(arpu=70, win_rate=0.28))
        == "ARPU at $70 instead of $64 and win rate at 28 % instead of 30 %"
    )
    assert put_instead(BASE, BASE) == ""
