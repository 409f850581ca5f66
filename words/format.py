"""Numbers as people read them, in one place for each unit: short and comparable, exact on demand."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from model.currencies import CURRENCIES
from model.typed import MINUS as MINUS
from model.units import RATIO, Figure, Unit
from words.catalogue import many, text

SYMBOLS = {currency.code: currency.sign for currency in CURRENCIES.values() if currency.sign}
NONE = "–"

_SAMPLE = "1,234.5"
"""How numbers are written, as a text of the catalogue: the signs for thousands and for the point."""
_EXACT = {"share": "{number} %", "months": "{number} months"}
_SHORTENED = (("{number}T", 1e12), ("{number}B", 1e9), ("{number}M", 1e6), ("{number}k", 1e3))
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MOST_TIMES = 1e12
"""A difference that is more than so many times what it is from is said in its own unit: it is from next to nothing."""
_LIKE_THOUSANDS = re.compile(rf"{MINUS}?[1-9]\d{{0,2}}\.\d{{3}}")
"""A count such as 1.234, which half of the world reads as a thousand: it gets a fourth decimal."""
_SPECIAL = re.compile(r"[\\`*_{}\[\]~$<>&|]|:(?! )|^[#+=-]|^(?P<number>\d{1,9})(?=[.)](?:\s|$))")
_LIVE = re.compile(r"https?(?=://)|www(?=\.)|[\w.+-](?=@)|:(?=material[/_]|[\w+-]+:)|[<>~=-](?=[<>~=-])", re.I)
_APART = ":small[]"


def plain(text: str) -> str:
    r"""A foreign text as Streamlit's Markdown shows it letter by letter: no link, image, colour, icon or formula.

    Escapes do for what Markdown reads in its source. Addresses, icons, emoji and arrows are looked for afterwards, in
    what is about to be shown: an empty element parts those, so that the text still reads and copies as it was typed.

    >>> print(plain("![x](y) $a$"))
    !\[x\](y) \$a\$
    >>> print(plain("Paid: www.example.com"))
    Paid: www:small[].example.com
    """
    parts = _LIVE.sub("\\g<0>\n", " ".join(text.split())).split("\n")
    return _APART.join(_SPECIAL.sub(_escaped, part) for part in parts)


def _escaped(found: re.Match[str]) -> str:
    """The mark behind a backslash; a line that begins with "1. " would be a list, and its full stop is the mark."""
    return found.group() + "\\" if found["number"] else "\\" + found.group()


def currency_sign(currency: str) -> str:
    """What is written before an amount: the currency's sign, or its ISO code and a space.

    >>> currency_sign("EUR"), currency_sign("CHF")
    ('€', 'CHF ')
    """
    return SYMBOLS.get(currency, currency + " ")


def local(number: str) -> str:
    """A number written in English, with the signs of the language that is spoken.

    >>> local("1,234.5")
    '1,234.5'
    """
    sample = text(_SAMPLE)
    return number if sample == _SAMPLE else number.translate({ord(","): sample[1], ord("."): sample[5]})


def compact(number: float, digits: int = 3) -> str:
    """Three significant digits, or that many, with k, M, B, T.

    >>> [compact(x) for x in (1_312_345, 27_430, 999.6, 83.5, 5, 0.256, 0, -1200)]
    ['1.31M', '27.4k', '1,000', '83.5', '5', '0.256', '0', '−1.2k']
    """
    size = abs(number)
    sign = MINUS if number < 0 else ""
    if size == 0:
        return "0"
    if size >= 999.5e12:
        return sign + local(f"{size:.{digits}g}".replace("e+", "e"))
    for shortened, unit in _SHORTENED:
        if size >= unit * 0.9995 and not (unit == 1e3 and size < 1000.5):
            return sign + text(shortened).format(number=_digits(size / unit, digits))
    return sign + _digits(size, digits)


def _digits(size: float, digits: int) -> str:
    if size < 1e-4:
        return local(f"{size:.{digits - 2}e}")
    decimals = max(0, digits - 1 - math.floor(math.log10(size)))
    number = f"{size:,.{decimals}f}"
    return local(number.rstrip("0").rstrip(".") if "." in number else number)


def percent(share: float, digits: int = 3) -> str:
    """A share as per cent, three significant digits at most, or that many.

    >>> [percent(x) for x in (0.025, 0.0285, 0.636, 1.2, 0.00045, -0.2)]
    ['2.5 %', '2.85 %', '63.6 %', '120 %', '0.045 %', '−20 %']
    """
    return text("{number} %").format(number=compact(share * 100, digits))


def per_cent(share: float, form: str) -> str:
    """A share as per cent, with the digits of Python's format.

    >>> per_cent(0.256, ".1%"), per_cent(-12.5, "+,.0%")
    ('25.6 %', '−1,250 %')
    """
    return text("{number} %").format(number=local(_signed(f"{share:{form}}".removesuffix("%"))))


def short(value: float, unit: Unit, currency: str, endless: str = "∞", month: str = "month", digits: int = 3) -> str:
    """A value as a figure on screen: $1.31M, 27.4k, 2.5 %, 14.2 months, ∞, –; with more digits where asked for.

    >>> from model import units
    >>> short(1_312_345, units.MONEY, "USD"), short(14.24, units.MONTHS, "USD"), short(math.nan, units.RATIO, "USD")
    ('$1.31M', '14.2 months', '–')
    """
    if math.isnan(value):
        return NONE
    if math.isinf(value * 100 if unit.kind == "share" else value):
        return text(endless) if value > 0 else MINUS + text(endless)
    if unit.kind == "money":
        amount = text("{currency}{amount}").format(currency=currency_sign(currency), amount=compact(abs(value), digits))
        return MINUS + amount if value < 0 else amount
    if unit.kind == "share":
        return percent(value, digits)
    if unit.kind == "months":
        rounded = round(value, digits - 2)
        template = text("{number} mo") if month == "mo" else many("{number} month", "{number} months", rounded)
        return template.format(number=compact(rounded, digits))
    return compact(value, digits)


def calendar_month(start: str, number: int) -> str:
    """A month by its number, the first one being `start`.

    >>> calendar_month("2027-01", 1), calendar_month("2027-01", 36)
    ('Jan 2027', 'Dec 2029')
    """
    year, month = divmod(12 * int(start[:4]) + int(start[5:]) + number - 2, 12)
    return text("{month} {year}").format(month=text(_MONTHS[month]), year=year)


def span(low: float, high: float, unit: Unit, currency: str) -> str:
    """A range as it stands beside a figure; of one point, and without an upper end, as that is said.

    >>> from model import units
    >>> span(0.007, 0.02, units.SHARE, "USD"), span(8, 12, units.MONTHS, "USD"), span(30, 80, units.MONEY, "EUR")
    ('0.7–2 %', '8–12 mo', '€30–80')
    >>> span(2.5, 6.5, units.RATIO, "USD"), span(4, math.inf, units.RATIO, "USD")
    ('2.5–6.5', '4 or more')
    """
    if low == high or math.isinf(high):
        end = short(low, unit, currency, month="mo")
        return end if low == high else text("{low} or more").format(low=end)
    factor = 100 if unit.kind == "share" else 1
    number = text("{low}–{high}").format(low=compact(low * factor), high=compact(high * factor))
    if unit.kind == "money":
        return text("{currency}{amount}").format(currency=currency_sign(currency), amount=number)
    return text({"share": "{number} %", "months": "{number} mo"}.get(unit.kind, "{number}")).format(number=number)


def figure_text(figure: Figure) -> str:
    """A figure of a sentence, as `short` writes it.

    >>> from model import units
    >>> figure_text(Figure(27_430, units.MONEY, "EUR")), figure_text(Figure(math.inf, units.MONTHS, endless="never"))
    ('€27.4k', 'never')
    """
    return short(figure.value, figure.unit, figure.currency, figure.endless)


def exact(value: float, unit: Unit, currency: str) -> str:
    """A value in full, as in formulas and tooltips.

    >>> from model import units
    >>> exact(1402.2857, units.MONEY, "EUR"), exact(0.0345678, units.SHARE, "EUR")
    ('1,402.29 EUR', '3.45678 %')
    """
    if math.isnan(value):
        return NONE
    if math.isinf(value * 100 if unit.kind == "share" else value):
        return "∞" if value > 0 else MINUS + "∞"
    if unit.kind == "money":
        amount = local(_signed(f"{value:,.2f}".removesuffix(".00")))
        return text("{amount} {currency}").format(amount=amount, currency=currency)
    number = value * 100 if unit.kind == "share" else value
    full = _signed(f"{number:,.6g}" if abs(number) < 1e6 else f"{number:,.0f}")
    if unit.kind == "count" and _LIKE_THOUSANDS.fullmatch(full):
        full = _signed(f"{value:.4f}")
    return text(_EXACT.get(unit.kind, "{number}")).format(number=local(full))


def in_full(value: float, unit: Unit) -> str:
    """A value with every digit it has, however many.

    >>> from model import units
    >>> in_full(0.0300001, units.SHARE), in_full(50.00001, units.MONEY)
    ('3.00001 %', '50.00001')
    """
    factor, template = (100, "{number} %") if unit.kind == "share" else (1, "{number}")
    return text(template).format(number=local(f"{(Decimal(repr(value)) * factor).normalize():f}"))


def capital(said: str) -> str:
    """What begins a sentence: its first letter large, all others as they are.

    >>> capital("never"), capital("∞")
    ('Never', '∞')
    """
    return said[:1].upper() + said[1:]


def _signed(number: str) -> str:
    """A number's text with a true minus, and none where it rounds to nothing."""
    return number.replace("-", MINUS) if number.strip("-0.,") else number.lstrip("-")


def difference(new: float, old: float, unit: Unit, currency: str) -> str:
    """How far `new` is from `old`, with its sign; "" where it cannot be said.

    Amounts and counts differ in per cent (in their own unit where there was nothing), shares in
    percentage points, months and ratios in their own unit.

    >>> from model import units
    >>> difference(110, 100, units.MONEY, "USD"), difference(0.03, 0.035, units.SHARE, "USD")
    ('+10 %', '−0.5 points')
    """
    if not (math.isfinite(new) and math.isfinite(old)):
        return ""
    change = new - old
    if unit.kind in ("share", "months"):
        change = round(change, 6 if unit.kind == "share" else 1)  # what is too small to show has no sign
    sign = "+" if change > 0 else ""
    if unit.kind == "share":
        points = short(round(change * 100, 4), RATIO, currency)
        return sign + text("{number} points").format(number=points)
    if unit.kind in ("money", "count") and old > 0 and abs(change) < old * _MOST_TIMES:
        return sign + percent(float(f"{change / old:.2g}" if abs(change) < old else f"{change / old:.3g}"))
    return sign + short(change, unit, currency, month="mo")
