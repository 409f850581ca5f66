"""Numbers as people write them: one reader for every box, table cell and imported file, and what boxes show.

Understood are the signs and codes of the currencies, k, M, B and T with the words for them, per cent, both
decimal marks, thousands by comma, point, space, apostrophe or underscore (lakh too), all kinds of minus,
brackets for what is negative, powers of ten as `1e5`, and a unit after the number where it is the one
asked for. What can be read in two ways, or in none, is refused in words; so are digits other than 0 to 9.

A lone mark before exactly three digits, as in `1.234` and `1,234`, may be either mark. The comma then
groups thousands, as everywhere on screen. The point is decimal in shares, months and ratios; in amounts
and counts, and after both marks where k or M follows, the number is refused, unless only one of the two
readings is allowed. Before a power of ten either mark is decimal.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from model.currencies import CURRENCIES
from model.levers import SMALLEST, Lever, brief
from model.units import Unit

LONGEST = 500
"""Characters that are looked at: any figure on screen is shorter."""

MINUS = "\N{MINUS SIGN}"


class NotRead(ValueError):
    """A text that is no number here. The message continues a sentence that began with what was asked for; one line."""


@dataclass(frozen=True)
class Typed:
    """The number that was typed (shares as fractions), and a sentence where it may not be what was meant."""

    value: float
    note: str = ""


# What is written on the way in, made plain.

_MINUSES = "‐‑‒–—―−⁻﹘﹣－"
_QUOTES = "’‘ʼ′＇`´"
_GROUPS = "'_ "
_LOOKALIKES = (
    {ord(each): "-" for each in _MINUSES}
    | {ord(each): "'" for each in _QUOTES}
    | dict(zip(map(ord, "＋（）．，％＄￥￡﹪﹩×"), "+().,%$¥£%$x", strict=True))
)
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_SPACE = re.compile(r"[^\S\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")


def tidy(text: str) -> str:
    """A text with the signs and spaces of a plain keyboard; marks of the direction of writing are dropped.

    >>> tidy("\u200f−50\u00a0000 ")
    '-50 000'
    """
    return _SPACE.sub(" ", _INVISIBLE.sub("", text.strip()).strip()).translate(_LOOKALIKES)


# The parts of a number.

_SCALES = {
    3: ("k", "tsd", "thousand"),
    5: ("lakh", "lac"),
    6: ("m", "mm", "mn", "mio", "mln", "million"),
    7: ("cr", "crore"),
    9: ("b", "bn", "mrd", "billion"),
    12: ("t", "tn", "trillion"),
}
_POWERS = {word: power for power, words in _SCALES.items() for word in words}
_PER_CENT = ("%", "per cent", "percent", "pct", "points", "point", "pts", "pp")
_MONTHS = ("months", "month", "mos", "mo", "mths", "mth")
_NOUNS = {
    "accounts": "accounts",
    "customers": "accounts",
    "contacts": "contacts",
    "visitors": "visitors",
    "sqls": "sqls",
}
_NOUNS |= {word.removesuffix("s"): noun for word, noun in _NOUNS.items()}
"""What is counted, as people write it, and as units have it."""
_PERIODS = dict.fromkeys((*_MONTHS, "m"), "month") | dict.fromkeys(("year", "yr", "y"), "year")

_NUMBER = re.compile(r"(?P<mantissa>[.,]?\d(?:[\d.,'_ ]*\d)?[.,]?)(?:[eE](?P<power>[-+]?\d{1,4}))?(?!\d)", re.ASCII)
_MONTH = re.compile(
    r"(?P<year>\d{4})[-/. ](?P<month>\d{1,2})([-/. ]\d{1,2})?|(?P<month2>\d{1,2})[-/. ](?P<year2>\d{4})", re.ASCII
)
_POINT = re.compile(r"(?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d?(?:,\d\d)+,\d{3}|\d+|(?=\.\d))(?:\.\d*)?", re.ASCII)
_COMMA = re.compile(r"(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+|(?=,\d))(?:,\d*)?", re.ASCII)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:(?P<group>['_ ])\d{3})(?:(?P=group)\d{3})*(?:[.,]\d*)?", re.ASCII)


def _any(words: tuple[str, ...] | list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@lru_cache(maxsize=32)
def _around(currency: str, months: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may stand before and after a number; signs as they are, codes and words in small letters too.

    A lone m is months where months are asked for, and a million elsewhere.
    """
    signs = _any([sign for each in CURRENCIES.values() for sign in each.signs])
    codes = _any([*CURRENCIES, *([currency] if currency else [])])
    money = rf"(?:{signs}|(?i:{codes}))(?![a-z])\.?"
    before = rf"(?P<sign>[-+])?\ ?(?P<money>{money})?\ ?(?P<open>\()?\ ?(?P<money2>{money})?\ ?(?P<sign2>[-+])?\ ?"
    after = rf"""
        \ ?(?P<scale>(?i:{_any(list(_POWERS))})s?\.?)??
        \ ?(?P<share>(?i:{_any(list(_PER_CENT))}))?
        \ ?(?P<money3>{money})?
        \ ?(?P<unit>(?i:{_any([*_MONTHS, *_NOUNS, *(["m"] if months else [])])}|x))??
        (?P<per>(?:\ ?(?:/\ ?|per\ |an?\ )[^\W\d_]{{1,20}}){{0,3}})
        \ ?(?P<close>\))?\ ?(?P<money4>{money})?(?P<behind>\ ?-)?"""
    return re.compile(before), re.compile(after, re.VERBOSE)


