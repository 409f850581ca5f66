"""A small curve below a figure, as a picture of its own: it costs the browser nothing when a lever moves."""

from __future__ import annotations

from collections.abc import Sequence

HEIGHT = 200
_EDGE = 8
"""What the line's width needs above and below."""
NONE = '<div class="trend"></div>'
"""The place of a curve where there are too few numbers to draw one: as high, so that nothing below it moves."""
COLOURS = {"green": "%232e9e6b", "red": "%23d1434b", "gray": "%238b93a1"}
"""As an address writes them."""


def svg(values: Sequence[float], colour: str) -> str:
    """A series as a line over an area down to its lowest value, or to zero where it lies between; as wide as its place.

    >>> "points='0 192 1 8 2 100'" in svg([0.0, 2.0, 1.0], "gray")
    True
    """
    low, high = min(values), max(values)
    last, shade = len(values) - 1, COLOURS[colour]
    unit = (HEIGHT - 2 * _EDGE) / ((high - low) or 1.0)

    def y(value: float) -> str:
        return f"{HEIGHT - _EDGE - (value - low) * unit:.0f}"

    line = " ".join(f"{k} {y(value)}" for k, value in enumerate(values))
    floor = y(0.0 if low < 0 < high else low)
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {last} {HEIGHT}' preserveAspectRatio='none'>"
        f"<polygon points='0 {floor} {line} {last} {floor}' fill='{shade}' fill-opacity='.18'/>"
        f"<polyline points='{line}' fill='none' stroke='{shade}' stroke-width='2' vector-effect='non-scaling-stroke'/></svg>"
    )


def image(values: Sequence[float], colour: str, about: str) -> str:
    """The same as HTML: a picture that is in the page and has to be fetched from nowhere."""
    return f'<img class="trend" alt="{about}" src="data:image/svg+xml,{svg(values, colour)}">'
