"""make bench: measures and prints; judges nothing."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import text

from app import Settings, create_app
from data_access import engines, keeping, rules
from data_access.clock import office_clock
from data_access.indicators.catalogue import INDICATORS
from data_access.periods import PeriodName, named
from data_access.reader import Reader
from data_access.register import Register
from data_access.scope import Scope
from data_access.tally.keeper import Keeper
from data_access.tally.store import Tally
from tests.board import ROOT, parted, served
from tests.test_browser import CHROMIUM_ARGUMENTS
from tests.test_served import question

pytestmark = pytest.mark.bench
DEMO = ROOT / "var" / "demo.sqlite"
RUNS, VISITS = 15, 7
PAGES = [
    "/",
    "/?don-vi=H99.118",
    "/?ky=nam",
    "/?linh-vuc=LV-HT",
    "/?thu-tuc=2.000815",
    "/?thu-tuc=2.000815&ky=nam",
    "/?kenh=truc-tuyen&ky=quy",
    "/don-vi",
    "/don-vi?ky=nam",
    "/linh-vuc",
    "/linh-vuc?ky=nam",
    "/linh-vuc?ky=nam&kenh=truc-tuyen",
    "/thu-tuc",
    "/thu-tuc?ky=nam",
    "/thu-tuc?don-vi=H99.118&ky=nam",
    "/ho-so?chi-so=dung-han-thuc&phan=con-lai",
    "/chi-so",
    "/?giai-thich=dung-han-thuc",
]
FIGURES: dict[str, str] = {}


def said(name: str, value: float, unit: str) -> None:
    FIGURES[name] = f"{value:.1f} {unit}"
    print(f"{name:60} {value:10.1f} {unit}")  # noqa: T201 - printing is what bench is for


def median_ms(work: Callable[[], object], runs: int = RUNS) -> float:
    work()
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1000


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tally of the demonstration database, as `refresh` builds it."""
    folder = tmp_path_factory.mktemp("bench")
    if not DEMO.exists():
        pytest.fail("no demonstration database: make demo")
    tally = engines.writer(f"sqlite:///{folder / 'own.sqlite'}")
    started = time.perf_counter()
    contract = engines.reader(f"sqlite:///{DEMO}")
    Keeper(contract, tally, rules.declared(), office_clock).look()
    said("tally: first build", time.perf_counter() - started, "s")
    tally.dispose()
    return folder


@pytest.fixture(scope="module")
def client(own: Path) -> FlaskClient:
    return client_on(own / "own.sqlite")


