"""Our own SQLite file, should it be damaged: put aside, and made anew with the screens it held.

Counts can be counted again; a screen that was accepted can not be asked for its token.
"""

import logging
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from data_access.screen_table import metadata, screen

log = logging.getLogger(__name__)
DAMAGED = ("malformed", "not a database")  # as SQLite says it
BESIDE = ("", "-wal", "-shm")
Row = dict[str, Any]


def is_damage(error: BaseException) -> bool:
    return isinstance(error, DatabaseError) and any(word in str(error.orig) for word in DAMAGED)


def is_sound(own: Engine) -> bool:
    """Whether every page of a SQLite file can be read; others see to themselves."""
    if own.dialect.name != "sqlite" or not Path(own.url.database or "").exists():
        return True
    try:
        with own.connect() as connection:
            return bool(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() == "ok")
    except SQLAlchemyError as error:
        return not is_damage(error)


def put_aside(own: Engine, now: datetime) -> Path:
    """The damaged file under its new name. Raises OSError, SQLAlchemyError."""
    file = Path(own.url.database or "")
    own.dispose()
    aside = file.with_name(f"{file.name}.damaged-{now:%Y%m%d-%H%M%S}")
    rows = list(screens_in(file))
    for ending in BESIDE:
        with suppress(FileNotFoundError):
            Path(f"{file}{ending}").rename(f"{aside}{ending}")
    file.touch(0o600)
    metadata.create_all(own)
    if rows:
        with own.begin() as connection:
            connection.execute(insert(screen), rows)
    log.error("%s was damaged: it is now %s; %d screens were kept", file, aside, len(rows))
    return aside


def screens_in(file: Path) -> list[Row]:
    """Those that can still be read, one by one: another's page may be the damaged one."""
    found: dict[int, Row] = {}
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as old:
        old.row_factory = sqlite3.Row
        with suppress(sqlite3.Error):
            for row in old.execute("SELECT * FROM screen ORDER BY number"):
                found[row["number"]] = typed(row)
        with suppress(sqlite3.Error):
            for row in old.execute("SELECT * FROM screen ORDER BY number DESC"):
                found[row["number"]] = typed(row)
    return [found[number] for number in sorted(found)]


def typed(row: sqlite3.Row) -> Row:
    """As SQLAlchemy wrote them: its own types read what SQLite keeps as text."""
    told = dict(row)
    return {
        column.name: (
            datetime.fromisoformat(told[column.name])
            if column.type.python_type is datetime and told.get(column.name)
            else told.get(column.name)
        )
        for column in screen.c
    }
