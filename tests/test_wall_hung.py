"""A screen as it hangs: let in by its code, in a real browser, through nights without a server."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from data_access import engines
from data_access.screens import Screens
from scripts.situations.hung import Hung
from tests.test_browser import chromium as chromium
from tests.test_wall_faults import SHIFTED
from tests.test_wall_faults import hung as hung
from tests.test_wall_faults import register as register
from tests.walls import MORNING

pytestmark = pytest.mark.browser

NOW = datetime.fromisoformat(MORNING)
FIGURE = ".page.on .hero"


@pytest.fixture
def screens(tmp_path: Path) -> Screens:
    own = engines.writer(f"sqlite:///{tmp_path / 'own.sqlite'}")
    return Screens(own, lambda: NOW + timedelta(minutes=1))


@pytest.fixture
def screen(chromium: Browser, hung: Hung, screens: Screens) -> Iterator[Page]:
    page = chromium.new_context(viewport={"width": 1920, "height": 1080}).new_page()
    page.add_init_script(f"({SHIFTED})()")
    page.goto(f"{hung.base}/man-hinh?giay=300")
    title = page.locator("#notice h1")
    expect(title).to_contain_text("Mã màn hình", timeout=45_000)
    screens.accept((title.text_content() or "").removeprefix("Mã màn hình "), "Hội trường")
    expect(page.locator(FIGURE)).to_be_visible(timeout=45_000)
    yield page
    page.context.close()


def later(page: Page, told: timedelta) -> None:
    page.evaluate("ms => { window.shift = ms }", told.total_seconds() * 1000)


def test_a_screen_is_let_in_by_its_code_and_out_by_its_number(
    screen: Page, screens: Screens
) -> None:
    [listed] = screens.listed()
    assert (listed.name, listed.is_accepted) == ("Hội trường", True)
    screens.revoke(listed.number)
    expect(screen.locator("#notice h1")).to_contain_text("Mã màn hình", timeout=12_000)
    expect(screen.locator(FIGURE)).not_to_be_visible()


def test_a_night_without_the_server_is_a_night_and_the_next_day_is_no_night(
    screen: Page, hung: Hung
) -> None:
    """It was Friday morning: the office is closed until Monday, and open on Monday at nine."""
    hung.stop()
    expect(screen.locator("#next")).to_contain_text("Mất kết nối từ 10:4", timeout=12_000)
    later(screen, timedelta(hours=8))
    expect(screen.locator("#notice h1")).to_have_text("Hết giờ làm việc", timeout=5_000)
    assert screen.evaluate("() => document.documentElement.dataset.theme") == "night"
    later(screen, timedelta(days=2, hours=22, minutes=20))
    expect(screen.locator("#notice h1")).to_contain_text("Mất kết nối từ 10:4", timeout=5_000)
    expect(screen.locator(".foot")).to_have_attribute("data-age", "dead")
    assert screen.locator("#notice .fig").count() == 0
    expect(screen.locator(FIGURE)).not_to_be_visible()
    later(screen, timedelta())
    hung.start()
    expect(screen.locator(FIGURE)).to_be_visible(timeout=15_000)


def test_what_was_heard_is_never_younger_for_a_clock_that_goes_back(
    screen: Page, hung: Hung
) -> None:
    hung.stop()
    expect(screen.locator("#next")).to_contain_text("Mất kết nối", timeout=12_000)
    hour = screen.locator("#clock").text_content()
    later(screen, timedelta(hours=-5))
    screen.wait_for_timeout(1_200)
    assert (screen.locator("#clock").text_content() or "") >= (hour or "")
    later(screen, timedelta(hours=5))
    screen.wait_for_timeout(1_200)
    assert (screen.locator("#clock").text_content() or "").startswith("15:4")
