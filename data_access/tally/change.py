"""Changes of some dossiers put into the tally, and the blobs caught up with them later."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sqlalchemy import Connection, bindparam, delete, func, select

from data_access.tally.cells import (
    ENTRIES,
    ENTRY,
    GRAINS,
    Cell,
    Rows,
    cells_of,
    entries_of,
    reduced,
    reduced_events,
    rows_of,
)
from data_access.tally.events import NOW_DAY, WIDTH, Adding, Events, Ints, wakes_of
from data_access.tally.facts import APART, NEVER, Book, Told, codes_in
from data_access.tally.kept import Kept
from data_access.tally.packing import entries_in, events_in, packed, packed_events
from data_access.tally.places import Places
from data_access.tally.tables import COLUMNS, Grain, Slice, Tables
from data_access.tally.writing import Row, add_rows, put, replace_rows


@dataclass(frozen=True)
class News:
    """Some codes as the register has them now."""

    codes: Set[str]
    told: Told  # facts of those that count
    gone: Set[str]  # those that are marked as deleted

    @cached_property
    def here(self) -> Set[str]:
        return set(codes_in(self.told))

    @property
    def dossiers(self) -> Set[str]:
        return {code for code in self.here if not code.startswith(APART)} | self.gone


@dataclass(frozen=True)
class By:
    """What changes are counted by."""

    adding: Adding
    before: Adding  # as of the day on which the old facts were counted
    places: Places


def apply(connection: Connection, kept: Kept, news: News, by: By) -> tuple[Events, int]:
    """What the codes count now in place of what they counted; and how many dossiers are new."""
    old, known = kept.facts(connection, news.codes)
    # Of a code whose dossier is yet to come nothing is known: it will be a new one.
    gone = (news.codes - news.here) & (known | news.gone)
    kept.write(connection, news.told, wakes_as_rows(news.told, by.adding.day), gone)
    events = np.concatenate([by.adding.events(news.told), by.before.events(old, -1)])
    events = reduced_events(events, events["day"]) if len(events) else events
    if len(events):
        add_to_nodes(connection, kept.tables, events, by.places)
        remember(connection, kept.tables, events, by.places)
    kept.write_names(connection)
    return events, len(news.dossiers - known)


def touch(
    connection: Connection, tables: Tables, agencies: Iterable[str], places: Places, version: int
) -> None:
    """From this version on something of theirs counts otherwise."""
    nodes = {node for agency in agencies for node in places.nodes_of(agency)}
    replace_rows(connection, tables.touched, [(node, version) for node in sorted(nodes)])


def wakes_as_rows(told: Told, day: int) -> list[int | None]:
    return [None if wake == NEVER else wake for wake in wakes_of(told, day).tolist()]


def add_to_nodes(connection: Connection, tables: Tables, events: Events, places: Places) -> None:
    plain = events[events["column"] < WIDTH]
    nodes, which, node = places.nodes(plain["agency"].astype(np.int64))
    column, amount = plain["column"].astype(np.int64)[which], plain["amount"][which]
    day = plain["day"].astype(np.int64)
    stands = day[which] == NOW_DAY
    found: list[tuple[Grain, Rows]] = []
    for grain, spans in GRAINS.items():
        span = spans(day)[which]
        dated = ~stands
        found.append(
            (grain, rows_of(nodes, node[dated], span[dated], column[dated], amount[dated]))
        )
    zeros = np.zeros(int(stands.sum()), np.int64)
    now = rows_of(nodes, node[stands], zeros, column[stands], amount[stands])
    add_counts(connection, tables, [*found, (Grain.NOW, now)])


def add_counts(connection: Connection, tables: Tables, found: list[tuple[Grain, Rows]]) -> None:
    used = np.flatnonzero(sum(rows.counts.any(axis=0) for _, rows in found))
    told = [row for grain, rows in found for row in table_rows(grain, rows, used)]
    add_rows(connection, tables.node, [COLUMNS[at] for at in used.tolist()], told)


def table_rows(grain: Grain, rows: Rows, used: Ints) -> Iterator[Row]:
    told = (rows.node.tolist(), rows.span.tolist(), rows.counts[:, used].tolist())
    for at, number, counts in zip(*told, strict=True):
        yield grain.value, rows.nodes[at], number, *counts


def remember(connection: Connection, tables: Tables, events: Events, places: Places) -> None:
    """For the blobs: a change of a few must not write thousands of them."""
    t = tables.fresh.c
    number = connection.execute(select(func.coalesce(func.max(t.id), 0))).scalar_one()
    put(connection, tables.fresh, [(int(number) + 1, packed_events(events, places.book))])


def waiting(connection: Connection, tables: Tables) -> int:
    """How many bytes of changes the blobs have not got yet."""
    size = func.coalesce(func.sum(func.length(tables.fresh.c.events)), 0)
    return int(connection.execute(select(size)).scalar_one())


def catch_up(connection: Connection, kept: Kept, places: Places, kept_from: int) -> None:
    """Brings the blobs up to date, and lets go of days that are no longer kept by key."""
    tables = kept.tables
    rows = connection.execute(select(tables.fresh.c.events)).all()
    if rows:
        told = [in_book(*events_in(bytes(row.events)), kept.book) for row in rows]
        merge(connection, tables, np.concatenate(told), places, kept_from)
    kept.write_names(connection)
    connection.execute(delete(tables.fresh))
    k = tables.key.c
    connection.execute(delete(tables.key).where(k.grain == Grain.DAY.value, k.span < kept_from))


def in_book(theirs: Book, events: Events, book: Book) -> Events:
    """Events by the numbers of another book."""
    told = events.copy()
    told["agency"] = book.agencies.numbers(theirs.agencies.all)[events["agency"]]
    told["procedure"] = book.procedures.numbers(theirs.procedures.all)[events["procedure"]]
    return told


def merge(
    connection: Connection, tables: Tables, events: Events, places: Places, kept_from: int
) -> None:
    for which in Slice:
        for grain in Grain:
            cells = {(c.node, c.span): c for c in cells_at(events, which, grain, places, kept_from)}
            if cells:
                replace_rows(
                    connection, tables.key, list(merged(connection, tables, which, grain, cells))
                )


def cells_at(
    events: Events, which: Slice, grain: Grain, places: Places, kept_from: int
) -> Iterator[Cell]:
    day = events["day"].astype(np.int64)
    if grain is Grain.NOW:
        chosen = day == NOW_DAY
    else:
        chosen = (day != NOW_DAY) & ((day >= kept_from) | (grain is not Grain.DAY))
    if which is Slice.ALL:
        chosen &= events["column"] >= WIDTH
    events, day = events[chosen], day[chosen]
    if not len(events):
        return
    span = GRAINS[grain](day) if grain in GRAINS else np.zeros(len(events), np.int64)
    key = places.keys(which, events["procedure"], events["channel"])
    nodes, place, node = places.nodes(events["agency"].astype(np.int64))
    by_event = (span, key, events["column"], events["by"])
    columns = [node, *(each.astype(np.int64)[place] for each in by_event)]
    yield from cells_of(nodes, columns, events["amount"][place], with_counts=which is not Slice.ALL)


def merged(
    connection: Connection,
    tables: Tables,
    which: Slice,
    grain: Grain,
    cells: dict[tuple[str, int], Cell],
) -> Iterator[Row]:
    k = tables.key.c
    held = connection.execute(
        select(k.node, k.span, *(k[name] for name in ENTRIES)).where(
            k.slice == which.value,
            k.grain == grain.value,
            k.node.in_(bindparam("nodes", expanding=True)),
            k.span.in_(bindparam("spans", expanding=True)),
        ),
        {"nodes": sorted({node for node, _ in cells}), "spans": sorted({s for _, s in cells})},
    )
    there = {(row.node, row.span): row for row in held if (row.node, row.span) in cells}
    for at, cell in cells.items():
        row = there.get(at)
        old = [getattr(row, name) for name in ENTRIES] if row else [None] * len(ENTRIES)
        both = (with_more(*each) for each in zip(old, cell.entries, strict=True))
        yield which.value, grain.value, *at, *both


def with_more(held: bytes | None, more: bytes) -> bytes | None:
    """Entries put together with those that are held."""
    added = np.frombuffer(more, ENTRY)
    if held is None or not more:
        return packed(added) if held is None else held
    entries = np.concatenate([entries_in([bytes(held)])[0], added])
    keys = [entries[name].astype(np.int64) for name in ("key", "by")]
    (key, by), amount = reduced(keys, entries["amount"])
    return packed(entries_of(key, by, amount))
