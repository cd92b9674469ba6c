"""What cannot be placed is left out of every figure, and named; nothing else is touched by it."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from data_access import engines, rules
from data_access.contract.quality import findings
from data_access.contract.quality_asking import Asking
from data_access.contract.survey import contents
from data_access.indicators.catalogue import INDICATORS
from data_access.reader import Reader
from data_access.register import Register
from data_access.tally.keeper import Keeper
from data_access.tally.store import Tally
from tests.conftest import NOW, put
from tests.listing import reading
from tests.test_least_columns import MARCH

FOUR = """
    code | due | result | outcome
    D1   | 10  | 9      | RESULT
    D2   | 10  | 12     | RESULT
    D3   | 20  |        |
    D4   | 20  | 19     | RESULT
"""


@pytest.mark.parametrize(
    ("column", "wrong"),
    [
        ("received_at", "0000-00-00 00:00:00"),
        ("due_at", "9999-12-31 23:59:59"),
        ("result_at", "2026-02-30 08:00:00"),
        ("agency_code", b"\xff"),
        ("due_at", 2**62),
    ],
)
def test_a_row_that_cannot_be_placed_costs_itself(
    sqlite_url: str, tmp_path: Path, column: str, wrong: Any
) -> None:
    put(sqlite_url, {"agency": "code\nA", "dossier": FOUR})
    writer = engines.writer(sqlite_url)
    with writer.begin() as connection:
        asked = text(f"UPDATE dossier SET {column} = :wrong WHERE dossier_code = 'D4'")
        connection.execute(asked, {"wrong": wrong})
    writer.dispose()
    engine, own = engines.reader(sqlite_url), engines.writer(f"sqlite:///{tmp_path / 'own.sqlite'}")
    assert Keeper(engine, own, rules.declared(), lambda: NOW).look() == "built"
    tally = Tally(own)
    for follower in (None, tally):
        register = Register(engine, lambda: NOW, follower=follower)
        reader = Reader(register, rules.declared(), follower)
        found = {each.indicator.key: each.numerator for each in reader.read(INDICATORS, MARCH)}
        assert (found["received"], found["resolved"], found["overdue"]) == (3, 2, 1)
    own.dispose()
    with reading(sqlite_url) as connection:
        told = {each.key: each for each in findings(Asking(connection, contents(connection)), NOW)}
    assert (told["left_out"].count, told["left_out"].examples) == (1, (f"dossier.{column} D4",))
