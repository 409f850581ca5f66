"""Why an outcome is not a number, in the words its declaration has for it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from model.measures import MEASURES


def not_finite(outcome: str, *values: ArrayLike) -> str:
    """What keeps values of this outcome from being numbers, with the reason; empty where all are finite.

    Undefined (NaN) comes before infinite.

    >>> not_finite("ltv", 1950.0, float("inf"))
    '∞: at zero churn customers pay for ever'
    >>> not_finite("cac", float("nan"))
    'undefined: nobody was won in months 1 to 12'
    """
    measure = MEASURES[outcome]
    seen = np.concatenate([np.ravel(np.asarray(value, dtype=np.float64)) for value in values])
    if np.isnan(seen).any():
        said, reason = "undefined", measure.undefined
    elif np.isinf(seen).any():
        said, reason = ("−∞" if np.isneginf(seen).any() else measure.endless), measure.never
    else:
        return ""
    return f"{said}: {reason}" if reason else said
