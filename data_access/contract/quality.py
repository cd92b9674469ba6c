"""What is wrong with the data itself: each finding with its count and codes to look at.

Map, never judge: nothing is repaired or left out of the figures because of a finding.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Select, func, select
from sqlalchemy.sql.visitors import iterate

from data_access.contract.quality_checks import CHECKS, Codes
from data_access.contract.quality_dates import (
    other_due_days,
    unknown_statuses,
    unused_days_off,
)
from data_access.contract.quality_patterns import (
    constant_columns,
    malformed_instants,
    month_end_closures,
    mostly_empty,
)
from data_access.contract.survey import Contents, contents
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


def findings(connection: Connection, now: datetime) -> list[Finding]:
    """Every check in order, those that found nothing too. Only codes are given as examples."""
    told = contents(connection)
    made = [asked(connection, told, key, title, of(now)) for key, title, of in CHECKS]
    return [*made, *patterns(connection, told), *AGAINST_YESTERDAY]


def asked(
    connection: Connection, told: Contents, key: str, title: str, statement: Codes
) -> Finding:
    """One check: how many codes the statement gives, and the first of them."""
    lacking = tuple(sorted(name for name in needed(statement) if told.lacks(name)))
    if lacking:
        return Finding(key, title, lacking=lacking)
    fitted = told.fit(statement).subquery()
    count = connection.execute(select(func.count()).select_from(fitted)).scalar_one()
    if not count:
        return Finding(key, title)
    first = select(fitted.c.code).distinct().order_by(fitted.c.code).limit(EXAMPLES)
    return Finding(key, title, count, tuple(connection.execute(first).scalars()))


def needed(statement: Select[*tuple[Any, ...]]) -> set[str]:
    """The columns a statement rests on; `deleted` may be missing, then nothing is deleted."""
    return {
        f"{each.table.name}.{each.name}"
        for each in iterate(statement)
        if isinstance(each, Column) and each.name != "deleted"
    }


Found = Iterable[tuple[str, int]]  # what to look at, how many
PATTERNS: tuple[tuple[str, str, Callable[[Connection, Contents], Found], tuple[str, ...]], ...] = (
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


def patterns(connection: Connection, told: Contents) -> Iterator[Finding]:
    """Checks that look at many records at once."""
    for key, title, look, needs in PATTERNS:
        lacking = tuple(name for name in needs if told.lacks(name))
        if lacking:
            yield Finding(key, title, lacking=lacking)
            continue
        found = list(look(connection, told))
        shown = tuple(what for what, _ in found[:EXAMPLES])
        yield Finding(key, title, sum(count for _, count in found), shown)
