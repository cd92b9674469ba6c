"""An English page is English: of Vietnamese it holds names and numbers of papers, no sentence."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from dash.development.base_component import Component
from flask import Flask
from flask_babel import Babel, force_locale
from sqlalchemy import create_engine, select

from callbacks.addresses import view_of
from callbacks.doors import Doors
from callbacks.navigation import regions
from data_access.contract.schema import dossier, step
from data_access.indicators.catalogue import INDICATORS
from data_access.indicators.definition import Indicator
from layouts import frame, sitemap
from layouts.pages.page import View
from tests.board import doors_on, make_register

NOW = datetime(2026, 11, 20, 9, 30)
MARKED = re.compile(r"[^\W\d_]*[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ][^\W\d_]*")
CITED = re.compile(r"\d+(/\d{4})?/(QĐ|NQ|NĐ|TT)-\w+")
OURS = ("Tiếng Việt", "Một cửa")  # the way to the other language, and the name of the product
READ = ("children", "title", "placeholder", "label", "aria-label", "options")
PLACES = (*sitemap.BY_PATH, "/ho-so/khong-co", "/khong-co")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make_register(tmp_path_factory.mktemp("english"), NOW)


@pytest.fixture(scope="module")
def doors(url: str, tmp_path_factory: pytest.TempPathFactory) -> Doors:
    return doors_on(url, tmp_path_factory.mktemp("own"), NOW)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context(), force_locale("en"):
        yield


@pytest.fixture(scope="module")
def names(url: str, doors: Doors) -> list[str]:
    """What the register calls things, the longest first, so that none hides in another."""
    directory = doors.around.directory()
    told = [each.name for each in directory.agencies.values()]
    told += [each.name for each in directory.procedures.values()] + [*directory.fields.values()]
    columns = dossier.c.step_name, dossier.c.holder_unit, step.c.to_step, step.c.actor_unit
    engine = create_engine(url)
    with engine.connect() as connection:
        for column in columns:
            told += [row[0] for row in connection.execute(select(column).distinct()) if row[0]]
    engine.dispose()
    return sorted(set(told), key=len, reverse=True)


def read(drawn: object) -> Iterator[str]:
    """Every word a page shows, or says to whoever hears it."""
    if isinstance(drawn, str):
        yield drawn
    if isinstance(drawn, dict):
        for each in drawn.values():
            yield from read(each)
    if isinstance(drawn, (list, tuple)):
        for each in drawn:
            yield from read(each)
    if isinstance(drawn, Component):
        for name in READ:
            yield from read(getattr(drawn, name, None))


def vietnamese(drawn: object, names: list[str]) -> list[str]:
    found = []
    for words in read(drawn):
        left = CITED.sub("", words)
        for name in (*OURS, *names) if MARKED.search(left) else ():
            left = left.replace(name, "")
        if MARKED.search(left):
            found.append(words)
    return found


@pytest.mark.parametrize("path", PLACES)
def test_a_page_in_english_holds_no_vietnamese(path: str, doors: Doors, names: list[str]) -> None:
    drawn = regions(path, "?lang=en", doors)
    told = drawn.masthead, drawn.scope, drawn.page, drawn.panel, drawn.foot
    assert vietnamese(told, names) == []


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda each: each.slug)
def test_nor_does_a_panel(indicator: Indicator, doors: Doors, names: list[str]) -> None:
    drawn = regions("/chi-so", f"?giai-thich={indicator.slug}&lang=en", doors)
    assert vietnamese(drawn.panel, names) == []


def test_nor_do_the_filters_nor_a_refusal(doors: Doors, names: list[str]) -> None:
    view: View = view_of("/", "?lang=en", doors)
    assert vietnamese(frame.filters(view), names) == []
    refused = regions("/", "?tu=2026-31-10&lang=en", doors)
    assert vietnamese((refused.page, refused.scope), names) == []


def test_vietnamese_is_seen_where_it_is() -> None:
    assert vietnamese(["Default", ["Mặc định của phần mềm"]], []) == ["Mặc định của phần mềm"]
    assert vietnamese("Decision 942/QĐ-TTg", []) == []
    assert vietnamese("Ward Phường Đông Hải", ["Phường Đông Hải"]) == []
