"""People's numbers: read as they were meant, or refused in words; and what boxes show can be typed again."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from model import units
from model.currencies import CURRENCIES
from model.levers import CHANNEL_FIELDS, NUMBERS
from model.typed import LONGEST, NotRead, both_readings, box_text, read, read_for, read_month, tidy, written
from model.units import Unit
from tests.strategies import numbers

UNITS = sorted({u for u in vars(units).values() if isinstance(u, Unit) and u.kind not in ("month", "text")}, key=str)
ALL = CHANNEL_FIELDS | NUMBERS

any_unit = st.sampled_from(UNITS)
any_currency = st.sampled_from(["", "XYZ", *CURRENCIES])
any_lever = st.sampled_from(list(ALL.values()))

MARKS = "0123456789 .,'’_()+-−–%‰$€£¥₹kKMBTeExmo/∞²½٣１\u00a0\u202f\u200f\u202e\x00\n\t"
number_like = st.lists(
    st.one_of(
        st.text(MARKS, max_size=6),
        st.sampled_from(["USD", "chf", "kr", "Mio.", "mn", "bn", "months", "points", "1,234", "lakh"]),
    ),
    max_size=6,
).map("".join)


def read_or_told(reader, *given):
    """What a reader makes of a text, and why it makes nothing of it."""
    try:
        return reader(*given), ""
    except NotRead as error:
        return None, str(error)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("83,50", 83.5),
        ("−50,000", -50_000),
        ("(50,000)", -50_000),
        ("$1.2M", 1_200_000),
        ("250k", 250_000),
        ("1.234,50", 1234.5),
        ("50 000,00", 50_000),
        ("1,234.50", 1234.5),
        ("1,234", 1234),
        ("0,234", 0.234),
        ("0.234", 0.234),
        (".5", 0.5),
        (",5", 0.5),
        ("5.", 5),
        ("12345.678", 12345.678),
        ("1.234.567", 1_234_567),
        ("1,234,567.891", 1_234_567.891),
        ("30,88,238", 3_088_238),
        ("₹1,23,45,678.50", 12_345_678.5),
        ("1'234.50", 1234.5),
        ("1’234’567", 1_234_567),
        ("1_000", 1000),
        ("1 234,5", 1234.5),
        ("1 234.567", 1234.567),
        ("1\u00a0234,5", 1234.5),
        ("1\u202f234,5", 1234.5),
        ("1\u2009234,5", 1234.5),
        ("  42  ", 42),
        ("+7", 7),
        ("-5", -5),
        ("‐5", -5),
        ("‑5", -5),
        ("‒5", -5),
        ("–5", -5),
        ("—5", -5),
        ("－5", -5),
        ("﹣5", -5),
        ("- 5", -5),
        ("5-", -5),
        ("5,00-", -5),
        ("50.–", 50),
        ("50,-", 50),
        ("-$1,200", -1200),
        ("$-5", -5),
        ("−€ 5", -5),
        ("$(5)", -5),
        ("($1.2M)", -1_200_000),
        ("(50,000) USD", -50_000),
        ("+$11.2k", 11_200),
        ("US$ 5", 5),
        ("USD5", 5),
        ("5 usd", 5),
        ("1,2 Mio. €", 1_200_000),
        ("1.2MEUR", 1_200_000),
        ("5 mn", 5_000_000),
        ("5m", 5_000_000),
        ("5MM", 5_000_000),
        ("£5 bn", 5_000_000_000),
        ("2 Mrd.", 2_000_000_000),
        ("5b", 5_000_000_000),
        ("1.2T", 1_200_000_000_000),
        ("5 K", 5000),
        ("3 thousand", 3000),
        ("2.5 million", 2_500_000),
        ("5 lakh", 500_000),
        ("2 crores", 20_000_000),
        ("5kr", 5),
        ("5 kr.", 5),
        ("5 kkr", 5000),
        ("Fr. 50", 50),
        ("SFr 50.-", 50),
        ("R5", 5),
        ("R$ 5", 5),
        ("5 zł", 5),
        ("1e5", 100_000),
        ("1.5E−3", 0.0015),
        ("1e+5", 100_000),
        ("1.234e5", 123_400),
        ("1,234e5", 123_400),
        ("\u200f−50,000\u200e", -50_000),
        ("\u202a$5\u202c", 5),
        ("\ufeff5", 5),
        ("＄5", 5),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, value):
    """Signs, codes, marks, groups, scales, spaces and all kinds of minus: the number that is meant."""
    assert read(text, units.MONEY).value == value


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("0,5", units.SHARE, 0.005),
        ("3.5", units.SHARE, 0.035),
        ("3,5 %", units.SHARE, 0.035),
        ("3.5%", units.SHARE, 0.035),
        ("3.5 per cent", units.SHARE, 0.035),
        ("0.035", units.SHARE, 0.00035),
        ("−0.5 points", units.SHARE, -0.005),
        ("1 point", units.SHARE, 0.01),
        ("3 %/month", units.SHARE_PER_MONTH, 0.03),
        ("3 % a month", units.SHARE_PER_MONTH, 0.03),
        ("1.234", units.SHARE, 0.01234),
        ("1.234", units.MONTHS, 1.234),
        ("1.234", units.RATIO, 1.234),
        ("14.2 months", units.MONTHS, 14.2),
        ("1 month", units.MONTHS, 1),
        ("14,2 mo", units.MONTHS, 14.2),
        ("14 m", units.MONTHS, 14),
        ("1.2M months", units.MONTHS, 1_200_000),
        ("3.2x", units.RATIO, 3.2),
        ("3.2×", units.RATIO, 3.2),
        ("80 %", units.RATIO, 0.8),
        ("$50/month", units.MONEY_PER_MONTH, 50),
        ("10k a month", units.MONEY_PER_MONTH, 10_000),
        ("$50/mo", units.MONEY_PER_ACCOUNT_MONTH, 50),
        ("$50 per customer", units.MONEY_PER_ACCOUNT, 50),
        ("240 accounts", units.ACCOUNTS, 240),
        ("240 customers", units.ACCOUNTS, 240),
        ("1 visitor", units.VISITORS_PER_MONTH, 1),
        ("3 SQLs", units.SQLS, 3),
    ],
)
def test_the_unit_helps(text, unit, value):
    """A share is per cent with or without the sign; the unit may follow, and decides what a point is."""
    assert read(text, unit).value == value


@pytest.mark.parametrize(
    ("text", "unit", "why"),
    [
        ("1.234", units.MONEY, "'1.234' may be 1.2340 or 1,234; type one of these"),
        ("−1.234", units.ACCOUNTS, "'−1.234' may be −1.2340 or −1,234; type one of these"),
        ("1.234M", units.MONEY, "may be 1,234,000 or 1,234,000,000; type one of these"),
        ("1,234k", units.MONEY, "may be 1,234 or 1,234,000; type one of these"),
        ("abc", units.MONEY, "'abc' is not understood; type a number such as 1,250.5"),
        ("abc", units.SHARE, "'abc' is not understood; type a number such as 3.5 %"),
        ("", units.MONEY, "is not understood"),
        ("–", units.MONEY, "is not understood"),
        ("∞", units.MONEY, "is not understood"),
        ("inf", units.MONEY, "is not understood"),
        ("nan", units.MONEY, "is not understood"),
        ("1e309", units.MONEY, "is far too large"),
        ("9" * 400, units.MONEY, "is far too large"),
        ("1" * (LONGEST + 1), units.MONEY, "is far too long for a number"),
        ("1e-400", units.MONEY, "is far too small"),
        ("1\x000", units.MONEY, "is not understood"),
        ("１２", units.MONEY, "is not understood"),
        ("٣٫٥", units.SHARE, "is not understood"),
        ("5²", units.MONEY, "is not understood"),
        ("1 2 3", units.MONEY, "is not understood"),
        ("83 50", units.MONEY, "is not understood"),
        ("1_5", units.MONEY, "is not understood"),
        ("1.2.3", units.MONEY, "is not understood"),
        ("1,23,4", units.MONEY, "is not understood"),
        ("100-200", units.MONEY, "is not understood"),
        ("--5", units.MONEY, "is not understood"),
        ("(-5)", units.MONEY, "is not understood"),
        ("(5", units.MONEY, "is not understood"),
        ("5 apples", units.MONEY, "is not understood"),
        ("250 T€", units.MONEY, "is not understood"),
        ("1e5k", units.MONEY, "is not understood"),
        ("5 %", units.MONEY, "is a share; asked for is money"),
        ("5 %", units.MONTHS, "is a share; asked for is a number of months"),
        ("$5", units.ACCOUNTS, "is an amount of money; asked for is a number of accounts"),
        ("5 months", units.MONEY, "is in months; asked for is money"),
        ("5 visitors", units.ACCOUNTS, "is in visitors; asked for is a number of accounts"),
        ("600/year", units.MONEY_PER_MONTH, "is per year; asked for is money per month"),
        ("2/month", units.MONTHS, "is per month; asked for is a number of months"),
    ],
)
def test_what_is_ambiguous_or_not_understood_is_refused_in_words(text, unit, why):
    """The words name what was typed and both readings, or what can be typed instead."""
    with pytest.raises(NotRead) as refused:
        read(text, unit)
    assert why in str(refused.value)


@pytest.mark.parametrize(
    ("text", "unit", "low", "high", "whole", "value"),
    [
        ("1.234", units.MONEY, 0, 1000, False, 1.234),
        ("1.234", units.COUNT, 0, 999_999, True, 1234),
        ("1,234", units.SHARE, 0, 1, False, 0.01234),
        ("1,234", units.RATIO, 0, 10, False, 1.234),
        ("1,234", units.MONTHS, 0, 24, False, 1.234),
        ("1,234", units.SHARE, 0, math.inf, False, 12.34),
    ],
)
def test_bounds_settle_what_would_be_ambiguous(text, unit, low, high, whole, value):
    """Where only one of two readings is allowed, that one is meant."""
    assert read(text, unit, low=low, high=high, whole=whole).value == value


@pytest.mark.parametrize(
    ("text", "unit", "low", "high", "whole", "why"),
    [
        ("150", units.SHARE, 0, 1, False, "150 % is not allowed; allowed is 0 % to 100 %"),
        ("-5", units.MONEY, 0, 1e12, False, "−5 is not allowed; allowed is 0 to 1,000,000,000,000"),
        ("12.5", units.MONTHS, 6, 120, True, "12.5 is not allowed; allowed is a whole number, 6 to 120"),
        ("-5", units.MONEY, 0, math.inf, False, "−5 is not allowed; allowed is 0 or more"),
        ("5", units.MONEY, -math.inf, 0, False, "5 is not allowed; allowed is at most 0"),
    ],
)
def test_bounds_are_told(text, unit, low, high, whole, why):
    """What is beyond the bounds is refused with what is allowed, as the number is shown."""
    with pytest.raises(NotRead) as refused:
        read(text, unit, low=low, high=high, whole=whole)
    assert str(refused.value) == why


@pytest.mark.parametrize(
    ("text", "unit", "currency", "note"),
    [
        ("€50", units.MONEY, "USD", "'€50' is taken as 50 USD: amounts are not converted"),
        ("50 CHF", units.MONEY, "USD", "'50 CHF' is taken as 50 USD: amounts are not converted"),
        ("R$ 50", units.MONEY, "CAD", "'R$ 50' is taken as 50 CAD: amounts are not converted"),
        ("$50", units.MONEY, "CAD", ""),
        ("50 xyz", units.MONEY, "XYZ", ""),
        ("0,5", units.SHARE, "USD", "'0,5' is taken as 0.5 %: shares are typed in per cent"),
        ("0.5 %", units.SHARE, "USD", ""),
        ("5", units.SHARE, "USD", ""),
    ],
)
def test_what_may_not_be_meant_is_told(text, unit, currency, note):
    """Another currency's sign is no conversion, and 0.035 in a box of shares is 0.035 %: both are taken and said."""
    assert read(text, unit, currency).note == note


