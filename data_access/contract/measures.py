"""What each measure counts: which records, placed in time by which column, needing what."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import and_, or_, select

from data_access.contract.attached import fees, others
from data_access.contract.clock import day_of
from data_access.contract.conditions import Condition, Conditions, has_any
from data_access.contract.counted import (
    DUES,
    ENDS,
    LETTERS,
    PAUSES,
    PAUSES_THEN,
    RECEIPTS,
)
from data_access.contract.counted import Counted as Counted
from data_access.contract.dating import due_moment, outcome_is
from data_access.contract.schema import apology, document, dossier, procedure
from data_access.indicators.definition import Dating, Measure
from data_access.rules import Rules
from data_access.scope import Channel

d = dossier.c
SUBMITTED: Condition = document.c.direction == "SUBMITTED"
RESULT_FILE: Condition = and_(document.c.direction == "RESULT", document.c.has_file.is_(True))
CHANNEL_CODES = [channel.code for channel in Channel if channel.code is not None]


class Counting(Conditions):
    """Every measure under given rules, as seen on a given day."""

    def __init__(
        self, rules: Rules, now: datetime, is_replay: bool = False, books_ahead: bool = False
    ) -> None:
        super().__init__(rules, now, is_replay, books_ahead)
        self.measures: Mapping[Measure, Counted] = self._flows() | self._dues() | others(self)

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
        channel, levels = ("dossier.channel",), ("dossier.channel", "procedure.service_level")
        papers, reuse = ("document.digitised",), ("document.reuse",)
        told = {
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
            Measure.DIGITISED: received(digitised(), needs=papers),
            Measure.REUSE_KNOWN: received(needs=reuse),
            Measure.REUSED: received(
                has_any(document, SUBMITTED, document.c.reuse > 0), needs=reuse
            ),
            Measure.UNDATED: received(self.undated, needs=ENDS),
        }
        return told | fees(self) | self._ends()

    def _ends(self) -> dict[Measure, Counted]:
        def ended(*where: Condition, needs: tuple[str, ...] = ()) -> Counted:
            return Counted(Dating.ENDED, where, (*ENDS, *needs))

        due, no_due = d.due_at.is_not(None), d.due_at.is_(None)
        same_day = day_of(self.ended) == day_of(d.due_at)
        early = and_(~same_day, ~self.late)
        done, late = self.resolved, and_(due, self.late)
        letters = (*DUES, *LETTERS)
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
        } | self._results()

    def _results(self) -> dict[Measure, Counted]:
        """What was given out as a file, and with papers digitised as well."""

        def ended(*where: Condition, needs: tuple[str, ...]) -> Counted:
            return Counted(Dating.ENDED, (self.resolved, *where), (*ENDS, *needs))

        as_paper, known = result_is(paper=True), or_(result_is(paper=True), result_is(paper=False))
        unknown = or_(d.procedure_code.is_(None), ~known)
        on_file = has_any(document, RESULT_FILE)
        results = ("document.has_file", "procedure.result_is_document")
        both = ("document.digitised", *results)
        return {
            Measure.RESULT_DOCUMENTS: ended(as_paper, needs=results),
            Measure.ELECTRONIC_RESULTS: ended(as_paper, on_file, needs=results),
            Measure.RESULT_KNOWN: ended(known, needs=both),
            Measure.RESULT_UNKNOWN: ended(unknown, needs=both),
            Measure.ALL_DIGITISED: ended(
                known, digitised(), or_(result_is(paper=False), on_file), needs=both
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
        gone = (
            self.accepted,
            d.due_at.is_not(None),
            outcome_is("WITHDRAWN", "SENT_BACK"),
            ~self.is_open,
            ~self.undated,
            day_of(self.ended) > day_of(d.due_at),
            *((self.day_is_over(),) if self.rules.by_second and not self.books_ahead else ()),
        )
        needs = (*RECEIPTS, *ENDS, *DUES)
        return {
            Measure.WITH_DUE_DAY: Counted(Dating.DUE, with_due, (*RECEIPTS, *DUES)),
            Measure.STOPPED_BEFORE_DUE: Counted(Dating.DUE, (*with_due, self.excused()), needs),
            Measure.GONE_LATE: Counted(Dating.DUE, gone, needs),
            Measure.FELL_DUE: Counted(Dating.DUE, fell_due, needs),
            Measure.MET_DUE: Counted(Dating.DUE, met, needs),
            Measure.DUE_UNFINISHED: Counted(Dating.DUE, missed, needs, also_by=Dating.PERIOD_END),
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
            Measure.NO_LETTER: (~paused, overdue, ~self.has_letter(instant)),
        }
        dating = Dating.PERIOD_START if measure is Measure.CARRIED_OVER else Dating.PERIOD_END
        needs: tuple[str, ...] = (*RECEIPTS, *ENDS)
        if measure not in (Measure.OPEN, Measure.CARRIED_OVER, Measure.PENDING, Measure.PAUSED):
            needs += DUES
        if measure is Measure.NO_LETTER:
            needs += LETTERS
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
        Measure.NO_LETTER,
    }
)


def digitised() -> Condition:
    """At least one of the papers handed in."""
    return has_any(document, SUBMITTED, document.c.digitised.is_(True))


def result_is(*, paper: bool) -> Condition:
    told = select(procedure.c.procedure_code).where(procedure.c.result_is_document.is_(paper))
    return d.procedure_code.in_(told)
