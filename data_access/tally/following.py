"""Puts changes of some dossiers into the tally, each batch in one transaction."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, select, update

from data_access.contract import survey
from data_access.contract.measures import Counting
from data_access.indicators.reading import Moment
from data_access.periods import REPORT_DAY
from data_access.rules import Rules
from data_access.state import State
from data_access.tally import change, tables
from data_access.tally.events import Adding, number_of
from data_access.tally.facts import Pairs
from data_access.tally.hearing import hear, told_now
from data_access.tally.kept import Kept
from data_access.tally.lock import Overtaken
from data_access.tally.places import Places
from data_access.tally.reading import Reading
from data_access.tally.store import state_in
from data_access.tally.tables import Tables
from data_access.tally.watch import Watch
from data_access.tally.writing import batches

AT_ONCE = 2_000  # dossiers changed in one transaction
RECENT = timedelta(days=14)  # days that are kept by key, and those of their half-month
MOST_WAITING = 200_000  # bytes of changes that readers add up for themselves


class NewSource(Exception):
    """A source nobody has told of: what it is silent about decides what is counted of it."""


class Following(Watch):
    """Remembers what is kept in memory, too: whoever fails on the way must forget it."""

    def __init__(
        self,
        contract: Engine,
        own: Engine,
        rules: Rules,
        clock: Callable[[], datetime],
        stale_after: timedelta | None,
    ) -> None:
        super().__init__(contract, own, clock, stale_after)
        self.rules = rules
        self._kept: Kept | None = None
        self._seen = "", 0  # book and version that it is of
        self._ready: tuple[Any, Reading, Places, Adding] | None = None

    def _change(
        self,
        codes: Collection[str],
        row: Row[*tuple[Any, ...]],
        known: State,
        moment: Moment,
        stamps: survey.Stamps,
    ) -> bool:
        """Some at a time, each with its own version; the last one brings stamps and day.

        A new day comes in one piece: half of it would be counted as of yesterday.
        """
        day = moment.now.date()
        parts = [list(codes)] if day > row.day else list(batches(sorted(codes), AT_ONCE))
        reading, places, adding = self._made_ready(known, moment)
        by = change.By(adding, Adding(adding.own, number_of(row.day), adding.calendar), places)
        changed = False
        for at, some in enumerate(parts or [[]]):
            is_last = at >= len(parts) - 1
            changed |= self._change_some(some, reading, by, (day, stamps) if is_last else None)
        return changed

    def _change_some(
        self,
        codes: Collection[str],
        reading: Reading,
        by: change.By,
        ends: tuple[date, survey.Stamps] | None,
    ) -> bool:
        assert self._kept is not None
        every = {*codes, *reading.hanging(codes)}
        told, sources = reading.some(every, self._kept.book)
        if {source for _, source in sources} - reading.known.all_sources:
            raise NewSource
        feeds = told_now(self.register, reading.known.contents, every, self.clock())
        news = change.News(every, told, set(reading.gone(every)))
        with self._writing() as connection:
            events, unknown = change.apply(connection, self._kept, news, by)
            pairs = self._new_pairs(connection, sources, reading.known)
            heard = hear(connection, self._kept.tables, feeds)
            is_changed = bool(len(events) or heard)
            names = by.places.book.agencies
            touched = {*map(names.__getitem__, set(events["agency"].tolist())), *dict(pairs)}
            change.touch(connection, self._kept.tables, touched, by.places, self._seen[1] + 1)
            self._advance(connection, is_changed, unknown, ends)
        self._seen = self._seen[0], self._seen[1] + is_changed
        return is_changed

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """As long as nobody else has written since; until it ends nobody can. Raises Overtaken."""
        s, (book, version) = tables.state.c, self._seen
        with self.own.begin() as connection:
            ours = update(tables.state).where(s.book == book, s.version == version)
            if connection.execute(ours.values(version=version)).rowcount != 1:
                raise Overtaken
            yield connection

    def _new_pairs(self, connection: Connection, pairs: Pairs, known: State) -> list[Any]:
        """(agency, source) that are not kept: an earlier part of the look may have brought them."""
        assert self._kept is not None
        new = {pair for pair in pairs if pair[1] not in known.sources.get(pair[0], ())}
        s = self._kept.tables.source.c
        asked = select(s.agency, s.source).where(s.agency.in_({agency for agency, _ in new}))
        held = {tuple(row) for row in connection.execute(asked)} if new else set()
        return sorted(new - held)

    def _advance(
        self,
        connection: Connection,
        is_changed: bool,
        unknown: int,
        ends: tuple[date, survey.Stamps] | None,
    ) -> None:
        s = tables.state.c
        values: dict[str, Any] = {"dossiers": s.dossiers + unknown}
        if is_changed:
            values["version"] = s.version + 1
        if ends is not None:
            day, (updated_at, extracted_at) = ends
            values |= {"day": day, "updated_at": updated_at, "extracted_at": extracted_at}
            values["looked_at"] = self.clock()
        connection.execute(update(tables.state).values(**values))

    def _made_ready(self, known: State, moment: Moment) -> tuple[Reading, Places, Adding]:
        """Statements and places of a day, while nothing decides otherwise."""
        assert self._kept is not None
        key = moment.now.date(), known.reference, known.all_sources  # forgotten with what is kept
        if self._ready is None or self._ready[0] != key:
            reading = Reading(self.register, known, booking(self.rules, moment.now))
            adding = Adding(reading.own, number_of(moment.now.date()), known.calendar)
            self._ready = key, reading, Places(known.directory, self._kept.book), adding
        return self._ready[1:]

    def _catch_up(self, made: Tables, known: State, moment: Moment) -> None:
        kept_from = number_of(recent_from(moment.now.date()))
        with self.own.connect() as connection:
            row = state_in(connection)
            assert row is not None
            is_moved = kept_from > row.kept_from
            if not is_moved and change.waiting(connection, made) < MOST_WAITING:
                return
        with self._writing() as connection:
            places = self._made_ready(known, moment)[1]
            assert self._kept is not None
            change.catch_up(connection, self._kept, places, kept_from)
            connection.execute(update(tables.state).values(kept_from=kept_from))

    def _stamp(self, **values: Any) -> None:
        with self.own.begin() as connection:
            connection.execute(update(tables.state).values(**values))


def booking(rules: Rules, now: datetime) -> Counting:
    """What falls due is kept by its day, and told once that is over (`data_access.due_today`)."""
    return Counting(rules, now, books_ahead=True)


def recent_from(day: date) -> date:
    """The first day kept by key: of the half-month that a day two weeks ago lies in."""
    then = day - RECENT
    return then.replace(day=REPORT_DAY if then.day >= REPORT_DAY else 1)
