"""Reads a mapping file. All mistakes in it are one BadMapping, before any data is read."""

import tomllib
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from data_access.sources.mapping import (
    BadMapping,
    Known,
    Layout,
    ListMapping,
    Meaning,
    Mistakes,
    Names,
)
from data_access.sources.mapping_layout import LAYOUT_KEYS, layout, value
from data_access.sources.mapping_part import Part, nearest
from data_access.sources.vocabulary import (
    AGENCY_KEYS,
    LEVELS,
    LIST_COLUMNS,
    PROCEDURE_KEYS,
    STEP_COLUMNS,
)

KEYS = ("source_id", *LAYOUT_KEYS, "agency", "procedure", "status_by_result", "steps")
RESULTS = ("with", "without")
UNLISTED = ("make", "unknown", "reject")


def read_mapping(path: Path) -> ListMapping:
    """Raises BadMapping, which leaves the file's name to whoever asked."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadMapping(str(error.strerror)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadMapping(f"not TOML: {error}") from None
    return mapping_from(told)


def mapping_from(told: dict[str, Any]) -> ListMapping:
    """Raises BadMapping with every mistake."""
    mistakes = Mistakes()
    whole = Part(told, "", KEYS, mistakes)
    mapping = ListMapping(
        source(whole),
        layout(whole, LIST_COLUMNS),
        names(whole.part("agency", ("under", "top", "level", "unlisted", "list")), AGENCY_KEYS),
        names(whole.part("procedure", ("unlisted", "list")), PROCEDURE_KEYS),
        by_result(whole),
        steps(whole),
    )
    for check in (require_code, require_agency, require_status, require_result, require_tree):
        with mistakes.noted():
            check(mapping)
    mistakes.check()
    return mapping


def source(whole: Part) -> str:
    source_id = ""
    with whole.mistakes.noted():
        source_id = whole.needed("source_id")
        if len(source_id) > 30:
            raise BadMapping(f"source_id = {source_id!r}: longer than 30 characters")
    return source_id


# -- what no list can do without ----------------------------------------------------------------
def require_code(mapping: ListMapping) -> None:
    if "dossier_code" not in mapping.list.columns:
        raise BadMapping("[columns] dossier_code is missing: which heading holds the code?")


def require_agency(mapping: ListMapping) -> None:
    given = mapping.list.given & {"agency", "agency_code"}
    if not given and mapping.list.shape.group_rows != "agency":
        raise BadMapping("agency is missing: name it in [columns], or in [constants]")


def require_status(mapping: ListMapping) -> None:
    if ("status" in mapping.list.given) == (mapping.by_result is not None):
        raise BadMapping(
            "status: give exactly one of [columns] status, [constants] status, [status_by_result]"
        )


def require_result(mapping: ListMapping) -> None:
    if mapping.by_result and "result_at" not in mapping.list.given:
        raise BadMapping("[status_by_result] needs [columns] result_at")


def require_tree(mapping: ListMapping) -> None:
    """Every agency above another is listed, and none stands above itself."""
    agencies = mapping.agencies
    if agencies.under and agencies.top:
        raise BadMapping("[agency] top: it is for lists of agencies without [agency] under")
    above = {each.code: each.told.get("parent_code") for each in agencies.known}
    wanted = dict.fromkeys(str(code) for code in (agencies.under, *above.values()) if code)
    faults = [unlisted(code, above) for code in wanted if code not in above]
    for code in above:
        at, way = above[code], {code}
        while at in above and at not in way:
            way.add(str(at))
            at = above[str(at)]
        if at in way:
            faults.append(f"[agency.list] {code!r} stands above itself")
    if faults:
        raise BadMapping(*faults)


def unlisted(code: str, listed: Iterable[str]) -> str:
    told = list(listed)
    allowed = f"; {nearest(code, told)}allowed: {', '.join(told)}" if told else ""
    return f"[agency] under = {code!r}: no [[agency.list]] has this code{allowed}"


def by_result(whole: Part) -> tuple[Meaning, Meaning] | None:
    part = whole.part("status_by_result", ("with", "without"))
    if not part.told:
        return None
    told = part.each(lambda key: value("status", part.told.get(key), part, key), RESULTS)
    with_result, without = (told.get(key, Meaning(0)) for key in RESULTS)
    assert isinstance(with_result, Meaning) and isinstance(without, Meaning)
    return with_result, without


def names(part: Part, keys: tuple[str, ...]) -> Names:
    known: dict[str, Known] = {}
    for each in part.parts("list", keys):
        told, found = dict[str, object](), each.each(each.needed, ("code", "name"))
        with part.mistakes.noted():
            told = described(each)
        with part.mistakes.noted():
            code = found.get("code", "")
            if len(code) > 60 or code in known:
                raise BadMapping(f"{each.where('code')} = {code!r}: longer than 60 signs, or twice")
            if code:
                known[code] = Known(code, (found.get("name", code), *each.texts("also")), told)
    return Names(
        tuple(known.values()),
        part.choice("unlisted", UNLISTED, "make"),
        part.text("under"),
        part.text("top"),
        part.choice("level", LEVELS),
    )


def described(part: Part) -> dict[str, object]:
    """The contract's columns that a known agency or procedure brings along."""
    renamed = {"under": "parent_code"}
    told = {renamed.get(key, key): part.told[key] for key in part.told
            if key not in ("code", "name", "also")}  # fmt: skip
    part.choice("level", LEVELS)
    part.choice("service_level", ("FULL", "PARTIAL", "INFORMATION"))
    part.choice("time_limit_unit", ("WORKING_DAY", "HOUR", "CALENDAR_DAY"))
    for key in ("has_fee", "result_is_document"):
        part.choice(key, (True, False))
    for key in ("under", "national_code", "field_code", "field_name"):
        part.text(key)
    limit = part.told.get("time_limit")
    if limit is None:
        return told
    is_number = isinstance(limit, int | float) and not isinstance(limit, bool)
    if not is_number or not 0 <= limit < 10_000:
        raise BadMapping(f"{part.where('time_limit')} must be a number from 0, not {limit!r}")
    return told | {"time_limit": Decimal(str(limit)).quantize(Decimal("0.01"))}


def steps(whole: Part) -> Layout | None:
    if "steps" not in whole.told:
        return None
    found = layout(whole.part("steps", LAYOUT_KEYS), STEP_COLUMNS)
    with whole.mistakes.noted():
        lacks = [each for each in ("dossier_code", "happened_at") if each not in found.columns]
        if lacks:
            raise BadMapping(*(f"[steps.columns] {each} is missing" for each in lacks))
    with whole.mistakes.noted():
        if found.shape.group_rows:
            raise BadMapping("[steps.file] group_rows: not for steps")
    return found
