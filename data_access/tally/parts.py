"""What a dossier adds to which column on which of its days, as conditions of the contract.

Every column of the tally is told here by the catalogue's own measures; a stock as what enters it
and what leaves it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    and_,
    case,
    exists,
    literal_column,
    or_,
)

from data_access.asking import heard
from data_access.contract.clock import day_of
from data_access.contract.conditions import Condition
from data_access.contract.dating import Instant, due_moment
from data_access.contract.measures import Counted, Counting
from data_access.contract.schema import dossier, pause
from data_access.contract.usable import usable
from data_access.indicators.definition import Dating, Measure
from data_access.state import State
from data_access.tally.tables import FLOWS, MISSED, net

d, p = dossier.c, pause.c
M = Measure


@dataclass(frozen=True)
class Part:
    """One of the columns that a mask's bits stand for; `sign` is what the bit adds."""

    column: str
    where: tuple[Condition, ...]
    sign: int = 1


# Datings that place a dossier itself: a fact has one day and one mask of each.
OWN = (Dating.RECEIVED, Dating.ENDED, Dating.DUE, Dating.RETURNED)
LATE_ENDS = "late_ends"  # no column: a bit that says whether the end was late
OPEN_NOW, PENDING_NOW, PAUSED_NOW, NO_DUE_NOW, DUE_NOW, IN_TIME_NOW, NO_LETTER_NOW = range(7)


def own_parts(counting: Counting, known: State) -> dict[Dating, list[Part]]:
    """What a dossier adds on its own days; a part's place in its list is its bit."""
    parts: dict[Dating, list[Part]] = {dating: [] for dating in OWN}
    for measure in FLOWS:
        counted = heard(counting.measures[measure], known)
        if counted.table is dossier:
            parts[counted.dating].append(Part(measure, counted.where))
    missed = heard(counting.measures[M.DUE_UNFINISHED], known)
    parts[Dating.DUE].append(Part(MISSED, missed.where))
    late = heard(counting.measures[M.LATE_AND_DUE], known)
    parts[Dating.ENDED].append(Part(LATE_ENDS, late.where))
    for dating, stock, where, sign in crossings(counting):
        parts[dating].append(Part(net(stock), spoken(counting, known, stock, where), sign))
    return parts


def crossings(
    counting: Counting,
) -> Iterator[tuple[Dating, Measure, tuple[Condition, ...], int]]:
    """How a dossier that is never stopped enters and leaves each stock; and one that only a flag
    calls stopped, which has been so since its receipt.
    """
    alive, due, no_due = counting.accepted, d.due_at.is_not(None), d.due_at.is_(None)
    ended_after = day_of(counting.closing) > day_of(due_moment)
    missed = and_(due, or_(d.outcome.is_(None), ended_after))
    there, flagged = (alive, ~counting.undated), counting.flagged()
    runs = (*there, ~flagged)
    yield Dating.RECEIVED, M.PAUSED, (*there, flagged), +1
    for stock, *where in (
        (M.OPEN, *there),
        (M.PENDING, *runs),
        (M.PENDING_NO_DUE, *runs, no_due),
        (M.PENDING_IN_TIME, *runs, due),
    ):
        yield Dating.RECEIVED, stock, tuple(where), +1
        yield Dating.ENDED, stock, tuple(where), -1
    for dating, sign in ((Dating.DUE, +1), (Dating.ENDED, -1)):
        yield dating, M.OVERDUE, (*runs, missed), sign
        yield dating, M.PENDING_IN_TIME, (*runs, missed), -sign


def spoken(
    counting: Counting, known: State, stock: Measure, where: tuple[Condition, ...]
) -> tuple[Condition, ...]:
    """Without the dossiers of sources that cannot say what the stock of a past day needs."""
    needs = counting.stock(stock, counting.now).needs
    return heard(Counted(Dating.PERIOD_END, where, needs), known).where


