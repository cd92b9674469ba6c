"""The wall on the real server in a real browser: measured, not only looked at."""

from collections.abc import Iterator
from itertools import product

import pytest
from playwright.sync_api import Browser

from data_access.clock import office_clock
from tests.board import served, wait_for_tally
from tests.test_browser import chromium as chromium
from tests.walls import faults, register_of, shown, slides

pytestmark = pytest.mark.browser

PANELS = {"hd": (1920, 1080), "4k": (3840, 2160), "upright": (1080, 1920)}
LOOKS = list(product(("toi", "sang"), ("vi", "en")))


@pytest.fixture(scope="module", params=[5, 17, 140])
def address(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("walls")
    url = register_of(folder, request.param, office_clock())
    with served(url, folder) as base:
        wait_for_tally(folder)
        yield base


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize(("theme", "lang"), LOOKS)
def test_every_slide_fits_its_panel(
    chromium: Browser, address: str, panel: str, theme: str, lang: str
) -> None:
    page = shown(chromium, address, *PANELS[panel], f"xem-truoc=1&nen={theme}&lang={lang}")
    found = {name: told for name in slides(page) if (told := faults(page))}
    page.context.close()
    assert found == {}


@pytest.mark.parametrize(
    ("panel", "metres", "zoom"), [("hd", 5, 1.111), ("upright", 5, 1.111), ("hd", 7, 1.25)]
)
def test_from_farther_away_letters_grow_and_facts_are_fewer(
    chromium: Browser, address: str, panel: str, metres: int, zoom: float
) -> None:
    page = shown(chromium, address, *PANELS[panel], f"xem-truoc=1&met={metres}")
    found = {name: told for name in slides(page) if (told := faults(page, zoom))}
    page.context.close()
    assert found == {}