def client_on(own: Path, cache: str = "NullCache") -> FlaskClient:
    """The app as it is served, keeping nothing unless told so."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONESTOP_DATABASE_URL", f"sqlite:///{DEMO}")
        patch.setenv("DASHBOARD_DATABASE_URL", f"sqlite:///{own}")
        client: FlaskClient = create_app(Settings(cache=cache)).server.test_client()
    return client


def test_floors(client: FlaskClient) -> None:
    engine = engines.reader(f"sqlite:///{DEMO}")
    with engine.connect() as connection:
        said("floor: SELECT 1", median_ms(lambda: connection.execute(text("SELECT 1")).all()), "ms")
    said("floor: an answer without a page (/nhip)", median_ms(lambda: client.get("/nhip")), "ms")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_uncached(client: FlaskClient, address: str) -> None:
    path, search = parted(address)

    body = question(client, "page.children", [path, search, None], [None])
    said(f"page's callback, uncached: {address}", median_ms(lambda: answered(client, body)), "ms")


@pytest.mark.parametrize("address", ["/", "/don-vi", "/thu-tuc"])
def test_a_page_that_was_drawn_for_another(own: Path, address: str) -> None:
    client = client_on(own / "own.sqlite", keeping.FILES)
    body = question(client, "page.children", [*parted(address), None], [None])
    told = median_ms(lambda: answered(client, body), runs=50)
    said(f"page's callback, drawn before in the same minute: {address}", told, "ms")


def answered(client: FlaskClient, body: dict[str, Any]) -> None:
    assert client.post("/_dash-update-component", json=body).status_code == 200


@pytest.mark.parametrize("address", ["/", "/?don-vi=H99.118", "/don-vi", "/thu-tuc"])
def test_a_page_before_the_tally_is_counted(tmp_path: Path, address: str) -> None:
    client = client_on(tmp_path / "none.sqlite")
    body = question(client, "page.children", [*parted(address), None], [None])
    told = median_ms(lambda: answered(client, body), runs=3)
    said(f"page's callback, without a tally: {address}", told, "ms")


@pytest.mark.parametrize("search", ["?chi-so=qua-han&phan=tu&ky=hom-nay", "?ky=nam"])
def test_a_block_of_the_list(client: FlaskClient, search: str) -> None:
    block = {"startRow": 0, "endRow": 100, "sortModel": [{"colId": "due", "sort": "desc"}]}
    block["filterModel"] = {"procedure": {"filterType": "text", "type": "contains", "filter": "d"}}
    body = question(client, "grid.getRowsResponse", [block], [{"search": search}, ""])
    said(f"grid, 100 rows: {search}", median_ms(lambda: answered(client, body)), "ms")


def test_reads(own: Path) -> None:
    tally = Tally(engines.often_asked(f"sqlite:///{own / 'own.sqlite'}"))
    register = Register(engines.reader(f"sqlite:///{DEMO}"), office_clock, follower=tally)
    reader = Reader(register, rules.declared(), tally)
    scope = Scope(named(PeriodName.REPORT_MONTH, office_clock().date()), agency="H99")
    month = median_ms(lambda: reader.read(INDICATORS, scope))
    said("read(): every indicator, one month", month, "ms")


def visit(browser: Browser, base: str, address: str) -> tuple[float, float, float]:
    """(ms to the title, ms to the first chart, kB) of somebody who has never been here."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    weights: list[float] = []
    session.on("Network.loadingFinished", lambda e: weights.append(e["encodedDataLength"]))
    started = time.perf_counter()
    page.goto(base + address, wait_until="commit")
    page.locator("#page h1").wait_for()
    title = chart = (time.perf_counter() - started) * 1000
    if address == "/":
        page.locator(".js-plotly-plot .main-svg").first.wait_for()
        chart = (time.perf_counter() - started) * 1000
    if address == "/ho-so":
        page.locator(".ag-row").first.wait_for()
    page.wait_for_timeout(2500)  # until what is fetched after the page is there too
    context.close()
    return title, chart, sum(weights) / 1000


def test_browser(own: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.fail("no browser: apt-get install chromium")
    with served(f"sqlite:///{DEMO}", own) as base, sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        visit(browser, base, "/")  # the browser's own start is nobody's page
        for address in ("/", "/don-vi", "/ho-so", "/thu-tuc"):
            visits = [visit(browser, base, address) for _ in range(VISITS)]
            title, chart, weight = (statistics.median(each) for each in zip(*visits, strict=True))
            said(f"browser, nothing kept: title of {address}", title, "ms")
            if address == "/":
                said("browser, nothing kept: first chart", chart, "ms")
            said(f"browser, nothing kept: weight of {address}", weight, "kB")
        browser.close()


def test_starts(own: Path, tmp_path: Path) -> None:
    started = time.perf_counter()
    with served(f"sqlite:///{DEMO}", own):
        said("start until the first answer", time.perf_counter() - started, "s")
    command = [sys.executable, "-m", "data_access", "demo", "--database"]
    started = time.perf_counter()
    made = f"sqlite:///{tmp_path / 'demo.sqlite'}"
    subprocess.run([*command, made], check=True, cwd=ROOT, env=os.environ, capture_output=True)
    said("demonstration database, generation", time.perf_counter() - started, "s")
    said("processors", os.cpu_count() or 0, "")
    (ROOT / "var" / "bench.json").write_text(json.dumps(FIGURES, indent=1), encoding="utf-8")
