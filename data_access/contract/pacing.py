"""Dossiers by day and minute, and when the register changed: what a usual day is made of."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)

from data_access.contract.clock import day, day_of, minute_of
from data_access.contract.conditions import Condition, has_any
from data_access.contract.counted import DUES, ENDS, PAUSES_THEN, RECEIPTS, Counted
from data_access.contract.dating import due_moment
from data_access.contract.measures import Counting
from data_access.contract.queries import Ask, conditions
from data_access.contract.schema import dossier, pause
from data_access.contract.usable import counts, readable
from data_access.directory import Directory
from data_access.indicators.definition import Dating
from data_access.periods import Period

d = dossier.c
FIRST = "first"  # the kind of the row that tells the first day of the register
NEVER = 1440  # the minute of what did not end on its day
Spans = Sequence[tuple[Ask, Sequence[Period]]]  # days of the same agencies, and their question


def minutes(
    counting: Counting, kinds: Mapping[str, Counted], spans: Spans, directory: Directory
) -> Select[*tuple[Any, ...]]:
    """Rows (kind, day, minute, 1 where the hour is not told, n), and one of the first day.

    One statement, so that all kinds are of the same register.
    """
    parts = [
        by_minute(counting, kind, counted, ask, days).where(*conditions(dossier, ask, directory))
        for kind, counted in kinds.items()
        for ask, days in spans
    ]
    together = union_all(*parts, first_day()).subquery("told")
    return select(*together.c)


def by_minute(
    counting: Counting, kind: str, counted: Counted, ask: Ask, days: Sequence[Period]
) -> Select[*tuple[Any, ...]]:
    dated_by = counting.column(counted.dating)
    minute, lacks = at_minute(counting, counted.dating)
    keys = (day_of(dated_by).label("day"), minute.label("minute"), lacks.label("lacks"))
    return (
        select(literal(kind, String(10)).label("kind"), *keys, func.count().label("n"))
        .where(on_days(counting, counted.dating, days))
        .where(*counted.where)
        .group_by(*keys)
    )


def at_minute(counting: Counting, dating: Dating) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """The minute a dossier is counted at, and 1 where its source does not tell that."""
    yes, no = literal_column("1", Integer), literal_column("0", Integer)
    is_timed = d.time_precision == "TIME"
    if dating is not Dating.DUE:
        return minute_of(counting.column(dating)), case((is_timed, no), else_=yes)
    on_its_day = and_(~counting.is_open, day_of(counting.closing) == day_of(due_moment))
    minute = case(
        (on_its_day, minute_of(counting.closing)), else_=literal_column(str(NEVER), Integer)
    )
    # That it ended on another day is known without any hour.
    return minute, case((is_timed, no), (on_its_day, yes), else_=no)


def on_days(counting: Counting, dating: Dating, days: Sequence[Period]) -> Condition:
    """A due day is one before it has come; what else lies ahead has not happened."""
    dated_by = counting.column(dating)
    end = days[-1].end
    until = end if dating is Dating.DUE else min(end, counting.limit(dating))
    each = [day.first_day.isoformat() for day in days]
    return and_(dated_by >= days[0].start, dated_by < until, day_of(dated_by).in_(each))


def due_that_day(counting: Counting) -> Counted:
    """PENDING_IN_TIME just before each dossier's own due day began: `Counting.stock` says the same
    of one instant for all.
    """
    p, due_day, ended_on = pause.c, day_of(due_moment), day_of(counting.closing)
    # As days, for no index: SQLite would look all these up rather than the few due days.
    ended_later = and_(ended_on >= due_day, ended_on < day(counting.tomorrow))
    paused = has_any(
        pause,
        day_of(p.started_at) < due_day,
        or_(p.ended_at.is_(None), day_of(p.ended_at) >= due_day),
    )
    where = (
        counting.accepted,
        or_(counting.is_open, ended_later),
        day_of(d.received_at) < due_day,
        ~paused,
        ~counting.flagged(),
    )
    return Counted(Dating.DUE, where, (*RECEIPTS, *ENDS, *DUES, *PAUSES_THEN))


def due_at_once(counting: Counting, dating: Dating) -> Counted:
    """Received on the very day it falls due: by the minute it came, or by the one it ended."""
    due_day, ended_on = day_of(due_moment), day_of(counting.closing)
    ended_later = and_(ended_on >= due_day, ended_on < day(counting.tomorrow))
    where = (
        counting.accepted,
        or_(counting.is_open, ended_later),
        day_of(d.received_at) == due_day,
        ~counting.flagged(),
        d.received_at < counting.limit(Dating.RECEIVED),
    )
    return Counted(dating, where, (*RECEIPTS, *ENDS, *DUES))


def first_day() -> Select[*tuple[Any, ...]]:
    """Before it there is no register. Null where nothing was ever received."""
    nothing = literal_column("0", Integer)
    return select(
        literal(FIRST, String(10)).label("kind"),
        day_of(func.min(d.received_at)).label("day"),
        nothing.label("minute"),
        nothing.label("lacks"),
        nothing.label("n"),
    ).where(d.received_at.is_not(None), counts())


def stamps(
    column: Column[Any], start: datetime, until: datetime, owners: frozenset[str] | None = None
) -> Select[*tuple[Any, ...]]:
    """The different instants at which dossiers changed, in no order."""
    asked = select(column).where(column >= start, column <= until, readable(column))
    asked = asked.distinct()
    return asked if owners is None else asked.where(d.agency_code.in_(sorted(owners)))
