"""Taking turns: what fills memory or a processor runs once at a time in a process, whoever asks for it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Lane:
    """Where visitors wait for their turn, first come first served.

    A turn ends however its block ends: with a result, an error, or Streamlit's own exceptions, by which it stops a run
    whose visitor clicked elsewhere or left. Who waits is taken out of the lane in the same way.
    """

    def __init__(self) -> None:
        self._lined_up: deque[object] = deque()
        self._moved = threading.Condition()

    @contextmanager
    def turn(self, waiting: Callable[[int], object], every: float = 0.25) -> Iterator[None]:
        """Wait for one's turn, and have it within the block; `waiting` is told how many come before, `every` so many seconds.

        >>> lane = Lane()
        >>> with lane.turn(print):
        ...     len(lane)
        1
        >>> len(lane)
        0
        """
        me = object()
        with self._moved:
            self._lined_up.append(me)
        try:
            while before := self._before(me, every):
                waiting(before)
            yield
        finally:
            with self._moved:
                self._lined_up.remove(me)
                self._moved.notify_all()

    def _before(self, me: object, patience: float) -> int:
        with self._moved:
            self._moved.wait_for(lambda: self._lined_up[0] is me, patience)
            return self._lined_up.index(me)

    def __len__(self) -> int:
        return len(self._lined_up)


QUICK, LARGE = Lane(), Lane()
"""Futures that are drawn at once, and those that take their time: neither waits for the other kind."""
