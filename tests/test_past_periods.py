"""A period that is over tells how things stood at its end, in every place, and adds up."""

import csv
import re
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from callbacks.addresses import view_of
from callbacks.doors import Doors
from callbacks.downloads import list_file, readings_file
from callbacks.navigation import regions
from callbacks.rows import answered
from data_access import rows
from data_access.balance import CAME, WENT, WENT_AT_ALL
from data_access.indicators.catalogue import (
    INDICATORS,
    OVERDUE,
    PENDING,
    PENDING_IN_TIME,
)
from data_access.indicators.definition import Dating, Indicator
from data_access.indicators.reading import Dimension
from data_access.indicators.selection import Selection
from data_access.listing import KNOWN_NOW, Column, Order, Standing, Window, usual_order
from data_access.periods import Period
from data_access.reader import Reader
from data_access.rows import Rows
from data_access.scope import Scope
from layouts.language import _
from layouts.pages.breakdown import BROKEN_DOWN
from layouts.pages.breakdown.asking import EACH, Line, lines, whole_line
from layouts.pages.breakdown.balance import balance_line
from layouts.pages.overview import OVERVIEW
from layouts.pages.page import Answers, Page, View
from tests.board import doors_on, links, make_register, parted, text, walk
from tests.conftest import Given

NOW = datetime(2026, 11, 20, 9, 30)
LAST_YEAR = "tu=2025-11-17&den=2025-11-23"
ACROSS = "tu=2025-05-01&den=2025-08-31"  # the day agencies were merged
PAST = {
    LAST_YEAR: "23/11/2025",
    "ky=thang-bc": "14/11/2026",
    "ky=quy-truoc": "30/09/2026",
    ACROSS: "31/08/2025",
    "tu=2026-11-19&den=2026-11-19": "19/11/2026",
}
RUNNING = ("ky=thang-bc-nay", "ky=hom-nay", "ky=nam", "tu=2026-10-15&den=2026-11-20")
FUTURE = ("tu=2026-12-01&den=2026-12-31",)
EVERY = (*PAST, *RUNNING, *FUTURE)
WHOSE = (
    "don-vi=H99",
    "don-vi=H99.118",
    "don-vi=H99.02",
    "kenh=truc-tuyen",
    "don-vi=H99.118&rieng=1",
)
OF_A_COMMUNE = ("don-vi=H99.118", "don-vi=H99.118&rieng=1")  # of 1 July 2025


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    folder: Path = tmp_path_factory.mktemp("past")
    yield doors_on(make_register(folder, NOW), folder, NOW)


@pytest.fixture(autouse=True, scope="module")
def vietnamese() -> Iterator[None]:
    server = Flask(__name__)
    server.config["BABEL_TRANSLATION_DIRECTORIES"] = str(
        Path(__file__).resolve().parent.parent / "layouts" / "translations"
    )
    Babel(server)
    with server.test_request_context(), force_locale("vi"):
        yield


def page(address: str, doors: Doors) -> Any:
    return regions(*parted(address), doors).page


def plain(component: object) -> str:
    return " ".join(text(component).replace("\N{NO-BREAK SPACE}", " ").split())


def title(drawn: Any) -> str:
    return next(plain(each) for each in walk(drawn) if each._type == "H1")


def stock(doors: Doors, query: str, indicator: Any = OVERDUE) -> int:
    (reading,) = doors.read([indicator], view_of("/", f"?{query}", doors).scope)
    assert reading.numerator is not None
    return reading.numerator


def written(number: int) -> str:
    return f"{number:,}".replace(",", ".")


