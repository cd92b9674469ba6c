"""When each agency's dossiers last changed, kept beside what they count."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import Connection, select

from data_access.ages import Feeds, Heard, joined
from data_access.contract.changing import changes, feeds_in
from data_access.contract.listed import as_list, listed
from data_access.contract.schema import dossier
from data_access.contract.survey import Contents
from data_access.register import Register
from data_access.tally.facts import APART, Pairs
from data_access.tally.tables import Tables
from data_access.tally.writing import Row, replace_rows

CODES = "codes"


def kept_feeds(
    connection: Connection, tables: Tables, agencies: Collection[str] | None = None
) -> dict[str, dict[str, Heard | None]]:
    """Of some agencies, or of all."""
    s = tables.source.c
    asked = select(s.agency, s.source, s.changed_at, s.days)
    if agencies is not None:
        asked = asked.where(s.agency.in_(sorted(agencies)))
    found: dict[str, dict[str, Heard | None]] = {}
    for agency, source, at, days in connection.execute(asked):
        told = None if at is None else Heard.unpacked(at, bytes(days))
        found.setdefault(agency, {})[source] = told
    return found


def hear(connection: Connection, tables: Tables, news: Feeds) -> Pairs:
    """Writes what is newer than what is kept; which (agency, source) that told of."""
    held = kept_feeds(connection, tables, news) if news else {}
    rows = [
        row_of(agency, source, told)
        for agency, source, told in pairs_of(news)
        for before in [held.get(agency, {})]
        for told in [joined([before.get(source), told])]
        if source not in before or before[source] != told
    ]
    replace_rows(connection, tables.source, rows)
    return {(row[0], row[1]) for row in rows}


def told_now(
    register: Register, contents: Contents, codes: Collection[str], clock: datetime
) -> Feeds:
    """When some dossiers last changed, of each agency by each source."""
    plain = [code for code in codes if not code.startswith(APART)]
    if not plain:
        return {}
    kind = register.engine.dialect.name
    asked = changes(clock).where(listed(dossier.c.dossier_code, CODES, kind))
    with register.connected() as connection:
        rows = connection.execute(contents.fit(asked), {CODES: as_list(plain, kind)})
        return feeds_in(rows.all())


def pairs_of(told: Feeds) -> Iterator[tuple[str, str, Heard | None]]:
    for agency, each in told.items():
        for source, heard in each.items():
            yield agency, source, heard


def rows_of(pairs: Pairs, told: Feeds) -> list[Row]:
    """Rows of the table of sources, of pairs that have been counted."""
    return [row_of(*pair, told.get(pair[0], {}).get(pair[1])) for pair in sorted(pairs)]


def row_of(agency: str, source: str, told: Heard | None) -> Row:
    return agency, source, told and told.at, told and told.packed
