"""What was written since the last look: by its stamps, looking back a little each time."""

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
    stamp: Any  # as the driver has it
    at: datetime
    is_settled: bool = False


class Poll:
    """Remembers what it has told, so that looking back costs no second counting."""

    def __init__(self, since: datetime) -> None:
        self.since = since
        self._crowds: dict[tuple[int, str], datetime] = {}  # stamps that very many bear
        self._told: dict[tuple[int, str, str], Seen] = {}

    def changed(self, register: Register, known: State, clock: datetime) -> set[str]:
        """Codes whose records may count otherwise than they did. Raises Unavailable."""
        since, found = self.since - OVERLAP, set()
        for at, name, prefix, rows in self._rows(register, known, since):
            for key, stamp in rows:
                if self._is_news(at, name, key, stamp, clock):
                    found.add(prefix + key)
        self._forget(clock)
        return found

    def _rows(
        self, register: Register, known: State, since: datetime
    ) -> Iterator[tuple[int, str, str, list[tuple[str, Any]]]]:
        for at, (table, key, prefix, stamps) in enumerate(WATCHED):
            for name in stamps:
                if known.contents.lacks(f"{table.name}.{name}"):
                    continue
                statement = reference.changed_since(table, key, table.c[name])
                told = self._asked(register, known, statement, (at, name), since)
                yield at, name, prefix, [(row[0], row[1]) for row in told]

    def _asked(
        self,
        register: Register,
        known: State,
        statement: Select[Any],
        which: tuple[int, str],
        since: datetime,
    ) -> list[Any]:
        """A register loaded all at once bears one stamp: looking back would read it whole."""
        crowd = self._crowds.get(which, datetime.min)
        asked = {"since": since, "after": max(crowd, EARLIEST), "most": CROWD + 1}
        told = register.fitted(known.contents.fit(statement), asked)
        if len(told) > CROWD and crowd < self.since:
            self._crowds[which] = self.since
            return self._asked(register, known, statement, which, since)
        if len(told) > CROWD:
            raise Crowd
        return told

    def _is_news(self, at: int, name: str, key: str, stamp: Any, clock: datetime) -> bool:
        """Once when it is seen, and once more when its second is over: stamps are that coarse."""
        seen = self._told.get((at, name, key))
        if seen is None or seen.stamp != stamp:
            self._told[at, name, key] = Seen(stamp, clock)
            return True
        if not seen.is_settled and abs(clock - seen.at) >= SETTLED:
            self._told[at, name, key] = Seen(stamp, clock, is_settled=True)
            return True
        return False

    def moved_to(self, stamp: datetime | None) -> None:
        if stamp is not None and stamp > self.since:
            self.since = stamp

    def _forget(self, clock: datetime) -> None:
        """What is forgotten too soon is only told once more."""
        if len(self._told) > 100_000:
            self._told = {k: s for k, s in self._told.items() if clock - s.at <= OVERLAP}
