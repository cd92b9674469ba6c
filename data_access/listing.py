"""A list of records: what is asked of it, and what a line of it holds. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from data_access.indicators.definition import Dating, Indicator
from data_access.indicators.selection import Part, Selection
from data_access.periods import Period

MOST_ROWS, FURTHEST, MOST_SORTS, LONGEST_TEXT = 200, 10_000_000, 4, 120


class Column(StrEnum):
    """What a line may show; the grid knows its columns by these words."""

    KEY = "key"
    CODE = "code"
    PROCEDURE = "procedure"
    FIELD = "field"
    AGENCY = "agency"
    CHANNEL = "channel"
    RECEIVED = "received"
    DUE = "due"
    ENDED = "ended"
    LATE = "late"
    STANDING = "standing"
    STEP = "step"
    STEP_SINCE = "step_since"
    UNIT = "unit"
    AT = "at"
    AMOUNT = "amount"
    SCORE = "score"


TEXTS = frozenset(
    {
        Column.KEY,
        Column.CODE,
        Column.PROCEDURE,
        Column.FIELD,
        Column.AGENCY,
        Column.CHANNEL,
        Column.STANDING,
        Column.STEP,
        Column.UNIT,
    }
)
DAYS = frozenset({Column.RECEIVED, Column.DUE, Column.ENDED, Column.STEP_SINCE, Column.AT})


class Standing(StrEnum):
    """How a dossier stands; the values are those of dossier.outcome once it has ended."""

    PENDING = "PENDING"
    OVERDUE = "OVERDUE"
    PAUSED = "PAUSED"
    RESULT = "RESULT"
    REFUSED = "REFUSED"
    SENT_BACK = "SENT_BACK"
    WITHDRAWN = "WITHDRAWN"
    NOT_ACCEPTED = "NOT_ACCEPTED"


RESOLVED = (Standing.RESULT, Standing.REFUSED)  # decided; the others that ended were not


class Listed(StrEnum):
    """What the records are: dossiers, or something that belongs to dossiers."""

    DOSSIER = "dossier"
    PAYMENT = "payment"
    RATING = "rating"
    PETITION = "petition"


# What a list of each can show, in order.
COLUMNS: dict[Listed, tuple[Column, ...]] = {
    Listed.DOSSIER: (
        Column.CODE, Column.PROCEDURE, Column.FIELD, Column.AGENCY, Column.CHANNEL,
        Column.RECEIVED, Column.DUE, Column.ENDED, Column.LATE, Column.STANDING, Column.STEP,
        Column.STEP_SINCE, Column.UNIT,
    ),
    Listed.PAYMENT: (
        Column.KEY, Column.CODE, Column.PROCEDURE, Column.FIELD, Column.AGENCY, Column.AT,
        Column.AMOUNT,
    ),
    Listed.RATING: (
        Column.KEY, Column.CODE, Column.PROCEDURE, Column.FIELD, Column.AGENCY, Column.AT,
        Column.SCORE,
    ),
    Listed.PETITION: (
        Column.KEY, Column.CODE, Column.PROCEDURE, Column.FIELD, Column.AGENCY, Column.RECEIVED,
        Column.DUE, Column.ENDED, Column.LATE,
    ),
}  # fmt: skip


# What is known of a dossier as it is now, and not as it was on a day before.
KNOWN_NOW = frozenset({Column.ENDED, Column.STEP, Column.STEP_SINCE, Column.UNIT})

OTHERS = {
    Dating.PAID: Listed.PAYMENT,
    Dating.RATED: Listed.RATING,
    Dating.PETITION_DUE: Listed.PETITION,
    Dating.PETITION_RECEIVED: Listed.PETITION,
}


def listed_by(indicator: Indicator) -> Listed:
    """What the records of an indicator are."""
    return OTHERS.get(indicator.dated_by, Listed.DOSSIER)


def is_told_then(indicator: Indicator, period: Period, today: date) -> bool:
    """Whether its records are shown as they stood when the period ended, and not as they are now.

    So a stock is: who was open on that day had not ended, whatever came of it since.
    """
    return indicator.dated_by is Dating.PERIOD_END and period.is_over(today)


def columns_of(indicator: Indicator, is_then: bool) -> tuple[Column, ...]:
    told = COLUMNS[listed_by(indicator)]
    return tuple(each for each in told if each not in KNOWN_NOW) if is_then else told


@dataclass(frozen=True)
class Order:
    column: Column
    descending: bool = False


ABOUT_LATE = frozenset(
    {
        "resolved_late",
        "overdue",
        "apologies",
        "late_and_due",
        "due_unfinished",
        "late_from_before",
        "no_letter",
    }  # fmt: skip
)
LATE_REST = frozenset({"on_time_official", "on_time_honest", "petitions_on_time"})


def usual_order(selection: Selection) -> tuple[Order, ...]:
    """Most days late first where lateness is asked about, else the newest first."""
    key, listed = selection.indicator.key, listed_by(selection.indicator)
    if key in ABOUT_LATE or (key in LATE_REST and selection.part is Part.REST):
        return (Order(Column.LATE, descending=True),)
    if listed in (Listed.PAYMENT, Listed.RATING):
        return (Order(Column.AT, descending=True),)
    return (Order(Column.RECEIVED, descending=True),)


@dataclass(frozen=True)
class Contains:
    """The text of a column has these letters in it, whatever their marks."""

    column: Column
    text: str


@dataclass(frozen=True)
class Between:
    """The day of a column lies here; both ends are included, None is open."""

    column: Column
    first: date | None = None
    last: date | None = None


Filter = Contains | Between


@dataclass(frozen=True)
class Window:
    """Which lines of a list, in which order. `search` looks at code, procedure, agency, step."""

    offset: int = 0
    limit: int = 100
    sort: tuple[Order, ...] = ()
    filters: tuple[Filter, ...] = ()
    search: str = ""


@dataclass(frozen=True)
class Record:
    """One line. A petition's due and answered days stand in `due_at` and `ended_at`."""

    key: str
    code: str | None  # of the dossier, where one is known
    agency: str | None
    procedure: str | None
    field: str | None
    channel: int | None
    received_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None
    days_late: float | None  # working days; None = not late
    standing: Standing | None
    step: str | None
    step_since: datetime | None
    unit: str | None
    at: datetime | None = None  # paid, rated
    amount: Decimal | None = None
    score: int | None = None


@dataclass(frozen=True)
class Listing:
    total: int
    listed: Listed
    items: tuple[Record, ...]


@dataclass(frozen=True)
class Neighbours:
    """Where a dossier stands in the list it was opened from."""

    place: int  # 1 is the first
    total: int
    before: str | None
    after: str | None


def neighbours(codes: Iterable[str | None], code: str) -> Neighbours | None:
    """None when the list does not hold it. A dossier with two lines stands where its first is."""
    order = list(dict.fromkeys(each for each in codes if each))
    if code not in order:
        return None
    at = order.index(code)
    before = order[at - 1] if at else None
    after = order[at + 1] if at + 1 < len(order) else None
    return Neighbours(at + 1, len(order), before, after)
