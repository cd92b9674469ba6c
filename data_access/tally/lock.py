"""One writer of the tally at a time, wherever the others run."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TextIO

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from data_access.engines import identity

NUMBER = 7_662_026  # of PostgreSQL's advisory lock
TAKE = text(f"SELECT pg_try_advisory_lock({NUMBER})")
LET_GO = text(f"SELECT pg_advisory_unlock({NUMBER})")
HELD = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
    f" AND objid = {NUMBER} AND pid = pg_backend_pid()"
)
IsOurs = Callable[[], bool]


class Overtaken(Exception):
    """Somebody else has written meanwhile: what was about to be written is of before."""


@contextmanager
def only_writer(own: Engine) -> Iterator[bool]:
    """Whether nobody else writes. Whoever dies lets go: system or server sees to it."""
    with writer_of(own) as is_ours:
        yield is_ours is not None


@contextmanager
def writer_of(own: Engine) -> Iterator[IsOurs | None]:
    """None where somebody else writes; else to be asked again and again: a server that starts
    anew, or a session cut off, lets go without a word.
    """
    if own.dialect.name == "postgresql":
        with own.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            is_taken = connection.execute(TAKE).scalar_one()
            try:
                yield partial(is_held, connection) if is_taken else None
            finally:
                with suppress(SQLAlchemyError):  # or it goes with the session
                    connection.execute(LET_GO)
        return
    path = Path(f"{own.url.database}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield None
            return
        yield partial(is_there, path, file)


def is_held(connection: Connection) -> bool:
    try:
        return bool(connection.execute(HELD).scalar_one())
    except SQLAlchemyError:
        return False


def is_there(path: Path, file: TextIO) -> bool:
    """A file that was removed locks nobody out: the next one makes another."""
    return identity(str(path)) == identity(file.fileno())
