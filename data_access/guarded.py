"""Connections on which any error of the database is `Unavailable`."""

from collections.abc import Callable

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from data_access.indicators.reading import Unavailable


class Guarded:
    """A connection on which any database error becomes Unavailable, and is told to `doubt`."""

    def __init__(self, engine: Engine, doubt: Callable[[], None]) -> None:
        self._engine, self._doubt = engine, doubt

    def __enter__(self) -> Connection:
        try:
            self._connection = self._engine.connect()
        except SQLAlchemyError as error:
            raise Unavailable(str(error)) from error
        return self._connection

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        try:
            self._connection.close()
        except SQLAlchemyError as lost:  # a server that went away since the last answer
            error = error or lost
        if isinstance(error, (SQLAlchemyError, ValueError)):  # or a date nobody can read
            self._doubt()
            raise Unavailable(str(error)) from error
