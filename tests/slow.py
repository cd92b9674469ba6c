"""Every measure counted again by stupid loops over plain rows, straight from the definitions.

Nothing here is shared with the SQL: this is the second opinion that the fast counts must meet.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, cast

from data_access.indicators.definition import Measure as M

Row = Mapping[str, Any]


@dataclass
class Slow:
    """Plain rows, and the questions asked of them one by one."""

    rows: Mapping[str, list[dict[str, Any]]]
    now: datetime
    late_by_second: bool = False
    returned_first: bool = False
    is_replay: bool = False  # as it was known at `now`: what happened after it had not happened
    by_second_of: frozenset[str] | None = None  # late by the second are these sources alone

    def of(self, table: str, dossier: Row) -> list[dict[str, Any]]:
        code = dossier["dossier_code"]
        return [row for row in self.rows.get(table, []) if row["dossier_code"] == code]

    def happened(self, instant: datetime | None) -> bool:
        """In a replay, whether it was known; a day that nobody wrote down is believed."""
        return not self.is_replay or instant is None or instant <= self.now

    # -- one dossier -------------------------------------------------------------------------
    def ended(self, x: Row) -> datetime | None:
        done: datetime | None = x["result_at"] or x["returned_at"]
        if self.returned_first:
            done = x["returned_at"] or x["result_at"]
        if x["outcome"] in ("RESULT", "REFUSED"):
            return done
        if x["outcome"] in ("WITHDRAWN", "SENT_BACK"):
            return x["withdrawn_at"] or done
        if x["outcome"] == "NOT_ACCEPTED":
            return x["refused_at"] or done
        return None

    def placed(self, x: Row) -> datetime | None:
        """The end by which it is placed in a period: never before receipt."""
        ended = self.ended(x)
        received: datetime | None = x["received_at"]
        return max(ended, received) if ended and received else ended

    def due(self, x: Row) -> datetime | None:
        due: datetime | None = x["due_at"]
        received: datetime | None = x["received_at"]
        return max(due, received) if due and received else due

    def end_of_today(self) -> datetime:
        """What lies behind it has not happened; of a replay, its very second."""
        if self.is_replay:
            return self.now + timedelta(seconds=1)
        return datetime.combine(self.now.date() + timedelta(days=1), time())

    def goes_by_second(self, x: Row) -> bool:
        is_asked = self.late_by_second
        if self.by_second_of is not None:
            is_asked = x["source_id"] in self.by_second_of
        return is_asked and x["time_precision"] == "TIME"

    def missed_by(self, x: Row) -> datetime:
        """What was due before it has been missed, or met: a bare day only once it is over."""
        if self.goes_by_second(x):
            return self.now
        return datetime.combine(self.now.date(), time())

    def is_open(self, x: Row) -> bool:
        placed = self.placed(x)
        ends_later = placed is not None and placed >= self.end_of_today()
        return x["outcome"] is None or (self.is_replay and ends_later)

    def accepted(self, x: Row) -> bool:
        refused = x["outcome"] == "NOT_ACCEPTED" and not (self.is_replay and self.is_open(x))
        return x["received_at"] is not None and not refused

    def undated(self, x: Row) -> bool:
        placed = self.placed(x)
        if self.is_replay:
            return x["outcome"] is not None and placed is None
        return x["outcome"] is not None and (placed is None or placed >= self.end_of_today())

    def late(self, x: Row) -> bool:
        ended = self.ended(x)
        due: datetime | None = x["due_at"]
        if ended is None or due is None:
            return False
        if self.goes_by_second(x):
            return ended > due
        return ended.date() > due.date()

    def ended_after_due_day(self, x: Row) -> bool:
        ended, due = self.ended(x), x["due_at"]
        return ended is not None and due is not None and ended.date() > due.date()

    def stops_now(self, x: Row) -> list[dict[str, Any]]:
        """Pauses that have begun and not ended."""
        end = self.end_of_today()
        return [
            p
            for p in self.of("pause", x)
            if p["started_at"] < end and (p["ended_at"] is None or p["ended_at"] >= end)
        ]

    def paused_now(self, x: Row) -> bool:
        if not self.is_open(x):
            return False
        return self.flagged(x) or bool(self.stops_now(x))

    def flagged(self, x: Row) -> bool:
        """Stopped, nobody says since when: so since its receipt, in every figure alike."""
        is_marked = x["outcome"] is None and bool(x["paused"]) and not self.is_replay
        return is_marked and not self.stops_now(x)

    def excused(self, x: Row) -> bool:
        """Stopped when it fell due and ever since."""
        due = self.due(x)
        if not self.paused_now(x) or due is None:
            return False
        stops = self.stops_now(x)
        return not stops or any(p["started_at"].date() <= due.date() for p in stops)

    def paused_before(self, x: Row, instant: datetime) -> bool:
        return self.flagged(x) or any(
            p["started_at"] < instant
            and (p["ended_at"] is None or p["ended_at"] >= instant)
            and (p["ended_at"] is None or p["ended_at"] > p["started_at"])
            for p in self.of("pause", x)
        )

    def resolved(self, x: Row) -> bool:
        return self.accepted(x) and x["outcome"] in ("RESULT", "REFUSED")

    def missable(self, x: Row) -> bool:
        """Whether its due day is one that can be met or missed."""
        counted = self.is_open(x) or (x["outcome"] in ("RESULT", "REFUSED") and not self.undated(x))
        return self.accepted(x) and x["due_at"] is not None and counted and not self.excused(x)

    # -- a measure ---------------------------------------------------------------------------
    def count(self, measure: M, start: datetime, end: datetime, who: Callable[[Row], bool]) -> int:
        """How many records of [start, end) whose owner satisfies `who`."""
        if measure in STOCKS:
            at = start if measure is M.CARRIED_OVER else end
            return sum(self.stands(measure, x, at) for x in self.dossiers(who))
        if measure in (M.ONLINE_PAYMENTS, M.ONLINE_AMOUNT):
            return self.payments(measure, start, end, who)
        if measure in (M.RATINGS, M.SATISFIED):
            return self.ratings(measure, start, end, who)
        if measure in (M.PETITIONS_DUE, M.PETITIONS_ON_TIME):
            return self.petitions(measure, start, end, who)
        if measure is M.PETITIONS_RECEIVED:
            return self.petitions_received(start, end, who)
        return sum(self.flows(measure, x, start, end) for x in self.dossiers(who))

    def dossiers(self, who: Callable[[Row], bool]) -> list[dict[str, Any]]:
        return [x for x in self.rows["dossier"] if not x["deleted"] and who(x)]

    def flows(self, measure: M, x: Row, start: datetime, end: datetime) -> bool:
        def within(instant: datetime | None, limit: datetime) -> bool:
            return instant is not None and start <= instant < min(end, limit)

        kind, counted = COUNTED[measure]
        instant, limit = {
            "received": (x["received_at"], self.end_of_today()),
            "ended": (self.placed(x), self.end_of_today()),
            "due": (self.due(x), self.missed_by(x)),
            "returned": (x["returned_at"], self.end_of_today()),
        }[kind]
        if not within(instant, limit) or not counted(self, x):
            return False
        placed, due = self.placed(x), self.due(x)
        if measure is M.LATE_AND_DUE:
            return due is not None and due >= start
        if measure is M.LATE_FROM_BEFORE:
            return due is not None and due < start
        if measure is M.DUE_UNFINISHED:
            over = min(end, self.end_of_today())
            return self.is_open(x) or (placed is not None and placed >= over)
        return True

    def stands(self, measure: M, x: Row, at: datetime) -> bool:
        is_now = at > self.now
        before = self.end_of_today() if is_now else at
        placed = self.placed(x)
        is_open = self.is_open(x)
        if not is_now and placed is not None:
            is_open = is_open or before <= placed < self.end_of_today()
        if not (self.accepted(x) and is_open and x["received_at"] < before):
            return False
        paused = self.paused_now(x) if is_now else self.paused_before(x, at)
        due = self.due(x)
        overdue = due is not None and due < (self.missed_by(x) if is_now else at)
        letters = [a["issued_at"] for a in self.of("apology", x)]
        has_letter = any(self.happened(a) if is_now else a < at for a in letters)
        return {
            M.OPEN: True,
            M.CARRIED_OVER: True,
            M.PAUSED: paused,
            M.PENDING: not paused,
            M.OVERDUE: not paused and overdue,
            M.NO_LETTER: not paused and overdue and not has_letter,
            M.PENDING_NO_DUE: not paused and due is None,
            M.PENDING_IN_TIME: not paused and due is not None and not overdue,
        }[measure]

    # -- records of other tables -------------------------------------------------------------
    def owner(self, record: Row) -> dict[str, Any] | None:
        found = [x for x in self.rows["dossier"] if x["dossier_code"] == record["dossier_code"]]
        return found[0] if found else None

    def payments(
        self, measure: M, start: datetime, end: datetime, who: Callable[[Row], bool]
    ) -> int:
        total = 0
        for payment in self.rows.get("payment", []):
            x = self.owner(payment)
            if x is None or x["deleted"] or not who(x) or payment["paid_at"] is None:
                continue
            if not start <= payment["paid_at"] < min(end, self.end_of_today()):
                continue
            if self.is_online(payment) and payment["amount"] != 0:
                total += 1 if measure is M.ONLINE_PAYMENTS else int(payment["amount"] or 0)
        return total

    def ratings(
        self, measure: M, start: datetime, end: datetime, who: Callable[[Row], bool]
    ) -> int:
        """By slip: dated and owned by any of its answers, for they are of one moment and place."""
        total = 0
        for slip in self.slips():
            is_within = start <= slip[0]["rated_at"] < min(end, self.end_of_today())
            if is_within and self.belongs(slip[0], who):
                total += measure is M.RATINGS or all(each["score"] >= 2 for each in slip)
        return total

    def slips(self) -> list[list[dict[str, Any]]]:
        """Answers that have a score, those given on one slip together."""
        scored = [each for each in self.rows.get("rating", []) if each["score"] is not None]
        groups: dict[Any, list[dict[str, Any]]] = {}
        for each in scored:
            alone = each["dossier_code"] is None and (
                each["criterion"] is None or each["rated_at"].time().replace(second=0) == time()
            )
            names = ("source_id", "dossier_code", "agency_code", "rated_at")
            key = each["rating_key"] if alone else tuple(each[name] or "" for name in names)
            groups.setdefault(key, []).append(each)
        return [slip for group in groups.values() for slip in parted(group)]

    def petitions(
        self, measure: M, start: datetime, end: datetime, who: Callable[[Row], bool]
    ) -> int:
        """By the day, whatever holds for dossiers: a petition's due day has no hour."""
        missed_by = datetime.combine(self.now.date(), time())
        total = 0
        for petition in self.rows.get("petition", []):
            due, answered = petition["due_at"], petition["answered_at"]
            if due is None or not start <= due < min(end, missed_by):
                continue
            if not self.belongs(petition, who):
                continue
            in_time = answered is not None and answered.date() <= due.date()
            total += in_time if measure is M.PETITIONS_ON_TIME else 1
        return total

    def petitions_received(self, start: datetime, end: datetime, who: Callable[[Row], bool]) -> int:
        return sum(
            start <= petition["received_at"] < min(end, self.end_of_today())
            and self.belongs(petition, who)
            for petition in self.rows.get("petition", [])
        )

    def belongs(self, record: Row, who: Callable[[Row], bool]) -> bool:
        x = self.owner(record)
        if x is None:
            return who(
                {"agency_code": record["agency_code"], "channel": None, "procedure_code": None}
            )
        return not x["deleted"] and who(x)

    # -- papers, fees, letters ---------------------------------------------------------------
    def procedure(self, x: Row) -> Row:
        found = [
            p for p in self.rows.get("procedure", []) if p["procedure_code"] == x["procedure_code"]
        ]
        return found[0] if found else {"service_level": None, "result_is_document": None}

    def has_paper(self, x: Row, told: Callable[[Row], bool]) -> bool:
        return any(p["direction"] == "SUBMITTED" and told(p) for p in self.of("document", x))

    def is_priced(self, x: Row) -> bool:
        return any((p["amount"] or 0) > 0 for p in self.of("payment", x))

    def owed(self, x: Row) -> list[dict[str, Any]]:
        """What is to be paid: more than nothing, not cancelled, given back, exempt, not due."""
        return [
            p
            for p in self.of("payment", x)
            if (p["amount"] or 0) > 0
            and p["status"] not in ("NOT_DUE", "CANCELLED", "REFUNDED")
            and p["collected_when"] != 0
        ]

    def is_online(self, payment: Row) -> bool:
        return payment["status"] == "PAID" and str(payment["method"]).startswith("ONLINE")

    def paid_online(self, x: Row) -> bool:
        return any(self.is_online(p) and self.happened(p["paid_at"]) for p in self.owed(x))

    def is_digitised(self, x: Row) -> bool:
        return self.has_paper(x, lambda p: bool(p["digitised"]))

    def has_result_file(self, x: Row) -> bool:
        return any(p["direction"] == "RESULT" and p["has_file"] for p in self.of("document", x))


