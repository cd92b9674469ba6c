"""What once made a kept number differ from the register it was counted from."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from data_access import engines, rules
from data_access.indicators.definition import Measure
from data_access.indicators.reading import Dimension
from data_access.inquiry import Inquiry
from data_access.periods import PeriodName, named
from data_access.reader import Reader
from data_access.register import Register
from data_access.scope import Scope
from data_access.tally import following
from data_access.tally.asked import Asked
from data_access.tally.keeper import Keeper
from data_access.tally.store import Tally
from tests.office import Office
from tests.test_following import agree, at_work, keeping
from tests.test_following import databases as databases
from tests.test_following import office as office

Databases = tuple[str, str]


def reader_of(keeper: Keeper, office: Office, follower: Tally | None) -> Reader:
    register = Register(keeper.register.engine, lambda: office.now, follower=follower)
    return Reader(register, rules.declared(), follower)


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
        agree(keeper.register.engine, keeper.own, office)


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
        assert keeper.look() == "recounted"
        agree(keeper.register.engine, keeper.own, office)
