"""The answers, as the sections of the overview ask for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from data_access.directory import Agency
from data_access.indicators.catalogue import (
    NO_LETTER,
    ON_TIME_HONEST,
    ON_TIME_OFFICIAL,
    OVERDUE,
    PENDING,
)
from data_access.indicators.definition import Indicator
from data_access.indicators.reading import Absence, Reading
from layouts import wording
from layouts.components.series import Series, begun
from layouts.pages.overview import asking
from layouts.pages.page import Answers, View


@dataclass(frozen=True)
class Found:
    view: View
    answers: Answers

    def reading(self, indicator: Indicator) -> Reading:
        """Of the whole scope in its period."""
        return one(self.answers[asking.WHOLE], indicator)

    def series(self, indicator: Indicator) -> Series:
        """24 months of one of the shares, all of them over."""
        today = self.view.moment.now.date()
        whole = tuple(each for each in self.months(indicator) if each.period.last_day < today)
        return Series(whole, self.breaks, min(self.view.scope.period.last_day, today))

    def months(self, indicator: Indicator) -> tuple[Reading, ...]:
        """With the running one, where the period reaches into it."""
        return of(self.answers[asking.MONTHS], indicator)

    @cached_property
    def honest(self) -> Reading:
        return self.reading(ON_TIME_HONEST)

    @cached_property
    def official(self) -> Reading:
        return self.reading(ON_TIME_OFFICIAL)

    @cached_property
    def honest_series(self) -> Series:
        return self.series(ON_TIME_HONEST)

    @cached_property
    def overdue(self) -> Reading:
        """As of the day that the view stands on."""
        return one(self.answers[asking.STANDING], OVERDUE)

    @cached_property
    def pending(self) -> Reading:
        return one(self.answers[asking.STANDING], PENDING)

    @property
    def lacks_pauses(self) -> bool:
        """All that is wanting is which dossiers stood still on the day told."""
        is_silent = self.honest.absence is Absence.SOURCE_SILENT
        return self.view.is_past and self.overdue.numerator is None and not is_silent

    @cached_property
    def no_letter(self) -> Reading:
        """Of the overdue ones, those whose applicants were told nothing."""
        return one(self.answers[asking.STANDING], NO_LETTER)

    @cached_property
    def levels(self) -> Series:
        """Overdue at the ends of 24 months; the last is the figure itself."""
        return Series(begun(self.answers[asking.LEVELS]), self.breaks)

    @cached_property
    def breaks(self) -> tuple[date, ...]:
        return tuple(self.view.directory.breaks(self.agency.code)) if self.agency else ()

    @cached_property
    def agency(self) -> Agency | None:
        return self.view.directory.agencies.get(self.view.scope.agency or "")

    @cached_property
    def closed_on(self) -> date | None:
        """The last day of an agency that was closed on the day told: it is not judged any more."""
        last = self.agency.valid_to if self.agency else None
        return last if last and last < self.view.stands_on else None

    @property
    def is_history(self) -> bool:
        """Closed, and nothing of it is left to wait."""
        return self.closed_on is not None and not self.pending.numerator

    @cached_property
    def successors(self) -> list[Agency]:
        """Who took over from the agency, or from those below it."""
        directory = self.view.directory
        below = directory.subtree(self.agency.code) if self.agency else frozenset()
        codes = {each.successor for each in directory.successions if each.predecessor in below}
        found = (directory.agencies[code] for code in codes if code in directory.agencies)
        return sorted(found, key=lambda agency: wording.dictionary_order(agency.name))


def of(readings: Iterable[Reading], indicator: Indicator) -> tuple[Reading, ...]:
    return tuple(each for each in readings if each.indicator == indicator)


def one(readings: Iterable[Reading], indicator: Indicator) -> Reading:
    return of(readings, indicator)[0]
