"""An indicator month by month, with what is usual for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from dash.development.base_component import Component

from data_access.indicators.catalogue import RECEIVED
from data_access.indicators.definition import Display, Indicator, Target
from data_access.indicators.reading import Absence, Reading
from data_access.indicators.signals import Chart, Judgement, Point, chart, judge
from data_access.indicators.targets import target_on
from data_access.periods import Period
from layouts import wording
from layouts.components.sparkline import sparkline
from layouts.language import _

LEAST_ALIKE = 6  # months; fewer may rightly be all alike


@dataclass(frozen=True)
class Series:
    """`breaks` are days on which what is counted changed: limits and runs begin anew."""

    readings: tuple[Reading, ...]
    breaks: tuple[date, ...] = ()
    aimed_on: date | None = None  # whose target is shown, where it is not the last month's

    @property
    def indicator(self) -> Indicator:
        return self.last.indicator

    @property
    def last(self) -> Reading:
        return self.readings[-1]

    @cached_property
    def values(self) -> list[float | None]:
        """None where there is no data, and where a share rests on too few."""
        return [None if each.is_few else each.value for each in self.readings]

    @cached_property
    def chart(self) -> Chart:
        points = [Point(each.value, each.denominator) for each in self.readings]
        months = [each.period for each in self.readings]
        is_share = self.indicator.display is Display.SHARE
        return chart(points, share=is_share, breaks=break_indexes(months, self.breaks))

    @property
    def judgement(self) -> Judgement:
        """Of the last month."""
        return judge(self.chart.last_sign, self.indicator.better)

    @property
    def short(self) -> float:
        """By how many records the last month falls short of what is usual."""
        usual, last = self.chart.alone.limits, self.last
        return (usual.centre - (last.value or 0.0)) * (last.n or 0) if usual else 0.0

    @property
    def target(self) -> Target | None:
        """In force on the last day."""
        return target_on(self.indicator, self.aimed_on or self.last.period.last_day)

    @property
    def never_varies(self) -> bool:
        """All or nothing in every month with enough data: perhaps one value written into all."""
        told = [value for value in self.values if value is not None]
        return len(told) >= LEAST_ALIKE and told[0] in (0, 1) and len(set(told)) == 1

    def level(self, value: float) -> str:
        return wording.level(value, self.indicator.display)

    def picture(self, size: str = "") -> Component:
        return sparkline(self.values, self.says(), self.chart, self.indicator.better, size)

    def says(self) -> str:
        """What the small picture shows, in words."""
        told = [value for value in self.values if value is not None]
        if not told:
            return _("No month with enough data")
        return _(
            "%(count)s months, between %(least)s and %(most)s",
            count=len(self.values),
            least=self.level(min(told)),
            most=self.level(max(told)),
        )


def begun(told: Iterable[Reading]) -> tuple[Reading, ...]:
    """Levels by month, asked together with what was received, without those before the first
    dossier: there was no register yet, and its zeros would make a heap of whatever came later.
    """
    readings = list(told)
    received = {each.period: each.numerator for each in readings if each.indicator == RECEIVED}
    levels = [each for each in readings if each.indicator != RECEIVED]
    is_there = [bool(received.get(each.period, 1) or each.numerator) for each in levels]
    first = is_there.index(True) if True in is_there else len(levels)
    unknown = (replace(each, absence=Absence.NOTHING_COUNTED) for each in levels[:first])
    return *unknown, *levels[first:]


def break_indexes(months: Sequence[Period], days: Sequence[date]) -> list[int]:
    """The month that holds such a day is the first of the new ones; other days break nothing."""
    held = (
        index
        for day in days
        for index, month in enumerate(months)
        if month.first_day <= day <= month.last_day
    )
    return sorted({index for index in held if index})
