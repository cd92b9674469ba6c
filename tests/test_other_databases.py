"""What SQLite and PostgreSQL are asked elsewhere, asked of MariaDB and ClickHouse: same tests."""

import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from random import Random
from signal import SIGCONT, SIGSTOP
from socket import socket
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given as drawing
from hypothesis import settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from data_access import engines, rows, rules
from data_access.commands.create import create
from data_access.contract.quality import findings
from data_access.contract.quality_asking import Asking
from data_access.contract.survey import contents
from data_access.indicators.catalogue import INDICATORS, RECEIVED
from data_access.indicators.reading import Absence, Dimension, Reading, Unavailable
from data_access.indicators.selection import Selection
from data_access.listing import Column, Order, Standing, Window
from data_access.periods import Period
from data_access.reader import Reader
from data_access.register import Register
from data_access.scope import Scope
from tests import test_agreement, test_course, test_register, test_rows
from tests.conftest import Beside, Given, empty, fresh_database, insert_rows, missing, put
from tests.drawing import drawn
from tests.keeping import is_kept
from tests.servers import mariadb_in, program
from tests.test_agreement import BELOW, MARCH, REPLAY_AT, RULES, RUNNING, seeds
from tests.test_course import (  # noqa: F401
    test_a_code_may_be_anything,
    test_a_code_that_is_not_there_has_neighbours,
    test_a_source_that_tells_no_steps_shows_the_one_it_is_at,
    test_how_each_indicator_counts_it,
    test_how_long_others_of_its_procedure_took,
    test_papers_fees_and_voices_are_told,
    test_steps_are_told_in_working_days_without_the_stops,
    test_twins_under_one_national_code_are_named,
    test_what_happened_stands_in_its_order,
    test_why_an_open_dossier_is_not_counted,
    whole,
)
from tests.test_past_periods import (  # noqa: F401
    test_lines_of_a_past_stock_are_of_then,
)
from tests.test_register import (  # noqa: F401
    test_a_write_is_refused_by_the_database,
    test_an_empty_register_has_no_age,
    test_the_newest_change_in_the_source_dates_the_data,
)
from tests.test_rows import (  # noqa: F401
    test_a_figure_nobody_can_give_has_no_records,
    test_a_list_is_put_in_order,
    test_each_column_has_its_filter,
    test_filters_and_search_hold_together,
    test_how_a_dossier_stands,
    test_late_is_told_in_working_days_and_only_of_the_late,
    test_one_box_searches_code_procedure_agency_and_step,
    test_payments_ratings_and_petitions_are_records_of_their_own,
    test_the_neighbours_are_those_of_the_order,
    test_who_was_open_at_the_instant_looked_back_from_has_no_end,
)

few = settings(test_agreement.often, max_examples=3)


