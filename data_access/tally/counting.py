"""A first count under way. Until it is done every figure would be read from the rows, and of a
large register that takes longer than anybody waits: readers are told how far it has come instead.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from data_access.register import MANY as MANY
from data_access.tally.tables import counting

A_RECOUNT = 0  # dossiers expected: there is something to read meanwhile
BELIEVED_FOR = timedelta(minutes=2)  # without a word from whoever counts
TELL_EVERY = timedelta(seconds=1)


class Said:
    """How far a count has come, for `under_way`; of a recount only that somebody is at it."""

    def __init__(self, own: Engine, register: str) -> None:
        self._own, self._register = own, register
        self._read, self._told_at = 0, datetime.min

    def begin(self, expected: int, now: datetime) -> None:
        values = {"register": self._register, "read": 0, "expected": expected}
        with self._own.begin() as connection:
            connection.execute(delete(counting))
            connection.execute(insert(counting).values(told_at=now, **values))
        self._told_at = now

    def read(self, count: int, now: datetime) -> None:
        self._read += count
        if now - self._told_at < TELL_EVERY:
            return
        self._told_at = now
        with self._own.begin() as connection:
            connection.execute(update(counting).values(read=self._read, told_at=now))


def done(connection: Connection) -> None:
    connection.execute(delete(counting))


def under_way(connection: Connection, register: str, now: datetime) -> Row[*tuple[int, int]] | None:
    """(read, expected) of a count that readers had better wait for."""
    c = counting.c
    heard = now - BELIEVED_FOR
    asked = select(c.read, c.expected).where(
        c.register == register, c.expected > MANY, c.told_at.between(heard, now + BELIEVED_FOR)
    )
    return connection.execute(asked).first()


def is_recounted(connection: Connection, register: str, now: datetime) -> bool:
    """Whether somebody is at it just now, and so does not look."""
    c = counting.c
    told = c.told_at.between(now - BELIEVED_FOR, now + BELIEVED_FOR)
    asked = select(c.told_at).where(c.register == register, c.expected == A_RECOUNT, told)
    return connection.execute(asked).first() is not None
