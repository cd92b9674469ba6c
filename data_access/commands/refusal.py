"""How commands say no: one sentence. Exit code 2 for a wrong question, 1 for a silent database."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click
from sqlalchemy import URL, Engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from data_access import engines, rules
from data_access.clock import office_clock
from data_access.engines import BadAddress, reason, shown
from data_access.indicators.reading import Unavailable
from data_access.register import Register
from data_access.rules import Rules


class Refused(click.ClickException):
    """What was asked cannot be done, whatever the state of the database; nothing was changed."""

    exit_code = 2


class Unreachable(click.ClickException):
    """The database does not answer, or answers no."""

    exit_code = 1


def rules_in_force() -> Rules:
    """What is declared, as the site sets it. Raises Refused."""
    try:
        return rules.in_force()
    except rules.BadRule as error:
        raise Refused(str(error)) from None


def engine_at(url: URL, *, for_writing: bool = False) -> Engine:
    """An engine nobody has tried yet. Raises Refused when nothing could ever answer there."""
    try:
        return engines.writer(url) if for_writing else engines.reader(url)
    except BadAddress as error:
        raise Refused(str(error)) from None
    except OSError as error:  # the folder of a file that is to be made
        raise unreached(url, error.strerror or str(error)) from None


@contextmanager
def opened(url: URL, *, for_writing: bool = False) -> Iterator[Engine]:
    """An engine that answers, closed in the end. Raises Refused or Unreachable, never another."""
    engine = engine_at(url, for_writing=for_writing)
    try:
        knock(engine, url)
        with answering(url):
            yield engine
    finally:
        engine.dispose()


@contextmanager
def answering(url: URL) -> Iterator[None]:
    """Whatever the database has against it is Unreachable."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise Unreachable(f"{shown(url)}: the database refuses: {reason(error)}") from None


@contextmanager
def register_at(url: URL, replay_at: datetime | None = None) -> Iterator[Register]:
    """A register that answers. Raises as `opened` does."""
    with opened(url) as engine:
        try:
            yield Register(engine, office_clock, replay_at=replay_at)
        except Unavailable as error:
            why = cause_of(error)
            raise Unreachable(f"{shown(url)}: the register cannot be read: {why}") from None


def knock(engine: Engine, url: URL) -> None:
    """Asked for names of tables: any file opens, only a database has them."""
    try:
        inspect(engine).get_table_names()
    except SQLAlchemyError as error:
        raise unreached(url, reason(error)) from None
    except TypeError as error:  # an option after the ? that the driver does not take
        raise Refused(f"{shown(url)}: {error}") from None


def cause_of(error: Exception) -> str:
    """What lies below an error of ours, in the database's own first sentence."""
    below = error.__cause__
    return reason(below if isinstance(below, SQLAlchemyError) else error)


def unreached(url: URL, why: str) -> Unreachable:
    return Unreachable(f"{shown(url)}: the database cannot be reached: {why}")
