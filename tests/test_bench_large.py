"""make bench, the second part: registers from a hundred thousand to ten million dossiers."""

import json
import os
import resource
import statistics
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, inspect, make_url, text

from data_access import engines, rules
from data_access.indicators.catalogue import INDICATORS
from data_access.indicators.reading import Dimension
from data_access.indicators.selection import Selection
from data_access.listing import Column as Shown
from data_access.listing import Order, Window
from data_access.periods import PeriodName, named
from data_access.reader import Reader
from data_access.register import Register
from data_access.rows import Rows
from data_access.scope import Scope
from data_access.tally.keeper import Keeper
from data_access.tally.store import Tally
from tests.board import ROOT
from tests.large import HOME, changes, fill
from tests.test_bench import FIGURES, median_ms, said

pytestmark = pytest.mark.bench
SIZES = [
    int(n) for n in os.environ.get("ONESTOP_BENCH", "100000,1000000,2000000,10000000").split(",")
]
SERVER = os.environ.get("ONESTOP_BENCH_POSTGRESQL", "")  # instead of files
FOLDER = ROOT / "var" / "bench"
TODAY = datetime(2026, 11, 26, 10)
SHOWN = ("received", "resolved", "on_time_honest", "online", "overdue")  # as a wall's table has
FIVE = [each for each in INDICATORS if each.key in SHOWN]
LEVELS = {"province": HOME, "district": f"{HOME}.05", "commune": f"{HOME}.05.03"}
PERIODS = (
    PeriodName.REPORT_MONTH,
    PeriodName.YEAR_BEFORE,
    PeriodName.WEEK_BEFORE,
    PeriodName.TODAY,
)
DIMENSIONS = (
    Dimension.WHOLE,
    Dimension.AGENCY,
    Dimension.MONTH,
    Dimension.FIELD,
    Dimension.PROCEDURE,
)


class Large:
    """A register of a size, and the tally that follows it."""

    def __init__(self, size: int) -> None:
        self.size, self.name = size, f"{size:>10,}"
        self.url, self.own_url, is_there = on_server(size) if SERVER else in_files(size)
        if not is_there:
            started = time.perf_counter()
            fill(self.url, size, 1, TODAY)
            said(f"{self.name}: the register made", time.perf_counter() - started, "s")
        self.now = TODAY + timedelta(hours=1)
        self.own = engines.writer(self.own_url)
        self.keeper = Keeper(engines.reader(self.url), self.own, rules.declared(), lambda: self.now)
        started = time.perf_counter()
        self.keeper.look()
        said(f"{self.name}: first build", time.perf_counter() - started, "s")
        said(f"{self.name}: tally on disk", on_disk(self.own_url) / 1e6, "MB")
        tally = Tally(engines.often_asked(self.own_url))
        register = Register(engines.reader(self.url), lambda: self.now, follower=tally)
        self.reader = Reader(register, rules.declared(), tally)


def in_files(size: int) -> tuple[str, str, bool]:
    """Register, an empty place for the tally, and whether the register is there."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    file, own = FOLDER / f"{size}.sqlite", FOLDER / f"{size}-own.sqlite"
    for left in FOLDER.glob(f"{own.name}*"):
        left.unlink()
    return f"sqlite:///{file}", f"sqlite:///{own}", file.exists()


def on_server(size: int) -> tuple[str, str, bool]:
    server = make_url(SERVER)
    names = f"onestop_{size}", f"onestop_{size}_own"
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        there = set(connection.execute(text("SELECT datname FROM pg_database")).scalars())
        connection.execute(text(f"DROP DATABASE IF EXISTS {names[1]}"))
        for name in {*names} - (there - {names[1]}):
            connection.execute(text(f"CREATE DATABASE {name}"))
    register, own = (
        server.set(database=name).render_as_string(hide_password=False) for name in names
    )
    return register, own, names[0] in there


def on_disk(url: str) -> int:
    with engines.reader(url).connect() as connection:
        if connection.dialect.name == "postgresql":
            asked = text("SELECT pg_database_size(current_database())")
            return int(connection.execute(asked).scalar_one())
    return Path(str(make_url(url).database)).stat().st_size


@pytest.fixture(scope="module", params=SIZES, ids=lambda size: f"{size:,}")
def large(request: pytest.FixtureRequest) -> Iterator[Large]:
    made = Large(request.param)
    yield made
    made.own.dispose()


def test_floors_at_size(large: Large) -> None:
    with engines.often_asked(large.own_url).connect() as connection:
        one = text("SELECT 1")
        said(
            f"{large.name}: floor: SELECT 1", median_ms(lambda: connection.execute(one).all()), "ms"
        )
        names = inspect(connection).get_table_names()
        name = next(each for each in names if each.startswith("tally_node"))
        scan = text(f"SELECT SUM(received) FROM {name}")
        said(
            f"{large.name}: floor: a scan of the tally",
            median_ms(lambda: connection.execute(scan).all(), 3),
            "ms",
        )


@pytest.mark.parametrize("level", LEVELS)
def test_reads_at_size(large: Large, level: str) -> None:
    assert large.reader.register.state().newest.is_followed
    for by in DIMENSIONS:
        for period in PERIODS:
            scope = Scope(named(period, large.now.date()), agency=LEVELS[level])
            told = median_ms(partial(large.reader.read, FIVE, scope, by), 7)
            said(f"{large.name}: read() {level} by {by}, {period}", told, "ms")


def test_a_block_at_size(large: Large) -> None:
    rows = Rows(large.reader.register, large.reader.rules)
    overdue = Selection(next(each for each in INDICATORS if each.key == "overdue"))
    scope = Scope(named(PeriodName.TODAY, large.now.date()), agency=HOME)
    window = Window(sort=(Order(Shown.DUE, descending=True),), search="H99.05")
    taken = median_ms(lambda: rows.rows(overdue, scope, window), 5)
    said(f"{large.name}: 100 dossiers, overdue, sought and sorted", taken, "ms")


def test_changes_at_size(large: Large) -> None:
    taken = []
    for turn in range(7):
        large.now += timedelta(seconds=30)
        changes(large.url, 1_000, int(time.time() * 10) + turn, large.now)
        started = time.perf_counter()
        assert large.keeper.look() == "changed"
        taken.append(time.perf_counter() - started)
    said(f"{large.name}: a look with 1,000 changes", statistics.median(taken) * 1000, "ms")
    large.now += timedelta(seconds=30)
    large.keeper.look()
    large.now += timedelta(seconds=30)
    said(f"{large.name}: a look without any", median_ms(large.keeper.look, 5), "ms")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    said(f"{large.name}: memory of all this, at its most", peak, "MB")


def test_a_recount_at_size(large: Large) -> None:
    large.keeper.recount_every = timedelta()
    started = time.perf_counter()
    assert large.keeper.look() == "recounted"
    said(f"{large.name}: a recount, compared", time.perf_counter() - started, "s")


def test_written() -> None:
    (ROOT / "var").mkdir(exist_ok=True)
    (ROOT / "var" / "bench.json").write_text(json.dumps(FIGURES, indent=1), encoding="utf-8")
