"""The dossiers behind a figure: as many as it says, found, filtered and put in order."""

from contextlib import suppress
from datetime import date, datetime
from random import Random
from typing import Any

import pytest
from hypothesis import given as drawing
from hypothesis import settings
from hypothesis import strategies as st

from data_access import windows
from data_access.indicators.catalogue import (
    BY_KEY,
    INDICATORS,
    ON_TIME_HONEST,
    ONLINE_AMOUNT,
    PENDING_IN_TIME,
    PETITIONS,
    RECEIVED,
    SATISFACTION,
)
from data_access.indicators.definition import Display
from data_access.indicators.reading import Dimension, Reading
from data_access.indicators.selection import Part, Selection
from data_access.listing import (
    Between,
    Column,
    Contains,
    Listed,
    Listing,
    Neighbours,
    Order,
    Record,
    Standing,
    Window,
)
from data_access.periods import Period
from data_access.reader import Reader
from data_access.rows import Rows
from data_access.scope import Scope
from data_access.windows import BadWindow
from tests.conftest import Given
from tests.test_agreement import (
    BELOW,
    MARCH,
    RULES,
    RUNNING,
    often,
    reader_on,
    register_of,
    seeds,
    url,
)

__all__ = ["url"]  # a fixture
WHOLE_MARCH = Scope(Period(date(2026, 3, 1), date(2026, 3, 31)))
LATEST_FIRST = (Order(Column.LATE, descending=True),)


def on(reader: Reader) -> Rows:
    return Rows(reader.register, reader.rules)


def listing(
    reader: Reader, key: str = "received", part: Part = Part.NUMERATOR, **asked: Any
) -> Listing:
    return on(reader).rows(Selection(BY_KEY[key], part), WHOLE_MARCH, Window(**asked))


def codes(listing: Listing) -> list[str | None]:
    return [record.code for record in listing.items]


# -- as many as the figure says ------------------------------------------------------------------
def numbers(reading: Reading) -> dict[Part, int | None]:
    parts = {Part.NUMERATOR: reading.numerator}
    if reading.denominator is not None:
        parts |= {Part.DENOMINATOR: reading.denominator, Part.REST: reading.rest}
    if reading.excluded:
        parts |= {Part.LEFT_OUT: reading.left_out}
    return parts


def counted(listing: Listing, reading: Reading) -> int:
    if reading.indicator.display is Display.MONEY:
        return int(sum(record.amount or 0 for record in listing.items))
    return listing.total


@pytest.mark.parametrize("rule", RULES, ids=str)
@settings(often, max_examples=4)
@drawing(seed=seeds, by=st.sampled_from(list(BELOW)), span=st.sampled_from([MARCH, RUNNING]))
def test_every_figure_leads_to_as_many_records_as_it_counts(
    url: str, rule: dict[str, str], seed: int, by: Dimension, span: Period
) -> None:
    with reader_on(url, register_of(Random(seed)), rule) as reader:
        for reading in reader.read(INDICATORS, Scope(span, agency="T"), by):
            for part, number in numbers(reading).items():
                told = on(reader).rows(
                    Selection(reading.indicator, part), reading.scope, Window(limit=200)
                )
                assert counted(told, reading) == (number or 0), (reading.indicator.key, part)
                assert len(told.items) == told.total


@often
@drawing(seed=seeds, column=st.sampled_from(list(Column)), down=st.booleans())
def test_pages_of_a_list_put_together_are_the_list(
    url: str, seed: int, column: Column, down: bool
) -> None:
    selection, scope, sort = Selection(RECEIVED), Scope(MARCH, agency="T"), (Order(column, down),)
    with reader_on(url, register_of(Random(seed)), {}) as reader:
        first = on(reader).rows(selection, scope, Window(0, 7, sort))
        places = range(7, first.total, 7)
        rest = [on(reader).rows(selection, scope, Window(at, 7, sort)) for at in places]
        told = [record for page in (first, *rest) for record in page.items]
        assert len({record.key for record in told}) == first.total
        assert told == list(on(reader).iterate(selection, scope, Window(sort=sort)))


# -- what a line holds ---------------------------------------------------------------------------
COURSES = """
    code | received | due | outcome      | result   | withdrawn | paused | returned
    D1   | 2        | 10  | RESULT       | 9        |           |        |
    D2   | 2        | 10  | RESULT       | 10 16:00 |           |        | 20
    D3   | 2        | 10  | RESULT       | 17       |           |        |
    D4   | 2        | 10  |              |          |           |        |
    D5   | 2        | 10  |              |          |           | yes    |
    D6   | 2        | 10  | WITHDRAWN    |          | 17        |        |
    D7   | 2        | 13  | RESULT       | 14       |           |        |
    D8   | 2        |     |              |          |           |        |
"""


