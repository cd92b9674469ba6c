"""A value of no kind, in any column of any table, costs its own row and nothing else."""

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app import Around
from callbacks.doors import Doors
from callbacks.navigation import regions
from data_access import engines, rules
from data_access.commands.check import check
from data_access.commands.figures import figures
from data_access.contract.schema import metadata
from data_access.courses import Courses
from data_access.indicators.catalogue import INDICATORS
from data_access.indicators.reading import Dimension
from data_access.needs import columns_of_all
from data_access.periods import Period
from data_access.reader import Reader
from data_access.register import Register
from data_access.rows import Rows
from data_access.scope import Scope
from data_access.tally.keeper import Keeper
from data_access.tally.store import Tally
from tests.board import text as plain
from tests.conftest import NOW, make_tables, put

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
SPAN = "tu=2026-03-01&den=2026-03-31"
SOUND = {
    "agency": "code | parent\nT |\nA | T\nB | T\nX | T",
    "agency_succession": "predecessor | successor | effective\nX | B | 2026-01-01",
    "procedure": """
        code | field | service_level | field_name | result_is_document
        P1   | F1    | FULL          | Field      | yes
        P9   | F9    | PARTIAL       | Other      | yes
    """,
    "dossier": """
        code | agency | procedure | due | result | returned | outcome | status | channel
        D1   | A      | P1        | 10  | 9      | 9        | RESULT  | 10     | 2
        D2   | A      | P1        | 10  | 12     |          | RESULT  | 10     | 1
        D3   | B      | P1        | 20  |        |          |         | 4      | 1
        D4   | B      | P1        | 35  |        |          |         | 4      | 3
        D9   | X      | P9        | 20  | 21     | 22       | RESULT  | 10     | 2
    """,
    "pause": "code | pause_no | started | ended\nD4 | 1 | 5 | 7\nD9 | 1 | 5 | 7",
    "step": "code | step_no | happened_at | to_step\nD9 | 1 | 5 | Check",
    "document": "code | digitised\nD1 | yes\nD9 | yes",
    "payment": "code | paid | method\nD1 | 9 | ONLINE_LOCAL\nD9 | 9 | ONLINE_LOCAL",
    "rating": "code | rated | score\nD1 | 9 | 3\nD9 | 9 | 1",
    "petition": "agency | received | due | answered\nA | 5 | 9 | 8\nX | 5 | 9 | 8",
    "apology": "code | issued\nD2 | 13\nD9 | 22",
    "holiday": "day | kind\n2026-03-19 | OFF\n2026-03-20 | OFF",
    "source_capability": """
        source | table   | column    | capability
        S      | dossier | channel   | YES
        M      | dossier | step_name | NO
    """,
}  # fmt: skip
# What stands last in its table may be hurt: no other row has anything to do with it.
HURT = {
    "dossier": "dossier_code = 'D9'", "agency": "agency_code = 'X'",
    "procedure": "procedure_code = 'P9'", "holiday": "day = '2026-03-20'",
    "source_capability": "source_id = 'M'", "petition": "agency_code = 'X'",
    "agency_succession": "predecessor_code = 'X'", "published_figure": "1 = 1",
}  # fmt: skip
PAGES = ("/", "/don-vi", "/linh-vuc", "/thu-tuc", "/ho-so", "/ho-so?chi-so=qua-han", "/ho-so/D9",
         "/ho-so?chi-so=tiep-nhan", "/chi-so")  # fmt: skip
COLUMNS = [
    (table.name, column.name) for table in metadata.sorted_tables for column in table.columns
    if table.name != "published_figure"
]  # fmt: skip
VALUES = (
    st.none()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.binary(max_size=8)
    | st.text(max_size=12)
    | st.datetimes().map(str)
    | st.sampled_from([
        "", "0000-00-00 00:00:00", "0000-01-01", "9999-12-31 23:59:59", "2026-02-30 08:00:00",
        "2026-3-1", "2026-03-09T08:00:00+07:00", "31/12/2026", "now", "yes", 2, 2**62, 1e300,
        "\x00", "\ud800".encode("utf-8", "surrogatepass"),
    ])
)  # fmt: skip


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sound") / "register.sqlite"
    put(make_tables(f"sqlite:///{file}"), SOUND)
    return file


