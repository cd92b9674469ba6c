"""Agencies and procedures that a list names, as the register holds them."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection, Table, select

from data_access.contract.schema import agency, procedure
from data_access.scope import UNKNOWN_AGENCY
from data_access.sources.dossiers import Dossiers
from data_access.sources.fields import NOBODYS, Fields
from data_access.sources.mapping import ListMapping, Names
from data_access.sources.merge import Changes, Row, merge, stored
from data_access.sources.names import Codes, Stored
from data_access.sources.tree import one_tree
from data_access.sources.vocabulary import AGENCY_CONTENT, PROCEDURE_CONTENT

UNKNOWN_NAME = "Không rõ đơn vị"
UNKNOWN_PROCEDURE = "Không rõ thủ tục"


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


def field_codes(connection: Connection, mapping: ListMapping) -> Codes:
    """Fields have no table of their own: their codes are those procedures already bear."""
    p = procedure.c
    held = connection.execute(
        select(p.field_code, p.field_name)
        .where(p.field_code.is_not(None), p.field_name.is_not(None))
        .distinct()
    ).all()
    told = [each.told for each in mapping.procedures.known]
    named = [(str(each["field_code"]), str(each["field_name"])) for each in told
             if each.get("field_code") and each.get("field_name")]  # fmt: skip
    return Codes("field").keep(Stored(code, name, True) for code, name in (*named, *held))


def fields(connection: Connection, mapping: ListMapping) -> Fields:
    """Whose field is known before the first row: what the mapping says goes over the register."""
    p, known = procedure.c, mapping.procedures.known
    told = {each.code: str(each.told["field_code"]) for each in known if "field_code" in each.told}
    home, names = dict[str, str](), dict[str, str]()
    for code, field_code, name, source in connection.execute(
        select(p.procedure_code, p.field_code, p.field_name, p.source_id)
    ):
        if field_code or source != mapping.source_id:
            home[code] = field_code or NOBODYS
        if field_code and name:
            names[field_code] = name
    return Fields(frozenset(told), home | told, names)


def write(connection: Connection, dossiers: Dossiers, extracted_at: datetime) -> Changes:
    """What this source may write: rows of another source are left alone."""
    changes, source = Changes(), dossiers.mapping.source_id
    for table, rows, content in (
        (agency, agency_tree(connection, dossiers), AGENCY_CONTENT),
        (procedure, list(procedure_rows(dossiers)), PROCEDURE_CONTENT),
    ):
        code = next(iter(table.primary_key)).name
        before = stored(connection, table, [row[code] for row in rows])
        mine = [
            origin(source, row[code], extracted_at) | row
            for row in rows
            if (row[code],) not in before or before[(row[code],)]["source_id"] == source
        ]
        changes.add(merge(connection, table, mine, before, content))
    return changes


def agency_tree(connection: Connection, dossiers: Dossiers) -> list[Row]:
    """The agencies of this source, those of earlier loads too; a top no longer needed goes."""
    source, known = dossiers.mapping.source_id, agency.c
    held = [dict(row) for row in connection.execute(select(agency)).mappings()]
    theirs = {row["agency_code"] for row in held if row["source_id"] != source}
    own = [row for row in held if row["source_id"] == source]
    rows = [row for row in agency_rows(dossiers) if row["agency_code"] not in theirs]
    tree = one_tree(rows, own, dossiers.mapping, theirs)
    told = {row["agency_code"] for row in tree}
    gone = [row["agency_code"] for row in own if row["agency_code"] not in told]
    connection.execute(agency.delete().where(known.agency_code.in_(gone)))
    return [
        {name: row[name] for name in (*AGENCY_CONTENT, "source_key") if name in row} for row in tree
    ]


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
    for code, use in codes.used.items():
        if code == UNKNOWN_AGENCY:
            yield blank | {"agency_code": code, "name": UNKNOWN_NAME, "level": "OTHER"}
        elif code not in codes.known:
            yield blank | {"agency_code": code, "name": use.name, "level": names.level}


def procedure_rows(dossiers: Dossiers) -> Iterator[Row]:
    fields, codes = dossiers.fields, dossiers.procedures
    blank: Row = dict.fromkeys(PROCEDURE_CONTENT)
    described = {known.code: dict(known.told) for known in codes.names.known}
    named = {code: use.name for code, use in codes.used.items()}
    named |= {known.code: known.names[0] for known in codes.names.known}
    for code, name in (named | dict(apart_names(fields, named))).items():
        field_code, field_name = fields.of(code)
        told: Row = {"field_code": field_code, "field_name": field_name}
        yield blank | {"procedure_code": code, "name": name} | told | described.get(code, {})


def apart_names(fields: Fields, named: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What procedures made for another field are called."""
    for code in fields.kept:
        procedure, told = fields.apart[code]
        whose = named[procedure] if procedure else UNKNOWN_PROCEDURE
        yield code, f"{whose} ({fields.names[told]})"
