"""Everything the register tells of one dossier, and how each measure sees it."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, Table, and_, case, func, literal_column, or_, select

from data_access.contract import queries, records
from data_access.contract.measures import Counted, Counting
from data_access.contract.schema import apology, document, dossier, pause, payment, rating, step
from data_access.contract.usable import counts, source_in
from data_access.indicators.definition import Dating, Measure

d = dossier.c
NEAR = 2  # codes on either side
ALSO = (
    d.national_dossier_code, d.submitted_at, d.original_due_at, d.returned_at, d.withdrawn_at,
    d.refused_at, d.result_at, d.time_precision, d.deleted, d.outcome,
    source_in(dossier).label("source_id"),
    d.step_due_at,
)  # fmt: skip
DATED = (Dating.RECEIVED, Dating.ENDED, Dating.DUE, Dating.RETURNED)
OF_DOSSIER: Mapping[Table, tuple[Any, ...]] = {
    step: (step.c.happened_at, step.c.to_step, step.c.actor_unit, step.c.step_due_at),
    pause: (
        pause.c.kind, pause.c.started_at, pause.c.ended_at, pause.c.due_before, pause.c.due_after,
    ),
    payment: (payment.c.amount, payment.c.status, payment.c.method, payment.c.paid_at),
    rating: (rating.c.rated_at, rating.c.score),
    apology: (apology.c.issued_at, apology.c.new_due_at),
}  # fmt: skip


def facts(counting: Counting, code: str) -> Select[*tuple[Any, ...]]:
    """The line a list would show, and what it would not."""
    told = records.expressions(counting, dossier)
    shown = [told[name].label(f"told_{name}") for name in records.READ]
    return select(*shown, *ALSO).where(d.dossier_code == code)


def of_dossier(table: Table, code: str) -> Select[*tuple[Any, ...]]:
    """Its records in another table, in their order."""
    columns = OF_DOSSIER[table]
    keys = table.primary_key.columns
    statement = select(*columns).where(table.c.dossier_code == code)
    if table is step:
        statement = statement.where(step.c.rolled_back.is_not(True))
    return statement.order_by(*keys)


def papers(code: str) -> Select[*tuple[Any, ...]]:
    """Submitted, digitised, reused, results, results with a file."""
    c = document.c
    submitted, result = c.direction == "SUBMITTED", c.direction == "RESULT"
    return select(
        how_many(submitted),
        how_many(submitted, c.digitised.is_(True)),
        how_many(submitted, c.reuse > 0),
        how_many(result),
        how_many(result, c.has_file.is_(True)),
    ).where(c.dossier_code == code)


def how_many(*where: Any) -> Any:
    return func.coalesce(func.sum(case((and_(*where), 1), else_=0)), 0)


def twins(code: str, national_code: str | None) -> Select[*tuple[Any, ...]]:
    """Other dossiers under the code by which the nation knows this one."""
    shared = [code, *([national_code] if national_code else [])]
    return (
        select(d.dossier_code)
        .where(or_(d.national_dossier_code.in_(shared), d.dossier_code.in_(shared)))
        .where(d.dossier_code != code)
        .order_by(d.dossier_code)
        .limit(10)
    )


def nearest(code: str) -> tuple[Select[*tuple[Any, ...]], ...]:
    """Dossiers that the nation knows by this code, then those just before and after it."""
    codes = select(d.dossier_code).where(counts())
    return (
        codes.where(d.national_dossier_code == code).limit(NEAR),
        codes.where(d.dossier_code < code).order_by(d.dossier_code.desc()).limit(NEAR),
        codes.where(d.dossier_code > code).order_by(d.dossier_code).limit(NEAR),
    )


def seen_by(
    counting: Counting, measures: Mapping[Measure, Counted], table: Table, code: str
) -> Select[*tuple[Any, ...]]:
    """Rows (instant of each dating, 1 or 0 of each measure): the same conditions as the counts."""
    datings = DATED if table is dossier else {each.dating for each in measures.values()}
    return (
        select(
            *(counting.column(dating).label(f"dated_{dating}") for dating in datings),
            *(
                case((and_(*counted.where), literal_column("1")), else_=literal_column("0")).label(
                    measure.value
                )
                for measure, counted in measures.items()
            ),
        )
        .select_from(queries.source_of(table))
        .where(table.c.dossier_code == code)
    )


def bounded(
    counting: Counting, measures: Iterable[Measure], ask: queries.Ask
) -> dict[Measure, Counted]:
    """Measures whose period bounds two columns, in one period."""
    return {
        measure: queries.bounded(counting, counting.measures[measure], ask) for measure in measures
    }
