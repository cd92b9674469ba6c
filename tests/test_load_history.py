"""A list tells its past from the dates it has, as long as no flag without a day stands in it."""

from datetime import date, datetime
from pathlib import Path

import pytest

from data_access import engines, rules
from data_access.indicators.catalogue import INDICATORS
from data_access.indicators.reading import Absence, Reading
from data_access.periods import Period
from data_access.reader import Reader
from data_access.register import Register
from data_access.scope import Scope
from tests.listing import MAPPING, lines, loaded, rows, written

STOCKS = ("pending", "overdue", "pending_in_time", "pending_no_due", "paused")
DATES = """
    D1 | 02/01/2026 | 10/01/2026 | 09/01/2026
    D2 | 02/01/2026 | 10/01/2026 | 05/02/2026
    D3 | 20/01/2026 | 29/01/2026 |
    D4 | 20/01/2026 | 10/02/2026 |
    D5 | 20/01/2026 |            |
    D6 | 02/02/2026 | 10/02/2026 | 05/03/2026
"""


def listed(*more: str) -> str:
    told = []
    for line in DATES.strip().splitlines():
        code, received, due, result = (cell.strip() for cell in line.split("|"))
        status = "đã trả" if result else "đang xử lý"
        told.append(f"{code},A,,,,{status},,{received},{due},{result}")
    return lines(*told, *more)


def at_the_end_of(url: str, last_day: date) -> dict[str, Reading]:
    register = Register(engines.reader(url), lambda: datetime(2026, 3, 20, 9))
    scope = Scope(Period(date(2026, 1, 1), last_day))
    asked = [each for each in INDICATORS if each.key in STOCKS]
    told = Reader(register, rules.declared()).read(asked, scope)
    register.close()
    return {each.indicator.key: each for each in told}


@pytest.mark.parametrize(
    ("last_day", "overdue", "pending", "no_due"),
    [(date(2026, 1, 31), 2, 4, 1), (date(2026, 2, 28), 3, 4, 1), (date(2026, 1, 9), 0, 1, 0)],
)
def test_what_was_overdue_then_is_counted_from_the_dates(
    register_url: str, tmp_path: Path, last_day: date, overdue: int, pending: int, no_due: int
) -> None:
    at = ("--extracted-at", "2026-03-20T08:00")
    loaded(register_url, written(tmp_path, "list.csv", listed()), MAPPING, *at)
    told = at_the_end_of(register_url, last_day)
    said = {key: told[key].numerator for key in STOCKS}
    in_time = pending - overdue - no_due
    assert said == dict(zip(STOCKS, (pending, overdue, in_time, no_due, 0), strict=True))
    assert told["overdue"].derived  # the list does not say what was stopped and has ended since


def test_a_flag_without_a_day_silences_the_past_again(sqlite_url: str, tmp_path: Path) -> None:
    """Else its past would count as overdue what its present does not."""
    loaded(sqlite_url, written(tmp_path, "a.csv", listed()))
    stopped = "D7,A,,,,bổ sung,,02/01/2026,10/01/2026,"
    loaded(sqlite_url, written(tmp_path, "b.csv", lines(stopped)))
    told = at_the_end_of(sqlite_url, date(2026, 1, 31))
    assert {told[key].absence for key in STOCKS} == {Absence.SOURCE_SILENT}
    loaded(sqlite_url, written(tmp_path, "c.csv", lines(stopped.replace("bổ sung", "đang xử lý"))))
    assert at_the_end_of(sqlite_url, date(2026, 1, 31))["overdue"].numerator == 3


def test_a_flag_of_another_source_is_its_own_matter(sqlite_url: str, tmp_path: Path) -> None:
    stopped = "E1,B,,,,bổ sung,,02/01/2026,10/01/2026,"
    other = MAPPING.replace('"list"', '"other"')
    loaded(sqlite_url, written(tmp_path, "a.csv", lines(stopped)), other)
    loaded(sqlite_url, written(tmp_path, "b.csv", listed()))
    words = {
        source: word
        for source, table, column, word in rows(
            sqlite_url, "source_capability", "source_id", "table_name", "column_name", "capability"
        )
        if (table, column) == ("pause", "started_at")
    }
    assert words == {"list": "DERIVED", "other": "NO"}
