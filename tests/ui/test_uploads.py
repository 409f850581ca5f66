"""Uploaded files are read and forgotten: a session's memory does not grow with them."""

from __future__ import annotations

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

from tests.ui.pages import app_with, link_of, run, turn_to
from ui import uploads
from ui.own_data import SAMPLE_FILE

TIMES = 60


@pytest.fixture
def managers(monkeypatch):
    """Every manager of uploaded files that is made; AppTest makes one for each run."""
    made = []
    add = MemoryUploadedFileManager.add_file

    def add_file(manager, session_id, file):
        made.append(manager)
        add(manager, session_id, file)

    monkeypatch.setattr(MemoryUploadedFileManager, "add_file", add_file)
    return made


@pytest.mark.parametrize("content", [SAMPLE_FILE.read_bytes(), b"no table"], ids=["taken", "refused"])
def test_a_file_is_gone_once_it_was_read(content, managers):
    """Sixty uploads, taken or refused, leave nothing: not with the server, and not in the session."""
    app = turn_to(run(app_with({})), "company")
    app.session_state["group_own"] = True
    run(app)
    for k in range(TIMES):
        app.file_uploader[0].upload(f"table {k}.csv", content, "text/csv")
        run(app)
    assert len(managers) == TIMES
    assert [manager.file_storage for manager in managers if any(manager.file_storage.values())] == []
    assert not [value for value in app.session_state._state.filtered_state.values() if isinstance(value, UploadedFile)]
    if content != b"no table":
        assert link_of(app).plan.baseline.name == f"table {TIMES - 1}"


def test_a_session_has_one_file_at_most():
    """Sixty files sent one after the other and never read: the last stays, and other sessions keep theirs."""
    manager = MemoryUploadedFileManager("/upload")
    uploads._keep_one(manager)
    manager.add_file("other", UploadedFileRec("theirs", "a.csv", "text/csv", b"x"))
    for k in range(TIMES):
        manager.add_file("mine", UploadedFileRec(f"file {k}", "a.csv", "text/csv", b"x" * 1000))
    assert list(manager.file_storage["mine"]) == [f"file {TIMES - 1}"]
    assert list(manager.file_storage["other"]) == ["theirs"]
    assert sum(stat.byte_length for stats in manager.get_stats().values() for stat in stats) == 1001
