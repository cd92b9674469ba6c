"""The list of dossiers on paper: a plain table of its first lines, for a grid prints none."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from data_access.listing import Column, Listed, Listing, listed_by
from layouts import wording
from layouts.components import table
from layouts.components.attributes import data
from layouts.components.link import DOSSIERS, address_of, chosen, link
from layouts.components.title import print_button
from layouts.exports import narrowed_words
from layouts.language import _
from layouts.pages import dossier_words as words
from layouts.pages.dossier_columns import NUMBERS, columns_of
from layouts.pages.dossier_lines import lines, shown_words
from layouts.pages.page import Selection, View

MOST_PRINTED = 500  # lines: some twenty-five sheets; a longer list is read on a screen
OF_DOSSIERS = (
    Column.CODE, Column.PROCEDURE, Column.AGENCY, Column.RECEIVED, Column.DUE, Column.LATE,
    Column.STEP, Column.UNIT, Column.STANDING,
)  # fmt: skip
WIDTHS = {
    Column.CODE: "12%", Column.PROCEDURE: "29%", Column.AGENCY: "11%", Column.RECEIVED: "7.5%",
    Column.DUE: "7.5%", Column.LATE: "5.5%", Column.STEP: "10%", Column.UNIT: "10%",
}  # fmt: skip
LEFT_OUT = frozenset({Column.KEY, Column.FIELD})  # of the other lists


def columns_on_paper(selection: Selection, view: View) -> tuple[Column, ...]:
    known = columns_of(selection, view)
    if listed_by(selection.indicator) is Listed.DOSSIER:
        return tuple(column for column in OF_DOSSIERS if column in known)
    return tuple(column for column in known if column not in LEFT_OUT)


def acts(view: View) -> Sequence[Component]:
    return link(_("Back to the list"), list_address(view), "button"), print_button()


def list_address(view: View) -> str:
    """The same list as a grid."""
    told = view.scope.to_query() | (chosen(view.selection) if view.selection else {})
    return address_of(DOSSIERS, told)


def rows(view: View, selection: Selection) -> list[Component]:
    listing = view.paper.listing if view.paper else None
    if listing is None:
        return []
    listed = listed_by(selection.indicator)
    columns = columns_on_paper(selection, view)
    heads = [head(each, listed) for each in columns]
    cells = [
        table.Row([cell(line.get(column.value)) for column in columns])
        for line in lines(listing, view)
    ]
    body = table.table(words_of(view, selection, listing), heads, cells, "paper__table")
    return [
        html.Div([*told(view, selection, listing), body], className="paper", **data(printed=""))
    ]


def head(column: Column, listed: Listed) -> table.Column:
    width = WIDTHS.get(column) if listed is Listed.DOSSIER else None
    return table.Column(
        words.column(column, listed), column in NUMBERS or column is Column.LATE, width
    )


def cell(told: object) -> str:
    if isinstance(told, float | int):
        return wording.number(int(told))
    return str(told) if told else wording.DASH


def told(view: View, selection: Selection, listing: Listing) -> list[Component]:
    """What narrows the list, and how much of it is here."""
    narrowed = narrowed_words(view.paper.window, listing.listed) if view.paper else []
    by = [html.P(f"{name}: {what}", className="note") for name, what in narrowed]
    return [*by, html.P(words_of(view, selection, listing), className="note paper__length")]


def words_of(view: View, selection: Selection, listing: Listing) -> str:
    whole = shown_words(listing.total, selection)
    length = whole
    if listing.total > len(listing.items):
        length = _(
            "The first %(n)s of %(whole)s; the XLSX file holds all of them",
            n=wording.number(len(listing.items)),
            whole=whole,
        )
    if Column.LATE not in columns_on_paper(selection, view):
        return length
    return _("%(length)s. Days late are working days", length=length)
