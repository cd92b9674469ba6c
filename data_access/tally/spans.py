"""Days cut into the spans that cells are kept of: years, half-months, days."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from data_access.periods import REPORT_DAY
from data_access.tally.events import NOW_DAY, day_at, number_of
from data_access.tally.tables import Grain

DAY = timedelta(days=1)
BEGINNING = date(1989, 1, 1)  # before every day that is counted
Span = tuple[Grain, int]
Run = tuple[Grain, int, int]  # first and last span, both included


@dataclass(frozen=True)
class Stretch:
    """Days from first to last, whose counts go to the span of a question at `index`."""

    index: int
    first: int
    last: int
    spans: tuple[Span, ...]

    def has(self, day: int) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> Iterator[int]:
        """Those that are asked for one by one."""
        return (span for grain, span in self.spans if grain is Grain.DAY)


def stretch(index: int, first: date, last: date) -> Stretch:
    """`last` before `first` is no day at all."""
    return Stretch(index, number_of(first), number_of(last), tuple(cut(first, last)))


def until(index: int, day: date) -> Stretch:
    """Everything before a day."""
    return stretch(index, BEGINNING, day - DAY)


def standing(index: int) -> Stretch:
    """What stands now."""
    return Stretch(index, NOW_DAY, NOW_DAY, ((Grain.NOW, 0),))


def cut(first: date, last: date) -> Iterator[Span]:
    """The fewest spans that make up the days from first to last."""
    while first <= last:
        grain, end = longest(first, last)
        yield grain, number_of(first)
        first = end + DAY


def longest(first: date, last: date) -> tuple[Grain, date]:
    """The longest span that begins on a day and does not end after another; and its last day."""
    if (first.month, first.day) == (1, 1) and date(first.year, 12, 31) <= last:
        return Grain.YEAR, date(first.year, 12, 31)
    if first.day in (1, REPORT_DAY) and half_end(first) <= last:
        return Grain.HALF, half_end(first)
    return Grain.DAY, first


def half_end(first: date) -> date:
    if first.day == 1:
        return first.replace(day=REPORT_DAY - 1)
    return (first.replace(day=28) + 4 * DAY).replace(day=1) - DAY


def following(span: Span) -> int:
    """The first day after a span."""
    grain, first = span[0], day_at(span[1])
    if grain is Grain.YEAR:
        return number_of(date(first.year + 1, 1, 1))
    return number_of((half_end(first) if grain is Grain.HALF else first) + DAY)


def places(stretches: Iterable[Stretch]) -> dict[Span, int]:
    """Span → index; stretches must not overlap."""
    return {span: each.index for each in stretches for span in each.spans}


def runs(spans: Mapping[Span, int]) -> list[Run]:
    """Neighbouring spans of a grain as one."""
    found: list[Run] = []
    for grain, number in sorted(spans):
        last = found[-1] if found else None
        if last and last[0] is grain is not Grain.NOW and following((grain, last[2])) == number:
            found[-1] = (grain, last[1], number)
        else:
            found.append((grain, number, number))
    return found


def increments(instants: Sequence[tuple[int, date]]) -> list[Stretch]:
    """Of levels before some days: the first from the beginning, each other from the one before.

    (index, day) sorted by day, no day twice.
    """
    found, before = [], BEGINNING
    for index, day in instants:
        found.append(stretch(index, before, day - DAY))
        before = day
    return found
