"""A Streamlit server to measure, and a visitor without a browser: it speaks the page's own protocol."""

from __future__ import annotations

import json
import os
import random
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any, NamedTuple, Self

import psutil  # type: ignore[import-untyped]
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg, ForwardMsgList
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect
from websockets.typing import Subprotocol

ROOT = Path(__file__).resolve().parent.parent
REMEMBERED = 2
"""Runs for which a browser remembers a large message that it was not sent again (global.maxCachedMessageAge)."""


class Server:
    """`streamlit run` of a script with the project's configuration, until the end of the `with`."""

    def __init__(self, script: str, **environment: str):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        command = [sys.executable, "-m", "streamlit", "run", script]
        command += ["--server.address", "127.0.0.1", "--server.port", self.address.rpartition(":")[2]]
        command += ["--client.showErrorDetails", "full"]  # the page's own error, should it show one
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._seen = psutil.Process(self._process.pid)

    def __enter__(self) -> Self:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://{self.address}/_stcore/health", timeout=5):
                    return self
            except OSError:
                if self._process.poll() is not None:
                    break
                time.sleep(0.1)
        self.__exit__()
        raise RuntimeError(f"the server did not start: {' '.join(map(str, self._process.args))}")  # type: ignore[arg-type]

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(30)

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        times = self._seen.cpu_times()
        return times.user + times.system

    def memory(self) -> float:
        """Resident memory, MB."""
        return self._seen.memory_info().rss / 1e6


class Run(NamedTuple):
    """What one run of the script took, from the request sent to the last message read, and sent."""

    seconds: float
    size: int


class Visitor:
    """One session: shows what the server sends, and moves levers by their names.

    Like a browser it reports every widget it shows at every run, and names the large messages it
    still has, which are then not sent again.
    """

    def __init__(self, server: Server, page: str = "", query: str = ""):
        self._server, self._page, self._script, self._query = server, page, "", query
        self._socket = connect(
            f"ws://{server.address}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            compression=None,
            max_size=None,
            ping_interval=None,
            proxy=None,
        )
        self.shown: dict[tuple[int, ...], ForwardMsg] = {}
        self._reported: dict[str, WidgetState] = {}
        self._remembered: dict[str, tuple[int, ForwardMsg]] = {}
        self._runs = self._sequence = 0
        self._steps: dict[str, int] = {}
        self.first = self._run()

    def close(self) -> None:
        """Leave."""
        self._socket.close()

    def elements(self, kind: str) -> list[Any]:
        """The elements of one kind that are on the page."""
        return [element for each, element in map(_element, self.shown.values()) if each == kind]

    def recording(self) -> bytes:
        """Everything on the page, to be shown again by `bench/floor.py`."""
        return ForwardMsgList(messages=self.shown.values()).SerializeToString()

    def move(self, names: list[str], rng: random.Random) -> Run:
        """Move one of these levers to another of its steps, and wait for the answer."""
        levers = [lever for lever in self._levers() if lever["name"] in names]
        lever = rng.choice(levers)
        low, step = lever["low"], lever["step"]
        others = [n for n in range(round((lever["high"] - low) / step) + 1) if n != self._steps.get(lever["name"])]
        self._steps[lever["name"]] = n = rng.choice(others)
        return self.send({lever["name"]: round(low + n * step, 10)})

    def send(self, values: dict[str, float]) -> Run:
        """What the list of levers sends when these are moved, and the answer."""
        self._sequence += 1
        message = {"seq": self._sequence, "values": values, "moving": False}
        event = json.dumps([{"event": "move", "value": message}])
        trigger = f"$$STREAMLIT_INTERNAL_KEY_{self._list().id}__events"
        return self._run(WidgetState(id=trigger, json_trigger_value=event))

    def _list(self) -> Any:
        (found,) = [each for each in self.elements("bidi_component") if each.id.endswith("-levers_list")]
        return found

    def _levers(self) -> list[dict[str, Any]]:
        """The levers that the list shows."""
        groups = json.loads(json.loads(self._list().json)["spec"])["groups"]
        return [lever for group in groups for lever in group["levers"]]

    def press(self, label: str) -> Run:
        """Press the button of that label, and wait for the answer."""
        (button,) = [each for each in self.elements("button") if each.label == label]
        self._reported[button.id] = WidgetState(id=button.id, trigger_value=True)
        return self._run()

    def receive(self) -> bytes:
        """The next message, as it is sent."""
        data = self._socket.recv(timeout=60)
        assert isinstance(data, bytes)
        return data

    def _run(self, *triggers: WidgetState) -> Run:
        start, size = time.perf_counter(), 0
        self._socket.send(self._request(triggers))
        while True:
            data = self.receive()
            size += len(data)
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if kind == "ref_hash":
                message = self._recalled(message)
                kind = "delta"
            elif message.metadata.cacheable:
                self._remembered[message.hash] = self._runs, message
            if kind == "delta":
                self.shown[tuple(message.metadata.delta_path)] = message
            elif kind == "new_session":
                self._script = self._script or message.new_session.page_script_hash
                self.shown.clear()
            elif kind == "navigation":
                self._script = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                break
        taken = time.perf_counter() - start
        self._settle()
        return Run(taken, size)

    def _request(self, triggers: tuple[WidgetState, ...]) -> bytes:
        back = BackMsg()
        asked = back.rerun_script
        asked.query_string, asked.page_script_hash = self._query, self._script
        if not self._script:
            asked.page_name = self._page
        asked.context_info.timezone, asked.context_info.locale = "UTC", "en-US"
        asked.context_info.url = f"http://{self._server.address}/{self._page}"
        asked.widget_states.widgets.extend([*self._reported.values(), *triggers])
        asked.cached_message_hashes.extend(self._remembered)
        return back.SerializeToString()

    def _recalled(self, reference: ForwardMsg) -> ForwardMsg:
        _, message = self._remembered[reference.ref_hash]
        self._remembered[reference.ref_hash] = self._runs, message
        message.metadata.CopyFrom(reference.metadata)
        return message

    def _settle(self) -> None:
        """After a run: forget widgets that are gone, take up new ones, and refuse to measure a broken page."""
        self._runs += 1
        self._remembered = {
            name: (run, message) for name, (run, message) in self._remembered.items() if self._runs - run <= REMEMBERED
        }
        states = {}
        for kind, element in map(_element, self.shown.values()):
            if kind == "exception":
                raise RuntimeError(f"the page shows an error: {element.type}: {element.message}")
            state = _reports(kind, element)
            if state is not None:
                new = getattr(element, "set_value", False) or element.id not in self._reported
                states[element.id] = state if new else self._reported[element.id]
        self._reported = states


