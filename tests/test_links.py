"""Every number on every page opens exactly the dossiers it counts."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from callbacks.addresses import view_of
from callbacks.doors import Doors
from callbacks.navigation import regions
from data_access.indicators.catalogue import INDICATORS
from data_access.indicators.definition import Display, Kind
from data_access.indicators.reading import Dimension
from data_access.indicators.rounding import percent
from data_access.indicators.selection import Part, Selection
from data_access.listing import Window
from data_access.periods import PeriodName, named
from data_access.scope import Scope
from tests.board import doors_on, links, make_register, parted, text, walk

NOW = datetime(2026, 11, 20, 9, 30)
NUMBER = re.compile(r"(?:^|\s)(\d{1,3}(?:\.\d{3})*)$")  # what the words of a link end in
UNITS = ("hồ sơ", "phiếu", "giao dịch", "kiến nghị")


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    folder: Path = tmp_path_factory.mktemp("board")
    yield doors_on(make_register(folder, NOW), folder, NOW)


@pytest.fixture(autouse=True, scope="module")
def vietnamese() -> Iterator[None]:
    server = Flask(__name__)
    server.config["BABEL_TRANSLATION_DIRECTORIES"] = str(
        Path(__file__).resolve().parent.parent / "layouts" / "translations"
    )
    Babel(server)
    with server.app_context(), force_locale("vi"):
        yield


PAGES = [
    "/",
    "/?ky=thang",
    "/?don-vi=H99.118",
    "/?don-vi=H99.145",
    "/?don-vi=H99.02&kenh=truc-tuyen",
    "/?tu=2025-05-15&den=2025-06-14",
    "/don-vi?don-vi=H99&tu=2025-01-01&den=2025-06-30",
    "/don-vi?don-vi=H99&tu=2025-01-01&den=2025-12-31",
    "/don-vi?don-vi=H99.21&tu=2025-01-01&den=2025-06-30",
    "/?don-vi=H99.101&tu=2025-01-01&den=2025-06-30",
    "/linh-vuc?don-vi=H99.102&tu=2025-01-01&den=2025-12-31",
    "/don-vi?don-vi=H99&tu=2025-06-15&den=2025-07-14",
    "/?giai-thich=dung-han-thuc",
    "/?giai-thich=qua-han",
    "/don-vi",
    "/linh-vuc?kenh=truc-tuyen",
    "/thu-tuc?don-vi=H99.118&ky=quy",
    "/ho-so?chi-so=dung-han-thuc&phan=con-lai",
    "/ho-so?chi-so=dung-han-chinh-thuc&phan=mau",
    "/ho-so?chi-so=dung-han-thuc&phan=khong-tinh.rut-tra-lai",
]
SAMPLE = 120  # readings of a breakdown whose lists are counted


def numbers(address: str, doors: Doors) -> Iterator[tuple[str, int]]:
    """Every link of a page whose words are a whole number, with that number."""
    drawn = regions(*parted(address), doors)
    for href, words in links([drawn.page, drawn.panel]):
        told = words.replace("\N{NO-BREAK SPACE}", " ").strip()
        for unit in UNITS:
            told = told.removesuffix(unit).strip()
        number = NUMBER.search(told.split(" trên ")[0])  # "6 trên 7" opens the 6
        if href.startswith("/ho-so?") and number:
            yield href, int(number[1].replace(".", ""))


@pytest.mark.parametrize("address", PAGES)
def test_the_list_behind_a_number_is_as_long_as_it_says(address: str, doors: Doors) -> None:
    found = dict(numbers(address, doors))
    assert found, "no number on the page opens anything"
    wrong = {
        href: (said, true)
        for href, said in found.items()
        if said not in (true := may_say(href, doors))
    }
    assert wrong == {}


def may_say(href: str, doors: Doors) -> tuple[int, ...]:
    """How long the list is; a share may say its per cent, a quantile its days."""
    view = view_of(*parted(href), doors)
    assert view.selection is not None
    total = doors.lists.total(view.selection, view.scope, Window())
    indicator = view.selection.indicator
    if indicator.kind is Kind.QUANTILE:
        (reading,) = doors.read([indicator], view.scope)
        return (int(reading.days or 0),)
    if indicator.display is Display.SHARE and view.selection.part is Part.NUMERATOR:
        whole = doors.lists.total(Selection(indicator, Part.DENOMINATOR), view.scope, Window())
        return total, int(percent(total, whole))
    return (total,)


@pytest.mark.parametrize("by", [d for d in Dimension if d is not Dimension.DUE_DAY])
@pytest.mark.parametrize("name", [PeriodName.REPORT_MONTH, PeriodName.YEAR])
def test_every_indicator_counts_what_its_list_holds(
    doors: Doors, by: Dimension, name: PeriodName
) -> None:
    scope = Scope(named(name, NOW.date()), name, agency="H99")
    told = [
        each
        for each in doors.read(INDICATORS, scope, by)
        if each.numerator is not None and each.indicator.display is not Display.MONEY
    ]
    for reading in Random(7).sample(told, min(SAMPLE, len(told))):
        assert reading.numerator is not None
        halves = {Part.NUMERATOR: reading.numerator}
        if reading.denominator is not None and reading.rest is not None:
            halves |= {Part.DENOMINATOR: reading.denominator, Part.REST: reading.rest}
        for part, number in halves.items():
            selection = Selection(reading.indicator, part)
            assert doors.lists.total(selection, reading.scope, Window()) == number, (
                reading.indicator.key, reading.group, part,
            )  # fmt: skip
    assert told


@pytest.mark.parametrize("address", PAGES)
def test_a_number_in_a_table_is_a_link(address: str, doors: Doors) -> None:
    """Zero opens nothing; everything else that was counted can be looked into."""
    drawn = regions(*parted(address), doors)
    bare = [
        text(cell)
        for cell in walk([drawn.page, drawn.panel])
        if cell._type == "Td"
        and re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})*", text(cell).strip())
        and not [*links(cell)]
    ]
    assert bare == []


def test_quantiles_open_the_dossiers_they_are_taken_of(doors: Doors) -> None:
    scope = Scope(named(PeriodName.YEAR, NOW.date()), agency="H99")
    for indicator in (each for each in INDICATORS if each.kind is Kind.QUANTILE):
        (reading,) = doors.read([indicator], scope)
        assert doors.lists.total(Selection(indicator), scope, Window()) == reading.n
