"""What is true of a dossier under given rules, as seen at an instant: conditions for counts."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import Column, ColumnElement, FromClause, and_, case, false, or_

from data_access.contract.clock import day_of
from data_access.contract.dating import Instant, closing_at, due_moment, ended_at, outcome_is
from data_access.contract.having import has
from data_access.contract.schema import apology, dossier, pause, payment, petition, rating
from data_access.contract.usable import source_in, usable
from data_access.indicators.definition import Dating
from data_access.rules import Late, Rules

Condition = ColumnElement[bool]
d = dossier.c
STOPS = pause.alias("stops")  # by a name of its own, for it is asked among pauses as well


def midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def has_any(table: FromClause, *where: Condition) -> Condition:
    """Whether the dossier has a record in another table."""
    return has(table.c.dossier_code, d.dossier_code, usable(table), *where)


class Conditions:
    """The day matters twice: a due day that is not over has not been missed, and an end in the
    future is no end. A replay looks back from an instant of the past: what ended after it was
    open then.
    """

    def __init__(
        self, rules: Rules, now: datetime, is_replay: bool = False, books_ahead: bool = False
    ) -> None:
        """`books_ahead`: what falls due is told on its due day, though that be yet to come."""
        self.rules, self.now, self.is_replay = rules, now, is_replay
        self.books_ahead = books_ahead
        self.tomorrow = midnight(now.date() + timedelta(days=1))
        self.ended, self.closing = ended_at(rules.end), closing_at(rules.end)
        self.after = now + timedelta(seconds=1)  # instants before it have happened
        self.is_open: Condition = d.outcome.is_(None)
        taken_in = or_(d.outcome.is_(None), ~outcome_is("NOT_ACCEPTED"))
        if is_replay:  # nobody knew yet that it would be refused
            taken_in = or_(taken_in, self.closing >= self.after)
        self.accepted = and_(d.received_at.is_not(None), taken_in)
        behind = self.closing >= (self.after if is_replay else self.tomorrow)
        self.undated = and_(d.outcome.is_not(None), self.closing.is_(None))
        if is_replay:
            self.is_open = or_(self.is_open, behind)
        else:
            self.undated = and_(d.outcome.is_not(None), or_(self.closing.is_(None), behind))
        self.resolved = and_(self.accepted, outcome_is("RESULT", "REFUSED"))
        self.late = self._late()

    def column(self, dating: Dating) -> Instant | Column[datetime]:
        """The instant that places a record in a period."""
        return {
            Dating.RECEIVED: d.received_at,
            Dating.ENDED: self.closing,
            Dating.DUE: due_moment,
            Dating.RETURNED: d.returned_at,
            Dating.PAID: payment.c.paid_at,
            Dating.RATED: rating.c.rated_at,
            Dating.PETITION_DUE: petition.c.due_at,
            Dating.PETITION_RECEIVED: petition.c.received_at,
        }[dating]

    def limit(self, dating: Dating) -> datetime:
        """No period reaches past this instant: what lies behind it has not happened."""
        if dating is Dating.DUE and self.rules.by_second:
            return self.now
        if dating in (Dating.DUE, Dating.PETITION_DUE):
            return midnight(self.now.date())
        return self.after if self.is_replay else self.tomorrow

    def _late(self) -> Condition:
        by_day = day_of(self.ended) > day_of(d.due_at)
        if not self.rules.by_second:
            return by_day
        return case((self._to_the_second(), self.ended > d.due_at), else_=by_day)

    def _to_the_second(self) -> Condition:
        """Whose lateness goes by the second (D2): its hours are known, and the site says so."""
        is_usual = self.rules.late is Late.SECOND
        apart = [source for source, late in self.rules.late_of if (late is Late.SECOND) != is_usual]
        chosen = source_in(dossier).not_in(apart) if is_usual else source_in(dossier).in_(apart)
        return and_(d.time_precision == "TIME", *([chosen] if apart else []))

    def day_is_over(self) -> Condition:
        """Whether the due day lies behind us."""
        return due_moment < midnight(self.now.date())

    def passed(self) -> Condition:
        """Whether the due moment lies behind us: to the second only where the source knows it."""
        whole_days = self.day_is_over()
        if not self.rules.by_second:
            return whole_days
        return case((self._to_the_second(), due_moment < self.now), else_=whole_days)

    def stops_now(self, *where: Condition, table: FromClause = pause) -> Condition:
        """Whether a pause has begun and not ended."""
        edge = self.limit(Dating.ENDED)
        still = or_(table.c.ended_at.is_(None), table.c.ended_at >= edge)
        return has_any(table, table.c.started_at < edge, still, *where)

    def flagged(self) -> Condition:
        """Marked as stopped, no pause saying since when: believed to be so since its receipt.

        Of now and of every day of the past alike, or a dossier would excuse itself in one figure
        and be held against its office in another. A replay does not know when it was set.
        """
        if self.is_replay:
            return false()
        return and_(d.outcome.is_(None), d.paused.is_(True), ~self.stops_now(table=STOPS))

    def paused_now(self) -> Condition:
        return and_(self.is_open, or_(self.flagged(), self.stops_now()))

    def excused(self) -> Condition:
        """Stopped when it fell due and ever since. What is stopped later was late before it."""
        in_time = self.stops_now(day_of(pause.c.started_at) <= day_of(due_moment))
        return and_(self.is_open, or_(in_time, self.flagged()))

    def has_letter(self, instant: datetime | None) -> Condition:
        """Whether a letter of apology was issued: by an instant of the past, or ever (None)."""
        issued = apology.c.issued_at
        return has_any(apology, *(self.known(issued) if instant is None else (issued < instant,)))

    def known(self, instant: Column[datetime]) -> tuple[Condition, ...]:
        """In a replay, only what had happened; a day that nobody wrote down is believed."""
        return (or_(instant.is_(None), instant < self.after),) if self.is_replay else ()

    def paused_at(self, instant: datetime) -> Condition:
        """Stopped just before an instant of the past."""
        p = pause.c
        still = or_(p.ended_at.is_(None), p.ended_at >= instant)
        valid = or_(p.ended_at.is_(None), p.ended_at > p.started_at)
        stopped = has_any(pause, p.started_at < instant, still, valid)
        return or_(stopped, self.flagged())
