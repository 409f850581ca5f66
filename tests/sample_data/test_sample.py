"""The sample table: it is what its script writes, reads cleanly and describes a plausible company."""

import re
import runpy
from pathlib import Path

import pytest

from actuals import CHANNEL_COLUMNS, COLUMNS, derive, listing, read
from model import project, summarize

SAMPLE = Path(__file__).parents[2] / "sample_data"


@pytest.fixture(scope="module")
def monthly():
    """The committed sample, read."""
    return read(SAMPLE / "monthly.csv")


def test_script_writes_the_committed_file(tmp_path, monkeypatch):
    """Running the script writes the committed table byte for byte."""
    script = tmp_path / "make_sample.py"
    script.write_bytes((SAMPLE / "make_sample.py").read_bytes())
    monkeypatch.syspath_prepend(str(SAMPLE.parent))
    runpy.run_path(str(script), run_name="__main__")
    assert (tmp_path / "monthly.csv").read_bytes() == (SAMPLE / "monthly.csv").read_bytes()


def test_sample_reads_without_notes(monthly):
    """The sample holds 18 months to 2026-12, five channels, one of them outbound, and nothing to doubt."""
    assert monthly.notes == ()
    assert len(monthly.frame) == 18
    assert f"{monthly.frame.index[-1]:%Y-%m}" == "2026-12"
    assert monthly.channels == ("Organic search", "Social", "Paid search", "Newsletter", "Outbound")
    assert dict(zip(monthly.channels, monthly.motions, strict=True))["Outbound"] == "outbound"
    assert monthly.motions.count("inbound") == 4


@pytest.mark.parametrize(
    ("stock", "ins", "outs"),
    [
        ("mrr", ["new_mrr", "expansion_mrr"], ["churned_mrr", "contraction_mrr"]),
        ("customers", ["new_customers"], ["churned_customers"]),
        ("contacts", ["new_contacts"], ["unsubscribed"]),
        ("pipeline", ["sqls"], ["resolved"]),
    ],
)
def test_bridges_hold_to_the_cent(monthly, stock, ins, outs):
    """Every stock of the sample moves exactly by its flows."""
    flows = sum(monthly[name] for name in ins) - sum(monthly[name] for name in outs)
    off = (monthly[stock].diff() - flows).iloc[1:]
    assert off.abs().max() < 1e-6


def test_cash_moves_by_what_came_in_and_went_out(monthly):
    """Cash of the sample is last month's plus MRR less every cost of the table, to the cent."""
    costs = [
        "spend",
        "marketing_people",
        "marketing_tools",
        "marketing_overhead",
        "sales_people",
        "commissions",
        "support",
        "infrastructure",
        "retention",
        "payment_fees",
        "product_cost",
        "admin_cost",
    ]
    flow = monthly["mrr"] - sum(monthly[name] for name in costs)
    assert (monthly["cash"].diff() - flow).iloc[1:].abs().max() < 1e-6


def test_derived_scenario_is_plausible(monthly):
    """The scenario of the sample is a young SaaS company: rates in their usual ranges, months of runway left."""
    scenario = derive(monthly).scenario
    outcome = summarize(project(scenario))
    assert scenario.start == "2027-01"
    assert 0.01 < scenario.churn_rate < 0.04
    assert 80 < scenario.arpu < 110
    assert 0.01 < scenario.visitor_to_lead < 0.03
    assert 0.2 < scenario.win_rate < 0.4
    assert 0.5 < scenario.sales_cycle < 1.5
    assert 0.0 < scenario.organic_growth < 0.04
    assert 1.5 < outcome["ltv_to_cac"] < 5
    assert 0.1 < outcome["arr_growth_12"] < 0.8
    assert outcome["runway"] > 12


def test_first_projected_month_continues_the_table(monthly):
    """Month 1 of the derived scenario is within a few per cent of what the last months lead to expect."""
    p = project(derive(monthly).scenario)
    step = monthly["mrr"].diff().iloc[-6:].mean()
    assert p["mrr"][0] - monthly["mrr"].iloc[-1] == pytest.approx(step, rel=0.35)
    assert p["leads"][0] == pytest.approx(monthly["leads"].iloc[-1], rel=0.1)
    burn = monthly["cash"].diff().iloc[-3:].mean()
    assert p["net_cash_flow"][0] == pytest.approx(burn, rel=0.1)


def test_readme_lists_exactly_the_declared_columns():
    """The README's table is the listing of the declarations: every column, no other."""
    text = (SAMPLE / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)
    assert named == [*COLUMNS, *(f"Paid search.{name}" for name in CHANNEL_COLUMNS)]
    assert listing() in text
