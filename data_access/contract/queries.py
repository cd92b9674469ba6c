"""Questions put to the contract. Each function returns a statement; `reader` runs it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)

from data_access.contract.clock import day, day_of, half_of
from data_access.contract.conditions import Condition
from data_access.contract.dating import due_moment
from data_access.contract.measures import CHANNEL_CODES, Counted, Counting
from data_access.contract.schema import dossier, payment, petition, rating
from data_access.contract.usable import counts_with, plain
from data_access.directory import Directory
from data_access.indicators.definition import Dating, Measure
from data_access.indicators.reading import Dimension
from data_access.scope import UNKNOWN, Scope

d = dossier.c
SHORT = timedelta(days=400)


@dataclass(frozen=True)
class Ask:
    """What is counted besides the measure: instants [start, end), agencies, filters."""

    start: datetime
    end: datetime
    owners: frozenset[str] | None  # None: every agency
    scope: Scope
    pieces: tuple[tuple[datetime, datetime, frozenset[str]], ...] = ()  # where owners change

    @property
    def procedure(self) -> ColumnElement[str | None]:
        """Within a year or so the dates' index finds fewer rows than the procedure's.

        SQLite prefers the latter unless it is hidden; over longer times it is right.
        """
        is_short = self.end - self.start <= SHORT
        return func.coalesce(d.procedure_code, null()) if is_short else d.procedure_code


def counts(
    counting: Counting,
    measures: Mapping[Measure, Counted],
    ask: Ask,
    directory: Directory,
    by: Dimension,
    bucket: type[day_of] | type[half_of] | None = None,
) -> Select[*tuple[Any, ...]]:
    """Rows (agency, group, bucket, one column a measure) of measures of one table and dating."""
    first = next(iter(measures.values()))
    dated_by = counting.column(first.dating)
    end = min(ask.end, counting.limit(first.dating))
    keys = (
        owner_of(first.table).label("agency"),
        group_of(by, first.table).label("grp"),
        (bucket(dated_by) if bucket else literal("", String(10))).label("bucket"),
    )
    shared = first.where if len(measures) == 1 else ()  # alone: what does not count is not grouped
    columns = [
        amount_of(replace(counted, where=() if shared else counted.where)).label(measure.value)
        for measure, counted in measures.items()
    ]
    return (
        select(*keys, *columns)
        .select_from(source_of(first.table))
        .where(dated_by >= ask.start, dated_by < end, *shared)
        .where(*conditions(first.table, ask, directory))
        .group_by(*keys)
    )


def levels(
    measures: Mapping[Measure, Counted], ask: Ask, directory: Directory, by: Dimension
) -> Select[*tuple[Any, ...]]:
    """Rows (agency, group, "", one column a stock); what all stocks share is asked once."""
    keys = (
        owner_of(dossier).label("agency"),
        group_of(by, dossier).label("grp"),
        literal("", String(10)).label("bucket"),
    )
    shared = next(iter(measures.values())).where[:3]  # accepted, standing, since
    columns = [
        amount_of(replace(counted, where=counted.where[3:])).label(measure.value)
        for measure, counted in measures.items()
    ]
    return (
        select(*keys, *columns)
        .select_from(dossier)
        .where(*shared)
        .where(*conditions(dossier, ask, directory))
        .group_by(*keys)
    )


def days_taken(
    counting: Counting, counted: Counted, ask: Ask, directory: Directory, by: Dimension
) -> Select[*tuple[Any, ...]]:
    """Rows (agency, group, day received, day ended), one a dossier: putting equal ones together
    would cost the database more than it saves.
    """
    return (
        select(
            d.agency_code.label("agency"),
            group_of(by, dossier).label("grp"),
            day_of(d.received_at).label("received"),
            day_of(counting.closing).label("ended"),
        )
        .where(counting.closing >= ask.start)
        .where(counting.closing < min(ask.end, counting.limit(Dating.ENDED)))
        .where(*counted.where)
        .where(*conditions(dossier, ask, directory))
    )


def amount_of(counted: Counted) -> ColumnElement[int]:
    """The count, or the sum, of the records that satisfy a measure."""
    one = counted.amount if counted.amount is not None else literal(1)
    if not counted.where:
        return func.coalesce(func.sum(one), 0) if counted.amount is not None else func.count()
    return func.sum(case((and_(*counted.where), one), else_=0))


def bounded(counting: Counting, counted: Counted, ask: Ask) -> Counted:
    """A measure whose period bounds two columns, with the second bound written in."""
    due = counting.column(Dating.DUE)
    end = min(ask.end, counting.limit(Dating.ENDED))
    second: dict[Dating | None, tuple[Condition, ...]] = {
        Dating.DUE: (due >= ask.start,),
        Dating.PERIOD_START: (due < ask.start,),
        Dating.PERIOD_END: (or_(counting.is_open, counting.closing >= end),),
    }
    # First, for it leaves few rows to ask the rest of.
    return replace(counted, where=(*second.get(counted.also_by, ()), *counted.where))


def source_of(table: Table) -> FromClause:
    """A measure's records, with the dossier they belong to where one is known."""
    if table is dossier:
        return dossier
    join = table.c.dossier_code == d.dossier_code
    return table.join(dossier, join, isouter=table is not payment)


