"""Counts the whole register into a generation of tables that nobody reads yet."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Engine

from data_access import engines
from data_access.tally.counts import (
    HALF,
    YEAR,
    Gathered,
    cells,
    cut,
    in_years,
    pairs_alone,
    rekeyed,
    table_of,
)
from data_access.tally.events import Adding, wakes_of
from data_access.tally.facts import NEVER, Book, Told
from data_access.tally.hands import Hands
from data_access.tally.kept import pages_of
from data_access.tally.places import Places
from data_access.tally.tables import Grain, Slice, Tables
from data_access.tally.walk import Totals, Visit, Walk
from data_access.tally.writing import Row, batches, put

Tick = Callable[[str], None]
ALONE_TO = 20_000  # dossiers; from there on two were measured to be quicker than one
AT_ONCE = 20_000  # rows of counts written in one transaction, for others write, too
PAGES_AT_ONCE = 2_000
MOST_HANDS = 4


@dataclass(frozen=True)
class Whole:
    """Everything that is to be counted."""

    told: Told
    sources: list[Row]  # of agencies, with when their dossiers changed
    gone: list[str]
    book: Book
    places: Places
    adding: Adding
    kept_from: int


def fill(own: Engine, tables: Tables, whole: Whole, tick: Tick, hands: int | None = None) -> None:
    """Writes everything but the state, some tables at a time: until it is read, nobody sees it."""
    tables.metadata.drop_all(own)
    tables.metadata.create_all(own)
    walk = Walk(whole.told, whole.places, whole.adding, whole.kept_from)
    hands = hands or hands_for(len(whole.told))
    if hands == 1:
        write_facts(own, tables, whole)
        with Writing(own, tables, walk, tick) as visit:
            totals = [walk.share(walk.shares(1)[0], visit)]
    else:
        totals = counted_by(hands, own, tables, walk, whole, tick)
    with Writing(own, tables, walk, tick) as visit:
        walk.tops(totals, visit)
    with own.begin() as connection:
        for kind, names in whole.book.kinds.items():
            put(connection, tables.name, [(kind, at, name) for at, name in enumerate(names.all)])


def hands_for(count: int) -> int:
    return 1 if count < ALONE_TO else min(os.cpu_count() or 1, MOST_HANDS)


def counted_by(
    hands: int, own: Engine, tables: Tables, walk: Walk, whole: Whole, tick: Tick
) -> list[Totals]:
    """Branches counted by processes of their own, each with its own way to the database."""
    shares = walk.shares(hands)

    def count(share: int, told: Tick) -> Totals:
        with Writing(engines.writer(own.url), tables, walk, told) as visit:
            return walk.share(shares[share], visit)

    with Hands(count, hands) as working:
        write_facts(own, tables, whole)
        return working.results(tick)


def write_facts(own: Engine, tables: Tables, whole: Whole) -> None:
    told, wakes = whole.told, wakes_of(whole.told, whole.adding.day)
    with own.begin() as connection:
        put(connection, tables.dossier, dossiers_apart(told, wakes, whole.gone))
        put(connection, tables.source, whole.sources)
    for pages in batches(pages_of(told), PAGES_AT_ONCE):
        with own.begin() as connection:
            put(connection, tables.page, pages)


def dossiers_apart(told: Told, wakes: np.ndarray, gone: list[str]) -> Iterator[Row]:
    """Those that will count otherwise one day, and those marked as deleted."""
    apart = np.flatnonzero(wakes != NEVER)
    part = told.taken(apart)
    of = part.starts
    for i, code in enumerate(part.codes.tolist()):
        facts = part.facts[i].tobytes() + part.extras[of[i] : of[i + 1]].tobytes()
        yield code.decode(), int(wakes[apart[i]]), facts
    for code in gone:
        yield code, None, b""


# -- counts ----------------------------------------------------------------------------------
class Writing:
    """Writes nodes as they are visited, some rows at a time."""

    def __init__(self, own: Engine, tables: Tables, walk: Walk, tick: Tick) -> None:
        self._own, self._tables, self._walk, self._tick = own, tables, walk, tick
        self._nodes: list[Row] = []
        self._keys: list[Row] = []

    def __enter__(self) -> Visit:
        return self._visit

    def __exit__(self, error: object, *_: object) -> None:
        if error is None:
            self._flush()

    def _visit(self, node: str, gathered: Gathered) -> None:
        self._nodes += node_rows(node, gathered)
        self._keys += key_rows(node, gathered, self._walk)
        self._tick(node)
        if len(self._nodes) + len(self._keys) >= AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        with self._own.begin() as connection:
            put(connection, self._tables.node, self._nodes)
            put(connection, self._tables.key, self._keys)
        self._nodes, self._keys = [], []


def node_rows(node: str, whole: Gathered) -> Iterator[Row]:
    for grain, counts, spans in (
        (Grain.YEAR, whole.days, YEAR),
        (Grain.HALF, whole.days, HALF),
        (Grain.DAY, whole.days, None),
        (Grain.NOW, whole.now, None),
    ):
        letter, told = grain.value, table_of(counts, spans)
        for span, numbers in zip(*(each.tolist() for each in told), strict=True):
            yield letter, node, span, *numbers


def key_rows(node: str, whole: Gathered, walk: Walk) -> Iterator[Row]:
    three = whole.halves, whole.recent, whole.now
    by_procedure = [cells(counts, walk.procedures, by_channel=False) for counts in three]
    for which, (halves, recent, now) in (
        (Slice.ALL, map(pairs_alone, three)),
        (Slice.FIELD, (rekeyed(counts, walk.fields) for counts in by_procedure)),
        (Slice.CHANNEL, (cells(counts, walk.channels, by_channel=True) for counts in three)),
        (Slice.PROCEDURE, by_procedure),
    ):
        for grain, counts in (
            (Grain.YEAR, in_years(halves)),
            (Grain.HALF, halves),
            (Grain.DAY, recent),
            (Grain.NOW, now),
        ):
            name, letter = which.value, grain.value
            for span, entries in cut(counts):
                yield name, letter, node, span, *entries
