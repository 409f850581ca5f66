"""Uploaded files, which Streamlit keeps in memory as long as a session lives: here each goes once it is read."""

from __future__ import annotations

from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec


def taken(upload: UploadedFile) -> bytes:
    """The content of an uploaded file, which is gone from the server's memory afterwards."""
    content = upload.getvalue()
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, upload.file_id)
    return content


def keep_one() -> None:
    """From now on a session's next file takes the place of its last: also of files that were sent and never read."""
    if runtime.exists():
        manager = runtime.get_instance().uploaded_file_mgr
        if isinstance(manager, MemoryUploadedFileManager):
            _keep_one(manager)


def _keep_one(manager: MemoryUploadedFileManager) -> None:
    add = manager.add_file

    def add_file(session_id: str, file: UploadedFileRec) -> None:
        for before in [*manager.file_storage.get(session_id, ())]:
            manager.remove_file(session_id, before)
        add(session_id, file)

    manager.add_file = add_file  # type: ignore[method-assign] # the server makes its manager before it reads the app
