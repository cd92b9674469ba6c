"""make bench: measures and prints; judges nothing."""

import json
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from playwright.sync_api import sync_playwright
from plotly.io.json import to_json_plotly
from sqlalchemy import text

from callbacks.doors import Doors
from callbacks.navigation import regions
from data_access import engines, rules
from data_access.clock import office_clock
from data_access.courses import Courses
from data_access.indicators.catalogue import INDICATORS
from data_access.listing import Window
from data_access.periods import PeriodName, named
from data_access.reader import Reader
from data_access.register import Register
from data_access.rows import Rows
from data_access.scope import Scope
from data_access.tally.build import build
from data_access.tally.store import Tally
from tests.board import ROOT, Surroundings, parted, served
from tests.test_browser import CHROMIUM_ARGUMENTS

pytestmark = pytest.mark.bench
DEMO = ROOT / "var" / "demo.sqlite"
RUNS = 9
PAGES = [
    "/",
    "/?don-vi=H99.118",
    "/?ky=nam",
    "/?linh-vuc=LV-HT",
    "/?thu-tuc=2.000815",
    "/?kenh=truc-tuyen&ky=quy",
    "/don-vi",
    "/don-vi?ky=nam",
    "/linh-vuc",
    "/thu-tuc",
    "/thu-tuc?ky=nam",
    "/ho-so?chi-so=dung-han-thuc&phan=con-lai",
    "/chi-so",
    "/?giai-thich=dung-han-thuc",
]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def doors(own: Path) -> Doors:
    if not DEMO.exists():
        pytest.fail("no demonstration database: make demo")
    register = Register(engines.reader(f"sqlite:///{DEMO}"), office_clock)
    tally = engines.writer(f"sqlite:///{own / 'own.sqlite'}")
    started = time.perf_counter()
    build(register, rules.declared(), tally)
    said("tally: first build", time.perf_counter() - started, "s")
    reader = Reader(register, rules.declared(), Tally(tally))
    lists, dossiers = Rows(register, reader.rules), Courses(register, reader.rules)
    return Doors(reader.read, Surroundings(register), reader.rules, lists, dossiers)  # type: ignore[arg-type]


FIGURES: dict[str, str] = {}


def said(name: str, value: float, unit: str) -> None:
    FIGURES[name] = f"{value:.1f} {unit}"
    print(f"{name:60} {value:10.1f} {unit}")  # noqa: T201 - printing is what bench is for


def median_ms(work: Callable[[], object]) -> float:
    work()
    taken = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1000


def test_pages(doors: Doors) -> None:
    server = Flask(__name__)
    server.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "layouts" / "translations")
    Babel(server)
    engine = engines.reader(f"sqlite:///{DEMO}")
    with engine.connect() as connection:
        said("floor: SELECT 1", median_ms(lambda: connection.execute(text("SELECT 1")).all()), "ms")
    with server.app_context(), force_locale("vi"):
        for address in PAGES:
            path, search = parted(address)

            def drawn(path: str = path, search: str = search) -> int:
                told = regions(path, search, doors).regions()
                return sum(len(to_json_plotly(each)) for each in told)

            said(f"page, uncached: {address}", median_ms(drawn), "ms")


def test_reads(doors: Doors) -> None:
    scope = Scope(named(PeriodName.REPORT_MONTH, office_clock().date()), agency="H99")
    said("read: every indicator, one month", median_ms(lambda: doors.read(INDICATORS, scope)), "ms")


def test_lists(doors: Doors) -> None:
    from callbacks.addresses import view_of

    for address in ("/ho-so?chi-so=qua-han&ky=hom-nay", "/ho-so?ky=nam"):
        view = view_of(*parted(address), doors)
        assert view.selection is not None or address.endswith("nam")
        if view.selection is None:
            continue
        selection = view.selection
        block = median_ms(lambda s=selection, v=view: doors.lists.rows(s, v.scope, Window()))  # type: ignore[misc]
        said(f"grid block of 100: {address}", block, "ms")


def test_browser(own: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.fail("no browser: apt-get install chromium")
    with served(f"sqlite:///{DEMO}", own) as base, sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        for address in ("/", "/don-vi", "/ho-so"):
            page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
            session = page.context.new_cdp_session(page)
            session.send("Network.enable")
            weights: list[float] = []
            session.on(
                "Network.loadingFinished", lambda e, w=weights: w.append(e["encodedDataLength"])
            )
            started = time.perf_counter()
            page.goto(base + address)
            page.locator("#page h1").wait_for()
            said(f"browser: title of {address}", (time.perf_counter() - started) * 1000, "ms")
            if address == "/":
                page.locator(".js-plotly-plot .main-svg").first.wait_for()
                said("browser: first chart, cold", (time.perf_counter() - started) * 1000, "ms")
            page.wait_for_timeout(1500)
            said(f"browser: cold weight of {address}", sum(weights) / 1000, "kB")
        browser.close()
    (ROOT / "var" / "bench.json").write_text(json.dumps(FIGURES, indent=1), encoding="utf-8")
