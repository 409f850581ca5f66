"""Taking turns: one at a time, first come first served, and nobody is stuck behind somebody who left."""

from __future__ import annotations

import threading
import time

import pytest
from streamlit.runtime.scriptrunner import RerunData, RerunException, StopException

from ui.turns import Lane


def in_line(lane, count):
    """Wait until so many are in the lane."""
    end = time.monotonic() + 60
    while len(lane) != count:
        assert time.monotonic() < end
        time.sleep(0.001)


def test_one_at_a_time_in_the_order_of_coming():
    """Of five who come, one is inside at a time; each is told how many come before; they go in as they came."""
    lane, order, inside, told = Lane(), [], [], {}
    opened = threading.Event()

    def visit(k):
        with lane.turn(lambda before: told.setdefault(k, []).append(before), every=0.01):
            inside.append(k)
            assert inside == [k]
            opened.wait(60)
            order.append(k)
            inside.remove(k)

    visitors = [threading.Thread(target=visit, args=(k,)) for k in range(5)]
    for k, visitor in enumerate(visitors):
        visitor.start()
        in_line(lane, k + 1)
    end = time.monotonic() + 60
    while len(told) < 4:
        assert time.monotonic() < end
        time.sleep(0.001)
    opened.set()
    for visitor in visitors:
        visitor.join(60)
    assert order == list(range(5))
    assert {k: said[0] for k, said in told.items()} == {k: k for k in range(1, 5)}
    assert len(lane) == 0


@pytest.mark.parametrize(
    "leaves", [StopException(), RerunException(RerunData()), ValueError("a fault"), KeyboardInterrupt()]
)
def test_who_leaves_makes_room(leaves):
    """However a turn or the waiting for it ends, by a fault or because Streamlit stops the run, the next one comes in."""
    lane = Lane()

    def leave(before=0):
        raise leaves

    with pytest.raises(type(leaves)), lane.turn(pytest.fail):
        leave()
    with lane.turn(pytest.fail):
        failed = []

        def wait():
            with pytest.raises(type(leaves)), lane.turn(leave, every=0.01):
                failed.append("came in")

        other = threading.Thread(target=wait)
        other.start()
        other.join(60)
        assert not other.is_alive()
        assert failed == []
        assert len(lane) == 1
    with lane.turn(pytest.fail):
        assert len(lane) == 1
