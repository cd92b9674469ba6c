"""Lists of dossiers as lines of cells, from CSV or a workbook. Nothing is understood here."""

import csv
from codecs import BOM_UTF8
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from data_access.sources.mapping import BadMapping, CannotLoad, Shape

Cell = str | int | float | bool | datetime | date | time | timedelta | None
WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # XLSX and ODS; XLS
NOT_CSV = "not CSV"
DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Line:
    """One record; `number` is its first line in the file, `fault` why its cells cannot be used."""

    number: int
    cells: Sequence[Cell]
    fault: str = ""
    group: str | None = None  # the title it stands below
    noted: str = ""  # why an earlier load rejected it


@dataclass(frozen=True)
class Opened:
    """A file being read: its lines, and how far the reading has come of `size`."""

    lines: Iterator[Line]
    size: int
    position: Callable[[], int]


def is_workbook(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in WORKBOOK


class PhysicalLines:
    """Lines of a text that can be given back when they were swallowed by mistake."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines, self._back = lines, deque[str]()
        self.taken: list[str] = []
        self.number = 0

    def __iter__(self) -> "PhysicalLines":
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._lines)
        self.taken.append(line)
        self.number += 1
        return line

    def give_back(self) -> None:
        """All that were taken but the first."""
        self._back.extendleft(reversed(self.taken[1:]))
        self.number -= len(self.taken) - 1


def records(lines: Iterator[str], delimiter: str) -> Iterator[Line]:
    """CSV records. A quotation mark that is never closed costs its own line, not the rest."""
    physical = PhysicalLines(lines)
    reader = csv.reader(physical, delimiter=delimiter, strict=True)
    while True:
        physical.taken.clear()
        number = physical.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            cells = physical.taken[0].split(delimiter)  # only to tell how many are filled
            physical.give_back()
            yield Line(number, cells, f"{NOT_CSV}: {error}")
        else:
            yield Line(number, cells)


def encoding_of(path: Path, shape: Shape) -> str:
    with path.open("rb") as file:
        if file.read(3) == BOM_UTF8:  # says it better than any mapping
            return "utf-8-sig"
    if shape.encoding and shape.encoding.lower().replace("_", "-") not in ("utf-8", "utf8"):
        return shape.encoding
    with path.open("rb") as file:
        return "utf-16" if file.read(2) in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def open_csv(path: Path, shape: Shape, delimiter: str, stack: ExitStack) -> Opened:
    """Bytes that the encoding does not know become U+FFFD; the rows they are in are rejected."""
    raw: BinaryIO = stack.enter_context(path.open("rb"))
    text = stack.enter_context(
        TextIOWrapper(raw, encoding=encoding_of(path, shape), errors="replace", newline="")
    )
    return Opened(records(text, delimiter), path.stat().st_size, raw.tell)


def open_sheet(path: Path, shape: Shape, stack: ExitStack) -> Opened:
    try:
        workbook = stack.enter_context(CalamineWorkbook.from_path(str(path)))
        names = workbook.sheet_names
        wanted = shape.sheet if shape.sheet is not None else 1
        if isinstance(wanted, int) and 0 < wanted <= len(names):
            wanted = names[wanted - 1]
        if wanted not in names:
            raise BadMapping(f"[file] sheet = {wanted!r}: no such sheet; allowed: "
                             + ", ".join(names))  # fmt: skip
        sheet = workbook.get_sheet_by_name(str(wanted))
    except CalamineError as error:
        raise CannotLoad(f"{path}: not a workbook that can be read: {error}") from None
    done = [0]
    return Opened(sheet_lines(sheet, done), sheet.total_height, lambda: done[0])


def sheet_lines(sheet: CalamineSheet, done: list[int]) -> Iterator[Line]:
    """Rows of a sheet; a cell merged over several rows has its value in each of them."""
    left = sheet.start[1] if sheet.start else 0
    tops: dict[int, list[tuple[int, int]]] = {}
    for (top, column), (bottom, last) in sheet.merged_cell_ranges or ():
        if column == last:
            tops.setdefault(top, []).append((column - left, bottom))
    merged: dict[int, tuple[int, Cell]] = {}
    for row, told in enumerate(sheet.iter_rows()):
        cells: list[Cell] = [None if cell == "" else cell for cell in told]
        for column, bottom in tops.get(row, ()):
            if 0 <= column < len(cells):
                merged[column] = (bottom, cells[column])
        for column, (bottom, value) in merged.items():
            if row <= bottom:
                cells[column] = value
        done[0] = row + 1
        yield Line(row + 1, cells)
