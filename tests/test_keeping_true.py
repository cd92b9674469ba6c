"""What once made a kept number differ from the register it was counted from."""

from dataclasses import replace

import pytest

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
from tests.test_following import at_work, keeping
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
