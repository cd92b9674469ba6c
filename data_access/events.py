"""What happened to a dossier, in order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data_access.course import Event, Happening, Payment, Stop
from data_access.listing import Record, Standing

ENDS = {
    Standing.RESULT: Happening.RESULT,
    Standing.REFUSED: Happening.REFUSED,
    Standing.SENT_BACK: Happening.SENT_BACK,
    Standing.WITHDRAWN: Happening.WITHDRAWN,
    Standing.NOT_ACCEPTED: Happening.NOT_ACCEPTED,
}


@dataclass(frozen=True)
class Told:
    """What other tables tell of it: stops, payments, (rated, score), (apologised, new due)."""

    stops: Sequence[Stop]
    payments: Sequence[Payment]
    ratings: Sequence[tuple[datetime, int | None]]
    apologies: Sequence[tuple[datetime, datetime | None]]


def events(record: Record, row: Mapping[str, Any], told: Told, now: datetime) -> tuple[Event, ...]:
    """In the order of their instants; of those at one instant, as they follow from each other."""
    order = list(Happening)
    found = [*of_dossier(record, row), *of_stops(told.stops), *of_others(told)]
    found += due_passed(record, row["original_due_at"], told, now)
    there = [each for each in found if each.at <= now]
    return tuple(sorted(there, key=lambda each: (each.at, order.index(each.what))))


def of_dossier(record: Record, row: Mapping[str, Any]) -> Iterator[Event]:
    submitted, received = row["submitted_at"], record.received_at
    if submitted and submitted != received:
        yield Event(submitted, Happening.SUBMITTED)
    if received:
        yield Event(received, Happening.RECEIVED, row["original_due_at"] or record.due_at)
    if record.ended_at and record.standing in ENDS:
        yield Event(record.ended_at, ENDS[record.standing])
    if row["returned_at"] and row["returned_at"] != record.ended_at:
        yield Event(row["returned_at"], Happening.RETURNED)


def of_stops(stops: Sequence[Stop]) -> Iterator[Event]:
    for stop in stops:
        yield Event(stop.started_at, Happening.STOPPED, kind=stop.kind)
        if stop.ended_at:
            yield Event(stop.ended_at, Happening.RESUMED, stop.due_after, stop.kind)


def of_others(told: Told) -> Iterator[Event]:
    for issued_at, new_due_at in told.apologies:
        yield Event(issued_at, Happening.APOLOGY, new_due_at)
    for payment in told.payments:
        if payment.paid_at and payment.status == "PAID":
            yield Event(payment.paid_at, Happening.PAID, kind=payment.method, amount=payment.amount)
    for rated_at, score in told.ratings:
        yield Event(rated_at, Happening.RATED, score=score)


def due_passed(
    record: Record, first: datetime | None, told: Told, now: datetime
) -> Iterator[Event]:
    """Each promise that went by while nothing was ready: the valid one, and those of letters."""
    if record.days_late is None or record.due_at is None:
        return
    until = record.ended_at or now
    promises = {record.due_at, *(due for _, due in told.apologies if due)}
    for due in sorted(promises):
        if due < until:
            yield Event(due, Happening.DUE_PASSED, due)
