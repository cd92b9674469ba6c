"""Where a page lies: the way down to it, each step a link but the last."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from layouts.components.attributes import aria
from layouts.language import _


def crumbs(steps: Sequence[str | Component]) -> html.Nav:
    return html.Nav(
        html.Ol([html.Li(step) for step in steps]),
        className="crumbs",
        **aria(label=_("Where you are")),
    )
