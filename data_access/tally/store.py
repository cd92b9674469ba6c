"""Answers from the tally: the whole of a question, or nothing."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Row, func, select
from sqlalchemy.exc import SQLAlchemyError

from data_access.ages import Feeds
from data_access.rules import Rules
from data_access.state import Followed
from data_access.tally import counting, tables
from data_access.tally.hearing import kept_feeds
from data_access.tally.tables import EVERYBODY, tables_of
from data_access.tally.view import View

# As the driver takes it: asked for every figure, while making it would take longer than asking.
KEPT = f'SELECT reference, rules, day, generation, kept_from, book FROM "{tables.state.name}"'


class Health(NamedTuple):
    version: int
    counted_at: datetime
    looked_at: datetime


@dataclass(frozen=True)
class Tally:
    own: Engine

    def followed(self) -> Followed | None:
        """How far the register has been followed; None where nobody keeps a tally."""
        try:
            with self.own.connect() as connection:
                row = state_in(connection)
        except SQLAlchemyError:  # no tally yet: the rows answer
            return None
        if row is None:
            return None
        return Followed(
            row.register, row.reference, row.version, row.updated_at, row.extracted_at,
            row.looked_at, lambda: self.feeds(row.generation),
        )  # fmt: skip

    def health(self) -> Health | None:
        """When all was counted, and when the register was last looked at; None without a tally."""
        with suppress(SQLAlchemyError), self.own.connect() as connection:
            row = state_in(connection)
            if row is not None:
                return Health(row.version, row.counted_at, row.looked_at)
        return None

    def touched(self, agencies: Collection[str]) -> tuple[str, int] | None:
        """(book, version in which a dossier of theirs, or of those below, last changed)."""
        with suppress(SQLAlchemyError), at_one_instant(self.own) as connection:
            row = state_in(connection)
            if row is not None:
                t = tables_of(row.generation).touched.c
                last = select(func.max(t.version)).where(t.node.in_([*agencies, EVERYBODY]))
                return row.book, connection.execute(last).scalar_one()
        return None

    def counting(self, register: str, now: datetime) -> tuple[int, int] | None:
        """(read, expected) of a first count that is better waited for."""
        try:
            with self.own.connect() as connection:
                row = counting.under_way(connection, register, now)
        except SQLAlchemyError:
            return None
        return (row.read, row.expected) if row is not None else None

    def is_recounted(self, register: str, now: datetime) -> bool:
        """Whether the keeper counts anew what is kept already, and cannot look meanwhile."""
        with suppress(SQLAlchemyError), self.own.connect() as connection:
            return counting.is_recounted(connection, register, now)
        return False

    def feeds(self, generation: int) -> Feeds:
        """What was heard of each agency by each source. Raises SQLAlchemyError."""
        with self.own.connect() as connection:
            return kept_feeds(connection, tables_of(generation))

    @contextmanager
    def view(self, reference: str, rules: Rules, day: date) -> Iterator[View | None]:
        """The counts as they stand at one instant; None where they are of something else."""
        with at_one_instant(self.own) as connection:
            row = connection.exec_driver_sql(KEPT).first()
            fits = row is not None and (row[0], row[1], str(row[2])) == (
                reference, rules.mark, day.isoformat(),
            )  # fmt: skip
            view = row and fits and View(connection, tables_of(row[3]), day, row[4], row[5])
            yield view or None


@contextmanager
def at_one_instant(own: Engine) -> Iterator[Connection]:
    """Whatever is asked, the answer is as of the first question: whoever keeps writes on."""
    with own.connect() as connection:
        if own.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        else:
            connection.exec_driver_sql("BEGIN")  # the driver begins nothing for who only reads
        yield connection


def state_in(connection: Connection) -> Row[*tuple[Any, ...]] | None:
    return connection.execute(select(tables.state)).first()
