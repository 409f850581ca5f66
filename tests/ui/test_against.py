"""What is compared with, what moved, and the way back, run without a browser."""

from __future__ import annotations

from model.templates import TEMPLATES
from tests.ui.pages import app_with, link_of, move, run
from tests.ui.test_app import choose, shows
from words.format import plain

SELF_SERVE, ENTERPRISE = (TEMPLATES[name].scenario for name in ("self_serve", "enterprise"))


def start(**params):
    """The app as it is after its first run, with these in the address bar."""
    return run(app_with({"template": "self_serve"} | params))


def press(app, label):
    """Press a button of the header."""
    (button,) = [button for button in app.button if button.label == label]
    return run(button.click())


def disabled(app, label):
    """Whether a button of the header waits for something to do."""
    return [button.disabled for button in app.button if button.label == label] == [True]


def switch(app):
    """The switch of what everything is compared with."""
    (found,) = [group for group in app.button_group if group.label == "Against"]
    return found


def badges(app):
    """What moved, as it is told, each to be put back."""
    (found,) = [group for group in app.button_group if group.label == "Moved"]
    return found


def test_another_currency_is_a_change_that_can_be_put_back():
    """Amounts are compared under the other name, and its badge leads back, like that of any lever that moved."""
    app = start(currency="EUR", churn_rate="0.04", against="baseline")
    moved = [option.split(" :")[0] for option in badges(app).options]
    assert moved == [plain("Currency USD → EUR"), plain("Customer churn 3.5 % → 4 %")]
    app = run(badges(app).set_value("currency"))
    assert shows(app, SELF_SERVE.replace(churn_rate=0.04))
    assert [option.split(" :")[0] for option in badges(app).options] == [plain("Customer churn 3.5 % → 4 %")]


def test_changes_are_undone_and_made_again():
    """One by one, through a template that was chosen in between; a new change ends what could be made again."""
    app = start(churn_rate="0.02")
    app = move(app, churn_rate=0.06)
    app = choose(app, "enterprise")
    app = move(app, win_rate=0.3)
    passed = [SELF_SERVE.replace(churn_rate=0.02), SELF_SERVE.replace(churn_rate=0.06),
              ENTERPRISE, ENTERPRISE.replace(win_rate=0.3)]  # fmt: skip
    for scenario in passed[-2::-1]:
        app = press(app, "Undo")
        assert link_of(app).plan.scenario == scenario
    assert disabled(app, "Undo")
    assert link_of(app).plan.sent == passed[0], "what was sent comes back too"
    assert switch(app).value == "sent"
    for scenario in passed[1:]:
        app = press(app, "Redo")
        assert link_of(app).plan.scenario == scenario
    app = move(press(app, "Undo"), win_rate=0.25)
    assert disabled(app, "Redo")


def test_another_template_is_compared_with_itself():
    """Whoever starts from something else leaves what was sent, and the choice of what to compare with, behind."""
    app = run(switch(start(churn_rate="0.02")).set_value("baseline"))
    app = choose(app, "enterprise")
    assert switch(app).value == "baseline"
    assert switch(app).options == [plain("Enterprise")]
    assert {*app.query_params} == {"v", "template"}


def test_reset_goes_back_to_what_is_compared_with():
    """As it was sent; against the baseline, as that is."""
    app = start(churn_rate="0.02")
    assert disabled(app, "Reset all")
    app = press(move(app, arpu=90), "Reset all")
    assert shows(app, SELF_SERVE.replace(churn_rate=0.02))
    app = press(run(switch(app).set_value("baseline")), "Reset all")
    assert shows(app, SELF_SERVE)
    assert link_of(app).plan.sent == SELF_SERVE.replace(churn_rate=0.02), "and can be gone back to"
