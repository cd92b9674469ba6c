"""The "i" beside a figure's name."""

from dash.development.base_component import Component

from data_access.indicators.definition import Indicator
from layouts.components.attributes import aria, data
from layouts.components.icon import icon
from layouts.components.link import here, link
from layouts.language import _
from layouts.pages.page import View


def explain(indicator: Indicator, view: View) -> Component:
    """Opens the indicator's panel beside the same page; the address says so."""
    is_open = view.explained == indicator
    current = {"current": "true"} if is_open else {}
    return link(
        icon("info"),
        here(view, explained=None if is_open else indicator),
        "explain",
        stays=True,
        **aria(label=_("Explain: %(name)s", name=_(indicator.name)), **current),
        **data(explains=indicator.slug),
    )
