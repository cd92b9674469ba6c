"""What a site may count on when things are killed, damaged or asked too much."""

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from sqlalchemy import Engine

from callbacks.limit import Limit
from data_access import engines
from data_access.clock import office_clock
from data_access.commands.parent import SETTING, parent_id
from data_access.commands.refresh import look, mend
from data_access.rules import declared
from data_access.screens import Screens
from data_access.tally import damage
from data_access.tally.keeper import Keeper
from data_access.tally.store import Tally
from tests.board import ROOT, make_register, served, wait_for_tally
from tests.conftest import NOW, make_tables, put

PATIENCE_S = 40.0


def until(is_so: Callable[[], Any], what: str, patience_s: float = PATIENCE_S) -> None:
    end = time.monotonic() + patience_s
    while not is_so():
        assert time.monotonic() < end, what
        time.sleep(0.2)


def health(base: str) -> dict[str, Any]:
    try:
        with urlopen(f"{base}/suc-khoe", timeout=10) as answer:
            told: dict[str, Any] = json.load(answer)
    except HTTPError as error:
        told = json.load(error)
    return told


# -- a server that is killed ---------------------------------------------------------------------
def children(pid: int) -> list[int]:
    told = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(each) for each in told.stdout.split()]


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked up in /proc")
def test_a_master_that_is_killed_leaves_no_refresher_behind(tmp_path: Path) -> None:
    url = make_register(tmp_path, office_clock())
    environment = os.environ | {
        "ONESTOP_DATABASE_URL": url,
        "DASHBOARD_DATABASE_URL": f"sqlite:///{tmp_path / 'own.sqlite'}",
        "ONESTOP_CACHE": "SimpleCache",
        "CACHE_URL": "",
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"]
    command += ["--bind", "127.0.0.1:0", "--log-level", "error", "app:wsgi()"]
    master = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        until(lambda: len(children(master.pid)) >= 3, "two workers and a refresher")
        left = children(master.pid)
        master.send_signal(signal.SIGKILL)
        master.wait()
        until(lambda: not any(map(is_alive, left)), f"one of {left} goes on without its server")
    finally:
        master.kill()
        master.wait()


def test_who_started_us_is_told_by_a_server_and_else_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    assert parent_id() == os.getppid()
    monkeypatch.setenv(SETTING, "766")
    assert parent_id() == 766


# -- how it is -----------------------------------------------------------------------------------
def test_health_tells_of_register_tally_and_refresher(tmp_path: Path) -> None:
    url = make_register(tmp_path, office_clock())
    with served(url, tmp_path) as base:
        wait_for_tally(tmp_path)
        told = health(base)
        assert (told["register"], told["tally"]["state"], told["refresher"]["state"]) == ("ok",) * 3
        assert 0 <= told["refresher"]["age_s"] < 20
        assert 0 <= told["tally"]["age_s"] < PATIENCE_S
        (tmp_path / "register.sqlite").rename(tmp_path / "away.sqlite")
        until(lambda: health(base)["register"] == "unreachable", "the register is away")
        assert health(base)["tally"]["state"] == "ok"


# -- a damaged file ------------------------------------------------------------------------------
@contextmanager
def office(folder: Path) -> Iterator[tuple[Keeper, Engine, Path]]:
    """A small register with a tally and two accepted screens beside it."""
    url = make_tables(f"sqlite:///{folder / 'register.sqlite'}")
    put(url, {"agency": "code | name\nA | Ward A", "dossier": "code | agency\nD1 | A\nD2 | A"})
    file = folder / "own.sqlite"
    register, own = engines.reader(url), engines.writer(f"sqlite:///{file}")
    screens = Screens(own, lambda: NOW)
    for name in ("Hội trường", "Phòng họp"):
        screens.accept(screens.ask("A", "10.0.0.1").code, name)
    keeper = Keeper(register, own, declared(), lambda: NOW)
    keeper.look()
    yield keeper, own, file
    register.dispose()
    own.dispose()


def scribble(file: Path, first: int, last: int) -> None:
    """Overwrites pages, as a failing disk does."""
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with file.open("r+b") as disk:
        disk.seek(first)
        disk.write(os.urandom(last - first))


def page_of_counts(file: Path) -> tuple[int, int]:
    """Where a table of counts begins: nothing of the screens lies there."""
    with sqlite3.connect(file) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        asked = "SELECT max(rootpage) FROM sqlite_master WHERE name LIKE 'tally_node%'"
        (page,) = connection.execute(asked).fetchone()
    connection.close()
    return (page - 1) * size, page * size


@pytest.mark.parametrize("part", ["the header", "a table", "everything"])
def test_a_damaged_file_is_put_aside_and_made_anew(tmp_path: Path, part: str) -> None:
    with office(tmp_path) as (keeper, own, file):
        own.dispose()
        size = file.stat().st_size
        first, last = {
            "the header": (0, 64), "a table": page_of_counts(file), "everything": (0, size),
        }[part]  # fmt: skip
        scribble(file, first, last)
        assert not damage.is_sound(own)
        mend(own)
        (aside,) = tmp_path.glob("own.sqlite.damaged-*[0-9]")
        assert aside.stat().st_size == size
        assert damage.is_sound(own)
        names = [each.name for each in Screens(own, lambda: NOW).listed()]
        assert names in (["Hội trường", "Phòng họp"], ["Phòng họp", "Hội trường"], [])
        if part == "a table":
            assert len(names) == 2, "screens that could be read are kept"
        anew = Keeper(keeper.register.engine, own, declared(), lambda: NOW)
        assert look(anew) == "built"
        assert Tally(own).health() is not None
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_sound_file_stays(tmp_path: Path) -> None:
    with office(tmp_path) as (_keeper, own, file):
        mend(own)
        assert [each.name for each in tmp_path.glob("own.sqlite*damaged*")] == []
        assert file.exists()


def test_a_look_at_a_damaged_file_says_so(tmp_path: Path) -> None:
    with office(tmp_path) as (keeper, own, file):
        own.dispose()
        scribble(file, 0, file.stat().st_size)
        anew = Keeper(keeper.register.engine, own, declared(), lambda: NOW)
        look(anew)
        assert anew.is_damaged


# -- files ---------------------------------------------------------------------------------------
def test_databases_are_read_by_nobody_else(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        make_register(tmp_path, datetime(2026, 11, 20, 9, 30))
        engine = engines.writer(f"sqlite:///{tmp_path / 'own.sqlite'}")
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE x (y)")
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
        engine.dispose()
    finally:
        os.umask(old)
    assert modes and set(modes.values()) == {0o600}, modes


def test_a_client_makes_one_file_at_once_and_all_together_two() -> None:
    limit = Limit(most=2, each=1)
    first = limit.taken("a")
    assert first is not None
    assert limit.taken("a") is None
    second = limit.taken("b")
    assert second is not None
    assert limit.taken("c") is None
    first()
    first()  # given back once, however often it is said
    third = limit.taken("c")
    assert third is not None
    assert limit.taken("a") is None
    second()
    assert limit.taken("c") is None
    assert limit.taken("b") is not None
