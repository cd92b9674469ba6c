"""Arrays as bytes, and back: a header of names, then numbers, pressed where there are many."""

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data_access.tally.cells import ENTRY
from data_access.tally.events import EVENT, Events
from data_access.tally.facts import EXTRA, FACT, Book, Names, Told

PRESSED_FROM = 600  # bytes; shorter ones gain nothing
PLAIN, PRESSED = b"\x00", b"\x01"
Entries = NDArray[Any]


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


def entries_in(blobs: Sequence[bytes | None]) -> tuple[Entries, NDArray[np.int64]]:
    """The entries of many blobs one after another, and how many each has."""
    told = [unpressed(bytes(blob)) if blob else b"" for blob in blobs]
    lengths = np.array([len(each) // ENTRY.itemsize for each in told], np.int64)
    return np.frombuffer(b"".join(told), ENTRY), lengths


def packed(entries: bytes) -> bytes | None:
    return pressed(entries) if entries else None


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
