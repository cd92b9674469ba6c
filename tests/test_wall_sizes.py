"""Slides of registers of every size, measured in Chromium: nothing over anything else, nothing cut.

What the server would send is drawn here from counts of 40 to 400,000, with decimals, and put into a
real screen: no register need be that large.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from playwright.sync_api import Browser, Page, Route
from plotly.io.json import to_json_plotly

from callbacks.wall import feed
from data_access.clock import office_clock
from layouts import wall
from layouts.still import formed
from layouts.wall.setting import Setting
from tests.board import ROOT, make_register, served
from tests.test_browser import chromium as chromium
from tests.wall import scene
from tests.walls import LONGEST, faults

pytestmark = pytest.mark.browser

PANELS = {"hd": (1920, 1080), "4k": (3840, 2160), "upright": (1080, 1920)}
# on time; on time as reported; online; paid online; digitised; satisfied
SHARES = {
    40: ("38/40", "37/40", "31/40", "17/40", "40/40", "12/12"),
    4_000: ("3873/4021", "3911/4009", "3391/4002", "1203/2117", "3998/4002", "601/633"),
    400_000: (
        "381279/398411", "399811/399921", "336904/399999", "119203/211701", "399998/399999",
        "60134/63301",
    ),
}  # fmt: skip
KEYS = ("on_time_honest", "on_time_official", "online", "online_payment", "digitised",
        "satisfaction")  # fmt: skip


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("sizes")
    with served(make_register(folder, office_clock()), folder) as address:
        yield address


@contextmanager
def spoken(lang: str) -> Iterator[None]:
    server = Flask(__name__)
    server.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "layouts" / "translations")
    Babel(server)
    with server.app_context(), force_locale(lang):
        yield


def drawn(lang: str, n: int, setting: Setting, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    shares = "\n".join(
        ["share | usual | last"]
        + [f"{key} | {usual} | {last}"
           for key, usual, last in zip(KEYS, (96, 97, 80, 55, 90, 95), SHARES[n], strict=True)]
    )  # fmt: skip
    usual = n // 40
    with spoken(lang):
        told = scene(
            overdue=n // 20,
            usually=usual,
            today={"received": n // 25, "resolved": n // 27, "due": n // 90},
            shares=shares,
            setting=setting,
        )
        return [
            {"name": f"{key}.{at}", "content": formed(page)[0]}
            for key in keys
            for at, page in enumerate(wall.BY_KEY[key].draw(told))
        ]


def answer(slides: list[dict[str, Any]], state: str = "shown") -> dict[str, Any]:
    now = datetime(2026, 11, 20, 10, 42).isoformat()
    return {
        "state": state, "build": feed.build_mark(), "now": now, "agency": LONGEST, "seconds": 300,
        "isPreview": True, "isPublic": False, "mark": "drawn", "asOf": now, "byChange": True,
        "age": 0, "expected": 60, "isStale": False, "isDemo": False, "isOpen": True,
        "opens": None, "closes": None, "slides": slides, "ghost": [],
    }  # fmt: skip


def shown(browser: Browser, base: str, panel: str, query: str, body: dict[str, Any]) -> Page:
    width, height = PANELS[panel]
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.emulate_media(reduced_motion="reduce")

    def fulfil(route: Route) -> None:
        route.fulfill(content_type="application/json", body=to_json_plotly(body))

    page.route("**/man-hinh/so-lieu*", fulfil)
    page.goto(f"{base}/man-hinh?xem-truoc=1&{query}")
    page.locator(".page.on").wait_for(timeout=60_000)
    page.evaluate("() => document.fonts.ready")
    page.wait_for_timeout(300)
    return page


def turned(page: Page) -> Iterator[str]:
    names: list[str] = page.locator(".page").evaluate_all("all => all.map(e => e.dataset.name)")
    for index, name in enumerate(names):
        page.evaluate("index => onestopWall.turn(index)", index)
        yield name


@pytest.mark.parametrize("n", SHARES)
@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("metres", [4, 5])
def test_shares_of_any_size_find_room(
    chromium: Browser, base: str, n: int, panel: str, metres: int
) -> None:
    found: dict[str, Any] = {}
    for lang in ("vi", "en"):
        zoom = 1.111 if metres == 5 else 1.0
        setting = Setting(tuple(wall.BY_KEY), metres=float(metres), is_portrait=panel == "upright")
        told = answer(drawn(lang, n, setting, ("hom-nay", "ty-le", "xu-huong")))
        page = shown(chromium, base, panel, f"lang={lang}&met={metres}", told)
        for name in turned(page):
            if trouble := faults(page, zoom):
                found[f"{lang} {name}"] = trouble
        page.context.close()
    assert found == {}, json.dumps(found, ensure_ascii=False, indent=1)
