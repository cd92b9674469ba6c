"""Whose a dossier was on a day: rows, lists and sums across mergers, whole and in part."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access import engines, rules
from data_access.directory import Directory
from data_access.indicators.catalogue import BY_KEY, INDICATORS
from data_access.indicators.definition import Display, Kind
from data_access.indicators.reading import Dimension, Reading
from data_access.indicators.selection import Part, Selection
from data_access.listing import Window
from data_access.ownership import ownership_of
from data_access.periods import Period
from data_access.reader import Reader
from data_access.register import Register
from data_access.rows import Rows
from data_access.scope import Scope
from tests.board import kept_on
from tests.conftest import empty, insert_rows, make_tables
from tests.drawing import drawn
from tests.slow import STOCKS, Slow
from tests.test_agreement import NOW, PROCEDURES, often, register_of

# On 4 March X1 came to A, which stays, and S fell in two. On 9 March districts ended: N is O1 and
# O2, M is O3 with a part of O4, K the rest of O4. On 25 March, which is to come, A becomes Z.
AGENCIES = """
    code | parent | level    | valid_from | valid_to
    T    |        | PROVINCE |            |
    D    | T      | DISTRICT |            | 8
    E    | T      | DISTRICT |            | 8
    O1   | D      | COMMUNE  |            | 8
    O2   | D      | COMMUNE  |            | 8
    O3   | E      | COMMUNE  |            | 8
    O4   | E      | COMMUNE  |            | 8
    N    | T      | COMMUNE  | 9          |
    N1   | N      | BRANCH   |            |
    M    | T      | COMMUNE  | 9          |
    K    | T      | COMMUNE  | 9          |
    A    | T      | COMMUNE  |            | 24
    X1   | T      | COMMUNE  |            | 3
    Z    | T      | COMMUNE  | 25         |
    S    | T      | COMMUNE  |            | 3
    S1   | T      | COMMUNE  | 4          |
    S2   | T      | COMMUNE  | 4          |
"""
LINKS = """
    predecessor | successor | effective | kind
    O1          | N         | 9         | FULL
    O2          | N         | 9         | FULL
    O3          | M         | 9         | FULL
    O4          | M         | 9         | PARTIAL
    O4          | K         | 9         | PARTIAL
    X1          | A         | 4         | FULL
    S           | S1        | 4         | PARTIAL
    S           | S2        | 4         | PARTIAL
    A           | Z         | 25        | FULL
