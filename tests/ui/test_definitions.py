"""Definitions holds every term, finds it, opens it by link, and says where it is shown."""

import pytest

from model import FACTS, LEVERS, MEASURES, project, summarize
from model.levers import CHANNEL_FIELDS
from model.measures import VARIANTS
from model.questions.channel_economics import CHANNEL_MEASURES
from model.templates import TEMPLATES
from tests.ui.pages import first_run
from ui import frame
from ui.controls import definitions
from ui.live import Live
from ui.settings.definitions import CHANNEL, TERMS

P = project(TEMPLATES["self_serve"].scenario)


def page(**params):
    """Definitions as it is opened by a link."""
    return first_run("pages/definitions.py", **params)


def test_every_declaration_has_an_entry():
    """Levers, facts, channel fields, measures and channel measures are all there, and links accept just these."""
    declared = {*LEVERS, *FACTS, *CHANNEL_FIELDS, *MEASURES, *(CHANNEL + name for name in CHANNEL_MEASURES)}
    assert definitions.entries().keys() == declared == TERMS


@pytest.mark.parametrize("name", ["ltv", "churn_rate", "opening_cash", "lead_index", "channel.cac", "runway", "mrr"])
def test_an_entry_opens_by_its_link(name):
    """A link to an entry opens it, with the formula's live numbers where it has any."""
    app = page(term=name)
    assert definitions.entries()[name].label in [heading.value for heading in app.subheader]
    if name in MEASURES:
        (code,) = app.code
        assert Live(summarize(P)).lines(name)[-1] in code.value


def test_an_unknown_entry_is_named():
    """A link to a term that is not there says so and shows the table."""
    app = page(term="lvt")
    assert any("term is 'lvt'" in text.value.replace("\\", "") for text in app.markdown)
    assert len(app.dataframe) == 1


def test_search_finds_by_meaning():
    """Every word must occur, in name, label, meaning or formula; nothing found is said."""
    assert "burn_multiple" in [entry.name for entry in definitions.matching("cash burnt arr")]
    assert definitions.matching("flux capacitor") == []
    app = page()
    app.text_input(key="definitions_words").set_value("flux capacitor").run()
    assert any("No term holds" in text.value for text in app.markdown)


def test_the_pages_that_show_a_measure_are_named():
    """Where a measure is shown is read off the pages themselves."""
    shown = definitions.shown_on(frame.page_sources())
    assert "Explore" in shown["ltv_to_cac"]
    assert "Cash" in shown["burn_multiple"]


def test_variants_are_known():
    """Every variant is a declared name, and stands in one group only."""
    names = [name for group in VARIANTS for name in group]
    assert set(names) <= definitions.entries().keys()
    assert len(set(names)) == len(names)
