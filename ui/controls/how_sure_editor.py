"""Where How sure's ranges, correlations, number of futures and seed are edited; all of it lives in the link."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from model import LEVERS, Projection, Scenario
from model.levers import CHANNEL_FIELDS, FACTS
from model.questions.ranges import Range, correlation_matrix
from model.questions.usual import usual_range
from model.scenario import InvalidScenario
from model.typed import NotRead, Typed, read, read_for
from model.units import COUNT, RATIO
from ui import boxes, state
from ui.controls.how_sure import COUNTS, FUTURES, Correlations, correlations, ranges, seed
from ui.settings.how_sure import MOST_CORRELATIONS, MOST_RANGES, STRONGEST, write_correlations, write_ranges
from words import how_sure as words
from words.catalogue import text
from words.format import plain
from words.levers import refusal
from words.names import lever_declared, lever_label, lever_text

MOST_SEED = 999_999

_WIDTHS = (116, 84)
"""Pixels of a lever's name and of a box beside it: a row fits a phone."""
_REFUSED = "levers_how_sure_refused"


def editor(p: Projection) -> None:
    """Ranges, correlations, how many futures and the seed."""
    given, _ = ranges(p.scenario)
    linked, _ = correlations(given)
    with st.grid(2, min_column_width=340, gap=("small", "large")):
        with st.container(gap="small"):
            st.markdown(text(words.RANGES))
            if given:
                with st.container(horizontal=True, gap="xsmall"):
                    for heading, width in (("Lever", _WIDTHS[0]), ("Low", _WIDTHS[1]), ("High", _WIDTHS[1])):
                        st.caption(text(heading), width=width)
            for each in given:
                _range_row(each, p.scenario)
            _add_range(given, p.scenario)
        with st.container(gap="small"):
            st.markdown(words.correlations_title(STRONGEST))
            for pair in linked:
                _correlation_row(pair, linked)
            _add_correlation(given, linked)
            _refusal()
            _count_and_seed()


def _range_row(each: Range, scenario: Scenario) -> None:
    declared = lever_declared(each.lever)
    plan = scenario.numbers()[each.lever]
    inside = each.low <= plan <= each.high
    beyond = "" if inside else f" :orange[:material/warning: {text('outside')}]"
    says = lever_text(each.lever, plan, scenario.currency)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"range_{each.lever}"):
        st.markdown(f"{plain(lever_label(each.lever))}  \n:gray[{words.plan(plain(says))}]{beyond}", width=_WIDTHS[0])
        for end in ("low", "high"):
            value = getattr(each, end)
            follows = "" if state.page_value("ranges") else f"{value:g}"  # the usual ranges follow the levers
            key = f"{state.key('number', 'ranges')}_{each.lever}_{end}_{follows}"
            boxes.box(words.end_label(each.lever, end), value, declared.unit, key, _edit, (key, each.lever, end),
                      label_visibility="collapsed", width=_WIDTHS[1])  # fmt: skip
        st.button("", key=f"drop_{each.lever}", icon=":material/close:", type="tertiary", on_click=_drop,
                  args=(each.lever,), help=words.certain(each.lever))  # fmt: skip


def _keep_ranges(given: tuple[Range, ...]) -> None:
    state.keep_page_value("ranges", write_ranges(given))
    st.session_state.pop(_REFUSED, None)


def _open_ranges() -> tuple[Range, ...]:
    """The ranges as they are now: two boxes may report in one run."""
    return ranges(state.get().scenario)[0]


def _edit(key: str, lever: str, end: str) -> None:
    given, declared = _open_ranges(), lever_declared(lever)
    stands = next((getattr(each, end) for each in given if each.lever == lever), None)
    currency = state.get().scenario.currency
    try:
        value = boxes.typed(key, declared.unit, stands, lambda typed: read_for(declared, typed, currency))
        if value is not None:
            _keep_ranges(tuple(_with(each, end, value) if each.lever == lever else each for each in given))
    except NotRead as error:
        st.session_state[_REFUSED] = refusal(words.end_label(lever, end), error, stands, declared.unit)
    except InvalidScenario as error:
        _refuse("ranges", words.stays(str(error)))


def _with(each: Range, end: str, value: float) -> Range:
    return replace(each, low=value) if end == "low" else replace(each, high=value)


def _drop(lever: str) -> None:
    given = _open_ranges()
    linked, _ = correlations(given)
    state.keep_page_value(
        "correlations", write_correlations({pair: value for pair, value in linked.items() if lever not in pair})
    )
    _keep_ranges(tuple(each for each in given if each.lever != lever))


def _add_range(given: tuple[Range, ...], scenario: Scenario) -> None:
    taken = {each.lever for each in given}
    fields = [field for field in CHANNEL_FIELDS if field != "spend_share"]
    of_channels = [f"{c.name}.{field}" for c in scenario.channels for field in fields]
    options = [name for name in (*LEVERS, *FACTS, *of_channels) if name not in taken and name != "months"]
    key = f"{state.key('number', 'ranges')}_add_{len(given)}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if len(given) < MOST_RANGES:
            st.selectbox(text("Add a lever"), options, None, key=key, width=300, placeholder=text("Add a lever"),
                         label_visibility="collapsed", format_func=lever_label, on_change=_add,
                         args=(key, scenario))  # fmt: skip
        if state.page_value("ranges"):
            st.button(text("Usual ranges"), key="usual_ranges", type="tertiary", icon=":material/undo:", on_click=_usual,
                      help=text(words.USUAL_RANGES))  # fmt: skip


