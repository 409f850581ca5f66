"""Numbers on screen: short, signed, never odd; and foreign texts that stay texts."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from model import units
from model.currencies import CURRENCIES
from model.typed import read
from words.format import MINUS, compact, currency_sign, difference, exact, percent, plain, short

UNITS = {unit for unit in vars(units).values() if isinstance(unit, units.Unit) and unit.kind not in ("month", "text")}
FACTORS = {"": 1, "k": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}

any_float = st.floats()
any_unit = st.sampled_from(sorted(UNITS, key=str))
any_currency = st.sampled_from(list(CURRENCIES))
finite = st.floats(-1e300, 1e300)
in_plans = st.floats(-1e15, 1e15)


def number_in(text):
    """The number a short text says."""
    said = re.fullmatch(r"(−?)([\d.,]+(?:e-?\d+)?)([kMBT]?)", text)
    assert said, text
    size = float(said[2].replace(",", "")) * FACTORS[said[3]]
    return -size if said[1] else size


def significant(text):
    """How many digits of a short text carry its value."""
    mantissa = re.sub(r"e.*|[^\d.]", "", text)
    digits = mantissa.replace(".", "").lstrip("0")
    return len(digits if "." in mantissa else digits.rstrip("0"))


@given(st.one_of(finite, in_plans, st.integers(-(10**7), 10**7).map(float)))
@example(999.4)
@example(999.5)
@example(1000.4999)
@example(1000.5)
@example(999_499.9)
@example(999_500.0)
@example(9.995)
@example(99.96)
@example(0.0009996)
@example(9.996e-05)
@example(999.5e12)
@example(12_345e12)
@example(5e-324)
def test_compact_says_three_digits_of_any_number(number):
    """A short number has three significant digits at most, its sign, and is right to half of the last digit."""
    text = compact(number)
    assert significant(text) <= 3, text
    assert text.startswith(MINUS) == (number < 0)
    # rounded twice at most; below 0.0001 two digits are shown
    assert math.isclose(number_in(text), number, rel_tol=0.0051 if abs(number) >= 1e-4 else 0.051, abs_tol=5e-323)


@given(in_plans, st.floats(1.01, 10))
def test_compact_keeps_the_order(number, factor):
    """A number that is larger by more than a rounding never reads smaller."""
    assert number_in(compact(abs(number))) <= number_in(compact(abs(number) * factor))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (0.5, "0.5"),
        (1, "1"),
        (9.994, "9.99"),
        (9.999, "10"),
        (83.5, "83.5"),
        (999, "999"),
        (999.7, "1,000"),
        (1_000, "1,000"),
        (1_001, "1k"),
        (1_234, "1.23k"),
        (27_430, "27.4k"),
        (999_400, "999k"),
        (999_600, "1M"),
        (1_312_345, "1.31M"),
        (2.5e9, "2.5B"),
        (1e12, "1T"),
        (-1_200, "−1.2k"),
        (0.00045, "0.00045"),
    ],
)
def test_compact_over_magnitudes(number, text):
    """Small, large and just below a step of thousand read as a person would write them."""
    assert compact(number) == text


@given(st.floats(-9.99, 9.99))
def test_percent_says_three_digits(share):
    """A share reads as per cent with three digits, its sign, and no letter for thousands."""
    text = percent(share)
    number, sign = text.split(" ")
    assert sign == "%"
    assert significant(number) <= 3
    assert math.isclose(number_in(number) / 100, share, rel_tol=0.0051 if abs(share) > 1e-6 else 0.051, abs_tol=1e-300)


MINUS_NOTHING = re.compile(r"[−-]\D*0+([.,]0*)?(?![.,\d])")


@given(any_float, any_unit, any_currency)
@example(-0.001, units.MONEY, "USD")
@example(-0.0, units.MONTHS, "USD")
@example(-0.04, units.MONTHS, "USD")
@example(-1e-13, units.SHARE, "USD")
@example(-0.0, units.RATIO, "USD")
@example(1.8e306, units.SHARE, "USD")
def test_every_number_can_be_shown(value, unit, currency):
    """Any float in any unit has a short and a full text: one line, no minus zero, no "nan" or "inf", its sign."""
    for text in (short(value, unit, currency), exact(value, unit, currency)):
        assert text.strip()
        assert text.isprintable()
        assert not MINUS_NOTHING.fullmatch(re.sub(r"[^\d.,−-]", "", text)), text
        assert not re.search(r"nan|inf|e\+", text, re.IGNORECASE), text
        if value > 0 or math.isnan(value):
            assert not text.startswith(MINUS)


@given(in_plans.filter(lambda x: x <= -0.05), any_unit, any_currency)
def test_a_negative_number_keeps_its_sign(value, unit, currency):
    """A negative amount is never shown without its minus, which stands before the currency."""
    assert short(value, unit, currency).startswith(MINUS)
    assert exact(value, unit, currency).startswith(MINUS)


@given(in_plans, any_unit, any_currency)
def test_exact_is_exact(value, unit, currency):
    """The full text says the number to the cent or to six digits."""
    said = float(
        re.sub(r"[^\d.e+-]", "", exact(value, unit, "X").replace(MINUS, "-").replace("X", "").strip("months "))
    )
    said /= 100 if unit.kind == "share" else 1
    if unit.kind == "money":
        assert abs(said - value) <= 0.005 + abs(value) * 1e-15
    else:
        assert math.isclose(said, value, rel_tol=5.1e-6, abs_tol=1e-300)


@given(any_float, any_float, any_unit, any_currency)
@example(1e308, -1e308, units.RATIO, "USD")
@example(1e300, 5e-324, units.MONEY, "USD")
@example(0.0300000001, 0.03, units.SHARE, "USD")
@example(14.24, 14.2, units.MONTHS, "USD")
def test_a_difference_can_always_be_said(new, old, unit, currency):
    """A difference has the sign of what happened, and none where it is too small to show; undefined is no text."""
    text = difference(new, old, unit, currency)
    if not (math.isfinite(new) and math.isfinite(old)):
        assert text == ""
        return
    assert text
    assert not text.startswith("+") or new > old
    assert not text.startswith(MINUS) or new < old
    digits = re.sub(r"\D", "", text)
    if "∞" not in text and set(digits) == {"0"}:
        assert text[0] not in "+−", "nothing has no sign"


@pytest.mark.parametrize(
    ("new", "old", "unit", "text"),
    [
        (110, 100, units.MONEY, "+10 %"),
        (90, 100, units.MONEY, "−10 %"),
        (100, 100, units.MONEY, "0 %"),
        (350, 100, units.MONEY, "+250 %"),
        (10, 0, units.MONEY, "+$10"),
        (-10, 0, units.MONEY, "−$10"),
        (100, -100, units.MONEY, "+$200"),
        (-200, -100, units.MONEY, "−$100"),
        (12, 0, units.ACCOUNTS, "+12"),
        (0.03, 0.035, units.SHARE, "−0.5 points"),
        (14.2, 12, units.MONTHS, "+2.2 mo"),
        (2.63, 3, units.RATIO, "−0.37"),
        (math.nan, 1, units.MONEY, ""),
        (1, math.inf, units.MONTHS, ""),
    ],
)
def test_differences_by_unit(new, old, unit, text):
    """Amounts differ in per cent, or in money where there was none or less; shares in points; the rest as they are."""
    assert difference(new, old, unit, "USD") == text


@pytest.mark.parametrize(
    ("value", "unit", "currency", "text"),
    [
        (1_312_345, units.MONEY, "USD", "$1.31M"),
        (-1_312_345, units.MONEY, "CHF", "−CHF 1.31M"),
        (0.025, units.SHARE, "USD", "2.5 %"),
        (1, units.MONTHS, "USD", "1 month"),
        (1.04, units.MONTHS, "USD", "1 month"),
        (0, units.MONTHS, "USD", "0 months"),
        (14.24, units.MONTHS, "USD", "14.2 months"),
        (math.inf, units.MONTHS, "USD", "∞"),
        (-math.inf, units.RATIO, "USD", "−∞"),
        (math.nan, units.RATIO, "USD", "–"),
    ],
)
def test_short_by_unit(value, unit, currency, text):
    """A figure reads as a founder writes it, in its unit."""
    assert short(value, unit, currency) == text


def test_a_currency_without_a_sign_is_its_code():
    """Every currency stands before its amount, by sign or by code and a space."""
    assert [currency_sign(code) for code in ("USD", "EUR", "SEK")] == ["$", "€", "SEK "]


HOSTILE = [
    "![x](http://evil.example/x.png)",
    "[click](javascript:alert(1))",
    "<script>alert(1)</script>",
    "<img src=http://evil.example/x.png>",
    "$\\frac{a}{b}$",
    ":red[danger] :material/delete: :smile: :blue-background[x] :small[x] :streamlit:",
    "**bold** _em_ ~~gone~~ `code`",
    "# heading",
    "> quote",
    "- item",
    "+ item",
    "1. item",
    "1) item",
    "=====",
    "| a | b |",
    "http://evil.example www.evil.example me@evil.example",
    "&lt;b&gt; &#33;",
    "[ref]: http://evil.example",
    "<http://evil.example>",
    "a -> b <- c -- d",
    "line\n\n# heading\n- item",
    "\\[x](y)",
    "$$x$$",
    "[^1]",
    ":material/error: :material_error:",
    ":streamlit: :smile: :+1: :-1: :red: a:b:c:d",
    "a <-> b ~= c >= d <= e ---- =>",
    "https://http://www.www.evil.example HTTPS://EVIL.example Www.evil.example",
    "mailto:me@evil.example xmpp:me@evil.example ftp://evil.example",
    ":small[] :help[x] :color[x]{background=red} :shimmer[x]",
    "https:small[]//evil.example",
]


def undone(escaped):
    """The text that an escaped one is of: without escapes and the empty elements that part addresses."""
    return re.sub(r"\\(.)", r"\1", escaped.replace(":small[]", ""))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_markdown_is_left_active(text):
    """In an escaped text every letter that could start a mark is escaped, and undoing it gives the text on one line."""
    escaped = plain(text)
    kept = re.sub(r"\\.", "", escaped.replace(":small[]", ""))
    assert not re.search(r"[*_`\[\]<>$|~{}&\\]|:(?! )", kept)
    assert not re.match(r"[#+=-]|\d+[.)]", escaped)
    assert "\n" not in escaped
    assert undone(escaped) == " ".join(text.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_is_found_in_what_is_shown(text):
    """What Streamlit looks for in finished text, addresses, icons, emoji and arrows, is parted by an empty element."""
    for shown in (re.sub(r"\\(.)", r"\1", part) for part in plain(text).split(":small[]")):
        assert not re.search(
            r"https?://|www\.|[-.\w+]@[-\w]|:material[_/]\w+:|:streamlit:|:[\w+-]+:|->|<-|--|>=|<=|~=", shown
        )


@given(st.text(max_size=80).filter(lambda text: ":small[]" not in text))
def test_plain_can_be_undone(text):
    """Escaping loses nothing but the shape of white space, and puts every text on one line."""
    escaped = plain(text)
    assert undone(escaped) == " ".join(text.split())
    assert not re.search(r"[\n\r]", escaped)


pasted = st.one_of(
    finite,
    in_plans,
    st.floats(-1, 1),
    st.integers(-(10**7), 10**7).map(lambda whole: whole / 1000),
    st.integers(0, 2000).map(float),
)


def said(text, unit, currency):
    """What a text on screen is read as, in its own unit: differences of amounts and counts are said in per cent."""
    made = read(text, units.SHARE if text.endswith((" %", " points")) else unit, currency)
    assert not made.note
    return made.value


@given(pasted, any_unit, any_currency)
@example(1.234, units.ACCOUNTS, "USD")
@example(-123.456, units.CONTACTS, "USD")
@example(1402.0, units.MONEY, "EUR")
@example(12.34, units.SHARE, "USD")
@example(1234.0, units.RATIO, "USD")
@example(1.2e6, units.MONTHS, "USD")
@example(1.5e-5, units.MONEY, "SEK")
@example(1e15, units.MONEY, "ZAR")
@example(5e-324, units.RATIO, "USD")
@example(2.513e-231, units.SQLS, "USD")
def test_every_figure_can_be_pasted_back(value, unit, currency):
    """Whatever a figure says, short or in full, in any unit and currency, reads as that number to the digits shown."""
    step = 0.1 if unit.kind == "months" else 0.0  # months are said to a tenth
    for month in ("month", "mo"):
        short_text = short(value, unit, currency, month=month)
        assert math.isclose(
            said(short_text, unit, currency),
            value,
            rel_tol=0.0051 if abs(value) >= 1e-4 else 0.051,
            abs_tol=step / 2 * 1.11,
        ), short_text
    text = exact(value, unit, currency)
    cent = 0.00501 if unit.kind == "money" else 0.0
    assert math.isclose(said(text, unit, currency), value, rel_tol=5.1e-6, abs_tol=cent), text


@given(pasted, any_currency)
def test_compact_numbers_and_shares_can_be_pasted_back(value, currency):
    """A number without a unit, and a share, read as they were shown."""
    near = {"rel_tol": 0.0051 if abs(value) >= 1e-4 else 0.051}
    assert math.isclose(read(compact(value), units.RATIO).value, value, **near)
    assert math.isclose(said(percent(value), units.SHARE, currency), value, **near)


@given(pasted, pasted, any_unit, any_currency)
@example(0.03, 0.035, units.SHARE, "USD")
@example(11_200.0, 0.0, units.MONEY, "USD")
@example(-11_200.0, 0.0, units.MONEY, "CHF")
@example(1.0, 2.2250738585072014e-308, units.SQLS, "USD")
def test_every_difference_can_be_pasted_back(new, old, unit, currency):
    """A difference reads as the change it says: points for shares, per cent where it is in per cent, else its own unit."""
    text = difference(new, old, unit, currency)
    change = new - old
    if text.endswith(" %") and unit.kind != "share":
        change = change / old
    digits = 0.051 if abs(change) < 1 else 0.0101
    step = {"share": 5.1e-7, "months": 0.0556}.get(unit.kind, 0.0)
    assert math.isclose(said(text, unit, currency), change, rel_tol=digits, abs_tol=max(step, 1e-320)), text
