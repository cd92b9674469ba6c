"""The lines of the list of dossiers, as the grid takes them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from data_access.indicators.catalogue import RECEIVED
from data_access.listing import (
    COLUMNS,
    Column,
    Listed,
    Listing,
    Record,
    listed_by,
)
from layouts import wording
from layouts.components.link import DOSSIERS, address_of, chosen
from layouts.language import _
from layouts.pages import dossier_words as words
from layouts.pages.dossier_columns import columns_of, same_in_all
from layouts.pages.page import Selection, View


def selection_of(view: View) -> Selection:
    """What the address asks for; the dossiers received in the period where it asks for nothing."""
    return view.selection or Selection(RECEIVED)


def lines(listing: Listing, view: View) -> list[dict[str, Any]]:
    query = view.scope.to_query() | (chosen(view.selection) if view.selection else {})
    columns = columns_of(selection_of(view), view)
    told = (line(record, listing.listed, view, query) for record in listing.items)
    return [{name: each[name] for name in each if name in (*columns, "href")} for each in told]


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
        Column.STEP: record.step or where_ended(record, view),
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


def where_ended(record: Record, view: View) -> str:
    """Open when it was counted, ended since: where no column says so, its step would be a blank."""
    if record.ended_at is None or Column.ENDED not in same_in_all(selection_of(view)):
        return ""
    return _("ended on %(day)s", day=day(record.ended_at))


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
