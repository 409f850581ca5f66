"""What the log may hold: where something failed and of which kind it was, never what somebody typed."""

from __future__ import annotations

import logging
import traceback
from typing import Any

_make = logging.getLogRecordFactory()


def discreet() -> None:
    """From now on no log of this process, Streamlit's own included, carries anybody's scenario.

    Messages of exceptions quote values and names: what is logged of one is its kind and the lines it went through.
    """
    logging.setLogRecordFactory(_record)


def _record(*given: Any, **more: Any) -> logging.LogRecord:
    record = _make(*given, **more)
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        record.exc_info, record.exc_text = None, trace(error)
    if isinstance(record.args, tuple):
        record.args = tuple(type(each).__name__ if isinstance(each, BaseException) else each for each in record.args)
    return record


def trace(error: BaseException) -> str:
    """The kinds of an exception and of what caused it, and the lines each went through; no message, no value.

    >>> try:
    ...     int("a secret")
    ... except ValueError as error:
    ...     print(trace(error).partition("  ")[0], "secret" in trace(error))
    Traceback (places and kinds only):
     False
    """
    told: list[str] = []
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        lines = [
            f"  {each.filename}:{each.lineno} in {each.name}" for each in traceback.extract_tb(cause.__traceback__)
        ]
        told.append("\n".join(["Traceback (places and kinds only):", *lines, type(cause).__qualname__]))
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "\nled to\n".join(reversed(told))
