"""One dossier's course: steps, stops, promises, what happened when, how it is counted. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from data_access.indicators.definition import Indicator
from data_access.indicators.selection import Part
from data_access.listing import Neighbours, Record
from data_access.periods import Period


@dataclass(frozen=True)
class Stop:
    """The clock stood still; `ended_at` None = it still does."""

    kind: str | None  # as pause.kind
    started_at: datetime
    ended_at: datetime | None
    due_before: datetime | None = None
    due_after: datetime | None = None


@dataclass(frozen=True)
class Stage:
    """One step. Days are working days without the stops; `limit` None = nobody set one."""

    name: str
    unit: str | None
    entered_at: datetime
    left_at: datetime
    is_current: bool
    due_at: datetime | None
    used: float
    limit: float | None

    @property
    def over(self) -> float:
        return 0.0 if self.limit is None else max(0.0, self.used - self.limit)


class Happening(StrEnum):
    """In the order that things of one instant happened in."""

    SUBMITTED = "submitted"
    RECEIVED = "received"
    STOPPED = "stopped"
    RESUMED = "resumed"
    DUE_PASSED = "due_passed"
    APOLOGY = "apology"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"
    SENT_BACK = "sent_back"
    REFUSED = "refused"
    RESULT = "result"
    RETURNED = "returned"
    PAID = "paid"
    RATED = "rated"


@dataclass(frozen=True)
class Event:
    at: datetime
    what: Happening
    due_at: datetime | None = None  # the promise made then
    kind: str | None = None  # of a stop, of a payment
    amount: Decimal | None = None
    score: int | None = None


@dataclass(frozen=True)
class Papers:
    """None where the register has no such column."""

    submitted: int
    digitised: int | None
    reused: int | None
    results: int
    electronic: int


@dataclass(frozen=True)
class Payment:
    amount: Decimal | None
    status: str | None
    method: str | None
    paid_at: datetime | None


class Why(StrEnum):
    """Why an indicator does not count a dossier."""

    SILENT = "silent"  # the source does not say what it needs
    UNDATED = "undated"  # what places it in a period has not happened, or nobody dated it
    NOT_YET = "not_yet"  # that lies in the future
    OUTSIDE = "outside"  # it is not of the kind
    DELETED = "deleted"


@dataclass(frozen=True)
class Verdict:
    """How an indicator counts the dossier: on which half and in which month, or why not at all.

    `part` REST: the denominator has it, the numerator has not. `period` None: as it stands now.
    """

    indicator: Indicator
    part: Part | None
    period: Period | None = None
    why: Why | None = None


@dataclass(frozen=True)
class Course:
    record: Record
    national_code: str | None
    submitted_at: datetime | None
    original_due_at: datetime | None
    returned_at: datetime | None
    has_hours: bool  # else its instants are days
    is_deleted: bool
    ends_at: datetime  # where the last step ends: returned, ended, or now
    stages: Sequence[Stage] = ()
    stops: Sequence[Stop] = ()
    events: Sequence[Event] = ()
    papers: Papers | None = None
    payments: Sequence[Payment] = ()
    scores: Sequence[int] = ()
    apologies: Sequence[datetime] = ()
    twins: Sequence[str] = ()  # other dossiers under the same national code
    used: float = 0.0  # working days from receipt to the end, without the stops
    promised: float | None = None  # from receipt to the valid due day, without the stops
    stopped: float = 0.0
    slower_than: tuple[int, int] | None = None  # of so many of its procedure that took less
    verdicts: Sequence[Verdict] = ()  # of every indicator, in the catalogue's order

    @property
    def worst(self) -> Stage | None:
        """The step most beyond its own limit."""
        worst = max(self.stages, key=lambda stage: stage.over, default=None)
        return worst if worst and worst.over else None


@dataclass(frozen=True)
class Opened:
    """What the page of a code is drawn from; without a course, the codes nearest to it."""

    code: str
    course: Course | None
    nearest: Sequence[str] = ()
    beside: Neighbours | None = None
