"""One dossier's course: steps in working time, what happened when, how indicators count it."""

from datetime import date, datetime
from random import Random
from typing import Any

import pytest
from hypothesis import given as drawing
from hypothesis import settings

from data_access import rows as lists
from data_access.course import Course, Happening, Why
from data_access.courses import Courses
from data_access.indicators.catalogue import BY_KEY, INDICATORS
from data_access.indicators.selection import Part, Selection
from data_access.listing import Standing, Window
from data_access.periods import Calendar, Period, month_of
from data_access.reader import Reader
from data_access.scope import Scope
from tests.conftest import Given
from tests.test_agreement import often, reader_on, register_of, seeds, url

__all__ = ["url"]  # a fixture
# 2 March 2026 is a Monday; a working day is 07:00 to 11:30 and 13:30 to 17:00.
DOSSIER = """
    code | received | due      | original_due_at | outcome | result   | returned
    D1   | 2 07:00  | 17 17:00 | 13 17:00        | RESULT  | 19 11:30 | 20 07:00
"""
STEPS = """
    code | step_no | happened_at | to_step    | actor | actor_unit | step_due_at | rolled_back
    D1   | 1       | 2 07:00     | Tiếp nhận  | CV-1  | Một cửa    | 2 11:30     |
    D1   | 2       | 2 17:00     | Trả nhầm   | CV-1  | Một cửa    |             | yes
    D1   | 3       | 3 07:00     | Thẩm định  | CV-2  | Địa chính  | 16 17:00    |
    D1   | 4       | 19 07:00    | Ký duyệt   | LD-1  | Lãnh đạo   | 17 17:00    |
    D1   | 5       | 19 11:30    | Trả        | CV-1  | Một cửa    |             |
"""
PAUSES = """
    code | pause_no | kind       | started | ended    | due_before | due_after
    D1   | 1        | SUPPLEMENT | 5 07:00 | 9 07:00  | 13 17:00   | 17 17:00
"""


def course(reader: Reader, code: str = "D1") -> Course:
    told = Courses(reader.register, reader.rules).course(code)
    assert told is not None
    return told


@pytest.fixture
def whole(given: Given) -> Course:
    reader = given(
        DOSSIER,
        step=STEPS,
        pause=PAUSES,
        apology="code | issued | new_due_at\nD1 | 18 08:00 | 18 17:00",
        payment="code | amount | method | paid\nD1 | 50000 | ONLINE_LOCAL | 20 07:00",
        rating="code | agency | rated | score\nD1 | A | 21 | 3",
        document="""
            code | direction | digitised | reuse | has_file
            D1   | SUBMITTED | yes       | 1     | yes
            D1   | SUBMITTED | no        | 0     | yes
            D1   | RESULT    |           |       | yes
        """,
    )
    return course(reader)


def test_steps_are_told_in_working_days_without_the_stops(whole: Course) -> None:
    """Thẩm định: 3 to 19 March is 12 working days, 2 of them stopped; its limit 10 less 2."""
    told = [(s.name, s.unit, round(s.used, 2), s.limit and round(s.limit, 2)) for s in whole.stages]
    assert told == [
        ("Tiếp nhận", "Một cửa", 1.0, 0.56),  # 4.5 hours of 8
        ("Thẩm định", "Địa chính", 10.0, 8.0),
        ("Ký duyệt", "Lãnh đạo", 0.56, None),  # its limit had run out before it began
        ("Trả", "Một cửa", 0.44, None),  # until it was returned
    ]
    assert whole.worst is not None
    assert whole.worst.name == "Thẩm định"
    assert whole.worst.over == pytest.approx(2.0)
    assert whole.stopped == pytest.approx(2.0)
    assert whole.promised == pytest.approx(10.0)  # 2 to 17 March, less the stop
    assert whole.used == pytest.approx(11.56, abs=0.01)


