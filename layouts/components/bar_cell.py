"""A number, then its bar, in one cell; the bars of a column share one scale from 0."""

from dash.development.base_component import Component

from layouts import wording
from layouts.components.attributes import aria
from layouts.element import Element


def bar_cell(words: str | Component, value: float | None, most: float) -> Component:
    """`words` is the number as written, a link as a rule; `most` is the column's greatest value."""
    if value is None:
        return Element("span", words, className="reason")
    share = value / most if most else 0
    digits = f"calc({len(wording.count(round(most)))}ch + 4px)"  # so that all bars begin together
    fill = Element("i", className="bar__fill", style={"width": f"{round(100 * share, 2):g}%"})
    track = [fill] if value else []
    return Element(
        "span",
        [
            Element("span", words),
            Element("span", track, className="bar__track", **aria(hidden="true")),
        ],
        className="bar",
        style={"--digits": f"max(44px, {digits})"},
    )
