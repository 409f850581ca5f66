"""A small curve below a figure, as a picture of its own: it costs the browser nothing when a lever moves."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

WIDTH, HEIGHT = 100, 40
_EDGE = 1.5
"""What the line's width needs above and below."""
NONE = '<div class="trend"></div>'
"""The place of a curve where there are too few numbers to draw one: as high, so that nothing below it moves."""
COLOURS = {"green": "#2e9e6b", "red": "#d1434b", "gray": "#8b93a1"}


def svg(values: Sequence[float], colour: str) -> str:
    """A series as a line over an area down to its lowest value, or to zero where it lies between; as wide as its place.

    >>> "M0.0 38.5 L50.0 1.5 L100.0 20.0" in svg([0.0, 2.0, 1.0], "gray")
    True
    """
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    floor = 0.0 if low < 0 < high else low

    def y(value: float) -> str:
        return f"{HEIGHT - _EDGE - (value - low) / span * (HEIGHT - 2 * _EDGE):.1f}"

    step = WIDTH / (len(values) - 1)
    line = " L".join(f"{k * step:.1f} {y(value)}" for k, value in enumerate(values))
    shade = COLOURS[colour]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f'<path d="M{line} L{WIDTH} {y(floor)} L0 {y(floor)}Z" fill="{shade}" fill-opacity="0.18"/>'
        f'<path d="M{line}" fill="none" stroke="{shade}" stroke-width="2" vector-effect="non-scaling-stroke"/></svg>'
    )


def image(values: Sequence[float], colour: str, about: str) -> str:
    """The same as HTML: a picture that is in the page and has to be fetched from nowhere."""
    return f'<img class="trend" alt="{about}" src="data:image/svg+xml,{quote(svg(values, colour))}">'
