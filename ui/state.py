"""What one visitor has open: a plan, and what could not be read.

The session's truth is one `Plan`; widgets show it and report changes, the link restores it.
A widget whose value is changed from elsewhere (reset, template, its twin) is drawn as a new widget,
its key carrying a count: assigning to its key instead would let the browser's late report of an
older value come back as if a person had set it.
"""

from __future__ import annotations

import secrets
import weakref
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from model import Channel, InvalidScenario, Scenario, Summary, project, summarize
from model.levers import NUMBERS
from model.plan import AGAINST_BASELINE, MOST_PINS, SENT, Baseline, Pin, Plan, pin_name
from model.scenario import put_back
from model.segments import SEGMENTS, SegmentName
from ui import link
from ui.foreign import STREAMLITS
from ui.kept import kept
from ui.link_pins import write_pins

_PLAN, _PROBLEMS, _NOTES = "levers_plan", "levers_problems", "levers_notes"
_DRAWN, _READ, _LINKED = "levers_drawn", "levers_read", "levers_link"
_PAST, _UNDONE = "levers_past", "levers_undone"
_STEPS = 50
"""Changes that can be undone."""
_SESSION, _CLIENT = "session", "levers_client"

_UNTOUCHED = link.write(Plan(Baseline.of_template(), Baseline.of_template().scenario))
"""The link of the first template, which nothing needs to say."""
DRAWN = 64
"""Keys that a widget goes through before the first comes again, long forgotten by the browser; Streamlit remembers each."""


Notes = tuple[tuple[str, str, str], ...]
"""How imported numbers were found: the name of each, its value, and how."""


def get() -> Plan:
    """What is open in this session; KeyError before the frame has opened anything."""
    plan: Plan = st.session_state[_PLAN]
    return plan


def problems() -> tuple[str, ...]:
    """Sentences about what could not be taken, until they are dismissed or something is."""
    told: tuple[str, ...] = st.session_state.get(_PROBLEMS, ())
    return told


def notes() -> Notes:
    """How the numbers of the company that is the baseline were found; nothing of what a link brought."""
    found: Notes = st.session_state.get(_NOTES, ())
    return found


def is_open() -> bool:
    """Whether the frame has opened something in this session."""
    return _PLAN in st.session_state


def put(plan: Plan, problems: tuple[str, ...] = ()) -> None:
    """Make `plan` what is open, with what of it could not be taken, and redraw the widgets whose numbers it changes."""
    before: Plan | None = st.session_state.get(_PLAN)
    if before is None or before.baseline != plan.baseline:
        redraw("all")
    elif before.scenario != plan.scenario:
        for name in ("start", "currency", "channels", *NUMBERS):
            if getattr(before.scenario, name) != getattr(plan.scenario, name):
                redraw(name)
    if before is not None:
        for name in before.settings.keys() | plan.settings.keys():
            if before.settings.get(name) != plan.settings.get(name):
                redraw(name)
    _keep(plan, problems)


def _keep(plan: Plan, problems: tuple[str, ...] = ()) -> None:
    """Make `plan` what is open, and what was open a step to go back to: one for each change, not for each moment of it."""
    before: Plan | None = st.session_state.get(_PLAN)
    st.session_state[_PLAN], st.session_state[_PROBLEMS] = plan, problems
    if before is not None and before.against.key != plan.against.key:
        redraw("against")
    if before is None or (before.scenario, before.baseline) == (plan.scenario, plan.baseline):
        return
    st.session_state[_UNDONE] = []
    if plan.last is not None and plan.last == before.last and plan.scenario != plan.last:
        return  # the change before goes on
    st.session_state[_PAST] = [*st.session_state.get(_PAST, ()), before][-_STEPS:]


def can_undo() -> bool:
    """Whether there is a change to take back."""
    return bool(st.session_state.get(_PAST))


def can_redo() -> bool:
    """Whether there is a change that was taken back."""
    return bool(st.session_state.get(_UNDONE))


def undo() -> None:
    """Take the last change back."""
    _step(_PAST, _UNDONE)


def redo() -> None:
    """Make the change again that was taken back last."""
    _step(_UNDONE, _PAST)


def _step(come_from: str, go_to: str) -> None:
    """Open the newest plan of one list, and put what is open on the other; what pages keep stays as it is."""
    kept_plans = {name: list(st.session_state.get(name, ())) for name in (_PAST, _UNDONE)}
    if not kept_plans[come_from]:
        return  # a click on a button that is on its way out
    now = get()
    plan = kept_plans[come_from].pop()
    kept_plans[go_to].append(now)
    put(replace(now, baseline=plan.baseline, scenario=plan.scenario, sent=plan.sent, last=now.scenario))
    st.session_state.update(kept_plans)


def set_number(name: str, value: Any, drawn_by: str = "") -> None:
    """Set one lever or fact; what is not allowed is refused in words and changes nothing.

    `drawn_by` is the kind of widget that reports it and therefore shows it already.
    """
    plan = get()
    try:
        scenario = plan.scenario.replace(**{name: value})
    except InvalidScenario as error:
        stands = getattr(plan.scenario, name)
        refuse(f"{error}. It stays {stands:g}." if name in NUMBERS else f"{error}. It stays {stands}.")
        redraw(name)
        return
    _move(scenario)
    for kind in ("slider", "number"):
        if kind != drawn_by:
            redraw(name, kind)


