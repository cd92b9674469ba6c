"""The agencies of a source stand in one tree, so that the first page shows all of them."""

from collections.abc import Collection, Mapping, Sequence

from data_access.scope import UNKNOWN_AGENCY
from data_access.sources.mapping import ListMapping
from data_access.sources.merge import Row
from data_access.sources.vocabulary import AGENCY_CONTENT
from data_access.sources.words import marked_slug, same_name

TOP_KEY = "(top)"  # the source_key of an agency that a load made above all others


def one_tree(
    rows: Sequence[Row], held: Sequence[Mapping[str, object]], mapping: ListMapping,
    taken: Collection[str],
) -> list[Row]:  # fmt: skip
    """The rows, and those of earlier loads (`held`), each below somebody but the top one.

    Above all others stands whom the mapping names; where it names none, an agency made for it.
    """
    codes = {row["agency_code"] for row in rows}
    made = next((dict(row) for row in held if row["source_key"] == TOP_KEY), None)
    earlier = [dict(row) for row in held if row["agency_code"] not in codes and row != made]
    every = [*rows, *earlier]
    top = mapping.agencies.under or named_top(every, mapping)
    gone = top is not None
    if top is None and (made or needs_top(every, mapping)):
        made = made or made_top(mapping, {*taken, *codes})
        made["name"] = mapping.agencies.top or mapping.source_id
        top = str(made["agency_code"])
    spared = ancestors(every, top)
    below = (None, made["agency_code"]) if made else (None,)
    for row in every:
        if row["parent_code"] in below and row["agency_code"] not in spared:
            row["parent_code"] = top
    return [*every, *([made] if made and not gone else [])]


def named_top(rows: Sequence[Row], mapping: ListMapping) -> str | None:
    """An agency that bears the name the mapping gives the top."""
    wanted = mapping.agencies.top
    found = (row["agency_code"] for row in rows if wanted and same(row["name"], wanted))
    return next(found, None)


def same(one: str, two: str) -> bool:
    return same_name(one) == same_name(two)


def needs_top(rows: Sequence[Row], mapping: ListMapping) -> bool:
    """One agency is its own top, unless it is the one that stands for none."""
    roots = [row["agency_code"] for row in rows if row["parent_code"] is None]
    return mapping.agencies.top is not None or len(roots) > 1 or roots == [UNKNOWN_AGENCY]


def made_top(mapping: ListMapping, taken: Collection[str]) -> Row:
    source = mapping.source_id
    blank: Row = dict.fromkeys(AGENCY_CONTENT)
    return blank | {
        "agency_code": source if source not in taken else marked_slug(f"{source} {TOP_KEY}"),
        "level": "OTHER",
        "active": True,
        "source_key": TOP_KEY,
    }


def ancestors(rows: Sequence[Row], code: str | None) -> set[str]:
    """The agency and those above it."""
    above = {row["agency_code"]: row["parent_code"] for row in rows}
    way: set[str] = set()
    while code is not None and code not in way:
        way.add(code)
        code = above.get(code)
    return way
