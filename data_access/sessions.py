"""How a session is opened on each kind of server: only read, soon told when nobody answers."""

import logging
from collections.abc import Callable
from typing import Any

from sqlalchemy import URL, Engine, event

LONGEST_S = 60  # that a single question may take
WAIT_S = 1  # for a locked or silent database: a page must say so within 3 s
BY_BYTES = "utf8mb4_nopad_bin"  # as SQLite and PostgreSQL compare: case, marks and spaces count
DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "mariadb": "mariadb+pymysql",
    "mysql": "mariadb+pymysql",  # MariaDB by its older name; a MySQL server is refused by name
    "clickhouse": "clickhousedb",
}
# Without these ClickHouse puts 0, '' and 1970-01-01 where every other database says null.
AS_OTHERS_DO = {
    "join_use_nulls": 1,
    "aggregate_functions_null_for_empty": 1,
    "cast_keep_nullable": 1,
    "prefer_column_name_to_alias": 1,
}


def with_driver(url: URL) -> URL:
    """The address with the driver we bring, where it names none."""
    kind, _, driver = url.drivername.partition("+")
    if kind == "mysql" and driver:
        return url.set(drivername=f"mariadb+{driver}")
    return url if driver else url.set(drivername=DRIVERS.get(kind, kind))


def for_reading(url: URL) -> dict[str, Any]:
    """Options of an engine that waits for nobody longer than a page can be kept waiting."""
    arguments = READING.get(url.get_backend_name())
    return {"connect_args": arguments(url), "pool_timeout": WAIT_S} if arguments else {}


def for_writing(url: URL) -> dict[str, Any]:
    arguments = WRITING.get(url.get_backend_name())
    return {"connect_args": arguments(url)} if arguments else {}


def postgresql(_url: URL) -> dict[str, Any]:
    wait_ms = WAIT_S * 1000
    options = f"-c lock_timeout={wait_ms} -c statement_timeout={LONGEST_S * 1000}"
    return {"connect_timeout": WAIT_S, "tcp_user_timeout": wait_ms, "options": options}


def mariadb(url: URL) -> dict[str, Any]:
    locks = f"lock_wait_timeout = {WAIT_S}, innodb_lock_wait_timeout = {WAIT_S}"
    return texts(url) | {
        "connect_timeout": WAIT_S,
        "read_timeout": WAIT_S,
        "init_command": f"SET SESSION {locks}, max_statement_time = {LONGEST_S}",
    }


def texts(_url: URL) -> dict[str, Any]:
    return {"charset": "utf8mb4", "collation": BY_BYTES}


def clickhouse(url: URL) -> dict[str, Any]:
    # What goes wrong is told once, in our own words.
    logging.getLogger("clickhouse_connect").setLevel(logging.CRITICAL)
    within = url.query.get("interface") == "chdb"  # no network, so nothing to wait for
    wait = {} if within else {"connect_timeout": WAIT_S, "send_receive_timeout": WAIT_S}
    # Read only is 2: under 1 the settings themselves would be refused.
    return AS_OTHERS_DO | wait | {"max_execution_time": LONGEST_S, "readonly": 2}


def into_clickhouse(_url: URL) -> dict[str, Any]:
    from clickhouse_connect import common

    # An instant without a zone is the office's own; else it would be shifted by this machine's.
    common.set_setting("naive_datetime_insert", "server")
    return dict(AS_OTHERS_DO)


Arguments = Callable[[URL], dict[str, Any]]
READING: dict[str, Arguments] = {
    "postgresql": postgresql,
    "mariadb": mariadb,
    "clickhousedb": clickhouse,
}
WRITING: dict[str, Arguments] = {"mariadb": texts, "clickhousedb": into_clickhouse}


def only_read(engine: Engine) -> None:
    """Has every session of the engine refuse writes by itself."""
    kind = engine.dialect.name
    if kind in OPENED:
        event.listen(engine, "connect", OPENED[kind])
    if kind in PATIENCE:
        be_patient = PATIENCE[kind]
        event.listen(engine, "checkout", lambda c, *_: be_patient(c, LONGEST_S + WAIT_S))
        event.listen(engine, "checkin", lambda c, *_: c and be_patient(c, WAIT_S))


def open_postgresql(connection: Any, _record: object) -> None:
    from data_access.drivers import Dates, Instants, ZonedInstants

    connection.read_only = True
    for kind, loader in (("date", Dates), ("timestamp", Instants), ("timestamptz", ZonedInstants)):
        connection.adapters.register_loader(kind, loader)


def open_mariadb(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION TRANSACTION READ ONLY")


OPENED: dict[str, Callable[[Any, object], None]] = {
    "postgresql": open_postgresql,
    "mariadb": open_mariadb,
}


# These drivers know one patience for whatever is asked. Whether anybody is there at all (the
# handshake, the ping before a kept session is used again) is asked with little of it.
def wait_for_mariadb(connection: Any, seconds: float) -> None:
    connection._read_timeout = seconds


def wait_for_clickhouse(connection: Any, seconds: float) -> None:
    client = connection.client
    if hasattr(client, "timeout"):  # not where the engine runs within this process
        client.timeout = type(client.timeout)(connect=WAIT_S, read=seconds)


PATIENCE: dict[str, Callable[[Any, float], None]] = {
    "mariadb": wait_for_mariadb,
    "clickhousedb": wait_for_clickhouse,
}