@given(any_currency.filter(bool), st.integers(0, 10**9), st.booleans())
def test_every_currency_can_be_typed_before_and_after(currency, amount, tight):
    """Signs and the code of every currency on offer go before or after an amount, in small letters too, as its own."""
    signs = CURRENCIES[currency].signs if currency in CURRENCIES else ()
    for sign in (*signs, currency, currency.lower()):
        space = "" if tight else "\u00a0"
        for text in (
            f"{sign}{space}{amount}",
            f"{amount}{space}{sign}",
            f"-{sign}{space}{amount}",
            f"({sign}{amount})",
        ):
            made = read(text, units.MONEY, currency)
            assert (abs(made.value), made.note) == (amount, "")


@given(st.one_of(st.text(), number_like, st.text(max_size=2000)), any_unit, any_currency)
@example("1" * 10_000, units.MONEY, "USD")
@example(" " * 499 + "x", units.MONEY, "USD")
@example("1 " * 249, units.MONEY, "USD")
@example("1," * 249, units.MONEY, "USD")
@example("/month" * 80, units.MONEY, "USD")
@example("\ud800", units.MONEY, "USD")
def test_any_text_is_a_number_or_refused_in_one_line(text, unit, currency):
    """Whatever is typed: a finite number, or a short printable sentence; never another error."""
    made, told = read_or_told(read, text, unit, currency)
    assert made is None or (isinstance(made.value, float) and math.isfinite(made.value))
    for sentence in (told, made.note if made else ""):
        assert sentence.isprintable()
        assert len(sentence) < 200
    for value in both_readings(text, unit):
        assert value is None or isinstance(value, float)


