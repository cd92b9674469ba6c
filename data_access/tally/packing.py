"""Arrays as bytes, and back: a header of names, then numbers, pressed where there are many."""

import zlib
from collections.abc import Iterator, Sequence
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


# An entry's key, by and amount go into arrays of their own, each as narrow as its numbers allow;
# the first byte says how narrow: two bits for the amount, one each for a wide key and a wide by.
AMOUNTS = tuple(map(np.dtype, ("<i1", "<i2", "<i4", "<i8")))
KEYS = tuple(map(np.dtype, ("<u2", "<u4")))
BYS = tuple(map(np.dtype, ("<u2", "<i4")))
NARROW = 1 << 16


def packed(entries: Entries) -> bytes | None:
    if not len(entries):
        return None
    key, by, amount = (entries[name] for name in ENTRY.names or ())
    wide_key, wide_by = int(key.max() >= NARROW), int(by.min() < 0 or by.max() >= NARROW)
    width = int(widths(np.array([largest(amount).max()]))[0])
    told = (key.astype(KEYS[wide_key]), by.astype(BYS[wide_by]), amount.astype(AMOUNTS[width]))
    return header(width, wide_key, wide_by) + b"".join(each.tobytes() for each in told)


def header(width: int, wide_key: int, wide_by: int = 0) -> bytes:
    return bytes((width | wide_key << 2 | wide_by << 3,))


def largest(amounts: NDArray[np.int64]) -> NDArray[np.int64]:
    """How far from nothing, as what a negative number needs: -128 is as narrow as 127."""
    return np.where(amounts < 0, ~amounts, amounts)


def widths(largest: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places in AMOUNTS."""
    return np.searchsorted([1 << 7, 1 << 15, 1 << 31], largest, side="right")


def cut_entries(
    key: NDArray[np.int64],
    by: NDArray[np.int64],
    amount: NDArray[np.int64],
    starts: NDArray[np.int64],
) -> Iterator[bytes]:
    """`packed` for each of very many runs of entries. No `by` may be wide."""
    if not len(starts):
        return
    wide_key = int(key.max() >= NARROW)
    k, b = KEYS[wide_key].itemsize, BYS[0].itemsize
    keys, bys = key.astype(KEYS[wide_key]).tobytes(), by.astype(BYS[0]).tobytes()
    width = widths(np.maximum.reduceat(largest(amount), starts))
    amounts = {int(w): amount.astype(AMOUNTS[w]).tobytes() for w in np.unique(width)}
    headers = [header(w, wide_key) for w in range(len(AMOUNTS))]
    ends = np.append(starts, len(key))[1:]
    for first, last, w in zip(starts.tolist(), ends.tolist(), width.tolist(), strict=True):
        a = 1 << w
        yield b"".join(
            (
                headers[w],
                keys[k * first : k * last],
                bys[b * first : b * last],
                amounts[w][a * first : a * last],
            )
        )


def entries_in(blobs: Sequence[bytes | None]) -> tuple[Entries, NDArray[np.int64]]:
    """The entries of many blobs one after another, and how many each has."""
    told = [parts_of(blob) for blob in blobs if blob]
    lengths = np.zeros(len(blobs), np.int64)
    lengths[[place for place, blob in enumerate(blobs) if blob]] = [len(key) for key, *_ in told]
    entries = np.empty(int(lengths.sum()), ENTRY)
    if told:
        for name, parts in zip(ENTRY.names or (), zip(*told, strict=True), strict=True):
            entries[name] = np.concatenate(parts, dtype=ENTRY[name], casting="unsafe")
    return entries, lengths


def parts_of(blob: bytes) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    code = blob[0]
    key, by, amount = KEYS[code >> 2 & 1], BYS[code >> 3 & 1], AMOUNTS[code & 3]
    count = (len(blob) - 1) // (key.itemsize + by.itemsize + amount.itemsize)
    bys = 1 + count * key.itemsize
    return (
        np.frombuffer(blob, key, count, 1),
        np.frombuffer(blob, by, count, bys),
        np.frombuffer(blob, amount, count, bys + count * by.itemsize),
    )


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
