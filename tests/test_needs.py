"""What each figure rests on, and who can speak for it."""

import sqlite3
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Column, make_url
from sqlalchemy.sql.visitors import iterate

from data_access import needing, rules
from data_access.contract.measures import STOCKS, Counted, Counting
from data_access.contract.schema import dossier, metadata
from data_access.contract.usable import usable
from data_access.indicators.catalogue import BY_KEY, INDICATORS
from data_access.indicators.definition import Measure
from data_access.indicators.reading import Absence
from data_access.register import CHECK_EVERY_S
from data_access.scope import Scope
from tests.conftest import Given, put
from tests.test_indicators import EARLY_MARCH, MARCH, asked, counts
from tests.test_register import reader_on

NOON = datetime(2026, 3, 31, 12)
# Refine what others say, and say nothing by themselves: without them the rest still holds.
REFINE = {
    "dossier.withdrawn_at", "dossier.refused_at", "dossier.result_at", "dossier.returned_at",
    "dossier.paused", "dossier.received_at", "dossier.outcome", "pause.started_at",
    "pause.ended_at", "dossier.procedure_code", "payment.collected_when", "rating.dossier_code",
    "rating.agency_code", "rating.criterion",
}  # fmt: skip


def counted_of(counting: Counting, measure: Measure) -> list[Counted]:
    if measure not in STOCKS:
        return [counting.measures[measure]]
    return [counting.stock(measure, None), counting.stock(measure, NOON)]


def columns_read(counting: Counting, counted: Counted) -> set[str]:
    """ "table.column" of everything a measure's conditions and instants read."""
    parts: list[Any] = [*counted.where]
    if counted.amount is not None:
        parts.append(counted.amount)
    if counted.dating not in ("period_end", "period_start"):
        parts.append(counting.column(counted.dating))
    found = (each for part in parts for each in iterate(part))
    return {
        f"{each.table.name}.{each.name}"
        for each in found
        if isinstance(each, Column) and each.table.name in metadata.tables and each.nullable
    }


def guarded(counted: Counted) -> set[str]:
    """Columns by which other tables' rows are found sound: they need not be there."""
    return {
        f"{table.name}.{each.name}"
        for table in metadata.tables.values()
        if table is not counted.table and table is not dossier
        for each in iterate(usable(table))
        if isinstance(each, Column)
    }


@pytest.mark.parametrize("late", ["day", "second"])
@pytest.mark.parametrize("measure", Measure)
def test_a_measure_needs_every_column_it_reads(measure: Measure, late: str) -> None:
    counting = Counting(rules.declared().with_choices({"late": late}), NOON)
    for counted in counted_of(counting, measure):
        needed = {column for need in counted.needs for column in needing.columns_in(need)}
        assert columns_read(counting, counted) - REFINE - guarded(counted) <= needed


@pytest.mark.parametrize(
    ("need", "given", "met"),
    [
        ("a.x", {"a.x"}, True),
        ("a.x", set(), False),
        ("a.x|b.y", {"b.y"}, True),
        ("a.x|b.y", set(), False),
        ("b.y?a.x", set(), True),
        ("b.y?a.x", {"a.x"}, False),
        ("b.y?a.x", {"a.x", "b.y"}, True),
    ],
)
def test_a_need_is_one_column_one_of_several_or_one_where_another_is(
    need: str, given: set[str], met: bool
) -> None:
    assert needing.is_met(need, given.__contains__) is met


# -- who speaks -------------------------------------------------------------------------------


def no(*columns: str) -> str:
    """The source S says that it has none of these columns."""
    lines = [f"S | {column.replace('.', ' | ')} | NO" for column in columns]
    return "\n".join(["source | table | column | capability", *lines])


def test_a_sheet_of_petitions_kept_by_hand_speaks_though_the_system_is_silent(
    given: Given,
) -> None:
    reader = given(
        "code\nD1",
        source_capability=no("petition.due_at", "petition.answered_at"),
        petition="source | agency | due | answered\nSHEET | A | 10 | 9\nSHEET | A | 10 | 12",
    )
    assert counts(reader, "petitions_on_time") == (1, 2)


def test_a_list_of_letters_that_declares_itself_speaks_for_every_dossier(given: Given) -> None:
    reader = given(
        "code | due | result | outcome\nD1 | 5 | 10 | RESULT\nD2 | 5 | 10 | RESULT",
        source_capability=no("apology.issued_at") + "\nSHEET | apology | issued_at | DERIVED",
        apology="code | source | issued\nD1 | SHEET | 9",
    )
    assert counts(reader, "apologies") == (1, 2)
    assert asked(reader, "apologies").derived


