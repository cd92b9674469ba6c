"""The lines of a list, as expressions over the records that a measure counts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Select,
    Table,
    and_,
    case,
    func,
    literal,
    literal_column,
    null,
    or_,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from data_access.contract import queries, slips
from data_access.contract.conditions import Condition, midnight
from data_access.contract.measures import Counted, Counting
from data_access.contract.queries import Ask
from data_access.contract.schema import dossier, payment, petition, rating
from data_access.directory import Directory
from data_access.indicators.definition import Dating, Measure
from data_access.listing import Between, Column, Order, Standing

d = dossier.c
PENDING: ColumnElement[Any] = literal_column("'PENDING'")
IS_LATE = "is_late"  # beside the columns shown: 1 for a late record
Expressions = Mapping[str, ColumnElement[Any]]
# What is read for each line, in the order of `Record`.
READ = (
    Column.KEY, Column.CODE, Column.AGENCY, Column.PROCEDURE, Column.CHANNEL, Column.RECEIVED,
    Column.DUE, Column.ENDED, IS_LATE, Column.STANDING, Column.STEP, Column.STEP_SINCE,
    Column.UNIT, Column.AT, Column.AMOUNT, Column.SCORE,
)  # fmt: skip


class days_apart(GenericFunction[float]):
    """Calendar days from the second instant to the first."""

    type = Float()
    inherit_cache = True


@compiles(days_apart)
def _standard(element: days_apart, compiler: SQLCompiler, **options: Any) -> str:
    later, earlier = (compiler.process(each, **options) for each in element.clauses)
    return f"(extract(epoch FROM {later}) - extract(epoch FROM {earlier})) / 86400"


@compiles(days_apart, "sqlite")
def _sqlite(element: days_apart, compiler: SQLCompiler, **options: Any) -> str:
    later, earlier = (compiler.process(each, **options) for each in element.clauses)
    return f"julianday({later}) - julianday({earlier})"


@compiles(days_apart, "mysql", "mariadb")
def _mariadb(element: days_apart, compiler: SQLCompiler, **options: Any) -> str:
    later, earlier = (compiler.process(each, **options) for each in element.clauses)
    return f"timestampdiff(second, {earlier}, {later}) / 86400"


@compiles(days_apart, "clickhousedb")
def _clickhouse(element: days_apart, compiler: SQLCompiler, **options: Any) -> str:
    """Through text: an instant told here has no zone, one that is stored may have."""
    later, earlier = (
        f"toDateTime64(toString({compiler.process(each, **options)}), 0, 'UTC')"
        for each in element.clauses
    )
    return f"dateDiff('second', {earlier}, {later}) / 86400"


class place_in(GenericFunction[int]):
    """Where in the first text the second begins, from 1; 0 where it is not in it."""

    type = Integer()
    inherit_cache = True


@compiles(place_in)
def _place(element: place_in, compiler: SQLCompiler, **options: Any) -> str:
    text, sought = (compiler.process(each, **options) for each in element.clauses)
    return f"position({sought} IN {text})"


@compiles(place_in, "sqlite")
def _place_sqlite(element: place_in, compiler: SQLCompiler, **options: Any) -> str:
    return f"instr({compiler.process(element.clauses, **options)})"


def expressions(counting: Counting, table: Table, instant: datetime | None = None) -> Expressions:
    """What each column holds for the records of a table; a dossier's own where it is known.

    Just before an `instant` of the past, for dossiers that were open then; else as it is now.
    """
    told: dict[str, ColumnElement[Any]] = {
        Column.KEY: next(iter(table.primary_key.columns)),
        Column.CODE: table.c.dossier_code,
        Column.AGENCY: queries.owner_of(table),
        Column.PROCEDURE: d.procedure_code,
        Column.CHANNEL: d.channel,
        Column.RECEIVED: d.received_at,
        Column.DUE: d.due_at,
        Column.ENDED: case((~counting.is_open, counting.ended)),
        IS_LATE: is_late(counting),
        Column.STANDING: standing(counting, None),
        Column.STEP: d.step_name,
        Column.STEP_SINCE: d.step_since,
        Column.UNIT: d.holder_unit,
        Column.AT: null(),
        Column.AMOUNT: null(),
        Column.SCORE: null(),
    }
    return told | (as_it_stood(counting, instant) if instant else of_its_own(counting, table))


def as_it_stood(counting: Counting, instant: datetime) -> dict[str, ColumnElement[Any]]:
    """An open dossier of a day before: whatever happened to it since is not told."""
    return {
        Column.ENDED: never(d.result_at),
        IS_LATE: case((stands(counting, Measure.OVERDUE, instant), 1), else_=0),
        Column.STANDING: standing(counting, instant),
        Column.STEP: never(d.step_name),
        Column.STEP_SINCE: never(d.step_since),
        Column.UNIT: never(d.holder_unit),
    }


def never(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Null, with the column's type: PostgreSQL sorts by no bare one."""
    return case((d.dossier_code.is_(None), column))


