"""What a page is: a path, what it asks, and how the answers are drawn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from dash.development.base_component import Component

from data_access.ages import Age
from data_access.course import Opened
from data_access.directory import Directory
from data_access.indicators.calendar import WorkingDays
from data_access.indicators.definition import Indicator
from data_access.indicators.reading import Dimension, Moment, Reading
from data_access.indicators.selection import Part as Part
from data_access.indicators.selection import Selection as Selection
from data_access.listing import Listing, Window
from data_access.periods import Period, PeriodName
from data_access.rules import Rules
from data_access.scope import Scope


@dataclass(frozen=True)
class Question:
    """One call of `read`; `scope.agency` is always set."""

    indicators: tuple[Indicator, ...]
    scope: Scope
    by: Dimension = Dimension.WHOLE
    periods: tuple[Period, ...] | None = None


@dataclass(frozen=True)
class Paper:
    """The list as it is printed (`in`): what the grid was narrowed by (`loc`), and its lines."""

    told: str
    window: Window
    listing: Listing | None = None


@dataclass(frozen=True)
class View:
    """Everything a page is drawn from besides the readings. `scope.agency` is always set."""

    path: str
    scope: Scope
    moment: Moment
    directory: Directory
    calendar: WorkingDays
    rules: Rules
    selection: Selection | None = None
    explained: Indicator | None = None  # whose panel is open (`giai-thich`)
    code: str | None = None  # the dossier of /ho-so/CODE
    opened: Opened | None = None  # what the register tells of it
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # indicator → columns
    paper: Paper | None = None  # the list is drawn to be printed
    is_unabridged: bool = False  # every row of a long table (`het`)
    offer: "Offer | None" = None  # nothing was counted
    screens: Sequence["ShownScreen"] | None = None  # of the page that lists them
    clock: datetime | None = None  # by which their signs of life are told

    @property
    def today(self) -> date:
        return self.moment.now.date()

    @property
    def age(self) -> Age:
        """Of the agency shown, with all below it."""
        return self.moment.ages.of(self.scope.agency, alone=self.scope.is_alone)

    @property
    def as_of(self) -> datetime | None:
        return self.age.as_of or self.moment.as_of

    @property
    def is_old(self) -> bool:
        return self.moment.is_stale or self.age.is_silent

    @property
    def is_unfed(self) -> bool:
        """Whether the whole period lies behind the last data of the agency."""
        since = self.age.since
        return since is not None and self.scope.period.first_day >= since

    @property
    def period_name(self) -> PeriodName | None:
        """What the period is called; of old data, "today" and "this week" are long gone."""
        return None if self.moment.is_stale else self.scope.period_name

    @property
    def heard_at(self) -> datetime | None:
        """The newest change of the sources that feed the agency, whomever it is of."""
        return self.moment.ages.fed_at(self.scope.agency) or self.moment.as_of

    @property
    def is_heard_today(self) -> bool:
        return self.heard_at is not None and self.heard_at.date() == self.today

    @property
    def is_past(self) -> bool:
        """Whether stocks are told as of the period's end, and not of now."""
        return self.scope.period.is_over(self.today)

    @property
    def stands_on(self) -> date:
        """The day as of which stocks are told."""
        return self.scope.period.stands_on(self.today)


@dataclass(frozen=True)
class Offer:
    """For a page with nothing to count: the nearest period in which the same question has."""

    period: Period | None  # None: there never was anything


class ShownScreen(Protocol):
    """A wall screen: `data_access.screens.Screen`."""

    @property
    def number(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def agency(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def last_seen_at(self) -> datetime | None: ...
    @property
    def as_of(self) -> datetime | None: ...
    @property
    def version(self) -> str: ...
    @property
    def is_accepted(self) -> bool: ...
    @property
    def is_revoked(self) -> bool: ...


Answers = Mapping[str, list[Reading]]


@dataclass(frozen=True)
class Page:
    """`ask` names its questions; `draw` gets the answers under the same names."""

    path: str
    name: str  # in the masthead, a message to translate
    ask: Callable[[View], Mapping[str, Question]]
    draw: Callable[[View, Answers], Component]
    has_figures: bool = True  # that the scope line decides of
