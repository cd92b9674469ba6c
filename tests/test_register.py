"""The register: only read, surveyed for what it lacks, honest about its age and its absence."""

import sqlite3
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import DBAPIError

from data_access import engines, rules
from data_access.contract.schema import metadata
from data_access.indicators.catalogue import BY_KEY, INDICATORS
from data_access.indicators.definition import Display
from data_access.indicators.reading import Absence, Dimension, Reading, Unavailable
from data_access.periods import Period
from data_access.reader import Reader
from data_access.register import Register, until_next
from data_access.scope import Scope
from tests.conftest import Given, put

NOW = datetime(2026, 3, 31, 12)  # a Tuesday
MARCH = Scope(Period(date(2026, 3, 1), date(2026, 3, 31)))
DOSSIER = "code | due | result | outcome\nD1 | 10 | 12 | RESULT"


def said(reader: Reader) -> dict[str, Reading]:
    return {reading.indicator.key: reading for reading in reader.read(INDICATORS, MARCH)}


def reader_on(url: str, now: datetime = NOW, **settings: object) -> Reader:
    register = Register(engines.reader(url), lambda: now, **settings)  # type: ignore[arg-type]
    return Reader(register, rules.declared())


# -- only read --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO dossier (dossier_code) VALUES ('X')",
        "UPDATE dossier SET status = 10 WHERE status = 1",
        "DELETE FROM dossier WHERE status = 1",
        "DROP TABLE dossier",
        "CREATE TABLE other (n integer)",
    ],
)
def test_a_write_is_refused_by_the_database(engine: Engine, statement: str) -> None:
    with engine.connect() as connection, pytest.raises(DBAPIError, match=r"(?i)read.?only"):
        connection.execute(text(statement))


def test_a_file_that_is_not_there_is_not_made_on_the_way(tmp_path: Path) -> None:
    reader = reader_on(f"sqlite:///{tmp_path / 'nowhere.sqlite'}")
    with pytest.raises(Unavailable):
        said(reader)
    assert list(tmp_path.iterdir()) == []


# -- what it lacks ----------------------------------------------------------------------------

LOST = {
    "document": {"digitised", "all_digitised", "electronic_result", "reuse"},
    "payment": {"online_payment", "online_payments", "online_amount"},
    "rating": {"satisfaction", "response_rate"},
    "petition": {"petitions_on_time", "petitions_received"},
    "apology": {"apologies", "no_letter"},
    "pause": set(),
    "step": set(),
    "holiday": set(),
    "source_capability": set(),
    "agency_succession": set(),
    "published_figure": set(),
}


@pytest.mark.parametrize("table", LOST)
def test_without_a_table_its_indicators_have_no_data_and_the_rest_works(
    sqlite_url: str, table: str
) -> None:
    put(sqlite_url, {"dossier": DOSSIER})
    change(sqlite_url, f"DROP TABLE {table}")
    found = said(reader_on(sqlite_url))
    silent = {key for key, each in found.items() if each.absence is Absence.SOURCE_SILENT}
    assert silent == LOST[table]
    assert found["resolved_late"].numerator == 1


@pytest.mark.parametrize(
    ("column", "lost"),
    [
        ("channel", {"online", "full_process_online", "post"}),
        ("paused", set()),
        ("deleted", set()),
        ("step_name", set()),
        ("returned_at", {"response_rate"}),
        ("withdrawn_at", set()),
        ("due_at", {
            "gone_late", "no_letter",
            "resolved_early", "resolved_on_time", "resolved_late", "resolved_no_due",
            "on_time_official", "on_time_honest", "apologies", "late_and_due", "late_from_before",
            "due_unfinished", "overdue", "pending_in_time", "pending_no_due",
        }),
    ],
)  # fmt: skip
def test_without_a_column_its_indicators_have_no_data_and_the_rest_works(
    sqlite_url: str, column: str, lost: set[str]
) -> None:
    put(sqlite_url, {"dossier": DOSSIER})
    for index in ("dossier_closing", "dossier_due_moment", "dossier_open"):
        change(sqlite_url, f"DROP INDEX {index}")
    change(sqlite_url, f"ALTER TABLE dossier DROP COLUMN {column}")
    found = said(reader_on(sqlite_url))
    silent = {key for key, each in found.items() if each.absence is Absence.SOURCE_SILENT}
    assert silent == lost
    assert found["received"].numerator == 1


