"""Places on a page that keep their height, and the style of all pages: what stands in a place may come, go and grow."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from words.format import plain
from words.say import BETTER, UNMARKED, WORSE

STYLE = """
.stApp { --paper: light-dark(#fff, #171614); --rule: light-dark(#dfe2e8, #3a3f4a); --quiet: light-dark(#5b6370, #a9b0bd);
    --strong: light-dark(#31343c, #e4e7ec);
    --track: light-dark(#e3e6ec, #353a45); --usual: light-dark(#b9c2dc, #5a678c); --accent: light-dark(#4460e2, #7d93f5);
    --better: light-dark(#1a7f4b, #5fcf98); --worse: light-dark(#c5283d, #ff8a93) }
[data-testid=stMainBlockContainer] { padding: 0.75rem 1.5rem 4rem; gap: 0.5rem }
[data-testid=stMainBlockContainer] > [data-testid=stVerticalBlock] { gap: 0.6rem }
[data-testid=stSidebarHeader] { height: 2rem; margin-bottom: 0 }
.st-key-levers_now, :has(> .st-key-levers_end), .st-key-levers_end { position: absolute; height: 0; overflow: hidden }

/* Captions are read, too: 4.5 : 1 at least. */
[data-testid=stCaptionContainer] { color: var(--quiet); opacity: 1 }
[data-testid=stVegaLiteChart] :is([class*=role-axis] text, [class*=role-legend] text, .role-title-subtitle text, text[fill="#8b93a1"]) {
    fill: var(--quiet) }
[data-testid=stBaseButton-primary] * { color: light-dark(#fff, #171614) }

/* A table's own file would hold names that a spreadsheet calculates: the app's own buttons give files (`ui.files`).
   Streamlit's switch for that, `client.disableDataExport`, would take copying away as well. */
[data-testid=stElementToolbarButton]:has([aria-label^="Download as CSV"]) { display: none }

/* Figures: name and time, value, how far from what, and a bullet, each in a place that keeps its height. The strip of a
   page's first figures stays in sight while one scrolls; where it has no room for all they go on to the right. */
[data-testid=stLayoutWrapper]:has(> .st-key-strip) { position: sticky; top: 0; z-index: 90; background-color: var(--paper) }
.st-key-strip { border-block: 1px solid var(--rule) }
.stApp:has([data-testid=stExpandSidebarButton]) [data-testid=stLayoutWrapper]:has(> .st-key-strip) { padding-left: 1.5rem }
[data-testid=stHtml]:has(> .figures):not(.st-key-strip *) { margin-bottom: 0.5rem }
[data-testid=stHtml]:has(> .figures) { container-type: inline-size }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); grid-auto-rows: auto }
.st-key-strip .figures { grid-template: repeat(4, auto) / none; grid-auto-columns: minmax(6.6rem, 1fr);
    overflow-x: auto; scrollbar-width: none; scroll-snap-type: x proximity }
.figure { display: grid; grid-row: span 4; grid-template-rows: subgrid; position: relative; min-width: 0;
    padding: 0.4rem 0.75rem; scroll-snap-align: start; border-left: 1px solid var(--rule); font-variant-numeric: tabular-nums }
.figure:first-child { border-left: 0 }
.st-key-strip .figure { grid-row: 1 / span 4 }
.figure .name { width: 100%; min-height: 1.5rem; padding: 0; border: 0; background: none; color: inherit; font: inherit;
    font-size: 0.8125rem; line-height: 1.15rem; text-align: left; cursor: help; align-self: end }
.figure .name b { font-weight: 500 }
.figure .name:hover b { text-decoration: underline dotted; text-underline-offset: 3px }
.figure .name:focus-visible { outline: 2px solid var(--accent); outline-offset: -1px; border-radius: 4px }
.figure :is(.name span, .change span) { color: var(--quiet) }
.figure .value { font-size: clamp(1.05rem, 2.5cqi, 1.5rem); font-weight: 600; line-height: 1.75rem; white-space: nowrap }
.figure .value.long { font-size: clamp(0.75rem, 1.75cqi, 1.1rem) }
.figure .change { font-size: 0.75rem; line-height: 1.15rem; height: 1.15rem; overflow: hidden; white-space: nowrap;
    text-overflow: ellipsis }
.figure .change b { font-weight: 600 }
:is(.change, .answer) .better, .better b { color: var(--better) }
:is(.change, .answer) .worse, .worse b { color: var(--worse) }
.same b { color: var(--quiet); font-weight: 400 !important }
.bullet { position: relative; height: 0.625rem; margin-top: 2px }
.bullet::before { content: ""; position: absolute; inset: calc(50% - 1.5px) 0; border-radius: 2px; background: var(--track) }
.bullet i { position: absolute; top: 50%; translate: -50% -50% }
.bullet .usual { top: calc(50% - 3px); height: 6px; translate: none; border-radius: 3px; background: var(--usual) }
.bullet .zero { width: 1px; height: 100%; background: var(--quiet) }
.bullet .mark { width: 2px; height: 100%; background: var(--strong) }
.bullet .dot { width: 8px; height: 8px; border-radius: 50%; background: var(--accent) }
@container (max-width: 480px) { .st-key-strip .figures { grid-auto-columns: calc(100% / 3) } }
@container (max-width: 1000px) {
    .st-key-strip .figure { padding-inline: 0.5rem }
    .st-key-strip .name { min-height: 2.3rem }
    .st-key-strip .change { height: 2.3rem }
    .st-key-strip .change > * { display: block; overflow: hidden; text-overflow: ellipsis }
}
[data-testid=stMain] { scroll-padding-top: 8rem }  /* what has the focus is not below the strip */
.stApp:has([data-testid=stExpandSidebarButton]) .figure :is(.name, .change) { font-size: 0.875rem }
.about { max-width: min(34rem, calc(100vw - 2rem)); max-height: 70vh; overflow-y: auto; white-space: normal; margin: auto;
    padding: 1rem 1.25rem; border: 1px solid var(--rule); border-radius: 8px; background: var(--paper); color: inherit;
    box-shadow: 0 8px 40px rgb(0 0 0 / 25%); font-size: 0.875rem }
.about p { margin: 0.5rem 0 }
.about code { display: block; margin: 0.25rem 0; white-space: pre-wrap; overflow-wrap: anywhere }
.about:popover-open { position-area: bottom span-right; position-try-fallbacks: flip-inline, flip-block }
@supports (position-area: bottom) { .about { margin: 0.25rem } }

h3 { font-size: 1rem !important; font-weight: 600 !important; padding: 0.75rem 0 0.25rem !important }

/* The header: one line, on narrow windows two; the levers that find no room are behind the button that counts them. */
.st-key-header { flex: none; height: 2.5rem; flex-wrap: nowrap; overflow: hidden }
:has(> .st-key-moved) { flex: 1 1 8rem; min-width: 0 }
.st-key-moved { flex: none; height: 1.6rem; overflow: hidden; flex-wrap: nowrap }
.st-key-moved > :first-child { flex: none }
.st-key-moved > :last-child { flex: 0 1 auto; min-width: 0 }
.st-key-moved p { line-height: 1.6rem; white-space: normal }
.st-key-header > * { flex-shrink: 0 }
.st-key-header > [class*=st-key-slider_against] { flex: 0 1 auto; min-width: 6rem; max-width: 100% }
[class*=st-key-slider_against] [data-testid=stButtonGroup] > * { flex-wrap: nowrap; overflow-x: auto; scrollbar-width: none }
[class*=st-key-slider_against] button { flex: none }
[class*=st-key-slider_against] button p { max-width: 9rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.st-key-undo p, .st-key-redo p { font-size: 0 }  /* their arrows say it; their names are for who cannot see them */
@media (max-width: 1199px) {  /* how far one looks and the badges go first; the button that counts them stays */
    .st-key-header > :has([data-testid=stCaptionContainer]):not(:has(.st-key-moved)) { display: none }
    :has(> .st-key-moved) { visibility: hidden; flex: 1 1 0 }
    .st-key-reset_all p { font-size: 0 }
}
:has(> .st-key-problems_place) { position: absolute }  /* out of the column: it takes no gap of it */
.st-key-problems { position: fixed; right: 1rem; bottom: 1rem; z-index: 1000; width: min(40rem, calc(100vw - 2rem));
    max-height: 50vh; overflow-y: auto; background-color: var(--paper); box-shadow: 0 4px 24px rgb(0 0 0 / 20%) }

/* Sentences: as many lines as long ones take, by the width there is; what is longer scrolls. */
[class*=st-key-said] { container-type: inline-size }
[class*=st-key-said] > * { overflow-y: auto; padding-bottom: 0.4rem; mask-image: linear-gradient(#000 calc(100% - 0.5rem), transparent) }
[class*=st-key-said_answer] > * { height: 3.6rem }
.st-key-said_answer > * { height: 3.9rem }
.st-key-said_answer_long > * { height: 5.5rem }
.answer p { margin: 0; font-size: 1.375rem; line-height: 1.7rem; font-weight: 600; text-wrap: pretty }
[class*=st-key-said_warnings] > * { height: 2.9rem }
[class*=st-key-said_note] > * { height: 1.9rem }
[class*=st-key-said_warnings] p { font-size: 0.9rem; line-height: 1.4rem }
@container (max-width: 980px) {
    .answer p { font-size: 1.2rem; line-height: 1.5rem }
    [class*=st-key-said_answer] > * { height: 5rem }
}
@container (max-width: 620px) {
    .answer p { font-size: 1.125rem; line-height: 1.4rem }
    [class*=st-key-said_answer] > * { height: 6rem }
    [class*=st-key-said_warnings] > * { height: 4.6rem }
    [class*=st-key-said_note] > * { height: 3.2rem }
}
@container (max-width: 480px) { [class*=st-key-said_answer] > * { height: 8.4rem } }
@container (max-width: 330px) { [class*=st-key-said_answer] > * { height: 10rem } }

/* The top: the name of what is open and a row of links, or one button in their stead where they would wrap. */
[data-testid=stHeader] { background: none }
[data-testid=stHeader], [data-testid=stHeader] * { pointer-events: none }
[data-testid=stHeader] :is(button, button *, a, a *) { pointer-events: auto }
[data-testid=stLayoutWrapper]:has(> .st-key-top) { container: top / inline-size }
.st-key-top { height: 2.25rem; flex-wrap: nowrap }
:has(> .st-key-name) { flex: 0 1 auto; min-width: 3rem }
.st-key-name > *, .st-key-name [data-testid=stMarkdown] { max-width: 100% }
.st-key-name p { overflow: hidden; white-space: nowrap; text-overflow: ellipsis }
:has(> .st-key-pages) { flex: none }
.st-key-pages { flex-wrap: nowrap }
[class*=st-key-pages_] { flex-wrap: nowrap }
:has(> [class*=st-key-pages_]) + :has(> [class*=st-key-pages_]) { border-left: 1px solid var(--rule); padding-left: 0.25rem }
[data-testid=stPageLink] a { padding-inline: 0.45rem; min-height: 1.75rem }
[data-testid=stPageLink] a:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px }
.st-key-pages p { font-size: 0.875rem; white-space: nowrap }
.stApp:has([data-testid=stExpandSidebarButton]) .st-key-top { padding-left: 2rem }
:has(> .st-key-menu) { margin-left: auto; flex: none }
.st-key-menu { display: none }
.st-key-menu button { min-height: 2.25rem }
@container top (max-width: 960px) {
    .st-key-pages { display: none }
    .st-key-menu { display: flex }
}
@media (max-width: 768px) {  /* the open sidebar lies over the page, and the menu over it; scrolled, a bar stays for both */
    .st-key-menu { position: fixed; top: 0.75rem; right: 1rem; width: auto; z-index: 999992 }
    .st-key-menu button { background-color: var(--paper) }
    [data-testid=stSidebarHeader] { flex-direction: row-reverse }
    [data-testid=stMainBlockContainer]::before { content: ""; position: fixed; inset: 0 0 auto; height: 3.5rem;
        background-color: var(--paper); z-index: 89 }
    :has(> .st-key-name) { position: relative; z-index: 90 }
    [data-testid=stLayoutWrapper]:has(> .st-key-strip) { top: 3.5rem; padding-left: 0 !important }
    [data-testid=stMain] { scroll-padding-top: 12rem }
    .figure :is(.name, .change) { font-size: 0.8125rem !important }
}

/* On a phone the sidebar is a sheet at the bottom with one lever, open or shut; all of it when the list is unfolded. */
@media (max-width: 640px) {
    .stApp [data-testid=stSidebar] { position: fixed !important; inset: auto 0 0 0; width: 100% !important; min-width: 0; max-width: none;
        height: auto !important; max-height: 75vh; transform: none !important; visibility: visible; overflow-y: auto; z-index: 999990;
        border-top: 1px solid var(--border, rgb(128 128 128 / 35%));
        border-radius: 14px 14px 0 0; box-shadow: 0 -4px 16px rgb(0 0 0 / 12%) }
    [data-testid=stSidebar]:has([data-unfolded]) { height: 75vh !important }
    [data-testid=stSidebarContent] { width: 100% !important }
    :is([data-testid=stSidebarHeader], [data-testid=stExpandSidebarButton], [data-testid=stSidebar] > :not([data-testid=stSidebarContent]))
        { display: none !important }
    [data-testid=stSidebarUserContent] { padding: 0.25rem 1rem 0.5rem }
}
@media (max-width: 640px) {
    [data-testid=stMainBlockContainer] { padding: 0.75rem 1rem 16rem }
    .st-key-header { flex-wrap: wrap; height: 4.75rem; row-gap: 0.25rem }
    .st-key-header > [class*=st-key-slider_against] { order: 9; flex-basis: 100% }
}
"""


def chart_place(height: int) -> DeltaGenerator:
    """A place for a chart of that many pixels that is not always there, or for rows beside one: these scroll."""
    return st.container(height=height, border=False, gap=None)


def note(text: str, key: str = "note") -> None:
    """A remark that may be short, long or none, letter by letter."""
    with st.container(key=f"said_{key}"):
        st.caption(plain(text))


_COLOURS = str.maketrans({WORSE: '<span class="worse">', BETTER: '<span class="better">', UNMARKED: "</span>"})


def answer(text: str, key: str = "answer", heads: bool = True) -> None:
    """A sentence that answers what a page asks, letter by letter, its gains and losses coloured; it heads the page.

    The heading stays the same element while its text changes, so that a screen reader says what changed when it is done.
    """
    said = plain(text).translate(_COLOURS)
    if heads:
        said = f'<div role="status" aria-atomic="true"><div role="heading" aria-level="1" class="answer">\n\n{said}\n\n</div></div>'
    with st.container(key=f"said_{key}"):
        st.markdown(said, unsafe_allow_html=True)
