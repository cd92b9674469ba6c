"""The made-up province: its agencies of both eras, who became whom, and its procedures."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
MERGER = date(2025, 7, 1)
LAST_DAY_BEFORE = date(2025, 6, 30)
ROOT = "H99"
BASIS = "Nghị quyết sắp xếp đơn vị hành chính (minh họa), hiệu lực từ 01/7/2025"


@dataclass(frozen=True)
class Place:
    """An agency of the province; `size` is its share of the work of its kind."""

    code: str
    name: str
    level: str
    parent: str | None
    valid_from: date | None = None
    valid_to: date | None = None
    size: float = 1.0


@dataclass(frozen=True)
class Merger:
    old: str
    new: str
    is_full: bool


@dataclass(frozen=True)
class Task:
    """A procedure and who does it: a department, a commune, or a district until the merger."""

    code: str
    name: str
    field: str
    field_name: str
    executed_by: str
    department: str
    days: int
    fee: int
    service_level: str
    has_paper: bool
    weight: float


def lines(file: str) -> Iterator[dict[str, str]]:
    with (HERE / file).open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)


@cache
def tasks() -> tuple[Task, ...]:
    return tuple(
        Task(
            line["code"],
            line["name"],
            line["field"],
            line["field_name"],
            line["executed_by"],
            f"{ROOT}.{line['department']}",
            int(line["time_limit_days"]),
            int(line["fee"]),
            line["service_level"],
            line["result_is_document"] == "1",
            float(line["weight"]),
        )
        for line in lines("procedures.csv")
    )


@cache
def mergers() -> tuple[Merger, ...]:
    """Old commune → new commune; a name with a star was split between two."""
    codes: dict[str, str] = {}
    links = []
    for line in lines("communes.csv"):
        for name in line["predecessors"].split(";"):
            if name not in codes:
                below = sum(code.startswith(line["district"]) for code in codes.values())
                codes[name] = f"{line['district']}.{below + 1:02}"
            links.append(Merger(codes[name], line["code"], not name.endswith("*")))
    return tuple(links)


@cache
def places() -> tuple[Place, ...]:
    """Every agency, parents before children."""
    found = [above(line) for line in lines("agencies.csv")]
    old: dict[str, Place] = {}
    names = [name for line in lines("communes.csv") for name in line["predecessors"].split(";")]
    for link, name in zip(mergers(), names, strict=True):
        parent = link.old.rpartition(".")[0]
        old[link.old] = Place(
            link.old, name.rstrip("*"), "COMMUNE", parent, valid_to=LAST_DAY_BEFORE
        )
    new = [
        Place(
            line["code"],
            line["name"],
            "COMMUNE",
            ROOT,
            valid_from=MERGER,
            size=float(line["size"]),
        )
        for line in lines("communes.csv")
    ]
    unknown = Place("UNKNOWN", "Không rõ đơn vị", "OTHER", ROOT)
    return (*found, *old.values(), *new, unknown)


def above(line: dict[str, str]) -> Place:
    """The province, a department, or a district, which ended with the merger."""
    ended = LAST_DAY_BEFORE if line["level"] == "DISTRICT" else None
    parent = None if line["code"] == ROOT else ROOT
    return Place(line["code"], line["name"], line["level"], parent, valid_to=ended)


@cache
def positions() -> dict[str, int]:
    """Agency code → its place in `places()`."""
    return {place.code: at for at, place in enumerate(places())}


def district_of(commune: str) -> str:
    """The district a new commune lies in, as it was before the merger."""
    return {line["code"]: line["district"] for line in lines("communes.csv")}[commune]
