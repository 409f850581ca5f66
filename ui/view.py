"""What a page shows of what is open."""

from __future__ import annotations

from functools import cached_property

from model import Projection, Summary
from ui import state
from ui.live import Live


class View:
    """What a page shows: the scenario's projection and summary, and the baseline's; projected when asked for."""

    @cached_property
    def _both(self) -> tuple[Summary, Summary]:
        return state.summaries()

    @property
    def now(self) -> Summary:
        """The scenario's outcomes."""
        return self._both[0]

    @property
    def was(self) -> Summary:
        """The baseline's outcomes."""
        return self._both[1]

    @property
    def p(self) -> Projection:
        """The scenario's projection."""
        return self.now.p

    @property
    def baseline(self) -> Projection:
        """The baseline's projection."""
        return self.was.p

    @cached_property
    def live(self) -> Live:
        """The scenario's formulas with its numbers."""
        return Live(self.now)
