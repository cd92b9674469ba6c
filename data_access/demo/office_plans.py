"""How many dossiers of which fate each published report tells of. Codes and numbers only.

Where a report contradicts itself, these follow the part that adds up.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from data_access.demo.cohorts import Cohort, Fate
from data_access.demo.places import Task, lines

LAND = frozenset({"LV-DD", "LV-BD"})


def executed_by(*kinds: str) -> Callable[[Task], bool]:
    return lambda task: task.executed_by in kinds and task.weight > 0


def is_land(task: Task) -> bool:
    return task.field in LAND and task.executed_by == "department"


def is_code(code: str) -> Callable[[Task], bool]:
    return lambda task: task.code == code


def codes_below(parent: str) -> tuple[str, ...]:
    return tuple(line["code"] for line in lines("offices.csv") if line["parent"] == parent)


@dataclass(frozen=True)
class ChannelCount:
    """Of the dossiers an agency and those below it received in a period."""

    agency: str
    first_day: date
    last_day: date
    online: int
    post: int = 0


BINH_SON = Cohort(
    tasks=lambda task: True,
    first_day=date(2021, 12, 15),
    last_day=date(2022, 12, 30),
    fates={},
)
# 1,965 were resolved but 1,891 + 72 = 1,963: the two others had no due day, so all three hold.
BINH_SON_DEPARTMENTS = replace(
    BINH_SON,
    tasks=executed_by("district", "commune"),
    agency_by_field={
        "LV-HKD": "BINH-SON.PB.01",
        "LV-HT": "BINH-SON.PB.02",
        "LV-XD": "BINH-SON.PB.03",
        "LV-DD": "BINH-SON.PB.04",
        "LV-BTXH": "BINH-SON.PB.05",
        "LV-VH": "BINH-SON.PB.06",
        "LV-GD": "BINH-SON.PB.07",
        "LV-TG": "BINH-SON.PB.08",
        "LV-NCC": "BINH-SON.PB.05",
        "LV-GN": "BINH-SON.PB.10",
    },
    fates={
        Fate.CARRIED_IN_TIME: 19,
        Fate.CARRIED_LATE: 2,
        Fate.IN_TIME: 1872,
        Fate.LATE: 70,
        Fate.NO_DUE: 2,
        Fate.PENDING: 11,
        Fate.OVERDUE: 2,
    },
)
# "Pending 3,125" is 3 short of both 19,066 - 15,938 and 3,014 + 114.
BINH_SON_LAND = replace(
    BINH_SON,
    tasks=lambda task: is_land(task) and task.days >= 8,
    agencies=("BINH-SON.DD",),
    fates={Fate.IN_TIME: 14960, Fate.LATE: 978, Fate.PENDING: 3014, Fate.OVERDUE: 114},
)

# "Received 11,543" has two digits swapped: 11,449 + 0 + 4 = 11,453, of which 99.96 % in time.
CHI_LANG_DISTRICT = Cohort(
    tasks=executed_by("district"),
    agencies=("CHI-LANG.H",),
    first_day=date(2020, 1, 1),
    last_day=date(2020, 12, 31),
    fates={Fate.IN_TIME: 11449, Fate.PENDING: 4},
)
CHI_LANG_COMMUNES = replace(
    CHI_LANG_DISTRICT,
    tasks=executed_by("commune"),
    agencies=codes_below("CHI-LANG.X"),
    fates={Fate.IN_TIME: 67342, Fate.LATE: 3, Fate.PENDING: 35},
)
# "Received" of 2021 is all that was handled: 9,526 = 9,502 + 0 + 24 leaves no room for the 4 that
# 2020 left pending beside it, so they are within it; likewise the communes' 35 within 40,893.
CHI_LANG_DISTRICT_2021 = replace(
    CHI_LANG_DISTRICT,
    first_day=date(2021, 1, 1),
    last_day=date(2021, 9, 30),
    fates={Fate.IN_TIME: 9502 - 4, Fate.PENDING: 24},
)
CHI_LANG_COMMUNES_2021 = replace(
    CHI_LANG_COMMUNES,
    first_day=date(2021, 1, 1),
    last_day=date(2021, 9, 30),
    fates={Fate.IN_TIME: 40863 - 35, Fate.PENDING: 30},
)

# Results are counted two days longer than dossiers, so the two pending end after those days.
BA_VI = Cohort(
    tasks=lambda task: task.executed_by == "commune" and task.weight > 0 and task.has_paper,
    agencies=("BA-VI",),
    first_day=date(2023, 12, 15),
    last_day=date(2024, 4, 14),
    quiet_days=2,
    fates={
        Fate.CARRIED_IN_TIME: 8,
        Fate.IN_TIME: 678 - 8 - 3,
        Fate.PENDING: 2,
        Fate.WITHDRAWN: 1,
    },
)
BA_VI_ETHNIC = replace(BA_VI, tasks=is_code("1.012222"), fates={Fate.IN_TIME: 3})

QUANG_NGAI = Cohort(
    tasks=executed_by("department"),
    first_day=date(2020, 12, 15),
    last_day=date(2021, 12, 14),
    fates={},
)
# The four cohorts of the departments add up to 1,812 carried over, 60,531 new, 60,002 in time,
# 279 late and 2,062 pending.
QUANG_NGAI_PROVINCE_OFFICE = replace(
    QUANG_NGAI,
    tasks=lambda task: task.executed_by == "department" and task.days >= 10,
    agencies=("QUANG-NGAI.SN.VP",),
    fates={Fate.IN_TIME: 936, Fate.LATE: 135, Fate.PENDING: 13, Fate.OVERDUE: 2},
)
QUANG_NGAI_ANIMALS = replace(
    QUANG_NGAI,
    tasks=is_code("1.002338"),
    agencies=("QUANG-NGAI.SN.01",),
    days=0,
    fates={Fate.IN_TIME: 3214},
)
QUANG_NGAI_TRADE = replace(
    QUANG_NGAI,
    tasks=is_code("2.000033"),
    agencies=("QUANG-NGAI.SN.02",),
    days=0,
    fates={Fate.IN_TIME: 14065},
)
QUANG_NGAI_DEPARTMENTS = replace(
    QUANG_NGAI,
    agency_by_field={
        "LV-TS": "QUANG-NGAI.SN.01",
        "LV-TM": "QUANG-NGAI.SN.02",
        "LV-LLTP": "QUANG-NGAI.SN.03",
        "LV-DB": "QUANG-NGAI.SN.04",
        "LV-LX": "QUANG-NGAI.SN.04",
        "LV-DN": "QUANG-NGAI.SN.05",
        "LV-VL": "QUANG-NGAI.SN.06",
        "LV-NCC": "QUANG-NGAI.SN.06",
        "LV-KCB": "QUANG-NGAI.SN.07",
        "LV-DP": "QUANG-NGAI.SN.07",
        "LV-DD": "QUANG-NGAI.SN.08",
        "LV-XD": "QUANG-NGAI.SN.09",
        "LV-GD": "QUANG-NGAI.SN.10",
    },
    not_same_day=True,  # what is done on the spot is counted apart
    fates={
        Fate.CARRIED_IN_TIME: 1790,
        Fate.CARRIED_LATE: 22,
        Fate.IN_TIME: 39997,
        Fate.LATE: 122,
        Fate.PENDING: 2006,
        Fate.OVERDUE: 41,
    },
)
QUANG_NGAI_LAND = replace(
    QUANG_NGAI,
    tasks=is_land,
    agencies=("QUANG-NGAI.DD",),
    fates={
        Fate.CARRIED_IN_TIME: 2100,
        Fate.CARRIED_LATE: 2270,
        Fate.IN_TIME: 28176,
        Fate.LATE: 1442,
        Fate.PENDING: 1703,
        Fate.OVERDUE: 242,
    },
)


def hoai_nhon(
    code: str, first_day: date, days: int, fates: dict[Fate, int], agencies: tuple[str, ...] = ()
) -> Cohort:
    return Cohort(
        tasks=is_code(code),
        agencies=agencies or codes_below("HOAI-NHON"),
        first_day=first_day,
        last_day=date(2024, 7, 16),
        days=days,
        fates=fates,
    )


# The report does not split what it resolved of the interlinked ones into in time and late.
HOAI_NHON = (
    hoai_nhon("1.010824", date(2023, 8, 16), 3, {Fate.IN_TIME: 352, Fate.LATE: 1}),
    hoai_nhon("1.005461", date(2023, 8, 4), 3, {Fate.IN_TIME: 14}),
    hoai_nhon("1.004772", date(2023, 8, 4), 4, {Fate.IN_TIME: 26}),
    hoai_nhon("1.002211", date(2024, 5, 17), 4, {Fate.IN_TIME: 1}),
    hoai_nhon("2.002100", date(2024, 6, 7), 7, {Fate.IN_TIME: 1}, ("HOAI-NHON",)),
    hoai_nhon(
        "2.000986",
        date(2023, 7, 28),
        20,
        {Fate.IN_TIME: 2371, Fate.LATE: 40, Fate.PENDING: 121, Fate.OVERDUE: 37},
    ),
    hoai_nhon(
        "LT-KHAI-TU",
        date(2023, 7, 28),
        20,
        {Fate.IN_TIME: 640, Fate.LATE: 11, Fate.PENDING: 31, Fate.OVERDUE: 8},
    ),
)
