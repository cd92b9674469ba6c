"""Lines put in order by what the database cannot sort: names, and days late in working time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import numpy as np

from data_access import alphabet
from data_access.directory import Directory
from data_access.indicators.calendar import WorkingDays
from data_access.listing import Column, Order

Line = Mapping[str, Any]
NAMED = (Column.PROCEDURE, Column.FIELD, Column.AGENCY, Column.STEP, Column.UNIT)
OURS = frozenset({*NAMED, Column.LATE})  # the database sorts them by something near, or by codes


def days_late(
    calendar: WorkingDays, now: datetime, lines: Iterable[tuple[Any, datetime | None, Any]]
) -> list[float | None]:
    """(is late, due, ended or None) → working days from the due day to the end, or to now."""
    told = list(lines)
    late = [bool(is_late and due) for is_late, due, _ in told]
    due_on = np.array([due.date() if due else None for _, due, _ in told], "datetime64[D]")
    until = np.array([(ended or now).date() for *_, ended in told], "datetime64[D]")
    if not told:
        return []
    days = calendar.between_many(due_on, until)
    # A promise of a day before receipt, an end before its due day: late by no day at all.
    return [max(0.0, float(n)) if is_late else None for n, is_late in zip(days, late, strict=True)]


def in_order(lines: list[Line], sort: Sequence[Order], directory: Directory) -> list[Line]:
    """Blanks last either way; equal lines keep the order they came in."""
    for order in reversed(sort):
        worth = worth_of(order.column, directory)
        told = [(worth(line), line) for line in lines]
        there = [pair for pair in told if pair[0] is not None]
        there.sort(key=lambda pair: pair[0], reverse=order.descending)
        lines = [line for _, line in there] + [line for value, line in told if value is None]
    return lines


def worth_of(column: Column, directory: Directory) -> Callable[[Line], Any]:
    """What a line is sorted by; names in the order of the dictionary."""
    if column not in NAMED:
        return lambda line: line[column]
    named = cache(lambda code: alphabet.dictionary_order(name_of(column, code, directory)))
    return lambda line: None if line[column] is None else named(line[column])


def name_of(column: Column, code: str, directory: Directory) -> str:
    """What people call it; the code itself where nobody says."""
    if column is Column.PROCEDURE:
        procedure = directory.procedures.get(code)
        return procedure.name if procedure else code
    if column is Column.AGENCY:
        agency = directory.agencies.get(code)
        return agency.name if agency else code
    if column is Column.FIELD:
        return directory.fields.get(code, code)
    return code
