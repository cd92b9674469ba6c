"""The register as it stands: opened once, surveyed once per data version."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select
from sqlalchemy.exc import SQLAlchemyError

from data_access.contract import survey
from data_access.contract.survey import Contents, Newest
from data_access.directory import Directory
from data_access.indicators.calendar import WorkingDays
from data_access.indicators.reading import Moment, Unavailable
from data_access.mark import code_mark

CHECK_EVERY_S = 0.4
COUNT_EVERY_S = 30.0  # what leaves no newer stamp on a dossier is noticed only by counting
LONGEST_CHECK_S = 2.0  # after which nobody goes on with what was seen last
LONGEST_WAIT_S = 0.5  # for whoever looks just now
ROWS_AT_ONCE = 1000


@dataclass(frozen=True)
class State:
    """Everything about a register that changes only with its data."""

    mark: str  # of the register and of the code that counts it
    newest: Newest
    contents: Contents
    directory: Directory
    capabilities: Mapping[tuple[str, str], str]
    sources: Mapping[str, frozenset[str]]  # agency → sources
    calendar: WorkingDays
    is_demo: bool

    @property
    def version(self) -> str:
        """Equal only where every count is."""
        return sha256(f"{self.mark}|{self.newest.version}".encode()).hexdigest()[:32]

    def silent(self, needs: tuple[str, ...]) -> frozenset[str]:
        """Sources that cannot say what `needs` asks for."""
        known = {source for each in self.sources.values() for source in each}
        return frozenset(
            source for source in known if not all(self._says(source, need) for need in needs)
        )

    def _says(self, source: str, need: str) -> bool:
        """`need` names a column, or several of which one is enough: "dossier.paused|pause…"."""
        ways = [column for column in need.split("|") if not self.contents.lacks(column)]
        return any(self.capabilities.get((source, column)) != "NO" for column in ways)

    def is_derived(self, needs: tuple[str, ...], owners: frozenset[str]) -> bool:
        return any(
            self.capabilities.get((source, column)) == "DERIVED"
            for source in self.sources_of(owners)
            for need in needs
            for column in need.split("|")
        )

    def sources_of(self, owners: frozenset[str]) -> frozenset[str]:
        return frozenset().union(*(self.sources.get(owner, frozenset()) for owner in owners))

    def is_silent(self, needs: tuple[str, ...], owners: frozenset[str]) -> bool:
        """Nobody who serves these agencies can say."""
        if any(all(map(self.contents.lacks, need.split("|"))) for need in needs):
            return True
        asked = self.sources_of(owners) or self.sources_of(frozenset(self.sources))
        return bool(asked) and asked <= self.silent(needs)


class Register:
    """Reads the contract; every failure of the database is `Unavailable`."""

    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], datetime],
        home: str | None = None,
        stale_after: timedelta | None = None,
        replay_at: datetime | None = None,
    ) -> None:
        self._engine, self._clock, self._home = engine, clock, home
        self._stale_after, self._replay_at = stale_after, replay_at
        self._mark = f"{engine.url.render_as_string(hide_password=True)}|{code_mark()}"
        self._lock = Lock()
        self._state: State | None = None
        self._trouble: Unavailable | None = None
        self._checked_at = self._counted_at = float("-inf")

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
        if self._state is None or self._trouble is not None:
            raise Unavailable(str(self._trouble))
        return self._state

    def _check(self) -> None:
        """One looks, the others go on with what was seen last; nobody looks twice in a row."""
        if monotonic() - self._checked_at < CHECK_EVERY_S:
            return
        try:
            with self._connection() as connection:
                self._state, self._trouble = self._surveyed(connection), None
        except Unavailable as error:
            self._trouble = error
        self._checked_at = monotonic()

    def _surveyed(self, connection: Connection) -> State:
        held = self._state
        told = held.contents if held else survey.contents(connection)
        is_recounted = monotonic() - self._counted_at >= COUNT_EVERY_S
        before = None if is_recounted or not held else held.newest
        newest = survey.newest(connection, told, self._clock(), before)
        if is_recounted:
            self._counted_at = monotonic()
        if held and held.newest == newest:
            return held
        told = survey.contents(connection)
        sources = survey.sources(connection, told)
        return State(
            self._mark,
            newest,
            told,
            survey.directory(connection, told, self._home, sources),
            survey.capabilities(connection, told),
            sources,
            WorkingDays(survey.days_off(connection, told)),
            survey.is_demo(connection, told),
        )

    def moment(self) -> Moment:
        """What "now" is: the clock while the data is fresh, else the newest change read."""
        state, clock = self.state(), self._clock().replace(microsecond=0)
        if self._replay_at is not None:
            then = self._replay_at
            return Moment(then, then, False, state.version, state.is_demo, is_replay=True)
        as_of = state.newest.updated_at or state.newest.extracted_at
        if as_of is None:
            return Moment(clock, None, False, state.version, state.is_demo)
        as_of = min(as_of, clock)
        stale = self._is_stale(as_of, clock, state.calendar)
        return Moment(as_of if stale else clock, as_of, stale, state.version, state.is_demo)

    def _is_stale(self, as_of: datetime, clock: datetime, calendar: WorkingDays) -> bool:
        """Unless a site says how many minutes: a whole working day has passed without a change."""
        if self._stale_after is not None:
            return clock - as_of > self._stale_after
        return bool(as_of.date() < calendar.previous(clock.date()))

    def run(self, statement: Select[*tuple[Any, ...]]) -> list[Row[*tuple[Any, ...]]]:
        """All rows. Raises Unavailable."""
        told = self.state().contents
        with self._connection() as connection:
            return list(connection.execute(told.fit(statement)).all())

    def tuples(self, statement: Select[*tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """All rows as the driver gives them: for texts and numbers by the ten thousand."""
        told = self.state().contents
        with self._connection() as connection:
            return list(connection.execute(told.fit(statement)).cursor.fetchall())

    def stream(self, statement: Select[*tuple[Any, ...]]) -> Iterator[Row[*tuple[Any, ...]]]:
        """All rows, a little at a time, for lists that memory need not hold. Raises Unavailable."""
        told = self.state().contents
        with self._connection() as connection:
            options = {"yield_per": ROWS_AT_ONCE}
            yield from connection.execute(told.fit(statement), execution_options=options)

    def close(self) -> None:
        """Lets go of the database; the next question opens it again."""
        self._engine.dispose()

    def _connection(self) -> "_Guarded":
        return _Guarded(self._engine)


class _Guarded:
    """A connection on which any database error becomes Unavailable."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Connection:
        try:
            self._connection = self._engine.connect()
        except SQLAlchemyError as error:
            raise Unavailable(str(error)) from error
        return self._connection

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._connection.close()
        if isinstance(error, (SQLAlchemyError, ValueError)):  # or a date nobody can read
            raise Unavailable(str(error)) from error
