"""The parts of a scope by what is overdue in each, against what is usual for that very part."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from data_access.indicators.definition import Better
from data_access.indicators.reading import Dimension
from data_access.indicators.signals import Judgement, Limits, Signal, judge
from layouts import wording
from layouts.components.handover import can_judge
from layouts.components.series import Series, begun
from layouts.language import _
from layouts.wall import asking
from layouts.wall.public import part_shown, withheld
from layouts.wall.scene import Scene

APART = 1.3  # from its usual, of a place of which only the sign is told
RANKS = ("Xã ", "Phường ", "Thị trấn ", "Đặc khu ", "Commune ", "Ward ")


@dataclass(frozen=True)
class Place:
    group: str
    name: str
    short: str  # without its rank, unless another has the same name
    series: Series  # overdue at the ends of months, now the last
    told: str  # its count, as it may be shown
    bar: int | None  # as long as it may be drawn
    is_judged: bool = True  # not of an agency that has ended

    @property
    def count(self) -> int | None:
        return self.series.last.numerator

    @property
    def limits(self) -> Limits | None:
        return self.signal.limits

    @property
    def signal(self) -> Signal:
        """By its range alone, which stands beside the count: slides say "more than usual"."""
        can_tell = self.count is not None and self.is_judged
        return self.series.chart.alone if can_tell else Signal()

    @cached_property
    def judgement(self) -> Judgement:
        return judge(self.signal.sign, Better.LOWER)

    @property
    def excess(self) -> float:
        """Dossiers more than expected. What is withheld may not be told by its place either."""
        if self.limits is None or self.count is None or self.is_withheld:
            return 0.0
        return self.count - self.limits.centre

    @property
    def distance(self) -> float:
        """From its own usual: 0 is the centre, 1 the upper limit, -1 the lower."""
        limits = self.limits
        if limits is None or self.count is None:
            return 0.0
        half = max(limits.upper - limits.centre, limits.grain)
        below = max(limits.centre - limits.lower, limits.grain)
        off = self.count - limits.centre
        return off / half if off > 0 else off / below

    @property
    def order(self) -> tuple[int, float, int, object]:
        """Where most is wrong first, in dossiers, not in ratios; those without data last."""
        rank = {Judgement.WORSE: 0, Judgement.BETTER: 2}.get(self.judgement, 1)
        if self.count is None:
            rank = 3
        far = -self.excess if rank != 1 else 0.0
        count = 1 if self.is_withheld else self.count or 0  # any is more than none
        return rank, far, -count, wording.dictionary_order(self.name)

    @property
    def is_withheld(self) -> bool:
        """Its count is not told; nor may its place on the screen tell it."""
        return self.bar is None and self.count is not None

    @property
    def shown_distance(self) -> float:
        if not self.is_withheld:
            return self.distance
        return {Judgement.WORSE: APART, Judgement.BETTER: -APART}.get(self.judgement, 0.0)


@lru_cache(maxsize=2)  # two slides of a scene tell of them
def places(scene: Scene) -> list[Place]:
    """The scope's own desk is a place as well, where it has dossiers."""
    by = asking.parts_by(scene.view)
    before, now = scene.parts(asking.PARTS_LEVELS), scene.parts(asking.PARTS_NOW)
    names = {group: name_of(group, by, scene) for group in now}
    short = shortened(names)
    counts = {group: readings[-1].numerator for group, readings in now.items()}
    hidden = withheld(counts, scene.setting)
    now_period = asking.scope_now(scene.view).period
    told = [
        Place(
            group,
            names[group],
            short[group],
            Series((*begun(before.get(group, ())), *readings), breaks_of(group, scene)),
            part_shown(counts[group] or 0, group in hidden, scene.setting),
            None if group in hidden else counts[group],
            by is Dimension.FIELD or can_judge(group, scene.view, now_period),
        )
        for group, readings in now.items()
    ]
    return sorted(told, key=lambda place: place.order)


def breaks_of(group: str, scene: Scene) -> tuple[date, ...]:
    directory = scene.view.directory
    return tuple(directory.breaks(group)) if group in directory.agencies else scene.breaks


def name_of(group: str, by: Dimension, scene: Scene) -> str:
    if by is Dimension.FIELD:
        return wording.field_name(group, scene.view.directory)
    name = wording.agency_name(group, scene.view.directory)
    return _("%(agency)s itself", agency=name) if group == scene.view.scope.agency else name


def shortened(names: dict[str, str]) -> dict[str, str]:
    """ "Hoài Lĩnh Đông" for "Xã Hoài Lĩnh Đông": the rank stays where two would be alike."""
    without = {group: without_rank(name) for group, name in names.items()}
    many = {each for each in without.values() if list(without.values()).count(each) > 1}
    return {group: names[group] if short in many else short for group, short in without.items()}


def without_rank(name: str) -> str:
    rank = next((each for each in RANKS if name.startswith(each)), "")
    return name[len(rank) :]


def flagged(told: Iterable[Place], judgement: Judgement) -> list[Place]:
    return [each for each in told if each.judgement is judgement]
