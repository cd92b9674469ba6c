"""Whole journeys in a real browser, on the real server."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from sqlalchemy import make_url

from data_access.clock import office_clock
from tests.board import ROOT, make_register, served, wait_for_tally
from tests.conftest import missing

pytestmark = pytest.mark.browser

PATIENCE_MS = 20_000  # for a busy machine: a test asks whether, the bench how soon
expect.set_options(timeout=PATIENCE_MS)
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
NOWHERE = "/mau-khong-co"
A_DOSSIER = "/ho-so/MA"  # the code of one that is overdue stands in
PAGES = [
    "/",
    "/?don-vi=H99.145",
    "/?giai-thich=dung-han-thuc",
    "/don-vi",
    "/linh-vuc",
    "/thu-tuc?don-vi=H99.118",
    "/ho-so?chi-so=dung-han-thuc&phan=con-lai",
    A_DOSSIER,
    "/chi-so",
    NOWHERE,
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
        wait_for_tally(register_file.parent)
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


@pytest.fixture(scope="module", params=PAGES)
def address(request: pytest.FixtureRequest, register_file: Path) -> str:
    told: str = request.param
    with sqlite3.connect(register_file) as register:
        late = "SELECT dossier_code FROM dossier WHERE outcome IS NULL AND due_at < ? LIMIT 1"
        (code,) = register.execute(late, (office_clock().isoformat(" "),)).fetchone()
    return told.replace("MA", code) if told == A_DOSSIER else told


def told_by(message: ConsoleMessage) -> str:
    return f"console: {message.text} {message.location.get('url', '')}"


class Sheet:
    """A page that remembers everything that went wrong with it."""

    def __init__(self, browser: Browser, base: str, **settings: Any) -> None:
        settings.setdefault("viewport", {"width": 1366, "height": 768})
        self.context = browser.new_context(bypass_csp=True, **settings)  # for axe alone
        self.page: Page = self.context.new_page()
        self.base, self.troubles = base, list[str]()
        home = urlsplit(base).netloc
        self.page.on("console", lambda m: self.note(told_by(m), m.type == "error"))
        self.page.on("pageerror", lambda error: self.note(f"page error: {error}"))
        self.page.on(
            "request",
            lambda r: self.note(f"other host: {r.url}", urlsplit(r.url).netloc not in (home, "")),
        )
        self.page.on("response", lambda r: self.note(f"{r.status}: {r.url}", r.status >= 400))

    def note(self, trouble: str, is_one: bool = True) -> None:
        """Where no page stands 404 is the answer, and the browser's console says so, too."""
        is_wanted = "404" in trouble and NOWHERE in trouble
        if is_one and not is_wanted:
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
def test_a_page_loads_clean_and_can_be_used_by_everybody(
    sheet: Sheet, address: str, lang: str
) -> None:
    page = sheet.go(address + ("&" if "?" in address else "?") + f"lang={lang}")
    page.wait_for_timeout(300)
    assert page.locator("html").get_attribute("lang") == lang
    assert grave(page) == []
    made_up = {"vi": "Số liệu minh họa", "en": "Made-up data"}[lang]
    expect(page.locator(".freshness__demo")).to_have_text(made_up)