def owner_of(table: Table) -> ColumnElement[str]:
    if table in (rating, petition):
        return func.coalesce(d.agency_code, table.c.agency_code)
    return d.agency_code


def group_of(by: Dimension, table: Table) -> ColumnElement[str]:
    """The key a group goes by; fields are put together from their procedures."""
    column: dict[Dimension, ColumnElement[str]] = {
        Dimension.FIELD: d.procedure_code,
        Dimension.PROCEDURE: d.procedure_code,
        Dimension.STEP: plain(d.step_name),
    }
    if by in column:
        return func.coalesce(column[by], UNKNOWN)
    if by is Dimension.CHANNEL:
        known = case((d.channel.in_(CHANNEL_CODES), cast(d.channel, String(10))))
        return func.coalesce(known, UNKNOWN)
    if by is Dimension.DUE_DAY:
        return func.coalesce(day_of(due_moment), UNKNOWN)
    return literal("", String(10))


def conditions(table: Table, ask: Ask, directory: Directory) -> Iterator[Condition]:
    """Everything of the scope but the period."""
    yield counts_with(table)
    if ask.owners is not None:
        yield owner_of(table).in_(sorted(ask.owners))
    scope = ask.scope
    if scope.fields:
        yield or_(*(in_field(ask.procedure, field, directory) for field in scope.fields))
    if scope.procedures:
        yield or_(*(of_procedure(ask.procedure, code, directory) for code in scope.procedures))
    if scope.channels:
        yield or_(*(by_channel(channel.code) for channel in scope.channels))
    if scope.due_from:
        yield due_moment >= datetime.combine(scope.due_from, datetime.min.time())
    if scope.due_to:
        yield day_of(due_moment) <= day(scope.due_to)
    if scope.step:
        yield one_of(plain(d.step_name), (scope.step,))


def in_field(procedure: ColumnElement[str | None], field: str, directory: Directory) -> Condition:
    if field != UNKNOWN:
        return procedure.in_(directory.procedures_of(field))
    placed = [code for code, each in directory.procedures.items() if each.field is not None]
    return or_(procedure.is_(None), procedure.not_in(placed))


def of_procedure(
    procedure: ColumnElement[str | None], code: str, directory: Directory
) -> Condition:
    if code != UNKNOWN:
        return procedure == code
    return or_(procedure.is_(None), procedure.not_in(list(directory.procedures)))


def by_channel(code: int | None) -> Condition:
    if code is not None:
        return d.channel == code
    return or_(d.channel.is_(None), d.channel.not_in(CHANNEL_CODES))


def one_of(column: ColumnElement[str], values: Iterable[str]) -> Condition:
    return or_(*(is_or_null(column, None if value == UNKNOWN else value) for value in values))


def is_or_null(column: ColumnElement[Any], value: object) -> Condition:
    return column.is_(None) if value is None else column == value


def together(
    measures: Mapping[Measure, Counted],
) -> list[dict[Measure, Counted]]:
    """Measures that one pass over the same records can count."""
    groups: dict[tuple[str, Dating], dict[Measure, Counted]] = {}
    for measure, counted in measures.items():
        groups.setdefault((counted.table.name, counted.dating), {})[measure] = counted
    return list(groups.values())


def records(
    counting: Counting,
    counted: Counted,
    ask: Ask,
    directory: Directory,
    columns: Sequence[ColumnElement[Any]],
) -> Select[*tuple[Any, ...]]:
    """The very records a measure counts."""
    statement = select(*columns).select_from(source_of(counted.table)).where(*counted.where)
    if counted.dating not in (Dating.PERIOD_END, Dating.PERIOD_START):
        dated_by = counting.column(counted.dating)
        end = min(ask.end, counting.limit(counted.dating))
        statement = statement.where(dated_by >= ask.start, dated_by < end)
        if ask.pieces:
            statement = statement.where(on_their_days(counted.table, dated_by, ask))
    return statement.where(*conditions(counted.table, ask, directory))


def on_their_days(table: Table, dated_by: ColumnElement[datetime], ask: Ask) -> Condition:
    """Each agency's only on the days on which they count with the scope's."""
    return or_(
        *(
            and_(dated_by >= start, dated_by < end, owner_of(table).in_(sorted(owners)))
            for start, end, owners in ask.pieces
        )
    )
