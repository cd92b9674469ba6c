"""The form that sets a screen up: what is wrong stands beside its field, nothing is forgotten."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from data_access import engines
from data_access.clock import office_clock
from data_access.screens import Screens
from scripts.situations.hung import Hung
from scripts.situations.prepared import SITUATIONS
from tests.test_browser import chromium as chromium
from tests.walls import MORNING, hung_in

pytestmark = pytest.mark.browser

SETUP, STATUS = "/man-hinh/cai-dat", "/man-hinh/tinh-trang"


@pytest.fixture(scope="module")
def hung(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hung]:
    folder: Path = tmp_path_factory.mktemp("setup")
    server = hung_in(folder, SITUATIONS[0].make(folder))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1366, "height": 768})
    yield context.new_page()
    context.close()


def problem(page: Page, part: str) -> str:
    return page.locator(f'[data-problem="{part}"]').text_content() or ""


def address(page: Page) -> str:
    return page.locator('[data-says="address"]').text_content() or ""


def opened(page: Page, hung: Hung, part: str = "") -> Page:
    page.goto(f"{hung.base}{SETUP}{part}")
    expect(page.locator('[data-says="address"]')).not_to_be_empty(timeout=30_000)
    return page


def slides(page: Page) -> list[str]:
    told = page.locator('[name="trang"]:checked').evaluate_all("all => all.map((x) => x.value)")
    return [str(each) for each in told]


def test_all_that_is_wrong_is_told_beside_its_field(page: Page, hung: Hung) -> None:
    opened(page, hung)
    page.fill('[name="inch"]', "4")
    page.fill('[name="met"]', "")
    for box in page.locator('[name="trang"]').all():
        box.uncheck()
    expect(page.locator('[data-problem="trang"]')).to_contain_text("ít nhất một trang chiếu")
    assert problem(page, "inch").startswith("Hãy nhập một số trong khoảng ")
    assert problem(page, "met").startswith("Hãy nhập một số trong khoảng ")
    assert problem(page, "giay") == "" and address(page) == ""
    expect(page.locator('[data-act="copy-screen"]')).to_be_disabled()
    page.fill('[name="inch"]', "65")
    page.fill('[name="met"]', "4.5")
    page.locator('[name="trang"]').first.check()
    expect(page.locator('[data-says="address"]')).to_contain_text("trang=hom-nay&giay=")
    assert not any(problem(page, part) for part in ("trang", "inch", "met"))


def test_the_form_is_as_it_was_when_it_is_opened_again(page: Page, hung: Hung) -> None:
    opened(page, hung)
    page.fill('[name="giay"]', "50")
    page.fill('[name="met"]', "5.5")
    page.check('[name="nen"][value="sang"]')
    page.check('[name="public"]')
    page.locator('[name="trang"]').nth(2).uncheck()
    page.locator(".screen__slides li").nth(1).locator("[data-by='-1']").click()
    wanted = slides(page)
    assert wanted[:2] == ["o-dau", "hom-nay"] and len(wanted) == 6
    expect(page.locator('[data-says="address"]')).to_contain_text("trang=o-dau,hom-nay,")
    told = address(page)
    page.reload()
    expect(page.locator('[data-says="address"]')).to_have_text(told, timeout=30_000)
    assert slides(page) == wanted
    assert page.input_value('[name="met"]') == "5.5"


def test_a_screen_of_the_list_is_set_up_anew_from_there(page: Page, hung: Hung) -> None:
    screens = Screens(engines.brief_writer(hung.own_url), office_clock)
    asked = screens.ask("TH", "/man-hinh?don-vi=TH&trang=7,1&giay=40&inch=75&met=6")
    screens.accept(asked.code, "Sảnh")
    page.goto(f"{hung.base}{STATUS}")
    page.get_by_role("link", name="Sửa").first.click(timeout=30_000)
    expect(page.locator('[data-says="address"]')).to_contain_text("giay=40", timeout=30_000)
    assert slides(page) == ["ba-cau", "hom-nay"]
    assert page.input_value('[name="inch"]') == "75"


def test_an_agency_that_is_no_more_is_not_replaced_by_another(page: Page, hung: Hung) -> None:
    page.goto(f"{hung.base}{SETUP}#don-vi=GONE&public=1&ky=thang")
    expect(page.locator('[data-problem="don-vi"]')).to_contain_text("đơn vị", timeout=30_000)
    assert address(page) == ""
    page.select_option('[name="don-vi"]', "TH")
    expect(page.locator('[data-says="address"]')).to_contain_text("don-vi=TH&ky=thang&")
    assert address(page).endswith("&public=1")


def test_another_address_of_the_form_is_followed_while_it_is_open(page: Page, hung: Hung) -> None:
    opened(page, hung)
    page.evaluate("() => { location.hash = 'trang=3,1&giay=44' }")
    expect(page.locator('[data-says="address"]')).to_contain_text("giay=44")
    assert slides(page) == ["ty-le", "hom-nay"]


def test_without_an_answer_no_address_is_offered(page: Page, hung: Hung) -> None:
    opened(page, hung)
    page.context.set_offline(True)
    page.fill('[name="giay"]', "45")
    expect(page.locator('[data-problem="address"]')).to_contain_text("Máy chủ không trả lời")
    assert address(page) == ""


def test_a_screen_that_is_revoked_says_so(page: Page, hung: Hung) -> None:
    screens = Screens(engines.brief_writer(hung.own_url), lambda: datetime.fromisoformat(MORNING))
    page.goto(f"{hung.base}/man-hinh?don-vi=TH")
    title, text = page.locator("#notice h1"), page.locator("#notice p")
    expect(title).to_contain_text("Mã màn hình", timeout=30_000)
    expect(text).not_to_contain_text("thu hồi")
    code = "".join(each for each in title.text_content() or "" if each.isdecimal())
    number = screens.accept(code, "Sảnh").number
    expect(page.locator(".page.on .hero").first).to_be_visible(timeout=30_000)
    screens.revoke(number)
    expect(text).to_contain_text("đã bị thu hồi quyền", timeout=15_000)


def test_these_pages_have_nothing_to_filter(page: Page, hung: Hung) -> None:
    for path in (SETUP, STATUS):
        page.goto(f"{hung.base}{path}")
        expect(page.locator(".freshness")).to_be_visible(timeout=30_000)
        assert page.locator('[data-act="filters"]').count() == 0
