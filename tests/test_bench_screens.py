"""make bench, the third part: two hundred screens and a writer, on the served app."""

import json
import os
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app import Settings, create_app
from data_access import engines
from data_access.clock import office_clock
from data_access.tally.store import Tally
from tests.board import parted, served
from tests.large import changes, fill
from tests.test_bench import said
from tests.test_bench_large import FOLDER, SIZES
from tests.test_served import question

pytestmark = pytest.mark.bench
SCREENS, EVERY_S, LASTS_S, WRITES_EVERY_S = 200, 10, 120, 4
PULSE_S = 1  # as assets/50-pulse.js asks
# What six components of a wall ask of one another's scopes.
DISTRICT = "?don-vi={0}"
SHOWN = (
    "/",
    "/don-vi",
    "/linh-vuc",
    *(f"{path}{DISTRICT}" for path in ("/", "/don-vi", "/linh-vuc")),
)
HEADERS = {"Content-Type": "application/json", "Accept-Encoding": "gzip"}


@dataclass
class Heard:
    """By one screen."""

    taken: list[float] = field(default_factory=list)  # ms of each callback
    sizes: list[int] = field(default_factory=list)
    seen: list[tuple[float, float]] = field(default_factory=list)  # the pulse beat; was drawn
    errors: int = 0


class Screen:
    def __init__(self, base: str, number: int, bodies: list[bytes], until: float) -> None:
        at = urlsplit(base)
        self.connection = HTTPConnection(str(at.hostname), at.port, timeout=30)
        self.number, self.bodies, self.until = number, bodies, until
        self.heard = Heard()

    def ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        self.connection.request(method, path, body, HEADERS if body else {})
        answer = self.connection.getresponse()
        told = answer.read()
        self.heard.errors += answer.status not in (200, 204)
        return told

    def draw(self, body: bytes) -> None:
        started = time.perf_counter()
        told = self.ask("POST", "/_dash-update-component", body)
        self.heard.taken.append((time.perf_counter() - started) * 1000)
        self.heard.sizes.append(len(told))

    def watch(self) -> Heard:
        with closing(self.connection):
            return self._watch()

    def _watch(self) -> Heard:
        time.sleep(PULSE_S * self.number / SCREENS)
        beat, draws_at = b"", time.monotonic() + EVERY_S * self.number / SCREENS
        while (now := time.monotonic()) < self.until:
            felt = self.ask("GET", "/nhip")
            if beat and felt != beat:
                seen = time.time()
                self.draw(self.bodies[0])
                self.heard.seen.append((seen, time.time()))
            beat = felt
            if now >= draws_at:
                draws_at += EVERY_S
                for body in self.bodies:
                    self.draw(body)
            time.sleep(max(0.0, PULSE_S - (time.monotonic() - now)))
        return self.heard


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The app on the largest register, its tally counted: (where it is served, the register)."""
    file, folder = FOLDER / f"{max(SIZES)}.sqlite", tmp_path_factory.mktemp("screens")
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        fill(f"sqlite:///{file}", max(SIZES), 1, office_clock() - timedelta(hours=1))
    url = f"sqlite:///{file}"
    changes(url, 20, int(time.time()), office_clock())  # a register of today
    with served(url, folder, ONESTOP_CACHE="FileSystemCache") as base:
        wait_for_tally(f"sqlite:///{folder / 'own.sqlite'}")
        yield base, url


def wait_for_tally(own: str) -> None:
    tally = Tally(engines.often_asked(own))
    for _ in range(600):
        if tally.followed():
            return
        time.sleep(1)
    pytest.fail("the register was not counted in ten minutes")


def bodies(url: str, folder: Path) -> list[bytes]:
    """What a browser sends, of the app as it is wired."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONESTOP_DATABASE_URL", url)
        patch.setenv("DASHBOARD_DATABASE_URL", f"sqlite:///{folder / 'none.sqlite'}")
        client = create_app(Settings(cache="NullCache")).server.test_client()
    shown = [each.format(f"H99.{n:02}") for n in range(20) for each in SHOWN]
    asked = [question(client, "page.children", [*parted(each), None], [None]) for each in shown]
    return [json.dumps(each).encode() for each in asked]


