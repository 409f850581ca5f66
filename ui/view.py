"""What a page shows of what is open."""

from __future__ import annotations

from functools import cached_property

from model import Projection, Summary
from model.plan import Against, month_read_at
from ui import state
from ui.live import Live


class View:
    """What a page shows: the scenario's projection and summary, and those of what it is compared with; made when asked for."""

    @cached_property
    def _both(self) -> tuple[Summary, Summary]:
        return state.summaries()

    @property
    def now(self) -> Summary:
        """The scenario's outcomes."""
        return self._both[0]

    @property
    def was(self) -> Summary:
        """The outcomes of what the scenario is compared with."""
        return self._both[1]

    @property
    def p(self) -> Projection:
        """The scenario's projection."""
        return self.now.p

    @property
    def compared(self) -> Projection:
        """The projection of what the scenario is compared with, over the same months."""
        return self.was.p

    @cached_property
    def against(self) -> Against:
        """What the scenario is compared with."""
        return state.get().against

    @cached_property
    def read(self) -> int:
        """The place of the month that all charts are read at, 0 for the first: the last where none is chosen or in sight."""
        return month_read_at(state.page_value("read"), self.p.scenario)

    @cached_property
    def live(self) -> Live:
        """The scenario's formulas with its numbers."""
        return Live(self.now)
