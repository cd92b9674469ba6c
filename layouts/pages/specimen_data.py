"""Made-up readings for the specimen page and for tests of components."""

from datetime import date, datetime

from data_access.directory import Agency, Directory, Procedure
from data_access.indicators.calendar import WorkingDays
from data_access.indicators.catalogue import ON_TIME_HONEST, ON_TIME_OFFICIAL, OVERDUE
from data_access.indicators.definition import Indicator
from data_access.indicators.reading import Absence, Moment, Reading
from data_access.indicators.signals import Chart, Point, chart
from data_access.periods import Calendar, Period, PeriodName, months_until, named
from data_access.rules import declared
from data_access.scope import Scope
from layouts.pages.page import View

TODAY = date(2026, 11, 16)
HOME = "H99"
LONG_NAME = "Trung tâm Phục vụ hành chính công xã Nguyễn Thị Tuyết Thượng"  # 60 letters
SCOPE = Scope(named(PeriodName.REPORT_MONTH, TODAY), PeriodName.REPORT_MONTH, agency=HOME)
AGENCIES = (
    Agency(HOME, "Tỉnh Minh Hà", "PROVINCE"),
    Agency("H99.1", "Huyện Đông Sơn", "DISTRICT", HOME, False, None, date(2025, 6, 30)),
    Agency("H99.118", "Phường Đông Kinh", "COMMUNE", HOME),
    Agency("H99.119", "Xã Đông Khánh", "COMMUNE", HOME),
    Agency("H99.120", "Xã Đông Kỳ", "COMMUNE", HOME),
    Agency("H99.121", "Xã Vĩnh Điền", "COMMUNE", HOME),
    Agency("H99.122", "Xã Ổn Định", "COMMUNE", HOME),
    Agency("H99.123", LONG_NAME, "COMMUNE", HOME),
    Agency("H99.124", "Sở Nông nghiệp và Môi trường", "DEPARTMENT", HOME),
)
PROCEDURES = (
    Procedure("1.001234", "Đăng ký biến động quyền sử dụng đất", "DD"),
    Procedure("1.001193", "Đăng ký khai sinh", "HT"),
    Procedure("2.000635", "Cấp bản sao trích lục hộ tịch", "HT"),
    Procedure("2.000815", "Chứng thực bản sao từ bản chính giấy tờ, văn bản", "CT"),
)
FIELDS = {"DD": "Đất đai", "HT": "Hộ tịch", "CT": "Chứng thực", "XD": "Xây dựng"}
FALLING = [96.8, 97.1, 97.1, 96.6, 97.0, 97.0, 97.3, 96.8, 97.2, 96.8, 97.0, 96.9] + [
    97.4, 97.2, 97.6, 97.2, 97.2, 97.2, 96.7, 96.6, 96.5, 96.1, 95.9, 95.6,
]  # fmt: skip
STEADY = [97.9, 98.2, 98.0, 97.9, 98.2, 98.3, 97.7, 98.0, 97.8, 98.0, 97.8, 98.1] + [
    98.0, 97.9, 97.8, 98.0, 97.8, 97.7, 98.1, 97.7, 98.3, 98.2, 97.5, 98.0,
]  # fmt: skip


def view(path: str = "/mau", explained: Indicator | None = None, scope: Scope = SCOPE) -> View:
    directory = Directory(
        {each.code: each for each in AGENCIES}, {each.code: each for each in PROCEDURES}, FIELDS
    )
    return View(path, scope, moment(), directory, WorkingDays(), declared(), explained=explained)


def moment(is_stale: bool = False) -> Moment:
    as_of = datetime(2026, 11, 13, 17, 5) if is_stale else datetime(2026, 11, 16, 8, 42)
    now = as_of if is_stale else datetime(2026, 11, 16, 8, 45)
    return Moment(now, as_of, is_stale, "1", is_demo=True)


def reading(
    indicator: Indicator, part: int | None, whole: int | None = None, period: Period | None = None
) -> Reading:
    scope = SCOPE.within(period=period) if period else SCOPE
    if part is None:
        return Reading(indicator, scope, "", None, absence=Absence.SOURCE_SILENT)
    nothing = indicator.denominator is not None and not whole
    return Reading(
        indicator, scope, "", part, whole, absence=Absence.NOTHING_COUNTED if nothing else None
    )


def months(indicator: Indicator, shares: list[float], n: int = 45_018) -> list[Reading]:
    """24 report months up to this one; a share of None is a month without data."""
    periods = months_until(SCOPE.period.last_day, Calendar.REPORT, len(shares))
    return [
        reading(indicator, round(n * share / 100), n, period)
        for share, period in zip(shares, periods, strict=True)
    ]


def chart_of(readings: list[Reading]) -> Chart:
    share = readings[0].denominator is not None
    return chart([Point(each.value, each.denominator) for each in readings], share=share)


HONEST = months(ON_TIME_HONEST, FALLING)
OFFICIAL = months(ON_TIME_OFFICIAL, STEADY, 46_218)
LATE = [
    reading(OVERDUE, count, None, each.period)
    for count, each in zip(
        [700, 702, 742, 768, 786, 742, 702, 680, 716, 740, 702, 668] + [693, 789, 757, 701, 651]
        + [700, 700, 689, 845, 965, 1090, 1342],
        HONEST,
        strict=True,
    )
]  # fmt: skip
