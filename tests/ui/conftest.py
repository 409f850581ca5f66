"""The app without a browser, started hundreds of times."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import pytest
from streamlit.components.v2 import manifest_scanner

from ui import state


@pytest.fixture(autouse=True, scope="session")
def one_look_at_the_packages():
    """Streamlit looks through all installed packages for components whenever AppTest runs; once is enough."""
    with pytest.MonkeyPatch.context() as patched:
        scanned = cache(manifest_scanner.scan_component_manifests)
        patched.setattr(manifest_scanner, "scan_component_manifests", scanned)
        yield


@pytest.fixture(autouse=True, scope="session")
def one_connection():
    """AppTest has a stand-in for Streamlit's runtime, another in every run: it is not a browser that comes back."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(state, "runtime", SimpleNamespace(exists=lambda: False))
        yield
