"""A section of a page: a rule, a finding, what is shown and how, the content."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from layouts.components.attributes import aria


def section(
    finding: str,
    content: Sequence[Component],
    caption: str | Component | Sequence[str | Component] = "",
    span: int = 12,
) -> html.Section:
    """`span` of twelve columns, where it stands in a grid."""
    told = [html.P(caption, className="section__caption")] if caption else []
    look = "section" if span == 12 else f"section span-{span}"
    return html.Section([html.H2(finding), *told, *content], className=look)


def figures_row(
    figures: Sequence[tuple[int, Component]], label: str, is_first: bool = True
) -> html.Section:
    """Figures side by side, a hairline between them; each with its span of twelve columns."""
    look = "grid ruled section " + ("section--figures" if is_first else "section--hair")
    placed = [html.Div(each, className=f"span-{span}") for span, each in figures]
    return html.Section(placed, className=look, **aria(label=label))
