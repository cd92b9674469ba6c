"""Checks of due days against the procedure's time limit, and of days off nobody uses."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    extract,
    func,
    or_,
    select,
)

from data_access.contract import survey
from data_access.contract.clock import day_of
from data_access.contract.quality_asking import Asking
from data_access.contract.schema import dossier, holiday, pause, procedure
from data_access.contract.usable import counts, readable
from data_access.indicators.calendar import WorkingDays

LATE_HOUR = 15  # what is received from then on may be counted from the next working day
d, p, h = dossier.c, procedure.c, holiday.c

Found = Iterator[tuple[str, int]]


def other_due_days(asking: Asking) -> Found:
    """Dossiers due on another day than their procedure's working days give, by example."""
    calendar = WorkingDays(survey.days_off(asking.connection, asking.told))
    wrong: list[tuple[str, int]] = []
    for received, limit, due, is_late, count, code in asking.rows(due_days()):
        start, end = (date.fromisoformat(str(each)) for each in (received, due))
        if Decimal(limit) % 1 == 0 and end not in allowed(calendar, start, int(limit), is_late):
            wrong.append((code, count))
    yield from sorted(wrong)


def allowed(calendar: WorkingDays, received: date, limit: int, is_late: bool) -> set[date]:
    return {calendar.add(received, days) for days in range(limit, limit + 1 + bool(is_late))}


def due_days() -> Select[*tuple[Any, ...]]:
    """Counted by what the answer rests on: half a million dossiers have a few thousand such rows.

    A stop or a new promise rightly moves the day; a limit in hours gives no day to compare.
    """
    is_late = case((extract("hour", d.received_at) >= LATE_HOUR, 1), else_=0).label("is_late")
    received, due = day_of(d.received_at).label("received"), day_of(d.due_at).label("due")
    return (
        select(received, p.time_limit, due, is_late, func.count(), func.min(d.dossier_code))
        .where(counts(), *is_comparable())
        .group_by(received, p.time_limit, due, is_late)
    )


def is_comparable() -> Iterator[ColumnElement[bool]]:
    stopped = exists().where(pause.c.dossier_code == d.dossier_code)
    yield d.procedure_code == p.procedure_code
    yield and_(p.time_limit_unit == "WORKING_DAY", p.time_limit.is_not(None))
    yield and_(d.received_at.is_not(None), d.due_at.is_not(None))
    yield and_(d.paused.is_not(True), ~stopped)
    yield readable(p.time_limit)
    yield or_(d.original_due_at.is_(None), d.original_due_at == d.due_at)


def unused_days_off(asking: Asking) -> Found:
    """Working days are the same for every agency: rows for one of them have no effect."""
    statement = select(h.day, h.scope).where(h.scope != "*").order_by(h.day, h.scope)
    for day, scope in asking.rows(statement):
        yield f"{day} {scope}", 1


def unknown_statuses(asking: Asking) -> Found:
    """As stored, so that the mapping can be mended: views may leave even the status null."""
    for status, text, number in asking.rows(statuses()):
        yield f"{'no status' if status is None else status} {text or ''}".strip(), number


def statuses() -> Select[*tuple[Any, ...]]:
    count = func.count()
    return (
        select(d.status, d.status_raw, count)
        .where(counts(), or_(d.status.is_(None), ~d.status.between(1, 10)))
        .group_by(d.status, d.status_raw)
        .order_by(count.desc(), d.status_raw, d.status)
    )
