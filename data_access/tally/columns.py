"""The register's columns side by side in memory, where very many rows are asked at once.

The statements stay the contract's own: they are only put to an engine that answers them by
column, in place of one that goes row by row.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from tempfile import TemporaryDirectory
from typing import Any, cast
from urllib.parse import quote

import duckdb
import numpy as np
import pyarrow as pa
from adbc_driver_manager import dbapi
from adbc_driver_postgresql import dbapi as postgresql
from adbc_driver_sqlite import dbapi as sqlite
from sqlalchemy import (
    Alias,
    BigInteger,
    Boolean,
    ClauseElement,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Engine,
    Integer,
    Numeric,
    Select,
    String,
    Table,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql.base import PGCompiler, PGDialect
from sqlalchemy.sql.visitors import replacement_traverse

from data_access.contract.schema import dossier
from data_access.contract.survey import Contents
from data_access.contract.usable import columns_of, usable

# What SQLite keeps though it is none, and compares in its own way: an instant is 19 characters.
ODD: dict[type, str] = {
    DateTime: "length({0}) <> 19 OR substr({0}, 11, 1) <> ' '",
    Boolean: "{0} NOT IN (0, 1)",
}
ROWS = 65_536
LARGE = 500_000
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "preserve_insertion_order": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
FAILURES = (dbapi.Error, duckdb.Error, pa.ArrowException)
PLACE = literal_column(f"{dossier.name}.rowid", BigInteger)
Statement = Select[*tuple[Any, ...]]


class Compiler(PGCompiler):
    """As PostgreSQL has it; but letters are alike to LIKE where they are so to the source."""

    def visit_like_op_binary(self, binary: Any, operator: Any, **options: Any) -> str:
        is_loose = self.dialect.is_loose  # type: ignore[attr-defined]
        like = super().visit_ilike_op_binary if is_loose else super().visit_like_op_binary
        return str(like(binary, operator, **options))  # type: ignore[no-untyped-call]


class Dialect(PGDialect):
    name = "duckdb"
    supports_statement_cache = False
    statement_compiler = Compiler

    def __init__(self, *, is_loose: bool) -> None:
        super().__init__(paramstyle="named")  # type: ignore[no-untyped-call]
        self.is_loose = is_loose


class Columns:
    """What some statements ask for, as of one instant for each table.

    `often` are expressions of dossiers that many conditions share: worked out once, and kept.
    """

    def __init__(
        self,
        held: duckdb.DuckDBPyConnection,
        dialect: Dialect,
        often: Sequence[ColumnElement[Any]] = (),
    ) -> None:
        self._held, self._dialect, self._often = held, dialect, often
        self._named = {
            id(each): literal_column(f"{dossier.name}.often_{n}", each.type)
            for n, each in enumerate(often)
        }

    def table(self, statement: Statement) -> pa.Table:
        """The columns of a statement about dossiers, in the order of its first one.

        Its texts at once and every number for itself: together all would be carried along.
        """
        statement = self._with_names(statement)
        texts = [each for each in statement.selected_columns if isinstance(each.type, String)]
        first = self._asked(with_place(statement, texts).order_by(texts[0]))
        places = first.column(0).to_numpy()
        told = dict(zip(map(id, texts), first.columns[1:], strict=True))
        for column in statement.selected_columns:
            if id(column) not in told:
                told[id(column)] = self._numbers(with_place(statement, [column]), places)
        columns = [told[id(column)] for column in statement.selected_columns]
        return pa.table(columns, [str(n) for n in range(len(columns))])

    def _numbers(self, statement: Statement, places: Any) -> pa.ChunkedArray:
        """In the order of these places; a thread may have overtaken another one."""
        asked = self._asked(statement)
        values = asked.column(1).to_numpy()
        found = np.empty(int(places.max(initial=-1)) + 1, values.dtype)
        found[asked.column(0).to_numpy()] = values
        return pa.chunked_array([pa.array(found[places])])

    def rows(self, statement: Statement) -> pa.Table:
        table = self._asked(self._with_names(statement))
        return table.rename_columns([str(n) for n in range(table.num_columns)])

    def _with_names(self, statement: Statement) -> Statement:
        named = replacement_traverse(statement, {}, lambda each, **_: self._named.get(id(each)))  # type: ignore[call-overload]
        return cast("Statement", named)

    def _asked(self, statement: Statement) -> pa.Table:
        return self._held.sql(self._text(statement)).to_arrow_table()

    def _text(self, asked: ClauseElement) -> str:
        return str(asked.compile(dialect=self._dialect, compile_kwargs={"literal_binds": True}))

    def hold(
        self, table: Table, names: Sequence[str], readers: Sequence[pa.RecordBatchReader]
    ) -> None:
        """Raises duckdb.Error where a value is not what the contract says it is."""
        columns = ", ".join(self._column(table.c[name]) for name in names)
        often = self._often if table is dossier else ()
        more = "".join(f", {self._text(each)} AS often_{n}" for n, each in enumerate(often))
        for n, reader in enumerate(readers):
            self._held.register(f"waiting_{n}", reader)
        both = " UNION ALL ".join(f"SELECT {columns} FROM waiting_{n}" for n in range(len(readers)))
        self._held.execute(
            f'CREATE TABLE "{table.name}" AS SELECT *{more} FROM ({both}) AS "{table.name}"'
        ).fetchall()
        for n in range(len(readers)):
            self._held.unregister(f"waiting_{n}")

    def _column(self, column: Column[Any]) -> str:
        name = f'"{column.name}"'
        told = f"CAST({name} AS {column.type.compile(dialect=self._dialect)})"
        odd = next((text for kind, text in ODD.items() if isinstance(column.type, kind)), None)
        if odd is not None and self._dialect.is_loose:
            told = f"CASE WHEN {odd.format(name)} THEN error('not of its kind') ELSE {told} END"
        return f"{told} AS {name}"


def with_place(statement: Statement, columns: Sequence[ColumnElement[Any]]) -> Statement:
    return statement.with_only_columns(PLACE, *columns, maintain_column_froms=True)


class NotByColumn(Exception):
    """A database that is not read so, or holds what only itself can make sense of."""


@contextmanager
def columns(
    engine: Engine,
    contents: Contents,
    statements: Sequence[Statement],
    often: Sequence[ColumnElement[Any]],
    tick: Callable[[int], None],
) -> Iterator[Columns]:
    """Raises NotByColumn, from within as well: the register is then to be asked row by row."""
    if engine.dialect.name not in SOURCES or engine.url.database in (None, "", ":memory:"):
        raise NotByColumn(f"{engine.dialect.name} has no driver")
    with TemporaryDirectory() as folder:
        held = duckdb.connect(config=SETTINGS | {"temp_directory": folder})
        try:
            made = Columns(held, Dialect(is_loose=engine.dialect.name == "sqlite"), often)
            load(made, engine, contents, statements, tick)
            yield made
        except FAILURES as error:
            raise NotByColumn(str(error).splitlines()[0]) from None
        finally:
            held.close()


def load(
    made: Columns,
    engine: Engine,
    contents: Contents,
    statements: Iterable[Statement],
    tick: Callable[[int], None],
) -> None:
    opened = SOURCES[engine.dialect.name]
    for table, names in asked_for(statements).items():
        wanted = contents.fit(select(*(table.c[name] for name in names)).where(usable(table)))
        text = str(wanted.compile(engine, compile_kwargs={"literal_binds": True}))
        with ExitStack() as open_ones:
            first = open_ones.enter_context(opened(engine))
            parts = halves(first, table, engine) if table not in contents.stands_in else [""]
            others = [open_ones.enter_context(opened(engine)) for _ in parts[1:]]
            readers = [
                read(
                    open_ones.enter_context(each.cursor()), table, names, text + part, engine, tick
                )
                for each, part in zip([first, *others], parts, strict=True)
            ]
            made.hold(table, names, readers)


def halves(connection: Any, table: Table, engine: Engine) -> list[str]:
    """Conditions that part a large table in two, which are read side by side."""
    if engine.dialect.name != "sqlite":
        return [""]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT type FROM sqlite_master WHERE name = '{table.name}'")
        if cursor.fetchone() != ("table",):
            return [""]
        cursor.execute(f'SELECT 0 + min(rowid), 0 + max(rowid) FROM "{table.name}"')
        first, last = cursor.fetchone()
    if first is None or last - first < LARGE:
        return [""]
    middle = (first + last) // 2
    return [f" AND rowid <= {middle}", f" AND rowid > {middle}"]


def asked_for(statements: Iterable[Statement]) -> dict[Table, list[str]]:
    found: dict[Table, set[str]] = {dossier: {dossier.c.deleted.name}}
    for statement in statements:
        for each in columns_of(statement):
            table = each.table.element if isinstance(each.table, Alias) else each.table
            found.setdefault(cast("Table", table), set()).add(each.name)
    return {table: sorted(names) for table, names in found.items()}


# -- from where ------------------------------------------------------------------------------
def of_sqlite(engine: Engine) -> Any:
    database = str(engine.url.database)
    is_address = database.startswith("file:")  # as engines open what they only read
    return sqlite.connect(f"{database if is_address else f'file:{quote(database)}'}?mode=ro")


def of_postgresql(engine: Engine) -> Any:
    url = engine.url.set(drivername="postgresql")
    connection = postgresql.connect(url.render_as_string(hide_password=False))
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
    return connection


SOURCES: dict[str, Callable[[Engine], Any]] = {
    "sqlite": of_sqlite,
    "postgresql": of_postgresql,
}


def read(
    cursor: Any,
    table: Table,
    names: Sequence[str],
    text: str,
    engine: Engine,
    tick: Callable[[int], None],
) -> pa.RecordBatchReader:
    is_sqlite = engine.dialect.name == "sqlite"
    if is_sqlite:  # there the first rows say what a column holds: so the first one is ours
        first = ", ".join(f'{sample(table.c[name])} AS "{name}"' for name in names)
        text = f"SELECT {first} UNION ALL {text}"
        cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(ROWS)})
    cursor.execute(text)
    batches = cursor.fetch_record_batch()

    def counted() -> Iterator[pa.RecordBatch]:
        skip = 1 if is_sqlite else 0
        for batch in batches:
            if table is dossier:
                tick(batch.num_rows - skip)
            yield batch.slice(skip)
            skip = 0

    return pa.RecordBatchReader.from_batches(batches.schema, counted())


def sample(column: Column[Any]) -> str:
    if isinstance(column.type, Integer | Boolean | Numeric):
        return "0"
    return "'1970-01-01'" if isinstance(column.type, Date) else "''"