def standing_parts(counting: Counting, known: State) -> list[Part]:
    """What an open dossier stands in now, by bit: see OPEN_NOW and the rest."""
    there = (counting.accepted, counting.is_open, d.received_at < counting.tomorrow)
    runs, due, no_due = ~counting.paused_now(), d.due_at.is_not(None), d.due_at.is_(None)
    told = (
        (M.OPEN, ()),
        (M.PENDING, (runs,)),
        (M.PAUSED, (counting.paused_now(),)),
        (M.PENDING_NO_DUE, (runs, no_due)),
        (M.OVERDUE, (runs, due)),
        (M.PENDING_IN_TIME, (runs, due)),
        (M.NO_LETTER, (runs, due, ~counting.has_letter(None))),
    )
    return [
        Part(net(stock), heard(replace(counting.stock(stock, None), where=where), known).where)
        for stock, where in ((stock, (*there, *where)) for stock, where in told)
    ]


@dataclass(frozen=True)
class Stops:
    """The union of a dossier's pauses, from `floor` until it closed: one statement an edge."""

    at: Instant
    sign: int
    where: tuple[Condition, ...]
    parts: list[Part]
    source: FromClause


def stops(counting: Counting, known: State) -> Iterator[Stops]:
    """What is stopped leaves the stocks it was in, and comes back when it goes on."""
    due, no_due = d.due_at.is_not(None), d.due_at.is_(None)
    alive = (counting.accepted, ~counting.undated, ~counting.flagged())
    from_receipt = [
        (M.PAUSED, (), +1),
        (M.PENDING, (), -1),
        (M.PENDING_NO_DUE, (no_due,), -1),
        (M.PENDING_IN_TIME, (due,), -1),
    ]
    from_due = [(M.OVERDUE, (), -1), (M.PENDING_IN_TIME, (), +1)]
    for floor, where, told in (
        (d.received_at, alive, from_receipt),
        (due_moment, (*alive, due), from_due),
    ):
        parts = [
            Part(net(stock), spoken(counting, known, stock, only), sign)
            for stock, only, sign in told
        ]
        yield from edges(counting, floor, where, parts)


def edges(
    counting: Counting, floor: Instant, where: tuple[Condition, ...], parts: list[Part]
) -> Iterator[Stops]:
    """Pauses may overlap: a start counts only where no earlier pause covers it, an end only
    where no pause that ends later covers it.
    """
    start = case((p.started_at < floor, floor), else_=p.started_at)
    end = case(
        (p.ended_at.is_(None), counting.closing),
        (counting.closing < p.ended_at, counting.closing),
        else_=p.ended_at,
    )
    real = (valid(p), or_(end.is_(None), start < end), *where)
    other = pause.alias("other")
    q = other.c
    same = and_(q.dossier_code == p.dossier_code, usable(other), valid(q))
    earlier = or_(
        q.started_at < p.started_at,
        and_(q.started_at == p.started_at, q.pause_no < p.pause_no),
    )
    covers_start = exists().where(same, earlier, or_(q.ended_at.is_(None), q.ended_at > start))
    later = or_(
        and_(q.ended_at.is_(None), p.ended_at.is_not(None)),
        q.ended_at > p.ended_at,
        and_(q.ended_at.is_not_distinct_from(p.ended_at), q.pause_no > p.pause_no),
    )
    covers_end = exists().where(same, later, q.started_at < end)
    both = pause.join(dossier, p.dossier_code == d.dossier_code)
    yield Stops(start, +1, (*real, ~covers_start), parts, both)
    yield Stops(end, -1, (*real, end.is_not(None), ~covers_end), parts, both)


def valid(c: Any) -> ColumnElement[bool]:
    return or_(c.ended_at.is_(None), c.ended_at > c.started_at)


def mask(parts: Sequence[Part]) -> ColumnElement[int]:
    """One bit a part that holds. What parts share is asked once: most dossiers fail it early."""
    return told([(part.where, 1 << bit) for bit, part in enumerate(parts)])


def told(bits: Sequence[tuple[tuple[Condition, ...], int]]) -> ColumnElement[int]:
    plain = sum(bit for where, bit in bits if not where)
    whole: ColumnElement[int] = number(plain)
    shared: dict[int, list[tuple[tuple[Condition, ...], int]]] = defaultdict(list)
    first = {id(where[0]): where[0] for where, _ in bits if where}
    for where, bit in bits:
        if where:
            shared[id(where[0])].append((where[1:], bit))
    for key, rest in shared.items():
        whole = whole + case((first[key], told(rest)), else_=number(0))
    return whole


def number(value: int) -> ColumnElement[int]:
    return literal_column(str(value), Integer)
