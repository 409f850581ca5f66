"""Edits of the channels: whatever is typed, channels stay valid, shares sum to 1, and nothing else is lost."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from model import Channel, Scenario, project
from model.channel_edits import NEUTRAL, edit_channels
from model.levers import CHANNEL_FIELDS
from model.scenario import MAX_CHANNELS, MOTIONS, SHARES_TOLERANCE
from model.templates import TEMPLATES
from tests.strategies import channels, names

SELF_SERVE = TEMPLATES["self_serve"].scenario.channels
A, B = Channel("A", spend_share=0.5), Channel("B", spend_share=0.5)

ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.floats(0, 1),
    st.floats(-1, 1e13),
    st.integers(-5, 5),
    st.text(max_size=45),
)
CELLS = st.dictionaries(
    st.sampled_from(["name", "motion", *CHANNEL_FIELDS]), ANYTHING, max_size=4
) | st.fixed_dictionaries(
    {}, optional={"name": names(), "motion": st.sampled_from(MOTIONS), "spend_share": st.floats(0, 1)}
)
EDITS = st.tuples(
    st.dictionaries(st.integers(0, 7), CELLS, max_size=3),
    st.lists(CELLS, max_size=3),
    st.sets(st.integers(0, 7), max_size=4),
)


def shares(made):
    """Spend shares by name."""
    return {c.name: c.spend_share for c in made}


@given(channels(), st.lists(EDITS, max_size=4))
def test_any_sequence_of_edits_leaves_valid_channels(made, sequence):
    """After every edit the channels make a scenario: names differ, shares sum to 1."""
    for edited, added, removed in sequence:
        made = edit_channels(made, edited, added, removed).channels
        assert abs(math.fsum(shares(made).values()) - 1) <= SHARES_TOLERANCE
        assert Scenario(channels=made).channels == made


@given(channels())
def test_no_edit_changes_nothing(made):
    """Without edits the same channels come back, and nothing is said."""
    after = edit_channels(made)
    assert (after.channels, after.notes, after.problems) == (made, (), ())


@given(channels(minimum=2), st.data())
def test_a_typed_share_holds_and_the_others_keep_their_proportions(made, data):
    """The edited channel has what was typed; between the others nothing shifts."""
    row = data.draw(st.integers(0, len(made) - 1))
    share = data.draw(st.integers(0, 100)) / 100
    after = edit_channels(made, {row: {"spend_share": share}}).channels
    assert after[row].spend_share == share
    before = math.fsum(c.spend_share for k, c in enumerate(made) if k != row)
    for k, channel in enumerate(after):
        if k != row:
            part = made[k].spend_share / before if before else 1 / (len(made) - 1)
            assert channel.spend_share == pytest.approx((1 - share) * part, abs=1e-5)


@given(channels(minimum=2), st.data())
def test_removing_gives_its_share_to_the_others(made, data):
    """Whatever is removed, the others share what it had, in proportion, and keep everything else."""
    row = data.draw(st.integers(0, len(made) - 1))
    after = edit_channels(made, removed=[row])
    kept = [c for k, c in enumerate(made) if k != row]
    assert [c.name for c in after.channels] == [c.name for c in kept]
    for was, now in zip(kept, after.channels, strict=True):
        assert now.replace(spend_share=0) == was.replace(spend_share=0)
    assert bool(after.notes) == (abs(math.fsum(c.spend_share for c in kept) - 1) > SHARES_TOLERANCE)


@given(channels(maximum=4))
@example((Channel("Paid search", reference_spend=0, churn_index=0),))
def test_a_new_channel_is_neutral(made):
    """A new row has a name of its own and changes no outcome until it is given numbers."""
    after = edit_channels(made, added=[{}, {}])
    new = after.channels[-2:]
    assert len({c.name for c in after.channels}) == len(made) + 2
    assert all({name: getattr(c, name) for name in CHANNEL_FIELDS} == NEUTRAL for c in new)
    assert after.channels[: len(made)] == made
    assert len(after.notes) == 2
    before, with_new = project(Scenario(channels=made, months=6)), project(Scenario(channels=after.channels, months=6))
    visited = any(c.organic_visitors or (c.cost_per_visitor and c.reference_spend) for c in made)
    if visited:  # today; else opening contacts and pipeline are split equally
        assert with_new["mrr"][-1] == pytest.approx(before["mrr"][-1])


def test_rebalancing_is_said_in_one_sentence():
    """One sentence names who made room, and by how much."""
    after = edit_channels(SELF_SERVE, {2: {"spend_share": 0.3}})
    assert after.notes == (
        "To keep the spend shares at 100 %: Social 20 → 35 %, Newsletter 5 → 8.75 %, Referral 15 → 26.25 %.",
    )
    assert not after.problems


def test_others_that_have_nothing_share_equally():
    """From 100 % back to 40 % the rest is split evenly."""
    whole = edit_channels(SELF_SERVE, {2: {"spend_share": 1.0}}).channels
    assert shares(whole)["Paid search"] == 1
    back = edit_channels(whole, {2: {"spend_share": 0.4}}).channels
    assert [c.spend_share for c in back] == [0.15, 0.15, 0.4, 0.15, 0.15]


def test_shares_that_cannot_all_hold_are_scaled():
    """Two shares typed at once that are more than all: in proportion, and the others have nothing."""
    after = edit_channels([A, B, Channel("C", spend_share=0)], {0: {"spend_share": 0.9}, 1: {"spend_share": 0.6}})
    assert shares(after.channels) == pytest.approx({"A": 0.6, "B": 0.4, "C": 0})


def test_the_only_channel_has_all_the_spend():
    """Half a share for the only channel is put back to all of it, and said."""
    after = edit_channels([Channel("All")], {0: {"spend_share": 0.5}})
    assert shares(after.channels) == {"All": 1.0}
    assert after.notes == ("To keep the spend shares at 100 %: All 50 → 100 %.",)


def test_the_last_channel_stays():
    """Removing everything keeps the first channel, and says so."""
    after = edit_channels([A, B], removed=[0, 1])
    assert shares(after.channels) == {"A": 1.0}
    assert after.problems == ("A plan has at least one channel: A stays.",)


def test_everything_can_be_replaced_by_a_new_channel():
    """Where a row is added in the same edit, all others may go."""
    after = edit_channels([A, B], added=[{"name": "C"}], removed=[0, 1])
    assert shares(after.channels) == {"C": 1.0}
    assert not after.problems


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"name": ""}, "A keeps its name: a name has 1 to 40 printable characters."),
        ({"name": None}, "A keeps its name: a name has 1 to 40 printable characters."),
        ({"name": "x" * 41}, "A keeps its name: a name has 1 to 40 printable characters."),
        ({"name": "Existing"}, "A keeps its name: 'Existing' stands for the customers of today."),
        ({"name": " B "}, "A keeps its name: there is a channel B already."),
        ({"motion": "sideways"}, "A: motion is inbound or outbound. It stays inbound."),
        ({"motion": None}, "A: motion is inbound or outbound. It stays inbound."),
        ({"spend_share": 3.0}, "A: Spend share is 300 %; allowed is 0 % to 100 %. It stays 50 %."),
        ({"bounce_rate": -0.1}, "A: Bounce rate is −10 %; allowed is 0 % to 100 %. It stays 0 %."),
        ({"win_index": 11}, "A: Win index is 11; allowed is 0 to 10. It stays 1."),
        ({"win_index": "abc"}, "A: Win index: 'abc' is not understood; type a number such as 0.8. It stays 1."),
        ({"spend_share": "300"}, "A: Spend share: 300 % is not allowed; allowed is 0 % to 100 %. It stays 50 %."),
        (
            {"organic_visitors": "1.234"},
            "A: Organic visitors: '1.234' may be 1.2340 or 1,234; type one of these. It stays 3,000.",
        ),
        (
            {"cost_per_visitor": "−50,000"},
            "A: Cost per visitor: −50,000 is not allowed; allowed is 0 to 1,000,000,000,000. It stays 2.",
        ),
        ({"cost_per_visitor": None}, "A: Cost per visitor is empty; allowed is 0 to 1,000,000,000,000. It stays 2."),
    ],
)
def test_what_cannot_be_is_refused_in_words(cells, sentence):
    """The sentence names channel, value, bounds and what stands; the other cells of the row are taken."""
    after = edit_channels([A, B], {0: cells | {"lead_index": 2.0}})
    assert after.problems == (sentence,)
    assert after.channels == (A.replace(lead_index=2.0), B)


@pytest.mark.parametrize(
    ("field", "text", "value", "note"),
    [
        ("cost_per_visitor", "83,50", 83.5, ""),
        ("reference_spend", "$1.2M", 1_200_000, ""),
        ("organic_visitors", "1.2k", 1200, ""),
        ("bounce_rate", "3,5 %", 0.035, ""),
        ("bounce_rate", "0.5", 0.005, "A: Bounce rate: '0.5' is taken as 0.5 %: shares are typed in per cent."),
        ("cost_per_visitor", "€2", 2, "A: Cost per visitor: '€2' is taken as 2 USD: amounts are not converted."),
    ],
)
def test_a_cell_is_read_as_people_write_it(field, text, value, note):
    """A number may be the text that was typed, in a row that is there and in one that is new; what may not be meant is told."""
    after = edit_channels([A, B], {0: {field: text}}, currency="USD")
    assert after.channels == (A.replace(**{field: value}), B)
    assert after.notes == ((note,) if note else ())
    new = edit_channels([A, B], added=[{field: text}], currency="USD").channels[-1]
    assert getattr(new, field) == value


def test_a_cell_typed_as_it_stands_keeps_its_digits():
    """A cell shows six decimals; typing what it shows changes nothing."""
    third = A.replace(lead_index=1 / 3)
    assert edit_channels([third, B], {0: {"lead_index": "0.333333"}}).channels == (third, B)


def test_two_channels_can_change_names():
    """Names pasted over each other are taken where they differ in the end."""
    after = edit_channels([A, B], {0: {"name": "B"}, 1: {"name": "A"}})
    assert [c.name for c in after.channels] == ["B", "A"]
    assert not after.problems


def test_a_new_row_with_a_name_that_is_taken_gets_another():
    """Nothing typed in the row is lost but the name."""
    after = edit_channels([A, B], added=[{"name": "A", "spend_share": 0.2, "organic_visitors": 10.0}])
    assert shares(after.channels) == {"A": 0.4, "B": 0.4, "New channel": 0.2}
    assert after.problems == ("There is a channel A already: the new one is New channel.",)


def test_new_rows_without_names_are_numbered():
    """The first is a new channel, the next ones are counted from two."""
    after = edit_channels([A, B], added=[{}, {}, {}])
    assert [c.name for c in after.channels[2:]] == ["New channel", "New channel 2", "New channel 3"]


def test_a_new_channel_without_visitors_is_told():
    """A new row that can bring nobody is pointed out, one that can is not, and no channel that was there before."""
    idle = A.replace(organic_visitors=0, cost_per_visitor=0)
    added = [{"name": "Empty"}, {"name": "Unpaid", "organic_visitors": 10.0}, {"name": "Paid", "cost_per_visitor": 2.0}]
    notes = edit_channels([idle, B], added=added).notes
    assert [note for note in notes if "is new" in note] == [
        "Empty is new: give it visitors, or a cost per visitor and a spend share."
    ]


def test_there_is_room_for_twenty_four():
    """The twenty-fifth is refused, and the others stay."""
    many = edit_channels([Channel("All")], added=[{}] * 23).channels
    assert len(many) == MAX_CHANNELS
    after = edit_channels(many, added=[{}])
    assert after.channels == many
    assert after.problems == ("24 channels are the most there can be: 1 not added.",)


def test_rows_are_counted_before_any_is_removed():
    """An edit of the last row meets it also where an earlier one goes."""
    after = edit_channels([A, B], {1: {"name": "C"}}, removed=[0])
    assert shares(after.channels) == {"C": 1.0}
