"""Looks at the register for whoever keeps a tally of it, and at what is kept already."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Row
from sqlalchemy.exc import SQLAlchemyError

from data_access.ages import Feeds
from data_access.contract import reference, survey
from data_access.register import Register
from data_access.state import Followed, State
from data_access.tally.store import Tally, state_in

REFERENCE_EVERY = timedelta(seconds=10)  # a change within the second of another leaves no mark


class Watch:
    """The register of a keeper counts nothing besides: it takes its own word."""

    def __init__(
        self,
        contract: Engine,
        own: Engine,
        clock: Callable[[], datetime],
        stale_after: timedelta | None,
    ) -> None:
        self.own, self.clock = own, clock
        self.register = Register(contract, clock, stale_after=stale_after, follower=self)
        self.contents = survey.Contents()
        self.stamps: survey.Stamps = (None, None)
        self.reference = self.counted_by = self._small = ""
        self._marks = "", ""
        self._there: Feeds | None = None  # for one look
        self._read_at = datetime.min

    def followed(self) -> Followed | None:
        """Our own word: the register of a keeper counts nothing besides."""
        row = self.kept_state()
        version = row.version if row is not None else 0
        return Followed(
            self.register.mark, self.reference, version, *self.stamps, self.clock(), self._feeds
        )

    def counting(self, register: str, now: datetime) -> None:
        """Who counts waits for nobody."""

    def is_recounted(self, register: str, now: datetime) -> bool:
        """What it says itself is never old."""
        return False

    def _feeds(self) -> Feeds:
        row = self.kept_state()
        if row is None or row.register != self.register.mark:
            if self._there is None:
                with self.register.connected() as connection:
                    self._there = survey.feeds(connection, self.contents, self.clock())
            return self._there
        return Tally(self.own).feeds(row.generation)

    def with_feeds_there(self, known: State) -> State:
        """With what there is in the register itself, which reads every dossier."""
        with self.register.connected() as connection:
            feeds = survey.feeds(connection, self.contents, self.clock())
            filled_apart = survey.filled_apart(connection, self.contents, feeds)
        self._mark(filled_apart)
        return replace(
            known, feeds=feeds, filled_apart=filled_apart, reference=self.reference, memo={}
        )

    def _mark(self, filled_apart: frozenset[str]) -> None:
        self.reference, self.counted_by = (
            reference.marked(mark, filled_apart) for mark in self._marks
        )

    def kept_state(self) -> Row[*tuple[Any, ...]] | None:
        with suppress(SQLAlchemyError), self.own.connect() as connection:
            return state_in(connection)
        return None

    def survey(self) -> None:
        """Stamps; and whether what everything is counted by is still the same."""
        self._there = None
        with self.register.connected() as connection:
            self.contents = survey.contents(connection)
            self.stamps = survey.stamps(connection, self.contents, self.clock())
            small = reference.small_marks(connection, self.contents)
            is_due = not timedelta() <= self.clock() - self._read_at < REFERENCE_EVERY
            if small != self._small or is_due:
                self._marks = (
                    reference.reference_mark(connection, self.contents),
                    reference.counting_mark(connection, self.contents),
                )
                self._mark(survey.filled_apart(connection, self.contents, self._feeds()))
                self._small, self._read_at = small, self.clock()
