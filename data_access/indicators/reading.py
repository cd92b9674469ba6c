"""An indicator read once: two counts, or why there are none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from data_access.ages import NO_AGES, Ages
from data_access.indicators.definition import Display, Exclusion, Indicator, Kind
from data_access.periods import Period
from data_access.scope import Scope

FEW = 10  # below this a share is shown as counts only


class Dimension(StrEnum):
    """What to break a reading down by."""

    WHOLE = "whole"
    AGENCY = "agency"  # the agencies directly below the scope's
    FIELD = "field"
    PROCEDURE = "procedure"
    CHANNEL = "channel"
    MONTH = "month"
    STEP = "step"  # the step that holds the dossier now
    DUE_DAY = "due_day"


class Absence(StrEnum):
    """Why a reading has no value. Each has its own words; none of them is 0."""

    SOURCE_SILENT = "source_silent"
    NOTHING_COUNTED = "nothing_counted"
    NO_DATA_SINCE = "no_data_since"  # `Reading.since`: nothing more was heard of the agency


UNKNOWN = (Absence.SOURCE_SILENT, Absence.NO_DATA_SINCE)  # nobody can say; no 0 stands for that


@dataclass(frozen=True)
class Reading:
    """`denominator` None is a plain count. `days` is a quantile's value, `numerator` its n."""

    indicator: Indicator
    scope: Scope  # whose dossiers these are: agency, period, filters of this very group
    group: str  # the key of the group, "" for the whole
    numerator: int | None
    denominator: int | None = None
    days: float | None = None
    absence: Absence | None = None
    derived: bool = False  # some source infers what is counted
    excluded: tuple[int, ...] = ()  # how many records each of the indicator's exclusions names
    since: date | None = None  # the first day without data, with NO_DATA_SINCE

    @property
    def period(self) -> Period:
        return self.scope.period

    @property
    def value(self) -> float | None:
        """A share 0 to 1, a count, or working days; None with an `absence`."""
        if self.absence is not None or self.numerator is None:
            return None
        if self.indicator.kind is Kind.QUANTILE:
            return self.days
        if self.denominator is None:
            return self.numerator
        return self.numerator / self.denominator if self.denominator else None

    @property
    def rest(self) -> int | None:
        """The denominator's records that the numerator leaves out."""
        if self.numerator is None or self.denominator is None:
            return None
        return self.denominator - self.numerator

    @property
    def exclusions(self) -> tuple[tuple[Exclusion, int], ...]:
        """Why records are left out, and how many, where any are."""
        told = zip(self.indicator.excluded, self.excluded, strict=False)
        return tuple((each, count) for each, count in told if count)

    @property
    def left_out(self) -> int:
        """The records of the whole that neither half counts."""
        return sum(self.excluded)

    @property
    def unknown(self) -> int:
        """Those left out for want of knowledge, not by the definition."""
        return sum(count for each, count in self.exclusions if each.is_unknown)

    @property
    def is_made_by_nulls(self) -> bool:
        """All that is known is alike, and more is not known: no share of the whole."""
        return self.is_all_or_nothing and self.unknown > (self.denominator or 0)

    @property
    def is_all_or_nothing(self) -> bool:
        is_share = self.indicator.display is Display.SHARE
        return is_share and not self.is_few and self.value in (0, 1)

    @property
    def n(self) -> int | None:
        """How many records the value rests on."""
        return self.numerator if self.denominator is None else self.denominator

    @property
    def is_few(self) -> bool:
        """Too few for a share: counts only, no colour, no rank."""
        return (
            self.indicator.display in (Display.SHARE, Display.WORKING_DAYS)
            and self.absence is None
            and (self.n or 0) < FEW
        )


def combine(readings: Iterable[Reading], scope: Scope) -> Reading:
    """Add the counts, then divide. Flows and stocks only: quantiles do not add up."""
    parts = list(readings)
    (indicator,) = {part.indicator for part in parts}
    if indicator.kind is Kind.QUANTILE:
        raise ValueError(f"{indicator.key} does not add up")
    excluded = tuple(map(sum, zip(*(part.excluded for part in parts), strict=True)))
    told = [part for part in parts if part.absence not in UNKNOWN]
    if not told:
        return replace(parts[0], scope=scope, group="", excluded=excluded)
    denominators = [part.denominator or 0 for part in told]
    added = reading_of(
        indicator,
        scope,
        "",
        sum(part.numerator or 0 for part in told),
        sum(denominators) if indicator.denominator else None,
        derived=any(part.derived for part in told),
    )
    return replace(added, excluded=excluded)


def reading_of(
    indicator: Indicator,
    scope: Scope,
    group: str,
    numerator: int,
    denominator: int | None = None,
    derived: bool = False,
) -> Reading:
    """A reading of two counts; a share of nothing is absent, a count of nothing is 0."""
    nothing = indicator.denominator is not None and not denominator
    return Reading(
        indicator,
        scope,
        group,
        numerator,
        denominator,
        absence=Absence.NOTHING_COUNTED if nothing else None,
        derived=derived,
    )


def absent_like(told: Reading, indicator: Indicator, scope: Scope) -> Reading | None:
    """Of a group of which nothing is known any more, another reading; else None."""
    if told.absence is not Absence.NO_DATA_SINCE:
        return None
    none = (0,) * len(indicator.excluded)
    return replace(told, indicator=indicator, scope=scope, denominator=None, excluded=none)


@dataclass(frozen=True)
class Moment:
    """What "now" is for every figure of a page, and how old the data is.

    `now` is the clock's instant while the data is fresh, else `as_of`: an old register must
    not be judged by a clock it has not heard of. Local time of the offices.
    """

    now: datetime
    as_of: datetime | None  # newest change read from the source; None = no dossier at all
    is_stale: bool
    version: str  # changes whenever the data does
    is_demo: bool = False
    is_replay: bool = False  # somebody asked how it stood then
    ages: Ages = field(default=NO_AGES, compare=False, repr=False)  # of each agency and source


class Unavailable(Exception):
    """The question is good; nobody can answer it now."""


class BeingCounted(Unavailable):
    """The register is counted for the first time, or anew by newer code."""

    def __init__(self, read: int, expected: int) -> None:
        super().__init__(read, expected)
        self.read, self.expected = read, expected

    def __str__(self) -> str:
        return f"the register is being counted: {self.read:,} of {self.expected:,} dossiers"


class Read(Protocol):
    """Answers a question or raises Unavailable: `data_access.reader.Reader.read` does."""

    def __call__(
        self,
        indicators: Sequence[Indicator],
        scope: Scope,
        by: Dimension = Dimension.WHOLE,
        periods: Sequence[Period] | None = None,
    ) -> list[Reading]: ...
