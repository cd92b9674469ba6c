"""Whatever happens in the register, the tally that follows it says what a count from it says."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from sqlalchemy import Engine, delete, event, func, insert, select, update

from data_access import engines, rules
from data_access.contract.schema import dossier
from data_access.indicators.catalogue import INDICATORS
from data_access.indicators.reading import Dimension, Reading, Unavailable
from data_access.periods import PeriodName, named
from data_access.reader import Reader
from data_access.register import Register
from data_access.scope import Scope
from data_access.tally import tables
from data_access.tally.keeper import Keeper
from data_access.tally.lock import only_writer
from data_access.tally.store import Tally
from data_access.tally.tables import tables_of
from tests import large
from tests.conftest import fresh_database, make_tables
from tests.keeping import is_kept
from tests.office import Office

START = datetime(2026, 3, 18, 10, 30)
NAMES = (
    PeriodName.TODAY,
    PeriodName.WEEK,
    PeriodName.WEEK_BEFORE,
    PeriodName.MONTH,
    PeriodName.MONTH_BEFORE,
    PeriodName.REPORT_MONTH,
    PeriodName.YEAR,
)
DIMENSIONS = (
    Dimension.WHOLE,
    Dimension.AGENCY,
    Dimension.FIELD,
    Dimension.CHANNEL,
    Dimension.PROCEDURE,
)
dice = st.integers(0, 10**6).map(Random)


class Following(RuleBasedStateMachine):
    """An office at work, and a keeper who looks now and then."""

    url: ClassVar[str]
    own_url: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.office = Office(self.url, START)
        self.own = engines.writer(self.own_url)
        for made in (tables.metadata, tables_of(0).metadata, tables_of(1).metadata):
            made.drop_all(self.own)
        self.contract = engines.reader(self.url)
        self.keeper = self.new_keeper()
        self.told: dict[tuple[str, str], list[Reading]] = {}

    def new_keeper(self) -> Keeper:
        return Keeper(self.contract, self.own, rules.declared(), lambda: self.office.now)

    def teardown(self) -> None:
        self.office.close()
        self.contract.dispose()
        self.own.dispose()

    # -- what happens ------------------------------------------------------------------------
    @rule(dice=dice, count=st.integers(1, 8))
    def receive(self, dice: Random, count: int) -> None:
        for _ in range(count):
            self.office.receive(dice)

    @rule(dice=dice, late=st.booleans())
    def finish(self, dice: Random, late: bool) -> None:
        done = self.office.now - timedelta(days=0 if late else dice.randrange(9))
        outcome = dice.choice(["RESULT", "RESULT", "REFUSED"])
        self.office.change(
            dice, outcome=outcome, result_at=done, returned_at=dice.choice([done, None])
        )

    @rule(dice=dice)
    def re_date(self, dice: Random) -> None:
        due = self.office.now + timedelta(days=dice.randrange(-9, 9), hours=dice.randrange(9))
        self.office.change(dice, due_at=dice.choice([due, None]))

    @rule(dice=dice)
    def stop(self, dice: Random) -> None:
        self.office.stop(dice)

    @rule(dice=dice)
    def resume(self, dice: Random) -> None:
        self.office.resume(dice)

    @rule(dice=dice)
    def reopen(self, dice: Random) -> None:
        self.office.change(dice, outcome=None, result_at=None, returned_at=None, withdrawn_at=None)

    @rule(dice=dice, outcome=st.sampled_from(["WITHDRAWN", "SENT_BACK", "NOT_ACCEPTED"]))
    def withdraw(self, dice: Random, outcome: str) -> None:
        now = self.office.now
        self.office.change(dice, outcome=outcome, withdrawn_at=now, refused_at=now)

    @rule(dice=dice)
    def correct(self, dice: Random) -> None:
        told: dict[str, Any] = {
            "agency_code": dice.choice(["A", "B", "B1", "T", "NEW"]),
            "procedure_code": dice.choice(["P1", "P2", "P3", "P9", None]),
            "channel": dice.choice([1, 2, 3, 9, None]),
        }
        name = dice.choice(sorted(told))
        self.office.change(dice, **{name: told[name]})

    @rule(dice=dice, is_deleted=st.booleans())
    def mark_deleted(self, dice: Random, is_deleted: bool) -> None:
        self.office.change(dice, deleted=is_deleted)

    @rule(dice=dice)
    def attach(self, dice: Random) -> None:
        self.office.attach(dice)

    @rule(dice=dice)
    def correct_what_hangs(self, dice: Random) -> None:
        self.office.correct_rating(dice)

    @rule(dice=dice, minutes=st.integers(1, 14))
    def commit_late(self, dice: Random, minutes: int) -> None:
        """A transaction that took its stamp minutes before it was seen."""
        self.office.receive(dice, at=self.office.now - timedelta(minutes=minutes))
        self.office.change(
            dice, at=self.office.now - timedelta(minutes=minutes), channel=dice.choice([1, 2])
        )

    @rule(dice=dice)
    def move_agency(self, dice: Random) -> None:
        self.office.move_agency(dice)

    @rule(dice=dice)
    def remove(self, dice: Random) -> None:
        """Noticed by counting, a minute later."""
        self.look()
        self.office.remove(dice)
        self.office.now += timedelta(minutes=2)
        for _ in range(4):
            self.keeper.look()

    @rule(seconds=st.sampled_from([1, 2, 40, 900]))
    def wait(self, seconds: int) -> None:
        self.office.now += timedelta(seconds=seconds)

    @rule(days=st.integers(1, 20), hour=st.sampled_from([0, 3, 12, 23]))
    def sleep(self, days: int, hour: int) -> None:
        """Midnights pass; on the last day something is written, or the register would be old."""
        day = self.office.now.date() + timedelta(days=days)
        self.office.now = datetime.combine(day, time(hour, 1))
        self.office.receive(Random(days))

    @rule(days=st.integers(1, 5))
    def idle(self, days: int) -> None:
        """Days on which nothing is written: in the end the register is old, and seen as it was."""
        self.office.now += timedelta(days=days)

    @rule()
    def die(self) -> None:
        """Another keeper goes on with what the first has written."""
        self.keeper = self.new_keeper()

    @rule()
    def look(self) -> None:
        """Twice: what is written in the second of a look is seen when that second is over."""
        self.keeper.look()
        self.office.now += timedelta(seconds=2)
        self.keeper.look()
        self.agree()

    def agree(self) -> None:
        agree(self.contract, self.own, self.office)
        self.stamps_hold()

    def stamps_hold(self) -> None:
        """Where an agency has the stamp that it had, it has every count that it had."""
        tally = Tally(self.own)
        register = Register(self.contract, lambda: self.office.now, follower=tally)
        reader = Reader(register, rules.declared(), tally)
        for agency in "TBA":
            told = [
                each
                for name in (PeriodName.TODAY, PeriodName.REPORT_MONTH)
                for by in (Dimension.WHOLE, Dimension.AGENCY)
                for each in reader.read(
                    INDICATORS, Scope(named(name, register.moment().now.date()), agency=agency), by
                )
            ]
            assert self.told.setdefault((agency, reader.stamp(agency)), told) == told


def agree(contract: Engine, own: Engine, office: Office) -> None:
    """What is kept is what a count from the dossiers says, in every cell of some questions."""
    tally = Tally(own)
    kept, raw = (
        Reader(
            Register(contract, lambda: office.now, follower=follower), rules.declared(), follower
        )
        for follower in (tally, None)
    )
    assert kept.register.state().newest.is_followed
    with own.connect() as ours:  # or it would be taken for a change without a stamp
        known = ours.execute(select(tables.state.c.dossiers)).scalar_one()
    assert raw.register.run(select(func.count()).select_from(dossier)) == [(known,)]
    today = kept.register.moment().now.date()
    chance = Random(f"{office.count} {office.keys} {office.now}")
    scope = Scope(named(chance.choice(NAMES), today), agency=chance.choice("TB"))
    for by in DIMENSIONS:
        assert is_kept(kept, scope, by), "or the dossiers were compared with themselves"
        told, true = (reader.read(INDICATORS, scope, by) for reader in (kept, raw))
        unlike = [
            (a.indicator.key, a.group, a.numerator, b.numerator, a.denominator, b.denominator)
            for a, b in zip(told, true, strict=False)
            if a != b
        ]
        assert told == true, (by, scope.period, scope.agency, unlike)


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[tuple[str, str]]:
    """A register and a dashboard's own database, both of one kind."""
    if request.param == "sqlite":
        yield (
            make_tables(f"sqlite:///{tmp_path / 'r.sqlite'}"),
            f"sqlite:///{tmp_path / 'o.sqlite'}",
        )
        return
    server = request.getfixturevalue("postgresql")
    for register in fresh_database(server):
        for own in fresh_database(server):
            yield register, own


