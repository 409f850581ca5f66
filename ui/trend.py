"""A small curve below a figure: a picture in the figure's own text, so that it costs next to nothing when a lever moves."""

from __future__ import annotations

from collections.abc import Sequence

HEIGHT = 200
_EDGE = 8
"""What the line's width needs above and below."""
COLOURS = {"green": "#2e9e6b", "red": "#d1434b", "gray": "#8b93a1"}


def _address(svg: str) -> str:
    """A picture as an address that Markdown bears."""
    for sign, written in ((" ", "%20"), ("<", "%3C"), (">", "%3E"), ("#", "%23"), ("'", "%27")):
        svg = svg.replace(sign, written)
    return f"data:image/svg+xml,{svg}"


_NONE = _address("<svg xmlns='http://www.w3.org/2000/svg'/>")
_CURVES = {
    colour: _address(
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {{last}} {HEIGHT}' preserveAspectRatio='none'>"
        f"<polygon points='0 {{floor}} {{line}} {{last}} {{floor}}' fill='{shade}' fill-opacity='.18'/>"
        f"<polyline points='{{line}}' fill='none' stroke='{shade}' stroke-width='2' vector-effect='non-scaling-stroke'/></svg>"
    )
    for colour, shade in COLOURS.items()
}
"""A line over an area, as wide as its place."""


def image(values: Sequence[float], colour: str, about: str) -> str:
    """A series as a line over an area down to its lowest value, or to zero where it lies between; Markdown.

    Of less than two numbers it is an empty picture, as high.

    >>> "points=%270%20192%201%208%202%20100%27" in image([0.0, 2.0, 1.0], "gray", "MRR by month")
    True
    >>> image([1.0], "gray", "MRR by month")
    '![MRR by month](data:image/svg+xml,%3Csvg%20xmlns=%27http://www.w3.org/2000/svg%27/%3E)'
    """
    if len(values) < 2:
        return f"![{about}]({_NONE})"
    low, high = min(values), max(values)
    foot, unit = HEIGHT - _EDGE, (HEIGHT - 2 * _EDGE) / ((high - low) or 1.0)
    line = "%20".join([f"{k}%20{foot - (value - low) * unit:.0f}" for k, value in enumerate(values)])
    floor = f"{foot + low * unit:.0f}" if low < 0 < high else foot
    return f"![{about}]({_CURVES[colour].format(last=len(values) - 1, floor=floor, line=line)})"
