"""Whole journeys in a real browser, on the real server."""

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright
from sqlalchemy import make_url

from data_access.clock import office_clock
from tests.board import ROOT, make_register, served
from tests.conftest import missing

pytestmark = pytest.mark.browser

PATIENCE_MS = 20_000  # for a busy machine: a test asks whether, the bench how soon
expect.set_options(timeout=PATIENCE_MS)
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
PAGES = [
    "/",
    "/?don-vi=H99.145",
    "/?giai-thich=dung-han-thuc",
    "/don-vi",
    "/linh-vuc",
    "/thu-tuc?don-vi=H99.118",
    "/ho-so?chi-so=dung-han-thuc&phan=con-lai",
    "/chi-so",
    "/mau-khong-co",
    "/?tu=2026-31-10&den=2026-11-01",
]


@pytest.fixture(scope="module")
def register_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    url = make_register(tmp_path_factory.mktemp("browser"), office_clock())
    return Path(make_url(url).database or "")


@pytest.fixture(scope="module")
def base(register_file: Path) -> Iterator[str]:
    if not (ROOT / "assets" / "vendor").exists():
        missing("no front-end files: make ready")
    with served(f"sqlite:///{register_file}", register_file.parent) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if path is None:
        missing("no browser: apt-get install chromium, or put a Chromium on the PATH")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


class Sheet:
    """A page that remembers everything that went wrong with it."""

    def __init__(self, browser: Browser, base: str, **settings: Any) -> None:
        settings.setdefault("viewport", {"width": 1366, "height": 768})
        self.context = browser.new_context(bypass_csp=True, **settings)  # for axe alone
        self.page: Page = self.context.new_page()
        self.base, self.troubles = base, list[str]()
        home = urlsplit(base).netloc
        self.page.on("console", lambda m: self.note(f"console: {m.text}", m.type == "error"))
        self.page.on("pageerror", lambda error: self.note(f"page error: {error}"))
        self.page.on(
            "request",
            lambda r: self.note(f"other host: {r.url}", urlsplit(r.url).netloc not in (home, "")),
        )
        self.page.on("response", lambda r: self.note(f"{r.status}: {r.url}", r.status >= 400))

    def note(self, trouble: str, is_one: bool = True) -> None:
        if is_one:
            self.troubles.append(trouble)

    def go(self, address: str) -> Page:
        self.page.goto(self.base + address)
        expect(self.page.locator("#page h1")).to_be_visible(timeout=PATIENCE_MS)
        return self.page

    def close(self) -> None:
        self.context.close()
        assert self.troubles == []


@pytest.fixture
def sheet(chromium: Browser, base: str) -> Iterator[Sheet]:
    sheet = Sheet(chromium, base)
    yield sheet
    sheet.close()


# -- every page -------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_loads_clean_and_can_be_used_by_everybody(
    sheet: Sheet, address: str, lang: str
) -> None:
    page = sheet.go(address + ("&" if "?" in address else "?") + f"lang={lang}")
    page.wait_for_timeout(300)
    assert page.locator("html").get_attribute("lang") == lang
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    grave = [
        (each["id"], [node["html"][:160] for node in each["nodes"][:3]])
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]
    assert grave == []


@pytest.mark.parametrize("address", PAGES)
def test_a_page_fits_a_phone(chromium: Browser, base: str, address: str) -> None:
    sheet = Sheet(chromium, base, viewport={"width": 390, "height": 844})
    page = sheet.go(address)
    page.wait_for_timeout(300)
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0
    sheet.close()


def test_dark_is_as_readable_as_light(chromium: Browser, base: str) -> None:
    sheet = Sheet(chromium, base, color_scheme="dark")
    page = sheet.go("/")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run({runOnly: ['color-contrast']})")
    assert found["violations"] == []
    sheet.close()


