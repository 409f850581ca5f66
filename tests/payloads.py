"""Texts that a spreadsheet would calculate, wherever it begins a cell; and what it makes of a file."""

from __future__ import annotations

import csv
import io
import re

_FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("//evil.example","x")',
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "﹦1+1",
    "﹢1",
)
_BEFORE = ("", "x;", "x,", " ", "x; ", 'x;"', '"', 'x;""', '";', "x;\N{NO-BREAK SPACE}")
PAYLOADS = tuple(before + formula for formula in _FORMULAS for before in _BEFORE)
"""A hundred and twenty; none longer than a name may be."""
RAW = tuple(before + formula for formula in _FORMULAS for before in ("\t", "\r", "\n", "x\t", "x\r\n", "x\n"))
"""With letters that no name has, but cells of other tables may."""

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|[+-]?inf", re.I)
_ACTIVE = tuple("=+-@\t\r\n＝＋－＠﹦﹢﹣﹫")


def active_cells(content):
    """The cells of a file that would be calculated, whichever of comma, semicolon and tab the reader splits at."""
    text = content.decode("utf-8-sig")
    found = []
    for separator in ",;\t":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            cells = [cell.strip(' "\N{NO-BREAK SPACE}') for cell in row]
            found += [(separator, cell) for cell in cells if cell.startswith(_ACTIVE) and not _PLAIN.fullmatch(cell)]
    return found
