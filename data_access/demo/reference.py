"""Rows that stand still: agencies, successions, procedures, holidays, what the source can give."""

from collections.abc import Iterable

from data_access.contract import schema
from data_access.demo.batch import Batch
from data_access.demo.places import BASIS, MERGER, Merger, Task, mergers
from data_access.demo.rows import Register
from data_access.demo.workdays import overlay

GIVEN = {
    "dossier": ("channel", "received_at", "submitted_at", "due_at", "result_at", "returned_at",
                "outcome", "procedure_code", "step_name", "step_due_at", "holder", "paused",
                "original_due_at", "identity_verified"),
    "procedure": ("service_level", "has_fee", "result_is_document", "field_code"),
    "document": ("digitised", "reuse", "has_file", "from_national_store", "signed"),
    "payment": ("amount", "method", "status", "paid_at"),
    "pause": ("started_at", "ended_at", "due_before", "due_after"),
    "step": ("happened_at", "to_step", "actor", "step_due_at"),
    "rating": ("score", "rated_at"),
    "petition": ("received_at", "due_at", "answered_at"),
    "apology": ("issued_at", "new_due_at"),
}  # fmt: skip
STEPS_NOTE = "Steps are kept for dossiers of the last 24 months and for all open ones."


def agency_batch(register: Register) -> Batch:
    places = register.places
    codes = [place.code for place in places]
    columns = {
        "agency_code": codes,
        "national_code": [code if code != "UNKNOWN" else None for code in codes],
        "name": [place.name for place in places],
        "level": [place.level for place in places],
        "parent_code": [place.parent for place in places],
        "active": [int(place.valid_to is None) for place in places],
        "valid_from": [place.valid_from and str(place.valid_from) for place in places],
        "valid_to": [place.valid_to and str(place.valid_to) for place in places],
    }
    return Batch(schema.agency, columns | register.origin(codes), len(places))


def succession_batch(register: Register) -> Batch:
    links: tuple[Merger, ...] = mergers()
    columns = {
        "predecessor_code": [link.old for link in links],
        "successor_code": [link.new for link in links],
        "effective_on": str(MERGER),
        "kind": ["FULL" if link.is_full else "PARTIAL" for link in links],
        "legal_basis": BASIS,
    }
    keys = [f"{link.old}>{link.new}" for link in links]
    return Batch(schema.agency_succession, columns | register.origin(keys), len(links))


def procedure_batch(tasks: Iterable[Task], register: Register) -> Batch:
    told = list(tasks)
    codes = [task.code for task in told]
    columns = {
        "procedure_code": codes,
        "national_code": codes,
        "name": [task.name for task in told],
        "field_code": [task.field for task in told],
        "field_name": [task.field_name for task in told],
        "service_level": [task.service_level for task in told],
        "has_fee": [int(task.fee > 0) for task in told],
        "result_is_document": [int(task.has_paper) for task in told],
        "time_limit": [task.days or 0.5 for task in told],
        "time_limit_unit": "WORKING_DAY",
    }
    return Batch(schema.procedure, columns | register.origin(codes), len(told))


def holiday_batch(register: Register) -> Batch:
    days = overlay()
    keys = [str(each["day"]) for each in days]
    columns = {
        "day": keys,
        "scope": "*",
        "kind": [each["kind"] for each in days],
        "name": [each["name"] for each in days],
        "legal_source": [each.get("legal_source") for each in days],
        "confirmed": [int(each["confirmed"]) for each in days],
    }
    return Batch(schema.holiday, columns | register.origin(keys), len(days))


def capability_batch(source: str, given: dict[str, tuple[str, ...]], word: str = "YES") -> Batch:
    """One line per column that an indicator may ask about."""
    pairs = [(table, column) for table, columns in given.items() for column in columns]
    columns = {
        "source_id": source,
        "table_name": [table for table, _ in pairs],
        "column_name": [column for _, column in pairs],
        "capability": word,
        "note": [STEPS_NOTE if table == "step" else None for table, _ in pairs],
    }
    return Batch(schema.source_capability, columns, len(pairs))
