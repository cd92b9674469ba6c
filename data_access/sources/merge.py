"""Rows go into the contract: new ones in, changed ones over, the rest is left as it stands."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, bindparam, select

Row = dict[str, Any]
Key = tuple[Hashable, ...]
BATCH = 1000


@dataclass
class Changes:
    new: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0

    def add(self, other: "Changes") -> None:
        self.new += other.new
        self.changed += other.changed
        self.same += other.same
        self.removed += other.removed


def key_of(table: Table, row: Row) -> Key:
    return tuple(row[column.name] for column in table.primary_key)


def by_key(table: Table, rows: Iterable[RowMapping]) -> dict[Key, Row]:
    return {tuple(row[column.name] for column in table.primary_key): dict(row) for row in rows}


def stored(connection: Connection, table: Table, codes: Iterable[str]) -> dict[Key, Row]:
    """What the register holds under these values of the first key column."""
    first = next(iter(table.primary_key))
    rows = connection.execute(select(table).where(first.in_(list(codes)))).mappings()
    return by_key(table, rows)


def merge(
    connection: Connection,
    table: Table,
    rows: Sequence[Row],
    before: Mapping[Key, Row],
    content: Sequence[str],
) -> Changes:
    """Writes what differs in `content`; a row that does not keeps its stamps too."""
    new: list[Row] = []
    changed: list[Row] = []
    for row in rows:
        old = before.get(key_of(table, row))
        if old is None:
            new.append(row)
        elif any(old[name] != row[name] for name in content):
            changed.append(row)
    insert(connection, table, new)
    update(connection, table, changed)
    return Changes(len(new), len(changed), len(rows) - len(new) - len(changed))


def insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    if rows:
        connection.execute(table.insert(), list(rows))


def update(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    statement = (
        table.update()
        .where(*(table.c[name] == bindparam(f"key_{name}") for name in keys))
        .values({name: bindparam(name) for name in rows[0] if name not in keys})
    )
    told = [row | {f"key_{name}": row[name] for name in keys} for row in rows]
    connection.execute(statement, told)


def remove(connection: Connection, table: Table, gone: Sequence[Key]) -> None:
    if not gone:
        return
    keys = [column.name for column in table.primary_key]
    statement = table.delete().where(*(table.c[name] == bindparam(f"key_{name}") for name in keys))
    told = [{f"key_{name}": part for name, part in zip(keys, key, strict=True)} for key in gone]
    connection.execute(statement, told)
