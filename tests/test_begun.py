"""A register that began lately is not held against the zeros of the time before it."""

from datetime import date

from data_access.indicators.catalogue import OVERDUE, RECEIVED
from data_access.periods import Calendar, Period, months_until
from data_access.scope import Scope
from layouts.components.series import Series, begun
from tests.conftest import Given

TODAY = date(2026, 3, 31)  # as `given` has it
HEAD = "code | agency | received | due | result | outcome"
TREE = "code | name\nA | Ward A\nB | Ward B"


def series(given: Given, drawn: str, agency: str) -> Series:
    reader = given(f"{HEAD}\n{drawn}", agency=TREE)
    months = tuple(months_until(TODAY, Calendar.CIVIL, 24))
    scope = Scope(Period(TODAY, TODAY), agency=agency)
    return Series(begun(reader.read((OVERDUE, RECEIVED), scope, periods=months)))


YOUNG = """1 | A | 2026-01-05 | 2026-01-12 | |
2 | A | 2026-01-06 | 2026-01-13 | |
3 | A | 2026-02-06 | 2026-02-13 | |
4 | A | 2026-02-07 | 2026-02-14 | |"""
OLD = "0 | A | 2024-04-04 | 2024-04-08 | 2024-04-07 | RESULT\n" + YOUNG


def test_months_before_the_first_dossier_are_no_points(given: Given) -> None:
    told = series(given, YOUNG, "A")
    assert told.values == [None] * 21 + [2, 4, 4]
    assert told.chart.last_sign is None  # too few months to say what is usual


def test_a_register_that_was_there_and_had_none_is_told_that_it_has_many(given: Given) -> None:
    told = series(given, OLD, "A")
    assert told.values == [0] * 21 + [2, 4, 4]
    assert told.chart.last_sign == 1


def test_an_agency_without_any_dossier_has_no_points_at_all(given: Given) -> None:
    told = series(given, YOUNG, "B")
    assert told.values == [None] * 24
