"""Unit economics on screen: figures equal the model, variants show their formulas, corners have words."""

import pytest

from model import MEASURES, project, summarize
from model.templates import TEMPLATES
from model.units import MONEY
from tests.ui.figures import figures, value_of
from tests.ui.pages import first_run
from words.format import exact
from words.unit_economics import LTV_VARIANTS


def page(**params):
    """The page as a link opens it; nothing may have gone wrong."""
    return first_run("pages/unit_economics.py", **params)


def test_figures_equal_the_model():
    """Every figure is what summarize says, as the formatter writes it."""
    scenario = TEMPLATES["mid_market"].scenario.replace(churn_rate=0.02)
    app, now = page(template="mid_market", churn_rate="0.02"), summarize(project(scenario))
    shown = {figure.name: figure.value for figure in figures(app)}
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
        assert shown[name] == value_of(name, now)


def test_each_variant_of_ltv_shows_its_formula():
    """Beside each variant stands its formula, and below it the same with live numbers."""
    codes = [code.value for code in page().code]
    assert [code.splitlines()[0] for code in codes] == [MEASURES[name].formula for name in LTV_VARIANTS]
    mix = project(TEMPLATES["self_serve"].scenario).mix
    lines = dict(zip(LTV_VARIANTS, codes, strict=True))
    for name in ("ltv", "ltv_for_ever"):
        assert all(exact(float(profit), MONEY, "USD") in lines[name].splitlines()[1] for profit in mix.profit)
    assert "64 USD" in lines["ltv_revenue"]


def test_the_horizon_of_ltv_is_in_its_formula():
    """Where LTV counts part of a life its live numbers say so, and the sentence too; ratios follow it."""
    scenario = TEMPLATES["self_serve"].scenario.replace(ltv_horizon=36)
    app = page(ltv_horizon="36")
    assert "^36" in app.code[0].value
    assert any("the first 36 months of a customer's life" in text.value for text in app.markdown)
    shown = {figure.name: figure.value for figure in figures(app)}
    assert shown["ltv_to_cac"] == value_of("ltv_to_cac", summarize(project(scenario)))
    assert float(shown["ltv_to_cac"]) < summarize(project(TEMPLATES["self_serve"].scenario))["ltv_to_cac"]


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"win_rate": "0"}, "Nobody is won in the first year"),
        ({"churn_rate": "0"}, "Where customers never leave, what counts all their life has no end: LTV is ∞"),
        ({"marketing_spend": "0", "churn_rate": "1"}, "never pays back"),
        ({"support_cost": "500"}, "never pays back"),
        ({"churn_rate": "0", "support_cost": "500"}, "LTV, for ever is −∞, LTV, revenue is ∞"),
        ({"marketing_spend": "0"}, "There is no marketing spend that could be raised"),
        ({"months": "6"}, "Winning a customer costs"),
        ({"spend_elasticity": "0.2", "marketing_spend": "1000000000000"}, "Winning a customer costs"),
    ],
)
def test_corners_have_words(params, said):
    """Nobody won, nobody lost, everything lost, no margin: the page says what that means."""
    assert any(said in text.value.replace("\\", "") for text in page(**params).markdown)


def test_what_only_rounding_moves_is_unchanged():
    """A win rate that moves wins more of each channel and leaves the mix as it is: LTV is unchanged, not moved by a last digit."""
    app = page(win_rate="0.2", against="baseline")
    changes = {figure.name: figure.change for figure in figures(app)}
    assert changes["ltv"] == "unchanged"
    assert changes["cac"].startswith("▲ +")
