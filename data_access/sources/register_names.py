"""Agencies and procedures that a list names, as the register holds them."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, Table, select

from data_access.contract.schema import agency, procedure
from data_access.scope import UNKNOWN_AGENCY
from data_access.sources.dossiers import Dossiers
from data_access.sources.mapping import ListMapping, Names
from data_access.sources.merge import Changes, Row, merge, stored
from data_access.sources.names import Codes, Stored
from data_access.sources.vocabulary import AGENCY_CONTENT, PROCEDURE_CONTENT

UNKNOWN_NAME = "Không rõ đơn vị"


def agencies(connection: Connection, mapping: ListMapping) -> Codes:
    return kept("agency", agency, connection, mapping, mapping.agencies, UNKNOWN_AGENCY)


def procedures(connection: Connection, mapping: ListMapping) -> Codes:
    return kept("procedure", procedure, connection, mapping, mapping.procedures, None)


def kept(
    what: str,
    table: Table,
    connection: Connection,
    mapping: ListMapping,
    names: Names,
    unknown: str | None,
) -> Codes:
    code = next(iter(table.primary_key))
    held = connection.execute(select(code, table.c.name, table.c.source_id)).all()
    codes = Codes(what, names, unknown)
    return codes.keep(Stored(*each[:2], each[2] == mapping.source_id) for each in held)


def fields(connection: Connection) -> Codes:
    """Fields have no table of their own: their codes are those procedures already bear."""
    p = procedure.c
    held = connection.execute(
        select(p.field_code, p.field_name)
        .where(p.field_code.is_not(None), p.field_name.is_not(None))
        .distinct()
    )
    return Codes("field").keep(Stored(code, name, True) for code, name in held)


def write(connection: Connection, dossiers: Dossiers, extracted_at: datetime) -> Changes:
    """What this source may write: rows of another source are left alone."""
    changes = Changes()
    for table, rows, content in (
        (agency, list(agency_rows(dossiers)), AGENCY_CONTENT),
        (procedure, list(procedure_rows(dossiers)), PROCEDURE_CONTENT),
    ):
        code, source = next(iter(table.primary_key)).name, dossiers.mapping.source_id
        before = stored(connection, table, [row[code] for row in rows])
        mine = [
            row | origin(source, row[code], extracted_at)
            for row in rows
            if (row[code],) not in before or before[(row[code],)]["source_id"] == source
        ]
        changes.add(merge(connection, table, mine, before, content))
    return changes


def origin(source: str, key: str, extracted_at: datetime) -> Row:
    return {
        "source_id": source,
        "source_key": key,
        "source_updated_at": None,
        "extracted_at": extracted_at,
    }


def agency_rows(dossiers: Dossiers) -> Iterator[Row]:
    names, codes = dossiers.mapping.agencies, dossiers.agencies
    blank: Row = dict.fromkeys(AGENCY_CONTENT) | {"active": True}
    for known in names.known:
        yield blank | {"agency_code": known.code, "name": known.names[0]} | dict(known.told)
    others = {code: name for code, name in codes.used.items() if code not in codes.known}
    if codes.is_unknown_used:
        yield blank | {
            "agency_code": UNKNOWN_AGENCY,
            "name": UNKNOWN_NAME,
            "level": "OTHER",
            "parent_code": names.under,
        }
    for code, name in others.items():
        yield blank | {
            "agency_code": code,
            "name": name,
            "level": names.level,
            "parent_code": names.under,
        }


def procedure_rows(dossiers: Dossiers) -> Iterator[Row]:
    names, codes = dossiers.mapping.procedures, dossiers.procedures
    blank: Row = dict.fromkeys(PROCEDURE_CONTENT)
    described = {known.code: known for known in names.known}
    named = {code: known.names[0] for code, known in described.items()}
    for code, name in (codes.used | named).items():
        field_code, field_name = dossiers.field_of.get(code, (None, None))
        told: Row = {"field_code": field_code, "field_name": field_name}
        if code in described:
            told |= dict(described[code].told)
        yield blank | {"procedure_code": code, "name": name} | told
