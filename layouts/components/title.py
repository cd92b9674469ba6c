"""The title block: the way here, the finding, what can be done with the page."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from layouts.components.attributes import data
from layouts.language import _


def title(
    finding: str | Component,
    crumb: str | Component = "",
    acts: Sequence[Component] = (),
) -> html.Div:
    """`finding` says what the page found, in ten words where it can."""
    above = html.P(crumb, className="crumbs") if isinstance(crumb, str) else crumb
    return html.Div(
        [
            html.Div([above, html.H1(finding)], className="title__words"),
            html.Div(list(acts), className="title__acts"),
        ],
        className="title",
    )


def print_button() -> html.Button:
    return html.Button(_("Print"), type="button", className="button", **data(act="print"))


def file_link(words: str, href: str) -> html.A:
    """Loads a file: a plain link, which the browser follows itself."""
    return html.A(words, href=href, className="button", download="")