def parted(group: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Of no dossier: as many slips as answers to the first question, each with all the others'."""
    if group[0]["dossier_code"] is not None:
        return [group]
    first = min(each["criterion"] or "" for each in group)
    others = [each for each in group if each["criterion"] != first]
    return [[each, *others] for each in group if (each["criterion"] or "") == first]


STOCKS = {
    M.OPEN, M.CARRIED_OVER, M.PAUSED, M.PENDING, M.OVERDUE, M.PENDING_NO_DUE, M.PENDING_IN_TIME,
    M.NO_LETTER,
}  # fmt: skip
Counted = Callable[[Slow, Row], bool]


def on_due_day(s: Slow, x: Row) -> bool:
    ended = s.ended(x)
    return ended is not None and x["due_at"] is not None and ended.date() == x["due_at"].date()


COUNTED: dict[M, tuple[str, Counted]] = {
    M.RECEIVED: ("received", lambda s, x: s.accepted(x)),
    M.CHANNEL_KNOWN: (
        "received",
        lambda s, x: s.accepted(x) and x["channel"] in (1, 2, 3, 4, 5, 6),
    ),
    M.RECEIVED_ONLINE: ("received", lambda s, x: s.accepted(x) and x["channel"] == 2),
    M.RECEIVED_POST: ("received", lambda s, x: s.accepted(x) and x["channel"] == 3),
    M.PERHAPS_FULL_PROCESS: (
        "received",
        lambda s, x: s.accepted(x) and s.procedure(x)["service_level"] in ("FULL", None),
    ),
    M.FULL_PROCESS: (
        "received",
        lambda s, x: (
            s.accepted(x)
            and x["channel"] in (1, 2, 3, 4, 5, 6)
            and s.procedure(x)["service_level"] == "FULL"
        ),
    ),
    M.FULL_PROCESS_ONLINE: (
        "received",
        lambda s, x: (
            s.accepted(x) and x["channel"] == 2 and s.procedure(x)["service_level"] == "FULL"
        ),
    ),
    M.PAPERS_KNOWN: ("received", lambda s, x: s.accepted(x)),
    M.DIGITISED: ("received", lambda s, x: s.accepted(x) and s.is_digitised(x)),
    M.REUSE_KNOWN: ("received", lambda s, x: s.accepted(x)),
    M.REUSED: (
        "received",
        lambda s, x: s.accepted(x) and s.has_paper(x, lambda p: (p["reuse"] or 0) > 0),
    ),
    M.FEE_NOT_OWED: (
        "received",
        lambda s, x: s.accepted(x) and s.is_priced(x) and not s.owed(x),
    ),
    M.WITH_FEE: ("received", lambda s, x: s.accepted(x) and bool(s.owed(x))),
    M.PAID_ONLINE: ("received", lambda s, x: s.accepted(x) and s.paid_online(x)),
    M.UNDATED: ("received", lambda s, x: s.accepted(x) and s.undated(x)),
    M.RESOLVED: ("ended", lambda s, x: s.resolved(x)),
    M.RESOLVED_EARLY: (
        "ended",
        lambda s, x: (
            s.resolved(x) and x["due_at"] is not None and not on_due_day(s, x) and not s.late(x)
        ),
    ),
    M.RESOLVED_ON_DAY: (
        "ended",
        lambda s, x: s.resolved(x) and on_due_day(s, x) and not s.late(x),
    ),
    M.RESOLVED_IN_TIME: (
        "ended",
        lambda s, x: s.resolved(x) and x["due_at"] is not None and not s.late(x),
    ),
    M.RESOLVED_LATE: ("ended", lambda s, x: s.resolved(x) and s.late(x)),
    M.RESOLVED_WITH_DUE: ("ended", lambda s, x: s.resolved(x) and x["due_at"] is not None),
    M.RESOLVED_NO_DUE: ("ended", lambda s, x: s.resolved(x) and x["due_at"] is None),
    M.WITHDRAWN: ("ended", lambda s, x: s.accepted(x) and x["outcome"] == "WITHDRAWN"),
    M.SENT_BACK: ("ended", lambda s, x: s.accepted(x) and x["outcome"] == "SENT_BACK"),
    M.NOT_ACCEPTED: ("ended", lambda s, x: x["outcome"] == "NOT_ACCEPTED"),
    M.RESULT_DOCUMENTS: (
        "ended",
        lambda s, x: s.resolved(x) and bool(s.procedure(x)["result_is_document"]),
    ),
    M.ELECTRONIC_RESULTS: (
        "ended",
        lambda s, x: (
            s.resolved(x) and bool(s.procedure(x)["result_is_document"]) and s.has_result_file(x)
        ),
    ),
    M.RESULT_KNOWN: (
        "ended",
        lambda s, x: s.resolved(x) and s.procedure(x)["result_is_document"] is not None,
    ),
    M.RESULT_UNKNOWN: (
        "ended",
        lambda s, x: s.resolved(x) and s.procedure(x)["result_is_document"] is None,
    ),
    M.ALL_DIGITISED: (
        "ended",
        lambda s, x: (
            s.resolved(x)
            and s.is_digitised(x)
            and (
                s.procedure(x)["result_is_document"] is False
                or (s.procedure(x)["result_is_document"] is True and s.has_result_file(x))
            )
        ),
    ),
    M.LATE_KNOWN: ("ended", lambda s, x: s.resolved(x) and s.late(x)),
    M.APOLOGISED: (
        "ended",
        lambda s, x: (
            s.resolved(x)
            and s.late(x)
            and any(s.happened(each["issued_at"]) for each in s.of("apology", x))
        ),
    ),
    M.LATE_AND_DUE: ("ended", lambda s, x: s.resolved(x) and s.late(x)),
    M.LATE_FROM_BEFORE: ("ended", lambda s, x: s.resolved(x) and s.late(x)),
    M.WITH_DUE_DAY: ("due", lambda s, x: s.accepted(x) and x["due_at"] is not None),
    M.STOPPED_BEFORE_DUE: ("due", lambda s, x: s.accepted(x) and s.excused(x)),
    M.FELL_DUE: ("due", lambda s, x: s.missable(x)),
    M.MET_DUE: ("due", lambda s, x: s.missable(x) and not s.is_open(x) and not s.late(x)),
    M.DUE_UNFINISHED: (
        "due",
        lambda s, x: s.missable(x) and (s.is_open(x) or s.late(x)),
    ),
    M.GONE_LATE: (
        "due",
        lambda s, x: (
            s.accepted(x)
            and x["outcome"] in ("WITHDRAWN", "SENT_BACK")
            and not s.is_open(x)
            and not s.undated(x)
            and s.ended_after_due_day(x)
            and cast("datetime", s.due(x)).date() < s.now.date()
        ),
    ),
    M.RETURNED_AT_ALL: ("returned", lambda s, x: s.resolved(x)),
    M.RETURNED: ("returned", lambda s, x: s.resolved(x)),
    M.RETURNED_RATED: (
        "returned",
        lambda s, x: (
            s.resolved(x)
            and any(r["score"] is not None and s.happened(r["rated_at"]) for r in s.of("rating", x))
        ),
    ),
}
