"""A small curve below a figure: a picture in the figure's own text, so that it costs next to nothing when a lever moves."""

from __future__ import annotations

from collections.abc import Sequence

HEIGHT = 200
_EDGE = 8
"""What the line's width needs above and below."""
_IN_ADDRESS = str.maketrans({" ": "%20", "<": "%3C", ">": "%3E", "#": "%23", "'": "%27"})
"""What an address in Markdown does not bear as it is."""
COLOURS = {"green": "#2e9e6b", "red": "#d1434b", "gray": "#8b93a1"}


def svg(values: Sequence[float], colour: str) -> str:
    """A series as a line over an area down to its lowest value, or to zero where it lies between; as wide as its place.

    >>> "points='0 192 1 8 2 100'" in svg([0.0, 2.0, 1.0], "gray")
    True
    """
    low, high = min(values), max(values)
    last, shade = len(values) - 1, COLOURS[colour]
    foot, unit = HEIGHT - _EDGE, (HEIGHT - 2 * _EDGE) / ((high - low) or 1.0)
    line = " ".join([f"{k} {foot - (value - low) * unit:.0f}" for k, value in enumerate(values)])
    floor = f"{foot + low * unit:.0f}" if low < 0 < high else f"{foot}"
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {last} {HEIGHT}' preserveAspectRatio='none'>"
        f"<polygon points='0 {floor} {line} {last} {floor}' fill='{shade}' fill-opacity='.18'/>"
        f"<polyline points='{line}' fill='none' stroke='{shade}' stroke-width='2' vector-effect='non-scaling-stroke'/></svg>"
    )


def image(values: Sequence[float], colour: str, about: str) -> str:
    """The same in Markdown: a picture that is fetched from nowhere; of less than two numbers an empty one, as high.

    >>> image([1.0], "gray", "MRR by month")
    '![MRR by month](data:image/svg+xml,%3Csvg%20xmlns=%27http://www.w3.org/2000/svg%27/%3E)'
    """
    drawn = svg(values, colour) if len(values) > 1 else "<svg xmlns='http://www.w3.org/2000/svg'/>"
    return f"![{about}](data:image/svg+xml,{drawn.translate(_IN_ADDRESS)})"
