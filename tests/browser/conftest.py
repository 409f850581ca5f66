"""A server of its own and a Chromium; a page that complains or calls anywhere else fails its test."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).parents[2]
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WINDOW = {"width": 1400, "height": 1000}


PATIENCE = 60_000
"""Milliseconds that anything on screen may take: tests wait for what must come, and a busy machine is no fault."""
expect.set_options(timeout=PATIENCE)


@contextmanager
def serving(log, script="app.py"):
    """The app, or another script, on a free port, as a process that has served nobody; what it prints goes to `log`."""
    process, port = started(log, script)
    try:
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait()
    assert "Traceback" not in said_in(log), said_in(log)


def started(log, script):
    """A server that answers, and its port: where another program took the port in between, a second and third try."""
    for _ in range(3):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
        with log.open("wb") as out:
            process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)
        if answers(process, port):
            return process, port
        process.kill()
        process.wait()
    raise AssertionError(f"the server does not start: {said_in(log)}")


def answers(process, port):
    """Whether a server comes to answer while its process lives."""
    end = time.monotonic() + PATIENCE / 1000
    while process.poll() is None and time.monotonic() < end:
        with suppress(OSError):
            urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=5).close()
            return True
        time.sleep(0.1)
    return False


def said_in(log):
    """What a server printed."""
    return log.read_text(encoding="utf-8", errors="replace")


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The address of the app, one process for all tests."""
    with serving(tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


@pytest.fixture
def fresh_server(tmp_path):
    """The address of an app that has served nobody yet."""
    with serving(tmp_path / "log.txt") as address:
        yield address


@pytest.fixture(scope="session")
def chromium():
    """Chromium without a window: the one that is installed, or the one CHROMIUM names."""
    path = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    assert path, "no Chromium: install one, or name it in the environment variable CHROMIUM"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


PROBE = re.compile(r"http://localhost:\d+/\w+/_stcore/(health|host-config)")
"""Streamlit's browser part looks for its server below the address of a page first, is told 404, and goes one up."""


def elsewhere(address):
    """Whether an address leaves this machine."""
    parts = urlsplit(address)
    return parts.scheme not in ("data", "blob") and parts.hostname not in ("localhost", "127.0.0.1")


@pytest.fixture
def new_page(chromium):
    """Makes pages, each in a browser context of its own; at the end none may have complained or called elsewhere."""
    contexts, wrong = [], []

    def heard(message):
        where = message.location["url"]
        if message.type == "error" and not ("404" in message.text and PROBE.fullmatch(where)):
            wrong.append(f"console: {message.text} {where}")

    def watch(page):
        page.on("console", heard)
        page.on("pageerror", lambda error: wrong.append(f"page: {error}"))
        page.on("websocket", lambda socket: elsewhere(socket.url) and wrong.append(f"called {socket.url}"))

    def make(**options):
        context = chromium.new_context(**{"viewport": WINDOW, "locale": "en-US"} | options)
        context.set_default_timeout(PATIENCE)
        context.on("request", lambda request: elsewhere(request.url) and wrong.append(f"called {request.url}"))
        context.on("page", watch)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    assert not wrong


@pytest.fixture
def page(new_page):
    """One page."""
    return new_page()