def of_its_own(counting: Counting, table: Table) -> dict[str, ColumnElement[Any]]:
    if table is payment:
        return {Column.AT: payment.c.paid_at, Column.AMOUNT: payment.c.amount}
    if table is rating:
        return {Column.AT: rating.c.rated_at, Column.SCORE: slips.worst()}
    if table is petition:
        in_time = and_(*counting.measures[Measure.PETITIONS_ON_TIME].where)
        missed = petition.c.due_at < counting.limit(Dating.PETITION_DUE)
        return {
            Column.RECEIVED: petition.c.received_at,
            Column.DUE: petition.c.due_at,
            Column.ENDED: petition.c.answered_at,
            IS_LATE: case((in_time, 0), (missed, 1), else_=0),
        }
    return {}


def stands(counting: Counting, measure: Measure, instant: datetime | None) -> Condition:
    return and_(*counting.stock(measure, instant).where)


def is_late(counting: Counting) -> ColumnElement[int]:
    """Overdue now, or resolved late."""
    return case(
        (stands(counting, Measure.OVERDUE, None), 1),
        (counting.is_open, 0),
        (and_(*counting.measures[Measure.RESOLVED_LATE].where), 1),
        else_=0,
    )


def standing(counting: Counting, instant: datetime | None) -> ColumnElement[str]:
    """The words are written out: what stands in the database may be any text."""
    ended: list[tuple[Condition, ColumnElement[Any]]] = [
        (d.outcome == each.value, literal_column(f"'{each.value}'"))
        for each in list(Standing)[list(Standing).index(Standing.RESULT) :]
    ]
    return case(
        (d.dossier_code.is_(None), null()),
        (stands(counting, Measure.PAUSED, instant), literal_column("'PAUSED'")),
        (stands(counting, Measure.OVERDUE, instant), literal_column("'OVERDUE'")),
        (stands(counting, Measure.OPEN, instant) if instant else counting.is_open, PENDING),
        *ended,
        else_=null(),
    )


def lines(
    counting: Counting,
    counted: Counted,
    left_out: Sequence[Counted],
    ask: Ask,
    directory: Directory,
    columns: Iterable[ColumnElement[Any]],
) -> Select[*tuple[Any, ...]]:
    """The records that `counted` counts, less those of `left_out`, dated the same."""
    if counted.also_by is not None:
        counted = queries.bounded(counting, counted, ask)
    statement = queries.records(counting, counted, ask, directory, list(columns))
    # Not simply NOT: what is unknown of the numerator must stay with the rest.
    less = [case((and_(*each.where), 1), else_=0) == 0 for each in left_out]
    return statement.where(*less)


def sorted_by(told: Expressions, sort: Iterable[Order], now: datetime) -> list[ColumnElement[Any]]:
    """Blanks last either way; the key settles what the columns leave open."""
    terms: list[ColumnElement[Any]] = []
    for order in sort:
        column = told_by(told, order.column, now)
        terms.append(case((column.is_(None), 1), else_=0))
        terms.append(column.desc() if order.descending else column.asc())
    return [*terms, told[Column.KEY]]


def told_by(told: Expressions, column: Column, now: datetime) -> ColumnElement[Any]:
    """What stands for a column in the database: names are sorted by their codes there."""
    if column is Column.LATE:
        ended, due = told[Column.ENDED], told[Column.DUE]
        gone = func.coalesce(days_apart(ended, due), days_apart(literal(now), due))
        return case((told[IS_LATE] == 1, gone))
    return told[Column.PROCEDURE if column is Column.FIELD else column]


def within(column: ColumnElement[Any], between: Between) -> list[Condition]:
    told = []
    if between.first:
        told.append(column >= midnight(between.first))
    if between.last:
        told.append(column < midnight(between.last) + timedelta(days=1))
    return told


def has_text(column: ColumnElement[Any], text: str) -> Condition:
    """For codes, which have no marks."""
    return place_in(func.lower(column), text.lower()) > 0


def any_of(conditions: Iterable[Condition]) -> Condition:
    return or_(*conditions)


def named(column: ColumnElement[Any], codes: Iterable[str], text: str) -> Condition:
    """One of these codes, or a code that itself has the text in it."""
    return or_(column.in_(list(codes)), has_text(column, text))
