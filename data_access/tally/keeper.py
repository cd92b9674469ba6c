"""Keeps the tally: counts the register once, then follows every change of it."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import uuid4

import numpy as np
from sqlalchemy import Engine, Row, delete, insert

from data_access.contract import survey
from data_access.contract.reference import with_a_code
from data_access.indicators.reading import Moment
from data_access.rules import Rules
from data_access.state import State
from data_access.tally import counting, tables
from data_access.tally.build import Whole, fill
from data_access.tally.events import Adding, number_of
from data_access.tally.facts import Book, Told
from data_access.tally.following import AT_ONCE, Following, NewSource, booking, recent_from
from data_access.tally.hearing import rows_of
from data_access.tally.kept import Kept
from data_access.tally.lock import IsOurs, Overtaken
from data_access.tally.places import Places
from data_access.tally.poll import OVERLAP, Crowd, Poll
from data_access.tally.reading import Reading
from data_access.tally.repairs import differing, note, unseen_by
from data_access.tally.tables import EVERYBODY, Tables, tables_of
from data_access.tally.waits import FOR_EVER, NO_MORE, Wait
from data_access.tally.writing import put

log = logging.getLogger(__name__)

TOO_MANY = 0.2  # of all dossiers changed at once: counting anew is quicker
COUNT_EVERY = timedelta(minutes=1)
TIMES = 3  # that a difference must be seen
NIGHT = range(1, 5)  # hours in which everything may be counted anew
Tick = Callable[[str, int], None]


class TooMany(Exception):
    """So much has changed that counting anew is quicker."""


class Keeper(Following):
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
        super().__init__(contract, own, rules, clock, stale_after)
        self.tick, self.recount_every = tick, recount_every
        self._poll: Poll | None = None
        self._until_count = NO_MORE
        self._off: list[int] = []
        self._said: counting.Said | None = None
        self._until_again = FOR_EVER
        self.is_damaged = False  # our own database: whoever looks sees, and mends
        self.is_ours: IsOurs = lambda: True  # to write; whoever holds the lock says otherwise

    # -- a look ------------------------------------------------------------------------------
    def look(self) -> str:
        """What was done: "built", "changed", "recounted", or "" where all was well.

        Raises Unavailable, and SQLAlchemyError where our own database fails.
        """
        tables.metadata.create_all(self.own)
        self.survey()
        self._begin_to_tell()
        known = self._known()
        if known is None:
            return ""
        moment = self.register.moment()
        row = self.kept_state()
        if row is None or not self._holds(row, moment):
            self.build(known, moment)
            return "built"
        if row.reference != self.reference:
            self._stamp(reference=self.reference)
        done = self._follow(row, known, moment)
        if self._is_night(row) or self._until_again.is_over(self.clock()):  # what following missed
            self._tell_of(counting.A_RECOUNT)
            self.build(known, moment)
            self._until_again = FOR_EVER
            return "recounted"
        return done

    def _known(self) -> State | None:
        """What counts are made by; None while that is not what they would be labelled with."""
        known = self.register.fresh_state()
        if known.reference != self.reference:  # a column has come, say
            self.register.doubt()
            known = self.register.fresh_state()
        return known if known.reference == self.reference else None

    def _holds(self, row: Row[*tuple[Any, ...]], moment: Moment) -> bool:
        """Whether what is kept can be carried on from."""
        same = (row.register, row.counted_by, row.rules)
        now = (self.register.mark, self.counted_by, self.rules.mark)
        return same == now and row.day <= moment.now.date()

    def _is_night(self, row: Row[*tuple[Any, ...]]) -> bool:
        clock = self.clock()
        if row.counted_at - clock > COUNT_EVERY:  # by a clock that was ahead
            return True
        if self.recount_every is not None and clock - row.counted_at >= self.recount_every:
            return True
        is_old = clock.date() > row.counted_at.date()
        return is_old and (clock.hour in NIGHT or clock - row.counted_at > timedelta(days=2))

    def _wait(self, length: timedelta) -> Wait:
        return Wait(self.clock(), self.clock() + length)

    # -- counting everything -------------------------------------------------------------------
    def build(self, known: State, moment: Moment) -> None:
        """Into the tables that nobody reads; then they are the ones that are read."""
        poll = self._poll
        self._forget()  # if it fails, whatever led to it must be found again
        self.tick("begun", 0)
        row, began = self.kept_state(), self.clock()
        if row is not None and row.register == self.register.mark:  # else they are just read
            known = self.with_feeds_there(known)
        generation = 1 - row.generation if row is not None else 0
        made = tables_of(generation)
        reading = Reading(self.register, known, booking(self.rules, moment.now))
        book = Book()
        since = max((stamp for stamp in self.stamps if stamp), default=began)
        told, sources, gone = reading.whole(book, self._tell)
        adding = Adding(reading.own, number_of(moment.now.date()), known.calendar)
        kept_from = number_of(recent_from(moment.now.date()))
        places = Places(known.directory, book)
        whole = Whole(told, rows_of(sources, known.feeds), gone, book, places, adding, kept_from)
        fill(self.own, made, whole, lambda _: self.tick("added", 1))
        self._note_repairs(row, told, made, unseen_by(poll, reading, self.clock()))
        self._flip(generation, row, moment, kept_from, began, dossiers_in(told) + len(gone))
        self._poll = Poll(since, began)
        self._until_count, self._off = self._wait(COUNT_EVERY), []

    def _begin_to_tell(self) -> None:
        """Only while nothing kept can be read: a recount keeps nobody waiting."""
        row, self._said = self.kept_state(), None
        if row is None or row.register != self.register.mark:
            with self.register.connected() as connection:
                self._tell_of(survey.dossiers_in(connection, self.contents))

    def _tell_of(self, expected: int) -> None:
        self._said = counting.Said(self.own, self.register.mark)
        self._said.begin(expected, self.clock())

    def _tell(self, read: int) -> None:
        self.tick("read", read)
        if self._said is not None:
            self._said.read(read, self.clock())

    def _note_repairs(
        self, row: Row[*tuple[Any, ...]] | None, told: Told, made: Tables, unseen: set[str] | None
    ) -> None:
        """What a recount found otherwise than it was kept, while nothing decided it anew."""
        if row is None or unseen is None or (row.register, row.counted_by, row.rules) != (
            self.register.mark, self.counted_by, self.rules.mark,
        ):  # fmt: skip
            return
        with self.own.begin() as connection:
            found = list(differing(connection, tables_of(row.generation), told, made, unseen))
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
        updated_at, extracted_at = self.stamps
        version, book, s = (row.version if row is not None else 0) + 1, uuid4().hex, tables.state.c
        with self.own.begin() as connection:
            as_it_was = [s.book == row.book, s.version == row.version] if row is not None else []
            gone = connection.execute(delete(tables.state).where(*as_it_was)).rowcount
            if not self.is_ours() or (row is not None and gone != 1):
                raise Overtaken
            counting.done(connection)
            put(connection, tables_of(generation).touched, [(EVERYBODY, version)])
            connection.execute(
                insert(tables.state).values(
                    generation=generation,
                    version=version,
                    register=self.register.mark,
                    reference=self.reference,
                    counted_by=self.counted_by,
                    rules=self.rules.mark,
                    day=moment.now.date(),
                    kept_from=kept_from,
                    updated_at=updated_at,
                    extracted_at=extracted_at,
                    dossiers=count,
                    book=book,
                    looked_at=began,  # what was written meanwhile is not yet looked at
                    counted_at=began,
                )
            )
        self._seen = book, version

    # -- following ---------------------------------------------------------------------------
    def _follow(self, row: Row[*tuple[Any, ...]], known: State, moment: Moment) -> str:
        stamps = self.stamps
        try:
            codes = self._news(row, known, moment)
            changed = self._change(codes, row, known, moment, stamps)
        except Crowd:
            self.build(known, moment)
            self._until_again = self._wait(COUNT_EVERY)  # more of the same may be on its way
            return "built"
        except (TooMany, NewSource):  # a new source may be silent about things all others tell
            self.build(known, moment)
            return "built"
        except BaseException:
            self._forget()
            raise
        assert self._poll is not None
        self._poll.moved_to(max((each for each in stamps if each), default=None))
        if self._is_miscounted():
            self.build(known, self.register.moment())
            return "recounted"
        try:
            self._catch_up(tables_of(row.generation), known, moment)
        except BaseException:
            self._forget()
            raise
        return "changed" if changed else ""

    def _forget(self) -> None:
        """What is held in memory may be ahead of what is written."""
        self._kept = self._ready = self._poll = None

    def _news(self, row: Row[*tuple[Any, ...]], known: State, moment: Moment) -> set[str]:
        """Codes that may count otherwise. Raises Crowd, and TooMany."""
        if self._seen != (row.book, row.version):  # somebody else has written
            self._forget()
            self._seen = row.book, row.version
        if self._kept is None:
            with self.own.connect() as connection:
                self._kept = Kept(connection, tables_of(row.generation))
        if self._poll is None:
            self._poll = Poll(row.updated_at or row.extracted_at or row.counted_at)
        clock, day = self.clock(), moment.now.date()
        codes = self._poll.changed(self.register, known, clock)
        if self._poll.again_at < self._until_again.until:
            self._until_again = Wait(clock, self._poll.again_at)
        if day > row.day:
            with self.own.connect() as connection:
                codes |= set(self._kept.due_to_wake(connection, number_of(day)))
        # Looking back from a whole count finds what it has just read: most of it, if all is new.
        is_looking_back = clock - row.counted_at <= OVERLAP
        if len(codes) > max(AT_ONCE, TOO_MANY * row.dossiers) and not is_looking_back:
            raise TooMany
        return codes

    # -- what leaves no stamp --------------------------------------------------------------------
    def _is_miscounted(self) -> bool:
        """Whether dossiers have come or gone without a stamp.

        Counted once a minute; one that comes while they are counted makes a difference, too, but
        not the same one several times.
        """
        if not self._until_count.is_over(self.clock()):
            return False
        began = monotonic()
        [(rows,)] = self.register.run(with_a_code())
        row = self.kept_state()
        off = 0 if row is None else rows - row.dossiers
        self._off = [*self._off, off][-TIMES:]
        if off == 0:
            took = timedelta(seconds=50 * (monotonic() - began))
            self._until_count = self._wait(max(COUNT_EVERY, took))
        return off != 0 and self._off == [off] * TIMES


def dossiers_in(told: Told) -> int:
    """Without the records that hang on none."""
    return int(np.count_nonzero(~np.char.startswith(told.codes, b"\x01"))) if len(told) else 0
