"""Checks of many records at once: piles, columns that never vary, dates that are only text."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Integer,
    String,
    cast,
    func,
    or_,
    select,
    type_coerce,
)

from data_access.contract import survey
from data_access.contract.clock import day_of
from data_access.contract.dating import ended_at
from data_access.contract.schema import document, dossier, metadata
from data_access.contract.survey import Contents
from data_access.indicators.calendar import WorkingDays
from data_access.indicators.reading import FEW
from data_access.rules import End

PILE_TIMES = 3.0  # times the usual share
PILE_LEAST = 10  # closures on that day; fewer may be chance
CONSTANT_LEAST = 20  # records; fewer may rightly be all alike
DIGITS = "[0-9]"
INSTANT_FORM = "-".join((DIGITS * 4, DIGITS * 2, DIGITS * 2)) + " " + ":".join([DIGITS * 2] * 3)
DAY = timedelta(days=1)

Found = Iterator[tuple[str, int]]


def month_end_closures(connection: Connection, told: Contents) -> Found:
    """Agency and month whose last working day has three times its share of the closures."""
    calendar = WorkingDays(survey.days_off(connection, told))
    began: dict[str, date] = {}  # a record that begins in mid-month has fewer days to spread over
    for (agency, month), days in sorted(closures(connection, told).items()):
        last = calendar.previous(following(month))
        piled = days.get(last, 0)
        first = max(month, began.setdefault(agency, min(days)))
        working = calendar.between(first - DAY, last)
        if piled >= PILE_LEAST and working and piled / sum(days.values()) >= PILE_TIMES / working:
            yield f"{agency} {month:%Y-%m}", piled


def closures(connection: Connection, told: Contents) -> dict[tuple[str, date], dict[date, int]]:
    """Closures by agency and month, day by day."""
    day = day_of(ended_at(End.RESULT)).label("day")
    d = dossier.c
    statement = (
        select(d.agency_code, day, func.count().label("n"))
        .where(d.deleted.is_not(True), d.outcome.in_(("RESULT", "REFUSED")), day.is_not(None))
        .group_by(d.agency_code, day)
    )
    found: dict[tuple[str, date], dict[date, int]] = defaultdict(dict)
    for agency, told_day, count in connection.execute(told.fit(statement)):
        try:
            at = date.fromisoformat(told_day)
        except ValueError:  # its own line: malformed_instants
            continue
        found[agency, at.replace(day=1)][at] = count
    return found


def following(month: date) -> date:
    return (month + DAY * 31).replace(day=1)


def constant_columns(connection: Connection, told: Contents) -> Found:
    """A sender that writes the same into every record says nothing with it."""
    c, d = document.c, dossier.c
    for column in (c.digitised, c.reuse, c.from_national_store, d.channel):
        source_id = column.table.c.source_id
        is_there = [d.deleted.is_not(True)] if column.table is dossier else []
        number = cast(column, Integer)
        statement = (
            select(source_id, func.min(number), func.count())
            .where(column.is_not(None), *is_there)
            .group_by(source_id)
            .having(func.min(number) == func.max(number), func.count() >= CONSTANT_LEAST)
            .order_by(source_id)
        )
        for source, value, count in connection.execute(told.fit(statement)):
            yield f"{source}: {column.name} = {value}", count


def mostly_empty(connection: Connection, told: Contents) -> Found:
    """Agencies whose known channels are all one while more are not known: 100 %, or 0 %, of that
    says nothing of the whole.
    """
    c = dossier.c
    known, every = func.count(c.channel), func.count()
    statement = (
        select(c.source_id, c.agency_code, func.min(c.channel), known, every - known)
        .where(c.deleted.is_not(True))
        .group_by(c.source_id, c.agency_code)
        .having(func.min(c.channel) == func.max(c.channel), known >= FEW, every - known > known)
        .order_by(every.desc(), c.source_id, c.agency_code)
    )
    for source, agency, value, count, empty in connection.execute(told.fit(statement)):
        yield f"{source} {agency}: channel = {value} in {count}, else empty", empty


def malformed_instants(connection: Connection, told: Contents) -> Found:
    """SQLite keeps instants as text and compares them as text: another form sorts wrongly."""
    if connection.dialect.name != "sqlite":
        return
    for table in metadata.sorted_tables:
        for column in table.columns:
            name = f"{table.name}.{column.name}"
            if isinstance(column.type, DateTime) and not told.lacks(name):
                yield from malformed(connection, column, name)


def malformed(connection: Connection, column: Column[object], name: str) -> Found:
    key = next(iter(column.table.primary_key))
    text = type_coerce(column, String)
    wrong = or_(func.typeof(column) != "text", func.glob(INSTANT_FORM, text) == 0)
    where = (column.is_not(None), wrong)
    count = connection.execute(
        select(func.count()).select_from(column.table).where(*where)
    ).scalar_one()
    if count:
        first = select(type_coerce(key, String)).where(*where).order_by(key).limit(1)
        yield f"{name} {connection.execute(first).scalar_one()}", count
