"""What tests of the wall share: registers of as many places as wanted, and rulers."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page
from sqlalchemy import make_url

from data_access.contract.schema import agency, dossier, procedure
from data_access.demo.batch import Batch
from data_access.demo.store import whole
from scripts.situations.hung import ROOT, Hung
from tests.large import PROCEDURES, hash_of, of_agency, origin_of

HOME = "H99"
MORNING = "2026-11-20T10:42"  # a Friday; the registers of scripts/situations end then
LONGEST = "Trung tâm Phục vụ hành chính công phường Phan Rang – Tháp Chàm"  # an office's full name
# The longest that are in use, with every kind of mark; then shorter ones with a number.
NAMES = (
    "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân",
    "Chi nhánh Văn phòng đăng ký đất đai khu vực Nghĩa Hành",
    "Xã Nghĩa Trung Thượng Đức Phổ",
    "Phường Bảo Lộc – Blao Sê Rê Đăng",
    "Đặc khu Phú Quý",
    "Sở Nông nghiệp và Môi trường",
    "Xã Quế Phước Nông Sơn Trung Phước",
    "Xã Thượng Trạch",
    "Phường Đông Gia Nghĩa",
)
LONG_PROCEDURE = (
    "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất trong các trường "
    "hợp giải quyết tranh chấp, khiếu nại, tố cáo về đất đai"
)
WORSE_FROM = 4  # places in so many have much overdue


def register_of(folder: Path, places: int, now: datetime, of_each: int = 300) -> str:
    """A home agency with so many places below it, five years of dossiers in each."""
    url = f"sqlite:///{folder / f'places-{places}.sqlite'}"
    with whole(make_url(url)) as store:
        for batch in batches(places, now, of_each):
            store.write(batch)
    return url


def batches(places: int, now: datetime, of_each: int) -> Iterator[Batch]:
    origin, codes = origin_of(f"{now:%Y-%m-%d %H:%M:%S}"), [f"{HOME}.{n:03}" for n in range(places)]
    names = [NAMES[n % len(NAMES)] + (f" {n // len(NAMES)}" if n >= len(NAMES) else "")
             for n in range(places)]  # fmt: skip
    told: dict[str, Any] = {
        "agency_code": [HOME, *codes],
        "name": [LONGEST, *names],
        "level": "COMMUNE",
        "parent_code": [None, *([HOME] * places)],
        "active": True,
    }
    yield Batch(agency, told | origin, places + 1)
    numbers = range(PROCEDURES)
    told = {
        "procedure_code": [f"P{n:04}" for n in numbers],
        "name": [LONG_PROCEDURE if n % 3 else f"Thủ tục đăng ký khai sinh {n}" for n in numbers],
        "field_code": [f"F{n % 9}" for n in numbers],
        "field_name": [f"{NAMES[n % 9]}" for n in numbers],
        "service_level": "FULL",
        "result_is_document": True,
    }
    yield Batch(procedure, told | origin, PROCEDURES)
    for place, code in enumerate(codes):
        dice = np.random.default_rng(hash_of(code))
        for batch in of_agency(code, of_each, dice, now):
            yield late(batch, place) if batch.table is dossier else batch


def late(batch: Batch, place: int) -> Batch:
    """Some places have a heap of what was never finished: the last of their dossiers."""
    if place % WORSE_FROM:
        return batch
    columns = dict(batch.columns)
    for name in ("result_at", "returned_at", "withdrawn_at", "refused_at", "outcome"):
        if isinstance(columns.get(name), list):
            columns[name] = [*columns[name][:-14], *([None] * 14)]
    columns["status"] = [*columns["status"][:-14], *([2] * 14)]
    return Batch(batch.table, columns, batch.count)


# -- on the screen ---------------------------------------------------------------------------
def shown(browser: Browser, address: str, width: int, height: int, query: str) -> Page:
    """A screen that shows its first slide, without motion."""
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{address}/man-hinh?{query}")
    page.locator(".page.on").wait_for(timeout=60_000)
    page.evaluate("() => document.fonts.ready")
    return page


def slides(page: Page) -> Iterator[str]:
    """Turns to each slide and gives its name."""
    names: list[str] = page.locator(".page").evaluate_all("all => all.map(e => e.dataset.name)")
    for index, name in enumerate(names):
        page.evaluate("index => onestopWall.turn(index)", index)
        yield name


MEASURE = Path(__file__).with_name("measure.js").read_text(encoding="utf-8")


def faults(page: Page, zoom: float = 1.0) -> list[list[str]]:
    """What lies off the screen, is cut, too small, too faint, or over something else."""
    found: list[list[str]] = page.evaluate(MEASURE, zoom)
    return found


def hung_in(folder: Path, url: str, root: Path = ROOT) -> Hung:
    """A server on a Friday morning, its own database in a folder."""
    return Hung(url, folder / "own.sqlite", MORNING, root)
