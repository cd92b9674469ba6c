"""Rows into the tally's tables: by the hundred thousand, or added to what stands there."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, insert

BATCH = 10_000
Row = tuple[Any, ...]
T = TypeVar("T")


def put(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """New rows, with a value for every column; as the driver takes them."""
    if connection.dialect.name == "postgresql":
        copy(connection, table, rows)
        return
    marks = ", ".join("?" * len(table.columns))
    statement = f'INSERT INTO "{table.name}" VALUES ({marks})'
    for some in batches(rows, BATCH):
        connection.exec_driver_sql(statement, some)


def batches(of: Iterable[T], size: int) -> Iterator[list[T]]:
    waiting = iter(of)
    while some := list(islice(waiting, size)):
        yield some


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
    upsert(connection, table, tuple(column.name for column in table.columns), rows, adding=False)


def add_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]
) -> None:
    """Numbers added to those that stand under the same key; other columns stay as they are."""
    upsert(connection, table, (*keys_of(table), *columns), rows, adding=True)


def upsert(
    connection: Connection,
    table: Table,
    names: tuple[str, ...],
    rows: Sequence[Row],
    *,
    adding: bool,
) -> None:
    """In the order of their keys: two who write must not wait for one another."""
    if rows:
        keys = keys_of(table)
        text = upserting(table.name, keys, names, adding, connection.dialect.name == "postgresql")
        connection.exec_driver_sql(text, sorted(rows, key=lambda row: row[: len(keys)]))


def keys_of(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.primary_key)


@lru_cache(maxsize=256)
def upserting(
    table: str, keys: tuple[str, ...], names: tuple[str, ...], adding: bool, is_postgresql: bool
) -> str:
    """For the driver: of rows so wide, going through SQLAlchemy takes longer than writing them."""
    marks = ", ".join(["%s" if is_postgresql else "?"] * len(names))
    old = '"{0}"."{1}" + ' if adding else ""
    told = (f'"{n}" = {old.format(table, n)}excluded."{n}"' for n in names if n not in keys)
    return (
        f'INSERT INTO "{table}" ({quoted(names)}) VALUES ({marks}) '
        f"ON CONFLICT ({quoted(keys)}) DO UPDATE SET {', '.join(told)}"
    )


def quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def insert_one(connection: Connection, table: Table, **values: Any) -> None:
    connection.execute(insert(table).values(**values))