@dataclass(frozen=True)
class _Parts:
    """A text taken apart: its two readings as decimal numbers, with what stands around them."""

    point: str | None
    comma: str | None
    power: int
    negative: bool
    scaled: bool
    share: bool
    money: tuple[str, ...]
    unit: str
    per: tuple[str, ...]

    def value(self, reading: str | None, power: int = 0) -> float | None:
        """A reading as a float, rounded once; None where there is no such reading."""
        if reading is None:
            return None
        return float(f"{'-' if self.negative else ''}{reading}e{self.power + power}") + 0.0


def _parts(text: str, unit: Unit, currency: str) -> _Parts | None:
    """The text taken apart; None where it is not understood."""
    number = _NUMBER.search(text)
    if number is None:
        return None
    before, after = (
        pattern.fullmatch(part)
        for pattern, part in zip(
            _around(currency, unit.kind == "months"), (text[: number.start()], text[number.end() :]), strict=True
        )
    )
    if before is None or after is None or bool(before["open"]) != bool(after["close"]):
        return None
    behind = after["behind"] if number["mantissa"][-1] not in ".," else None  # 50.- is fifty and no cents
    signs = [sign.strip() for sign in (before["sign"], before["sign2"], behind) if sign]
    scale = (after["scale"] or "").lower().rstrip(".")
    thousand_or_trillion = scale == "t" and after["money3"]  # as in T€
    if len(signs) + bool(before["open"]) > 1 or (scale and number["power"]) or thousand_or_trillion:
        return None
    point, comma = _both_marks(number["mantissa"])
    if point is None and comma is None:
        return None
    if number["power"] and point != comma and point is not None and comma is not None:  # nobody groups thousands there
        point, comma = (point, None) if "." in number["mantissa"] else (None, comma)
    return _Parts(
        point,
        comma,
        _POWERS.get(scale, _POWERS.get(scale.removesuffix("s"), 0)) + int(number["power"] or 0),
        "-" in signs or bool(before["open"]),
        bool(scale),
        after["share"] is not None,
        tuple(
            found.rstrip(".")
            for found in (before["money"], before["money2"], after["money3"], after["money4"])
            if found
        ),
        (after["unit"] or "").lower(),
        tuple(re.findall(r"(?:/ ?|per |an? )(\w+)", after["per"].lower())),
    )


def _both_marks(digits: str) -> tuple[str | None, str | None]:
    """The digits as a plain decimal number where the point is the decimal mark, and where the comma is.

    >>> _both_marks("1,234.50"), _both_marks("1.234"), _both_marks("30,88,238"), _both_marks("50 000,00")
    (('1234.50', None), ('1.234', '1234'), ('3088238', None), ('50000.00', '50000.00'))
    """
    if any(mark in digits for mark in _GROUPS):
        if not _GROUPED.fullmatch(digits):
            return None, None
        digits = re.sub(f"[{_GROUPS}]", "", digits).replace(",", ".")
        return digits, digits
    point = digits.replace(",", "") if _POINT.fullmatch(digits) else None
    comma = digits.replace(".", "").replace(",", ".") if _COMMA.fullmatch(digits) else None
    return point, comma


# Reading.


