"""Rows that could not be used: line, reason and code, in a file and counted by reason."""

import csv
import os
from collections import Counter
from pathlib import Path

from data_access.sources.mapping import CannotLoad

HEADINGS = ("file", "line", "reason", "dossier_code")


class Rejects:
    """Kept in memory by their text until the load is about to be kept for good."""

    def __init__(self, path: Path | None, file: Path) -> None:
        self.is_asked = path is not None
        self.path = path or file.with_name(f"{file.name}.rejects.csv")
        self.rows: list[tuple[str, int, str, str]] = []
        self.reasons: Counter[str] = Counter()

    def add(self, file: Path, line: int, reason: str, code: str) -> None:
        self.rows.append((file.name, line, reason, harmless(code)))
        self.reasons[reason.split(": first on line")[0]] += 1

    def write(self) -> bool:
        """Whether there is a file now. An old one must not speak of rows that are fine today."""
        if not (self.rows or self.is_asked or self.path.exists()):
            return False
        waiting = self.path.with_name(f"{self.path.name}.part")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with waiting.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows([HEADINGS, *self.rows])
            os.replace(waiting, self.path)
        except OSError as error:
            raise CannotLoad(
                f"{self.path}: {error.strerror}; name another file with --rejects"
            ) from None
        return True


def harmless(code: str) -> str:
    """A spreadsheet must not take a code for a formula."""
    told = "".join(sign for sign in code if sign.isprintable())[:60]
    return f"'{told}" if told.startswith(("=", "+", "-", "@")) else told
