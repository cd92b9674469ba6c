"""What the scope is made of: its agencies, fields or procedures, the clearly worse first."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from data_access.indicators.catalogue import ON_TIME_HONEST, OVERDUE
from data_access.indicators.intervals import Distance, beyond_chance
from data_access.indicators.reading import Dimension, Reading, absent_like, reading_of
from data_access.indicators.signals import Judgement, judge
from layouts import wording
from layouts.components.handover import can_judge, on_its_days
from layouts.components.series import Series
from layouts.language import _
from layouts.pages.overview import asking
from layouts.pages.overview.found import Found
from layouts.pages.page import View

RANKS = {Judgement.WORSE: 0, Judgement.NO_CHANGE: 1, Judgement.BETTER: 2}


@dataclass(frozen=True)
class Part:
    name: str
    honest: Reading
    overdue: Reading
    series: Series | None  # none is read for procedures, nor for the scope's own desk
    distance: Distance | None  # from the whole's share; None where too few fell due
    is_judged: bool = True  # not of an agency that was not there

    @property
    def judgement(self) -> Judgement:
        """Against the whole; what its share may be coloured by."""
        return judge(self.distance.flag if self.distance else 0, self.honest.indicator.better)

    @property
    def own(self) -> Judgement:
        """Against its own months."""
        if self.distance is None or self.series is None:
            return Judgement.TOO_FEW
        return self.series.judgement

    @property
    def order(self) -> tuple[int, float, int, object]:
        """The clearly worse, those that cannot be told from the whole, the better; then the few.

        Where shares differ by more than chance the dossiers that it costs order them, not the
        shares: a small place with an unlucky month stands below a large one with a real trouble.
        """
        if not self.is_judged:
            return 4, 0.0, 0, wording.dictionary_order(self.name)
        name, late = wording.dictionary_order(self.name), -(self.overdue.numerator or 0)
        if self.distance is None:
            return 3, 0.0, late, name
        if self.judgement is Judgement.NO_CHANGE:
            return RANKS[self.judgement], 0.0, 0, name
        return RANKS[self.judgement], -self.distance.short, -self.distance.rest, name


@dataclass(frozen=True)
class Parts:
    by: Dimension
    whole: Reading
    rows: tuple[Part, ...]

    @cached_property
    def worse(self) -> tuple[Part, ...]:
        """Later than the whole by more than chance."""
        return tuple(row for row in self.rows if row.judgement is Judgement.WORSE)

    @cached_property
    def declining(self) -> tuple[Part, ...]:
        """Later than they themselves used to be."""
        return tuple(row for row in self.rows if row.own is Judgement.WORSE)

    @property
    def is_common_stronger(self) -> bool:
        """Whether more of what fell due is late by the worse parts than by the declining ones."""
        behind = sum(row.distance.short for row in self.worse if row.distance)
        fallen = sum(row.series.short for row in self.declining if row.series)
        month = sum(row.series.last.n or 0 for row in self.rows if row.series)
        return not fallen or behind * month >= fallen * (self.whole.n or 0)

    @property
    def late_share(self) -> tuple[int, int]:
        """How many of the dossiers that missed their due day are of the worse parts."""
        return sum(row.honest.rest or 0 for row in self.worse), self.whole.rest or 0


def parts_of(found: Found) -> Parts:
    by = asking.parts_by(found.view)
    told = by_group(found.answers[asking.PARTS])
    standing = by_group(found.answers[asking.PARTS_STANDING])
    months = series_of(found)
    rows = [
        part_of(found, by, group, told.get(group), standing.get(group), months.get(group))
        for group in {**told, **standing}
    ]
    return Parts(by, found.honest, tuple(sorted(rows, key=lambda row: row.order)))


def by_group(readings: list[Reading]) -> dict[str, Reading]:
    return {each.group: each for each in readings}


def series_of(found: Found) -> Mapping[str, Series]:
    kept: dict[str, list[Reading]] = {}
    for reading in found.answers.get(asking.PARTS_MONTHS, []):
        kept.setdefault(reading.group, []).append(reading)
    directory = found.view.directory
    return {
        group: Series(
            tuple(each),
            tuple(directory.breaks(group)) if group in directory.agencies else found.breaks,
        )
        for group, each in kept.items()
    }


def part_of(
    found: Found,
    by: Dimension,
    group: str,
    honest: Reading | None,
    overdue: Reading | None,
    series: Series | None,
) -> Part:
    """A group that only one of the answers mentions has nothing to count in the other."""
    if honest is None:
        assert overdue is not None
        honest = absent_like(overdue, ON_TIME_HONEST, overdue.scope)
        honest = honest or reading_of(ON_TIME_HONEST, overdue.scope, group, 0, 0)
    if overdue is None:
        overdue = absent_like(honest, OVERDUE, honest.scope)
        overdue = overdue or reading_of(OVERDUE, honest.scope, group, 0)
    name = name_of(group, by, found.view)
    is_judged = by is not Dimension.AGENCY or can_judge(group, found.view)
    distance = distance_of(honest, found.honest.value) if is_judged else None
    return Part(name, honest, overdue, series if is_judged else None, distance, is_judged)


def distance_of(honest: Reading, whole: float | None) -> Distance | None:
    if whole is None or honest.value is None or honest.is_few:
        return None
    return beyond_chance(honest.numerator or 0, honest.n or 0, whole)


def name_of(group: str, by: Dimension, view: View) -> str:
    match by:
        case Dimension.AGENCY:
            name = wording.agency_name(group, view.directory)
            if group == view.scope.agency:
                return _("%(agency)s, its own dossiers", agency=name)
            return on_its_days(name, group, view)
        case Dimension.FIELD:
            return wording.field_name(group, view.directory)
        case _:
            return wording.procedure_name(group, view.directory)
