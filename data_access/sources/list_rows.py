"""Lines of a list become rows of values; some lines speak for those below them."""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from data_access.sources.cells import Rejected, reader_of, text
from data_access.sources.header import Table, heading
from data_access.sources.lists import Cell, Line
from data_access.sources.mapping import Layout
from data_access.sources.rejects import DUPLICATE, ISO, LINE, WITHHELD
from data_access.sources.words import bare

Row = dict[str, Any]
TOTAL = re.compile(r"(tong|cong)[\s:.,\d]*$|tong (so|cong)\b")


@dataclass
class Rows:
    """Reads the cells of each line; knows the rows that speak for others."""

    table: Table
    layout: Layout
    skipped: int = 0  # totals and titles
    _above: dict[str, Cell] = field(default_factory=dict)  # what empty cells below repeat
    _group: str | None = None

    def __post_init__(self) -> None:
        if self.table.reason_at is not None:
            self.layout = replace(self.layout, dates=(*self.layout.dates, ISO))
        self.readers = [
            (name, self.table.places[name], reader_of(name, self.layout))
            for name in self.layout.columns
        ]
        self._read_title = reader_of(self.layout.shape.group_rows or "agency", self.layout)
        self._repeated = [
            (name, self.table.places[name])
            for name in self.layout.shape.fill_down
            if name in self.table.places
        ]

    def whole(self, line: Line) -> Line | None:
        """A line with what those above say for it; None for one that is no record."""
        if not line.fault:
            if not line.noted and self._is_apart(line):  # what was rejected is a record
                self.skipped += 1
                return None
            if fault := self._fault(line):
                line = replace(line, fault=fault)
            elif self._repeated:
                line = replace(line, cells=self._filled(line))
        if line.fault:
            self._doubt(line)
        return line if self._group is None else replace(line, group=self._group)

    def read(self, line: Line) -> Row:
        """The values of a whole line, by contract column. Raises Rejected with all its faults."""
        if line.fault:
            raise Rejected(line.fault)
        if DUPLICATE in line.noted:
            raise Rejected(LINE.sub("", line.noted))
        if not heading(line.cells[self._code_at]):
            raise Rejected("no dossier code")
        told: Row = dict(self.layout.constants)
        faults: list[str] = []
        for name, at, read in self.readers:
            try:
                told[name] = read(kept(name, line.cells[at]))
            except Rejected as error:
                faults.append(str(error))
        titled = self.layout.shape.group_rows
        if titled and line.group is not None and told.get(titled) is None:
            try:
                told[titled] = self._read_title(kept(titled, line.group))
            except Rejected as error:
                faults.append(str(error))
        if faults:
            raise Rejected("; ".join(faults))
        if told["dossier_code"] is None:
            raise Rejected("no dossier code")
        return told

    @property
    def _code_at(self) -> int:
        return self.table.places["dossier_code"]

    def _is_apart(self, line: Line) -> bool:
        """A total, or the title of a group, which then speaks for the rows below it."""
        shape = self.layout.shape
        code = heading(line.cells[self._code_at]) if self._code_at < len(line.cells) else ""
        if code and not shape.skip:
            return TOTAL.match(bare(code)) is not None
        filled = list(dict.fromkeys(told for told in map(heading, line.cells) if told))
        first = code or filled[0]
        if TOTAL.match(bare(first)) or any(each.search(filled[0]) for each in shape.skip):
            return True
        if shape.group_rows and not code and len(filled) == 1:
            self._group = filled[0]
            return True
        return False

    def _fault(self, line: Line) -> str:
        """What is wrong with the number of cells."""
        width, header = len(line.cells), len(self.table.header)
        if not self.table.is_ragged or width == header:
            return ""
        if width < header or any(map(heading, line.cells[header:])):
            return f"{width} cells where the header has {header}"
        return ""

    def _doubt(self, line: Line) -> None:
        """Cells below must not repeat what stood above a line that cannot be read."""
        self._above = {name: WITHHELD for name, _ in self._repeated}
        if self.layout.shape.group_rows and sum(bool(heading(cell)) for cell in line.cells) == 1:
            self._group = WITHHELD  # it may have been a title

    def _filled(self, line: Line) -> list[Cell]:
        cells = list(line.cells)
        for name, at in self._repeated:
            if heading(cells[at]).casefold() in ("", *self.layout.shape.empty):
                cells[at] = self._above.get(name)
            else:
                self._above[name] = cells[at]
        return cells

    def status_text(self, line: Line) -> str | None:
        at = self.table.places.get("status")
        return None if at is None else text(line.cells[at])


def kept(name: str, cell: Cell) -> Cell:
    """Raises Rejected for a sign that stands for what is not there to be read."""
    if cell == WITHHELD:
        raise Rejected(f"{name}: {WITHHELD} stands for what could not be kept; write it there")
    return cell
