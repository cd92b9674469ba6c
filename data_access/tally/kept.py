"""The narrow copy: what has been counted of each dossier, so that a change can be told."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence

import numpy as np
from sqlalchemy import Connection, bindparam, func, select

from data_access.contract.listed import as_list, listed
from data_access.tally.facts import EXTRA, FACT, Book, Names, Told, coded, sought
from data_access.tally.packing import facts_in, packed_facts
from data_access.tally.tables import Tables
from data_access.tally.writing import put, replace_rows

PAGE = 128  # dossiers: a page is read whole for one of them
ONE = FACT.itemsize


class Kept:
    """Facts by code: those written one by one go before those in pages."""

    def __init__(self, connection: Connection, tables: Tables) -> None:
        self.tables = tables
        page = select(tables.page.c.first).order_by(tables.page.c.id)
        self.firsts = [bytes(row.first) for row in connection.execute(page)]
        self.book = book_in(connection, tables)
        self._written = {kind: len(names) for kind, names in self.book.kinds.items()}

    def facts(self, connection: Connection, codes: Collection[str]) -> tuple[Told, set[str]]:
        """What is counted of these codes; and which of them are known at all."""
        t, kind = self.tables.dossier.c, connection.dialect.name
        rows = connection.execute(
            select(t.code, t.facts).where(listed(t.code, "codes", kind)),
            {"codes": as_list(codes, kind)},
        ).all()
        known = {row.code for row in rows}
        told = one_by_one([(row.code, bytes(row.facts)) for row in rows if row.facts])
        rest = sorted(code.encode() for code in set(codes) - known)
        paged = self._paged(connection, rest)
        known |= {code.decode() for code in paged.codes.tolist()}
        return Told.joined([told, paged]), known

    def _paged(self, connection: Connection, codes: Sequence[bytes]) -> Told:
        wanted: dict[int, list[bytes]] = {}
        for code in codes:
            if (at := bisect_right(self.firsts, code) - 1) >= 0:
                wanted.setdefault(at, []).append(code)
        if not wanted:
            return Told.nothing()
        page = self.tables.page.c
        rows = connection.execute(
            select(page.id, page.facts).where(page.id.in_(bindparam("ids", expanding=True))),
            {"ids": list(wanted)},
        )
        found = [found_in(facts_in(bytes(row.facts)), wanted[row.id]) for row in rows]
        return Told.joined([told for told in found if told is not None])

    def due_to_wake(self, connection: Connection, day: int) -> list[str]:
        """Dossiers that count otherwise from `day` on, though nothing was written."""
        t = self.tables.dossier.c
        return list(connection.execute(select(t.code).where(t.wakes <= day)).scalars())

    def write(
        self, connection: Connection, told: Told, wakes: Sequence[int | None], gone: Collection[str]
    ) -> None:
        """Facts that hold from now on; of those gone, that nothing is counted."""
        of = told.starts
        rows = [
            (
                code.decode(),
                wake,
                told.facts[i].tobytes() + told.extras[of[i] : of[i + 1]].tobytes(),
            )
            for i, (code, wake) in enumerate(zip(told.codes.tolist(), wakes, strict=True))
        ]
        rows += [(code, None, b"") for code in sorted(gone)]
        replace_rows(connection, self.tables.dossier, rows)

    def write_names(self, connection: Connection) -> None:
        """Those that the book has got since it was read."""
        for kind, names in self.book.kinds.items():
            known = self._written[kind]
            if len(names) > known:
                new = [(kind, at, name) for at, name in enumerate(names.all[known:], known)]
                put(connection, self.tables.name, new)
                self._written[kind] = len(names)

    def all(self, connection: Connection) -> Iterator[Told]:
        """Everything that is counted, page by page, then what was changed since."""
        t = self.tables.dossier.c
        changed = coded(sorted(connection.execute(select(t.code)).scalars()))
        for row in connection.execute(select(self.tables.page.c.facts)):
            told = facts_in(bytes(row.facts))
            stands = np.flatnonzero(~sought(changed, told.codes)[1])
            yield told if len(stands) == len(told) else told.taken(stands)
        rows = connection.execute(select(t.code, t.facts).order_by(t.code))
        yield one_by_one([(row.code, bytes(row.facts)) for row in rows if row.facts])

    def count(self, connection: Connection) -> int:
        """Of rows kept one by one."""
        rows = select(func.count()).select_from(self.tables.dossier)
        return int(connection.execute(rows).scalar_one())


def book_in(connection: Connection, tables: Tables) -> Book:
    t = tables.name.c
    told: dict[str, list[str]] = {kind: [] for kind in Book().kinds}
    for kind, name in connection.execute(select(t.kind, t.name).order_by(t.kind, t.id)):
        told[kind].append(name)
    return Book(*(Names(names) for names in told.values()))


def pages_of(told: Told) -> Iterator[tuple[int, bytes, bytes]]:
    """Rows of the table of pages; `told` must be sorted by code."""
    for number, start in enumerate(range(0, len(told), PAGE)):
        part = told.between(start, min(start + PAGE, len(told)))
        width = int(np.char.str_len(part.codes).max())
        short = Told(part.codes.astype(f"S{max(width, 1)}"), part.facts, part.extras)
        yield number, bytes(short.codes[0]), packed_facts(short)


def found_in(told: Told, codes: Sequence[bytes]) -> Told | None:
    """Those of a page that are asked for; most of the new ones are in none."""
    at, here = sought(told.codes, np.array(codes))
    return told.taken(at[here]) if here.any() else None


def one_by_one(rows: Sequence[tuple[str, bytes]]) -> Told:
    """From rows of the table of dossiers."""
    if not rows:
        return Told.nothing()
    facts = np.frombuffer(b"".join(blob[:ONE] for _, blob in rows), FACT)
    counts = [(len(blob) - ONE) // EXTRA.itemsize for _, blob in rows]
    extras = np.frombuffer(b"".join(blob[ONE:] for _, blob in rows), EXTRA).copy()
    extras["of"] = np.repeat(np.arange(len(rows)), counts)
    return Told(coded([code for code, _ in rows]), facts, extras)
