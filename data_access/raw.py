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
from data_access.indicators.reading import Dimension
from data_access.inquiry import Cells, Inquiry
from data_access.periods import Period
from data_access.register import Register

Rows = list[Row[*tuple[Any, ...]]]


def flows(
    register: Register, counting: Counting, inquiry: Inquiry, measures: Mapping[Measure, Counted]
) -> dict[Measure, Cells]:
    """Measures that add up over days, in every group and span."""
    cells: dict[Measure, Cells] = {measure: {} for measure in measures}
    one_by_one = [((span,), index) for index, span in enumerate(inquiry.spans)]
    passes = [(inquiry.spans, 0)] if inquiry.are_in_order else one_by_one
    for together in queries.together(measures):
        for spans_asked, at in passes:
            bucket = None if len(spans_asked) == 1 else bucket_for(spans_asked)
            ask = asked(inquiry, spans_asked)
            statement = queries.counts(
                counting, together, ask, inquiry.directory, inquiry.by, bucket
            )
            fold(register.run(statement), inquiry, spans_asked, at, tuple(together), cells)
    return cells


def period_bound(
    register: Register, counting: Counting, inquiry: Inquiry, measures: Mapping[Measure, Counted]
) -> dict[Measure, Cells]:
    """Measures whose period bounds two columns: each span is a question of its own."""
    cells: dict[Measure, Cells] = {measure: {} for measure in measures}
    for index, span in enumerate(inquiry.spans):
        ask = asked(inquiry, (span,))
        for measure, counted in measures.items():
            one = {measure: queries.bounded(counting, counted, ask)}
            statement = queries.counts(counting, one, ask, inquiry.directory, inquiry.by)
            fold(register.run(statement), inquiry, (span,), index, (measure,), cells)
    return cells


def stocks(
    register: Register,
    counting: Counting,
    inquiry: Inquiry,
    measures: Mapping[Measure, datetime | None],
    span: Period,
    index: int,
    silent: Any,
) -> dict[Measure, Cells]:
    """Levels at an instant of the past, or now (None), for one span."""
    cells: dict[Measure, Cells] = {measure: {} for measure in measures}
    for instant in set(measures.values()):
        here = {
            measure: silent(counting.stock(measure, instant))
            for measure, at in measures.items()
            if at == instant
        }
        statement = queries.levels(here, asked(inquiry, (span,)), inquiry.directory, inquiry.by)
        fold(register.run(statement), inquiry, (span,), index, tuple(here), cells)
    return cells


def asked(inquiry: Inquiry, spans: tuple[Period, ...]) -> Ask:
    owners = inquiry.owners(spans[0]) if len(spans) == 1 else inquiry.all_owners
    if inquiry.by is Dimension.AGENCY and owners is not None:
        owners = owners.union(*(inquiry.groups_of(span).keys() for span in spans))
    return Ask(spans[0].start, spans[-1].end, owners, inquiry.scope)


def bucket_for(spans: tuple[Period, ...]) -> type[day_of] | type[half_of]:
    """Half-months where the spans are made of them: sixteen times fewer rows."""
    return half_of if all(span.halves_fit for span in spans) else day_of


def fold(
    rows: Rows,
    inquiry: Inquiry,
    spans: tuple[Period, ...],
    first_index: int,
    measures: tuple[Measure, ...],
    cells: dict[Measure, Cells],
) -> None:
    """Adds rows (owner, key, bucket, one number a measure) up into groups and spans."""
    firsts = [span.first_day.isoformat() for span in spans]
    lasts = [span.last_day.isoformat() for span in spans]
    groups = [inquiry.groups_of(span) for span in spans] if by_agency(inquiry) else None
    owners = [inquiry.owners(span) for span in spans]
    for owner, key, bucket, *numbers in rows:
        at = bisect_right(firsts, bucket) - 1 if bucket else 0
        if at < 0 or (bucket and bucket > lasts[at]):
            continue
        if groups is not None:
            into = groups[at].get(owner, (owner,) if inquiry.scope.agency is None else ())
        elif owners[at] is not None and owner not in owners[at]:  # type: ignore[operator]
            continue
        else:
            into = (inquiry.group(key),)
        for group in into:
            cell = (group, first_index + at)
            for measure, number in zip(measures, numbers, strict=True):
                if number:
                    cells[measure][cell] = cells[measure].get(cell, 0) + int(number)


def by_agency(inquiry: Inquiry) -> bool:
    return inquiry.by is Dimension.AGENCY