def test_what_happened_stands_in_its_order(whole: Course) -> None:
    march = {day: datetime(2026, 3, day, 17) for day in (13, 17, 18)}
    assert [(each.at.day, each.what, each.due_at) for each in whole.events] == [
        (2, Happening.RECEIVED, march[13]),
        (5, Happening.STOPPED, None),
        (9, Happening.RESUMED, march[17]),
        (17, Happening.DUE_PASSED, march[17]),
        (18, Happening.APOLOGY, march[18]),
        (18, Happening.DUE_PASSED, march[18]),
        (19, Happening.RESULT, None),
        (20, Happening.RETURNED, None),
        (20, Happening.PAID, None),
        (21, Happening.RATED, None),
    ]


def test_papers_fees_and_voices_are_told(whole: Course) -> None:
    papers = whole.papers
    assert papers is not None
    assert (papers.submitted, papers.digitised, papers.reused) == (2, 1, 1)
    assert (papers.results, papers.electronic) == (1, 1)
    assert [int(each.amount or 0) for each in whole.payments] == [50000]
    assert (whole.scores, whole.apologies) == ([3], [datetime(2026, 3, 18, 8)])


def test_no_official_is_named(whole: Course) -> None:
    assert "CV-1" not in str(whole)
    assert "LD-1" not in str(whole)


def test_how_each_indicator_counts_it(whole: Course) -> None:
    march = Period(date(2026, 2, 15), date(2026, 3, 14))
    april = Period(date(2026, 3, 15), date(2026, 4, 14))
    told = {each.indicator.key: each for each in whole.verdicts}
    assert list(told) == [indicator.key for indicator in INDICATORS]

    def seen(key: str) -> tuple[Part | None, Period | None, Why | None]:
        return told[key].part, told[key].period, told[key].why

    assert seen("received") == (Part.NUMERATOR, march, None)
    assert seen("online") == (Part.REST, march, None)
    assert seen("on_time_official") == (Part.REST, april, None)
    assert seen("on_time_honest") == (Part.REST, april, None)
    assert seen("late_and_due") == (Part.NUMERATOR, april, None)
    assert seen("due_unfinished") == (None, None, Why.OUTSIDE)
    assert seen("digitised") == (Part.NUMERATOR, march, None)
    assert seen("online_payment") == (Part.NUMERATOR, march, None)
    assert seen("online_payments") == (Part.NUMERATOR, april, None)
    assert seen("satisfaction") == (Part.NUMERATOR, april, None)
    assert seen("apologies") == (Part.NUMERATOR, april, None)
    assert seen("overdue") == (None, None, Why.OUTSIDE)
    assert seen("petitions_on_time") == (None, None, Why.OUTSIDE)


def test_why_an_open_dossier_is_not_counted(given: Given) -> None:
    reader = given(
        "code | due | channel\nD1 | 2026-04-10 | 2",
        source_capability="source | table | column | capability\nS | document | digitised | NO",
    )
    told = {each.indicator.key: each.why for each in course(reader).verdicts}
    assert told["resolved"] is Why.UNDATED
    assert told["on_time_honest"] is Why.NOT_YET
    assert told["digitised"] is Why.SILENT
    assert told["pending_in_time"] is None  # counted


def test_a_source_that_tells_no_steps_shows_the_one_it_is_at(given: Given) -> None:
    reader = given("code | step | step_since | holder_unit\nD1 | Ký duyệt | 30 07:00 | Lãnh đạo")
    (stage,) = course(reader).stages
    assert (stage.name, stage.is_current, stage.left_at) == (
        "Ký duyệt",
        True,
        datetime(2026, 3, 31, 12),
    )
    assert stage.used == pytest.approx(1.56, abs=0.01)


def test_two_stops_at_once_stop_the_clock_once(given: Given) -> None:
    reader = given(
        "code | received | due\nD1 | 2 07:00 | 27",
        pause="""
            code | pause_no | started | ended
            D1   | 1        | 3 07:00 | 5 07:00
            D1   | 2        | 4 07:00 | 6 07:00
        """,
    )
    assert course(reader).stopped == pytest.approx(3.0)


