"""Why an outcome is not a number, in the words its declaration has for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from model.measures import MEASURES


@dataclass(frozen=True)
class Reason:
    """A reason as a template with what it names: declared texts, or another reason. It is false where there is none.

    >>> str(Reason("{outcome} is {why}.", {"outcome": "LTV", "why": Reason("undefined")})), bool(Reason())
    ('LTV is undefined.', False)
    """

    text: str = ""
    parts: Mapping[str, str | Reason] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text.format(**{name: str(part) for name, part in self.parts.items()})


NONE = Reason()


def not_finite(outcome: str, *values: ArrayLike) -> Reason:
    """What keeps values of this outcome from being numbers, with the reason; none where all are finite.

    Undefined (NaN) comes before infinite.

    >>> str(not_finite("ltv", 1950.0, float("inf")))
    '∞: at zero churn customers pay for ever'
    >>> str(not_finite("cac", float("nan")))
    'undefined: nobody was won in months 1 to 12'
    """
    measure = MEASURES[outcome]
    seen = np.concatenate([np.ravel(np.asarray(value, dtype=np.float64)) for value in values])
    if np.isnan(seen).any():
        said, reason = "undefined", measure.undefined
    elif np.isinf(seen).any():
        said, reason = ("−∞" if np.isneginf(seen).any() else measure.endless), measure.never
    else:
        return NONE
    return Reason("{value}: {why}", {"value": said, "why": reason}) if reason else Reason(said)
