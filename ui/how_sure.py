"""How sure: ranges and correlations as people edit them, the futures drawn from them, and what they say."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from charts import futures as charts
from charts.base import Drawing
from model import LEVERS, MEASURES, Projection, Scenario, summarize
from model.goal import Goal
from model.levers import CHANNEL_FIELDS, FACTS
from model.measures import MONTHLY, Measure
from model.scenario import InvalidScenario, declaration, movable
from model.typed import NotRead, Typed, read, read_for, written
from model.uncertainty import (
    FAN,
    MOST_FUTURES,
    Estimate,
    Futures,
    Influence,
    Middle,
    Range,
    correlation_matrix,
    simulate,
)
from model.units import COUNT, RATIO
from ui import boxes, state
from ui.files import csv_button
from ui.format import percent, plain, short
from ui.goal import phrase
from ui.kept import kept
from ui.names import in_sentence, lever_declared, lever_label, lever_text
from ui.page_texts import (
    MOST_CORRELATIONS,
    MOST_OUTCOMES,
    MOST_RANGES,
    STRONGEST,
    read_correlations,
    read_outcomes,
    read_ranges,
    write_correlations,
    write_ranges,
)

Correlations = Mapping[tuple[str, str], float]

USUAL = ("churn_rate", "visitor_to_lead", "win_rate", "arpu")
"""What nobody knows about a plan and what moves it most; the cost of a visitor of the largest channel comes with them."""

USUAL_WIDTH = 0.2
COUNTS = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, MOST_FUTURES)
FUTURES, SEED, MOST_SEED = 10_000, 1, 999_999
OUTCOMES = ("arr_end", "customers_end", "cash_end", "cash_low", "runway", "ltv_to_cac", "payback")
PATIENCE = 1.0
"""Seconds until a calculation shows how far it is and offers to stop."""

_WIDTHS = (116, 84)
"""Pixels of a lever's name and of a box beside it: a row fits a phone."""
_REFUSED = "levers_how_sure_refused"