def test_a_column_without_a_word_is_no_data_in_every_breakdown(sqlite_url: str) -> None:
    put(sqlite_url, {"dossier": DOSSIER, "agency": "code | parent\nT |\nA | T"})
    change(sqlite_url, "DROP TABLE document")
    reader = reader_on(sqlite_url)
    scope = MARCH.within(agency="T")
    for by in (Dimension.AGENCY, Dimension.CHANNEL, Dimension.FIELD):
        rows = reader.read([BY_KEY["received"], BY_KEY["digitised"]], scope, by)
        said = {row.absence for row in rows if row.indicator.key == "digitised"}
        assert said == {Absence.SOURCE_SILENT}


def change(url: str, statement: str) -> None:
    with sqlite3.connect(make_url(url).database or "") as connection:
        connection.execute(statement)


# -- how old it is ----------------------------------------------------------------------------


def test_the_newest_change_in_the_source_dates_the_data(given: Given) -> None:
    moment = given(DOSSIER).register.moment()
    assert moment.as_of == datetime(2026, 3, 31, 11, 55)
    assert (moment.now, moment.is_stale) == (NOW, False)


@pytest.mark.parametrize(
    ("clock", "stale"),
    [
        (datetime(2026, 4, 1, 23), False),  # the day after the newest change
        (datetime(2026, 4, 2, 8), True),  # a whole working day without one
    ],
)
def test_a_working_day_without_a_change_makes_data_old(
    sqlite_url: str, clock: datetime, stale: bool
) -> None:
    put(sqlite_url, {"dossier": DOSSIER})
    moment = reader_on(sqlite_url, clock).register.moment()
    assert moment.is_stale is stale
    assert moment.now == (datetime(2026, 3, 31, 11, 55) if stale else clock)


def test_a_weekend_without_a_change_does_not(sqlite_url: str) -> None:
    put(sqlite_url, {"dossier": DOSSIER})
    change(sqlite_url, "UPDATE dossier SET source_updated_at = '2026-03-27 16:00:00'")
    monday = datetime(2026, 3, 30, 8)
    assert not reader_on(sqlite_url, monday).register.moment().is_stale


def test_a_site_may_say_after_how_long_its_data_is_old(sqlite_url: str) -> None:
    put(sqlite_url, {"dossier": DOSSIER})
    for minutes, stale in ((10, False), (4, True)):
        limit = timedelta(minutes=minutes)
        assert reader_on(sqlite_url, stale_after=limit).register.moment().is_stale is stale


def test_old_data_is_judged_by_its_own_day(sqlite_url: str) -> None:
    """Due on 1 April, data of 31 March, read on 10 April: nobody knows whether it was missed."""
    put(sqlite_url, {"dossier": "due\n2026-04-01"})
    april = Scope(Period(date(2026, 4, 1), date(2026, 4, 30)))
    reader = reader_on(sqlite_url, datetime(2026, 4, 10, 9))
    (overdue,) = reader.read([BY_KEY["overdue"]], april)
    assert (overdue.numerator, overdue.absence) == (None, Absence.NO_DATA_SINCE)
    (march,) = reader.read([BY_KEY["overdue"]], MARCH)
    assert march.numerator == 0


def test_a_stamp_in_the_future_is_not_believed(sqlite_url: str) -> None:
    put(sqlite_url, {"dossier": DOSSIER})
    change(sqlite_url, "UPDATE dossier SET source_updated_at = '2031-01-01 00:00:00'")
    reader = reader_on(sqlite_url)
    assert reader.register.moment().as_of == NOW - timedelta(minutes=5)  # when it was extracted
    late = reader_on(sqlite_url, NOW + timedelta(days=90))
    assert late.register.moment().is_stale


