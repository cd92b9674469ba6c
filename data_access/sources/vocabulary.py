"""What a mapping file may say: the contract's columns a list can fill, and their codes."""

from collections.abc import Mapping

from sqlalchemy import DateTime, String

from data_access.contract.schema import dossier, procedure, step
from data_access.scope import Channel

Code = int | str | bool

ORIGIN = ("source_id", "source_key", "source_updated_at", "extracted_at")
AGENCY_COLUMNS = ("agency", "agency_code", "receiving_agency", "receiving_agency_code")
PROCEDURE_COLUMNS = ("procedure", "procedure_code", "field", "field_code")

# Columns of the contract that hold codes, and the codes they may hold.
CODES: Mapping[str, tuple[Code, ...]] = {
    "channel": tuple(each.code for each in Channel if each.code is not None),
    "submission_place": (1, 2),
    "applicant_kind": (1, 2, 3, 4),
    "return_method": (0, 1, 2),
    "status": tuple(range(1, 11)),
    "outcome": ("RESULT", "REFUSED", "SENT_BACK", "WITHDRAWN", "NOT_ACCEPTED"),
    "paused": (True, False),
    "identity_verified": (True, False),
    "rolled_back": (True, False),
    "time_precision": ("TIME", "DAY"),
}
INSTANTS = frozenset(
    str(column.name)
    for table in (dossier, step)
    for column in table.columns
    if isinstance(column.type, DateTime)
) - {"extracted_at"}
LENGTHS: Mapping[str, int] = {
    str(column.name): column.type.length
    for table in (step, dossier)
    for column in table.columns
    if isinstance(column.type, String) and column.type.length
} | {"agency": 300, "receiving_agency": 300, "procedure": 2000, "field": 300, "field_code": 60}

DOSSIER_CONTENT = tuple(
    str(column.name) for column in dossier.columns if column.name not in (*ORIGIN, "deleted")
)
STEP_CONTENT = tuple(str(column.name) for column in step.columns if column.name not in ORIGIN)
# What [columns] and [constants] may name, and what [steps.columns] may.
LIST_COLUMNS = tuple(
    dict.fromkeys([*DOSSIER_CONTENT, *AGENCY_COLUMNS, *PROCEDURE_COLUMNS, "source_updated_at"])
)
STEP_COLUMNS = (*STEP_CONTENT, "source_key", "source_updated_at")
# They tell where an open dossier is now: a closed one is nowhere.
CURRENT = ("step_name", "step_code", "holder", "holder_unit", "step_since", "step_due_at")

LEVELS = ("PROVINCE", "DEPARTMENT", "COMMUNE", "BRANCH", "DISTRICT", "OTHER")
AGENCY_KEYS = ("code", "name", "also", "under", "level", "national_code")
PROCEDURE_KEYS = ("code", "name", "also", *(
    column.name
    for column in procedure.columns
    if column.name not in (*ORIGIN, "procedure_code", "name")
))  # fmt: skip
AGENCY_CONTENT = ("agency_code", "national_code", "name", "level", "parent_code", "active")
PROCEDURE_CONTENT = tuple(str(c.name) for c in procedure.columns if c.name not in ORIGIN)

# What the national codes themselves say when a mapping names only a status.
IMPLIED_OUTCOME = {3: "NOT_ACCEPTED", 7: "WITHDRAWN", 9: "RESULT", 10: "RESULT"}
IMPLIED_PAUSE = (5, 6, 8)
