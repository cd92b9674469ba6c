"""What the slides of one screen are drawn from, asked for once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from data_access.indicators.catalogue import RECEIVED, RESOLVED
from data_access.indicators.definition import Indicator
from data_access.indicators.reading import Absence, Reading
from data_access.listing import Listing
from layouts.components.series import Series, begun
from layouts.pages.page import Answers, View
from layouts.wall import asking
from layouts.wall.asking import scope_now
from layouts.wall.setting import Setting


@dataclass(frozen=True)
class Usual:
    """What days like this one had come to by this minute; None where no hour can be told."""

    received: Sequence[int] | None = None
    resolved: Sequence[int] | None = None
    left: Sequence[int] | None = None  # still to be finished of what fell due that day
    until: datetime | None = None  # the minute it is told for, where that is not now


@dataclass(frozen=True, eq=False)
class Scene:
    view: View
    setting: Setting
    answers: Answers
    usual: Usual
    oldest: Listing | None = None  # the overdue that have waited longest

    @cached_property
    def breaks(self) -> tuple[date, ...]:
        code = self.view.scope.agency or ""
        known = code in self.view.directory.agencies
        return tuple(self.view.directory.breaks(code)) if known else ()

    @cached_property
    def overdue(self) -> Reading:
        [told] = self.answers[asking.NOW]
        return told

    @cached_property
    def received(self) -> Reading:
        return self.of_today(RECEIVED)

    @cached_property
    def resolved(self) -> Reading:
        return self.of_today(RESOLVED)

    def of_today(self, indicator: Indicator) -> Reading:
        """What was heard of before today says nothing of how today goes: no 0 stands for that."""
        reading = next(each for each in self.answers[asking.DAY] if each.indicator == indicator)
        if self.view.is_heard_today or reading.absence is not None:
            return reading
        return replace(reading, numerator=None, absence=Absence.SOURCE_SILENT)

    @cached_property
    def due_today(self) -> Reading:
        """Still to be finished today, in time."""
        if self.overdue.absence is not None:  # whose overdue nobody can say, has no due days
            return replace(self.overdue, indicator=asking.LEFT)
        day = self.view.moment.now.date().isoformat()
        told = self.answers[asking.DUE_DAYS]
        count = sum(each.numerator or 0 for each in told if each.group == day)
        return Reading(
            asking.LEFT,
            scope_now(self.view),
            "",
            None if is_silent(told) else count,
            absence=Absence.SOURCE_SILENT if is_silent(told) else None,
        )

    @cached_property
    def levels(self) -> Series:
        """Overdue at the ends of 23 months, now the last."""
        return self.series_of((*begun(self.answers[asking.LEVELS]), self.overdue))

    def months(self, indicator: Indicator) -> Series:
        return self._months[indicator.key]

    @cached_property
    def _months(self) -> Mapping[str, Series]:
        """Several slides tell of the same one, and each would find its limits anew."""
        kept: dict[str, list[Reading]] = {}
        for reading in self.answers[asking.MONTHS]:
            kept.setdefault(reading.indicator.key, []).append(reading)
        return {key: self.series_of(tuple(each)) for key, each in kept.items()}

    def series_of(self, readings: tuple[Reading, ...]) -> Series:
        return Series(readings, self.breaks)

    def parts(self, name: str) -> Mapping[str, tuple[Reading, ...]]:
        """By part of the scope, in the order asked."""
        kept: dict[str, list[Reading]] = {}
        for reading in self.answers.get(name, ()):
            kept.setdefault(reading.group, []).append(reading)
        return {group: tuple(each) for group, each in kept.items()}


def is_silent(readings: Sequence[Reading]) -> bool:
    return bool(readings) and all(each.absence is Absence.SOURCE_SILENT for each in readings)
