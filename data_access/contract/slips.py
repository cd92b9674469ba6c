"""Which answers of citizens were given on one slip.

Those of one source for one dossier and agency at one moment. Of what bears no dossier a day alone
does not tell one citizen from another: only a moment does, and only answers to different questions.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, null, or_, select

from data_access.contract.clock import minute_of
from data_access.contract.having import has
from data_access.contract.schema import rating

Condition = ColumnElement[bool]
other = rating.alias("other")
r, o = rating.c, other.c


def also(of_dossier: Condition, of_none: Condition) -> Condition:
    """Whether the slip bears another answer of which this holds, by what tells its slip."""
    place = func.coalesce(o.agency_code, "") == func.coalesce(r.agency_code, "")
    # Hidden from its index: those of one dossier are always few, those of one day may be many.
    moment = func.coalesce(o.rated_at, null()) == r.rated_at
    source, scored = o.source_id == r.source_id, o.score.is_not(None)
    named = has(o.dossier_code, r.dossier_code, moment, place, source, scored, of_dossier)
    nameless = [func.coalesce(each.dossier_code, "") == "" for each in (o, r)]
    differs = (o.criterion != r.criterion, minute_of(r.rated_at) != 0)
    rest = (place, source, scored, *nameless, *differs, of_none)
    return or_(named, has(o.rated_at, r.rated_at, *rest))


def stands_for_slip() -> Condition:
    """One answer of each slip: all the others have one before them."""
    first = also(o.rating_key < r.rating_key, o.criterion < r.criterion)
    return and_(r.score.is_not(None), ~first)


def worst_is(score: int) -> Condition:
    """Whether no answer of the slip says less."""
    return and_(r.score >= score, ~also(o.score < score, o.score < score))


def worst() -> ColumnElement[int]:
    """The lowest score on the slip."""
    return case((worst_is(3), 3), (worst_is(2), 2), else_=1)


def fellows(asked: Condition) -> Select[*tuple[Any, ...]]:
    """Keys of the answers that bear no dossier and were given where and when these were."""
    same = and_(o.rated_at == r.rated_at, func.coalesce(o.dossier_code, "") == "")
    nameless = (r.dossier_code.is_(None), minute_of(r.rated_at) != 0)
    return select(o.rating_key).select_from(rating.join(other, same)).where(asked, *nameless)
