"""What a recount found otherwise than it was kept."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, exists, insert, or_, select

from data_access.tally import tables
from data_access.tally.facts import Told
from data_access.tally.kept import Kept
from data_access.tally.poll import Crowd, Poll
from data_access.tally.reading import Reading
from data_access.tally.tables import COLUMNS, Tables

Found = tuple[str, str, str]  # what, subject, note
MOST = 1_000  # that are written down of one recount


def unseen_by(poll: Poll | None, reading: Reading, now: datetime) -> set[str] | None:
    """Codes written to since a look, which the next would have found; None of a crowd.

    Reading everything takes its time, and a busy register does not wait for it.
    """
    if poll is None:
        return None
    try:
        codes = poll.changed(reading.register, reading.known, now)
    except Crowd:
        return None
    return codes | reading.hanging(codes)


def differing(
    connection: Connection, old: Tables, told: Told, new: Tables, unseen: Collection[str]
) -> Iterator[Found]:
    """Dossiers whose facts were kept otherwise; then cells that their dossiers do not explain.

    Those `unseen` were written to after the last look: that they differ is no fault of it.
    """
    kept = Told.joined(list(Kept(connection, old).all(connection)))
    found = list(dossiers(kept, told))
    yield from [each for each in found if each[1] not in unseen][:MOST]
    if not found:
        yield from cells(connection, old, new)


def dossiers(kept: Told, told: Told) -> Iterator[Found]:
    order = np.argsort(kept.codes, kind="stable")
    kept = kept.taken(order)
    for code in np.setdiff1d(kept.codes, told.codes).tolist():
        yield "dossier", code.decode(), "was counted, is gone"
    for code in np.setdiff1d(told.codes, kept.codes).tolist():
        yield "dossier", code.decode(), "was not counted"
    both = np.intersect1d(kept.codes, told.codes)
    one = kept.taken(np.searchsorted(kept.codes, both))
    other = told.taken(np.searchsorted(told.codes, both))
    for place in np.flatnonzero(differ(one, other)).tolist():
        yield "dossier", both[place].decode(), "was counted otherwise"


def differ(one: Told, other: Told) -> np.ndarray:
    """Whether facts differ, but for numbers of agencies and procedures, which each book has."""
    names = [name for name in one.facts.dtype.names or () if name not in ("agency", "procedure")]
    unlike: Any = np.zeros(len(one), bool)
    for name in names:
        unlike |= one.facts[name] != other.facts[name]
    unlike |= extras_differ(one, other)
    return np.asarray(unlike)


def extras_differ(one: Told, other: Told) -> np.ndarray:
    return np.array(sums_of(one) != sums_of(other))


def sums_of(told: Told) -> np.ndarray:
    """One number for all that a dossier's extras say, in whatever order."""
    x, sums = told.extras, np.zeros(len(told), np.int64)
    marks = (x["day"].astype(np.int64) * 1_000 + x["column"]) * 1_000_003 + x["amount"]
    np.add.at(sums, x["of"], marks * marks)
    return sums


def cells(connection: Connection, old: Tables, new: Tables) -> Iterator[Found]:
    """Rows of counts that differ though no dossier does; what comes to nothing is no row."""
    unlike = select(*kept_rows(new)).except_(select(*kept_rows(old)))
    for grain, node, span, *_ in connection.execute(unlike):
        yield "cell", f"{grain} {node} {span}", "was added up otherwise"
    o, n = old.node.c, new.node.c
    same = (n.grain == o.grain, n.node == o.node, n.span == o.span)
    counts = or_(*(o[name] != 0 for name in COLUMNS))
    too_many = select(o.grain, o.node, o.span).where(counts, ~exists().where(*same))
    for grain, node, span in connection.execute(too_many):
        yield "cell", f"{grain} {node} {span}", "was counted, is nothing"


def kept_rows(made: Tables) -> list[Any]:
    return [made.node.c[name] for name in ("grain", "node", "span", *COLUMNS)]


def note(connection: Connection, at: datetime, found: Sequence[Found]) -> None:
    rows = [{"at": at, "what": w, "subject": s, "note": n} for w, s, n in found[:MOST]]
    if rows:
        connection.execute(insert(tables.repair), rows)
