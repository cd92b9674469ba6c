"""Arrays as bytes, and back: a header of names, then numbers, pressed where there are many."""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from data_access.tally.cells import EVENT, WIDTH, Events
from data_access.tally.facts import EXTRA, FACT, Book, Names, Told

PRESSED_FROM = 600  # bytes; shorter ones gain nothing
PLAIN, PRESSED = b"\x00", b"\x01"
Pairs = NDArray[np.int64]  # rows (place of a key, by, how many)


def pressed(told: bytes) -> bytes:
    return PRESSED + zlib.compress(told, 1) if len(told) >= PRESSED_FROM else PLAIN + told


def unpressed(blob: bytes) -> bytes:
    return zlib.decompress(blob[1:]) if blob[:1] == PRESSED else blob[1:]


def joined(*told: bytes) -> bytes:
    """Byte strings one after another, each with its length before it."""
    return b"".join(len(each).to_bytes(4, "little") + each for each in told)


def parted(told: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(told):
        end = at + 4 + int.from_bytes(told[at : at + 4], "little")
        found.append(told[at + 4 : end])
        at = end
    return found


def listed(names: Sequence[str]) -> bytes:
    return "".join(f"{name}\n" for name in names).encode()


def names_in(told: bytes) -> list[str]:
    return told.decode().split("\n")[:-1]


def packed_counts(keys: Sequence[str], counts: NDArray[np.int64]) -> bytes:
    """One row of WIDTH numbers a key; columns in which nothing counts are left out."""
    used = np.flatnonzero(counts.any(axis=0)).astype(np.uint8)
    numbers = np.ascontiguousarray(counts[:, used], "<i8")
    return pressed(joined(listed(keys), used.tobytes(), numbers.tobytes()))


def counts_in(blob: bytes) -> tuple[list[str], NDArray[np.int64]]:
    keys, used, numbers = parted(unpressed(blob))
    names, columns = names_in(keys), np.frombuffer(used, np.uint8)
    counts = np.zeros((len(names), WIDTH), np.int64)
    counts[:, columns] = np.frombuffer(numbers, "<i8").reshape(len(names), len(columns))
    return names, counts


def packed_pairs(keys: Sequence[str], pairs: Pairs) -> bytes:
    return pressed(joined(listed(keys), np.ascontiguousarray(pairs, "<i4").tobytes()))


def pairs_in(blob: bytes) -> tuple[list[str], Pairs]:
    keys, pairs = parted(unpressed(blob))
    return names_in(keys), np.frombuffer(pairs, "<i4").reshape(-1, 3).astype(np.int64)


def packed_events(events: Events, book: Book) -> bytes:
    """Events with the names they use, so that nobody needs the book to read them."""
    told, headers = events.copy(), []
    for column, names in (("agency", book.agencies), ("procedure", book.procedures)):
        used, told[column] = np.unique(events[column], return_inverse=True)
        headers.append(listed([names[int(number)] for number in used]))
    return pressed(joined(*headers, told.tobytes()))


def events_in(blob: bytes) -> tuple[Book, Events]:
    agencies, procedures, events = parted(unpressed(blob))
    book = Book(Names(names_in(agencies)), Names(names_in(procedures)))
    return book, np.frombuffer(events, EVENT)


def packed_facts(told: Told) -> bytes:
    width = told.codes.dtype.itemsize
    return joined(
        width.to_bytes(2, "little"),
        told.codes.tobytes(),
        told.facts.tobytes(),
        told.extras.tobytes(),
    )


def facts_in(blob: bytes) -> Told:
    width, codes, facts, extras = parted(blob)
    return Told(
        np.frombuffer(codes, f"S{int.from_bytes(width, 'little')}"),
        np.frombuffer(facts, FACT),
        np.frombuffer(extras, EXTRA),
    )
