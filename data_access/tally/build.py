"""Counts the whole register into a generation of tables that nobody reads yet."""

from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Engine

from data_access.tally.cells import (
    GRAINS,
    Cell,
    cells_of,
    halves_of,
    reduced_events,
    rows_of,
    years_of,
)
from data_access.tally.events import NOW_DAY, WIDTH, Adding, Events, wakes_of
from data_access.tally.facts import NEVER, Book, Pairs, Told
from data_access.tally.kept import pages_of
from data_access.tally.packing import packed
from data_access.tally.places import Places
from data_access.tally.tables import Grain, Slice, Tables, desk
from data_access.tally.writing import Row, put

Tick = Callable[[str], None]
MOST = 10_000_000  # events that may wait to be put together


def fill(
    own: Engine,
    tables: Tables,
    told: Told,
    sources: Pairs,
    book: Book,
    places: Places,
    adding: Adding,
    kept_from: int,
    gone: list[str],
    tick: Tick,
) -> None:
    """Writes everything but the state, some tables at a time: until it is read, nobody sees it."""
    tables.metadata.drop_all(own)
    tables.metadata.create_all(own)
    with own.begin() as connection:
        put(connection, tables.page, pages_of(told))
        put(connection, tables.dossier, dossiers_apart(told, wakes_of(told, adding.day), gone))
        put(connection, tables.source, sorted(sources))
    tick("kept")
    with own.begin() as connection:
        for node, gathered in Walk(told, places, adding, kept_from).nodes():
            put(connection, tables.node, node_rows(node, gathered))
            put(connection, tables.key, key_rows(node, gathered, places))
            tick(node)
        for kind, names in book.kinds.items():
            put(connection, tables.name, [(kind, at, name) for at, name in enumerate(names.all)])
    tick("counted")


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


@dataclass(frozen=True)
class Gathered:
    """Events of one agency, or of all that lie in a node, put together by span."""

    halves: Events
    days: Events  # without procedure and channel
    recent: Events  # by day, or now

    @classmethod
    def together(cls, parts: Sequence["Gathered"]) -> "Gathered":
        if len(parts) == 1:
            return parts[0]
        return cls(
            merged([each.halves for each in parts]),
            merged([each.days for each in parts]),
            merged([each.recent for each in parts]),
        )

    def __len__(self) -> int:
        return len(self.halves) + len(self.days) + len(self.recent)


def merged(parts: list[Events]) -> Events:
    events = np.concatenate(parts)
    return reduced_events(events, events["day"])


class Walk:
    """Node by node, what lies lower first, so that little has to be remembered."""

    def __init__(self, told: Told, places: Places, adding: Adding, kept_from: int) -> None:
        self.told, self.places, self.adding, self.kept_from = told, places, adding, kept_from
        agencies = told.facts["agency"]
        self.order = np.argsort(agencies, kind="stable")
        starts = np.flatnonzero(np.diff(agencies[self.order], prepend=-1))
        ends = np.append(starts, len(agencies))[1:]
        numbers = agencies[self.order][starts]
        self.left = {
            places.book.agencies[int(number)]: (int(first), int(last))
            for number, first, last in zip(numbers, starts, ends, strict=True)
        }

    def nodes(self) -> Iterator[tuple[str, Gathered]]:
        for root in self.places.directory.roots:
            yield from self._below(root.code)
        yield from self._rest()

    def _below(self, code: str) -> Generator[tuple[str, Gathered], None, Gathered]:
        own, children = self._own(code), self.places.directory.children(code)
        if not children:
            yield code, own
            return own
        yield desk(code), own
        parts = [own]
        for child in children:
            parts.append((yield from self._below(child.code)))
            if sum(map(len, parts)) > MOST:
                parts = [Gathered.together(parts)]
        whole = Gathered.together(parts)
        yield code, whole
        return whole

    def _rest(self) -> Iterator[tuple[str, Gathered]]:
        """Agencies that no root leads to: a tree that bites its own tail."""
        waiting: dict[str, list[Gathered]] = defaultdict(list)
        for code in list(self.left):
            own = self._own(code)
            for node in self.places.nodes_of(code):
                waiting[node].append(own)
        yield from ((node, Gathered.together(parts)) for node, parts in waiting.items())

    def _own(self, code: str) -> Gathered:
        first, last = self.left.pop(code, (0, 0))
        part = self.told.taken(np.sort(self.order[first:last]))
        return gathered_from(self.adding.events(part), self.kept_from)


def gathered_from(events: Events, kept_from: int) -> Gathered:
    """Everything by half-month; everything by day but without keys; the last days with keys."""
    events["agency"] = 0
    dated = events[events["day"] != NOW_DAY]
    plain = dated.copy()
    plain["procedure"] = plain["channel"] = 0
    recent = events[events["day"] >= kept_from]
    return Gathered(
        reduced_events(dated, halves_of(dated["day"])),
        reduced_events(plain, plain["day"]),
        reduced_events(recent, recent["day"]),
    )


def node_rows(node: str, whole: Gathered) -> list[Row]:
    days, recent = whole.days, whole.recent
    now = recent[recent["day"] == NOW_DAY]
    found: list[Row] = []
    for grain, spans in GRAINS.items():
        found += rows_at(node, grain, days, spans(days["day"].astype(np.int64)))
    return found + rows_at(node, Grain.NOW, now, np.zeros(len(now), np.int64))


def rows_at(node: str, grain: Grain, events: Events, spans: np.ndarray) -> list[Row]:
    zeros = np.zeros(len(events), np.int64)
    rows = rows_of([node], zeros, spans, events["column"].astype(np.int64), events["amount"])
    return [
        (grain.value, node, span, *counts)
        for span, counts in zip(rows.span.tolist(), rows.counts.tolist(), strict=True)
    ]


def key_rows(node: str, whole: Gathered, places: Places) -> Iterator[Row]:
    halves, recent = whole.halves, whole.recent
    now = recent["day"] == NOW_DAY
    by_grain = (
        (Grain.YEAR, halves, years_of(halves["day"].astype(np.int64))),
        (Grain.HALF, halves, halves["day"]),
        (Grain.DAY, recent[~now], recent["day"][~now]),
        (Grain.NOW, recent[now], np.zeros(int(now.sum()), np.int64)),
    )
    for grain, events, spans in by_grain:
        for which in Slice:
            yield from keyed(node, which, grain, events, spans, places)


def keyed(
    node: str, which: Slice, grain: Grain, events: Events, spans: np.ndarray, places: Places
) -> Iterator[Row]:
    if not len(events):
        return
    if which is Slice.ALL:  # its counts are rows of `node`
        pairs = events["column"] >= WIDTH
        events, spans = events[pairs], spans[pairs]
    key = places.keys(which, events["procedure"], events["channel"])
    columns = [np.zeros(len(events), np.int64), spans, key, events["column"], events["by"]]
    told = [each.astype(np.int64) for each in columns]
    for cell in cells_of([node], told, events["amount"], with_counts=which is not Slice.ALL):
        yield key_row(which, grain, cell)


def key_row(which: Slice, grain: Grain, cell: Cell) -> Row:
    return which.value, grain.value, cell.node, cell.span, *map(packed, cell.entries)
