"""Every chart's design is the one that was reviewed."""

from __future__ import annotations

import pytest

from charts import designs
from tests.charts.snapshots import FOLDER, path_of, written


@pytest.mark.parametrize("design", designs.ALL, ids=lambda design: design.name)
def test_a_design_is_as_its_snapshot_says(design):
    """The compiled Vega-Lite of each variant is as written; `python -m tests.charts.snapshots` rewrites what was meant to change."""
    assert path_of(design).exists(), "a new chart needs its snapshot"
    assert written(design) == path_of(design).read_text(encoding="utf-8")


def test_every_snapshot_has_its_chart():
    """A chart that is no more leaves no snapshot, and no two charts share one."""
    assert sorted(FOLDER.iterdir()) == sorted(path_of(design) for design in designs.ALL)
