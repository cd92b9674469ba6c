"""What callbacks are handed: the ways into the data, as small protocols. No database in sight."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from data_access.course import Course
from data_access.directory import Directory
from data_access.indicators.calendar import WorkingDays
from data_access.indicators.reading import Moment, Read
from data_access.indicators.selection import Selection
from data_access.listing import Listing, Neighbours, Record, Window
from data_access.rules import Rules
from data_access.scope import Scope
from layouts.pages.page import ShownScreen

T = TypeVar("T")


class Surroundings(Protocol):
    """What does not depend on the question. Each may raise Unavailable."""

    def moment(self) -> Moment: ...
    def directory(self) -> Directory: ...
    def calendar(self) -> WorkingDays: ...


class Lists(Protocol):
    """The records behind a figure: `data_access.rows.Rows`. Each may raise Unavailable."""

    def rows(self, selection: Selection, scope: Scope, window: Window) -> Listing: ...
    def total(self, selection: Selection, scope: Scope, window: Window) -> int: ...
    def iterate(self, selection: Selection, scope: Scope, window: Window) -> Iterator[Record]: ...
    def neighbours(
        self, selection: Selection, scope: Scope, window: Window, code: str
    ) -> Neighbours | None: ...


class Dossiers(Protocol):
    """One dossier whole: `data_access.courses.Courses`. Each may raise Unavailable."""

    def course(self, code: str) -> Course | None: ...
    def nearest(self, code: str) -> list[str]: ...


class Keep(Protocol):
    """Makes a thing once, however many ask the same: `data_access.cache.Once`."""

    def __call__(
        self, asked: object, make: Callable[[], T], is_kept: Callable[[T], bool] = bool, /
    ) -> T: ...


def keep_nothing(
    _asked: object, make: Callable[[], T], _is_kept: Callable[[T], bool] = bool, /
) -> T:
    return make()


@dataclass(frozen=True)
class Doors:
    read: Read
    around: Surroundings
    rules: Rules
    lists: Lists
    dossiers: Dossiers
    needs: Mapping[str, tuple[str, ...]]  # indicator's key → columns it rests on
    keep: Keep = keep_nothing  # pages as they are sent
    screens: Callable[[], Sequence[ShownScreen]] = tuple  # raises Unavailable
