"""What once made a kept number differ from the register it was counted from."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, delete, event, insert, select, text, update
from sqlalchemy.exc import OperationalError

from data_access import engines, rules
from data_access.commands.refresh import Progress, writing
from data_access.contract.schema import (
    agency_succession,
    dossier,
    payment,
    petition,
    rating,
    source_capability,
)
from data_access.indicators.catalogue import INDICATORS
from data_access.indicators.definition import Measure
from data_access.indicators.reading import Dimension
from data_access.inquiry import Inquiry
from data_access.periods import PeriodName, named
from data_access.reader import Reader
from data_access.register import Register
from data_access.scope import Scope
from data_access.tally import following, tables
from data_access.tally.asked import Asked
from data_access.tally.keeper import Keeper
from data_access.tally.lock import Overtaken, only_writer, writer_of
from data_access.tally.poll import Poll
from data_access.tally.store import Tally
from tests.drawing import drawn
from tests.keeping import is_kept
from tests.office import Office
from tests.test_following import START, at_night, at_work, keeping
from tests.test_following import databases as databases
from tests.test_following import office as office

Databases = tuple[str, str]


def reader_of(keeper: Keeper, office: Office, follower: Tally | None) -> Reader:
    register = Register(keeper.register.engine, lambda: office.now, follower=follower)
    return Reader(register, rules.declared(), follower)


def agree_on_the_month(keeper: Keeper, office: Office, by: Dimension = Dimension.WHOLE) -> None:
    """Whatever is counted of all agencies, as the tally has it and as the dossiers have it."""
    kept, raw = (reader_of(keeper, office, follower) for follower in (Tally(keeper.own), None))
    scope = Scope(named(PeriodName.MONTH, office.now.date()), agency="T")
    assert is_kept(kept, scope, by)
    assert kept.read(INDICATORS, scope, by) == raw.read(INDICATORS, scope, by)


def test_a_question_is_answered_as_of_one_instant(
    databases: Databases, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it is asked, the keeper packs the changes that waited apart."""
    with keeping(databases, office) as keeper:
        keeper.look()
        at_work(office, 1)
        keeper.look()
        tally = Tally(engines.often_asked(databases[1]))
        reader = reader_of(keeper, office, tally)
        state, moment = reader.register.state(), reader.register.moment()
        scope = Scope(named(PeriodName.MONTH, moment.now.date()), agency="T")
        inquiry = Inquiry(state.directory, scope, Dimension.CHANNEL, (scope.period,))
        with tally.view(state.reference, reader.rules, moment.now.date()) as view:
            assert view is not None
            told = Asked(view, inquiry, moment.now).flows([Measure.RECEIVED])
            monkeypatch.setattr(following, "MOST_WAITING", 0)
            keeper.look()
            assert Asked(view, inquiry, moment.now).flows([Measure.RECEIVED]) == told
            assert len(replace(view).fresh) == len(view.fresh) > 0
        with tally.view(state.reference, reader.rules, moment.now.date()) as view:
            assert view is not None and not view.fresh, "nothing of the first view is left"
            assert Asked(view, inquiry, moment.now).flows([Measure.RECEIVED]) == told
        tally.own.dispose()


def test_what_is_written_while_a_recount_reads_is_no_repair(
    databases: Databases, office: Office
) -> None:
    """It once was noted as not counted: the last look had been before it, the reading was after."""
    with keeping(databases, office) as keeper:
        keeper.look()
        at_night(office, 0)

        def meanwhile(what: str, _count: int) -> None:
            if what == "begun":
                office.now += timedelta(seconds=46)
                office.receive(Random(5))
                office.change(Random(6), outcome="RESULT", result_at=office.now)

        keeper.tick = meanwhile
        assert keeper.look() == "recounted"
        with keeper.own.connect() as connection:
            assert connection.execute(select(tables.repair)).all() == []


def test_what_a_recount_finds_beside_it_still_is(databases: Databases, office: Office) -> None:
    with keeping(databases, office) as keeper:
        keeper.look()
        office.remove(Random(3))
        at_night(office, 0)
        keeper.tick = lambda what, _count: office.receive(Random(5)) if what == "begun" else None
        assert keeper.look() == "recounted"
        with keeper.own.connect() as connection:
            notes = {row.note for row in connection.execute(select(tables.repair))}
        assert notes == {"was counted, is gone"}


