"""What one visitor has open: a baseline, a scenario, and what could not be read.

The session's truth is one `State`; widgets show it and report changes, the link restores it.
A widget whose value is changed from elsewhere (reset, template, its twin) is drawn as a new widget,
its key carrying a count: assigning to its key instead would let the browser's late report of an
older value come back as if a person had set it.
"""

from __future__ import annotations

import secrets
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from model import Channel, InvalidScenario, Scenario, Summary, project, summarize
from model.levers import NUMBERS
from model.scenario import over_months_of
from ui import link
from ui.foreign import STREAMLITS
from ui.kept import kept
from ui.link import Baseline, Pin
from ui.page_parameters import MOST_PINS, PAGE_PARAMETERS

_STATE, _DRAWN, _READ, _LINKED = "levers_state", "levers_drawn", "levers_read", "levers_link"
_SESSION, _CLIENT = "session", "levers_client"

DRAWN = 64
"""Keys that a widget goes through before the first comes again, long forgotten by the browser; Streamlit remembers each."""


@dataclass(frozen=True)
class State:
    """Baseline and scenario, what could not be taken (`problems`), how imported numbers were found (`notes`),
    what pages keep in the link (`page`, see `PAGE_PARAMETERS`), and scenarios set aside (`pins`)."""

    baseline: Baseline
    scenario: Scenario
    problems: tuple[str, ...] = ()
    notes: tuple[tuple[str, str, str], ...] = ()
    page: Mapping[str, str] = field(default_factory=dict)
    pins: tuple[Pin, ...] = ()

    def beside(self, other: Scenario) -> Scenario:
        """Another scenario as it is compared with the open one: over its months and in its currency.

        How far one looks, from which month and what amounts are called is chosen once, for all that is compared.
        """
        seen = over_months_of(other, self.scenario)
        return seen if seen.currency == self.scenario.currency else seen.replace(currency=self.scenario.currency)

    @cached_property
    def base(self) -> Scenario:
        """The baseline's scenario as it is compared; `baseline` is what the link names and Reset goes back to."""
        return self.beside(self.baseline.scenario)


def get() -> State:
    """What is open in this session; KeyError before the frame has opened anything."""
    return st.session_state[_STATE]


def is_open() -> bool:
    """Whether the frame has opened something in this session."""
    return _STATE in st.session_state


def put(state: State) -> None:
    """Make `state` what is open, and redraw the widgets whose numbers it changes."""
    before: State | None = st.session_state.get(_STATE)
    if before is None or before.baseline != state.baseline:
        redraw("all")
    elif before.scenario != state.scenario:
        for name in ("start", "currency", "channels", *NUMBERS):
            if getattr(before.scenario, name) != getattr(state.scenario, name):
                redraw(name)
    for name in PAGE_PARAMETERS:
        if before is not None and before.page.get(name) != state.page.get(name):
            redraw(name)
    st.session_state[_STATE] = state


def set_number(name: str, value: Any, drawn_by: str = "") -> None:
    """Set one lever or fact; what is not allowed is refused in words and changes nothing.

    `drawn_by` is the kind of widget that reports it and therefore shows it already.
    """
    state = get()
    try:
        scenario = state.scenario.replace(**{name: value})
    except InvalidScenario as error:
        stands = getattr(state.scenario, name)
        refuse(f"{error}. It stays {stands:g}." if name in NUMBERS else f"{error}. It stays {stands}.")
        redraw(name)
        return
    st.session_state[_STATE] = replace(state, scenario=scenario, problems=())
    for kind in ("slider", "number"):
        if kind != drawn_by:
            redraw(name, kind)


def refuse(sentence: str) -> None:
    """Say why something is not taken."""
    st.session_state[_STATE] = replace(get(), problems=(sentence,))


def set_channels(channels: tuple[Channel, ...], shown: bool = False) -> None:
    """Make these the scenario's channels; `shown` where the table that reports them shows them already."""
    state = get()
    st.session_state[_STATE] = replace(state, scenario=state.scenario.replace(channels=channels), problems=())
    if not shown:
        redraw("channels")


def reset(*names: str) -> None:
    """Levers and facts back to the baseline's; without names, everything."""
    state = get()
    base = state.baseline.scenario
    back = base if not names else state.scenario.replace(**{name: getattr(base, name) for name in names})
    put(replace(state, scenario=back, problems=()))


def page_value(name: str) -> str:
    """What a page keeps under a name of `PAGE_PARAMETERS`; "" where it keeps nothing."""
    return get().page.get(name, "")


def keep_page_value(name: str, text: str) -> None:
    """Keep a page's own setting across pages, reloads and in the link; "" forgets it."""
    page = {**get().page, name: text}
    if not text:
        del page[name]
    st.session_state[_STATE] = replace(get(), page=page)


def keep_choice(name: str, key: str) -> None:
    """Keep what a widget holds as a page's own setting."""
    keep_page_value(name, str(st.session_state[key]))


def dismiss() -> None:
    """Forget the problems that were shown."""
    st.session_state[_STATE] = replace(get(), problems=())


def open_template(name: str) -> None:
    """A template as baseline and scenario."""
    baseline = Baseline.of_template(name)
    put(State(baseline, baseline.scenario, page=get().page, pins=get().pins))


