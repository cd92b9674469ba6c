"""What is wrong with the data itself: each finding with its count and codes to look at.

Map, never judge: nothing is repaired or left out of the figures because of a finding.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from data_access.contract.quality_asking import Asking
from data_access.contract.quality_checks import CHECKS, Codes
from data_access.contract.quality_dates import (
    due_days,
    other_due_days,
    statuses,
    unknown_statuses,
    unused_days_off,
)
from data_access.contract.quality_patterns import (
    constant_columns,
    constants,
    day_closures,
    month_end_closures,
    mostly_empty,
    one_channel,
)
from data_access.contract.quality_values import left_out, malformed_instants, unreadable
from data_access.contract.survey import Contents
from data_access.contract.usable import columns_of
from data_access.indicators.definition import N_

EXAMPLES = 5


@dataclass(frozen=True)
class Finding:
    """What one check found. `lacking` names the missing columns when it could not be made."""

    key: str
    title: str
    count: int = 0
    examples: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()

    @property
    def is_found(self) -> bool:
        return self.count > 0


def findings(asking: Asking, now: datetime) -> Iterator[Finding]:
    """Every check in order, as it is made, those that found nothing too. Only codes are given as
    examples.
    """
    for key, title, of in CHECKS:
        yield asked(asking, key, title, of(now))
    yield from patterns(asking)
    yield from AGAINST_YESTERDAY


def statements(told: Contents, now: datetime) -> list[Select[*tuple[Any, ...]]]:
    """What is asked of very many rows, so that it can be made ready at once."""
    every = [of(now) for _, _, of in CHECKS]
    made = [each for each in every if not lacking(each, told)]
    return [*made, day_closures(), due_days(), statuses(), one_channel(), *constants().values()]


def lacking(statement: Codes, told: Contents) -> tuple[str, ...]:
    return tuple(sorted(name for name in needed(statement) if told.lacks(name)))


def asked(asking: Asking, key: str, title: str, statement: Codes) -> Finding:
    """One check: how many codes the statement gives, and the first of them."""
    missing = lacking(statement, asking.told)
    if missing:
        return Finding(key, title, lacking=missing)
    codes = statement.subquery("found")
    [(count,)] = asking.rows(select(func.count()).select_from(codes))
    if not count:
        return Finding(key, title)
    first = select(codes.c.code).distinct().order_by(codes.c.code).limit(EXAMPLES)
    return Finding(key, title, count, tuple(str(code) for (code,) in asking.rows(first)))


def needed(statement: Select[*tuple[Any, ...]]) -> set[str]:
    """The columns a statement rests on; `deleted` may be missing, then nothing is deleted."""
    return {
        f"{each.table.name}.{each.name}" for each in columns_of(statement) if each.name != "deleted"
    }


Found = Iterable[tuple[str, int]]  # what to look at, how many
PATTERNS: tuple[tuple[str, str, Callable[[Asking], Found], tuple[str, ...]], ...] = (
    (
        "left_out",
        N_("Rows no figure counts, for a key, an owner or a date that is none"),
        left_out,
        (),
    ),
    ("unreadable", N_("Values taken as not given"), unreadable, ()),
    (
        "month_end_closures",
        N_("Closures piled up on the last working day of a month"),
        month_end_closures,
        ("dossier.agency_code", "dossier.outcome", "dossier.result_at", "dossier.returned_at"),
    ),
    (
        "constant_columns",
        N_("A column that never varies"),
        constant_columns,
        (
            "document.digitised",
            "document.reuse",
            "document.from_national_store",
            "dossier.channel",
        ),
    ),
    (
        "mostly_empty",
        N_("One channel where it is known, and mostly not known"),
        mostly_empty,
        ("dossier.channel",),
    ),
    (
        "malformed_instants",
        N_("Dates not written as YYYY-MM-DD HH:MM:SS"),
        malformed_instants,
        (),
    ),
    (
        "other_due_day",
        N_("Due on another day than the procedure's working days give"),
        other_due_days,
        (
            "dossier.received_at",
            "dossier.due_at",
            "dossier.procedure_code",
            "procedure.time_limit",
            "procedure.time_limit_unit",
        ),
    ),
    (
        "unknown_status",
        N_("Status not known"),
        unknown_statuses,
        ("dossier.status",),
    ),
    (
        "unused_days_off",
        N_("Days off of one agency, which are not used"),
        unused_days_off,
        ("holiday.scope",),
    ),
)
NO_SNAPSHOT = ("a snapshot of the day before: none is kept yet",)
AGAINST_YESTERDAY = (
    Finding("due_changed", N_("Due date changed since the day before"), lacking=NO_SNAPSHOT),
    Finding("result_erased", N_("Result erased since the day before"), lacking=NO_SNAPSHOT),
)


def patterns(asking: Asking) -> Iterator[Finding]:
    """Checks that look at many records at once."""
    for key, title, look, needs in PATTERNS:
        missing = tuple(name for name in needs if asking.told.lacks(name))
        if missing:
            yield Finding(key, title, lacking=missing)
            continue
        found = list(look(asking))
        shown = tuple(what for what, _ in found[:EXAMPLES])
        yield Finding(key, title, sum(count for _, count in found), shown)
