"""The register as it stands: opened once, surveyed once per data version."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Lock
from time import monotonic, time
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select
from sqlalchemy.exc import SQLAlchemyError

from data_access.ages import Ages, Feeds
from data_access.contract import reference, survey
from data_access.contract.counter import null_is_counter
from data_access.contract.survey import FOLLOWED, Contents, Newest, Stamps
from data_access.guarded import Guarded
from data_access.indicators.calendar import WorkingDays
from data_access.indicators.reading import BeingCounted, Moment, Unavailable
from data_access.mark import code_mark, mark_of
from data_access.state import Followed, Follower, State

CHECK_EVERY_S = 0.4
COUNT_EVERY_S = 30.0  # what leaves no newer stamp on a dossier is noticed only by counting
LONGEST_CHECK_S = 2.0  # after which nobody goes on with what was seen last
LONGEST_WAIT_S = 0.5  # for whoever looks just now
FOLLOWED_FOR = timedelta(seconds=20)  # that somebody's last look is believed
STILL_FOR = timedelta(seconds=COUNT_EVERY_S)  # the same while no dossier bears a newer stamp
MANY = 200_000  # dossiers; up to there the rows answer soon enough
STARTING_S = 60.0
SIZE_EVERY_S = 5.0
ROWS_AT_ONCE = 1000
BLOCK = 50_000


class Register:
    """Reads the contract; every failure of the database is `Unavailable`."""

    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], datetime],
        home: str | None = None,
        stale_after: timedelta | None = None,
        replay_at: datetime | None = None,
        follower: Follower | None = None,
    ) -> None:
        self.engine, self.clock, self._home = engine, clock, home
        self._follower = follower
        self._stale_after, self._replay_at = stale_after, replay_at
        self.mark = mark_of(f"{engine.url.render_as_string(hide_password=True)}|{code_mark()}")
        self._lock = Lock()
        self._state: State | None = None
        self._aged: tuple[State, Ages] | None = None
        self._trouble: Unavailable | None = None
        self._checked_at = self._count_at = float("-inf")
        self._opened_at, self._sized = monotonic(), (float("-inf"), 0)
        self._is_doubted = True  # whether tables or columns may have come or gone

    def state(self) -> State:
        """As of less than a second ago, its absence too. Raises Unavailable."""
        if monotonic() - self._checked_at >= CHECK_EVERY_S:
            is_old = monotonic() - self._checked_at >= LONGEST_CHECK_S
            is_first = self._state is None and self._trouble is None
            patience = LONGEST_CHECK_S if is_first else LONGEST_WAIT_S if is_old else 0
            if self._lock.acquire(timeout=patience):
                try:
                    self._check()
                finally:
                    self._lock.release()
            elif is_old:  # somebody has been asking all the while: no answer is an answer
                raise Unavailable("the register does not answer")
        if self._trouble is not None:
            raise copy(self._trouble)
        if self._state is None:
            raise Unavailable("the register was never read")
        return self._state

    def fresh_state(self) -> State:
        """As of this very instant, for who follows the register. Raises Unavailable."""
        with self._lock:
            self._checked_at = float("-inf")
            self._check()
        return self.state()

    def _check(self) -> None:
        """One looks, the others go on with what was seen last; nobody looks twice in a row."""
        if monotonic() - self._checked_at < CHECK_EVERY_S:
            return
        try:
            with self._connection() as connection:
                self._state, self._trouble = self._surveyed(connection), None
        except Unavailable as error:
            self._trouble = error
            self.doubt()
        self._checked_at = monotonic()

    def _surveyed(self, connection: Connection) -> State:
        held = self._state
        is_recounted = monotonic() >= self._count_at
        is_sure = held is not None and not (self._is_doubted or is_recounted)
        told = held.contents if held and is_sure else survey.contents(connection)
        stamps = survey.stamps(connection, told, self.clock())
        if is_recounted:
            self._count_at = monotonic() + until_next(COUNT_EVERY_S)
        self._is_doubted = False
        followed = self._followed(connection, told, stamps)
        with suppress(SQLAlchemyError):  # our own database is away: count for ourselves
            state = self._read_on(connection, told, followed) if followed else None
            if state is not None:
                return state
        self._refuse_many(connection, told)
        before = held.newest if held and not is_recounted else None
        return self._counted(connection, told, stamps, before)

    def _followed(self, connection: Connection, told: Contents, stamps: Stamps) -> Followed | None:
        """Who keeps counts looks for itself: once a second, so that we need not."""
        if self._follower is None or self._replay_at is not None:
            return None
        followed = self._follower.followed()
        if followed is None or followed.register != self.mark:
            return None
        silent_for = abs(self.clock() - followed.looked_at)  # a clock may be ahead, too
        if silent_for <= FOLLOWED_FOR:
            return followed
        is_recounted = self._follower.is_recounted(self.mark, self.clock())
        if (is_recounted or self._is_starting) and self._size(connection, told) > MANY:
            return followed
        is_still = stamps == (followed.updated_at, followed.extracted_at)
        return followed if is_still and (silent_for <= STILL_FOR or is_recounted) else None

    def _refuse_many(self, connection: Connection, told: Contents) -> None:
        """Raises BeingCounted where nothing kept answers and dossiers are too many to read.

        Nobody waits half a minute for a page while somebody is about to count all of them.
        """
        if self._follower is None or self._replay_at is not None:
            return
        counting = self._follower.counting(self.mark, self.clock())
        if counting is not None:
            raise BeingCounted(*counting)
        is_coming = self._is_starting or self._follower.is_recounted(self.mark, self.clock())
        if is_coming and (expected := self._size(connection, told)) > MANY:
            raise BeingCounted(0, expected)

    @property
    def _is_starting(self) -> bool:
        """Who keeps counts is started with us, and needs a moment for its first look."""
        return monotonic() - self._opened_at < STARTING_S

    def _size(self, connection: Connection, told: Contents) -> int:
        """Dossiers, as of some seconds ago."""
        if monotonic() - self._sized[0] >= SIZE_EVERY_S:
            self._sized = monotonic(), survey.dossiers_in(connection, told)
        return self._sized[1]

    def _read_on(self, connection: Connection, told: Contents, followed: Followed) -> State | None:
        """The state as of what has been followed; None where that is of another reference."""
        held = self._state
        newest = Newest(followed.updated_at, followed.extracted_at, f"{FOLLOWED}{followed.version}")
        if held and held.newest == newest and held.reference == followed.reference:
            return held
        feeds = followed.feeds()
        if held and held.reference == followed.reference and held.feeds.keys() == feeds.keys():
            state = replace(held, newest=newest, feeds=feeds)
            return replace(state, memo=held.memo if held.sources == state.sources else {})
        state = self._read(connection, told, newest, feeds)
        return state if state.reference == followed.reference else None

    def _counted(
        self, connection: Connection, told: Contents, stamps: Stamps, before: Newest | None
    ) -> State:
        """The state by counting what there is; while stamps stand still, now and then only."""
        held = self._state
        if before and not before.is_followed and stamps == (before.updated_at, before.extracted_at):
            newest = before
        else:
            newest = Newest(*stamps, survey.amounts(connection, told, self.clock()))
        if held and held.newest == newest and held.contents.holds_as(told):
            return held
        return self._read(connection, told, newest, survey.feeds(connection, told, self.clock()))

    def _read(
        self,
        connection: Connection,
        told: Contents,
        newest: Newest,
        feeds: Feeds,
    ) -> State:
        capabilities = survey.capabilities(connection, told)
        if null_is_counter(capabilities) != told.at_counter:
            told = survey.contents(connection)
        mark = reference.reference_mark(connection, told)
        filled_apart = survey.filled_apart(connection, told, feeds)
        return State(
            self.mark,
            newest,
            told,
            survey.directory(connection, told, self._home, feeds),
            capabilities,
            feeds,
            reference.marked(mark, filled_apart),
            filled_apart,
            WorkingDays(survey.days_off(connection, told)),
            survey.is_demo(feeds),
        )

    def moment(self) -> Moment:
        """What "now" is: the clock while the data is fresh, else the newest change read."""
        state, clock = self.state(), self.clock().replace(microsecond=0)
        if self._replay_at is not None:
            then = self._replay_at
            return Moment(then, then, False, state.version, state.is_demo, is_replay=True)
        as_of = state.newest.updated_at or state.newest.extracted_at
        ages, as_of = self._ages(state, clock.date()), as_of and min(as_of, clock)
        if as_of is None or not self._is_stale(as_of, clock, ages):
            return Moment(clock, as_of, False, state.version, state.is_demo, ages=ages)
        old = replace(ages, stopped_at=as_of)
        return Moment(as_of, as_of, True, state.version, state.is_demo, ages=old)

    def _is_stale(self, as_of: datetime, clock: datetime, ages: Ages) -> bool:
        """Unless a site says how many minutes: too many working days without a change."""
        if self._stale_after is not None:
            return clock - as_of > self._stale_after
        return ages.is_old(as_of.date())

    def _ages(self, state: State, day: date) -> Ages:
        """Once for a state and a day: a page asks often."""
        held = self._aged
        if held is None or held[0] is not state or held[1].day != day:
            ages = Ages(state.feeds, state.directory, state.calendar, day, state.newest.read_at)
            self._aged = held = state, ages
        return held[1]

    def run(
        self, statement: Select[*tuple[Any, ...]], asked: Mapping[str, Any] | None = None
    ) -> list[Row[*tuple[Any, ...]]]:
        """All rows. Raises Unavailable."""
        told = self.state().contents
        with self._connection() as connection:
            return list(connection.execute(told.fit(statement), asked or {}).all())

    def tuples(self, statement: Select[*tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """All rows as the driver gives them: for texts and numbers by the ten thousand."""
        return self.fitted(self.state().contents.fit(statement))

    def fitted(
        self, statement: Select[*tuple[Any, ...]], asked: Mapping[str, Any] | None = None
    ) -> list[tuple[Any, ...]]:
        """`tuples` of a statement that has been fitted to what the register holds."""
        with self._connection() as connection:
            return list(connection.execute(statement, asked or {}).cursor.fetchall())

    def stream(self, statement: Select[*tuple[Any, ...]]) -> Iterator[Row[*tuple[Any, ...]]]:
        """All rows, a little at a time, for lists that memory need not hold. Raises Unavailable."""
        told = self.state().contents
        with self._connection() as connection:
            options = {"yield_per": ROWS_AT_ONCE}
            yield from connection.execute(told.fit(statement), execution_options=options)

    def blocks(
        self, statement: Select[*tuple[Any, ...]], size: int = BLOCK
    ) -> Iterator[Sequence[tuple[Any, ...]]]:
        """`tuples`, a block at a time: for every row there is."""
        fitted = self.state().contents.fit(statement)
        with self._connection() as connection:
            if connection.dialect.name == "sqlite":  # reads on as it is asked
                cursor = connection.execute(fitted).cursor
                while rows := cursor.fetchmany(size):
                    yield rows
                return
            result = connection.execute(fitted, execution_options={"yield_per": size})
            yield from result.partitions()

    def connected(self) -> "Guarded":
        """For who looks for himself whether anything has changed."""
        return self._connection()

    def close(self) -> None:
        """Lets go of the database; the next question opens it again."""
        self.engine.dispose()

    def _connection(self) -> "Guarded":
        return Guarded(self.engine, self.doubt)

    def doubt(self) -> None:
        """Tables or columns may have come or gone: the next look is for them, too."""
        self._is_doubted = True


def until_next(every: float) -> float:
    """Seconds until a moment that all workers share, so that they notice the same things at once.

    One that counted half a minute before the other would send open pages to and fro between them.
    """
    return every - time() % every if every else 0.0