@dataclass(frozen=True)
class Request:
    """Everything the futures depend on, and what is to be said about them."""

    scenario: Scenario
    ranges: tuple[Range, ...]
    correlations: tuple[tuple[tuple[str, str], float], ...]
    futures: int
    seed: int
    goal: Goal
    series: str
    outcomes: tuple[str, ...]
    outcome: str

    def simulate(self, progress: Callable[[int, int], object] | None = None) -> Futures:
        """The futures: the same ones for the same request, whenever it is asked."""
        names = dict.fromkeys((*self.outcomes, self.outcome, "arr_end"))
        return simulate(
            self.scenario, self.ranges, dict(self.correlations), self.futures, self.seed, (self.series,), list(names),
            self.goal, progress,
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Said:
    """What the futures say, without the futures themselves: a hundred thousand would fill a session's memory."""

    fan: pd.DataFrame
    goal: Estimate
    out_of_cash: Estimate
    never: Estimate
    middle: Middle
    arr: Middle
    quantiles: dict[str, list[Estimate]]
    plan: dict[str, float]
    influences: list[Influence]


# What is asked.


def usual_ranges(scenario: Scenario) -> tuple[Range, ...]:
    """Twenty per cent to either side of what most plans get wrong; what is 0 has no width and is left out."""
    numbers = scenario.numbers()
    paid = [c for c in scenario.channels if c.cost_per_visitor > 0 and c.spend_share > 0]
    largest = [f"{max(paid, key=lambda c: c.spend_share).name}.cost_per_visitor"] if paid else []
    made = []
    for name in (*USUAL, *largest):
        declared, value = declaration(scenario, name), numbers[name]
        if value:
            low, high = (
                float(f"{min(max(value * (1 + way), declared.minimum), declared.maximum):.10g}")
                for way in (-USUAL_WIDTH, USUAL_WIDTH)
            )
            made.append(Range(name, low, high))
    return tuple(made)


def ranges(scenario: Scenario) -> tuple[tuple[Range, ...], list[str]]:
    """The ranges of the link or the usual ones, and sentences about those that have no place in this scenario."""
    text = state.page_value("ranges")
    if not text:
        return usual_ranges(scenario), []
    taken, notes = [], []
    for each in read_ranges(text):
        try:
            movable(scenario, each.lever)
        except InvalidScenario as error:
            notes.append(f"{error}. Its range is left out.")
            continue
        taken.append(each)
    return tuple(taken), notes


def correlations(given: tuple[Range, ...]) -> tuple[Correlations, list[str]]:
    """The correlations of the link, and sentences about those of levers without a range."""
    text = state.page_value("correlations")
    names = {each.lever for each in given}
    taken, notes = {}, []
    for pair, value in (read_correlations(text) if text else {}).items():
        if set(pair) <= names:
            taken[pair] = value
        else:
            both = " and ".join(in_sentence(lever_label(name)) for name in pair)
            notes.append(f"The correlation of {both} is left out: both need a range.")
    return taken, notes


def request(p: Projection, asked: Goal) -> tuple[Request | None, list[str]]:
    """What is asked of the futures, None where no lever has a range, and what of the link has no place here."""
    given, notes = ranges(p.scenario)
    linked, more = correlations(given)
    if not given:
        return None, [*notes, *more]
    shown = state.page_value("outcomes")
    made = Request(
        p.scenario, given, tuple(linked.items()), int(float(state.page_value("futures") or FUTURES)),
        _seed(), asked, state.page_value("fan") or "mrr",
        read_outcomes(shown) if shown else OUTCOMES, state.page_value("outcome") or "arr_end",
    )  # fmt: skip
    return made, [*notes, *more]


# The futures.


def futures(asked: Request) -> Said:
    """What the futures say; kept while nothing they depend on changes. Long ones show how far they are, and can be stopped."""
    return kept("futures", asked, lambda: _calculate(asked))


def _calculate(asked: Request) -> Said:
    place = st.empty()
    began = time.monotonic()
    fewer = max((count for count in COUNTS if count < asked.futures and count <= FUTURES), default=0)
    bar = None

    def progress(done: int, total: int) -> None:
        nonlocal bar
        if bar is None and time.monotonic() - began < PATIENCE:
            return
        text = f"{done:,} of {total:,} futures"
        if bar is None:
            with place.container(horizontal=True, vertical_alignment="center"):
                bar = st.progress(done / total, text, width="stretch")
                if fewer:
                    st.button(f"Stop, take {fewer:,}", key="stop_futures", on_click=_stop, args=(fewer,))
        else:
            bar.progress(done / total, text)  # here Streamlit gives way to whatever was clicked meanwhile

    made = asked.simulate(progress)
    said = digest(made, asked)
    place.empty()
    return said


def _stop(fewer: int) -> None:
    state.keep_page_value("futures", "" if fewer == FUTURES else str(fewer))
    state.redraw("futures")


def digest(made: Futures, asked: Request) -> Said:
    """What is kept of the futures: all that is on screen."""
    plan = summarize(made.plan)
    return Said(
        fan=made.fan(asked.series),
        goal=made.chance_of_goal,
        out_of_cash=made.chance_out_of_cash,
        never=made.chance_of_never_breaking_even,
        middle=made.middle(asked.outcome),
        arr=made.middle("arr_end"),
        quantiles={name: [made.quantile(name, q) for q in FAN] for name in asked.outcomes},
        plan={name: float(plan[name]) for name in asked.outcomes},
        influences=made.matters(asked.outcome),
    )


def chance(estimate: Estimate) -> str:
    """A chance with as many digits as its sampling error leaves.

    >>> chance(Estimate(0.6328, 0.004)), chance(Estimate(0.0, 0.0001)), chance(Estimate(1.0, 0.0001))
    ('63 %', 'under 1 %', 'over 99 %')
    """
    value = float(estimate.value)
    if value < 0.01:
        return "under 1 %"
    return "over 99 %" if value > 0.99 else f"{value:.0%}".replace("%", " %")


def broke(said: Said) -> Estimate:
    """The chance that cash has been below zero by the end of the horizon."""
    return Estimate(said.out_of_cash.value[-1], said.out_of_cash.error[-1])


def sentence(said: Said, asked: Request) -> str:
    """How sure: the middle against the plan, the chance of the goal, and that of running out of cash."""
    currency = asked.scenario.currency
    unit = MEASURES["arr_end"].unit
    plan, median = said.arr.plan, float(said.arr.median.value)
    middle = short(median, unit, currency)
    on_paper = short(plan, unit, currency)
    if middle == on_paper:
        first = f"In the middle of {asked.futures:,} futures ARR at the end is {middle}, as on paper"
    else:
        gap = (
            f", {percent(float(f'{abs(median / plan - 1):.2g}'))} {'below' if median < plan else 'above'}"
            if plan
            else ","
        )
        first = f"In the middle of {asked.futures:,} futures ARR at the end is {middle}{gap} the plan's {on_paper}"
    goal = f"{chance(said.goal)} of them reach {phrase(asked.goal, currency)}"
    return f"{first}; {goal}, and {chance(broke(said))} run out of cash within {asked.scenario.months} months."


# Figures and pictures.


def figures(said: Said, asked: Request) -> None:
    """The chances as figures with their sampling errors."""
    plan, unit = said.middle.plan, MEASURES[asked.outcome].unit
    label = MEASURES[asked.outcome].label
    shown = {
        "Reaches the goal": (said.goal, f"Futures with {phrase(asked.goal, asked.scenario.currency)}."),
        "Runs out of cash": (
            broke(said),
            f"Futures whose cash is below zero at the end of any of {asked.scenario.months} months.",
        ),
        "Never breaks even": (said.never, "Futures whose last month still makes a loss."),
        "Plan or more": (
            said.middle.at_least_plan,
            f"Futures in which {label} is at least the plan on paper, {short(plan, unit, asked.scenario.currency)}.",
        ),
    }
    for title, (estimate, about) in shown.items():
        error = float(estimate.error)
        about += f" Sampling error: ± {_points(error)}."
        st.metric(title, chance(estimate), help=plain(about), border=True, height="stretch")


def _points(error: float) -> str:
    return "unknown" if math.isnan(error) else f"{error * 100:.2g} points"


def fan_drawing(said: Said, asked: Request, p: Projection, baseline: Projection) -> Drawing:
    """The fan of the chosen series, with the goal where it is about that series."""
    target = asked.goal.target if asked.goal.outcome == asked.series else None
    return charts.fan(p, baseline, asked.series, said.fan, target)


def cash_drawing(said: Said, p: Projection) -> Drawing:
    """The chance of having run out of cash by each month."""
    value, error = said.out_of_cash.value, said.out_of_cash.error
    return charts.out_of_cash(p, value, error, chance(broke(said)))


def influence_drawing(said: Said, asked: Request) -> Drawing:
    """Which uncertainty matters for the chosen outcome."""
    labels = [lever_label(each.lever) for each in said.influences]
    shares = ["" if math.isnan(each.share) else chance(Estimate(each.share, 0.0)) for each in said.influences]
    return charts.influences(said.influences, labels, shares, asked.outcome)


def series_box(asked: Request) -> None:
    """Which monthly series the fan shows."""
    key = state.key("slider", "fan")
    first = ("mrr", "arr", "cash", "customers", "net_cash_flow")
    options = [*first, *(name for name in MONTHLY if name not in first)]
    st.selectbox("Fan of", options, options.index(asked.series), key=key, width=300, on_change=state.keep_choice, args=("fan", key),
                 format_func=lambda name: MEASURES[name].label)  # fmt: skip


def outcome_box(asked: Request) -> None:
    """Which outcome the bars are about."""
    key = state.key("slider", "outcome") + "_how_sure"
    options = [*asked.outcomes, *(name for name in MEASURES if name not in asked.outcomes)]
    st.selectbox("What hangs on what", options, options.index(asked.outcome), key=key, width=300, on_change=state.keep_choice,
                 args=("outcome", key), format_func=lambda name: MEASURES[name].label)  # fmt: skip


def table(said: Said, asked: Request) -> None:
    """Quantiles of the chosen outcomes beside the plan, with the sampling error of the middle."""
    key = state.key("slider", "outcomes")
    st.multiselect("Outcomes", list(MEASURES), asked.outcomes, key=key, format_func=lambda name: MEASURES[name].label,
                   max_selections=MOST_OUTCOMES, on_change=_keep_outcomes, args=(key,))  # fmt: skip
    currency = asked.scenario.currency
    rows = {}
    for name in asked.outcomes:
        measure, found = MEASURES[name], said.quantiles[name]
        values = [short(each.value, measure.unit, currency, measure.endless, month="mo") for each in found]
        rows[measure.label] = [
            short(said.plan[name], measure.unit, currency, measure.endless, month="mo"),
            *values,
            _spread(float(found[2].error), measure, currency),
        ]
    columns = ["Plan", "1 in 10 below", "1 in 4 below", "Middle", "1 in 4 above", "1 in 10 above", "± of the middle"]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    frame.index.name = "Outcome"
    st.dataframe(
        frame, key="quantiles", height="content", alt="Quantiles of outcomes over the futures",
        column_config={"± of the middle": st.column_config.TextColumn(
            help="Sampling error: other seeds give a middle that differs by about that much.")},
    )  # fmt: skip
    csv_button("Quantiles as CSV", lambda: frame, "levers-quantiles.csv", "quantiles_csv")
    told = {
        f"{measure.label} {measure.endless}: {measure.never}."
        for measure in (MEASURES[name] for name in asked.outcomes)
        if measure.never and measure.endless in rows[measure.label]
    } | {
        f"{measure.label} –: {measure.undefined}."
        for measure in (MEASURES[name] for name in asked.outcomes)
        if measure.undefined and "–" in rows[measure.label][:-1]
    }
    if told:
        st.caption(plain(" ".join(sorted(told))))


def _spread(error: float, measure: Measure, currency: str) -> str:
    """A sampling error; months are said to a tenth."""
    if measure.unit.kind == "months" and error < 0.05:
        return "under 0.1 mo"
    return short(error, measure.unit, currency, "–", month="mo")


def _keep_outcomes(key: str) -> None:
    state.keep_page_value("outcomes", ";".join(st.session_state[key]))


def download(asked: Request) -> None:
    """Every future as a row of a file, made when it is asked for."""
    csv_button("All futures as CSV", lambda: asked.simulate().draws, "levers-futures.csv", "download_futures")


# Editing.


def editor(p: Projection) -> None:
    """Ranges, correlations, how many futures and the seed."""
    given, _ = ranges(p.scenario)
    linked, _ = correlations(given)
    with st.grid(2, min_column_width=340, gap=("small", "large")):
        with st.container(gap="small"):
            st.markdown("**Ranges:** one future in ten is below low, one in ten above high")
            if given:
                with st.container(horizontal=True, gap="xsmall"):
                    for heading, width in (("Lever", _WIDTHS[0]), ("Low", _WIDTHS[1]), ("High", _WIDTHS[1])):
                        st.caption(heading, width=width)
            for each in given:
                _range_row(each, p.scenario)
            _add_range(given, p.scenario)
        with st.container(gap="small"):
            st.markdown("**Correlations:** what comes together, from −0.95 to 0.95")
            for pair in linked:
                _correlation_row(pair, linked)
            _add_correlation(given, linked)
            _refusal()
            _count_and_seed()


def _range_row(each: Range, scenario: Scenario) -> None:
    declared = lever_declared(each.lever)
    plan = scenario.numbers()[each.lever]
    inside = each.low <= plan <= each.high
    beyond = "" if inside else " :orange[:material/warning: outside]"
    says = lever_text(each.lever, plan, scenario.currency)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"range_{each.lever}"):
        st.markdown(f"{plain(lever_label(each.lever))}  \n:gray[plan {plain(says)}]{beyond}", width=_WIDTHS[0])
        for end in ("low", "high"):
            value = getattr(each, end)
            follows = "" if state.page_value("ranges") else f"{value:g}"  # the usual ranges follow the levers
            key = f"{state.key('number', 'ranges')}_{each.lever}_{end}_{follows}"
            boxes.box(f"{lever_label(each.lever)}, {end}", value, declared.unit, key, _edit, (key, each.lever, end),
                      label_visibility="collapsed", width=_WIDTHS[1])  # fmt: skip
        st.button("", key=f"drop_{each.lever}", icon=":material/close:", type="tertiary", on_click=_drop,
                  args=(each.lever,), help=f"{plain(lever_label(each.lever))} is certain")  # fmt: skip


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
        value = boxes.typed(key, declared.unit, stands, lambda text: read_for(declared, text, currency))
        if value is not None:
            _keep_ranges(tuple(_with(each, end, value) if each.lever == lever else each for each in given))
    except NotRead as error:
        st.session_state[_REFUSED] = boxes.refusal(f"{lever_label(lever)}, {end}", error, stands, declared.unit)
    except InvalidScenario as error:
        _refuse("ranges", f"{error}. It stays as it was.")


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
            st.selectbox("Add a lever", options, None, key=key, width=300, placeholder="Add a lever",
                         label_visibility="collapsed", format_func=lever_label, on_change=_add,
                         args=(key, scenario))  # fmt: skip
        if state.page_value("ranges"):
            st.button("Usual ranges", key="usual_ranges", type="tertiary", icon=":material/undo:", on_click=_usual,
                      help="Twenty per cent to either side of what most plans get wrong")  # fmt: skip