@given(st.one_of(st.text(), number_like), any_lever)
def test_what_is_read_for_a_lever_is_valid(text, lever):
    """A number typed for a lever, fact or channel field is one that its declaration takes."""
    value, told = read_or_told(read_for, lever, text, "USD")
    assert told.isprintable()
    assert value is None or lever.check(value.value) == value.value


@given(any_lever.flatmap(lambda lever: st.tuples(st.just(lever), numbers(lever))))
def test_what_a_box_shows_can_be_typed_again(valid):
    """Every valid number, as its box and its cell show it, reads as itself to the digits shown."""
    lever, value = valid
    for text in (box_text(value, lever.unit), written(value, lever.unit)):
        made = read_for(lever, text, "USD").value
        assert math.isclose(made, value, rel_tol=1e-5, abs_tol=0), text


@given(st.integers(-(10**12), 10**12), st.integers(0, 4), any_unit)
def test_short_decimals_are_shown_in_full(digits, places, unit):
    """A number of few decimals is shown to its last digit: what a person typed stands as typed."""
    value = float(f"{digits}e-{places}") if unit.kind != "share" else float(f"{digits}e-{places + 2}")
    assert read(box_text(value, unit), unit).value == value
    assert read(written(value, unit), unit).value == value


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2027-03", "2027-03"),
        (" 2027–3 ", "2027-03"),
        ("03/2027", "2027-03"),
        ("2027.03.15", "2027-03"),
        ("3.2027", "2027-03"),
    ],
)
def test_a_month_is_read(text, month):
    """A month with the year first or last, whatever stands between."""
    assert read_month(text) == month


@given(st.one_of(st.text(), st.text("0123456789-/. –", max_size=12)))
def test_any_text_is_a_month_or_refused(text):
    """Whatever is typed for a month: YYYY-MM, or a refusal of one line."""
    month, told = read_or_told(read_month, text)
    assert told.isprintable()
    assert len(told) < 200
    assert month is None or len(month) == 7


@given(st.text())
def test_tidying_is_done_once(text):
    """What is tidy stays as it is."""
    assert tidy(tidy(text)) == tidy(text)
