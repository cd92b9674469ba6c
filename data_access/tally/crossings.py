"""A stock as a difference of flows: what enters a state, and what leaves it, on which day.

At the end of a day, a state holds what entered it up to then less what left it up to then.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, exists, or_

from data_access.contract.clock import day_of
from data_access.contract.conditions import Condition
from data_access.contract.dating import Instant, due_moment
from data_access.contract.measures import Counting
from data_access.contract.schema import dossier, pause
from data_access.indicators.definition import Measure

d, p = dossier.c, pause.c


class State(StrEnum):
    """What an open dossier can be in; paused ones are counted in the first three as well."""

    OPEN = "open"
    OVERDUE = "overdue"
    NO_DUE = "no_due"
    PAUSED = "paused"
    PAUSED_OVERDUE = "paused_overdue"
    PAUSED_NO_DUE = "paused_no_due"


# How each stock is put together from states: (state, sign).
STOCK_OF: dict[Measure, tuple[tuple[State, int], ...]] = {
    Measure.OPEN: ((State.OPEN, 1),),
    Measure.CARRIED_OVER: ((State.OPEN, 1),),
    Measure.PAUSED: ((State.PAUSED, 1),),
    Measure.PENDING: ((State.OPEN, 1), (State.PAUSED, -1)),
    Measure.OVERDUE: ((State.OVERDUE, 1), (State.PAUSED_OVERDUE, -1)),
    Measure.PENDING_NO_DUE: ((State.NO_DUE, 1), (State.PAUSED_NO_DUE, -1)),
    Measure.PENDING_IN_TIME: (
        (State.OPEN, 1),
        (State.OVERDUE, -1),
        (State.NO_DUE, -1),
        (State.PAUSED, -1),
        (State.PAUSED_OVERDUE, 1),
        (State.PAUSED_NO_DUE, 1),
    ),
}


@dataclass(frozen=True)
class Crossing:
    """Dossiers that enter (+1) or leave (−1) a state at an instant."""

    state: State
    sign: int
    at: Instant
    where: tuple[Condition, ...]
    source: FromClause = dossier


def crossings(counting: Counting) -> Iterator[Crossing]:
    closing, tomorrow = counting.closing, counting.tomorrow
    alive = (counting.accepted, ~counting.undated)
    gone = (*alive, closing < tomorrow)
    yield Crossing(State.OPEN, +1, d.received_at, alive)
    yield Crossing(State.OPEN, -1, closing, gone)
    no_due = d.due_at.is_(None)
    yield Crossing(State.NO_DUE, +1, d.received_at, (*alive, no_due))
    yield Crossing(State.NO_DUE, -1, closing, (*gone, no_due))
    missed = (d.due_at.is_not(None), or_(d.outcome.is_(None), day_of(closing) > day_of(due_moment)))
    yield Crossing(State.OVERDUE, +1, due_moment, (*alive, *missed))
    yield Crossing(State.OVERDUE, -1, closing, (*gone, *missed))
    yield from pause_crossings(counting, State.PAUSED, d.received_at, alive)
    yield from pause_crossings(counting, State.PAUSED_NO_DUE, d.received_at, (*alive, no_due))
    yield from pause_crossings(
        counting, State.PAUSED_OVERDUE, due_moment, (*alive, d.due_at.is_not(None))
    )


def pause_crossings(
    counting: Counting, state: State, floor: Instant, where: tuple[Condition, ...]
) -> Iterator[Crossing]:
    """The union of a dossier's pauses, cut to the time from `floor` until it closed.

    Pauses may overlap: a start counts only where no earlier pause covers it, an end only where
    no pause that ends later covers it.
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
    same = and_(q.dossier_code == p.dossier_code, valid(q))
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
    yield Crossing(state, +1, start, (*real, ~covers_start), both)
    yield Crossing(state, -1, end, (*real, end.is_not(None), ~covers_end), both)


def valid(c: Any) -> ColumnElement[bool]:
    return or_(c.ended_at.is_(None), c.ended_at > c.started_at)
