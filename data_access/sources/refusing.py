"""What of a line may stand in a reject file: the cells that the mapping reads, where they stood."""

from datetime import date, datetime, time
from functools import cached_property

from data_access.sources.cells import Read, Rejected, reader_of
from data_access.sources.header import Table
from data_access.sources.list_rows import Rows
from data_access.sources.lists import NOT_CSV, Cell, Line
from data_access.sources.rejects import DUPLICATE, ISO, WITHHELD, Rejects
from data_access.sources.vocabulary import INSTANTS


class Refusing:
    """Puts lines of one list into its reject file."""

    def __init__(self, rows: Rows, rejects: Rejects) -> None:
        self.table: Table = rows.table
        self.layout, self.rejects = rows.layout, rejects
        self.readers: dict[str, Read] = {n: reader_of(n, rows.layout) for n in rows.layout.columns}
        shape = rows.layout.shape
        heads = [each for at, each in enumerate(self.table.heads) if at != self.table.reason_at]
        rejects.head(heads, shape.preamble or 0, shape.delimiter or ",")

    def add(self, line: Line, reason: str) -> None:
        if reason.startswith(DUPLICATE) and "empty this cell" not in reason:
            reason += "; empty this cell to load the row over the other"
        title = None if line.group is None else self._row({self._title_at: line.group})
        self.rejects.add(line.number, reason, self._row(self._cells(line)), title)

    def _row(self, cells: dict[int, str]) -> list[str]:
        width = len(self.table.heads)
        return [cells.get(at, "") for at in range(width) if at != self.table.reason_at]

    @cached_property
    def _title_at(self) -> int:
        """A column that is read, but not the code's: a row with a code is no title."""
        code = self.table.places["dossier_code"]
        return next(at for at in (*self.table.places.values(), 0, 1) if at != code)

    def _cells(self, line: Line) -> dict[int, str]:
        told: dict[int, str] = {}
        for name, at in self.table.places.items():
            shown = self._shown(name, line.cells[at]) if at < self._sure(line) else WITHHELD
            told[at] = WITHHELD if told.get(at) == WITHHELD else shown
        return told

    def _sure(self, line: Line) -> int:
        """How many cells stand below their own headings, and below no other's."""
        width, header = len(line.cells), len(self.table.header)
        if line.fault.startswith(NOT_CSV):
            return 0
        if not line.fault:
            return width
        read = set(self.table.places.values())
        first = next((at for at in range(header) if at not in read), header)
        return max(0, min(first, width) - max(0, header - width))

    def _shown(self, name: str, cell: Cell) -> str:
        """Kept out: words in place of a date, and what would pass once it is a text."""
        read, told = self.readers[name], written(cell, self.layout.dates)
        try:
            read(cell)
        except Rejected:
            if name in INSTANTS and any(map(str.isalpha, told)):
                return WITHHELD
            try:
                read(told)
            except Rejected:
                return told
            return WITHHELD
        return told


def written(cell: Cell, formats: tuple[str, ...]) -> str:
    """A cell as a text that is read as the cell was."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        at = cell if isinstance(cell, datetime) else datetime.combine(cell, time())
        at = at.replace(tzinfo=None, microsecond=0)
        same = (each for each in formats if is_same(at, each))
        return at.strftime(next(same, ISO))
    return str(cell)


def is_same(at: datetime, form: str) -> bool:
    try:
        return datetime.strptime(at.strftime(form), form) == at
    except ValueError:
        return False
