"""Texts compared byte by byte in MariaDB too, whatever collation its tables were made with.

Elsewhere D1, d1 and "D1 " are three codes, and so are Đ1 and D1.
"""

from typing import Any

from sqlalchemy import Connection, Text, column, func, select, table
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

BY_BYTES = "utf8mb4_nopad_bin"
COLUMNS = table(
    "columns",
    column("table_schema"),
    column("table_name"),
    column("column_name"),
    column("collation_name"),
    schema="information_schema",
)


def loose(connection: Connection) -> frozenset[str]:
    """The texts that MariaDB would compare otherwise, as "table.column"."""
    if connection.dialect.name != "mariadb":
        return frozenset()
    c = COLUMNS.c
    otherwise = select(c.table_name, c.column_name).where(
        c.table_schema == func.database(), c.collation_name != BY_BYTES
    )
    return frozenset(f"{name}.{text}" for name, text in connection.execute(otherwise))


class by_bytes(GenericFunction[str]):
    """A text that is compared byte by byte; its index is then of no use."""

    type = Text()
    inherit_cache = True


@compiles(by_bytes)
def _by_bytes(element: by_bytes, compiler: SQLCompiler, **options: Any) -> str:
    text = compiler.process(element.clauses, **options)
    return f"CONVERT({text} USING utf8mb4) COLLATE {BY_BYTES}"
