"""The registry of screens as the web asks it: a database that is away is Unavailable."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from data_access.engines import reason
from data_access.indicators.reading import Unavailable
from data_access.screens import Screen, Screens, Standing, TooManyWaiting


@dataclass(frozen=True)
class ScreenDoor:
    screens: Screens

    def standing(self, token: str | None, agency: str, is_public: bool) -> Standing:
        with reached():
            return self.screens.standing(token, agency, is_public)

    def ask(self, agency: str, address: str, is_public: bool) -> tuple[str, str] | None:
        """(token, code) of a new screen; None where too many wait."""
        with reached():
            try:
                asked = self.screens.ask(agency, address, is_public)
            except TooManyWaiting:
                return None
            return asked.token, asked.code

    def seen(self, token: str, as_of: datetime | None, version: str, slide: str) -> None:
        self.screens.seen(token, as_of=as_of, version=version, slide=slide)

    def listed(self) -> list[Screen]:
        with reached():
            return self.screens.listed()


@contextmanager
def reached() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise Unavailable(reason(error)) from error
