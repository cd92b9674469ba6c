"""Steps in working time: how long each held a dossier, and how long it was allowed to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from data_access.course import Stage, Stop
from data_access.indicators.calendar import WorkingDays

Step = tuple[datetime, str | None, str | None, datetime | None]  # entered, name, unit, due


@dataclass(frozen=True)
class Clock:
    """Working time that stands still while a dossier is stopped."""

    calendar: WorkingDays
    stops: Sequence[Stop]
    now: datetime

    def used(self, start: datetime, end: datetime) -> float:
        """Working days from start to end, less those stopped."""
        if end <= start:
            return 0.0
        return self.calendar.worked(start, end) - self.stopped(start, end)

    def stopped(self, start: datetime, end: datetime) -> float:
        spans = together((stop.started_at, stop.ended_at or self.now) for stop in self.stops)
        cut = ((max(start, began), min(end, ended)) for began, ended in spans)
        return sum(self.calendar.worked(began, ended) for began, ended in cut if ended > began)


def together(spans: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Without overlaps: two stops at once stop the clock once."""
    joined: list[tuple[datetime, datetime]] = []
    for began, ended in sorted(spans):
        if joined and began <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ended))
        else:
            joined.append((began, ended))
    return joined


def stages(
    steps: Iterable[Step], ends_at: datetime, is_open: bool, clock: Clock
) -> tuple[Stage, ...]:
    """Each step lasts until the next one is entered, the last until the course ends.

    A limit that ran out before its step began was never the step's own: it has none.
    """
    rows = sorted(steps, key=lambda row: row[0])
    if not rows:
        return ()
    left = [*(row[0] for row in rows[1:]), max(ends_at, rows[-1][0])]
    return tuple(
        Stage(
            name or "",
            unit,
            entered,
            until,
            is_open and index == len(rows) - 1,
            due,
            clock.used(entered, until),
            clock.used(entered, due) if due and due > entered else None,
        )
        for index, ((entered, name, unit, due), until) in enumerate(zip(rows, left, strict=True))
    )
