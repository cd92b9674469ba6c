"""Reads a mapping file. Every mistake in it is one BadMapping, before any data is read."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from data_access.sources.mapping import BadMapping, Known, Layout, ListMapping, Meaning, Names
from data_access.sources.mapping_layout import LAYOUT_KEYS, layout, value
from data_access.sources.mapping_part import Part
from data_access.sources.vocabulary import (
    AGENCY_KEYS,
    LEVELS,
    LIST_COLUMNS,
    PROCEDURE_KEYS,
    STEP_COLUMNS,
)

KEYS = ("source_id", *LAYOUT_KEYS, "agency", "procedure", "status_by_result", "steps")
UNLISTED = ("make", "unknown", "reject")


def read_mapping(path: Path) -> ListMapping:
    """Raises BadMapping, which leaves the file's name to whoever asked."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadMapping(error.strerror) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadMapping(f"not TOML: {error}") from None
    return mapping_from(told)


def mapping_from(told: dict[str, Any]) -> ListMapping:
    whole = Part(told, "", KEYS)
    source_id = whole.needed("source_id")
    if len(source_id) > 30:
        raise BadMapping(f"source_id = {source_id!r}: longer than 30 characters")
    mapping = ListMapping(
        source_id,
        layout(whole, LIST_COLUMNS),
        names(whole.part("agency", ("under", "top", "level", "unlisted", "list")), AGENCY_KEYS),
        names(whole.part("procedure", ("unlisted", "list")), PROCEDURE_KEYS),
        by_result(whole),
        steps(whole),
    )
    require(mapping)
    return mapping


def require(mapping: ListMapping) -> None:
    """What no list can do without."""
    given = mapping.list.given
    if "dossier_code" not in mapping.list.columns:
        raise BadMapping("[columns] dossier_code is missing: which heading holds the code?")
    if not given & {"agency", "agency_code"} and mapping.list.shape.group_rows != "agency":
        raise BadMapping("agency is missing: name it in [columns], or in [constants]")
    if ("status" in given) == (mapping.by_result is not None):
        raise BadMapping(
            "status: give exactly one of [columns] status, [constants] status, [status_by_result]"
        )
    if mapping.by_result and "result_at" not in given:
        raise BadMapping("[status_by_result] needs [columns] result_at")
    require_tree(mapping.agencies)


def require_tree(agencies: Names) -> None:
    """Every agency above another is listed, and none stands above itself."""
    if agencies.under and agencies.top:
        raise BadMapping("[agency] top: it is for lists of agencies without [agency] under")
    above = {each.code: each.told.get("parent_code") for each in agencies.known}
    for code in (agencies.under, *above.values()):
        if code is not None and code not in above:
            raise BadMapping(f"[agency] under = {code!r}: no [[agency.list]] has this code")
    for code in above:
        at, way = above[code], {code}
        while at is not None and at not in way:
            way.add(str(at))
            at = above[str(at)]
        if at is not None:
            raise BadMapping(f"[agency.list] {code!r} stands above itself")


def by_result(whole: Part) -> tuple[Meaning, Meaning] | None:
    part = whole.part("status_by_result", ("with", "without"))
    if not part.told:
        return None
    with_result, without = (
        value("status", part.told.get(key), part.where(key)) for key in ("with", "without")
    )
    assert isinstance(with_result, Meaning) and isinstance(without, Meaning)
    return with_result, without


def names(part: Part, keys: tuple[str, ...]) -> Names:
    known: list[Known] = []
    for each in part.parts("list", keys):
        code = each.needed("code")
        if len(code) > 60 or code in {one.code for one in known}:
            raise BadMapping(f"{each.where('code')} = {code!r}: longer than 60 signs, or twice")
        known.append(Known(code, (each.needed("name"), *each.texts("also")), described(each)))
    return Names(
        tuple(known),
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
    if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int | float)
                              or not 0 <= limit < 10_000):  # fmt: skip
        raise BadMapping(f"{part.where('time_limit')} must be a number from 0, not {limit!r}")
    if limit is not None:
        told["time_limit"] = Decimal(str(limit)).quantize(Decimal("0.01"))
    return told


def steps(whole: Part) -> Layout | None:
    if "steps" not in whole.told:
        return None
    found = layout(whole.part("steps", LAYOUT_KEYS), STEP_COLUMNS)
    for needed in ("dossier_code", "happened_at"):
        if needed not in found.columns:
            raise BadMapping(f"[steps.columns] {needed} is missing")
    if found.shape.group_rows:
        raise BadMapping("[steps.file] group_rows: not for steps")
    return found
