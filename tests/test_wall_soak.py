"""A screen that is never switched off: as many refreshes as in weeks, and nothing grows.

`make bench` goes through thirty days' worth (50,000); the tests through a few hundred.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import make_url

from scripts.situations.hung import Hung
from scripts.situations.prepared import SITUATIONS
from tests.test_bench import said
from tests.test_browser import chromium as chromium
from tests.test_wall_faults import is_fresh, opened
from tests.walls import MORNING, hung_in

LOOKS = 10  # at what has grown, after as many rounds
GROWTH = 0.05
EVERY_S = 1.5  # a dossier is handed in
ROUND = """async (count) => {
  const failed = [];
  for (let i = 0; i < count; i += 1) {
    await onestopWall.ask();
    if (i % 20 === 0) onestopWall.step(1);
    if (onestopWall.state().lostAt !== null) failed.push(`${i}: ${onestopWall.state().trouble}`);
  }
  return failed;
}"""
WANTED = ("JSHeapUsedSize", "Nodes", "JSEventListeners")
SLACK = {"JSHeapUsedSize": 400_000, "Nodes": 20, "JSEventListeners": 0, "server": 6_000_000}


@contextmanager
def changing(register: Path) -> Iterator[None]:
    """Somebody hands in a dossier, now and then, as long as the block lasts."""
    ends, began = threading.Event(), time.monotonic()

    def write() -> None:
        with sqlite3.connect(register, timeout=20) as connection:
            columns = [row[1] for row in connection.execute("PRAGMA table_info(dossier)")]
            row = dict(
                zip(columns, connection.execute("SELECT * FROM dossier").fetchone(), strict=True)
            )
            count = 0
            while not ends.wait(EVERY_S):
                count += 1
                now = datetime.fromisoformat(MORNING) + timedelta(seconds=time.monotonic() - began)
                told = row | {
                    "dossier_code": f"TH.1-SOAK-{count:06}",
                    "received_at": f"{now:%Y-%m-%d %H:%M:%S}.000000",
                    "source_updated_at": f"{now:%Y-%m-%d %H:%M:%S}.000000",
                    "due_at": f"{now:%Y-%m-%d} 17:00:00.000000",
                } | dict.fromkeys(("result_at", "returned_at", "outcome"))  # fmt: skip
                marks = ", ".join("?" * len(columns))
                connection.execute(f"INSERT INTO dossier VALUES ({marks})", list(told.values()))
                connection.commit()

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    try:
        yield
    finally:
        ends.set()
        writer.join()


def soaked(chromium: Browser, folder: Path, refreshes: int) -> list[dict[str, float]]:
    """What the screen and its server held at each look."""
    register = Path(make_url(SITUATIONS[0].make(folder)).database or "")
    hung = hung_in(folder, f"sqlite:///{register}")
    hung.start()
    page = opened(chromium, hung)
    is_fresh(page, 45_000)
    try:
        with changing(register):
            return [look(page, hung, refreshes // LOOKS) for _ in range(LOOKS)]
    finally:
        page.context.close()
        hung.stop()


def look(page: Page, hung: Hung, refreshes: int) -> dict[str, float]:
    assert page.evaluate(ROUND, refreshes) == []
    session = page.context.new_cdp_session(page)
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    told = {
        each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]
    }
    session.detach()
    return {name: told[name] for name in WANTED} | {"server": hung.memory()}


def grown(looks: list[dict[str, float]]) -> dict[str, tuple[float, float]]:
    """What is larger by more than a twentieth than it was once everything had been shown."""
    first, last = looks[len(looks) // 3], looks[-1]
    return {
        name: (first[name], last[name])
        for name in first
        if last[name] > first[name] * (1 + GROWTH) and last[name] - first[name] > SLACK[name]
    }


@pytest.mark.browser
def test_a_screen_holds_no_more_after_many_refreshes(chromium: Browser, tmp_path: Path) -> None:
    assert grown(soaked(chromium, tmp_path, 600)) == {}


@pytest.mark.bench
def test_a_screen_holds_no_more_after_thirty_days(chromium: Browser, tmp_path: Path) -> None:
    began = time.perf_counter()
    looks = soaked(chromium, tmp_path, 50_000)
    for name in looks[0]:
        said(f"wall soak, 50,000 refreshes: {name}, at a third", looks[len(looks) // 3][name], "")
        said(f"wall soak, 50,000 refreshes: {name}, at the end", looks[-1][name], "")
    said("wall soak: a refresh", (time.perf_counter() - began) / 50, "ms")
    assert grown(looks) == {}
