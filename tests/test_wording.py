"""What the reader reads, in both languages."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from re import findall, search

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import Babel, force_locale
from hypothesis import given
from hypothesis import strategies as st

from data_access.directory import Agency, Directory, Procedure
from data_access.indicators.catalogue import (
    MEDIAN_DAYS,
    ON_TIME_HONEST,
    ONLINE_AMOUNT,
    ONLINE_PAYMENTS,
    OVERDUE,
    PETITIONS,
    SATISFACTION,
)
from data_access.indicators.definition import Better, Dating, Display, Indicator, Measure
from data_access.indicators.intervals import wilson
from data_access.indicators.reading import Absence, Reading, reading_of
from data_access.indicators.signals import Assurance, Judgement, Limits, Point, Rule, chart
from data_access.periods import Period, PeriodName, named
from data_access.scope import Channel, Scope
from layouts import wording

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 20)
PERIOD = Period(date(2026, 10, 15), date(2026, 11, 14))
SCOPE = Scope(PERIOD, agency="H1")


def spaced(words: str) -> str:
    """With plain spaces, to compare."""
    return words.replace("\N{NO-BREAK SPACE}", " ")


def catalogue() -> Catalog:
    """Every Vietnamese message there is, merged or still waiting to be."""
    whole = Catalog(locale="vi")
    for file in sorted((ROOT / "layouts/translations/vi").rglob("*.po*")):
        for message in read_po(BytesIO(file.read_bytes()), locale="vi"):
            if message.id and message.string:
                whole.add(message.id, message.string, flags=message.flags)
    return whole


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("translations")
    (folder / "vi/LC_MESSAGES").mkdir(parents=True)
    with (folder / "vi/LC_MESSAGES/messages.mo").open("wb") as file:
        write_mo(file, catalogue())
    app = Flask(__name__)
    Babel(app, default_translation_directories=str(folder))
    return app


@pytest.fixture
def vi(app: Flask) -> Iterator[None]:
    with app.test_request_context(), force_locale("vi"):
        yield


@pytest.fixture
def en(app: Flask) -> Iterator[None]:
    with app.test_request_context(), force_locale("en"):
        yield


@pytest.fixture
def both(app: Flask) -> Callable[[Callable[[], str]], tuple[str, str]]:
    """What is written in Vietnamese and in English."""

    def written(write: Callable[[], str]) -> tuple[str, str]:
        told = []
        for language in ("vi", "en"):
            with app.test_request_context(), force_locale(language):
                told.append(spaced(write()))
        return told[0], told[1]

    return written


Both = Callable[[Callable[[], str]], tuple[str, str]]


def test_every_message_has_its_vietnamese() -> None:
    known = catalogue()
    keywords = {"_": None, "ngettext": (1, 2)}
    found = [
        message[0] if isinstance(message, tuple) else message
        for _, _, message, *_ in extract_from_dir(ROOT / "layouts/wording", keywords=keywords)
    ]
    assert len(found) > 60
    assert [message for message in found if message not in known] == []


def blanks(forms: str | Sequence[str] | None) -> list[str]:
    """Of a message, or of its form for many."""
    return sorted(findall(r"%\(\w+\)s", forms if isinstance(forms, str) else (forms or [""])[-1]))


def test_a_translation_keeps_the_blanks_of_its_message() -> None:
    for message in catalogue():
        assert blanks(message.id) == blanks(message.string), message.id


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, ("0", "0")),
        (1234, ("1.234", "1,234")),
        (188_334_863, ("188.334.863", "188,334,863")),
        (-1234, ("−1.234", "−1,234")),
        (Decimal("1234.50"), ("1.234,50", "1,234.50")),
    ],
)
def test_numbers(both: Both, value: int | Decimal, expected: tuple[str, str]) -> None:
    assert both(lambda: wording.number(value)) == expected


@pytest.mark.parametrize(
    ("part", "whole", "places", "expected"),
    [
        (43_037, 45_018, None, ("95,6 %", "95.6%")),
        (1999, 2000, None, ("99,9 %", "99.9%")),
        (1980, 2000, None, ("99,0 %", "99.0%")),
        (1999, 2000, 0, ("99 %", "99%")),
        (97, 100, None, ("97 %", "97%")),
        (12, 12, None, ("100 %", "100%")),
        (0, 12, None, ("0 %", "0%")),
        (1, 999, None, ("< 1 %", "< 1%")),
        (1, 5000, None, ("< 0,1 %", "< 0.1%")),
        (1, 1000, None, ("0,1 %", "0.1%")),
        (1, 1000, 0, ("< 1 %", "< 1%")),
        (0, 0, None, ("–", "–")),
    ],
)
def test_shares(
    both: Both, part: int, whole: int, places: int | None, expected: tuple[str, str]
) -> None:
    assert both(lambda: wording.percent(part, whole, places)) == expected


def test_no_line_breaks_between_a_number_and_its_unit(vi: None) -> None:
    written = [
        wording.percent(1, 999),
        wording.dossiers(5),
        wording.money(9),
        wording.level(8, Display.COUNT),
    ]
    assert not any(search(r"\d |< ", each) for each in written)
    assert wording.share(43_037, 45_018) == wording.Figure("95,6", "%")
    assert wording.days(2.5) == "2,5\N{NO-BREAK SPACE}ngày làm việc"


@pytest.mark.parametrize(
    ("write", "expected"),
    [
        (lambda: wording.few(6, 7), ("6 trên 7", "6 of 7")),
        (lambda: wording.few(43_037, 45_018), ("43.037 trên 45.018", "43,037 of 45,018")),
        (lambda: wording.money(188_334_863), ("188.334.863 đồng", "188,334,863 VND")),
        (lambda: wording.dossiers(1), ("1 hồ sơ", "1 dossier")),
        (lambda: wording.dossiers(1342), ("1.342 hồ sơ", "1,342 dossiers")),
        (lambda: wording.dossiers(0), ("0 hồ sơ", "0 dossiers")),
        (lambda: wording.days(2.5), ("2,5 ngày làm việc", "2.5 working days")),
        (lambda: wording.days(1), ("1 ngày làm việc", "1 working day")),
        (lambda: wording.days(10.0), ("10 ngày làm việc", "10 working days")),
        (lambda: wording.days(0.25), ("0,3 ngày làm việc", "0.3 working days")),
        (lambda: wording.signed(Decimal("2.6")), ("+2,6", "+2.6")),
        (lambda: wording.signed(-3), ("−3", "−3")),
        (lambda: wording.signed(0), ("0", "0")),
        (lambda: wording.interval(wilson(91, 96)), ("88–98 %", "88–98%")),
        (lambda: wording.interval(wilson(43_037, 45_018), 1), ("95,4–95,8 %", "95.4–95.8%")),
        (lambda: wording.level(0.98, Display.SHARE), ("98 %", "98%")),
        (lambda: wording.level(0.955, Display.SHARE), ("95,5 %", "95.5%")),
        (lambda: wording.level(0.96437, Display.SHARE), ("96,4 %", "96.4%")),
        (lambda: wording.level(1.0, Display.SHARE), ("100 %", "100%")),
        (lambda: wording.level(0.0, Display.SHARE), ("0 %", "0%")),
        (lambda: wording.level(0.0004, Display.SHARE), ("0,04 %", "0.04%")),
        (lambda: wording.level(0.00002, Display.SHARE), ("0,002 %", "0.002%")),
        (lambda: wording.level(0.99996, Display.SHARE), ("99,996 %", "99.996%")),
        (lambda: wording.level(880.4, Display.COUNT), ("880", "880")),
        (lambda: wording.level(15.8, Display.COUNT), ("15,8", "15.8")),
        (lambda: wording.level(1e6 + 0.5, Display.MONEY), ("1.000.001 đồng", "1,000,001 VND")),
        (lambda: wording.level(3, Display.WORKING_DAYS), ("3 ngày làm việc", "3 working days")),
    ],
)
def test_quantities(both: Both, write: Callable[[], str], expected: tuple[str, str]) -> None:
    assert both(write) == expected


def reading(
    indicator: Indicator, part: int | None, whole: int | None = None, days: float | None = None
) -> Reading:
    return Reading(indicator, SCOPE, "", part, whole, days)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (reading(OVERDUE, 1342), ("1.342|hồ sơ", "1,342|dossiers")),
        (reading(OVERDUE, 0), ("0|hồ sơ", "0|dossiers")),
        (reading(ON_TIME_HONEST, 43_037, 45_018), ("95,6|%", "95.6|%")),
        (reading(ON_TIME_HONEST, 6, 7), ("6|trên 7 hồ sơ", "6|of 7 dossiers")),
        (reading(ON_TIME_HONEST, 9, 10), ("90|%", "90|%")),
        (reading(SATISFACTION, 0, 3), ("0|trên 3 phiếu", "0|of 3 ratings")),
        (reading(PETITIONS, 1, 1), ("1|trên 1 phản ánh, kiến nghị", "1|of 1 petition")),
        (reading(ONLINE_PAYMENTS, 12), ("12|giao dịch", "12|payments")),
        (reading(ONLINE_AMOUNT, 25_000), ("25.000|đồng", "25,000|VND")),
        (reading(MEDIAN_DAYS, 120, days=2.5), ("2,5|ngày làm việc", "2.5|working days")),
        (reading(MEDIAN_DAYS, 9, days=2.5), ("–|", "–|")),
        (reading(ON_TIME_HONEST, None, None), ("–|", "–|")),
        (
            Reading(ON_TIME_HONEST, SCOPE, "", 0, 0, absence=Absence.NOTHING_COUNTED),
            ("–|", "–|"),
        ),
    ],
)
def test_readings(both: Both, told: Reading, expected: tuple[str, str]) -> None:
    def write() -> str:
        figure = wording.value(told)
        return f"{figure.value}|{figure.unit}"

    assert both(write) == expected


def test_a_column_is_written_with_one_precision(vi: None) -> None:
    assert wording.value(reading(ON_TIME_HONEST, 43_037, 45_018), places=0).value == "96"


def test_days_and_clocks(vi: None) -> None:
    assert wording.day(date(2026, 1, 5)) == "05/01/2026"
    assert wording.day(date(990, 1, 5)) == "05/01/990"
    assert wording.short_day(TODAY) == "20/11"
    assert wording.instant(datetime(2026, 11, 20, 8, 42, 59)) == "08:42, 20/11/2026"
    assert wording.clock(datetime(2026, 11, 20, 17)) == "17:00"


def test_days_of_the_week(both: Both) -> None:
    week = [date(2026, 11, 16) + timedelta(days=n) for n in range(7)]
    vietnamese, english = both(lambda: " ".join(wording.weekday(each) for each in week))
    assert vietnamese == "thứ Hai thứ Ba thứ Tư thứ Năm thứ Sáu thứ Bảy Chủ nhật"
    assert english == "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
    assert both(lambda: wording.sentence(wording.weekday(TODAY))) == ("Thứ Sáu", "Friday")
    assert wording.sentence("") == ""


@pytest.mark.parametrize(
    ("passed", "expected"),
    [
        (timedelta(seconds=-5), ("0 phút trước", "0 minutes ago")),
        (timedelta(seconds=59), ("0 phút trước", "0 minutes ago")),
        (timedelta(minutes=1), ("1 phút trước", "1 minute ago")),
        (timedelta(minutes=3), ("3 phút trước", "3 minutes ago")),
        (timedelta(minutes=60), ("1 giờ trước", "1 hour ago")),
        (timedelta(hours=23, minutes=59), ("23 giờ trước", "23 hours ago")),
        (timedelta(days=2, hours=15), ("2 ngày trước", "2 days ago")),
    ],
)
def test_ages(both: Both, passed: timedelta, expected: tuple[str, str]) -> None:
    assert both(lambda: wording.age(passed)) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-10-15", "2026-11-14", ("Tháng báo cáo 11/2026", "Report month 11/2026")),
        ("2026-12-15", "2027-01-14", ("Tháng báo cáo 01/2027", "Report month 01/2027")),
        ("2026-11-01", "2026-11-30", ("Tháng 11/2026", "Month 11/2026")),
        ("2026-02-01", "2026-02-28", ("Tháng 02/2026", "Month 02/2026")),
        ("2026-10-01", "2026-12-31", ("Quý 4/2026", "Quarter 4/2026")),
        ("2026-01-01", "2026-03-31", ("Quý 1/2026", "Quarter 1/2026")),
        ("2026-01-01", "2026-12-31", ("Năm 2026", "Year 2026")),
        ("2025-12-15", "2026-12-14", ("Năm báo cáo 2026", "Report year 2026")),
        ("2026-11-16", "2026-11-22", ("Tuần 16/11–22/11/2026", "Week 16/11–22/11/2026")),
        (
            "2026-12-28",
            "2027-01-03",
            ("Tuần 28/12/2026–03/01/2027", "Week 28/12/2026–03/01/2027"),
        ),
        ("2026-11-20", "2026-11-20", ("20/11/2026",) * 2),
        ("2026-10-15", "2026-11-13", ("15/10–13/11/2026",) * 2),
        ("2025-12-15", "2026-11-14", ("15/12/2025–14/11/2026",) * 2),
        ("2026-11-17", "2026-11-23", ("17/11–23/11/2026",) * 2),
    ],
)
def test_a_period_has_the_name_of_its_days(
    both: Both, first: str, last: str, expected: tuple[str, str]
) -> None:
    told = Period(date.fromisoformat(first), date.fromisoformat(last))
    assert both(lambda: wording.period(told)) == expected


def test_today_is_called_so_only_when_it_was_asked_for(vi: None) -> None:
    assert wording.period(Period(TODAY, TODAY), PeriodName.TODAY) == "Hôm nay, 20/11/2026"
    assert wording.period(named(PeriodName.REPORT_MONTH, TODAY), PeriodName.REPORT_MONTH) == (
        "Tháng báo cáo 11/2026"
    )


def test_every_named_period_is_recognised_on_every_day(vi: None) -> None:
    """No named period falls through to bare days, and each name in the filter is its own."""
    for n in range(0, 800, 7):
        for name in set(PeriodName) - {PeriodName.TODAY}:
            told = wording.period(named(name, date(2025, 1, 1) + timedelta(days=n)))
            assert search("^(Tuần|Tháng|Quý|Năm)", told), name
    assert len({wording.period_name(name, TODAY) for name in PeriodName}) == len(PeriodName)


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        (
            PeriodName.REPORT_MONTH_NOW,
            date(2026, 11, 14),
            ("Tháng báo cáo này", "This report month"),
        ),
        (
            PeriodName.REPORT_MONTH,
            date(2026, 11, 14),
            ("Tháng báo cáo gần nhất", "Latest report month"),
        ),
        (
            PeriodName.REPORT_MONTH,
            date(2026, 11, 15),
            ("Tháng báo cáo gần nhất", "Latest report month"),
        ),
        (PeriodName.REPORT_YEAR, date(2026, 12, 14), ("Năm báo cáo này", "This report year")),
        (
            PeriodName.REPORT_YEAR,
            date(2026, 12, 15),
            ("Năm báo cáo gần nhất", "Latest report year"),
        ),
        (PeriodName.MONTH, date(2026, 11, 30), ("Tháng này", "This month")),
    ],
)
def test_a_period_that_is_over_is_not_this_one(
    both: Both, name: PeriodName, day: date, expected: tuple[str, str]
) -> None:
    assert both(lambda: wording.period_name(name, day)) == expected


def test_months_are_named_for_the_one_they_end_in(vi: None) -> None:
    assert wording.month(PERIOD) == "11/2026"
    assert wording.span(PERIOD) == "15/10–14/11/2026"


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (TODAY, TODAY, ("hạn trả 20/11/2026", "due 20/11/2026")),
        (TODAY, date(2026, 11, 25), ("hạn trả 20/11–25/11/2026", "due 20/11–25/11/2026")),
        (TODAY, None, ("hạn trả từ 20/11/2026", "due from 20/11/2026")),
        (None, TODAY, ("hạn trả đến 20/11/2026", "due by 20/11/2026")),
        (None, None, ("", "")),
    ],
)
def test_due_days(
    both: Both, first: date | None, last: date | None, expected: tuple[str, str]
) -> None:
    assert both(lambda: wording.due_days(first, last)) == expected


DIRECTORY = Directory(
    {"A": Agency("A", "Phường Đông Hải")}, {"P": Procedure("P", "Khai sinh")}, {"F": "Hộ tịch"}
)


def test_names_of_codes(vi: None) -> None:
    assert wording.agency_name("A", DIRECTORY) == "Phường Đông Hải"
    assert wording.field_name("F", DIRECTORY) == "Hộ tịch"
    assert wording.procedure_name("P", DIRECTORY) == "Khai sinh"
    assert wording.step_name("Thẩm định") == "Thẩm định"


def test_codes_without_a_name_stand_for_themselves(vi: None) -> None:
    assert wording.agency_name("B", DIRECTORY) == "B"
    assert wording.field_name("B", DIRECTORY) == "B"
    assert wording.procedure_name("B", DIRECTORY) == "B"


def test_what_no_source_says_is_called_so(vi: None) -> None:
    assert wording.field_name("khong-ro", DIRECTORY) == "Không rõ lĩnh vực"
    assert wording.procedure_name("khong-ro", DIRECTORY) == "Không rõ thủ tục"
    assert wording.step_name("khong-ro") == "Không rõ bước"


@pytest.mark.parametrize(
    ("level", "n", "expected"),
    [
        ("COMMUNE", 95, ("95 xã, phường", "95 communes")),
        ("DEPARTMENT", 12, ("12 sở, ngành", "12 departments")),
        ("DEPARTMENT", 1, ("1 sở, ngành", "1 department")),
        ("PROVINCE", 1, ("1 tỉnh, thành phố", "1 province")),
        ("DISTRICT", 9, ("9 huyện", "9 districts")),
        ("BRANCH", 2, ("2 chi nhánh", "2 branch offices")),
        (None, 3, ("3 đơn vị", "3 agencies")),
    ],
)
def test_agencies_by_level(
    both: Both, level: str | None, n: int, expected: tuple[str, str]
) -> None:
    assert both(lambda: wording.agencies(level, n)) == expected


def test_not_every_district_is_called_so(both: Both) -> None:
    names = ["Huyện An Khánh", "Thị xã Lam Giang", "Thành phố Minh Hà"]
    told = both(lambda: wording.agencies("DISTRICT", 3, names))
    assert told == ("3 huyện, thị xã, thành phố", "3 districts, towns and cities")
    assert both(lambda: wording.agencies("DISTRICT", 1, names[:1])) == ("1 huyện", "1 district")


@pytest.mark.parametrize(
    "write",
    [
        *[lambda each=each: wording.absence(each) for each in Absence],
        *[lambda each=each: wording.judgement(each) for each in Judgement],
        *[lambda each=each: wording.better(each) for each in Better],
        *[lambda each=each: wording.dating(each) for each in Dating],
        *[lambda each=each: wording.channel(each) for each in Channel],
        *[lambda each=each: wording.assurance(each, "98 %") for each in (*Assurance, None)],
        *[lambda each=each: wording.counted(each, 2).unit for each in Measure],
    ],
)
def test_everything_has_words_in_both_languages(both: Both, write: Callable[[], str]) -> None:
    vietnamese, english = both(write)
    assert vietnamese and english and vietnamese != english


def test_judgements(vi: None) -> None:
    words = ["Tốt lên", "Xấu đi", "Không thay đổi có ý nghĩa", "Thay đổi", "Chưa đủ số liệu"]
    assert [wording.judgement(each) for each in Judgement] == words


BASE = [0.971, 0.967] * 12  # mean 96.9 %, limits 96.9 ± 1.064


@pytest.mark.parametrize(
    ("later", "rule", "words"),
    [
        ([], None, ""),
        ([0.95], Rule.OUTSIDE, "dưới giới hạn 95,8 %"),
        ([0.99], Rule.OUTSIDE, "trên giới hạn 98 %"),
        ([0.95] * 4, Rule.OUTSIDE, "4 tháng liền dưới mức thường lệ"),
        ([0.99] * 2, Rule.OUTSIDE, "2 tháng liền trên mức thường lệ"),
        ([0.97] * 7, Rule.SAME_SIDE, "7 tháng liền trên trung bình"),
        ([0.968] * 8, Rule.SAME_SIDE, "9 tháng liền dưới trung bình"),
        (
            [0.963, 0.965, 0.966, 0.968, 0.97, 0.972, 0.974],
            Rule.TREND,
            "7 tháng liền tăng",
        ),
        (
            [0.975, 0.973, 0.971, 0.97, 0.968, 0.966, 0.964],
            Rule.TREND,
            "7 tháng liền giảm",
        ),
        ([0.978, 0.978], Rule.TWO_OF_THREE, "2/3 tháng gần nhất sát giới hạn trên"),
        ([0.96, 0.96, 0.96], Rule.TWO_OF_THREE, "3/3 tháng gần nhất sát giới hạn dưới"),
    ],
)
def test_rules(vi: None, later: list[float], rule: Rule | None, words: str) -> None:
    told = chart([Point(value) for value in (*BASE, *later)], share=True)
    assert told.last_rule is rule
    assert spaced(wording.rule(told.signal, of_many((*BASE, *later)[-1]))) == words


def of_many(share: float) -> Reading:
    """A share with a decimal; a million of them, so that it is none of a few."""
    return reading_of(ON_TIME_HONEST, SCOPE, "", round(1_000_000 * share), 1_000_000)


def test_no_limit_reads_as_the_end_of_what_a_share_can_be(vi: None) -> None:
    told = Limits(0.004, 0.0003, 0.0077, 0.0012, 0.0)
    assert spaced(wording.usual(told, of_many(0.004))) == "Mức thường lệ 0,03–0,8 %"
    near = Limits(0.996, 0.9923, 0.9997, 0.0012, 0.0)
    assert spaced(wording.usual(near, of_many(0.996))) == "Mức thường lệ 99,2–99,97 %"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Assurance.WILL_MISS, "Chỉ tiêu 98 %: khó đạt nếu giữ cách làm"),
        (Assurance.HIT_AND_MISS, "Chỉ tiêu 98 %: lúc đạt, lúc không"),
        (Assurance.WILL_HIT, "Chỉ tiêu 98 %: luôn đạt"),
        (Assurance.NO_TARGET, "Không có chỉ tiêu"),
        (None, "Chỉ tiêu 98 %"),
    ],
)
def test_assurances(vi: None, told: Assurance | None, words: str) -> None:
    assert wording.assurance(told, "98 %") == words


def test_the_usual_level(both: Both) -> None:
    shares = chart([Point(value) for value in BASE], share=True).last_limits
    counts = chart([Point(value) for value in (700, 780) * 12], share=False).last_limits
    assert shares is not None and counts is not None
    told = both(lambda: wording.usual(shares, of_many(0.967)))
    assert told == ("Mức thường lệ 95,8–98 %", "Usual level 95.8–98%")
    late = reading_of(OVERDUE, SCOPE, "", 780)
    assert both(lambda: wording.usual(counts, late))[0] == "Mức thường lệ 528–952"  # 527 is outside


@pytest.mark.parametrize(
    "words",
    [
        "an ăn ân bà cá dà đà em ếm gà",
        "la là lả lã lá lạ lan",
        "Hà Nam,Hà Nội,Hải Dương,Hải Phòng".replace(",", "|"),
        "hoa|hóa|hoài|Hoài Ân|Hoài Nhơn|hoan",
        "o ò ô ồ ơ ờ u ư",
        "Xã 2|Xã An|Xã Ân|Xã Đông|Xã Em",
    ],
)
def test_sorting_as_a_dictionary_does(words: str) -> None:
    in_order = words.split("|" if "|" in words else " ")
    assert sorted(set(in_order), key=wording.dictionary_order) == in_order


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        ("Phường Đông Hải", "phuong dong hai"),
        ("Hoài Nhơn", "hoai nhon"),
        ("ĐẮK LẮK", "dak lak"),
        ("Quận 1", "quan 1"),
        ("", ""),
    ],
)
def test_searching_without_marks(words: str, typed: str) -> None:
    assert wording.without_marks(words) == typed
    assert wording.without_marks(typed) == typed


@given(st.text(max_size=40))
def test_any_text_can_be_sorted_and_searched(words: str) -> None:
    assert wording.dictionary_order(words) == wording.dictionary_order(words)
    assert wording.without_marks(wording.without_marks(words)) == wording.without_marks(words)
