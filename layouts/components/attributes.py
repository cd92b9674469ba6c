"""Attributes that Dash takes only by names Python cannot write."""

from typing import Any


def aria(**told: str) -> dict[str, Any]:
    """What those who do not see are told: `**aria(label=…)` is `aria-label`."""
    return {f"aria-{name}": value for name, value in told.items()}


def data(**told: str) -> dict[str, Any]:
    """What the scripts in assets read: `**data(act="print")` is `data-act`."""
    return {f"data-{name}": value for name, value in told.items()}