def test_a_stamp_in_the_future_hides_no_change_after_it(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data_access.register.CHECK_EVERY_S", 0.0)
    put(sqlite_url, {"dossier": "code\nD1\nD2"})
    ahead = "UPDATE dossier SET source_updated_at = '2031-01-01 00:00:00'"
    change(sqlite_url, f"{ahead} WHERE dossier_code = 'D1'")
    reader = reader_on(sqlite_url)
    before = reader.register.moment().version
    moved = "UPDATE dossier SET source_updated_at = '2026-03-31 11:58:00'"
    change(sqlite_url, f"{moved} WHERE dossier_code = 'D2'")
    assert reader.register.moment().version != before


def test_a_rating_without_a_change_of_its_dossier_is_noticed(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data_access.register.CHECK_EVERY_S", 0.0)
    monkeypatch.setattr("data_access.register.COUNT_EVERY_S", 0.0)
    put(sqlite_url, {"dossier": DOSSIER})
    reader = reader_on(sqlite_url)
    before = reader.register.moment().version
    put(sqlite_url, {"rating": "code | agency | rated\nD1 | A | 5"})
    assert reader.register.moment().version != before


def test_an_owner_nobody_describes_is_listed_by_its_code(sqlite_url: str) -> None:
    put(sqlite_url, {"dossier": "agency\nGHOST", "agency": "code\nA"})
    reader = reader_on(sqlite_url)
    (ghost,) = reader.read([BY_KEY["received"]], MARCH.within(agency="GHOST"))
    assert ghost.numerator == 1


def test_nobody_says_paused_where_neither_flag_nor_pauses_are_known(sqlite_url: str) -> None:
    put(sqlite_url, {"dossier": DOSSIER})
    change(sqlite_url, "DROP TABLE pause")
    change(sqlite_url, "ALTER TABLE dossier DROP COLUMN paused")
    assert said(reader_on(sqlite_url))["paused"].absence is Absence.SOURCE_SILENT


def test_an_empty_register_has_no_age(given: Given) -> None:
    moment = given().register.moment()
    assert (moment.as_of, moment.is_stale) == (None, False)


def test_a_change_is_seen_within_a_second(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data_access.register.CHECK_EVERY_S", 0.0)
    put(sqlite_url, {"dossier": DOSSIER})
    reader = reader_on(sqlite_url)
    before = reader.register.moment().version
    put(sqlite_url, {"dossier": "code\nD2"})
    change(sqlite_url, "UPDATE dossier SET extracted_at = '2026-03-31 11:58:00' WHERE channel = 1")
    assert reader.register.moment().version != before
    assert said(reader)["received"].numerator == 2


def test_a_dossier_deleted_without_a_trace_is_noticed_by_counting(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data_access.register.CHECK_EVERY_S", 0.0)
    monkeypatch.setattr("data_access.register.COUNT_EVERY_S", 0.0)
    put(sqlite_url, {"dossier": "code\nD1\nD2"})
    reader = reader_on(sqlite_url)
    before = reader.register.moment().version
    change(sqlite_url, "DELETE FROM dossier WHERE dossier_code = 'D2'")
    assert reader.register.moment().version != before


# -- when it does not answer ------------------------------------------------------------------


def test_a_register_that_goes_away_is_unavailable_and_comes_back(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data_access.register.CHECK_EVERY_S", 0.0)
    put(sqlite_url, {"dossier": DOSSIER})
    reader = reader_on(sqlite_url)
    assert said(reader)["received"].numerator == 1
    path = Path(make_url(sqlite_url).database or "")
    reader.register.close()
    path.rename(path.with_suffix(".away"))
    with pytest.raises(Unavailable):
        said(reader)
    path.with_suffix(".away").rename(path)
    assert said(reader)["received"].numerator == 1


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    file = tmp_path / "letter.sqlite"
    file.write_text("Kính gửi: Trung tâm Phục vụ hành chính công " * 50, encoding="utf-8")
    with pytest.raises(Unavailable):
        said(reader_on(f"sqlite:///{file}"))


def test_a_database_without_the_contract_has_no_data_and_no_crash(tmp_path: Path) -> None:
    file = tmp_path / "empty.sqlite"
    sqlite3.connect(file).execute("CREATE TABLE other (n integer)").connection.close()
    found = said(reader_on(f"sqlite:///{file}"))
    shares = [each for each in found.values() if each.indicator.display is Display.SHARE]
    assert {each.value for each in shares} == {None}


def test_the_contract_has_its_fourteen_tables_each_column_explained() -> None:
    assert len(metadata.tables) == 14
    bare = [
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if not column.comment
    ]
    assert bare == []


@pytest.mark.parametrize(("now", "left"), [(60.0, 30.0), (61.5, 28.5), (89.0, 1.0)])
def test_workers_count_again_at_the_same_moments(
    monkeypatch: pytest.MonkeyPatch, now: float, left: float
) -> None:
    monkeypatch.setattr("data_access.register.time", lambda: now)
    assert until_next(30.0) == pytest.approx(left)
