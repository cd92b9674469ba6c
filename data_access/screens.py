"""The wall screens: nobody signs in at one, so it shows a code, by which it is accepted.

A screen keeps a token that is worth something for one agency only, and only until it is revoked.
"""

import logging
import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    delete,
    func,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from data_access.engines import reason
from data_access.screen_table import FIGURES, c, is_alive, is_due, metadata, screen

log = logging.getLogger(__name__)

MOST_WAITING = 1_000  # whoever asks need not be known: the table must not be filled by strangers
LONGEST = 200  # letters of a text
NUMBER = 7_662_027  # of PostgreSQL's advisory lock


class TooManyWaiting(Exception):
    """No further screen can ask before others are accepted or expire."""

    def __init__(self) -> None:
        super().__init__(f"{MOST_WAITING:,} screens wait already")


class UnknownCode(LookupError):
    """No screen waits with this code: mistyped, used already, or expired."""

    def __init__(self, told: str) -> None:
        super().__init__(f"{told!r}: no screen waits with this code")


class UnknownScreen(LookupError):
    def __init__(self, number: int) -> None:
        super().__init__(f"{number}: no screen has this number")


class Kind(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    UNKNOWN = "unknown"  # no such token, expired, revoked, or another agency's


@dataclass(frozen=True)
class Standing:
    """What a token is worth."""

    kind: Kind
    code: str = ""  # of one that waits


ACCEPTED, UNKNOWN = Standing(Kind.ACCEPTED), Standing(Kind.UNKNOWN)


@dataclass(frozen=True)
class Asked:
    token: str = field(repr=False)  # told once, to the screen alone
    code: str


@dataclass(frozen=True)
class Screen:
    number: int
    name: str
    agency: str
    address: str
    asked_at: datetime
    accepted_at: datetime | None
    revoked_at: datetime | None
    last_seen_at: datetime
    as_of: datetime | None
    version: str
    slide: str

    @property
    def is_accepted(self) -> bool:
        return self.accepted_at is not None and not self.is_revoked

    @property
    def is_waiting(self) -> bool:
        return self.accepted_at is None and not self.is_revoked

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None


UNTOLD = {"name": "", "version": "", "slide": ""}  # of one that has only asked
SHOWN = tuple(c[each.name] for each in fields(Screen))


@dataclass
class Screens:
    """The list of screens. Raises SQLAlchemyError where our own database fails."""

    own: Engine
    clock: Callable[[], datetime]
    _is_lost: bool = field(default=False, init=False)

    def ask(self, agency: str, address: str, is_public: bool = False) -> Asked:
        """A new screen, which waits. Raises TooManyWaiting."""
        now, token = self.clock(), secrets.token_urlsafe(32)
        with self._alone() as connection:
            connection.execute(delete(screen).where(c.code.is_not(None), ~is_alive(now)))
            waiting = select(c.code).where(c.code.is_not(None))
            taken = set(connection.execute(waiting).scalars())
            if len(taken) >= MOST_WAITING:
                raise TooManyWaiting
            asked = Asked(token, code_beside(taken))
            texts = {"agency": agency, "address": line(address)} | UNTOLD
            keys = {"token": hashed(token), "code": asked.code, "is_public": is_public}
            connection.execute(
                insert(screen).values(asked_at=now, last_seen_at=now, **keys, **texts)
            )
        return asked

    def accept(self, code: str, name: str = "") -> Screen:
        """Lets the screen that shows this code show its agency. Raises UnknownCode."""
        now, figures, name = self.clock(), figures_of(code), line(name)
        if figures is None:
            raise UnknownCode(code)
        with self._alone() as connection:
            found = found_in(connection, c.code == figures, is_alive(now))
            if found is None:
                raise UnknownCode(code)
            change(connection, found, code=None, accepted_at=now, name=name)
        return replace(found, accepted_at=now, name=name)

    def revoke(self, number: int) -> Screen:
        """Makes its token worthless; one that was revoked stays so. Raises UnknownScreen."""
        now = self.clock()
        with self._alone() as connection:
            found = found_in(connection, c.number == number)
            if found is None:
                raise UnknownScreen(number)
            if found.is_revoked:
                return found
            change(connection, found, code=None, token=None, revoked_at=now)
        return replace(found, revoked_at=now)

    def standing(self, token: str | None, agency: str, is_public: bool = False) -> Standing:
        """What was let in for a public hall opens no more; what was let in for more, a hall too."""
        if not token:
            return UNKNOWN
        asked = select(c.agency, c.code, c.is_public).where(
            c.token == hashed(token), is_alive(self.clock())
        )
        for row in self._rows(asked):
            if row.agency != agency:
                continue
            if row.code is None and is_public >= row.is_public:
                return ACCEPTED
            if row.code is not None and is_public == row.is_public:
                return Standing(Kind.WAITING, row.code)
        return UNKNOWN

    def seen(self, token: str, *, as_of: datetime | None, version: str, slide: str = "") -> None:
        """A sign of life. Never raises: no screen goes dark because this cannot be written."""
        now = self.clock()
        due = c.token == hashed(token), is_alive(now), is_due(now)
        told: dict[str, Any] = {"version": line(version), "slide": line(slide)}
        if as_of is not None:  # else nobody can tell just now: what was last told stays
            told["as_of"] = as_of
        try:
            # Asked first: even an UPDATE that changes nothing waits for whoever else writes.
            if self._rows(select(c.number).where(*due)):
                with self.own.begin() as connection:
                    connection.execute(update(screen).where(*due).values(last_seen_at=now, **told))
                self._is_lost = False
        except SQLAlchemyError as error:
            self._lose(error)

    def listed(self) -> list[Screen]:
        """Accepted ones first, then those that wait, then revoked ones; by agency and number."""
        asked = select(*SHOWN).where(is_alive(self.clock()))
        return sorted((Screen(*row) for row in self._rows(asked)), key=place)

    def _lose(self, error: SQLAlchemyError) -> None:
        """Told once: screens give signs of life every few seconds."""
        if not self._is_lost:
            log.warning("signs of life of screens cannot be written: %s", reason(error))
        self._is_lost = True

    def _rows(self, asked: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
        """None before the table is made, which the first screen that asks has done."""
        try:
            with self.own.connect() as connection:
                return connection.execute(asked).all()
        except SQLAlchemyError:
            if inspect(self.own).has_table(screen.name):
                raise
            return []

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        """One after another, wherever they run: what was read still holds when it is written."""
        self._make()
        with self.own.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(NUMBER)))
            else:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    def _make(self) -> None:
        try:
            metadata.create_all(self.own)
        except SQLAlchemyError:  # another process may have made it at this very moment
            if not inspect(self.own).has_table(screen.name):
                raise


def hashed(token: str) -> str:
    """What is kept of a token: who reads our database must not be able to show it."""
    return sha256(token.encode(errors="replace")).hexdigest()


def line(told: str) -> str:
    """A text from outside, fit for any database and any terminal."""
    return "".join(each if each.isprintable() else " " for each in told[:LONGEST]).strip()


def code_beside(taken: set[str]) -> str:
    while True:
        code = f"{secrets.randbelow(10**FIGURES):0{FIGURES}}"
        if code not in taken:
            return code


def figures_of(told: str) -> str | None:
    """The figures of a code as people type it: "482 913" and "482-913" are 482913."""
    figures = re.sub(r"[\s-]", "", told)
    return figures if re.fullmatch(rf"[0-9]{{{FIGURES}}}", figures) else None


def found_in(connection: Connection, *where: ColumnElement[bool]) -> Screen | None:
    row = connection.execute(select(*SHOWN).where(*where)).first()
    return None if row is None else Screen(*row)


def change(connection: Connection, found: Screen, **values: Any) -> None:
    connection.execute(update(screen).where(c.number == found.number).values(**values))


def place(each: Screen) -> tuple[bool, bool, str, int]:
    return not each.is_accepted, each.is_revoked, each.agency, each.number