def test_two_hundred_screens(place: tuple[str, str], tmp_path: Path) -> None:
    base, url = place
    asked, until = bodies(url, tmp_path), time.monotonic() + LASTS_S
    with ThreadPoolExecutor(SCREENS + 1) as pool:
        commits = pool.submit(write_on, url, until)
        some = [asked[n % 20 * len(SHOWN) :][: len(SHOWN)] for n in range(SCREENS)]
        screens = [Screen(base, n, some[n], until) for n in range(SCREENS)]
        heard = [each.result() for each in [pool.submit(screen.watch) for screen in screens]]
        written = commits.result()
    tell(heard, written)
    for kind, size in worker_memory(base):
        said(f"200 screens: memory of {kind}", size, "MB")


def tell(heard: list[Heard], written: list[float]) -> None:
    taken = sorted(ms for each in heard for ms in each.taken)
    delays = sorted(delay for each in heard for delay in delays_of(each, written))
    said("200 screens: callbacks a second", len(taken) / LASTS_S, "1/s")
    said("200 screens: a callback, median", statistics.median(taken), "ms")
    said("200 screens: a callback, p95", taken[int(len(taken) * 0.95)], "ms")
    said("200 screens: bytes of a page", statistics.median(n for h in heard for n in h.sizes), "B")
    said("200 screens: commit to drawn, median", statistics.median(delays), "s")
    said("200 screens: commit to drawn, p99", delays[int(len(delays) * 0.99)], "s")
    said("200 screens: errors", sum(each.errors for each in heard), "")


def delays_of(heard: Heard, written: list[float]) -> Iterator[float]:
    """From each commit to the next change that was seen: no less than what it took."""
    for at in written[:-2]:
        drawn = [drawn for seen, drawn in heard.seen if seen > at]
        yield min(drawn) - at if drawn else float("inf")


def write_on(url: str, until: float) -> list[float]:
    found, turn = list[float](), int(time.time())
    time.sleep(EVERY_S)
    while time.monotonic() < until:
        changes(url, 20, turn + len(found), office_clock())
        found.append(time.time())
        time.sleep(WRITES_EVERY_S)
    return found


def test_requests_a_second(place: tuple[str, str], tmp_path: Path) -> None:
    base, url = place
    body = bodies(url, tmp_path)[0]
    for name, asks in (("empty answers", None), ("a page that is kept", body)):
        until = time.monotonic() + 5
        with ThreadPoolExecutor(8) as pool:
            told = sum(pool.map(lambda _, a=asks, u=until: count(base, a, u), range(8)))
        said(f"{name}, one after another by eight", told / 5, "1/s")


def count(base: str, body: bytes | None, until: float) -> int:
    screen, done = Screen(base, 0, [], until), 0
    method, path = ("POST", "/_dash-update-component") if body else ("GET", "/nhip")
    with closing(screen.connection):
        while time.monotonic() < until:
            screen.ask(method, path, body)
            done += 1
    return done


def worker_memory(base: str) -> Iterator[tuple[str, float]]:
    """Of every process that serves, and of the one that counts."""
    port = str(urlsplit(base).port)
    for folder in Path("/proc").iterdir():
        try:
            command = (folder / "cmdline").read_text().split("\0")
            status = (folder / "status").read_text()
        except OSError:
            continue
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        resident = next((int(x.split()[1]) for x in status.splitlines() if "VmRSS" in x), 0) / 1000
        if any(f":{port}" in each for each in command):
            yield f"gunicorn {folder.name}", resident
        elif "refresh" in command:
            yield "refresh", resident