@pytest.mark.parametrize(
    ("column", "silent"),
    [
        ("payment.paid_at", {"online_payments", "online_amount"}),
        ("payment.status", {"online_payment", "online_payments", "online_amount"}),
        ("petition.answered_at", {"petitions_on_time"}),
        ("dossier.result_at", set()),
        ("dossier.returned_at", {"response_rate"}),
    ],
)
def test_what_a_column_carries_is_no_data_without_it(
    given: Given, column: str, silent: set[str]
) -> None:
    reader = given(
        "code | due | returned | outcome\nD1 | 5 | 10 | RESULT",
        source_capability=no(column),
        payment="code | method\nD1 | ONLINE_NATIONAL",
    )
    found = {key for key in BY_KEY if asked(reader, key).absence is Absence.SOURCE_SILENT}
    assert found == silent


def test_the_day_of_return_is_enough_to_know_an_end(given: Given) -> None:
    reader = given(
        "code | due | returned | outcome\nD1 | 12 | 10 | RESULT",
        source_capability=no("dossier.result_at"),
    )
    assert counts(reader, "on_time_official") == (1, 1)


FLAGGED = """
    code | received | due | paused
    D1   | 2        | 5   | yes
    D2   | 2        | 5   |
"""


def test_a_flag_says_what_is_stopped_now_and_nothing_of_then(given: Given) -> None:
    reader = given(FLAGGED, source_capability=no("pause.started_at"))
    assert (counts(reader, "paused"), counts(reader, "overdue")) == ((1, None), (1, None))
    then = {key: asked(reader, key, EARLY_MARCH).absence for key in ("paused", "overdue")}
    assert set(then.values()) == {Absence.SOURCE_SILENT}
    assert counts(reader, "received", EARLY_MARCH) == (2, None)


def test_a_source_that_knows_no_pauses_at_all_has_none(given: Given) -> None:
    reader = given(
        "code | received | due\nD1 | 2 | 5",
        source_capability=no("pause.started_at", "dossier.paused"),
    )
    assert counts(reader, "overdue", EARLY_MARCH) == (1, None)


# -- to the second, by the day ----------------------------------------------------------------


def test_a_dossier_known_by_its_day_is_not_overdue_before_the_day_is_over(given: Given) -> None:
    """At noon of the 31st."""
    reader = given(
        """
        code | due      | time_precision
        D1   | 31 00:00 | DAY
        D2   | 31 11:00 | TIME
        D3   | 31 13:00 | TIME
        D4   | 30 00:00 | DAY
        """,
        rule={"late": "second"},
    )
    assert counts(reader, "overdue") == (2, None)
    assert counts(reader, "on_time_honest") == (0, 2)


def test_a_petition_is_answered_by_the_day_whatever_holds_for_dossiers(given: Given) -> None:
    reader = given(
        petition="agency | due | answered\nA | 10 00:00 | 10 16:00\nA | 10 00:00 | 11 08:00",
        rule={"late": "second"},
    )
    assert counts(reader, "petitions_on_time") == (1, 2)


# -- stopped ----------------------------------------------------------------------------------


def test_stopping_a_dossier_that_is_late_already_does_not_make_it_less_late(given: Given) -> None:
    reader = given(
        """
        code | received | due | paused
        D1   | 2        | 10  |
        D2   | 2        | 10  |
        D3   | 2        | 10  | yes
        D4   | 2        | 10  |
        """,
        pause="""
        code | started | ended
        D1   | 9       |
        D2   | 20      |
        D4   | 5       | 8
        """,
    )
    assert counts(reader, "on_time_honest") == (0, 2)  # D2 and D4; D1, D3 stood still in time
    assert counts(reader, "overdue") == (1, None)  # D4: what stands still is a line of its own


# -- what comes and goes while the server runs -------------------------------------------------


def test_a_table_that_goes_away_costs_its_own_figures_and_comes_back(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(sqlite_url, {"dossier": "code | due | result | outcome\nD1 | 5 | 10 | RESULT"})
    reader = reader_on(sqlite_url)
    clock = [0.0]
    monkeypatch.setattr("data_access.register.monotonic", lambda: clock[0])
    assert asked(reader, "apologies").denominator == 1

    def later(statement: str) -> Absence | None:
        with sqlite3.connect(make_url(sqlite_url).database or "") as connection:
            connection.execute(statement)
        for _ in range(3):
            clock[0] += CHECK_EVERY_S
            try:
                told = {r.indicator.key: r for r in reader.read(INDICATORS, Scope(MARCH))}
            except Exception:
                continue
        assert told["received"].numerator == 1
        return told["apologies"].absence

    assert later("ALTER TABLE apology RENAME TO elsewhere") is Absence.SOURCE_SILENT
    clock[0] += 31
    assert later("ALTER TABLE elsewhere RENAME TO apology") is None
