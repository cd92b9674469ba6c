"""When things go wrong, in a real browser on the real server: told soon, and mended by itself."""

import os
import re
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

import pytest
from playwright.sync_api import Browser, Request, expect
from sqlalchemy import create_engine, make_url, text

from data_access.clock import office_clock
from data_access.demo import build
from data_access.sessions import with_driver
from tests.board import SEED, make_register, served
from tests.conftest import fresh_database
from tests.test_browser import PATIENCE_MS, Sheet
from tests.test_browser import base as base
from tests.test_browser import chromium as chromium
from tests.test_browser import register_file as register_file
from tests.test_browser import sheet as sheet

pytestmark = pytest.mark.browser


def test_a_register_that_goes_away_is_told_and_comes_back_by_itself(
    chromium: Browser, tmp_path: Path
) -> None:
    file = Path(make_url(make_register(tmp_path, office_clock())).database or "")
    with served(f"sqlite:///{file}", tmp_path) as address:
        sheet = Sheet(chromium, address)
        page = sheet.go("/")
        expect(page.locator(".figure__value").first).to_be_visible()
        page.wait_for_timeout(1500)
        file.rename(file.with_suffix(".away"))
        expect(page.locator("#page h1")).to_contain_text("không đọc được", timeout=PATIENCE_MS)
        assert page.locator(".figure__value").count() == 0
        expect(page.locator(".masthead")).to_be_visible()
        file.with_suffix(".away").rename(file)
        expect(page.locator(".figure__value").first).to_be_visible(timeout=PATIENCE_MS)
        sheet.close()


def test_a_locked_register_is_told_and_comes_back(chromium: Browser, tmp_path: Path) -> None:
    file = Path(make_url(make_register(tmp_path, office_clock())).database or "")
    with sqlite3.connect(file) as quiet:  # before anybody reads: a write-ahead log locks no reader
        assert quiet.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
    quiet.close()
    with served(f"sqlite:///{file}", tmp_path) as address:
        sheet = Sheet(chromium, address)
        page = sheet.go("/")
        expect(page.locator(".figure__value").first).to_be_visible()
        lock = sqlite3.connect(file, isolation_level=None, timeout=PATIENCE_MS / 1000)
        lock.execute("BEGIN EXCLUSIVE")
        expect(page.locator("#page h1")).to_contain_text("không đọc được", timeout=PATIENCE_MS)
        lock.execute("ROLLBACK")
        lock.close()
        expect(page.locator(".figure__value").first).to_be_visible(timeout=PATIENCE_MS)
        sheet.close()


def test_a_change_in_the_register_reaches_an_open_page(chromium: Browser, tmp_path: Path) -> None:
    file = Path(make_url(make_register(tmp_path, office_clock())).database or "")
    with served(f"sqlite:///{file}", tmp_path) as address:
        sheet = Sheet(chromium, address)
        page = sheet.go("/")
        before = page.locator(".freshness b").inner_text()
        now = office_clock().isoformat(" ")
        with sqlite3.connect(file) as connection:
            connection.execute("UPDATE dossier SET source_updated_at = ? WHERE rowid = 7", (now,))
        expect(page.locator(".freshness b")).not_to_have_text(before, timeout=PATIENCE_MS)
        sheet.close()


def test_a_server_that_goes_away_is_told_and_comes_back(chromium: Browser, tmp_path: Path) -> None:
    url = make_register(tmp_path, office_clock())
    with served(url, tmp_path) as address:
        context = chromium.new_context()
        page = context.new_page()
        page.goto(address)
        expect(page.locator(".figure__value").first).to_be_visible()
        expect(page.locator(".only-lost")).not_to_be_visible()
        context.set_offline(True)
        expect(page.locator(".only-lost")).to_contain_text(re.compile(r"từ \d\d:\d\d"))
        context.set_offline(False)
        expect(page.locator(".only-lost")).not_to_be_visible()
        context.close()


def test_a_page_drawn_by_older_data_is_drawn_again(sheet: Sheet) -> None:
    """Workers look one by one: whoever drew the page may not have seen the change yet."""
    page = sheet.go("/")
    drawn: list[str] = []
    is_page: Callable[[Request], bool] = lambda r: "page.children" in (r.post_data or "")  # noqa: E731
    page.on("request", lambda r: drawn.append(r.url) if is_page(r) else None)
    page.wait_for_timeout(2500)
    assert drawn == []  # by the newest data: nothing is asked for again
    page.evaluate("dash_clientside.set_props('shown', {data: {felt: 'older', marks: []}})")
    page.wait_for_timeout(2500)
    assert len(drawn) == 1
    page.wait_for_timeout(2500)
    assert len(drawn) == 1


@pytest.fixture
def postgresql_register(postgresql: str) -> Iterator[str]:
    for url in fresh_database(postgresql):
        build.build(make_url(url), 500, office_clock(), SEED, with_offices=False)
        yield url


def test_a_postgresql_that_shuts_its_doors_is_told_and_comes_back(
    chromium: Browser, postgresql: str, postgresql_register: str, tmp_path: Path
) -> None:
    name = make_url(postgresql_register).database
    address = with_driver(make_url(postgresql))
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    with served(postgresql_register, tmp_path) as base, admin.connect() as connection:
        sheet = Sheet(chromium, base)
        page = sheet.go("/")
        expect(page.locator(".figure__value").first).to_be_visible()
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        gone = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
        connection.execute(text(gone), {"name": name})
        expect(page.locator("#page h1")).to_contain_text("không đọc được", timeout=PATIENCE_MS)
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
        expect(page.locator(".figure__value").first).to_be_visible(timeout=PATIENCE_MS)
        sheet.close()
    admin.dispose()


def test_who_follows_the_register_is_started_again_when_he_dies(tmp_path: Path) -> None:
    url = make_register(tmp_path, office_clock())
    with served(url, tmp_path):
        first = wait_for_pid("refresh", tmp_path, ())
        os.kill(first, signal.SIGKILL)
        assert wait_for_pid("refresh", tmp_path, (first,)) != first


def wait_for_pid(command: str, folder: Path, but: tuple[int, ...]) -> int:
    """Of a process of ours that keeps its own database in a folder."""
    until = monotonic() + 20
    while monotonic() < until:
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                told = (entry / "cmdline").read_bytes().split(b"\0")
                ours = str(folder).encode() in (entry / "environ").read_bytes()
                if command.encode() in told and ours and int(entry.name) not in but:
                    return int(entry.name)
        sleep(0.1)
    raise AssertionError(f"nobody runs {command}")
