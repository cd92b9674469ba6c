"""Checks of many records at once: piles, columns that never vary."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Integer,
    Select,
    cast,
    func,
    select,
)

from data_access.contract import survey
from data_access.contract.clock import day_of
from data_access.contract.dating import ended_at
from data_access.contract.quality_asking import Asking
from data_access.contract.schema import document, dossier
from data_access.contract.usable import counts, source_in, usable
from data_access.indicators.calendar import WorkingDays
from data_access.indicators.reading import FEW
from data_access.rules import End

PILE_TIMES = 3.0  # times the usual share
PILE_LEAST = 10  # closures on that day; fewer may be chance
CONSTANT_LEAST = 20  # records; fewer may rightly be all alike
DAY = timedelta(days=1)

Found = Iterator[tuple[str, int]]


def month_end_closures(asking: Asking) -> Found:
    """Agency and month whose last working day has three times its share of the closures."""
    calendar = WorkingDays(survey.days_off(asking.connection, asking.told))
    began: dict[str, date] = {}  # a record that begins in mid-month has fewer days to spread over
    for (agency, month), days in sorted(closures(asking).items()):
        last = calendar.previous(following(month))
        piled = days.get(last, 0)
        first = max(month, began.setdefault(agency, min(days)))
        working = calendar.between(first - DAY, last)
        if piled >= PILE_LEAST and working and piled / sum(days.values()) >= PILE_TIMES / working:
            yield f"{agency} {month:%Y-%m}", piled


def closures(asking: Asking) -> dict[tuple[str, date], dict[date, int]]:
    """Closures by agency and month, day by day."""
    found: dict[tuple[str, date], dict[date, int]] = defaultdict(dict)
    for agency, told_day, count in asking.rows(day_closures()):
        at = date.fromisoformat(str(told_day))
        found[agency, at.replace(day=1)][at] = count
    return found


def day_closures() -> Select[*tuple[Any, ...]]:
    day = day_of(ended_at(End.RESULT)).label("day")
    d = dossier.c
    return (
        select(d.agency_code, day, func.count().label("n"))
        .where(counts(), d.outcome.in_(("RESULT", "REFUSED")), day.is_not(None))
        .group_by(d.agency_code, day)
    )


def following(month: date) -> date:
    return (month + DAY * 31).replace(day=1)


def constant_columns(asking: Asking) -> Found:
    """A sender that writes the same into every record says nothing with it."""
    for name, statement in constants().items():
        for source, value, count in asking.rows(statement):
            yield f"{source}: {name} = {value}", count


def constants() -> dict[str, Select[*tuple[Any, ...]]]:
    c = document.c
    flags = (c.digitised, c.reuse, c.from_national_store, dossier.c.channel)
    return {column.name: constant(column) for column in flags}


def constant(column: Column[Any]) -> Select[*tuple[Any, ...]]:
    number, source = cast(column, Integer), source_in(column.table).label("source")
    is_there = counts() if column.table is dossier else usable(column.table)
    return (
        select(source, func.min(number), func.count())
        .where(column.is_not(None), is_there)
        .group_by(source)
        .having(func.min(number) == func.max(number), func.count() >= CONSTANT_LEAST)
        .order_by(source)
    )


def mostly_empty(asking: Asking) -> Found:
    """Agencies whose known channels are all one while more are not known: 100 %, or 0 %, of that
    says nothing of the whole.
    """
    for source, agency, value, count, empty in asking.rows(one_channel()):
        yield f"{source} {agency}: channel = {value} in {count}, else empty", empty


def one_channel() -> Select[*tuple[Any, ...]]:
    c, source = dossier.c, source_in(dossier).label("source")
    known, every = func.count(c.channel), func.count()
    return (
        select(source, c.agency_code, func.min(c.channel), known, every - known)
        .where(counts())
        .group_by(source, c.agency_code)
        .having(func.min(c.channel) == func.max(c.channel), known >= FEW, every - known > known)
        .order_by(every.desc(), source, c.agency_code)
    )
