"""What What matters keeps: how far and which levers are moved, and the map of two of them."""

from __future__ import annotations

from ui.settings.declared import Setting, between, lever, one_of

STEPS = ("0.05", "0.1", "0.2", "range")
"""How far levers are moved to see which matters most: by a share of their size, or over their sliders."""

SETTINGS = (
    Setting("step", "view", f"one of {', '.join(STEPS)}", one_of(STEPS)),
    Setting("among", "view", "all", one_of(("all",))),
    Setting("map_x", "view", "the name of a lever", lever),
    Setting("map_y", "view", "the name of a lever", lever),
    Setting("map_target", "view", "a number", between(-1e15, 1e15)),
)
