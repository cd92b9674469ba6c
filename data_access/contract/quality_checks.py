"""Checks of single records, each a statement that gives the codes of the records at fault."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from data_access.contract.clock import day_of
from data_access.contract.dating import ended_at
from data_access.contract.schema import (
    agency,
    dossier,
    pause,
    procedure,
    source_capability,
)
from data_access.contract.usable import counts, usable
from data_access.indicators.definition import N_
from data_access.rules import End
from data_access.scope import APART, UNKNOWN_AGENCY

Codes = Select[str]
Condition = ColumnElement[bool]
Check = Callable[[datetime], Codes]  # given what "now" is
d, p = dossier.c, pause.c

ENDED = ended_at(End.RESULT)
KNOWN_OUTCOMES = ("RESULT", "REFUSED", "SENT_BACK", "WITHDRAWN", "NOT_ACCEPTED")


def dossiers(*where: Condition) -> Codes:
    return select(d.dossier_code.label("code")).where(counts(), *where)


def pauses(*where: Condition) -> Codes:
    return select(p.dossier_code.label("code")).where(usable(pause), *where)


def is_before(one: ColumnElement[datetime], two: ColumnElement[datetime]) -> Condition:
    """To the second where the source gives times of day, else by the day."""
    return and_(one < two, or_(d.time_precision == "TIME", day_of(one) < day_of(two)))


def no_receipt(_now: datetime) -> Codes:
    """Accepted: neither new (1) nor refused at receipt (3)."""
    refused = and_(d.outcome.is_not(None), d.outcome == "NOT_ACCEPTED")
    return dossiers(d.received_at.is_(None), d.status.not_in((1, 3)), ~refused)


def no_end(_now: datetime) -> Codes:
    return dossiers(d.outcome.is_not(None), ENDED.is_(None))


def end_before_receipt(_now: datetime) -> Codes:
    return dossiers(is_before(ENDED, d.received_at))


def due_before_receipt(_now: datetime) -> Codes:
    return dossiers(day_of(d.due_at) < day_of(d.received_at))


def received_before_submitted(_now: datetime) -> Codes:
    return dossiers(is_before(d.received_at, d.submitted_at))


def in_future(now: datetime) -> Codes:
    happened = (
        d.submitted_at,
        d.received_at,
        d.result_at,
        d.returned_at,
        d.withdrawn_at,
        d.refused_at,
    )
    return dossiers(or_(*(each > now for each in happened)))


def stopped_without_outcome(_now: datetime) -> Codes:
    return dossiers(d.status == 8, d.outcome.is_(None))


def unknown_code(_now: datetime) -> Codes:
    return dossiers(
        or_(
            ~d.channel.between(1, 5),
            d.outcome.not_in(KNOWN_OUTCOMES),
            d.time_precision.not_in(("TIME", "DAY")),
        )
    )


def unknown_agency(_now: datetime) -> Codes:
    listed = exists().where(agency.c.agency_code == d.agency_code)
    return dossiers(or_(d.agency_code == UNKNOWN_AGENCY, ~listed))


def unknown_procedure(_now: datetime) -> Codes:
    """None at all counts only where the source says that it gives procedures."""
    c = source_capability.c
    listed = exists().where(procedure.c.procedure_code == d.procedure_code)
    silent = exists().where(
        c.source_id == d.source_id,
        c.table_name == "dossier",
        c.column_name == "procedure_code",
        c.capability == "NO",
    )
    nowhere = and_(d.procedure_code.is_not(None), ~listed)
    unnamed = or_(d.procedure_code.is_(None), d.procedure_code.like(f"{APART}%"))
    return dossiers(or_(nowhere, and_(unnamed, ~silent)))


def online_but_information(_now: datetime) -> Codes:
    informs = exists().where(
        procedure.c.procedure_code == d.procedure_code,
        procedure.c.service_level == "INFORMATION",
    )
    return dossiers(d.channel == 2, informs)


def same_dossier_code(_now: datetime) -> Codes:
    """The key cannot hold a code twice, but it can hold it in two spellings."""
    spelling = func.lower(func.replace(d.dossier_code, " ", ""))
    twice = select(spelling).where(counts()).group_by(spelling)
    return dossiers(spelling.in_(twice.having(func.count() > 1)))


def same_national_code(_now: datetime) -> Codes:
    """Within one agency: chained agencies rightly share the code of their parent dossier."""
    shared = (d.national_dossier_code, d.agency_code)
    several = select(*shared).where(counts(), shared[0].is_not(None)).group_by(*shared)
    twice = several.having(func.count() > 1).subquery("twice")
    same = (twice.c.national_dossier_code == shared[0], twice.c.agency_code == shared[1])
    return dossiers(*same)


def several_open_pauses(_now: datetime) -> Codes:
    still = pauses(p.ended_at.is_(None))
    return still.group_by(p.dossier_code).having(func.count() > 1)


def pause_ends_before_start(_now: datetime) -> Codes:
    return pauses(p.ended_at < p.started_at)


def overlapping_pauses(_now: datetime) -> Codes:
    """Of two pauses that both begin before the other ends; two open ones are their own line."""
    o = pause.alias("other").c
    is_other = exists().where(
        o.dossier_code == p.dossier_code,
        o.pause_no != p.pause_no,
        or_(o.ended_at.is_not(None), p.ended_at.is_not(None)),
        or_(o.ended_at.is_(None), o.ended_at > p.started_at),
        or_(p.ended_at.is_(None), p.ended_at > o.started_at),
        or_(o.ended_at.is_(None), o.ended_at >= o.started_at),
    )
    valid = or_(p.ended_at.is_(None), p.ended_at >= p.started_at)
    return pauses(valid, is_other).distinct()


CHECKS: tuple[tuple[str, str, Check], ...] = (
    ("no_receipt", N_("Accepted without a date of receipt"), no_receipt),
    ("no_end", N_("Closed without a date of end"), no_end),
    ("end_before_receipt", N_("Ended before receipt"), end_before_receipt),
    ("due_before_receipt", N_("Due before receipt"), due_before_receipt),
    (
        "received_before_submitted",
        N_("Received before it was submitted"),
        received_before_submitted,
    ),
    ("in_future", N_("Dated in the future"), in_future),
    ("stopped_without_outcome", N_("Stopped (status 8), no outcome"), stopped_without_outcome),
    ("unknown_code", N_("A code the contract does not know"), unknown_code),
    ("unknown_agency", N_("Agency not known"), unknown_agency),
    ("unknown_procedure", N_("Procedure not known"), unknown_procedure),
    (
        "online_but_information",
        N_("Submitted online, though the procedure only informs"),
        online_but_information,
    ),
    ("same_dossier_code", N_("One dossier code in several spellings"), same_dossier_code),
    (
        "same_national_code",
        N_("One national code for several dossiers of an agency"),
        same_national_code,
    ),
    ("several_open_pauses", N_("More than one open pause"), several_open_pauses),
    ("pause_ends_before_start", N_("A pause that ends before it starts"), pause_ends_before_start),
    ("overlapping_pauses", N_("Pauses that overlap"), overlapping_pauses),
)
