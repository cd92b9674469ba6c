"""The steps of a dossier inside the office: entered when, due when, held by whom."""

from dataclasses import dataclass

import numpy as np

from data_access.demo.dossiers import Dossiers, Outcome
from data_access.demo.places import Place, tasks
from data_access.demo.workdays import NONE, Bools, Ints, work_clock

RECEIVE, HAND_ON, EXAMINE, CONSULT, SIGN, RETURN = range(6)
STEP_NAMES = (
    "Tiếp nhận, kiểm tra hồ sơ",
    "Chuyển cơ quan giải quyết",
    "Thẩm định hồ sơ",
    "Lấy ý kiến phối hợp",
    "Ký duyệt",
    "Trả kết quả",
)
MONEY_STEP = "Xác định nghĩa vụ tài chính"
LAND_STEP = "Chi nhánh đăng ký đất đai thẩm tra"
ACTIONS = (
    "Tiếp nhận", "Chuyển xử lý", "Phân công thụ lý", "Lấy ý kiến", "Trình ký", "Có kết quả",
)  # fmt: skip
# How much of the time limit has passed when each step begins.
BEGINS = np.array([0.0, 0.03, 0.08, 0.5, 0.8, 1.0])
CENTRE = "Trung tâm Phục vụ hành chính công"
OLD_CENTRE = "Bộ phận Tiếp nhận và Trả kết quả"
LAND_BRANCH = "Chi nhánh Văn phòng đăng ký đất đai"
UNIT_BY_FIELD = {
    "LV-CT": "Phòng Văn hóa - Xã hội", "LV-HT": "Phòng Văn hóa - Xã hội",
    "LV-BTXH": "Phòng Văn hóa - Xã hội", "LV-GN": "Phòng Văn hóa - Xã hội",
    "LV-NCC": "Phòng Văn hóa - Xã hội", "LV-DD": LAND_BRANCH, "LV-BD": LAND_BRANCH,
}  # fmt: skip
DESKS = 5  # officials who examine, per agency


@dataclass(frozen=True)
class Journey:
    """One row per dossier, one column per step; NONE where the step was not entered."""

    entered: Ints
    due: Ints
    current: Ints


def journeys(made: Dossiers, now: int) -> Journey:
    """Late dossiers linger at one step; all others move evenly."""
    clock = work_clock()
    begun = np.maximum(made.received, made.submitted)
    start = clock.position(begun)
    end = clock.position(np.maximum(made.end, begun))
    limit = np.maximum(clock.position(np.maximum(made.due, begun)) - start, 1)
    duration = np.maximum(end - start, 0)
    pace = np.minimum(duration, limit)
    at = start[:, None] + (BEGINS * pace[:, None]).astype(np.int64)
    behind = end[:, None] - ((1 - BEGINS) * pace[:, None]).astype(np.int64)
    lingers = (made.stuck[:, None] != NONE) & (np.arange(6) > made.stuck[:, None])
    entered = clock.instant(np.where(lingers, behind, at))
    entered[:, RECEIVE] = made.received
    entered = np.maximum(entered, made.received[:, None])
    entered[:, RETURN] = np.where(made.outcome == Outcome.OPEN, NONE, made.end)
    entered[(entered > now) | (entered > made.end[:, None])] = NONE
    entered[~has_consulting(made), CONSULT] = NONE
    quick = is_quick(made)
    for step in (HAND_ON, EXAMINE):
        entered[quick, step] = NONE
    entered[made.received == NONE] = NONE
    due = clock.instant(start[:, None] + (np.r_[BEGINS[1:], 1.0] * limit[:, None]).astype(int) - 1)
    current = 5 - np.argmax(entered[:, ::-1] != NONE, axis=1)
    return Journey(entered, due, current)


def has_consulting(made: Dossiers) -> Bools:
    """Land always asks for the money due; other long matters sometimes ask other offices."""
    known = tasks()
    is_land = np.array([task.field == "LV-DD" for task in known])[made.procedure]
    is_long = np.array([task.days >= 10 for task in known])[made.procedure]
    asks = is_land | (is_long & (made.received % 3 != 0)) | (made.stuck == CONSULT)
    return np.asarray(asks)


def is_quick(made: Dossiers) -> Bools:
    """What is done while the citizen waits is taken in, signed and given out."""
    same_day = np.array([task.days == 0 for task in tasks()])[made.procedure]
    return np.asarray(same_day & (made.stuck == NONE))


def step_name(step: int, field: str) -> str:
    if field == "LV-DD" and step == CONSULT:
        return MONEY_STEP
    if field == "LV-DD" and step == EXAMINE:
        return LAND_STEP
    return STEP_NAMES[step]


def unit_name(step: int, field: str, place: Place) -> str:
    if step in (RECEIVE, RETURN):
        return CENTRE if place.valid_from or place.level == "DEPARTMENT" else OLD_CENTRE
    if step == SIGN:
        return "Lãnh đạo Sở" if place.level == "DEPARTMENT" else "Lãnh đạo Ủy ban nhân dân"
    if step == HAND_ON:
        return "Văn thư"
    fallback = "Phòng chuyên môn" if place.level == "DEPARTMENT" else "Phòng Kinh tế"
    return UNIT_BY_FIELD.get(field, fallback)


def holder_code(step: int, place: Place, number: int) -> str:
    """A staff code; the demonstration knows no names."""
    short = place.code.removeprefix("H99.").replace(".", "")
    if step in (RECEIVE, RETURN):
        return f"TN-{short}-{number % 2 + 1:02}"
    if step == SIGN:
        return f"LD-{short}-{number % 2 + 1:02}"
    return f"CV-{short}-{number % DESKS + 1:02}"