def test_late_is_told_in_working_days_and_only_of_the_late(given: Given) -> None:
    """10 March 2026 is a Tuesday, 13 a Friday; now is Tuesday 31 March."""
    late = {r.code: r.days_late for r in listing(given(COURSES)).items}
    assert late == {
        "D1": None,  # finished before
        "D2": None,  # finished on the day
        "D3": 5,  # 11, 12, 13, 16, 17
        "D4": 15,  # 11 to 31 March, less three weekends
        "D5": None,  # the clock is stopped
        "D6": None,  # withdrawn: neither in time nor late
        "D7": 0,  # finished on a Saturday: late, by no working day
        "D8": None,  # no promise
    }


def test_how_a_dossier_stands(given: Given) -> None:
    told = {r.code: r.standing for r in listing(given(COURSES)).items}
    assert told == {
        "D1": Standing.RESULT, "D2": Standing.RESULT, "D3": Standing.RESULT,
        "D4": Standing.OVERDUE, "D5": Standing.PAUSED, "D6": Standing.WITHDRAWN,
        "D7": Standing.RESULT, "D8": Standing.PENDING,
    }  # fmt: skip


def test_what_was_due_before_it_came_is_due_on_the_day_it_came(given: Given) -> None:
    """Now is 31 March: it can still be finished in time, so it is among those due today."""
    reader = given("""
        code  | received | due | outcome | result
        EARLY | 31       | 10  |         |
        TODAY | 2        | 31  |         |
        LATER | 2        | 32  |         |
        """)
    today = date(2026, 3, 31)
    told = reader.read([PENDING_IN_TIME], WHOLE_MARCH, Dimension.DUE_DAY)
    assert {each.group: each.numerator for each in told}["2026-03-31"] == 2
    scope = WHOLE_MARCH.within(due_from=today, due_to=today)
    found = on(reader).rows(Selection(PENDING_IN_TIME), scope, Window())
    assert set(codes(found)) == {"EARLY", "TODAY"}


def test_who_was_open_at_the_instant_looked_back_from_has_no_end(given: Given) -> None:
    then = given(COURSES, replay_at=datetime(2026, 3, 12, 12))
    told = {r.code: (r.standing, r.ended_at, r.days_late) for r in listing(then).items}
    assert told["D3"] == (Standing.OVERDUE, None, 2)
    assert told["D1"] == (Standing.RESULT, datetime(2026, 3, 9, 8), None)


def test_payments_ratings_and_petitions_are_records_of_their_own(given: Given) -> None:
    reader = given(
        "code\nD1\nD2",
        payment="""
            code | paid | amount | method
            D1   | 5    | 20000  | ONLINE_LOCAL
            D1   | 6    | 5000   | ONLINE_NATIONAL
            D2   | 6    | 9000   | CASH
        """,
        rating="code | rated | score\nD1 | 7 | 1",
        petition="code | agency | due | answered\n | A | 10 | 12\nD2 | A | 10 |\nD2 | A | 20 | 20",
    )

    def records(indicator: Any, part: Part) -> tuple[Listed, list[Record]]:
        told = on(reader).rows(Selection(indicator, part), WHOLE_MARCH, Window())
        return told.listed, list(told.items)

    listed, payments = records(ONLINE_AMOUNT, Part.NUMERATOR)
    assert listed is Listed.PAYMENT
    assert [(r.code, r.at, int(r.amount or 0)) for r in payments] == [
        ("D1", datetime(2026, 3, 5, 8), 20000),
        ("D1", datetime(2026, 3, 6, 8), 5000),
    ]
    assert [(r.code, r.score) for r in records(SATISFACTION, Part.REST)[1]] == [("D1", 1)]
    petitions = records(PETITIONS, Part.REST)[1]
    assert [(r.key, r.code, r.days_late) for r in petitions] == [("P1", None, 2), ("P2", "D2", 15)]


# -- order ---------------------------------------------------------------------------------------
NAMES = {
    "agency": """
        code | parent | name
        A    |        | Xã Hoài Nhơn
        B    | A      | Phường Đông Hải
        C    | A      | Xã An Hòa
    """,
    "procedure": """
        code | name                 | field | field_name
        P1   | Đăng ký kết hôn      | F1    | Hộ tịch
        P2   | Chứng thực chữ ký    | F2    | Chứng thực
    """,
}
SIX = """
    code | agency | procedure | received | due | outcome | result | channel | step
    H-1  | A      | P1        | 2        | 10  |         |        | 1       | Thẩm định
    H-2  | B      | P1        | 3        | 20  | RESULT  | 18     | 2       |
    H-3  | C      | P2        | 4        | 10  | RESULT  | 12     | 2       | Trả kết quả
    H-4  | A      | P2        | 5        |     |         |        | 3       | Ký duyệt
    H-5  | A      | P9        | 5        | 12  |         |        |         | Thẩm định
    X_6  | Z      |           | 5        | 12  |         |        | 2       |
"""


