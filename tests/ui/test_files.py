"""Every file that the app gives: no spreadsheet calculates anything that somebody typed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager

from actuals import read
from model.plan import MOST_PINS, Baseline, Pin, Plan
from tests.payloads import PAYLOADS, active_cells
from tests.ui.pages import BASE, app_with, run, turn_to
from ui import link
from ui.frame import PAGES

OPENED = ("compare_all", "months_levers-cash.csv", "months_levers-funnel.csv", "group_own")
EACH = 24
NAMEABLE = [*dict.fromkeys(text.strip() for text in PAYLOADS if text.isprintable())]
NAMES = [NAMEABLE[k : k + EACH] for k in range(0, len(NAMEABLE), EACH)]


def hostile_link(names):
    """A link in which own data, pins and every channel have such names."""
    shares = [round(1 / len(names), 6)] * (len(names) - 1)
    channels = tuple(
        replace(BASE.channels[k % len(BASE.channels)], name=name, spend_share=share)
        for k, (name, share) in enumerate(zip(names, [*shares, 1 - sum(shares)], strict=True))
    )
    own = BASE.replace(channels=channels)
    moved = own.replace(**{f"{name}.lead_index": 1.2 for name in names[:3]}, arpu=60)
    pins = tuple(Pin(name, own.replace(arpu=50.0 + k)) for k, name in enumerate(names[-MOST_PINS:]))
    ranges = ";".join(["arpu:50:60", "churn_rate:0.02:0.05"])
    page = {"futures": "200", "ranges": ranges, "among": "all"}
    return link.write(Plan(Baseline(names[0], own, is_template=False), moved, page, pins))


@pytest.fixture
def files(monkeypatch):
    """What the download buttons of the last run would give, by the file's name."""
    kept = {}

    def add_deferred(manager, make, mimetype, coordinates, file_name=None, **more):
        kept[file_name] = make
        return file_name

    monkeypatch.setattr(MediaFileManager, "add_deferred", add_deferred)
    return kept


@pytest.mark.parametrize("page", [file.removeprefix("pages/").removesuffix(".py") for file, _ in PAGES])
@pytest.mark.parametrize("names", NAMES, ids=range(len(NAMES)))
def test_no_file_calculates_what_was_typed(page, names, files):
    """Every download of every page, with names like formulas everywhere: no reading of it holds a formula."""
    app = app_with(hostile_link(names))
    for key in OPENED:
        app.session_state[key] = True
    turn_to(run(app), "" if page == "explore" else page)
    for make in files.values():
        content = make()
        assert content.startswith(b"\xef\xbb\xbf")
        assert active_cells(content) == []
    assert len(files) == len(app.get("download_button"))  # no button gives a file in another way


def test_every_table_has_its_file(files):
    """Since tables give no files of their own, beside each page's tables stands a button that does."""
    app = run(app_with(hostile_link(NAMES[0])))
    for file, _ in PAGES:
        files.clear()
        page = file.removeprefix("pages/").removesuffix(".py")
        app = turn_to(app, "" if page == "explore" else page)
        assert bool(files) == bool(app.dataframe), page


def test_the_blank_table_is_read_back(files):
    """The table to fill in, as the app gives it, is one that it takes."""
    app = turn_to(run(app_with({})), "company")
    app.session_state["group_own"] = True
    run(app)
    assert read(files["levers-monthly.csv"]()).channels == ("Paid search", "Outbound")
