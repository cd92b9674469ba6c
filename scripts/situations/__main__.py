"""Make the ten registers under var/situations/ and take their pictures into docs/wall/."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from callbacks.wall import cookie_of
from data_access import engines
from data_access.screens import Screens
from scripts.situations.hung import ROOT, Hung
from scripts.situations.palette import small
from scripts.situations.prepared import ADDRESS, LOST, SITUATIONS, Situation
from scripts.situations.town import WARD

FOLDER, PICTURES = ROOT / "var" / "situations", ROOT / "docs" / "wall"
SIZE: ViewportSize = {"width": 1920, "height": 1080}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_MS = 30_000
SETTLED_MS = 1_500  # its fonts are there, and its second has begun


@contextmanager
def served(situation: Situation) -> Iterator[str]:
    own = own_file(situation)
    hung = Hung(situation.make(FOLDER), own, f"{situation.moment:%Y-%m-%dT%H:%M}")
    hung.start()
    try:
        yield hung.base
    finally:
        hung.stop()


def own_file(situation: Situation) -> Path:
    return FOLDER / f"{situation.name}-own.sqlite"


def token(situation: Situation) -> str:
    """Of a screen that has been accepted: a preview would say that it is one."""
    own = engines.writer(f"sqlite:///{own_file(situation)}")
    screens = Screens(own, lambda: situation.moment)
    asked = screens.ask(WARD, f"/man-hinh?{ADDRESS}")
    screens.accept(asked.code)
    own.dispose()
    return asked.token


def take(browser: Browser, situation: Situation, blank: Page) -> None:
    with served(situation) as base:
        context = browser.new_context(viewport=SIZE, locale="vi-VN")
        cookie = {
            "name": cookie_of(WARD, is_public=False),
            "value": token(situation),
            "url": f"{base}/man-hinh",
        }
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(f"{base}/man-hinh?{ADDRESS}")
        until(page, "() => window.onestopWall?.state().told?.state === 'shown'")
        if situation.key != LOST:
            shoot(page, situation, blank)
            return
    until(page, "() => window.onestopWall.state().lostAt !== null")
    shoot(page, situation, blank)


def until(page: Page, says: str) -> None:
    page.wait_for_function(says, timeout=PATIENCE_MS)


def shoot(page: Page, situation: Situation, blank: Page) -> None:
    page.wait_for_timeout(SETTLED_MS)
    told = page.screenshot()
    page.context.close()
    (PICTURES / f"{situation.name}.png").write_bytes(small(told, blank))


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise SystemExit("no browser: apt-get install chromium, or put a Chromium on the PATH")
    wanted = sys.argv[1:]
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        blank = browser.new_page()
        for situation in SITUATIONS:
            if not wanted or situation.key in wanted:
                take(browser, situation, blank)
                sys.stdout.write(f"{situation.name}\n")
        browser.close()


if __name__ == "__main__":
    main()
