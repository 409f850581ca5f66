"""The currencies offered, declared once: the sign before an amount, and the other signs people type for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Currency:
    """One currency: its ISO code, the sign shown before amounts ("" where the code is shown), and signs it is also typed with."""

    code: str
    sign: str = ""
    typed: tuple[str, ...] = ()

    @property
    def signs(self) -> tuple[str, ...]:
        """Every sign that may mean this currency. Some are shared: $ is five of them.

        >>> CURRENCIES["CAD"].signs
        ('$', 'C$', 'CA$')
        """
        return ((self.sign,) if self.sign else ()) + self.typed


_CURRENCIES = (
    Currency("USD", "$", ("US$",)),
    Currency("EUR", "€"),
    Currency("GBP", "£"),
    Currency("CHF", typed=("Fr", "SFr", "₣")),
    Currency("SEK", typed=("kr", "Kr")),
    Currency("NOK", typed=("kr", "Kr")),
    Currency("DKK", typed=("kr", "Kr")),
    Currency("PLN", typed=("zł", "Zł")),
    Currency("CAD", typed=("$", "C$", "CA$")),
    Currency("AUD", typed=("$", "A$", "AU$")),
    Currency("NZD", typed=("$", "NZ$")),
    Currency("JPY", "¥", ("円",)),
    Currency("INR", "₹", ("Rs",)),
    Currency("BRL", typed=("R$",)),
    Currency("SGD", typed=("$", "S$")),
    Currency("ZAR", typed=("R",)),
)

CURRENCIES: dict[str, Currency] = {currency.code: currency for currency in _CURRENCIES}
"""The currencies to choose from, by ISO code. A link or a file may name any other ISO code; its amounts show that code."""
