"""Lines of a list become dossiers of the contract."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, NamedTuple

from data_access.sources.cells import Rejected
from data_access.sources.fields import Fields
from data_access.sources.list_rows import Row, Rows
from data_access.sources.lists import Line
from data_access.sources.mapping import ListMapping, Meaning
from data_access.sources.names import Codes
from data_access.sources.rejects import DUPLICATE
from data_access.sources.vocabulary import CURRENT, DOSSIER_CONTENT

Pair = tuple[str | None, str | None]


class Words(NamedTuple):
    """The code and the name a row gives of each thing, and the codes of procedure and field."""

    agency: Pair
    receiving_agency: Pair
    procedure: Pair
    field: Pair
    found: Pair = (None, None)


@dataclass
class Dossiers:
    """Turns lines into rows of `dossier`, and gathers the agencies and procedures they name."""

    rows: Rows
    mapping: ListMapping
    agencies: Codes
    procedures: Codes
    field_codes: Codes
    fields: Fields
    _words: dict[str, Words] = field(default_factory=dict)  # dossier → how it names them
    first_seen: dict[str, int] = field(default_factory=dict)  # dossier → line

    def row(self, line: Line) -> Row:
        """Raises Rejected."""
        told = self.rows.read(line)
        code = told["dossier_code"]
        if code in self.first_seen:
            raise Rejected(f"{DUPLICATE}: first on line {self.first_seen[code]}")
        row: Row = dict.fromkeys(DOSSIER_CONTENT) | {
            name: told[name] for name in told if name in DOSSIER_CONTENT
        }
        row |= self._standing(told, line) | self._names(told)
        row["time_precision"] = told.get("time_precision") or precision(told)
        if row["outcome"]:
            row |= dict.fromkeys(CURRENT)
        self.first_seen[code] = line.number
        return row | {
            "deleted": False,
            "source_id": self.mapping.source_id,
            "source_key": code,
            "source_updated_at": told.get("source_updated_at"),
        }

    def _standing(self, told: Row, line: Line) -> Row:
        """Status, outcome and pause, and the source's own word for them."""
        meaning = told.get("status")
        if self.mapping.by_result:
            meaning = self.mapping.by_result[0 if told["result_at"] else 1]
        if not isinstance(meaning, Meaning):
            raise Rejected("no status")
        outcome = told.get("outcome") or meaning.outcome
        paused = told.get("paused") if told.get("paused") is not None else meaning.paused
        return {
            "status": meaning.status,
            "status_raw": told.get("status_raw")
            or (self.rows.status_text(line) or "")[:200]
            or None,
            "outcome": outcome,
            "paused": bool(paused) and not outcome if self.mapping.knows_pauses else None,
        }

    def _names(self, told: Row) -> Row:
        words = Words(*((told.get(f"{name}_code"), told.get(name)) for name in Words._fields[:4]))
        owner, procedure = self.agencies.code(*words.agency), self.procedures.code(*words.procedure)
        counter = None
        if any(words.receiving_agency):
            counter = self.agencies.code(*words.receiving_agency)
        field_code = self.field_codes.code(*words.field)
        placed = self.fields.place(procedure, field_code, words.field[1])
        self._words[told["dossier_code"]] = words._replace(found=(procedure, field_code))
        return {
            "agency_code": owner,
            "receiving_agency_code": counter,
            "procedure_code": placed,
        }

    def use(self, row: Row) -> None:
        """Remembers how a row that is kept names its agencies, its procedure and its field."""
        words = self._words.pop(row["dossier_code"])
        procedure, field_code = words.found
        self.agencies.use(row["agency_code"], *words.agency)
        if row["receiving_agency_code"] != row["agency_code"]:
            self.agencies.use(row["receiving_agency_code"], *words.receiving_agency)
        self.procedures.use(procedure, *words.procedure)
        self.fields.use(row["procedure_code"], procedure, field_code)


def precision(told: Mapping[str, Any]) -> str:
    """TIME when every date that lateness rests on has a time of day: midnight is none."""
    decisive = [told.get(name) for name in ("due_at", "result_at", "returned_at")]
    dates = [each for each in decisive if each] or [told.get("received_at")]
    has_times = all(isinstance(each, datetime) and each.time() != time() for each in dates)
    return "TIME" if has_times else "DAY"