def six(given: Given, **asked: Any) -> list[str | None]:
    return codes(listing(given(SIX, **NAMES), **asked))


@pytest.mark.parametrize(
    ("column", "descending", "order"),
    [
        (Column.CODE, True, "X_6 H-5 H-4 H-3 H-2 H-1"),
        (Column.RECEIVED, False, "H-1 H-2 H-3 H-4 H-5 X_6"),
        (Column.DUE, True, "H-2 H-5 X_6 H-1 H-3 H-4"),  # no promise comes last
        (Column.DUE, False, "H-1 H-3 H-5 X_6 H-2 H-4"),
        (Column.LATE, True, "H-1 H-5 X_6 H-3 H-2 H-4"),
        (Column.LATE, False, "H-3 H-5 X_6 H-1 H-2 H-4"),
        (Column.AGENCY, False, "H-2 H-3 H-1 H-4 H-5 X_6"),
        (Column.PROCEDURE, False, "H-3 H-4 H-1 H-2 H-5 X_6"),
        (Column.FIELD, False, "H-3 H-4 H-1 H-2 H-5 X_6"),
        (Column.STEP, False, "H-4 H-1 H-5 H-3 H-2 X_6"),
        (Column.CHANNEL, True, "H-4 H-2 H-3 X_6 H-1 H-5"),
    ],
)
def test_a_list_is_put_in_order(given: Given, column: Column, descending: bool, order: str) -> None:
    assert six(given, sort=(Order(column, descending),)) == order.split()


# -- filters and search --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("hoai nhon", "H-1 H-4 H-5"),
        ("HOÀI NHƠN", "H-1 H-4 H-5"),
        ("dong hai", "H-2"),
        ("ket hon", "H-1 H-2"),
        ("tham dinh", "H-1 H-5"),
        ("h-3", "H-3"),
        ("_", "X_6"),  # a sign like any other, not "any letter"
        ("%", ""),
        ("P9", "H-5"),  # a procedure that no row describes is known by its code
        ("  ", "H-1 H-2 H-3 H-4 H-5 X_6"),
    ],
)
def test_one_box_searches_code_procedure_agency_and_step(
    given: Given, sought: str, found: str
) -> None:
    assert six(given, search=sought.strip()) == found.split()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Contains(Column.FIELD, "ho tich"), "H-1 H-2"),
        (Contains(Column.AGENCY, "an hoa"), "H-3"),
        (Contains(Column.CHANNEL, "trực tuyến"), "H-2 H-3 X_6"),
        (Contains(Column.CHANNEL, "not known"), "H-5"),
        (Contains(Column.STANDING, "quá hạn"), "H-1 H-5 X_6"),
        (Contains(Column.STANDING, "result"), "H-2 H-3"),
        (Contains(Column.STEP, "ky duyet"), "H-4"),
        (Contains(Column.UNIT, "x"), ""),
        (Between(Column.RECEIVED, date(2026, 3, 3), date(2026, 3, 4)), "H-2 H-3"),
        (Between(Column.DUE, None, date(2026, 3, 10)), "H-1 H-3"),
        (Between(Column.ENDED, date(2026, 3, 13), None), "H-2"),
    ],
    ids=str,
)
def test_each_column_has_its_filter(given: Given, asked: Any, found: str) -> None:
    assert six(given, filters=(asked,)) == found.split()


def test_filters_and_search_hold_together(given: Given) -> None:
    filters = (Contains(Column.FIELD, "ho tich"), Between(Column.RECEIVED, None, date(2026, 3, 2)))
    assert six(given, filters=filters, search="ket hon") == ["H-1"]


def test_the_neighbours_are_those_of_the_order(given: Given) -> None:
    rows, window = on(given(SIX, **NAMES)), Window(sort=LATEST_FIRST)

    def beside(code: str) -> Neighbours | None:
        return rows.neighbours(Selection(RECEIVED), WHOLE_MARCH, window, code)

    assert beside("H-1") == Neighbours(1, 6, None, "H-5")
    assert beside("H-2") == Neighbours(5, 6, "H-3", "H-4")
    assert beside("H-4") == Neighbours(6, 6, "H-2", None)
    assert beside("H-7") is None


def test_a_figure_nobody_can_give_has_no_records(given: Given) -> None:
    reader = given(
        "code | channel\nD1 | 2\nD2 | 1",
        source_capability="source | table | column | capability\nS | dossier | channel | NO",
    )
    assert listing(reader, "online", Part.DENOMINATOR).total == 0


