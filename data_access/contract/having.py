"""Whether a record has others: EXISTS, or IN where a database does that alone, or better."""

from typing import Any, cast

from sqlalchemy import ColumnElement, FromClause, Table, false, func, literal_column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BooleanClauseList
from sqlalchemy.sql.selectable import Alias, Exists
from sqlalchemy.sql.visitors import iterate

Condition = ColumnElement[bool]


class Has(Exists):
    """EXISTS whose first condition says which records belong together: theirs = ours."""

    inherit_cache = True


def has(theirs: ColumnElement[Any], ours: ColumnElement[Any], *where: Condition) -> Condition:
    return Has().where(theirs == ours, *where)


@compiles(Has, "clickhousedb")
def _clickhouse(element: Has, compiler: SQLCompiler, **options: Any) -> str:
    """Within a sum ClickHouse takes no EXISTS that looks outside, only IN with a set of its own."""
    known = func.ifNull(among(element), literal_column("0"))
    return compiler.process(known, **options)


@compiles(Has, "duckdb")
def _duckdb(element: Has, compiler: SQLCompiler, **options: Any) -> str:
    """There a set is looked up much faster than EXISTS is undone."""
    return compiler.process(func.coalesce(among(element), false()), **options)


def among(element: Has) -> Condition:
    """IN for EXISTS. Of a record that belongs to nobody it is not known, where EXISTS says no."""
    whole: Any = element.element.element.whereclause
    same, *where = whole.clauses if isinstance(whole, BooleanClauseList) else (whole,)
    theirs, ours = same.left, same.right
    if any(names(each, ours.table) for each in where):  # of ours it depends which, not on theirs
        (key,) = ours.table.primary_key
        codes = select(key).select_from(ours.table).where(same, *where)
        return cast("Condition", key.in_(codes.correlate(None)))
    codes = select(theirs).where(*where)
    return cast("Condition", ours.in_(codes.correlate(None)))


def names(condition: Condition, table: FromClause) -> bool:
    return any(getattr(each, "table", None) is table for each in iterate(condition))


@compiles(Alias, "clickhousedb")
def _alias(element: Alias, compiler: SQLCompiler, **options: Any) -> str:
    """There a table goes by its own name as well: within EXISTS that must mean the outer one."""
    text = str(compiler.visit_alias(element, **options))  # type: ignore[no-untyped-call]
    table, named, name = text.partition(" AS ")
    is_table = options.get("asfrom") and isinstance(element.element, Table)
    return f"(SELECT * FROM {table}){named}{name}" if is_table and named else text
