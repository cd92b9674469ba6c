"""Dossiers, their stops and their steps as rows of the contract."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from data_access.contract import schema
from data_access.demo.batch import Batch, instants, known, picked, short_days
from data_access.demo.dossiers import Dossiers, Outcome
from data_access.demo.journey import (
    ACTIONS,
    Journey,
    holder_code,
    step_name,
    unit_name,
)
from data_access.demo.places import Place, Task
from data_access.demo.workdays import NONE, Bools

OUTCOMES = [outcome.word for outcome in Outcome]
STATUS_WORDS = (
    "", "Mới đăng ký", "Được tiếp nhận", "Không được tiếp nhận", "Đang xử lý",
    "Yêu cầu bổ sung giấy tờ", "Yêu cầu thực hiện nghĩa vụ tài chính",
    "Công dân yêu cầu rút hồ sơ", "Dừng xử lý", "Đã xử lý xong", "Đã trả kết quả",
)  # fmt: skip
PAUSES = ("SUPPLEMENT", "FINANCIAL")


@dataclass(frozen=True)
class Register:
    """What the numbers in a set of dossiers stand for, and where they come from."""

    places: tuple[Place, ...]
    tasks: tuple[Task, ...]
    source: str
    extracted_at: str

    def origin(self, keys: list[str], changed: list[str | None] | None = None) -> dict[str, Any]:
        return {
            "source_id": self.source,
            "source_key": keys,
            "source_updated_at": changed,
            "extracted_at": self.extracted_at,
        }


def codes_of(made: Dossiers, register: Register) -> list[str]:
    """H99.118-261105-0042: who took it in, when, the how-manieth that day."""
    prefixes = picked(made.counter, [place.code for place in register.places])
    entered = np.where(made.received != NONE, made.received, made.submitted)
    return [
        f"{prefix}-{day}-{serial:04}"
        for prefix, day, serial in zip(
            prefixes, short_days(entered), made.serial.tolist(), strict=True
        )
    ]


def national_codes(made: Dossiers) -> list[str | None]:
    return [None if twin < 0 else f"G22.99-26{twin:06}" for twin in made.twin.tolist()]


def dossier_batch(
    made: Dossiers, codes: list[str], register: Register, now_at: dict[str, list[str | None]]
) -> Batch:
    agencies = [place.code for place in register.places]
    columns = {
        "dossier_code": codes,
        "national_dossier_code": national_codes(made),
        "agency_code": picked(made.owner, agencies),
        "receiving_agency_code": picked(made.counter, agencies),
        "procedure_code": picked(made.procedure, [task.code for task in register.tasks]),
        "channel": known(made.channel),
        "submission_place": [1 if channel == 2 else None for channel in made.channel.tolist()],
        "applicant_kind": known(made.applicant),
        "status": made.status.tolist(),
        "status_raw": picked(made.status, STATUS_WORDS),
        "outcome": picked(made.outcome, OUTCOMES),
        "paused": known(made.paused),
        "return_method": known(made.return_method),
        "identity_verified": known(made.verified),
        "time_precision": "TIME",
        "deleted": 0,
    }
    columns |= dates(made) | now_at | register.origin(codes, instants(made.changed))
    return Batch(schema.dossier, columns, len(made))


def dates(made: Dossiers) -> dict[str, list[str | None]]:
    return {
        "submitted_at": instants(made.submitted),
        "received_at": instants(made.received),
        "due_at": instants(made.due),
        "original_due_at": instants(made.first_due),
        "result_at": instants(made.result),
        "returned_at": instants(made.returned),
        "withdrawn_at": instants(made.withdrawn),
        "refused_at": instants(made.refused),
    }


def current_steps(
    made: Dossiers, journey: Journey, register: Register
) -> dict[str, list[str | None]]:
    """Where each open dossier stands and who holds it."""
    rows = np.arange(len(made))
    is_open = (made.outcome == Outcome.OPEN) & (made.received != NONE)
    since = np.where(is_open, journey.entered[rows, journey.current], NONE)
    due = np.where(is_open, journey.due[rows, journey.current], NONE)
    told: dict[str, list[str | None]] = {
        "step_name": [None] * len(made),
        "step_code": [None] * len(made),
        "holder": [None] * len(made),
        "holder_unit": [None] * len(made),
        "step_since": instants(since),
        "step_due_at": instants(due),
    }
    for row in np.flatnonzero(is_open).tolist():
        step = int(journey.current[row])
        task, place = register.tasks[made.procedure[row]], register.places[made.owner[row]]
        told["step_name"][row] = step_name(step, task.field)
        told["step_code"][row] = f"B{step + 1}"
        told["holder"][row] = holder_code(step, place, int(made.serial[row]))
        told["holder_unit"][row] = unit_name(step, task.field, place)
    return told


def pause_batch(made: Dossiers, codes: list[str], register: Register) -> Batch:
    chosen = np.flatnonzero(made.pause_start != NONE)
    part = made.part(chosen)
    keys = [codes[row] for row in chosen.tolist()]
    over = part.pause_end != NONE
    columns = {
        "dossier_code": keys,
        "pause_no": 1,
        "kind": picked(part.pause_kind, PAUSES),
        "started_at": instants(part.pause_start),
        "ended_at": instants(part.pause_end),
        "due_before": instants(part.first_due),
        "due_after": instants(np.where(over, part.due, NONE)),
    }
    return Batch(schema.pause, columns | register.origin(keys), len(part))


def step_batch(
    made: Dossiers, codes: list[str], journey: Journey, chosen: Bools, register: Register
) -> Batch:
    """Every step entered, in the order of the days."""
    rows, steps = np.nonzero((journey.entered != NONE) & chosen[:, None])
    first = np.r_[True, rows[1:] != rows[:-1]] if len(rows) else np.array([], dtype=bool)
    starts = np.flatnonzero(first)
    numbers = np.arange(len(rows)) - np.repeat(starts, np.diff(np.r_[starts, len(rows)])) + 1
    fields = [task.field for task in register.tasks]
    facts = list(
        zip(
            steps.tolist(),
            (fields[each] for each in made.procedure[rows].tolist()),
            (register.places[each] for each in made.owner[rows].tolist()),
            made.serial[rows].tolist(),
            strict=True,
        )
    )
    entered = [step_name(step, field) for step, field, _, _ in facts]
    keys = [codes[row] for row in rows.tolist()]
    columns = {
        "dossier_code": keys,
        "step_no": numbers.tolist(),
        "happened_at": instants(journey.entered[rows, steps]),
        "from_step": [
            None if new else was for new, was in zip(first, ["", *entered], strict=False)
        ],
        "to_step": entered,
        "action": [ACTIONS[step] for step, _, _, _ in facts],
        "actor": [holder_code(step, place, serial) for step, _, place, serial in facts],
        "actor_unit": [unit_name(step, field, place) for step, field, place, _ in facts],
        "status": [9 if step == 5 else 4 if step else 2 for step, _, _, _ in facts],
        "step_due_at": instants(journey.due[rows, steps]),
        "rolled_back": 0,
    }
    origin = register.origin([str(number) for number in numbers.tolist()])
    return Batch(schema.step, columns | origin, len(rows))