def _add(key: str, scenario: Scenario) -> None:
    name = st.session_state[key]
    if name is None:
        return
    declared, value = declaration(scenario, name), scenario.numbers()[name]
    width = USUAL_WIDTH * abs(value) or 0.0
    low, high = (float(f"{min(max(value + way * width, declared.minimum), declared.maximum):.10g}") for way in (-1, 1))
    _keep_ranges((*_open_ranges(), Range(name, low, high)))


def _usual() -> None:
    state.keep_page_value("ranges", "")
    state.keep_page_value("correlations", "")
    state.redraw("ranges")
    st.session_state.pop(_REFUSED, None)


def _correlation_row(pair: tuple[str, str], linked: Correlations) -> None:
    label = " with ".join((lever_label(pair[0]), in_sentence(lever_label(pair[1]))))
    key = f"{state.key('number', 'correlations')}_{'~'.join(pair)}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(plain(label), width=240)
        boxes.box(label, linked[pair], RATIO, key, _correlate, (key, pair, linked), width=120,
                  label_visibility="collapsed")  # fmt: skip
        st.button("", key=f"drop_{'~'.join(pair)}", icon=":material/close:", type="tertiary", on_click=_uncorrelate,
                  args=(pair, linked), help="They come independently")  # fmt: skip


def _add_correlation(given: tuple[Range, ...], linked: Correlations) -> None:
    names = [each.lever for each in given]
    if len(names) < 2 or len(linked) >= MOST_CORRELATIONS:
        return
    made = f"{state.key('number', 'correlations')}_{len(linked)}"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        for k in (1, 2):
            st.selectbox(f"Lever {k}", names, k - 1, key=f"{made}_{k}", width=170, format_func=lever_label,
                         label_visibility="collapsed")  # fmt: skip
        key = f"{made}_value"
        boxes.box("Correlation", 0.5, RATIO, key, _new_correlation, (key,), width=120,
                  label_visibility="collapsed")  # fmt: skip
        st.button("Add", key="add_correlation", on_click=_add_pair, args=(made, linked))


