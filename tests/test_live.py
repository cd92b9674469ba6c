"""The demonstration goes on as an office does, and writes nowhere else."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Connection, Engine, func, make_url, select

from data_access import engines
from data_access.__main__ import main
from data_access.contract.schema import document, dossier, payment, rating, step
from data_access.demo import build, live
from data_access.demo.live import is_open, tick
from data_access.register import Register
from tests.board import ROOT, SEED
from tests.conftest import fresh_database, insert_rows, make_tables
from tests.drawing import drawn

MORNING = datetime(2026, 11, 20, 8)  # a Friday
NIGHT = datetime(2026, 11, 20, 22)
d = dossier.c


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def demo(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Engine]:
    """A province of 4,000 dossiers, up to this morning."""
    if request.param == "sqlite":
        urls: Iterator[str] = iter([f"sqlite:///{tmp_path_factory.mktemp('live') / 'demo.sqlite'}"])
    else:
        urls = fresh_database(request.getfixturevalue("postgresql"))
    for url in urls:
        build.build(make_url(url), 4_000, MORNING, SEED, with_offices=False)
        engine = engines.writer(url)
        yield engine
        engine.dispose()


def lived(engine: Engine, start: datetime, hours: float, seed: int = 1) -> int:
    dice, now, count = Random(seed), start, 0
    while now < start + timedelta(hours=hours):
        with engine.begin() as connection:
            count += tick(connection, now, dice, 10)
        now += timedelta(seconds=10)
    return count


def counted(connection: Connection, *where: Any) -> int:
    return connection.execute(select(func.count()).select_from(dossier).where(*where)).scalar_one()


def test_a_working_morning_moves_something_every_few_seconds(demo: Engine) -> None:
    count = lived(demo, MORNING, 1)
    assert 3600 / 3 * 0.3 < count < 3600 / 3 * 1.2
    with demo.connect() as connection:
        now = MORNING + timedelta(hours=1)
        since = (d.source_updated_at >= MORNING, d.source_updated_at < now)
        arrived = counted(connection, d.received_at >= MORNING, *since)
        ended = counted(connection, d.result_at >= MORNING, d.outcome == "RESULT", *since)
        assert arrived > 100
        assert ended > 50
        assert counted(connection, d.outcome.is_(None), d.result_at >= MORNING) == 0
        assert counted(connection, d.result_at < d.received_at, d.result_at >= MORNING) == 0
        assert counted(connection, d.step_name.is_not(None), d.outcome.is_not(None), *since) == 0
        new = select(d.dossier_code).where(d.received_at >= MORNING, *since)
        for table in (document, payment, step):
            of = table.c.dossier_code.in_(new)
            assert connection.execute(select(func.count()).where(of)).scalar_one() > 0
        rated = select(func.count()).where(rating.c.rated_at >= MORNING)
        assert connection.execute(rated).scalar_one() > 0


def test_at_night_dossiers_come_online_and_nobody_works(demo: Engine) -> None:
    assert not is_open(NIGHT)
    count = lived(demo, NIGHT, 1)
    assert 3600 / 12 * 0.5 < count < 3600 / 12 * 1.2
    with demo.connect() as connection:
        assert counted(connection, d.submitted_at >= NIGHT, d.channel == 2) > 100
        assert counted(connection, d.received_at >= NIGHT) == 0
        assert counted(connection, d.result_at >= NIGHT) == 0


def test_a_moment_that_fails_half_way_leaves_nothing(
    demo: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_anything: object) -> None:
        raise KeyError("half-way")

    with demo.connect() as connection:
        before = counted(connection)
    monkeypatch.setattr(live, "copy_hanging", fails)
    with pytest.raises(KeyError), demo.begin() as connection:
        for _ in range(20):
            live.arrive(connection, MORNING + timedelta(hours=2), Random(1))
    with demo.connect() as connection:
        assert counted(connection) == before


def test_a_register_that_is_no_demonstration_is_left_alone(tmp_path: Path) -> None:
    url = make_tables(f"sqlite:///{tmp_path / 'theirs.sqlite'}")
    insert_rows(url, {"dossier": drawn("dossier", "code\nD1")})
    told = CliRunner().invoke(main, ["live", "--database", url])
    assert told.exit_code == 2
    assert "other data" in told.output
    register = Register(engines.reader(url), lambda: MORNING)
    assert register.run(select(func.count()).select_from(dossier)) == [(1,)]


@pytest.mark.parametrize("told", ["2", "yes"])
def test_a_wish_that_cannot_be_read_stops_the_start(told: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "app:wsgi()"]
    own = f"sqlite:///{tmp_path / 'own.sqlite'}"
    asked = os.environ | {"DEMO_LIVE": told, "DASHBOARD_DATABASE_URL": own}
    answer = subprocess.run(
        command, cwd=ROOT, env=asked, capture_output=True, text=True, timeout=30, check=False
    )
    assert answer.returncode != 0
    assert f"DEMO_LIVE={told}: write 1 or 0" in answer.stderr
    assert "Traceback" not in answer.stderr
