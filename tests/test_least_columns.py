"""A register that has the least columns gives the figures these allow, and says what it lacks."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from app import Around
from callbacks.doors import Doors
from callbacks.navigation import regions
from data_access import engines, rules
from data_access.commands.check import check
from data_access.courses import Courses
from data_access.indicators.catalogue import BY_KEY, INDICATORS
from data_access.indicators.reading import Absence
from data_access.needs import columns_of_all
from data_access.periods import Period
from data_access.reader import Reader
from data_access.register import Register
from data_access.rows import Rows
from data_access.scope import Scope
from data_access.tally.keeper import Keeper
from data_access.tally.store import Tally
from tests.board import text

NOW = datetime(2026, 3, 31, 12)
MARCH = Scope(Period(datetime(2026, 3, 1).date(), datetime(2026, 3, 31).date()), agency="A")
LEAST = (
    "dossier_code text, agency_code text, received_at datetime, due_at datetime, result_at datetime"
)
COUNT = 150
ALLOWED = {
    "received", "resolved", "resolved_early", "resolved_on_day", "resolved_on_time",
    "resolved_late", "resolved_no_due", "on_time_official", "on_time_honest", "late_and_due",
    "late_from_before", "due_unfinished", "carried_over", "pending", "overdue", "pending_in_time",
    "pending_no_due", "undated", "withdrawn", "sent_back", "not_accepted",
}  # fmt: skip


@pytest.fixture
def least(tmp_path: Path) -> str:
    """Every third is late, every fifth open; all fell due by the 20th."""
    file = tmp_path / "least.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute(f"CREATE TABLE dossier ({LEAST})")
        for n in range(COUNT):
            came = datetime(2026, 3, 2, 8) + timedelta(days=n % 10)
            due = came + timedelta(days=7)
            ended = None if n % 5 == 0 else due + timedelta(days=1 if n % 3 == 0 else -1)
            row = (f"D{n:03}", "A", str(came), str(due), ended and str(ended))
            connection.execute("INSERT INTO dossier VALUES (?, ?, ?, ?, ?)", row)
    return f"sqlite:///{file}"


def readers(url: str, folder: Path) -> Iterator[Reader]:
    """From the rows, and from a tally."""
    engine, own = engines.reader(url), engines.writer(f"sqlite:///{folder / 'own.sqlite'}")
    yield Reader(Register(engine, lambda: NOW), rules.declared())
    assert Keeper(engine, own, rules.declared(), lambda: NOW).look() == "built"
    tally = Tally(own)
    reader = Reader(Register(engine, lambda: NOW, follower=tally), rules.declared(), tally)
    assert reader.register.state().newest.is_followed
    yield reader
    own.dispose()


def test_the_least_columns_give_what_they_allow(least: str, tmp_path: Path) -> None:
    for reader in readers(least, tmp_path):
        found = {each.indicator.key: each for each in reader.read(INDICATORS, MARCH)}
        told = {key: found[key].numerator for key in ("received", "resolved", "resolved_late",
                                                      "overdue", "due_unfinished")}  # fmt: skip
        assert told == {
            "received": 150, "resolved": 120, "resolved_late": 40, "overdue": 30,
            "due_unfinished": 30,
        }  # fmt: skip
        honest = found["on_time_honest"]
        assert (honest.numerator, honest.denominator, honest.derived) == (80, 150, True)
        silent = {k for k, each in found.items() if each.absence is Absence.SOURCE_SILENT}
        assert not silent & ALLOWED
        assert {"online", "satisfaction", "digitised"} <= silent


def test_pages_of_the_least_columns_blame_nothing_that_was_sent(least: str, tmp_path: Path) -> None:
    *_, reader = readers(least, tmp_path)
    doors = Doors(
        reader.read,
        Around(reader.register),
        reader.rules,
        Rows(reader.register, reader.rules),
        Courses(reader.register, reader.rules),
        columns_of_all(reader.rules),
    )
    for path in ("/", "/don-vi", "/ho-so", "/linh-vuc"):
        drawn = regions(path, "?tu=2026-03-01&den=2026-03-31&don-vi=A&lang=en", doors)
        said = text(drawn.page)
        assert "due days or results" not in said
    assert "150" in said


def test_a_check_says_what_follows_from_what(least: str) -> None:
    output = CliRunner().invoke(check, ["--database", least, "--as-of", str(NOW)]).output
    assert "dossier.outcome: " in output
    assert " (follows from the dates)" in output
    lines = output[output.index("dossier.outcome: ") :].splitlines()
    assert "no data for" not in lines[1]
    assert "every agency adds up" in output


def test_nothing_is_not_said_to_add_up(sqlite_url: str) -> None:
    output = CliRunner().invoke(check, ["--database", sqlite_url, "--as-of", str(NOW)]).output
    assert "adds up" not in output
    assert "nothing could be added up: no dossier came, went or stood in them" in output


@pytest.mark.parametrize("date", ["refused_at", "withdrawn_at", "returned_at"])
def test_outcomes_follow_from_whatever_dates_there_are(
    least: str, tmp_path: Path, date: str
) -> None:
    with sqlite3.connect(least.removeprefix("sqlite:///")) as connection:
        connection.execute(f"ALTER TABLE dossier ADD COLUMN {date} datetime")
        connection.execute(
            f"UPDATE dossier SET {date} = '2026-03-25 08:00:00' WHERE dossier_code = 'D000'"
        )
    key = {"refused_at": "not_accepted", "withdrawn_at": "withdrawn", "returned_at": "resolved"}[
        date
    ]
    for reader in readers(least, tmp_path):
        (found,) = reader.read([BY_KEY[key]], MARCH)
        assert found.numerator == (121 if key == "resolved" else 1)