def both_readings(text: str, unit: Unit) -> tuple[float | None, float | None]:
    """The number of an imported cell with a decimal point and with a decimal comma; None where it is none.

    Which of two readings holds is known from the other cells. Amounts are in whatever currency the file is in.

    >>> from model import units
    >>> both_readings("($1,234.50)", units.MONEY), both_readings("1.234", units.ACCOUNTS), both_readings("7 %", units.MONEY)
    ((-1234.5, None), (1.234, 1234.0), (None, None))
    """
    parts = _parts(tidy(text), unit, "") if len(text) <= LONGEST else None
    if parts is None or _out_of_place(parts, unit):
        return None, None
    return parts.value(parts.point), parts.value(parts.comma)


def read(
    text: str, unit: Unit, currency: str = "", low: float = -math.inf, high: float = math.inf, whole: bool = False
) -> Typed:
    """The number that a person typed for something in this unit, between `low` and `high`.

    Shares are typed in per cent, with or without the sign, and read as fractions. `currency` is the ISO code that
    amounts are in; another one's sign is read and told, as nothing is converted. Raises NotRead, in words.

    >>> from model import units
    >>> read("1.234,50", units.MONEY).value, read("(50,000)", units.MONEY).value, read("$1.2M", units.MONEY).value
    (1234.5, -50000.0, 1200000.0)
    >>> read("0,5", units.SHARE).value, read("−0.5 points", units.SHARE).value, read("14.2 mo", units.MONTHS).value
    (0.005, -0.005, 14.2)
    >>> read("1.234", units.MONEY)
    Traceback (most recent call last):
    ...
    model.typed.NotRead: '1.234' may be 1.2340 or 1,234; type one of these
    """
    told = brief(text)
    if len(text) > LONGEST:
        raise NotRead(f"{told} is far too long for a number")
    parts = _parts(tidy(text), unit, currency)
    if parts is None:
        raise NotRead(f"{told} is not understood; type a number such as {written(_example(unit, low, high), unit)}")
    wrong = _out_of_place(parts, unit)
    if wrong:
        raise NotRead(f"{told} {wrong}")
    power = -2 if unit.kind == "share" or parts.share else 0
    value = _chosen(parts, power, unit, low, high, whole, told)
    return Typed(value, _note(parts, value, unit, currency, told))


def read_for(lever: Lever, text: str, currency: str = "") -> Typed:
    """The number typed for a lever, fact or channel field, within its bounds.

    >>> from model.levers import LEVERS
    >>> read_for(LEVERS["churn_rate"], "150")
    Traceback (most recent call last):
    ...
    model.typed.NotRead: 150 % is not allowed; allowed is 0 % to 100 %
    """
    made = read(text, lever.unit, currency, lever.minimum, lever.maximum, lever.whole)
    if 0 < abs(made.value) < SMALLEST:
        least = written(SMALLEST, lever.unit)
        raise NotRead(f"{written(made.value, lever.unit)} is too small; allowed is 0, or {least} and more in size")
    return made


def _chosen(parts: _Parts, power: int, unit: Unit, low: float, high: float, whole: bool, told: str) -> float:
    """The reading that is meant."""

    def fits(value: float) -> bool:
        return low <= value <= high and (not whole or value == int(value))

    found = dict.fromkeys(
        value for value in (parts.value(parts.point, power), parts.value(parts.comma, power)) if value is not None
    )
    values = [value for value in found if math.isfinite(value)]
    if not values:
        raise NotRead(f"{told} is far too large")
    if not all(values) and re.search("[1-9]", parts.point or parts.comma or ""):
        raise NotRead(f"{told} is far too small")
    able = [value for value in values if fits(value)]
    if not able:
        raise NotRead(f"{written(values[0], unit)} is not allowed; allowed is {_allowed(unit, low, high, whole)}")
    if len(able) == 1:
        return able[0]
    grouped = abs(able[0]) > abs(
        able[1]
    )  # the comma parts thousands, as the reading with a decimal point is the larger
    if (grouped and not parts.scaled) or (not grouped and unit.kind in ("share", "months", "ratio")):
        return able[0]
    small, large = sorted(able, key=abs)
    raise NotRead(f"{told} may be {written(small, unit)} or {written(large, unit)}; type one of these")


