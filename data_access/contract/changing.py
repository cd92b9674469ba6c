"""When dossiers last changed, of each agency by each source."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from sqlalchemy import Select, String, and_, case, func, literal, select

from data_access.ages import DAY, LOOKED_BACK, Feeds, Heard, joined
from data_access.contract.clock import day_of
from data_access.contract.schema import dossier
from data_access.contract.usable import readable, source_in, there

d = dossier.c
# A source that stamps nothing is dated by the last that it says has happened.
changed_at = func.coalesce(
    d.source_updated_at, d.returned_at, d.result_at, d.withdrawn_at, d.refused_at, d.received_at,
    d.extracted_at,
)  # fmt: skip


def changes(clock: datetime) -> Select[*tuple[Any, ...]]:
    """Rows (agency, source, day, newest change); what is long past stands in one row, without its
    day. A change ahead of the clock is not believed, and its dossier comes from somewhere; one
    that is marked as deleted, or whose agency is no code, comes from nowhere.
    """
    first = datetime.combine(clock.date() - LOOKED_BACK * DAY, time())
    is_told = and_(changed_at <= clock, readable(changed_at))
    day = case((and_(is_told, changed_at >= first), day_of(changed_at)), else_=literal("", String))
    newest = func.max(case((is_told, changed_at)))
    keys = d.agency_code, source_in(dossier).label("source"), day.label("day")
    placed = (d.deleted.is_not(True), there(d.agency_code), readable(d.source_id))
    return select(*keys, newest).where(*placed).group_by(*keys)


def feeds_in(rows: Iterable[Any]) -> Feeds:
    found: dict[str, dict[str, Heard | None]] = {}
    for agency, source, _day, at in rows:
        held = found.setdefault(agency, {})
        held[source] = joined([held.get(source), None if at is None else Heard(at)])
    return found
