"""Checks of single values, by column in one pass of each table: what is none of its kind."""

from collections.abc import Callable, Iterator, Mapping

from sqlalchemy import (
    Column,
    ColumnElement,
    DateTime,
    String,
    Table,
    case,
    func,
    or_,
    select,
    type_coerce,
)

from data_access.contract.quality_asking import Asking
from data_access.contract.schema import dossier, metadata
from data_access.contract.usable import KEYS, PLACED, readable, there

DIGITS = "[0-9]"
INSTANT_FORM = "-".join((DIGITS * 4, DIGITS * 2, DIGITS * 2)) + " " + ":".join([DIGITS * 2] * 3)
SAID_ELSEWHERE = (dossier.c.status,)  # unknown_statuses

Condition = ColumnElement[bool]
Found = Iterator[tuple[str, int]]


def left_out(asking: Asking) -> Found:
    """Rows that no figure counts: their key, owner, or a date that places them is none."""

    def wrong(column: Column[object]) -> Condition | None:
        if column.name in KEYS.get(column.table, ()):
            return ~there(column)
        return ~readable(column) if column.name in PLACED.get(column.table, ()) else None

    return every(asking, wrong)


def unreadable(asking: Asking) -> Found:
    """Values taken as not given, and blanks where the contract has none."""

    def wrong(column: Column[object]) -> Condition | None:
        table = column.table
        if column.name in KEYS.get(table, ()) or column in SAID_ELSEWHERE:
            return None
        odd: list[Condition] = [] if column.nullable else [column.is_(None)]
        if column.name not in PLACED.get(table, ()):
            odd.append(~readable(column))
        return or_(*odd) if odd else None

    return every(asking, wrong)


def malformed_instants(asking: Asking) -> Found:
    """SQLite keeps instants as text and compares them as text: another form sorts wrongly."""

    def wrong(column: Column[object]) -> Condition | None:
        if not isinstance(column.type, DateTime):
            return None
        is_text = func.typeof(column) == "text"
        other = func.glob(INSTANT_FORM, type_coerce(column, String)) == 0
        return (column.is_not(None)) & or_(~is_text, other)

    return every(asking, wrong) if asking.connection.dialect.name == "sqlite" else iter(())


def every(asking: Asking, wrong: Callable[[Column[object]], Condition | None]) -> Found:
    """("table.column code", how many) of each column of which anything is wrong."""
    for table in metadata.sorted_tables:
        asked = {
            column.name: condition
            for column in table.columns
            if not asking.told.lacks(f"{table.name}.{column.name}")
            and (condition := wrong(column)) is not None
        }
        if asked:
            yield from of_table(asking, table, asked)


def of_table(asking: Asking, table: Table, asked: Mapping[str, Condition]) -> Found:
    connection, told = asking.connection, asking.told
    sums = (func.sum(case((condition, 1), else_=0)) for condition in asked.values())
    counts = connection.execute(told.fit(select(*sums).select_from(table))).one()
    key = next(iter(table.primary_key))
    for (name, condition), count in zip(asked.items(), counts, strict=True):
        if count:
            first = select(type_coerce(key, String)).where(condition).order_by(key).limit(1)
            code = connection.execute(told.fit(first)).scalar_one()
            yield f"{table.name}.{name} {code}", int(count)
