"""The lines and columns of the list of dossiers, as the grid takes them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from data_access.indicators.catalogue import RECEIVED
from data_access.listing import (
    COLUMNS,
    DAYS,
    TEXTS,
    Column,
    Listed,
    Listing,
    Order,
    Record,
    listed_by,
)
from layouts import wording
from layouts.components.link import DOSSIERS, address_of, chosen
from layouts.language import _
from layouts.pages import dossier_words as words
from layouts.pages.page import Selection, View

LONG_LATE = 100  # working days that fill the bar of a late dossier
HIDDEN = frozenset({Column.KEY, Column.FIELD, Column.STANDING, Column.STEP_SINCE})
WIDTHS = {
    Column.KEY: 180, Column.CODE: 190, Column.PROCEDURE: 300, Column.FIELD: 150,
    Column.AGENCY: 160, Column.CHANNEL: 110, Column.RECEIVED: 106, Column.DUE: 106,
    Column.ENDED: 110, Column.LATE: 120, Column.STANDING: 140, Column.STEP: 190,
    Column.STEP_SINCE: 130, Column.UNIT: 230, Column.AT: 150, Column.AMOUNT: 130,
    Column.SCORE: 130,
}  # fmt: skip
NUMBERS = frozenset({*DAYS, Column.AMOUNT})
WRAPPED = frozenset(
    {Column.PROCEDURE, Column.FIELD, Column.AGENCY, Column.STEP, Column.UNIT, Column.STANDING}
)
TEXT_FILTER = {"filterOptions": ["contains"], "maxNumConditions": 1, "debounceMs": 400}
DAY_FILTER = {
    "filterOptions": ["equals", "lessThan", "greaterThan", "inRange"],
    "maxNumConditions": 1,
    "minValidYear": 1990,
    "maxValidYear": 2100,
}


def selection_of(view: View) -> Selection:
    """What the address asks for; the dossiers received in the period where it asks for nothing."""
    return view.selection or Selection(RECEIVED)


def columns_of(selection: Selection) -> tuple[Column, ...]:
    return COLUMNS[listed_by(selection.indicator)]


def shown_at_first(selection: Selection, view: View) -> list[Column]:
    """Without an agency's column where all lines are one agency's."""
    hidden = set(HIDDEN)
    if listed_by(selection.indicator) is Listed.PETITION:
        hidden.discard(Column.KEY)
    if view.scope.agency and not view.directory.children(view.scope.agency):
        hidden.add(Column.AGENCY)
    return [column for column in columns_of(selection) if column not in hidden]


def column_definitions(
    selection: Selection, view: View, sort: tuple[Order, ...]
) -> list[dict[str, Any]]:
    listed, shown = listed_by(selection.indicator), shown_at_first(selection, view)
    order = {each.column: "desc" if each.descending else "asc" for each in sort}
    return [
        definition(column, listed, column not in shown, order.get(column))
        for column in columns_of(selection)
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
        told["sort"] = sort
    if column in NUMBERS:
        told["type"] = "rightAligned"
    if column in TEXTS:
        told |= {"filter": "agTextColumnFilter", "filterParams": TEXT_FILTER}
    if column in DAYS:
        told |= {"filter": "agDateColumnFilter", "filterParams": DAY_FILTER}
    if column is Column.PROCEDURE:
        told |= {"flex": 1, "minWidth": WIDTHS[column]}
    if column in WRAPPED:
        told |= {"cellClass": "cell--wrapped", "tooltipField": column.value}
    if column is Column.CODE:
        told["cellRenderer"] = "GridLink"
    if column is Column.LATE:
        told |= {"cellRenderer": "GridBar", "cellRendererParams": {"most": LONG_LATE}}
    return told


def lines(listing: Listing, view: View) -> list[dict[str, Any]]:
    query = view.scope.to_query() | (chosen(view.selection) if view.selection else {})
    return [line(record, listing.listed, view, query) for record in listing.items]


def dossier_path(code: str) -> str:
    return f"{DOSSIERS}/{quote(code, safe='')}"


def line(
    record: Record, listed: Listed, view: View, query: Mapping[str, list[str]]
) -> dict[str, Any]:
    """Texts as they are read; only the number behind a bar stays a number."""
    directory = view.directory
    told: dict[Column, Any] = {
        Column.KEY: record.key,
        Column.CODE: record.code or "",
        Column.PROCEDURE: record.procedure and wording.procedure_name(record.procedure, directory),
        Column.FIELD: record.field and wording.field_name(record.field, directory),
        Column.AGENCY: record.agency and wording.agency_name(record.agency, directory),
        Column.CHANNEL: words.channel(record.channel),
        Column.RECEIVED: day(record.received_at),
        Column.DUE: day(record.due_at),
        Column.ENDED: day(record.ended_at) or unfinished(record, listed),
        Column.LATE: record.days_late,
        Column.STANDING: words.standing(record.standing),
        Column.STEP: record.step,
        Column.STEP_SINCE: day(record.step_since),
        Column.UNIT: record.unit,
        Column.AT: day(record.at),
        Column.AMOUNT: None if record.amount is None else wording.number(int(record.amount)),
        Column.SCORE: words.score(record.score),
    }
    shown = {column.value: told[column] for column in COLUMNS[listed]}
    href = {"href": address_of(dossier_path(record.code), query)} if record.code else {}
    return shown | href


def day(instant: datetime | date | None) -> str:
    if instant is None:
        return ""
    return wording.day(instant.date() if isinstance(instant, datetime) else instant)


def unfinished(record: Record, listed: Listed) -> str:
    if listed is Listed.PETITION:
        return _("not answered")
    return _("not finished") if words.is_open(record) else ""


def shown_words(total: int, selection: Selection) -> str:
    """How many lines there are once search and filters have been heard."""
    counted = selection.indicator.numerator
    if listed_by(selection.indicator) is Listed.PAYMENT:
        return _("%(n)s lines", n=wording.number(total))
    return wording.counted(counted, total).text