"""
FROM = [date(2026, 3, n) for n in (1, 4, 9, 25)]
# Whose the dossiers of a code are from each of these days on.
HOMES = {
    "T": "T T T T", "D": "D D D D", "E": "E E E E",
    "O1": "O1 O1 N N", "O2": "O2 O2 N N", "O3": "O3 O3 M M", "O4": "O4 O4 O4 O4",
    "N": "D D N N", "N1": "D D N1 N1", "M": "E E M M", "K": "O4 O4 K K",
    "A": "A A A Z", "X1": "X1 A A Z", "Z": "A A A Z",
    "S": "S S S S", "S1": "S S1 S1 S1", "S2": "S S2 S2 S2",
}  # fmt: skip
PARENTS = {row["agency_code"]: row["parent_code"] for row in drawn("agency", AGENCIES)}
PERIODS = {
    "before": Period(date(2026, 2, 20), date(2026, 3, 3)),
    "between": Period(date(2026, 3, 4), date(2026, 3, 8)),
    "straddling": Period(date(2026, 3, 2), date(2026, 3, 12)),
    "the month": Period(date(2026, 3, 1), date(2026, 3, 31)),
    "after": Period(date(2026, 3, 9), date(2026, 3, 17)),
    "running": Period(date(2026, 3, 10), date(2026, 3, 31)),
    "the year": Period(date(2026, 1, 1), date(2026, 12, 31)),
    "the day": Period(date(2026, 3, 9), date(2026, 3, 9)),
    "a first half": Period(date(2026, 3, 1), date(2026, 3, 14)),
}
ROWS = (Dimension.AGENCY, Dimension.FIELD, Dimension.PROCEDURE, Dimension.CHANNEL)
COUNTS = [each for each in INDICATORS if each.kind is not Kind.QUANTILE]
SCOPES = ("T", "D", "E", "N", "M", "K", "A", "O1", "O4", "S", "Z", "X1", "N1")
# The period of these bounds two days, so that halves need not add up.
BOUND = {"late_and_due", "late_from_before", "due_unfinished"}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make_tables(f"sqlite:///{tmp_path_factory.mktemp('merged') / 'register.sqlite'}")


def rows_of(seed: int) -> dict[str, list[dict[str, Any]]]:
    dice = Random(seed)
    rows = register_of(dice)
    for each in rows["dossier"]:
        each["agency_code"] = dice.choice([*HOMES, "UNKNOWN"])
    for each in (*rows["rating"], *rows["petition"]):
        each["agency_code"] = dice.choice([*HOMES])
    return rows


@contextmanager
def readers(url: str, rows: dict[str, Any], folder: Path | None = None) -> Iterator[list[Reader]]:
    """From the rows; and, with a folder for it, from the tally."""
    empty(url)
    told = {"agency": drawn("agency", AGENCIES), "procedure": PROCEDURES}
    insert_rows(url, told | {"agency_succession": drawn("agency_succession", LINKS)} | rows)
    plain = Reader(Register(engines.reader(url), lambda: NOW), rules.declared())
    found = [plain]
    own = None
    if folder is not None:
        own = engines.writer(f"sqlite:///{folder / 'own.sqlite'}")
        found.append(kept_on(engines.reader(url), own, NOW))
    try:
        yield found
    finally:
        for each in found:
            each.register.close()
        if own is not None:
            own.dispose()


def directory(url: str) -> Directory:
    with readers(url, {}) as (reader,):
        return reader.register.state().directory


def test_a_code_stands_for_the_agency_of_the_day(url: str) -> None:
    ownership = ownership_of(directory(url))
    found = {code: [ownership.home(code, day) for day in FROM] for code in HOMES}
    assert found == {code: homes.split() for code, homes in HOMES.items()}


def test_a_succession_that_bites_its_own_tail_ends(url: str) -> None:
    told = directory(url)
    loop = [each._replace(predecessor=each.successor, successor=each.predecessor)
            for each in told.successions]  # fmt: skip
    both = Directory(told.agencies, {}, {}, (*told.successions, *loop))
    for code in HOMES:
        for day in FROM:
            assert ownership_of(both).home(code, day) in HOMES


@settings(often, max_examples=often.max_examples * 2)
@given(
    seed=st.integers(0, 10**6),
    name=st.sampled_from(sorted(PERIODS)),
    agency=st.sampled_from(SCOPES),
    by=st.sampled_from(ROWS),
)
def test_every_row_is_its_list_and_all_rows_are_the_whole(
    url: str, seed: int, name: str, agency: str, by: Dimension
) -> None:
    scope = Scope(PERIODS[name], agency=agency)
    with readers(url, rows_of(seed)) as (reader,):
        whole = reader.read(COUNTS, scope)
        rows = reader.read(COUNTS, scope, by)
        lists = Rows(reader.register, reader.rules)
        counted = [each for each in (*whole, *rows) if each.numerator or each.denominator]
        for reading in Random(seed).sample(counted, min(len(counted), 60)):
            assert_listed(reading, lists)
    for one in whole:
        summed = sum(r.numerator or 0 for r in rows if r.indicator == one.indicator)
        assert summed == (one.numerator or 0), one.indicator.key


def assert_listed(reading: Reading, lists: Rows) -> None:
    if reading.numerator is None or reading.indicator.display is Display.MONEY:
        return
    halves = {Part.NUMERATOR: reading.numerator, Part.DENOMINATOR: reading.denominator}
    for part, number in halves.items():
        if number is not None:
            total = lists.total(Selection(reading.indicator, part), reading.scope, Window())
            assert total == number, (reading.indicator.key, reading.group, part)


@settings(often, max_examples=max(often.max_examples // 3, 1))
@given(seed=st.integers(0, 10**6), agency=st.sampled_from(SCOPES))
def test_what_is_kept_says_what_the_dossiers_say(
    url: str, tmp_path_factory: pytest.TempPathFactory, seed: int, agency: str
) -> None:
    folder = tmp_path_factory.mktemp("kept")
    with readers(url, rows_of(seed), folder) as (plain, kept):
        for name, period in Random(seed).sample(sorted(PERIODS.items()), 3):
            for by in (Dimension.WHOLE, *ROWS):
                scope = Scope(period, agency=agency)
                told, true = (each.read(INDICATORS, scope, by) for each in (kept, plain))
                assert told == true, (name, by)
        for by in (Dimension.WHOLE, Dimension.AGENCY):
            days = [Period(day, day + timedelta(days=1)) for day in FROM]
            scope = Scope(days[-1], agency=agency)
            told, true = (each.read(INDICATORS, scope, by, days) for each in (kept, plain))
            assert told == true, by


@often
@given(seed=st.integers(0, 10**6), name=st.sampled_from(sorted(PERIODS)))
def test_rows_are_counted_day_by_day(url: str, seed: int, name: str) -> None:
    """By a loop over dossiers and days, which knows nothing of how it is asked."""
    period, rows = PERIODS[name], rows_of(seed)
    slow = Slow({"procedure": PROCEDURES} | rows, NOW)
    with readers(url, rows) as (reader,):
        found = reader.read(COUNTS, Scope(period, agency="T"), Dimension.AGENCY)
    true: dict[tuple[str, str], int] = defaultdict(int)
    asked = [each for each in COUNTS if each.key not in BOUND]
    for code in HOMES:
        for part, home in parts_of(code, period):
            for indicator in asked:
                if indicator.numerator not in STOCKS:
                    n = slow.count(indicator.numerator, part.start, part.end, owner_is(code))
                    true[child_of(home), indicator.key] += n
        for indicator in asked:
            if indicator.numerator in STOCKS:
                is_start = indicator.key == "carried_over"
                last = min(period.last_day, max(NOW.date(), period.first_day))
                home = home_on(code, period.first_day if is_start else last)
                n = slow.count(indicator.numerator, period.start, period.end, owner_is(code))
                true[child_of(home), indicator.key] += n
    told = {
        (each.group, each.indicator.key): each.numerator or 0
        for each in found
        if each.indicator in asked and each.numerator is not None
    }
    silent = {each.indicator.key for each in found if each.numerator is None}
    left = {at: n for at, n in true.items() if n and at[1] not in silent}
    assert {at: n for at, n in told.items() if n} == left


def home_on(code: str, day: date) -> str:
    at = sum(first <= day for first in FROM)
    return HOMES[code].split()[max(at - 1, 0)]


def parts_of(code: str, period: Period) -> Iterator[tuple[Period, str]]:
    for number, home in enumerate(HOMES[code].split()):
        first = FROM[number] if number else date(2000, 1, 1)
        last = FROM[number + 1] - timedelta(days=1) if number + 1 < len(FROM) else date(2100, 1, 1)
        first, last = max(first, period.first_day), min(last, period.last_day)
        if first <= last:
            yield Period(first, last), home


def owner_is(code: str) -> Any:
    return lambda x: x["agency_code"] == code


def child_of(home: str) -> str:
    while home != "T" and PARENTS[home] != "T":
        home = PARENTS[home]
    return home


@often
@given(
    seed=st.integers(0, 10**6),
    agency=st.sampled_from(SCOPES),
    cut=st.sampled_from([date(2026, 3, 4), date(2026, 3, 9), date(2026, 3, 12)]),
)
def test_halves_add_up_unless_the_first_is_told_of_predecessors(
    url: str, seed: int, agency: str, cut: date
) -> None:
    whole = Period(date(2026, 2, 1), date(2026, 3, 17))
    halves = Period(whole.first_day, cut - timedelta(days=1)), Period(cut, whole.last_day)
    flows = [each for each in COUNTS if each.numerator not in STOCKS and each.key not in BOUND]
    with readers(url, rows_of(seed)) as (reader,):
        ownership = ownership_of(reader.register.state().directory)
        if any(ownership.reaches(agency, half) for half in halves):
            return
        one, *two = (reader.read(flows, Scope(each, agency=agency)) for each in (whole, *halves))
    for whole_one, *both in zip(one, *two, strict=True):
        summed = sum(each.numerator or 0 for each in both)
        assert summed == (whole_one.numerator or 0), whole_one.indicator.key


@pytest.mark.parametrize(
    ("agency", "period", "rows"),
    [
        ("T", "before", {"D": 2, "E": 0, "A": 0, "X1": 0, "S": 0, "T": 0}),
        ("T", "after", {"N": 0, "M": 0, "K": 0, "A": 0, "S1": 0, "S2": 0, "T": 0}),
        ("D", "before", {"O1": 1, "O2": 0, "D": 1}),
        ("N", "before", {"O1": 1, "O2": 0, "N": 1}),
    ],
)
def test_no_row_is_of_an_agency_that_was_not_there(
    url: str, agency: str, period: str, rows: dict[str, int]
) -> None:
    """N's dossier of February was in D, at O1 or at O2: it makes neither of them look bad."""
    dossiers = drawn(
        "dossier",
        """
        agency | received   | due        | result
        O1     | 2026-02-24 | 2026-02-26 | 2026-02-26
        N      | 2026-02-24 | 2026-02-26 |
        """,
    )
    scope = Scope(PERIODS[period], agency=agency)
    with readers(url, {"dossier": dossiers}) as (reader,):
        found = reader.read([BY_KEY["received"]], scope, Dimension.AGENCY)
        told = {each.group: each.numerator for each in found}
        assert told == {code: n for code, n in rows.items() if code in told or n}
        assert all(home_is_there(code, scope.period, reader) for code in told)
        (late,) = reader.read([BY_KEY["received"]], Scope(PERIODS["before"], agency="N"))
    assert late.numerator == 2  # N goes on with O1 and O2: what it took over was theirs


def home_is_there(code: str, period: Period, reader: Reader) -> bool:
    told = reader.register.state().directory
    return told.agencies[code].existed_in(period) or code == "N"