def test_the_policy_lets_no_foreign_script_in(base: str, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    answer = page.goto(base)
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-eval" not in policy
    problems: list[str] = []
    page.on("console", lambda m: problems.append(m.text) if "Security Policy" in m.text else None)
    page.goto(f"{base}/ho-so")
    expect(page.locator(".ag-row").first).to_be_visible()
    assert problems == []
    context.close()


# -- three people, three clicks ---------------------------------------------------------------


def test_who_is_late_since_when_which_dossiers_in_three_clicks(sheet: Sheet) -> None:
    page = sheet.go("/")
    value = page.locator(".figure__value").first
    overdue = re.sub(r"\D", "", value.inner_text())
    value.click()
    expect(page).to_have_url(re.compile("/ho-so.*chi-so=qua-han"))
    expect(page.locator("#grid-count")).to_contain_text(overdue)
    code = page.locator(".ag-row a").first
    shown = code.inner_text()
    code.click()
    expect(page).to_have_url(re.compile(f"/ho-so/{re.escape(shown)}"))
    expect(page.locator("#page")).to_contain_text(shown)
    page.go_back()
    expect(page.locator(".ag-row a").first).to_be_visible()
    page.go_back()
    expect(page.locator(".figure__value").first).to_have_text(re.compile(overdue))


def test_the_inspector_walks_down_the_tree(sheet: Sheet) -> None:
    page = sheet.go("/don-vi")
    name = page.locator("table tbody th a").nth(3)
    agency = name.inner_text()
    name.click()
    expect(page.locator(".scope")).to_contain_text(agency)
    page.reload()
    expect(page.locator(".scope")).to_contain_text(agency)


def test_a_filter_becomes_the_address_and_back_takes_it_away(sheet: Sheet) -> None:
    page = sheet.go("/")
    page.locator(".scope__word").first.click()
    panel = page.locator("#filters")
    expect(panel).to_be_visible()
    panel.locator("input[type=text]").first.fill("ha")
    panel.locator("label:visible", has_text=re.compile("Xã|Phường")).first.click()
    page.locator("#filter-done").click()
    expect(page).to_have_url(re.compile("don-vi="))
    asked = page.url
    page.go_back()
    expect(page).not_to_have_url(asked)
    page.go_forward()
    expect(page).to_have_url(asked)


def test_a_day_that_is_none_is_told_where_it_was_typed(sheet: Sheet) -> None:
    page = sheet.go("/")
    page.locator(".scope__word").nth(1).click()
    page.locator("#filter-from").fill("31/02/2026")
    page.locator("#filter-done").click()
    expect(page.locator("#filter-problem")).to_contain_text("31/02/2026")


def test_names_are_found_without_their_marks(sheet: Sheet) -> None:
    page = sheet.go("/ho-so?ky=nam")
    expect(page.locator(".ag-row").first).to_be_visible()
    before = page.locator("#grid-count").inner_text()
    page.locator("#grid-search").fill("khai sinh")
    expect(page.locator("#grid-count")).not_to_have_text(before)
    expect(page.locator(".ag-row").first).to_contain_text(re.compile("khai sinh", re.I))


def test_what_a_figure_means_opens_beside_it_and_escape_closes_it(sheet: Sheet) -> None:
    page = sheet.go("/")
    page.locator(".explain").nth(1).click()
    expect(page.locator(".panel")).to_be_visible()
    expect(page).to_have_url(re.compile("giai-thich="))
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_have_count(0)


def test_the_theme_stays_chosen(sheet: Sheet) -> None:
    page = sheet.go("/")
    before = page.locator("html").get_attribute("data-theme")
    page.locator("[data-act=theme]").click()
    page.reload()
    expect(page.locator("#page h1")).to_be_visible()
    assert page.locator("html").get_attribute("data-theme") != before


def test_a_page_prints_whole(sheet: Sheet) -> None:
    page = sheet.go("/don-vi")
    page.emulate_media(media="print")
    rows = page.locator("table tbody tr").count()
    assert rows > 40
    assert page.locator("table tbody tr >> visible=true").count() == rows
    assert len(page.pdf()) > 20_000


def test_files_hold_the_whole_selection(sheet: Sheet) -> None:
    page = sheet.go("/ho-so?ky=nam")
    expect(page.locator(".ag-row").first).to_be_visible()
    expect(page.locator("#grid-count")).to_contain_text(re.compile(r"\d"))
    total = int(re.sub(r"\D", "", page.locator("#grid-count").inner_text()))
    answer = sheet.context.request.get(f"{sheet.base}/tai-ve/ho-so.csv?ky=nam")
    lines = answer.body().decode("utf-8-sig").splitlines()
    assert sum(line.startswith(("H99", '"H99')) for line in lines) == total


# -- when things go wrong ---------------------------------------------------------------------


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