def open_own(
    name: str, scenario: Scenario, notes: tuple[tuple[str, str, str], ...] = (), past_growth: float | None = None
) -> None:
    """A company's own numbers as baseline and scenario."""
    baseline = Baseline(name, scenario, is_template=False, past_growth=past_growth)
    put(State(baseline, scenario, notes=notes, page=get().page, pins=get().pins))


def redraw(name: str, kind: str = "") -> None:
    """Draw a widget anew in the next run: the slider, number box or both of a lever, or "all"."""
    drawn = _drawn()
    for each in (kind,) if kind else ("slider", "number"):
        drawn[each, name] = (drawn.get((each, name), 0) + 1) % DRAWN


def key(kind: str, name: str) -> str:
    """The key a widget has in this run."""
    drawn = _drawn()
    return f"{kind}_{name}_{drawn[_SESSION] + drawn.get((kind, 'all'), 0)}_{drawn.get((kind, name), 0)}"


def _drawn() -> dict[Any, int]:
    """How often each widget was drawn anew, and a number of this session: a browser that comes back to another must
    not find its old widgets there."""
    drawn: dict[Any, int] | None = st.session_state.get(_DRAWN)
    if drawn is None:
        drawn = st.session_state[_DRAWN] = {_SESSION: DRAWN * secrets.randbelow(1_000_000)}
    return drawn


def follow_connection() -> None:
    """Draw every widget anew where the browser's connection was cut and is another now.

    What was on its way is lost: the browser may show what never came, and not what it was told. It asks for a run when it
    comes back (`frame.open_app` sees to that), with all that its widgets hold; what it is told then is told for good.
    """
    context = get_script_run_ctx()
    client = runtime.get_instance().get_client(context.session_id) if context and runtime.exists() else None
    if client is None:
        return
    known: Callable[[], object] | None = st.session_state.get(_CLIENT)
    if known is not None and known() is not client:
        redraw("all")
    st.session_state[_CLIENT] = weakref.ref(client)


def follow_link() -> None:
    """Open what the address says: on the first run of a session, and when somebody went back or forward."""
    went_back = getattr(get_script_run_ctx(), "is_history_navigation", False)
    if is_open() and not went_back:
        return
    query = st.query_params.to_dict()
    opened = link.read(query, [name for name in query if len(st.query_params.get_all(name)) > 1])
    notes = get().notes if is_open() and get().baseline == opened.baseline else ()
    pins = opened.pins
    for pin in packed_pins()[1] if is_open() else ():
        pins += (replace(pin, name=link.pin_name(pin.name, [each.name for each in pins])),)  # no link ever held it
    put(State(opened.baseline, opened.scenario, opened.problems, notes, opened.page, pins[:MOST_PINS]))
    st.session_state[_READ] = query, get()


def parameters() -> dict[str, str]:
    """The link of what is open: nothing for the untouched first template."""
    return dict(_linked()[0])


def definition_of(name: str) -> str:
    """The relative address of a term's definition, with all that is open."""
    return f"definitions?{_linked()[1]}term={name}"


def packed_pins() -> tuple[str, tuple[Pin, ...]]:
    """The pins as the link holds them, and those it has no room for; packed when they change, not at every move."""
    base, pins = get().baseline.scenario, get().pins
    return kept("pins", (base, pins), lambda: link.write_pins(base, pins))


def _linked() -> tuple[dict[str, str], str]:
    """The link of what is open, as parameters and, up to its term, as text; written once for each state."""
    state = get()
    held_for, held, text = st.session_state.get(_LINKED, (None, {}, ""))
    if held_for is not state:
        held = link.write(state.baseline, state.scenario, state.page)
        packed, _ = packed_pins()
        held |= {"pins": packed} if packed else {}
        if held == link.write(Baseline.of_template(), Baseline.of_template().scenario):
            held = {}
        text = "".join(f"{urlencode({name: value})}&" for name, value in held.items() if name != "term")
        st.session_state[_LINKED] = state, held, text
    return held, text


def write_link() -> None:
    """Put what is open into the address bar, unless it is there: every write is a step of the back button."""
    query, state = st.query_params.to_dict(), get()
    read_query, read_state = st.session_state.get(_READ, (None, None))
    if query == read_query and replace(state, problems=()) == replace(read_state, problems=()):
        return  # perhaps written differently, by an older version or by hand
    wanted = parameters() | {name: value for name, value in query.items() if name in STREAMLITS}
    if query != wanted:
        st.query_params.from_dict(wanted)


@lru_cache(maxsize=32)
def _of_template(scenario: Scenario) -> Summary:
    """The outcomes of a template, over some months: sessions on one template share them."""
    return summarize(project(scenario))


def _baseline(state: State) -> Summary:
    """The baseline's outcomes, kept while levers move; those of a company's own numbers by its own session alone."""
    if state.baseline.is_template:
        return _of_template(state.base)
    return kept("baseline", state.base, lambda: summarize(project(state.base)))


def summaries() -> tuple[Summary, Summary]:
    """The outcomes of the scenario and of the baseline over the same months; each knows its projection."""
    state = get()
    return summarize(project(state.scenario)), _baseline(state)
