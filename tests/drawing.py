"""Tables drawn in text, as a civil servant would draw them, turned into contract rows."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, Date, DateTime, Integer, Numeric, SmallInteger

from data_access.contract.schema import metadata

Table = list[dict[str, Any]]
STAMP = datetime(2026, 3, 31, 11, 55)
ORIGIN = {"source_id": "S", "source_updated_at": STAMP, "extracted_at": STAMP}
# What a drawn row need not say.
USUAL: dict[str, dict[str, Any]] = {
    "dossier": {
        "agency_code": "A", "procedure_code": "P1", "channel": 1, "status": 4,
        "received_at": datetime(2026, 3, 1, 8), "time_precision": "TIME", "deleted": False,
    },
    "agency": {"active": True},
    "procedure": {"name": "P"},
    "document": {"direction": "SUBMITTED", "has_file": True},
    "payment": {"amount": 10000, "status": "PAID"},
    "rating": {"score": 3},
    "petition": {"kind": "FEEDBACK", "received_at": datetime(2026, 3, 1, 8)},
    "holiday": {"scope": "*", "confirmed": True},
    "agency_succession": {"kind": "FULL"},
}  # fmt: skip
SHORT = {
    "agency": "agency_code", "procedure": "procedure_code",
    "received": "received_at", "due": "due_at", "result": "result_at", "returned": "returned_at",
    "withdrawn": "withdrawn_at", "refused": "refused_at", "started": "started_at",
    "ended": "ended_at", "rated": "rated_at", "paid": "paid_at", "answered": "answered_at",
    "issued": "issued_at", "parent": "parent_code", "field": "field_code",
    "predecessor": "predecessor_code", "successor": "successor_code", "effective": "effective_on",
    "source": "source_id", "step": "step_name", "table": "table_name", "column": "column_name",
}  # fmt: skip
KEYS = {
    "dossier": "dossier_code", "document": "document_key", "payment": "payment_key",
    "rating": "rating_key", "petition": "petition_key", "apology": "apology_key",
    "agency": "agency_code", "procedure": "procedure_code",
}  # fmt: skip


def drawn(table: str, drawing: str) -> Table:
    """One row a line below the head; a blank is a null; days are days of March 2026."""
    lines = [line for line in drawing.strip().splitlines() if line.strip()]
    if not lines:
        return []
    head, *body = ([cell.strip() for cell in line.split("|")] for line in lines)
    codes = {"agency": "agency_code", "procedure": "procedure_code"}
    short = SHORT | {"code": codes.get(table, "dossier_code")}
    columns = [short.get(name, name) for name in head]
    return [
        row(table, number, dict(zip(columns, each, strict=True)))
        for number, each in enumerate(body, 1)
    ]


def row(table: str, number: int, cells: dict[str, str]) -> dict[str, Any]:
    columns = metadata.tables[table].columns
    told: dict[str, Any] = {
        column.name: None for column in columns if column.server_default is None
    }
    told |= USUAL.get(table, {})
    told |= {name: value(columns[name], cell) for name, cell in cells.items()}
    key = KEYS.get(table)
    if key and not told.get(key):
        told[key] = f"{table[0].upper()}{number}"
    if table == "pause" and not told.get("pause_no"):
        told["pause_no"] = number
    if table == "agency" and not told["name"]:
        told["name"] = f"Agency {told['agency_code']}"
    if "source_id" in columns and table != "source_capability":
        told = {**told, **ORIGIN, **({"source_id": told["source_id"]} if told["source_id"] else {})}
        told["source_key"] = str(number)
    return told


def value(column: Any, cell: str) -> Any:
    if cell == "":
        return None
    kinds: list[tuple[type, Callable[[str], Any]]] = [
        (DateTime, instant),
        (Date, day),
        (Boolean, lambda told: told == "yes"),
        (SmallInteger, int),
        (Integer, int),
        (Numeric, int),
    ]
    for kind, read in kinds:
        if isinstance(column.type, kind):
            return read(cell)
    return cell


def day(cell: str) -> date:
    """10 is 10 March 2026; 2025-06-30 is itself."""
    return date.fromisoformat(cell) if "-" in cell else date(2026, 3, 1) + timedelta(int(cell) - 1)


def instant(cell: str) -> datetime:
    """10 is eight in the morning of that day; "10 17:00" says the hour; 0 is 28 February."""
    told, _, clock = cell.partition(" ")
    hour = clock or "08:00"
    return datetime.fromisoformat(f"{day(told).isoformat()}T{hour}")
