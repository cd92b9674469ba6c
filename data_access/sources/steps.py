"""A second list, one row a step, read together with the dossiers."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from data_access.contract.schema import dossier, step
from data_access.sources.cells import Rejected
from data_access.sources.list_rows import Rows
from data_access.sources.lists import Line
from data_access.sources.mapping import Meaning
from data_access.sources.merge import BATCH, Changes, Row, merge, remove, stored
from data_access.sources.vocabulary import ORIGIN, STEP_CONTENT

CONTENT = tuple(name for name in STEP_CONTENT if name not in ("dossier_code", "step_no"))


class Steps:
    """Gathers steps by dossier: their order is known only when all have been read."""

    def __init__(self, rows: Rows, source_id: str, known: frozenset[str]) -> None:
        self.rows, self.source_id, self.known = rows, source_id, known
        self.by_dossier: dict[str, list[Row]] = defaultdict(list)
        self._numbers: set[tuple[str, int]] = set()

    def take(self, line: Line) -> None:
        """Raises Rejected."""
        told = self.rows.read(line)
        code = told["dossier_code"]
        if code not in self.known:
            raise Rejected("no such dossier among those of this source")
        if told["happened_at"] is None:
            raise Rejected("happened_at is missing")
        if isinstance(told.get("status"), Meaning):
            told["status"] = told["status"].status
        if "step_no" in self.rows.layout.columns:
            told["step_no"] = self._number(code, told["step_no"])
        self.by_dossier[code].append(told)

    def _number(self, code: str, told: Any) -> int:
        if not (told and told.isascii() and told.isdigit() and len(told) < 9):
            raise Rejected("step_no is not a whole number")
        number = int(told)
        if (code, number) in self._numbers:
            raise Rejected(f"duplicate step: the dossier already has a step {number}")
        self._numbers.add((code, number))
        return number

    def write(self, connection: Connection, extracted_at: datetime) -> Changes:
        """The steps of every dossier in the file become those of the file."""
        changes, codes = Changes(), list(self.by_dossier)
        for start in range(0, len(codes), BATCH):
            batch = codes[start : start + BATCH]
            before = stored(connection, step, batch)
            rows = [row for code in batch for row in self._rows(code, extracted_at)]
            now = {(row["dossier_code"], row["step_no"]) for row in rows}
            gone = list(set(before) - now)
            remove(connection, step, gone)
            changes.add(merge(connection, step, rows, before, CONTENT))
            changes.removed += len(gone)
        return changes

    def _rows(self, code: str, extracted_at: datetime) -> list[Row]:
        """In order; a step leaves the one before it unless the file says otherwise."""
        told = self.by_dossier[code]
        if "step_no" in self.rows.layout.columns:
            told = sorted(told, key=lambda each: each["step_no"])
        else:
            told = sorted(told, key=lambda each: each["happened_at"])  # stable: then as in the file
        before: str | None = None
        rows = []
        for number, each in enumerate(told, 1):
            row = self._row(each, number, extracted_at)
            if "from_step" not in self.rows.layout.given:
                row["from_step"] = before
            before = row["to_step"]
            rows.append(row)
        return rows

    def _row(self, told: Mapping[str, Any], number: int, extracted_at: datetime) -> Row:
        row: Row = {name: told.get(name) for name in STEP_CONTENT if name not in ORIGIN}
        row["step_no"] = told.get("step_no") or number
        key = told.get("source_key") or f"{row['dossier_code']}:{row['step_no']}"
        return row | {
            "source_id": self.source_id,
            "source_key": key[:100],
            "source_updated_at": told.get("source_updated_at"),
            "extracted_at": extracted_at,
        }


def known_dossiers(connection: Connection, source_id: str) -> frozenset[str]:
    d = dossier.c
    return frozenset(
        connection.execute(select(d.dossier_code).where(d.source_id == source_id)).scalars()
    )
