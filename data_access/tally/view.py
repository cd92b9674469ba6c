"""One look at the tally: every count of a question as of the same instant."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from data_access.tally import spans as cutting
from data_access.tally.events import Events
from data_access.tally.packing import events_in
from data_access.tally.spans import Run, Stretch, runs
from data_access.tally.tables import Slice, Tables

Label = tuple[str, str]  # node, key
BOOKS: dict[str, list[str]] = {}  # the last one read
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class View:
    connection: Connection
    tables: Tables
    today: date  # the day it is seen from
    kept_from: int
    book: str  # whose numbers the keys are kept by

    # -- rows --------------------------------------------------------------------------------
    def counts(
        self, stretches: Sequence[Stretch], nodes: Sequence[str], columns: Sequence[str]
    ) -> "Sums":
        """Counts of all together, from the rows of `node`."""
        at = cutting.places(stretches)
        asked, sums = runs(at), Sums(len(columns))
        if not asked or not nodes:
            return sums
        is_one = len(stretches) == 1
        told = self._fetch(self.tables.node.name, is_one, tuple(columns), asked, nodes)
        for node, grain, span, *numbers in told:
            index = stretches[0].index if is_one else at.get((grain, span))
            if index is not None:
                sums.add(index, [(node, "")], np.array([numbers], np.int64))
        return sums

    def _fetch(
        self, table: str, is_one: bool, columns: tuple[str, ...], asked: list[Run], nodes: Any
    ) -> list[Any]:
        is_postgresql = self.connection.dialect.name == "postgresql"
        text = written(table, is_one, columns, len(asked), len(nodes), is_postgresql)
        values = tuple(
            v for grain, first, last in asked for v in (grain.value, *nodes, first, last)
        )
        return list(self.connection.exec_driver_sql(text, values).fetchall())

    def blobs(
        self, which: Slice, stretches: Sequence[Stretch], nodes: Sequence[str], column: str
    ) -> Iterator[tuple[int, str, bytes]]:
        """(index, node, blob) of the cells of some spans."""
        at = cutting.places(stretches)
        asked = runs(at)
        if not asked or not nodes:
            return
        is_postgresql = self.connection.dialect.name == "postgresql"
        name = self.tables.key.name
        text = written(name, False, (column,), len(asked), len(nodes), is_postgresql, keyed=True)
        values = tuple(
            v
            for grain, first, last in asked
            for v in (which.value, grain.value, *nodes, first, last)
        )
        for node, grain, span, blob in self.connection.exec_driver_sql(text, values):
            index = at.get((grain, span))
            if index is not None and blob is not None:
                yield index, node, bytes(blob)

    @property
    def key_names(self) -> list[str]:
        """Names of keys by number; new ones are written after the last."""
        asked = f"SELECT COUNT(*) FROM \"{self.tables.name.name}\" WHERE kind = 'key'"
        held = BOOKS.get(self.book, [])
        if len(held) != self.connection.exec_driver_sql(asked).scalar_one():
            told = asked.replace("COUNT(*)", "name") + " ORDER BY id"
            held = [row[0] for row in self.connection.exec_driver_sql(told)]
            BOOKS.clear()
            BOOKS[self.book] = held
        return held

    @cached_property
    def fresh(self) -> list[tuple[Any, Events]]:
        """(book, events) of changes that are not yet in the blobs."""
        asked = f'SELECT events FROM "{self.tables.fresh.name}" ORDER BY id'
        return [events_in(bytes(row[0])) for row in self.connection.exec_driver_sql(asked)]


@lru_cache(maxsize=256)
def written(
    table: str,
    is_one: bool,
    columns: tuple[str, ...],
    parts: int,
    nodes: int,
    is_postgresql: bool,
    *,
    keyed: bool = False,
) -> str:
    """Put together once: of a statement so wide, making it takes longer than answering it."""
    mark = "%s" if is_postgresql else "?"
    among = ", ".join([mark] * nodes)
    if is_one:
        numbers = ", ".join(f"SUM({column})" for column in columns)
        told, group = f"node, '', 0, {numbers}", " GROUP BY node"
    else:
        told, group = f"node, grain, span, {', '.join(columns)}", ""
    which = f"slice = {mark} AND " if keyed else ""
    part = (
        f'SELECT {told} FROM "{table}" WHERE {which}grain = {mark} '
        f"AND node IN ({among}) AND span BETWEEN {mark} AND {mark}{group}"
    )
    return " UNION ALL ".join([part] * parts)


class Sums:
    """By index of a span: labels, and a row of numbers for each."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._at: dict[int, dict[Label, int]] = defaultdict(dict)
        self._parts: dict[int, list[tuple[list[int], Numbers]]] = defaultdict(list)

    def add(self, index: int, labels: Sequence[Label], numbers: Numbers) -> None:
        """No label may stand twice."""
        at = self._at[index]
        places = [at.setdefault(label, len(at)) for label in labels]
        self._parts[index].append((places, numbers))

    def of(self, index: int) -> tuple[list[Label], Numbers]:
        at = self._at.get(index, {})
        summed = np.zeros((len(at), self.width), np.int64)
        for places, numbers in self._parts.get(index, ()):
            summed[places] += numbers
        return list(at), summed

    def __iter__(self) -> Iterator[int]:
        return iter(self._at)
