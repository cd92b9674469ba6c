"""One cell becomes one value of the contract, or its row is rejected with the reason."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import lru_cache

from data_access.sources.lists import Cell
from data_access.sources.mapping import Layout, Value
from data_access.sources.vocabulary import CODES, INSTANTS, LENGTHS, Code
from data_access.sources.words import is_readable, plain, tidy

Read = Callable[[Cell], object]
EARLIEST, LATEST = 1900, 2100  # years; outside them a date is a slip of the hand
YES_NO: Mapping[str, Code] = {"1": True, "true": True, "0": False, "false": False}


class Rejected(Exception):
    """Why a row cannot be used."""


def text(cell: Cell) -> str | None:
    """A cell as tidy text; a whole number without its decimal point. Raises Rejected."""
    if cell is None:
        return None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    told = tidy(cell if isinstance(cell, str) else str(cell))
    if not is_readable(told):
        raise Rejected("signs that cannot be read: is the encoding right?")
    return told or None


def reader_of(name: str, layout: Layout) -> Read:
    """How the cells of a contract column are read under this layout."""
    if name in CODES:
        return coded(name, layout)
    if name in INSTANTS:
        return instants(name, layout.dates, layout.shape.empty)
    return words(name, layout)


def words(name: str, layout: Layout) -> Read:
    longest, empty = LENGTHS.get(name, 300), layout.shape.empty
    pattern = layout.patterns.get(name)

    def read(cell: Cell) -> str | None:
        if isinstance(cell, float) and not cell.is_integer() and name.endswith("_code"):
            raise Rejected(f"{name}: a number, not a code: its zeros may be lost")
        told = text(cell)
        if told is None or told.casefold() in empty:
            return None
        if len(told) > longest:
            raise Rejected(f"{name}: longer than {longest} characters")
        if pattern and not pattern.fullmatch(told):
            raise Rejected(f"{name}: not of the form {pattern.pattern}")
        return told

    return read


def coded(name: str, layout: Layout) -> Read:
    """Words through [values]; without it only the codes themselves. Never a guess."""
    meanings, default = layout.values.get(name), layout.defaults.get(name)
    empty, pattern = layout.shape.empty, layout.patterns.get(name)

    @lru_cache(maxsize=4096)
    def meaning(told: str) -> Value | None:
        if pattern and told and not pattern.fullmatch(told):
            raise Rejected(f"{name}: not of the form {pattern.pattern}")
        found = own_code(name, told) if meanings is None else meanings.get(plain(told))
        if found is not None:
            return found
        if not told:
            return default if name == "status" else None
        if default is not None:
            return default
        raise Rejected(f"{name}: {told[:60]!r} is not in [{layout.name}values.{name}]")

    def read(cell: Cell) -> Value | None:
        told = text(cell) or ""
        return meaning("" if told.casefold() in empty else told)

    return read


def own_code(name: str, told: str) -> Code | None:
    """The code a cell holds when the source writes the contract's own."""
    first = CODES[name][0]
    if isinstance(first, bool):
        return YES_NO.get(told.casefold())
    code: Code = told.upper()
    if isinstance(first, int):
        code = int(told) if told.isascii() and told.isdigit() and len(told) < 3 else -1
    return code if code in CODES[name] else None


def instants(name: str, formats: tuple[str, ...], empty: frozenset[str]) -> Read:
    """Local time in whole seconds, by the formats in their order."""

    @lru_cache(maxsize=65536)
    def parse(told: str) -> datetime:
        for each in formats:
            try:
                return checked(name, datetime.strptime(told, each))
            except ValueError:
                continue
        # Letters may be a name that slipped into another column: not repeated.
        shown = "words" if any(map(str.isalpha, told)) else repr(told[:30])
        raise Rejected(f"{name}: {shown} is not a date in {' or '.join(formats)}")

    def read(cell: Cell) -> datetime | None:
        if isinstance(cell, datetime):
            return checked(name, cell.replace(tzinfo=None))
        if isinstance(cell, date):
            return checked(name, datetime.combine(cell, time()))
        if cell is not None and not isinstance(cell, str):
            raise Rejected(f"{name}: a number or a time of day, not a date")
        told = text(cell)
        return None if told is None or told.casefold() in empty else parse(told)

    return read


def checked(name: str, told: datetime) -> datetime:
    if not EARLIEST <= told.year <= LATEST:
        raise Rejected(f"{name}: the year {told.year} cannot be meant")
    return told.replace(microsecond=0)