def test_the_tally_follows_whatever_happens(databases: tuple[str, str]) -> None:
    Following.url, Following.own_url = databases
    run_state_machine_as_test(
        Following,
        settings=settings(
            max_examples=int(os.environ.get("ONESTOP_EXAMPLES", "12")),
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


# -- killed, doubled, cut off ------------------------------------------------------------------
@pytest.fixture
def office(databases: tuple[str, str]) -> Iterator[Office]:
    office = Office(databases[0], START)
    for number in range(20):
        office.receive(Random(number))
    yield office
    office.close()


@contextmanager
def keeping(databases: tuple[str, str], office: Office) -> Iterator[Keeper]:
    contract, own = engines.reader(databases[0]), engines.writer(databases[1])
    yield Keeper(contract, own, rules.declared(), lambda: office.now)
    contract.dispose()
    own.dispose()


def dies_at(number: int, databases: tuple[str, str], office: Office) -> bool:
    """Whether a keeper of its own process was killed at the nth statement of a look."""
    child = os.fork()
    if child == 0:
        code = 1  # of a look that raised: it must not run on as a second pytest
        try:
            look_until(number, databases, office)
            code = 0
        finally:
            os._exit(code)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert ended in (0, -signal.SIGKILL), "the look failed"
    return ended == -signal.SIGKILL


def look_until(number: int, databases: tuple[str, str], office: Office) -> None:
    """A look that is killed at its nth statement."""
    with keeping(databases, office) as keeper:
        left = [number]

        def count(*_anything: object) -> None:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(keeper.own, "before_cursor_execute", count)
        keeper.look()


def at_work(office: Office, number: int) -> None:
    dice = Random(number)
    office.now += timedelta(seconds=5)
    for _ in range(3):
        office.receive(dice)
        office.change(dice, outcome="RESULT", result_at=office.now)
        office.attach(dice)


def begun(_office: Office, _number: int) -> None:
    """Nothing has been counted yet."""


def a_day_later(office: Office, number: int) -> None:
    office.now += timedelta(days=1)
    at_work(office, number)


def at_night(office: Office, _number: int) -> None:
    office.now = datetime.combine(office.now.date() + timedelta(days=1), time(2))


STEPS = {
    "a first count": begun,
    "a change": at_work,
    "a new day": a_day_later,
    "a nightly recount": at_night,
}


def test_killed_at_any_moment_it_goes_on_as_if_nothing_had_been(
    databases: tuple[str, str], office: Office
) -> None:
    for name, step in STEPS.items():
        number = 0
        step(office, 1)
        while dies_at(number, databases, office):
            with keeping(databases, office) as keeper:
                if name != "a first count" and number % 3 == 0:
                    keeper.look()
                    agree(keeper.register.engine, keeper.own, office)
                    step(office, number)
            number += 1 + number // 4
        assert number > 3, name
        with keeping(databases, office) as keeper:
            keeper.look()
            agree(keeper.register.engine, keeper.own, office)


def test_only_one_writes(databases: tuple[str, str]) -> None:
    one, other = (engines.writer(databases[1]) for _ in range(2))
    with only_writer(one) as first, only_writer(other) as second:
        assert (first, second) == (True, False)
    with only_writer(other) as second:
        assert second
    one.dispose()
    other.dispose()


def test_who_is_killed_lets_the_next_one_write(databases: tuple[str, str]) -> None:
    ready, told = os.pipe()
    child = os.fork()
    if child == 0:
        with only_writer(engines.writer(databases[1])):
            os.write(told, b"!")
            signal.pause()
    os.read(ready, 1)
    own = engines.writer(databases[1])
    with only_writer(own) as is_ours:
        assert not is_ours
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    wait_until(lambda: may_write(own))
    own.dispose()


def may_write(own: Engine) -> bool:
    with only_writer(own) as is_ours:
        return is_ours


def wait_until(holds: Callable[[], bool], patience_s: float = 10) -> None:
    until = monotonic() + patience_s
    while not holds():
        assert monotonic() < until, "waited in vain"
        sleep(0.05)


def test_a_register_that_was_away_is_caught_up_with(tmp_path: Path) -> None:
    databases = make_tables(f"sqlite:///{tmp_path / 'r.sqlite'}"), f"sqlite:///{tmp_path / 'o'}"
    office = Office(databases[0], START)
    office.receive(Random(1))
    with keeping(databases, office) as keeper:
        keeper.look()
        office.close()
        (tmp_path / "r.sqlite").rename(tmp_path / "away")
        with pytest.raises(Unavailable):
            keeper.look()
        (tmp_path / "away").rename(tmp_path / "r.sqlite")
        at_work(office, 2)
        keeper.look()
        agree(keeper.register.engine, keeper.own, office)
    office.close()


NODE = tables_of(0).node
YEAR = (NODE.c.grain == "y", NODE.c.node == "T")
PLANTED = {
    "another number": update(NODE).where(*YEAR).values(received=NODE.c.received + 1),
    "a row too many": insert(NODE).values(grain="y", node="T", span=1_000_000, received=1),
    "a row too few": delete(NODE).where(*YEAR),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_cell_that_was_added_up_otherwise_is_written_down(
    databases: tuple[str, str], office: Office, planted: str
) -> None:
    """Though every dossier is kept as it is."""
    with keeping(databases, office) as keeper:
        keeper.look()
        with keeper.own.begin() as connection:
            assert connection.execute(PLANTED[planted]).rowcount
        at_night(office, 0)
        assert keeper.look() == "recounted"
        agree(keeper.register.engine, keeper.own, office)
        with keeper.own.connect() as connection:
            found = connection.execute(select(tables.repair.c.what, tables.repair.c.subject)).all()
    assert found
    assert all(what == "cell" and subject.startswith("y T ") for what, subject in found)


def test_what_a_recount_repairs_is_written_down(databases: tuple[str, str], office: Office) -> None:
    with keeping(databases, office) as keeper:
        keeper.look()
        with keeper.own.begin() as connection:
            node = tables_of(0).node
            connection.execute(update(node).values(received=node.c.received + 1))
        office.remove(Random(3))
        at_night(office, 0)
        assert keeper.look() == "recounted"
        agree(keeper.register.engine, keeper.own, office)
        with keeper.own.connect() as connection:
            found = connection.execute(select(tables.repair.c.what, tables.repair.c.note)).all()
    assert ("dossier", "was counted, is gone") in {tuple(row) for row in found}


def test_a_register_loaded_at_once_is_not_read_again_and_again(
    databases: tuple[str, str], office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it bears one stamp: looking back would find all of it changed."""
    monkeypatch.setattr("data_access.tally.poll.CROWD", 10)
    with keeping(databases, office) as keeper:
        assert keeper.look() == "built"
        for _ in range(3):
            office.now += timedelta(seconds=5)
            assert keeper.look() == ""
        at_work(office, 1)
        assert keeper.look() == "changed"
        agree(keeper.register.engine, keeper.own, office)
        office.now += timedelta(minutes=1)
        for number in range(15):  # another load
            office.receive(Random(number))
        assert keeper.look() == "built"
        agree(keeper.register.engine, keeper.own, office)
        office.receive(Random(1))  # its last part, by the same stamp
        office.now += timedelta(seconds=61)
        assert keeper.look() == "recounted"
        agree(keeper.register.engine, keeper.own, office)


def test_a_register_that_has_just_been_loaded_is_counted_once(tmp_path: Path) -> None:
    """Every stamp is of this minute, so that looking back finds all there is."""
    url, now = (
        make_tables(f"sqlite:///{tmp_path / 'register.sqlite'}"),
        [datetime(2026, 11, 26, 10)],
    )
    large.fill(url, 3_000, 7, now[0])
    writer = engines.writer(url)
    with writer.begin() as connection:
        connection.execute(update(dossier).values(extracted_at=now[0]))
    writer.dispose()
    own = engines.writer(f"sqlite:///{tmp_path / 'own.sqlite'}")
    keeper = Keeper(engines.reader(url), own, rules.declared(), lambda: now[0])
    assert keeper.look() == "built"
    for _ in range(6):
        now[0] += timedelta(seconds=1)
        assert keeper.look() == ""
