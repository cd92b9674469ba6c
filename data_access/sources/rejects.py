"""Rows that could not be used, as they stood in the list, with the reason: to mend and load again.

A reject file is a list of its own, read by the same mapping. It has every heading of the list, but
only the cells that the mapping reads: whatever else a list holds may be about people.
"""

import csv
import os
import re
from collections import Counter
from pathlib import Path

from data_access.sources.lists import Cell
from data_access.sources.mapping import CannotLoad

REASON = "rejected because"  # the heading of the last column; a load does not look below it,
DUPLICATE = "duplicate code"  # but for this: which of two rows is right only a person can say
WITHHELD = "(?)"  # a cell that is not kept; a row with one is rejected again
LINE = re.compile(r"^line \d+: ")
ISO = "%Y-%m-%d %H:%M:%S"
FORMULA = ("=", "+", "-", "@")


class Rejects:
    """Those of one file, kept in memory until the load is about to be kept for good."""

    def __init__(self, path: Path | None, file: Path) -> None:
        self.is_asked = path is not None
        self.path = path or file.with_name(f"{file.name}.rejects.csv")
        self.rows: list[list[str]] = []
        self.reasons: Counter[str] = Counter()
        self.delimiter, self._above = ",", list[list[str]]()  # what stands above the first row
        self._group: str | None = None

    def of_steps(self, file: Path) -> "Rejects":
        """Those of a second list: beside the first where a place was asked for."""
        path = self.path.with_name(f"{self.path.stem}.steps{self.path.suffix}")
        return Rejects(path if self.is_asked else None, file)

    def head(self, headings: list[str], preamble: int, delimiter: str) -> None:
        self._above = [[]] * preamble + [[*headings, REASON]]
        self.delimiter = delimiter

    def add(self, number: int, reason: str, cells: list[str], title: list[str] | None) -> None:
        """`title`: the row above it that speaks for its group."""
        group = None if title is None else "".join(title)
        if title is not None and group != self._group:
            self.rows.append([*map(harmless, title), ""])
        self._group = group
        self.rows.append([*map(harmless, cells), f"line {number}: {reason}"])
        self.reasons[reason.split(": first on line")[0]] += 1

    def write(self) -> bool:
        """Whether there is a file now. An old one must not speak of rows that are fine today."""
        if not (self.rows or self.is_asked or self.path.exists()):
            return False
        waiting = self.path.with_name(f"{self.path.name}.part")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with waiting.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
                csv.writer(file, delimiter=self.delimiter).writerows([*self._above, *self.rows])
            os.replace(waiting, self.path)
        except OSError as error:
            raise CannotLoad(
                f"{self.path}: {error.strerror}; name another file with --rejects"
            ) from None
        return True


def harmless(cell: str) -> str:
    """A spreadsheet must not take a cell for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def unquoted(cell: Cell) -> Cell:
    """What `harmless` was given."""
    if isinstance(cell, str) and cell[:1] == "'" and cell[1:].startswith(FORMULA):
        return cell[1:]
    return cell
