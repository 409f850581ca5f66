"""Unit economics on screen: figures equal the model, variants show their formulas, corners have words."""

import pytest

from model import MEASURES, project, summarize
from model.templates import TEMPLATES
from tests.ui.pages import first_run
from ui.format import short
from ui.words import LTV_VARIANTS


def page(**params):
    """The page as a link opens it; nothing may have gone wrong."""
    return first_run("pages/unit_economics.py", **params)


def test_figures_equal_the_model():
    """Every figure is what summarize says, as the formatter writes it."""
    scenario = TEMPLATES["mid_market"].scenario.replace(churn_rate=0.02)
    app, now = page(template="mid_market", churn_rate="0.02"), summarize(project(scenario))
    shown = {metric.label: metric.value for metric in app.metric}
    for name in (
        "ltv_to_cac",
        "payback",
        "payback_simple",
        "cac",
        "cac_paid",
        "marginal_cac",
        "gross_margin",
        *LTV_VARIANTS,
    ):
        measure = MEASURES[name]
        assert shown[measure.label] == short(now[name], measure.unit, "USD", measure.endless, month="mo")


def test_each_variant_of_ltv_shows_its_formula():
    """Beside each variant stands its formula, and below it the same with live numbers."""
    codes = [code.value for code in page().code]
    assert [code.splitlines()[0] for code in codes] == [MEASURES[name].formula for name in LTV_VARIANTS]
    assert "64 USD" in codes[0]


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"win_rate": "0"}, "Nobody is won in the first year"),
        ({"churn_rate": "0"}, "At zero churn a customer is worth endlessly much"),
        ({"marketing_spend": "0", "churn_rate": "1"}, "never pays back"),
        ({"support_cost": "500"}, "never pays back"),
        ({"months": "6"}, "Winning a customer costs"),
        ({"spend_elasticity": "0.2", "marketing_spend": "1000000000000"}, "Winning a customer costs"),
    ],
)
def test_corners_have_words(params, said):
    """Nobody won, nobody lost, everything lost, no margin: the page says what that means."""
    assert any(said in text.value.replace("\\", "") for text in page(**params).markdown)
