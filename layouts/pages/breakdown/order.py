"""In which order rows stand, and which of them differ from the whole by more than chance."""

from collections.abc import Callable, Sequence
from enum import IntEnum
from itertools import groupby

from data_access.indicators.catalogue import ON_TIME_HONEST, OVERDUE, RECEIVED
from data_access.indicators.intervals import beyond_chance
from data_access.indicators.signals import Judgement
from layouts import wording
from layouts.pages.breakdown.asking import Line

Named = Callable[[Line], str]


class Tier(IntEnum):
    """In the order of the table: the worst first."""

    WORSE = 0
    ALIKE = 1
    BETTER = 2
    FEW = 3
    APART = 4  # of an agency that was not there, or of it is not known whose


JUDGED = {Tier.WORSE: Judgement.WORSE, Tier.BETTER: Judgement.BETTER}


def tiers(
    lines: Sequence[Line],
    whole: Line,
    name: Named,
    can_judge: Callable[[str], bool] = lambda _group: True,
) -> dict[Tier, list[Line]]:
    """By the actual on-time share against the whole's: the 99.8 % limits, not the raw share.

    Within a tier that differs, by the dossiers that it costs.
    """
    place = {
        line.group: placed(line, whole) if can_judge(line.group) else (Tier.APART, 0.0, 0)
        for line in lines
    }
    ordered = sorted(
        lines,
        key=lambda line: (place[line.group], wording.dictionary_order(name(line))),
    )
    grouped = groupby(ordered, key=lambda line: place[line.group][0])
    return {tier: list(each) for tier, each in grouped}


def placed(line: Line, whole: Line) -> tuple[Tier, float, int]:
    """The tier, and the place within it: where it differs by more than chance, by how many
    dossiers are late beyond what the whole's share would give, then by how many are late.

    Below ten dossiers by what is overdue.
    """
    reading, total = line.of(ON_TIME_HONEST), whole.of(ON_TIME_HONEST)
    if reading.value is None or reading.is_few or total.value is None or reading.n is None:
        return Tier.FEW, 0.0, -line.count(OVERDUE)
    found = beyond_chance(reading.numerator or 0, reading.n, total.value)
    if not found.flag:
        return Tier.ALIKE, 0.0, 0
    return Tier.BETTER if found.flag > 0 else Tier.WORSE, -found.short, -found.rest


def by_overdue(lines: Sequence[Line], name: Named) -> list[Line]:
    """Where most waits too long, then where most comes in."""
    return sorted(
        lines,
        key=lambda line: (
            -line.count(OVERDUE),
            -line.count(RECEIVED),
            wording.dictionary_order(name(line)),
        ),
    )


def holders_of_half(lines: Sequence[Line], total: int) -> int:
    """How many of the rows, sorted by overdue, hold half of all that is overdue."""
    held = 0
    for number, line in enumerate(lines, 1):
        held += line.count(OVERDUE)
        if 2 * held >= total:
            return number
    return len(lines)
