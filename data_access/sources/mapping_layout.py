"""The part of a mapping file that describes one file: its shape, its columns, its words."""

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
    both = set(columns.told) & set(constants.told)
    if both:
        raise BadMapping(f"[{prefix}constants] {min(both)}: it is in [{prefix}columns] too")
    coded = [name for name in CODES if name in allowed]
    values = whole.part("values", coded)
    defaults = whole.part("defaults", coded)
    formats = whole.part("dates", ("formats",))
    patterns = whole.part("patterns", list(columns.told))
    return Layout(
        prefix,
        {name: headings(columns, name) for name in columns.told if name != "drop"},
        columns.texts("drop"),
        {name: constant(constants, name) for name in constants.told},
        {name: words(values, name) for name in values.told},
        {name: value(name, told, defaults.where(name)) for name, told in defaults.told.items()},
        {name: pattern(patterns.needed(name), patterns.where(name)) for name in patterns.told},
        tuple(date_format(each, formats.where("formats")) for each in formats.texts("formats"))
        or DATES,
        shape(whole.part("file", FILE_KEYS), allowed),
    )


def headings(columns: Part, name: str) -> tuple[str, ...]:
    told = columns.texts(name)
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
        return value(name, told, where)
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
    for word, told in part.told.items():
        meaning = value(name, told, part.where(word))
        if meanings.setdefault(plain(word), meaning) != meaning:
            raise BadMapping(f"{part.where(word)}: another spelling of it means something else")
    return meanings


def value(name: str, told: object, where: str) -> Value:
    """A code of the contract; for a status also the outcome and the pause it stands for."""
    if name != "status":
        return one_of(told, CODES[name], where)  # type: ignore[no-any-return]
    part = Part(told if isinstance(told, dict) else {"status": told}, where.strip("[]"), (
        "status", "outcome", "paused",
    ))  # fmt: skip
    status = one_of(part.told.get("status"), CODES["status"], where)
    outcome = part.choice("outcome", (*CODES["outcome"], ""), IMPLIED_OUTCOME.get(status)) or None
    paused = part.choice("paused", (True, False), outcome is None and status in IMPLIED_PAUSE)
    if paused and outcome:
        raise BadMapping(f"{where}: a dossier that has ended ({outcome}) is not paused")
    return Meaning(status, outcome, paused)


def shape(part: Part, allowed: tuple[str, ...]) -> Shape:
    delimiter = part.told.get("delimiter")
    sheet = part.told.get("sheet")
    for column in part.texts("fill_down"):
        one_of(column, allowed, part.where("fill_down"))
    return Shape(
        encoding(part),
        None
        if delimiter is None
        else one_of(delimiter, (",", ";", "\t", "|"), part.where("delimiter")),
        part.number("sheet", 1) if isinstance(sheet, int) else part.text("sheet"),
        part.number("preamble", 0),
        part.choice("group_rows", ("agency", "receiving_agency", "procedure", "field")),
        part.texts("fill_down"),
        frozenset(map(plain_empty, part.texts("empty"))),
        tuple(pattern(each, part.where("skip")) for each in part.texts("skip")),
    )


def encoding(part: Part) -> str | None:
    told = part.text("encoding")
    try:
        TextIOWrapper(BytesIO(), encoding=told)
    except (LookupError, ValueError):
        raise BadMapping(
            f"{part.where('encoding')} = {told!r}: unknown encoding; as utf-8, utf-16, cp1258"
        ) from None
    return told


def plain_empty(word: str) -> str:
    return tidy(word).casefold()
