"""What the marks of a picture mean, for pictures that cannot name them beside themselves."""

from collections.abc import Sequence
from typing import Literal

from dash import html

from layouts.components.attributes import aria

Swatch = Literal[
    "range", "whole", "target", "band", "line", "second", "steps", "break",
    "used", "over", "paused", "limit", "worse", "better",
]  # fmt: skip


def key(samples: Sequence[html.Span]) -> html.Div:
    return html.Div(list(samples), className="key")


def sample(look: Swatch, words: str) -> html.Span:
    """A sample of a mark, beside what it means."""
    return html.Span([html.I(className=f"swatch swatch--{look}", **aria(hidden="true")), words])