def _add_pair(made: str, linked: Correlations) -> None:
    x, y = (st.session_state[f"{made}_{part}"] for part in ("1", "2"))
    _new_correlation(f"{made}_value")  # the button may be heard before the box
    if boxes.emptied(f"{made}_value"):
        st.session_state.setdefault(_REFUSED, f"A correlation is needed, {written(-STRONGEST, RATIO)} to {STRONGEST}.")
    elif x == y:
        st.session_state[_REFUSED] = "A correlation takes two different levers."
    else:
        rest = {pair: other for pair, other in linked.items() if set(pair) != {x, y}}
        _take({**rest, (x, y): _correlation(st.session_state[f"{made}_value"]).value})


def _correlation(text: str) -> Typed:
    return read(text, RATIO, low=-STRONGEST, high=STRONGEST)


def _new_correlation(key: str) -> None:
    """Typed for a pair that is still to be added; what is refused leaves the box empty, so that nothing else is added."""
    if boxes.emptied(key):
        return
    try:
        boxes.typed(key, RATIO, None, _correlation)
    except NotRead as error:
        st.session_state[_REFUSED] = f"Correlation: {error}."


def _correlate(key: str, pair: tuple[str, str], linked: Correlations) -> None:
    if boxes.emptied(key):  # they come independently
        _uncorrelate(pair, linked)
        return
    try:
        value = boxes.typed(key, RATIO, linked[pair], _correlation)
    except NotRead as error:
        label = " with ".join(map(lever_label, pair))
        st.session_state[_REFUSED] = boxes.refusal(label, error, linked[pair], RATIO)
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
        named = ", ".join(in_sentence(lever_label(name)) for name in levers)
        _refuse(
            "correlations",
            f"These correlations contradict each other ({named}): what goes strongly with two others makes those two go "
            "together as well. What was there before stays.",
        )
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
        st.select_slider("Futures", counts, count, key=key, width=260, format_func=lambda each: f"{each:,}",
                         on_change=state.keep_choice, args=("futures", key))  # fmt: skip
        key = state.key("number", "seed")
        boxes.box("Seed", _seed(), COUNT, key, _keep_seed, (key,), width=130,
                  help="The same seed and ranges give the same futures.")  # fmt: skip


def _seed() -> int:
    return int(float(state.page_value("seed") or SEED))


def _keep_seed(key: str) -> None:
    try:
        value = boxes.typed(key, COUNT, _seed(), lambda text: read(text, COUNT, low=0, high=MOST_SEED, whole=True))
    except NotRead as error:
        st.session_state[_REFUSED] = boxes.refusal("Seed", error, _seed(), COUNT)
        return
    if value is not None:
        state.keep_page_value("seed", str(int(value)))
        st.session_state.pop(_REFUSED, None)