@pytest.fixture(scope="module", params=["mariadb", "clickhouse"])
def server(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


@pytest.fixture(scope="module")
def url(server: str) -> Iterator[str]:
    """One register for the whole file: emptied, not made anew."""
    yield from fresh_database(server)


@pytest.fixture
def register_url(url: str) -> str:
    empty(url)
    return url


# -- as a loop counts ----------------------------------------------------------------------------
@pytest.mark.parametrize("replay_at", [None, REPLAY_AT], ids=["now", "then"])
@pytest.mark.parametrize("rule", RULES, ids=str)
@few
@drawing(seed=seeds, by=st.sampled_from(list(BELOW)), span=st.sampled_from([MARCH, RUNNING]))
def test_a_period_agrees_with_a_loop(
    url: str,
    rule: dict[str, str],
    replay_at: datetime | None,
    seed: int,
    by: Any,
    span: Period,
) -> None:
    test_agreement.agrees(url, seed, by, (span,), rule, replay_at)


def inner(test: Any) -> Any:
    """A test without its budget of examples."""
    return test.hypothesis.inner_test


@few
@drawing(seed=seeds, by=st.sampled_from(list(BELOW)[:2]))
def test_many_periods_at_once_agree_with_a_loop(url: str, seed: int, by: Any) -> None:
    inner(test_agreement.test_many_periods_at_once_agree_with_a_loop)(url, seed, by)


@settings(few, max_examples=2)
@drawing(seed=seeds, by=st.sampled_from(list(BELOW)))
def test_every_figure_leads_to_as_many_records_as_it_counts(url: str, seed: int, by: Any) -> None:
    test = test_rows.test_every_figure_leads_to_as_many_records_as_it_counts
    inner(test)(url, {}, seed, by, MARCH)


@few
@drawing(seed=seeds, column=st.sampled_from(list(Column)), down=st.booleans())
def test_pages_of_a_list_put_together_are_the_list(
    url: str, seed: int, column: Column, down: bool
) -> None:
    inner(test_rows.test_pages_of_a_list_put_together_are_the_list)(url, seed, column, down)


@settings(few, max_examples=1)
@drawing(seed=seeds)
def test_a_verdict_is_what_the_lists_say(url: str, seed: int) -> None:
    inner(test_course.test_a_verdict_is_what_the_lists_say)(url, seed)


@pytest.mark.parametrize("column", [Column.LATE, Column.AGENCY, Column.DUE])
def test_a_list_too_long_to_be_ours_is_put_in_order_there(
    given: Given, monkeypatch: pytest.MonkeyPatch, column: Column
) -> None:
    """By the database's own days and codes; streamed, too."""
    monkeypatch.setattr("data_access.rows.EXACT", 2)
    reader = given(test_rows.SIX)
    order = {
        Column.LATE: "H-1 H-5 X_6 H-3 H-2 H-4",
        Column.AGENCY: "X_6 H-3 H-2 H-1 H-4 H-5",
        Column.DUE: "H-2 H-5 X_6 H-1 H-3 H-4",
    }
    asked = Window(sort=(Order(column, descending=True),))
    lists = rows.Rows(reader.register, reader.rules)
    block = lists.rows(Selection(RECEIVED), test_rows.WHOLE_MARCH, asked)
    assert test_rows.codes(block) == order[column].split()
    streamed = lists.iterate(Selection(RECEIVED), test_rows.WHOLE_MARCH, asked)
    assert [record.code for record in streamed] == order[column].split()


# -- what databases differ in ----------------------------------------------------------------------
CODES = ["D1", "D1 ", "d1", "Đ1"]  # in the order of their bytes


def spelled(given: Given, agency: str) -> list[str | None]:
    return test_rows.codes(
        rows.Rows((reader := given()).register, reader.rules).rows(
            Selection(RECEIVED), test_rows.WHOLE_MARCH.within(agency=agency), Window()
        )
    )


def dossiers_of_codes() -> dict[str, list[dict[str, Any]]]:
    """One dossier of each code, at an agency of the same code."""
    usual, agency = drawn("dossier", "code\nx")[0], drawn("agency", "code\nx")[0]
    return {
        "dossier": [usual | {"dossier_code": code, "agency_code": code} for code in CODES],
        "agency": [agency | {"agency_code": code} for code in CODES],
    }


def test_codes_are_compared_byte_by_byte(register_url: str, given: Given) -> None:
    insert_rows(register_url, dossiers_of_codes())
    assert [spelled(given, code) for code in CODES] == [[code] for code in CODES]


@pytest.mark.parametrize("collation", ["utf8mb4_general_ci", "utf8mb4_bin", "latin1_swedish_ci"])
def test_whatever_collation_a_site_chose(mariadb: str, collation: str) -> None:
    """Its own tables ask neither about case nor about marks nor about spaces at the end."""
    for url in fresh_database(mariadb):
        codes = CODES[:3]
        change(url, "ALTER TABLE dossier DROP PRIMARY KEY")
        change(url, "ALTER TABLE agency DROP PRIMARY KEY")
        for table in ("dossier", "agency", "pause"):
            charset = collation.partition("_")[0]
            change(
                url, f"ALTER TABLE {table} CONVERT TO CHARACTER SET {charset} COLLATE {collation}"
            )
        told = dossiers_of_codes()
        insert_rows(url, {name: rows[:3] for name, rows in told.items()})
        put(url, {"pause": "code | pause_no | started\nd1 | 1 | 5"})
        reader = test_register.reader_on(url)
        lists = rows.Rows(reader.register, reader.rules)
        for code in codes:
            scope = test_rows.WHOLE_MARCH.within(agency=code)
            (record,) = lists.rows(Selection(RECEIVED), scope, Window()).items
            assert record.code == code
            is_stopped = record.standing is Standing.PAUSED
            assert is_stopped is (code == "d1")
        reader.register.close()


def test_instants_come_back_as_they_were_told(given: Given) -> None:
    """Long ago, at midnight: no zone of any machine has a say in it."""
    reader = given("code | received | due\nOLD | 1965-07-01 00:00 | 31 23:59")
    lists = rows.Rows(reader.register, reader.rules)
    scope = Scope(Period(date(1965, 7, 1), date(1965, 7, 1)))
    (record,) = lists.rows(Selection(RECEIVED), scope, Window()).items
    assert record.received_at == datetime(1965, 7, 1)
    assert record.due_at == datetime(2026, 3, 31, 23, 59)


@pytest.mark.parametrize("kind", ["DateTime('Asia/Ho_Chi_Minh')", "DateTime", "DateTime64(3)"])
def test_whatever_zone_a_site_declared(clickhouse: str, kind: str) -> None:
    """What its columns show on the wall is what we read, and what we compare with."""
    for url in fresh_database(clickhouse):
        put(url, {"dossier": "code\nD1"})
        change(url, f"ALTER TABLE dossier MODIFY COLUMN due_at Nullable({kind})")
        change(url, "ALTER TABLE dossier UPDATE due_at = '2026-03-10 23:30:00' WHERE 1")
        reader = test_register.reader_on(url)
        asked = Scope(test_rows.WHOLE_MARCH.period, due_to=date(2026, 3, 10))
        lists = rows.Rows(reader.register, reader.rules)
        (record,) = lists.rows(Selection(RECEIVED), asked, Window()).items
        assert record.due_at == datetime(2026, 3, 10, 23, 30)
        assert (record.days_late, record.standing) == (15, Standing.OVERDUE)
        reader.register.close()


@pytest.mark.parametrize("table", ["document", "payment", "pause", "agency_succession"])
def test_without_a_table_its_indicators_have_no_data(server: str, table: str) -> None:
    for url in fresh_database(server):
        put(url, {"dossier": test_register.DOSSIER})
        change(url, f"DROP TABLE {table}")
        silent, found = silences(url)
        assert silent == test_register.LOST[table]
        assert found["resolved_late"].numerator == 1


def test_without_columns_their_indicators_have_no_data(server: str) -> None:
    for url in fresh_database(server):
        put(url, {"dossier": test_register.DOSSIER})
        for column in ("channel", "paused", "deleted", "step_name", "returned_at"):
            change(url, f"ALTER TABLE dossier DROP COLUMN {column}")
        silent, found = silences(url)
        assert silent == {"online", "full_process_online", "post", "response_rate"}
        assert found["received"].numerator == 1


def silences(url: str) -> tuple[set[str], dict[str, Reading]]:
    reader = test_register.reader_on(url)
    found = test_register.said(reader)
    reader.register.close()
    return {key for key, each in found.items() if each.absence is Absence.SOURCE_SILENT}, found


def change(url: str, statement: str) -> None:
    engine = engines.writer(url)
    with engine.connect() as connection:
        connection.execute(text(statement), execution_options={"settings": {"mutations_sync": 2}})
    engine.dispose()


def test_the_command_makes_the_tables_once(server: str) -> None:
    for url in fresh_database(server):
        change(url, "DROP TABLE payment")
        made, again = (CliRunner().invoke(create, ["--database", url]) for _ in range(2))
        assert (made.exit_code, made.output.rpartition(": ")[2]) == (0, "made payment\n")
        assert again.output.endswith("made nothing, all was there\n")


def test_a_check_finds_what_it_finds_elsewhere(server: str) -> None:
    """Dossiers and pauses compared with others of the same table."""
    for url in fresh_database(server):
        put(
            url,
            {
                "dossier": "code | national_dossier_code\nD1 | N\nD2 | N\nD3 | M",
                "pause": "code | pause_no | started | ended\nD1 | 1 | 3 | 9\nD1 | 2 | 5 | 7",
            },
        )
        engine = engines.reader(url)
        with engine.connect() as connection:
            found = {
                each.key: each
                for each in findings(Asking(connection, contents(connection)), test_register.NOW)
            }
        engine.dispose()
        assert found["same_national_code"].examples == ("D1", "D2")
        assert found["overlapping_pauses"].examples == ("D1",)
        assert found["unknown_agency"].count == 3


# -- who does not answer ---------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["mariadb", "mysql", "clickhouse"])
def test_a_server_that_says_nothing_is_waited_for_no_longer_than_a_page_may(kind: str) -> None:
    with socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"{kind}://u:secret@127.0.0.1:{silent.getsockname()[1]}/x"
        began = monotonic()
        with pytest.raises(Unavailable):
            test_register.reader_on(url).register.state()
        assert monotonic() - began < 3


def test_a_mariadb_that_falls_silent_is_noticed(mariadb_of_our_own: tuple[str, int]) -> None:
    """Stopped in its tracks: the connections stand, nobody answers on them."""
    url, process = mariadb_of_our_own
    engine = engines.reader(url)
    with engine.connect() as connection:
        connection.execute(text("SELECT SLEEP(1.5)"))  # longer than anybody waits for a greeting
    os.kill(process, SIGSTOP)
    os.waitpid(process, os.WUNTRACED)  # until it really stands still
    try:
        began = monotonic()
        with pytest.raises(DBAPIError), engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        assert monotonic() - began < 3
    finally:
        os.kill(process, SIGCONT)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    engine.dispose()


@pytest.fixture
def mariadb_of_our_own() -> Iterator[tuple[str, int]]:
    if not program("mariadbd"):
        missing("no MariaDB: apt-get install mariadb-server")
    with TemporaryDirectory(prefix="onestop-mariadb-") as folder, mariadb_in(Path(folder)) as url:
        yield url, int((Path(folder) / "data" / "pid").read_text())


# -- counted once, and followed ------------------------------------------------------------------
def test_a_tally_is_kept_of_it(register_url: str, kept_beside: Beside) -> None:
    """First count and looks by stamps run there; the tally stays in its own database."""
    dice = Random(7)
    all_rows = test_agreement.register_of(dice)
    codes = {each["dossier_code"] for each in all_rows["dossier"][:60]}
    first = {
        name: [row for row in each if row["dossier_code"] in codes]
        for name, each in all_rows.items()
    }
    agencies = {"agency": test_agreement.AGENCIES, "procedure": test_agreement.PROCEDURES}
    insert_rows(register_url, agencies | first)
    engine = engines.reader(register_url)
    register = Register(engine, lambda: test_agreement.NOW)
    reader = Reader(register, rules.declared())
    assert kept_beside(reader).register.state().newest.is_followed
    agrees_in_cells(kept_beside(reader), reader)
    later = {
        name: [row for row in each if row["dossier_code"] not in codes]
        for name, each in all_rows.items()
    }
    insert_rows(register_url, later)
    agrees_in_cells(kept_beside(reader), Reader(Register(engine, register.clock), reader.rules))
    engine.dispose()


def agrees_in_cells(kept: Reader, raw: Reader) -> None:
    for by in (Dimension.WHOLE, Dimension.AGENCY, Dimension.FIELD):
        scope = Scope(RUNNING, agency="T")
        assert is_kept(kept, scope, by)
        assert kept.read(INDICATORS, scope, by) == raw.read(INDICATORS, scope, by)
