"""Which rows can be counted. A row that cannot be placed, for its key, its owner or one of its
dates is none, is left out whole and named by `check`; any other such value is as if not given.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Numeric,
    String,
    Table,
    and_,
    func,
    or_,
    true,
)
from sqlalchemy import Boolean as Truth
from sqlalchemy import Integer as Whole
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from data_access.contract.kinds import EARLIEST, LARGEST, LATEST
from data_access.contract.schema import (
    apology,
    document,
    dossier,
    pause,
    payment,
    petition,
    rating,
)

NAMELESS = ""
Condition = ColumnElement[bool]
MEANT = f"BETWEEN '{EARLIEST}' AND '{LATEST} 23:59:59'"
# By what a row is found and placed: without a key it is nowhere, the rest may be empty.
KEYS: Mapping[Table, tuple[str, ...]] = {
    dossier: ("dossier_code", "agency_code"),
    rating: ("rating_key",),
    petition: ("petition_key",),
}
PLACED: Mapping[Table, tuple[str, ...]] = {
    dossier: (
        "received_at", "due_at", "result_at", "returned_at", "withdrawn_at", "refused_at",
        "procedure_code", "source_id",
    ),
    pause: ("started_at", "ended_at"),
    document: ("reuse",),
    payment: ("amount", "paid_at"),
    rating: ("score", "rated_at", "agency_code"),
    petition: ("received_at", "due_at", "answered_at", "agency_code"),
    apology: ("issued_at",),
}  # fmt: skip


class readable(GenericFunction[bool]):
    """Whether a column is null or holds a value of its kind; never unknown itself."""

    type = Truth()
    inherit_cache = True


class there(GenericFunction[bool]):
    """The same of a key, which must not be null."""

    type = Truth()
    inherit_cache = True


class plain(GenericFunction[str]):
    """A text; null where something else stands in its place."""

    type = String()
    inherit_cache = True


def usable(table: Any) -> Condition:
    """`table` may be an alias."""
    named = getattr(table, "element", table)
    keys = (there(table.c[name]) for name in KEYS.get(named, ()))
    return and_(true(), *keys, *(readable(table.c[name]) for name in PLACED.get(named, ())))


def counts(table: Any = dossier) -> Condition:
    """Whether a dossier is one that any figure may count."""
    return and_(table.c.deleted.is_not(True), usable(table))


def counts_with(table: Table) -> Condition:
    """Whether a record may count, with its dossier where one is known."""
    if table is dossier:
        return counts()
    return and_(usable(table), or_(dossier.c.dossier_code.is_(None), counts()))


def source_in(table: Table) -> ColumnElement[str]:
    """Rows of no source are of one without a name, which declares nothing."""
    return func.coalesce(table.c.source_id, NAMELESS)


def columns_of(element: Any) -> Iterator[Column[Any]]:
    """The columns that something rests on, but for what only asks whether they can be read."""
    if isinstance(element, Column):
        yield element
    elif not isinstance(element, readable | there):
        for each in element.get_children():
            yield from columns_of(each)


def kind_of(element: GenericFunction[bool]) -> type:
    told = next(iter(element.clauses)).type
    kinds = (DateTime, Date, Boolean, Whole, Numeric, String)
    return next((kind for kind in kinds if isinstance(told, kind)), object)


def kept(told: str, condition: str) -> str:
    return f"({told} IS NULL OR {condition})"


def text_of(element: GenericFunction[Any], compiler: SQLCompiler, options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(readable)
def _standard(element: readable, compiler: SQLCompiler, **options: Any) -> str:
    told, kind = text_of(element, compiler, options), kind_of(element)
    if kind in (DateTime, Date):
        return kept(told, f"{told} {MEANT}")
    if kind in (Whole, Numeric):
        return kept(told, f"{told} BETWEEN -{LARGEST} AND {LARGEST}")
    return "(1 = 1)"


@compiles(readable, "sqlite")
def _sqlite(element: readable, compiler: SQLCompiler, **options: Any) -> str:
    """An instant is text there, and any text may stand in its place."""
    told, kind = text_of(element, compiler, options), kind_of(element)
    if kind in (DateTime, Date):
        day = f"substr({told}, 1, 10)"
        return kept(told, f"({told} {MEANT} AND date({day}, '+0 days') IS {day})")
    if kind is String:
        return kept(told, f"typeof({told}) = 'text'")
    if kind is Boolean:
        return kept(told, f"{told} IN (0, 1)")
    return _standard(element, compiler, **options)


@compiles(readable, "mysql", "mariadb")
def _mariadb(element: readable, compiler: SQLCompiler, **options: Any) -> str:
    """There a day may be zero, or the 31st of February."""
    told = text_of(element, compiler, options)
    if kind_of(element) in (DateTime, Date):
        return kept(told, f"({told} {MEANT} AND last_day({told}) IS NOT NULL)")
    return _standard(element, compiler, **options)


@compiles(readable, "clickhousedb")
def _clickhouse(element: readable, compiler: SQLCompiler, **options: Any) -> str:
    """Its instants cannot be far from ours, and it would not compare all of them with such."""
    if kind_of(element) in (DateTime, Date):
        return "(1 = 1)"
    return _standard(element, compiler, **options)


@compiles(there)
def _there(element: there, compiler: SQLCompiler, **options: Any) -> str:
    return f"({text_of(element, compiler, options)} IS NOT NULL)"


@compiles(there, "sqlite")
def _there_sqlite(element: there, compiler: SQLCompiler, **options: Any) -> str:
    return f"(typeof({text_of(element, compiler, options)}) = 'text')"


@compiles(readable, "duckdb")
@compiles(there, "duckdb")
def _duckdb(_element: Any, _compiler: SQLCompiler, **_options: Any) -> str:
    return "TRUE"  # only such rows are read into it


@compiles(plain)
def _plain(element: plain, compiler: SQLCompiler, **options: Any) -> str:
    return text_of(element, compiler, options)


@compiles(plain, "sqlite")
def _plain_sqlite(element: plain, compiler: SQLCompiler, **options: Any) -> str:
    told = text_of(element, compiler, options)
    return f"CASE WHEN typeof({told}) = 'text' THEN {told} END"
