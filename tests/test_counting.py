"""While a large register is counted for the first time, readers are told how far it has come."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from callbacks.navigation import regions
from callbacks.pulse import pulse
from callbacks.sheets import sheet_at
from data_access import engines, rules
from data_access.contract.schema import dossier
from data_access.indicators.reading import BeingCounted
from data_access.register import Register
from data_access.tally import counting, tables
from data_access.tally.keeper import Keeper
from data_access.tally.store import Tally
from tests.board import doors_on, make_register, text

NOW = datetime(2026, 11, 20, 9, 30)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make_register(tmp_path_factory.mktemp("counting"), NOW)


class Reader:
    """Asks as a page would, each time the keeper has read some more."""

    def __init__(self, url: str, own: str) -> None:
        self._contract, self._tally = engines.reader(url), Tally(engines.often_asked(own))
        self.told: list[tuple[int, int]] = []

    def asks(self, what: str, _count: int) -> None:
        if what != "read":
            return
        try:
            Register(self._contract, lambda: NOW, follower=self._tally).state()
        except BeingCounted as count:
            self.told.append((count.read, count.expected))
        else:
            self.told.append((-1, -1))


def look(url: str, own: str, reader: Reader, now: datetime = NOW) -> str:
    contract, kept = engines.reader(url), engines.writer(own)
    return Keeper(contract, kept, rules.declared(), lambda: now, reader.asks).look()


def test_readers_of_a_large_register_hear_of_its_first_count_alone(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MANY", 1_000)
    own = f"sqlite:///{tmp_path / 'own.sqlite'}"
    reader = Reader(url, own)
    assert look(url, own, reader) == "built"
    assert reader.told
    with engines.reader(url).connect() as connection:
        dossiers = connection.execute(select(func.count()).select_from(dossier)).scalar_one()
    assert {expected for _, expected in reader.told} == {dossiers}
    with engines.reader(own).connect() as connection:
        assert connection.execute(select(tables.counting)).first() is None
    reader.told.clear()
    assert look(url, own, reader, NOW + timedelta(days=3)) == "recounted"
    assert reader.told
    assert set(reader.told) == {(-1, -1)}, "a recount keeps nobody waiting"


def test_what_has_been_read_is_told_at_most_once_a_second(tmp_path: Path) -> None:
    own = engines.writer(f"sqlite:///{tmp_path / 'own.sqlite'}")
    tables.metadata.create_all(own)
    said = counting.Said(own, "x")
    with own.begin() as connection:
        connection.execute(
            tables.counting.insert().values(
                register="x", read=0, expected=2 * counting.MANY, told_at=NOW
            )
        )
    heard = []
    for second, read in [(0, 10), (0.5, 20), (1.2, 30), (3, 40)]:
        now = NOW + timedelta(seconds=second)
        said.read(read, now)
        with own.connect() as connection:
            heard.append(counting.under_way(connection, "x", now))
    assert heard == [(10, 400_000), (10, 400_000), (60, 400_000), (100, 400_000)]


def test_a_small_register_is_read_row_by_row_meanwhile(url: str, tmp_path: Path) -> None:
    own = f"sqlite:///{tmp_path / 'own.sqlite'}"
    reader = Reader(url, own)
    look(url, own, reader)
    assert set(reader.told) == {(-1, -1)}


def test_pages_and_pulse_say_how_far_the_count_has_come(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MANY", 1_000)
    doors = doors_on(url, tmp_path, NOW)
    own = engines.writer(f"sqlite:///{tmp_path / 'own.sqlite'}")
    with own.begin() as connection:
        connection.execute(tables.state.delete())
        mark = Register(engines.reader(url), lambda: NOW).mark
        connection.execute(
            tables.counting.insert().values(register=mark, read=1_500, expected=6_000, told_at=NOW)
        )
    monkeypatch.setattr("data_access.register.CHECK_EVERY_S", 0)
    assert pulse(doors) == "counting 25"
    drawn = regions("/", "", doors)
    assert not drawn.is_answer
    told = text(list(drawn.page) if isinstance(drawn.page, tuple) else drawn.page)
    assert "1.500" in told
    assert "6.000" in told
    assert sheet_at("/", "", doors, lambda: regions("/", "", doors)).felt == "counting 25"


def test_nobody_waits_for_a_count_that_nobody_has_spoken_of_for_long(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MANY", 1_000)
    own = engines.writer(f"sqlite:///{tmp_path / 'own.sqlite'}")
    tables.metadata.create_all(own)
    told_at = NOW - counting.BELIEVED_FOR - timedelta(seconds=1)
    with own.begin() as connection:
        connection.execute(
            tables.counting.insert().values(register="x", read=0, expected=6_000, told_at=told_at)
        )
        assert counting.under_way(connection, "x", told_at) is not None
        assert counting.under_way(connection, "x", NOW) is None
