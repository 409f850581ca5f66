"""Every measure runs on numbers that write formulas, and what they write comes out at the floats' number."""

from __future__ import annotations

import numpy as np
import pytest

from model import MEASURES, Channel, Scenario, project, summarize
from model.cells import side_by_side
from model.measures import MONTHLY
from model.projection import Projection
from tests.model.test_formulas import DULL, TWO, close, on_a_sheet

SOCIAL = (
    Channel("Social", spend_share=0.4, reference_spend=3_000, click_through_rate=0.02, bounce_rate=0.5, churn_index=2),
    Channel("Ads", "outbound", spend_share=0.6, reference_spend=0, click_through_rate=0.05, organic_visitors=0),
)
SCENARIOS = {
    "two channels": Scenario(
        channels=TWO, months=14, repriced_share=0.5, marketing_spend_growth=0.02, opening_cash=1e7
    ),
    "cash runs out": Scenario(channels=SOCIAL, months=14, opening_cash=20_000, admin_cost=30_000, ltv_horizon=24),
    "nothing there": Scenario(
        channels=DULL, months=14, opening_mrr=0, opening_customers=0, marketing_spend=0, opening_cash=-5
    ),
    "half a year": Scenario(channels=SOCIAL, months=6, churn_rate=0, marketing_spend=50_000),
}


class OnASheet(Projection):
    """The months of a scenario as cells; each series that is read is put into cells of its own."""

    def __init__(self, scenario):
        self.scenario, self.rows, self.months, self.varied = scenario, None, scenario.months, {}
        self.sheet, self.lever, self.terms, (self._opening, *self._books) = on_a_sheet(scenario, scenario.months)
        self._series, self._won, self._outcomes = {}, None, {}

    def __getitem__(self, name):
        if name not in self._series:
            cells = [self.sheet.put(f"{name}_{t}", number) for t, number in enumerate(super().__getitem__(name), 1)]
            self._series[name] = side_by_side(cells)
        return self._series[name]


@pytest.fixture(scope="module", params=SCENARIOS)
def both(request):
    """A scenario as cells and as floats."""
    return OnASheet(SCENARIOS[request.param]), project(SCENARIOS[request.param])


def same(cell, number):
    """Whether a cell holds a float's number but for rounding, or nothing where there is none."""
    return close(cell, number) or (np.isnan(cell) and np.isnan(number))


@pytest.mark.parametrize("name", MONTHLY)
def test_every_series_runs_on_cells(both, name):
    """Month by month the cell holds the float."""
    cells, p = both
    for t, cell in enumerate(cells[name], 1):
        assert same(cells.sheet.known[cell.text], p[name][t - 1]), t


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_runs_on_cells(both, name):
    """The one number is written as a formula of cells, and comes out at the float."""
    cells, p = both
    with np.errstate(all="ignore"):
        written = np.asarray(MEASURES[name].overall(cells)).item()
    cell = cells.sheet.put(f"{name}_overall", written)
    assert same(cells.sheet.known[cell.text], summarize(p)[name])
