"""What stands under an agency's stamp may be shown again while the stamp is the same."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from data_access import register
from data_access.contract.schema import agency, agency_succession, dossier
from data_access.tally.keeper import Keeper
from data_access.tally.store import Tally
from tests.drawing import drawn
from tests.office import Office
from tests.test_following import databases as databases
from tests.test_following import keeping
from tests.test_following import office as office
from tests.test_keeping_true import Databases, reader_of

# B1 lies in B, and B with A in T; NEW is an agency that the register does not list.
STEPS = """
what happens    | whose stamps change
nothing         |
X1 is B1's      | T B B1
X1 is stamped   |
X1 is A's       | T A B B1
X1 is finished  | T A
X1 is NEW's     | T A
X1 is NEW's     |
"""

MERGER = drawn("agency_succession", "predecessor | successor | effective\nA | B | 10")


def receive(office: Office, code: str, owner: str) -> None:
    row = drawn("dossier", "code\nx")[0] | {"dossier_code": code, "agency_code": owner}
    told = {"received_at": office.now, "outcome": None, "result_at": None, **office.stamped()}
    with office.engine.begin() as connection:
        connection.execute(insert(dossier), row | told)


def put(office: Office, code: str, **values: object) -> None:
    one = update(dossier).where(dossier.c.dossier_code == code)
    with office.engine.begin() as connection:
        connection.execute(one.values(**values, **office.stamped()))


def look(keeper: Keeper, office: Office) -> None:
    office.now += timedelta(seconds=2)
    keeper.look()


def test_an_agencys_stamp_changes_with_its_own_dossiers_alone(
    databases: Databases, office: Office
) -> None:
    done = {"outcome": "RESULT", "result_at": office.now, "returned_at": office.now}
    acts: dict[str, Callable[[], object]] = {
        "nothing": lambda: None,
        "X1 is B1's": lambda: receive(office, "X1", "B1"),
        "X1 is stamped": lambda: put(office, "X1"),
        "X1 is A's": lambda: put(office, "X1", agency_code="A"),
        "X1 is finished": lambda: put(office, "X1", **done),
        "X1 is NEW's": lambda: put(office, "X1", agency_code="NEW"),
    }
    acts["X1 is B1's"]()
    put(office, "X1", deleted=True)  # its source is known, it counts nowhere
    acts["X1 is B1's"] = lambda: put(office, "X1", deleted=False)
    with keeping(databases, office) as keeper:
        keeper.look()
        reader = reader_of(keeper, office, Tally(keeper.own))
        for line in STEPS.strip().splitlines()[1:]:
            what, changed = (each.strip() for each in line.split("|"))
            before = {each: reader.stamp(each) for each in ("T", "A", "B", "B1")}
            acts[what]()
            look(keeper, office)
            reader.register.fresh_state()
            after = {each: reader.stamp(each) for each in before}
            assert [each for each in before if before[each] != after[each]] == changed.split(), what


def test_with_what_it_reaches_back_to(databases: Databases, office: Office) -> None:
    """Months before a merger are its predecessors'."""
    with office.engine.begin() as connection:
        connection.execute(insert(agency_succession), MERGER[0] | office.stamped())
    with keeping(databases, office) as keeper:
        keeper.look()
        reader = reader_of(keeper, office, Tally(keeper.own))
        before = reader.stamp("B"), reader.stamp("B1")
        receive(office, "X1", "A")
        look(keeper, office)
        reader.register.fresh_state()
        assert reader.stamp("B") != before[0]
        assert reader.stamp("B1") == before[1]


@pytest.mark.parametrize("what", ["a change", "a count from the start"])
def test_who_has_not_heard_of_it_has_a_stamp_of_its_own(
    databases: Databases, office: Office, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would keep what it knows, sources of long ago, under the stamp of today's counts."""
    monkeypatch.setattr(register, "CHECK_EVERY_S", 60)  # so long it goes on with what it saw
    with keeping(databases, office) as keeper:
        keeper.look()
        reader = reader_of(keeper, office, Tally(keeper.own))
        before = reader.stamp("B")
        if what == "a change":
            receive(office, "X1", "B")
        else:
            keeper.build(keeper.register.fresh_state(), keeper.register.moment())
        look(keeper, office)
        behind = reader.stamp("B")
        reader.register.fresh_state()
        assert len({before, behind, reader.stamp("B")}) == 3


@pytest.mark.parametrize("what", ["a count from the start", "an agency's name", "a day"])
def test_of_all(databases: Databases, office: Office, what: str) -> None:
    with keeping(databases, office) as keeper:
        keeper.look()
        reader = reader_of(keeper, office, Tally(keeper.own))
        before = {each: reader.stamp(each) for each in ("T", "A", "B", "B1")}
        if what == "a day":
            office.now += timedelta(days=1)
        elif what == "an agency's name":
            office.now += timedelta(minutes=1)  # names are looked at now and then
            with office.engine.begin() as connection:
                connection.execute(update(agency).values(name="Other", **office.stamped()))
        else:
            known = keeper.register.fresh_state()
            keeper.build(known, keeper.register.moment())
        look(keeper, office)
        reader.register.doubt()
        reader.register.fresh_state()
        assert all(reader.stamp(each) != stamp for each, stamp in before.items())