# -- the two sides are equal in every file and on every page --------------------------------------
def csv_file(query: str, doors: Doors) -> tuple[list[list[str]], list[dict[str, str]]]:
    """What stands above the table, and its lines by heading."""
    body = readings_file("csv", query, doors).get_data(as_text=True)
    rows = list(csv.reader(StringIO(body.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"))))
    at = rows.index([])
    head = rows[at + 1]
    return rows[:at], [dict(zip(head, row, strict=True)) for row in rows[at + 2 :]]


def sides(counts: dict[str, int | None]) -> tuple[int, int]:
    """`counts` by the name of an indicator, in Vietnamese."""
    came = sum(counts[name_of(each)] or 0 for each in CAME)
    return came, sum(counts[name_of(each)] or 0 for each in WENT)


def name_of(indicator: Indicator) -> str:
    return _(indicator.name)


@pytest.mark.parametrize("period", EVERY)
def test_what_came_in_is_somewhere_in_every_file(period: str, doors: Doors) -> None:
    for whose in WHOSE:
        for kind in ("don-vi", "linh-vuc", "thu-tuc"):
            head, told = csv_file(f"{whose}&{period}&trang={kind}", doors)
            by_group: dict[str, dict[str, int | None]] = {}
            for line in told:
                number = line["Tử số"]
                group = by_group.setdefault(line["Nhóm"], {})
                group[line["Chỉ số"]] = int(float(number)) if number else None
            whole, *rows = (came - went for came, went in map(sides, by_group.values()))
            assert sum(rows) == whole, (whose, kind)
            if period == ACROSS and any(rows):  # what one row handed over, another has
                assert any("sắp xếp lại" in cell for line in head for cell in line)
                assert not whole or whose in OF_A_COMMUNE
            else:
                assert not any(rows), (whose, kind)
            assert sides(next(iter(by_group.values())))[0] or whose != "don-vi=H99"


@pytest.mark.parametrize("period", EVERY)
@pytest.mark.parametrize("kind", BROKEN_DOWN, ids=lambda each: each.path)
def test_what_came_in_is_somewhere_in_every_row_of_a_page(
    period: str, kind: Any, doors: Doors
) -> None:
    view = view_of(kind.path, f"?don-vi=H99&{period}", doors)
    told = {
        name: doors.read(q.indicators, q.scope, q.by, q.periods)
        for name, q in kind.ask(view).items()
    }
    assert told[EACH]
    whole, *rows = (gap_of(line) for line in (whole_line(told), *lines(told)))
    assert (whole, sum(rows)) == (0, 0)
    if period != ACROSS or kind.by is not Dimension.AGENCY:  # else one's gap is another's
        assert not any(rows)


def gap_of(line: Line) -> int:
    went = (line.count(each) for each in WENT_AT_ALL if each.key in line.readings)
    return sum(map(line.count, CAME)) - sum(went)


@pytest.mark.parametrize("period", EVERY)
def test_a_page_writes_the_two_sides_out(period: str, doors: Doors) -> None:
    drawn = page(f"/don-vi?don-vi=H99&{period}", doors)
    (line,) = (
        plain(each)
        for each in walk(drawn)
        if "breakdown__balance" in (getattr(each, "className", "") or "")
    )
    came, _, went = line.partition(" = ")
    numbers = [
        sum(int(each.replace(".", "")) for each in re.findall(r"\d[\d.]*\d|\d", side))
        for side in (came, went)
    ]
    assert numbers[0] == numbers[1], line
    assert "chênh" not in line


# -- a past period is told as of its end ----------------------------------------------------------
@pytest.mark.parametrize("period", PAST)
def test_the_overview_tells_the_stock_of_the_last_day(period: str, doors: Doors) -> None:
    drawn, day = page(f"/?don-vi=H99&{period}", doors), PAST[period]
    number = stock(doors, f"don-vi=H99&{period}")
    assert title(drawn).startswith(f"{written(number)} hồ sơ quá hạn tính đến hết {day};")
    words = plain(drawn)
    assert f"Quá hạn đến hết {day}" in words
    pending = written(stock(doors, f"don-vi=H99&{period}", PENDING))
    assert f"Trong {pending} hồ sơ đang giải quyết, tính đến hết {day}" in words
    for now in ("Hiện nay", "Đang quá hạn", "Hiện không có", "đang quá hạn", "Bước đang giữ"):
        assert now not in words
    assert "Không nêu theo bước xử lý" in words
    assert "ky=thang-bc-nay" in {told: href for href, told in links(drawn)}["Xem hiện nay"]


@pytest.mark.parametrize("period", (*RUNNING, *FUTURE))
def test_a_period_that_runs_tells_what_stands_now(period: str, doors: Doors) -> None:
    drawn = page(f"/?don-vi=H99&{period}", doors)
    number = stock(doors, "don-vi=H99&ky=hom-nay")
    assert title(drawn).startswith(f"{written(number)} hồ sơ đang quá hạn")
    words = plain(drawn)
    assert "lúc 09:30, 20/11/2026" in words and "Đang quá hạn" in words
    assert "tính đến hết 20/11/2026" not in words
    assert "Xem hiện nay" not in words


def test_the_default_period_is_told_as_of_its_end_while_the_next_one_is_young(doors: Doors) -> None:
    assert title(page("/", doors)) == title(page("/?ky=thang-bc", doors))
    assert "tính đến hết 14/11/2026" in title(page("/", doors))


@pytest.mark.parametrize("path", ["/don-vi", "/linh-vuc", "/thu-tuc"])
def test_the_columns_of_a_breakdown_bear_their_day(path: str, doors: Doors) -> None:
    then = plain(page(f"{path}?don-vi=H99&{LAST_YEAR}", doors))
    now = plain(page(f"{path}?don-vi=H99&ky=thang-bc-nay", doors))
    assert "Tính đến hết 23/11/2025" in then and "Hiện nay" not in then.replace("Xem hiện nay", "")
    assert "“Hiện nay” là 09:30, 20/11/2026" in now and "đến hết 20/11" not in now


@pytest.mark.parametrize("period", EVERY)
def test_bands_and_days_add_up_to_the_stock_and_open_their_dossiers(
    period: str, doors: Doors
) -> None:
    """The three side tables are of the same day as the figure beside them."""
    drawn = page(f"/?don-vi=H99&{period}", doors)
    bands = {
        href: words
        for href, words in links(drawn)
        if "chi-so=qua-han" in href and ("han-tu" in href or "han-den" in href)
    }
    told = [int(words.replace(".", "")) for words in bands.values()]
    assert sum(told) == stock(doors, f"don-vi=H99&{period}")
    for href, number in zip(bands, told, strict=True):
        view = view_of(*parted(href), doors)
        assert doors.lists.total(Selection(OVERDUE), view.scope, Window()) == number


# -- lists ----------------------------------------------------------------------------------------
def test_a_list_of_a_past_stock_says_as_of_when_and_nothing_of_later(doors: Doors) -> None:
    drawn = page(f"/ho-so?don-vi=H99&{LAST_YEAR}&chi-so=qua-han", doors)
    number = written(stock(doors, f"don-vi=H99&{LAST_YEAR}"))
    assert title(drawn) == f"{number} hồ sơ chưa xong, quá ngày hẹn trả, tính đến hết 23/11/2025"
    words = plain(drawn)
    assert f"Quá hạn, tính đến hết 23/11/2025: {number}" in words
    assert "không có số liệu về bước xử lý của ngày đó" in words
    view = view_of("/ho-so", f"?don-vi=H99&{LAST_YEAR}&chi-so=qua-han", doors)
    found, _ = answered(view, Window(limit=200), doors)
    assert found["rowData"]
    for row in found["rowData"]:
        assert not set(row) & {column.value for column in KNOWN_NOW}
        assert row["standing"] == "Quá hạn"
        day = datetime.strptime(row["due"], "%d/%m/%Y").date()
        assert row["late"] == doors.around.calendar().between(day, date(2025, 11, 23))
    late = [row["late"] for row in found["rowData"]]
    assert late == sorted(late, reverse=True)


def test_a_list_of_what_stands_now_keeps_its_steps(doors: Doors) -> None:
    drawn = page("/ho-so?don-vi=H99&ky=thang-bc-nay&chi-so=qua-han", doors)
    assert title(drawn).endswith("lúc 09:30, 20/11/2026")
    view = view_of("/ho-so", "?don-vi=H99&ky=thang-bc-nay&chi-so=qua-han", doors)
    found, _ = answered(view, Window(limit=200), doors)
    assert any(row["step"] for row in found["rowData"])


def test_a_list_on_paper_leaves_out_what_is_not_known_of_then(doors: Doors) -> None:
    query = f"don-vi=H99&{LAST_YEAR}&chi-so=qua-han&in=1"
    drawn = page(f"/ho-so?{query}", doors)
    heads = [plain(each) for each in walk(drawn) if each._type == "Th"]
    assert "Hẹn trả" in heads and not {"Bước hiện tại", "Nơi đang giữ"} & set(heads)
    assert title(drawn).endswith("tính đến hết 23/11/2025")
    assert "Bước hiện tại" in plain(page(f"/ho-so?{query.replace(LAST_YEAR, 'ky=nam')}", doors))


def test_a_step_that_narrows_a_past_period_is_called_the_step_of_now(doors: Doors) -> None:
    def scope(period: str) -> str:
        return plain(regions(*parted(f"/ho-so?don-vi=H99&{period}&buoc=X"), doors).scope)

    assert "Bước hiện nay: X" in scope(LAST_YEAR)
    assert "Bước: X" in scope("ky=nam")


def test_a_file_of_a_list_says_as_of_when(doors: Doors) -> None:
    query = f"don-vi=H99&{LAST_YEAR}&chi-so=qua-han"
    body = list_file("csv", query, doors).get_data(as_text=True)
    rows = list(csv.reader(StringIO(body.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"))))
    assert ["Tính đến", "Tính đến hết 23/11/2025"] in rows
    head = rows[rows.index([]) + 1]
    assert not {"Kết thúc ngày", "Bước hiện tại", "Nơi đang giữ"} & set(head)
    assert len(rows) - rows.index([]) - 2 == stock(doors, f"don-vi=H99&{LAST_YEAR}")


# -- files of figures -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("period", "stock_as_of", "carried_as_of"),
    [
        (LAST_YEAR, "Tính đến hết 23/11/2025", "Tính đến hết 16/11/2025"),
        ("ky=thang-bc-nay", "Lúc 09:30, 20/11/2026", "Tính đến hết 14/11/2026"),
    ],
)
def test_each_row_of_a_file_says_as_of_when(
    period: str, stock_as_of: str, carried_as_of: str, doors: Doors
) -> None:
    _, told = csv_file(f"don-vi=H99&{period}", doors)
    dated = {name_of(each): each.dated_by for each in INDICATORS}
    expected = {Dating.PERIOD_END: stock_as_of, Dating.PERIOD_START: carried_as_of}
    for line in told:
        assert line["Tính đến"] == expected.get(dated[line["Chỉ số"]], "Lúc 09:30, 20/11/2026")
    whole = {line["Chỉ số"]: line["Tử số"] for line in told if line["Nhóm"] == "Toàn phạm vi"}
    assert int(whole["Quá hạn"]) == stock(doors, f"don-vi=H99&{period}")


def test_a_workbook_holds_what_the_csv_holds(doors: Doors) -> None:
    query = f"don-vi=H99&{LAST_YEAR}&trang=linh-vuc"
    book = openpyxl.load_workbook(
        BytesIO(readings_file("xlsx", query, doors).get_data()), data_only=True
    )
    sheet = book.worksheets[1]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    _, told = csv_file(query, doors)
    at = rows[0].index("Tử số")
    assert [row[at] for row in rows[1:]] == [
        float(line["Tử số"]) if line["Tử số"] else None for line in told
    ]
    assert [row[rows[0].index("Tính đến")] for row in rows[1:]] == [
        line["Tính đến"] for line in told
    ]


# -- the panel ------------------------------------------------------------------------------------
def test_the_panel_tells_the_day_of_the_page(doors: Doors) -> None:
    for period, then in (
        (LAST_YEAR, "Tính đến hết 23/11/2025."),
        ("ky=nam", "Lúc 09:30, 20/11/2026."),
    ):
        told = regions(*parted(f"/?don-vi=H99&{period}&giai-thich=qua-han"), doors).panel
        assert then in plain(told)
        assert written(stock(doors, f"don-vi=H99&{period}")) in plain(told)


# -- where a source cannot say what was paused ----------------------------------------------------
MARCH, TODAY = Period(date(2026, 3, 1), date(2026, 3, 20)), date(2026, 3, 31)
HEAD = "code | received | due | result | outcome"


def test_lines_of_a_past_stock_are_of_then(given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the 20th D1 had been late since the 10th, D2 stood still, D3 was in time."""
    reader = given(
        f"""{HEAD}
        D1 | 1 | 10 | 25 | RESULT
        D2 | 1 | 12 | 26 | RESULT
        D3 | 2 | 24 | 30 | RESULT
        D4 | 3 | 4  | 19 | RESULT
        D5 | 4 | 20 | 21 | WITHDRAWN
        D6 | 21 | 22 | |""",
        pause="code | started | ended\nD2 | 11 | 22",
    )

    def listed(indicator: Any, **window: Any) -> list[tuple[Any, ...]]:
        told = Rows(reader.register, reader.rules).rows(
            Selection(indicator), Scope(MARCH), Window(**window)
        )
        return [
            (each.code, each.standing, each.days_late, each.ended_at, each.step)
            for each in told.items
        ]

    order = usual_order(Selection(OVERDUE))
    assert listed(OVERDUE, sort=order) == [
        ("D1", Standing.OVERDUE, 8.0, None, None),
        ("D5", Standing.OVERDUE, 0.0, None, None),
    ]
    assert listed(PENDING_IN_TIME) == [("D3", Standing.PENDING, None, None, None)]
    by_end = (Order(Column.ENDED), Order(Column.STEP))  # of which then nobody knew
    assert [each[0] for each in listed(OVERDUE, sort=by_end)] == ["D1", "D5"]
    assert listed(OVERDUE, search="Signing") == []
    monkeypatch.setattr(rows, "EXACT", 0)  # the database puts a list in order that is too long
    assert [each[0] for each in listed(OVERDUE, sort=order)] == ["D1", "D5"]
    assert [each[0] for each in listed(OVERDUE, sort=by_end)] == ["D1", "D5"]


def test_where_no_source_tells_past_pauses_the_page_says_so(given: Given) -> None:
    reader = given(
        f"{HEAD}\nD1 | 1 | 10 | 25 | RESULT",
        agency="code | name\nA | Ward A",
        source_capability="source | table | column | capability\nS | pause | started_at | NO",
    )
    then, now = balance_of(reader, MARCH), balance_of(reader, Period(date(2026, 3, 1), TODAY))
    assert then == (
        "Chưa cộng được hai vế: nguồn dữ liệu không cho biết hồ sơ nào tạm dừng, "
        "tính đến hết 20/03/2026."
    )
    assert now.startswith("Kỳ trước chuyển qua 0 + tiếp nhận 1 = giải quyết xong 1 + ")

    drawn = OVERVIEW.draw(*asked_of(reader, OVERVIEW, MARCH))
    assert title(drawn).startswith("Không có dữ liệu về hồ sơ quá hạn")
    assert "Nguồn dữ liệu không cho biết hồ sơ nào tạm dừng, tính đến hết 20/03/2026" in plain(
        drawn
    )
    assert "Không có dữ liệu về hồ sơ tạm dừng khi đó" in plain(drawn)


def balance_of(reader: Reader, period: Period) -> str:
    view, told = asked_of(reader, BROKEN_DOWN[1].page, period)
    return plain(balance_line(whole_line(told), view))


def asked_of(reader: Reader, kind: Page, period: Period) -> tuple[View, Answers]:
    state, moment = reader.register.state(), reader.register.moment()
    scope = Scope(period, agency="A")
    view = View(kind.path, scope, moment, state.directory, state.calendar, reader.rules)
    asked = kind.ask(view).items()
    return view, {n: reader.read(q.indicators, q.scope, q.by, q.periods) for n, q in asked}
