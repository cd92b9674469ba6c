"""The columns of the list of dossiers: which are shown at first, how wide, how each is drawn."""

from typing import Any

from data_access import listing
from data_access.indicators.catalogue import (
    DUE_UNFINISHED,
    PENDING_IN_TIME,
    PENDING_NO_DUE,
    RESOLVED_EARLY,
    RESOLVED_NO_DUE,
    RESOLVED_ON_DAY,
)
from data_access.indicators.definition import Dating
from data_access.listing import DAYS, TEXTS, Column, Listed, Order, is_told_then, listed_by
from layouts.pages import dossier_words as words
from layouts.pages.page import Selection, View

LONG_LATE = 100  # working days that fill the bar of a late dossier; a longer one has a point
HIDDEN = frozenset({Column.KEY, Column.FIELD, Column.STANDING, Column.STEP_SINCE})
WIDTHS = {
    Column.KEY: 180, Column.CODE: 176, Column.PROCEDURE: 190, Column.FIELD: 150,
    Column.AGENCY: 132, Column.CHANNEL: 116, Column.RECEIVED: 116, Column.DUE: 106,
    Column.ENDED: 112, Column.LATE: 124, Column.STANDING: 140, Column.STEP: 132,
    Column.STEP_SINCE: 130, Column.UNIT: 150, Column.AT: 150, Column.AMOUNT: 130,
    Column.SCORE: 130,
}  # fmt: skip
ARROW_PX = 20  # beside the name of the column that puts the lines in order
NUMBERS = frozenset({*DAYS, Column.AMOUNT})
WRAPPED = frozenset(
    {Column.PROCEDURE, Column.FIELD, Column.AGENCY, Column.STEP, Column.UNIT, Column.STANDING}
)
NEVER_LATE = (PENDING_IN_TIME, RESOLVED_EARLY, RESOLVED_ON_DAY)
NO_DUE = (PENDING_NO_DUE, RESOLVED_NO_DUE)
# They share what the others leave, by their usual length; none gets less than it can be read in.
SHARES = {Column.PROCEDURE: 6, Column.AGENCY: 3, Column.STEP: 3, Column.UNIT: 4}
TEXT_FILTER = {"filterOptions": ["contains"], "maxNumConditions": 1, "debounceMs": 400}
DAY_FILTER = {
    "filterOptions": ["equals", "lessThan", "greaterThan", "inRange"],
    "maxNumConditions": 1,
    "minValidYear": 1990,
    "maxValidYear": 2100,
}


def is_then(selection: Selection, view: View) -> bool:
    """Whether the lines are told as of the end of a period that is over."""
    return is_told_then(selection.indicator, view.scope.period, view.today)


def columns_of(selection: Selection, view: View) -> tuple[Column, ...]:
    return listing.columns_of(selection.indicator, is_then(selection, view))


def shown_at_first(selection: Selection, view: View) -> list[Column]:
    """What tells the lines apart: without what would say the same in every one of them."""
    listed, hidden = listed_by(selection.indicator), set(HIDDEN)
    if listed is Listed.PETITION:
        hidden.discard(Column.KEY)
    if listed is Listed.DOSSIER:
        hidden |= same_in_all(selection) - ({Column.CHANNEL} if is_then(selection, view) else set())
    if view.scope.agency and not view.directory.children(view.scope.agency):
        hidden.add(Column.AGENCY)
    return [column for column in columns_of(selection, view) if column not in hidden]


def same_in_all(selection: Selection) -> set[Column]:
    """Open dossiers have not ended, ended ones lie nowhere; the channel makes room for the step."""
    indicator = selection.indicator
    never_late = {Column.LATE} if indicator in NEVER_LATE else set()
    no_due = {Column.DUE, Column.LATE} if indicator in NO_DUE else set()
    if indicator.dated_by in (Dating.ENDED, Dating.RETURNED):
        return never_late | no_due | {Column.STEP, Column.UNIT}
    is_open = indicator.dated_by is Dating.PERIOD_END or indicator is DUE_UNFINISHED
    return never_late | no_due | {Column.CHANNEL} | ({Column.ENDED} if is_open else set())


def column_definitions(
    selection: Selection, view: View, sort: tuple[Order, ...]
) -> list[dict[str, Any]]:
    listed, shown = listed_by(selection.indicator), shown_at_first(selection, view)
    order = {each.column: "desc" if each.descending else "asc" for each in sort}
    return [
        definition(column, listed, column not in shown, order.get(column))
        for column in columns_of(selection, view)
    ]


def definition(column: Column, listed: Listed, is_hidden: bool, sort: str | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "field": column.value,
        "headerName": words.column(column, listed),
        "width": WIDTHS[column],
        "hide": is_hidden,
        "sortable": True,
    }
    if sort:
        told |= {"sort": sort, "width": WIDTHS[column] + ARROW_PX}
    if column in NUMBERS:
        told["type"] = "rightAligned"
    if column in TEXTS:
        told |= {"filter": "agTextColumnFilter", "filterParams": TEXT_FILTER}
    if column in DAYS:
        told |= {"filter": "agDateColumnFilter", "filterParams": DAY_FILTER}
    if column in SHARES:
        told |= {"flex": SHARES[column], "minWidth": WIDTHS[column]}
    if column in WRAPPED:
        told |= {"cellClass": "cell--wrapped", "tooltipField": column.value}
    if column is Column.CODE:
        told["cellRenderer"] = "GridLink"
    if column is Column.LATE:
        told |= {"cellRenderer": "GridBar", "cellRendererParams": {"most": LONG_LATE}}
    return told