def _element(message: ForwardMsg) -> tuple[str, Any]:
    """Kind and content of an element; an empty kind for what only holds others."""
    kind = message.delta.new_element.WhichOneof("type") or ""
    return kind, getattr(message.delta.new_element, kind) if kind else None


def _reports(kind: str, element: Any) -> WidgetState | None:
    """What a browser reports of a widget that nobody has touched; None where it says nothing."""
    state = WidgetState(id=getattr(element, "id", ""))
    given = getattr(element, "set_value", False)
    if kind == "slider":
        if element.options:
            options = [element.options[int(n)] for n in element.default]
            state.string_array_value.data.extend(element.raw_value if given else options)
        else:
            state.double_array_value.data.extend(element.value if given else element.default)
    elif kind == "checkbox":
        state.bool_value = element.value if given else element.default
    elif kind in ("selectbox", "radio") and (given or element.HasField("default")):
        state.string_value = element.raw_value if given else element.options[element.default]
    elif kind in ("text_input", "text_area"):
        state.string_value = element.value if given else element.default
    elif kind == "button_group":
        options = [element.options[n].content for n in element.default]
        state.string_array_value.data.extend(element.raw_values if given else options)
    elif kind == "multiselect":
        options = [element.options[n] for n in element.default]
        state.string_array_value.data.extend(element.raw_values if given else options)
    else:
        return None
    return state


def key_of(widget: str) -> str | None:
    """The key the page gave a widget, from its id; None where it gave none."""
    found = re.fullmatch(r"\$\$ID-[0-9a-f]+-(.+)", widget)
    return None if found is None or found[1] == "None" else found[1]
