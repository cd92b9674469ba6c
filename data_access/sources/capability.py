"""What a list can say, column by column, written down for the indicators that need it."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from data_access.contract.schema import dossier, metadata, source_capability
from data_access.sources.mapping import ListMapping
from data_access.sources.merge import Changes, Row, by_key, key_of, merge, remove
from data_access.sources.vocabulary import CURRENT, ORIGIN

# Tables that a site fills apart, whatever its lists say.
APART = ("agency_succession", "holiday", "source_capability", "published_figure")
YES, DERIVED, NO = "YES", "DERIVED", "NO"
ALWAYS = ("dossier.dossier_code", "dossier.agency_code", "dossier.status", "dossier.deleted",
          "agency.agency_code", "agency.name", "agency.active")  # fmt: skip


def declare(connection: Connection, mapping: ListMapping, with_steps: bool) -> Changes:
    """Makes the register's declaration of this source say what the mapping can give."""
    c = source_capability.c
    mine = select(source_capability).where(c.source_id == mapping.source_id)
    before = by_key(source_capability, connection.execute(mine).mappings())
    # Steps loaded earlier are still there when this load brings none.
    kept = {key for key, row in before.items() if row["table_name"] == "step" and not with_steps}
    never_stops = mapping.knows_pauses and not holds_paused(connection, mapping.source_id)
    rows = [
        row
        for row in declarations(mapping, with_steps, never_stops)
        if key_of(source_capability, row) not in kept
    ]
    now = {key_of(source_capability, row) for row in rows} | kept
    remove(connection, source_capability, list(set(before) - now))
    return merge(connection, source_capability, rows, before, ("capability", "note"))


def holds_paused(connection: Connection, source_id: str) -> bool:
    """Whether any dossier of the source bears the flag without a day."""
    d = dossier.c
    flagged = select(d.dossier_code).where(d.source_id == source_id, d.paused.is_(True)).limit(1)
    return connection.execute(flagged).first() is not None


def declarations(mapping: ListMapping, with_steps: bool, never_stops: bool) -> Iterator[Row]:
    given = dict(told(mapping))
    if never_stops:  # no flag lacks its day, so that the past is counted like the present
        given["pause.started_at"] = (DERIVED, "no dossier is paused: the dates alone decide")
    if with_steps and mapping.steps:
        given |= {f"step.{name}": (YES, None) for name in mapping.steps.given}
        given.setdefault("step.step_no", (DERIVED, "by the order of happened_at"))
        given.setdefault("step.from_step", (DERIVED, "the step entered before"))
    for table in metadata.sorted_tables:
        if table.name in APART:
            continue
        for column in table.columns:
            if column.name in ORIGIN:
                continue
            word, note = given.get(f"{table.name}.{column.name}", (NO, "not in the list"))
            yield {
                "source_id": mapping.source_id,
                "table_name": table.name,
                "column_name": column.name,
                "capability": word,
                "note": note,
            }


def told(mapping: ListMapping) -> Iterator[tuple[str, tuple[str, str | None]]]:
    """ "table.column" → how well the list says it; what is not here it does not say."""
    given = mapping.list.given
    for name in (*ALWAYS, *(f"dossier.{each}" for each in given)):
        yield name, (YES, None)
    yield from standing(mapping)
    if "time_precision" not in given:
        yield "dossier.time_precision", (DERIVED, "from the times of day given")
    for name in CURRENT:
        if name in given:
            yield f"dossier.{name}", (YES, "of open dossiers")
    if given & {"receiving_agency", "receiving_agency_code"}:
        yield "dossier.receiving_agency_code", (YES, None)
    if mapping.agencies.level or any("level" in each.told for each in mapping.agencies.known):
        yield "agency.level", (YES, "from the mapping")
    if mapping.agencies.under or any("parent_code" in each.told for each in mapping.agencies.known):
        yield "agency.parent_code", (YES, "from the mapping")
    yield from procedures(mapping)


def standing(mapping: ListMapping) -> Iterator[tuple[str, tuple[str, str | None]]]:
    by_date = (DERIVED, "from the date of the result") if mapping.by_result else (YES, None)
    yield "dossier.status", by_date
    if "outcome" not in mapping.list.given:
        yield "dossier.outcome", by_date
    if "status" in mapping.list.columns:
        yield "dossier.status_raw", (YES, None)
    if mapping.knows_pauses:
        yield "dossier.paused", (YES, "as the list says it now")


def procedures(mapping: ListMapping) -> Iterator[tuple[str, tuple[str, str | None]]]:
    given = mapping.list.given
    if given & {"procedure", "procedure_code"}:
        coded = (YES, None) if "procedure_code" in given else (DERIVED, "from the name")
        yield "dossier.procedure_code", coded
        yield "procedure.procedure_code", coded
        yield "procedure.name", (YES, None)
    if given & {"field", "field_code"}:
        coded = (YES, None) if "field_code" in given else (DERIVED, "from the name")
        yield "procedure.field_code", coded
        yield "procedure.field_name", (YES, None)
    for name in dict.fromkeys(key for each in mapping.procedures.known for key in each.told):
        yield f"procedure.{name}", (YES, "from the mapping")
