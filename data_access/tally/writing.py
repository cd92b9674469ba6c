"""Rows into the tally's tables: by the hundred thousand, or added to what stands there."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, insert
from sqlalchemy.dialects import postgresql, sqlite

BATCH = 10_000
Row = tuple[Any, ...]


def put(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """New rows, with a value for every column; as the driver takes them."""
    if connection.dialect.name == "postgresql":
        copy(connection, table, rows)
        return
    marks = ", ".join("?" * len(table.columns))
    statement = f'INSERT INTO "{table.name}" VALUES ({marks})'
    waiting = iter(rows)
    while some := list(islice(waiting, BATCH)):
        connection.exec_driver_sql(statement, some)


def copy(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    driver: Any = connection.connection.driver_connection
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    with (
        driver.cursor() as cursor,
        cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as into,
    ):
        for row in rows:
            into.write_row(row)


def replace_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Rows that take the place of those with the same key."""
    upsert(connection, table, rows, adding=False)


def add_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Numbers added to those that stand under the same key."""
    upsert(connection, table, rows, adding=True)


def upsert(connection: Connection, table: Table, rows: Sequence[Row], *, adding: bool) -> None:
    if not rows:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = dialect.insert(table)
    values = [column for column in table.columns if not column.primary_key]
    told = {
        column.name: column + new.excluded[column.name] if adding else new.excluded[column.name]
        for column in values
    }
    statement = new.on_conflict_do_update(index_elements=list(table.primary_key), set_=told)
    names = [column.name for column in table.columns]
    ordered = sorted(rows, key=lambda row: row[: len(table.primary_key)])
    connection.execute(statement, [dict(zip(names, row, strict=True)) for row in ordered])


def insert_one(connection: Connection, table: Table, **values: Any) -> None:
    connection.execute(insert(table).values(**values))
