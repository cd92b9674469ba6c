"""A screen that nobody tends: what breaks is told at once, and mended by itself within 15 s."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path
from time import monotonic

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import make_url

from scripts.situations.hung import Hung
from scripts.situations.prepared import SITUATIONS
from tests.board import ROOT
from tests.test_browser import chromium as chromium
from tests.walls import hung_in

pytestmark = pytest.mark.browser

SOON_MS = 15_000  # of the cause's end
TOLD_MS = 12_000
COPIED = (
    "callbacks", "layouts", "data_access", "web", "assets", "scripts", "app.py", "gunicorn.conf.py",
)  # fmt: skip
CALM = "M50 20a30 30 0 1 0 0 60a30 30 0 1 0 0-60z"  # the sign of data that is young
COLOURS = """() => new Set(
  [...document.querySelectorAll(".page.on .hero, .page.on .fig, .page.on .l")]
    .map((each) => getComputedStyle(each).color)).size"""
SHIFTED = """() => {
  const now = Date.now; window.shift = 0; Date.now = () => now() + window.shift;
}"""


@pytest.fixture
def register(tmp_path: Path) -> Path:
    url = SITUATIONS[0].make(tmp_path)
    return Path(make_url(url).database or "")


@pytest.fixture
def hung(register: Path, tmp_path: Path) -> Iterator[Hung]:
    server = hung_in(tmp_path, f"sqlite:///{register}")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def screen(chromium: Browser, hung: Hung) -> Iterator[Page]:
    page = opened(chromium, hung)
    is_fresh(page, 45_000)  # cold
    yield page
    page.context.close()


def opened(chromium: Browser, hung: Hung) -> Page:
    page = chromium.new_context(viewport={"width": 1920, "height": 1080}).new_page()
    page.add_init_script(f"({SHIFTED})()")
    page.goto(f"{hung.base}/man-hinh?xem-truoc=1&giay=300")
    return page


def is_fresh(page: Page, within: int = SOON_MS) -> None:
    """Figures on the screen, nothing amiss in the foot."""
    expect(page.locator(".page.on .hero, .page.on .brief").first).to_be_visible(timeout=within)
    expect(page.locator("#next")).to_have_text("Xem trước", timeout=within)
    expect(page.locator(".foot")).to_have_attribute("data-age", "ok", timeout=within)


def says(page: Page, words: str) -> None:
    expect(page.locator("#next")).to_contain_text(words, timeout=TOLD_MS)


# -- each cause, and what it looks like ----------------------------------------------------------
Act = Callable[[Page, Hung, Path], object]
Fault = tuple[Act, Act, str]


def away(register: Path) -> Path:
    return register.with_suffix(".away")


FAULTS: dict[str, Fault] = {
    "server": (lambda p, h, r: h.stop(), lambda p, h, r: h.start(), "Mất kết nối từ"),
    "register": (
        lambda p, h, r: r.rename(away(r)),
        lambda p, h, r: away(r).rename(r),
        "Nguồn chưa trả lời",
    ),
    "network": (
        lambda p, h, r: p.context.set_offline(True),
        lambda p, h, r: p.context.set_offline(False),
        "Mất kết nối từ",
    ),
}


@pytest.mark.parametrize("cause", FAULTS)
def test_what_breaks_under_a_screen_is_told_and_mended(
    screen: Page, hung: Hung, register: Path, cause: str
) -> None:
    begins, ends, words = FAULTS[cause]
    figure = screen.locator(".page.on .hero").text_content()
    begins(screen, hung, register)
    says(screen, words)
    assert screen.locator(".page.on .hero").text_content() == figure  # young still: it stays
    ends(screen, hung, register)
    is_fresh(screen)


@pytest.mark.parametrize("cause", FAULTS)
def test_what_is_known_to_be_lost_is_amber_within_a_minute_on_every_slide(
    screen: Page, hung: Hung, register: Path, cause: str
) -> None:
    """However young the data was; and what may be old by now is neither bright nor judged."""
    begins, ends, words = FAULTS[cause]
    begins(screen, hung, register)
    says(screen, words)
    screen.evaluate("() => { window.shift = 35_000 }")
    expect(screen.locator(".foot")).to_have_attribute("data-age", "old", timeout=5_000)
    for index in range(screen.locator(".page").count()):
        screen.evaluate("index => onestopWall.turn(index)", index)
        assert screen.locator("#age-sign path").get_attribute("d") != CALM
        assert screen.evaluate(COLOURS) <= 1, "figures are of one quiet tone"
        says(screen, words)
    screen.evaluate("() => onestopWall.turn(0)")
    ends(screen, hung, register)
    is_fresh(screen)


@pytest.mark.parametrize(("first", "second"), list(permutations(FAULTS, 2)))
def test_two_at_once_end_in_either_order(
    screen: Page, hung: Hung, register: Path, first: str, second: str
) -> None:
    """Begun together, the one named first ends first."""
    for name in (first, second):
        FAULTS[name][0](screen, hung, register)
    screen.wait_for_timeout(5_000)
    FAULTS[first][1](screen, hung, register)
    screen.wait_for_timeout(5_000)
    says(screen, FAULTS[second][2])
    FAULTS[second][1](screen, hung, register)
    is_fresh(screen)


def test_a_screen_switched_on_while_the_register_is_away_waits_for_it(
    chromium: Browser, hung: Hung, register: Path
) -> None:
    register.rename(away(register))
    page = opened(chromium, hung)
    expect(page.locator("#notice h1")).to_contain_text("Đang kết nối", timeout=TOLD_MS)
    away(register).rename(register)
    is_fresh(page)
    page.context.close()


def test_a_screen_slept_and_wakes_with_the_right_hour(screen: Page) -> None:
    session = screen.context.new_cdp_session(screen)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    began = monotonic()
    while monotonic() - began < 6:
        pass  # the page does nothing meanwhile; neither must its driver
    session.send("Page.setWebLifecycleState", {"state": "active"})
    is_fresh(screen)
    behind = screen.evaluate(
        """async () => {
          const told = await (await fetch('/man-hinh/so-lieu' + location.search)).json();
          const clock = document.getElementById('clock').textContent;
          const [hour, minute] = clock.split(':').map(Number);
          const at = new Date(told.now + 'Z');
          return at.getUTCHours() * 60 + at.getUTCMinutes() - hour * 60 - minute;
        }"""
    )
    assert behind in (0, 1)


@pytest.mark.parametrize("hours", [-30, -1, 1, 30])
def test_the_panels_own_clock_may_jump(screen: Page, hours: int) -> None:
    """It may make data look older until the next answer, and never younger."""
    before = screen.evaluate("() => onestopWall.state().told.age")
    screen.evaluate("ms => { window.shift = ms }", hours * 3_600_000)
    screen.wait_for_timeout(1_100)
    is_fresh(screen)
    assert screen.evaluate("() => onestopWall.state().told.age") >= before
    expect(screen.locator("#day")).to_contain_text("20/11/2026")


@pytest.mark.parametrize(
    ("times", "state", "look"), [(0, "fresh", "ok"), (2.6, "old", "old"), (5, "dead", "dead")]
)
def test_age_goes_on_by_the_panels_clock_when_nobody_answers(
    screen: Page, hung: Hung, times: float, state: str, look: str
) -> None:
    hung.stop()
    says(screen, "Mất kết nối từ")
    expected = screen.evaluate("() => onestopWall.state().told.expected")
    assert 60 <= expected <= 3_600
    screen.evaluate("ms => { window.shift = ms }", times * expected * 1000)
    expect(screen.locator(".foot")).to_have_attribute("data-age", look, timeout=5_000)
    assert screen.evaluate("() => onestopWall.state().state") == state
    is_notice = look == "dead"
    expect(screen.locator("#notice")).to_be_visible(visible=is_notice)
    if is_notice:
        expect(screen.locator("#notice h1")).to_contain_text("Số cũ từ")
        assert screen.locator("#notice .fig").count() == 4
        assert not screen.locator(".page.on").is_visible()
    hung.start()
    is_fresh(screen)


def test_long_lost_no_figure_stays(screen: Page, hung: Hung) -> None:
    hung.stop()
    says(screen, "Mất kết nối từ")
    screen.evaluate("ms => { window.shift = ms }", 23 * 3_600_000)
    expect(screen.locator("#notice h1")).to_contain_text("Mất kết nối từ", timeout=5_000)
    assert screen.locator("#notice .fig").count() == 0
    hung.start()
    is_fresh(screen)


def test_a_new_version_is_loaded_by_itself(
    chromium: Browser, register: Path, tmp_path: Path
) -> None:
    root = tmp_path / "copy"
    root.mkdir()
    for name in COPIED:
        whole = ROOT / name
        if whole.is_dir():
            shutil.copytree(whole, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(whole, root / name)
    hung = hung_in(tmp_path, f"sqlite:///{register}", root)
    hung.start()
    page = opened(chromium, hung)
    is_fresh(page, 45_000)
    page.evaluate("() => { window.isOldPage = true }")
    hung.stop()
    style = root / "assets" / "wall" / "wall.css"
    style.write_text(style.read_text(encoding="utf-8") + "\n/* newer */\n", encoding="utf-8")
    hung.start()
    page.wait_for_function("() => !window.isOldPage", timeout=SOON_MS)
    is_fresh(page)
    page.context.close()
    hung.stop()


def test_a_register_that_is_locked_is_waited_for(screen: Page, register: Path) -> None:
    lock = sqlite3.connect(register, isolation_level=None)
    lock.execute("PRAGMA journal_mode = DELETE")
    lock.execute("BEGIN EXCLUSIVE")
    says(screen, "Nguồn chưa trả lời")
    lock.execute("ROLLBACK")
    lock.close()
    is_fresh(screen)
