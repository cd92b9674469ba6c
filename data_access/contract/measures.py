"""What each measure counts: which records, placed in time by which column, needing what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Table, and_, func, or_, select

from data_access.contract.clock import day_of
from data_access.contract.conditions import Condition, Conditions, has_any
from data_access.contract.dating import due_moment, outcome_is
from data_access.contract.schema import (
    apology,
    document,
    dossier,
    payment,
    petition,
    procedure,
    rating,
)
from data_access.indicators.definition import Dating, Measure
from data_access.rules import Rules
from data_access.scope import Channel

d = dossier.c

# Columns without which a whole family of measures is unknown.
RECEIPTS = ("dossier.received_at",)
ENDS = ("dossier.outcome", "dossier.result_at|dossier.returned_at")  # either is enough
DUES = ("dossier.due_at",)
RETURNS = ("dossier.returned_at",)
PAUSES = ("dossier.paused|pause.started_at",)
# A source that marks what is stopped now, but not since when, cannot say what was stopped then.
PAUSES_THEN = ("pause.started_at?dossier.paused",)
ONLINE = ("payment.status", "payment.method")


@dataclass(frozen=True)
class Counted:
    """`needs`: columns without which it is unknown (`data_access.needing` reads them).

    `amount`: what is added up, else 1 each.
    """

    dating: Dating
    where: tuple[Condition, ...]
    needs: tuple[str, ...] = ()
    amount: ColumnElement[int] | None = None
    also_by: Dating | None = None  # a second column the period bounds: days do not add up
    table: Table = dossier  # whose records are counted


CHANNEL_CODES = [channel.code for channel in Channel if channel.code is not None]


class Counting(Conditions):
    """Every measure under given rules, as seen on a given day."""

    def __init__(
        self, rules: Rules, now: datetime, is_replay: bool = False, books_ahead: bool = False
    ) -> None:
        super().__init__(rules, now, is_replay, books_ahead)
        self.measures: Mapping[Measure, Counted] = self._flows() | self._dues() | self._others()

    def _flows(self) -> dict[Measure, Counted]:
        def received(*where: Condition, needs: tuple[str, ...] = ()) -> Counted:
            return Counted(Dating.RECEIVED, (self.accepted, *where), (*RECEIPTS, *needs))

        full = d.procedure_code.in_(
            select(procedure.c.procedure_code).where(procedure.c.service_level == "FULL")
        )
        not_full = d.procedure_code.in_(
            select(procedure.c.procedure_code).where(procedure.c.service_level != "FULL")
        )
        known, online = d.channel.in_(CHANNEL_CODES), d.channel == 2
        submitted = document.c.direction == "SUBMITTED"
        channel, levels = ("dossier.channel",), ("dossier.channel", "procedure.service_level")
        papers, reuse = ("document.digitised",), ("document.reuse",)
        fees = ("payment.amount", *ONLINE)
        paid_online = and_(
            payment.c.status == "PAID",
            payment.c.method.like("ONLINE%"),
            *self.known(payment.c.paid_at),
        )
        with_fee = has_any(payment, payment.c.amount > 0)
        return {
            Measure.RECEIVED: received(),
            Measure.CHANNEL_KNOWN: received(known, needs=channel),
            Measure.RECEIVED_ONLINE: received(online, needs=channel),
            Measure.RECEIVED_POST: received(d.channel == 3, needs=channel),
            Measure.PERHAPS_FULL_PROCESS: received(
                or_(d.procedure_code.is_(None), ~not_full), needs=("procedure.service_level",)
            ),
            Measure.FULL_PROCESS: received(known, full, needs=levels),
            Measure.FULL_PROCESS_ONLINE: received(online, full, needs=levels),
            Measure.PAPERS_KNOWN: received(needs=papers),
            Measure.DIGITISED: received(
                has_any(document, submitted, document.c.digitised.is_(True)), needs=papers
            ),
            Measure.REUSE_KNOWN: received(needs=reuse),
            Measure.REUSED: received(
                has_any(document, submitted, document.c.reuse > 0), needs=reuse
            ),
            Measure.WITH_FEE: received(with_fee, needs=fees),
            Measure.PAID_ONLINE: received(with_fee, has_any(payment, paid_online), needs=fees),
            Measure.UNDATED: received(self.undated, needs=ENDS),
        } | self._ends()

    def _ends(self) -> dict[Measure, Counted]:
        def ended(*where: Condition, needs: tuple[str, ...] = ()) -> Counted:
            return Counted(Dating.ENDED, where, (*ENDS, *needs))

        due, no_due = d.due_at.is_not(None), d.due_at.is_(None)
        same_day = day_of(self.ended) == day_of(d.due_at)
        early = and_(~same_day, ~self.late)
        as_paper = d.procedure_code.in_(
            select(procedure.c.procedure_code).where(procedure.c.result_is_document.is_(True))
        )
        has_file = and_(document.c.direction == "RESULT", document.c.has_file.is_(True))
        results = ("document.has_file", "procedure.result_is_document")
        letters = (*DUES, "apology.issued_at", "apology.dossier_code")
        done, late = self.resolved, and_(due, self.late)
        return {
            Measure.RESOLVED: ended(done),
            Measure.RESOLVED_EARLY: ended(done, due, early, needs=DUES),
            Measure.RESOLVED_ON_DAY: ended(done, due, same_day, ~self.late, needs=DUES),
            Measure.RESOLVED_IN_TIME: ended(done, due, ~self.late, needs=DUES),
            Measure.RESOLVED_LATE: ended(done, late, needs=DUES),
            Measure.RESOLVED_WITH_DUE: ended(done, due, needs=DUES),
            Measure.RESOLVED_NO_DUE: ended(done, no_due, needs=DUES),
            Measure.WITHDRAWN: ended(self.accepted, outcome_is("WITHDRAWN")),
            Measure.SENT_BACK: ended(self.accepted, outcome_is("SENT_BACK")),
            Measure.NOT_ACCEPTED: ended(outcome_is("NOT_ACCEPTED")),
            Measure.RESULT_DOCUMENTS: ended(done, as_paper, needs=results),
            Measure.ELECTRONIC_RESULTS: ended(
                done, as_paper, has_any(document, has_file), needs=results
            ),
            Measure.LATE_KNOWN: ended(done, late, needs=letters),
            Measure.APOLOGISED: ended(
                done, late, has_any(apology, *self.known(apology.c.issued_at)), needs=letters
            ),
            Measure.LATE_AND_DUE: Counted(
                Dating.ENDED, (done, late), (*ENDS, *DUES), also_by=Dating.DUE
            ),
            Measure.LATE_FROM_BEFORE: Counted(
                Dating.ENDED, (done, late), (*ENDS, *DUES), also_by=Dating.PERIOD_START
            ),
        }

    def _dues(self) -> dict[Measure, Counted]:
        with_due = (
            self.accepted,
            d.due_at.is_not(None),
            *((self.passed(),) if self.rules.by_second and not self.books_ahead else ()),
        )
        fell_due = (
            *with_due,
            or_(self.is_open, and_(outcome_is("RESULT", "REFUSED"), ~self.undated)),
            ~self.excused(),
        )
        met = (*fell_due, d.outcome.is_not(None), ~self.is_open, ~self.late)
        missed = (*fell_due, or_(self.is_open, self.late))
        needs = (*RECEIPTS, *ENDS, *DUES)
        return {
            Measure.WITH_DUE_DAY: Counted(Dating.DUE, with_due, (*RECEIPTS, *DUES)),
            Measure.STOPPED_BEFORE_DUE: Counted(Dating.DUE, (*with_due, self.excused()), needs),
            Measure.FELL_DUE: Counted(Dating.DUE, fell_due, needs),
            Measure.MET_DUE: Counted(Dating.DUE, met, needs),
            Measure.DUE_UNFINISHED: Counted(Dating.DUE, missed, needs, also_by=Dating.PERIOD_END),
        }

    def _others(self) -> dict[Measure, Counted]:
        returned = (self.resolved,)
        rated = ("rating.score", "rating.dossier_code", "dossier.returned_at")
        online = (payment.c.status == "PAID", payment.c.method.like("ONLINE%"))
        fees, scores = ("payment.amount", "payment.paid_at", *ONLINE), ("rating.score",)
        scored = rating.c.score.is_not(None)
        due = (petition.c.due_at.is_not(None),)
        in_time = day_of(petition.c.answered_at) <= day_of(petition.c.due_at)
        petitions = ("petition.due_at", "petition.answered_at")
        return {
            Measure.RETURNED_AT_ALL: Counted(Dating.RETURNED, returned, RETURNS),
            Measure.RETURNED: Counted(Dating.RETURNED, returned, rated),
            Measure.RETURNED_RATED: Counted(
                Dating.RETURNED,
                (*returned, has_any(rating, scored, *self.known(rating.c.rated_at))),
                rated,
            ),
            Measure.ONLINE_PAYMENTS: Counted(Dating.PAID, online, fees, table=payment),
            Measure.ONLINE_AMOUNT: Counted(
                Dating.PAID, online, fees, func.coalesce(payment.c.amount, 0), table=payment
            ),
            Measure.RATINGS: Counted(Dating.RATED, (scored,), scores, table=rating),
            Measure.SATISFIED: Counted(Dating.RATED, (rating.c.score >= 2,), scores, table=rating),
            Measure.PETITIONS_DUE: Counted(Dating.PETITION_DUE, due, petitions, table=petition),
            Measure.PETITIONS_ON_TIME: Counted(
                Dating.PETITION_DUE, (*due, in_time), petitions, table=petition
            ),
        }

    def stock(self, measure: Measure, instant: datetime | None) -> Counted:
        """A level just before an instant of the past, or now (None)."""
        if instant is None:
            standing, paused = self.is_open, self.paused_now()
            overdue = self.passed()
            since = d.received_at < self.limit(Dating.RECEIVED)
        else:
            standing = or_(
                self.is_open, and_(self.closing >= instant, self.closing < self.tomorrow)
            )
            paused, overdue = self.paused_at(instant), due_moment < instant
            since = d.received_at < instant
        no_due = d.due_at.is_(None)
        where: dict[Measure, tuple[Condition, ...]] = {
            Measure.OPEN: (),
            Measure.CARRIED_OVER: (),
            Measure.PAUSED: (paused,),
            Measure.PENDING: (~paused,),
            Measure.OVERDUE: (~paused, overdue),
            Measure.PENDING_NO_DUE: (~paused, no_due),
            Measure.PENDING_IN_TIME: (~paused, ~no_due, ~overdue),
        }
        dating = Dating.PERIOD_START if measure is Measure.CARRIED_OVER else Dating.PERIOD_END
        needs: tuple[str, ...] = (*RECEIPTS, *ENDS)
        if measure in (Measure.OVERDUE, Measure.PENDING_IN_TIME, Measure.PENDING_NO_DUE):
            needs += DUES
        if measure is Measure.PAUSED:
            needs += PAUSES
        if instant is not None and measure not in (Measure.OPEN, Measure.CARRIED_OVER):
            needs += PAUSES_THEN
        return Counted(dating, (self.accepted, standing, since, *where[measure]), needs)


STOCKS = frozenset(
    {
        Measure.OPEN,
        Measure.CARRIED_OVER,
        Measure.PAUSED,
        Measure.PENDING,
        Measure.OVERDUE,
        Measure.PENDING_NO_DUE,
        Measure.PENDING_IN_TIME,
    }
)