@pytest.mark.parametrize("width", [390, 1920, 3840])
def test_a_page_fits_every_screen(chromium: Browser, base: str, address: str, width: int) -> None:
    sheet = Sheet(chromium, base, viewport={"width": width, "height": width * 9 // 16})
    page = sheet.go(address)
    page.wait_for_timeout(300)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
    sheet.close()


def test_dark_is_as_readable_as_light(chromium: Browser, base: str, address: str) -> None:
    sheet = Sheet(chromium, base, color_scheme="dark")
    page = sheet.go(address)
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert grave(page) == []
    sheet.close()


def grave(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds that keeps somebody out: serious and critical."""
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        (each["id"], [node["html"][:160] for node in each["nodes"][:3]])
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]


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


def test_enter_takes_the_match_and_enter_again_is_done(sheet: Sheet) -> None:
    page = sheet.go("/")
    page.locator(".scope__word").first.click()
    part = page.locator("[data-part-of=agency]")
    part.locator("input[type=text]").fill("phuong")
    match = part.locator("[data-match]").first
    name = match.locator("[data-name]").inner_text()
    page.keyboard.press("Enter")
    expect(match.locator("input")).to_be_checked()
    expect(part.locator("[data-found]")).to_have_text(name)
    expect(page.locator("#filter-address")).to_contain_text("don-vi=")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("don-vi="))
    expect(page.locator(".scope__word").first).to_contain_text(name)


def test_a_day_that_is_none_is_told_where_it_was_typed(sheet: Sheet) -> None:
    page = sheet.go("/")
    page.locator(".scope__word").nth(1).click()
    address = page.locator("#filter-address").inner_text()
    page.locator("#filter-from").fill("31/02/2026")
    page.keyboard.press("Tab")
    expect(page.locator("#filter-problem")).to_contain_text("31/02/2026")
    expect(page.locator("#filter-from")).to_have_attribute("aria-invalid", "true")
    page.locator("#filter-done").click()
    expect(page.locator("#filters")).to_be_visible()
    expect(page.locator("#filter-from")).to_be_focused()
    expect(page.locator("#filter-from")).to_have_value("31/02/2026")
    expect(page.locator("#filter-address")).to_have_text(address)
    assert "tu=" not in page.url
    page.locator("#filter-from").fill("01/02/2026")
    page.locator("#filter-done").click()
    expect(page).to_have_url(re.compile("tu=2026-02-01"))


def test_a_period_that_ends_before_it_begins_is_refused_and_kept(sheet: Sheet) -> None:
    page = sheet.go("/?tu=2026-10-01&den=2026-10-31")
    page.locator(".scope__word").nth(1).click()
    page.locator("#filter-from").fill("14/11/2026")
    page.locator("#filter-to").fill("01/10/2026")
    page.keyboard.press("Tab")
    expect(page.locator("#filter-to")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#filter-from")).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("#filter-problem")).to_contain_text("trước ngày đầu")
    expect(page.locator("#filter-address")).to_contain_text("tu=2026-10-01&den=2026-10-31")
    page.locator("#filter-done").click()
    expect(page.locator("#filters")).to_be_visible()
    expect(page.locator("#filter-to")).to_have_value("01/10/2026")
    assert "tu=2026-10-01" in page.url


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


def test_the_age_of_the_data_grows_by_the_clock_of_the_server(sheet: Sheet) -> None:
    sheet.page.clock.install(time=datetime(2020, 2, 29))  # a screen on the wall that lost its clock
    page = sheet.go("/linh-vuc")
    age = page.locator("[data-changed]")
    with page.expect_response("**/nhip"):
        page.clock.run_for(2_000)
    then = (office_clock() - timedelta(minutes=200)).isoformat()
    age.evaluate("(each, then) => { each.dataset.changed = then; }", then)
    for _ in range(3):  # the clock is seen once in 20 s
        page.clock.run_for(10_000)
    expect(age).to_have_text("3 giờ trước")


def test_the_filters_of_the_page_before_are_not_opened(sheet: Sheet) -> None:
    page = sheet.go("/")
    expect(page.locator("#filters")).to_have_count(1)
    page.locator(".overview__parts th a").first.click()
    expect(page).to_have_url(re.compile("don-vi="))
    page.locator(".scope__word").first.click()
    expect(page.locator("#filters")).to_be_visible()
    agency = re.search(r"don-vi=[\w.]+", page.url)
    assert agency is not None
    expect(page.locator("#filter-address")).to_contain_text(agency[0])
    page.wait_for_timeout(2500)
    expect(page.locator("#filters")).to_be_visible()


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


def test_a_very_long_address_is_refused_in_our_own_words(sheet: Sheet) -> None:
    page = sheet.go("/?don-vi=" + "x" * 5000)
    expect(page.locator("#page h1")).to_contain_text("Không đọc được phần")
