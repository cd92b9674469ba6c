"""The words an indicator is defined with."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


def N_(message: str) -> str:
    """Marks a message for the catalogue of translations; layouts translate it where it is drawn."""
    return message


class Measure(StrEnum):
    """Something counted. `contract/measures.py` says which rows, dated by which column."""

    # dated by the day received
    RECEIVED = "received"
    CHANNEL_KNOWN = "channel_known"
    RECEIVED_ONLINE = "received_online"
    RECEIVED_POST = "received_post"
    PERHAPS_FULL_PROCESS = "perhaps_full_process"
    FULL_PROCESS = "full_process"
    FULL_PROCESS_ONLINE = "full_process_online"
    PAPERS_KNOWN = "papers_known"
    DIGITISED = "digitised"
    REUSE_KNOWN = "reuse_known"
    REUSED = "reused"
    FEE_NOT_OWED = "fee_not_owed"
    WITH_FEE = "with_fee"
    PAID_ONLINE = "paid_online"
    UNDATED = "undated"
    # dated by the day the dossier ended
    RESOLVED = "resolved"
    RESOLVED_EARLY = "resolved_early"
    RESOLVED_ON_DAY = "resolved_on_day"
    RESOLVED_IN_TIME = "resolved_in_time"
    RESOLVED_LATE = "resolved_late"
    RESOLVED_WITH_DUE = "resolved_with_due"
    RESOLVED_NO_DUE = "resolved_no_due"
    WITHDRAWN = "withdrawn"
    SENT_BACK = "sent_back"
    NOT_ACCEPTED = "not_accepted"
    RESULT_DOCUMENTS = "result_documents"
    ELECTRONIC_RESULTS = "electronic_results"
    RESULT_KNOWN = "result_known"
    RESULT_UNKNOWN = "result_unknown"
    ALL_DIGITISED = "all_digitised"
    LATE_KNOWN = "late_known"
    APOLOGISED = "apologised"
    LATE_AND_DUE = "late_and_due"
    LATE_FROM_BEFORE = "late_from_before"
    # dated by the due day
    WITH_DUE_DAY = "with_due_day"
    STOPPED_BEFORE_DUE = "stopped_before_due"
    FELL_DUE = "fell_due"
    MET_DUE = "met_due"
    DUE_UNFINISHED = "due_unfinished"
    GONE_LATE = "gone_late"
    # dated by the day returned, paid, rated, or by a petition's days
    RETURNED_AT_ALL = "returned_at_all"
    RETURNED = "returned"
    RETURNED_RATED = "returned_rated"
    ONLINE_PAYMENTS = "online_payments"
    ONLINE_AMOUNT = "online_amount"
    RATINGS = "ratings"
    SATISFIED = "satisfied"
    PETITIONS_RECEIVED = "petitions_received"
    PETITIONS_DUE = "petitions_due"
    PETITIONS_ON_TIME = "petitions_on_time"
    # stocks: as they stand at the end of the period, or now
    OPEN = "open"
    PENDING = "pending"
    PENDING_IN_TIME = "pending_in_time"
    OVERDUE = "overdue"
    PENDING_NO_DUE = "pending_no_due"
    PAUSED = "paused"
    NO_LETTER = "no_letter"
    # a stock as it stood before the period began
    CARRIED_OVER = "carried_over"


class Better(StrEnum):
    """Which way is improvement."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Display(StrEnum):
    COUNT = "count"
    SHARE = "share"
    MONEY = "money"
    WORKING_DAYS = "working_days"


class Kind(StrEnum):
    """What adding up means: flows add over days, a stock is a level, a quantile adds never."""

    FLOW = "flow"
    STOCK = "stock"
    QUANTILE = "quantile"


class Dating(StrEnum):
    """The column that places a record in a period."""

    RECEIVED = "received"
    ENDED = "ended"
    DUE = "due"
    RETURNED = "returned"
    PAID = "paid"
    RATED = "rated"
    PETITION_DUE = "petition_due"
    PETITION_RECEIVED = "petition_received"
    PERIOD_END = "period_end"
    PERIOD_START = "period_start"


@dataclass(frozen=True)
class Target:
    """A level somebody decided (a share 0 to 1, or a count), from a day, by a decision."""

    level: float
    since: date
    decision: str
    decision_en: str = ""  # where the decision has no name of its own that stays as it is


@dataclass(frozen=True)
class Exclusion:
    """Records of the whole that neither half counts, and why: those of a measure, or without one
    all that no other exclusion tells of, as those of sources that cannot say.
    """

    slug: str  # its name in addresses
    text: str
    measure: Measure | None = None
    is_unknown: bool = True  # for want of knowledge; else by the definition


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """`numerator_text` and `denominator_text` say in words what the two halves count.

    A share's `whole` is the denominator and everything `excluded` from it, dated the same.
    """

    key: str
    slug: str  # its name in addresses
    name: str
    question: str
    numerator: Measure
    numerator_text: str
    denominator: Measure | None = None
    denominator_text: str = ""
    rest_text: str = ""  # the denominator's records that the numerator leaves out
    whole: Measure | None = None  # where something is excluded
    excluded: tuple[Exclusion, ...] = ()
    dated_by: Dating
    kind: Kind = Kind.FLOW
    is_written: bool = False  # as somebody entered it: a source may enter the same into all
    quantile: float | None = None  # of working days from receipt to end
    display: Display
    better: Better
    not_counted: str = ""

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (self.numerator,) if self.denominator is None else (self.numerator, self.denominator)

    @property
    def counted(self) -> tuple[Measure, ...]:
        """The measures of its halves, and those that tell of what is excluded."""
        whole = () if self.whole is None else (self.whole,)
        return (*self.measures, *whole, *(each.measure for each in self.excluded if each.measure))
