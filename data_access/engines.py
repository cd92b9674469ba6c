"""Engines: the contract is opened for reading only; commands that fill it open it for writing."""

import os
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

DEMO_FILE = Path("var/demo.sqlite")
OWN_FILE = Path("var/dashboard.sqlite")
LONGEST_S = 60  # that a single question may take
WAIT_S = 1  # for a locked or silent database: a page must say so within 3 s


def contract_url() -> URL:
    """The register's address: ONESTOP_DATABASE_URL, else the demonstration database."""
    return make_url(os.environ.get("ONESTOP_DATABASE_URL") or f"sqlite:///{DEMO_FILE}")


def own_url() -> URL:
    """The dashboard's own database: DASHBOARD_DATABASE_URL, else a file under var/."""
    return make_url(os.environ.get("DASHBOARD_DATABASE_URL") or f"sqlite:///{OWN_FILE}")


def reader(url: URL | str) -> Engine:
    """An engine on which every write is refused by the database itself."""
    url = make_url(url)
    if url.get_backend_name() == "sqlite":
        # Opened for each question: a kept connection would go on reading a file long replaced.
        wait = {"timeout": WAIT_S}
        return create_engine(read_only_file(url), poolclass=NullPool, connect_args=wait)
    engine = create_engine(with_driver(url), pool_pre_ping=True, **waiting(url))
    if url.get_backend_name() == "postgresql":

        @event.listens_for(engine, "connect")
        def read_only(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
            connection.read_only = True

    return engine


def writer(url: URL | str) -> Engine:
    """An engine for commands that fill tables; makes the folder of a SQLite file."""
    url = make_url(url)
    if url.get_backend_name() != "sqlite":
        return create_engine(with_driver(url), pool_pre_ping=True)
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def quick(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")

    return engine


def read_only_file(url: URL) -> URL:
    """A missing file must be an error, not an empty database made on the way."""
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        return url
    path = quote(str(Path(url.database).absolute()))
    return url.set(database=f"file:{path}", query={"mode": "ro", "uri": "true"})


def with_driver(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def waiting(url: URL) -> dict[str, Any]:
    """How long a silent PostgreSQL may be waited for."""
    if url.get_backend_name() != "postgresql":
        return {}
    wait_ms = WAIT_S * 1000
    options = f"-c lock_timeout={wait_ms} -c statement_timeout={LONGEST_S * 1000}"
    connect = {"connect_timeout": WAIT_S, "tcp_user_timeout": wait_ms, "options": options}
    return {"connect_args": connect, "pool_timeout": WAIT_S}
