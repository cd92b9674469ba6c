"""The planted troubles: where each lies and since when, for the generator and for tests."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Trouble(StrEnum):
    EASY_FIRST = "closes easy dossiers first: official share fine, honest share falls"
    LATE_ENTRY = "returns on time on paper, enters the result in bulk on the last working day"
    TYPED_IN = "its online dossiers are typed in by its own officials, in bursts"
    DUPLICATES = "several dossiers bear the same national code"
    WORSE = "honest on-time share clearly worse in the last months"
    BETTER = "honest on-time share clearly better in the last months"
    TINY = "fewer than ten dossiers a month"


@dataclass(frozen=True)
class Planted:
    trouble: Trouble
    agencies: tuple[str, ...]
    days: int  # how many days before today it began


TROUBLES = (
    Planted(Trouble.EASY_FIRST, ("H99.116",), 128),
    Planted(Trouble.LATE_ENTRY, ("H99.121",), 500),
    Planted(Trouble.TYPED_IN, ("H99.125",), 430),
    Planted(Trouble.DUPLICATES, ("H99.110",), 500),
    Planted(Trouble.WORSE, ("H99.104", "H99.112", "H99.118", "H99.135", "H99.142"), 118),
    Planted(Trouble.BETTER, ("H99.107",), 118),
    Planted(Trouble.TINY, ("H99.145",), 9999),
)

# Faults of the register itself: how many dossiers have each.
FAULTS = {
    "closed without an end": 7,
    "end before receipt": 6,
    "due before receipt": 5,
    "unknown agency": 9,
    "no due date": 8,
}


def planted(trouble: Trouble) -> Planted:
    (found,) = (each for each in TROUBLES if each.trouble is trouble)
    return found


def since(trouble: Trouble, today: date) -> date:
    return today - timedelta(days=planted(trouble).days)
