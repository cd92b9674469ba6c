"""Keeps the tally: counts the register once, then follows every change of it."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from data_access.contract import survey
from data_access.contract.measures import Counting
from data_access.contract.schema import dossier
from data_access.indicators.reading import Moment
from data_access.periods import REPORT_DAY
from data_access.register import Followed, Register, State
from data_access.rules import Rules
from data_access.tally import change, tables
from data_access.tally.build import fill
from data_access.tally.cells import Adding, Places, number_of
from data_access.tally.facts import Book, Reading, Told, codes_in
from data_access.tally.kept import Kept
from data_access.tally.poll import Poll
from data_access.tally.repairs import differing, note
from data_access.tally.store import Tally, can_keep, state_in
from data_access.tally.tables import Tables, tables_of
from data_access.tally.writing import put

log = logging.getLogger(__name__)

AT_ONCE = 2_000  # dossiers changed in one transaction
TOO_MANY = 0.2  # of all dossiers changed at once: counting anew is quicker
RECENT = timedelta(days=14)  # days that are kept by key, and those of their half-month
MOST_WAITING = 200_000  # bytes of changes that readers add up for themselves
COUNT_EVERY = timedelta(minutes=1)
REFERENCE_EVERY = timedelta(seconds=10)  # a change within the second of another leaves no mark
TIMES = 3  # that a difference must be seen
NIGHT = range(1, 5)  # hours in which everything may be counted anew
Tick = Callable[[str, int], None]


class NewSource(Exception):
    """A source nobody has told of: what it is silent about decides what is counted of it."""


class Keeper:
    """One for a tally: see `lock.only_writer`. Its look is one of many, and each may be the last:
    whatever it does is done in one transaction, or unseen until it is whole.
    """

    def __init__(
        self,
        contract: Engine,
        own: Engine,
        rules: Rules,
        clock: Callable[[], datetime],
        tick: Tick = lambda _what, _count: None,
        recount_every: timedelta | None = None,
        stale_after: timedelta | None = None,
    ) -> None:
        self.own, self.rules, self.clock, self.tick = own, rules, clock, tick
        self.recount_every = recount_every
        self.register = Register(contract, clock, stale_after=stale_after, follower=self)
        self._read_at = datetime.min
        self._small = self._reference = self._counted_by = ""
        self._stamps: survey.Stamps = (None, None)
        self._kept: Kept | None = None
        self._poll: Poll | None = None
        self._ready: tuple[Any, Reading, Places, Adding] | None = None
        self._count_after = datetime.min
        self._off: list[int] = []

    # -- what the register is read by ----------------------------------------------------------
    def followed(self) -> Followed | None:
        """Our own word: the register of a keeper counts nothing besides."""
        row = self._state()
        version = row.version if row is not None else 0
        return Followed(
            self.register.mark, self._reference, version, *self._stamps, self.clock(), self._sources
        )

    def _sources(self) -> Mapping[str, frozenset[str]]:
        row = self._state()
        if row is None or row.register != self.register.mark:
            return self._sources_there()
        return Tally(self.own).sources(row.generation)

    def _sources_there(self) -> Mapping[str, frozenset[str]]:
        """From the register itself, which reads every dossier."""
        with self.register.connected() as connection:
            return survey.sources(connection, self.contents)

    def _state(self) -> Row[*tuple[Any, ...]] | None:
        with suppress(SQLAlchemyError), self.own.connect() as connection:
            return state_in(connection)
        return None

    def _survey(self) -> None:
        """Stamps; and whether what everything is counted by is still the same."""
        with self.register.connected() as connection:
            self.contents = survey.contents(connection)
            self._stamps = survey.stamps(connection, self.contents, self.clock())
            small = survey.small_marks(connection, self.contents)
            is_due = not timedelta() <= self.clock() - self._read_at < REFERENCE_EVERY
            if small != self._small or is_due:
                self._reference = survey.reference_mark(connection, self.contents)
                self._counted_by = survey.counting_mark(connection, self.contents)
                self._small, self._read_at = small, self.clock()

    # -- a look ------------------------------------------------------------------------------
    def look(self) -> str:
        """What was done: "built", "changed", "recounted", or "" where all was well.

        Raises Unavailable, and SQLAlchemyError where our own database fails.
        """
        if not can_keep(self.rules):
            return ""
        tables.metadata.create_all(self.own)
        self._survey()
        known, moment = self.register.fresh_state(), self.register.moment()
        row = self._state()
        if row is None or not self._holds(row, moment):
            self.build(known, moment)
            return "built"
        if row.reference != self._reference:
            self._stamp(reference=self._reference)
        done = self._follow(row, known, moment)
        if self._is_night(row):  # only what following missed is left to be found
            self.build(known, moment)
            return "recounted"
        return done

    def _holds(self, row: Row[*tuple[Any, ...]], moment: Moment) -> bool:
        """Whether what is kept can be carried on from."""
        same = (row.register, row.counted_by, row.rules)
        now = (self.register.mark, self._counted_by, self.rules.mark)
        return same == now and row.day <= moment.now.date()

    def _is_night(self, row: Row[*tuple[Any, ...]]) -> bool:
        clock = self.clock()
        if self.recount_every is not None and clock - row.counted_at >= self.recount_every:
            return True
        is_old = clock.date() > row.counted_at.date()
        return is_old and (clock.hour in NIGHT or clock - row.counted_at > timedelta(days=2))

    # -- counting everything -------------------------------------------------------------------
    def build(self, known: State, moment: Moment) -> None:
        """Into the tables that nobody reads; then they are the ones that are read."""
        row, began = self._state(), self.clock()
        known = replace(known, sources=self._sources_there())
        generation = 1 - row.generation if row is not None else 0
        made = tables_of(generation)
        reading = Reading(self.register, known, Counting(self.rules, moment.now))
        book = Book()
        since = max((stamp for stamp in self._stamps if stamp), default=began)
        told, sources = reading.whole(book, lambda n: self.tick("read", n))
        gone = reading.gone()
        adding = Adding(reading.own, number_of(moment.now.date()), known.calendar)
        places = Places(known.directory, book)
        kept_from = number_of(recent_from(moment.now.date()))
        fill(
            self.own, made, told, sources, book, places, adding, kept_from, gone,
            lambda _: self.tick("added", 1),
        )  # fmt: skip
        self._note_repairs(row, told, made)
        self._flip(generation, row, moment, kept_from, began, dossiers_in(told) + len(gone))
        self._kept, self._ready, self._poll = None, None, Poll(since)
        self._count_after, self._off = self.clock() + COUNT_EVERY, []

    def _note_repairs(self, row: Row[*tuple[Any, ...]] | None, told: Told, made: Tables) -> None:
        """What a recount found otherwise than it was kept, while nothing decided it anew."""
        if row is None or (row.register, row.counted_by, row.rules) != (
            self.register.mark, self._counted_by, self.rules.mark,
        ):  # fmt: skip
            return
        with self.own.begin() as connection:
            found = list(differing(connection, tables_of(row.generation), told, made))
            note(connection, self.clock(), found)
        for each in found[:20]:
            log.warning("a recount found %s %s: %s", *each)

    def _flip(
        self,
        generation: int,
        row: Row[*tuple[Any, ...]] | None,
        moment: Moment,
        kept_from: int,
        began: datetime,
        count: int,
    ) -> None:
        updated_at, extracted_at = self._stamps
        with self.own.begin() as connection:
            connection.execute(delete(tables.state))
            connection.execute(
                insert(tables.state).values(
                    generation=generation,
                    version=(row.version if row is not None else 0) + 1,
                    register=self.register.mark,
                    reference=self._reference,
                    counted_by=self._counted_by,
                    rules=self.rules.mark,
                    day=moment.now.date(),
                    kept_from=kept_from,
                    updated_at=updated_at,
                    extracted_at=extracted_at,
                    dossiers=count,
                    looked_at=self.clock(),
                    counted_at=began,
                )
            )

    # -- following ---------------------------------------------------------------------------
    def _follow(self, row: Row[*tuple[Any, ...]], known: State, moment: Moment) -> str:
        made = tables_of(row.generation)
        if self._kept is None:
            with self.own.connect() as connection:
                self._kept = Kept(connection, made)
        if self._poll is None:
            self._poll = Poll(row.updated_at or row.extracted_at or row.counted_at)
        stamps, clock = self._stamps, self.clock()
        codes = self._poll.changed(self.register, known, clock)
        day = moment.now.date()
        if day > row.day:
            with self.own.connect() as connection:
                codes |= set(self._kept.due_to_wake(connection, number_of(day)))
        if len(codes) > max(AT_ONCE, TOO_MANY * row.dossiers):
            self.build(known, moment)
            return "built"
        try:
            changed = self._change(codes, row, known, moment, stamps)
        except NewSource:  # it may be silent about things that all others tell
            self.build(known, moment)
            return "built"
        except BaseException:  # what it holds in memory may be ahead of what is written
            self._kept = self._poll = None
            raise
        self._poll.moved_to(max((each for each in stamps if each), default=None))
        if self._is_miscounted():
            self.build(known, self.register.moment())
            return "recounted"
        try:
            self._catch_up(made, known, moment)
        except BaseException:
            self._kept = None
            raise
        return "changed" if changed else ""

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
        parts = [tuple(codes)] if day > row.day else batches(sorted(codes))
        reading, places, adding = self._made_ready(known, moment)
        before = Adding(adding.own, number_of(row.day), adding.calendar)
        changed = False
        for at, some in enumerate(parts or [()]):
            is_last = at >= len(parts) - 1
            changed |= self._change_some(
                some, reading, places, adding, before, known, (day, stamps) if is_last else None
            )
        return changed

    def _change_some(
        self,
        codes: Collection[str],
        reading: Reading,
        places: Places,
        adding: Adding,
        before: Adding,
        known: State,
        ends: tuple[date, survey.Stamps] | None,
    ) -> bool:
        assert self._kept is not None
        every = {*codes, *reading.hanging(codes)}
        told, sources = reading.some(every, self._kept.book)
        if {source for _, source in sources} - known.all_sources:
            raise NewSource
        gone = reading.gone(every)
        with self.own.begin() as connection:
            events, unknown = change.apply(
                connection, self._kept, told, every, adding, before, places
            )
            new = [
                pair for pair in sorted(sources) if pair[1] not in known.sources.get(pair[0], ())
            ]
            put(connection, self._kept.tables.source, new)
            is_changed = bool(len(events) or new)
            self._advance(connection, is_changed, len(unknown & {*codes_in(told), *gone}), ends)
        return is_changed

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
        key = (moment.now.date(), known.reference, known.all_sources, id(self._kept))
        if self._ready is None or self._ready[0] != key:
            reading = Reading(self.register, known, Counting(self.rules, moment.now))
            adding = Adding(reading.own, number_of(moment.now.date()), known.calendar)
            self._ready = key, reading, Places(known.directory, self._kept.book), adding
        return self._ready[1:]

    def _catch_up(self, made: Tables, known: State, moment: Moment) -> None:
        kept_from = number_of(recent_from(moment.now.date()))
        with self.own.begin() as connection:
            row = state_in(connection)
            assert row is not None
            is_moved = kept_from > row.kept_from
            if not is_moved and change.waiting(connection, made) < MOST_WAITING:
                return
            places = self._made_ready(known, moment)[1]
            assert self._kept is not None
            change.catch_up(connection, self._kept, places, kept_from)
            connection.execute(update(tables.state).values(kept_from=kept_from))

    # -- what leaves no stamp --------------------------------------------------------------------
    def _is_miscounted(self) -> bool:
        """Whether dossiers have come or gone without a stamp.

        Counted once a minute; one that comes while they are counted makes a difference, too, but
        not the same one several times.
        """
        if self.clock() < self._count_after:
            return False
        began = monotonic()
        [(rows,)] = self.register.run(select(func.count()).select_from(dossier))
        row = self._state()
        off = 0 if row is None else rows - row.dossiers
        self._off = [*self._off, off][-TIMES:]
        if off == 0:
            took = timedelta(seconds=50 * (monotonic() - began))
            self._count_after = self.clock() + max(COUNT_EVERY, took)
        return off != 0 and self._off == [off] * TIMES

    def _stamp(self, **values: Any) -> None:
        with self.own.begin() as connection:
            connection.execute(update(tables.state).values(**values))


def dossiers_in(told: Told) -> int:
    """Without the records that hang on none."""
    return int(np.count_nonzero(~np.char.startswith(told.codes, b"\x01"))) if len(told) else 0


def batches(codes: Sequence[str]) -> list[Sequence[str]]:
    return [codes[start : start + AT_ONCE] for start in range(0, len(codes), AT_ONCE)]


def recent_from(day: date) -> date:
    """The first day kept by key: of the half-month that a day two weeks ago lies in."""
    then = day - RECENT
    return then.replace(day=REPORT_DAY if then.day >= REPORT_DAY else 1)
