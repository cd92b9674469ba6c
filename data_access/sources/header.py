"""Finds the header of a list and what stands below it."""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from data_access.sources.lists import (
    DELIMITERS,
    Cell,
    Line,
    Opened,
    is_workbook,
    open_csv,
    open_sheet,
)
from data_access.sources.mapping import BadMapping, CannotLoad, Layout, Mistakes
from data_access.sources.mapping_part import nearest
from data_access.sources.rejects import REASON, unquoted
from data_access.sources.words import is_personal, plain, tidy

SEARCHED = 50  # rows in which the header must be found
WORKBOOK_NAMES = (".xlsx", ".xlsm", ".xls", ".ods")
NUMBERING = re.compile(r"\(?\d{1,2}\)?(=.*)?")  # (1) (2) (3)=(1)+(2) under a header


@dataclass(frozen=True)
class Table:
    """A list whose columns are found. `lines` are those below the header."""

    opened: Opened
    lines: Iterator[Line]
    places: Mapping[str, int]  # contract column → where its cell stands
    header: tuple[str, ...]  # plain headings
    heads: tuple[str, ...]  # the same as they stand there
    is_ragged: bool  # a row may have another number of cells than the header
    personal: tuple[str, ...] = ()  # headings left unread because they are about people
    unread: tuple[str, ...] = ()  # headings the mapping does not speak of
    reason_at: int | None = None  # where a reject file says why, else None


def open_table(path: Path, layout: Layout, stack: ExitStack) -> Table:
    """Raises CannotLoad, or BadMapping when a heading it names is not there."""
    try:
        if path.stat().st_size == 0:
            raise CannotLoad(f"{path}: the file is empty")
        if is_workbook(path):
            return table_of(open_sheet(path, layout.shape, stack), layout, path, False)
        return table_of(best_csv(path, layout, stack), layout, path, True)
    except OSError as error:
        raise CannotLoad(f"{path}: {error.strerror}") from None
    except UnicodeError as error:
        raise CannotLoad(f"{path}: {error}; name the encoding in [file]") from None


def best_csv(path: Path, layout: Layout, stack: ExitStack) -> Opened:
    """Opened with the delimiter under which most headings are found."""
    if layout.shape.delimiter:
        return open_csv(path, layout.shape, layout.shape.delimiter, stack)

    def found(delimiter: str) -> int:
        with ExitStack() as trial:
            lines = islice(open_csv(path, layout.shape, delimiter, trial).lines, SEARCHED)
            return max((score(line, layout) for line in lines), default=0)

    return open_csv(path, layout.shape, max(DELIMITERS, key=found), stack)


def named(layout: Layout) -> frozenset[str]:
    several = chain(layout.drop, *layout.columns.values())
    return frozenset(plain(heading) for heading in several)


def score(line: Line, layout: Layout) -> int:
    """How many of the mapping's headings stand in a row."""
    if line.fault:
        return 0
    return len(named(layout) & {plain(told) for told in map(heading, line.cells)})


def heading(cell: Cell) -> str:
    return "" if cell is None else tidy(str(cell))


def table_of(opened: Opened, layout: Layout, path: Path, is_ragged: bool) -> Table:
    first = list(islice(opened.lines, SEARCHED))
    if layout.shape.preamble is not None:
        at = next((i for i, line in enumerate(first) if line.number > layout.shape.preamble), None)
    else:
        at = max(range(len(first)), key=lambda i: score(first[i], layout), default=None)
    if at is None or not score(first[at], layout):
        raise CannotLoad(f"{path}: {why_headless(first, path, is_ragged)}")
    told = [heading(cell) for cell in first[at].cells]
    places = found_in(told, layout)
    reason_at = told.index(REASON) if REASON in told else None
    unknown = [each for each in told if each and plain(each) not in named(layout)
               and each != REASON]  # fmt: skip
    dropped = {plain(each) for each in layout.drop}
    hidden = [i for i, each in enumerate(told) if is_personal(each) or plain(each) in dropped]
    return Table(
        opened,
        below(chain(first[at + 1 :], opened.lines), tuple(map(plain, told)), hidden, reason_at),
        places,
        tuple(map(plain, told)),
        tuple(told),
        is_ragged,
        tuple(each for each in unknown if is_personal(each)),
        tuple(each for each in unknown if not is_personal(each)),
        reason_at,
    )


def why_headless(first: list[Line], path: Path, is_text: bool) -> str:
    """A text may bear a workbook's name, as exports do; but then headings are found in it."""
    if is_text and path.suffix.lower() in WORKBOOK_NAMES:
        return "not a workbook, though its name says so, and no text with a heading either"
    if not any(heading(cell) for line in first for cell in line.cells):
        return "no row holds anything"
    return (
        f"no row among the first {SEARCHED} holds a heading the mapping names;"
        " look at [columns], [file] preamble and [file] encoding"
    )


def found_in(told: list[str], layout: Layout) -> dict[str, int]:
    """Where each column stands. Raises BadMapping with all that stand nowhere, or twice."""
    mistakes, places = Mistakes(), dict[str, int]()
    for name in layout.columns:
        with mistakes.noted():
            places[name] = place(name, told, layout)
    mistakes.check()
    return places


def place(name: str, told: list[str], layout: Layout) -> int:
    where = f"[{layout.name}columns] {name}"
    for wanted in layout.columns[name]:
        at = [i for i, each in enumerate(told) if plain(each) == plain(wanted)]
        if len(at) > 1:
            raise BadMapping(f"{where} = {wanted!r}: the file has this heading {len(at)} times")
        if at:
            return at[0]
    there = [each for each in told if each]
    hints = (nearest(each, there) for each in layout.columns[name])
    raise BadMapping(
        f"{where} = {' / '.join(layout.columns[name])!r}:"
        f" the file has no such heading; {next(filter(None, hints), '')}it has:"
        f" {' · '.join(there)}"
    )


def below(
    lines: Iterator[Line], header: tuple[str, ...], hidden: list[int], reason_at: int | None
) -> Iterator[Line]:
    """Lines that may be dossiers: no blank ones, no header again, no numbers of columns.

    Cells of hidden columns are emptied here, before anything looks at them.
    """
    for line in lines:
        if line.fault:
            yield line
            continue
        cells = list(line.cells)
        noted = ""
        if reason_at is not None and reason_at < len(cells):
            noted, cells[reason_at] = heading(cells[reason_at]), None
            cells = [unquoted(cell) for cell in cells]
        for at in hidden:
            if at < len(cells):
                cells[at] = None
        first = next((at for at, cell in enumerate(cells) if heading(cell)), None)
        if noted or (first is not None and not is_furniture(cells, first, header)):
            yield Line(line.number, cells, noted=noted)


def is_furniture(cells: list[Cell], first: int, header: tuple[str, ...]) -> bool:
    """The header again, or numbers under it. The first filled cell tells of most rows."""
    told = heading(cells[first])
    if NUMBERING.fullmatch(told):
        filled = [told.replace(" ", "") for told in map(heading, cells) if told]
        return len(filled) > 2 and all(map(NUMBERING.fullmatch, filled))
    if first >= len(header) or plain(told) != header[first]:
        return False
    return all(
        plain(told) in ("", name) for told, name in zip(map(heading, cells), header, strict=False)
    )
