"""One indicator's definition: question, fraction, how it is counted, what it needs, targets."""

from dash import html
from dash.development.base_component import Component

from data_access.indicators.definition import Indicator
from data_access.indicators.reading import Absence, Reading
from data_access.indicators.targets import targets_of
from data_access.needing import columns_in
from layouts import wording
from layouts.components.info_panel import facts, fraction, targets_table
from layouts.language import _
from layouts.pages.page import View


def entry(indicator: Indicator, reading: Reading, view: View) -> html.Article:
    """`reading` is the whole of the scope: it shows the two counts, and whether they are known."""
    return html.Article(
        [
            html.Div(
                [
                    html.H3(_(indicator.name)),
                    html.P(_(indicator.question), className="lead"),
                    fraction(reading, view.moment.now.date()),
                    *said(reading, view),
                ],
                className="span-6",
            ),
            html.Div(
                [facts(indicator, view.rules, needed(indicator, view)), *aims(indicator)],
                className="span-6",
            ),
        ],
        id=indicator.slug,
        className="definition grid",
    )


def needed(indicator: Indicator, view: View) -> list[tuple[str, str | list[Component]]]:
    """The rows of facts that only this page has: commands name an indicator by its key."""
    columns = [html.Span(either(need)) for need in view.needs.get(indicator.key, ())]
    return [
        (_("In addresses"), [html.Code(indicator.slug)]),
        (_("In commands"), [html.Code(indicator.key)]),
        (_("Needs the columns"), [html.Span(columns, className="definition__columns")]),
    ]


def either(need: str) -> list[str | Component]:
    """One column, or several of which one is enough."""
    told: list[str | Component] = []
    for column in columns_in(need):
        told += [f" {_('or')} ", html.Code(column)]
    return told[1:]


def said(reading: Reading, view: View) -> list[Component]:
    """What this register can say about it."""
    told = []
    if reading.absence is Absence.SOURCE_SILENT:
        told.append(_("No source of this register says it: every page shows a dash."))
    elif reading.absence is not None:
        told.append(f"{wording.absence(reading.absence, reading.since)}.")
    if reading.derived:
        told.append(_("A source infers some of it."))
    return [html.P(" ".join(told), className="note")] if told else []


def aims(indicator: Indicator) -> list[Component]:
    targets = targets_of(indicator)
    return [targets_table(indicator, targets)] if targets else []
