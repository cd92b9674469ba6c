"""Every page of the assembled application over every kind of scope: it answers, and with something.

The server is asked, not a browser: what Chromium would show is in the answer.
"""

import json
import logging
import re
from collections.abc import Iterator
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import Engine, make_url, text

from app import Settings, create_app
from data_access import engines, rules
from data_access.clock import ZONE
from data_access.demo import build
from data_access.tally.keeper import Keeper
from tests.board import DOSSIERS, SEED

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=ZONE)
PAGES = ("/", "/don-vi", "/linh-vuc", "/thu-tuc", "/ho-so")
ALONE = ("/chi-so", "/man-hinh/cai-dat", "/man-hinh/tinh-trang")  # ask nothing of a scope
PERIODS = {
    "default": {},
    "running": {"ky": "thang"},
    "past": {"tu": "2025-11-17", "den": "2025-11-23"},
    "before the merger": {"tu": "2025-01-01", "den": "2025-06-30"},
    "straddling the merger": {"ky": "nam-truoc"},
    "before every target": {"tu": "2020-12-15", "den": "2021-12-14"},
    "straddling today": {"ky": "nam"},
    "future": {"tu": "2027-02-01", "den": "2027-02-28"},
    "before any dossier": {"tu": "1999-01-01", "den": "1999-12-31"},
    "one day": {"ky": "hom-nay"},
}
AGENCIES = {
    "home": "H99",
    "department": "H99.01",
    "commune of the merger": "H99.118",
    "commune that was there before": "H99.145",
    "abolished district": "H99.21",
    "abolished commune": "H99.21.01",
    "nobody's": "UNKNOWN",
    "without a dossier": "H99.TRONG",
    "ended 2021": "CHI-LANG",
    "a top without dossiers of its own": "QUANG-NGAI",
    "a department of it": "QUANG-NGAI.SN",
    "a branch of it": "QUANG-NGAI.DD",
    "ended 2024": "BINH-SON",
    "a commune alone": "BA-VI",
    "a town": "HOAI-NHON",
    "a ward of it": "HOAI-NHON.01",
}
FILTERS = {
    "field": {"linh-vuc": "{field}"},
    "procedure": {"thu-tuc": "{procedure}"},
    "no field": {"linh-vuc": "khong-ro"},
    "no procedure": {"thu-tuc": "khong-ro"},
    "channel": {"kenh": "truc-tuyen"},
    "unknown channel": {"kenh": "khong-ro"},
    "two kinds": {"linh-vuc": "{field}", "kenh": "truc-tiep"},
    "due days": {"han-tu": "2026-11-01", "han-den": "2026-11-30"},
    "step": {"buoc": "Thẩm định"},
    "no step": {"buoc": "khong-ro"},
    "its own alone": {"rieng": "1"},
    "panel": {"giai-thich": "dung-han-thuc"},
    "panel of a count": {"giai-thich": "qua-han"},
    "whole table": {"het": "1"},
}
LISTS = {
    "numerator": {"chi-so": "qua-han"},
    "rest": {"chi-so": "dung-han-thuc", "phan": "con-lai"},
    "denominator": {"chi-so": "truc-tuyen", "phan": "mau"},
    "left out": {"chi-so": "truc-tuyen", "phan": "khong-tinh"},
    "left out for a reason": {"chi-so": "dung-han-thuc", "phan": "khong-tinh.tam-dung"},
    "payments": {"chi-so": "giao-dich-truc-tuyen"},
    "ballots": {"chi-so": "hai-long"},
    "paper": {"chi-so": "tiep-nhan", "in": "1"},
}
TROUBLES = (
    "Chúng tôi không đọc được", "Không đọc được", "Không có trang", "Không hiển thị được",
    "Hiện không đọc được", "We cannot read", "This page cannot",
)  # fmt: skip
NOTHING = re.compile(r"[–0]?\s*(hồ sơ|dossiers)?")
MOST_FILTERED = ("H99", "H99.118", "H99.21.01", "CHI-LANG", "H99.TRONG")
SCREENS = ("H99", "H99.118", "H99.01", "H99.21.01", "CHI-LANG", "QUANG-NGAI", "H99.TRONG")


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """In small, with all its offices, and an agency that has nothing."""
    folder: Path = tmp_path_factory.mktemp("crawl")
    url, own = (f"sqlite:///{folder / name}.sqlite" for name in ("register", "own"))
    with time_machine.travel(NOW, tick=False), pytest.MonkeyPatch.context() as patch:
        build.build(make_url(url), DOSSIERS, NOW.replace(tzinfo=None), SEED)
        writer = engines.writer(url)
        with writer.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO agency SELECT 'H99.TRONG', national_code, 'Xã Không Hồ Sơ', level,"
                    " parent_code, active, valid_from, valid_to, source_id, 'H99.TRONG',"
                    " source_updated_at, extracted_at FROM agency WHERE agency_code = 'H99.145'"
                )
            )
        writer.dispose()
        patch.setenv("ONESTOP_DATABASE_URL", url)
        patch.setenv("DASHBOARD_DATABASE_URL", own)
        engine, keeping = engines.reader(url), engines.writer(own)
        Keeper(engine, keeping, rules.declared(), lambda: NOW.replace(tzinfo=None)).look()
        yield engine
        engine.dispose()
        keeping.dispose()


