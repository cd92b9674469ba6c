"""What was written since the last look: by its stamps, looking back a little each time."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Column, Select, Table

from data_access.contract import reference
from data_access.contract.schema import (
    apology,
    document,
    dossier,
    pause,
    payment,
    petition,
    rating,
)
from data_access.register import Register
from data_access.state import State
from data_access.tally.facts import PETITION, RATING

OVERLAP = timedelta(minutes=15)  # that a transaction may take from its stamp to its commit
SETTLED = timedelta(seconds=2)  # after which the second of a stamp is over, wherever it was given
CROWD = 20_000  # rows that one look may bring
EARLIEST = datetime(1970, 1, 1)
# Whose records change what is counted, by which key, of whom.
WATCHED: tuple[tuple[Table, Column[str], str, tuple[str, ...]], ...] = (
    (dossier, dossier.c.dossier_code, "", ("source_updated_at", "extracted_at")),
    *(
        (table, table.c.dossier_code, "", ("extracted_at",))
        for table in (pause, document, payment, rating, apology)
    ),
    (rating, rating.c.rating_key, RATING, ("extracted_at",)),
    (petition, petition.c.petition_key, PETITION, ("extracted_at",)),
)


class Crowd(Exception):
    """So much has been written since the last look that counting anew is quicker."""


class Seen(NamedTuple):
    times: int  # rows that nothing tells apart: a source need not fill our keys
    at: datetime
    is_settled: bool = False


Record = tuple[Any, ...]  # place in WATCHED, column, key of whose it is, stamp, the rest of its key


class Poll:
    """Remembers what it has told, so that looking back costs no second counting."""

    def __init__(self, since: datetime, counted_at: datetime | None = None) -> None:
        self.since = since
        self._counted_to, self._counted_at = since, counted_at  # where all was counted before
        self._crowds: dict[tuple[int, str], dict[str, datetime]] = {}  # what is not looked at
        self._told: dict[Record, Seen] = {}

    @property
    def again_at(self) -> datetime:
        """When all must be counted anew: what commits late among very many is not looked for."""
        over = self._counted_to + OVERLAP
        is_late = self._counted_at is not None and self._counted_at < over
        return over if self._crowds and is_late else datetime.max

    def changed(self, register: Register, known: State, clock: datetime) -> set[str]:
        """Codes whose records may count otherwise than they did. Raises Unavailable."""
        found, there = set[str](), dict[Record, Seen]()
        for at, name, prefix, rows in self._rows(register, known, self.since - OVERLAP):
            for row, times in Counter(rows).items():
                record = (at, name, *row)
                there[record], is_news = self._looked_at(record, times, clock)
                if is_news:
                    found.add(prefix + row[0])
        self._told = there  # what is no longer looked back at need not be remembered
        return found

    def _rows(
        self, register: Register, known: State, since: datetime
    ) -> Iterator[tuple[int, str, str, list[Record]]]:
        for at, (table, key, prefix, stamps) in enumerate(WATCHED):
            for name in stamps:
                if known.contents.lacks(f"{table.name}.{name}"):
                    continue
                statement = reference.changed_since(table, key, table.c[name])
                told = self._asked(register, known, statement, (at, name), since)
                yield at, name, prefix, [tuple(row) for row in told]

    def _asked(
        self,
        register: Register,
        known: State,
        statement: Select[Any],
        which: tuple[int, str],
        since: datetime,
    ) -> list[Any]:
        """Raises Crowd. What has just been counted need not be looked back at, if it is a crowd:
        of a register loaded all at once, all that bears its stamp; else all up to it.
        """
        to, is_counted = self._counted_to, self._counted_at is not None
        ways: list[dict[str, datetime]] = [{}, {"but": to}, {"after": to}]
        first = self._crowds.get(which, {})
        for way in ways[ways.index(first) :] if is_counted else ways[:1]:
            asked = {"since": since, "after": EARLIEST, "but": EARLIEST, "most": CROWD + 1} | way
            told = register.fitted(known.contents.fit(statement), asked)
            if len(told) <= CROWD:
                self._crowds |= {which: way} if way else {}
                return told
        raise Crowd

    def _looked_at(self, record: Record, times: int, clock: datetime) -> tuple[Seen, bool]:
        """Told once when it is seen, and once more when its second is over: stamps are coarse."""
        before = self._told.get(record)
        if before is None or times > before.times:
            return Seen(times, clock), True
        if not before.is_settled and abs(clock - before.at) >= SETTLED:
            return Seen(times, clock, is_settled=True), True
        return before._replace(times=times), False

    def moved_to(self, stamp: datetime | None) -> None:
        if stamp is not None and stamp > self.since:
            self.since = stamp
