"""What a wall screen is handed besides the ways that every page has."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from callbacks.doors import Doors, Keep
from data_access.indicators.reading import Read
from data_access.scope import Scope
from data_access.screens import Screen, Standing


class Screens(Protocol):
    """The registry of screens. All but `seen` raise Unavailable."""

    def standing(self, token: str | None, agency: str, is_public: bool) -> Standing: ...

    def ask(self, agency: str, address: str, is_public: bool) -> tuple[str, str] | None:
        """(token, code) of a new one; None where too many wait."""

    def seen(self, token: str, as_of: datetime | None, version: str, slide: str) -> None: ...
    def listed(self) -> list[Screen]: ...


class Pace(Protocol):
    """How days like this one went, minute by minute: `data_access.pace.Pace`."""

    def has_hours(self, what: Any, /) -> bool: ...
    def so_far(self, what: Any, minute: int, /) -> list[int]: ...
    def left(self, minute: int, /) -> list[int]: ...


class Course(Protocol):
    """How the register goes on from day to day. Each may raise Unavailable."""

    def pace(self, scope: Scope, today: date) -> Pace:
        """The same all day long."""

    def expected(self, agency: str | None) -> float | None:
        """Seconds of office time within which an agency usually changes; None if unknown."""


@dataclass(frozen=True)
class WallDoors:
    doors: Doors
    course: Course
    screens: Screens
    read: Read  # as it is now: what is kept longer than the data version need not be kept by it
    stamp: Callable[
        [str | None], str
    ]  # equal only where an agency's counts are; raises Unavailable
    keep: Keep  # what a stamp shows
    keep_drawn: Keep  # the same for however many stamps between which no count of it changes
    keep_asked: Keep  # answers good for a stamp or a minute, two at most; with turns of its own
    keep_for_a_while: Keep  # answers good for minutes
    mark: str  # of the register: what is kept is kept of this one
