"""The few icons. Each says by its shape what its colour says; words stand beside it."""

from typing import Literal

from dash import html

from layouts.components.attributes import aria

Icon = Literal[
    "info", "clock", "unlinked", "worse", "better", "steady", "unknown", "changed"
]  # fmt: skip


def icon(name: Icon) -> html.I:
    """Drawn by assets/30-marks.css as a mask, so it takes the ink of its place."""
    return html.I(className=f"icon icon--{name}", **aria(hidden="true"))
