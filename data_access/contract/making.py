"""How the contract's tables are made on databases that need more said than their columns."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    Numeric,
    SmallInteger,
    String,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateTable
from sqlalchemy.sql.compiler import DDLCompiler
from sqlalchemy.types import TypeEngine

from data_access.contract.schema import dossier, metadata

ON_EXPRESSIONS = ("sqlite", "postgresql")  # MariaDB has indexes on columns alone
ON_COLUMNS = (*ON_EXPRESSIONS, "mariadb")  # ClickHouse has the order of its rows instead
# What is read together lies together: an agency's dossiers in the order they came.
ORDER = {dossier: ("agency_code", "received_at", "dossier_code")}
KINDS: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (SmallInteger, "Int16"),
    (BigInteger, "Int64"),
    (Integer, "Int32"),
    (Boolean, "Bool"),
    (Date, "Date32"),  # Date begins in 1970
    (DateTime, "DateTime64(0, 'UTC')"),  # local time, kept as it is by a zone that never shifts it
    (String, "String"),
)
TEXT = String()


def settle() -> None:
    """Tells every table and index where it is made, and how."""
    for table in metadata.tables.values():
        table.dialect_kwargs["mariadb_charset"] = "utf8mb4"
        table.dialect_kwargs["mariadb_collate"] = "utf8mb4_nopad_bin"
        for index in table.indexes:
            is_plain = all(isinstance(each, Column) for each in index.expressions)
            index.ddl_if(callable_=only_on(ON_COLUMNS if is_plain else ON_EXPRESSIONS))


def only_on(kinds: tuple[str, ...]) -> Callable[..., bool]:
    return lambda *_asked, dialect, **_options: dialect.name in kinds


@compiles(CreateTable, "clickhousedb")
def _clickhouse(element: CreateTable, compiler: DDLCompiler, **_options: Any) -> str:
    table, quote = element.element, compiler.preparer.quote
    columns = ", ".join(described(each, compiler) for each in table.columns)
    order = ORDER.get(table) or tuple(each.name for each in table.primary_key)
    return (
        f"CREATE TABLE {quote(table.name)} ({columns}) ENGINE = MergeTree "
        f"ORDER BY ({', '.join(map(quote, order))}) SETTINGS allow_nullable_key = 1"
    )


def described(column: Column[Any], compiler: DDLCompiler) -> str:
    default = compiler.get_column_default_string(column)
    told = [compiler.preparer.quote(column.name), type_of(column)]
    told += [f"DEFAULT {default}"] if default else []
    if column.comment:
        told.append(f"COMMENT {compiler.sql_compiler.render_literal_value(column.comment, TEXT)}")
    return " ".join(told)


def type_of(column: Column[Any]) -> str:
    """Null stays null: ClickHouse's own way is to store 0, '' or 1970 instead."""
    kind = next((name for type_, name in KINDS if isinstance(column.type, type_)), "")
    if isinstance(column.type, Numeric):
        kind = f"Decimal({column.type.precision}, {column.type.scale})"
    return f"Nullable({kind})" if column.nullable else kind
