"""What the reader is told before anything else, or instead of numbers."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from layouts.components.icon import Icon, icon
from layouts.components.link import Words


def notice(
    heading: Words,
    words: str = "",
    detail: Sequence[str | Component] = (),
    shape: Icon = "worse",
    is_quiet: bool = False,
) -> html.Section:
    """`heading` is the sentence that must be read; `detail` may hold links."""
    return html.Section(
        [
            icon(shape),
            html.Div(
                [
                    html.P([html.B(heading), f" {words}" if words else ""]),
                    *([html.P(list(detail))] if detail else []),
                ]
            ),
        ],
        className="notice notice--quiet" if is_quiet else "notice",
        role="status",
    )
