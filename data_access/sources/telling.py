"""What a load made of the names in a list, a line each, for who has to look it over."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from data_access.contract.schema import agency
from data_access.sources.dossiers import Dossiers
from data_access.sources.tree import TOP_KEY


def agencies_told(connection: Connection, dossiers: Dossiers) -> tuple[str, ...]:
    """Every agency of the list and of the mapping, with the rule that found it."""
    codes, source = dossiers.agencies, dossiers.mapping.source_id
    a = agency.c
    held = connection.execute(
        select(a.agency_code, a.name, a.parent_code, a.source_key, a.source_id)
    )
    rows = {row.agency_code: row for row in held}
    tops = [row for row in rows.values() if row.source_key == TOP_KEY and row.source_id == source]
    used = codes.used
    told = [line("top", row.agency_code, row.name, WHY_TOP) for row in tops]
    for code, use in sorted(used.items()):
        rules = "; ".join(use.rules)
        how = "made" if code in codes.made else "unknown" if code == codes.unknown else "matched"
        told.append(line(how, code, rows[code].name, f"{rules}; rows: {use.count:,}"))
    unnamed = sorted(set(codes.known) - set(used))
    told += [line("listed", code, rows[code].name, "rows: 0") for code in unnamed]
    roots = [row.name for row in rows.values() if row.parent_code is None]
    if len(roots) > 1:
        told.append(f"  {len(roots)} agencies have none above them: {', '.join(sorted(roots))}")
    return tuple(told)


WHY_TOP = (
    "above the others, as the mapping names none: write [agency] top with its name,"
    " or list it and write [agency] under"
)


def line(how: str, code: str, name: str, why: str) -> str:
    return f"  {how:<8} {code:<24} {name}: {why}"


def fields_told(dossiers: Dossiers) -> tuple[str, ...]:
    return tuple(_fields_told(dossiers))


def _fields_told(dossiers: Dossiers) -> Iterator[str]:
    """Fields that are not those of their procedures, and what became of their dossiers."""
    fields = dossiers.fields

    def name(field: str | None) -> str:
        return fields.names.get(field or "", field or "none")

    for code, count in sorted(fields.kept.items()):
        procedure, told = fields.apart[code]
        if procedure is None:
            yield f"  {name(told)}, without a procedure: {count:,} dossiers, kept as {code}"
            continue
        home = name(fields.home[procedure])
        yield f"  {procedure} is of {home}: {count:,} dossiers of {name(told)}, kept as {code}"
    for (procedure, told), count in sorted(fields.overruled.items()):
        home = name(fields.home[str(procedure)])
        yield f"  {procedure} is of {home}, as the mapping says: {count:,} dossiers of {name(told)}"
    several = {each.procedure for each in fields.apart.values() if each.procedure}
    for procedure in sorted(several & set(fields.unsaid)):
        home, count = name(fields.home[procedure]), fields.unsaid[procedure]
        yield f"  {procedure} is of {home}: {count:,} dossiers without a field, counted there"
