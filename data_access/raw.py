"""Counts from the dossiers themselves: any question, as slow as there are dossiers."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from data_access.contract import queries
from data_access.contract.clock import day_of, half_of
from data_access.contract.measures import Counted, Counting
from data_access.contract.queries import Ask
from data_access.indicators.definition import Measure
from data_access.inquiry import Cells, Inquiry, Piece
from data_access.periods import Period
from data_access.register import Register

Rows = list[Row[*tuple[Any, ...]]]


def flows(
    register: Register, counting: Counting, inquiry: Inquiry, measures: Mapping[Measure, Counted]
) -> dict[Measure, Cells]:
    """Measures that add up over days, in every group and span."""
    cells: dict[Measure, Cells] = {measure: {} for measure in measures}
    every = [inquiry.pieces] if inquiry.are_in_order else one_by_one(inquiry)
    for together in queries.together(measures):
        for pieces in every:
            bucket = None if len(pieces) == 1 else bucket_for(pieces)
            ask = asked(inquiry, pieces)
            statement = queries.counts(
                counting, together, ask, inquiry.directory, inquiry.by, bucket
            )
            fold(register.run(statement), inquiry, pieces, tuple(together), cells)
    return cells


def period_bound(
    register: Register, counting: Counting, inquiry: Inquiry, measures: Mapping[Measure, Counted]
) -> dict[Measure, Cells]:
    """Measures whose period bounds two columns: each span is a question of its own."""
    cells: dict[Measure, Cells] = {measure: {} for measure in measures}
    for pieces in one_by_one(inquiry):
        whole = asked(inquiry, pieces, inquiry.spans[pieces[0].index])
        for measure, counted in measures.items():
            one = {measure: queries.bounded(counting, counted, whole)}
            for piece in pieces:
                ask = asked(inquiry, (piece,))
                statement = queries.counts(counting, one, ask, inquiry.directory, inquiry.by)
                fold(register.run(statement), inquiry, (piece,), (measure,), cells)
    return cells


def stocks(
    register: Register,
    counting: Counting,
    inquiry: Inquiry,
    measures: Mapping[Measure, datetime | None],
    index: int,
    silent: Any,
) -> dict[Measure, Cells]:
    """Levels at an instant of the past, or now (None), for one span."""
    cells: dict[Measure, Cells] = {measure: {} for measure in measures}
    for at_start, instant in {(is_at_start(m), at) for m, at in measures.items()}:
        here = {
            measure: silent(counting.stock(measure, instant))
            for measure, at in measures.items()
            if (is_at_start(measure), at) == (at_start, instant)
        }
        piece = inquiry.standing(index, counting.now.date(), at_start=at_start)
        statement = queries.levels(here, asked(inquiry, (piece,)), inquiry.directory, inquiry.by)
        fold(register.run(statement), inquiry, (piece,), tuple(here), cells)
    return cells


def is_at_start(stock: Measure) -> bool:
    return stock is Measure.CARRIED_OVER


def one_by_one(inquiry: Inquiry) -> list[tuple[Piece, ...]]:
    return [inquiry.pieces_of(index) for index in range(len(inquiry.spans))]


def asked(inquiry: Inquiry, pieces: tuple[Piece, ...], whole: Period | None = None) -> Ask:
    """`whole` is the period, where it is more than the pieces of it that are counted."""
    days = whole or Period(pieces[0].days.first_day, pieces[-1].days.last_day)
    told = [piece.owners for piece in pieces]
    owners = None if None in told else frozenset().union(*(each or () for each in told))
    cut = [(e.days.start, e.days.end, e.owned.codes) for e in pieces if len(pieces) > 1]
    return Ask(days.start, days.end, owners, inquiry.scope, tuple(cut))


def bucket_for(pieces: tuple[Piece, ...]) -> type[day_of] | type[half_of]:
    """Half-months where the pieces are made of them: sixteen times fewer rows."""
    return half_of if all(piece.days.halves_fit for piece in pieces) else day_of


def fold(
    rows: Rows,
    inquiry: Inquiry,
    pieces: tuple[Piece, ...],
    measures: tuple[Measure, ...],
    cells: dict[Measure, Cells],
) -> None:
    """Adds rows (owner, key, bucket, one number a measure) up into groups and spans."""
    firsts = [piece.days.first_day.isoformat() for piece in pieces]
    lasts = [piece.days.last_day.isoformat() for piece in pieces]
    for owner, key, bucket, *numbers in rows:
        at = bisect_right(firsts, bucket) - 1 if bucket else 0
        if at < 0 or (bucket and bucket > lasts[at]):
            continue
        for group in inquiry.groups(owner, key, pieces[at]):
            cell = (group, pieces[at].index)
            for measure, number in zip(measures, numbers, strict=True):
                if number:
                    cells[measure][cell] = cells[measure].get(cell, 0) + int(number)