def hurt(file: Path, table: str, column: str, value: Any) -> bool:
    """Whether the database took the value."""
    where = HURT.get(table, "dossier_code = 'D9'")
    connection = sqlite3.connect(file)
    try:
        with connection:
            connection.execute("PRAGMA ignore_check_constraints = ON")
            connection.execute("PRAGMA writable_schema = ON")  # a view has no NOT NULL
            connection.execute(
                "UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE type = 'table'"
            )
        connection.close()
        connection = sqlite3.connect(file)
        with connection:
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (value,))
    except (sqlite3.Error, OverflowError, UnicodeEncodeError):
        return False
    finally:
        connection.close()
    return True


@dataclass(frozen=True)
class Office:
    """Everything that reads one register."""

    url: str
    folder: Path

    def readers(self) -> Iterator[Reader]:
        """From the rows, and from a tally."""
        engine, own = (
            engines.reader(self.url),
            engines.writer(f"sqlite:///{self.folder}/own.sqlite"),
        )
        yield Reader(Register(engine, lambda: NOW), rules.declared())
        keeper = Keeper(engine, own, rules.declared(), lambda: NOW)
        keeper.look()
        keeper.look()
        tally = Tally(own)
        yield Reader(Register(engine, lambda: NOW, follower=tally), rules.declared(), tally)
        own.dispose()

    def counts(self, reader: Reader) -> dict[tuple[str, str], tuple[int | None, int | None]]:
        """Of the agencies whose rows are not hurt."""
        return {
            (each.indicator.key, agency): (each.numerator, each.denominator)
            for agency in ("A", "B")
            for each in reader.read(INDICATORS, Scope(MARCH, agency=agency))
        }

    def draw(self, reader: Reader) -> None:
        doors = Doors(
            reader.read,
            Around(reader.register),
            reader.rules,
            Rows(reader.register, reader.rules),
            Courses(reader.register, reader.rules),
            columns_of_all(reader.rules),
        )
        for page in PAGES:
            path, _, query = page.partition("?")
            drawn = regions(path, f"?{query}&{SPAN}&don-vi=T&lang=en", doors)
            assert "cannot" not in plain(drawn.page), (page, plain(drawn.page)[:300])


def all_of(url: str, folder: Path) -> list[Any]:
    office, counted = Office(url, folder), []
    for reader in office.readers():
        counted.append(office.counts(reader))
        for by in (Dimension.AGENCY, Dimension.FIELD, Dimension.CHANNEL, Dimension.STEP):
            reader.read(INDICATORS, Scope(MARCH, agency="T"), by)
    office.draw(reader)
    for command, options in (
        (check, ["--as-of", str(NOW)]),
        (figures, ["--tu", "2026-03-01", "--den", "2026-03-31", "--by", "agency"]),
    ):
        result = CliRunner().invoke(command, ["--database", url, *options])
        assert isinstance(result.exception, SystemExit | type(None)), result.output
        assert result.exit_code in (0, 1), result.output
    return counted


@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # to find a smaller one takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(at=st.sampled_from(COLUMNS), value=VALUES)
def test_any_value_in_any_column_costs_no_page_no_command_and_no_other_row(
    sound: Path, tmp_path_factory: pytest.TempPathFactory, at: tuple[str, str], value: Any
) -> None:
    folder = tmp_path_factory.mktemp("any")
    file = Path(shutil.copy(sound, folder))
    if not hurt(file, *at, value):
        return
    before, after = expected(sound, tmp_path_factory), all_of(f"sqlite:///{file}", folder)
    assert after == [before, before]


KNOWN: list[Any] = []


def expected(sound: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    if not KNOWN:
        KNOWN.append(all_of(f"sqlite:///{sound}", tmp_path_factory.mktemp("sound_own"))[0])
    return KNOWN[0]
