"""Changes of some dossiers put into the tally, and the blobs caught up with them later."""

from collections.abc import Collection, Iterator

import numpy as np
from sqlalchemy import Connection, bindparam, delete, func, select

from data_access.tally.cells import (
    GRAINS,
    NOW_DAY,
    WIDTH,
    Adding,
    Cell,
    Events,
    Ints,
    Places,
    cells_of,
    halves_of,
    reduced_events,
    rows_of,
    wakes_of,
    years_of,
)
from data_access.tally.facts import NEVER, Told, codes_in
from data_access.tally.kept import Kept
from data_access.tally.packing import (
    counts_in,
    events_in,
    packed_counts,
    packed_events,
    packed_pairs,
    pairs_in,
)
from data_access.tally.tables import Grain, Slice, Tables
from data_access.tally.writing import Row, add_rows, put, replace_rows


def apply(
    connection: Connection,
    kept: Kept,
    new: Told,
    codes: Collection[str],
    adding: Adding,
    before: Adding,
    places: Places,
) -> tuple[Events, set[str]]:
    """What the codes count now in place of what they counted; and those that were unknown.

    `before` tells how the old facts were counted: they may be of another day.
    """
    old, known = kept.facts(connection, codes)
    here = set(codes_in(new))
    kept.write(connection, new, wakes_as_rows(new, adding.day), set(codes) - here)
    events = np.concatenate([adding.events(new), before.events(old, -1)])
    events = reduced_events(events, events["day"]) if len(events) else events
    if len(events):
        add_to_nodes(connection, kept.tables, events, places)
        remember(connection, kept.tables, events, places)
    return events, set(codes) - known


def wakes_as_rows(told: Told, day: int) -> list[int | None]:
    return [None if wake == NEVER else wake for wake in wakes_of(told, day).tolist()]


def add_to_nodes(connection: Connection, tables: Tables, events: Events, places: Places) -> None:
    plain = events[events["column"] < WIDTH]
    nodes, which, node = places.nodes(plain["agency"].astype(np.int64))
    column, amount = plain["column"].astype(np.int64)[which], plain["amount"][which]
    day = plain["day"].astype(np.int64)
    stands = day[which] == NOW_DAY
    found: list[Row] = []
    for grain, spans in GRAINS.items():
        span = spans(day)[which]
        dated = ~stands
        rows = rows_of(nodes, node[dated], span[dated], column[dated], amount[dated])
        found += table_rows(grain, rows.nodes, rows.node, rows.span, rows.counts)
    zeros = np.zeros(int(stands.sum()), np.int64)
    rows = rows_of(nodes, node[stands], zeros, column[stands], amount[stands])
    found += table_rows(Grain.NOW, rows.nodes, rows.node, rows.span, rows.counts)
    add_rows(connection, tables.node, found)


def table_rows(grain: Grain, nodes: list[str], node: Ints, span: Ints, counts: Ints) -> list[Row]:
    return [
        (grain.value, nodes[at], number, *told)
        for at, number, told in zip(node.tolist(), span.tolist(), counts.tolist(), strict=True)
    ]


def remember(connection: Connection, tables: Tables, events: Events, places: Places) -> None:
    """For the blobs: a change of a few must not write thousands of them."""
    t = tables.fresh.c
    number = connection.execute(select(func.coalesce(func.max(t.id), 0))).scalar_one()
    put(connection, tables.fresh, [(int(number) + 1, packed_events(events, places.book))])


def waiting(connection: Connection, tables: Tables) -> int:
    """How many bytes of changes the blobs have not got yet."""
    size = func.coalesce(func.sum(func.length(tables.fresh.c.events)), 0)
    return int(connection.execute(select(size)).scalar_one())


def catch_up(connection: Connection, tables: Tables, places: Places, kept_from: int) -> None:
    """Brings the blobs up to date, and lets go of days that are no longer kept by key."""
    rows = connection.execute(select(tables.fresh.c.events)).all()
    for row in rows:
        book, events = events_in(bytes(row.events))
        merge(connection, tables, events, Places(places.directory, book), kept_from)
    connection.execute(delete(tables.fresh))
    k = tables.key.c
    connection.execute(delete(tables.key).where(k.grain == Grain.DAY.value, k.span < kept_from))


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
    span = {Grain.YEAR: years_of, Grain.HALF: halves_of}.get(grain, lambda days: days)(day)
    if grain is Grain.NOW:
        span = np.zeros(len(events), np.int64)
    keys, key = (
        ([""], np.zeros(len(events), np.int64))
        if which is Slice.ALL
        else places.keys(which, events["procedure"], events["channel"])
    )
    nodes, place, node = places.nodes(events["agency"].astype(np.int64))
    columns = [
        node,
        *(each.astype(np.int64)[place] for each in (span, key, events["column"], events["by"])),
    ]
    yield from cells_of(
        nodes, keys, columns, events["amount"][place], with_counts=which is not Slice.ALL
    )


def merged(
    connection: Connection,
    tables: Tables,
    which: Slice,
    grain: Grain,
    cells: dict[tuple[str, int], Cell],
) -> Iterator[Row]:
    k = tables.key.c
    held = connection.execute(
        select(k.node, k.span, k.counts, k.took, k.late).where(
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
        yield (
            which.value,
            grain.value,
            *at,
            counts_with(row.counts if row else None, cell),
            pairs_with(row.took if row else None, cell.keys, cell.took),
            pairs_with(row.late if row else None, cell.keys, cell.late),
        )


def counts_with(held: bytes | None, cell: Cell) -> bytes | None:
    if cell.counts is None:
        return held
    if held is None:
        return packed_counts(cell.keys, cell.counts)
    keys, counts = counts_in(bytes(held))
    every = sorted({*keys, *cell.keys})
    at = {key: place for place, key in enumerate(every)}
    summed = np.zeros((len(every), WIDTH), np.int64)
    summed[[at[key] for key in keys]] += counts
    summed[[at[key] for key in cell.keys]] += cell.counts
    stays = summed.any(axis=1)
    return packed_counts([k for k, s in zip(every, stays, strict=True) if s], summed[stays])


def pairs_with(held: bytes | None, keys: list[str], pairs: Ints | None) -> bytes | None:
    if pairs is None:
        return held
    numbers: dict[tuple[str, int], int] = {}
    sides = [(keys, pairs), *([pairs_in(bytes(held))] if held is not None else [])]
    for names, rows in sides:
        for place, by, number in rows.tolist():
            key = (names[place], by)
            numbers[key] = numbers.get(key, 0) + number
    told = sorted(each for each in numbers.items() if each[1])
    names = sorted({key for (key, _), _ in told})
    at = {name: place for place, name in enumerate(names)}
    rows = [(at[key], by, number) for (key, by), number in told]
    return packed_pairs(names, np.array(rows, np.int64).reshape(-1, 3))