def _add(key: str, scenario: Scenario) -> None:
    name = st.session_state[key]
    if name is None:
        return
    _keep_ranges((*_open_ranges(), usual_range(scenario, name)))


def _usual() -> None:
    state.keep_page_value("ranges", "")
    state.keep_page_value("correlations", "")
    state.redraw("ranges")
    st.session_state.pop(_REFUSED, None)


def _correlation_row(pair: tuple[str, str], linked: Correlations) -> None:
    label = words.correlation_label(pair)
    key = f"{state.key('number', 'correlations')}_{'~'.join(pair)}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(plain(label), width=240)
        boxes.box(label, linked[pair], RATIO, key, _correlate, (key, pair, linked), width=120,
                  label_visibility="collapsed")  # fmt: skip
        st.button("", key=f"drop_{'~'.join(pair)}", icon=":material/close:", type="tertiary", on_click=_uncorrelate,
                  args=(pair, linked), help=text(words.INDEPENDENT))  # fmt: skip


def _add_correlation(given: tuple[Range, ...], linked: Correlations) -> None:
    names = [each.lever for each in given]
    if len(names) < 2 or len(linked) >= MOST_CORRELATIONS:
        return
    made = f"{state.key('number', 'correlations')}_{len(linked)}"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        for k in (1, 2):
            st.selectbox(words.lever_number(k), names, k - 1, key=f"{made}_{k}", width=170, format_func=lever_label,
                         label_visibility="collapsed")  # fmt: skip
        key = f"{made}_value"
        boxes.box(text("Correlation"), 0.5, RATIO, key, _new_correlation, (key,), width=120,
                  label_visibility="collapsed")  # fmt: skip
        st.button(text("Add"), key="add_correlation", on_click=_add_pair, args=(made, linked))


def _add_pair(made: str, linked: Correlations) -> None:
    x, y = (st.session_state[f"{made}_{part}"] for part in ("1", "2"))
    _new_correlation(f"{made}_value")  # the button may be heard before the box
    if boxes.emptied(f"{made}_value"):
        st.session_state.setdefault(_REFUSED, words.needed(STRONGEST))
    elif x == y:
        st.session_state[_REFUSED] = text(words.TWO_LEVERS)
    else:
        rest = {pair: other for pair, other in linked.items() if set(pair) != {x, y}}
        _take({**rest, (x, y): _correlation(st.session_state[f"{made}_value"]).value})


def _correlation(typed: str) -> Typed:
    return read(typed, RATIO, low=-STRONGEST, high=STRONGEST)


def _new_correlation(key: str) -> None:
    """Typed for a pair that is still to be added; what is refused leaves the box empty, so that nothing else is added."""
    if boxes.emptied(key):
        return
    try:
        boxes.typed(key, RATIO, None, _correlation)
    except NotRead as error:
        st.session_state[_REFUSED] = words.no_correlation(str(error))


def _correlate(key: str, pair: tuple[str, str], linked: Correlations) -> None:
    if boxes.emptied(key):  # they come independently
        _uncorrelate(pair, linked)
        return
    try:
        value = boxes.typed(key, RATIO, linked[pair], _correlation)
    except NotRead as error:
        label = words.correlation_label(pair)
        st.session_state[_REFUSED] = refusal(label, error, linked[pair], RATIO)
        return
    if value is not None:
        _take({**linked, pair: value})


def _uncorrelate(pair: tuple[str, str], linked: Correlations) -> None:
    _take({other: value for other, value in linked.items() if other != pair})


def _take(known: Correlations) -> None:
    """Keep these correlations, or say why they cannot be and keep those of before."""
    levers = sorted({name for pair in known for name in pair})
    try:
        correlation_matrix(levers, known)
    except ValueError:
        _refuse("correlations", words.contradicting(levers))
        return
    state.keep_page_value("correlations", write_correlations(known))
    state.redraw("correlations")
    st.session_state.pop(_REFUSED, None)


def _refuse(name: str, sentence: str) -> None:
    st.session_state[_REFUSED] = sentence
    state.redraw(name)


def _refusal() -> None:
    said = st.session_state.get(_REFUSED)
    if said:
        st.markdown(f":red[:material/error:] {plain(said)}")


def _count_and_seed() -> None:
    count = int(float(state.page_value("futures") or FUTURES))
    counts = sorted({*COUNTS, count})
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        key = state.key("slider", "futures")
        st.select_slider(text("Futures"), counts, count, key=key, width=260, format_func=words.counted,
                         on_change=state.keep_choice, args=("futures", key))  # fmt: skip
        key = state.key("number", "seed")
        boxes.box(text("Seed"), seed(), COUNT, key, _keep_seed, (key,), width=130,
                  help=text(words.SEED))  # fmt: skip


def _keep_seed(key: str) -> None:
    try:
        value = boxes.typed(key, COUNT, seed(), lambda typed: read(typed, COUNT, low=0, high=MOST_SEED, whole=True))
    except NotRead as error:
        st.session_state[_REFUSED] = refusal(text("Seed"), error, seed(), COUNT)
        return
    if value is not None:
        state.keep_page_value("seed", str(int(value)))
        st.session_state.pop(_REFUSED, None)
