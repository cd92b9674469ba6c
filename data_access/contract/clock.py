"""Instants cut to days and minutes, in one expression for every database."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class day_of(GenericFunction[str]):
    """The local calendar day of an instant, as text: 2026-11-20."""

    type = String(10)
    inherit_cache = True


@compiles(day_of)
def _standard(element: day_of, compiler: SQLCompiler, **options: Any) -> str:
    return f"to_char({compiler.process(element.clauses, **options)}, 'YYYY-MM-DD')"


@compiles(day_of, "sqlite")
def _sqlite(element: day_of, compiler: SQLCompiler, **options: Any) -> str:
    return f"substr({compiler.process(element.clauses, **options)}, 1, 10)"


@compiles(day_of, "mysql", "mariadb")
def _mariadb(element: day_of, compiler: SQLCompiler, **options: Any) -> str:
    return f"cast(date({compiler.process(element.clauses, **options)}) AS char(10))"


@compiles(day_of, "clickhousedb")
def _clickhouse(element: day_of, compiler: SQLCompiler, **options: Any) -> str:
    return f"toString(toDate32({compiler.process(element.clauses, **options)}))"


@compiles(day_of, "duckdb")
def _duckdb(element: day_of, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS DATE)"


class half_of(GenericFunction[str]):
    """The first day of the half-month an instant lies in, as text: 2026-11-15."""

    type = String(10)
    inherit_cache = True


@compiles(half_of)
def _half_standard(element: half_of, compiler: SQLCompiler, **options: Any) -> str:
    instant = compiler.process(element.clauses, **options)
    return (
        f"to_char({instant}, 'YYYY-MM-') || "
        f"CASE WHEN extract(day FROM {instant}) < 15 THEN '01' ELSE '15' END"
    )


@compiles(half_of, "sqlite")
def _half_sqlite(element: half_of, compiler: SQLCompiler, **options: Any) -> str:
    instant = compiler.process(element.clauses, **options)
    return (
        f"substr({instant}, 1, 8) || "
        f"CASE WHEN substr({instant}, 9, 2) < '15' THEN '01' ELSE '15' END"
    )


@compiles(half_of, "mysql", "mariadb")
def _half_mariadb(element: half_of, compiler: SQLCompiler, **options: Any) -> str:
    instant = compiler.process(element.clauses, **options)
    return f"concat(left(date({instant}), 8), if(day({instant}) < 15, '01', '15'))"


@compiles(half_of, "clickhousedb")
def _half_clickhouse(element: half_of, compiler: SQLCompiler, **options: Any) -> str:
    day = f"toDate32({compiler.process(element.clauses, **options)})"
    return f"concat(left(toString({day}), 8), if(toDayOfMonth({day}) < 15, '01', '15'))"


def day(value: date | datetime) -> ColumnElement[str]:
    """A day to compare `day_of` with."""
    return literal(value.isoformat()[:10], String(10))


class day_number(GenericFunction[int]):
    """The local calendar day of an instant, as days since 1970-01-01; null where it is none."""

    type = Integer()
    inherit_cache = True


@compiles(day_number)
def _number_standard(element: day_number, compiler: SQLCompiler, **options: Any) -> str:
    return f"(CAST({compiler.process(element.clauses, **options)} AS DATE) - DATE '1970-01-01')"


@compiles(day_number, "sqlite")
def _number_sqlite(element: day_number, compiler: SQLCompiler, **options: Any) -> str:
    instant = compiler.process(element.clauses, **options)
    return f"CAST(julianday(substr({instant}, 1, 10)) - 2440587.5 AS INTEGER)"


@compiles(day_number, "mysql", "mariadb")
def _number_mariadb(element: day_number, compiler: SQLCompiler, **options: Any) -> str:
    return f"datediff({compiler.process(element.clauses, **options)}, '1970-01-01')"


@compiles(day_number, "clickhousedb")
def _number_clickhouse(element: day_number, compiler: SQLCompiler, **options: Any) -> str:
    return f"toInt32(toDate32({compiler.process(element.clauses, **options)}))"


class minute_of(GenericFunction[int]):
    """The minute of the local day an instant lies in: 0 to 1439; null where it is none."""

    type = Integer()
    inherit_cache = True


@compiles(minute_of)
def _minute_standard(element: minute_of, compiler: SQLCompiler, **options: Any) -> str:
    instant = compiler.process(element.clauses, **options)
    minutes = f"extract(hour FROM {instant}) * 60 + extract(minute FROM {instant})"
    return f"CAST({minutes} AS INTEGER)"


@compiles(minute_of, "sqlite")
def _minute_sqlite(element: minute_of, compiler: SQLCompiler, **options: Any) -> str:
    instant = compiler.process(element.clauses, **options)
    hour, minute = (f"CAST(substr({instant}, {at}, 2) AS INTEGER)" for at in (12, 15))
    return f"({hour} * 60 + {minute})"


@compiles(minute_of, "mysql", "mariadb")
def _minute_mariadb(element: minute_of, compiler: SQLCompiler, **options: Any) -> str:
    instant = compiler.process(element.clauses, **options)
    return f"(hour({instant}) * 60 + minute({instant}))"


@compiles(minute_of, "clickhousedb")
def _minute_clickhouse(element: minute_of, compiler: SQLCompiler, **options: Any) -> str:
    instant = compiler.process(element.clauses, **options)
    return f"(toHour({instant}) * 60 + toMinute({instant}))"
