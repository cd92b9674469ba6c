"""The part of a mapping file that describes one file: its shape, its columns, its words."""

import re
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper

from data_access.sources.mapping import DATES, BadMapping, Layout, Meaning, Shape, Value
from data_access.sources.mapping_part import Part, date_format, instant, one_of, pattern
from data_access.sources.vocabulary import (
    CODES,
    IMPLIED_OUTCOME,
    IMPLIED_PAUSE,
    INSTANTS,
    LENGTHS,
)
from data_access.sources.words import is_personal, plain, tidy

FILE_KEYS = (
    "encoding", "delimiter", "sheet", "preamble", "group_rows", "fill_down", "empty", "skip",
)  # fmt: skip
LAYOUT_KEYS = ("file", "columns", "constants", "values", "defaults", "patterns", "dates")


def layout(whole: Part, allowed: tuple[str, ...]) -> Layout:
    """Where each of the allowed columns is found. Raises BadMapping."""
    prefix = f"{whole.name}." if whole.name else ""
    columns = whole.part("columns", (*allowed, "drop"))
    constants = whole.part("constants", allowed)
    with whole.mistakes.noted():
        both = sorted(set(columns.told) & set(constants.told))
        if both:
            raise BadMapping(
                *(f"[{prefix}constants] {each}: it is in [{prefix}columns] too" for each in both)
            )
    coded = [name for name in CODES if name in allowed]
    values = whole.part("values", coded)
    defaults = whole.part("defaults", coded)
    formats = whole.part("dates", ("formats",))
    patterns = whole.part("patterns", list(columns.told))
    named = [name for name in columns.told if name != "drop"]
    return Layout(
        prefix,
        columns.each(lambda name: headings(columns, name), named),
        columns.texts("drop"),
        constants.each(lambda name: constant(constants, name)),
        values.each(lambda name: words(values, name)),
        defaults.each(lambda name: value(name, defaults.told[name], defaults, name)),
        patterns.each(lambda name: pattern(patterns.needed(name), patterns.where(name))),
        tuple(date_formats(formats)) or DATES,
        shape(whole.part("file", FILE_KEYS), allowed),
    )


def date_formats(formats: Part) -> Iterator[str]:
    for each in formats.texts("formats"):
        with formats.mistakes.noted():
            yield date_format(each, formats.where("formats"))


def headings(columns: Part, name: str) -> tuple[str, ...]:
    told = columns.texts(name)
    if not told and columns.told[name] not in ("", []):
        return ()  # said already
    if not told or not all(plain(each) for each in told):
        raise BadMapping(f"{columns.where(name)} must name a heading of the file")
    for each in told:
        if is_personal(each):
            raise BadMapping(
                f"{columns.where(name)} = {each!r}: this heading holds personal data, which is"
                " never read; name it under [columns] drop"
            )
    return told


def constant(constants: Part, name: str) -> Value:
    if name == "dossier_code":
        raise BadMapping(f"{constants.where(name)}: every dossier has its own; use [columns]")
    told, where = constants.told[name], constants.where(name)
    if name in CODES:
        return value(name, told, constants, name)
    if name in INSTANTS:
        return instant(told, where)
    text = tidy(constants.needed(name))
    if len(text) > LENGTHS[name]:
        raise BadMapping(f"{where}: longer than {LENGTHS[name]} characters")
    return text


def words(values: Part, name: str) -> dict[str, Value]:
    """What each word of the source means, by its plain spelling."""
    meanings: dict[str, Value] = {}
    part = values.part(name, None)
    for word, meaning in part.each(lambda word: value(name, part.told[word], part, word)).items():
        with part.mistakes.noted():
            if meanings.setdefault(plain(word), meaning) != meaning:
                raise BadMapping(f"{part.where(word)}: another spelling of it means something else")
    return meanings


def value(name: str, told: object, of: Part, key: str) -> Value:
    """A code of the contract; for a status also the outcome and the pause it stands for."""
    where = of.where(key)
    if name != "status":
        return one_of(told, CODES[name], where)  # type: ignore[no-any-return]
    keys = ("status", "outcome", "paused")
    said = told if isinstance(told, dict) else {"status": told}
    part = Part(said, f"{of.name}.{key}", keys, of.mistakes)
    if "status" not in part.told:
        raise BadMapping(f"{part.where('status')} is missing")
    status = one_of(part.told["status"], CODES["status"], where)
    outcome = part.choice("outcome", (*CODES["outcome"], ""), IMPLIED_OUTCOME.get(status)) or None
    paused = part.choice("paused", (True, False), outcome is None and status in IMPLIED_PAUSE)
    if paused and outcome:
        raise BadMapping(f"{where}: a dossier that has ended ({outcome}) is not paused")
    return Meaning(status, outcome, paused)


def shape(part: Part, allowed: tuple[str, ...]) -> Shape:
    sheet = part.told.get("sheet")
    for column in part.texts("fill_down"):
        with part.mistakes.noted():
            one_of(column, allowed, part.where("fill_down"))
    return Shape(
        encoding(part),
        part.choice("delimiter", (",", ";", "\t", "|")),
        part.number("sheet", 1) if isinstance(sheet, int) else part.text("sheet"),
        part.number("preamble", 0),
        part.choice("group_rows", ("agency", "receiving_agency", "procedure", "field")),
        part.texts("fill_down"),
        frozenset(map(plain_empty, part.texts("empty"))),
        tuple(skipped(part)),
    )


def skipped(part: Part) -> Iterator[re.Pattern[str]]:
    for each in part.texts("skip"):
        with part.mistakes.noted():
            yield pattern(each, part.where("skip"))


def encoding(part: Part) -> str | None:
    told = part.text("encoding")
    with part.mistakes.noted():
        try:
            TextIOWrapper(BytesIO(), encoding=told)
        except (LookupError, ValueError):
            raise BadMapping(
                f"{part.where('encoding')} = {told!r}: unknown encoding; as utf-8, utf-16, cp1258"
            ) from None
    return told


def plain_empty(word: str) -> str:
    return tidy(word).casefold()
