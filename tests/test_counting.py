"""While a large register is counted for the first time, readers are told how far it has come."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from callbacks.navigation import regions
from callbacks.pulse import pulse
from callbacks.sheets import sheet_at
from data_access import engines, rules
from data_access import register as registers
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


# -- a start -------------------------------------------------------------------------------------
@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if its dossiers were too many to be read for a page."""
    monkeypatch.setattr(registers, "MANY", 1_000)


def starting(url: str, own: str, now: datetime = NOW) -> Register:
    """As a worker opens it that has just been started."""
    return Register(engines.reader(url), lambda: now, follower=Tally(engines.often_asked(own)))


def started_long_ago(register: Register) -> Register:
    register._opened_at -= registers.STARTING_S
    return register


@pytest.mark.usefixtures("large")
def test_before_anybody_has_begun_to_count_a_page_says_that_it_is_counted(
    url: str, tmp_path: Path
) -> None:
    own = f"sqlite:///{tmp_path / 'own.sqlite'}"
    with pytest.raises(BeingCounted) as told:
        starting(url, own).state()
    assert (told.value.read, told.value.expected > 1_000) == (0, True)
    assert started_long_ago(starting(url, own)).state(), "nobody is about to count: the rows answer"


@pytest.mark.usefixtures("large")
def test_after_a_start_what_was_kept_answers_with_its_age(tmp_path: Path) -> None:
    """While the register has gone on, until whoever keeps counts has looked."""
    url, own = make_register(tmp_path, NOW), f"sqlite:///{tmp_path / 'own.sqlite'}"
    Keeper(engines.reader(url), engines.writer(own), rules.declared(), lambda: NOW).look()
    newest, later = NOW + timedelta(minutes=9), NOW + timedelta(minutes=10)
    writer = engines.writer(url)
    with writer.begin() as connection:
        one = select(func.min(dossier.c.dossier_code)).scalar_subquery()
        connection.execute(
            dossier.update().where(dossier.c.dossier_code == one).values(source_updated_at=newest)
        )
    writer.dispose()
    kept, counted = (started_long_ago(starting(url, own, later)) for _ in "ab")
    kept._opened_at += registers.STARTING_S
    assert kept.state().newest.is_followed
    assert (kept.moment().as_of or later) < newest, "its age is that of what was kept"
    assert not counted.state().newest.is_followed
    assert counted.moment().as_of == newest


@pytest.mark.usefixtures("large")
def test_a_recount_of_a_living_register_keeps_nobody_waiting(tmp_path: Path) -> None:
    url, own = make_register(tmp_path, NOW), f"sqlite:///{tmp_path / 'own.sqlite'}"
    Keeper(engines.reader(url), engines.writer(own), rules.declared(), lambda: NOW).look()
    later = NOW + timedelta(minutes=10)
    writer, kept = engines.writer(url), engines.writer(own)
    with writer.begin() as connection:
        connection.execute(dossier.update().values(source_updated_at=later))
    register = started_long_ago(starting(url, own, later))
    assert not register.state().newest.is_followed
    counting.Said(kept, register.mark).begin(counting.A_RECOUNT, later)
    assert started_long_ago(starting(url, own, later)).state().newest.is_followed
    writer.dispose()
    kept.dispose()
