"""What became of dossiers, of a register that has no column for it: its dates tell."""

from collections.abc import Mapping, Set

from sqlalchemy import Column, FromClause, String, case, literal_column, or_, select

from data_access.contract.schema import dossier

OUTCOME = "dossier.outcome"
d = dossier.c
# The last word first; without any of these dates a dossier is open.
DATES: Mapping[str, tuple[Column[object], ...]] = {
    "NOT_ACCEPTED": (d.refused_at,),
    "WITHDRAWN": (d.withdrawn_at,),
    "RESULT": (d.result_at, d.returned_at),
}


def follows(missing: Set[str]) -> bool:
    """Whether outcomes are not told, and results are."""
    dated = any(f"dossier.{each.name}" not in missing for each in DATES["RESULT"])
    return OUTCOME in missing and dated


def with_outcome(whole: FromClause) -> FromClause:
    """The same dossiers, each with the outcome that follows from its dates."""
    told = case(
        *(
            (
                or_(*(whole.c[each.name].is_not(None) for each in dates)),
                literal_column(f"'{word}'", String(20)),
            )
            for word, dates in DATES.items()
        )
    ).label(d.outcome.name)
    columns = [told if each.name == d.outcome.name else each for each in whole.c]
    return select(*columns).subquery(dossier.name)