def _out_of_place(parts: _Parts, unit: Unit) -> str:
    """Why what stands around the number does not go with the unit; "" where it does."""
    amount = unit.kind == "money"
    if parts.money and not amount:
        return f"is an amount of money; asked for is {_asked(unit)}"
    if parts.share and unit.kind not in ("share", "ratio"):
        return f"is a share; asked for is {_asked(unit)}"
    noun, *per = unit.text.lower().split("/")
    goes = {"x": unit.kind == "ratio", **dict.fromkeys((*_MONTHS, "m"), unit.kind == "months")}
    if parts.unit and not goes.get(parts.unit, _NOUNS.get(parts.unit) == noun):
        return f"is in {parts.unit}; asked for is {_asked(unit)}"
    for word in parts.per:
        if _PERIODS.get(word, _NOUNS.get(word, word).removesuffix("s")) not in per:
            return f"is per {_PERIODS.get(word, word)}; asked for is {_asked(unit)}"
    return ""


def _asked(unit: Unit) -> str:
    """A unit in words.

    >>> from model import units
    >>> _asked(units.MONEY_PER_MONTH), _asked(units.SHARE), _asked(units.ACCOUNTS)
    ('money per month', 'a share in per cent', 'a number of accounts')
    """
    noun, *per = unit.text.split("/")
    said = {"share": "a share in per cent", "ratio": "a plain number", "months": "a number of months", "money": "money"}
    return " ".join(
        [
            said.get(unit.kind, f"a number of {noun}" if noun != "count" else "a number"),
            *(f"per {each}" for each in per),
        ]
    )


def _note(parts: _Parts, value: float, unit: Unit, currency: str, told: str) -> str:
    """What may not be what was meant: amounts of another currency, and a share below 1 without its sign."""
    own = {currency.lower(), *(CURRENCIES[currency].signs if currency in CURRENCIES else ())}
    if currency and any(sign not in own and sign.lower() not in own for sign in parts.money):
        return f"{told} is taken as {written(value, unit)} {currency}: amounts are not converted"
    if unit.kind == "share" and not parts.share and 0 < abs(value) < 0.01:
        return f"{told} is taken as {written(value, unit)}: shares are typed in per cent"
    return ""


def read_month(text: str) -> str:
    """A month as `2027-03`, typed with the year first or last. Raises NotRead.

    >>> read_month("2027-03"), read_month("3/2027"), read_month("2027–03–15")
    ('2027-03', '2027-03', '2027-03')
    """
    found = _MONTH.fullmatch(tidy(text)) if len(text) <= LONGEST else None
    if found is None:
        raise NotRead(f"{brief(text)} is not understood; type a month as 2027-03")
    return f"{found['year'] or found['year2']}-{int(found['month'] or found['month2']):02}"


# Writing.


def written(value: float, unit: Unit) -> str:
    """A number in a sentence or a cell, as it can be typed: shares in per cent, six decimals at most, never ambiguous.

    >>> from model import units
    >>> [written(x, units.MONEY) for x in (49.5, -50_000, 1.234, 1e-7)], written(0.035, units.SHARE)
    (['49.5', '−50,000', '1.2340', '1e−07'], '3.5 %')
    """
    share = unit.kind == "share"
    number = float(f"{value * 100 if share else value:.12g}")
    rounded = round(number, 6)
    decimals = next(d for d in range(7) if round(number, d) == rounded)
    if decimals == 3 and unit.kind in ("money", "count") and 1 <= abs(number) < 1000:
        decimals = 4  # three would look like thousands
    far = abs(number) >= 1e15 or abs(number - rounded) > 1e-6 * abs(number)
    text = f"{number:.6g}".replace("e+", "e") if far else f"{number:,.{decimals}f}"
    return text.replace("-", MINUS) + (" %" if share else "")


def box_text(value: float, unit: Unit) -> str:
    """The same as a box shows it, in the signs of a keyboard; the per cent of a share stand beside the box.

    >>> from model import units
    >>> [box_text(x, units.MONEY) for x in (1234.5, -50_000, 1.234)], box_text(0.035, units.SHARE)
    (['1234.5', '-50000', '1.2340'], '3.5')
    """
    return written(value, unit).removesuffix(" %").replace(",", "").replace(MINUS, "-")


def _allowed(unit: Unit, low: float, high: float, whole: bool) -> str:
    """Bounds in words."""
    kind = "a whole number, " if whole else ""
    if math.isinf(low) or math.isinf(high):
        return kind + (f"{written(low, unit)} or more" if math.isfinite(low) else f"at most {written(high, unit)}")
    return f"{kind}{written(low, unit)} to {written(high, unit)}"


def _example(unit: Unit, low: float, high: float) -> float:
    """A number to show how one is typed: an allowed one."""
    usual = {"share": 0.035, "money": 1250.5, "count": 1250.0, "months": 12.0}.get(unit.kind, 0.8)
    return usual if low <= usual <= high else low if math.isfinite(low) else high
