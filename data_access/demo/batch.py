"""Columns of values on their way into a table, and numbers turned into what the tables hold."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import repeat
from typing import Any

from sqlalchemy import Table

from data_access.demo.workdays import DAY_S, FIRST, LAST, Ints, day_number


@dataclass(frozen=True)
class Batch:
    """Rows of one table, told column by column; a constant stands for a whole column."""

    table: Table
    columns: Mapping[str, Any]
    count: int

    @property
    def rows(self) -> Iterator[tuple[Any, ...]]:
        return zip(*(self._column(name) for name in self.columns), strict=False)

    def _column(self, name: str) -> Iterable[Any]:
        told = self.columns[name]
        if isinstance(told, (list, tuple)):
            return told
        return repeat(told, self.count)


@cache
def _days() -> tuple[str, ...]:
    count = (LAST - FIRST).days + 1
    return tuple(f"{FIRST + timedelta(days=i)} " for i in range(count))


@cache
def _seconds() -> tuple[str, ...]:
    return tuple(f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in range(DAY_S))


BASE = day_number(FIRST)


def instants(values: Ints) -> list[str | None]:
    """Local instants as the tables hold them: 2026-11-20 07:31:05."""
    days, seconds = _days(), _seconds()
    return [
        None if v < 0 else days[v // DAY_S - BASE] + seconds[v % DAY_S] for v in values.tolist()
    ]


def known(values: Ints) -> list[int | None]:
    """Numbers, with null where there is none."""
    return [None if v < 0 else v for v in values.tolist()]


def picked(values: Ints, words: Sequence[Any]) -> list[Any]:
    """The word at each position; null where there is no position."""
    return [None if v < 0 else words[v] for v in values.tolist()]


def short_days(values: Ints) -> list[str]:
    """The day within a dossier code: 261120."""
    days = _days()
    return [d[2:4] + d[5:7] + d[8:10] for d in (days[v // DAY_S - BASE] for v in values.tolist())]
