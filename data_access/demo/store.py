"""Writing a whole database at once, so that a stop on the way leaves nothing half-written."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import URL, Column, Engine, Table, inspect, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.schema import CreateIndex, CreateTable

import data_access.contract.dating  # noqa: F401  (declares two more indexes)
from data_access.contract.schema import metadata, published_figure
from data_access.demo.batch import Batch
from data_access.engines import make_private, reader, writer

QUICK = (
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA cache_size = -262144",
    "PRAGMA temp_store = MEMORY",
)


class NotADemo(Exception):
    """The database holds something that the demonstration must not replace."""


class Store(Protocol):
    def write(self, batch: Batch) -> None: ...


def sources_in(url: URL) -> set[str]:
    """The source systems any row of a register is of. Raises NotADemo where other tables are."""
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return set()
    engine = reader(url)
    try:
        return _sources(engine)
    finally:
        engine.dispose()


def _sources(engine: Engine) -> set[str]:
    """Every table is asked: dossiers may be loaded below agencies of the demonstration."""
    tables, views = inspect(engine).get_table_names(), inspect(engine).get_view_names()
    others = sorted({*tables, *views} - (metadata.tables.keys() - views))
    # A file is replaced whole; elsewhere only tables of the contract are.
    if others and (engine.dialect.name == "sqlite" or "agency" not in tables):
        raise NotADemo(", ".join(others[:5]))
    with engine.connect() as connection:
        return {
            source
            for name in metadata.tables.keys() & tables
            for source in connection.execute(
                select(origin_of(metadata.tables[name])).distinct()
            ).scalars()
        }


def origin_of(table: Table) -> Column[str]:
    return table.c.publisher if table is published_figure else table.c.source_id


@contextmanager
def whole(url: URL) -> Iterator[Store]:
    """A store whose rows appear all at once when the block ends, or never."""
    opened = _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)
    with opened as store:
        yield store


def ddl(dialect: Dialect, *, indexes: bool) -> list[str]:
    """Tables, or the indexes that are quicker to build once the rows are in."""
    made: Iterable[Any] = (
        (CreateIndex(index) for table in metadata.sorted_tables for index in ordered(table))
        if indexes
        else (CreateTable(table) for table in metadata.sorted_tables)
    )
    return [str(each.compile(dialect=dialect)) for each in made]


def ordered(table: Any) -> list[Any]:
    return sorted(table.indexes, key=lambda index: str(index.name))


class SqliteStore:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def write(self, batch: Batch) -> None:
        marks = ", ".join("?" * len(batch.columns))
        names = ", ".join(batch.columns)
        told = f"INSERT INTO {batch.table.name} ({names}) VALUES ({marks})"
        self.connection.executemany(told, batch.rows)


@contextmanager
def _sqlite(url: URL) -> Iterator[Store]:
    """A file beside the target, renamed onto it at the end."""
    target = Path(url.database or "")
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.draft")
    draft.unlink(missing_ok=True)  # of a build that was killed
    make_private(draft)
    try:
        connection = sqlite3.connect(draft, isolation_level=None)
        try:
            yield from _fill(connection)
        finally:
            connection.close()
        for leftover in ("-wal", "-shm"):  # of the file about to be replaced
            target.with_name(target.name + leftover).unlink(missing_ok=True)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection) -> Iterator[Store]:
    for pragma in QUICK:
        connection.execute(pragma)
    connection.execute("BEGIN")
    for each in ddl(sqlite.dialect(), indexes=False):
        connection.execute(each)
    yield SqliteStore(connection)
    for each in ddl(sqlite.dialect(), indexes=True):
        connection.execute(each)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")


class PostgresqlStore:
    def __init__(self, connection: Any) -> None:
        self.connection = connection  # psycopg's own

    def write(self, batch: Batch) -> None:
        names = ", ".join(batch.columns)
        with (
            self.connection.cursor() as cursor,
            cursor.copy(f"COPY {batch.table.name} ({names}) FROM STDIN") as copy,
        ):
            for row in batch.rows:
                copy.write_row(row)


@contextmanager
def _postgresql(url: URL) -> Iterator[Store]:
    """One transaction: readers see the old tables until it is committed."""
    engine = writer(url)
    try:
        with engine.begin() as connection:
            metadata.drop_all(connection)
            for each in ddl(connection.dialect, indexes=False):
                connection.exec_driver_sql(each)
            yield PostgresqlStore(connection.connection.driver_connection)
            for each in ddl(connection.dialect, indexes=True):
                connection.exec_driver_sql(each)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
    finally:
        engine.dispose()
