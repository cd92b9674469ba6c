"""What was computed is kept, and computed once: by threads, by processes, and over a Redis."""

import logging
import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis

from app import Settings, create_app
from data_access import keeping, shared
from data_access.cache import Once
from data_access.single import Files
from tests.asking import ANSWER
from tests.board import ROOT, make_register
from tests.redis_server import RedisServer
from tests.test_served import asked

PROCESSES, THREADS = 4, 4


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    yield server
    server.stop()


@pytest.fixture(params=[keeping.FILES, "redis"])
def place(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Every kind of place that processes share: its kind and its address."""
    if request.param == keeping.FILES:
        return keeping.FILES, ""
    server: RedisServer = request.getfixturevalue("redis")
    return "", server.url


def asking(
    folder: Path, place: tuple[str, str], wait_s: float = 15, compute_s: float = 0.3
) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.asking", *place, str(wait_s), str(compute_s)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)


def wait_until(folder: Path, pattern: str, number: int = 1) -> None:
    for _ in range(1000):
        if len(list(folder.glob(pattern))) >= number:
            return
        time.sleep(0.02)
    raise AssertionError(f"{pattern} does not come")


def computed(folder: Path) -> int:
    return len((folder / "computed").read_text(encoding="utf-8").splitlines())


def test_a_cold_key_is_computed_once_by_all_processes(
    tmp_path: Path, place: tuple[str, str]
) -> None:
    workers = [asking(tmp_path, place) for _ in range(PROCESSES)]
    wait_until(tmp_path, "ready-*", PROCESSES)
    (tmp_path / "go").touch()
    answers = [int(worker.communicate(timeout=30)[0]) for worker in workers]
    assert answers == [THREADS] * PROCESSES
    assert computed(tmp_path) == 1


def test_a_process_killed_at_work_holds_nobody_up(tmp_path: Path, place: tuple[str, str]) -> None:
    (tmp_path / "go").touch()
    killed = asking(tmp_path, place, wait_s=2, compute_s=60)
    wait_until(tmp_path, "computed")
    killed.kill()
    killed.communicate()
    started = time.monotonic()
    assert asking(tmp_path, place).communicate(timeout=30)[0] == str(THREADS)
    assert time.monotonic() - started < 10
    assert computed(tmp_path) == 2


def test_nobody_waits_for_ever_for_one_that_hangs(tmp_path: Path, place: tuple[str, str]) -> None:
    (tmp_path / "go").touch()
    hangs = asking(tmp_path, place, compute_s=60)
    wait_until(tmp_path, "computed")
    try:
        waits = asking(tmp_path, place, wait_s=1)
        assert waits.communicate(timeout=30)[0] == str(THREADS)
        assert computed(tmp_path) > 1
    finally:
        hangs.kill()
        hangs.communicate()


def test_turns_that_cannot_be_had_do_not_stop_work(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with Files(tmp_path / "file").turn("00"):
        pass


def test_an_error_lets_the_next_one_try(tmp_path: Path) -> None:
    turns = Files(tmp_path, wait_s=5)
    started = time.monotonic()
    for _ in range(2):
        with pytest.raises(ValueError, match="no answer"), turns.turn("00"):
            raise ValueError("no answer")
    assert time.monotonic() - started < 1


def test_what_is_kept_is_for_nobody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    once = keeping.keeper(Flask(__name__), keeping.FILES, None)("asked", 50, 60)
    once("a question", lambda: ANSWER)
    for path in (tmp_path / "var" / "cache").rglob("*"):
        assert not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO), path


def test_files_stay_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    once = keeping.keeper(Flask(__name__), keeping.FILES, None)("asked", 50, 60)
    folder, there = tmp_path / "var" / "cache" / "asked", []
    for number in range(200):
        once(number, lambda: ANSWER)
        there.append(len(list(folder.iterdir())))
    assert max(there) < 60
    assert min(there[60:]) < 50  # several go at once: each look for what may go is a long one
    assert not any(computing(once, number) for number in range(165, 200))  # not the youngest


def test_what_is_out_of_date_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    once = keeping.keeper(Flask(__name__), keeping.FILES, None)("asked", 50, 60)
    folder = tmp_path / "var" / "cache" / "asked"
    for number in range(20):
        once(number, lambda: ANSWER)
    for path in folder.iterdir():
        os.utime(path, (time.time() - 61,) * 2)
    for number in range(100, 105):
        once(number, lambda: ANSWER)
    assert len(list(folder.iterdir())) <= 5


# -- a Redis -------------------------------------------------------------------------------------
def computing(once: Once, question: object) -> bool:
    """Whether the question had to be computed."""
    told: list[int] = []

    def compute() -> int:
        told.append(ANSWER)
        return ANSWER

    assert once(question, compute) == ANSWER
    return bool(told)


def test_a_redis_that_goes_away_is_done_without_and_used_again(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shared, "AWAY_S", 0.2)
    once = keeping.keeper(Flask(__name__), "", redis.url)("asked", 50, 60)
    assert [computing(once, "a question") for _ in range(3)] == [True, False, False]
    with caplog.at_level(logging.WARNING, "data_access.shared"):
        redis.stop()
        with ThreadPoolExecutor(8) as threads:
            assert all(threads.map(lambda n: computing(once, f"{n}"), range(40)))
        time.sleep(0.3)
        assert computing(once, "a question")
        assert len(caplog.records) == 1
        redis.start()
        time.sleep(0.3)
        assert [computing(once, "a question") for _ in range(3)] == [True, False, False]
        assert [record.message.split(":")[0] for record in caplog.records][1:] == [
            "the Redis of CACHE_URL answers again"
        ]


def test_a_redis_restarted_between_two_questions_is_not_missed(redis: RedisServer) -> None:
    once = keeping.keeper(Flask(__name__), "", redis.url)("asked", 50, 60)
    assert computing(once, "a question")
    redis.stop()
    redis.start()
    assert [computing(once, "a question") for _ in range(2)] == [True, False]


def test_a_redis_that_is_silent_keeps_nobody_waiting(redis: RedisServer) -> None:
    once = keeping.keeper(Flask(__name__), "", redis.url)("asked", 50, 60)
    redis.freeze()
    started = time.monotonic()
    assert all(computing(once, f"{number}") for number in range(20))
    assert time.monotonic() - started < 3


def test_every_key_in_a_redis_says_whose_it_is_and_ends(redis: RedisServer) -> None:
    once = keeping.keeper(Flask(__name__), "", redis.url)("asked", 50, 60)
    once("a question", lambda: ANSWER)
    with Redis.from_url(redis.url) as client:
        keys = client.keys("*")
        assert isinstance(keys, list)
        assert [key.startswith(b"onestop:") for key in keys] == [True]
        assert [0 < client.ttl(key) <= 60 for key in keys] == [True]


def test_pages_are_answered_whether_the_redis_is_there_or_not(
    redis: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime(2026, 11, 20, 9, 30)
    monkeypatch.setenv("ONESTOP_DATABASE_URL", make_register(tmp_path, now))
    monkeypatch.setenv("DASHBOARD_DATABASE_URL", f"sqlite:///{tmp_path / 'own.sqlite'}")
    client = create_app(Settings(cache_url=redis.url)).server.test_client()
    with Redis.from_url(redis.url) as kept:
        for is_there in (True, False):
            status, body = asked(client, "page.children", ["/linh-vuc", "", None], [None])
            assert (status, "unreachable" in body) == (200, False)
            if is_there:
                assert kept.keys("onestop:pages:*")
                assert kept.keys("onestop:readings:*")
                redis.stop()


@pytest.mark.parametrize(
    "told",
    [
        "localhost:6379",
        "http://:secret@host/0",
        "redis://",
        "redis://:secret@/0",
        "redis://:secret@host:port/0",
        "redis://:secret@host:6379/zero",
        "redis://:secret@host/0?db=1",
        "redis://:secret#1@host/0",
    ],
)
def test_an_address_of_no_redis_is_refused_without_its_password(
    told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CACHE_URL", told)
    with pytest.raises(SystemExit) as refused:
        Settings.from_environment()
    assert str(refused.value) == (
        "CACHE_URL: not the address of a Redis; write it as redis://user:password@host:6379/0, "
        "or rediss:// for an encrypted one"
    )


@pytest.mark.parametrize(
    "told", ["redis://host", "redis://:p%23s@host:6380/2", "rediss://me:p@[::1]:6379/", ""]
)
def test_an_address_of_a_redis_is_taken(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CACHE_URL", told)
    assert Settings.from_environment().cache_url == (told or None)


def test_the_server_refuses_a_wrong_address_once_and_does_not_start() -> None:
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"]
    told = subprocess.run(
        [*command, "--bind", "127.0.0.1:0", "app:wsgi()"],
        cwd=ROOT,
        env=os.environ | {"CACHE_URL": "http://:secret@host"},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert told.returncode != 0
    assert told.stderr.count("CACHE_URL") == 1
    assert "secret" not in told.stdout + told.stderr