def test_twins_under_one_national_code_are_named(given: Given) -> None:
    reader = given(
        "code | national_dossier_code\nD1 | N1\nD2 | N1\nD3 | N2\nD4 | D1\nD5 |",
    )
    assert course(reader).twins == ["D2", "D4"]
    assert course(reader, "D5").twins == []


def test_a_code_that_is_not_there_has_neighbours(given: Given) -> None:
    reader = given("code | national_dossier_code\nA1 |\nA3 | N7\nA5 |\nA7 |\nA9 |")
    courses = Courses(reader.register, reader.rules)
    assert courses.course("A4") is None
    assert courses.nearest("A4") == ["A3", "A1", "A5", "A7"]
    assert courses.nearest("N7") == ["A3"]
    assert courses.nearest("NOPE") == []


@pytest.mark.parametrize("code", ["", "x" * 200, "D1\x00", "\ud800", "D1' OR 1=1 --", "%"])
def test_a_code_may_be_anything(given: Given, code: str) -> None:
    courses = Courses((reader := given("code\nD1")).register, reader.rules)
    assert courses.course(code) is None
    assert isinstance(courses.nearest(code), list)


def test_how_long_others_of_its_procedure_took(given: Given) -> None:
    """Eleven dossiers of 1 to 11 working days: the one of 9 took longer than eight of them."""
    ends = [3, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17]
    lines = [f"D{n} | 2 | 30 | RESULT | {end}" for n, end in enumerate(ends, 1)]
    reader = given("code | received | due | outcome | result\n" + "\n".join(lines))
    assert course(reader, "D9").slower_than == (8, 11)


@settings(often, max_examples=5)
@drawing(seed=seeds)
def test_a_verdict_is_what_the_lists_say(url: str, seed: int) -> None:
    """A dossier counted in a month is in that month's list, and only then."""
    with reader_on(url, register_of(Random(seed)), {}) as reader:
        courses, rows = (
            Courses(reader.register, reader.rules),
            lists.Rows(reader.register, reader.rules),
        )
        told = {code: courses.course(code) for code in ("D1", "D7", "D30", "D77")}
        for indicator in (each for each in INDICATORS if each.dated_by.value[:6] != "period"):
            for code, one in told.items():
                assert one is not None
                verdict = next(v for v in one.verdicts if v.indicator == indicator)
                if verdict.part is None or verdict.period is None:
                    continue
                scope = Scope(verdict.period)
                listed = rows.iterate(Selection(indicator, verdict.part), scope, Window())
                assert code in {record.code for record in listed}, (indicator.key, code)


@settings(often, max_examples=5)
@drawing(seed=seeds)
def test_who_is_in_no_list_has_a_reason(url: str, seed: int) -> None:
    with reader_on(url, register_of(Random(seed)), {}) as reader:
        courses, rows = (
            Courses(reader.register, reader.rules),
            lists.Rows(reader.register, reader.rules),
        )
        months = [month_of(date(2026, m, 20), Calendar.REPORT) for m in (1, 2, 3)]
        for key in ("received", "resolved", "on_time_honest", "response_rate", "satisfaction"):
            indicator = BY_KEY[key]
            half = Part.DENOMINATOR if indicator.denominator else Part.NUMERATOR
            found: set[Any] = set()
            for month in months:
                listed = rows.iterate(Selection(indicator, half), Scope(month), Window())
                found |= {record.code for record in listed}
            for code in ("D2", "D11", "D50"):
                one = courses.course(code)
                assert one is not None
                verdict = next(v for v in one.verdicts if v.indicator == indicator)
                assert (code in found) == (verdict.part is not None), (key, code)


def test_standing_and_lateness_are_the_lists(whole: Course) -> None:
    assert (whole.record.standing, whole.record.days_late) == (Standing.RESULT, 2)