# -- a count that fails ----------------------------------------------------------------------
@contextmanager
def refusing(own: Engine, words: str) -> Iterator[None]:
    """Our own database is full, or so it says when it is told to."""

    def refuse(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if words in statement:
            raise OperationalError(statement, {}, Exception("the disk is full"))

    event.listen(own, "before_cursor_execute", refuse)
    yield
    event.remove(own, "before_cursor_execute", refuse)


def test_what_led_to_a_count_that_failed_is_found_again(
    databases: Databases, office: Office
) -> None:
    with keeping(databases, office) as keeper:
        keeper.look()
        office.now += timedelta(hours=1)
        office.change(Random(1), source_id="NEW", channel=2)
        with refusing(keeper.own, "CREATE TABLE"):
            for _ in range(4):
                office.now += timedelta(seconds=2)
                with pytest.raises(OperationalError):
                    keeper.look()
        assert keeper.look() == "built"
        agree_on_the_month(keeper, office)


def test_a_recount_that_was_ordered_and_failed_is_made_up_for(
    databases: Databases, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data_access.tally.poll.CROWD", 10)
    with keeping(databases, office) as keeper:
        keeper.look()
        office.now += timedelta(minutes=1)
        for number in range(15):
            office.receive(Random(number))
        assert keeper.look() == "built"
        office.receive(Random(1))  # the last of them, by the same stamp
        office.now += timedelta(seconds=61)
        with refusing(keeper.own, "DROP TABLE"), pytest.raises(OperationalError):
            keeper.look()
        assert keeper.look() in ("built", "recounted")
        agree_on_the_month(keeper, office)


# -- several records of one dossier ----------------------------------------------------------
def pay(office: Office, key: str, code: str = "D1", at: datetime | None = None) -> None:
    told = {"payment_key": key, "dossier_code": code, "paid_at": office.now}
    row = drawn("payment", "amount | method\n7000 | ONLINE_NATIONAL")[0] | told | office.stamped(at)
    with office.engine.begin() as connection:
        connection.execute(insert(payment), row)


@pytest.fixture
def unpaid(office: Office) -> Office:
    with office.engine.begin() as connection:
        connection.execute(delete(payment))
    return office


def test_a_second_payment_of_a_stamp_that_was_seen_is_counted(
    databases: Databases, unpaid: Office
) -> None:
    """Both bear the stamp of their batch, and the second comes with its later half."""
    office = unpaid
    with keeping(databases, office) as keeper:
        keeper.look()
        office.now += timedelta(minutes=20)
        stamp = office.now
        for key in ("paid-1", "paid-2", "paid-3"):
            pay(office, key, at=stamp)
            for _ in range(3):
                office.now += timedelta(seconds=3)
                keeper.look()
            agree_on_the_month(keeper, office)


def test_a_dossier_with_payments_of_several_stamps_is_told_of_twice(
    databases: Databases, unpaid: Office
) -> None:
    """Once when it is seen, once when the second of its stamps is over, and never again."""
    office = unpaid
    office.now += timedelta(minutes=20)
    for key in ("paid-1", "paid-2"):
        office.now += timedelta(seconds=30)
        pay(office, key)
    with keeping(databases, office) as keeper:
        poll, known = Poll(office.now), keeper.register.fresh_state()
        seconds = (timedelta(seconds=number) for number in (0, 3, 6, 9))
        told = [poll.changed(keeper.register, known, office.now + each) for each in seconds]
    assert told == [{"D1"}, {"D1"}, set(), set()]


# -- what everything is counted by -----------------------------------------------------------
def do(office: Office, *statements: str) -> None:
    with office.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_a_column_that_comes_is_counted_by_before_it_is_spoken_of(
    databases: Databases, office: Office
) -> None:
    do(office, "ALTER TABLE dossier RENAME COLUMN channel TO once")
    with keeping(databases, office) as keeper:
        keeper.look()
        agree_on_the_month(keeper, office, Dimension.CHANNEL)
        do(office, "ALTER TABLE dossier ADD channel SMALLINT", "UPDATE dossier SET channel = once")
        office.now += timedelta(seconds=12)
        assert keeper.look() == "built"
        agree_on_the_month(keeper, office, Dimension.CHANNEL)


def test_a_merger_that_is_recorded_is_another_version(databases: Databases, office: Office) -> None:
    """No count changes, but whose counts a series has: what was computed before holds no more."""
    merger = drawn("agency_succession", "predecessor | successor | effective\nA | B | 10")
    with keeping(databases, office) as keeper:
        keeper.look()
        register = reader_of(keeper, office, Tally(keeper.own)).register
        before = register.fresh_state()
        assert before.newest.is_followed
        office.now += timedelta(minutes=1)
        with office.engine.begin() as connection:
            connection.execute(insert(agency_succession), merger[0] | office.stamped())
        keeper.look()
        after = register.fresh_state()
        assert after.newest.is_followed and after.directory != before.directory
        assert after.version != before.version


def test_a_sheet_that_is_filled_for_the_first_time_speaks(
    databases: Databases, office: Office
) -> None:
    """Whose source has no dossiers: until then the source of the dossiers was silent on it."""
    does_not_say = [
        {"source_id": "S", "table_name": "petition", "column_name": name, "capability": "NO"}
        for name in ("kind", "received_at", "answered_at", "due_at", "dossier_code")
    ]
    sheet = drawn("petition", "code | received | due | answered | source\nD1 | 4 | 8 | 7 | SHEET")
    with office.engine.begin() as connection:
        connection.execute(delete(petition))
        connection.execute(insert(source_capability), does_not_say)
    with keeping(databases, office) as keeper:
        keeper.look()
        kept = reader_of(keeper, office, Tally(keeper.own))
        assert not kept.register.fresh_state().filled_apart
        office.now += timedelta(seconds=12)
        with office.engine.begin() as connection:
            connection.execute(insert(petition), sheet[0] | {"agency_code": "A"} | office.stamped())
        assert keeper.look() == "built"
        assert kept.register.fresh_state().filled_apart == {"petition"}
        agree_on_the_month(keeper, office)


def test_a_source_whose_dossiers_are_all_deleted_has_none(
    databases: Databases, office: Office
) -> None:
    """Counted twice otherwise: once with what it fills apart, once without, and so on for ever."""
    with office.engine.begin() as connection:
        old = update(dossier).where(dossier.c.dossier_code == "D1")
        connection.execute(old.values(source_id="OLD", deleted=True))
        connection.execute(update(petition).values(source_id="OLD"))
    with keeping(databases, office) as keeper:
        told = []
        for _ in range(6):
            told.append(keeper.look())
            office.now += timedelta(seconds=11)
        assert told == ["built", "", "", "", "", ""]
        agree_on_the_month(keeper, office)


# -- several parts of one look, and what comes out of order ----------------------------------
def test_two_parts_of_a_look_may_bring_the_same_new_agency(
    databases: Databases, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "AT_ONCE", 1)
    with keeping(databases, office) as keeper:
        keeper.look()
        office.now += timedelta(hours=1)
        for _ in range(2):
            office.receive(Random(1))
            do(office, f"UPDATE dossier SET agency_code='NEW' WHERE dossier_code='D{office.count}'")
        assert keeper.look() == "changed"
        agree_on_the_month(keeper, office)


def test_who_commits_late_among_very_many_is_counted(
    databases: Databases, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More in a quarter of an hour than are looked back at: everything is counted anew when it is
    over, and then no more.
    """
    monkeypatch.setattr("data_access.tally.poll.CROWD", 25)
    with keeping(databases, office) as keeper:
        keeper.look()
        for _ in range(12):  # with what hangs on them
            office.now += timedelta(seconds=30)
            for number in range(4):
                office.receive(Random(number))
            keeper.look()
        office.now += timedelta(seconds=30)
        late = office.stamped(office.now - timedelta(minutes=4))
        with office.engine.begin() as connection:
            changed = update(dossier).where(dossier.c.dossier_code == "D1")
            connection.execute(changed.values(channel=2, deleted=False, **late))
        told = []
        for _ in range(60):
            office.now += timedelta(seconds=30)
            told.append(keeper.look())
        assert set(told[:40]) == {"", "recounted"} and set(told[40:]) == {""}
        agree_on_the_month(keeper, office, Dimension.CHANNEL)


def test_a_payment_may_come_before_its_dossier(databases: Databases, office: Office) -> None:
    """Once more when it comes, and no recount because of it."""
    with keeping(databases, office) as keeper:
        keeper.look()
        office.now += timedelta(minutes=1)
        pay(office, "paid", code=f"D{office.count + 1}")
        keeper.look()
        office.now += timedelta(minutes=1)
        office.receive(Random(1))
        told = [keeper.look()]
        for _ in range(5):
            office.now += timedelta(minutes=1)
            told.append(keeper.look())
        assert told == ["changed", "", "", "", "", ""]
        agree_on_the_month(keeper, office)


@pytest.mark.parametrize("code", ["D1", None])
def test_answers_of_one_slip_may_come_one_after_another(
    databases: Databases, office: Office, code: str | None
) -> None:
    """The one that comes last stands for the slip; then one of the others says no."""
    at = office.now.replace(hour=9, minute=30, second=0)
    told = [("r3", "2", 3), ("r2", "3", 3), ("r1", "1", 3), ("r9", "4", 1)]
    with keeping(databases, office) as keeper:
        keeper.look()
        for key, criterion, score in told:
            office.now += timedelta(minutes=1)
            slip = {"dossier_code": code, "agency_code": "A", "rated_at": at}
            row = {"rating_key": key, "criterion": criterion, "score": score}
            origin = {"source_id": "S", "source_key": "k", **office.stamped()}
            with office.engine.begin() as connection:
                connection.execute(insert(rating), slip | row | origin)
            keeper.look()
            agree_on_the_month(keeper, office)


# -- two who write ---------------------------------------------------------------------------
def test_who_was_overtaken_adds_nothing(databases: Databases, office: Office) -> None:
    with keeping(databases, office) as one, keeping(databases, office) as other:
        one.look()
        other.look()
        at_work(office, 1)
        left = [1]

        def meanwhile(_c: object, _k: object, statement: str, *_more: object) -> None:
            if statement.startswith("UPDATE tally_state") and left:
                left.clear()
                assert other.look() == "changed"

        event.listen(one.own, "before_cursor_execute", meanwhile)
        with pytest.raises(Overtaken):
            one.look()
        agree_on_the_month(one, office)
        for keeper in (one, other, one):
            at_work(office, 2)
            assert keeper.look() == "changed"
            agree_on_the_month(keeper, office)


def test_who_has_lost_the_lock_hears_of_it(databases: Databases) -> None:
    own = engines.writer(databases[1])
    with writer_of(own) as is_ours:
        assert is_ours is not None and is_ours()
        if own.dialect.name == "postgresql":
            with own.connect() as connection:
                others = "FROM pg_stat_activity WHERE datname = current_database()"
                mine = f"SELECT pg_terminate_backend(pid) {others} AND pid <> pg_backend_pid()"
                connection.execute(text(mine))
        else:
            Path(f"{own.url.database}.lock").unlink()
        assert not is_ours()
        with only_writer(own) as is_anothers:
            assert is_anothers
    own.dispose()


def test_a_count_is_not_read_when_the_lock_was_lost(databases: Databases, office: Office) -> None:
    with keeping(databases, office) as keeper:
        keeper.look()
        at_night(office, 0)
        keeper.is_ours = lambda: False
        with pytest.raises(Overtaken):
            keeper.look()
        keeper.is_ours = lambda: True
        assert keeper.look() == "recounted"
        agree_on_the_month(keeper, office)


def test_a_clock_that_is_set_back_keeps_no_check_away(databases: Databases, office: Office) -> None:
    with keeping(databases, office) as keeper:
        keeper.look()
        office.now += timedelta(hours=12)
        for _ in range(2):  # the dossiers are counted by the clock that is ahead
            office.now += timedelta(minutes=2)
            keeper.look()
        office.now -= timedelta(hours=12)
        office.remove(Random(3))
        told = []
        for _ in range(5):
            office.now += timedelta(seconds=1)
            told.append(keeper.look())
        assert "recounted" in told
        agree_on_the_month(keeper, office)


def test_what_fails_while_one_writes_is_heard_and_the_next_may_write(databases: Databases) -> None:
    own, failed = engines.writer(databases[1]), OperationalError("", {}, Exception("full"))
    with pytest.raises(OperationalError), writing(own):
        raise failed
    with only_writer(own) as is_ours:
        assert is_ours
    own.dispose()


def test_each_count_says_by_itself_how_far_it_has_come(
    databases: Databases, office: Office
) -> None:
    progress = Progress()
    with keeping(databases, office) as keeper:
        keeper.tick = progress.told
        keeper.look()
        at_night(office, 0)
        keeper.look()
    assert progress.read == 20


# -- a keeper that is dead, or busy ----------------------------------------------------------
@pytest.mark.parametrize("hours", [1, -1])
def test_what_hangs_on_a_dossier_is_counted_when_the_keeper_is_dead(
    databases: Databases, unpaid: Office, hours: int
) -> None:
    """No dossier bears a newer stamp; and the keeper's clock may have been ahead."""
    office, scope = unpaid, Scope(named(PeriodName.MONTH, START.date()), agency="T")
    with keeping(databases, office) as keeper:
        keeper.look()
        with keeper.own.begin() as connection:
            died_at = office.now - timedelta(hours=hours)
            connection.execute(update(tables.state).values(looked_at=died_at))
        pay(office, "paid")
        kept, raw = (reader_of(keeper, office, each) for each in (Tally(keeper.own), None))
        assert kept.read(INDICATORS, scope) == raw.read(INDICATORS, scope)


def test_who_is_at_the_nightly_recount_is_believed_meanwhile(
    databases: Databases, office: Office
) -> None:
    with keeping(databases, office) as keeper:
        keeper.look()
        at_night(office, 0)
        later, heard = office.now + timedelta(minutes=1), list[bool]()
        register = Register(keeper.register.engine, lambda: later, follower=Tally(keeper.own))
        keeper.tick = lambda what, _: heard.append(register.fresh_state().newest.is_followed)
        assert not register.fresh_state().newest.is_followed
        assert keeper.look() == "recounted"
        assert heard and all(heard)
        assert not register.fresh_state().newest.is_followed
