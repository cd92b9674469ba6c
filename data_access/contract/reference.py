"""What everything is counted by, and what has been written since: for who follows a register."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, bindparam, func, select

from data_access.contract.schema import (
    agency,
    agency_succession,
    dossier,
    holiday,
    procedure,
    source_capability,
)
from data_access.contract.survey import Contents, capabilities
from data_access.contract.usable import readable, there

# Small tables that say how everything is counted, and what of them decides it.
REFERENCE = (agency, agency_succession, procedure, holiday, source_capability)
DECIDES = {
    agency: ("agency_code", "parent_code"),
    procedure: ("procedure_code", "field_code", "service_level", "result_is_document"),
    holiday: ("day", "scope", "kind"),
    source_capability: ("source_id", "table_name", "column_name", "capability"),
}


def reference_mark(connection: Connection, told: Contents) -> str:
    """Equal only where agencies, procedures, calendar, sources' words and columns are."""
    apart = ("source_key", "source_updated_at", "extracted_at")
    every = {
        table: tuple(column.name for column in table.columns if column.name not in apart)
        for table in REFERENCE
    }
    return mark_of_rows(connection, told, every)


def counting_mark(connection: Connection, told: Contents) -> str:
    """Equal where nothing has changed but names: what has been counted holds."""
    return mark_of_rows(connection, told, DECIDES)


def marked(mark: str, filled_apart: Iterable[str]) -> str:
    """A mark, and the tables that sources without dossiers fill: they decide who is silent."""
    return sha256(f"{mark}|{sorted(filled_apart)}".encode()).hexdigest()[:32]


def mark_of_rows(
    connection: Connection, told: Contents, asked: Mapping[Table, tuple[str, ...]]
) -> str:
    marked = sha256(repr(sorted(told.missing)).encode())
    for table, names in asked.items():
        statement = select(*(table.c[name] for name in names))
        rows = sorted(repr(tuple(row)) for row in connection.execute(told.fit(statement)))
        marked.update("|".join(rows).encode())
    return marked.hexdigest()[:32]


def changed_since(table: Table, key: Column[str], stamp: Column[Any]) -> Select[Any]:
    """Rows (key, stamp, what else tells two apart) written since an instant, `most` of them at
    most: but for those of one stamp, and after another.
    """
    asked = (
        stamp >= bindparam("since"),
        stamp > bindparam("after"),
        stamp != bindparam("but"),
        there(key),
        readable(stamp),
    )
    rest = (column for column in table.primary_key.columns if column is not key)
    return select(key, stamp, *rest).where(*asked).limit(bindparam("most"))


def with_a_code() -> Select[Any]:
    """How many dossiers there are that can be told apart."""
    return select(func.count()).select_from(dossier).where(there(dossier.c.dossier_code))


def small_marks(connection: Connection, told: Contents) -> str:
    """Cheap: whether the small tables are worth reading again."""
    rows = [
        tuple(
            connection.execute(
                told.fit(
                    select(
                        func.count(), func.max(t.c.source_updated_at), func.max(t.c.extracted_at)
                    ).select_from(t)
                )
            ).one()
        )
        for t in REFERENCE
        if t is not source_capability
    ]
    return f"{rows}{sorted(capabilities(connection, told).items())}"