def set_numbers(values: Mapping[str, float], same_change: bool) -> None:
    """Set levers to values that are allowed each, as a further moment of the same change or a new one."""
    plan = get()
    _keep(plan.moved(plan.scenario.replace(**values), same_change))


def _move(scenario: Scenario) -> None:
    """Make this the scenario, whose widgets show it already; nothing is left to complain about."""
    _keep(get().moved(scenario))


def refuse(sentence: str) -> None:
    """Say why something is not taken."""
    st.session_state[_PROBLEMS] = (sentence,)


def set_channels(channels: tuple[Channel, ...], shown: bool = False) -> None:
    """Make these the scenario's channels; `shown` where the table that reports them shows them already."""
    _move(get().scenario.replace(channels=channels))
    if not shown:
        redraw("channels")


def reset(*names: str) -> None:
    """Levers and facts back to those of what one compares with; without names, everything."""
    plan = get()
    base = plan.choices[plan.against.key].scenario
    try:
        put(plan.moved(put_back(plan.scenario, base, *names) if names else base))
    except InvalidScenario as error:  # shares of the spend that do not sum to 1 with channels that were added
        refuse(f"{error}. Nothing is put back.")


def page_value(name: str) -> str:
    """What a page keeps under the name of one of its settings; "" where it keeps nothing."""
    return get().settings.get(name, "")


def keep_page_value(name: str, text: str) -> None:
    """Keep a page's own setting across pages, reloads and in the link; "" forgets it."""
    settings = {**get().settings, name: text}
    if not text:
        del settings[name]
    st.session_state[_PLAN] = replace(get(), settings=settings)


def keep_choice(name: str, key: str) -> None:
    """Keep what a widget holds as a page's own setting."""
    keep_page_value(name, str(st.session_state[key]))


def compare_with(key: str) -> None:
    """Compare everything with the choice of that key; the choice that is made without being asked is not kept."""
    keep_page_value("against", "" if key == next(iter(get().choices)) else key)


def segment() -> SegmentName:
    """Whose ranges are usual: as somebody chose, else as the baseline is."""
    chosen = page_value("segment")
    return next((name for name in SEGMENTS if name == chosen), get().baseline.segment)


def dismiss() -> None:
    """Forget the problems that were shown."""
    st.session_state[_PROBLEMS] = ()


def open_template(name: str) -> None:
    """A template as baseline and scenario."""
    _start_from(Baseline.of_template(name), ())


def open_own(name: str, scenario: Scenario, notes: Notes = (), past_growth: float | None = None) -> None:
    """A company's own numbers as baseline and scenario."""
    _start_from(Baseline(name, scenario, is_template=False, past_growth=past_growth), notes)


def _start_from(baseline: Baseline, notes: Notes) -> None:
    st.session_state[_NOTES] = notes
    plan = get()
    settings = {name: text for name, text in plan.settings.items() if name != "against"}
    put(replace(plan, baseline=baseline, scenario=baseline.scenario, settings=settings, sent=None, last=None))
    keep_page_value("segment", "")  # another company is perhaps of another kind


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
    if is_open() and get().baseline != opened.plan.baseline:
        st.session_state[_NOTES] = ()
    pins = opened.plan.pins
    for pin in packed_pins()[1] if is_open() else ():
        pins += (replace(pin, name=pin_name(pin.name, [each.name for each in pins])),)  # no link ever held it
    plan = replace(opened.plan, pins=pins[:MOST_PINS])
    if is_open() and SENT not in query and get().baseline == plan.baseline:
        plan = replace(plan, sent=get().sent)  # a step back within what was opened: that link was not sent
    put(plan, opened.problems)
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
    return kept("pins", (base, pins), lambda: write_pins(base, pins))


def _linked() -> tuple[dict[str, str], str]:
    """The link of what is open, as parameters and, up to its term, as text; written once for each plan."""
    plan = get()
    held_for, held, text = st.session_state.get(_LINKED, (None, {}, ""))
    if held_for is not plan:
        held = link.write(replace(plan, pins=()))
        packed, _ = packed_pins()
        held |= {"pins": packed} if packed else {}
        if held == _UNTOUCHED:
            held = {}
        text = "".join(f"{urlencode({name: value})}&" for name, value in held.items() if name != "term")
        st.session_state[_LINKED] = plan, held, text
    return held, text


def write_link() -> None:
    """Put what is open into the address bar, unless it is there: every write is a step of the back button."""
    query = st.query_params.to_dict()
    if (query, get()) == st.session_state.get(_READ):
        return  # perhaps written differently, by an older version or by hand
    wanted = parameters() | {name: value for name, value in query.items() if name in STREAMLITS}
    if query != wanted:
        st.query_params.from_dict(wanted)


@lru_cache(maxsize=32)
def _of_template(scenario: Scenario) -> Summary:
    """The outcomes of a template, over some months: sessions on one template share them."""
    return summarize(project(scenario))


def _compared(plan: Plan) -> Summary:
    """The outcomes of what is compared with, kept while levers move; those of a company's own numbers by its own session."""
    if plan.against.key == AGAINST_BASELINE and plan.baseline.is_template:
        return _of_template(plan.against.scenario)
    return kept("compared", plan.against.scenario, lambda: summarize(project(plan.against.scenario)))


def summaries() -> tuple[Summary, Summary]:
    """The outcomes of the scenario and of what it is compared with over the same months; each knows its projection."""
    plan = get()
    return summarize(project(plan.scenario)), _compared(plan)
