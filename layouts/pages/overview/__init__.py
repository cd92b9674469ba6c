"""The overview of one scope: what was found, the figures, who, what waits, the trend."""

from dash import html
from dash.development.base_component import Component

from data_access.indicators.definition import N_
from layouts.pages.overview.asking import ask
from layouts.pages.overview.found import Found
from layouts.pages.overview.heading import heading
from layouts.pages.overview.on_time import on_time_row
from layouts.pages.overview.parts import parts_of
from layouts.pages.overview.parts_table import parts_section
from layouts.pages.overview.shares import shares_row
from layouts.pages.overview.trend import trend_section
from layouts.pages.overview.waiting import waiting
from layouts.pages.page import Answers, Page, View


def draw(view: View, answers: Answers) -> Component:
    found = Found(view, answers)
    parts = parts_of(found)
    beside = html.Section(waiting(found), className="section span-4 stack")
    return html.Div(
        [
            heading(found, parts),
            html.Div(on_time_row(found), className="overview__first"),
            shares_row(found),
            html.Div([parts_section(found, parts), beside], className="grid overview__body"),
            trend_section(found),
        ]
    )


OVERVIEW = Page("/", N_("Overview"), ask, draw)