def test_a_list_stays_in_its_scope(given: Given) -> None:
    reader = given(SIX, **NAMES)
    scope = WHOLE_MARCH.within(agency="B")
    asked = Window(filters=(Contains(Column.AGENCY, "hoai nhon"),))
    assert on(reader).rows(Selection(ON_TIME_HONEST), scope, asked).total == 0


# -- what a browser sends ------------------------------------------------------------------------
def test_a_grids_request_is_read() -> None:
    request = {
        "startRow": 100,
        "endRow": 200,
        "sortModel": [{"colId": "late", "sort": "desc"}],
        "filterModel": {
            "procedure": {"filterType": "text", "type": "contains", "filter": "đất"},
            "due": {
                "filterType": "date",
                "type": "inRange",
                "dateFrom": "2026-11-01 00:00:00",
                "dateTo": "2026-11-20 00:00:00",
            },
            "ended": {"filterType": "date", "type": "lessThan", "dateFrom": "2026-11-01"},
        },
    }
    assert windows.window_from(request, " hoai ") == Window(
        100,
        100,
        (Order(Column.LATE, descending=True),),
        (
            Contains(Column.PROCEDURE, "đất"),
            Between(Column.DUE, date(2026, 11, 1), date(2026, 11, 20)),
            Between(Column.ENDED, None, date(2026, 10, 31)),
        ),
        "hoai",
    )


def test_a_block_is_cut_to_what_one_may_ask() -> None:
    assert windows.window_from({"startRow": 10**9, "endRow": 10**12}) == Window(10_000_000, 200)


@pytest.mark.parametrize(
    "request_",
    [
        None,
        {},
        [],
        {"startRow": "0", "endRow": 100},
        {"startRow": 100, "endRow": 100},
        {"startRow": -1, "endRow": 100},
        {"startRow": True, "endRow": 100},
        {"startRow": 0, "endRow": 9, "sortModel": [{"colId": "holder", "sort": "asc"}]},
        {"startRow": 0, "endRow": 9, "sortModel": [{"colId": "due", "sort": "; drop"}]},
        {"startRow": 0, "endRow": 9, "sortModel": [{"colId": ["due"], "sort": "asc"}]},
        {"startRow": 0, "endRow": 9, "filterModel": {"late": {"filterType": "number"}}},
        {"startRow": 0, "endRow": 9, "filterModel": {"code": {"filterType": "text"}}},
        {
            "startRow": 0,
            "endRow": 9,
            "filterModel": {
                "due": {"filterType": "date", "type": "equals", "dateFrom": "0001-01-01"}
            },
        },
    ],
    ids=str,
)
def test_what_no_grid_of_ours_sends_is_refused(request_: object) -> None:
    with pytest.raises(BadWindow):
        windows.window_from(request_)


WORDS = st.sampled_from(
    ["startRow", "endRow", "sortModel", "filterModel", "colId", "sort", "filterType", "type",
     "filter", "dateFrom", "dateTo", "code", "due", "late", "sort"]
)  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=12,
)
REQUESTS = st.fixed_dictionaries(
    {"startRow": st.integers(-1, 3) | ANYTHING, "endRow": st.integers(0, 300) | ANYTHING},
    optional={
        "sortModel": st.lists(
            st.fixed_dictionaries(
                {"colId": st.sampled_from(list(Column)), "sort": st.sampled_from(["asc", "desc"])}
            )
        )
        | ANYTHING,
        "filterModel": st.dictionaries(
            st.sampled_from(list(Column)),
            st.fixed_dictionaries(
                {
                    "filterType": st.just("text"),
                    "type": st.just("contains"),
                    "filter": st.text(max_size=12),
                }
            )
            | ANYTHING,
            max_size=4,
        )
        | ANYTHING,
    },
)


@often
@drawing(request_=REQUESTS, search=st.text(max_size=12) | ANYTHING, seed=seeds)
def test_garbage_is_refused_or_answered_from_within_the_scope(
    url: str, request_: Any, search: Any, seed: int
) -> None:
    try:
        window = windows.window_from(request_, search)
    except BadWindow:
        return
    with reader_on(url, register_of(Random(seed)), {}) as reader:
        told = on(reader).rows(Selection(RECEIVED), Scope(RUNNING, agency="B"), window)
    assert {record.agency for record in told.items} <= {"B", "B1"}
    assert len(told.items) <= 200


@drawing(told=st.text(max_size=60) | ANYTHING.map(str))
def test_an_exports_address_is_read_or_refused(told: str) -> None:
    with suppress(BadWindow):
        assert isinstance(windows.window_of_address(told), Window)