@pytest.fixture(scope="module")
def client(demonstration: Engine) -> FlaskClient:
    client: FlaskClient = create_app(Settings(cache="SimpleCache")).server.test_client()
    return client


@pytest.fixture(scope="module")
def examples(demonstration: Engine) -> dict[str, dict[str, str]]:
    """A field and a procedure of each agency's own; the province's where it has none."""
    asked = (
        "SELECT field_code, dossier.procedure_code FROM dossier JOIN procedure"
        " ON procedure.procedure_code = dossier.procedure_code"
        " WHERE field_code IS NOT NULL AND agency_code LIKE :below LIMIT 1"
    )
    with demonstration.connect() as connection:
        return {
            code: dict(zip(("field", "procedure"), row, strict=True))
            for code in AGENCIES.values()
            for below in (f"{code}%", "H99%")
            if (row := connection.execute(text(asked), {"below": below}).first())
        }


class Crawl:
    """Asks for page after page, and gathers what is wrong with any."""

    def __init__(self, client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
        self.client, self._caplog = client, caplog
        (self._callback,) = (
            each
            for each in client.get("/_dash-dependencies").get_json()
            if "page.children" in each["output"]
        )
        self.wrong: list[str] = []

    def page(self, path: str, **query: str) -> None:
        address = f"{path}?{urlencode(query)}"
        self._caplog.clear()
        answer = self.client.post("/_dash-update-component", json=self._question(path, query))
        faults = [each.message for each in self._caplog.records if each.levelno >= logging.ERROR]
        if answer.status_code != 200 or faults:
            self.wrong.append(f"{address}: {answer.status_code} {faults}")
            return
        page = json.loads(answer.get_data(as_text=True))["response"]["page"]["children"]
        told = [*parts(page)]
        titles = [words(each) for kind, each in told if kind == "H1"]
        if len(titles) != 1 or not titles[0].strip() or titles[0].startswith(TROUBLES):
            self.wrong.append(f"{address}: titles {titles}")
        self.wrong += [f"{address}: {fault}" for fault in silent_tables(page)]

    def plain(self, address: str, status: int = 200) -> None:
        self._caplog.clear()
        answer = self.client.get(address)
        body = answer.get_data()
        faults = [each.message for each in self._caplog.records if each.levelno >= logging.ERROR]
        if answer.status_code != status or not body or faults:
            self.wrong.append(f"{address}: {answer.status_code} {body[:80]!r} {faults}")

    def _question(self, path: str, query: dict[str, str]) -> dict[str, Any]:
        told = self._callback
        outputs = [
            dict(zip(("id", "property"), name.rsplit(".", 1), strict=True))
            for name in told["output"].strip(".").split("...")
        ]
        values = [path, f"?{urlencode(query)}" if query else "", None]
        return {
            "output": told["output"],
            "outputs": outputs,
            "inputs": [dict(e, value=v) for e, v in zip(told["inputs"], values, strict=True)],
            "state": [dict(each, value=None) for each in told["state"]],
            "changedPropIds": ["url.pathname"],
        }


# -- what is in an answer ------------------------------------------------------------------------
def parts(told: Any) -> Iterator[tuple[str, Any]]:
    """(element, itself) of everything drawn, as plain data or as components."""
    if isinstance(told, dict):
        props = told.get("props", {})
        yield str(told.get("type", "")).upper(), told
        yield from parts(props.get("content"))
        yield from parts(props.get("children"))
    elif isinstance(told, list) and told and isinstance(told[0], str) and len(told) > 1:
        if told[1] == 0 or isinstance(told[1], dict):
            yield told[0].upper(), told
            told = told[2:]
        for each in told:
            yield from parts(each)
    elif isinstance(told, list):
        for each in told:
            yield from parts(each)


def words(told: Any) -> str:
    if isinstance(told, str):
        return told
    if isinstance(told, dict):
        props = told.get("props", {})
        return words(props.get("content")) + words(props.get("children"))
    if not isinstance(told, list) or not told:
        return "" if told is None or isinstance(told, list) else str(told)
    is_element = isinstance(told[0], str) and len(told) > 1 and isinstance(told[1], (dict, int))
    return " ".join(filter(None, map(words, told[2:] if is_element else told)))


def looks_of(told: Any) -> str:
    if isinstance(told, dict):
        return str(told.get("props", {}).get("className", ""))
    return str(told[1].get("className", "")) if isinstance(told[1], dict) else ""


def silent_tables(page: Any) -> list[str]:
    """A page whose every figure is a dash must offer where there is something to see."""
    told = [*parts(page)]
    values = [words(each).strip() for _, each in told if "figure__value" in looks_of(each).split()]
    cells = [words(each).strip() for kind, each in told if kind == "TD"]
    shown = values or cells
    if not shown or not all(map(NOTHING.fullmatch, shown)):
        return []
    notices = [each for _, each in told if "notice" in looks_of(each).split()]
    offered = [each for each in notices if any(kind == "A" for kind, _ in parts(each))]
    return [] if offered else ["nothing but dashes, and no way on"]


# -- the crawl -----------------------------------------------------------------------------------
@pytest.fixture
def crawl(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> Crawl:
    return Crawl(client, caplog)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_of_every_kind_of_agency_in_every_kind_of_period(
    crawl: Crawl, page: str
) -> None:
    for agency, period in product(AGENCIES.values(), PERIODS.values()):
        crawl.page(page, **{"don-vi": agency}, **period)
    assert crawl.wrong == []


@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_to_every_kind_of_filter(
    crawl: Crawl, examples: dict[str, dict[str, str]], page: str
) -> None:
    for agency, narrowed in product(MOST_FILTERED, FILTERS.values()):
        asked = {part: value.format(**examples[agency]) for part, value in narrowed.items()}
        crawl.page(page, **{"don-vi": agency, "ky": "nam"}, **asked)
    assert crawl.wrong == []


def test_every_kind_of_list_answers(crawl: Crawl) -> None:
    periods = (PERIODS["past"], PERIODS["running"], PERIODS["future"])
    for agency, asked, period in product(MOST_FILTERED, LISTS.values(), periods):
        crawl.page("/ho-so", **{"don-vi": agency}, **asked, **period)
    assert crawl.wrong == []


def test_one_dossier_of_every_agency_answers(crawl: Crawl, demonstration: Engine) -> None:
    asked = text("SELECT min(dossier_code) FROM dossier GROUP BY agency_code, outcome")
    with demonstration.connect() as connection:
        codes = [row[0] for row in connection.execute(asked)]
    for code in [*codes[:: max(1, len(codes) // 40)], "KHONG-CO"]:
        crawl.page(f"/ho-so/{code}")
    assert crawl.wrong == []


@pytest.mark.parametrize("page", ALONE)
def test_the_other_pages_answer(crawl: Crawl, page: str) -> None:
    crawl.page(page)
    crawl.page(page, lang="en")
    assert crawl.wrong == []


def test_every_page_answers_in_english(crawl: Crawl) -> None:
    for page, agency, period in product(PAGES, MOST_FILTERED, ("past", "future")):
        crawl.page(page, lang="en", **{"don-vi": agency}, **PERIODS[period])
    assert crawl.wrong == []


def test_every_file_can_be_taken_along(crawl: Crawl) -> None:
    for agency, (name, period) in product(MOST_FILTERED, PERIODS.items()):
        query = urlencode({"don-vi": agency, **period})
        crawl.plain(f"/tai-ve/so-lieu.csv?trang=don-vi&{query}")
        if name in ("past", "future"):
            crawl.plain(f"/tai-ve/so-lieu.xlsx?{query}")
            crawl.plain(f"/tai-ve/ho-so.csv?chi-so=tiep-nhan&{query}")
    assert crawl.wrong == []


def test_every_kind_of_place_can_hang_on_a_wall(crawl: Crawl) -> None:
    for agency, lang in product(SCREENS, ("vi", "en")):
        query = urlencode({"don-vi": agency, "lang": lang})
        crawl.plain(f"/man-hinh?{query}")
        told = crawl.client.get(f"/man-hinh/so-lieu?xem-truoc=1&{query}").get_json()
        slides = told.get("slides") if told.get("state") == "shown" else None
        if not slides:
            crawl.wrong.append(f"{query}: {str(told)[:200]}")
    assert crawl.wrong == []
