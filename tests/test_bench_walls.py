"""make bench, the fourth part: two hundred wall screens, each on its own agency, and a writer."""

import gzip
import json
import statistics
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPConnection
from multiprocessing import get_context
from urllib.parse import urlsplit

import pytest

from tests.large import agencies
from tests.test_bench import said
from tests.test_bench_screens import SCREENS, worker_memory, write_on
from tests.test_bench_screens import place as place

pytestmark = pytest.mark.bench
EVERY_S, LASTS_S, PATIENCE_S = 1.5, 90, 120  # as assets/wall/wall.js asks


@dataclass
class Wall:
    base: str
    number: int
    until: float
    taken: list[float] = field(default_factory=list)  # ms
    seen: list[tuple[float, float]] = field(default_factory=list)  # (newest change told, heard at)
    errors: int = 0

    def ask(self, connection: HTTPConnection, mark: str) -> dict[str, str]:
        agency = agencies()[self.number]
        query = f"xem-truoc=1&don-vi={agency}&co={mark}"
        began = time.monotonic()
        connection.request("GET", f"/man-hinh/so-lieu?{query}", headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        body = answer.read()
        self.taken.append(1000 * (time.monotonic() - began))
        told = opened(body, answer.getheader("Content-Encoding"))
        self.errors += told.get("state") != "shown"
        return told

    def connection(self) -> HTTPConnection:
        at = urlsplit(self.base)
        return HTTPConnection(str(at.hostname), at.port, timeout=PATIENCE_S)

    def begin(self) -> None:
        """The first time of all: nothing of it is kept yet."""
        with closing(self.connection()) as connection:
            self.ask(connection, "")

    def watch(self) -> "Wall":
        time.sleep(EVERY_S * self.number / SCREENS)
        with closing(self.connection()) as connection:
            self._watch(connection)
        return self

    def _watch(self, connection: HTTPConnection) -> None:
        mark, known = "", ""
        while time.monotonic() < self.until:
            began = time.monotonic()
            told = self.ask(connection, mark)
            mark = told.get("mark", "")
            if told.get("asOf") != known:
                known = told.get("asOf") or ""
                self.seen.append((datetime.fromisoformat(known).timestamp(), time.time()))
            time.sleep(max(0.0, EVERY_S - (time.monotonic() - began)))


def opened(body: bytes, encoding: str | None) -> dict[str, str]:
    told: dict[str, str] = json.loads(gzip.decompress(body) if encoding == "gzip" else body)
    return told


def test_two_hundred_walls(place: tuple[str, str]) -> None:
    base, url = place
    apart = ProcessPoolExecutor(1, get_context("spawn"))  # or screens would wait for the writer
    with ThreadPoolExecutor(SCREENS) as pool, apart as writer:
        began = time.monotonic()
        list(pool.map(Wall.begin, (Wall(base, number, 0) for number in range(SCREENS))))
        said(
            "200 walls: until each has been drawn once, all at once", time.monotonic() - began, "s"
        )
        until = time.monotonic() + LASTS_S
        commits = writer.submit(write_on, url, until)
        walls = [Wall(base, number, until) for number in range(SCREENS)]
        walls = [each.result() for each in [pool.submit(wall.watch) for wall in walls]]
        written = commits.result()
    taken = sorted(ms for wall in walls for ms in wall.taken[1:])
    late = [heard - at for at in written[:-2] for heard in [first_after(walls[0], at)] if heard]
    said("200 walls: answers a second", len(taken) / LASTS_S, "1/s")
    said("200 walls: an answer, median", statistics.median(taken), "ms")
    said("200 walls: an answer, p95", taken[int(len(taken) * 0.95)], "ms")
    said("200 walls: an answer, p99", taken[int(len(taken) * 0.99)], "ms")
    said("200 walls: commit to heard, median", statistics.median(late), "s")
    said("200 walls: commit to heard, worst", max(late), "s")
    said("200 walls: errors", sum(wall.errors for wall in walls), "")
    for kind, size in worker_memory(base):
        said(f"200 walls: memory of {kind}", size, "MB")


def first_after(wall: Wall, at: float) -> float:
    return min((heard for _, heard in wall.seen if heard > at), default=0.0)
