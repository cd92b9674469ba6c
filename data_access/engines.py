"""Engines: the contract is opened for reading only; commands that fill it open it for writing."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DisconnectionError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from data_access.sessions import WAIT_S, for_reading, for_writing, only_read, with_driver

PRIVATE = 0o600
DEMO_FILE = Path("var/demo.sqlite")
OWN_FILE = Path("var/dashboard.sqlite")
REDIS_FORM = "write it as redis://user:password@host:6379/0, or rediss:// for an encrypted one"
FORMS = (
    "write it as sqlite:///var/one.sqlite or postgresql://user:password@host/name; "
    "mariadb:// and clickhouse:// have the same form"
)


class BadAddress(ValueError):
    """An address that can lead to no database: what is wrong, and what is allowed."""


def contract_url() -> URL:
    """The register's address: ONESTOP_DATABASE_URL, else the demonstration database."""
    return setting("ONESTOP_DATABASE_URL", DEMO_FILE)


def own_url() -> URL:
    """The dashboard's own database: DASHBOARD_DATABASE_URL, else a file under var/."""
    return setting("DASHBOARD_DATABASE_URL", OWN_FILE)


def setting(name: str, otherwise: Path) -> URL:
    """Raises BadAddress, which names the setting."""
    try:
        return address(os.environ.get(name) or f"sqlite:///{otherwise}")
    except BadAddress as error:
        raise BadAddress(f"{name}: {error}") from None


def address(told: URL | str) -> URL:
    """Raises BadAddress. What cannot be read is not repeated: a password may be in it."""
    try:
        return make_url(told)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise BadAddress(f"not a database address; {FORMS}") from None


def cache_url() -> str | None:
    """The Redis to keep things in, if CACHE_URL names one. Raises BadAddress."""
    told = os.environ.get("CACHE_URL") or None
    if told is not None and not is_redis(told):
        raise BadAddress(f"CACHE_URL: not the address of a Redis; {REDIS_FORM}")
    return told


def is_redis(told: str) -> bool:
    try:
        parts = urlsplit(told)
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        return False
    number = parts.path.removeprefix("/")
    is_plain = not (parts.query or parts.fragment) and (not number or number.isdecimal())
    return parts.scheme in ("redis", "rediss") and is_whole and is_plain


def shown(url: URL) -> str:
    """An address without its password."""
    return url.render_as_string(hide_password=True)


def reason(error: BaseException) -> str:
    """The database's own first sentence, without the statement and where to read on."""
    below = getattr(error, "orig", None) or error
    while below.__cause__ is not None:  # one driver wraps what happened in what it was about to do
        below = below.__cause__
    is_numbered = len(below.args) == 2 and isinstance(below.args[0], int)
    lines = str(below.args[1] if is_numbered else below).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def engine_of(url: URL, **options: Any) -> Engine:
    """Raises BadAddress where no driver can be had for the address."""
    try:
        return create_engine(url, **options)
    except NoSuchModuleError:
        raise BadAddress(f"{shown(url)}: no such kind as {url.drivername}; {FORMS}") from None
    except ImportError as error:
        missing = error.name or error
        raise BadAddress(f"{shown(url)}: its driver {missing} is not installed; {FORMS}") from None
    except (ArgumentError, TypeError) as error:
        raise BadAddress(f"{shown(url)}: {reason(error)}; {FORMS}") from None


def reader(url: URL | str) -> Engine:
    """An engine on which every write is refused by the database itself. Raises BadAddress."""
    url = address(url)
    if url.get_backend_name() == "sqlite":
        # Opened for each question: a kept connection would go on reading a file long replaced.
        wait = {"timeout": WAIT_S}
        return engine_of(read_only_file(url), poolclass=NullPool, connect_args=wait)
    url = with_driver(url)
    engine = engine_of(url, pool_pre_ping=True, **for_reading(url))
    only_read(engine)
    return engine


def readers() -> tuple[Engine, Engine]:
    """The register's and our own, as the settings name them. Raises BadAddress."""
    return reader(contract_url()), often_asked(own_url())


def often_asked(url: URL | str) -> Engine:
    """A reader whose connections are kept: opening a file takes longer than a question to it.

    One that has been replaced or removed meanwhile is opened anew. Raises BadAddress.
    """
    url = address(url)
    if url.get_backend_name() != "sqlite":
        return reader(url)
    file = read_only_file(url)
    engine = engine_of(file, connect_args={"timeout": WAIT_S, "check_same_thread": False})
    path = str(url.database)

    @event.listens_for(engine, "connect")
    def opened(_connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        record.info["file"] = identity(path)

    @event.listens_for(engine, "checkout")
    def is_the_same(
        _connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object
    ) -> None:
        if record.info.get("file") != identity(path):
            raise DisconnectionError

    return engine


def identity(path: str | int) -> tuple[int, int] | None:
    """Which file stands under a name, or is open by a number; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def brief_writer(url: URL | str) -> Engine:
    """For what a page writes by the way: no reader waits longer for it than for a question.

    Raises BadAddress.
    """
    url = address(url)
    if url.get_backend_name() == "sqlite":
        return writer(url, WAIT_S)
    return engine_of(with_driver(url), pool_pre_ping=True, **for_reading(with_driver(url)))


def writer(url: URL | str, wait_s: float = 30) -> Engine:
    """For commands that fill tables; makes the folder of a SQLite file. Raises BadAddress."""
    url = address(url)
    if url.get_backend_name() != "sqlite":
        url = with_driver(url)
        return engine_of(url, pool_pre_ping=True, **for_writing(url))
    if url.database and url.database != ":memory:" and not url.database.startswith("file:"):
        make_private(Path(url.database))
    engine = engine_of(url, connect_args={"timeout": wait_s})

    @event.listens_for(engine, "connect")
    def quick(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")

    return engine


def make_private(file: Path) -> None:
    """A new file is read by nobody else; its write-ahead log takes its mode. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        file.touch(PRIVATE)


def keep_private(url: URL) -> None:
    """Our own file, though an earlier version have made it for all to read."""
    if url.get_backend_name() == "sqlite" and url.database:
        for ending in ("", "-wal", "-shm"):
            with suppress(OSError):
                Path(f"{url.database}{ending}").chmod(PRIVATE)


def read_only_file(url: URL) -> URL:
    """A missing file must be an error, not an empty database made on the way."""
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        return url
    path = quote(str(Path(url.database).absolute()))
    return url.set(database=f"file:{path}", query={"mode": "ro", "uri": "true"})
